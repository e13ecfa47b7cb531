//! The rows of a table: which there are, in which order, with total, rest and what stands apart.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use sightline_kernel::decimal::Ratio;
use sightline_kernel::dimension::{Category, Cell, CodeList};
use sightline_kernel::ids::{AreaCode, CategoryCode, DimensionId, MeasureId};
use sightline_kernel::period::Period;

use super::indicator::Subject;
use super::value::{Engine, label, without_totals};
use crate::card::{MeasureCard, MeasureDimension};
use crate::observation::Key;
use crate::request::{Column, Order, Rows, Selector, TableRequest};
use crate::table::{Outcome, RowKind};

/// One row before its figures are computed.
#[derive(Debug, Clone)]
pub(super) struct RowPlan {
    pub(super) label: String,
    pub(super) code: Option<CategoryCode>,
    pub(super) kind: RowKind,
    pub(super) measure: MeasureId,
    pub(super) cell: Cell,
    pub(super) area: AreaCode,
    /// The period, unless a column has its own.
    pub(super) period: Period,
    pub(super) less: Vec<Cell>,
}

/// The rows, what is to be said of them, and how their labels are headed.
pub(super) struct RowPlans {
    pub(super) rows: Vec<RowPlan>,
    pub(super) notes: Vec<String>,
    pub(super) stub: String,
}

/// A category of a breakdown that is to be shown.
struct Shown {
    code: CategoryCode,
    label: String,
    apart: bool,
    /// Whether it contains others that are shown too.
    contains: bool,
}

impl<'a> Engine<'a> {
    pub(super) fn plan(&self, request: &TableRequest) -> RowPlans {
        let of = &request.of;
        let base = RowPlan {
            label: self.title_of(&of.measure),
            code: None,
            kind: RowKind::Part,
            measure: of.measure.clone(),
            cell: of.cell.clone(),
            area: of.area.clone().unwrap_or_else(|| self.context.area.clone()),
            period: of.period.unwrap_or(self.context.period),
            less: Vec::new(),
        };
        let plain = |rows, stub: &str| RowPlans { rows, notes: Vec::new(), stub: stub.to_owned() };
        match &request.rows {
            Rows::One => plain(vec![base], "Measure"),
            Rows::Categories(dimension) => self.categories(request, dimension, &base),
            Rows::Periods(periods) => {
                let row = |period: &Period| RowPlan {
                    label: period.in_words(),
                    period: *period,
                    ..base.clone()
                };
                plain(periods.iter().map(row).collect(), "Period")
            }
            Rows::Areas(areas) => {
                let row = |area: &AreaCode| RowPlan {
                    label: self.area_name(area),
                    area: area.clone(),
                    ..base.clone()
                };
                plain(self.largest(request, areas.iter().map(row).collect()), "Area")
            }
            Rows::Series(series) => {
                let row = |series: &Selector| self.series(&base, series);
                plain(self.largest(request, series.iter().map(row).collect()), "Measure")
            }
        }
    }

    fn title_of(&self, measure: &MeasureId) -> String {
        let card = self.catalogue.measure(measure.as_str(), self.context.period.end());
        card.map_or_else(|| measure.to_string(), |card| card.title.clone())
    }

    /// A row of another series: its title, and its categories where it has any.
    fn series(&self, base: &RowPlan, series: &Selector) -> RowPlan {
        let title = self.title_of(&series.measure);
        let names = self.category_names(&series.measure, &series.cell);
        let label = if names.is_empty() { title } else { format!("{title}: {names}") };
        RowPlan {
            label,
            measure: series.measure.clone(),
            cell: series.cell.clone(),
            area: series.area.clone().unwrap_or_else(|| base.area.clone()),
            period: series.period.unwrap_or(base.period),
            ..base.clone()
        }
    }

