//! The states of a revision and the events that move it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a revision of a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionState {
    /// Being written by the agency.
    Drafted,
    /// Signed off by the agency's lead.
    SignedOff,
    /// The partnership has asked about it.
    Queried,
    /// Taken by the partnership; its figures count.
    Accepted,
    /// A later revision has taken its place.
    Superseded,
}

/// What happens to a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RevisionEvent {
    /// The agency's lead signs.
    SignOff,
    /// The partnership asks.
    Query,
    /// The partnership takes it.
    Accept,
    /// A later revision is accepted.
    Supersede,
}

/// An event that does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a {state} revision cannot be {event}")]
pub struct RefusedTransition {
    /// Where the revision stands.
    pub state: RevisionState,
    /// What was asked of it.
    pub event: RevisionEvent,
}

impl RevisionState {
    /// All states.
    pub const ALL: [Self; 5] =
        [Self::Drafted, Self::SignedOff, Self::Queried, Self::Accepted, Self::Superseded];

    /// The state after an event.
    ///
    /// # Errors
    /// When the event does not fit the state.
    pub fn after(self, event: RevisionEvent) -> Result<Self, RefusedTransition> {
        match (self, event) {
            (Self::Drafted, RevisionEvent::SignOff) => Ok(Self::SignedOff),
            (Self::SignedOff | Self::Accepted, RevisionEvent::Query) => Ok(Self::Queried),
            (Self::SignedOff | Self::Queried, RevisionEvent::Accept) => Ok(Self::Accepted),
            (Self::Accepted | Self::Queried, RevisionEvent::Supersede) => Ok(Self::Superseded),
            (state, event) => Err(RefusedTransition { state, event }),
        }
    }
}

impl fmt::Display for RevisionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Drafted => "drafted",
            Self::SignedOff => "signed-off",
            Self::Queried => "queried",
            Self::Accepted => "accepted",
            Self::Superseded => "superseded",
        })
    }
}

impl fmt::Display for RevisionEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SignOff => "signed off",
            Self::Query => "queried",
            Self::Accept => "accepted",
            Self::Supersede => "superseded",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RevisionEvent as E;
    use RevisionState as S;

    #[test]
    fn the_whole_table_of_transitions() {
        let allowed = [
            (S::Drafted, E::SignOff, S::SignedOff),
            (S::SignedOff, E::Query, S::Queried),
            (S::Accepted, E::Query, S::Queried),
            (S::SignedOff, E::Accept, S::Accepted),
            (S::Queried, E::Accept, S::Accepted),
            (S::Accepted, E::Supersede, S::Superseded),
            (S::Queried, E::Supersede, S::Superseded),
        ];
        for state in S::ALL {
            for event in [E::SignOff, E::Query, E::Accept, E::Supersede] {
                let want = allowed.iter().find(|(s, e, _)| (*s, *e) == (state, event));
                assert_eq!(state.after(event).ok(), want.map(|w| w.2), "{state} {event}");
            }
        }
    }
}
