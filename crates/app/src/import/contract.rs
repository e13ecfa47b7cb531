//! Stage “map”: which column of the file is which part of the published column contract.

use sightline_kernel::nearest::{did_you_mean, nearest};
use sightline_kernel::query::{DataQuery, Place};

/// A column of the contract. `docs/guide/column-contract.md` is generated from this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The measure's id.
    Measure,
    /// The period.
    Period,
    /// The area's code or name.
    Area,
    /// `dimension=category;…`.
    Dimensions,
    /// The value.
    Value,
    /// The agency that owns the figure.
    Supplier,
    /// The code of a typed absence.
    Absence,
    /// Why there is no value.
    Reason,
    /// `final` or `provisional`.
    Status,
    /// A note.
    Note,
}

/// One line of the contract.
#[derive(Debug, Clone, Copy)]
pub struct ContractLine {
    /// The field.
    pub field: Field,
    /// The column's name.
    pub name: &'static str,
    /// Other names that are taken for it.
    pub aliases: &'static [&'static str],
    /// Whether a file must have it.
    pub required: bool,
    /// What stands in it.
    pub help: &'static str,
    /// An example.
    pub example: &'static str,
}

/// The published column contract for figures. A column named after a dimension is also taken.
pub const CONTRACT: [ContractLine; 10] = [
    ContractLine {
        field: Field::Measure,
        name: "measure",
        aliases: &["measure id", "measure_id", "indicator"],
        required: true,
        help: "The measure's id, as the measure index lists it.",
        example: "crime.offences",
    },
    ContractLine {
        field: Field::Period,
        name: "period",
        aliases: &["time", "year", "time_period"],
        required: true,
        help: "A reporting year (2021-22), quarter (2021-22-Q1), month (2021-04), calendar year (2021), school year (school-2021-22), day (2022-03-31) or population estimate (mid-2019).",
        example: "2021-22",
    },
    ContractLine {
        field: Field::Area,
        name: "area",
        aliases: &["area code", "area_code", "geography"],
        required: false,
        help: "The area's code or name. Blank, or no such column, means the partnership's own area.",
        example: "E06000051",
    },
    ContractLine {
        field: Field::Dimensions,
        name: "dimensions",
        aliases: &["breakdown", "categories"],
        required: false,
        help: "dimension=category, joined by semicolons; blank for a figure without a breakdown. _T marks a total supplied beside its parts. A column named after a dimension may be used instead.",
        example: "offence_group=shoplifting",
    },
    ContractLine {
        field: Field::Value,
        name: "value",
        aliases: &["obs_value", "number", "count"],
        required: true,
        help: "The number, plainly: 16411, 45.5, 0 for a confirmed nil, <5 where the source suppressed it. Blank is never taken for nil.",
        example: "1082",
    },
    ContractLine {
        field: Field::Supplier,
        name: "supplier",
        aliases: &["agency", "owner"],
        required: false,
        help: "The agency that owns the figure. A row of another agency is a data query.",
        example: "west-mercia-police",
    },
    ContractLine {
        field: Field::Absence,
        name: "absence",
        aliases: &["absence kind", "missing"],
        required: false,
        help: "Why there is no value: not-stated, not-held, not-collectable, not-due, not-supplied, declined, withdrawn or other-footprint.",
        example: "not-held",
    },
    ContractLine {
        field: Field::Reason,
        name: "reason",
        aliases: &["absence reason", "absence_reason"],
        required: false,
        help: "The reason for the absence, in the agency's words.",
        example: "Recorded from April 2022 only",
    },
    ContractLine {
        field: Field::Status,
        name: "status",
        aliases: &["obs_status"],
        required: false,
        help: "final (also when blank) or provisional.",
        example: "provisional",
    },
    ContractLine {
        field: Field::Note,
        name: "note",
        aliases: &["notes", "comment"],
        required: false,
        help: "What a reader must know. On a blank value, a note that begins “no return:” makes the absence “not supplied”; one that begins with the words of another absence (“not held:”) makes it that.",
        example: "total as supplied",
    },
];

/// Which column of a file holds which field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    fields: [Option<usize>; CONTRACT.len()],
    /// Columns named after a dimension: column and dimension.
    pub dimensions: Vec<(usize, String)>,
    /// Columns that the contract does not know; they are left out.
    pub ignored: Vec<(usize, String)>,
    /// Columns without a name that stand before one that has a name.
    pub unnamed: Vec<usize>,
    /// How many columns the header has, up to the last one with a name.
    pub width: usize,
}

