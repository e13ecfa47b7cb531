//! Stage “resolve codes”, for the categories of a row.

use sightline_kernel::dimension::Cell;
use sightline_kernel::ids::{CategoryCode, DimensionId};
use sightline_kernel::nearest::did_you_mean;
use sightline_measures::card::MeasureCard;
use sightline_measures::catalogue::Catalogue;

use super::contract::Field;
use super::rows::{Problem, Problems};

/// The cell that the text of a row names, with its categories by their codes.
pub(super) fn cell(
    catalogue: &Catalogue,
    card: &MeasureCard,
    text: &str,
) -> Result<Cell, Problems> {
    let bad = |message: String, remedy: String| {
        vec![Problem::error("unknown-dimension", Field::Dimensions, message, remedy)]
    };
    let cell = Cell::parse(text).map_err(|error| {
        bad(format!("{error}."), "Write dimension=category, joined by semicolons.".into())
    })?;
    let mut pairs = Vec::new();
    let mut problems = Problems::new();
    for (dimension, category) in cell.pairs() {
        match resolve_category(catalogue, card, dimension, category) {
            Ok(code) => pairs.push((dimension.clone(), code)),
            Err(problem) => problems.push(*problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Cell::new(pairs).map_err(|error| bad(format!("{error}."), "Name each dimension once.".into()))
}

fn resolve_category(
    catalogue: &Catalogue,
    card: &MeasureCard,
    dimension: &DimensionId,
    category: &CategoryCode,
) -> Result<CategoryCode, Box<Problem>> {
    let Some(breakdown) = card.dimension(dimension.as_str()) else {
        let known: Vec<&str> = card.dimensions.iter().map(|d| d.id.as_str()).collect();
        let message = if known.is_empty() {
            format!("{} has no breakdowns, and the row has {dimension}.", card.id)
        } else {
            format!("{} is not broken down by {dimension}. It has: {}.", card.id, known.join(", "))
        };
        let remedy = did_you_mean(dimension.as_str(), known);
        return Err(Box::new(Problem::error(
            "unknown-dimension",
            Field::Dimensions,
            message,
            remedy,
        )));
    };
    if category.is_total() {
        return Ok(category.clone());
    }
    let versions = catalogue.lists.get(&breakdown.list).map_or(&[][..], Vec::as_slice);
    if let Some(found) = versions.iter().rev().find_map(|list| list.resolve(category.as_str())) {
        return Ok(found.code.clone());
    }
    if versions.last().is_some_and(|list| list.open) {
        return Ok(category.clone());
    }
    let names = versions
        .iter()
        .flat_map(|list| &list.categories)
        .flat_map(|c| [c.code.as_str(), c.name.as_str()]);
    let near = did_you_mean(category.as_str(), names);
    let message = format!("“{category}” is not a category of {dimension}.");
    let remedy = if near.is_empty() {
        format!("Use a code of the list {}, or have it added as a local code.", breakdown.list)
    } else {
        near
    };
    Err(Box::new(Problem::error("unknown-category", Field::Dimensions, message, remedy)))
}
