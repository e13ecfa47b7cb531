//! From records to parts.

use super::blocks::{Run, word_table};
use super::part::{Fact, Look, Node, Part, Piece, SaidDid, Target};
use super::sight;
use crate::chapter::ast::RecordBlock;
use crate::edition::PrintError;
use crate::records::{
    AbsenceLine, AreaContext, ChecklistCoverage, GlossaryEntry, Objective, ObjectiveStatus,
    PartnerStatement, Quotation, RecordAnswer, ReviewLine, SourceLine, StructureChart,
};

/// Adds the parts of a record.
pub(super) fn lower(
    run: &mut Run<'_>,
    block: &RecordBlock,
    parts: &mut Vec<Part>,
) -> Result<(), PrintError> {
    let edition = run.edition;
    let Some(record) = edition.answers.record(block.record) else {
        return Err(run.unanswered("a record"));
    };
    let title = match &block.title {
        Some(title) => Some(run.pieces(title)?),
        None => None,
    };
    let id = block.id.as_str();
    if let RecordAnswer::Checklist(checklist) = record {
        let title = title.unwrap_or_else(|| text(&checklist.title));
        parts.push(self::checklist(id, title, checklist));
        let text = format!("Source: {}.", checklist.source.trim_end_matches('.'));
        parts.push(Part::Note { text });
        return Ok(());
    }
    if let Some(table) = tabled(id, title.clone(), record) {
        parts.push(table);
        return Ok(());
    }
    if let Some(title) = title {
        parts.push(Part::Heading { level: 3, id: id.to_owned(), text: title });
    }
    match record {
        RecordAnswer::WeSaidWeDid(said) => {
            let text = format!("{}: what it said that it would do, and what it did.", said.group);
            parts.push(Part::Note { text });
            parts.push(Part::SaidDid { items: said.items.iter().map(objective).collect() });
        }
        RecordAnswer::Statements(statements) => parts.extend(statements.iter().map(statement)),
        RecordAnswer::Quotation(quotation) => parts.push(quote(quotation)),
        RecordAnswer::Structure(chart) => {
            parts.push(Part::Tree { id: format!("{id}-tree"), nodes: below(chart, None, 0) });
        }
        RecordAnswer::AreaContext(context) => area(run, id, context, parts),
        RecordAnswer::Glossary(entries) => parts.push(terms(entries)),
        RecordAnswer::NotHeld(why) => {
            parts.push(Part::Box { look: Look::Absence, parts: vec![paragraph(why)], by: None })
        }
        RecordAnswer::Checklist(_)
        | RecordAnswer::Reviews(_)
        | RecordAnswer::Sources(_)
        | RecordAnswer::Absences(_) => {}
    }
    Ok(())
}

/// Records that are tables of words; an empty one says so in a sentence.
fn tabled(id: &str, title: Option<Vec<Piece>>, record: &RecordAnswer) -> Option<Part> {
    let (heads, rows, none): (&[&str], Vec<Vec<Vec<Piece>>>, &str) = match record {
        RecordAnswer::Reviews(lines) => (
            &["Review", "Kind", "State", "What was done"],
            lines.iter().map(review).collect(),
            "There were no reviews of this kind.",
        ),
        RecordAnswer::Sources(lines) => (
            &["Supplied by", "Return or edition", "Period", "Used for"],
            lines.iter().map(source).collect(),
            "No returns were used.",
        ),
        RecordAnswer::Absences(lines) => (
            &["Measure", "Period", "Agency", "Why there is no figure"],
            lines.iter().map(absence).collect(),
            "Nothing that was asked for is missing.",
        ),
        _ => return None,
    };
    if rows.is_empty() {
        return Some(paragraph(none));
    }
    let heads = heads.iter().map(|head| text(head)).collect();
    Some(Part::Words(word_table(id.to_owned(), title.unwrap_or_default(), heads, rows)))
}

fn text(words: &str) -> Vec<Piece> {
    vec![Piece::Text { text: words.to_owned() }]
}

fn paragraph(words: &str) -> Part {
    Part::Paragraph { text: text(words) }
}

fn checklist(id: &str, title: Vec<Piece>, checklist: &ChecklistCoverage) -> Part {
    let heads = ["What the report must say", "Rule", "Where it says so"].map(text).to_vec();
    let rows = checklist
        .items
        .iter()
        .map(|item| {
            let mut places: Vec<Piece> = Vec::new();
            for (chapter, title) in &item.chapters {
                if !places.is_empty() {
                    places.push(Piece::Text { text: "; ".to_owned() });
                }
                let to = Target::Inside { chapter: chapter.clone(), anchor: String::new() };
                places.push(Piece::Link { to, text: text(title) });
            }
            if places.is_empty() {
                let words = if item.required { "Not answered" } else { "Not answered (advised)" };
                places = text(words);
            }
            vec![text(&item.text), text(&item.rule), places]
        })
        .collect();
    Part::Words(word_table(id.to_owned(), title, heads, rows))
}

