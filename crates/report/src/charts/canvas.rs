//! A drawing surface for plotters that writes lean SVG: no fixed size, text as text, tenths of a
//! unit. plotters draws axes and scales on it; marks are written straight to it.

use std::fmt::Write as _;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor,
};

use super::escape;
use crate::fonts::Type;

/// Units of plotters' whole-number grid in one unit of the picture.
pub(super) const FINE: f64 = 10.0;

/// The picture while it is drawn.
pub(super) struct Canvas<'a> {
    pub(super) out: &'a mut String,
    pub(super) face: &'a Type,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Drawing on a text buffer cannot fail.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be written")]
pub(super) struct CanvasError;

type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

/// A coordinate with at most one decimal, without a trailing `.0`.
pub(super) fn num(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    if tenths == 0.0 { "0".to_owned() } else { format!("{tenths}") }
}

fn fine(at: i32) -> String {
    num(f64::from(at) / FINE)
}

fn colour(colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a picture is a few hundred units wide and high"
        )]
        let whole = |v: f64| (v * FINE) as u32;
        (whole(self.width), whole(self.height))
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Err(DrawingErrorKind::DrawingError(CanvasError))
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        if style.color().alpha > 0.0 {
            let _ = write!(
                self.out,
                r#"<path d="M{} {}L{} {}" stroke="{}" stroke-width="{}"/>"#,
                fine(from.0),
                fine(from.1),
                fine(to.0),
                fine(to.1),
                colour(style.color()),
                num(f64::from(style.stroke_width()) / FINE),
            );
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let mut previous: Option<BackendCoord> = None;
        for at in path {
            if let Some(from) = previous {
                self.draw_line(from, at, style)?;
            }
            previous = Some(at);
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            text_anchor::HPos::Left => "start",
            text_anchor::HPos::Center => "middle",
            text_anchor::HPos::Right => "end",
        };
        let size = style.size() / FINE;
        let drop = match style.anchor().v_pos {
            text_anchor::VPos::Top => 0.75,
            text_anchor::VPos::Center => 0.35,
            text_anchor::VPos::Bottom => -0.1,
        };
        let _ = write!(
            self.out,
            r#"<text class="tick" x="{}" y="{}" text-anchor="{anchor}" fill="{}">{}</text>"#,
            fine(x),
            num(f64::from(y) / FINE + drop * size),
            colour(style.color()),
            escape(text),
        );
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<CanvasError>> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a label is a few hundred units wide"
        )]
        let whole = |v: f64| v.ceil() as u32;
        Ok((whole(self.face.regular.ems(text) * style.size()), whole(style.size())))
    }
}
