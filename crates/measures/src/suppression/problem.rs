//! The suppression problem: cells, what is known of each, and the linear relations between them.
//!
//! It knows nothing of tables or measures, so that one table, several linked tables or records can
//! be put into it.

/// Cells and the relations between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// The cells.
    pub cells: Vec<ProblemCell>,
    /// What a reader can work out from.
    pub relations: Vec<Relation>,
}

/// One number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemCell {
    /// The true value.
    pub value: i64,
    /// The least value that a reader holds possible when the cell is hidden.
    pub floor: i64,
    /// The greatest value that a reader holds possible when the cell is hidden; none is known
    /// where absent.
    pub ceiling: Option<i64>,
    /// What is done with it.
    pub state: State,
    /// What is lost when it is hidden, in units of our own: the smallest sum is looked for.
    pub loss: i64,
}

/// What is done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Published, and may be hidden to protect another.
    Open,
    /// Published, and must stay so: a nil, an overridden number, a number published elsewhere.
    Fixed,
    /// Published as a range, such as a number rounded to five; the range is floor to ceiling.
    Ranged,
    /// Hidden because it is small itself.
    Small,
    /// Hidden to protect another.
    Hidden,
}

impl State {
    /// Whether the reader does not see the number.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        matches!(self, Self::Small | Self::Hidden)
    }
}

/// A sum of cells, each times a whole number, that the reader knows to lie between two numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Cell and factor.
    pub terms: Vec<(usize, i64)>,
    /// The sum is at least this.
    pub low: Option<i64>,
    /// The sum is at most this.
    pub high: Option<i64>,
}

impl Relation {
    /// The parts add up to the total, as they do in truth (less what is in no part).
    #[must_use]
    pub fn total(problem: &Problem, parts: &[usize], total: usize) -> Self {
        let mut terms: Vec<(usize, i64)> = parts.iter().map(|part| (*part, 1)).collect();
        terms.push((total, -1));
        let mut relation = Self { terms, low: None, high: None };
        let sum = relation.value(problem);
        (relation.low, relation.high) = (Some(sum), Some(sum));
        relation
    }

    /// The parts add up to no more than the total.
    #[must_use]
    pub fn within(parts: &[usize], total: usize) -> Self {
        let mut terms: Vec<(usize, i64)> = parts.iter().map(|part| (*part, 1)).collect();
        terms.push((total, -1));
        Self { terms, low: None, high: Some(0) }
    }

    /// The sum at the true values.
    #[must_use]
    pub fn value(&self, problem: &Problem) -> i64 {
        self.terms
            .iter()
            .filter_map(|(cell, factor)| Some(problem.cells.get(*cell)?.value * factor))
            .sum()
    }
}

impl Problem {
    /// Adds a cell and gives its place.
    pub fn add(&mut self, cell: ProblemCell) -> usize {
        self.cells.push(cell);
        self.cells.len() - 1
    }

    /// The places of cells in a state.
    pub fn places(&self, state: State) -> impl Iterator<Item = usize> {
        self.cells.iter().enumerate().filter(move |(_, cell)| cell.state == state).map(|(at, _)| at)
    }

    /// The loss of all cells hidden to protect others.
    #[must_use]
    pub fn loss(&self) -> i64 {
        self.cells.iter().filter(|cell| cell.state == State::Hidden).map(|cell| cell.loss).sum()
    }

    /// Changes the state of a cell.
    pub fn set(&mut self, at: usize, state: State) {
        if let Some(cell) = self.cells.get_mut(at) {
            cell.state = state;
        }
    }
}