    /// The names of a cell's categories: “Female, 18 to 64”.
    pub(super) fn category_names(&self, measure: &MeasureId, cell: &Cell) -> String {
        let day = self.context.period.end();
        let card = self.catalogue.measure(measure.as_str(), day);
        let name = |(dimension, code): &(DimensionId, CategoryCode)| {
            let held = card.and_then(|card| card.dimension(dimension.as_str()));
            let list = held.and_then(|held| self.catalogue.list(held.list.as_str(), day));
            label(list, code)
        };
        let shown = cell.pairs().filter(|(_, code)| !code.is_total());
        shown.map(name).collect::<Vec<_>>().join(", ")
    }

    /// Rows that are no breakdown, by size where that was asked for, cut to the top ones.
    fn largest(&self, request: &TableRequest, rows: Vec<RowPlan>) -> Vec<RowPlan> {
        let mut rows = rows;
        if request.order == Order::Largest || request.top.is_some() {
            rows.sort_by_cached_key(|row| Reverse(self.size(request, row)));
        }
        let shown = top(request.top, &rows, |row| self.size(request, row));
        rows.truncate(shown);
        rows
    }

    /// The value by which rows are ordered: the row's own, in the first column's period.
    fn size(&self, request: &TableRequest, row: &RowPlan) -> Option<Ratio> {
        let column = request.columns.first();
        let subject = self.row_subject(row, column, None)?;
        match self.amount(&subject).outcome {
            Outcome::Known(ratio) => Some(ratio),
            _ => None,
        }
    }

