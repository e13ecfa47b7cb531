//! Charts for pages.

use sightline_app::ports::{Chart, ChartEngine, ChartKind};
use sightline_measures::table::Table;
use sightline_report::chapter::ast;
use sightline_report::charts::{Plot, draw};
use sightline_report::fonts::{Type, Widths};

use super::assets;

/// Draws charts for pages.
pub(crate) struct Charts {
    face: Type,
}

impl Charts {
    /// Reads the widths of the fonts.
    ///
    /// # Errors
    /// When the binary was built without them.
    pub(crate) fn new() -> Result<Self, sightline_app::Error> {
        let assets = assets()?;
        let widths = |bytes, cut| {
            Widths::read(bytes, cut).map_err(|error| {
                sightline_app::Error::new("assets", format!("{error}."), super::BUILD_AGAIN)
            })
        };
        let face = Type {
            regular: widths(assets.regular, "regular")?,
            bold: widths(assets.bold, "bold")?,
        };
        Ok(Self { face })
    }
}

impl ChartEngine for Charts {
    fn chart(&self, table: &Table, kind: ChartKind) -> Option<Chart> {
        let kind = match kind {
            ChartKind::Bar => ast::ChartKind::Bar,
            ChartKind::Line => ast::ChartKind::Line,
        };
        // The page draws the first column; the others stand in the table beside.
        let mut first = table.clone();
        first.heads.truncate(1);
        first.rows.iter_mut().for_each(|row| row.figures.truncate(1));
        let id = sightline_kernel::ids::Sha256::of(format!("{:?}", table.request).as_bytes());
        let id = format!("chart-{}", id.to_string().chars().take(8).collect::<String>());
        let alt = format!("{}. The table below has the numbers.", table.title);
        let plot = Plot::of(&first, &id, &table.title, &alt);
        draw(&plot, kind, &self.face).ok().map(|d| Chart { wide: d.wide, narrow: d.narrow })
    }
}
