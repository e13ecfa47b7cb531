//! Runs one example.

use std::sync::Arc;

use jiff::civil::Date;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{
    AgencyId, AreaCode, CollectionId, DimensionId, MeasureId, ReturnId, RevisionId,
};
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use super::Case;
use super::parse::{Example, Grid, query};
use crate::catalogue::Catalogue;
use crate::compute::{self, Observations};
use crate::observation::{Absence, AbsenceKind, Key, Observation, Origin, Status, Value};
use crate::request::{
    Column, Context, FigureRequest, Indicator, Order, Rows, Selector, TableRequest,
};
use crate::table::Figure;
use crate::words;

type Failure = Box<DataQuery>;

/// Everything that the rows of one example are run against.
struct Bench<'a> {
    catalogue: &'a Catalogue,
    context: &'a Context,
    source: &'a Source,
    measure: &'a MeasureId,
}

pub(super) fn example(
    catalogue: &Catalogue,
    context: &Context,
    source: &Source,
    example: &Example,
) -> Result<Vec<Case>, Failure> {
    let bench = Bench { catalogue, context, source, measure: &example.measure };
    if !catalogue.measures.contains_key(&example.measure) {
        let names = catalogue.measures.keys().map(|id| id.as_str());
        let remedy = sightline_kernel::nearest::did_you_mean(example.measure.as_str(), names);
        let message = format!("There is no measure “{}”.", example.measure);
        return Err(Box::new(query(source, example.line, message).remedy(remedy)));
    }
    let (mut given, mut cases) = (Vec::new(), Vec::new());
    for table in &example.tables {
        match table.kind() {
            "given" => {
                for (line, row) in &table.rows {
                    given.push(bench.observation(table, *line, row)?);
                }
            }
            "ask" => {
                for (line, row) in &table.rows {
                    cases.push(bench.ask(table, *line, row, &given)?);
                }
            }
            _ => cases.extend(bench.table(table, &given)?),
        }
    }
    Ok(cases)
}

