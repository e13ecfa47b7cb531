//! What a computation gives before it is printed: an outcome, why, and from what.

use sightline_kernel::decimal::Ratio;

use crate::observation::{Observation, Status};
use crate::table::{Input, Outcome, Role};

/// Why there is no number, in the few words that are printed in place of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    NoBase,
    NilBase,
    SmallBase,
    NoEarlier,
    NilEarlier,
    NoPopulation,
    NoRateRule,
    NoComparator,
    NoTarget,
    PartMissing,
    Apart,
    Suppressed,
    NotFlow,
    MonthMissing,
    Percentage,
    NotRanked,
    NoTotal,
}

impl Why {
    pub(super) fn printed(self) -> &'static str {
        match self {
            Self::NoBase => "no base",
            Self::NilBase => "base is nil",
            Self::SmallBase => "base too small",
            Self::NoEarlier => "no earlier value",
            Self::NilEarlier => "earlier value is nil",
            Self::NoPopulation => "no population",
            Self::NoRateRule => "no rate rule",
            Self::NoComparator => "no comparator",
            Self::NoTarget => "no target",
            Self::PartMissing => "part missing",
            Self::Apart => "shown apart",
            Self::Suppressed => "suppressed by the supplier",
            Self::NotFlow => "not a flow",
            Self::MonthMissing => "month missing",
            Self::Percentage => "a percentage",
            Self::NotRanked => "not ranked",
            Self::NoTotal => "no total",
        }
    }
}

/// What a computation gives.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) why: Option<Why>,
    pub(super) inputs: Vec<Input>,
    /// What a reader must know; tables print it below.
    pub(super) notes: Vec<String>,
    /// What suppliers wrote beside a value; kept with the figure.
    pub(super) remarks: Vec<String>,
    pub(super) status: Status,
}

impl Answer {
    pub(super) fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            why: None,
            inputs: Vec::new(),
            notes: Vec::new(),
            remarks: Vec::new(),
            status: Status::Final,
        }
    }

    pub(super) fn known(ratio: Ratio) -> Self {
        Self::of(Outcome::Known(ratio))
    }

    /// No number, and the reason in words.
    pub(super) fn not(why: Why, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        let mut answer = Self::of(Outcome::NotComputable(reason.clone()));
        answer.why = Some(why);
        answer.notes.push(reason);
        answer
    }

    pub(super) fn ratio(&self) -> Option<&Ratio> {
        match &self.outcome {
            Outcome::Known(ratio) => Some(ratio),
            _ => None,
        }
    }

    pub(super) fn is_no_return(&self) -> bool {
        self.outcome == Outcome::NoReturn
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    /// With the inputs of this one in another role.
    pub(super) fn role(mut self, role: Role) -> Self {
        for input in &mut self.inputs {
            input.role = role;
        }
        self
    }

    /// Takes over what another answer was made from and what must be said of it.
    pub(super) fn with(mut self, other: &Self, role: Option<Role>) -> Self {
        for input in &other.inputs {
            let input = Input { role: role.unwrap_or(input.role), ..input.clone() };
            if !self.inputs.contains(&input) {
                self.inputs.push(input);
            }
        }
        for note in &other.notes {
            if !self.notes.contains(note) {
                self.notes.push(note.clone());
            }
        }
        for remark in &other.remarks {
            if !self.remarks.contains(remark) {
                self.remarks.push(remark.clone());
            }
        }
        self.status = self.status.max(other.status);
        self
    }

    /// How the absence of a number is said in a sentence: “is not stated”.
    pub(super) fn said(&self) -> String {
        match &self.outcome {
            Outcome::Absent(absence) => format!("is {}", absence.kind.in_words()),
            Outcome::NoReturn => "was not returned".to_owned(),
            Outcome::Bounded { text, .. } => format!("was supplied as “{text}”"),
            Outcome::NotComputable(_) | Outcome::Hidden => {
                format!("is not known ({})", self.why.map_or("hidden", Why::printed))
            }
            Outcome::Known(_) => "is known".to_owned(),
        }
    }
}

/// The input that an observation is.
pub(super) fn input(observation: &Observation, role: Role) -> Input {
    Input { key: observation.key.clone(), origin: observation.origin.clone(), role }
}
