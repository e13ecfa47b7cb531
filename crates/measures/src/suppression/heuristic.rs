//! Which further cells to hide, with the least loss.
//!
//! For each small cell that a reader could pin down, the cheapest set of cells is hidden with which
//! it could as well be `wide` more (or fewer): a linear program over changes that keep all
//! relations. What then turns out not to be needed is published again, and single cells are taken
//! out and replaced for as long as that makes the loss smaller.

use super::audit::{Reader, add_row, pinned};
use super::problem::{Problem, State};
use super::solver::{Program, Range, SolveError, Solver};

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// A small cell's interval must hold one more whole number than this.
    pub wide: i64,
    /// How often single cells are taken out and replaced.
    pub rounds: u32,
}

/// Hides cells of the problem until no small one can be pinned down.
///
/// Gives the small cells that cannot be protected, because what would protect them must stay
/// published. Cells that are hidden already stay so only where they are needed.
///
/// # Errors
/// When the solver cannot take the problem; then nothing may be published.
pub fn protect(
    problem: &mut Problem,
    effort: Effort,
    solver: &dyn Solver,
) -> Result<Vec<usize>, SolveError> {
    let order: Vec<usize> = problem.places(State::Small).collect();
    let unsolved = cover(problem, &order, effort, &[], solver)?;
    if !unsolved.is_empty() {
        return Ok(unsolved);
    }
    reduce(problem, effort, solver)?;
    improve(problem, &order, effort, solver)?;
    // A hidden cell that is known protects nothing; publishing it is the same and says more.
    Ok(Vec::new())
}

/// Makes every small cell safe, in this order. Cells of `avoid` are taken only where none else can.
fn cover(
    problem: &mut Problem,
    order: &[usize],
    effort: Effort,
    avoid: &[usize],
    solver: &dyn Solver,
) -> Result<Vec<usize>, SolveError> {
    let mut unsolved = Vec::new();
    let mut reader = Reader::open(problem, solver)?;
    for small in order {
        if reader.is_safe(*small, effort.wide)? {
            continue;
        }
        match pattern(problem, *small, effort.wide, avoid, solver)? {
            Some(cells) => {
                for at in cells {
                    problem.set(at, State::Hidden);
                }
                reader = Reader::open(problem, solver)?;
            }
            None => unsolved.push(*small),
        }
    }
    Ok(unsolved)
}

/// The cheapest cells to hide so that the small cell could be `wide` more, else fewer.
fn pattern(
    problem: &Problem,
    small: usize,
    wide: i64,
    avoid: &[usize],
    solver: &dyn Solver,
) -> Result<Option<Vec<usize>>, SolveError> {
    for up in [true, false] {
        match moved(problem, small, if up { wide } else { -wide }, avoid, solver) {
            Ok(cells) => return Ok(Some(cells)),
            Err(SolveError::Infeasible) => {}
            Err(error) => return Err(error),
        }
    }
    // Some up and some down: the two ends of the interval need not be reached on one side.
    for part in 1..wide {
        let up = moved(problem, small, part, avoid, solver);
        let down = moved(problem, small, part - wide, avoid, solver);
        if let (Ok(mut cells), Ok(more)) = (up, down) {
            cells.extend(more);
            cells.sort_unstable();
            cells.dedup();
            return Ok(Some(cells));
        }
    }
    Ok(None)
}

