//! The states of a revision of a return, and the steps between them.

/// The state of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevisionState {
    /// Being written by the agency.
    Drafted,
    /// Signed off by the agency, not yet accepted by the partnership.
    SignedOff,
    /// Accepted: its observations count.
    Accepted,
    /// Accepted, and sent back with a question; its observations count until it is replaced.
    Queried,
    /// Later revisions replaced all of it; it stays readable.
    Superseded,
}

/// A step that somebody takes with a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The agency signs it off.
    SignOff,
    /// The partnership accepts it, or accepts the answer to a question.
    Accept,
    /// The partnership sends it back with a question.
    Query,
    /// Later revisions have replaced the last of it.
    Supersede,
}

/// A step that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a revision that is {} cannot be {}", state.in_words(), step.in_words())]
pub struct Refused {
    /// The state that it is in.
    pub state: RevisionState,
    /// The step that was asked for.
    pub step: Step,
}

impl RevisionState {
    /// Every state, in the order of a revision's life.
    pub const ALL: [Self; 5] =
        [Self::Drafted, Self::SignedOff, Self::Accepted, Self::Queried, Self::Superseded];

    /// The state after a step.
    ///
    /// # Errors
    /// When the step makes no sense in this state.
    pub fn after(self, step: Step) -> Result<Self, Refused> {
        match (self, step) {
            (Self::Drafted, Step::SignOff) => Ok(Self::SignedOff),
            (Self::SignedOff | Self::Queried, Step::Accept) => Ok(Self::Accepted),
            (Self::SignedOff | Self::Accepted, Step::Query) => Ok(Self::Queried),
            (Self::Accepted | Self::Queried, Step::Supersede) => Ok(Self::Superseded),
            (state, step) => Err(Refused { state, step }),
        }
    }

    /// The code that is stored: `signed-off`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::SignedOff => "signed-off",
            Self::Accepted => "accepted",
            Self::Queried => "queried",
            Self::Superseded => "superseded",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As people say it: “signed off”.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::SignedOff => "signed off",
            other => other.code(),
        }
    }
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::SignOff, Self::Accept, Self::Query, Self::Supersede];

    /// What is done to the revision: “signed off”.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::SignOff => "signed off",
            Self::Accept => "accepted",
            Self::Query => "queried",
            Self::Supersede => "superseded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_state_and_step_is_decided() {
        use RevisionState::{Accepted, Drafted, Queried, SignedOff, Superseded};
        let allowed = [
            (Drafted, Step::SignOff, SignedOff),
            (SignedOff, Step::Accept, Accepted),
            (SignedOff, Step::Query, Queried),
            (Accepted, Step::Query, Queried),
            (Accepted, Step::Supersede, Superseded),
            (Queried, Step::Accept, Accepted),
            (Queried, Step::Supersede, Superseded),
        ];
        for state in RevisionState::ALL {
            for step in Step::ALL {
                let want = allowed.iter().find(|a| (a.0, a.1) == (state, step)).map(|a| a.2);
                assert_eq!(state.after(step).ok(), want, "{state:?} {step:?}");
            }
            assert_eq!(RevisionState::from_code(state.code()), Some(state));
        }
        assert_eq!(
            Superseded.after(Step::Accept).unwrap_err().to_string(),
            "a revision that is superseded cannot be accepted"
        );
    }
}
