//! What stands around every page: marking, name, notice, contents, foot.

use super::markup::Markup;
use crate::sheet::{Sheet, day_in_words};

/// What a page is.
pub(super) struct Frame<'f> {
    pub(super) title: &'f str,
    /// The way back to the site's root: empty, or `../`.
    pub(super) root: &'f str,
    /// The chapter at hand, for the list of chapters.
    pub(super) here: Option<&'f str>,
    /// What stands between the index and this page.
    pub(super) above: Option<(&'f str, String)>,
    pub(super) draft: bool,
}

/// A page around what `body` writes into its main part.
pub(super) fn page(sheet: &Sheet, frame: &Frame<'_>, body: impl FnOnce(&mut Markup)) -> Vec<u8> {
    let mut m = Markup::default();
    m.raw("<!doctype html>\n");
    m.open("html", &[("lang", "en-GB")]);
    head(&mut m, sheet, frame);
    m.open("body", &[]);
    m.whole("a", &[("class", "skip-link"), ("href", "#main")], "Skip to main content");
    banner(&mut m, sheet, frame);
    if frame.here.is_some() || frame.above.is_some() {
        crumbs(&mut m, frame);
    }
    m.open("main", &[("class", "page"), ("id", "main"), ("tabindex", "-1")]);
    body(&mut m);
    m.close();
    foot(&mut m, sheet, frame);
    m.finish()
}

fn head(m: &mut Markup, sheet: &Sheet, frame: &Frame<'_>) {
    let settings = &sheet.settings;
    let title = if frame.title == settings.title {
        format!("{} – {}", settings.title, settings.partnership)
    } else {
        format!("{} – {} – {}", frame.title, settings.title, settings.partnership)
    };
    m.open("head", &[]);
    m.void("meta", &[("charset", "utf-8")]);
    m.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    m.bare("title", &title);
    let about = format!("{}, {}", settings.title, settings.partnership);
    m.void("meta", &[("name", "description"), ("content", &about)]);
    m.void("link", &[("rel", "stylesheet"), ("href", &format!("{}report.css", frame.root))]);
    m.close();
}

fn banner(m: &mut Markup, sheet: &Sheet, frame: &Frame<'_>) {
    let settings = &sheet.settings;
    m.open("header", &[]);
    if let Some(marking) = sheet.marking() {
        m.open("div", &[("class", "marking")]).whole("p", &[], marking).close();
    }
    m.open("div", &[("class", "site")]);
    m.open("p", &[]);
    m.open("a", &[("href", &format!("{}index.html", frame.root))]);
    m.whole("span", &[("class", "site-title")], &settings.title).text(" ");
    m.whole("span", &[("class", "site-owner")], &settings.partnership);
    m.close().close().close();
    if let Some(said) = &settings.demonstration {
        m.open("div", &[("class", "demonstration")]).whole("p", &[], said).close();
    }
    if frame.draft || sheet.stage() == "Draft" {
        let said = if frame.draft { "This chapter is a draft." } else { "This report is a draft." };
        m.open("div", &[("class", "demonstration")]).whole("p", &[], said).close();
    }
    m.close();
    if let Some(here) = frame.here {
        contents(m, sheet, frame.root, here);
    }
}

/// The list of chapters, folded until it is wanted.
fn contents(m: &mut Markup, sheet: &Sheet, root: &str, here: &str) {
    m.open("nav", &[("class", "chapters"), ("aria-label", "Chapters")]);
    m.open("details", &[]).whole("summary", &[], "All chapters");
    m.open("ol", &[]);
    for page in &sheet.chapters {
        let href = format!("{root}{}.html", page.id);
        m.open("li", &[]);
        if page.id == here {
            m.whole("a", &[("href", &href), ("aria-current", "page")], &page.title);
        } else {
            m.whole("a", &[("href", &href)], &page.title);
        }
        m.close();
    }
    m.close().close().close();
}

fn crumbs(m: &mut Markup, frame: &Frame<'_>) {
    m.open("nav", &[("class", "crumbs"), ("aria-label", "Breadcrumb")]).open("ol", &[]);
    m.open("li", &[]);
    m.whole("a", &[("href", &format!("{}index.html", frame.root))], "Contents").close();
    if let Some((title, href)) = &frame.above {
        m.open("li", &[]).whole("a", &[("href", href)], title).close();
    }
    m.open("li", &[]).whole("span", &[("aria-current", "page")], frame.title).close();
    m.close().close();
}

fn foot(m: &mut Markup, sheet: &Sheet, frame: &Frame<'_>) {
    let settings = &sheet.settings;
    m.open("footer", &[("class", "site")]);
    m.open("div", &[]);
    let date = day_in_words(settings.date);
    m.whole("p", &[], &format!("{}. {}, {date}.", settings.partnership, sheet.stage()));
    if let Some(contact) = &settings.contact {
        m.whole("p", &[], &format!("Questions about this report: {contact}."));
    }
    m.open("ul", &[("class", "links")]);
    for (href, text) in [("index.html", "Contents"), ("figures.csv", "All figures (CSV)")] {
        m.open("li", &[]).whole("a", &[("href", &format!("{}{href}", frame.root))], text).close();
    }
    for (text, address) in &settings.links {
        m.open("li", &[]).whole("a", &[("href", address)], text).close();
    }
    m.close();
    if let Some(marking) = sheet.marking() {
        m.whole("p", &[("class", "marking-foot")], marking);
    }
    m.close().close();
}
