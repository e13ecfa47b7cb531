//! The answers to what chapters ask for, in the order of [`crate::chapter::Requests`].

use sightline_measures::table::{Figure, Table};

use crate::chapter::ast::{FigureRef, RecordRef, TableRef};
use crate::records::RecordAnswer;

/// Everything that a report prints besides its prose. Answer n belongs to request n.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Figures and words in running text.
    pub figures: Vec<FigureAnswer>,
    /// Tables, protected by small-number suppression.
    pub tables: Vec<Table>,
    /// Records.
    pub records: Vec<RecordAnswer>,
}

/// The answer to a [`crate::chapter::requests::FigureAsk`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureAnswer {
    /// The figures behind the text, in the order of the ask's requests. `figures.csv` lists all.
    pub figures: Vec<Figure>,
    /// What is printed: the first figure's printed text, or words made from the figures.
    pub text: String,
}

impl Answers {
    /// The text of a figure; empty when the answer is not there.
    #[must_use]
    pub fn text(&self, at: FigureRef) -> &str {
        self.figures.get(at.0).map_or("", |answer| &answer.text)
    }

    /// The answer to a figure.
    #[must_use]
    pub fn figure(&self, at: FigureRef) -> Option<&FigureAnswer> {
        self.figures.get(at.0)
    }

    /// The answer to a table.
    #[must_use]
    pub fn table(&self, at: TableRef) -> Option<&Table> {
        self.tables.get(at.0)
    }

    /// The answer to a record.
    #[must_use]
    pub fn record(&self, at: RecordRef) -> Option<&RecordAnswer> {
        self.records.get(at.0)
    }

    /// Every figure that the report prints: in running text, in tables, and in area context.
    pub fn all_figures(&self) -> impl Iterator<Item = &Figure> {
        let text = self.figures.iter().flat_map(|answer| answer.figures.iter());
        let tables = self.tables.iter().flat_map(Table::figures);
        let records = self.records.iter().flat_map(RecordAnswer::figures);
        text.chain(tables).chain(records)
    }
}
