//! How long the engine takes on loaded observations: the index, a scorecard of 60 measures, and a
//! measure page of 25 periods by 16 categories. Prints medians in milliseconds.
//!
//! `cargo run --release -p sightline-measures --example compute_speed`
#![expect(clippy::print_stdout, reason = "a program that prints its measurements")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, DimensionId, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::catalogue::{self, Catalogue};
use sightline_measures::compute::{self, Observations};
use sightline_measures::observation::{Key, Observation, Origin, Status, Value};
use sightline_measures::request::{
    Column, Context, FigureRequest, Order, Rows, Selector, TableRequest,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const MEASURES: usize = 60;
const CATEGORIES: usize = 16;
const PERIODS: i16 = 25;
const RUNS: usize = 101;

fn main() -> Result<()> {
    let catalogue = definitions()?;
    let context = Context {
        area: AreaCode::new("X1")?,
        period: Period::ReportingYear(2021),
        audience: Audience::Public,
        protect: true,
    };
    let loaded = observations()?;
    let page_only: Vec<Observation> =
        loaded.iter().filter(|o| o.key.measure.as_str() == "t.m00").cloned().collect();
    println!("observations\t{}", loaded.len());
    let built = median(|| Observations::new(&loaded).len());
    println!("index ms\t{built:.3}");
    let requests = scorecard()?;
    let index = Observations::new(&loaded);
    let scored = median(|| {
        let figures =
            requests.iter().map(|request| compute::figure(&catalogue, &index, &context, request));
        figures.filter(|figure| figure.number.is_some()).count()
    });
    println!("scorecard of {} figures ms\t{scored:.3}", requests.len());
    let pages = page()?;
    let index = Observations::new(&page_only);
    let paged = median(|| {
        let tables =
            pages.iter().map(|request| compute::table(&catalogue, &index, &context, request));
        tables.map(|table| table.figures().count()).sum()
    });
    println!("measure page of {} tables ms\t{paged:.3}", pages.len());
    Ok(())
}

/// The median time of a run, in milliseconds.
fn median(run: impl Fn() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(run());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(RUNS / 2).copied().unwrap_or(f64::NAN)
}

fn scorecard() -> Result<Vec<FigureRequest>> {
    let mut requests = Vec::new();
    for at in 0..MEASURES {
        for ask in ["value", "earlier", "change-percent", "rate", "target"] {
            let of = Selector::measure(MeasureId::new(format!("t.m{at:02}"))?);
            requests.push(FigureRequest { of, indicator: ask.parse()? });
        }
    }
    Ok(requests)
}

/// The page of one measure: 25 years, and the breakdown of each of them.
fn page() -> Result<Vec<TableRequest>> {
    let periods: Vec<Period> = (0..PERIODS).map(|n| Period::ReportingYear(1997 + n)).collect();
    let table = |rows, period, asks: &[&str]| -> Result<TableRequest> {
        let columns =
            asks.iter().map(|ask| Ok(Column::new(ask.parse()?))).collect::<Result<_>>()?;
        let of = Selector { period, ..Selector::measure(MeasureId::new("t.m00")?) };
        Ok(TableRequest {
            of,
            rows,
            columns,
            across: None,
            top: None,
            order: Order::Listed,
            title: None,
        })
    };
    let mut tables =
        vec![table(Rows::Periods(periods.clone()), None, &["value", "rate", "change-percent"])?];
    for period in periods {
        let rows = Rows::Categories(DimensionId::new("group")?);
        tables.push(table(rows, Some(period), &["value", "share", "rate", "change-percent"])?);
    }
    Ok(tables)
}

fn observations() -> Result<Vec<Observation>> {
    let revision = Arc::new("police/returns/r1".parse()?);
    let area = AreaCode::new("X1")?;
    let mut loaded = Vec::new();
    let mut put = |measure: &MeasureId, period, cell: &str, value: i64| -> Result<()> {
        loaded.push(Observation {
            key: Key {
                measure: measure.clone(),
                period,
                area: area.clone(),
                cell: Cell::parse(cell)?,
            },
            value: Value::Exact { value: Decimal::from(value) },
            status: Status::Final,
            origin: Origin::Return { revision: Arc::clone(&revision), row: 2 },
            note: None,
        });
        Ok(())
    };
    for at in 0..MEASURES {
        let measure = MeasureId::new(format!("t.m{at:02}"))?;
        let years = if at == 0 { PERIODS } else { 4 };
        for n in 0..years {
            let period = Period::ReportingYear(2022 - years + n);
            for category in 0..CATEGORIES {
                put(&measure, period, &format!("group=g{category:02}"), 100 + i64::from(n) * 7)?;
            }
            put(&measure, period, "group=_T", 1_600 + i64::from(n) * 112)?;
        }
    }
    let people = MeasureId::new("p.people")?;
    for year in 1996..2022 {
        put(&people, Period::Vintage(year), "", 300_000 + i64::from(year))?;
    }
    Ok(loaded)
}

fn definitions() -> Result<Catalogue> {
    let head = "version = 1\ntitle = \"T\"\nfrom = \"1990-01-01\"\nsource = \"made\"\n";
    let file = |path: String, text: String| Source { path: format!("defs/{path}.toml"), text };
    let card = |id: &str, more: &str| {
        let text = format!(
            "id = \"{id}\"\n{head}theme = \"t\"\ndefinition = \"d\"\ncounting-unit = \"thing\"\n\
             owner = \"o\"\nsuppression = \"none\"\n{more}"
        );
        file(format!("measures/{id}/1"), text)
    };
    let rule =
        "hide-up-to = 0\nhide-nil = false\nsecondary = false\nsymbol = \"*\"\nlegend = \"l\"\n";
    let categories: String = (0..CATEGORIES)
        .map(|n| format!("[[category]]\ncode = \"g{n:02}\"\nname = \"Group {n}\"\n"))
        .collect();
    let mut sources = vec![
        file("suppression/none/1".into(), format!("id = \"none\"\n{head}{rule}")),
        file("lists/group/1".into(), format!("id = \"group\"\n{head}{categories}")),
        card("p.people", "kind = \"stock\"\nfrequency = [\"vintage\"]\n"),
    ];
    for at in 0..MEASURES {
        let more = "kind = \"flow\"\nfrequency = [\"year\"]\n[rate]\nper = 1000\npopulation = \"p.people\"\n\
            places = 1\n[[dimension]]\nid = \"group\"\nlist = \"group\"\ntitle = \"Group\"\nexclusive = true\n\
            complete = true\n[[target]]\nperiod = \"2021-22\"\nvalue = 1500\nsource = \"board\"\n";
        sources.push(card(&format!("t.m{at:02}"), more));
    }
    let (catalogue, queries) = catalogue::load(&sources);
    match queries.first() {
        Some(query) => Err(query.to_string().into()),
        None => Ok(catalogue),
    }
}
