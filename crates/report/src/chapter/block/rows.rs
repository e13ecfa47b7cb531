//! What the rows of a table are: `by=`, `rows:` and `series:`.

use sightline_kernel::period::{Frequency, Period};
use sightline_measures::card::MeasureCard;
use sightline_measures::request::{Rows, Selector};

use super::super::args::{Arg, list};
use super::super::reader::{Noted, Reader};
use super::super::select::{OPTIONS, Options};
use super::Directive;

impl Reader<'_> {
    /// The dimension that an argument names.
    pub(super) fn dimension(
        &mut self,
        card: &MeasureCard,
        arg: &Arg,
    ) -> Result<sightline_kernel::ids::DimensionId, Noted> {
        match card.dimension(&arg.value) {
            Some(dimension) => Ok(dimension.id.clone()),
            None => {
                let known = card.dimensions.iter().map(|dimension| dimension.id.as_str());
                let kind = format!("dimension of {}", card.id);
                Err(self.unknown(arg.value_offset, &kind, &arg.value, known))
            }
        }
    }

    /// The rows of a table. Only one of `by=`, `rows:` and `series:` may be given.
    pub(super) fn rows(
        &mut self,
        directive: &Directive,
        card: &MeasureCard,
        by: Option<&Arg>,
        period: Period,
    ) -> Result<Rows, Noted> {
        match (by, directive.line("rows"), directive.line("series")) {
            (None, None, None) => Ok(Rows::One),
            (Some(by), None, None) => Ok(Rows::Categories(self.dimension(card, by)?)),
            (None, Some(line), None) => {
                let (text, offset) = line.joined();
                self.listed_rows(&text, offset, period)
            }
            (None, None, Some(line)) => {
                let (text, offset) = line.joined();
                self.series(&text, offset).map(Rows::Series)
            }
            _ => Err(self.broken(
                directive.offset,
                "More than one of by=, “rows:” and “series:” say what the rows are.",
                "Keep one of them.",
            )),
        }
    }

    fn listed_rows(&mut self, text: &str, offset: usize, period: Period) -> Result<Rows, Noted> {
        let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest_at = offset + text.len() - rest.len();
        match kind {
            "months" if rest.is_empty() => Ok(Rows::Periods(period.months())),
            "quarters" if rest.is_empty() => Ok(Rows::Periods(quarters(period))),
            "periods" => self.each(rest, rest_at, Self::period).map(Rows::Periods),
            "areas" => self.each(rest, rest_at, Self::area).map(Rows::Areas),
            "months" | "quarters" => {
                let message = format!("“{rest}” is not expected after “{kind}”.");
                Err(self.broken(rest_at, message, "Name the year with period= in the first line."))
            }
            other => {
                let known = ["months", "quarters", "periods", "areas"];
                Err(self.unknown(offset, "kind of rows", other, known))
            }
        }
    }

    fn each<T>(
        &mut self,
        text: &str,
        offset: usize,
        read: impl Fn(&mut Self, &Arg) -> Result<T, Noted>,
    ) -> Result<Vec<T>, Noted> {
        let mut out = Vec::new();
        for (part, at) in list(text, offset) {
            let value = part.trim_matches(['"', '“', '”']).to_owned();
            let value_offset = at + part.find(&value).unwrap_or(0);
            out.push(read(self, &Arg { key: None, value, offset: at, value_offset })?);
        }
        if out.is_empty() {
            return Err(self.broken(offset, "“rows:” names no row.", "List them with commas."));
        }
        Ok(out)
    }

    /// A list of series, each a measure with categories.
    pub(super) fn series(&mut self, text: &str, offset: usize) -> Result<Vec<Selector>, Noted> {
        let mut out = Vec::new();
        for (part, at) in list(text, offset) {
            let args = self.split(part, at)?;
            let [first, rest @ ..] = args.as_slice() else { continue };
            if first.key.is_some() || rest.iter().any(|arg| arg.key.is_none()) {
                let message = format!("“{part}” is not a series.");
                let remedy = "Write a measure and its categories, and a comma between series.";
                return Err(self.broken(at, message, remedy));
            }
            let card = self.measure(first)?;
            let options = Options::sort(rest, &OPTIONS);
            self.no_strays("series", &options)?;
            out.push(self.selector(&card, &options)?);
        }
        if out.is_empty() {
            return Err(self.broken(
                offset,
                "“series:” names no measure.",
                "List them with commas.",
            ));
        }
        Ok(out)
    }
}

/// The four quarters of a reporting year; the period itself for any other.
fn quarters(period: Period) -> Vec<Period> {
    match period {
        Period::ReportingYear(year) => (1..=4).map(|q| Period::Quarter(year, q)).collect(),
        other if other.frequency() == Frequency::Quarter => vec![other],
        other => vec![other],
    }
}
