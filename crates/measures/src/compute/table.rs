//! A table: rows by columns, with headings, title, notes and sources.

use std::collections::{BTreeMap, BTreeSet};

use sightline_kernel::ids::{CategoryCode, DimensionId, RevisionId};
use sightline_kernel::period::Period;

use super::figure::finish;
use super::indicator::{Measured, Subject};
use super::rows::{RowPlan, RowPlans};
use super::value::{Engine, label, without_totals};
use crate::card::MeasureCard;
use crate::observation::{Key, Status};
use crate::print;
use crate::request::{Column, Indicator, Rows, Selector, TableRequest};
use crate::table::{Figure, Head, Input, Row, SourceLine, Table, Unit};

/// One column before its figures are computed.
#[derive(Clone)]
struct ColumnPlan<'r> {
    column: &'r Column,
    across: Option<(&'r DimensionId, CategoryCode, String)>,
}

pub(super) fn compute(engine: Engine<'_>, request: &TableRequest) -> Table {
    let RowPlans { rows: plans, notes: own, stub } = engine.plan(request);
    let columns = engine.columns(request);
    let mut rows: Vec<Row> = plans
        .iter()
        .map(|plan| Row {
            label: plan.label.clone(),
            code: plan.code.clone(),
            kind: plan.kind,
            figures: columns.iter().map(|column| engine.cell(plan, column)).collect(),
        })
        .collect();
    if matches!(request.rows, Rows::Areas(_) | Rows::Series(_)) {
        engine.rank_rows(request, &plans, &columns, &mut rows);
    }
    let heads = columns.iter().map(|column| engine.head(request, column)).collect();
    let mut table = Table {
        request: request.clone(),
        title: engine.title(request, &stub),
        stub,
        heads,
        rows,
        notes: Vec::new(),
        sources: Vec::new(),
        queries: Vec::new(),
    };
    table.notes = engine.notes(request, own, &table);
    table.sources = engine.sources(table.figures());
    table.queries = engine.into_queries();
    table
}

