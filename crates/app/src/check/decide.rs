//! Decides about one data query: it was resolved, or it stands and somebody answers for it.

use sightline_access::Action;
use sightline_domain::reports::Raised;
use sightline_kernel::period::Period;
use sightline_store::DecisionKind;

use super::{latest_with_year, year};
use crate::desk::Desk;
use crate::error::Error;
use crate::ports::ReportEngine;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecideAsk {
    /// The beginning of the data query's fingerprint, as `check` prints it.
    pub fingerprint: String,
    /// The year whose checks raise it; the latest one held where absent.
    pub year: Option<Period>,
    /// What is decided.
    pub kind: DecisionKind,
    /// The office of the person who decides.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Fewer characters of a fingerprint than these may name another query tomorrow.
const SHORTEST: usize = 6;

/// Records a decision and gives the data query as it stands now.
///
/// # Errors
/// When no data query, or more than one, has the fingerprint; when an office or a reason is missing.
pub async fn decide(
    desk: &Desk,
    engine: &dyn ReportEngine,
    ask: &DecideAsk,
) -> Result<Raised, Error> {
    let by = ask.by.trim();
    if by.is_empty() {
        let message = "Nobody is named who decides.".to_owned();
        return Err(Error::new("no-name", message, "Name the office with --by."));
    }
    let query = found(desk, engine, ask).await?.query;
    // To let something stand is to answer for the release.
    let action = match ask.kind {
        DecisionKind::Overridden => Action::Release,
        DecisionKind::Resolved | DecisionKind::Reopened => Action::Contribute,
    };
    let scope = desk.to_write(action, &ask.reason)?;
    let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
    change.decide(&query, ask.kind, by, &ask.reason).await?;
    change.commit().await?;
    let mut now = super::decided(desk, vec![query]).await?;
    now.pop().ok_or_else(|| missing(&ask.fingerprint))
}

/// The data query that is meant: one of the year's, else one that the draft of its report raises.
async fn found(desk: &Desk, engine: &dyn ReportEngine, ask: &DecideAsk) -> Result<Raised, Error> {
    let typed = ask.fingerprint.trim().to_ascii_lowercase();
    if typed.len() < SHORTEST {
        let message = format!("“{typed}” is too short for a fingerprint.");
        let remedy = "Give at least six characters of it, as `sightline check` prints it.";
        return Err(Error::new("fingerprint", message, remedy));
    }
    let (at, raised) = match ask.year {
        Some(at) => (Some(at), year(desk, at).await?),
        None => latest_with_year(desk).await?,
    };
    if let Some(one) = only(raised, &typed)? {
        return Ok(one);
    }
    let draft = match at {
        Some(at) => crate::reports::draft_queries(desk, engine, at).await?,
        None => Vec::new(),
    };
    only(draft, &typed)?.ok_or_else(|| missing(&typed))
}

fn only(raised: Vec<Raised>, typed: &str) -> Result<Option<Raised>, Error> {
    let fits = |raised: &Raised| raised.fingerprint.to_string().starts_with(typed);
    let mut alike = raised.into_iter().filter(fits);
    let first = alike.next();
    if alike.next().is_some() {
        let message =
            format!("More than one data query has a fingerprint that begins with “{typed}”.");
        let remedy = "Give more of it, from `sightline check --format json`.";
        return Err(Error::new("fingerprint", message, remedy));
    }
    Ok(first)
}

fn missing(typed: &str) -> Error {
    Error::new(
        "fingerprint",
        format!("No data query of the year has a fingerprint that begins with “{typed}”."),
        "List them with `sightline check`, those of the report with `sightline report build --format json`. A data query whose numbers have changed has another.",
    )
}
