//! Blanks what is hidden, rounds what is rounded, and says so.

use std::collections::BTreeSet;

use sightline_kernel::decimal::Ratio;
use sightline_kernel::query::{DataQuery, Place};

use super::reveal::{amounts, bases, is_direct, rule_of};
use super::sheet::Verdicts;
use super::{Given, code};
use crate::catalogue::{Catalogue, SuppressionRule};
use crate::print;
use crate::request::{Indicator, Order};
use crate::table::{Figure, Outcome, RowKind, Table, Treatment, Unit};

/// Applies the verdicts to a table, and says below it what its symbols mean.
pub(super) fn table(
    catalogue: &Catalogue,
    given: Given<'_>,
    verdicts: &Verdicts,
    table: &mut Table,
) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    let before: Vec<String> = table.figures().map(|figure| figure.printed.clone()).collect();
    for row in &mut table.rows {
        let rest = row.kind == RowKind::Rest;
        for one in &mut row.figures {
            queries.extend(figure(catalogue, given, verdicts, one, rest));
        }
    }
    drop_telling_notes(catalogue, table, &before);
    hide_ranks(catalogue, table);
    hidden_rows_last(table);
    let mut legends = BTreeSet::new();
    for figure in table.figures().filter(|figure| figure.treatment != Treatment::None) {
        if let Some(rule) = rule_of(catalogue, &figure.measure, figure.period)
            && legends.insert(rule.legend.clone())
        {
            table_note(&mut queries, verdicts, figure, rule);
        }
    }
    table.notes.extend(legends);
    queries
}

