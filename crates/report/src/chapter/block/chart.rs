//! `::: chart`: a table request with a picture, its title and its alt text.

use sightline_measures::request::{Rows, TableRequest};

use super::super::args::Arg;
use super::super::ast::{Block, ChartBlock, ChartKind, Inline};
use super::super::reader::{Noted, Reader};
use super::super::requests::ShownAs;
use super::Directive;

/// The words of a picture: title, alt text, caption.
pub(super) type PictureWords = (Vec<Inline>, Vec<Inline>, Option<Vec<Inline>>);

impl Reader<'_> {
    pub(super) fn chart_block(&mut self, directive: &Directive) -> Result<Block, Noted> {
        self.known_lines(directive, &["title", "alt", "caption", "columns", "rows", "series"])?;
        let plain: Vec<Arg> = directive.plain().cloned().collect();
        let words = self.picture_words(directive);
        let kind = self.chart_kind(directive, plain.first());
        let measures = plain.get(1..).unwrap_or(&[]);
        let request = self.table_request(directive, measures);
        let (kind, request, (title, alt, caption)) = (kind?, request?, words?);
        self.fits(directive, kind, &request)?;
        let (table, id, place) = self.ask(directive, request, ShownAs::Chart(kind), Some(&title));
        Ok(Block::Chart(ChartBlock { id, table, kind, title, alt, caption, place }))
    }

    fn chart_kind(
        &mut self,
        directive: &Directive,
        word: Option<&Arg>,
    ) -> Result<ChartKind, Noted> {
        let known = ChartKind::ALL.map(ChartKind::word);
        match word {
            Some(arg) => match ChartKind::from_word(&arg.value) {
                Some(kind) => Ok(kind),
                None => Err(self.unknown(arg.offset, "kind of chart", &arg.value, known)),
            },
            None => {
                let remedy = format!("Write one of: {}.", known.join(", "));
                Err(self.broken(directive.offset, "The chart has no kind.", remedy))
            }
        }
    }

    /// Title, alt text and caption of a picture; the alt text must say something of its own.
    pub(super) fn picture_words(&mut self, directive: &Directive) -> Result<PictureWords, Noted> {
        let title = self.required_text(
            directive,
            "title",
            "Add “title:” with a sentence that says what the picture shows.",
        );
        let alt = self.required_text(
            directive,
            "alt",
            "Add “alt:” with what a person who cannot see the picture should know.",
        );
        let caption = self.text_line(directive, "caption");
        let (title, alt) = (title?, alt?);
        for (name, other) in [("title", Some(&title)), ("caption", caption.as_ref())] {
            if other.is_some_and(|other| same_words(other, &alt)) {
                let message = format!("The alt text repeats the {name}.");
                let remedy = "Say in the alt text what the shape of the picture shows.";
                return Err(self.error("alt-repeats", directive.offset, message, remedy));
            }
        }
        Ok((title, alt, caption))
    }

    /// Whether the table has what the chart needs.
    fn fits(
        &mut self,
        directive: &Directive,
        kind: ChartKind,
        request: &TableRequest,
    ) -> Result<(), Noted> {
        let several = request.columns.len() > 1 || request.across.is_some();
        let (fits, need) = match kind {
            ChartKind::Bar => (
                !matches!(request.rows, Rows::One),
                "Say what the bars are with by=, “rows:” or “series:”.",
            ),
            ChartKind::GroupedBar | ChartKind::StackedShare => {
                (several, "Add across= with a dimension, or a second column.")
            }
            ChartKind::Pyramid => (
                several && matches!(request.rows, Rows::Categories(_)),
                "Add by= with age bands, and two columns or across=.",
            ),
            ChartKind::Line => (
                matches!(&request.rows, Rows::Periods(periods) if periods.len() > 1),
                "Add “rows: months”, “rows: quarters” or “rows: periods …”.",
            ),
            ChartKind::Funnel => (
                matches!(&request.rows, Rows::Series(series) if series.len() > 1),
                "Add “series:” with the measures of its steps.",
            ),
        };
        if fits {
            return Ok(());
        }
        let message = format!("The {} chart cannot be drawn from this table.", kind.word());
        Err(self.broken(directive.offset, message, need))
    }
}

/// Whether two texts say the same, without regard to case, spaces and full stops.
fn same_words(one: &[Inline], other: &[Inline]) -> bool {
    let letters = |inlines: &[Inline]| -> String {
        inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text(run) => run.text.to_lowercase(),
                Inline::Figure(at) => format!("figure{}", at.0),
                _ => String::new(),
            })
            .collect::<String>()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    letters(one) == letters(other)
}