    /// What a row and a column are about together.
    pub(super) fn row_subject(
        &self,
        row: &RowPlan,
        column: Option<&Column>,
        across: Option<(&DimensionId, &CategoryCode)>,
    ) -> Option<Subject<'a>> {
        let more = |cell: &Cell| {
            let cell = column
                .into_iter()
                .flat_map(|column| column.cell.pairs())
                .fold(cell.clone(), |cell, (dimension, code)| cell.with(dimension, code.clone()));
            across.map_or(cell.clone(), |(dimension, code)| cell.with(dimension, code.clone()))
        };
        let period = column.and_then(|column| column.period).unwrap_or(row.period);
        let area = column.and_then(|column| column.area.as_ref()).unwrap_or(&row.area);
        let key =
            Key { measure: row.measure.clone(), period, area: area.clone(), cell: more(&row.cell) };
        let card = self.catalogue.measure(row.measure.as_str(), period.end())?;
        Some(Subject { card, key, less: row.less.iter().map(more).collect() })
    }

    fn categories(
        &self,
        request: &TableRequest,
        dimension: &DimensionId,
        base: &RowPlan,
    ) -> RowPlans {
        let card = self.catalogue.measure(base.measure.as_str(), base.period.end());
        let held =
            card.and_then(|card| card.dimension(dimension.as_str()).map(|held| (card, held)));
        let Some((card, held)) = held else {
            let notes = vec![format!("“{}” has no breakdown “{dimension}”.", base.measure)];
            return RowPlans { rows: Vec::new(), notes, stub: dimension.to_string() };
        };
        let list = self.catalogue.list(held.list.as_str(), base.period.end());
        let (observed, alone) = self.observed_in(card, request, held, base);
        let mut plans = RowPlans {
            rows: Vec::new(),
            notes: category_notes(held, list, &observed),
            stub: held.title.clone(),
        };
        plans.notes.extend(alone);
        let shown = shown(list, &observed);
        let row = |category: &Shown| RowPlan {
            label: category.label.clone(),
            code: Some(category.code.clone()),
            kind: if category.apart { RowKind::Apart } else { RowKind::Part },
            cell: base.cell.with(dimension, category.code.clone()),
            ..base.clone()
        };
        let total = self.total_row(card, held, base);
        // Only the lowest level takes part in a top n: a category beside what it contains would
        // be counted twice.
        let ranked = |c: &&Shown| !(c.apart || request.top.is_some() && c.contains);
        let parts = shown.iter().filter(ranked).map(row).collect();
        let (parts, rest) = self.cut(request, held, parts, &total);
        plans.rows.extend(parts);
        if let Some((rest, note)) = rest {
            plans.rows.push(rest);
            plans.notes.extend(note);
        }
        plans.rows.extend(total);
        plans.rows.extend(shown.iter().filter(|c| c.apart).map(row));
        plans
    }

    /// The categories that have a value in the period of any column, and what is to be said where
    /// they have none because they were supplied only together with another dimension.
    fn observed_in(
        &self,
        card: &MeasureCard,
        request: &TableRequest,
        held: &MeasureDimension,
        base: &RowPlan,
    ) -> (BTreeSet<CategoryCode>, Option<String>) {
        let own = request.columns.iter().filter_map(|column| column.period);
        let periods: BTreeSet<Period> = own.chain([base.period]).collect();
        let (mut observed, mut beside) = (BTreeSet::new(), BTreeSet::new());
        for period in periods {
            let at = |period| Key {
                measure: base.measure.clone(),
                period,
                area: base.area.clone(),
                cell: without_totals(&base.cell),
            };
            // A year that is the sum of its months has their categories.
            let parts = super::sum::finer(period).into_iter().flatten();
            let end = Period::Snapshot(period.end());
            let found: BTreeSet<CategoryCode> = parts
                .chain([period, end])
                .flat_map(|part| self.observed(&at(part), held))
                .collect();
            for code in found {
                let cell = base.cell.with(&held.id, code.clone());
                let valued = request.across.is_some()
                    || !self.value(card, &Key { cell, ..at(period) }).is_no_return();
                if valued {
                    observed.insert(code)
                } else {
                    beside.insert(code)
                };
            }
        }
        let others = card
            .dimensions
            .iter()
            .filter(|d| d.id != held.id && base.cell.get(d.id.as_str()).is_none());
        let titles: Vec<&str> = others.map(|d| d.title.as_str()).collect();
        let alone = (observed.is_empty() && !beside.is_empty())
            .then(|| format!("Supplied only together with one of: {}.", titles.join(", ")));
        (observed, alone)
    }

    /// The total's row, where there is a total.
    fn total_row(
        &self,
        card: &MeasureCard,
        held: &MeasureDimension,
        base: &RowPlan,
    ) -> Option<RowPlan> {
        let cell = base.cell.with(&held.id, CategoryCode::total());
        let key = Key {
            measure: base.measure.clone(),
            period: base.period,
            area: base.area.clone(),
            cell: cell.clone(),
        };
        let label =
            if held.exclusive { "Total".to_owned() } else { format!("All {}", card.units()) };
        (!self.total(card, &key).is_no_return()).then(|| RowPlan {
            label,
            code: Some(CategoryCode::total()),
            kind: RowKind::Total,
            cell,
            ..base.clone()
        })
    }

    /// Orders the parts and cuts them to the top ones, ties with the last included; what is left
    /// of the total is one row.
    fn cut(
        &self,
        request: &TableRequest,
        held: &MeasureDimension,
        parts: Vec<RowPlan>,
        total: &Option<RowPlan>,
    ) -> (Vec<RowPlan>, Option<(RowPlan, Option<String>)>) {
        let mut parts = self.ordered(request, parts);
        if request.top.is_none() {
            return (parts, None);
        }
        let shown = top(request.top, &parts, |row| self.size(request, row));
        let left = parts.split_off(shown);
        let rest = total.as_ref().filter(|_| held.exclusive).and_then(|total| {
            let row = RowPlan {
                label: "All others".to_owned(),
                code: None,
                kind: RowKind::Rest,
                less: parts.iter().map(|row| row.cell.clone()).collect(),
                ..total.clone()
            };
            self.rest(request, held, row, &left)
        });
        (parts, rest)
    }

    fn ordered(&self, request: &TableRequest, mut rows: Vec<RowPlan>) -> Vec<RowPlan> {
        if request.order == Order::Largest || request.top.is_some() {
            rows.sort_by_cached_key(|row| Reverse(self.size(request, row)));
        }
        rows
    }

    /// The row of the rest, where there is one, and what is said of it: a list that is open or not
    /// complete leaves out what it does not name, and a total may differ from the sum of its parts.
    fn rest(
        &self,
        request: &TableRequest,
        held: &MeasureDimension,
        row: RowPlan,
        left: &[RowPlan],
    ) -> Option<(RowPlan, Option<String>)> {
        if held.complete && left.is_empty() {
            return None;
        }
        if !held.complete {
            let note = "“All others” is the total less the rows above; it holds also what the list does not name.";
            return Some((row, Some(note.to_owned())));
        }
        let by_total = self.size(request, &row)?;
        let sum = left.iter().try_fold(Ratio::whole(0), |sum, row| {
            self.size(request, row).map(|value| sum.plus(&value))
        });
        let same = sum.is_none_or(|sum| sum == by_total);
        let note = "“All others” is the total less the rows above, which is not the sum of the other parts.";
        Some((row, (!same).then(|| note.to_owned())))
    }
}

