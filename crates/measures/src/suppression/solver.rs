//! The seam for linear programming: a program, and what solves it.
//!
//! The shipped solver ([`super::simplex::Exact`]) is exact in whole numbers and made for one
//! table. A larger one for linked tables can stand in its place.

/// A linear program over bounded variables: all rows hold, and an objective is to be least.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Program {
    /// The range of each variable.
    pub variables: Vec<Range>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// The range of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At least this.
    pub low: i64,
    /// At most this, if there is such a bound.
    pub high: Option<i64>,
}

/// `Σ factor × variable = equals`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Variable and factor.
    pub terms: Vec<(usize, i64)>,
    /// The right-hand side.
    pub equals: i64,
}

/// The least value of an objective, and where it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimum {
    /// The value.
    pub value: Fraction,
    /// The variables there.
    pub point: Vec<Fraction>,
}

/// A fraction with a positive denominator, not reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub top: i128,
    /// Below the line, above zero.
    pub bottom: i128,
}

impl Fraction {
    /// The whole number, where it is one.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        (self.top % self.bottom == 0).then(|| i64::try_from(self.top / self.bottom).ok()).flatten()
    }

    /// The least whole number not below.
    #[must_use]
    pub fn ceil(self) -> i64 {
        let up =
            self.top.div_euclid(self.bottom) + i128::from(self.top.rem_euclid(self.bottom) > 0);
        i64::try_from(up).unwrap_or(if up > 0 { i64::MAX } else { i64::MIN })
    }

    /// Whether it is not zero.
    #[must_use]
    pub fn is_some(self) -> bool {
        self.top != 0
    }
}

/// Why there is no optimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// No point satisfies the rows.
    #[error("no values satisfy the relations")]
    Infeasible,
    /// The objective falls without end.
    #[error("the objective has no bound")]
    Unbounded,
    /// A number grew beyond what the solver can hold, or it took too many steps.
    #[error("the program is too large for the solver")]
    TooLarge,
}

/// Solves programs.
pub trait Solver {
    /// Finds a first point and keeps it, so that many objectives can be asked of one program.
    ///
    /// # Errors
    /// When there is no point or the program is too large.
    fn open(&self, program: &Program) -> Result<Box<dyn Session>, SolveError>;
}

/// A program with a point found.
pub trait Session {
    /// The least value of `Σ factor × variable`.
    ///
    /// # Errors
    /// When there is no least value or the program is too large.
    fn least(&mut self, objective: &[(usize, i64)]) -> Result<Optimum, SolveError>;
}
