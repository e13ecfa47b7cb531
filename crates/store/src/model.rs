//! What the store keeps beside observations, as plain values.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sightline_kernel::dimension::Breakdown;
use sightline_kernel::ids::{
    AgencyId, AreaCode, MeasureId, PartnershipId, ReturnId, RevisionId, RuleId, Sha256,
};
use sightline_kernel::period::Period;
use sightline_kernel::query::{DataQuery, Severity};
use sightline_kernel::sensitivity::Audience;

use crate::state::RevisionState;

/// A partnership: the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partnership {
    /// Its id.
    pub id: PartnershipId,
    /// Its name as printed.
    pub title: String,
    /// Its own area.
    pub area: AreaCode,
}

/// An agency that owes returns, or a publisher of statistics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name as printed.
    pub title: String,
    /// True for a publisher.
    pub publisher: bool,
}

/// What makes a revision a publication and not a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The edition, such as `released 28 June 2023`.
    pub edition: String,
    /// The licence under which it may be used.
    pub licence: String,
}

/// A file that an agency sent, before its rows are saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRevision {
    /// Which return it answers.
    pub of: ReturnId,
    /// The file's name as the agency gave it.
    pub file_name: String,
    /// The SHA-256 of the file's bytes.
    pub sha256: Sha256,
    /// The file's size in bytes.
    pub size: u64,
    /// The column contract by which it was read, with the mapping used.
    pub contract: String,
    /// Set for a publication; the publisher then stands as the agency.
    pub publication: Option<Publication>,
}

/// What is known once the last row was saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closing {
    /// Rows that the file holds, without its heading.
    pub rows_read: u64,
    /// Rows that were left out because they had errors.
    pub left_out: u64,
    /// What the import raised.
    pub queries: Vec<DataQuery>,
}

/// What saving a revision did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The new revision.
    pub id: RevisionId,
    /// Observations saved.
    pub observations: u64,
    /// Slices saved.
    pub slices: u64,
    /// Earlier slices that they replaced.
    pub replaced: u64,
    /// Earlier revisions of which nothing is current any more.
    pub superseded: Vec<RevisionId>,
}

/// A revision of a return, as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Its state.
    pub state: RevisionState,
    /// The file's name as the agency gave it.
    pub file_name: String,
    /// The SHA-256 of the kept file.
    pub sha256: Sha256,
    /// The kept file's size in bytes.
    pub size: u64,
    /// The column contract by which it was read, with the mapping used.
    pub contract: String,
    /// Set for a publication.
    pub publication: Option<Publication>,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// By whom.
    pub imported_by: String,
    /// Why, in the person's words or the command line.
    pub reason: String,
    /// Rows that the file holds, without its heading.
    pub rows_read: u64,
    /// Rows that were left out because they had errors.
    pub left_out: u64,
    /// Observations saved.
    pub observations: u64,
    /// Slices saved.
    pub slices: u64,
    /// Slices that are still current.
    pub slices_current: u64,
}

/// Which observations to read. An empty list of measures gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The measures.
    pub measures: Vec<MeasureId>,
    /// Only these periods.
    pub periods: Option<Vec<Period>>,
    /// Only these areas.
    pub areas: Option<Vec<AreaCode>>,
    /// Only these breakdowns; the empty breakdown stands for figures without one.
    pub breakdowns: Option<Vec<Breakdown>>,
    /// Only these agencies.
    pub agencies: Option<Vec<AgencyId>>,
}

impl Selection {
    /// Everything current of some measures.
    #[must_use]
    pub fn measures(measures: impl IntoIterator<Item = MeasureId>) -> Self {
        Self { measures: measures.into_iter().collect(), ..Self::default() }
    }

    /// Only these periods.
    #[must_use]
    pub fn periods(mut self, periods: impl IntoIterator<Item = Period>) -> Self {
        self.periods = Some(periods.into_iter().collect());
        self
    }

    /// Only these areas.
    #[must_use]
    pub fn areas(mut self, areas: impl IntoIterator<Item = AreaCode>) -> Self {
        self.areas = Some(areas.into_iter().collect());
        self
    }

