//! The `columns:` line: `value, share of=crime.offences, value period=2020-21 as="Last year"`.

use sightline_measures::card::MeasureCard;
use sightline_measures::request::{Column, Indicator};

use super::super::args::{Arg, list};
use super::super::reader::{Noted, Reader};
use super::super::select::{OPTIONS, Options, VERBS, options_of};
use super::Directive;

impl Reader<'_> {
    /// The columns of a table; the value alone where no line names them.
    pub(super) fn columns(
        &mut self,
        directive: &Directive,
        card: &MeasureCard,
    ) -> Result<Vec<Column>, Noted> {
        let Some(line) = directive.line("columns") else {
            return Ok(vec![Column::new(Indicator::Value)]);
        };
        let (text, offset) = line.joined();
        let mut columns = Vec::new();
        let mut failed = None;
        for (part, at) in list(&text, offset) {
            match self.column(part, at, card) {
                Ok(column) => columns.push(column),
                Err(noted) => failed = Some(noted),
            }
        }
        match failed {
            Some(noted) => Err(noted),
            None if columns.is_empty() => Err(self.broken(
                line.offset,
                "“columns:” names no column.",
                "Write columns: value.",
            )),
            None => Ok(columns),
        }
    }

    fn column(&mut self, text: &str, at: usize, card: &MeasureCard) -> Result<Column, Noted> {
        let args = self.split(text, at)?;
        let plain: Vec<&Arg> = args.iter().filter(|arg| arg.key.is_none()).collect();
        let verb = match plain.as_slice() {
            [verb] if VERBS.contains(&verb.value.as_str()) => (*verb).clone(),
            [verb] => return Err(self.unknown(verb.offset, "kind of column", &verb.value, VERBS)),
            _ => {
                let message = format!("“{text}” is not a column.");
                let remedy =
                    "Write one kind of figure and its options, and a comma between columns.";
                return Err(self.broken(at, message, remedy));
            }
        };
        let mut own = OPTIONS.to_vec();
        own.push("as");
        let options = Options::sort(&args, &own);
        self.only(&verb, &options)?;
        let indicator = self.indicator(&verb, card, &options)?;
        let period = options.get("period").map(|arg| self.period(arg)).transpose()?;
        let area = options.get("area").map(|arg| self.area(arg)).transpose()?;
        let cell = self.cell(card, options.categories(), &own)?;
        let heading = options.get("as").map(|arg| arg.value.clone());
        Ok(Column { indicator, period, area, cell, heading })
    }

    fn only(&mut self, verb: &Arg, options: &Options) -> Result<(), Noted> {
        let mut allowed = vec!["period", "area", "as"];
        allowed.extend(options_of(&verb.value));
        match options.stray(&allowed) {
            None => Ok(()),
            Some(arg) => {
                let key = arg.key.as_deref().unwrap_or("");
                let message =
                    format!("The column “{}” takes no second or other option “{key}”.", verb.value);
                let remedy = format!("It takes each of these once: {}.", allowed.join(", "));
                Err(self.broken(arg.offset, message, remedy))
            }
        }
    }
}
