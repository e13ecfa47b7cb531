//! `parts-and-total`: parts against the total supplied beside them, or the value without breakdown.
//!
//! Parts that exclude one another and are complete must reach the total. Parts that only exclude
//! one another must not pass it. Parts of neither kind must each not pass it. A blank part may be
//! anything from nil on.
//!
//! A measure that its card says is made of others is held against their sum.

use sightline_kernel::decimal::{Decimal, Ratio};
use sightline_kernel::dimension::Cell;
use sightline_kernel::query::DataQuery;

use crate::card::Form;
use crate::claims::sum;
use crate::observation::Observation;
use crate::reconcile::code;
use crate::reconcile::index::{Index, Split, bounds};
use crate::reconcile::say;

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let mut queries = Vec::new();
    for ((measure, period, _), group) in index.groups() {
        let adds_up = index
            .card(measure, *period)
            .is_some_and(|card| matches!(card.form, Form::Count | Form::Pounds));
        if !adds_up {
            continue;
        }
        queries.extend(made_of(index, group));
        for split in index.splits(group) {
            let mut seen: Vec<Decimal> = Vec::new();
            for whole in &split.wholes {
                let Some(total) = whole.value.exact() else { continue };
                if seen.contains(&total) {
                    continue;
                }
                seen.push(total);
                queries.extend(against(index, &split, whole, total));
            }
            queries.extend(two_wholes(index, &split, &seen));
        }
    }
    queries
}

/// Holds the parts of one breakdown against one total.
fn against(
    index: &Index<'_>,
    split: &Split<'_>,
    whole: &Observation,
    total: Decimal,
) -> Option<DataQuery> {
    if split.parts.is_empty() {
        return None;
    }
    if !split.dimension.exclusive {
        return too_large(index, split, whole, total);
    }
    let low = sum(&split.parts.iter().map(|part| bounds(&part.value).0).collect::<Vec<_>>());
    let highs: Option<Vec<Decimal>> = split.parts.iter().map(|p| bounds(&p.value).1).collect();
    let high = highs.map(|highs| sum(&highs));
    let whole_total = Ratio::from(total);
    let passes = low > whole_total;
    let falls_short = split.dimension.complete && high.as_ref().is_some_and(|h| *h < whole_total);
    (passes || falls_short).then(|| {
        let reached = if passes { &low } else { high.as_ref().unwrap_or(&low) };
        let message = disagreement(index, split, whole, total, reached);
        let remedy = format!(
            "Ask {} which is right, and have the return corrected or the difference explained in a note.",
            index.agency(whole)
        );
        let cites = say::cites(split.parts.iter().chain(&split.apart).copied().chain([whole]));
        DataQuery::warning(code::PARTS, say::place(whole), message).remedy(remedy).citing(cites)
    })
}

fn disagreement(
    index: &Index<'_>,
    split: &Split<'_>,
    whole: &Observation,
    total: Decimal,
    reached: &Ratio,
) -> String {
    let difference = reached.minus(&Ratio::from(total));
    let sense = if difference.is_negative() { "short of" } else { "more than" };
    let kind = if whole.key.cell == split.rest { "value without breakdown" } else { "total" };
    let apart: Vec<Decimal> = split.apart.iter().filter_map(|one| one.value.exact()).collect();
    let apart_too = if apart.is_empty() {
        String::new()
    } else {
        let with = reached.plus(&sum(&apart));
        let names: Vec<String> = split
            .apart
            .iter()
            .filter_map(|one| one.key.cell.get(split.dimension.id.as_str()))
            .map(|code| index.category_name(split.dimension, whole.key.period, code))
            .collect();
        format!(
            " With what is shown apart ({}) the sum is {}.",
            say::list(&names),
            say::exact(&with)
        )
    };
    format!(
        "{}, {}: the {} by {} add up to {}, which is {} {sense} the supplied {kind} of {}.{apart_too}",
        index.title(whole),
        whole.key.period,
        say::counted(split.parts.len(), "part", "parts"),
        split.dimension.title.to_lowercase(),
        say::exact(reached),
        say::exact(&difference.abs()),
        say::number(total),
    )
}

