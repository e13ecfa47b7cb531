use super::*;
use crate::samples;

#[test]
fn exhibits_are_counted_through_the_report() {
    let sheet = samples::sheet();
    let mut numbers = Vec::new();
    for part in sheet.chapters.iter().flat_map(|page| &page.parts) {
        if let Part::Table(exhibit) | Part::Chart(exhibit) = part {
            numbers.push(exhibit.number.clone());
        }
    }
    let unique: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!(unique.len(), numbers.len(), "{numbers:?}");
    assert!(numbers.contains(&"Table 1".to_owned()) && numbers.contains(&"Chart 6".to_owned()));
}

#[test]
fn a_public_report_refuses_a_chapter_for_partners() {
    let mut edition = samples::edition();
    edition.chapters[0].audience = Audience::Partners;
    let error = Sheet::new(&edition, samples::type_()).unwrap_err().to_string();
    assert!(error.contains("for partners") && error.contains(".md"), "{error}");
    edition.settings.audience = Audience::Partners;
    assert!(Sheet::new(&edition, samples::type_()).is_ok());
}

#[test]
fn what_was_not_answered_is_named() {
    let mut edition = samples::edition();
    edition.answers.tables.clear();
    let error = Sheet::new(&edition, samples::type_()).unwrap_err().to_string();
    assert_eq!(error, "chapter crime: a table was asked for and not answered");
}

#[test]
fn chapters_stand_in_order() {
    let ids: Vec<_> = samples::sheet().chapters.into_iter().map(|page| page.id).collect();
    assert_eq!(ids, ["crime", "people"]);
}
