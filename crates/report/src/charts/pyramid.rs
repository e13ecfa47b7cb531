//! A population pyramid: age bands from the youngest below to the oldest above, two columns back
//! to back.

use super::Format;
use super::axes::{self, AxesError, Look, Values, from_zero, tick};
use super::palette::{INK, QUIET};
use super::picture::{Anchor, Area, LEAD, Picture, SIZE};
use super::plot::{Mark, Plot};

const ROW: f64 = 26.0;
const AXIS: f64 = 30.0;

pub(super) fn draw(picture: &mut Picture<'_>, plot: &Plot) -> Result<(), AxesError> {
    let two: Vec<String> = plot.series.iter().take(2).cloned().collect();
    let key = picture.legend(&two);
    let wide = picture.format == Format::Wide;
    let step = if wide { ROW } else { ROW + LEAD + 7.0 };
    let bottom = key + f64::from(u32::try_from(plot.rows.len()).unwrap_or(1)) * step;
    picture.height = bottom + if wide { AXIS } else { 4.0 };
    // On a phone the age bands stand above their bars, so that the bars keep their room.
    let labels = picture.widest(plot.rows.iter().map(|row| row.short.as_str()));
    let band = if wide { labels + 16.0 } else { 3.0 };
    let texts = plot.rows.iter().flat_map(|row| row.marks.iter().take(2)).filter_map(printed);
    let room = (picture.widest(texts) + 8.0).max(14.0);
    let half = (picture.width - band) / 2.0;
    let range = from_zero(plot.values(2));
    let text = |value: &f64| tick(*value, plot.unit);
    let look = Look {
        values: if wide { Values::Across } else { Values::Hidden },
        labels: (4, 0),
        x_text: &text,
        y_text: &text,
    };
    let sides = [
        (Area { left: room, top: key, right: half, bottom }, range.end..range.start),
        (Area { left: half + band, top: key, right: picture.width - room, bottom }, range),
    ];
    for (series, (area, range)) in sides.into_iter().enumerate() {
        let axes = axes::draw(picture, area, range, 0.0..1.0, &look)?;
        let mut top = bottom - ROW;
        for row in &plot.rows {
            if let Some(mark) = row.marks.get(series) {
                side(picture, series, mark, (axes.x(0.0), top), |value| axes.x(value));
            }
            top -= step;
        }
    }
    let mut top = bottom - ROW;
    for row in &plot.rows {
        let y = if wide { base(top) } else { top - 2.0 };
        picture.text(half + band / 2.0, y, Anchor::Middle, INK, &row.short);
        top -= step;
    }
    Ok(())
}

/// The text beside a bar; a gap's text has the bar's own room.
fn printed(mark: &Mark) -> Option<&str> {
    match mark {
        Mark::Known { printed, .. } => Some(printed),
        Mark::Gap(_) => None,
    }
}

fn base(top: f64) -> f64 {
    top + ROW / 2.0 + 0.34 * SIZE
}

fn side(
    picture: &mut Picture<'_>,
    series: usize,
    mark: &Mark,
    (zero, top): (f64, f64),
    x: impl Fn(f64) -> f64,
) {
    let away = if series == 0 { -6.0 } else { 6.0 };
    let anchor = if series == 0 { Anchor::End } else { Anchor::Start };
    match mark {
        Mark::Known { value, printed } => {
            let end = x(*value);
            let area = Area {
                left: zero.min(end),
                top: top + 2.0,
                right: zero.max(end),
                bottom: top + ROW - 2.0,
            };
            picture.bar(series, area);
            picture.text(end + away, base(top), anchor, INK, printed);
        }
        Mark::Gap(text) => picture.text(zero + away, base(top), anchor, QUIET, text),
    }
}
