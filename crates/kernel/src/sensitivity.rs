//! How carefully a field must be handled.

use serde::{Deserialize, Serialize};

/// The sensitivity classes. Every field and column has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// May be printed for anyone.
    Public,
    /// For the partnership's own people; no personal data.
    Partners,
    /// About staff or account holders.
    Personal,
    /// About a child, an adult at risk or a case.
    Case,
}

/// Who a document is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everyone.
    #[default]
    Public,
    /// The partnership's agencies; marked OFFICIAL-SENSITIVE.
    Partners,
}

impl Audience {
    /// The handling marking printed on each page and file, if there is one.
    #[must_use]
    pub fn marking(self) -> Option<&'static str> {
        match self {
            Self::Public => None,
            Self::Partners => Some("OFFICIAL-SENSITIVE"),
        }
    }
}
