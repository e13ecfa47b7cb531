//! Bars: one a row, or one for each column of a row. Labels stand beside the bars where there is
//! room, and above them on a phone.

use super::Format;
use super::axes::{self, Axes, AxesError, Look, Values, from_zero, tick};
use super::palette::INK;
use super::picture::{Anchor, Area, LEAD, Picture, SIZE};
use super::plot::{Mark, Plot, PlotRow};

const THICK: f64 = 22.0;
const AXIS: f64 = 30.0;

/// Where the rows stand.
struct Rows {
    /// The lines of each label.
    labels: Vec<Vec<String>>,
    /// The top of each row, and of the end.
    tops: Vec<f64>,
    /// Where the bars begin.
    left: f64,
}

/// Draws the first `columns` columns as bars.
pub(super) fn draw(
    picture: &mut Picture<'_>,
    plot: &Plot,
    columns: usize,
) -> Result<(), AxesError> {
    let key = if columns > 1 { picture.legend(&plot.series) } else { 2.0 };
    let rows = lay(picture, plot, columns, key);
    let bottom = rows.tops.last().copied().unwrap_or(key);
    picture.height = bottom + AXIS;
    let right = picture.width - room(picture, plot, columns);
    let range = from_zero(plot.values(columns));
    let below = room_below(picture, plot, columns, &range);
    let area = Area { left: rows.left + below, top: key, right, bottom };
    let text = |value: &f64| tick(*value, plot.unit);
    let look = Look {
        values: Values::Across,
        labels: (if picture.format == Format::Wide { 6 } else { 3 }, 0),
        x_text: &text,
        y_text: &text,
    };
    let axes = axes::draw(picture, area, range, 0.0..1.0, &look)?;
    zero_line(picture, axes.x(0.0), key, bottom);
    for (at, row) in plot.rows.iter().enumerate() {
        let (Some(top), Some(lines)) = (rows.tops.get(at), rows.labels.get(at)) else { continue };
        draw_row(picture, &axes, row, (*top, lines), columns);
    }
    Ok(())
}

/// Room right of the longest bar for its text.
fn room(picture: &Picture<'_>, plot: &Plot, columns: usize) -> f64 {
    let texts = plot.rows.iter().flat_map(|row| row.marks.iter().take(columns)).filter_map(
        |mark| match mark {
            Mark::Known { printed, .. } => Some(printed.as_str()),
            Mark::Gap(_) => None,
        },
    );
    picture.widest(texts).max(20.0) + 12.0
}

/// Room left of bars that reach below zero.
fn room_below(
    picture: &Picture<'_>,
    plot: &Plot,
    columns: usize,
    range: &std::ops::Range<f64>,
) -> f64 {
    if range.start < 0.0 { room(picture, plot, columns) } else { 0.0 }
}

fn lay(picture: &Picture<'_>, plot: &Plot, columns: usize, key: f64) -> Rows {
    let wide = picture.format == Format::Wide;
    let most = if wide { picture.width * 0.36 } else { picture.width };
    let labels: Vec<_> = plot.rows.iter().map(|row| picture.wrap(&row.label, most)).collect();
    let broadest = labels.iter().flatten().map(|line| picture.measure(line)).fold(0.0, f64::max);
    let bars = f64::from(u32::try_from(columns).unwrap_or(1)) * THICK;
    let mut top = key;
    let mut tops = vec![top];
    for lines in &labels {
        let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
        top += if wide { text.max(bars) + 10.0 } else { text + bars + 14.0 };
        tops.push(top);
    }
    Rows { labels, tops, left: if wide { broadest + 12.0 } else { 6.0 } }
}

fn draw_row(
    picture: &mut Picture<'_>,
    axes: &Axes,
    row: &PlotRow,
    (top, lines): (f64, &[String]),
    columns: usize,
) {
    let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
    let bars = f64::from(u32::try_from(columns).unwrap_or(1)) * THICK;
    let start = if picture.format == Format::Wide {
        let middle = top + text.max(bars) / 2.0 + 4.0;
        let first = middle - text / 2.0 + SIZE - 1.0;
        picture.lines(0.0, first, Anchor::Start, INK, lines);
        middle - bars / 2.0
    } else {
        picture.plated(axes.x(0.0) - 2.0, top + SIZE, lines);
        top + text + 3.0
    };
    for (series, mark) in row.marks.iter().take(columns).enumerate() {
        let top = start + f64::from(u32::try_from(series).unwrap_or(0)) * THICK;
        draw_mark(picture, axes, series, mark, top + 1.0);
    }
}

fn draw_mark(picture: &mut Picture<'_>, axes: &Axes, series: usize, mark: &Mark, top: f64) {
    let bottom = top + THICK - 2.0;
    let base = top + f64::midpoint(0.0, THICK - 2.0) + 0.34 * SIZE;
    let zero = axes.x(0.0);
    match mark {
        Mark::Known { value, printed } => {
            let end = axes.x(*value);
            picture.bar(series, Area { left: zero.min(end), top, right: zero.max(end), bottom });
            if *value < 0.0 {
                picture.text(end - 6.0, base, Anchor::End, INK, printed);
            } else {
                picture.text(end.max(zero + 1.0) + 6.0, base, Anchor::Start, INK, printed);
            }
        }
        Mark::Gap(text) => picture.gap(Area { left: zero, top, right: zero + 16.0, bottom }, text),
    }
}

fn zero_line(picture: &mut Picture<'_>, x: f64, top: f64, bottom: f64) {
    picture.raw(&format!(
        r#"<path d="M{0} {1}V{2}" stroke="{INK}" stroke-width="1"/>"#,
        super::canvas::num(x),
        super::canvas::num(top),
        super::canvas::num(bottom)
    ));
}
