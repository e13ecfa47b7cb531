//! What is marked for partners, and the public report: it refuses such content, or leaves it out
//! where the person who builds says so. Either way nobody reads it on the public's behalf.

use sightline_kernel::query::{DataQuery, Place};
use sightline_report::chapter::requests::{RecordAsk, RecordKind};
use sightline_report::chapter::{MARKED, Manuscript};

use super::records::{Marked, Records};

/// The marking as it stands on documents. Whoever pastes one brings its marking along.
const MARKINGS: [&str; 2] = ["OFFICIAL-SENSITIVE", "OFFICIAL SENSITIVE"];

/// What was set aside, one line each.
pub(super) fn left_out(manuscript: &Manuscript, records: &[Marked]) -> Vec<String> {
    let chapters = manuscript.set_aside.iter().map(|aside| format!("a chapter at {}", aside.place));
    let records = records.iter().map(|one| format!("{} in {}", one.what, one.file));
    chapters.chain(records).collect()
}

/// Everything that was set aside, as errors: for whoever did not ask to leave it out.
pub(super) fn refused(manuscript: &Manuscript, records: &[Marked]) -> Vec<DataQuery> {
    let remedy = "Build it for partners with --audience partners, or leave out all that is marked with --leave-out-marked.";
    let chapters = manuscript.set_aside.iter().map(|aside| {
        let message = "This chapter is marked for partners; the public report may not hold it.";
        DataQuery::error(MARKED, aside.place.clone(), message).remedy(remedy)
    });
    let records = records.iter().map(|one| {
        let place = Place { file: Some(one.file.clone()), ..Place::default() };
        let message = format!(
            "{} is marked for partners; the public report may not hold it.",
            capital(&one.what)
        );
        DataQuery::error(MARKED, place, message).remedy(remedy)
    });
    chapters.chain(records).collect()
}

/// Public chapters that ask for a record of which all is marked.
pub(super) fn asked_for(asks: &[RecordAsk], records: &Records) -> Vec<DataQuery> {
    let marked = |ask: &&RecordAsk| match &ask.what {
        RecordKind::Quotation { .. }
        | RecordKind::Statement { agency: Some(_) }
        | RecordKind::WeSaidWeDid { .. } => records.only_marked(&ask.what),
        _ => false,
    };
    asks.iter()
        .filter(marked)
        .map(|ask| {
            let message = "This public chapter asks for a record that is marked for partners.";
            let remedy =
                "Take the directive out, or mark the chapter with audience = \"partners\".";
            DataQuery::error(MARKED, ask.place.clone(), message).remedy(remedy)
        })
        .collect()
}

/// Lines of a text that carry the marking itself.
pub(super) fn carries_marking(file: &str, text: &str) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let found = MARKINGS.iter().find_map(|marking| line.find(marking));
        if let Some(column) = found.and_then(|found| line.get(..found)).map(|b| b.chars().count()) {
            let place = Place::line(file, at + 1, column + 1);
            let message = "The text carries a marking, so it is not for the public.";
            let remedy = "Take out what the marking covers, or put it into a chapter with audience = \"partners\".";
            queries.push(DataQuery::error(MARKED, place, message).remedy(remedy));
        }
    }
    queries
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_in_a_text_is_found_with_its_place() {
        let found =
            carries_marking("a.md", "One.\nÄ: OFFICIAL-SENSITIVE\nofficial-sensitive is a word\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.to_string(), "a.md:2:4");
        assert_eq!(found[0].code, "marked-content");
    }
}
