//! The served pages, as a person meets them: every page in order, every link whole, and what is typed
//! by mistake or on purpose stays harmless.

use std::collections::BTreeMap;

use crate::support::demo::demo;
use crate::support::folder::DataFolder;
use crate::support::http::{Answer, Server};
use crate::support::page::Page;
use crate::support::{root, sightline};

/// Every route, as the list in the web room's source says.
fn routes() -> Vec<String> {
    let source = std::fs::read_to_string(root().join("crates/web/src/pages/mod.rs")).unwrap();
    let list = source.split("pub const ROUTES").nth(1).and_then(|rest| rest.split("];").next());
    let routes: Vec<String> = list
        .unwrap()
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
        .map(str::to_owned)
        .collect();
    assert!(routes.len() >= 8, "{routes:?}");
    routes
}

/// A page with everything that any page must have.
#[track_caller]
fn page(server: &Server, path: &str, status: u16) -> (Answer, Page) {
    let answer = server.get(path);
    assert_eq!(answer.status, status, "{path}");
    let page = Page::read(answer.text());
    let faults = page.faults();
    assert!(faults.is_empty(), "{path}: {faults:?}");
    (answer, page)
}

#[track_caller]
fn check_headers(path: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{path}: {policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{path}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), value, "{path}: {name}");
    }
}

