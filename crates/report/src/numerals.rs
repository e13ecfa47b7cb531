//! Every numeral of a printed report, and the short list of those that are no figures. A test
//! takes all numerals out of the HTML and the PDF and finds each in `figures.csv` or here.

use std::collections::{BTreeMap, BTreeSet};

use crate::sheet::{Exhibit, Part, Piece, Sheet, day_in_words, flat};

/// Why a numeral may stand in a report without being a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// A date, a year, a period.
    Date,
    /// The number of a table, chart, footnote, list item or release.
    Numbering,
    /// A page of the PDF.
    Page,
    /// A label on the axis of a chart.
    Scale,
    /// The heading of a row or column, or a note below a table: “16 to 29”, “per 1,000 people”.
    Heading,
    /// A source line.
    Source,
    /// Words kept as records: statements, checklists, reviews, the glossary.
    Record,
    /// The author says in the front matter that it may stand in the prose.
    Allowed,
    /// The title, the notice, the contact, a link.
    Frame,
}

/// The numerals of a text: runs of digits with thousands and decimals, such as `16,411` or `6.8`.
#[must_use]
pub fn in_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii_digit() {
            continue;
        }
        let mut run = String::from(c);
        while let Some(&next) = chars.peek() {
            if !next.is_ascii_digit() {
                let mut ahead = chars.clone();
                ahead.next();
                let joins =
                    (next == ',' || next == '.') && ahead.peek().is_some_and(char::is_ascii_digit);
                if !joins {
                    break;
                }
            }
            run.push(next);
            chars.next();
        }
        found.push(run);
    }
    found
}

/// The numerals of a CSV file, cell by cell: the comma between two cells joins nothing.
#[must_use]
pub fn in_csv(csv: &str) -> BTreeSet<String> {
    let mut quoted = false;
    let apart: String = csv
        .chars()
        .map(|c| {
            quoted ^= c == '"';
            if c == ',' && !quoted { '\n' } else { c }
        })
        .collect();
    in_text(&apart).into_iter().collect()
}

/// The text that a reader of a page sees: no tags, no attributes, entities resolved.
#[must_use]
pub fn text_of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        out.push(' ');
        rest = tag.find('>').and_then(|end| tag.get(end + 1..)).unwrap_or("");
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The numerals that are no figures, each with the reasons for which it may stand. `pages` is
/// the number of the PDF's pages.
#[must_use]
pub fn exceptions(sheet: &Sheet, pages: usize) -> BTreeMap<String, BTreeSet<Why>> {
    let mut list = List::default();
    list.frame(sheet);
    for page in 1..=pages {
        list.add(Why::Page, &page.to_string());
    }
    for tick in &sheet.ticks {
        list.add(Why::Scale, tick);
    }
    for figure in &sheet.figures {
        list.add(Why::Date, &figure.period.in_words());
        list.add(Why::Date, &figure.period.to_string());
    }
    for page in &sheet.chapters {
        page.allow.iter().for_each(|text| list.add(Why::Allowed, text));
        list.add(Why::Frame, &page.title);
        list.parts(&page.parts);
        for (at, note) in page.footnotes.iter().enumerate() {
            list.add(Why::Numbering, &(at + 1).to_string());
            list.parts(note);
        }
    }
    list.0
}

#[derive(Default)]
struct List(BTreeMap<String, BTreeSet<Why>>);

impl List {
    fn add(&mut self, why: Why, text: &str) {
        for numeral in in_text(text) {
            self.0.entry(numeral).or_default().insert(why);
        }
    }

