//! A strict reader of markup for tests: every element is closed in order, attributes are quoted
//! and unique, ids are unique, and no bare `&` or `<` is left.

use std::collections::BTreeSet;

/// Elements without an end tag in HTML.
const VOID: [&str; 6] = ["meta", "link", "br", "img", "hr", "wbr"];

/// Says what is wrong first, and where.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let mut open: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        entities(&rest[..at])?;
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().ok_or_else(|| format!("</{name}> closes nothing"))?;
            if last != name {
                return Err(format!("</{name}> closes <{last}>"));
            }
            continue;
        }
        let body = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = body.split_once(' ').unwrap_or((body, ""));
        read(attributes, &mut ids)?;
        if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

fn entities(text: &str) -> Result<(), String> {
    for (at, _) in text.match_indices('&') {
        let end = text[at..].find(';').filter(|end| *end < 8);
        if end.is_none() {
            return Err(format!("a bare & in “{text}”"));
        }
    }
    Ok(())
}

fn read(attributes: &str, ids: &mut BTreeSet<String>) -> Result<(), String> {
    let mut names = BTreeSet::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let (name, after) = match rest.split_once('=') {
            Some((name, after)) if !name.contains(' ') => (name, after),
            _ => {
                let (name, after) = rest.split_once(' ').unwrap_or((rest, ""));
                if !names.insert(name.to_owned()) {
                    return Err(format!("{name} twice in {attributes}"));
                }
                rest = after.trim();
                continue;
            }
        };
        let after = after.strip_prefix('"').ok_or_else(|| format!("{name} is not quoted"))?;
        let (value, after) = after.split_once('"').ok_or_else(|| format!("{name} has no end"))?;
        entities(value)?;
        if !names.insert(name.to_owned()) {
            return Err(format!("{name} twice in {attributes}"));
        }
        if name == "id" && !ids.insert(value.to_owned()) {
            return Err(format!("the id {value} twice"));
        }
        rest = after.trim();
    }
    Ok(())
}

#[test]
fn mistakes_are_found() {
    for wrong in
        ["<p>", "<p></b>", "<p id=\"a\"></p><p id=\"a\"></p>", "<p>a & b</p>", "<p a=b></p>"]
    {
        assert!(check(wrong).is_err(), "{wrong}");
    }
    check("<!doctype html><html lang=\"en\"><br><p hidden>a &amp; b</p></html>").unwrap();
}
