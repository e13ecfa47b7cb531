//! The signed decisions to print small numbers, for those who compute figures.

use sightline_kernel::sensitivity::Audience;
use sightline_measures::suppression::Override;

use crate::desk::Desk;
use crate::error::Error;

/// The decisions that hold for an audience and were not taken back. What was signed for everyone
/// holds for the agencies too, and not the other way round.
pub(crate) async fn signed(desk: &Desk, audience: Audience) -> Result<Vec<Override>, Error> {
    let reader = desk.store.read(&desk.to_read()?).await?;
    let kept = reader.suppression_overrides().await?;
    Ok(kept
        .into_iter()
        .filter(|one| one.withdrawn.is_none())
        .filter(|one| one.audience == audience || one.audience == Audience::Public)
        .map(|one| Override {
            figure: one.subject,
            rule: one.rule,
            by: one.signed_by,
            reason: one.reason,
        })
        .collect())
}
