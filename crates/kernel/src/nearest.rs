//! “Did you mean …?”

/// The nearest of the known names to what was typed, best first, at most `most`.
///
/// Names further than a third of their length away are not offered.
#[must_use]
pub fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let distance = strsim::damerau_levenshtein(&typed, &lower);
            let reach = typed.chars().count().max(lower.chars().count()).div_ceil(3).max(1);
            let part = typed.len() >= 4 && (lower.contains(&typed) || typed.contains(&lower));
            (distance <= reach || part).then_some((distance, name))
        })
        .collect();
    near.sort();
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().take(most).map(|(_, name)| name).collect()
}

/// A sentence that offers the nearest names, or an empty text when none is near.
#[must_use]
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(typed, known, 3).as_slice() {
        [] => String::new(),
        [one] => format!("Did you mean “{one}”?"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|name| format!("“{name}”")).collect();
            format!("Did you mean {} or “{last}”?", rest.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_the_nearest_first() {
        let known = ["crime.offences", "crime.outcomes", "da.offences", "hate.records"];
        assert_eq!(nearest("crime.offenses", known, 1), ["crime.offences"]);
        assert!(nearest("zzz", known, 3).is_empty());
        assert_eq!(did_you_mean("hate.record", known), "Did you mean “hate.records”?");
    }
}
