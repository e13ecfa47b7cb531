//! An exact simplex in whole numbers: a dense tableau with one common denominator, variables with
//! bounds, two phases. Table relations keep the denominator at 1, so nothing is ever rounded.

use super::solver::{Fraction, Optimum, Program, Session, SolveError, Solver};

/// The shipped solver. It works in 64 bits and starts again in 128 when that does not suffice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Exact;

impl Solver for Exact {
    fn open(&self, program: &Program) -> Result<Box<dyn Session>, SolveError> {
        match Tableau::<i64>::open(program) {
            Err(SolveError::TooLarge) => {}
            Err(other) => return Err(other),
            Ok(narrow) => {
                return Ok(Box::new(Widening {
                    program: program.clone(),
                    now: Some(narrow),
                    wide: None,
                }));
            }
        }
        Ok(Box::new(Tableau::<i128>::open(program)?))
    }
}

/// A session in 64 bits that goes over to 128 when a number does not fit.
struct Widening {
    program: Program,
    now: Option<Tableau<i64>>,
    wide: Option<Tableau<i128>>,
}

impl Session for Widening {
    fn least(&mut self, objective: &[(usize, i64)]) -> Result<Optimum, SolveError> {
        if let Some(narrow) = &mut self.now {
            match narrow.least(objective) {
                Err(SolveError::TooLarge) => self.now = None,
                done => return done,
            }
        }
        let mut wide = match self.wide.take() {
            Some(wide) => wide,
            None => Tableau::<i128>::open(&self.program)?,
        };
        let done = wide.least(objective);
        self.wide = Some(wide);
        done
    }
}

/// Whole numbers whose operations say when the result does not fit.
trait Int: Copy + Ord + Default {
    const ONE: Self;
    fn from_i64(n: i64) -> Self;
    fn wide(self) -> i128;
    fn times(self, other: Self) -> Option<Self>;
    fn plus(self, other: Self) -> Option<Self>;
    fn less(self, other: Self) -> Option<Self>;
    /// Exact division; the tableau only divides what is divisible.
    fn by(self, other: Self) -> Option<Self>;
}

macro_rules! int {
    ($kind:ty) => {
        impl Int for $kind {
            const ONE: Self = 1;
            fn from_i64(n: i64) -> Self {
                n.into()
            }
            fn wide(self) -> i128 {
                self.into()
            }
            fn times(self, other: Self) -> Option<Self> {
                self.checked_mul(other)
            }
            fn plus(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }
            fn less(self, other: Self) -> Option<Self> {
                self.checked_sub(other)
            }
            fn by(self, other: Self) -> Option<Self> {
                self.checked_div(other)
            }
        }
    };
}
int!(i64);
int!(i128);

/// One row: factors of the variables, and the value of the basic variable (both times the common
/// denominator).
struct Line<T> {
    factors: Vec<T>,
    value: T,
    /// The basic variable; from `columns` on, an artificial one.
    basic: usize,
}

/// The tableau. Every variable is counted from its lower bound, or down from its upper bound when
/// `flipped`, so that what is not basic is nought.
struct Tableau<T> {
    lines: Vec<Line<T>>,
    /// The common denominator, above zero.
    scale: T,
    lows: Vec<i64>,
    /// The length of each variable's range; artificial variables stand behind and have none left
    /// after the first phase.
    spans: Vec<Option<T>>,
    flipped: Vec<bool>,
    columns: usize,
    /// The variables that are basic.
    is_basic: Vec<bool>,
}

/// Where the entering variable is stopped.
enum Stop {
    /// At the other end of its own range.
    Own,
    /// By the basic variable of a line, at its lower or upper end.
    Line { at: usize, upper: bool },
}

