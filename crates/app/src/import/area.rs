//! Stage “validate”, for the area of a row.

use sightline_kernel::ids::AreaCode;
use sightline_kernel::period::Period;
use sightline_measures::catalogue::Catalogue;

use super::contract::Field;
use super::rows::Problem;

/// An area that was merged or renamed keeps its figures up to its last day; later ones are those
/// of another area.
pub(super) fn out_of_force(
    catalogue: &Catalogue,
    code: &AreaCode,
    period: Period,
) -> Option<Problem> {
    let area = catalogue.areas.get(code)?;
    let (day, remedy) = match (area.from, area.to) {
        (_, Some(to)) if period.end() > to => {
            let remedy = match &area.merged_into {
                Some(other) => format!(
                    "It was merged into {}; use that area's code if the figures are about it.",
                    catalogue.area_name(other)
                ),
                None => "Check the area and the period.".to_owned(),
            };
            (format!("ended on {to}"), remedy)
        }
        (Some(from), _) if period.start() < from => {
            let before = catalogue.areas.values();
            let before: Vec<&str> = before
                .filter(|other| other.merged_into.as_ref() == Some(code))
                .map(|other| other.name.as_str())
                .collect();
            let remedy = match before.as_slice() {
                [] => "Check the area and the period.".to_owned(),
                names => format!("Before it there were: {}.", names.join(", ")),
            };
            (format!("began on {from}"), remedy)
        }
        _ => return None,
    };
    let message = format!(
        "The area {} ({code}) {day}, so it was not there for the whole of {period}.",
        area.name
    );
    Some(Problem::warning("area-not-in-force", Field::Area, message, &remedy))
}
