//! What the chapters of a report ask for, in the order of the text.

use serde::{Deserialize, Serialize};
use sightline_kernel::ids::{AgencyId, ChecklistId};
use sightline_kernel::query::Place;
use sightline_measures::request::{FigureRequest, TableRequest};

use super::ast::ChartKind;

/// Everything that the chapters of one report ask for.
///
/// The use case that builds a report answers each, in the same order, in
/// [`crate::answers::Answers`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requests {
    /// Figures and words in running text.
    pub figures: Vec<FigureAsk>,
    /// Tables, and tables behind charts and maps.
    pub tables: Vec<TableAsk>,
    /// Records.
    pub records: Vec<RecordAsk>,
}

/// A figure, or words made from figures, in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureAsk {
    /// What must be computed, in the order that the form needs; never empty.
    ///
    /// - [`Form::Number`]: the figure.
    /// - [`Form::Words`] with [`Words::Change`], [`Words::Direction`]: the value now, the
    ///   earlier value, the change in per cent, the change in number.
    /// - [`Form::Words`] with [`Words::Share`]: the share.
    /// - [`Form::Words`] with [`Words::Ratio`]: the ratio, the value above, the value below.
    pub requests: Vec<FigureRequest>,
    /// Printed how.
    pub form: Form,
    /// The chapter's id.
    pub chapter: String,
    /// Where the author asked for it.
    pub place: Place,
    /// The directive as written, without braces.
    pub written: String,
}

/// How the answer to a [`FigureAsk`] is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The figure as a number with its unit.
    Number,
    /// A sentence part in words.
    Words(Words),
}

/// The sentence parts that are made from figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// “rose by 2%, from 3,091 to 3,155”.
    Change,
    /// “rose”, “fell”, “did not change”, “more than doubled”.
    Direction,
    /// “about one in three”.
    Share,
    /// “about twice as many”.
    Ratio,
}

/// A table, and what is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableAsk {
    /// The request.
    pub request: TableRequest,
    /// What it is for.
    pub shown_as: ShownAs,
    /// The chapter's id.
    pub chapter: String,
    /// The block's anchor and file name, unique in the report.
    pub id: String,
    /// Where the author asked for it.
    pub place: Place,
}

/// What is made of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShownAs {
    /// A table.
    Table,
    /// A chart with its data table.
    Chart(ChartKind),
    /// A map with its data table.
    Map,
}

/// Records that a chapter asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAsk {
    /// Which.
    pub what: RecordKind,
    /// The chapter's id.
    pub chapter: String,
    /// Where the author asked for them.
    pub place: Place,
}

/// The kinds of records that a chapter can print.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum RecordKind {
    /// A statutory checklist, with where each item is answered.
    Checklist {
        /// Which.
        checklist: ChecklistId,
    },
    /// What a group said that it would do, and what it did.
    WeSaidWeDid {
        /// The group's id.
        group: String,
    },
    /// Partners' statements: one agency's, or all.
    Statement {
        /// The agency; all of them where absent.
        agency: Option<AgencyId>,
    },
    /// A quotation.
    Quotation {
        /// Its id.
        id: String,
    },
    /// The structure of the partnership's groups.
    Structure,
    /// Population and age of the area, from open data.
    AreaContext,
    /// Reviews: of one kind, or all.
    Reviews {
        /// The kind's code; all where absent.
        kind: Option<String>,
    },
    /// The glossary.
    Glossary,
    /// Where the figures come from.
    Sources,
    /// What was not supplied, and why.
    Absences,
}
