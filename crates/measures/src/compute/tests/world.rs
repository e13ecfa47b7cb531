//! A small world of definitions, and short ways to write observations and requests.

use std::sync::{Arc, LazyLock};

use jiff::civil::date;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, DimensionId, MeasureId};
use sightline_kernel::sensitivity::Audience;

use crate::catalogue::{self, Catalogue};
use crate::compute::{self, Observations};
use crate::observation::{Absence, AbsenceKind, Key, Observation, Origin, Status, Value};
use crate::request::{Column, Context, FigureRequest, Order, Rows, Selector, TableRequest};
use crate::table::{Figure, Table};

const RULE: &str = r#"
id = "plain"
version = 1
title = "Plain"
from = "2000-01-01"
source = "made"
hide-up-to = 0
hide-nil = false
secondary = false
symbol = "*"
legend = "none"
smallest-base = 6
"#;

const GROUPS: &str = r#"
id = "group"
version = 1
title = "Groups"
from = "2000-01-01"
source = "made"
category = [
  { code = "a", name = "Alpha" },
  { code = "b", name = "Beta" },
  { code = "c", name = "Gamma" },
  { code = "n200", name = "Incident", apart = true },
  { code = "u9", name = "Unknown", local = true, standard = "c" },
]
"#;

const PLACES: &str = r#"
id = "place"
version = 1
title = "Places"
from = "2000-01-01"
source = "made"
open = true
category = [
  { code = "town", name = "Town" },
  { code = "east", name = "East ward", parent = "town" },
  { code = "west", name = "West ward", parent = "town" },
  { code = "hill", name = "Hill" },
]
"#;

const SEX: &str = r#"
id = "sex"
version = 1
title = "Sex"
from = "2000-01-01"
source = "made"
category = [{ code = "f", name = "Female" }, { code = "m", name = "Male" }]
"#;

const AREAS: &str = r#"
title = "Areas"
source = "made"
area = [
  { code = "X1", name = "Ourshire", kind = "local-authority" },
  { code = "X2", name = "Nearshire", kind = "local-authority" },
  { code = "X3", name = "Farshire", kind = "local-authority" },
  { code = "E92000001", name = "England", kind = "national" },
]
"#;

const AGENCIES: &str = r#"
title = "Agencies"
source = "made"
agency = [
  { id = "ons", name = "Office for National Statistics", publisher = true, licence = "Open Government Licence v3.0" },
  { id = "police", name = "The police" },
  { id = "council", name = "The council" },
]
"#;

const NEIGHBOURS: &str = r#"
id = "neighbours"
version = 1
title = "Neighbours"
from = "2000-01-01"
source = "made"
area = "X1"
members = ["X2", "X3", "E92000001"]
"#;

/// A card with what differs between the tests' measures.
fn card(id: &str, more: &str) -> Source {
    let head = format!(
        "id = \"{id}\"\nversion = 1\ntitle = \"Title of {id}\"\ntheme = \"t\"\nfrom = \"2000-01-01\"\n\
         source = \"made\"\ndefinition = \"made\"\nowner = \"made\"\nsuppression = \"plain\"\n"
    );
    let unit = if more.contains("counting-unit") { "" } else { "counting-unit = \"offence\"\n" };
    let kind = if more.contains("kind =") { "" } else { "kind = \"flow\"\n" };
    let often = if more.contains("frequency") { "" } else { "frequency = [\"year\"]\n" };
    file(&format!("measures/{id}/1"), &format!("{head}{unit}{kind}{often}{more}"))
}

fn file(path: &str, text: &str) -> Source {
    Source { path: format!("defs/{path}.toml"), text: text.to_owned() }
}

const RATE: &str = "\n[rate]\nper = 1000\npopulation = \"p.people\"\nplaces = 1\n";

fn dimension(id: &str, list: &str, exclusive: bool, complete: bool) -> String {
    format!(
        "\n[[dimension]]\nid = \"{id}\"\nlist = \"{list}\"\ntitle = \"The {id}\"\n\
         exclusive = {exclusive}\ncomplete = {complete}\n"
    )
}

