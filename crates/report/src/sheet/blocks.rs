//! From a chapter's blocks to parts.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use sightline_measures::table::{Figure, Table};

use super::part::{Exhibit, Look, Part, Piece, Target, WordTable};
use super::sight::{self, SightTable};
use super::{DataTable, Page, exhibit, records};
use crate::chapter::ast::{
    Block, ChartBlock, FigureRef, MapBlock, TableBlock, TableRef, TextTable, plain,
};
use crate::chapter::{Chapter, Inline};
use crate::edition::{Edition, PrintError};
use crate::fonts::Type;

/// What is counted while chapters are lowered.
pub(super) struct Run<'e> {
    pub(super) edition: &'e Edition,
    pub(super) face: &'e Type,
    pub(super) data: Vec<DataTable>,
    pub(super) figures: Vec<Figure>,
    pub(super) ticks: Vec<String>,
    known: BTreeSet<(String, String)>,
    tables: usize,
    charts: usize,
    words: usize,
    /// Of the chapter at hand.
    pub(super) chapter: String,
    pub(super) in_text: SightTable,
    pub(super) sight: Vec<SightTable>,
    notes: BTreeMap<usize, usize>,
}

impl<'e> Run<'e> {
    pub(super) fn new(edition: &'e Edition, face: &'e Type) -> Self {
        Self {
            edition,
            face,
            data: Vec::new(),
            figures: Vec::new(),
            ticks: Vec::new(),
            known: BTreeSet::new(),
            tables: 0,
            charts: 0,
            words: 0,
            chapter: String::new(),
            in_text: SightTable::text(),
            sight: Vec::new(),
            notes: BTreeMap::new(),
        }
    }

    pub(super) fn chapter(&mut self, chapter: &Chapter) -> Result<Page, PrintError> {
        self.chapter.clone_from(&chapter.id);
        self.in_text = SightTable::text();
        self.sight = Vec::new();
        self.notes = BTreeMap::new();
        let parts = self.blocks(&chapter.blocks)?;
        let footnotes = chapter
            .footnotes
            .iter()
            .map(|note| self.blocks(&note.blocks))
            .collect::<Result<_, _>>()?;
        let text = std::mem::replace(&mut self.in_text, SightTable::text());
        let mut sight = std::mem::take(&mut self.sight);
        if !text.rows.is_empty() {
            sight.insert(0, text);
        }
        Ok(Page {
            id: chapter.id.clone(),
            title: chapter.title.clone(),
            draft: chapter.draft,
            allow: chapter.allow.clone(),
            parts,
            footnotes,
            sight,
        })
    }

    pub(super) fn blocks(&mut self, blocks: &[Block]) -> Result<Vec<Part>, PrintError> {
        let mut parts = Vec::new();
        for block in blocks {
            self.block(block, &mut parts)?;
        }
        Ok(parts)
    }

    fn block(&mut self, block: &Block, parts: &mut Vec<Part>) -> Result<(), PrintError> {
        match block {
            Block::Heading { level, id, text } => {
                let text = self.pieces(text)?;
                parts.push(Part::Heading { level: *level, id: id.clone(), text });
            }
            Block::Paragraph(text) => parts.push(Part::Paragraph { text: self.pieces(text)? }),
            Block::List { start, items } => {
                let items = items.iter().map(|item| self.blocks(item)).collect::<Result<_, _>>()?;
                parts.push(Part::List { start: *start, items });
            }
            Block::Aside(blocks) => {
                let inner = self.blocks(blocks)?;
                parts.push(Part::Box { look: Look::Aside, parts: inner, by: None });
            }
            Block::TextTable(table) => parts.push(self.words(table)?),
            Block::Table(block) => parts.push(self.table_block(block)?),
            Block::Chart(block) => parts.push(self.chart_block(block)?),
            Block::Map(block) => self.map_block(block, parts)?,
            Block::Record(block) => records::lower(self, block, parts)?,
        }
        Ok(())
    }

    pub(super) fn pieces(&mut self, inlines: &[Inline]) -> Result<Vec<Piece>, PrintError> {
        inlines.iter().map(|inline| self.piece(inline)).collect()
    }

    fn piece(&mut self, inline: &Inline) -> Result<Piece, PrintError> {
        Ok(match inline {
            Inline::Text(run) => Piece::Text { text: run.text.clone() },
            Inline::Code(run) => Piece::Code { text: run.text.clone() },
            Inline::Emphasis(inner) => Piece::Emphasis { text: self.pieces(inner)? },
            Inline::Strong(inner) => Piece::Strong { text: self.pieces(inner)? },
            Inline::Link { to, text } => {
                Piece::Link { to: self.target(to), text: self.pieces(text)? }
            }
            Inline::Footnote(number) => {
                let times = self.notes.entry(*number).or_insert(0);
                *times += 1;
                let again = *times - 1;
                Piece::Note { chapter: self.chapter.clone(), number: *number, again }
            }
            Inline::Break => Piece::Break,
            Inline::Figure(at) => self.figure(*at)?,
        })
    }

    fn target(&self, to: &str) -> Target {
        let outside = to.contains("://") || to.starts_with("mailto:");
        if outside {
            return Target::Outside { address: to.to_owned() };
        }
        let (chapter, anchor) = to.split_once('#').unwrap_or((to, ""));
        let chapter = if chapter.is_empty() { self.chapter.as_str() } else { chapter };
        Target::Inside { chapter: chapter.to_owned(), anchor: anchor.to_owned() }
    }