/// The cheapest cells that must change for the small cell to change by so much.
fn moved(
    problem: &Problem,
    small: usize,
    by: i64,
    avoid: &[usize],
    solver: &dyn Solver,
) -> Result<Vec<usize>, SolveError> {
    let mut program = Program::default();
    let mut costs = Vec::new();
    // Each cell that may change has two variables: how much more, how much less.
    let mut places: Vec<Option<usize>> = vec![None; problem.cells.len()];
    for (at, cell) in problem.cells.iter().enumerate() {
        if cell.state == State::Fixed {
            continue;
        }
        let variable = program.variables.len();
        let more = cell.ceiling.map(|ceiling| (ceiling - cell.value).max(0));
        let less = Some((cell.value - cell.floor).max(0));
        let (more, less) = if at == small {
            let reach = if by > 0 { more } else { less };
            if reach.is_some_and(|reach| reach < by.abs()) {
                return Err(SolveError::Infeasible);
            }
            let exactly = |n: i64| Range { low: n, high: Some(n) };
            (exactly(by.max(0)), exactly((-by).max(0)))
        } else {
            (Range { low: 0, high: more }, Range { low: 0, high: less })
        };
        program.variables.extend([more, less]);
        if let Some(place) = places.get_mut(at) {
            *place = Some(variable);
        }
        if cell.state == State::Open {
            let loss = if avoid.contains(&at) { cell.loss.saturating_mul(50) } else { cell.loss };
            costs.extend([(variable, loss), (variable + 1, loss)]);
        } else if at != small {
            // What is hidden already costs next to nothing, but a shorter way is still better.
            costs.extend([(variable, 1), (variable + 1, 1)]);
        }
    }
    for relation in &problem.relations {
        let mut terms = Vec::new();
        for (at, factor) in &relation.terms {
            if let Some(Some(variable)) = places.get(*at) {
                terms.extend([(*variable, *factor), (*variable + 1, -*factor)]);
            }
        }
        if terms.is_empty() {
            continue;
        }
        let now = relation.value(problem);
        let (low, high) = (relation.low.map(|l| l - now), relation.high.map(|h| h - now));
        add_row(&mut program, terms, low, high);
    }
    let optimum = solver.open(&program)?.least(&costs)?;
    let changed = |variable: usize| {
        let both = [variable, variable + 1];
        both.iter().any(|v| optimum.point.get(*v).is_some_and(|value| value.is_some()))
    };
    Ok(places
        .iter()
        .enumerate()
        .filter(|(at, _)| problem.cells.get(*at).is_some_and(|cell| cell.state == State::Open))
        .filter(|(_, place)| place.is_some_and(changed))
        .map(|(at, _)| at)
        .collect())
}

/// Publishes again what is not needed, the greatest loss first.
fn reduce(problem: &mut Problem, effort: Effort, solver: &dyn Solver) -> Result<(), SolveError> {
    let mut hidden: Vec<usize> = problem.places(State::Hidden).collect();
    hidden.sort_by_key(|at| std::cmp::Reverse(problem.cells.get(*at).map_or(0, |cell| cell.loss)));
    for at in hidden {
        problem.set(at, State::Open);
        if !is_protected(problem, effort, solver)? {
            problem.set(at, State::Hidden);
        }
    }
    Ok(())
}

/// Whether no small cell can be pinned down.
fn is_protected(
    problem: &Problem,
    effort: Effort,
    solver: &dyn Solver,
) -> Result<bool, SolveError> {
    let mut reader = Reader::open(problem, solver)?;
    for at in problem.places(State::Small) {
        if !reader.is_safe(at, effort.wide)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes cells out, lets others stand in for them, and keeps what loses less. The choice follows
/// from the round alone, so that the same table always comes out the same.
fn improve(
    problem: &mut Problem,
    order: &[usize],
    effort: Effort,
    solver: &dyn Solver,
) -> Result<(), SolveError> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below.max(1)).unwrap_or(1)).unwrap_or(0)
    };
    for round in 0..effort.rounds {
        let hidden: Vec<usize> = problem.places(State::Hidden).collect();
        if hidden.is_empty() {
            return Ok(());
        }
        let mut tried = problem.clone();
        let mut avoid = Vec::new();
        // Few at first, then more, and now and then all.
        let out = match round % 8 {
            7 => hidden.len(),
            rest => 1 + usize::try_from(rest).unwrap_or(0) / 2,
        };
        for _ in 0..out.min(hidden.len()) {
            if let Some(at) = hidden.get(next(hidden.len())) {
                tried.set(*at, State::Open);
                avoid.push(*at);
            }
        }
        if round % 3 == 2 {
            avoid.truncate(1);
        }
        let mut order = order.to_vec();
        for at in (1..order.len()).rev() {
            order.swap(at, next(at + 1));
        }
        if !cover(&mut tried, &order, effort, &avoid, solver)?.is_empty() {
            continue;
        }
        reduce(&mut tried, effort, solver)?;
        if tried.loss() <= problem.loss() && pinned(&tried, effort.wide, solver)?.is_empty() {
            *problem = tried;
        }
    }
    Ok(())
}
