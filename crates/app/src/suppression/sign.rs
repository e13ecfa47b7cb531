//! Signs for one small number, so that it is printed as it is.

use sightline_access::Action;
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;
use sightline_measures::request::Indicator;
use sightline_measures::table::{Figure, Treatment};

use super::list::Signed;
use crate::desk::Desk;
use crate::error::Error;
use crate::ports::ReportEngine;
use crate::reports::asked_figures;

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignAsk {
    /// The figure's id, as `figures.csv` and `figures --format json` have it.
    pub figure: String,
    /// The office that takes responsibility.
    pub by: String,
    /// Why.
    pub reason: String,
    /// For whom the number may be printed.
    pub audience: Audience,
}

/// Signs. The figure must be a number that its rule hides now.
///
/// # Errors
/// When there is no such figure (with the nearest names), it is not hidden, it is made of a number
/// and not the number itself, it was signed for before, or an office or a reason is missing.
pub async fn sign(desk: &Desk, engine: &dyn ReportEngine, ask: &SignAsk) -> Result<Signed, Error> {
    let by = named(&ask.by)?;
    let figure = known(desk, engine, ask).await?;
    let rule = match &figure.treatment {
        Treatment::Primary { rule } | Treatment::Secondary { rule } => rule.clone(),
        Treatment::Derived { .. } => return Err(derived(&figure)),
        Treatment::None | Treatment::Rounded { .. } => return Err(shown(&figure)),
        Treatment::Overridden { by, .. } => return Err(signed_before(&figure, by)),
    };
    let scope = desk.to_write(Action::Release, &ask.reason)?;
    let mut change = desk.store.change(&scope, desk.clock.as_ref()).await?;
    let id =
        change.sign_suppression_override(&figure.id, &rule, ask.audience, by, &ask.reason).await?;
    change.commit().await?;
    let all = super::list(desk).await?;
    let missing = || Error::new("store", format!("Override {id} was not kept."), "");
    all.into_iter().find(|one| one.id == id).ok_or_else(missing)
}

/// The office, which must be named.
pub(super) fn named(by: &str) -> Result<&str, Error> {
    match by.trim() {
        "" => {
            let message = "Nobody is named who signs.".to_owned();
            Err(Error::new("no-name", message, "Name the office with --by."))
        }
        by => Ok(by),
    }
}

/// The figure with this id, as it is printed now.
async fn known(desk: &Desk, engine: &dyn ReportEngine, ask: &SignAsk) -> Result<Figure, Error> {
    let typed = ask.figure.trim();
    let year = year_of(typed).unwrap_or_else(|| Period::reporting_year_of(desk.clock.today()));
    let figures = asked_figures(desk, engine, year, ask.audience).await?;
    if let Some(figure) = figures.iter().find(|figure| figure.id == typed) {
        return Ok(figure.clone());
    }
    let hidden = figures.iter().filter(|figure| figure.treatment.hides());
    let near = did_you_mean(typed, hidden.map(|figure| figure.id.as_str()));
    let message = format!("No figure of {year} has the id “{typed}”.");
    let remedy = if near.is_empty() {
        "Take the id from figures.csv, or from `sightline figures MEASURE --format json`."
    } else {
        &near
    };
    Err(Error::new("unknown-figure", message, remedy))
}

/// The reporting year of an id: `measure/indicator/period/area/cell`. An earlier value stands in
/// the report of its own period's year.
fn year_of(id: &str) -> Option<Period> {
    let period: Period = id.split('/').find_map(|part| part.parse().ok())?;
    Some(Period::reporting_year_of(period.end()))
}

fn derived(figure: &Figure) -> Error {
    let of = match &figure.indicator {
        Indicator::Share { .. } => "a share",
        Indicator::Rate { .. } => "a rate",
        _ => "made",
    };
    Error::new(
        "not-a-number",
        format!("{} is {of} of a small number and not the number itself.", figure.id),
        "Sign for the number; what is made of it is then printed too.",
    )
}

fn shown(figure: &Figure) -> Error {
    Error::new(
        "not-hidden",
        format!("{} is not hidden: it is printed as {}.", figure.id, figure.printed),
        "There is nothing to sign.",
    )
}

fn signed_before(figure: &Figure, by: &str) -> Error {
    Error::new(
        "signed-before",
        format!("{} was signed for by {by}.", figure.id),
        "`sightline suppression list` has the reason; `withdraw` takes it back.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_an_id() {
        let year = |id: &str| year_of(id).map(|year| year.to_string());
        let id = "child.cin_plans/value/2021-22/E06000051/primary_need=N3";
        assert_eq!(year(id).as_deref(), Some("2021-22"));
        assert_eq!(year("a.b/value/2022-02/E06000051").as_deref(), Some("2021-22"));
        assert_eq!(year("nothing"), None);
    }
}
