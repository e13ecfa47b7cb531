//! Reading from SQLite: a measure page and a scorecard, from 100 thousand to 10 million
//! observations, by the use cases that the pages call and as served by the whole program.

mod made;
mod served;

use std::path::{Path, PathBuf};
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
    say("Reading: a measure page of 25 months with its breakdown, and a scorecard of 60 measures")?;
    say(&format!(
        "{:>12} {:>6} {:>7} | {:>21} {:>21} | {:>7} {:>7} {:>7} {:>7} {:>9}",
        "",
        "",
        "",
        "page data, ms",
        "scorecard data, ms",
        "served:",
        "page",
        "card",
        "file",
        "peak MiB"
    ))?;
    say(&format!(
        "{:>12} {:>6} {:>7} | {:>7} {:>6} {:>6} {:>7} {:>6} {:>6} | {:>7}",
        "observations",
        "MiB",
        "made s",
        "median",
        "95 %",
        "most",
        "median",
        "95 %",
        "most",
        "start s"
    ))?;
    let mut last = None;
    for size in SIZES.into_iter().filter(|size| *size <= bench.observations) {
        last = Some((size, runtime.block_on(line(bench, size))?));
    }
    let Some((size, line)) = last else {
        return Err("--observations must be 100000 or more".to_owned());
    };
    let about = size / 1_000_000;
    results.limit(&format!("measure page data, {about} million"), line.page, PAGE_LIMIT, "ms");
    results.limit(&format!("scorecard data, {about} million"), line.card, CARD_LIMIT, "ms");
    results.plain(&format!("measure page served, {about} million"), line.served_page, "ms");
    results.plain(&format!("scorecard served, {about} million"), line.served_card, "ms");
    results.plain("a file served: what asking costs", line.served_file, "ms");
    results.plain("peak memory of the server", line.peak, "MiB");
    Ok(())
}

/// Medians of one size.
struct Line {
    page: f64,
    card: f64,
    served_page: f64,
    served_card: f64,
    served_file: f64,
    peak: f64,
}

async fn line(bench: &Bench, size: usize) -> Outcome<Line> {
    let shape = Shape::of(size);
    let folder = bench.folder.join(format!("read-{size}"));
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
    drop(desk);
    let served = over_http(&bench.binary, &folder, shape, &months)?;
    let database: PathBuf = folder.join("sightline.db");
    let mebibytes = std::fs::metadata(database).map_err(|e| e.to_string())?.len() >> 20;
    let (page, card) = (Timed(pages), Timed(cards));
    say(&format!(
        "{:>12} {mebibytes:>6} {seconds:>7.1} | {:>7.2} {:>6.1} {:>6.1} {:>7.2} {:>6.1} {:>6.1} | {:>7.2} {:>7.1} {:>7.1} {:>7.2} {:>9.0}",
        shape.observations(),
        page.at(0.5),
        page.at(0.95),
        page.at(1.0),
        card.at(0.5),
        card.at(0.95),
        card.at(1.0),
        served.start,
        served.page,
        served.card,
        served.file,
        served.peak,
    ))?;
    Ok(Line {
        page: page.at(0.5),
        card: card.at(0.5),
        served_page: served.page,
        served_card: served.card,
        served_file: served.file,
        peak: served.peak,
    })
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
    let total = |month| Some(Decimal::from(made::sum(shape, asked.measure, month, 0)));
    let Some(series) = &found.series else { return wrong("no series") };
    if series.rows.len() != PAGE_PERIODS {
        return wrong(&format!("{} months in the series", series.rows.len()));
    }
    for (back, row) in series.rows.iter().rev().enumerate() {
        let figure = row.figures.first();
        if figure.is_none_or(|f| f.number != total(asked.month - back)) {
            return wrong(&format!("the sum of {back} months before is not right"));
        }
    }
    let Some(broken_down) = found.series_by.first() else { return wrong("no breakdown") };
    let categories = made::categories(asked.measure);
    let last = broken_down.rows.last();
    let parts = last.map_or(&[][..], |row| row.figures.as_slice());
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
    start: f64,
    page: f64,
    card: f64,
    file: f64,
    peak: f64,
}

fn over_http(binary: &Path, data: &Path, shape: Shape, months: &[Period]) -> Outcome<OverHttp> {
    let served = Served::start(binary, data)?;
    let (mut pages, mut cards, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let asked = Asked::of(round, shape, months)?;
        let (took, body) = served.get(&asked.page_address())?;
        if !body.contains(&format!("Bench measure {}", asked.measure)) {
            return Err(format!("{} is another page", asked.page_address()));
        }
        pages.push(took);
        let (took, body) = served.get(&asked.card_address())?;
        if body.matches("/measures/bench.m").count() < CARD_MEASURES {
            return Err(format!("{} lacks measures", asked.card_address()));
        }
        cards.push(took);
        files.push(served.get("/assets/app.css")?.0);
    }
    let median = |times: Vec<Duration>| Timed(times).at(0.5);
    Ok(OverHttp {
        start: served.started.as_secs_f64(),
        page: median(pages),
        card: median(cards),
        file: median(files),
        peak: served.peak(),
    })
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
