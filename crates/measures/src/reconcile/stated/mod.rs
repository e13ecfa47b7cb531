//! `stated-change`, `stated-total`, `stated-mean`, `stated-value`, and statements of shares: what a
//! text says, held against its own numbers and against the returns.

use sightline_kernel::query::DataQuery;

use crate::claims::{Claim, Statement};
use crate::reconcile::index::Index;
use crate::reconcile::say;

mod change;
mod link;
mod share;
mod total;

pub(super) use link::{Link, link};

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    index.world.claims.iter().flat_map(|claim| one(index, claim)).collect()
}

/// All disagreements of one statement.
fn one(index: &Index<'_>, claim: &Claim) -> Vec<DataQuery> {
    let link = link(index, claim).unwrap_or_default();
    match &claim.statement {
        Statement::Share { part, whole, stated } => {
            share::share(claim, &link, *part, *whole, *stated)
        }
        Statement::PartOf { base, part, whole } => {
            share::part_of(claim, &link, *base, *part, *whole)
        }
        Statement::Shares { shares } => share::list(index, claim, &link, shares),
        Statement::Remainder { stated } => share::remainder(claim, &link, *stated),
        Statement::Total { addends, stated } => total::total(claim, &link, addends, *stated),
        Statement::Rate { count, .. } => {
            total::value(claim, link.now, *count).into_iter().collect()
        }
        Statement::Number { base, stated, terms } => {
            total::number(claim, &link, *base, *stated, terms)
        }
        Statement::MonthlyMean { total, stated } => {
            change::mean(index, claim, &link, *total, *stated)
        }
        Statement::Change { .. } => change::change(index, claim, &link),
        Statement::Compared { left, right, stated, word } => {
            change::compared(index, claim, *left, *right, *stated, word)
        }
    }
}

/// A warning about a claim.
fn query(code: &str, claim: &Claim, message: String, remedy: &str) -> DataQuery {
    DataQuery::warning(code, say::claim_place(claim), format!("{}: {message}", claim.subject()))
        .remedy(remedy)
}
