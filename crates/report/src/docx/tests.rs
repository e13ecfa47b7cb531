use super::*;
use crate::samples;
use crate::wellformed;
use std::io::{Cursor, Read as _};

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn text(parts: &[(String, Vec<u8>)], name: &str) -> String {
    let part = parts.iter().find(|(path, _)| path == name).unwrap();
    String::from_utf8(part.1.clone()).unwrap()
}

#[test]
fn the_document_has_styles_header_rows_and_alt_texts() {
    let bytes = docx(&samples::sheet(), &samples::assets()).unwrap();
    if let Ok(dir) = std::env::var("SIGHTLINE_LOOK") {
        std::fs::write(format!("{dir}/sample.docx"), &bytes).unwrap();
    }
    let parts = parts(&bytes);
    let body = text(&parts, "word/document.xml");
    for (name, bytes) in &parts {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let text =
                text.strip_prefix(r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#);
            wellformed::check(text.unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    assert_eq!(body.matches("<w:tbl>").count(), body.matches("<w:tblHeader/>").count());
    let pictures = body.matches("<w:drawing>").count();
    assert_eq!(pictures, 6);
    assert_eq!(body.matches("descr=\"").count(), 2 * pictures);
    assert!(!body.contains("descr=\"\""));
    for style in ["Heading1", "Heading2", "Heading3", "Title", "Caption"] {
        assert!(body.contains(&format!("w:val=\"{style}\"")), "{style}");
    }
    for picture in 0..pictures {
        let png = parts.iter().find(|(path, _)| *path == format!("word/media/chart{picture}.png"));
        assert!(png.unwrap().1.starts_with(b"\x89PNG"));
    }
}

#[test]
fn every_style_and_relationship_exists() {
    let parts = parts(&docx(&samples::sheet(), &samples::assets()).unwrap());
    let (body, styles) = (text(&parts, "word/document.xml"), text(&parts, "word/styles.xml"));
    let links = text(&parts, "word/_rels/document.xml.rels");
    for style in body.split("Style w:val=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style}");
    }
    for word in ["r:id=\"", "r:embed=\""] {
        for id in body.split(word).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(links.contains(&format!("Id=\"{id}\"")), "{id}");
        }
    }
}

#[test]
fn a_partners_document_is_marked_above_and_below() {
    let parts = parts(&docx(&samples::partners_sheet(), &samples::assets()).unwrap());
    for part in ["word/header1.xml", "word/footer1.xml"] {
        assert!(text(&parts, part).contains("OFFICIAL-SENSITIVE"), "{part}");
    }
}

#[test]
fn equal_sheets_give_equal_bytes() {
    let (sheet, assets) = (samples::sheet(), samples::assets());
    assert!(docx(&sheet, &assets).unwrap() == docx(&sheet, &assets).unwrap());
}
