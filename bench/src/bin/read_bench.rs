//! Reading from SQLite through the store: a measure page and a scorecard, from 100 thousand to
//! 10 million observations.
//!
//! `cargo run --release -p sightline-bench --bin read_bench -- [--rows 10000000] [--keep DIR]`
//!
//! `--save 1000000` instead saves one file of so many rows. Without `--rows` it shows the growth over 100 thousand, 1 million and 10 million. The data is
//! made from a seed: agencies × measures × months, each with a figure without a breakdown and a
//! breakdown of 0, 2, 5 or 10 categories; one revision for each agency and year.

use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use sightline_access::{Action, Actor, ReadScope, WriteScope, to_read, to_write};
use sightline_kernel::clock::FixedClock;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{
    AgencyId, AreaCode, CollectionId, MeasureId, PartnershipId, ReturnId, RevisionId, Sha256,
};
use sightline_kernel::period::Period;
use sightline_measures::observation::{Key, Observation, Origin, Status, Value};
use sightline_store::{Agency, Begun, Closing, NewRevision, Selection, Settings, Store};

type Outcome<T> = Result<T, Box<dyn Error>>;

const AREA: &str = "E06000051";
const SEED: u64 = 20_211_122;
/// The first month: April 2012.
const FIRST: (i16, u8) = (2012, 4);
/// What a measure page reads.
const PAGE_PERIODS: usize = 25;
/// What a scorecard reads.
const CARD_MEASURES: usize = 60;
const ROUNDS: usize = 101;
/// A limit on the median, in milliseconds, as the issue sets it.
const PAGE_LIMIT: f64 = 20.0;
const CARD_LIMIT: f64 = 100.0;

/// How much of each there is.
#[derive(Debug, Clone, Copy)]
struct Shape {
    agencies: usize,
    measures: usize,
    months: usize,
}

impl Shape {
    /// The shape that gives about so many observations: 40 agencies × 400 measures × 120 months
    /// at 10 million; never fewer than the scorecard's measures and the page's months.
    fn of(rows: usize) -> Self {
        let agencies = if rows < 315_000 { 12 } else { 40 };
        let series = rows * 4 / (21 * agencies);
        let part = (rows as f64 / 10_000_000.0).sqrt();
        let measures = ((400.0 * part) as usize).clamp(CARD_MEASURES, 400);
        Self { agencies, measures, months: (series / measures).clamp(PAGE_PERIODS, 120) }
    }
}

/// A small generator of well-mixed numbers from a seed.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below.max(1)
    }
}

/// The categories of the breakdown of a measure: none, 2, 5 or 10, with the empty cell first.
fn cells(measure: usize) -> Outcome<Vec<Cell>> {
    let (dimension, count) = [("", 0), ("gender", 2), ("age_group", 5), ("offence_group", 10)]
        .get(measure % 4)
        .copied()
        .unwrap_or(("", 0));
    let mut cells = vec![Cell::default()];
    for at in 0..count {
        cells.push(Cell::parse(&format!("{dimension}=c{at:02}"))?);
    }
    Ok(cells)
}

fn measure(at: usize) -> Outcome<MeasureId> {
    Ok(MeasureId::new(format!("bench.m{at:03}"))?)
}

fn target(at: usize) -> Outcome<MeasureId> {
    Ok(MeasureId::new(format!("target.m{at:03}"))?)
}

fn months(count: usize) -> Vec<Period> {
    let mut month = FIRST;
    (0..count)
        .map(|_| {
            let this = Period::Month(month.0, month.1);
            month = if month.1 == 12 { (month.0 + 1, 1) } else { (month.0, month.1 + 1) };
            this
        })
        .collect()
}

fn scopes() -> Outcome<(ReadScope, WriteScope)> {
    let id = PartnershipId::new("bench")?;
    let actor = Actor::operator("bench", vec![id.clone()]);
    Ok((to_read(&actor, &id)?, to_write(&actor, Action::Contribute, &id, "read bench")?))
}

/// What one agency sends for one year.
struct Sent<'a> {
    agency: usize,
    year: usize,
    months: &'a [Period],
    measures: &'a [(MeasureId, Vec<Cell>)],
}

