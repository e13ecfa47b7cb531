//! Stacked shares: each row is a bar of 100%, cut into its columns. A row with a gap among its
//! parts has no shares: the whole would be wrong, and a hidden part could be worked out.

use super::Format;
use super::axes::{self, Axes, AxesError, Look, Values, tick};
use super::palette::{INK, QUIET, fill};
use super::picture::{Anchor, Area, LEAD, Picture, SIZE};
use super::plot::{Mark, Plot, PlotRow};
use sightline_measures::table::Unit;

const THICK: f64 = 30.0;
const AXIS: f64 = 30.0;

pub(super) fn draw(picture: &mut Picture<'_>, plot: &Plot) -> Result<(), AxesError> {
    let key = picture.legend(&plot.series);
    let wide = picture.format == Format::Wide;
    let most = if wide { picture.width * 0.3 } else { picture.width };
    let labels: Vec<_> = plot.rows.iter().map(|row| picture.wrap(&row.label, most)).collect();
    let broadest = labels.iter().flatten().map(|line| picture.measure(line)).fold(0.0, f64::max);
    let heights: Vec<_> = labels
        .iter()
        .map(|lines| {
            let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
            if wide { text.max(THICK) + 12.0 } else { text + THICK + 16.0 }
        })
        .collect();
    let bottom = key + heights.iter().sum::<f64>();
    picture.height = bottom + AXIS;
    let left = if wide { broadest + 12.0 } else { 14.0 };
    let text = |value: &f64| tick(*value, Unit::Percent);
    let look = Look {
        values: Values::Across,
        labels: (if wide { 6 } else { 4 }, 0),
        x_text: &text,
        y_text: &text,
    };
    let area = Area { left, top: key, right: picture.width - 20.0, bottom };
    let axes = axes::draw(picture, area, 0.0..100.0, 0.0..1.0, &look)?;
    let mut top = key;
    for ((row, lines), height) in plot.rows.iter().zip(&labels).zip(heights) {
        draw_row(picture, &axes, row, top, lines);
        top += height;
    }
    Ok(())
}

fn draw_row(picture: &mut Picture<'_>, axes: &Axes, row: &PlotRow, top: f64, lines: &[String]) {
    let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
    let bar = if picture.format == Format::Wide {
        let middle = top + text.max(THICK) / 2.0 + 4.0;
        picture.lines(0.0, middle - text / 2.0 + SIZE - 1.0, Anchor::Start, INK, lines);
        middle - THICK / 2.0
    } else {
        picture.plated(axes.x(0.0) - 2.0, top + SIZE, lines);
        top + text + 3.0
    };
    let parts: Option<Vec<f64>> = row.marks.iter().map(Mark::value).collect();
    let total = parts.iter().flatten().sum::<f64>();
    match parts {
        Some(parts) if total > 0.0 && parts.iter().all(|part| *part >= 0.0) => {
            draw_parts(picture, axes, row, (bar, total));
        }
        _ => {
            let why = row.marks.iter().find_map(|mark| match mark {
                Mark::Gap(text) => Some(text.as_str()),
                Mark::Known { .. } => None,
            });
            let area = Area {
                left: axes.x(0.0),
                top: bar,
                right: axes.x(0.0) + 16.0,
                bottom: bar + THICK,
            };
            let said = why.map_or_else(
                || "no shares: the parts are nil".to_owned(),
                |why| format!("no shares: a part is {why}"),
            );
            picture.gap(area, &said);
        }
    }
}

fn draw_parts(picture: &mut Picture<'_>, axes: &Axes, row: &PlotRow, (top, total): (f64, f64)) {
    let mut before = 0.0;
    for (series, mark) in row.marks.iter().enumerate() {
        let Mark::Known { value, printed } = mark else { continue };
        let (left, right) =
            (axes.x(before / total * 100.0), axes.x((before + value) / total * 100.0));
        before += value;
        if right - left < 0.1 {
            continue;
        }
        let area = Area { left, top, right: (right - 1.5).max(left + 0.5), bottom: top + THICK };
        picture.bar(series, area);
        let wide = picture.measure(printed);
        if wide + 10.0 <= right - left {
            label(picture, series, f64::midpoint(left, right), top, (printed, wide));
        }
    }
    if before <= 0.0 {
        picture.text(axes.x(0.0), top + SIZE, Anchor::Start, QUIET, "nil");
    }
}

/// The printed number on its part, on a plain plate so that a pattern does not run through it.
fn label(picture: &mut Picture<'_>, series: usize, x: f64, top: f64, (printed, wide): (&str, f64)) {
    let ink = fill(series);
    let plain = ink.tile.is_empty();
    if !plain {
        picture.raw(&format!(
            r##"<rect x="{}" y="{}" width="{}" height="22" fill="#fff"/>"##,
            super::canvas::num(x - wide / 2.0 - 4.0),
            super::canvas::num(top + 4.0),
            super::canvas::num(wide + 8.0),
        ));
    }
    let colour = if plain { "#ffffff" } else { INK };
    picture.text(x, top + THICK / 2.0 + 0.34 * SIZE, Anchor::Middle, colour, printed);
}