/// One part alone is larger than the whole, where parts may overlap.
fn too_large(
    index: &Index<'_>,
    split: &Split<'_>,
    whole: &Observation,
    total: Decimal,
) -> Option<DataQuery> {
    let part = split.parts.iter().find(|part| bounds(&part.value).0 > total)?;
    let name = part
        .key
        .cell
        .get(split.dimension.id.as_str())
        .map(|code| index.category_name(split.dimension, part.key.period, code))
        .unwrap_or_default();
    let message = format!(
        "{}, {}: “{name}” is {}, more than the {} that it is a part of.",
        index.title(part),
        part.key.period,
        say::number(bounds(&part.value).0),
        say::number(total),
    );
    let remedy = format!("Ask {} which of the two is right.", index.agency(whole));
    let query = DataQuery::warning(code::PARTS, say::place(part), message);
    Some(query.remedy(remedy).citing(say::cites([*part, whole])))
}

/// A measure against the sum of the measures that it is made of.
fn made_of(index: &Index<'_>, group: &[&Observation]) -> Option<DataQuery> {
    let key = &group.first()?.key;
    let card = index.card(&key.measure, key.period).filter(|card| !card.made_of.is_empty())?;
    let at = |measure| index.whole(measure, key.period, &key.area, &Cell::default());
    let whole = at(&card.id)?;
    let total = whole.value.exact()?;
    let parts: Vec<&Observation> = card.made_of.iter().filter_map(at).collect();
    let known: Vec<Decimal> = parts.iter().filter_map(|part| part.value.exact()).collect();
    let reached = sum(&known);
    let difference = reached.minus(&Ratio::from(total));
    let all = known.len() == card.made_of.len();
    if difference.is_zero() || (difference.is_negative() && !all) {
        return None;
    }
    let named: Vec<String> = parts
        .iter()
        .filter_map(|part| {
            let title = index.title(part).to_lowercase();
            Some(format!("{} {title}", say::number(part.value.exact()?)))
        })
        .collect();
    let message = format!(
        "{}, {}: {} add up to {}, which is {} {} the supplied total of {}.{}",
        index.title(whole),
        whole.key.period,
        say::list(&named),
        say::exact(&reached),
        say::exact(&difference.abs()),
        if difference.is_negative() { "short of" } else { "more than" },
        say::number(total),
        overlapping(index, group, total),
    );
    let remedy = format!(
        "Ask {} which is right, and have the return corrected or the difference explained in a note.",
        index.agency(whole)
    );
    let cites = say::cites(parts.into_iter().chain(group.iter().copied()));
    let query = DataQuery::warning(code::PARTS, say::place(whole), message);
    Some(query.remedy(remedy).citing(cites))
}

/// Where the total is the sum of parts that may overlap, this explains a difference.
fn overlapping(index: &Index<'_>, group: &[&Observation], total: Decimal) -> String {
    let splits = index.splits(group);
    let found = splits.iter().find(|split| {
        let values: Option<Vec<Decimal>> = split.parts.iter().map(|p| p.value.exact()).collect();
        !split.dimension.exclusive
            && split.rest.is_empty()
            && values.is_some_and(|v| v.len() > 1 && sum(&v) == Ratio::from(total))
    });
    found.map_or_else(String::new, |split| {
        format!(
            " The {} is the sum of the {} parts by {}, in several of which one case may count.",
            say::number(total),
            split.parts.len(),
            split.dimension.title.to_lowercase(),
        )
    })
}

