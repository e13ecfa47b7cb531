//! Code lists, dimensions, and the cell that a set of categories names.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{CategoryCode, CodeListId, DimensionId};

/// A published list of codes, one version. Local codes map to a standard one or say that none fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodeList {
    /// The list's id.
    pub id: CodeListId,
    /// Counts up; a published version never changes.
    pub version: u32,
    /// A title for people.
    pub title: String,
    /// First day on which this version holds.
    pub from: Date,
    /// Last day on which this version holds, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Where the list comes from.
    pub source: String,
    /// Whether a return may use codes that are not listed (course names, wards outside the list).
    #[serde(default)]
    pub open: bool,
    /// The categories, in the order in which they are printed.
    #[serde(default, rename = "category")]
    pub categories: Vec<Category>,
}

/// One category of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Category {
    /// The code, as returns carry it.
    pub code: CategoryCode,
    /// The name, as it is printed.
    pub name: String,
    /// A local addition maps to this standard code; absent when the code is itself standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<CategoryCode>,
    /// True for a code that is not in the standard list.
    #[serde(default)]
    pub local: bool,
    /// Shown apart from the others and not part of their total (N200 is an incident, not a crime).
    #[serde(default)]
    pub apart: bool,
    /// What to know about the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Other spellings that returns use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The category that contains it, in a hierarchy (ward in town).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CategoryCode>,
}

impl crate::versions::Versioned for CodeList {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn version(&self) -> u32 {
        self.version
    }
    fn holds(&self) -> (Date, Option<Date>) {
        (self.from, self.to)
    }
}

impl CodeList {
    /// The category with this code.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code.as_str() == code)
    }

    /// The category whose code, name or alias is the text, without regard to case.
    #[must_use]
    pub fn resolve(&self, text: &str) -> Option<&Category> {
        self.category(text).or_else(|| {
            let same = |known: &str| known.eq_ignore_ascii_case(text);
            self.categories.iter().find(|c| {
                same(c.code.as_str()) || same(&c.name) || c.aliases.iter().any(|alias| same(alias))
            })
        })
    }
}

/// A set of dimension = category pairs, in the order of the dimensions' ids. Empty means “no breakdown”.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cell(Arc<[(DimensionId, CategoryCode)]>);

/// Two categories of the same dimension stood in one cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// The same dimension twice.
    #[error("the dimension “{0}” is given twice")]
    Twice(DimensionId),
    /// Not of the form `dimension=category`.
    #[error("“{0}” is not of the form dimension=category")]
    Form(String),
    /// An id that is misspelt.
    #[error(transparent)]
    Id(#[from] crate::ids::IdError),
}

impl Cell {
    /// Makes a cell of the pairs, in any order.
    ///
    /// # Errors
    /// When a dimension is given twice.
    pub fn new(
        pairs: impl IntoIterator<Item = (DimensionId, CategoryCode)>,
    ) -> Result<Self, CellError> {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort();
        for (one, next) in pairs.iter().zip(pairs.iter().skip(1)) {
            if one.0 == next.0 {
                return Err(CellError::Twice(one.0.clone()));
            }
        }
        Ok(Self(pairs.into()))
    }

    /// Reads `dimension=category;dimension=category`; the empty text is the empty cell.
    ///
    /// # Errors
    /// When a part has no `=`, an id is misspelt or a dimension is given twice.
    pub fn parse(text: &str) -> Result<Self, CellError> {
        let pairs: Result<Vec<_>, CellError> = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (dimension, category) =
                    part.split_once('=').ok_or_else(|| CellError::Form(part.to_owned()))?;
                Ok((DimensionId::new(dimension.trim())?, CategoryCode::new(category.trim())?))
            })
            .collect();
        Self::new(pairs?)
    }

    /// The pairs in order.
    pub fn pairs(&self) -> impl ExactSizeIterator<Item = &(DimensionId, CategoryCode)> {
        self.0.iter()
    }

    /// The category of a dimension, if the cell has that dimension.
    #[must_use]
    pub fn get(&self, dimension: &str) -> Option<&CategoryCode> {
        self.0.iter().find(|(d, _)| d.as_str() == dimension).map(|(_, c)| c)
    }

    /// The dimensions of the cell: its breakdown.
    #[must_use]
    pub fn breakdown(&self) -> Breakdown {
        Breakdown(self.0.iter().map(|(d, _)| d.clone()).collect())
    }

    /// The cell with one dimension set to another category.
    #[must_use]
    pub fn with(&self, dimension: &DimensionId, category: CategoryCode) -> Self {
        let mut pairs: Vec<_> = self.0.iter().filter(|(d, _)| d != dimension).cloned().collect();
        pairs.push((dimension.clone(), category));
        pairs.sort();
        Self(pairs.into())
    }

    /// The cell without one dimension.
    #[must_use]
    pub fn without(&self, dimension: &str) -> Self {
        Self(self.0.iter().filter(|(d, _)| d.as_str() != dimension).cloned().collect())
    }

    /// Whether there is no breakdown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (dimension, category)) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            write!(f, "{dimension}={category}")?;
        }
        Ok(())
    }
}

impl Serialize for Cell {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The dimensions by which a table is broken down, in order of their ids; empty for none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Breakdown(pub Vec<DimensionId>);

impl fmt::Display for Breakdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, dimension) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" × ")?;
            }
            write!(f, "{dimension}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_reads_back_in_order() {
        let cell = Cell::parse("provider=partnership; course=Train the Trainer").unwrap();
        assert_eq!(cell.to_string(), "course=Train the Trainer;provider=partnership");
        assert_eq!(Cell::parse(&cell.to_string()).unwrap(), cell);
        assert_eq!(cell.get("provider").unwrap().as_str(), "partnership");
        assert!(Cell::parse("").unwrap().is_empty());
        assert!(Cell::parse("a=1;a=2").is_err());
        assert!(Cell::parse("ward").is_err());
    }
}
