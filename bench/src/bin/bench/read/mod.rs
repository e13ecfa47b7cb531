//! Reading from SQLite: a measure page and a scorecard, from 100 thousand to 10 million
//! observations, by the use cases that the pages call and as served by the whole program.

mod made;
mod served;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use made::{CARD_MEASURES, CARD_THEME, PAGE_PERIODS, Shape};
use served::Served;
use sightline_app::figures::{MeasurePage, PageAsk, Scorecard, ScorecardAsk, page, scorecard};
use sightline_app::{Desk, Use};
use sightline_bench::child::Outcome;
use sightline_bench::versus::Spread;
use sightline_kernel::clock::FixedClock;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::period::Period;
use sightline_measures::table::Row;

use crate::results::Results;
use crate::{Bench, say};

/// Limits on the median, in milliseconds, as the issue sets them.
const PAGE_LIMIT: f64 = 20.0;
const CARD_LIMIT: f64 = 100.0;
const ROUNDS: usize = 51;
const SIZES: [usize; 3] = [100_000, 1_000_000, 10_000_000];

/// Runs the bench.
pub(crate) fn run(bench: &Bench, results: &mut Results) -> Outcome<()> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().map_err(|e| e.to_string())?;
    let sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= bench.observations).collect();
    say("Reading: a measure page of 25 months with its breakdown, and a scorecard of 60 measures")?;
    say(&format!(
        "{:>12} {:>6} {:>8} | {:>8} {:>7} {:>7} | {:>8} {:>7} {:>7}  data, ms",
        "observations", "MiB", "made s", "page", "95 %", "most", "card", "95 %", "most"
    ))?;
    let mut last = None;
    for size in &sizes {
        last = Some((size / 1_000_000, runtime.block_on(data(bench, *size))?));
    }
    let Some((millions, (page, card))) = last else {
        return Err("--observations must be 100000 or more".to_owned());
    };
    results.limit(&format!("measure page data, {millions} million"), page, PAGE_LIMIT, "ms");
    results.limit(&format!("scorecard data, {millions} million"), card, CARD_LIMIT, "ms");
    say(&format!(
        "{:>12} {:>8} {:>9} {:>8} {:>8} {:>8} {:>8}  served over HTTP, medians, ms",
        "observations", "peak MiB", "start s", "page", "card", "home", "a file"
    ))?;
    for size in &sizes {
        let served = over_http(bench, *size)?;
        last_served(results, *size, &served);
    }
    Ok(())
}

/// Of the largest size, what stands in the table of results.
fn last_served(results: &mut Results, size: usize, served: &OverHttp) {
    if size < SIZES.into_iter().max().unwrap_or(size) {
        return;
    }
    results.plain("measure page served, 10 million", served.page, "ms");
    results.plain("scorecard served, 10 million", served.card, "ms");
    results.plain("a file served: what asking costs", served.file, "ms");
    results.plain("peak memory of the server", served.peak, "MiB");
}

fn folder_of(bench: &Bench, size: usize) -> PathBuf {
    bench.folder.join(format!("read-{size}"))
}

/// Makes the data where it is not there, and times the use cases; gives both medians.
async fn data(bench: &Bench, size: usize) -> Outcome<(f64, f64)> {
    let shape = Shape::of(size);
    let folder = folder_of(bench, size);
    let defs = bench.root.join("defs");
    let start = Instant::now();
    if !folder.join("made").is_file() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        made::make(&folder, &defs, shape).await?;
        std::fs::write(folder.join("made"), "").map_err(|e| e.to_string())?;
    }
    let seconds = start.elapsed().as_secs_f64();
    let clock = Arc::new(FixedClock(jiff::Timestamp::UNIX_EPOCH));
    let desk = Desk::open(&folder, Use::Read, &made::shipped(&defs)?, clock).await;
    let desk = desk.map_err(|e| e.to_string())?;
    let months = made::months(shape.months);
    let (mut pages, mut cards) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let asked = Asked::of(round, shape, &months)?;
        let start = Instant::now();
        let found = page(&desk, &asked.page()).await.map_err(|e| e.to_string())?;
        pages.push(start.elapsed());
        check_page(&found, &asked, shape)?;
        let start = Instant::now();
        let found = scorecard(&desk, &asked.card()).await.map_err(|e| e.to_string())?;
        cards.push(start.elapsed());
        check_card(&found, &asked, shape)?;
    }
    let database = folder.join("sightline.db");
    let mebibytes = std::fs::metadata(database).map_err(|e| e.to_string())?.len() >> 20;
    let (page, card) = (Timed(pages), Timed(cards));
    say(&format!(
        "{:>12} {mebibytes:>6} {seconds:>8.1} | {:>8.2} {:>7.1} {:>7.1} | {:>8.2} {:>7.1} {:>7.1}",
        shape.observations(),
        page.at(0.5),
        page.at(0.95),
        page.at(1.0),
        card.at(0.5),
        card.at(0.95),
        card.at(1.0),
    ))?;
    Ok((page.at(0.5), card.at(0.5)))
}

/// What one round asks for: a measure with a breakdown and a month that has 24 before it. The
/// rounds go over measures and months, so that no answer is warm from the round before.
struct Asked {
    measure: usize,
    month: usize,
    period: Period,
}

