//! The picture of one chart while it is drawn: text, bars, gaps, legend.

use std::fmt::Write as _;

use super::canvas::{Canvas, num};
use super::palette::{INK, QUIET, fill};
use super::plot::Plot;
use super::{Format, escape};
use crate::fonts::Type;

/// The size of all text in a chart, in units of the picture.
pub(super) const SIZE: f64 = 16.0;
/// From one line of text to the next.
pub(super) const LEAD: f64 = 19.0;

/// Where a text stands in relation to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// The picture.
pub(super) struct Picture<'a> {
    pub(super) face: &'a Type,
    pub(super) format: Format,
    pub(super) width: f64,
    pub(super) height: f64,
    id: String,
    title: String,
    alt: String,
    patterns: Vec<usize>,
    body: String,
}

impl<'a> Picture<'a> {
    pub(super) fn new(plot: &Plot, face: &'a Type, format: Format) -> Self {
        Self {
            face,
            format,
            width: format.width(),
            height: 0.0,
            id: format!("{}-{}", plot.id, format.word()),
            title: plot.title.clone(),
            alt: plot.alt.clone(),
            patterns: Vec::new(),
            body: String::new(),
        }
    }

    /// A surface that plotters can draw on.
    pub(super) fn canvas(&mut self) -> Canvas<'_> {
        Canvas { out: &mut self.body, face: self.face, width: self.width, height: self.height }
    }

    pub(super) fn measure(&self, text: &str) -> f64 {
        self.face.regular.ems(text) * SIZE
    }

    /// The widest of the texts.
    pub(super) fn widest<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> f64 {
        texts.into_iter().map(|text| self.measure(text)).fold(0.0, f64::max)
    }

    pub(super) fn wrap(&self, text: &str, width: f64) -> Vec<String> {
        self.face.regular.wrap(text, SIZE, width)
    }

    /// Writes text with its base line at `y`.
    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, colour: &str, text: &str) {
        let _ = write!(self.body, r#"<text x="{}" y="{}""#, num(x), num(y));
        if anchor != Anchor::Start {
            let _ = write!(self.body, r#" text-anchor="{}""#, anchor.word());
        }
        if colour != INK {
            let _ = write!(self.body, r#" fill="{colour}""#);
        }
        let _ = write!(self.body, ">{}</text>", escape(text));
    }

    /// Writes lines of text, the first with its base line at `y`.
    pub(super) fn lines(&mut self, x: f64, y: f64, anchor: Anchor, colour: &str, lines: &[String]) {
        let mut y = y;
        for line in lines {
            self.text(x, y, anchor, colour, line);
            y += LEAD;
        }
    }

    /// Lines of text on white plates, so that no line of the grid runs through them.
    pub(super) fn plated(&mut self, x: f64, y: f64, lines: &[String]) {
        for (at, line) in lines.iter().enumerate() {
            let top = y - SIZE + 1.0 + LEAD * f64::from(u32::try_from(at).unwrap_or(0));
            let _ = write!(
                self.body,
                r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#fff"/>"##,
                num(x - 1.0),
                num(top),
                num(self.measure(line) + 4.0),
                num(LEAD)
            );
        }
        self.lines(x, y, Anchor::Start, INK, lines);
    }

    /// A bar of a series. Very short bars keep a hair's width, so that a value is never invisible.
    pub(super) fn bar(&mut self, series: usize, area: Area) {
        let width = (area.right - area.left).max(1.0);
        let height = area.bottom - area.top;
        let ink = fill(series);
        let (x, y) = (num(area.left), num(area.top));
        let (w, h) = (num(width), num(height));
        let _ = write!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{}"/>"#,
            ink.colour
        );
        if !ink.tile.is_empty() {
            self.need_pattern(series);
            let _ = write!(
                self.body,
                r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="url(#{}-p{series})"/>"#,
                self.id
            );
        }
    }

    /// A gap: an open, dashed box with its text after it.
    pub(super) fn gap(&mut self, area: Area, text: &str) {
        let _ = write!(
            self.body,
            concat!(
                r##"<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}" "##,
                r##"stroke-dasharray="3 3"/>"##
            ),
            num(area.left),
            num(area.top),
            num(area.right - area.left),
            num(area.bottom - area.top),
            QUIET,
        );
        let y = f64::midpoint(area.top, area.bottom) + 0.34 * SIZE;
        self.text(area.right + 7.0, y, Anchor::Start, QUIET, text);
    }

    /// Raw marks.
    pub(super) fn raw(&mut self, marks: &str) {
        self.body.push_str(marks);
    }

    fn need_pattern(&mut self, series: usize) {
        if !self.patterns.contains(&series) {
            self.patterns.push(series);
        }
    }

    /// A key of the series along the top, in as many lines as it needs. Gives the height used.
    pub(super) fn legend(&mut self, names: &[String]) -> f64 {
        const BOX: f64 = 15.0;
        let (mut x, mut y) = (0.0, 0.0);
        for (series, name) in names.iter().enumerate() {
            let lines = self.wrap(name, self.width - BOX - 10.0);
            let wide = lines.iter().map(|line| self.measure(line)).fold(0.0, f64::max);
            if x > 0.0 && x + BOX + 8.0 + wide > self.width {
                x = 0.0;
                y += LEAD + 5.0;
            }
            self.bar(series, Area { left: x, top: y + 2.0, right: x + BOX, bottom: y + 2.0 + BOX });
            self.lines(x + BOX + 8.0, y + SIZE - 1.0, Anchor::Start, INK, &lines);
            if lines.len() > 1 {
                x = 0.0;
                y += f64::from(u32::try_from(lines.len()).unwrap_or(1)) * LEAD + 5.0;
            } else {
                x += BOX + 8.0 + wide + 22.0;
            }
        }
        if x > 0.0 { y + LEAD + 12.0 } else { y + 8.0 }
    }

    /// The whole picture.
    pub(super) fn finish(self) -> String {
        let mut out = String::with_capacity(self.body.len() + 1024);
        let id = &self.id;
        let _ = write!(
            out,
            concat!(
                r##"<svg xmlns="http://www.w3.org/2000/svg" class="chart {}" "##,
                r##"viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" "##,
                r##"font-family="Source Sans 3" font-size="{}" fill="{}">"##,
                r##"<title id="{}-t">{}</title><desc id="{}-d">{}</desc>"##,
            ),
            self.format.word(),
            num(self.width),
            num(self.height),
            id,
            id,
            num(SIZE),
            INK,
            id,
            escape(&self.title),
            id,
            escape(&self.alt),
        );
        if !self.patterns.is_empty() {
            out.push_str("<defs>");
            for series in &self.patterns {
                let _ = write!(
                    out,
                    concat!(
                        r#"<pattern id="{}-p{}" width="10" height="10" "#,
                        r#"patternUnits="userSpaceOnUse">{}</pattern>"#
                    ),
                    id,
                    series,
                    fill(*series).tile
                );
            }
            out.push_str("</defs>");
        }
        out.push_str(&self.body);
        out.push_str("</svg>");
        out
    }
}
