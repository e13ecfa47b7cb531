//! Makes a data folder of about so many observations: agencies × measures × months, each with a
//! figure without a breakdown and a breakdown of 0, 2, 5 or 10 categories; one revision for each
//! agency and year. Every number follows from its place, so that an answer can be checked.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use sightline_access::{Action, Actor, WriteScope, to_write};
use sightline_app::{Config, Desk};
use sightline_bench::child::Outcome;
use sightline_kernel::clock::FixedClock;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::defs::Source;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{
    AgencyId, AreaCode, CollectionId, MeasureId, PartnershipId, ReturnId, RevisionId, Sha256,
};
use sightline_kernel::period::Period;
use sightline_measures::observation::{Key, Observation, Origin, Status, Value};
use sightline_store::{Agency, Begun, Closing, NewRevision, Settings, Store};
use toml::Table;

use crate::rows::tables;

const PARTNERSHIP: &str = "bench";
/// An area for which populations ship, so that rates are computed too.
const AREA: &str = "E06000051";
/// The first month: April 2012.
const FIRST: (i16, u8) = (2012, 4);
const MONTHS_OF_A_YEAR: usize = 12;
/// What a measure page shows, and what a scorecard does.
pub(super) const PAGE_PERIODS: usize = 25;
pub(super) const CARD_MEASURES: usize = 60;
/// The theme of the measures that the scorecard shows. Each other theme has twenty measures.
pub(super) const CARD_THEME: &str = "bench-scorecard";
const THEME_MEASURES: usize = 20;
/// Breakdowns in turn: dimension, its code list, how many of its categories.
const BREAKDOWNS: [(&str, &str, usize); 4] =
    [("", "", 0), ("gender", "gender", 2), ("age", "age-band", 5), ("group", "offence-group", 10)];

/// How much of each there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) agencies: usize,
    pub(super) measures: usize,
    pub(super) months: usize,
}

impl Shape {
    /// The shape that gives about so many observations: 40 agencies × 400 measures × 120 months
    /// at 10 million; never fewer than the scorecard's measures and the page's months.
    pub(super) fn of(rows: usize) -> Self {
        let agencies = if rows < 315_000 { 12 } else { 40 };
        let series = rows * 4 / (21 * agencies);
        let part = (rows as f64 / 10_000_000.0).sqrt();
        let measures = ((400.0 * part) as usize).clamp(CARD_MEASURES, 400);
        Self { agencies, measures, months: (series / measures).clamp(PAGE_PERIODS, 120) }
    }

    /// How many observations it has.
    pub(super) fn observations(self) -> usize {
        let cells = |at: usize| 1 + BREAKDOWNS.get(at % 4).map_or(0, |(_, _, count)| *count);
        (0..self.measures).map(cells).sum::<usize>() * self.agencies * self.months
    }
}

/// The months, in order.
pub(super) fn months(count: usize) -> Vec<Period> {
    let mut month = FIRST;
    (0..count)
        .map(|_| {
            let this = Period::Month(month.0, month.1);
            month = if month.1 == 12 { (month.0 + 1, 1) } else { (month.0, month.1 + 1) };
            this
        })
        .collect()
}

/// The name of a measure.
pub(super) fn measure(at: usize) -> String {
    format!("bench.m{at:03}")
}

/// Of how many categories the breakdown of a measure is.
pub(super) fn categories(at: usize) -> usize {
    BREAKDOWNS.get(at % 4).map_or(0, |(_, _, count)| *count)
}

