//! The figures against which text is held.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_measures::card::MeasureCard;
use sightline_measures::catalogue::Catalogue;
use sightline_measures::request::{Column, Indicator, Rows, Selector, TableRequest};
use sightline_measures::table::Figure;
use sightline_measures::words::Thresholds;

use super::stems;
use super::triggers::Triggers;

/// All figures of a report's year with their labels, and the thresholds of words.
#[derive(Debug, Clone)]
pub struct FigureBook {
    /// The figures.
    pub(crate) figures: Vec<BookFigure>,
    /// The measures that the figures are of, and what they are called.
    pub(crate) measures: BTreeMap<MeasureId, Subject>,
    /// Nouns that measures count, in lower case.
    pub(crate) units: BTreeSet<String>,
    /// When words are right.
    pub(crate) thresholds: Thresholds,
    /// The year that the figures are of.
    pub(crate) period: Period,
    by_id: BTreeMap<String, usize>,
    /// Which sentences can hold words of direction or size.
    pub(crate) triggers: Triggers,
}

/// A figure and what it is called.
#[derive(Debug, Clone)]
pub(crate) struct BookFigure {
    pub(crate) figure: Figure,
    /// “Domestic abuse offences, 2021-22”.
    pub(crate) label: String,
    /// Stems of the names of its categories.
    pub(crate) categories: BTreeSet<String>,
    /// The chapters that print it.
    pub(crate) chapters: BTreeSet<String>,
}

/// What a measure is called, as stems.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    pub(crate) title: String,
    /// Of the title.
    pub(crate) name: BTreeSet<String>,
    /// Of the title, the definition, the counting unit, numerator and denominator.
    pub(crate) all: BTreeSet<String>,
    pub(crate) theme: String,
}

/// The series that a figure belongs to, whatever is computed of it.
pub(crate) type Series<'a> = (&'a MeasureId, &'a Cell, &'a AreaCode);

impl BookFigure {
    /// Its series.
    pub(crate) fn series(&self) -> Series<'_> {
        (&self.figure.measure, &self.figure.cell, &self.figure.area)
    }
}

/// Nouns that are counted, whichever measures there are.
const UNITS: [&str; 22] = [
    "adults",
    "assessments",
    "cases",
    "children",
    "contacts",
    "crimes",
    "deaths",
    "families",
    "incidents",
    "individuals",
    "offences",
    "people",
    "persons",
    "records",
    "referrals",
    "reports",
    "residents",
    "reviews",
    "suspects",
    "victims",
    "women",
    "men",
];

impl FigureBook {
    /// An empty book.
    #[must_use]
    pub fn new(thresholds: Thresholds, period: Period) -> Self {
        Self {
            figures: Vec::new(),
            measures: BTreeMap::new(),
            units: UNITS.into_iter().map(str::to_owned).collect(),
            triggers: Triggers::new(&thresholds),
            thresholds,
            period,
            by_id: BTreeMap::new(),
        }
    }

    /// Adds a figure, and the chapter that prints it where one does. A figure with the same id is
    /// kept once. A hidden figure is left out: text is not held against what must not be known.
    pub fn add(&mut self, catalogue: &Catalogue, figure: &Figure, chapter: Option<&str>) {
        if figure.treatment.hides() {
            return;
        }
        let known = self.by_id.get(&figure.id).copied();
        if let Some(known) = known.and_then(|at| self.figures.get_mut(at)) {
            known.chapters.extend(chapter.map(str::to_owned));
            return;
        }
        let card = catalogue.measure(figure.measure.as_str(), self.period.end());
        if let Some(card) = card {
            self.know(card);
        }
        let names = category_names(catalogue, card, &figure.cell, self.period.end());
        let label = label(catalogue, card, figure, &names);
        self.by_id.insert(figure.id.clone(), self.figures.len());
        self.figures.push(BookFigure {
            figure: figure.clone(),
            label,
            categories: stems::of(&names.join(" ")),
            chapters: chapter.map(str::to_owned).into_iter().collect(),
        });
    }

    /// Adds many figures that no chapter prints.
    pub fn add_all<'f>(
        &mut self,
        catalogue: &Catalogue,
        figures: impl IntoIterator<Item = &'f Figure>,
    ) {
        for figure in figures {
            self.add(catalogue, figure, None);
        }
    }

    fn know(&mut self, card: &MeasureCard) {
        if self.measures.contains_key(&card.id) {
            return;
        }
        let extra = [&card.numerator, &card.denominator, &card.note];
        let extra: Vec<&str> = extra.into_iter().flatten().map(String::as_str).collect();
        let units = card.units();
        let all = format!(
            "{} {} {} {units} {}",
            card.title,
            card.definition,
            card.counting_unit,
            extra.join(" ")
        );
        let last_word = |text: &str| text.rsplit(' ').next().unwrap_or("").to_lowercase();
        self.units.extend([last_word(&card.counting_unit), last_word(&units)]);
        self.measures.insert(
            card.id.clone(),
            Subject {
                title: card.title.clone(),
                name: stems::of(&card.title),
                all: stems::of(&all),
                theme: card.theme.clone(),
            },
        );
    }

    /// The book's figure with this id.
    pub(crate) fn get(&self, id: &str) -> Option<&BookFigure> {
        self.by_id.get(id).and_then(|at| self.figures.get(*at))
    }

    /// How many figures it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }
}

