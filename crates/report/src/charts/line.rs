//! Lines over time, one a column. A missing point breaks its line and says why. The value axis
//! begins at zero unless the values are so close together that nothing could be seen; then the
//! chart says that it does not.

use std::fmt::Write as _;

use super::Format;
use super::axes::{self, Axes, AxesError, Look, Values, from_zero, tick};
use super::canvas::num;
use super::palette::{INK, QUIET, fill};
use super::picture::{Anchor, Area, LEAD, Picture, SIZE};
use super::plot::{Mark, Plot};

const AXIS: f64 = 34.0;

pub(super) fn draw(picture: &mut Picture<'_>, plot: &Plot) -> Result<(), AxesError> {
    let many = plot.series.len() > 1;
    let key = if many { line_key(picture, &plot.series) } else { 0.0 };
    let (range, cut) = range(plot);
    let note = if cut { LEAD + 4.0 } else { 0.0 };
    let top = key + 24.0 + note;
    let tall = if picture.format == Format::Wide { 270.0 } else { 210.0 };
    picture.height = top + tall + AXIS;
    if cut {
        let said = format!("The axis begins at {}, not at zero.", tick(range.start, plot.unit));
        picture.text(0.0, key + SIZE, Anchor::Start, QUIET, &said);
    }
    let y_room = picture.measure(&tick(range.end, plot.unit)).max(30.0) + 14.0;
    let broadest = picture.widest(plot.rows.iter().map(|row| row.short.as_str()));
    let half = (broadest / 2.0 + 2.0).min(picture.width * 0.2);
    let ends = plot.rows.last().into_iter().flat_map(|row| &row.marks).map(text_of);
    let area = Area {
        left: y_room.max(half),
        top,
        right: picture.width - (picture.widest(ends) + 14.0).clamp(26.0, 90.0).max(half),
        bottom: top + tall,
    };
    let last = f64::from(u32::try_from(plot.rows.len()).unwrap_or(1)) - 1.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few labels fit, and never fewer than none"
    )]
    let fits = ((area.right - area.left) / (broadest + 18.0)).max(1.0) as usize + 1;
    let x_text = |at: &f64| x_label(plot, *at);
    let y_text = |value: &f64| tick(*value, plot.unit);
    let look = Look { values: Values::Upward, labels: (fits, 5), x_text: &x_text, y_text: &y_text };
    let axes = axes::draw(picture, area, 0.0..last.max(1.0), range, &look)?;
    for series in (0..plot.series.len()).rev() {
        draw_series(picture, plot, series, &axes, area);
    }
    if !many {
        draw_labels(picture, plot, &axes);
    }
    end_labels(picture, plot, &axes);
    Ok(())
}

fn text_of(mark: &Mark) -> &str {
    match mark {
        Mark::Known { printed, .. } => printed,
        Mark::Gap(_) => "",
    }
}

/// The label of the row at a whole number; nothing between.
fn x_label(plot: &Plot, at: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "axis positions lie between zero and the number of rows"
    )]
    let whole = at.round().max(0.0) as usize;
    if (at - at.round()).abs() > 1e-6 {
        return String::new();
    }
    plot.rows.get(whole).map(|row| row.short.clone()).unwrap_or_default()
}

/// The value axis, and whether it is cut above zero.
fn range(plot: &Plot) -> (std::ops::Range<f64>, bool) {
    let whole = from_zero(plot.values(plot.series.len()));
    let low = plot.values(plot.series.len()).fold(f64::INFINITY, f64::min);
    let spread = whole.end - low;
    if low > 0.0 && low.is_finite() && spread > 0.0 && spread < 0.2 * whole.end {
        let step = 10f64.powf(spread.log10().floor());
        return (((low - spread / 2.0) / step).floor() * step..whole.end, true);
    }
    (whole.start..whole.end + (whole.end - whole.start) * 0.04, false)
}

fn draw_series(picture: &mut Picture<'_>, plot: &Plot, series: usize, axes: &Axes, area: Area) {
    let colour = fill(series).colour;
    let mut path = String::new();
    let mut markers = String::new();
    let mut pen = false;
    for (at, row) in plot.rows.iter().enumerate() {
        let x = axes.x(f64::from(u32::try_from(at).unwrap_or(0)));
        match row.marks.get(series) {
            Some(Mark::Known { value, .. }) => {
                let y = axes.y(*value);
                let _ = write!(path, "{}{} {}", if pen { 'L' } else { 'M' }, num(x), num(y));
                markers.push_str(&marker(series, x, y));
                pen = true;
            }
            Some(Mark::Gap(text)) => {
                pen = false;
                gap(picture, x, area, text);
            }
            None => pen = false,
        }
    }
    picture.raw(&format!(
        r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"{}/>{markers}"#,
        dash(series)
    ));
}

fn dash(series: usize) -> &'static str {
    match series {
        0 => "",
        1 => r#" stroke-dasharray="8 4""#,
        2 => r#" stroke-dasharray="2 4""#,
        _ => r#" stroke-dasharray="10 3 2 3""#,
    }
}

