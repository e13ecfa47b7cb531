//! Pieces of WordprocessingML.

use std::fmt::Write as _;

use crate::charts::escape;

/// How a run of text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Face {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) code: bool,
    pub(super) quiet: bool,
}

/// A run of text.
pub(super) fn run(out: &mut String, text: &str, face: Face) {
    out.push_str("<w:r>");
    if face != Face::default() {
        out.push_str("<w:rPr>");
        if face.code {
            out.push_str(r#"<w:rStyle w:val="Code"/>"#);
        }
        if face.bold {
            out.push_str("<w:b/>");
        }
        if face.italic {
            out.push_str("<w:i/>");
        }
        if face.quiet {
            out.push_str(r#"<w:color w:val="4A5562"/>"#);
        }
        out.push_str("</w:rPr>");
    }
    let _ = write!(out, r#"<w:t xml:space="preserve">{}</w:t></w:r>"#, escape(text));
}

/// A paragraph of a style around what `inner` writes.
pub(super) fn paragraph(out: &mut String, style: &str, inner: impl FnOnce(&mut String)) {
    paragraph_with(out, style, "", inner);
}

/// A paragraph with further properties, such as a list's numbering.
pub(super) fn paragraph_with(
    out: &mut String,
    style: &str,
    properties: &str,
    inner: impl FnOnce(&mut String),
) {
    out.push_str("<w:p>");
    if !style.is_empty() || !properties.is_empty() {
        out.push_str("<w:pPr>");
        if !style.is_empty() {
            let _ = write!(out, r#"<w:pStyle w:val="{style}"/>"#);
        }
        out.push_str(properties);
        out.push_str("</w:pPr>");
    }
    inner(out);
    out.push_str("</w:p>");
}

/// A cell of a table.
pub(super) fn cell(out: &mut String, width: u32, number: bool, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>"#);
    let right = if number { r#"<w:jc w:val="right"/>"# } else { "" };
    paragraph_with(out, "TableText", right, inner);
    out.push_str("</w:tc>");
}

/// The beginning of a table: its caption for people who hear it, its column widths.
pub(super) fn table(out: &mut String, about: &str, widths: &[u32]) {
    let _ = write!(
        out,
        concat!(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Figures"/><w:tblW w:w="{}" w:type="dxa"/>"#,
            r#"<w:tblLayout w:type="fixed"/>"#,
            r#"<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" "#,
            r#"w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>"#,
            r#"<w:tblCaption w:val="{}"/></w:tblPr><w:tblGrid>"#
        ),
        widths.iter().sum::<u32>(),
        escape(about)
    );
    for width in widths {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
}

/// The beginning of a row; a head is repeated on every page.
pub(super) fn row(out: &mut String, head: bool) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/>");
    if head {
        out.push_str("<w:tblHeader/>");
    }
    out.push_str("</w:trPr>");
}

/// A picture in the line, `cx` × `cy` English metric units.
pub(super) fn picture(
    out: &mut String,
    number: usize,
    (png, svg): (&str, &str),
    (cx, cy): (u64, u64),
    (name, alt): (&str, &str),
) {
    let (name, alt) = (escape(name), escape(alt));
    let _ = write!(
        out,
        concat!(
            r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">"#,
            r#"<wp:extent cx="{cx}" cy="{cy}"/>"#,
            r#"<wp:docPr id="{number}" name="{name}" descr="{alt}"/>"#,
            r#"<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">"#,
            r#"<pic:pic><pic:nvPicPr><pic:cNvPr id="{inner}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>"#,
            r#"<pic:blipFill><a:blip r:embed="{png}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">"#,
            r#"<asvg:svgBlip r:embed="{svg}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"#,
            r#"<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>"#,
            r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"#,
            r#"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
        ),
        cx = cx,
        cy = cy,
        number = number,
        inner = number + 10_000,
        name = name,
        alt = alt,
        png = png,
        svg = svg,
    );
}