fn sources() -> Vec<Source> {
    let group = dimension("group", "group", true, true);
    let sex = dimension("sex", "sex", true, true);
    let place = dimension("place", "place", true, false);
    let word = dimension("word", "place", false, false);
    let breaks = "\n[[series-break]]\nat = \"2021-04-01\"\nnote = \"Counted anew.\"\n";
    let target = "\n[[target]]\nperiod = \"2021-22\"\nvalue = 90\nsource = \"the board\"\n";
    vec![
        file("suppression/plain/1", RULE),
        file("lists/group/1", GROUPS),
        file("lists/place/1", PLACES),
        file("lists/sex/1", SEX),
        file("areas/all", AREAS),
        file("agencies/all", AGENCIES),
        file("comparators/neighbours/1", NEIGHBOURS),
        card("t.crime", &format!("{RATE}{target}{group}{place}{word}")),
        card("t.cross", &format!("{RATE}{sex}{group}")),
        card("t.each", "supply = \"each\"\n"),
        card("t.stock", "kind = \"stock\"\nfrequency = [\"snapshot\"]\n"),
        card("t.months", "frequency = [\"month\"]\n"),
        card("t.broken", breaks),
        card(
            "t.percent",
            &format!(
                "form = \"percentage\"\nsupply = \"each\"\nnumerator = \"n\"\ndenominator = \"d\"\n{group}{sex}"
            ),
        ),
        card(
            "p.people",
            &format!(
                "counting-unit = \"person\"\ncounting-units = \"people\"\nkind = \"stock\"\nfrequency = [\"vintage\"]\n{sex}"
            ),
        ),
        Source {
            path: "defs/words/1.toml".into(),
            text: include_str!("../../../../../defs/words/1.toml").into(),
        },
    ]
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let (catalogue, queries) = catalogue::load(&sources());
    assert!(queries.is_empty(), "{queries:#?}");
    catalogue
});

pub(super) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

pub(super) fn context() -> Context {
    Context {
        area: AreaCode::new("X1").unwrap(),
        period: "2021-22".parse().unwrap(),
        audience: Audience::Public,
        protect: true,
    }
}

/// `measure period cell = value agency area`, the last two optional; the value may be `<5`, an
/// absence's code, or a number.
pub(super) fn see(text: &str) -> Observation {
    let (about, rest) = text.split_once('=').map_or((text, ""), |_| {
        let at = text.rfind(" = ").unwrap();
        (&text[..at], &text[at + 3..])
    });
    let mut about = about.split_whitespace();
    let (measure, period) = (about.next().unwrap(), about.next().unwrap());
    let cell = Cell::parse(about.next().unwrap_or("")).unwrap();
    let mut rest = rest.split_whitespace();
    let value = rest.next().unwrap();
    let agency = rest.next().unwrap_or("police");
    let area = rest.next().unwrap_or("X1");
    let absence =
        |kind| Absence { kind, reason: "why".into(), by: "them".into(), on: date(2022, 5, 1) };
    Observation {
        key: Key {
            measure: MeasureId::new(measure).unwrap(),
            period: period.parse().unwrap(),
            area: AreaCode::new(area).unwrap(),
            cell,
        },
        value: match AbsenceKind::from_code(value) {
            Some(kind) => Value::Absent(absence(kind)),
            None if value.starts_with('<') => {
                Value::Bounded { low: Some(0.into()), high: Some(4.into()), text: value.into() }
            }
            None => Value::Exact { value: value.parse().unwrap() },
        },
        status: Status::Final,
        origin: Origin::Return {
            revision: Arc::new(format!("{agency}/returns/r1").parse().unwrap()),
            row: 2,
        },
        note: None,
    }
}

/// One observation a line.
pub(super) fn given(text: &str) -> Vec<Observation> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(see).collect()
}

/// `measure [cell]`, for the context's area; `@2020-21` at the end changes the period.
pub(super) fn of(text: &str) -> Selector {
    let (text, period) = text.split_once('@').map_or((text, None), |(t, p)| (t, Some(p)));
    let mut words = text.split_whitespace();
    let mut selector = Selector::measure(MeasureId::new(words.next().unwrap()).unwrap());
    selector.cell = Cell::parse(words.next().unwrap_or("")).unwrap();
    selector.period = period.map(|period| period.parse().unwrap());
    selector
}

pub(super) fn figure(given: &[Observation], selector: &str, ask: &str) -> Figure {
    let request = FigureRequest { of: of(selector), indicator: ask.parse().unwrap() };
    compute::figure(catalogue(), &Observations::new(given), &context(), &request)
}

pub(super) fn printed(given: &[Observation], selector: &str, ask: &str) -> String {
    figure(given, selector, ask).printed
}

pub(super) fn by(dimension: &str, measure: &str, asks: &str) -> TableRequest {
    TableRequest {
        of: of(measure),
        rows: Rows::Categories(DimensionId::new(dimension).unwrap()),
        columns: asks.split(", ").map(|ask| Column::new(ask.parse().unwrap())).collect(),
        across: None,
        top: None,
        order: Order::Listed,
        title: None,
    }
}

pub(super) fn table(given: &[Observation], request: &TableRequest) -> Table {
    compute::table(catalogue(), &Observations::new(given), &context(), request)
}

/// The rows as text: `label | figure | figure`.
pub(super) fn lines(table: &Table) -> Vec<String> {
    let line = |row: &crate::table::Row| {
        let figures = row.figures.iter().map(|figure| figure.printed.clone());
        [row.label.clone()].into_iter().chain(figures).collect::<Vec<_>>().join(" | ")
    };
    table.rows.iter().map(line).collect()
}
