//! Takes a signed override back; the number is hidden again from the next build on.

use sightline_access::Action;

use super::sign::named;
use crate::desk::Desk;
use crate::error::Error;

/// What is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawAsk {
    /// The override's number, as `list` gives it.
    pub id: i32,
    /// The office that takes it back.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Takes an override back.
///
/// # Errors
/// When there is none with this number, it was taken back before, or an office or a reason is
/// missing.
pub async fn withdraw(desk: &Desk, ask: &WithdrawAsk) -> Result<(), Error> {
    let by = named(&ask.by)?;
    let scope = desk.to_write(Action::Release, &ask.reason)?;
    let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
    change.withdraw_suppression_override(ask.id, by, &ask.reason).await?;
    change.commit().await?;
    Ok(())
}
