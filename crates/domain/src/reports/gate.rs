//! The gate before a release: what stands in the way, and which of it a named person overrode.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sightline_kernel::ids::Sha256;
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

/// What a named person decided about one data query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What was decided.
    #[serde(rename = "as")]
    pub kind: DecidedAs,
    /// The office of the person who decided.
    pub by: String,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A decision that still holds. One that was taken back is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedAs {
    /// It was looked into and put right, or explained.
    Resolved,
    /// It stands, and a named person lets the release go on.
    Overridden,
}

impl DecidedAs {
    /// The word, as files and people have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Overridden => "overridden",
        }
    }
}

/// A data query with what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// What was seen.
    #[serde(flatten)]
    pub query: DataQuery,
    /// By what a person names it when deciding. It tells the message to who tries all, so it stands
    /// in no file for readers.
    pub fingerprint: Sha256,
    /// The decision about it, where one holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

impl Raised {
    /// Whether a person still has to look at it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decided.is_none()
    }
}

impl From<DataQuery> for Raised {
    fn from(query: DataQuery) -> Self {
        Self { fingerprint: query.fingerprint(), query, decided: None }
    }
}

/// Something that stands in the way of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What.
    pub query: DataQuery,
    /// The override that lets it pass, if there is one.
    pub overridden: Option<GateOverride>,
    /// What was decided about this one before, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

impl Obstacle {
    /// Whether it shuts the gate: an error that nobody overrode and about which nothing was decided.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.query.severity == Severity::Error
            && self.overridden.is_none()
            && self.decided.is_none()
    }
}

/// What the gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The release may go out. Warnings and overridden errors are kept with it.
    Open(Vec<Obstacle>),
    /// It may not; the obstacles that nobody has overridden come first.
    Shut(Vec<Obstacle>),
}

/// Decides. Errors shut the gate unless overridden by name and reason, or decided about one by one;
/// warnings do not, and notes are left out. What was decided stays in the list.
#[must_use]
pub fn decide(queries: Vec<Raised>, overrides: &[GateOverride]) -> Decision {
    let signed = |code: &str| {
        overrides
            .iter()
            .find(|o| o.code == code && !o.by.trim().is_empty() && !o.reason.trim().is_empty())
            .cloned()
    };
    let mut obstacles: Vec<Obstacle> = queries
        .into_iter()
        .filter(|raised| raised.query.severity > Severity::Note)
        .map(|Raised { query, decided, .. }| Obstacle {
            overridden: decided.is_none().then(|| signed(&query.code)).flatten(),
            query,
            decided,
        })
        .collect();
    obstacles
        .sort_by_key(|o| (!o.blocks(), o.decided.is_some(), std::cmp::Reverse(o.query.severity)));
    if obstacles.iter().any(Obstacle::blocks) {
        Decision::Shut(obstacles)
    } else {
        Decision::Open(obstacles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sightline_kernel::query::Place;

    fn queries() -> Vec<Raised> {
        [
            DataQuery::note("x", Place::default(), "a note"),
            DataQuery::warning("w", Place::default(), "a warning"),
            DataQuery::error("e", Place::default(), "an error"),
        ]
        .map(Raised::from)
        .to_vec()
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

    #[test]
    fn a_decision_about_one_error_opens_for_that_one_alone() {
        let mut queries = queries();
        let other = DataQuery::error("e", Place::default(), "another error");
        queries.push(other.into());
        let decided = Decided {
            kind: DecidedAs::Resolved,
            by: "Analyst".into(),
            reason: "The agency confirmed it".into(),
            at: Timestamp::UNIX_EPOCH,
        };
        queries[2].decided = Some(decided);
        let Decision::Shut(obstacles) = decide(queries.clone(), &[]) else { panic!("open") };
        assert_eq!(obstacles[0].query.message, "another error");
        assert_eq!(obstacles.last().unwrap().query.message, "an error", "what was decided is last");
        let same = queries[2].decided.clone();
        queries[3].decided = same;
        assert!(matches!(decide(queries, &[]), Decision::Open(o) if o.len() == 3));
    }
}
