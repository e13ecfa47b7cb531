//! A funnel: steps that follow one another, each as wide as its number, joined by their sides.

use super::Format;
use super::axes::{self, AxesError, Look, Values, from_zero};
use super::canvas::num;
use super::palette::{GRID, INK};
use super::picture::{Anchor, Area, LEAD, Picture, SIZE};
use super::plot::{Mark, Plot, PlotRow};

const THICK: f64 = 40.0;
const JOIN: f64 = 18.0;

/// Where the step before ended: left, right, bottom.
type Before = Option<(f64, f64, f64)>;

pub(super) fn draw(picture: &mut Picture<'_>, plot: &Plot) -> Result<(), AxesError> {
    let wide = picture.format == Format::Wide;
    let most = if wide { picture.width * 0.3 } else { picture.width };
    let labels: Vec<_> = plot.rows.iter().map(|row| picture.wrap(&row.label, most)).collect();
    let broadest = labels.iter().flatten().map(|line| picture.measure(line)).fold(0.0, f64::max);
    let step = |lines: &[String]| {
        let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
        if wide { text.max(THICK) + JOIN } else { text + THICK + JOIN }
    };
    picture.height = labels.iter().map(|lines| step(lines)).sum::<f64>() - JOIN + 8.0;
    let texts = plot.rows.iter().filter_map(|row| match row.marks.first() {
        Some(Mark::Known { printed, .. }) => Some(printed.as_str()),
        _ => None,
    });
    let room = picture.widest(texts) + 10.0;
    let left = if wide { broadest + 14.0 } else { 0.0 };
    let area = Area { left, top: 0.0, right: picture.width - room, bottom: picture.height };
    let high = from_zero(plot.values(1)).end;
    let text = |_: &f64| String::new();
    let look = Look { values: Values::Hidden, labels: (0, 0), x_text: &text, y_text: &text };
    let axes = axes::draw(picture, area, -high..high, 0.0..1.0, &look)?;
    let (mut top, mut before) = (0.0, None);
    for (row, lines) in plot.rows.iter().zip(&labels) {
        let scale = |value: f64| (axes.x(-value), axes.x(value));
        before = draw_step(picture, row, (top, lines), before, scale);
        top += step(lines);
    }
    Ok(())
}

fn draw_step(
    picture: &mut Picture<'_>,
    row: &PlotRow,
    (top, lines): (f64, &[String]),
    before: Before,
    scale: impl Fn(f64) -> (f64, f64),
) -> Before {
    let text = f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD;
    let bar = if picture.format == Format::Wide {
        let middle = top + text.max(THICK) / 2.0;
        picture.lines(0.0, middle - text / 2.0 + SIZE - 1.0, Anchor::Start, INK, lines);
        middle - THICK / 2.0
    } else {
        picture.lines(0.0, top + SIZE - 1.0, Anchor::Start, INK, lines);
        top + text
    };
    let base = bar + THICK / 2.0 + 0.34 * SIZE;
    let bottom = bar + THICK;
    match row.marks.first() {
        Some(Mark::Known { value, printed }) => {
            let (left, right) = scale(value.max(0.0));
            if let Some(before) = before {
                join(picture, before, (left, right, bar));
            }
            picture.bar(0, Area { left, top: bar, right, bottom });
            picture.text(right.max(left + 1.0) + 7.0, base, Anchor::Start, INK, printed);
            Some((left, right, bottom))
        }
        Some(Mark::Gap(text)) => {
            let (middle, _) = scale(0.0);
            picture.gap(Area { left: middle - 8.0, top: bar, right: middle + 8.0, bottom }, text);
            None
        }
        None => None,
    }
}

fn join(picture: &mut Picture<'_>, (l0, r0, y0): (f64, f64, f64), (l1, r1, y1): (f64, f64, f64)) {
    if y1 - y0 > JOIN + 0.5 && picture.format == Format::Narrow {
        return;
    }
    picture.raw(&format!(
        r#"<path d="M{} {}H{}L{} {}H{}Z" fill="{GRID}"/>"#,
        num(l0),
        num(y0),
        num(r0),
        num(r1),
        num(y1),
        num(l1)
    ));
}