    fn frame(&mut self, sheet: &Sheet) {
        let settings = &sheet.settings;
        let year = settings.year;
        for day in [settings.date, year.start(), year.end()] {
            self.add(Why::Date, &day_in_words(day));
        }
        self.add(Why::Date, &year.in_words());
        self.add(Why::Numbering, &sheet.stage());
        let said = [Some(&settings.title), Some(&settings.partnership)];
        let more = [settings.demonstration.as_ref(), settings.contact.as_ref()];
        for text in said.into_iter().chain(more).flatten() {
            self.add(Why::Frame, text);
        }
        settings.links.iter().for_each(|(text, _)| self.add(Why::Frame, text));
    }

    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            self.part(part);
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            // Prose: every numeral in it must be a figure or be allowed by the author.
            Part::Heading { text, .. } | Part::Paragraph { text } => self.notes(text),
            Part::List { start, items } => {
                if let Some(start) = start {
                    let many = u64::try_from(items.len()).unwrap_or(0);
                    (*start..start + many)
                        .for_each(|number| self.add(Why::Numbering, &number.to_string()));
                }
                items.iter().for_each(|item| self.parts(item));
            }
            Part::Table(exhibit) | Part::Chart(exhibit) => self.exhibit(exhibit),
            Part::Box { parts, by, .. } => {
                parts.iter().for_each(|part| self.record(part));
                by.iter().for_each(|by| self.add(Why::Record, by));
            }
            other => self.record(other),
        }
    }

    /// Footnote numbers in running text.
    fn notes(&mut self, text: &[Piece]) {
        for piece in text {
            if let Piece::Note { number, .. } = piece {
                self.add(Why::Numbering, &number.to_string());
            }
        }
    }

    fn exhibit(&mut self, exhibit: &Exhibit) {
        self.add(Why::Numbering, &exhibit.number);
        self.add(Why::Source, &exhibit.source);
        let grid = &exhibit.grid;
        let heads = grid.heads.iter().chain([&grid.stub]).chain(&exhibit.notes);
        heads.for_each(|text| self.add(Why::Heading, text));
        grid.rows.iter().for_each(|row| self.add(Why::Heading, &row.label));
    }

    fn record(&mut self, part: &Part) {
        let mut words: Vec<String> = Vec::new();
        match part {
            Part::Paragraph { text } => words.push(flat(text)),
            Part::Note { text } => words.push(text.clone()),
            Part::Words(table) => {
                let cells = table.rows.iter().flatten().chain(&table.heads);
                words.extend(cells.map(|cell| flat(cell)));
                words.push(flat(&table.title));
            }
            Part::Quote { words: said, by, consent, changed } => {
                words.extend(said.iter().chain([by, consent, changed]).cloned());
            }
            Part::Terms { items } => {
                words.extend(items.iter().flat_map(|(term, about)| [term.clone(), about.clone()]));
            }
            Part::Tree { nodes, .. } => tree(nodes, &mut words),
            Part::SaidDid { items } => words.extend(
                items
                    .iter()
                    .flat_map(|item| [item.said.clone(), item.did.clone(), item.next.clone()]),
            ),
            Part::Facts { items } => words.extend(items.iter().map(|fact| fact.label.clone())),
            other => self.part(other),
        }
        words.iter().for_each(|text| self.add(Why::Record, text));
    }
}

fn tree(nodes: &[crate::sheet::Node], words: &mut Vec<String>) {
    for node in nodes {
        words.push(node.name.clone());
        words.extend(node.about.iter().cloned());
        tree(&node.below, words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn numerals_keep_thousands_and_decimals() {
        let text = "In 2021-22, 16,411 offences (6.8 per 1,000), down 4%. Ends 5.";
        assert_eq!(in_text(text), ["2021", "22", "16,411", "6.8", "1,000", "4", "5"]);
    }

    #[test]
    fn cells_of_a_csv_file_stand_apart() {
        let found = in_csv("id,77,77,\"16,411\"\r\n5,6\r\n");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["16,411", "5", "6", "77"]);
    }

    #[test]
    fn tags_and_attributes_are_no_text() {
        let html = "<p id=\"n7\">9 &lt; 10<sup><a href=\"#note-1\">1</a></sup></p>";
        assert_eq!(in_text(&text_of_html(html)), ["9", "10", "1"]);
    }

    #[test]
    fn every_numeral_of_the_sample_is_a_figure_or_listed() {
        let sheet = samples::sheet();
        let press = samples::press();
        let csv = press.open_data(&sheet).unwrap();
        let csv = csv.iter().find(|file| file.path == "figures.csv").unwrap();
        let known = in_csv(std::str::from_utf8(&csv.bytes).unwrap());
        let listed = exceptions(&sheet, 0);
        for file in press.html(&sheet).iter().filter(|file| file.path.ends_with(".html")) {
            let text = text_of_html(std::str::from_utf8(&file.bytes).unwrap());
            for numeral in in_text(&text) {
                let bare = numeral.replace(',', "");
                let found = known.contains(&numeral) || known.contains(&bare);
                assert!(found || listed.contains_key(&numeral), "{}: {numeral}", file.path);
            }
        }
    }

    #[test]
    fn a_number_typed_in_prose_is_not_listed() {
        let mut edition = samples::edition();
        let typed =
            crate::chapter::ast::Run { text: "We saw 4,777 people.".into(), line: 1, column: 1 };
        let block = crate::chapter::Block::Paragraph(vec![crate::chapter::Inline::Text(typed)]);
        edition.chapters[0].blocks.push(block);
        let sheet = Sheet::new(&edition, samples::type_()).unwrap();
        assert!(!exceptions(&sheet, 0).contains_key("4,777"));
        edition.chapters[0].allow.push("4,777".into());
        let sheet = Sheet::new(&edition, samples::type_()).unwrap();
        assert!(exceptions(&sheet, 0).contains_key("4,777"));
    }
}
