//! The audit: what a reader can work out of each hidden cell, as an interval.

use super::problem::{Problem, State};
use super::solver::{Program, Range, Row, Session, SolveError, Solver};

/// All that a reader can say of a hidden number: it lies between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// At least this.
    pub low: i64,
    /// At most this; without bound where absent.
    pub high: Option<i64>,
}

impl Interval {
    /// Whether at least `wide + 1` whole numbers lie in it.
    #[must_use]
    pub fn is_at_least(&self, wide: i64) -> bool {
        self.high.is_none_or(|high| high.saturating_sub(self.low) >= wide)
    }
}

/// A problem as the reader sees it: the hidden cells are the variables.
pub(super) struct Reader {
    session: Box<dyn Session>,
    /// The cell of each variable; slacks stand behind.
    cells: Vec<usize>,
    /// For each variable the least and greatest value seen at any point that satisfies all.
    seen: Vec<(i64, i64)>,
}

impl Reader {
    /// Puts the published numbers into the relations.
    ///
    /// # Errors
    /// When the solver cannot take the problem.
    pub(super) fn open(problem: &Problem, solver: &dyn Solver) -> Result<Self, SolveError> {
        let unknown = |state: State| state.is_hidden() || state == State::Ranged;
        let cells: Vec<usize> = problem
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| unknown(cell.state))
            .map(|(at, _)| at)
            .collect();
        let mut place = vec![None; problem.cells.len()];
        let mut program = Program::default();
        let mut seen = Vec::with_capacity(cells.len());
        for (variable, at) in cells.iter().enumerate() {
            let (Some(cell), Some(slot)) = (problem.cells.get(*at), place.get_mut(*at)) else {
                continue;
            };
            *slot = Some(variable);
            program.variables.push(Range { low: cell.floor, high: cell.ceiling });
            seen.push((cell.value, cell.value));
        }
        for relation in &problem.relations {
            let mut known = 0i64;
            let mut terms = Vec::new();
            for (at, factor) in &relation.terms {
                match (place.get(*at), problem.cells.get(*at)) {
                    (Some(Some(variable)), _) => terms.push((*variable, *factor)),
                    (_, Some(cell)) => known += cell.value * factor,
                    _ => {}
                }
            }
            if terms.is_empty() {
                continue;
            }
            let (low, high) = (relation.low.map(|l| l - known), relation.high.map(|h| h - known));
            add_row(&mut program, terms, low, high);
        }
        Ok(Self { session: solver.open(&program)?, cells, seen })
    }

    /// The interval of a hidden cell.
    pub(super) fn interval(&mut self, cell: usize) -> Result<Interval, SolveError> {
        let Some(variable) = self.cells.iter().position(|at| *at == cell) else {
            return Err(SolveError::Infeasible);
        };
        let low = self.session.least(&[(variable, 1)])?.value.ceil();
        let high = match self.session.least(&[(variable, -1)]) {
            Ok(optimum) => Some(-optimum.value.ceil()),
            Err(SolveError::Unbounded) => None,
            Err(error) => return Err(error),
        };
        Ok(Interval { low, high })
    }

    /// Whether the cell's interval holds at least `wide + 1` whole numbers. Points found for other
    /// cells count.
    pub(super) fn is_safe(&mut self, cell: usize, wide: i64) -> Result<bool, SolveError> {
        let Some(variable) = self.cells.iter().position(|at| *at == cell) else { return Ok(false) };
        if self.spread(variable) >= wide {
            return Ok(true);
        }
        let high = match self.session.least(&[(variable, -1)]) {
            Err(SolveError::Unbounded) => return Ok(true),
            Err(error) => return Err(error),
            Ok(optimum) => {
                self.note(&optimum.point);
                -optimum.value.ceil()
            }
        };
        let known_low = self.seen.get(variable).map_or(0, |seen| seen.0);
        if high - known_low >= wide {
            return Ok(true);
        }
        let optimum = self.session.least(&[(variable, 1)])?;
        self.note(&optimum.point);
        Ok(high - optimum.value.ceil() >= wide)
    }

    fn spread(&self, variable: usize) -> i64 {
        self.seen.get(variable).map_or(0, |(low, high)| high - low)
    }

    /// Remembers a point when all its numbers are whole.
    fn note(&mut self, point: &[super::solver::Fraction]) {
        let whole: Option<Vec<i64>> =
            point.iter().take(self.seen.len()).map(|value| value.whole()).collect();
        for (seen, value) in self.seen.iter_mut().zip(whole.into_iter().flatten()) {
            *seen = (seen.0.min(value), seen.1.max(value));
        }
    }
}

/// `low ≤ Σ ≤ high` as a row, with a slack where the two differ.
pub(super) fn add_row(
    program: &mut Program,
    mut terms: Vec<(usize, i64)>,
    low: Option<i64>,
    high: Option<i64>,
) {
    let slack = program.variables.len();
    let equals = match (low, high) {
        (None, None) => return,
        (Some(low), Some(high)) if low == high => low,
        (Some(low), high) => {
            program.variables.push(Range { low: 0, high: high.map(|high| high - low) });
            terms.push((slack, -1));
            low
        }
        (None, Some(high)) => {
            program.variables.push(Range { low: 0, high: None });
            terms.push((slack, 1));
            high
        }
    };
    program.rows.push(Row { terms, equals });
}

/// The interval of every hidden cell, with its place.
///
/// # Errors
/// When the solver cannot take the problem.
pub fn intervals(
    problem: &Problem,
    solver: &dyn Solver,
) -> Result<Vec<(usize, Interval)>, SolveError> {
    let mut reader = Reader::open(problem, solver)?;
    let hidden: Vec<usize> = problem
        .cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| cell.state.is_hidden())
        .map(|(at, _)| at)
        .collect();
    hidden.into_iter().map(|at| Ok((at, reader.interval(at)?))).collect()
}

/// The small cells whose interval is narrower than it must be, and hidden ones that are known.
///
/// # Errors
/// When the solver cannot take the problem.
pub fn pinned(problem: &Problem, wide: i64, solver: &dyn Solver) -> Result<Vec<usize>, SolveError> {
    let mut reader = Reader::open(problem, solver)?;
    let mut pinned = Vec::new();
    for (at, cell) in problem.cells.iter().enumerate() {
        let least = match cell.state {
            State::Small => wide,
            State::Hidden => 1,
            _ => continue,
        };
        if !reader.is_safe(at, least)? {
            pinned.push(at);
        }
    }
    Ok(pinned)
}
