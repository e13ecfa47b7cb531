//! Pages in a real browser: axe-core's rules, narrow windows, the keyboard.

use crate::support::demo::demo;
use crate::support::files;
use crate::support::http::Server;
use crate::support::tool;
use crate::support::webdriver::Browser;

/// Rules of WCAG 2.2 A and AA, and axe-core's own on good practice.
const RUN: &str = "
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
  (result) => done({
    passes: result.passes.length,
    violations: result.violations.map(
      (v) => v.id + ': ' + v.nodes.slice(0, 5).map((n) => n.target.join(' ')).join(' | ')),
  }),
  (error) => done({ passes: 0, violations: [String(error)] }));
";

/// How far the page is wider than the window, and what stands out.
const WIDER: &str = "
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) { return ''; }
const out = [...document.querySelectorAll('body *')].filter(
  (e) => e.getBoundingClientRect().right > width + 1);
return document.documentElement.scrollWidth + ' of ' + width + ': '
  + out.slice(0, 5).map((e) => e.tagName + '.' + e.className).join(', ');
";

/// Pages of the server that differ in kind.
fn served() -> Vec<String> {
    [
        "/",
        "/measures",
        "/measures/crime.offences?period=2021-22",
        "/measures/crime.street_records",
        "/measures/child.cin_plans",
        "/measures/training.attendances",
        "/measures/crime.offences/line-of-sight?by=offence_group&period=2021-22",
        "/measures/no.such",
        "/scorecard",
        "/scorecard?period=last",
        "/data-queries",
        "/data-queries?severity=error",
        "/data-queries?year=last",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn report() -> Vec<String> {
    files::pages(&demo().join("report")).into_iter().map(|page| format!("/report/{page}")).collect()
}

/// Opens each page on a desk, holds it against the rules, and gathers what is wrong. So many pages
/// apart it is opened on a phone too, 1 for each page.
fn check(pages: &[String], phones: usize) {
    let axe = tool("SIGHTLINE_TEST_AXE");
    let axe = std::fs::read_to_string(axe).unwrap();
    let server = Server::start(&demo());
    let browser = Browser::start();
    let mut faults = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        for width in [1280, 320] {
            if width == 320 && at % phones != 0 {
                continue;
            }
            browser.width(width);
            browser.open(&format!("http://localhost:{}{page}", server.port));
            let wider = browser.eval(WIDER);
            if wider != "" {
                faults.push(format!("{page} at {width}: scrolls sideways, {wider}"));
            }
            // The rules see the same page twice; every fourth narrow page tells whether they agree.
            if width == 1280 || (at / phones).is_multiple_of(4) {
                faults.extend(violations(&browser, &axe, page));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What breaks axe-core's rules on the open page.
fn violations(browser: &Browser, axe: &str, page: &str) -> Vec<String> {
    browser.eval(&format!("{axe}; window.axe = axe;"));
    let result = browser.wait_for(RUN);
    assert!(result["passes"].as_u64() > Some(10), "{page}: {result:#}");
    let violations = result["violations"].as_array().unwrap().iter();
    violations.map(|violation| format!("{page}: {}", violation.as_str().unwrap())).collect()
}

#[test]
fn served_pages_keep_the_rules_of_accessibility() {
    check(&served(), 1);
}

/// One part of the pages: a test that takes minutes says late what is wrong.
fn part(pages: &[String], which: usize, of: usize) -> Vec<String> {
    pages.iter().skip(which).step_by(of).cloned().collect()
}

/// The page of every measure, and of every line of sight that they lead to.
fn measures() -> Vec<String> {
    let server = Server::start(&demo());
    let pages = server.measure_pages();
    assert!(pages.len() > 150, "{} pages", pages.len());
    pages
}

#[test]
fn report_pages_keep_the_rules_of_accessibility_1_of_3() {
    check(&part(&report(), 0, 3), 1);
}

#[test]
fn report_pages_keep_the_rules_of_accessibility_2_of_3() {
    check(&part(&report(), 1, 3), 1);
}

#[test]
fn report_pages_keep_the_rules_of_accessibility_3_of_3() {
    check(&part(&report(), 2, 3), 1);
}

#[test]
fn measure_pages_keep_the_rules_of_accessibility_1_of_4() {
    check(&part(&measures(), 0, 4), 8);
}

#[test]
fn measure_pages_keep_the_rules_of_accessibility_2_of_4() {
    check(&part(&measures(), 1, 4), 8);
}

#[test]
fn measure_pages_keep_the_rules_of_accessibility_3_of_4() {
    check(&part(&measures(), 2, 4), 8);
}

#[test]
fn measure_pages_keep_the_rules_of_accessibility_4_of_4() {
    check(&part(&measures(), 3, 4), 8);
}

/// The key codes of the driver's protocol.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

#[test]
fn the_keyboard_reaches_the_content_by_the_skip_link() {
    let server = Server::start(&demo());
    let browser = Browser::start();
    for width in [1280, 320] {
        browser.width(width);
        for page in [
            "/",
            "/measures",
            "/scorecard",
            "/data-queries",
            "/report/index.html",
            "/report/crime.html",
        ] {
            browser.open(&format!("http://localhost:{}{page}", server.port));
            browser.press(TAB);
            let first = browser.eval(
                "const e = document.activeElement, r = e.getBoundingClientRect();
                 return { skips: e.matches('a[href^=\"#\"]'), seen: r.width > 40 && r.height > 15 && r.top >= 0 };",
            );
            assert_eq!(first["skips"], true, "{page}: the first stop is no skip link");
            assert_eq!(
                first["seen"], true,
                "{page}: the skip link is not seen when it has the focus"
            );
            browser.press(ENTER);
            let within = browser.eval("const id = location.hash.slice(1); return !!id && !!document.getElementById(id).closest('main');");
            assert_eq!(within, true, "{page}: the skip link does not lead into the main part");
            browser.press(TAB);
            let next = browser
                .eval("const e = document.activeElement; return !!e.closest('main') || e.tagName;");
            assert_eq!(next, true, "{page}: the next stop is not in the main part");
        }
    }
}
