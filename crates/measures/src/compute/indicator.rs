//! The indicators: each takes a subject and gives an answer with its unit and decimals.

use sightline_kernel::decimal::{Decimal, Ratio, write_number};
use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{AreaCode, CategoryCode, DimensionId, MeasureId};
use sightline_kernel::period::Period;

use super::answer::{Answer, Why};
use super::value::{Engine, no_return, without_totals};
use crate::card::{Form, Kind, MeasureCard};
use crate::observation::Key;
use crate::print;
use crate::request::{Indicator, Selector};
use crate::table::{Outcome, Role, Unit};

/// What an indicator is computed of: a key, less what is shown beside it when it is a rest.
#[derive(Debug, Clone)]
pub(super) struct Subject<'a> {
    pub(super) card: &'a MeasureCard,
    pub(super) key: Key,
    /// For the rest of a table: the cells that are taken from the total.
    pub(super) less: Vec<Cell>,
}

/// An answer with its unit and the decimals that are printed.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) answer: Answer,
    pub(super) unit: Unit,
    pub(super) places: u32,
}

impl Subject<'_> {
    pub(super) fn at(&self, period: Period) -> Self {
        Self { key: Key { period, ..self.key.clone() }, ..self.clone() }
    }

    pub(super) fn in_area(&self, area: &AreaCode) -> Self {
        Self { key: Key { area: area.clone(), ..self.key.clone() }, ..self.clone() }
    }

    /// The unit of the measure's own values.
    pub(super) fn unit(&self) -> Unit {
        match self.card.form {
            Form::Count => Unit::Count,
            Form::Percentage => Unit::Percent,
            Form::Rate => self.card.rate.as_ref().map_or(Unit::Ratio, |rule| Unit::Per(rule.per)),
            Form::Days => Unit::Days,
            Form::Pounds => Unit::Pounds,
        }
    }

    /// Whether the values are things that can be counted together, so that shares have a meaning.
    pub(super) fn is_amount(&self) -> bool {
        matches!(self.card.form, Form::Count | Form::Pounds)
    }

    /// The cell's dimension that the card lists last, at a category that is not the total.
    pub(super) fn dimension(&self) -> Option<&crate::card::MeasureDimension> {
        self.card.dimensions.iter().rev().find(|d| self.key.cell.get(d.id.as_str()).is_some())
    }

    fn measured(&self, answer: Answer) -> Measured {
        Measured { answer, unit: self.unit(), places: self.card.places }
    }
}

impl<'a> Engine<'a> {
    /// Computes an indicator of a subject.
    pub(super) fn measure(&self, of: &Subject<'a>, indicator: &Indicator) -> Measured {
        match indicator {
            Indicator::Value => of.measured(self.amount(of)),
            Indicator::Share { of: base } => self.share(of, base.as_deref()),
            Indicator::Rate { per, vintage } => self.rate(of, *per, *vintage),
            Indicator::Change { since } => self.change(of, *since),
            Indicator::ChangePercent { since } => self.change_percent(of, *since),
            Indicator::Earlier { period } => self.earlier(of, *period),
            Indicator::Ratio { to } => self.quotient(of, to),
            Indicator::MonthlyMean => self.monthly_mean(of),
            Indicator::YearToDate => of.measured(self.year_to_date(of)),
            Indicator::Rank => self.rank(of),
            Indicator::Gap { against } => self.gap(of, against),
            Indicator::Compared { with } => self.compared(of, with),
            Indicator::Target => self.target(of),
        }
    }

    /// The subject's value: of its key, or what is left of the total for a rest.
    pub(super) fn amount(&self, of: &Subject<'_>) -> Answer {
        if of.less.is_empty() {
            return self.value(of.card, &of.key);
        }
        let total = self.total(of.card, &of.key);
        let mut rest = total.clone();
        let Some(mut left) = total.ratio().cloned() else { return total };
        for cell in &of.less {
            let shown = self.value(of.card, &Key { cell: cell.clone(), ..of.key.clone() });
            let Some(ratio) = shown.ratio() else {
                let reason =
                    format!("The rest is not known: a value shown above {}.", shown.said());
                return Answer::not(Why::PartMissing, reason).with(&rest, None).with(&shown, None);
            };
            left = left.minus(ratio);
            rest = rest.with(&shown, None);
        }
        if left.is_negative() {
            let reason = "The rest is not shown: the values above add up to more than the total.";
            return Answer::not(Why::NoTotal, reason).with(&rest, None);
        }
        rest.outcome = Outcome::Known(left);
        rest
    }

