//! `stated-change`, `stated-total`, `stated-mean`, `stated-value`, and statements of shares: what a
//! text says, held against its own numbers and against the returns.

use sightline_kernel::query::{Cite, DataQuery};

use crate::claims::{Claim, Statement};
use crate::reconcile::index::Index;
use crate::reconcile::say;

mod change;
mod link;
mod share;
mod total;

pub(super) use link::{Link, link};

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    index
        .world
        .claims
        .iter()
        .flat_map(|claim| {
            let link = link(index, claim).unwrap_or_default();
            let queries = one(index, claim, &link);
            queries.into_iter().map(move |query| query.citing(cites(&link)))
        })
        .collect()
}

/// All disagreements of one statement.
fn one(index: &Index<'_>, claim: &Claim, link: &Link<'_>) -> Vec<DataQuery> {
    match &claim.statement {
        Statement::Share { part, whole, stated } => {
            share::share(claim, link, *part, *whole, *stated)
        }
        Statement::PartOf { base, part, whole } => {
            share::part_of(claim, link, *base, *part, *whole)
        }
        Statement::Shares { shares } => share::list(index, claim, link, shares),
        Statement::Remainder { stated } => share::remainder(claim, link, *stated),
        Statement::Total { addends, stated } => total::total(claim, link, addends, *stated),
        Statement::Rate { count, .. } => {
            total::value(claim, link.now, *count).into_iter().collect()
        }
        Statement::Number { base, stated, terms } => {
            total::number(claim, link, *base, *stated, terms)
        }
        Statement::MonthlyMean { total, stated } => {
            change::mean(index, claim, link, *total, *stated)
        }
        Statement::Change { .. } => change::change(index, claim, link),
        Statement::Compared { left, right, stated, word } => {
            change::compared(index, claim, *left, *right, *stated, word)
        }
    }
}

/// Every returned number that a message about a statement may state.
fn cites(link: &Link<'_>) -> Vec<Cite> {
    let single = [link.now, link.then, link.whole].into_iter().flatten();
    say::cites(single.chain(link.rows.iter().chain(&link.apart).copied()))
}

/// A warning about a claim.
fn query(code: &str, claim: &Claim, message: String, remedy: &str) -> DataQuery {
    DataQuery::warning(code, say::claim_place(claim), format!("{}: {message}", claim.subject()))
        .remedy(remedy)
}
