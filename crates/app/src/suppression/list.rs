//! Lists the signed overrides, those taken back included.

use jiff::Timestamp;
use serde::Serialize;
use sightline_kernel::sensitivity::Audience;
use sightline_store::{SuppressionOverride, Withdrawal};

use crate::desk::Desk;
use crate::error::Error;

/// A signed override, as lists and programs have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// Its number, by which it is taken back.
    pub id: i32,
    /// The figure's id.
    pub figure: String,
    /// The rule that it sets aside.
    pub rule: String,
    /// For whom the number may be printed.
    pub audience: Audience,
    /// The office that signed.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who took it back, when and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<TakenBack>,
}

/// An override taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// The office that took it back.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

impl From<SuppressionOverride> for Signed {
    fn from(kept: SuppressionOverride) -> Self {
        let back = |w: Withdrawal| TakenBack { by: w.by, reason: w.reason, at: w.at };
        Self {
            id: kept.id,
            figure: kept.subject,
            rule: kept.rule.to_string(),
            audience: kept.audience,
            by: kept.signed_by,
            reason: kept.reason,
            at: kept.signed_at,
            withdrawn: kept.withdrawn.map(back),
        }
    }
}

/// Every signed override, oldest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn list(desk: &Desk) -> Result<Vec<Signed>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    Ok(reader.suppression_overrides().await?.into_iter().map(Signed::from).collect())
}
