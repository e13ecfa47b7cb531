//! Charts as SVG, drawn from the tables that stand beside them.
//!
//! plotters gives axes and scales; the marks are ours. A chart is drawn twice, wide for desks and
//! paper and narrow for phones, so that its text is never smaller than the page's small text.
//! Colour is never the only channel: bars carry a pattern and a label, lines a marker and a label.
//! A value that is suppressed or absent is a labelled gap, never a zero.

mod axes;
mod bars;
mod canvas;
mod funnel;
mod line;
mod palette;
mod picture;
mod plot;
mod pyramid;
mod share;

pub use palette::{GRID, INK, QUIET, SERIES};
pub use plot::{Mark, Plot, PlotRow};

use crate::chapter::ast::ChartKind;
use crate::fonts::Type;
use picture::Picture;

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// For desks and paper.
    pub wide: String,
    /// For phones.
    pub narrow: String,
    /// The numbers along its axes. They are on a scale and are not figures.
    pub ticks: Vec<String>,
}

/// How much room a chart has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Wide,
    Narrow,
}

impl Format {
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Wide => 680.0,
            Self::Narrow => 300.0,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// Draws a chart for desk and phone.
///
/// # Errors
/// Says in words why the table cannot be drawn as the kind asked for.
pub fn draw(plot: &Plot, kind: ChartKind, face: &Type) -> Result<Drawing, String> {
    check(plot, kind)?;
    let wide = draw_one(plot, kind, face, Format::Wide)?;
    let narrow = draw_one(plot, kind, face, Format::Narrow)?;
    let mut ticks = ticks(&wide);
    ticks.extend(self::ticks(&narrow));
    ticks.sort();
    ticks.dedup();
    Ok(Drawing { wide, narrow, ticks })
}

fn check(plot: &Plot, kind: ChartKind) -> Result<(), String> {
    if plot.rows.is_empty() {
        return Err("the table has no rows to draw".to_owned());
    }
    let fewest = match kind {
        ChartKind::Pyramid => 2,
        _ => 1,
    };
    if plot.series.len() < fewest {
        return Err(format!(
            "a {} chart needs {fewest} columns and the table has {}",
            kind.word(),
            plot.series.len()
        ));
    }
    let most = SERIES.len();
    if matches!(kind, ChartKind::GroupedBar | ChartKind::Line | ChartKind::StackedShare)
        && plot.series.len() > most
    {
        return Err(format!(
            "{} columns are more than a reader can tell apart; ask for {most} at most",
            plot.series.len()
        ));
    }
    Ok(())
}

fn draw_one(plot: &Plot, kind: ChartKind, face: &Type, format: Format) -> Result<String, String> {
    let mut picture = Picture::new(plot, face, format);
    match kind {
        ChartKind::Bar => bars::draw(&mut picture, plot, 1),
        ChartKind::GroupedBar => bars::draw(&mut picture, plot, plot.series.len()),
        ChartKind::Line => line::draw(&mut picture, plot),
        ChartKind::StackedShare => share::draw(&mut picture, plot),
        ChartKind::Pyramid => pyramid::draw(&mut picture, plot),
        ChartKind::Funnel => funnel::draw(&mut picture, plot),
    }
    .map_err(|error| error.to_string())?;
    Ok(picture.finish())
}

/// The texts of axis labels in a drawn chart.
fn ticks(svg: &str) -> Vec<String> {
    svg.split("<text class=\"tick\"")
        .skip(1)
        .filter_map(|rest| {
            let (_, text) = rest.split_once('>')?;
            let (text, _) = text.split_once("</text>")?;
            Some(text.to_owned())
        })
        .collect()
}

/// A whole number with its thousands apart: `10,000`.
pub(crate) fn grouped(number: u32) -> String {
    axes::tick(f64::from(number), sightline_measures::table::Unit::Count)
}

/// Text that is safe between tags and in double-quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