impl Bench<'_> {
    fn fail(&self, line: usize, error: impl std::fmt::Display) -> Failure {
        Box::new(query(self.source, line, error.to_string()))
    }

    fn period(&self, line: usize, text: &str) -> Result<Option<Period>, Failure> {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse()
            .map(Some)
            .map_err(|error: sightline_kernel::period::PeriodError| self.fail(line, error))
    }

    fn observation(
        &self,
        table: &Grid,
        line: usize,
        row: &[String],
    ) -> Result<Observation, Failure> {
        let text = |head| table.cell(row, head);
        let measure = match text("given") {
            "" => self.measure.clone(),
            name => MeasureId::new(name).map_err(|error| self.fail(line, error))?,
        };
        let period = self.period(line, text("period"))?.unwrap_or(self.context.period);
        let area = match text("area") {
            "" => self.context.area.clone(),
            code => AreaCode::new(code).map_err(|error| self.fail(line, error))?,
        };
        let cell = Cell::parse(text("cell")).map_err(|error| self.fail(line, error))?;
        let agency = if text("agency").is_empty() { "example-agency" } else { text("agency") };
        let status = match text("status") {
            "" | "final" => Status::Final,
            "provisional" => Status::Provisional,
            other => return Err(self.fail(line, format!("“{other}” is not final or provisional."))),
        };
        Ok(Observation {
            key: Key { measure, period, area, cell },
            value: value(text("value"), agency).map_err(|error| self.fail(line, error))?,
            status,
            origin: self.origin(agency, line).map_err(|error| self.fail(line, error))?,
            note: (!text("note").is_empty()).then(|| Arc::from(text("note"))),
        })
    }

    fn origin(&self, agency: &str, line: usize) -> Result<Origin, sightline_kernel::ids::IdError> {
        let agency = AgencyId::new(agency)?;
        let publisher = self.catalogue.agencies.get(&agency).is_some_and(|a| a.publisher);
        let of = ReturnId { agency, collection: CollectionId::new("example")? };
        let revision = Arc::new(RevisionId { of, number: 1 });
        let row = u32::try_from(line).unwrap_or(u32::MAX);
        Ok(if publisher {
            Origin::Publication { revision, row }
        } else {
            Origin::Return { revision, row }
        })
    }

    fn selector(&self, table: &Grid, line: usize, row: &[String]) -> Result<Selector, Failure> {
        let text = |head| table.cell(row, head);
        let measure = match text("measure") {
            "" => self.measure.clone(),
            name => MeasureId::new(name).map_err(|error| self.fail(line, error))?,
        };
        let area = match text("area") {
            "" => None,
            code => Some(AreaCode::new(code).map_err(|error| self.fail(line, error))?),
        };
        let cell = Cell::parse(text("cell")).map_err(|error| self.fail(line, error))?;
        Ok(Selector { measure, cell, area, period: self.period(line, text("period"))? })
    }

    fn ask(
        &self,
        table: &Grid,
        line: usize,
        row: &[String],
        given: &[Observation],
    ) -> Result<Case, Failure> {
        let of = self.selector(table, line, row)?;
        let ask = table.cell(row, "ask");
        let expect = table.cell(row, "expect").replace('-', "\u{2212}");
        let (got, holds) = match Question::read(ask).map_err(|error| self.fail(line, error))? {
            Question::Printed(indicator) => {
                let got = self.figure(&of, &indicator, given).0.printed;
                let holds = same(&got, &expect);
                (got, holds)
            }
            Question::Words(indicator) => {
                let figure = self.figure(&of, &indicator, given).0;
                let got = self.words(&figure).unwrap_or(figure.printed);
                let holds = same(&got, &expect);
                (got, holds)
            }
            Question::Judge(indicator, typed) => {
                let got = self.judged(&of, &indicator, &typed, given);
                let holds = same(&got, &expect);
                (got, holds)
            }
            Question::Notes(indicator) => {
                let got = self.figure(&of, &indicator, given).0.notes.join(" ");
                let holds = level(&got).contains(&level(&expect));
                (got, holds)
            }
            Question::Queries(indicator) => {
                let codes = self.figure(&of, &indicator, given).1;
                let got = if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
                let holds = same(&got, &expect);
                (got, holds)
            }
        };
        Ok(self.case(line, ask, table.cell(row, "expect"), got, holds))
    }

    fn case(&self, line: usize, ask: &str, expect: &str, got: String, holds: bool) -> Case {
        Case {
            file: self.source.path.clone(),
            line,
            measure: self.measure.to_string(),
            ask: ask.to_owned(),
            expect: expect.to_owned(),
            got,
            holds,
        }
    }

    fn figure(
        &self,
        of: &Selector,
        indicator: &Indicator,
        given: &[Observation],
    ) -> (Figure, Vec<String>) {
        let index = Observations::new(given);
        let request = FigureRequest { of: of.clone(), indicator: indicator.clone() };
        let (figure, queries) =
            compute::figure_and_queries(self.catalogue, &index, self.context, &request);
        (figure, queries.into_iter().map(|query| query.code).collect())
    }

    fn words(&self, figure: &Figure) -> Option<String> {
        words::say(self.catalogue.thresholds(figure.period.end())?, figure)
    }

    fn judged(
        &self,
        of: &Selector,
        indicator: &Indicator,
        typed: &str,
        given: &[Observation],
    ) -> String {
        let figure = self.figure(of, indicator, given).0;
        let Some(thresholds) = self.catalogue.thresholds(figure.period.end()) else {
            return "no thresholds".to_owned();
        };
        match words::judge(thresholds, typed, &figure) {
            words::Agreement::Agrees => "agrees".to_owned(),
            words::Agreement::Disagrees { .. } => "disagrees".to_owned(),
            words::Agreement::CannotTell { .. } => "cannot tell".to_owned(),
        }
    }

    /// A whole table: each row must be printed as it stands, in this order, and no other.
    fn table(&self, grid: &Grid, given: &[Observation]) -> Result<Vec<Case>, Failure> {
        let request = self.table_request(grid).map_err(|error| self.fail(grid.line, error))?;
        let index = Observations::new(given);
        let table = compute::table(self.catalogue, &index, self.context, &request);
        let mut cases = Vec::new();
        for (at, (line, row)) in grid.rows.iter().enumerate() {
            let got = table.rows.get(at).map(|row| {
                let texts = row.figures.iter().map(|figure| figure.printed.clone());
                [row.label.clone()].into_iter().chain(texts).collect::<Vec<_>>().join(" | ")
            });
            let (expect, got) = (row.join(" | "), got.unwrap_or_else(|| "no row".to_owned()));
            let holds = same(&got, &expect);
            cases.push(self.case(*line, "row", &expect, got, holds));
        }
        let (expect, got) = (grid.rows.len().to_string(), table.rows.len().to_string());
        let holds = expect == got;
        cases.push(self.case(grid.line, "number of rows", &expect, got, holds));
        Ok(cases)
    }

    fn table_request(&self, grid: &Grid) -> Result<TableRequest, String> {
        let (first, rest) = grid.heads.split_first().ok_or("The table has no heading.")?;
        let mut request = TableRequest {
            of: Selector::measure(self.measure.clone()),
            rows: Rows::One,
            columns: rest.iter().map(|head| column(head)).collect::<Result<_, _>>()?,
            across: None,
            top: None,
            order: Order::Listed,
            title: None,
        };
        let said = first.strip_prefix("table").unwrap_or(first).trim();
        if let Some(periods) = said.strip_prefix("periods ") {
            request.rows = Rows::Periods(list(periods)?);
        } else if let Some(areas) = said.strip_prefix("areas ") {
            request.rows = Rows::Areas(list(areas)?);
        } else {
            by_category(&mut request, said)?;
        }
        Ok(request)
    }
}

