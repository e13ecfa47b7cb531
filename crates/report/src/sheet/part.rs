//! The few kinds of parts that all printers print. Chapters, answers and records become these
//! once; HTML, PDF and DOCX then differ only in how a part is written.

use serde::Serialize;

use crate::charts::Drawing;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Piece {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// Stressed.
    Emphasis {
        /// What is stressed.
        text: Vec<Piece>,
    },
    /// Strongly stressed.
    Strong {
        /// What is stressed.
        text: Vec<Piece>,
    },
    /// Of a fixed width.
    Code {
        /// The text.
        text: String,
    },
    /// A link.
    Link {
        /// Where to.
        to: Target,
        /// The text of the link.
        text: Vec<Piece>,
    },
    /// A footnote's number.
    Note {
        /// The chapter, for the anchor.
        chapter: String,
        /// Counted from 1.
        number: usize,
        /// How often the text has referred to it before.
        again: usize,
    },
    /// A line break.
    Break,
    /// A figure or words made from figures.
    Figure {
        /// What is printed.
        text: String,
        /// Its anchor on the page of figures: `text-12`.
        at: String,
    },
}

/// Where a link goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum Target {
    /// Another site.
    Outside {
        /// The address.
        address: String,
    },
    /// This report.
    Inside {
        /// The chapter's id.
        chapter: String,
        /// The anchor in it; empty for its top.
        anchor: String,
    },
}

/// How text set apart looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// An aside.
    Aside,
    /// Something that is missing, and why.
    Absence,
    /// A partner's statement.
    Statement,
    /// Where a map will stand.
    Map,
}

/// A part of a chapter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Part {
    /// A heading of level 2 to 4.
    Heading {
        /// The level.
        level: u8,
        /// The anchor.
        id: String,
        /// The text.
        text: Vec<Piece>,
    },
    /// A paragraph.
    Paragraph {
        /// The text.
        text: Vec<Piece>,
    },
    /// A line below a record: its source, its group.
    Note {
        /// The words.
        text: String,
    },
    /// A list.
    List {
        /// The first number; nothing for bullets.
        start: Option<u64>,
        /// The items.
        items: Vec<Vec<Part>>,
    },
    /// Text set apart.
    Box {
        /// How it looks.
        look: Look,
        /// What stands in it.
        parts: Vec<Part>,
        /// Who signed it, if anybody did.
        by: Option<String>,
    },
    /// Somebody's words.
    Quote {
        /// The words, by paragraph.
        words: Vec<String>,
        /// Who said them.
        by: String,
        /// What was agreed about their use.
        consent: String,
        /// What changed.
        changed: String,
    },
    /// A table of words.
    Words(WordTable),
    /// A table of figures.
    Table(Box<Exhibit>),
    /// A chart, with its table.
    Chart(Box<Exhibit>),
    /// Single figures, large.
    Facts {
        /// The figures.
        items: Vec<Fact>,
    },
    /// Words and what they mean.
    Terms {
        /// The words.
        items: Vec<(String, String)>,
    },
    /// Groups and what they answer to.
    Tree {
        /// The anchor.
        id: String,
        /// The groups at the top.
        nodes: Vec<Node>,
    },
    /// What a group said that it would do, and what it did.
    SaidDid {
        /// The pairs.
        items: Vec<SaidDid>,
    },
}

/// One large figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it says.
    pub label: String,
    /// The figure as printed.
    pub printed: String,
    /// Its anchor on the page of figures.
    pub at: String,
}

/// A group and those that answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// What it was called, and what it is in law.
    pub about: Vec<String>,
    /// The groups that answer to it.
    pub below: Vec<Node>,
}

/// One objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SaidDid {
    /// What the group said.
    pub said: String,
    /// What it did.
    pub did: String,
    /// How far it came.
    pub status: String,
    /// The status as a class.
    pub state: String,
    /// What comes next; empty for nothing.
    pub next: String,
}

/// A table of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordTable {
    /// The anchor.
    pub id: String,
    /// The title; empty for a table that its text introduces.
    pub title: Vec<Piece>,
    /// The column headings.
    pub heads: Vec<Vec<Piece>>,
    /// Relative widths of the columns.
    pub widths: Vec<u32>,
    /// The rows; the first cell heads its row.
    pub rows: Vec<Vec<Vec<Piece>>>,
}

/// A table or chart of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exhibit {
    /// The anchor and file name, unique in the report.
    pub id: String,
    /// “Table 3” or “Chart 4”: counted through the report.
    pub number: String,
    /// The title.
    pub title: Vec<Piece>,
    /// A sentence below; empty for none.
    pub caption: Vec<Piece>,
    /// The table.
    pub grid: Grid,
    /// The chart, for a chart.
    pub chart: Option<ChartPart>,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Where the figures come from, one line.
    pub source: String,
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChartPart {
    /// Said to people who cannot see it.
    pub alt: String,
    /// The name of the picture file in the PDF's world.
    pub file: String,
    /// How wide it stands on paper, in hundredths of the text's width.
    pub breadth: u32,
    /// The pictures.
    #[serde(skip)]
    pub drawing: Drawing,
}

/// A table of figures, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// The heading of the row labels.
    pub stub: String,
    /// The column headings.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<GridRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GridRow {
    /// The heading of the row.
    pub label: String,
    /// `part`, `rest`, `total` or `apart`.
    pub kind: &'static str,
    /// The cells.
    pub cells: Vec<GridCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GridCell {
    /// What is printed.
    pub text: String,
    /// `number`, `hidden` or `absent`.
    pub look: &'static str,
}
