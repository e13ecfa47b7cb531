//! Words that may not stand in a tracked file, as small tables.

use super::{Page, places};

/// Hosts of registries. Each is written in two halves, so that this table does not find itself.
const HOSTS: &[[&str; 2]] = &[
    ["registry.npm", "js.org"],
    ["registry.yarn", "pkg.com"],
    ["index.crates", ".io"],
    ["static.crates", ".io"],
    ["files.python", "hosted.org"],
    ["py", "pi.org"],
    ["deb.deb", "ian.org"],
    ["proxy.go", "lang.org"],
];

/// Marks of work that somebody meant to do later. An issue keeps such a promise, a comment does not.
const LEFT_UNDONE: &[[&str; 2]] = &[["TO", "DO"], ["FIX", "ME"], ["X", "XX"]];

/// Words that the design does not use, and the word that it does use (docs/guide/words.md
/// has the whole vocabulary). Written in halves as above.
const SYNONYMS: &[([&str; 2], &str)] = &[
    (["fiscal ", "year"], "reporting year"),
    (["K", "PI"], "measure, or indicator when it is computed"),
    (["key performance ", "indicator"], "indicator"),
    (["data ", "finding"], "data query: a finding is learned in a review"),
    (["validation ", "finding"], "data query: a finding is learned in a review"),
    (["data quality ", "issue"], "data query"),
    (
        ["disclosure ", "control"],
        "small-number suppression: to users disclosure is a person telling",
    ),
    (
        ["statistical ", "disclosure"],
        "small-number suppression: to users disclosure is a person telling",
    ),
];

/// No file names the host of a registry: everybody's client knows its own.
pub(super) fn hosts(page: &Page<'_>) -> Vec<String> {
    let hosts: Vec<String> = HOSTS.iter().map(|halves| halves.concat()).collect();
    let names_host = |line: &str| hosts.iter().any(|host| line.contains(host.as_str()));
    places(page, names_host, "names the host of a package registry")
}

/// No source promises to be finished later.
pub(super) fn left_undone(page: &Page<'_>) -> Vec<String> {
    let is_source =
        [".rs", ".scss", ".java", ".html", ".toml"].iter().any(|end| page.path.ends_with(end));
    if !is_source {
        return Vec::new();
    }
    let marks: Vec<String> = LEFT_UNDONE.iter().map(|halves| halves.concat()).collect();
    let promises = |line: &str| marks.iter().any(|mark| has_word(line, mark));
    places(page, promises, "promises work for later: do it, or open an issue")
}

/// One thing has one name, in code, pages and documents.
pub(super) fn synonyms(page: &Page<'_>) -> Vec<String> {
    let is_text = [".rs", ".md", ".toml", ".html"].iter().any(|end| page.path.ends_with(end));
    if !is_text {
        return Vec::new();
    }
    SYNONYMS
        .iter()
        .flat_map(|(halves, instead)| {
            let word = halves.concat();
            let rule = format!("says `{word}`; our word is {instead}");
            places(page, |line| has_word(line, &word), &rule)
        })
        .collect()
}

/// Whether a line has these words with no letter or digit on either side, with small or capital letters
/// (words that are all capitals only so).
fn has_word(line: &str, word: &str) -> bool {
    let small = word.to_lowercase();
    let only_capitals = word.to_uppercase() == word;
    let (line, word) = if only_capitals {
        (line.to_owned(), word.to_owned())
    } else {
        (line.to_lowercase(), small)
    };
    line.match_indices(word.as_str()).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line.get(start + word.len()..).and_then(|text| text.chars().next());
        let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !is_part(before) && !is_part(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page<'text>(path: &'text str, text: &'text str) -> Page<'text> {
        Page { path, text }
    }

    #[test]
    fn every_host_is_found() {
        for halves in HOSTS {
            let text = format!("a\nhttps://{}/x", halves.concat());
            assert_eq!(hosts(&page("any.file", &text)).len(), 1, "{halves:?}");
        }
    }

    #[test]
    fn every_promise_is_found_and_words_that_hold_one_are_not() {
        for halves in LEFT_UNDONE {
            let mark = halves.concat();
            assert_eq!(left_undone(&page("a.rs", &format!("// {mark}: later"))).len(), 1);
            assert!(left_undone(&page("a.rs", &format!("// {mark}S"))).is_empty());
            assert!(left_undone(&page("a.md", &mark)).is_empty(), "documents may speak of it");
        }
    }

    #[test]
    fn every_synonym_is_found_with_our_word() {
        for (halves, instead) in SYNONYMS {
            let text = format!("The {} of", halves.concat());
            let found = synonyms(&page("docs/a.md", &text));
            assert_eq!(found.len(), 1, "{halves:?}");
            assert!(found[0].contains(instead));
        }
    }

    #[test]
    fn capitals_matter_only_for_words_of_capitals() {
        assert!(has_word("A Leap Year", "leap year"));
        assert!(!has_word("a shortcut to do", &LEFT_UNDONE[0].concat()));
    }
}