/// The tables whose figures a book should hold: for each measure its value, the year before, the
/// change, and for each breakdown the value, share and change of every category.
#[must_use]
pub fn book_requests(catalogue: &Catalogue, period: Period) -> Vec<TableRequest> {
    let mut out = Vec::new();
    for id in catalogue.measures.keys() {
        let Some(card) = catalogue.measure(id.as_str(), period.end()) else { continue };
        let mut columns = vec![
            Indicator::Value,
            Indicator::Earlier { period: None },
            Indicator::ChangePercent { since: None },
            Indicator::Change { since: None },
        ];
        if card.rate.is_some() {
            columns.push(Indicator::Rate { per: None, vintage: None });
        }
        if card.kind == sightline_measures::card::Kind::Flow {
            columns.push(Indicator::MonthlyMean);
        }
        out.push(request(id, Rows::One, &columns));
        for dimension in &card.dimensions {
            let mut columns: Vec<Indicator> = columns.iter().take(4).cloned().collect();
            if card.form == sightline_measures::card::Form::Count {
                columns.push(Indicator::Share { of: None });
            }
            out.push(request(id, Rows::Categories(dimension.id.clone()), &columns));
        }
    }
    out
}

fn request(id: &MeasureId, rows: Rows, columns: &[Indicator]) -> TableRequest {
    TableRequest {
        of: Selector::measure(id.clone()),
        rows,
        columns: columns.iter().cloned().map(Column::new).collect(),
        across: None,
        top: None,
        order: sightline_measures::request::Order::Listed,
        title: None,
    }
}

fn category_names(
    catalogue: &Catalogue,
    card: Option<&MeasureCard>,
    cell: &Cell,
    day: Date,
) -> Vec<String> {
    let name = |(dimension, code): &(_, sightline_kernel::ids::CategoryCode)| {
        let dimension: &sightline_kernel::ids::DimensionId = dimension;
        let list = card.and_then(|card| card.dimension(dimension.as_str()));
        let list = list.and_then(|dimension| catalogue.list(dimension.list.as_str(), day));
        let name = list.and_then(|list| list.category(code.as_str())).map(|c| c.name.clone());
        name.unwrap_or_else(|| code.to_string())
    };
    cell.pairs().filter(|(_, code)| !code.is_total()).map(name).collect()
}

fn label(
    catalogue: &Catalogue,
    card: Option<&MeasureCard>,
    figure: &Figure,
    names: &[String],
) -> String {
    let title = card.map_or_else(|| figure.measure.to_string(), |card| card.title.clone());
    let mut label = title;
    for name in names {
        label.push_str(": ");
        label.push_str(name);
    }
    let kind = match &figure.indicator {
        Indicator::Value => None,
        Indicator::Share { .. } => Some("share"),
        Indicator::Rate { .. } => Some("rate"),
        Indicator::Change { .. } => Some("change"),
        Indicator::ChangePercent { .. } => Some("change in per cent"),
        Indicator::Earlier { .. } => Some("the year before"),
        Indicator::Ratio { .. } => Some("ratio"),
        Indicator::MonthlyMean => Some("monthly mean"),
        Indicator::YearToDate => Some("year to date"),
        Indicator::Rank => Some("rank"),
        Indicator::Gap { .. } => Some("gap"),
        Indicator::Compared { .. } => Some("comparator"),
        Indicator::Target => Some("target"),
    };
    label.extend(kind.into_iter().flat_map(|kind| [", ", kind]));
    label.push_str(", ");
    label.push_str(&figure.period.in_words());
    if let Some(area) = catalogue.areas.get(&figure.area).filter(|_| card.is_some_and(elsewhere)) {
        label.push_str(", ");
        label.push_str(&area.name);
    }
    label
}

/// Whether the measure is supplied for other areas than the partnership's own.
fn elsewhere(card: &MeasureCard) -> bool {
    card.footprint != sightline_measures::card::Footprint::LocalAuthority
}

/// The directive that prints a figure, where there is one.
pub(crate) fn directive(figure: &Figure) -> Option<String> {
    let verb = match &figure.indicator {
        Indicator::Value => "figure",
        Indicator::Share { of: None } => "share",
        Indicator::Rate { .. } => "rate",
        Indicator::Change { since: None } => "change",
        Indicator::ChangePercent { since: None } => "change-percent",
        Indicator::Earlier { period: None } => "earlier",
        Indicator::MonthlyMean => "monthly-mean",
        Indicator::YearToDate => "year-to-date",
        Indicator::Rank => "rank",
        Indicator::Target => "target",
        _ => return None,
    };
    let mut out = format!("{{{{{verb} {}", figure.measure);
    for (dimension, code) in figure.cell.pairs() {
        let code = code.as_str();
        let quote = if code.contains(char::is_whitespace) { "\"" } else { "" };
        out.push_str(&format!(" {dimension}={quote}{code}{quote}"));
    }
    out.push_str("}}");
    Some(out)
}
