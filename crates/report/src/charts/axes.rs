//! Axes and scales, by plotters.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::{
    Cartesian2d, ChartBuilder, Color as _, CoordTranslate as _, DrawingArea, IntoDrawingArea as _,
    IntoFont as _, RGBColor, TRANSPARENT, TextStyle,
};
use sightline_measures::table::Unit;

use super::canvas::{Canvas, FINE};
use super::picture::{Area, Picture, SIZE};

/// Which axis carries the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// Along the bottom, with upright lines behind the marks.
    Across,
    /// Up the left side, with level lines behind the marks.
    Upward,
    /// Nowhere; only the scale is used.
    Hidden,
}

/// What the axes look like.
pub(super) struct Look<'l> {
    pub(super) values: Values,
    /// At most so many labels along the bottom, and up the side.
    pub(super) labels: (usize, usize),
    pub(super) x_text: &'l dyn Fn(&f64) -> String,
    pub(super) y_text: &'l dyn Fn(&f64) -> String,
}

/// A drawn pair of axes: from values to places in the picture.
pub(super) struct Axes(Cartesian2d<RangedCoordf64, RangedCoordf64>);

impl Axes {
    pub(super) fn x(&self, value: f64) -> f64 {
        f64::from(self.0.translate(&(value, 0.0)).0) / FINE
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        f64::from(self.0.translate(&(0.0, value)).1) / FINE
    }
}

/// The axes could not be drawn.
pub(super) type AxesError = Box<dyn std::error::Error>;

fn fine(v: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a picture is a few hundred units wide")]
    let whole = (v * FINE).round() as i32;
    whole
}

/// Draws axes whose plotting area is `area`; labels stand outside it.
pub(super) fn draw(
    picture: &mut Picture<'_>,
    area: Area,
    x: std::ops::Range<f64>,
    y: std::ops::Range<f64>,
    look: &Look<'_>,
) -> Result<Axes, AxesError> {
    const GRID: RGBColor = RGBColor(0xd5, 0xdb, 0xe2);
    const QUIET: RGBColor = RGBColor(0x4a, 0x55, 0x62);
    let (width, height) = (picture.width, picture.height);
    let root: DrawingArea<Canvas<'_>, Shift> = picture.canvas().into_drawing_area();
    let below = if look.values == Values::Hidden { 0.0 } else { height - area.bottom };
    let beside = if look.values == Values::Upward { area.left } else { 0.0 };
    let mut chart = ChartBuilder::on(&root)
        .margin_top(fine(area.top))
        .margin_right(fine(width - area.right))
        .margin_left(fine(area.left - beside))
        .margin_bottom(fine(height - area.bottom - below))
        .x_label_area_size(fine(below))
        .y_label_area_size(fine(beside))
        .build_cartesian_2d(x, y)
        .map_err(|error| error.to_string())?;
    if look.values != Values::Hidden {
        let text = TextStyle::from(("sans-serif", SIZE * FINE).into_font()).color(&QUIET);
        let mut mesh = chart.configure_mesh();
        mesh.light_line_style(TRANSPARENT)
            .bold_line_style(GRID.stroke_width(10))
            .axis_style(TRANSPARENT)
            .label_style(text)
            .set_all_tick_mark_size(60)
            .x_labels(look.labels.0)
            .y_labels(look.labels.1)
            .x_label_formatter(look.x_text)
            .y_label_formatter(look.y_text);
        match look.values {
            Values::Across => mesh.disable_y_mesh().disable_y_axis(),
            _ => mesh.disable_x_mesh(),
        };
        mesh.draw().map_err(|error| error.to_string())?;
    }
    Ok(Axes(chart.plotting_area().as_coord_spec().clone()))
}

/// How a value on an axis is written: `15,000`, `40%`.
pub(super) fn tick(value: f64, unit: Unit) -> String {
    let places = if value.fract().abs() < 1e-9 {
        0
    } else if (value * 10.0).fract().abs() < 1e-6 {
        1
    } else {
        2
    };
    let text = format!("{:.places$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(w, r)| (w, r));
    let mut out = String::new();
    if value < 0.0 {
        out.push('−');
    }
    if unit == Unit::Pounds {
        out.push('£');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    if unit == Unit::Percent {
        out.push('%');
    }
    out
}

/// A range from zero (or below it) to the largest value, never empty.
pub(super) fn from_zero(values: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
    let (low, high) =
        values.fold((0.0f64, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
    if high - low > 0.0 { low..high } else { 0.0..1.0 }
}