    fn figure(&mut self, at: FigureRef) -> Result<Piece, PrintError> {
        let edition = self.edition;
        let Some(answer) = edition.answers.figure(at) else {
            return Err(self.unanswered("a figure in the text"));
        };
        let anchor = format!("text-{}", at.0);
        for figure in &answer.figures {
            self.note_figure(figure);
        }
        let names = &edition.settings.names;
        if !self.in_text.rows.iter().any(|row| row.anchor.as_deref() == Some(&anchor)) {
            let rows = sight::of_text(&anchor, &answer.text, &answer.figures, names);
            self.in_text.rows.extend(rows);
        }
        Ok(Piece::Figure { text: answer.text.clone(), at: anchor })
    }

    /// Remembers a figure for `figures.csv`, once for each way in which it is printed: a table
    /// may hide what another shows.
    pub(super) fn note_figure(&mut self, figure: &Figure) {
        if self.known.insert((figure.id.clone(), figure.printed.clone())) {
            self.figures.push(figure.clone());
        }
    }

    pub(super) fn unanswered(&self, what: &'static str) -> PrintError {
        PrintError::Unanswered { place: format!("chapter {}", self.chapter), what }
    }

    fn answer(&self, at: TableRef) -> Result<&'e Table, PrintError> {
        let edition = self.edition;
        edition.answers.table(at).ok_or_else(|| self.unanswered("a table"))
    }

    fn table_block(&mut self, block: &TableBlock) -> Result<Part, PrintError> {
        let table = self.answer(block.table)?;
        let title = match &block.title {
            Some(title) => self.pieces(title)?,
            None => vec![Piece::Text { text: table.title.clone() }],
        };
        let caption = self.pieces(block.caption.as_deref().unwrap_or_default())?;
        Ok(Part::Table(Box::new(self.exhibit(&block.id, title, caption, table))))
    }

    /// A table of figures under its own number, kept for open data and the line of sight.
    pub(super) fn exhibit(
        &mut self,
        id: &str,
        title: Vec<Piece>,
        caption: Vec<Piece>,
        table: &Table,
    ) -> Exhibit {
        self.tables += 1;
        let number = format!("Table {}", self.tables);
        self.keep(id, &number, &title, table);
        exhibit::table(id, number, (title, caption), table)
    }

    fn chart_block(&mut self, block: &ChartBlock) -> Result<Part, PrintError> {
        let table = self.answer(block.table)?;
        let title = self.pieces(&block.title)?;
        let caption = self.pieces(block.caption.as_deref().unwrap_or_default())?;
        self.charts += 1;
        let number = format!("Chart {}", self.charts);
        self.keep(&block.id, &number, &title, table);
        let answers = &self.edition.answers;
        let said = (plain(&block.title, answers), plain(&block.alt, answers));
        let mut part = exhibit::table(&block.id, number, (title, caption), table);
        let chart = exhibit::chart(&block.id, block.kind, said, table, self.face)?;
        self.ticks.extend(chart.drawing.ticks.iter().cloned());
        part.chart = Some(chart);
        Ok(Part::Chart(Box::new(part)))
    }

    fn map_block(&mut self, block: &MapBlock, parts: &mut Vec<Part>) -> Result<(), PrintError> {
        let table = self.answer(block.table)?;
        let title = self.pieces(&block.title)?;
        let caption = self.pieces(block.caption.as_deref().unwrap_or_default())?;
        let said = format!(
            "A map will stand here. Until maps are drawn, the table gives the same figures. {}",
            plain(&block.alt, &self.edition.answers)
        );
        let note = Part::Paragraph { text: vec![Piece::Text { text: said }] };
        parts.push(Part::Box { look: Look::Map, parts: vec![note], by: None });
        parts.push(Part::Table(Box::new(self.exhibit(&block.id, title, caption, table))));
        Ok(())
    }

    fn keep(&mut self, id: &str, number: &str, title: &[Piece], table: &Table) {
        for figure in table.figures() {
            self.note_figure(figure);
        }
        let title = flat(title);
        let names = &self.edition.settings.names;
        let heading = format!("{number}. {title}");
        self.sight.push(sight::of_table(id, &heading, table, names));
        self.data.push(DataTable {
            id: id.to_owned(),
            title,
            chapter: self.chapter.clone(),
            table: table.clone(),
        });
    }

    fn words(&mut self, table: &TextTable) -> Result<Part, PrintError> {
        let heads: Vec<_> =
            table.heads.iter().map(|head| self.pieces(head)).collect::<Result<_, _>>()?;
        let rows = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| self.pieces(cell)).collect::<Result<Vec<_>, _>>())
            .collect::<Result<Vec<_>, _>>()?;
        self.words += 1;
        let id = format!("{}-words-{}", self.chapter, self.words);
        Ok(Part::Words(word_table(id, Vec::new(), heads, rows)))
    }
}

/// A table of words with columns as wide as their text asks for.
pub(super) fn word_table(
    id: String,
    title: Vec<Piece>,
    heads: Vec<Vec<Piece>>,
    rows: Vec<Vec<Vec<Piece>>>,
) -> WordTable {
    let widths = (0..heads.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|row| row.get(at)).chain(heads.get(at));
            let most = cells.map(|cell| flat(cell).chars().count()).max().unwrap_or(1);
            u32::try_from(most.isqrt()).unwrap_or(14).clamp(3, 14)
        })
        .collect();
    WordTable { id, title, heads, widths, rows }
}

/// Running text without marks.
pub(crate) fn flat(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text { text } | Piece::Code { text } | Piece::Figure { text, .. } => {
                text.clone()
            }
            Piece::Emphasis { text } | Piece::Strong { text } | Piece::Link { text, .. } => {
                flat(text)
            }
            Piece::Break => " ".to_owned(),
            Piece::Note { .. } => String::new(),
        })
        .collect()
}