/// Saves the observations of one file and gives how many.
async fn save(
    store: &Store,
    scope: &WriteScope,
    sent: &Sent<'_>,
    seed: &mut Seeded,
) -> Outcome<u64> {
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let agency = AgencyId::new(format!("agency-{:02}", sent.agency))?;
    let of = ReturnId {
        agency: agency.clone(),
        collection: CollectionId::new(format!("figures-{}", sent.year))?,
    };
    let file = format!("{of}").into_bytes();
    let new = NewRevision {
        of: of.clone(),
        file_name: "figures.csv".to_owned(),
        sha256: Sha256::of(&file),
        size: file.len() as u64,
        contract: "figures@1".to_owned(),
        publication: None,
    };
    let mut change = store.change(scope, &clock).await?;
    change.save_agency(&Agency { id: agency, title: of.to_string(), publisher: false }).await?;
    let Begun::New(mut writer) = change.begin_revision(&new, &mut &file[..]).await? else {
        return Err("the same file came twice".into());
    };
    let revision = Arc::new(RevisionId { of, number: 1 });
    let area = AreaCode::new(AREA)?;
    let mut row = 1;
    for (measure, cells) in sent.measures {
        for period in sent.months {
            for cell in cells {
                row += 1;
                let key = Key {
                    measure: measure.clone(),
                    period: *period,
                    area: area.clone(),
                    cell: cell.clone(),
                };
                let value = Value::Exact { value: Decimal::from(seed.next(2000)) };
                let origin = Origin::Return { revision: Arc::clone(&revision), row };
                let status = Status::Final;
                writer.push(&Observation { key, value, status, origin, note: None }).await?;
            }
        }
    }
    let saved = writer.finish(&Closing { rows_read: u64::from(row), ..Closing::default() }).await?;
    change.commit().await?;
    Ok(saved.observations)
}

/// Makes a database of the shape and gives how many observations it holds.
async fn generate(store: &Store, shape: Shape) -> Outcome<u64> {
    let (_, scope) = scopes()?;
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    store.found(&scope, &clock, "Bench", &AreaCode::new(AREA)?).await?;
    let mut seed = Seeded(SEED);
    let months = months(shape.months);
    let mut measures = Vec::new();
    let mut targets = Vec::new();
    for at in 0..shape.measures {
        measures.push((measure(at)?, cells(at)?));
        targets.push((target(at)?, vec![Cell::default()]));
    }
    let mut saved = 0;
    for (year, months) in months.chunks(12).enumerate() {
        for agency in 0..shape.agencies {
            let sent = Sent { agency, year, months, measures: &measures };
            saved += save(store, &scope, &sent, &mut seed).await?;
        }
        let sent = Sent { agency: 99, year, months, measures: &targets };
        saved += save(store, &scope, &sent, &mut seed).await?;
    }
    Ok(saved)
}

/// Times in milliseconds and how many observations one round read.
struct Timed {
    times: Vec<f64>,
    read: usize,
}

impl Timed {
    fn at(&self, part: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_by(f64::total_cmp);
        times.get((times.len() as f64 * part) as usize).copied().unwrap_or(f64::NAN)
    }
}

