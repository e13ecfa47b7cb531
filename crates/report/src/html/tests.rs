use super::*;
use crate::samples;
use crate::wellformed;

fn files() -> Vec<OutFile> {
    html(&samples::sheet(), &samples::assets())
}

fn pages() -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|file| file.path.ends_with(".html"))
        .map(|file| (file.path, String::from_utf8(file.bytes).unwrap()))
        .collect()
}

#[test]
fn every_page_is_well_formed_and_framed() {
    for (path, page) in pages() {
        wellformed::check(&page).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.matches("<main").count(), 1, "{path}");
        assert!(page.contains("href=\"#main\""), "{path}");
        assert!(page.contains("This is a demonstration"), "{path}");
        assert!(!page.contains("<script") && !page.contains(" style="), "{path}");
    }
}

#[test]
fn every_link_inside_the_site_has_its_place() {
    let files = files();
    let mut known: std::collections::BTreeSet<String> =
        files.iter().map(|file| file.path.clone()).collect();
    known.extend(["report.pdf".to_owned(), "figures.csv".to_owned()]);
    known.extend(samples::sheet().data.iter().map(|table| format!("data/{}.csv", table.id)));
    let pages: std::collections::BTreeMap<String, String> = pages().into_iter().collect();
    for (path, page) in &pages {
        for href in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            if href.contains("://") {
                continue;
            }
            let (file, anchor) = href.split_once('#').unwrap_or((href, ""));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match file {
                "" => path.clone(),
                file => match file.strip_prefix("../") {
                    Some(up) => up.to_owned(),
                    None if folder.is_empty() => file.to_owned(),
                    None => format!("{folder}/{file}"),
                },
            };
            assert!(known.contains(&target), "{path}: {href}");
            if let (false, Some(other)) = (anchor.is_empty(), pages.get(&target)) {
                assert!(other.contains(&format!("id=\"{anchor}\"")), "{path}: {href}");
            }
        }
    }
}

#[test]
fn tables_are_real_and_scroll_in_a_named_region() {
    let all: String = pages().into_iter().map(|(_, page)| page).collect();
    assert_eq!(all.matches("<table").count(), all.matches("<caption").count());
    assert!(all.contains("<th scope=\"row\">"));
    let regions = all.matches("class=\"scroll\" role=\"region\" aria-label").count();
    assert_eq!(regions, all.matches("<table").count());
}

#[test]
fn text_is_never_markup() {
    let all: String = pages().into_iter().map(|(_, page)| page).collect();
    assert!(all.contains("&lt;b&gt; &amp; #strong[no]"));
    assert!(!all.contains("<b>"));
}

#[test]
fn a_partners_report_is_marked_on_every_page() {
    let sheet = samples::partners_sheet();
    for file in html(&sheet, &samples::assets()) {
        if file.path.ends_with(".html") {
            let page = String::from_utf8(file.bytes).unwrap();
            assert!(page.matches("OFFICIAL-SENSITIVE").count() >= 2, "{}", file.path);
        }
    }
}

#[test]
fn equal_sheets_give_equal_files() {
    assert_eq!(files(), files());
}