/// An address as seen from a page: without what stands behind `#`; nothing for other sites.
fn resolve(from: &str, link: &str) -> Option<String> {
    let link = link.split('#').next().unwrap_or_default();
    if link.is_empty() || link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    if link.starts_with('/') {
        return Some(link.to_owned());
    }
    let folder = from.split('?').next()?.rsplit_once('/')?.0;
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Follows every link from a page: each address with its answer, and where it was linked from.
fn walk(server: &Server, start: &str) -> BTreeMap<String, (Answer, String)> {
    let mut found: BTreeMap<String, (Answer, String)> = BTreeMap::new();
    let mut waiting = vec![(start.to_owned(), String::new())];
    while let Some((path, from)) = waiting.pop() {
        if found.contains_key(&path) {
            continue;
        }
        let answer = server.get(&path);
        if answer.header("content-type").starts_with("text/html") {
            let page = Page::read(answer.text());
            let pictures = page.elements.iter().filter(|e| e.name != "a");
            let more = pictures.flat_map(|e| [e.get("src").to_owned(), e.get("href").to_owned()]);
            let links = page.links().into_iter().chain(more.filter(|link| !link.is_empty()));
            waiting.extend(links.filter_map(|l| resolve(&path, &l)).map(|l| (l, path.clone())));
        }
        if (300..400).contains(&answer.status) {
            waiting.extend(resolve(&path, answer.header("location")).map(|l| (l, path.clone())));
        }
        found.insert(path, (answer, from));
    }
    found
}

/// Whether an address is one of a route's.
fn fits(route: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (fixed, more) = route.split_once('{').unwrap_or((route, ""));
    match more.rsplit_once('}') {
        None => path == route,
        Some((_, end)) => {
            path.len() > fixed.len() + end.len() && path.starts_with(fixed) && path.ends_with(end)
        }
    }
}

#[test]
fn every_link_from_the_first_page_is_whole_and_every_page_in_order() {
    let server = Server::start(&demo());
    let found = walk(&server, "/");
    let mut faults = Vec::new();
    for (path, (answer, from)) in &found {
        if answer.status >= 400 {
            faults.push(format!("{path} gives {}, linked from {from}", answer.status));
        }
        check_headers(path, answer);
        if answer.header("content-type").starts_with("text/html") {
            let of_page = Page::read(answer.text()).faults();
            faults.extend(of_page.into_iter().map(|fault| format!("{path}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(found.len() > 200, "only {} addresses", found.len());
    // Every route is reached by links: none is a page that nobody finds.
    let missed: Vec<String> =
        routes().into_iter().filter(|route| !found.keys().any(|path| fits(route, path))).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");
}

#[test]
fn only_the_listed_routes_answer() {
    let server = Server::start(&demo());
    for path in
        ["/admin", "/api", "/measures/crime.offences/edit", "/data-queries/1", "/report.pdf"]
    {
        let (_, page) = page(&server, path, 404);
        assert!(!page.links().is_empty(), "{path} gives no way on");
    }
    for path in [
        "/report/../sightline.db",
        "/report/%2e%2e/sightline.db",
        "/report/..%2fsightline.toml",
        "/assets/../Cargo.toml",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
    }
    let answer = crate::support::http::ask(server.port, "POST", "/measures", Some("{}"));
    assert_eq!(answer.status, 405);
}

#[test]
fn an_unknown_measure_gives_a_page_with_a_way_on() {
    let server = Server::start(&demo());
    let (answer, page) = page(&server, "/measures/crime.ofences", 404);
    check_headers("404", &answer);
    assert!(page.text_in("main").contains("crime.offences"), "{}", page.text_in("main"));
    assert!(page.links().iter().any(|link| link == "/measures"), "{:?}", page.links());
}

#[test]
fn a_bad_period_is_told_plainly() {
    let server = Server::start(&demo());
    let (_, shown) = page(&server, "/measures/crime.offences?period=2021/23", 404);
    assert!(shown.text_in("main").contains("2021/23"), "{}", shown.text_in("main"));
    let (_, shown) = page(&server, "/data-queries?year=last", 200);
    let said = shown.text_in("main");
    assert!(said.contains("Write the reporting year as 2021-22"), "{said}");
}

#[test]
fn a_scorecard_shows_figures_and_tells_what_it_cannot_read() {
    let server = Server::start(&demo());
    let (_, shown) = page(&server, "/scorecard?period=2021-22&theme=crime", 200);
    let said = shown.text_in("main");
    assert!(said.contains("16,411"), "{said}");
    let (_, shown) = page(&server, "/scorecard?period=last", 200);
    let said = shown.text_in("main");
    assert!(said.contains("Write a year as 2021-22"), "{said}");
    let (_, shown) = page(&server, "/scorecard?theme=crimes", 404);
    assert!(shown.text_in("main").contains("crime"), "{}", shown.text_in("main"));
}

#[test]
fn a_measure_is_held_against_its_comparators_by_name() {
    let server = Server::start(&demo());
    let (_, shown) = page(&server, "/measures/crime.offences?period=2021-22", 200);
    let said = shown.text_in("main");
    for words in
        ["England", "West Midlands region", "Statistical neighbours (2021)", "the median of"]
    {
        assert!(said.contains(words), "no {words} in {said}");
    }
    assert!(said.contains("no target"), "{said}");
}

#[test]
fn script_in_an_address_stays_inert() {
    let server = Server::start(&demo());
    let script = "%3Cscript%3Ealert(1)%3C/script%3E%22%27onload=x";
    for path in [
        format!("/measures/{script}"),
        format!("/measures/crime.offences?period={script}"),
        format!("/measures/crime.offences/line-of-sight?by={script}"),
        format!("/scorecard?period={script}"),
        format!("/scorecard?theme={script}"),
        format!("/data-queries?year={script}"),
        format!("/data-queries?code={script}&severity={script}"),
        format!("/{script}"),
        format!("/report/{script}"),
    ] {
        let answer = server.get(&path);
        assert!(!answer.text().contains("<script"), "{path}: {}", answer.text());
        let faults = Page::read(answer.text()).faults();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
}

#[test]
fn refuses_to_listen_where_others_can_reach_it() {
    let folder = DataFolder::new();
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let said = sightline(&folder.data(), &["serve", "--listen", open]).exits(1);
        assert!(said.err.contains("no sign-in yet"), "{open}: {}", said.err);
        assert!(said.err.contains("127.0.0.1"), "{open}: {}", said.err);
    }
}

#[test]
fn an_empty_folder_has_pages_too() {
    let folder = DataFolder::new();
    let server = Server::start(&folder.data());
    for path in ["/", "/measures", "/scorecard", "/data-queries", "/measures/crime.offences"] {
        page(&server, path, 200);
    }
    page(&server, "/report/index.html", 404);
}
