//! One edition of a report: everything that the printers print, and nothing else.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sightline_kernel::ids::{AgencyId, AreaCode, MeasureId};
use sightline_kernel::period::Period;
use sightline_kernel::sensitivity::Audience;

use crate::answers::Answers;
use crate::chapter::Chapter;

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The chapters; printed by `order`, equal numbers by id.
    pub chapters: Vec<Chapter>,
    /// The answers to everything that the chapters ask for.
    pub answers: Answers,
    /// Everything about the report as a whole.
    pub settings: Settings,
}

/// Everything about the report as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// “Annual report 2021-22”.
    pub title: String,
    /// The partnership's name.
    pub partnership: String,
    /// The reporting year.
    pub year: Period,
    /// Who it is for. Decides the marking, and which chapters may stand in it.
    pub audience: Audience,
    /// Said on every page, when the report is a demonstration.
    pub demonstration: Option<String>,
    /// Whether it is a draft or a release.
    pub stage: Stage,
    /// The edition's date. It stands on the cover and in the PDF; nothing reads a clock.
    pub date: Date,
    /// Whom a reader may ask, in words: “the partnership's business unit”.
    pub contact: Option<String>,
    /// Links at the foot of each page: text and address.
    pub links: Vec<(String, String)>,
    /// Names as printed, for the pages that say where a figure comes from.
    pub names: Names,
}

/// Whether a report is a draft or a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Being written; said on each page.
    Draft,
    /// Released.
    Released {
        /// 1 for the first release, and so on.
        number: u32,
        /// What was changed, for an amendment.
        note: Option<String>,
    },
}

/// Names as printed. Where a name is missing, its id is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Titles of measures.
    pub measures: BTreeMap<MeasureId, String>,
    /// Names of areas.
    pub areas: BTreeMap<AreaCode, String>,
    /// Names of agencies and publishers.
    pub agencies: BTreeMap<AgencyId, String>,
}

impl Names {
    /// The measure's title, or its id.
    #[must_use]
    pub fn measure<'a>(&'a self, id: &'a MeasureId) -> &'a str {
        self.measures.get(id).map_or(id.as_str(), String::as_str)
    }

    /// The area's name, or its code.
    #[must_use]
    pub fn area<'a>(&'a self, code: &'a AreaCode) -> &'a str {
        self.areas.get(code).map_or(code.as_str(), String::as_str)
    }

    /// The agency's name, or its id.
    #[must_use]
    pub fn agency<'a>(&'a self, id: &'a AgencyId) -> &'a str {
        self.agencies.get(id).map_or(id.as_str(), String::as_str)
    }
}

/// Fonts and styles, read or embedded by whoever prints. `F` is one font family in four cuts.
#[derive(Debug, Clone, Copy)]
pub struct Assets<'a> {
    /// The upright cut, TrueType.
    pub regular: &'a [u8],
    /// The bold cut, TrueType.
    pub bold: &'a [u8],
    /// The italic cut, TrueType.
    pub italic: &'a [u8],
    /// The bold italic cut, TrueType.
    pub bold_italic: &'a [u8],
    /// Files that the site's style sheet refers to: path below the site's root, and bytes.
    pub files: &'a [(&'a str, &'a [u8])],
    /// The site's style sheet.
    pub css: &'a str,
}

/// A printed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutFile {
    /// Where it stands below the report's folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
}

impl OutFile {
    /// A file of the path, bytes and media type.
    #[must_use]
    pub fn new(
        path: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        media_type: &'static str,
    ) -> Self {
        Self { path: path.into(), bytes: bytes.into(), media_type }
    }
}

/// Why a report cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// A chapter for partners in a public report.
    #[error(
        "the chapter “{title}” ({source_file}) is for partners; a public report may not print it. \
         Build with --audience partners, or take the chapter out of the outline"
    )]
    Marked {
        /// The chapter's title.
        title: String,
        /// The chapter's file.
        source_file: String,
    },
    /// A font that cannot be read.
    #[error("the {cut} font cannot be read; run `cargo xtask assets` and build again")]
    Font {
        /// Which cut.
        cut: &'static str,
    },
    /// A chapter that asks for an answer which is not there.
    #[error("{place}: {what} was asked for and not answered")]
    Unanswered {
        /// Where it was asked for.
        place: String,
        /// What.
        what: &'static str,
    },
    /// A chart that cannot be drawn.
    #[error("the chart “{id}” cannot be drawn: {reason}")]
    Chart {
        /// The chart's id.
        id: String,
        /// Why, in words.
        reason: String,
    },
    /// Typst refused.
    #[error("the PDF cannot be made: {0}")]
    Pdf(String),
    /// A file of open data cannot be written.
    #[error("a file of open data cannot be written: {0}")]
    Data(String),
    /// The Word document cannot be packed.
    #[error("the Word document cannot be made: {0}")]
    Docx(String),
}