/// How many rows are the top n, ties with the last included.
fn top(most: Option<u32>, rows: &[RowPlan], size: impl Fn(&RowPlan) -> Option<Ratio>) -> usize {
    let Some(most) = most.and_then(|most| usize::try_from(most).ok()) else { return rows.len() };
    let Some(last) = most.checked_sub(1).and_then(|at| rows.get(at)).map(&size) else {
        return most.min(rows.len());
    };
    let ties = rows.iter().skip(most).take_while(|row| last.is_some() && size(row) == last);
    most + ties.count()
}

/// The categories to show: those of the list in its order, then others by name.
fn shown(list: Option<&CodeList>, observed: &BTreeSet<CategoryCode>) -> Vec<Shown> {
    let listed: &[Category] = list.map(|list| &*list.categories).unwrap_or_default();
    let parents: BTreeSet<&CategoryCode> = listed
        .iter()
        .filter(|c| observed.contains(&c.code))
        .filter_map(|c| c.parent.as_ref())
        .collect();
    let known = listed.iter().filter(|c| observed.contains(&c.code)).map(|c| Shown {
        code: c.code.clone(),
        label: c.name.clone(),
        apart: c.apart,
        contains: parents.contains(&c.code),
    });
    let unlisted = |code: &&CategoryCode| !listed.iter().any(|c| c.code == **code);
    let others = observed.iter().filter(unlisted).map(|code| Shown {
        code: code.clone(),
        label: code.to_string(),
        apart: false,
        contains: false,
    });
    known.chain(others).collect()
}

/// What is to be said of the categories shown, and of those for which nothing came.
fn category_notes(
    held: &MeasureDimension,
    list: Option<&CodeList>,
    observed: &BTreeSet<CategoryCode>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if !held.exclusive {
        notes.push(
            "One case may count in several rows, so they do not add up to the total.".to_owned(),
        );
    }
    let Some(list) = list else { return notes };
    for category in list.categories.iter().filter(|c| observed.contains(&c.code)) {
        if category.local {
            let maps =
                match category.standard.as_ref().and_then(|code| list.category(code.as_str())) {
                    Some(standard) => format!("it maps to {}, {}", standard.code, standard.name),
                    None => "it has no standard code".to_owned(),
                };
            notes.push(format!("{}, {}, is a local code; {maps}.", category.code, category.name));
        }
        notes.extend(category.note.iter().map(|note| format!("{}: {note}", category.name)));
    }
    // A local code that was returned answers for the standard one to which it maps.
    let stand_in = |code: &CategoryCode| {
        let mut local = list.categories.iter().filter(|c| c.standard.as_ref() == Some(code));
        local.any(|c| observed.contains(&c.code))
    };
    let missing: Vec<&str> = list
        .categories
        .iter()
        .filter(|c| held.complete && !list.open && !c.local && !c.apart && c.parent.is_none())
        .filter(|c| !observed.contains(&c.code) && !stand_in(&c.code))
        .map(|c| c.name.as_str())
        .collect();
    if !missing.is_empty() && !observed.is_empty() {
        notes.push(format!("Nothing was returned for: {}.", missing.join("; ")));
    }
    notes
}