/// A point, of another shape for each series.
fn marker(series: usize, x: f64, y: f64) -> String {
    let colour = fill(series).colour;
    let (l, r, t, b) = (num(x - 4.5), num(x + 4.5), num(y - 4.5), num(y + 4.5));
    let (x, y) = (num(x), num(y));
    match series % 4 {
        0 => format!(r#"<circle cx="{x}" cy="{y}" r="4.2" fill="{colour}"/>"#),
        1 => format!(
            r##"<path d="M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z" fill="#fff" stroke="{colour}" stroke-width="2"/>"##
        ),
        2 => format!(r#"<path d="M{l} {b}H{r}L{x} {t}Z" fill="{colour}"/>"#),
        _ => format!(
            r##"<path d="M{l} {t}H{r}V{b}H{l}Z" fill="#fff" stroke="{colour}" stroke-width="2"/>"##
        ),
    }
}

/// A band where a point is missing, with the reason written upwards in it.
fn gap(picture: &mut Picture<'_>, x: f64, area: Area, text: &str) {
    let (x, low) = (x.clamp(area.left, area.right), area.bottom - 8.0);
    picture.raw(&format!(
        concat!(
            r##"<path d="M{0} {1}V{2}" stroke="{3}" stroke-dasharray="3 3"/>"##,
            r##"<text transform="translate({4} {5}) rotate(-90)" fill="{3}">{6}</text>"##
        ),
        num(x),
        num(area.top),
        num(area.bottom),
        QUIET,
        num(x - 5.0),
        num(low),
        super::escape(text)
    ));
}

/// The values of a single line: all where they fit, else the first, the highest and the lowest.
fn draw_labels(picture: &mut Picture<'_>, plot: &Plot, axes: &Axes) {
    let last = plot.rows.len().saturating_sub(1);
    let known: Vec<(usize, f64, &str)> = plot
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| match row.marks.first() {
            Some(Mark::Known { value, printed }) => Some((at, *value, printed.as_str())),
            _ => None,
        })
        .collect();
    let step = axes.x(1.0) - axes.x(0.0);
    let all = known.iter().all(|(_, _, text)| picture.measure(text) + 8.0 <= step);
    let high = known.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let low = known.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let mut said = (false, false);
    for (at, value, text) in known {
        let (top, bottom) = (value >= high && !said.0, value <= low && !said.1);
        said = (said.0 || value >= high, said.1 || value <= low);
        if at == last || !(all || at == 0 || top || bottom) {
            continue;
        }
        let x = axes.x(f64::from(u32::try_from(at).unwrap_or(0)));
        let below = !all && bottom && !top;
        let y = axes.y(value) + if below { 21.0 } else { -10.0 };
        let anchor = if at == 0 { Anchor::Start } else { Anchor::Middle };
        picture.text(x, y, anchor, INK, text);
    }
}

/// The last value of each line, moved apart where they would touch.
fn end_labels(picture: &mut Picture<'_>, plot: &Plot, axes: &Axes) {
    let Some(row) = plot.rows.last() else { return };
    let x = axes.x(f64::from(u32::try_from(plot.rows.len() - 1).unwrap_or(0))) + 9.0;
    let mut ends: Vec<(f64, &str)> = row
        .marks
        .iter()
        .take(plot.series.len())
        .filter_map(|mark| match mark {
            Mark::Known { value, printed } => Some((axes.y(*value), printed.as_str())),
            Mark::Gap(_) => None,
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = f64::NEG_INFINITY;
    for (y, text) in ends {
        let y = y.max(free);
        free = y + LEAD;
        picture.text(x, y + 0.34 * SIZE, Anchor::Start, INK, text);
    }
}

/// A key with a piece of each line.
fn line_key(picture: &mut Picture<'_>, names: &[String]) -> f64 {
    const PIECE: f64 = 34.0;
    let (mut x, mut y) = (0.0, 0.0);
    for (series, name) in names.iter().enumerate() {
        let wide = picture.measure(name);
        if x > 0.0 && x + PIECE + 8.0 + wide > picture.width {
            x = 0.0;
            y += LEAD + 4.0;
        }
        let middle = y + 9.5;
        picture.raw(&format!(
            r#"<path d="M{} {m}H{}" stroke="{}" stroke-width="2.5"{}/>{}"#,
            num(x),
            num(x + PIECE),
            fill(series).colour,
            dash(series),
            marker(series, x + PIECE / 2.0, middle),
            m = num(middle),
        ));
        let lines = picture.wrap(name, picture.width - PIECE - 8.0);
        picture.lines(x + PIECE + 8.0, y + SIZE - 1.0, Anchor::Start, INK, &lines);
        y += f64::from(u32::try_from(lines.len() - 1).unwrap_or(0)) * LEAD;
        x += PIECE + 8.0 + wide + 24.0;
    }
    y + LEAD + 10.0
}