/// The number that an agency supplied, from 0 to 1,999. The first cell is the one without a
/// breakdown; parts and total are not meant to agree.
fn number(agency: usize, measure: usize, month: usize, cell: usize) -> u64 {
    let place = (agency << 40) | (measure << 24) | (month << 8) | cell;
    let mut z = (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % 2000
}

/// What the agencies supplied together.
pub(super) fn sum(shape: Shape, measure: usize, month: usize, cell: usize) -> u64 {
    (0..shape.agencies).map(|agency| number(agency, measure, month, cell)).sum()
}

/// The definitions that ship, as the program carries them.
pub(super) fn shipped(defs: &Path) -> Outcome<Vec<Source>> {
    let mut sources = Vec::new();
    texts(defs, "defs", &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn texts(folder: &Path, named: &str, sources: &mut Vec<Source>) -> Outcome<()> {
    let words = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(words)? {
        let path = entry.map_err(words)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let named = format!("{named}/{name}");
        if path.is_dir() {
            texts(&path, &named, sources)?;
        } else if name.ends_with(".toml") {
            let text = std::fs::read_to_string(&path).map_err(words)?;
            sources.push(Source { path: named, text });
        }
    }
    Ok(())
}

/// The first codes of each list that a breakdown uses.
fn codes(defs: &Path) -> Outcome<BTreeMap<&'static str, Vec<String>>> {
    let mut codes = BTreeMap::new();
    for (_, list, count) in BREAKDOWNS.into_iter().filter(|(_, list, _)| !list.is_empty()) {
        let table = tables(&defs.join("lists").join(list))?;
        let table = table.into_iter().next().ok_or_else(|| format!("there is no list {list}"))?;
        let code = |one: &toml::Value| one.get("code")?.as_str().map(str::to_owned);
        let all = table.get("category").and_then(toml::Value::as_array);
        let first: Vec<String> = all.into_iter().flatten().filter_map(code).take(count).collect();
        codes.insert(list, first);
    }
    Ok(codes)
}

/// The card of a measure, with a target for each month.
fn card(at: usize, months: &[Period]) -> String {
    let theme = if at < CARD_MEASURES {
        CARD_THEME.to_owned()
    } else {
        format!("bench-{:02}", (at - CARD_MEASURES) / THEME_MEASURES)
    };
    let mut card = format!(
        "id = \"{}\"\nversion = 1\ntitle = \"Bench measure {at}\"\ntheme = \"{theme}\"\n\
         from = \"2009-04-01\"\nsource = \"Made for the bench\"\n\
         definition = \"Things counted for the bench.\"\ncounting-unit = \"thing\"\n\
         kind = \"flow\"\nowner = \"Bench\"\nfrequency = [\"month\"]\ndirection = \"lower\"\n\
         suppression = \"local-min-5\"\nsupply = \"each\"\n\n\
         [rate]\nper = 1000\npopulation = \"population.persons\"\nvintage = \"mid-2019\"\nplaces = 1\n",
        measure(at)
    );
    if let Some((dimension, list, _)) = BREAKDOWNS.get(at % 4).filter(|(_, _, count)| *count > 0) {
        card.push_str(&format!(
            "\n[[dimension]]\nid = \"{dimension}\"\nlist = \"{list}\"\ntitle = \"{dimension}\"\n\
             exclusive = true\ncomplete = false\n"
        ));
    }
    for month in months {
        card.push_str(&format!(
            "\n[[target]]\nperiod = \"{month}\"\nvalue = \"30000\"\nsource = \"Bench\"\n"
        ));
    }
    card
}

/// Makes the data folder.
pub(super) async fn make(folder: &Path, defs: &Path, shape: Shape) -> Outcome<()> {
    let months = months(shape.months);
    for at in 0..shape.measures {
        let path = folder.join("defs/measures").join(measure(at));
        let words = |error: std::io::Error| format!("{}: {error}", path.display());
        std::fs::create_dir_all(&path).map_err(words)?;
        std::fs::write(path.join("1.toml"), card(at, &months)).map_err(words)?;
    }
    let config: Table = toml::toml! {
        partnership = "bench"
        name = "Bench"
        area = "E06000051"
    };
    let config: Config = config.try_into().map_err(|e| format!("configuration: {e}"))?;
    let clock = Arc::new(FixedClock(jiff::Timestamp::UNIX_EPOCH));
    let desk = Desk::init(folder, config, &shipped(defs)?, clock).await;
    drop(desk.map_err(|error| error.to_string())?);

    let codes = codes(defs)?;
    let mut measures = Vec::new();
    for at in 0..shape.measures {
        measures.push((id(&measure(at))?, cells(at, &codes)?));
    }
    let partnership: PartnershipId = id(PARTNERSHIP)?;
    let actor = Actor::operator("bench", vec![partnership.clone()]);
    let scope = to_write(&actor, Action::Contribute, &partnership, "read bench");
    let scope = scope.map_err(|error| error.to_string())?;
    let store = Store::open(&Settings::sqlite(folder.join("sightline.db"))).await;
    let store = store.map_err(|error| error.to_string())?;
    for (year, months) in months.chunks(MONTHS_OF_A_YEAR).enumerate() {
        for agency in 0..shape.agencies {
            let sent = Sent { agency, year, months, measures: &measures };
            save(&store, &scope, &sent).await?;
        }
    }
    store.close().await.map_err(|error| error.to_string())
}

fn id<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Outcome<T> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}

fn cells(at: usize, codes: &BTreeMap<&str, Vec<String>>) -> Outcome<Vec<Cell>> {
    let mut cells = vec![Cell::default()];
    let (dimension, list, _) = BREAKDOWNS.get(at % 4).copied().unwrap_or_default();
    for code in codes.get(list).into_iter().flatten() {
        cells.push(Cell::parse(&format!("{dimension}={code}")).map_err(|e| e.to_string())?);
    }
    Ok(cells)
}

/// What one agency sends for one year.
struct Sent<'a> {
    agency: usize,
    year: usize,
    months: &'a [Period],
    measures: &'a [(MeasureId, Vec<Cell>)],
}