    fn share(&self, of: &Subject<'a>, base: Option<&Selector>) -> Measured {
        let measured =
            |answer| Measured { answer, unit: Unit::Percent, places: of.card.share_places };
        if !of.is_amount() {
            return measured(Answer::not(
                Why::Percentage,
                "No share is made of a percentage or rate.",
            ));
        }
        let denominator = match base {
            Some(base) => self.other(of, base).map(|other| (self.amount(&other), None)),
            None if self.is_apart(of) => {
                let reason = "What is shown apart is not part of the total and has no share of it.";
                return measured(Answer::not(Why::Apart, reason));
            }
            None => self.base_key(of).map(|key| (self.total(of.card, &key), Some(key))),
        };
        let Some((denominator, total)) = denominator else {
            return measured(Answer::not(
                Why::NoBase,
                "There is no base of which to take a share.",
            ));
        };
        let numerator = self.amount(of);
        let mut answer = self.divide(of, numerator, denominator);
        if let Some(note) = total.and_then(|key| self.disagreement(of.card, &key))
            && answer.ratio().is_some()
        {
            answer = answer.note(note);
        }
        measured(answer)
    }

    /// Hundred times one over the other, when both are known and the base is large enough.
    fn divide(&self, of: &Subject<'_>, top: Answer, bottom: Answer) -> Answer {
        let bottom = bottom.role(Role::Base);
        let Some(upper) = top.ratio() else { return passed_on(top) };
        if let Some(refusal) = self.refuse_base(of, &bottom) {
            return refusal.with(&top, None).with(&bottom, None);
        }
        let share = bottom.ratio().and_then(|lower| upper.over(lower));
        let Some(share) = share else {
            let reason = format!("No share: the base {}.", bottom.said());
            return Answer::not(Why::NoBase, reason).with(&top, None).with(&bottom, None);
        };
        let share = share.times(&Ratio::whole(100));
        Answer::known(share).with(&top, None).with(&bottom, None)
    }

    /// Why a base will not do: it is unknown, nil, or smaller than the suppression rule allows.
    fn refuse_base(&self, of: &Subject<'_>, base: &Answer) -> Option<Answer> {
        let Some(number) = base.ratio() else {
            let reason = format!("Not computed: the base {}.", base.said());
            return Some(Answer::not(Why::NoBase, reason));
        };
        if number.is_zero() {
            return Some(Answer::not(Why::NilBase, "Not computed: the base is nil."));
        }
        let smallest = self.smallest_base(of)?;
        (number.abs() < Ratio::whole(i64::from(smallest))).then(|| {
            let reason = format!("No number is printed on a base smaller than {smallest}.");
            Answer::not(Why::SmallBase, reason)
        })
    }

    fn smallest_base(&self, of: &Subject<'_>) -> Option<u32> {
        self.catalogue.rule(of.card.suppression.as_str(), of.key.period.end())?.smallest_base
    }

    /// The key of the total that a share is of: the card's last dimension of the cell set to `_T`.
    fn base_key(&self, of: &Subject<'_>) -> Option<Key> {
        let dimension = of.dimension()?;
        let cell = of.key.cell.with(&dimension.id, CategoryCode::total());
        Some(Key { cell, ..of.key.clone() })
    }

    pub(super) fn is_apart(&self, of: &Subject<'_>) -> bool {
        of.key.cell.pairs().any(|(dimension, code)| {
            let held = of.card.dimension(dimension.as_str());
            held.and_then(|d| self.catalogue.list(d.list.as_str(), of.key.period.end()))
                .and_then(|list| list.category(code.as_str()))
                .is_some_and(|category| category.apart)
        })
    }

