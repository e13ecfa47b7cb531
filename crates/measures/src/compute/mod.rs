//! The indicator engine: from observations to figures and tables. Pure functions, at read time.
//!
//! Everything is computed exactly and rounded once, when it is printed. Where a number cannot be
//! had, the figure says so in words and prints none: a missing or small base, an absence, a value
//! that the supplier had suppressed. Small-number suppression comes after, on the finished table.

mod answer;
mod change;
mod compare;
mod figure;
mod index;
mod indicator;
mod needs;
mod rate;
mod rows;
mod sum;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use index::Observations;
pub use needs::{Need, figure_needs, table_needs};

use sightline_kernel::query::DataQuery;

use crate::catalogue::Catalogue;
use crate::request::{Context, FigureRequest, TableRequest};
use crate::table::{Figure, Table};

/// Computes one figure.
///
/// Takes the definitions, the observations that [`figure_needs`] named, whose report it is, and
/// what is asked. Gives a figure in every case: where the measure is unknown or there is no
/// number, the figure says so. Nothing is suppressed yet.
#[must_use]
pub fn figure(
    catalogue: &Catalogue,
    observations: &Observations<'_>,
    context: &Context,
    request: &FigureRequest,
) -> Figure {
    figure_and_queries(catalogue, observations, context, request).0
}

/// As [`figure`], with what the computation wants a person to look at.
#[must_use]
pub fn figure_and_queries(
    catalogue: &Catalogue,
    observations: &Observations<'_>,
    context: &Context,
    request: &FigureRequest,
) -> (Figure, Vec<DataQuery>) {
    let engine = value::Engine::new(catalogue, observations, context);
    let figure = engine.requested(&request.of, &request.indicator);
    (figure, engine.into_queries())
}

/// Computes a table: its rows, columns, notes, sources, and the data queries it raises.
///
/// Takes the definitions, the observations that [`table_needs`] named, whose report it is, and
/// what is asked. Nothing is suppressed yet.
#[must_use]
pub fn table(
    catalogue: &Catalogue,
    observations: &Observations<'_>,
    context: &Context,
    request: &TableRequest,
) -> Table {
    table::compute(value::Engine::new(catalogue, observations, context), request)
}
