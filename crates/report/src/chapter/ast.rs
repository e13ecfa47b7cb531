//! The chapter model that every renderer prints.

use serde::{Deserialize, Serialize};
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::query::Place;
use sightline_kernel::sensitivity::Audience;

use crate::answers::Answers;

/// One chapter of a report: a page of the site, a chapter of the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Its name in addresses and file names: `domestic-abuse`. Unique in a report.
    pub id: String,
    /// The title: the page's only heading of level 1.
    pub title: String,
    /// Chapters stand in this order; equal numbers by id.
    pub order: u32,
    /// Who it is for. A public report never reads the text of a chapter for partners.
    pub audience: Audience,
    /// Whether it is still being written. A release gives a warning for each draft.
    pub draft: bool,
    /// The items of statutory checklists that this chapter says it answers.
    pub answers: Vec<ChecklistAnswer>,
    /// The path of the Markdown file, as a person would write it.
    pub source: String,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// The footnotes, in the order in which the text first refers to them; `[^…]` number n is
    /// `footnotes[n - 1]`.
    pub footnotes: Vec<Footnote>,
    /// Numerals that the author says may stand in the prose, from the front matter.
    pub allow: Vec<String>,
}

/// One item of one statutory checklist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChecklistAnswer {
    /// The checklist.
    pub checklist: ChecklistId,
    /// The item's id in it.
    pub item: String,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Footnote {
    /// Its number in the chapter, counted from 1.
    pub number: usize,
    /// Its text.
    pub blocks: Vec<Block>,
}

/// A block of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the chapter's title.
    Heading {
        /// 2 to 4; the chapter's title is level 1.
        level: u8,
        /// Its anchor, unique in the chapter.
        id: String,
        /// Its text.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The first number of a numbered list; nothing for bullets.
        start: Option<u64>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Text set apart (`>` in Markdown). People's own words use a quotation record instead.
    Aside(Vec<Block>),
    /// A table typed by the author: words, not figures.
    TextTable(TextTable),
    /// A table of figures.
    Table(TableBlock),
    /// A chart with its data table beside it.
    Chart(ChartBlock),
    /// Where a map goes; until maps are drawn, its table and this note stand there.
    Map(MapBlock),
    /// Something kept as records: a checklist, statements, groups, reviews …
    Record(RecordBlock),
}

/// A table that the author typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTable {
    /// The column headings.
    pub heads: Vec<Vec<Inline>>,
    /// The rows; each has as many cells as there are headings.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A table of figures in a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableBlock {
    /// Its anchor and file name, unique in the report: `domestic-abuse-table-1`.
    pub id: String,
    /// Which answer it prints.
    pub table: TableRef,
    /// The author's title; the answer's own title where absent.
    pub title: Option<Vec<Inline>>,
    /// A sentence below the table.
    pub caption: Option<Vec<Inline>>,
    /// Where the author asked for it.
    pub place: Place,
}

/// A chart in a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartBlock {
    /// Its anchor and file name, unique in the report: `domestic-abuse-chart-1`.
    pub id: String,
    /// Which answer it draws.
    pub table: TableRef,
    /// Which chart.
    pub kind: ChartKind,
    /// What the chart shows, as a sentence. Required.
    pub title: Vec<Inline>,
    /// What a person who cannot see the chart should know: its shape, not its caption. Required.
    pub alt: Vec<Inline>,
    /// A sentence below the chart.
    pub caption: Option<Vec<Inline>>,
    /// Where the author asked for it.
    pub place: Place,
}

/// The charts that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    /// One bar a row, from the table's first column.
    Bar,
    /// A bar for each column, grouped by row.
    GroupedBar,
    /// A line for each column over the rows, which are periods.
    Line,
    /// One bar a row, cut into its columns' shares of 100%.
    StackedShare,
    /// Age bands as rows, the first two columns back to back.
    Pyramid,
    /// Rows as steps that follow one another, widest first: contacts, concerns, enquiries, plans.
    Funnel,
}

impl ChartKind {
    /// All kinds, in the order of the guide.
    pub const ALL: [Self; 6] =
        [Self::Bar, Self::GroupedBar, Self::Line, Self::StackedShare, Self::Pyramid, Self::Funnel];

    /// The word that authors write.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::GroupedBar => "grouped-bar",
            Self::Line => "line",
            Self::StackedShare => "stacked-share",
            Self::Pyramid => "pyramid",
            Self::Funnel => "funnel",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Where a map goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapBlock {
    /// Its anchor and file name, unique in the report.
    pub id: String,
    /// The table that the map will colour.
    pub table: TableRef,
    /// What the map shows. Required.
    pub title: Vec<Inline>,
    /// What a person who cannot see the map should know. Required.
    pub alt: Vec<Inline>,
    /// A sentence below the map.
    pub caption: Option<Vec<Inline>>,
    /// Where the author asked for it.
    pub place: Place,
}

/// A place where records are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordBlock {
    /// Its anchor, unique in the report.
    pub id: String,
    /// Which answer it prints.
    pub record: RecordRef,
    /// The author's title, if there is one.
    pub title: Option<Vec<Inline>>,
    /// Where the author asked for it.
    pub place: Place,
}

/// Index into [`crate::chapter::Requests::figures`] and [`Answers::figures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureRef(pub usize);

/// Index into [`crate::chapter::Requests::tables`] and [`Answers::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableRef(pub usize);

/// Index into [`crate::chapter::Requests::records`] and [`Answers::records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef(pub usize);

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(Run),
    /// Stressed text.
    Emphasis(Vec<Inline>),
    /// Strongly stressed text.
    Strong(Vec<Inline>),
    /// Text of a fixed width.
    Code(Run),
    /// A link.
    Link {
        /// Where to: an https address, `#anchor`, or `chapter-id#anchor` of the same report.
        to: String,
        /// The text of the link.
        text: Vec<Inline>,
    },
    /// A reference to a footnote by its number, counted from 1.
    Footnote(usize),
    /// A line break.
    Break,
    /// A figure or generated words.
    Figure(FigureRef),
}

/// Text as it stands on one line of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The text.
    pub text: String,
    /// The line of the source, counted from 1.
    pub line: usize,
    /// The column of its first character, counted from 1.
    pub column: usize,
}

/// The text without marks, figures filled in from the answers: for titles and alt texts.
#[must_use]
pub fn plain(inlines: &[Inline], answers: &Answers) -> String {
    let mut out = String::new();
    write_plain(inlines, answers, &mut out);
    out
}

fn write_plain(inlines: &[Inline], answers: &Answers, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(run) | Inline::Code(run) => out.push_str(&run.text),
            Inline::Emphasis(inner) | Inline::Strong(inner) => write_plain(inner, answers, out),
            Inline::Link { text, .. } => write_plain(text, answers, out),
            Inline::Footnote(_) => {}
            Inline::Break => out.push(' '),
            Inline::Figure(at) => out.push_str(answers.text(*at)),
        }
    }
}