impl Asked {
    fn of(round: usize, shape: Shape, months: &[Period]) -> Outcome<Self> {
        let measure = ((round * 97) % (shape.measures / 4)) * 4 + 1 + round % 3;
        let measure = measure.min(shape.measures - 1);
        let month = PAGE_PERIODS - 1 + (round * 31) % (shape.months - PAGE_PERIODS + 1);
        let period = months.get(month).copied().ok_or("there is no such month")?;
        Ok(Self { measure, month, period })
    }

    fn page(&self) -> PageAsk {
        PageAsk { measure: made::measure(self.measure), period: Some(self.period) }
    }

    fn card(&self) -> ScorecardAsk {
        ScorecardAsk { period: Some(self.period), theme: Some(CARD_THEME.to_owned()) }
    }

    fn page_address(&self) -> String {
        format!("/measures/{}?period={}", made::measure(self.measure), self.period)
    }

    fn card_address(&self) -> String {
        format!("/scorecard?period={}&theme={CARD_THEME}", self.period)
    }
}

/// Whether the page has what it should, and the right numbers in the right places.
fn check_page(found: &MeasurePage, asked: &Asked, shape: Shape) -> Outcome<()> {
    let wrong =
        |what: &str| Err(format!("{} {}: {what}", made::measure(asked.measure), asked.period));
    let Some(series) = &found.series else { return wrong("no series") };
    if series.rows.len() != PAGE_PERIODS {
        return wrong(&format!("{} months in the series", series.rows.len()));
    }
    let all = made::months(shape.months);
    for figure in series.rows.iter().filter_map(|row| row.figures.first()) {
        let month = all.iter().position(|month| *month == figure.period).unwrap_or_default();
        if figure.number != Some(Decimal::from(made::sum(shape, asked.measure, month, 0))) {
            return wrong(&format!("{} is printed for {}", figure.printed, figure.period));
        }
    }
    let Some(broken_down) = found.series_by.first() else { return wrong("no breakdown") };
    let categories = made::categories(asked.measure);
    let shown = |row: &&Row| row.figures.iter().any(|figure| figure.period == asked.period);
    let row = broken_down.rows.iter().find(shown);
    let parts = row.map_or(&[][..], |row| row.figures.as_slice());
    let sums = (1..=categories).map(|cell| made::sum(shape, asked.measure, asked.month, cell));
    let right = parts.iter().zip(sums).all(|(figure, sum)| figure.number == Some(sum.into()));
    if broken_down.rows.len() != PAGE_PERIODS || parts.len() < categories || !right {
        return wrong("the breakdown is not right");
    }
    Ok(())
}

fn check_card(found: &Scorecard, asked: &Asked, shape: Shape) -> Outcome<()> {
    if found.lines.len() != CARD_MEASURES {
        return Err(format!("{} lines in the scorecard", found.lines.len()));
    }
    for line in &found.lines {
        let at = line.card.id.as_str().trim_start_matches("bench.m").parse::<usize>();
        let at = at.map_err(|e| e.to_string())?;
        let sum = |month| Some(Decimal::from(made::sum(shape, at, month, 0)));
        let right = line.current.number == sum(asked.month)
            && line.previous.number == sum(asked.month - 1)
            && line.target.is_some();
        if !right {
            return Err(format!("{} {}: the scorecard is not right", line.card.id, asked.period));
        }
    }
    Ok(())
}

/// Medians over HTTP in milliseconds, and the memory of the process.
struct OverHttp {
    page: f64,
    card: f64,
    file: f64,
    peak: f64,
}

/// The whole program, asked for the same.
fn over_http(bench: &Bench, size: usize) -> Outcome<OverHttp> {
    let shape = Shape::of(size);
    let months = made::months(shape.months);
    let served = Served::start(&bench.binary, &folder_of(bench, size))?;
    let mut times: [Vec<Duration>; 4] = Default::default();
    for round in 0..ROUNDS {
        let asked = Asked::of(round, shape, &months)?;
        let asks = [
            (asked.page_address(), format!("Bench measure {}", asked.measure)),
            (asked.card_address(), "Scorecard".to_owned()),
            ("/".to_owned(), "Data queries".to_owned()),
            ("/assets/app.css".to_owned(), "govuk".to_owned()),
        ];
        for (times, (address, words)) in times.iter_mut().zip(asks) {
            let (took, body) = served.get(&address)?;
            let lines = body.matches("/measures/bench.m").count();
            let whole = !address.starts_with("/scorecard") || lines == CARD_MEASURES;
            if !(whole && body.contains(&words)) {
                return Err(format!("{address} gives another page"));
            }
            times.push(took);
        }
    }
    let [page, card, home, file] = times.map(|times| Timed(times).at(0.5));
    let (start, peak) = (served.started.as_secs_f64(), served.peak());
    say(&format!(
        "{:>12} {peak:>8.0} {start:>9.2} {page:>8.2} {card:>8.2} {home:>8.2} {file:>8.2}",
        shape.observations(),
    ))?;
    Ok(OverHttp { page, card, file, peak })
}

struct Timed(Vec<Duration>);

impl Timed {
    /// The time in milliseconds below which the part lies.
    fn at(&self, part: f64) -> f64 {
        let milliseconds = self.0.iter().map(|time| time.as_secs_f64() * 1000.0);
        if part == 0.5 {
            return Spread::of(milliseconds).map_or(f64::NAN, |spread| spread.median);
        }
        let mut times: Vec<f64> = milliseconds.collect();
        times.sort_by(f64::total_cmp);
        let at = ((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1));
        times.get(at).copied().unwrap_or(f64::NAN)
    }
}
