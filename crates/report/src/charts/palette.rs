//! Colours and patterns of marks. Each colour stands at 3:1 or more against white, neighbours
//! differ in lightness, and every series but the first carries a pattern as a second channel.

/// Text.
pub const INK: &str = "#1b2430";
/// Axis labels and notes: 7:1 against white.
pub const QUIET: &str = "#4a5562";
/// Lines behind the marks.
pub const GRID: &str = "#d5dbe2";

/// How a series is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// The colour, `#rrggbb`.
    pub colour: &'static str,
    /// The pattern over it, as the body of a 10 × 10 tile; empty for none.
    pub(super) tile: &'static str,
}

/// The series, in the order of a table's columns.
pub const SERIES: [Fill; 6] = [
    Fill { colour: "#1f4e79", tile: "" },
    Fill {
        colour: "#d2691e",
        tile: r##"<path d="M-2 2L2 -2M-2 12L12 -2M8 12L12 8" stroke="#fff" stroke-width="1.6"/>"##,
    },
    Fill { colour: "#0f7d76", tile: r##"<path d="M0 5H10" stroke="#fff" stroke-width="1.4"/>"## },
    Fill { colour: "#7a1f5c", tile: r##"<circle cx="5" cy="5" r="1.7" fill="#fff"/>"## },
    Fill { colour: "#7d8894", tile: r##"<path d="M5 0V10" stroke="#fff" stroke-width="1.4"/>"## },
    Fill {
        colour: "#3d3d3d",
        tile: r##"<path d="M0 0L10 10M10 0L0 10" stroke="#fff" stroke-width="1"/>"##,
    },
];

/// The fill of series `at`; the last one where there are more.
pub(super) fn fill(at: usize) -> Fill {
    SERIES.get(at).copied().unwrap_or(Fill { colour: INK, tile: "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let v = f64::from(byte) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn every_mark_stands_out_from_the_paper() {
        for fill in SERIES {
            assert!(contrast(fill.colour, "#ffffff") >= 3.0, "{}", fill.colour);
        }
    }

    #[test]
    fn text_is_readable_on_paper_and_on_marks() {
        for colour in [INK, QUIET] {
            assert!(contrast(colour, "#ffffff") >= 7.0, "{colour}");
        }
        // Text stands on the first colour itself, and on white plates elsewhere.
        assert!(contrast(SERIES[0].colour, "#ffffff") >= 4.5);
    }

    #[test]
    fn neighbours_differ_in_grey_print() {
        for pair in SERIES.windows(2) {
            let ratio = contrast(pair[0].colour, pair[1].colour);
            assert!(ratio >= 1.3, "{} {} {ratio}", pair[0].colour, pair[1].colour);
        }
    }
}
