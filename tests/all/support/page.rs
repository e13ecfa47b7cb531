//! A page, taken apart far enough to say what every page must have.

use std::collections::BTreeSet;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// An element's name and attributes.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute's value; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(attribute, _)| attribute == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(attribute, _)| attribute == name)
    }
}

/// A page: its elements in order, and its words with the names of the elements around them.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) elements: Vec<Element>,
    /// Each run of text, with the open elements around it, outermost first.
    pub(crate) texts: Vec<(Vec<Element>, String)>,
}

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

impl Page {
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut open: Vec<Element> = Vec::new();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            match token.unwrap() {
                Token::StartTag(tag) => {
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    let attributes = tag.attributes.iter();
                    let element = Element {
                        name: text(&tag.name),
                        attributes: attributes.map(|(n, v)| (text(n), text(v))).collect(),
                    };
                    page.elements.push(element.clone());
                    if !tag.self_closing && !VOID.contains(&element.name.as_str()) {
                        open.push(element);
                    }
                }
                Token::EndTag(tag) => {
                    let last = open.iter().rposition(|e| e.name.as_bytes() == tag.name.as_slice());
                    if let Some(last) = last {
                        open.truncate(last);
                    }
                }
                Token::String(text) => {
                    page.texts.push((open.clone(), String::from_utf8(text.to_vec()).unwrap()));
                }
                Token::Error(error) => panic!("{error:?} in {html}"),
                Token::Comment(_) | Token::Doctype(_) => {}
            }
        }
        page
    }

    pub(crate) fn of(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// The words within elements of a name, joined.
    pub(crate) fn text_in(&self, name: &str) -> String {
        let within = |open: &[Element]| open.iter().any(|element| element.name == name);
        let texts = self.texts.iter().filter(|(open, _)| within(open));
        let text: String = texts.map(|(_, text)| text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The addresses of all links.
    pub(crate) fn links(&self) -> Vec<String> {
        self.of("a").filter(|a| a.has("href")).map(|a| a.get("href").to_owned()).collect()
    }

    /// Everything that is wrong with the page whatever it is about, in words.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut must = |good: bool, what: &str| {
            if !good {
                faults.push(what.to_owned());
            }
        };
        must(self.of("html").all(|html| html.get("lang").starts_with("en")), "no language");
        must(self.text_in("title").len() > 3, "no title");
        must(self.of("h1").count() == 1, "not just one h1");
        must(!self.text_in("h1").is_empty(), "an empty h1");
        must(self.of("main").count() == 1, "not just one main");
        must(self.of("script").count() == 0, "a script");
        must(self.of("style").count() == 0, "an inline stylesheet");
        must(!self.elements.iter().any(|e| e.has("style")), "an inline style");
        let scripted = |e: &Element| e.attributes.iter().any(|(name, _)| name.starts_with("on"));
        must(!self.elements.iter().any(scripted), "an inline script");
        must(self.of("img").all(|img| img.has("alt")), "a picture without alt");
        let ids: Vec<&str> =
            self.elements.iter().map(|e| e.get("id")).filter(|id| !id.is_empty()).collect();
        must(ids.iter().collect::<BTreeSet<_>>().len() == ids.len(), "an id twice");
        let captions: Vec<&String> = self
            .texts
            .iter()
            .filter(|(open, _)| open.last().is_some_and(|element| element.name == "caption"))
            .map(|(_, text)| text)
            .collect();
        must(
            captions.iter().collect::<BTreeSet<_>>().len() == captions.len(),
            "two tables of one name",
        );
        let skip = self.links().iter().find_map(|link| link.strip_prefix('#').map(str::to_owned));
        must(skip.is_some_and(|id| ids.contains(&id.as_str())), "no skip link");
        for form in self.of("form") {
            must(
                form.has("action") && form.get("action").starts_with('/'),
                "a form without action",
            );
        }
        for field in self
            .elements
            .iter()
            .filter(|e| ["input", "select", "textarea"].contains(&e.name.as_str()))
        {
            let named = ["hidden", "submit"].contains(&field.get("type"))
                || self.of("label").any(|label| label.get("for") == field.get("id"));
            must(named, "a field without label");
        }
        faults
    }
}