impl Mapping {
    /// The column (from 0) of a field.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields.get(field as usize).copied().flatten()
    }
}

/// Maps a header row. Columns are counted from 0.
///
/// # Errors
/// One data query for each required column that is missing, doubled or misspelt.
pub fn map<'a>(
    file: &str,
    row: u32,
    header: &[&str],
    dimensions: impl Iterator<Item = &'a str> + Clone,
) -> Result<(Mapping, Vec<DataQuery>), Vec<DataQuery>> {
    let mut mapping = Mapping::default();
    let mut notes = Vec::new();
    let mut errors = Vec::new();
    mapping.width = header.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |at| at + 1);
    for (at, heading) in header.iter().enumerate().take(mapping.width) {
        let heading = heading.trim();
        if heading.is_empty() {
            mapping.unnamed.push(at);
            continue;
        }
        if let Some(field) = field_of(heading) {
            match mapping.fields.get_mut(field as usize) {
                Some(slot @ None) => *slot = Some(at),
                _ => errors.push(twice(file, row, heading)),
            }
        } else if let Some(dimension) =
            dimensions.clone().find(|dimension| *dimension == spelt(heading))
        {
            mapping.dimensions.push((at, dimension.to_owned()));
        } else {
            mapping.ignored.push((at, heading.to_owned()));
            notes.push(ignored(file, row, heading, dimensions.clone()));
        }
    }
    for line in CONTRACT.iter().filter(|line| line.required) {
        if mapping.column(line.field).is_none() {
            errors.push(missing(file, row, line, header));
        }
    }
    if errors.is_empty() { Ok((mapping, notes)) } else { Err(errors) }
}

/// The contract as the guide's page prints it. A test compares the page with this.
#[must_use]
pub fn as_markdown() -> String {
    let mut page = String::from(
        "# Column contract\n\n\
         A file of figures is CSV, XLSX or ODS, one row a figure, with these columns in any order.\n\
         Upper and lower case are the same. This page is generated from the program; do not edit it.\n\n\
         | column | must | also taken as | what stands in it | example |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for line in &CONTRACT {
        let must = if line.required { "yes" } else { "" };
        let aliases = line.aliases.join(", ");
        page.push_str(&format!(
            "| `{}` | {must} | {aliases} | {} | `{}` |\n",
            line.name, line.help, line.example
        ));
    }
    page.push_str(
        "\nA column that is none of these and not a dimension is left out, with a warning; where its name is \
         nearest to a dimension of the file's measures the file is refused.\n\
         Rows with an error are never saved in silence: without `--accept-valid` nothing is written, \
         with it the report of the import says which rows were left out.\n\
         \n\
         A row with a cell beyond the last named column, or below a column without a name, is an error: \
         a number that was split at its thousand separator (`1,082` without quotation marks) looks so. \
         In a workbook so are merged cells, cells that show an error, and formulas whose result the file \
         does not hold; other formulas give their last result.\n",
    );
    page
}

/// Whether a row looks like the header: it names the required columns.
#[must_use]
pub fn is_header<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let found: Vec<Field> = cells.filter_map(|cell| field_of(cell.trim())).collect();
    CONTRACT.iter().filter(|line| line.required).filter(|line| found.contains(&line.field)).count()
        >= 2
}

fn field_of(heading: &str) -> Option<Field> {
    let same = |name: &str| name.eq_ignore_ascii_case(heading);
    CONTRACT
        .iter()
        .find(|line| same(line.name) || line.aliases.iter().any(|alias| same(alias)))
        .map(|line| line.field)
}

fn twice(file: &str, row: u32, heading: &str) -> DataQuery {
    let place = Place::row(file, u64::from(row), Some(heading));
    DataQuery::error("column-twice", place, format!("Two columns are called “{heading}”."))
        .remedy("Keep one of them.")
}

fn ignored<'a>(
    file: &str,
    row: u32,
    heading: &str,
    dimensions: impl Iterator<Item = &'a str>,
) -> DataQuery {
    let names = CONTRACT.iter().map(|line| line.name).chain(dimensions);
    let near = did_you_mean(heading, names);
    let place = Place::row(file, u64::from(row), Some(heading));
    let message = format!("The column “{heading}” is not in the column contract; it was left out.");
    DataQuery::warning("column-unknown", place, message).remedy(if near.is_empty() {
        "Remove it, or name it after a dimension.".to_owned()
    } else {
        near
    })
}

