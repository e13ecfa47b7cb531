//! The front matter of a chapter: TOML between two lines `+++`.

use serde::Deserialize;
use sightline_kernel::defs::Source;
use sightline_kernel::ids::ChecklistId;
use sightline_kernel::nearest::did_you_mean;
use sightline_kernel::query::{DataQuery, Place};
use sightline_kernel::sensitivity::Audience;

use super::ast::ChecklistAnswer;
use super::names::Names;

/// What the front matter says, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Front {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) order: u32,
    pub(crate) audience: Audience,
    pub(crate) draft: bool,
    pub(crate) answers: Vec<ChecklistAnswer>,
    pub(crate) allow: Vec<String>,
    /// Where the body begins.
    pub(crate) body: usize,
    pub(crate) queries: Vec<DataQuery>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    title: Option<String>,
    #[serde(alias = "slug")]
    id: Option<String>,
    #[serde(default)]
    order: u32,
    #[serde(default)]
    audience: Audience,
    #[serde(default)]
    draft: bool,
    #[serde(default)]
    answers: Vec<String>,
    #[serde(default)]
    allow: Vec<String>,
}

/// Reads the front matter. Whatever is wrong is noted; the chapter then stands under its file name.
pub(crate) fn read(source: &Source, names: &Names<'_>) -> Front {
    let mut queries = Vec::new();
    let (written, body) = written(source, &mut queries);
    let stem = file_stem(&source.path);
    let title = written.title.clone().filter(|title| !title.trim().is_empty());
    if title.is_none() && queries.is_empty() {
        queries.push(front(source, "The chapter has no title.", "Add title = \"…\"."));
    }
    let id = written.id.clone().unwrap_or_else(|| stem.clone());
    if !is_slug(&id) {
        let message = format!("“{id}” cannot be the chapter's address.");
        let remedy = "Add id = \"…\" of lower-case letters, digits and hyphens.";
        queries.push(front(source, message, remedy));
    }
    let mut answers = Vec::new();
    for text in &written.answers {
        match answer(text, names) {
            Ok(answer) => answers.push(answer),
            Err((message, remedy)) => {
                queries.push(source_query(source, text, "unknown-name", message, remedy));
            }
        }
    }
    Front {
        id: if is_slug(&id) { id } else { "chapter".to_owned() },
        title: title.unwrap_or(stem),
        order: written.order,
        audience: written.audience,
        draft: written.draft,
        answers,
        allow: written.allow,
        body,
        queries,
    }
}

/// Where the front matter says for whom the chapter is.
pub(crate) fn audience_place(source: &Source) -> Place {
    let says = |line: &&str| line.trim_start().starts_with("audience");
    let at = source.text.lines().take_while(|line| !says(line)).count();
    Place::line(&source.path, at + 1, 1)
}

/// The TOML as written, and where the body begins.
fn written(source: &Source, queries: &mut Vec<DataQuery>) -> (Written, usize) {
    let text = source.text.as_str();
    let bom = text.len() - text.trim_start_matches('\u{FEFF}').len();
    let mut lines = text.get(bom..).unwrap_or("").split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("+++") {
        let remedy = "Begin the file with a line +++, then title = \"…\", then a line +++.";
        queries.push(front(source, "The chapter has no front matter.", remedy));
        return (Written::default(), bom);
    }
    let mut end = bom + first_line_length(text.get(bom..).unwrap_or(""));
    let from = end;
    for line in lines {
        let at = end;
        end += line.len();
        if line.trim_end() == "+++" {
            // An empty line stands for the opening +++, so that line numbers are the file's.
            let toml = format!("\n{}", text.get(from..at).unwrap_or(""));
            let read = Source { path: source.path.clone(), text: toml }.read::<Written>();
            return match read {
                Ok(written) => (written, end),
                Err(query) => {
                    queries.push(DataQuery { code: "front-matter".to_owned(), ..*query });
                    (Written::default(), end)
                }
            };
        }
    }
    queries.push(front(source, "The front matter is not closed.", "Add a line +++ after it."));
    (Written::default(), text.len())
}

fn first_line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

fn front(source: &Source, message: impl Into<String>, remedy: &str) -> DataQuery {
    DataQuery::error("front-matter", Place::line(&source.path, 1, 1), message).remedy(remedy)
}

fn source_query(
    source: &Source,
    needle: &str,
    code: &str,
    message: String,
    remedy: String,
) -> DataQuery {
    let query = source.query_at(needle, message).remedy(remedy);
    DataQuery { code: code.to_owned(), ..query }
}

/// Reads `checklist/item`.
fn answer(text: &str, names: &Names<'_>) -> Result<ChecklistAnswer, (String, String)> {
    let Some((checklist, item)) = text.split_once('/') else {
        let message = format!("“{text}” names no checklist item.");
        return Err((message, "Write checklist/item, such as sab-annual-report/1.".to_owned()));
    };
    let Some((id, items)) = names.checklists.get_key_value(checklist) else {
        let known = names.checklists.keys().map(ChecklistId::as_str);
        return Err((
            format!("“{checklist}” is not a known checklist."),
            did_you_mean(checklist, known),
        ));
    };
    if !items.contains(item) {
        let known = items.iter().map(String::as_str);
        let near = did_you_mean(item, known.clone());
        let all = || format!("Known are: {}.", known.collect::<Vec<_>>().join(", "));
        let remedy = if near.is_empty() { all() } else { near };
        return Err((format!("“{item}” is not an item of {checklist}."), remedy));
    }
    Ok(ChecklistAnswer { checklist: id.clone(), item: item.to_owned() })
}

/// The file's name without folders and ending, and without a number in front: `04-crime.md` is
/// `crime`.
fn file_stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

fn is_slug(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
