use crate::samples;

#[test]
fn the_sample_is_set_the_same_twice() {
    let press = samples::press();
    let sheet = samples::sheet();
    let first = press.pdf(&sheet).unwrap();
    assert!(first.starts_with(b"%PDF-1."));
    assert!(first == press.pdf(&sheet).unwrap(), "two runs gave different bytes");
    if let Ok(dir) = std::env::var("SIGHTLINE_LOOK") {
        std::fs::write(format!("{dir}/sample.pdf"), &first).unwrap();
        for file in press.publish(&samples::edition()).unwrap() {
            let path = std::path::Path::new(&dir).join("site").join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.bytes).unwrap();
        }
    }
}

#[test]
fn the_conformance_and_the_date_are_written() {
    let bytes = samples::press().pdf(&samples::sheet()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("pdfuaid:part"), "no PDF/UA mark");
    assert!(text.contains("2022-09-30"), "no date of the edition");
}