    /// Only figures without a breakdown.
    #[must_use]
    pub fn only_totals(mut self) -> Self {
        self.breakdowns = Some(vec![Breakdown::default()]);
        self
    }
}

/// One observation with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Historic {
    /// The observation as that revision gave it.
    pub observation: sightline_measures::observation::Observation,
    /// The revision that replaced its slice; none while it is current.
    pub superseded_by: Option<RevisionId>,
}

/// What somebody decided about a data query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionKind {
    /// It was looked into and put right, or explained.
    Resolved,
    /// It stands, and a named person lets the release go on.
    Overridden,
    /// An earlier decision is taken back.
    Reopened,
}

impl DecisionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Resolved, Self::Overridden, Self::Reopened];

    /// The code that is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Overridden => "overridden",
            Self::Reopened => "reopened",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A decision about a data query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A data query that an import raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredQuery {
    /// What was seen.
    pub query: DataQuery,
    /// The revision whose import raised it.
    pub revision: RevisionId,
    /// The newest decision about it.
    pub decision: Option<Decision>,
}

impl StoredQuery {
    /// Whether nobody has decided about it, or the decision was taken back.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.decision.as_ref().is_none_or(|decision| decision.kind == DecisionKind::Reopened)
    }
}

/// Which data queries to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueryFilter {
    /// Only of this revision.
    pub revision: Option<RevisionId>,
    /// Only those whose place names this measure.
    pub measure: Option<MeasureId>,
    /// Only those that matter at least this much.
    pub least: Option<Severity>,
    /// Only those of revisions that are not superseded.
    pub current: bool,
    /// Only those that nobody has decided about.
    pub open: bool,
}

/// Leave, signed by a named person, to print what the suppression rule would hide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionOverride {
    /// Counts up within the database.
    pub id: i32,
    /// What it is for: a table's or figure's id.
    pub subject: String,
    /// The rule that it sets aside.
    pub rule: RuleId,
    /// For which readers.
    pub audience: Audience,
    /// Why.
    pub reason: String,
    /// Who signed.
    pub signed_by: String,
    /// When.
    pub signed_at: Timestamp,
    /// Who took it back, when and why.
    pub withdrawn: Option<Withdrawal>,
}

/// An override taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// An edition of a report: `2021-22-public/e1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReleaseId {
    /// The report, such as `2021-22-public`.
    pub report: String,
    /// 1 for the first edition, and so on.
    pub edition: u32,
}

impl std::fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/e{}", self.report, self.edition)
    }
}

/// A release about to be frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// Its id, from `Change::next_release`.
    pub id: ReleaseId,
    /// The manifest, as JSON.
    pub manifest: serde_json::Value,
    /// The head of the audit chain that stands in the manifest, from `Change::audit_head`.
    pub audit: AuditHead,
    /// What changed since the edition before; needed for every edition but the first.
    pub amendment: Option<String>,
}

/// A frozen edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// The manifest, as JSON.
    pub manifest: serde_json::Value,
    /// The head of the audit chain that stands in the manifest.
    pub audit: AuditHead,
    /// What changed since the edition before.
    pub amendment: Option<String>,
    /// The edition that it replaces.
    pub supersedes: Option<u32>,
    /// When.
    pub released_at: Timestamp,
    /// By whom.
    pub released_by: String,
    /// Why.
    pub reason: String,
}

/// A file of a frozen edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its path within the release, with `/` between parts.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub size: u64,
}

/// The newest entry of an audit chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuditHead {
    /// How many entries there are.
    pub sequence: u64,
    /// The hash of the newest.
    pub hash: Sha256,
}

/// What a walk along the audit chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCheck {
    /// The head, as far as the chain holds.
    pub head: AuditHead,
    /// Where the chain stops being true.
    pub broken: Option<sightline_kernel::audit::ChainBreak>,
    /// Releases whose audit head is not in the chain.
    pub releases_off: Vec<ReleaseId>,
}

impl AuditCheck {
    /// Whether the chain holds and every release's head is in it.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.broken.is_none() && self.releases_off.is_empty()
    }
}
