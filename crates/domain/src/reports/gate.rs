//! The gate before a release: what stands in the way, and which of it a named person overrode.

use serde::{Deserialize, Serialize};
use sightline_kernel::query::{DataQuery, Severity};

/// A signed override of one kind of obstacle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateOverride {
    /// The code of the data query, such as `checklist-empty`.
    pub code: String,
    /// The office of the person who takes responsibility.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Something that stands in the way of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What.
    pub query: DataQuery,
    /// The override that lets it pass, if there is one.
    pub overridden: Option<GateOverride>,
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The release may go out. Warnings and overridden errors are kept with it.
    Open(Vec<Obstacle>),
    /// It may not; the obstacles that nobody has overridden come first.
    Shut(Vec<Obstacle>),
}

/// Decides. Errors shut the gate unless overridden by name and reason; warnings do not, and notes
/// are left out.
#[must_use]
pub fn decide(queries: Vec<DataQuery>, overrides: &[GateOverride]) -> Decision {
    let signed = |code: &str| {
        overrides
            .iter()
            .find(|o| o.code == code && !o.by.trim().is_empty() && !o.reason.trim().is_empty())
            .cloned()
    };
    let mut obstacles: Vec<Obstacle> = queries
        .into_iter()
        .filter(|query| query.severity > Severity::Note)
        .map(|query| Obstacle { overridden: signed(&query.code), query })
        .collect();
    let blocks = |o: &Obstacle| o.query.severity == Severity::Error && o.overridden.is_none();
    obstacles.sort_by_key(|o| (!blocks(o), std::cmp::Reverse(o.query.severity)));
    if obstacles.iter().any(blocks) { Decision::Shut(obstacles) } else { Decision::Open(obstacles) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::query::Place;

    fn queries() -> Vec<DataQuery> {
        vec![
            DataQuery::note("x", Place::default(), "a note"),
            DataQuery::warning("w", Place::default(), "a warning"),
            DataQuery::error("e", Place::default(), "an error"),
        ]
    }

    fn signed(by: &str, reason: &str) -> Vec<GateOverride> {
        vec![GateOverride { code: "e".into(), by: by.into(), reason: reason.into() }]
    }

    #[test]
    fn an_error_shuts_until_somebody_signs_with_a_reason() {
        assert!(matches!(decide(queries(), &[]), Decision::Shut(o) if o.len() == 2));
        assert!(matches!(decide(queries(), &signed("", "why")), Decision::Shut(_)));
        assert!(matches!(decide(queries(), &signed("Business manager", " ")), Decision::Shut(_)));
        let open = decide(queries(), &signed("Business manager", "Agreed by the board"));
        assert!(matches!(open, Decision::Open(o) if o.iter().any(|o| o.overridden.is_some())));
        assert!(matches!(decide(vec![], &[]), Decision::Open(o) if o.is_empty()));
    }
}