/// A total supplied as `_T` and a value without breakdown that differ.
fn two_wholes(index: &Index<'_>, split: &Split<'_>, values: &[Decimal]) -> Option<DataQuery> {
    let [one, other, ..] = values else { return None };
    let whole = split.wholes.first()?;
    let message = format!(
        "{}, {}: the total by {} is {} and the value without breakdown is {}.",
        index.title(whole),
        whole.key.period,
        split.dimension.title.to_lowercase(),
        say::number(*one),
        say::number(*other),
    );
    let remedy = format!("Ask {} which of the two is right.", index.agency(whole));
    let query = DataQuery::warning(code::PARTS, say::place(whole), message);
    Some(query.remedy(remedy).citing(say::cites(split.wholes.iter().copied())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};

    /// Rows of `crime.offences` by group (exclusive, complete; n200 apart), and what comes out.
    #[test]
    fn parts_must_reach_the_total() {
        type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);
        let cases: [Case; 8] = [
            (&[("a", "5"), ("b", "7"), ("_T", "12")], &[]),
            (
                &[("a", "5"), ("b", "7"), ("_T", "14")],
                &["add up to 12, which is 2 short of the supplied total of 14"],
            ),
            (&[("a", "5"), ("b", "7"), ("n200", "2"), ("_T", "14")], &["the sum is 14"]),
            (&[("a", "5"), ("b", "7"), ("n200", "2"), ("_T", "12")], &[]),
            (&[("a", "5"), ("b", ""), ("_T", "14")], &[]),
            (&[("a", "15"), ("b", ""), ("_T", "14")], &["1 more than"]),
            (&[("a", "5"), ("b", "<5"), ("_T", "9")], &[]),
            (&[("a", "5"), ("b", "<5"), ("_T", "10")], &["1 short of"]),
        ];
        for (rows, want) in cases {
            let mut made = Made::new();
            for (group, value) in rows {
                made.add("crime.offences", "2021-22", &format!("offence_group={group}"), value);
            }
            let got = messages(&made, code::PARTS);
            assert_eq!(got.len(), want.len(), "{rows:?} gave {got:?}");
            assert!(got.iter().zip(want).all(|(g, w)| g.contains(w)), "{rows:?} gave {got:?}");
        }
    }

    #[test]
    fn a_value_without_breakdown_is_held_against_its_parts_too() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "10");
        made.add("crime.offences", "2021-22", "offence_group=a", "5");
        made.add("crime.offences", "2021-22", "offence_group=b", "7");
        let got = messages(&made, code::PARTS);
        assert!(got.len() == 1 && got[0].contains("value without breakdown of 10"), "{got:?}");
        made.add("crime.offences", "2021-22", "offence_group=_T", "12");
        assert_eq!(messages(&made, code::PARTS).len(), 2, "sum and the two wholes");
    }

    /// Records by strand, which overlap, and records placed on a map or not, which do not.
    #[test]
    fn a_measure_is_held_against_what_it_is_made_of() {
        /// What is held, what the messages say, and what they do not say.
        type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a [&'a str]);
        let cases: [Case<'_>; 5] = [
            (&[("a", "6"), ("b", "5")], &["8", "3"], &[]),
            (
                &[("a", "6"), ("b", "5")],
                &["8", "1"],
                &[
                    "8 crime.mapped and 1 crime.unmapped add up to 9, which is 2 short of the supplied total of 11. The 11 is the sum of the 2 parts by keyword, in several of which one case may count.",
                ],
            ),
            (&[("a", "6"), ("b", "7")], &["8", "1"], &["2 short of the supplied total of 11."]),
            (&[], &["8", ""], &[]),
            (&[], &["12", ""], &["1 more than"]),
        ];
        for (strands, parts, want) in cases {
            let mut made = Made::new();
            for id in ["crime.mapped", "crime.unmapped"] {
                let mut part = made.catalogue.measures["crime.incidents"][0].clone();
                part.id = id.parse().unwrap();
                part.title = id.to_owned();
                made.catalogue.measures.insert(part.id.clone(), vec![part]);
            }
            let card = &mut made.catalogue.measures.get_mut("crime.offences").unwrap()[0];
            card.made_of = ["crime.mapped", "crime.unmapped"].map(|id| id.parse().unwrap()).into();
            made.add("crime.offences", "2021-22", "", "11");
            for (strand, value) in strands {
                made.add("crime.offences", "2021-22", &format!("keyword={strand}"), value);
            }
            for (id, value) in ["crime.mapped", "crime.unmapped"].iter().zip(parts) {
                made.add(id, "2021-22", "", value);
            }
            let got = messages(&made, code::PARTS);
            assert_eq!(got.len(), want.len(), "{strands:?} {parts:?} gave {got:?}");
            let says =
                got.iter().zip(want).all(|(got, want)| got.ends_with(want) || got.contains(want));
            assert!(says, "{strands:?} {parts:?} gave {got:?}");
        }
    }

    #[test]
    fn a_top_list_may_fall_short_but_not_pass() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "10");
        made.add("crime.offences", "2021-22", "ward=A", "5");
        assert!(messages(&made, code::PARTS).is_empty());
        made.add("crime.offences", "2021-22", "ward=B", "6");
        assert_eq!(messages(&made, code::PARTS).len(), 1);
    }

    #[test]
    fn keywords_may_overlap_but_none_passes_the_whole() {
        let mut made = Made::new();
        made.add("crime.offences", "2021-22", "", "10");
        made.add("crime.offences", "2021-22", "keyword=x", "9");
        made.add("crime.offences", "2021-22", "keyword=y", "9");
        assert!(messages(&made, code::PARTS).is_empty());
        made.add("crime.offences", "2021-22", "keyword=z", "11");
        assert_eq!(messages(&made, code::PARTS).len(), 1);
    }
}