    /// Another series for the same period and area, unless it says otherwise.
    fn other(&self, of: &Subject<'_>, series: &Selector) -> Option<Subject<'a>> {
        let period = series.period.unwrap_or(of.key.period);
        let key = Key {
            measure: series.measure.clone(),
            period,
            area: series.area.clone().unwrap_or_else(|| of.key.area.clone()),
            cell: series.cell.clone(),
        };
        let card = self.catalogue.measure(series.measure.as_str(), period.end())?;
        Some(Subject { card, key, less: Vec::new() })
    }

    fn change(&self, of: &Subject<'a>, since: Option<Period>) -> Measured {
        let then = of.at(since.unwrap_or_else(|| of.key.period.previous()));
        let unit = if of.unit() == Unit::Percent { Unit::Points } else { of.unit() };
        let answer = match self.now_and_then(of, &then) {
            Ok((now, before, both)) => Answer::known(now.minus(&before)).with(&both, None),
            Err(answer) => *answer,
        };
        Measured { answer, unit, places: of.card.places }
    }

    fn change_percent(&self, of: &Subject<'a>, since: Option<Period>) -> Measured {
        let measured =
            |answer| Measured { answer, unit: Unit::Percent, places: of.card.share_places };
        if of.card.form == Form::Percentage {
            let reason = "A change between percentages is said in percentage points.";
            return measured(Answer::not(Why::Percentage, reason));
        }
        let then = of.at(since.unwrap_or_else(|| of.key.period.previous()));
        let (now, before, both) = match self.now_and_then(of, &then) {
            Ok(both) => both,
            Err(answer) => return measured(*answer),
        };
        let small = self.smallest_base(of).filter(|least| before < Ratio::whole(i64::from(*least)));
        let percent = now.minus(&before).times(&Ratio::whole(100)).over(&before);
        measured(match (percent, small) {
            (None, _) => {
                let reason = "A change in per cent is not made from an earlier value of nil.";
                Answer::not(Why::NilEarlier, reason).with(&both, None)
            }
            (Some(_), Some(least)) => {
                let reason = format!("No number is printed on a base smaller than {least}.");
                Answer::not(Why::SmallBase, reason).with(&both, None)
            }
            (Some(percent), None) => Answer::known(percent).with(&both, None),
        })
    }

    /// Both values of a change, and an answer that holds what they were made from.
    fn now_and_then(
        &self,
        of: &Subject<'_>,
        then: &Subject<'_>,
    ) -> Result<(Ratio, Ratio, Answer), Box<Answer>> {
        let now = self.amount(of);
        let before = self.amount(then).role(Role::Earlier);
        let Some(latest) = now.ratio().cloned() else {
            return Err(Box::new(passed_on(now)));
        };
        let Some(earlier) = before.ratio().cloned() else {
            let reason = format!(
                "No change: the value for {} {}.",
                then.key.period.in_words(),
                before.said()
            );
            let answer = Answer::not(Why::NoEarlier, reason);
            return Err(Box::new(answer.with(&now, None).with(&before, None)));
        };
        let mut both = no_return().with(&now, None).with(&before, None);
        for note in breaks(of.card, then.key.period, of.key.period) {
            both = both.note(note);
        }
        Ok((latest, earlier, both))
    }

    fn earlier(&self, of: &Subject<'a>, period: Option<Period>) -> Measured {
        let then = of.at(period.unwrap_or_else(|| of.key.period.previous()));
        of.measured(self.amount(&then).role(Role::Earlier))
    }

    fn quotient(&self, of: &Subject<'a>, to: &Selector) -> Measured {
        const PLACES: u32 = 2;
        let answer = match self.other(of, to) {
            None => Answer::not(Why::NoBase, format!("There is no measure “{}”.", to.measure)),
            Some(other) => {
                let (top, bottom) = (self.amount(of), self.amount(&other));
                let mut answer = self.divide(of, top, bottom);
                if let Outcome::Known(percent) = &answer.outcome {
                    let plain = percent.over(&Ratio::whole(100));
                    answer.outcome = plain.map_or(Outcome::NoReturn, Outcome::Known);
                }
                answer
            }
        };
        Measured { answer, unit: Unit::Ratio, places: PLACES }
    }

    fn monthly_mean(&self, of: &Subject<'a>) -> Measured {
        let months = i64::try_from(of.key.period.months().len()).unwrap_or(0);
        if of.card.kind == Kind::Stock || !of.is_amount() || months == 0 {
            let reason = "A monthly mean is made only of what is counted over a period of months.";
            return of.measured(Answer::not(Why::NotFlow, reason));
        }
        let mut answer = self.amount(of);
        let mean = answer.ratio().and_then(|sum| sum.over(&Ratio::whole(months)));
        match mean {
            Some(mean) => answer.outcome = Outcome::Known(mean),
            None => answer = passed_on(answer),
        }
        of.measured(answer)
    }

    /// The sum of the months up to the last that was supplied; none before it may be missing.
    fn year_to_date(&self, of: &Subject<'_>) -> Answer {
        let months = of.key.period.months();
        if of.card.kind == Kind::Stock || !of.is_amount() || months.is_empty() {
            let reason = "A sum to date is made only of what is counted over months.";
            return Answer::not(Why::NotFlow, reason);
        }
        let supplied = |month: &Period| !self.amount(&of.at(*month)).is_no_return();
        let Some(last) = months.iter().rposition(supplied) else {
            let reason = format!("No month of {} was supplied.", of.key.period.in_words());
            return Answer::not(Why::MonthMissing, reason);
        };
        let so_far = months.get(..=last).unwrap_or_default();
        let sum = self.sum_over(of.card, &of.key, so_far).unwrap_or_else(no_return);
        match (so_far.first(), so_far.last()) {
            (Some(first), Some(last)) if sum.ratio().is_some() => {
                let (first, last) = (first.in_words(), last.in_words());
                sum.note(format!("Year to date: {first} to {last} ({} months).", so_far.len()))
            }
            _ => sum,
        }
    }

    fn rate(&self, of: &Subject<'a>, per: Option<u32>, vintage: Option<Period>) -> Measured {
        let rule = of.card.rate.as_ref();
        let per = per.or_else(|| rule.map(|rule| rule.per)).unwrap_or(1_000);
        let places = rule.map_or(1, |rule| rule.places);
        let measured = |answer| Measured { answer, unit: Unit::Per(per), places };
        let Some(rule) = rule else {
            let reason = format!("The card of “{}” names no population for a rate.", of.card.title);
            return measured(Answer::not(Why::NoRateRule, reason));
        };
        if !of.is_amount() {
            return measured(Answer::not(
                Why::Percentage,
                "No rate is made of a percentage or rate.",
            ));
        }
        let top = self.amount(of);
        let Some(count) = top.ratio() else { return measured(passed_on(top)) };
        let (population, used) = self.population(of, &rule.population, vintage.or(rule.vintage));
        let population = population.role(Role::Population);
        if let Some(refusal) = self.refuse_base(of, &population) {
            let refusal = match population.ratio() {
                Some(_) => refusal,
                None => Answer::not(
                    Why::NoPopulation,
                    format!(
                        "No rate: there is no population for {}.",
                        self.area_name(&of.key.area)
                    ),
                ),
            };
            return measured(refusal.with(&top, None).with(&population, None));
        }
        let rate = population
            .ratio()
            .and_then(|people| count.times(&Ratio::whole(i64::from(per))).over(people));
        let answer = rate.map_or_else(no_return, Answer::known);
        let note = self.population_note(of, per, &population, used);
        measured(answer.with(&top, None).with(&population, None).note(note))
    }

    /// “Rate per 1,000 people: mid-2019 population, 323,136.”
    fn population_note(
        &self,
        of: &Subject<'_>,
        per: u32,
        population: &Answer,
        used: Period,
    ) -> String {
        let people = self.people(of);
        let size = population.ratio().and_then(|ratio| ratio.round(0));
        let size = size.map(|size| write_number(size, 0, true)).unwrap_or_default();
        let per = print::per(per);
        format!("Rate per {per} {people}, on the {} population of {size}.", used.in_words())
    }

    /// Who is counted below the line of a rate: “people”, “children”.
    pub(super) fn people(&self, of: &Subject<'_>) -> String {
        let rule = of.card.rate.as_ref();
        let card = rule
            .and_then(|rule| self.catalogue.measure(rule.population.as_str(), of.key.period.end()));
        card.map_or_else(|| "people".to_owned(), MeasureCard::units)
    }

    pub(super) fn area_name(&self, area: &AreaCode) -> String {
        self.catalogue.areas.get(area).map_or_else(|| area.to_string(), |area| area.name.clone())
    }

    /// The population of a rate and its vintage: the one named, else the latest that is not after
    /// the period's middle. Dimensions that the population has too are carried into it.
    fn population(
        &self,
        of: &Subject<'_>,
        measure: &MeasureId,
        vintage: Option<Period>,
    ) -> (Answer, Period) {
        let card = self.catalogue.measure(measure.as_str(), of.key.period.end());
        let shared = |dimension: &DimensionId, code: &CategoryCode| {
            !code.is_total()
                && card.is_some_and(|card| card.dimension(dimension.as_str()).is_some())
        };
        let cell = of.key.cell.pairs().fold(Cell::default(), |cell, (dimension, code)| {
            if shared(dimension, code) { cell.with(dimension, code.clone()) } else { cell }
        });
        let name = (measure.clone(), Key { cell, ..of.key.clone() }, vintage);
        if let Some(known) = self.populations.borrow().get(&name) {
            return known.clone();
        }
        let (_, key, _) = &name;
        let found = card.map_or((no_return(), of.key.period), |card| {
            let candidates = vintage.map_or_else(|| vintages(key.period), |period| vec![period]);
            self.newest(card, key, &candidates)
        });
        self.populations.borrow_mut().insert(name, found.clone());
        found
    }

    /// The first of the vintages for which there is a population.
    fn newest(&self, card: &MeasureCard, key: &Key, vintages: &[Period]) -> (Answer, Period) {
        let mut last = key.period;
        for &period in vintages {
            last = period;
            let at = Key { measure: card.id.clone(), period, ..key.clone() };
            let answer = self.value(card, &at);
            if !answer.is_no_return() {
                return (answer, period);
            }
        }
        (no_return(), last)
    }

    fn target(&self, of: &Subject<'a>) -> Measured {
        let target = of.card.targets.iter().find(|target| target.period == of.key.period);
        let whole = without_totals(&of.key.cell).is_empty() && of.less.is_empty();
        of.measured(match target.filter(|_| whole) {
            Some(target) => {
                Answer::known(target.value.into()).note(format!("Target: {}.", target.source))
            }
            None => {
                let reason = format!("There is no target for {}.", of.key.period.in_words());
                Answer::not(Why::NoTarget, reason)
            }
        })
    }
}

/// The vintages that may serve a period: the latest not after its middle first, ten years back.
pub(super) fn vintages(period: Period) -> Vec<Period> {
    const YEARS_BACK: i16 = 10;
    let (start, end) = (period.start(), period.end());
    let half = start.until(end).map(|span| span.get_days() / 2).unwrap_or(0);
    let middle = start.checked_add(jiff::Span::new().days(half)).unwrap_or(start);
    let latest = middle.year();
    let years = (latest - YEARS_BACK..=latest).rev().map(Period::Vintage);
    years.filter(|vintage| vintage.end() <= middle).collect()
}

/// The series breaks between two periods, each as a sentence.
fn breaks(card: &MeasureCard, then: Period, now: Period) -> Vec<String> {
    let between = card.series_breaks.iter().filter(|b| then.start() < b.at && b.at <= now.end());
    between
        .map(|b| format!("Series break at {}: {}", Period::Snapshot(b.at).in_words(), b.note))
        .collect()
}

/// The answer for an indicator whose own value is not a number.
pub(super) fn passed_on(answer: Answer) -> Answer {
    match &answer.outcome {
        Outcome::Bounded { text, .. } => {
            let reason = format!("Not computed: the supplier gave “{text}” and no number.");
            Answer::not(Why::Suppressed, reason).with(&answer, None)
        }
        _ => answer,
    }
}

/// Half of a sum of two, for a median between two values.
pub(super) fn half(ratio: &Ratio) -> Ratio {
    ratio.times(&Ratio::from(Decimal::new(5, 1)))
}