fn objective(objective: &Objective) -> SaidDid {
    SaidDid {
        said: objective.said.clone(),
        did: objective.did.clone(),
        status: objective.status.in_words().to_owned(),
        state: match objective.status {
            ObjectiveStatus::Done => "done",
            ObjectiveStatus::UnderWay => "under-way",
            ObjectiveStatus::Delayed => "delayed",
            ObjectiveStatus::NotDone => "not-done",
        }
        .to_owned(),
        next: objective.next.clone().unwrap_or_default(),
    }
}

fn statement(statement: &PartnerStatement) -> Part {
    let mut parts =
        vec![Part::Paragraph { text: vec![Piece::Strong { text: text(&statement.agency) }] }];
    parts.extend(paragraphs(&statement.text).map(paragraph));
    Part::Box {
        look: Look::Statement,
        parts,
        by: Some(format!("{}, {}", statement.role_title, statement.period.in_words())),
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|words| !words.is_empty())
}

fn quote(quotation: &Quotation) -> Part {
    Part::Quote {
        words: paragraphs(&quotation.text).map(str::to_owned).collect(),
        by: quotation.source.clone(),
        consent: quotation.consent.clone(),
        changed: quotation.what_changed.clone(),
    }
}

/// The groups below a group. Depth is bounded, so that a circle of parents ends.
fn below(chart: &StructureChart, parent: Option<&str>, depth: usize) -> Vec<Node> {
    if depth > 12 {
        return Vec::new();
    }
    let known = |id: &str| chart.groups.iter().any(|group| group.id == id);
    chart
        .groups
        .iter()
        .filter(|group| match (&group.parent, parent) {
            (Some(own), Some(parent)) => own == parent,
            (Some(own), None) => !known(own),
            (None, parent) => parent.is_none(),
        })
        .map(|group| Node {
            name: group.name.clone(),
            about: group
                .roles
                .iter()
                .cloned()
                .chain(group.former_names.iter().map(|name| format!("formerly {name}")))
                .collect(),
            below: below(chart, Some(&group.id), depth + 1),
        })
        .collect()
}

fn area(run: &mut Run<'_>, id: &str, context: &AreaContext, parts: &mut Vec<Part>) {
    let edition = run.edition;
    let names = &edition.settings.names;
    let mut items = Vec::new();
    for (n, fact) in context.facts.iter().enumerate() {
        let anchor = format!("{id}-fact-{n}");
        run.note_figure(&fact.figure);
        let one = std::slice::from_ref(&fact.figure);
        run.in_text.rows.extend(sight::of_text(&anchor, &fact.figure.printed, one, names));
        items.push(Fact {
            label: fact.label.clone(),
            printed: fact.figure.printed.clone(),
            at: anchor,
        });
    }
    if !items.is_empty() {
        parts.push(Part::Facts { items });
    }
    for (n, table) in context.tables.iter().enumerate() {
        let title = text(&table.title);
        let exhibit = run.exhibit(&format!("{id}-table-{}", n + 1), title, Vec::new(), table);
        parts.push(Part::Table(Box::new(exhibit)));
    }
}

fn review(line: &ReviewLine) -> Vec<Vec<Piece>> {
    let name = line
        .label
        .as_ref()
        .map_or_else(|| line.id.clone(), |label| format!("{label} ({})", line.id));
    let name = match &line.link {
        Some(link) => {
            vec![Piece::Link { to: Target::Outside { address: link.clone() }, text: text(&name) }]
        }
        None => text(&name),
    };
    let mut state = line.state.clone();
    if let Some(day) = line.published {
        state.push_str(&format!(", published {}", super::day_in_words(day)));
    }
    let action = line.action.as_deref().unwrap_or("Not recorded");
    vec![name, text(&line.kind_title), text(&state), text(action)]
}

fn source(line: &SourceLine) -> Vec<Vec<Piece>> {
    let edition = match &line.licence {
        Some(licence) => format!("{} ({licence})", line.revision),
        None => line.revision.clone(),
    };
    vec![
        text(&line.agency),
        text(&edition),
        text(&line.period.in_words()),
        text(&line.measures.join("; ")),
    ]
}

fn absence(line: &AbsenceLine) -> Vec<Vec<Piece>> {
    let mut measure = line.measure.clone();
    if !line.cell.is_empty() {
        measure.push_str(&format!(" ({})", line.cell));
    }
    let why = if line.reason.is_empty() {
        line.kind.clone()
    } else {
        format!("{}: {}", line.kind, line.reason)
    };
    vec![text(&measure), text(&line.period.in_words()), text(&line.agency), text(&why)]
}

fn terms(entries: &[GlossaryEntry]) -> Part {
    let items = entries.iter().map(|entry| (entry.term.clone(), entry.meaning.clone())).collect();
    Part::Terms { items }
}