fn list<T: std::str::FromStr>(text: &str) -> Result<Vec<T>, String>
where
    T::Err: std::fmt::Display,
{
    text.split(", ")
        .map(|part| part.trim().parse().map_err(|error: T::Err| error.to_string()))
        .collect()
}

/// `DIMENSION [PERIOD] [top N] [largest]`, with fixed categories as `dimension=category`.
fn by_category(request: &mut TableRequest, said: &str) -> Result<(), String> {
    let mut words = said.split_whitespace();
    if let Some(dimension) = words.next() {
        let id = DimensionId::new(dimension).map_err(|error| error.to_string())?;
        request.rows = Rows::Categories(id);
    }
    while let Some(word) = words.next() {
        match word {
            "largest" => request.order = Order::Largest,
            "top" => {
                let most = words.next().and_then(|n| n.parse().ok());
                request.top = Some(most.ok_or("A number follows “top”.")?);
            }
            "across" => {
                let id = words.next().ok_or("A dimension follows “across”.")?;
                request.across = Some(DimensionId::new(id).map_err(|error| error.to_string())?);
            }
            cell if cell.contains('=') => {
                request.of.cell = Cell::parse(cell).map_err(|error| error.to_string())?;
            }
            period => {
                let parsed = period.parse::<Period>().map_err(|error| error.to_string())?;
                request.of.period = Some(parsed);
            }
        }
    }
    Ok(())
}

/// An indicator, and after a comma its period.
fn column(head: &str) -> Result<Column, String> {
    let (ask, period) = head.rsplit_once(", ").map_or((head, None), |(a, p)| (a, Some(p)));
    let mut column =
        Column::new(ask.parse().map_err(|error: crate::ask::AskError| error.to_string())?);
    if let Some(period) = period {
        let parsed = period.parse::<Period>().map_err(|error| error.to_string())?;
        column.period = Some(parsed);
    }
    Ok(column)
}

/// What a row asks.
enum Question {
    Printed(Indicator),
    Words(Indicator),
    Judge(Indicator, String),
    Notes(Indicator),
    Queries(Indicator),
}

impl Question {
    fn read(ask: &str) -> Result<Self, crate::ask::AskError> {
        let (word, rest) = ask.split_once(' ').unwrap_or((ask, ""));
        let indicator = |rest: &str, absent: Indicator| {
            if rest.is_empty() { Ok(absent) } else { rest.parse() }
        };
        match word {
            "words" => indicator(rest, Indicator::ChangePercent { since: None }).map(Self::Words),
            "notes" => indicator(rest, Indicator::Value).map(Self::Notes),
            "queries" => indicator(rest, Indicator::Value).map(Self::Queries),
            "judge" => {
                let (of, typed) = rest.split_once(' ').unwrap_or((rest, ""));
                Ok(Self::Judge(of.parse()?, typed.to_owned()))
            }
            _ => ask.parse().map(Self::Printed),
        }
    }
}

/// A hyphen is taken for a minus sign.
fn level(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

fn same(got: &str, expect: &str) -> bool {
    level(got) == level(expect)
}

/// A number, a bounded value or an absence, as a table of givens writes it.
fn value(text: &str, agency: &str) -> Result<Value, String> {
    if let Some(kind) = absence(text) {
        let reason = if text.is_empty() { "blank in the example" } else { "" }.to_owned();
        let absence = Absence { kind, reason, by: agency.to_owned(), on: Date::ZERO };
        return Ok(Value::Absent(absence));
    }
    if let Some((low, high)) = bounds(text) {
        return Ok(Value::Bounded { low, high, text: text.to_owned() });
    }
    let plain = text.replace(',', "").replace('\u{2212}', "-");
    let number = plain.parse::<Decimal>();
    number.map(|value| Value::Exact { value }).map_err(|_| format!("“{text}” is not a value."))
}

fn absence(text: &str) -> Option<AbsenceKind> {
    if text.is_empty() {
        return Some(AbsenceKind::NotStated);
    }
    AbsenceKind::ALL.into_iter().find(|kind| kind.in_words() == text || kind.code() == text)
}

fn bounds(text: &str) -> Option<(Option<Decimal>, Option<Decimal>)> {
    let number = |text: &str| text.trim().parse::<Decimal>().ok();
    if let Some(most) = text.strip_prefix('<') {
        return Some((Some(Decimal::ZERO), Some(number(most)? - Decimal::ONE)));
    }
    if let Some(least) = text.strip_prefix('>') {
        return Some((Some(number(least)? + Decimal::ONE), None));
    }
    let (low, high) = text.split_once(" to ")?;
    Some((Some(number(low)?), Some(number(high)?)))
}
