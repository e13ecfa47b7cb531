//! Inline directives: `{{figure …}}`, `{{words change …}}`.

use sightline_measures::request::{FigureRequest, Indicator, Selector};

use super::args::Arg;
use super::ast::{FigureRef, Inline, Run};
use super::mask::{InlineText, Piece, mask, pieces};
use super::reader::{Noted, Reader};
use super::requests::{FigureAsk, Form, Words};
use super::select::{OPTIONS, Options, VERBS, options_of};

/// The second word after `words`.
pub(crate) const WORDS: [&str; 4] = ["change", "direction", "share", "ratio"];

impl Reader<'_> {
    /// Reads an inline directive and asks for its figures.
    pub(crate) fn inline(&mut self, directive: &InlineText) -> Result<FigureRef, Noted> {
        let args = self.split(&directive.text, directive.offset)?;
        let (requests, form) = self.figures(&args, directive.offset)?;
        let place = self.place(directive.offset.saturating_sub(2));
        let at = FigureRef(self.requests.figures.len());
        self.requests.figures.push(FigureAsk {
            requests,
            form,
            chapter: self.chapter.clone(),
            place,
            written: directive.text.trim().to_owned(),
        });
        Ok(at)
    }

    fn figures(
        &mut self,
        args: &[Arg],
        offset: usize,
    ) -> Result<(Vec<FigureRequest>, Form), Noted> {
        let plain: Vec<&Arg> = args.iter().filter(|arg| arg.key.is_none()).collect();
        let options = Options::sort(args, &OPTIONS);
        match plain.as_slice() {
            [words, kind, measure] if words.value == "words" => {
                let card = self.measure(measure)?;
                let of = self.selector(&card, &options)?;
                self.words(kind, &of, &card, &options)
            }
            [verb, ..] if verb.value == "words" => Err(self.broken(
                verb.offset,
                "“words” needs what to say and a measure.",
                "Write {{words change theme.measure}}; it can say change, direction, share or ratio.",
            )),
            [verb, measure] => {
                self.known_verb(verb)?;
                let card = self.measure(measure)?;
                self.no_strays(&verb.value, &options)?;
                let of = self.selector(&card, &options)?;
                let indicator = self.indicator(verb, &card, &options)?;
                Ok((vec![FigureRequest { of, indicator }], Form::Number))
            }
            [verb, _, extra, ..] => {
                self.known_verb(verb)?;
                let message = format!("“{}” is not expected here.", extra.value);
                let remedy = "Put a category with spaces in quotes: ward=\"Oswestry East\".";
                Err(self.broken(extra.offset, message, remedy))
            }
            [verb] => {
                self.known_verb(verb)?;
                let message = format!("“{}” names no measure.", verb.value);
                let remedy = format!("Write {{{{{} theme.measure}}}}.", verb.value);
                Err(self.broken(verb.offset, message, remedy))
            }
            [] => Err(self.broken(
                offset,
                "The directive is empty.",
                "Write {{figure theme.measure}}, or remove it.",
            )),
        }
    }

    fn known_verb(&mut self, verb: &Arg) -> Result<(), Noted> {
        if VERBS.contains(&verb.value.as_str()) {
            return Ok(());
        }
        let known = VERBS.iter().copied().chain(["words"]);
        Err(self.unknown(verb.offset, "directive", &verb.value, known))
    }

    /// Refuses options that the verb does not take, and those given twice.
    pub(crate) fn no_strays(&mut self, verb: &str, options: &Options) -> Result<(), Noted> {
        let mut allowed = vec!["period", "area"];
        allowed.extend(options_of(verb));
        match options.stray(&allowed) {
            None => Ok(()),
            Some(arg) => {
                let key = arg.key.as_deref().unwrap_or("");
                let message = format!("“{verb}” takes no second or other option “{key}”.");
                let remedy = format!("It takes each of these once: {}.", allowed.join(", "));
                Err(self.broken(arg.offset, message, remedy))
            }
        }
    }

    fn words(
        &mut self,
        kind: &Arg,
        of: &Selector,
        card: &sightline_measures::card::MeasureCard,
        options: &Options,
    ) -> Result<(Vec<FigureRequest>, Form), Noted> {
        let (words, verb) = match kind.value.as_str() {
            "change" => (Words::Change, "change"),
            "direction" => (Words::Direction, "change"),
            "share" => (Words::Share, "share"),
            "ratio" => (Words::Ratio, "ratio"),
            other => return Err(self.unknown(kind.offset, "kind of words", other, WORDS)),
        };
        self.no_strays(verb, options)?;
        let ask = |of: &Selector, indicator| FigureRequest { of: of.clone(), indicator };
        let verb = Arg { value: verb.to_owned(), ..kind.clone() };
        let requests = match self.indicator(&verb, card, options)? {
            Indicator::Change { since } => vec![
                ask(of, Indicator::Value),
                ask(of, Indicator::Earlier { period: since }),
                ask(of, Indicator::ChangePercent { since }),
                ask(of, Indicator::Change { since }),
            ],
            Indicator::Ratio { to } => vec![
                ask(of, Indicator::Ratio { to: to.clone() }),
                ask(of, Indicator::Value),
                ask(&to, Indicator::Value),
            ],
            other => vec![ask(of, other)],
        };
        Ok((requests, Form::Words(words)))
    }

    /// Text of a title, caption or alt text: plain, with inline directives.
    pub(crate) fn plain_text(&mut self, text: &str, offset: usize) -> Vec<Inline> {
        let masked = mask(text, offset);
        for (at, message) in &masked.unclosed {
            self.broken(*at, message.clone(), "Close it.");
        }
        let mut out = Vec::new();
        for piece in pieces(&masked.text) {
            match piece {
                Piece::Text(text, at) => out.push(self.run(text, masked.source(at))),
                Piece::Inline(at) => {
                    if let Some(directive) = masked.inline.get(at) {
                        out.push(self.figure_or_text(directive));
                    }
                }
                Piece::Block(_) => {}
            }
        }
        out
    }

    /// The figure of a directive, or the directive as written where it cannot be read.
    pub(crate) fn figure_or_text(&mut self, directive: &InlineText) -> Inline {
        match self.inline(directive) {
            Ok(at) => Inline::Figure(at),
            Err(Noted) => {
                let (line, column) = self.lines.at(directive.offset.saturating_sub(2));
                let text = format!("{{{{{}}}}}", directive.text);
                Inline::Text(Run { text, line, column })
            }
        }
    }

    /// A run of text that begins at an offset of the source.
    pub(crate) fn run(&self, text: &str, offset: usize) -> Inline {
        let (line, column) = self.lines.at(offset);
        Inline::Text(Run { text: text.to_owned(), line, column })
    }
}