/// A note that the computation made may hold a number that is hidden now. The card's own note holds
/// none.
fn drop_telling_notes(catalogue: &Catalogue, table: &mut Table, before: &[String]) {
    let hidden: BTreeSet<&str> = table
        .figures()
        .zip(before)
        .filter(|(figure, _)| figure.treatment.hides() && is_direct(figure))
        .map(|(_, printed)| printed.as_str())
        .collect();
    if hidden.is_empty() {
        return;
    }
    let own: BTreeSet<String> = table
        .figures()
        .filter_map(|f| catalogue.measure(f.measure.as_str(), f.period.end())?.note.clone())
        .collect();
    let tells = |note: &String| {
        let numbers = note.split(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')));
        numbers.map(|number| number.trim_matches([',', '.'])).any(|number| hidden.contains(number))
    };
    let kept = table.notes.iter().filter(|note| own.contains(*note) || !tells(note));
    table.notes = kept.cloned().collect();
}

fn table_note(
    queries: &mut Vec<DataQuery>,
    verdicts: &Verdicts,
    figure: &Figure,
    rule: &SuppressionRule,
) {
    if verdicts.unsolved {
        let message = format!(
            "No part of the table can be shown without giving small numbers away (rule: {}), so all its numbers are hidden.",
            rule.title
        );
        let remedy =
            "Use a broader breakdown, or leave out the columns that must stay as they are.";
        queries.push(DataQuery::warning(code::UNSOLVED, place(figure), message).remedy(remedy));
    }
}

/// Applies the verdicts to one figure.
pub(super) fn figure(
    catalogue: &Catalogue,
    given: Given<'_>,
    verdicts: &Verdicts,
    figure: &mut Figure,
    rest: bool,
) -> Option<DataQuery> {
    let rule = rule_of(catalogue, &figure.measure, figure.period)?;
    if !matches!(figure.result, Outcome::Known(_)) {
        return None;
    }
    let amounts = amounts(catalogue, figure, rest);
    let hides = amounts.iter().any(|amount| verdicts.hides(amount));
    let base_hidden = amounts
        .first()
        .is_some_and(|own| bases(figure, own).iter().any(|base| verdicts.hides(base)));
    if let Some(signed) = given.signed(figure, rule)
        && !hides
    {
        return Some(overridden(figure, rule, &signed.by, &signed.reason));
    }
    if hides || base_hidden {
        let small = amounts.iter().any(|amount| verdicts.small.contains(amount));
        let id = rule.id.clone();
        let treatment = match (is_direct(figure), small) {
            (true, true) => Treatment::Primary { rule: id },
            (true, false) => Treatment::Secondary { rule: id },
            (false, _) => Treatment::Derived { rule: id },
        };
        hide(figure, rule, treatment);
    } else if let Some(base) = rule.round_to {
        round(figure, rule, base);
    }
    None
}

fn overridden(figure: &mut Figure, rule: &SuppressionRule, by: &str, reason: &str) -> DataQuery {
    figure.treatment = Treatment::Overridden {
        rule: rule.id.clone(),
        by: by.to_owned(),
        reason: reason.to_owned(),
    };
    let message = format!("Printed as it is, signed by {by}: {reason}");
    DataQuery::warning(code::OVERRIDDEN, place(figure), message).remedy(
        "Nothing need be done; the release lists the override. `sightline suppression withdraw` takes it back.",
    )
}

/// The number leaves the figure: result, number, text and whatever notes may speak of it.
fn hide(figure: &mut Figure, rule: &SuppressionRule, treatment: Treatment) {
    let symbol = match &treatment {
        Treatment::Primary { .. } => &rule.symbol,
        _ => rule.secondary_symbol.as_ref().unwrap_or(&rule.symbol),
    };
    figure.printed.clone_from(symbol);
    figure.number = None;
    figure.result = Outcome::Hidden;
    figure.notes.clear();
    figure.treatment = treatment;
}

/// Counts and their differences are rounded to the base; what is made of them keeps only what is
/// printed of it.
fn round(figure: &mut Figure, rule: &SuppressionRule, base: u32) {
    let Outcome::Known(exact) = &figure.result else { return };
    let difference = matches!(figure.indicator, Indicator::Change { .. });
    if figure.unit == Unit::Count && (is_direct(figure) || difference) {
        let Some(rounded) = exact.round_to(base) else { return };
        let write = if difference { print::signed } else { print::number };
        figure.printed = write(rounded, 0, figure.unit);
        figure.number = Some(rounded);
        figure.result = Outcome::Known(Ratio::from(rounded));
        figure.treatment = Treatment::Rounded { rule: rule.id.clone(), base };
    } else if let Some(number) = figure.number {
        figure.result = Outcome::Known(Ratio::from(number));
    }
}

/// The places of shown rows would tell between which numbers a hidden one lies.
fn hide_ranks(catalogue: &Catalogue, table: &mut Table) {
    let further = |figure: &Figure| matches!(figure.treatment, Treatment::Secondary { .. });
    if !table.figures().any(further) {
        return;
    }
    for figure in table.rows.iter_mut().flat_map(|row| &mut row.figures) {
        if figure.indicator == Indicator::Rank
            && !figure.treatment.hides()
            && let Some(rule) = rule_of(catalogue, &figure.measure, figure.period)
        {
            hide(figure, rule, Treatment::Derived { rule: rule.id.clone() });
        }
    }
}

/// In a table by size the place of a hidden row would tell between which numbers it lies, so hidden
/// rows stand behind the others, by name.
fn hidden_rows_last(table: &mut Table) {
    if table.request.order != Order::Largest && table.request.top.is_none() {
        return;
    }
    let key = |row: &crate::table::Row| {
        let hidden = row.figures.first().is_some_and(|figure| figure.treatment.hides());
        let group = match row.kind {
            RowKind::Part => u8::from(hidden),
            RowKind::Rest | RowKind::Total | RowKind::Apart => 2,
        };
        (group, if group == 1 { row.label.clone() } else { String::new() })
    };
    table.rows.sort_by_key(key);
}

fn place(figure: &Figure) -> Place {
    Place {
        measure: Some(figure.measure.to_string()),
        period: Some(figure.period.to_string()),
        area: Some(figure.area.to_string()),
        cell: (!figure.cell.is_empty()).then(|| figure.cell.to_string()),
        ..Place::default()
    }
}
