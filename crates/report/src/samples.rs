//! Typed samples for tests: fonts, tables, an edition with one of everything.

use jiff::civil::date;
use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, DimensionId, MeasureId, RuleId};
use sightline_kernel::period::Period;
use sightline_measures::observation::{Absence, AbsenceKind, Key, Origin, Status};
use sightline_measures::request::{Column, Indicator, Order, Rows, Selector, TableRequest};
use sightline_measures::table::{
    Figure, Head, Input, Outcome, Role, Row, RowKind, SourceLine, Table, Treatment, Unit,
};

use crate::edition::Assets;
use crate::fonts::{Type, Widths};
use crate::render::Press;
use crate::sheet::Sheet;
use sightline_kernel::sensitivity::Audience;

/// Reads a made asset, or says how to make it.
pub(crate) fn asset(path: &str) -> &'static [u8] {
    let full = format!("{}/../../assets/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&full)
        .unwrap_or_else(|error| panic!("{full}: {error}; run `cargo xtask assets` first"));
    Vec::leak(bytes)
}

/// The report's fonts, measured.
pub(crate) fn type_() -> &'static Type {
    static TYPE: std::sync::LazyLock<Type> = std::sync::LazyLock::new(|| Type {
        regular: Widths::read(asset("fonts/SourceSans3-Regular.ttf"), "regular").unwrap(),
        bold: Widths::read(asset("fonts/SourceSans3-Bold.ttf"), "bold").unwrap(),
    });
    &TYPE
}

/// What stands in a sample cell.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At {
    /// A count.
    N(i64),
    /// Hidden by small-number suppression.
    Small,
    /// Blank in the source.
    Blank,
}

pub(crate) fn year() -> Period {
    Period::ReportingYear(2021)
}

fn ways(at: At) -> (Outcome, String, Option<Decimal>, Treatment) {
    match at {
        At::N(n) => (
            Outcome::Known(Ratio::whole(n)),
            sightline_kernel::decimal::write_number(Decimal::from(n), 0, true),
            Some(Decimal::from(n)),
            Treatment::None,
        ),
        At::Small => (
            Outcome::Hidden,
            "c".to_owned(),
            None,
            Treatment::Primary { rule: RuleId::new("small-numbers").unwrap() },
        ),
        At::Blank => (
            Outcome::Absent(Absence {
                kind: AbsenceKind::NotStated,
                reason: "the cell was blank".to_owned(),
                by: "sample police".to_owned(),
                on: date(2022, 5, 1),
            }),
            "not stated".to_owned(),
            None,
            Treatment::None,
        ),
    }
}

/// A figure of a sample measure.
pub(crate) fn figure(measure: &str, code: &str, period: Period, at: At) -> Figure {
    let measure = MeasureId::new(measure).unwrap();
    let area = AreaCode::new("E06000051").unwrap();
    let cell = Cell::new([(DimensionId::new("group").unwrap(), CategoryCode::new(code).unwrap())])
        .unwrap();
    let (result, printed, number, treatment) = ways(at);
    let key = Key { measure: measure.clone(), period, area: area.clone(), cell: cell.clone() };
    let revision = std::sync::Arc::new("sample-police/figures-2021-22/r1".parse().unwrap());
    Figure {
        id: format!("{measure}/value/{period}/{area}/{cell}"),
        measure,
        version: 1,
        indicator: Indicator::Value,
        period,
        area,
        cell,
        result,
        unit: Unit::Count,
        places: 0,
        printed,
        number,
        treatment,
        status: Status::Final,
        inputs: vec![Input { key, origin: Origin::Return { revision, row: 7 }, role: Role::Value }],
        notes: Vec::new(),
    }
}

/// A table of counts: one head a series, one row a label.
pub(crate) fn table(title: &str, heads: &[&str], rows: &[(&str, RowKind, &[At])]) -> Table {
    let request = TableRequest {
        of: Selector::measure(MeasureId::new("crime.offences").unwrap()),
        rows: Rows::Categories(DimensionId::new("group").unwrap()),
        columns: vec![Column::new(Indicator::Value)],
        across: None,
        top: None,
        order: Order::Listed,
        title: None,
    };
    let heads: Vec<Head> = heads
        .iter()
        .map(|label| Head {
            label: (*label).to_owned(),
            indicator: Indicator::Value,
            period: year(),
            category: None,
            unit: Unit::Count,
        })
        .collect();
    // Figures of two tables are two figures: the title stands in their categories.
    let slug: String = title
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let rows = rows
        .iter()
        .enumerate()
        .map(|(n, (label, kind, cells))| Row {
            label: (*label).to_owned(),
            code: CategoryCode::new(format!("g{n}")).ok(),
            kind: *kind,
            figures: cells
                .iter()
                .enumerate()
                .map(|(c, at)| figure("crime.offences", &format!("{slug}-{n}-{c}"), year(), *at))
                .collect(),
        })
        .collect();
    Table {
        request,
        title: title.to_owned(),
        stub: "Group".to_owned(),
        heads,
        rows,
        notes: vec!["c: a number from 1 to 5 is hidden, so that nobody can be recognised.".into()],
        sources: vec![SourceLine {
            agency: "Sample Police".to_owned(),
            revision: "figures-2021-22, revision 1".to_owned(),
            period: year(),
            licence: None,
        }],
        queries: Vec::new(),
    }
}

/// Fonts and style sheet as the binary embeds them.
pub(crate) fn assets() -> Assets<'static> {
    static FILES: std::sync::LazyLock<Vec<(&'static str, &'static [u8])>> =
        std::sync::LazyLock::new(|| {
            [
                "fonts/SourceSans3-Regular.woff2",
                "fonts/SourceSans3-Bold.woff2",
                "fonts/SourceSans3-It.woff2",
                "fonts/SourceSans3-BoldIt.woff2",
            ]
            .map(|path| (path, asset(path)))
            .to_vec()
        });
    Assets {
        regular: asset("fonts/SourceSans3-Regular.ttf"),
        bold: asset("fonts/SourceSans3-Bold.ttf"),
        italic: asset("fonts/SourceSans3-It.ttf"),
        bold_italic: asset("fonts/SourceSans3-BoldIt.ttf"),
        files: &FILES,
        css: std::str::from_utf8(asset("report.css")).unwrap(),
    }
}

/// A press with the report's own fonts.
pub(crate) fn press() -> &'static Press<'static> {
    static PRESS: std::sync::LazyLock<Press<'static>> =
        std::sync::LazyLock::new(|| Press::new(assets()).unwrap());
    &PRESS
}

/// The public sample, lowered.
pub(crate) fn sheet() -> Sheet {
    Sheet::new(&edition(), type_()).unwrap()
}

/// The partners' sample, lowered.
pub(crate) fn partners_sheet() -> Sheet {
    let mut edition = edition();
    edition.settings.audience = Audience::Partners;
    Sheet::new(&edition, type_()).unwrap()
}

mod edition;
pub(crate) use edition::{edition, long_edition};
