//! Headings and tables of a spec.

use sightline_kernel::defs::Source;
use sightline_kernel::ids::MeasureId;
use sightline_kernel::query::{DataQuery, Place};

/// A heading that names a measure, and the tables below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The measure.
    pub measure: MeasureId,
    /// The heading as written.
    pub heading: String,
    /// The line of the heading, counted from 1.
    pub line: usize,
    pub(super) tables: Vec<Grid>,
}

/// A table as written: heading cells, and rows with the line on which each stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Grid {
    pub(super) line: usize,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

impl Example {
    /// Whether anything is asked.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.tables.iter().any(|table| table.kind() != "given" && !table.rows.is_empty())
    }
}

impl Grid {
    /// The first word of the first heading: `given`, `ask` or `table`.
    pub(super) fn kind(&self) -> &str {
        self.heads.first().and_then(|head| head.split_whitespace().next()).unwrap_or("")
    }

    /// The cell of a row below a heading; the empty text where there is none.
    pub(super) fn cell<'g>(&self, row: &'g [String], head: &str) -> &'g str {
        let at = self.heads.iter().position(|known| known == head);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    /// Every heading must be one of the known ones.
    fn check(&self, source: &Source) -> Option<DataQuery> {
        let known: &[&str] = match self.kind() {
            "given" => &["given", "period", "area", "cell", "value", "agency", "status", "note"],
            "ask" => &["ask", "measure", "period", "area", "cell", "expect"],
            "table" => return None,
            other => {
                let message = format!("A table begins with “{other}”.");
                let remedy = "Begin it with given, ask or table.";
                return Some(query(source, self.line, message).remedy(remedy));
            }
        };
        let unknown = self.heads.iter().find(|head| !known.contains(&head.as_str()))?;
        let near = sightline_kernel::nearest::did_you_mean(unknown, known.iter().copied());
        let remedy =
            if near.is_empty() { format!("Known are {}.", known.join(", ")) } else { near };
        let message = format!("There is no column “{unknown}”.");
        Some(query(source, self.line, message).remedy(remedy))
    }
}

pub(super) fn query(source: &Source, line: usize, message: impl Into<String>) -> DataQuery {
    DataQuery::error("spec", Place::line(&source.path, line, 1), message)
}

/// The examples of a file.
pub(super) fn read(source: &Source) -> Result<Vec<Example>, Vec<DataQuery>> {
    let mut reader = Reader::default();
    for (at, line) in (1..).zip(source.text.lines()) {
        reader.line(at, line.trim());
    }
    reader.close_table();
    let (mut queries, mut examples) = (Vec::new(), Vec::new());
    for (heading, line, tables) in reader.sections {
        queries.extend(tables.iter().filter_map(|table| table.check(source)));
        let name = heading.split([':', ' ']).next().unwrap_or_default();
        match MeasureId::new(name) {
            Ok(measure) => examples.push(Example { measure, heading, line, tables }),
            Err(_) if tables.is_empty() => {}
            Err(error) => queries.push(query(source, line, error.to_string())),
        }
    }
    if queries.is_empty() { Ok(examples) } else { Err(queries) }
}

#[derive(Default)]
struct Reader {
    sections: Vec<(String, usize, Vec<Grid>)>,
    table: Option<Grid>,
    fenced: bool,
}

impl Reader {
    fn line(&mut self, at: usize, line: &str) {
        if line.starts_with("```") {
            self.close_table();
            self.fenced = !self.fenced;
        }
        if self.fenced {
            return;
        }
        if let Some(heading) = line.strip_prefix("## ") {
            self.close_table();
            self.sections.push((heading.trim().to_owned(), at, Vec::new()));
        } else if line.starts_with('|') {
            self.row(at, cells(line));
        } else {
            self.close_table();
        }
    }

    fn row(&mut self, at: usize, cells: Vec<String>) {
        match &mut self.table {
            None => self.table = Some(Grid { line: at, heads: cells, rows: Vec::new() }),
            Some(table) => {
                let rule = |cell: &String| cell.chars().all(|c| "-: ".contains(c));
                let is_rule = table.rows.is_empty() && at == table.line + 1;
                if !(is_rule && cells.iter().all(rule)) {
                    table.rows.push((at, cells));
                }
            }
        }
    }

    fn close_table(&mut self) {
        if let Some(table) = self.table.take()
            && let Some((_, _, tables)) = self.sections.last_mut()
        {
            tables.push(table);
        }
    }
}

/// The cells of a row; `\|` is a bar inside a cell.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner).replace("\\|", "\u{0}");
    inner.split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source { path: "specs/x.md".into(), text: text.into() }
    }

    #[test]
    fn reads_headings_and_tables_and_leaves_prose_and_fences() {
        let text = "# Title\n\n## a.b: words\n\nProse.\n\n| given | value |\n| --- | ---: |\n| | 5 |\n| a.c | 6\\|7 |\n\n```\n| no | table |\n```\n| ask | expect |\n|---|---|\n| value | 5 |\n";
        let examples = read(&source(text)).unwrap();
        assert_eq!(examples.len(), 1);
        assert_eq!((examples[0].measure.as_str(), examples[0].line), ("a.b", 3));
        assert_eq!(examples[0].tables.len(), 2);
        assert_eq!(examples[0].tables[0].rows[1], (10, vec!["a.c".to_owned(), "6|7".to_owned()]));
        assert!(examples[0].asks());
    }

    #[test]
    fn a_misspelt_column_names_its_line_and_the_nearest() {
        let queries = read(&source("## a.b\n| ask | expct |\n| --- | --- |\n")).unwrap_err();
        assert_eq!(queries[0].place.row, Some(2));
        assert_eq!(queries[0].remedy, "Did you mean “expect”?");
        let queries = read(&source("## Title\n| gives |\n")).unwrap_err();
        assert_eq!(queries.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "([#|a-z .-]|\n|## a.b\n|\\| ask \\| expect \\|\n|```){0,40}") {
            if let Err(queries) = read(&source(&text)) {
                proptest::prop_assert!(queries.iter().all(|query| query.place.row.is_some()));
            }
        }
    }
}
