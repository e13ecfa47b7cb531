//! Charts as PNG, for versions of Word that show no SVG; drawn by the renderer that Typst brings.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::edition::{Assets, PrintError};

/// Fonts, read once.
pub(super) struct Painter {
    fonts: Arc<fontdb::Database>,
}

/// A painted chart.
pub(super) struct Painting {
    pub(super) png: Vec<u8>,
    /// Width and height in units of the SVG.
    pub(super) size: (f32, f32),
}

impl Painter {
    pub(super) fn new(assets: &Assets<'_>) -> Self {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(assets.regular.to_vec());
        Self { fonts: Arc::new(fonts) }
    }

    /// Paints at twice the size, on white.
    pub(super) fn paint(&self, id: &str, svg: &str) -> Result<Painting, PrintError> {
        let refused = |reason: String| PrintError::Chart { id: id.to_owned(), reason };
        let options = Options { fontdb: Arc::clone(&self.fonts), ..Options::default() };
        let tree = Tree::from_str(svg, &options).map_err(|error| refused(error.to_string()))?;
        let (width, height) = (tree.size().width(), tree.size().height());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a chart is a few hundred units wide and high"
        )]
        let pixels = |v: f32| (v * 2.0).ceil() as u32;
        let mut pixmap = Pixmap::new(pixels(width), pixels(height))
            .ok_or_else(|| refused("it has no size".to_owned()))?;
        pixmap.fill(Color::WHITE);
        resvg::render(&tree, Transform::from_scale(2.0, 2.0), &mut pixmap.as_mut());
        let png = pixmap.encode_png().map_err(|error| refused(error.to_string()))?;
        Ok(Painting { png, size: (width, height) })
    }
}
