//! `::: table` and the request behind every table, chart and map.

use sightline_kernel::query::Place;
use sightline_measures::request::{Order, Rows, TableRequest};

use super::super::args::Arg;
use super::super::ast::{Block, Inline, MapBlock, TableBlock, TableRef};
use super::super::reader::{Noted, Reader};
use super::super::requests::{ShownAs, TableAsk};
use super::super::select::Options;
use super::Directive;

/// The options of a table's first line, besides categories.
const OPTIONS: [&str; 6] = ["period", "area", "by", "across", "top", "order"];

impl Reader<'_> {
    pub(super) fn table_block(&mut self, directive: &Directive) -> Result<Block, Noted> {
        self.known_lines(directive, &["title", "caption", "columns", "rows", "series"])?;
        let measures: Vec<Arg> = directive.plain().cloned().collect();
        let request = self.table_request(directive, &measures)?;
        let title = self.text_line(directive, "title");
        let caption = self.text_line(directive, "caption");
        let (table, id, place) = self.ask(directive, request, ShownAs::Table, title.as_deref());
        Ok(Block::Table(TableBlock { id, table, title, caption, place }))
    }

    pub(super) fn map_block(&mut self, directive: &Directive) -> Result<Block, Noted> {
        self.known_lines(directive, &["title", "caption", "alt", "columns"])?;
        let measures: Vec<Arg> = directive.plain().cloned().collect();
        let request = self.table_request(directive, &measures);
        let words = self.picture_words(directive);
        let (request, (title, alt, caption)) = (request?, words?);
        if !matches!(request.rows, Rows::Categories(_)) {
            let remedy = "Add by= with a dimension of places, such as by=ward.";
            return Err(self.broken(directive.offset, "A map needs places as rows.", remedy));
        }
        let (table, id, place) = self.ask(directive, request, ShownAs::Map, Some(&title));
        Ok(Block::Map(MapBlock { id, table, title, alt, caption, place }))
    }

    /// The request of a table directive; `measures` are the plain words that are not the
    /// directive's own.
    pub(super) fn table_request(
        &mut self,
        directive: &Directive,
        measures: &[Arg],
    ) -> Result<TableRequest, Noted> {
        let first = self.first_measure(directive, measures)?;
        let card = self.measure(&first)?;
        let keyed: Vec<Arg> =
            directive.args.iter().filter(|arg| arg.key.is_some()).cloned().collect();
        let options = Options::sort(&keyed, &OPTIONS);
        if let Some(arg) = options.stray(&OPTIONS) {
            let message = format!("“{}=” is given twice.", arg.key.as_deref().unwrap_or(""));
            return Err(self.broken(arg.offset, message, "Keep one of them."));
        }
        let cell = self.cell(&card, options.categories(), &OPTIONS);
        let period = options.get("period").map(|arg| self.period(arg)).transpose()?;
        let area = options.get("area").map(|arg| self.area(arg)).transpose()?;
        let year = period.unwrap_or(self.names.period);
        let rows = self.rows(directive, &card, options.get("by"), year)?;
        let across = options.get("across").map(|arg| self.dimension(&card, arg)).transpose()?;
        let of = sightline_measures::request::Selector {
            measure: card.id.clone(),
            cell: cell?,
            area,
            period,
        };
        let columns = self.columns(directive, &card)?;
        let top = options.get("top").map(|arg| self.top(arg)).transpose()?;
        let order = options.get("order").map(|arg| self.order(arg)).transpose()?;
        let order = order.unwrap_or(if top.is_some() { Order::Largest } else { Order::Listed });
        Ok(TableRequest { of, rows, columns, across, top, order, title: None })
    }

    /// The measure of the first line, or that of the first series.
    fn first_measure(&mut self, directive: &Directive, measures: &[Arg]) -> Result<Arg, Noted> {
        match measures {
            [one] => return Ok(one.clone()),
            [_, extra, ..] => {
                let message = format!("“{}” is not expected here.", extra.value);
                let remedy = "Name one measure; put a category with spaces in quotes; list several measures in a “series:” line.";
                return Err(self.broken(extra.offset, message, remedy));
            }
            [] => {}
        }
        if let Some(line) = directive.line("series") {
            let (text, offset) = line.joined();
            if let Some(first) = self.split(&text, offset)?.into_iter().next() {
                let value = first.value.trim_end_matches(',').to_owned();
                return Ok(Arg { value, ..first });
            }
        }
        Err(self.broken(
            directive.offset,
            "The directive names no measure.",
            "Name one after the directive, such as crime.offences.",
        ))
    }

    fn top(&mut self, arg: &Arg) -> Result<u32, Noted> {
        arg.value.parse().ok().filter(|top| *top > 0).ok_or_else(|| {
            let message = format!("“top={}” is not a whole number from 1.", arg.value);
            self.broken(arg.value_offset, message, "Write top=10.")
        })
    }

    fn order(&mut self, arg: &Arg) -> Result<Order, Noted> {
        match arg.value.as_str() {
            "largest" => Ok(Order::Largest),
            "listed" => Ok(Order::Listed),
            other => Err(self.unknown(arg.value_offset, "order", other, ["largest", "listed"])),
        }
    }

    /// Asks for a table and says where its answer and its anchor will be.
    pub(super) fn ask(
        &mut self,
        directive: &Directive,
        mut request: TableRequest,
        shown_as: ShownAs,
        title: Option<&[Inline]>,
    ) -> (TableRef, String, Place) {
        let kind = match shown_as {
            ShownAs::Table => "table",
            ShownAs::Chart(_) => "chart",
            ShownAs::Map => "map",
        };
        // A title without figures is the table's own, in open data too.
        request.title = title.and_then(only_text);
        let id = self.anchor(kind, |name| self.requests.tables.iter().any(|ask| ask.id == name));
        let place = self.place(directive.offset);
        let at = TableRef(self.requests.tables.len());
        self.requests.tables.push(TableAsk {
            request,
            shown_as,
            chapter: self.chapter.clone(),
            id: id.clone(),
            place: place.clone(),
        });
        (at, id, place)
    }
}

/// The text of inlines that hold nothing but text.
fn only_text(inlines: &[Inline]) -> Option<String> {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(run) => Some(run.text.as_str()),
            _ => None,
        })
        .collect()
}