/// A measure page: 25 months of one measure that has a breakdown, every agency.
async fn page(store: &Store, shape: Shape) -> Outcome<Timed> {
    let (scope, _) = scopes()?;
    let mut seed = Seeded(SEED);
    let months = months(shape.months);
    let mut timed = Timed { times: Vec::new(), read: 0 };
    let (mut read, mut broken_down) = (0, Vec::new());
    broken_down.extend((0..shape.measures).filter(|at| at % 4 == 2));
    for _ in 0..ROUNDS {
        let pick = usize::try_from(seed.next(broken_down.len() as u64))?;
        let at = broken_down.get(pick).copied().unwrap_or(2);
        let from = usize::try_from(seed.next((months.len() - PAGE_PERIODS + 1) as u64))?;
        let periods = months.iter().skip(from).take(PAGE_PERIODS).copied();
        let selection = Selection::measures([measure(at)?]).periods(periods);
        let start = Instant::now();
        let reader = store.read(&scope).await?;
        read += reader.observations(&selection).await?.len();
        timed.times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    timed.read = read / ROUNDS;
    Ok(timed)
}

/// A scorecard: this month and the month before of 60 measures, every agency, added up, and
/// their targets.
async fn scorecard(store: &Store, shape: Shape) -> Outcome<Timed> {
    let (scope, _) = scopes()?;
    let mut seed = Seeded(SEED);
    let months = months(shape.months);
    let mut timed = Timed { times: Vec::new(), read: 0 };
    let mut read = 0;
    for _ in 0..ROUNDS {
        let first = usize::try_from(seed.next((shape.measures - CARD_MEASURES + 1) as u64))?;
        let from = usize::try_from(seed.next((months.len() - 1) as u64))?;
        let two: Vec<Period> = months.iter().skip(from).take(2).copied().collect();
        let (mut wanted, mut targets) = (Vec::new(), Vec::new());
        for at in first..first + CARD_MEASURES {
            wanted.push(measure(at)?);
            targets.push(target(at)?);
        }
        let values = Selection::measures(wanted).periods(two.clone()).only_totals();
        let targets = Selection::measures(targets).periods(two.last().copied()).only_totals();
        let start = Instant::now();
        let reader = store.read(&scope).await?;
        let observations = reader.observations(&values).await?;
        let mut sums = std::collections::BTreeMap::<(&MeasureId, Period), Decimal>::new();
        for o in &observations {
            *sums.entry((&o.key.measure, o.key.period)).or_default() +=
                o.value.exact().unwrap_or_default();
        }
        let targets = reader.observations(&targets).await?;
        timed.times.push(start.elapsed().as_secs_f64() * 1000.0);
        if (sums.len(), targets.len()) != (2 * CARD_MEASURES, CARD_MEASURES) {
            return Err(format!("{} sums and {} targets", sums.len(), targets.len()).into());
        }
        read += observations.len() + targets.len();
    }
    timed.read = read / ROUNDS;
    Ok(timed)
}

/// One line of the growth table; gives whether the limits hold.
async fn line(rows: usize, folder: &Path, out: &mut std::io::Stdout) -> Outcome<bool> {
    let shape = Shape::of(rows);
    let path = folder.join(format!("read-{rows}.sqlite"));
    let settings = Settings::sqlite(&path);
    let start = Instant::now();
    let (store, made) = if path.exists() {
        (Store::open(&settings).await?, None)
    } else {
        let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
        let store = Store::create(&settings, &clock).await?;
        let made = generate(&store, shape).await?;
        (store, Some((made, start.elapsed().as_secs_f64())))
    };
    let page = page(&store, shape).await?;
    let card = scorecard(&store, shape).await?;
    store.close().await?;
    let mebibytes = std::fs::metadata(&path)?.len() >> 20;
    let (made, seconds) = made.unwrap_or((rows as u64, f64::NAN));
    writeln!(
        out,
        "{made:>12} {mebibytes:>6} {seconds:>8.1} {:>9.0} {:>10} {:>8.2} {:>8.2} {:>10} {:>8.2} {:>8.2}",
        made as f64 / seconds,
        page.read,
        page.at(0.5),
        page.at(0.95),
        card.read,
        card.at(0.5),
        card.at(0.95),
    )?;
    Ok(page.at(0.5) < PAGE_LIMIT && card.at(0.5) < CARD_LIMIT)
}

/// Saves one file of about so many rows and says how fast and in how much memory.
async fn one_file(rows: usize, folder: &Path, out: &mut std::io::Stdout) -> Outcome<()> {
    let (_, scope) = scopes()?;
    let clock = FixedClock(jiff::Timestamp::UNIX_EPOCH);
    let path = folder.join(format!("save-{rows}.sqlite"));
    let store = Store::create(&Settings::sqlite(&path), &clock).await?;
    store.found(&scope, &clock, "Bench", &AreaCode::new(AREA)?).await?;
    let mut measures = Vec::new();
    for at in 0..400 {
        measures.push((measure(at)?, cells(at)?));
    }
    let months = months(rows * 4 / (21 * measures.len()));
    let sent = Sent { agency: 0, year: 0, months: &months, measures: &measures };
    let start = Instant::now();
    let saved = save(&store, &scope, &sent, &mut Seeded(SEED)).await?;
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown");
    let speed = saved as f64 / seconds;
    writeln!(out, "one file: {saved} rows in {seconds:.2} s, {speed:.0} per s, {peak}")?;
    store.close().await?;
    Ok(())
}

/// What the command line asks for.
struct Asked {
    rows: Vec<usize>,
    keep: Option<PathBuf>,
    save: Option<usize>,
}

fn arguments() -> Outcome<Asked> {
    let mut asked = Asked { rows: vec![100_000, 1_000_000, 10_000_000], keep: None, save: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--rows" => asked.rows = vec![value.parse()?],
            "--keep" => asked.keep = Some(PathBuf::from(value)),
            "--save" => asked.save = Some(value.parse()?),
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    Ok(asked)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let asked = arguments()?;
    let passing = tempfile::tempdir()?;
    let folder = asked.keep.as_deref().unwrap_or(passing.path());
    std::fs::create_dir_all(folder)?;
    let mut out = std::io::stdout();
    if let Some(rows) = asked.save {
        return one_file(rows, folder, &mut out).await;
    }
    writeln!(out, "{:>38} {:>28} {:>29}", "", "page of 25 months", "scorecard of 60 measures")?;
    writeln!(
        out,
        "{:>12} {:>6} {:>8} {:>9} {:>10} {:>8} {:>8} {:>10} {:>8} {:>8}",
        "observations",
        "MiB",
        "made s",
        "per s",
        "read",
        "median",
        "95 %",
        "read",
        "median",
        "95 %"
    )?;
    let mut holds = true;
    for rows in asked.rows {
        holds &= line(rows, folder, &mut out).await?;
    }
    writeln!(out, "times in ms; limits at the median: page {PAGE_LIMIT}, scorecard {CARD_LIMIT}")?;
    if holds { Ok(()) } else { Err("a limit does not hold".into()) }
}