impl<T: Int + 'static> Tableau<T> {
    fn open(program: &Program) -> Result<Self, SolveError> {
        let columns = program.variables.len();
        let mut spans = Vec::with_capacity(columns + program.rows.len());
        for range in &program.variables {
            spans.push(match range.high {
                Some(high) if high < range.low => return Err(SolveError::Infeasible),
                Some(high) => {
                    Some(T::from_i64(high.checked_sub(range.low).ok_or(SolveError::TooLarge)?))
                }
                None => None,
            });
        }
        spans.extend(program.rows.iter().map(|_| None));
        let mut tableau = Self {
            lines: Vec::with_capacity(program.rows.len()),
            scale: T::ONE,
            lows: program.variables.iter().map(|range| range.low).collect(),
            flipped: vec![false; spans.len()],
            is_basic: vec![false; spans.len()],
            spans,
            columns,
        };
        for (at, row) in program.rows.iter().enumerate() {
            let line = tableau.line(&row.terms, row.equals, columns + at);
            tableau.lines.push(line.ok_or(SolveError::TooLarge)?);
        }
        tableau.first_point()?;
        Ok(tableau)
    }

    /// A row with its variables counted from their lower bounds and a value that is not negative.
    fn line(&self, terms: &[(usize, i64)], equals: i64, basic: usize) -> Option<Line<T>> {
        let mut factors = vec![T::default(); self.columns];
        let mut value = T::from_i64(equals);
        for (variable, factor) in terms {
            let slot = factors.get_mut(*variable)?;
            *slot = slot.plus(T::from_i64(*factor))?;
            let low = T::from_i64(*self.lows.get(*variable)?);
            value = value.less(low.times(T::from_i64(*factor))?)?;
        }
        if value < T::default() {
            value = T::default().less(value)?;
            for factor in &mut factors {
                *factor = T::default().less(*factor)?;
            }
        }
        Some(Line { factors, value, basic })
    }

    /// The first phase: drives the artificial variables to nought.
    fn first_point(&mut self) -> Result<(), SolveError> {
        let mut costs = vec![T::default(); self.columns];
        for line in &self.lines {
            for (cost, factor) in costs.iter_mut().zip(&line.factors) {
                *cost = cost.less(*factor).ok_or(SolveError::TooLarge)?;
            }
        }
        self.descend(&mut costs)?;
        let left = |line: &&Line<T>| line.basic >= self.columns && line.value > T::default();
        if self.lines.iter().any(|line| left(&line)) {
            return Err(SolveError::Infeasible);
        }
        for span in self.spans.iter_mut().skip(self.columns) {
            *span = Some(T::default());
        }
        Ok(())
    }

    /// Steps until no cost is negative. The largest fall goes first; after many steps the first
    /// variable does, which cannot go round in a circle.
    fn descend(&mut self, costs: &mut [T]) -> Result<(), SolveError> {
        let patience = 50 + 4 * (self.lines.len() + self.columns);
        for step in 0..40 * patience {
            let falling = costs.iter().enumerate().filter(|(at, cost)| {
                **cost < T::default() && !self.basic(*at) && self.span(*at) != Some(T::default())
            });
            let entering = if step < patience {
                falling.min_by(|one, other| one.1.cmp(other.1).then(one.0.cmp(&other.0)))
            } else {
                falling.min_by_key(|(at, _)| *at)
            };
            let Some((entering, _)) = entering else { return Ok(()) };
            match self.stop(entering).ok_or(SolveError::TooLarge)? {
                None => return Err(SolveError::Unbounded),
                Some(Stop::Own) => self.flip(entering, costs).ok_or(SolveError::TooLarge)?,
                Some(Stop::Line { at, upper }) => {
                    if upper {
                        self.turn(at).ok_or(SolveError::TooLarge)?;
                    }
                    self.pivot(at, entering, costs).ok_or(SolveError::TooLarge)?;
                }
            }
        }
        Err(SolveError::TooLarge)
    }

    fn basic(&self, variable: usize) -> bool {
        self.is_basic.get(variable).copied().unwrap_or(false)
    }

    fn span(&self, variable: usize) -> Option<T> {
        self.spans.get(variable).copied().flatten()
    }

    /// What stops the entering variable first: `Some(None)` when nothing does, `None` when a
    /// number does not fit.
    #[expect(clippy::option_option, reason = "the outer says that a number did not fit")]
    fn stop(&self, entering: usize) -> Option<Option<Stop>> {
        // The least of top / bottom, and for equal ones the first basic variable.
        let mut best: Option<(T, T, usize, Stop)> =
            self.span(entering).map(|span| (span, T::ONE, entering, Stop::Own));
        for (at, line) in self.lines.iter().enumerate() {
            let factor = line.factors.get(entering).copied().unwrap_or_default();
            let (top, bottom, upper) = if factor > T::default() {
                (line.value, factor, false)
            } else if factor < T::default() {
                let Some(span) = self.span(line.basic) else { continue };
                (span.times(self.scale)?.less(line.value)?, T::default().less(factor)?, true)
            } else {
                continue;
            };
            let nearer = match &best {
                None => true,
                Some((best_top, best_bottom, variable, _)) => {
                    let (mine, theirs) = (top.times(*best_bottom)?, best_top.times(bottom)?);
                    mine < theirs || (mine == theirs && line.basic < *variable)
                }
            };
            if nearer {
                best = Some((top, bottom, line.basic, Stop::Line { at, upper }));
            }
        }
        Some(best.map(|(.., stop)| stop))
    }

    /// Counts a variable that is not basic from the other end of its range.
    fn flip(&mut self, variable: usize, costs: &mut [T]) -> Option<()> {
        let span = self.span(variable)?;
        for line in &mut self.lines {
            let factor = line.factors.get_mut(variable)?;
            line.value = line.value.less(factor.times(span)?)?;
            *factor = T::default().less(*factor)?;
        }
        if let Some(cost) = costs.get_mut(variable) {
            *cost = T::default().less(*cost)?;
        }
        let flipped = self.flipped.get_mut(variable)?;
        *flipped = !*flipped;
        Some(())
    }

    /// Counts the basic variable of a line from the other end of its range.
    fn turn(&mut self, at: usize) -> Option<()> {
        let basic = self.lines.get(at)?.basic;
        let span = self.span(basic)?.times(self.scale)?;
        let line = self.lines.get_mut(at)?;
        for (variable, factor) in line.factors.iter_mut().enumerate() {
            if variable != basic {
                *factor = T::default().less(*factor)?;
            }
        }
        line.value = span.less(line.value)?;
        let flipped = self.flipped.get_mut(basic)?;
        *flipped = !*flipped;
        Some(())
    }

    /// Makes the entering variable basic in a line, where its factor is above zero.
    fn pivot(&mut self, at: usize, entering: usize, costs: &mut [T]) -> Option<()> {
        let mut chosen = Vec::new();
        let value = {
            let line = self.lines.get_mut(at)?;
            std::mem::swap(&mut chosen, &mut line.factors);
            line.value
        };
        let pivot = *chosen.get(entering)?;
        for (other, line) in self.lines.iter_mut().enumerate() {
            if other == at {
                continue;
            }
            let factor = line.factors.get(entering).copied().unwrap_or_default();
            combine(&mut line.factors, &chosen, pivot, factor, self.scale)?;
            line.value = step(line.value, value, pivot, factor, self.scale)?;
        }
        let factor = costs.get(entering).copied().unwrap_or_default();
        combine(costs, &chosen, pivot, factor, self.scale)?;
        self.scale = pivot;
        let line = self.lines.get_mut(at)?;
        line.factors = chosen;
        let leaving = std::mem::replace(&mut line.basic, entering);
        if let Some(basic) = self.is_basic.get_mut(leaving) {
            *basic = false;
        }
        if let Some(basic) = self.is_basic.get_mut(entering) {
            *basic = true;
        }
        Some(())
    }

    /// The costs of an objective at the present basis, times the common denominator.
    fn costs(&self, objective: &[(usize, i64)]) -> Option<Vec<T>> {
        let mut plain = vec![T::default(); self.columns];
        for (variable, factor) in objective {
            let factor = T::from_i64(*factor);
            let flipped = self.flipped.get(*variable).copied().unwrap_or(false);
            let signed = if flipped { T::default().less(factor)? } else { factor };
            let slot = plain.get_mut(*variable)?;
            *slot = slot.plus(signed)?;
        }
        let mut costs = Vec::with_capacity(self.columns);
        for cost in &plain {
            costs.push(cost.times(self.scale)?);
        }
        for line in &self.lines {
            let basic = plain.get(line.basic).copied().unwrap_or_default();
            if basic == T::default() {
                continue;
            }
            for (cost, factor) in costs.iter_mut().zip(&line.factors) {
                *cost = cost.less(basic.times(*factor)?)?;
            }
        }
        Some(costs)
    }

    /// Where the variables stand.
    fn point(&self) -> Option<Vec<Fraction>> {
        let scale = self.scale.wide();
        let mut counted = vec![0i128; self.columns];
        for line in &self.lines {
            if let Some(slot) = counted.get_mut(line.basic) {
                *slot = line.value.wide();
            }
        }
        let mut point = Vec::with_capacity(self.columns);
        for (variable, (counted, low)) in counted.iter().zip(&self.lows).enumerate() {
            let low = i128::from(*low).checked_mul(scale)?;
            let top = if self.flipped.get(variable).copied().unwrap_or(false) {
                let span = self.span(variable)?.wide().checked_mul(scale)?;
                low.checked_add(span)?.checked_sub(*counted)?
            } else {
                low.checked_add(*counted)?
            };
            point.push(Fraction { top, bottom: scale });
        }
        Some(point)
    }
}