/// Columns whose name is nearest to a dimension of the file's measures: without them the parts of a
/// breakdown would be taken for totals.
pub(super) fn misspelt<'a>(
    file: &str,
    row: u32,
    mapping: &Mapping,
    dimensions: impl Iterator<Item = &'a str> + Clone,
) -> Vec<DataQuery> {
    let names = CONTRACT.iter().map(|line| line.name).chain(dimensions.clone());
    let is_mapped = |name: &str| mapping.dimensions.iter().any(|(_, mapped)| mapped == name);
    let found = mapping.ignored.iter().filter_map(|(_, heading)| {
        let near = *nearest(&spelt(heading), names.clone(), 1).first()?;
        (dimensions.clone().any(|dimension| dimension == near) && !is_mapped(near)).then(|| {
            let message = format!(
                "The column “{heading}” is not in the column contract, and measures of the file are broken down by {near}."
            );
            DataQuery::error("column-misspelt", Place::row(file, u64::from(row), Some(heading)), message)
                .remedy(format!("Rename the column to “{near}”, or take it out."))
        })
    });
    found.collect()
}

/// A heading as dimensions are spelt.
fn spelt(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
}

fn missing(file: &str, row: u32, line: &ContractLine, header: &[&str]) -> DataQuery {
    let seen: Vec<&str> = header.iter().map(|h| h.trim()).filter(|h| !h.is_empty()).collect();
    let near = nearest(line.name, seen.iter().copied(), 1);
    let remedy = match near.first() {
        Some(near) => format!("Rename the column “{near}” to “{}”.", line.name),
        None => format!("Add it. {} For example: {}", line.help, line.example),
    };
    let message = format!("The file has no column “{}”. It has: {}.", line.name, seen.join(", "));
    DataQuery::error("column-missing", Place::row(file, u64::from(row), None), message)
        .remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dims() -> impl Iterator<Item = &'static str> + Clone {
        ["offence_group", "ward"].into_iter()
    }

    #[test]
    fn the_contract_lists_fields_in_order() {
        for (at, line) in CONTRACT.iter().enumerate() {
            assert_eq!(line.field as usize, at, "{}", line.name);
        }
    }

    #[test]
    fn the_guide_prints_the_contract() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/column-contract.md");
        if std::env::var_os("SIGHTLINE_WRITE_DOCS").is_some() {
            std::fs::write(path, as_markdown()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap_or_default();
        let same = page == as_markdown();
        assert!(same, "the page is out of date: run this test with SIGHTLINE_WRITE_DOCS=1");
    }

    #[test]
    fn maps_names_aliases_and_dimensions() {
        let header = ["Measure", "Time", "Offence group", "VALUE", "Scribbles"];
        let (mapping, notes) = map("f.csv", 1, &header, dims()).unwrap();
        assert_eq!(mapping.column(Field::Measure), Some(0));
        assert_eq!(mapping.column(Field::Period), Some(1));
        assert_eq!(mapping.column(Field::Value), Some(3));
        assert_eq!(mapping.dimensions, [(2, "offence_group".to_owned())]);
        assert_eq!(notes.len(), 1);
        assert!(is_header(header.into_iter()));
    }

    #[test]
    fn the_header_ends_at_its_last_name() {
        let header = ["measure", "", "period", "value", " ", ""];
        let (mapping, _) = map("f.csv", 1, &header, dims()).unwrap();
        assert_eq!((mapping.width, mapping.unnamed.as_slice()), (4, &[1][..]));
    }

    #[test]
    fn a_column_that_is_nearly_a_dimension_is_an_error_and_others_are_not() {
        let codes = |header: &[&str]| {
            let (mapping, _) = map("f.csv", 1, header, dims()).unwrap();
            let found = misspelt("f.csv", 1, &mapping, dims());
            found.into_iter().map(|query| query.remedy).collect::<Vec<_>>()
        };
        let with = |name: &'static str| codes(&["measure", "period", "value", name]);
        assert_eq!(with("Ofence group"), ["Rename the column to “offence_group”, or take it out."]);
        assert!(with("scribbles").is_empty());
        assert!(with("notess").is_empty(), "nearest to a column of the contract");
        let both = ["measure", "period", "value", "ward", "wards"];
        assert!(codes(&both).is_empty(), "the dimension has its column");
    }

    #[test]
    fn a_misspelt_column_is_named() {
        let errors = map("f.csv", 1, &["measure", "period", "valeu"], dims()).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].remedy, "Rename the column “valeu” to “value”.");
        let errors = map("f.csv", 1, &["measure", "period", "value", "Value"], dims()).unwrap_err();
        assert_eq!(errors[0].code, "column-twice");
    }
}
