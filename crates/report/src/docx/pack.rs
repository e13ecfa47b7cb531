//! The parts of the package: types, relationships, styles, numbering, header and footer.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::body::Written;
use crate::charts::escape;
use crate::edition::PrintError;
use crate::sheet::Sheet;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const NAMES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
    r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" "#,
    r#"xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" "#,
    r#"xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main""#
);
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Packs everything; entries stand in a fixed order with a fixed time.
pub(super) fn pack(sheet: &Sheet, written: Written) -> Result<Vec<u8>, PrintError> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".to_owned(), types().into_bytes()),
        ("_rels/.rels".to_owned(), root_links().into_bytes()),
        ("docProps/core.xml".to_owned(), core(sheet).into_bytes()),
        ("word/document.xml".to_owned(), document(&written.body).into_bytes()),
        ("word/_rels/document.xml.rels".to_owned(), links(&written).into_bytes()),
        ("word/styles.xml".to_owned(), include_bytes!("styles.xml").to_vec()),
        ("word/numbering.xml".to_owned(), numbering(&written.numbered).into_bytes()),
        ("word/settings.xml".to_owned(), settings().into_bytes()),
        ("word/footnotes.xml".to_owned(), footnotes(&written.footnotes).into_bytes()),
        ("word/header1.xml".to_owned(), header(sheet).into_bytes()),
        ("word/footer1.xml".to_owned(), footer(sheet).into_bytes()),
    ];
    for (at, (png, svg)) in written.pictures.into_iter().enumerate() {
        files.push((format!("word/media/chart{at}.png"), png));
        files.push((format!("word/media/chart{at}.svg"), svg.into_bytes()));
    }
    zip(files).map_err(|error| PrintError::Docx(error.to_string()))
}

fn zip(files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in files {
        let stored = name.ends_with(".png");
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(name, options.compression_method(method))?;
        writer.write_all(&bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

fn types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = format!(r#"{HEAD}<Types xmlns="{PACKAGE}/content-types">"#);
    for (extension, kind) in [
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
    ] {
        let _ = write!(out, r#"<Default Extension="{extension}" ContentType="{kind}"/>"#);
    }
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("numbering", "numbering"),
        ("settings", "settings"),
        ("footnotes", "footnotes"),
        ("header1", "header"),
        ("footer1", "footer"),
    ] {
        let _ = write!(
            out,
            r#"<Override PartName="/word/{part}.xml" ContentType="{word}.{kind}+xml"/>"#
        );
    }
    out.push_str(
        r#"<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#,
    );
    out
}

fn root_links() -> String {
    format!(
        concat!(
            r#"{}<Relationships xmlns="{}/relationships">"#,
            r#"<Relationship Id="rId1" Type="{}/officeDocument" Target="word/document.xml"/>"#,
            r#"<Relationship Id="rId2" Type="{}/relationships/metadata/core-properties" Target="docProps/core.xml"/>"#,
            r#"</Relationships>"#
        ),
        HEAD, PACKAGE, OFFICE, PACKAGE
    )
}

fn links(written: &Written) -> String {
    let mut out = format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">"#);
    let parts = ["styles", "numbering", "settings", "footnotes", "header1", "footer1"];
    for (at, part) in parts.into_iter().enumerate() {
        let kind = part.trim_end_matches('1');
        let _ = write!(
            out,
            r#"<Relationship Id="rId{at}" Type="{OFFICE}/{kind}" Target="{part}.xml"/>"#
        );
    }
    for (at, address) in written.links.iter().enumerate() {
        let _ = write!(
            out,
            r#"<Relationship Id="rIdL{at}" Type="{OFFICE}/hyperlink" Target="{}" TargetMode="External"/>"#,
            escape(address)
        );
    }
    for at in 0..written.pictures.len() {
        for (letter, extension) in [("P", "png"), ("S", "svg")] {
            let _ = write!(
                out,
                r#"<Relationship Id="rId{letter}{at}" Type="{OFFICE}/image" Target="media/chart{at}.{extension}"/>"#
            );
        }
    }
    out.push_str("</Relationships>");
    out
}

fn core(sheet: &Sheet) -> String {
    let settings = &sheet.settings;
    let mut out = format!(
        concat!(
            r#"{}<cp:coreProperties xmlns:cp="{}/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>en-GB</dc:language>"#
        ),
        HEAD,
        PACKAGE,
        escape(&settings.title),
        escape(&settings.partnership)
    );
    for name in ["created", "modified"] {
        let _ = write!(
            out,
            r#"<dcterms:{name} xsi:type="dcterms:W3CDTF">{}T00:00:00Z</dcterms:{name}>"#,
            settings.date
        );
    }
    out.push_str("</cp:coreProperties>");
    out
}

fn document(body: &str) -> String {
    format!(
        concat!(
            r#"{}<w:document {}><w:body>{}<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>"#,
            r#"<w:footerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/>"#,
            r#"<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>"#,
            r#"</w:sectPr></w:body></w:document>"#
        ),
        HEAD, NAMES, body
    )
}

fn settings() -> String {
    format!(
        r#"{HEAD}<w:settings {NAMES}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:themeFontLang w:val="en-GB"/></w:settings>"#
    )
}

fn footnotes(notes: &str) -> String {
    format!(
        concat!(
            r#"{}<w:footnotes {}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>"#,
            r#"<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"#,
            r#"{}</w:footnotes>"#
        ),
        HEAD, NAMES, notes
    )
}

fn marking(sheet: &Sheet) -> String {
    sheet.marking().map_or_else(String::new, |marking| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="Marking"/></w:pPr><w:r><w:t>{marking}</w:t></w:r></w:p>"#)
    })
}

fn header(sheet: &Sheet) -> String {
    let said = sheet.settings.demonstration.as_deref().unwrap_or("");
    format!(
        r#"{HEAD}<w:hdr {NAMES}>{}<w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p></w:hdr>"#,
        marking(sheet),
        escape(said)
    )
}

fn footer(sheet: &Sheet) -> String {
    let settings = &sheet.settings;
    format!(
        concat!(
            r#"{}<w:ftr {}><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr>"#,
            r#"<w:r><w:t xml:space="preserve">{}, {}, {}. Page </w:t></w:r>"#,
            r#"<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>{}</w:ftr>"#
        ),
        HEAD,
        NAMES,
        escape(&settings.partnership),
        escape(&settings.title),
        escape(&sheet.stage()),
        marking(sheet)
    )
}

/// Bullets as list 1; each numbered list has a number of its own, so that it begins anew.
fn numbering(numbered: &[u64]) -> String {
    let mut out = format!(r#"{HEAD}<w:numbering {NAMES}>"#);
    for (at, (format, text)) in [("bullet", "•"), ("decimal", "%")].into_iter().enumerate() {
        let _ = write!(
            out,
            r#"<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>"#
        );
        for level in 0..9 {
            let text = if at == 0 { text.to_owned() } else { format!("%{}.", level + 1) };
            let _ = write!(
                out,
                concat!(
                    r#"<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>"#,
                    r#"<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{}" w:hanging="360"/></w:pPr></w:lvl>"#
                ),
                level,
                format,
                text,
                (level + 1) * 360
            );
        }
        out.push_str("</w:abstractNum>");
    }
    out.push_str(r#"<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#);
    for (at, start) in numbered.iter().enumerate() {
        let _ = write!(out, r#"<w:num w:numId="{}"><w:abstractNumId w:val="1"/>"#, at + 2);
        for level in 0..9 {
            let _ = write!(
                out,
                r#"<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>"#
            );
        }
        out.push_str("</w:num>");
    }
    out.push_str("</w:numbering>");
    out
}
