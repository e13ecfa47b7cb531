//! The world that Typst sees: one template, the report's data, its charts, four fonts. No disk,
//! no network, no clock.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt as _, World};

use crate::edition::{Assets, PrintError};

/// Fonts and library, read once and used for every report.
pub struct Foundry {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
    template: Source,
}

impl Foundry {
    /// Reads the four cuts.
    ///
    /// # Errors
    /// Names the cut that is not a font.
    pub fn new(assets: &Assets<'_>) -> Result<Self, PrintError> {
        let cuts = [
            ("regular", assets.regular),
            ("bold", assets.bold),
            ("italic", assets.italic),
            ("bold italic", assets.bold_italic),
        ];
        let fonts: Vec<Font> = cuts
            .into_iter()
            .map(|(cut, bytes)| {
                Font::new(Bytes::new(bytes.to_vec()), 0).ok_or(PrintError::Font { cut })
            })
            .collect::<Result<_, _>>()?;
        let features: Features = [Feature::A11yExtras].into_iter().collect();
        let main = id("report.typ").map_err(PrintError::Pdf)?;
        Ok(Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            library: LazyHash::new(Library::builder().with_features(features).build()),
            template: Source::new(main, include_str!("report.typ").to_owned()),
        })
    }
}

impl std::fmt::Debug for Foundry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Foundry({} fonts)", self.fonts.len())
    }
}

/// One report's files, beside the foundry.
pub(super) struct Desk<'f> {
    foundry: &'f Foundry,
    files: HashMap<FileId, Bytes>,
}

impl<'f> Desk<'f> {
    pub(super) fn new(foundry: &'f Foundry) -> Self {
        Self { foundry, files: HashMap::new() }
    }

    /// Lays a file on the desk.
    pub(super) fn lay(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), PrintError> {
        self.files.insert(id(name).map_err(PrintError::Pdf)?, Bytes::new(bytes));
        Ok(())
    }
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|_| format!("“{name}” is no file name"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.foundry.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.foundry.book
    }

    fn main(&self) -> FileId {
        self.foundry.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.foundry.template.id() {
            Ok(self.foundry.template.clone())
        } else {
            Err(FileError::NotSource)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .get(&id)
            .cloned()
            .ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.foundry.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