impl<'a> Engine<'a> {
    /// The columns of the request, once for each category of `across`.
    fn columns<'r>(&self, request: &'r TableRequest) -> Vec<ColumnPlan<'r>> {
        let Some(dimension) = &request.across else {
            let plain = |column| ColumnPlan { column, across: None };
            return request.columns.iter().map(plain).collect();
        };
        let categories = self.across(request, dimension);
        let of = |column| {
            categories.iter().map(move |(code, name)| ColumnPlan {
                column,
                across: Some((dimension, code.clone(), name.clone())),
            })
        };
        request.columns.iter().flat_map(of).collect()
    }

    /// The categories of a dimension that runs across, in the list's order, and the total last
    /// where one is known.
    fn across(
        &self,
        request: &TableRequest,
        dimension: &DimensionId,
    ) -> Vec<(CategoryCode, String)> {
        let Some(subject) = self.subject(&request.of) else { return Vec::new() };
        let Some(held) = subject.card.dimension(dimension.as_str()) else { return Vec::new() };
        let list = self.catalogue.list(held.list.as_str(), subject.key.period.end());
        let key = Key { cell: without_totals(&subject.key.cell), ..subject.key.clone() };
        let observed = self.observed(&key, held);
        let listed = list.into_iter().flat_map(|list| &list.categories).map(|c| &c.code);
        let known: Vec<&CategoryCode> = listed.filter(|code| observed.contains(*code)).collect();
        let others = observed.iter().filter(|code| !known.contains(code));
        let codes = known.iter().copied().chain(others);
        let mut across: Vec<_> = codes.map(|code| (code.clone(), label(list, code))).collect();
        let total = key.cell.with(&held.id, CategoryCode::total());
        if !self.total(subject.card, &Key { cell: total, ..key.clone() }).is_no_return() {
            across.push((CategoryCode::total(), "Total".to_owned()));
        }
        across
    }

    /// The figure where a row and a column meet.
    fn cell(&self, row: &RowPlan, column: &ColumnPlan<'_>) -> Figure {
        let across = column.across.as_ref().map(|(dimension, code, _)| (*dimension, code));
        let indicator = &column.column.indicator;
        match self.row_subject(row, Some(column.column), across) {
            Some(subject) => self.figure(&subject, indicator),
            None => self.requested(&Selector::measure(row.measure.clone()), indicator),
        }
    }

    /// In tables of areas and series a rank is among the rows.
    fn rank_rows(
        &self,
        request: &TableRequest,
        plans: &[RowPlan],
        columns: &[ColumnPlan<'_>],
        rows: &mut [Row],
    ) {
        if matches!(request.rows, Rows::Series(_)) && !self.one_unit(plans) {
            return;
        }
        for (at, column) in columns.iter().enumerate() {
            if column.column.indicator != Indicator::Rank {
                continue;
            }
            let subjects: Vec<Option<Subject<'a>>> = plans
                .iter()
                .map(|plan| self.row_subject(plan, Some(column.column), None))
                .collect();
            for (own, row) in rows.iter_mut().enumerate() {
                let Some(figure) = row.figures.get_mut(at) else { continue };
                let others = subjects.iter().enumerate().filter(|(other, _)| *other != own);
                let others: Vec<_> = others.filter_map(|(_, subject)| subject.clone()).collect();
                if let Some(Some(subject)) = subjects.get(own) {
                    *figure = self.ranked(subject, &others);
                }
            }
        }
    }

    fn ranked(&self, subject: &Subject<'a>, others: &[Subject<'a>]) -> Figure {
        let value = self.amount(subject);
        let tie = others
            .iter()
            .any(|other| value.ratio().is_some() && self.amount(other).ratio() == value.ratio());
        let answer = self.place_among(subject, others);
        let measured = Measured { answer, unit: Unit::Rank, places: 0 };
        let mut figure = finish(subject, &Indicator::Rank, measured, tie);
        figure.id.push_str(&format!("/among-{}", others.len() + 1));
        figure
    }

    /// Whether all rows count the same kind of thing, so that they may be ranked together.
    fn one_unit(&self, plans: &[RowPlan]) -> bool {
        let unit = |plan: &RowPlan| {
            let card = self.catalogue.measure(plan.measure.as_str(), plan.period.end());
            card.map(|card| card.counting_unit.clone())
        };
        plans.iter().map(unit).collect::<BTreeSet<_>>().len() <= 1
    }

    fn head(&self, request: &TableRequest, plan: &ColumnPlan<'_>) -> Head {
        let column = plan.column;
        let period = column.period.or(request.of.period).unwrap_or(self.context.period);
        let card = self.catalogue.measure(request.of.measure.as_str(), period.end());
        let subject = self.subject(&request.of);
        let unit = match (&subject, &column.indicator) {
            (Some(subject), indicator) => self.unit_of(subject, indicator),
            (None, _) => Unit::Count,
        };
        let worked_out = || {
            let name = match (card, &subject) {
                (Some(card), Some(subject)) => self.heading(request, column, card, subject, period),
                _ => column.indicator.to_string(),
            };
            let name = match &column.area {
                Some(area) => format!("{name}, {}", self.area_name(area)),
                None => name,
            };
            let added = self.category_names(&request.of.measure, &column.cell);
            if added.is_empty() { name } else { format!("{added}: {}", print::lower(&name)) }
        };
        let name = column.heading.clone().unwrap_or_else(worked_out);
        let label = match &plan.across {
            None => name,
            Some((_, _, category)) if request.columns.len() == 1 => category.clone(),
            Some((_, _, category)) => format!("{category}: {}", print::lower(&name)),
        };
        let category = plan.across.as_ref().map(|(_, code, _)| code.clone());
        Head { label, indicator: column.indicator.clone(), period, category, unit }
    }

    /// The unit that an indicator of a subject is in, whatever its value.
    fn unit_of(&self, subject: &Subject<'a>, indicator: &Indicator) -> Unit {
        let own = subject.unit();
        let points = if own == Unit::Percent { Unit::Points } else { own };
        let rated = subject.card.rate.as_ref().filter(|_| own == Unit::Count);
        match indicator {
            Indicator::Share { .. } | Indicator::ChangePercent { .. } => Unit::Percent,
            Indicator::Rate { per, .. } => Unit::Per(
                per.or_else(|| subject.card.rate.as_ref().map(|r| r.per)).unwrap_or(1_000),
            ),
            Indicator::Change { .. } => points,
            Indicator::Ratio { .. } => Unit::Ratio,
            Indicator::Rank => Unit::Rank,
            Indicator::Gap { against: crate::request::Comparator::Target } => points,
            Indicator::Gap { .. } => rated.map_or(points, |rule| Unit::Per(rule.per)),
            Indicator::Compared { with: crate::request::Comparator::Target } => own,
            Indicator::Compared { .. } => rated.map_or(own, |rule| Unit::Per(rule.per)),
            _ => own,
        }
    }

    fn heading(
        &self,
        request: &TableRequest,
        column: &Column,
        card: &MeasureCard,
        subject: &Subject<'a>,
        period: Period,
    ) -> String {
        let dated = request.columns.iter().any(|column| {
            column.period.is_some() || matches!(column.indicator, Indicator::Earlier { .. })
        }) && !matches!(request.rows, Rows::Periods(_));
        let suffix = match column.period {
            Some(period) => format!(", {}", print::when(period)),
            None => String::new(),
        };
        let then = |since: &Option<Period>| match (since, &request.rows) {
            (None, Rows::Periods(_)) => "the period before".to_owned(),
            (since, _) => since.unwrap_or_else(|| period.previous()).in_words(),
        };
        match &column.indicator {
            Indicator::Value if dated => print::capital(&print::when(period)),
            Indicator::Earlier { period: earlier } => print::capital(&then(earlier)),
            Indicator::Value if matches!(request.rows, Rows::Series(_)) => "Number".to_owned(),
            Indicator::Value => print::value_heading(card),
            Indicator::Share { of: None } => format!("Share of total{suffix}"),
            Indicator::Share { of: Some(of) } => {
                format!("Share of {}{suffix}", print::lower(&self.title_for(of)))
            }
            Indicator::Rate { .. } => {
                format!("{}{suffix}", self.rate_heading(subject, &column.indicator))
            }
            Indicator::Change { since } => format!("Change since {}", then(since)),
            Indicator::ChangePercent { since } => {
                format!("Percentage change since {}", then(since))
            }
            Indicator::Ratio { to } => format!("For each of {}", print::lower(&self.title_for(to))),
            Indicator::MonthlyMean => format!("Monthly mean{suffix}"),
            Indicator::YearToDate => format!("Year to date{suffix}"),
            Indicator::Rank => format!("Rank{suffix}"),
            Indicator::Gap { against } => {
                format!("Difference from {}", self.comparator_name(against, period))
            }
            Indicator::Compared { with } => print::capital(&self.comparator_name(with, period)),
            Indicator::Target => format!("Target{suffix}"),
        }
    }

    fn rate_heading(&self, subject: &Subject<'a>, indicator: &Indicator) -> String {
        let Unit::Per(per) = self.unit_of(subject, indicator) else { return "Rate".to_owned() };
        format!("Rate per {} {}", print::per(per), self.people(subject))
    }

    fn title_for(&self, of: &Selector) -> String {
        let title = self
            .catalogue
            .measure(of.measure.as_str(), self.context.period.end())
            .map_or_else(|| of.measure.to_string(), |card| card.title.clone());
        let names = self.category_names(&of.measure, &of.cell);
        if names.is_empty() { title } else { format!("{title} ({names})") }
    }

    fn comparator_name(&self, comparator: &crate::request::Comparator, period: Period) -> String {
        match comparator {
            crate::request::Comparator::Area(area) => self.area_name(area),
            crate::request::Comparator::Set(id) => {
                let set = self.catalogue.comparator(id.as_str(), period.end());
                set.map_or_else(
                    || id.to_string(),
                    |set| format!("median of {}", print::lower(&set.title)),
                )
            }
            crate::request::Comparator::Previous => period.previous().in_words(),
            crate::request::Comparator::Target => "target".to_owned(),
        }
    }

    /// “Recorded offences by offence group, Shropshire, 2021-22”.
    fn title(&self, request: &TableRequest, stub: &str) -> String {
        if let Some(title) = &request.title {
            return title.clone();
        }
        let of = &request.of;
        let mut title = match &request.rows {
            Rows::Series(series) => {
                let titles: Vec<String> = series.iter().map(|of| self.title_for(of)).collect();
                match titles.split_first() {
                    Some((first, rest)) if !rest.is_empty() => {
                        let rest: Vec<String> = rest.iter().map(|t| print::lower(t)).collect();
                        format!("{first}, {}", rest.join(", "))
                    }
                    _ => titles.concat(),
                }
            }
            Rows::Categories(_) => {
                let (title, by) = (self.title_for(of), format!(" by {}", print::lower(stub)));
                // A measure may have its breakdown in its name.
                if title.contains(&by) { title } else { title + &by }
            }
            Rows::Areas(_) => format!("{} by area", self.title_for(of)),
            Rows::One | Rows::Periods(_) => self.title_for(of),
        };
        if let Some((_, held)) = request.across.as_ref().and_then(|dimension| {
            let card = self.subject(of)?.card;
            card.dimension(dimension.as_str()).map(|held| (card, held))
        }) {
            title.push_str(&format!(" and {}", print::lower(&held.title)));
        }
        if !matches!(request.rows, Rows::Areas(_)) {
            let area = of.area.as_ref().unwrap_or(&self.context.area);
            title.push_str(&format!(", {}", self.area_name(area)));
        }
        match &request.rows {
            Rows::Periods(periods) => match (periods.iter().min(), periods.iter().max()) {
                (Some(first), Some(last)) if first != last => {
                    format!("{title}, {} to {}", first.in_words(), last.in_words())
                }
                (Some(only), _) => format!("{title}, {}", print::when(*only)),
                _ => title,
            },
            _ => format!("{title}, {}", print::when(of.period.unwrap_or(self.context.period))),
        }
    }

    /// What stands below the table: the card's note, what is to be said of its rows, and of its
    /// figures, each once.
    fn notes(&self, request: &TableRequest, own: Vec<String>, table: &Table) -> Vec<String> {
        let card = self.subject(&request.of).map(|subject| subject.card);
        let mut notes: Vec<String> = card.and_then(|card| card.note.clone()).into_iter().collect();
        notes.extend(own);
        // What suppliers wrote beside single values stays with the figure.
        let remarks = self.remarks.borrow();
        let mut seen = BTreeSet::new();
        let said = table.figures().flat_map(|figure| &figure.notes);
        let fresh = said.filter(|note| seen.insert(note.as_str()) && !remarks.contains(*note));
        notes.extend(fresh.cloned());
        if table.figures().any(|figure| figure.status == Status::Provisional) {
            notes.push("Some of these figures are provisional and may change.".to_owned());
        }
        let mut seen = BTreeSet::new();
        notes.retain(|note| seen.insert(note.clone()));
        notes
    }

    /// Who supplied the figures, each return and period once.
    fn sources<'f>(&self, figures: impl Iterator<Item = &'f Figure>) -> Vec<SourceLine> {
        let mut known: BTreeMap<(&RevisionId, Period), SourceLine> = BTreeMap::new();
        for input in figures.flat_map(|figure| &figure.inputs) {
            let name = (input.origin.revision(), input.key.period);
            known.entry(name).or_insert_with(|| self.source(input));
        }
        let lines: BTreeSet<SourceLine> = known.into_values().collect();
        lines.into_iter().collect()
    }

    fn source(&self, input: &Input) -> SourceLine {
        let revision = input.origin.revision();
        let edition = self.catalogue.editions.get(revision);
        let agency = self.catalogue.agencies.get(input.origin.agency());
        SourceLine {
            agency: self.catalogue.agency_name(input.origin.agency()),
            revision: edition.map_or_else(
                || format!("{}, revision {}", revision.of.collection, revision.number),
                |edition| format!("{}, {}", edition.title, edition.edition),
            ),
            period: input.key.period,
            licence: edition
                .map(|edition| edition.licence.clone())
                .or_else(|| agency.and_then(|agency| agency.licence.clone())),
        }
    }
}
