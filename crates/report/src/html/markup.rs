//! A small writer of markup: text is escaped, elements are closed in order.

use crate::charts::escape;

/// The page while it is written.
#[derive(Debug, Default)]
pub(super) struct Markup {
    out: String,
    open: Vec<&'static str>,
}

impl Markup {
    /// Opens an element with attributes; an attribute with the value `""` is written bare.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> &mut Self {
        self.tag(name, attributes);
        self.open.push(name);
        self
    }

    /// Writes an element that has no end tag.
    pub(super) fn void(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> &mut Self {
        self.tag(name, attributes);
        self
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            if !value.is_empty() {
                self.out.push_str("=\"");
                self.out.push_str(&escape(value));
                self.out.push('"');
            }
        }
        self.out.push('>');
    }

    /// Closes the element opened last.
    pub(super) fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
            if matches!(
                name,
                "p" | "div"
                    | "section"
                    | "figure"
                    | "table"
                    | "tr"
                    | "li"
                    | "ul"
                    | "ol"
                    | "nav"
                    | "header"
                    | "footer"
                    | "main"
                    | "head"
                    | "details"
                    | "dl"
                    | "h1"
                    | "h2"
                    | "h3"
            ) {
                self.out.push('\n');
            }
        }
        self
    }

    /// Writes text. A reporting year such as `2021-22` is kept on one line.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some((before, year, after)) = next_year(rest) {
            self.out.push_str(&escape(before));
            self.out.push_str("<span class=\"year\">");
            self.out.push_str(year);
            self.out.push_str("</span>");
            rest = after;
        }
        self.out.push_str(&escape(rest));
        self
    }

    /// An element with text that may hold no other element, such as the title.
    pub(super) fn bare(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.open(name, &[]);
        self.out.push_str(&escape(text));
        self.close()
    }

    /// Writes markup that was made elsewhere.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// An element with text in it.
    pub(super) fn whole(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> &mut Self {
        self.open(name, attributes).text(text).close()
    }

    /// The page; what is still open is closed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.into_bytes()
    }
}

/// The first `2021-22` that stands by itself, with what is before and after it.
fn next_year(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let part = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let start = (0..bytes.len().saturating_sub(6)).find(|&at| {
        (at..at + 4).all(digit)
            && bytes.get(at + 4) == Some(&b'-')
            && digit(at + 5)
            && digit(at + 6)
            && !part(at + 7)
            && !(at > 0 && part(at - 1))
    })?;
    Some((text.get(..start)?, text.get(start..start + 7)?, text.get(start + 7..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_stay_whole_and_other_hyphens_are_left() {
        let mut m = Markup::default();
        m.text("é 2020-21 & 2021-22, 2021-223, a2021-22, 1 March");
        let text = String::from_utf8(m.finish()).unwrap();
        assert_eq!(
            text,
            "é <span class=\"year\">2020-21</span> &amp; <span class=\"year\">2021-22</span>, \
             2021-223, a2021-22, 1 March"
        );
    }
}