/// `(mine × pivot − factor × chosen) ÷ scale` for each factor of a line.
fn combine<T: Int>(line: &mut [T], chosen: &[T], pivot: T, factor: T, scale: T) -> Option<()> {
    if factor == T::default() && pivot == scale {
        return Some(());
    }
    for (mine, chosen) in line.iter_mut().zip(chosen) {
        if *mine == T::default() && *chosen == T::default() {
            continue;
        }
        *mine = step(*mine, *chosen, pivot, factor, scale)?;
    }
    Some(())
}

fn step<T: Int>(mine: T, chosen: T, pivot: T, factor: T, scale: T) -> Option<T> {
    let difference = mine.times(pivot)?.less(factor.times(chosen)?)?;
    if scale == T::ONE { Some(difference) } else { difference.by(scale) }
}

impl<T: Int + 'static> Session for Tableau<T> {
    fn least(&mut self, objective: &[(usize, i64)]) -> Result<Optimum, SolveError> {
        let mut costs = self.costs(objective).ok_or(SolveError::TooLarge)?;
        self.descend(&mut costs)?;
        let point = self.point().ok_or(SolveError::TooLarge)?;
        let value = objective.iter().try_fold(0i128, |sum, (variable, factor)| {
            sum.checked_add(point.get(*variable)?.top.checked_mul(i128::from(*factor))?)
        });
        let top = value.ok_or(SolveError::TooLarge)?;
        Ok(Optimum { value: Fraction { top, bottom: self.scale.wide() }, point })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suppression::solver::{Range, Row};
    use proptest::prelude::*;

    fn program(ranges: &[(i64, Option<i64>)], rows: &[(&[i64], i64)]) -> Program {
        Program {
            variables: ranges.iter().map(|(low, high)| Range { low: *low, high: *high }).collect(),
            rows: rows
                .iter()
                .map(|(factors, equals)| Row {
                    terms: factors.iter().copied().enumerate().filter(|(_, f)| *f != 0).collect(),
                    equals: *equals,
                })
                .collect(),
        }
    }

    #[test]
    fn solves_by_hand_checked_programs() {
        // x + y = 10, 0 ≤ x ≤ 7, 1 ≤ y ≤ 8
        let small = program(&[(0, Some(7)), (1, Some(8))], &[(&[1, 1], 10)]);
        let mut session = Exact.open(&small).unwrap();
        assert_eq!(session.least(&[(0, 1)]).unwrap().value.whole(), Some(2));
        assert_eq!(session.least(&[(0, -1)]).unwrap().value.whole(), Some(-7));
        assert_eq!(session.least(&[(1, 1)]).unwrap().point[0].whole(), Some(7));
        // 2x + 3y = 12: y is at most 4, x at most 6
        let two = program(&[(0, None), (0, None)], &[(&[2, 3], 12)]);
        let mut session = Exact.open(&two).unwrap();
        assert_eq!(session.least(&[(0, -1)]).unwrap().value.whole(), Some(-6));
        assert_eq!(session.least(&[(1, -1)]).unwrap().value.whole(), Some(-4));
    }

    #[test]
    fn says_when_there_is_nothing_or_no_end() {
        let none = program(&[(0, Some(3)), (0, Some(3))], &[(&[1, 1], 10)]);
        assert_eq!(Exact.open(&none).err(), Some(SolveError::Infeasible));
        let open = program(&[(0, None), (0, None)], &[(&[1, -1], 0)]);
        let mut session = Exact.open(&open).unwrap();
        assert_eq!(session.least(&[(0, -1)]).err(), Some(SolveError::Unbounded));
        assert_eq!(session.least(&[(0, 1)]).unwrap().value.whole(), Some(0));
    }

    #[test]
    fn rows_that_say_the_same_twice_do_no_harm() {
        let twice = program(&[(0, None), (0, None)], &[(&[1, 1], 4), (&[2, 2], 8), (&[0, 0], 0)]);
        let mut session = Exact.open(&twice).unwrap();
        assert_eq!(session.least(&[(0, -1)]).unwrap().value.whole(), Some(-4));
    }

    #[test]
    fn large_factors_go_over_to_wide_numbers() {
        let big = 40_009i64;
        let rows: [(&[i64], i64); 3] =
            [(&[big, 7, 1, 0], big * 3), (&[5, big, 0, 1], big * 2), (&[1, 1, 1, big], big)];
        let large = program(&[(0, None); 4], &rows);
        let mut session = Exact.open(&large).unwrap();
        let least = session.least(&[(3, 1)]).unwrap();
        assert!(least.point.iter().all(|x| x.top >= 0 && x.bottom > 0));
    }

    proptest! {
        /// Against trying every point of a small box, where some optimum is whole.
        #[test]
        fn agrees_with_trying_every_point(
            point in prop::collection::vec(0i64..4, 4),
            spans in prop::collection::vec(0i64..3, 4),
            signs in prop::collection::vec(prop::collection::vec(0i64..2, 4), 2),
            objective in prop::collection::vec(-3i64..4, 4),
        ) {
            // Rows of consecutive ones make whole optima; sort the columns of each row so.
            let rows: Vec<(Vec<i64>, i64)> = signs.iter().map(|signs| {
                let ones = usize::try_from(signs.iter().sum::<i64>()).unwrap();
                let start = usize::from(signs[0] == 0 && ones < 4);
                let factors: Vec<i64> = (0..4).map(|at| i64::from(at >= start && at < start + ones)).collect();
                let equals = factors.iter().zip(&point).map(|(f, x)| f * x).sum();
                (factors, equals)
            }).collect();
            let ranges: Vec<(i64, Option<i64>)> = point.iter().zip(&spans)
                .map(|(x, span)| ((x - span).max(0), Some(x + span))).collect();
            let borrowed: Vec<(&[i64], i64)> = rows.iter().map(|(f, e)| (f.as_slice(), *e)).collect();
            let program = program(&ranges, &borrowed);
            let mut best = i64::MAX;
            let mut tried = vec![Vec::new()];
            for (low, high) in &ranges {
                tried = tried.into_iter().flat_map(|head: Vec<i64>| (*low..=high.unwrap()).map(move |x| {
                    let mut next = head.clone();
                    next.push(x);
                    next
                })).collect();
            }
            for x in tried {
                let fits = rows.iter().all(|(f, e)| f.iter().zip(&x).map(|(f, x)| f * x).sum::<i64>() == *e);
                if fits {
                    best = best.min(objective.iter().zip(&x).map(|(c, x)| c * x).sum());
                }
            }
            let terms: Vec<(usize, i64)> = objective.iter().copied().enumerate().collect();
            let got = Exact.open(&program).unwrap().least(&terms).unwrap();
            prop_assert_eq!(got.value.whole(), Some(best));
        }
    }
}