/// Saves the observations of one file.
async fn save(store: &Store, scope: &WriteScope, sent: &Sent<'_>) -> Outcome<()> {
    let words = |error: sightline_store::StoreError| error.to_string();
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let agency: AgencyId = id(&format!("agency-{:02}", sent.agency))?;
    let first = FIRST.0 + i16::try_from(sent.year).unwrap_or_default();
    let collection = format!("figures-{}", Period::ReportingYear(first));
    let of = ReturnId { agency: agency.clone(), collection: id::<CollectionId>(&collection)? };
    let file = format!("{of}").into_bytes();
    let new = NewRevision {
        of: of.clone(),
        file_name: "figures.csv".to_owned(),
        sha256: Sha256::of(&file),
        size: file.len() as u64,
        contract: "figures@1".to_owned(),
        publication: None,
    };
    let mut change = store.change(scope, &clock).await.map_err(words)?;
    let agency = Agency { id: agency, title: of.to_string(), publisher: false };
    change.save_agency(&agency).await.map_err(words)?;
    let begun = change.begin_revision(&new, &mut &file[..]).await.map_err(words)?;
    let Begun::New(mut writer) = begun else { return Err("the same file came twice".into()) };
    let revision = Arc::new(RevisionId { of, number: 1 });
    let area: AreaCode = id(AREA)?;
    let mut row = 1;
    for (at, (measure, cells)) in sent.measures.iter().enumerate() {
        for (month, period) in sent.months.iter().enumerate() {
            let month = sent.year * MONTHS_OF_A_YEAR + month;
            for (cell, categories) in cells.iter().enumerate() {
                row += 1;
                let key = Key {
                    measure: measure.clone(),
                    period: *period,
                    area: area.clone(),
                    cell: categories.clone(),
                };
                let value = Decimal::from(number(sent.agency, at, month, cell));
                let origin = Origin::Return { revision: Arc::clone(&revision), row };
                let observation = Observation {
                    key,
                    value: Value::Exact { value },
                    status: Status::Final,
                    origin,
                    note: None,
                };
                writer.push(&observation).await.map_err(words)?;
            }
        }
    }
    let closing = Closing { rows_read: u64::from(row), ..Closing::default() };
    writer.finish(&closing).await.map_err(words)?;
    change.commit().await.map_err(words)?;
    Ok(())
}
