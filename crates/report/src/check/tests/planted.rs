//! Thirty numbers and words planted in prose: how many are found, and how many others are raised.
//!
//! `[[n:…]]` marks a number typed by hand, `[[w:…]]` a word of direction or size that the figures
//! do not bear out. Everything else is fair: dates, ages, references, right words, generated figures.

use sightline_kernel::query::{DataQuery, Severity};

use super::{check_chapter, check_plain};

const CHAPTER: &str = "+++
title = \"Crime and domestic abuse\"
+++
In the year from 1 April 2021 to 31 March 2022 the police recorded [[n:16,411]] offences, against
{{earlier crime.offences}} in 2020-21. Recorded crime rose. Of these offences [[n:13%]] were violence
with injury, and [[n:1,204]] were shoplifting. Shoplifting [[w:rose]] in the year.

## Domestic abuse

Section 1 of the Domestic Abuse Act 2021 covers people aged 16 and over. The police recorded
[[n:3,155]] domestic abuse offences, [[n:64]] more than in the year before, and [[n:2,102]] domestic
abuse crimed incidents. Domestic abuse offences [[w:fell]], and domestic abuse crimed incidents
[[w:rose]] over the same twelve months. That is an average of [[n:263]] offences a month.

The partnership met on 13 October 2021 and agreed a three-year plan under section 58. Anyone in
danger should ring 999; the helpline is 0808 200 0247. Work began within five working days.

## Hate crime

There were {{figure hate.records}} hate crime records. Hate crime records [[w:halved]].
Hate crime records went up by [[n:14 per cent]] from [[n:four hundred and forty-eight]].
Form GCP2 is used in [[n:24]] schools under Tier 3 of the plan.

| Step | What happens |
| --- | --- |
| 1 | A report is read |
| 2 | A person is seen |
";

const STATEMENT: &str =
    "During 2021-22 adult safeguarding contacts [[w:fell slightly]], to [[n:2,406]]. \
That compares with [[n:1,955]] in 2020/21, a rise of [[n:23%]].

Safeguarding concerns more than doubled, and we were told of [[n:1,333]] of them. There was \
[[w:a small increase]] in safeguarding concerns in the second half of the year as well.

We asked [[n:812]] people what outcome they wanted. The outcomes achieved [[w:doubled]] in number: \
[[n:371]] people had them. Outcomes achieved fell.

The number of safeguarding plans started was [[n:twenty-nine]], down from [[n:31]]. Safeguarding \
plans started fell. Our staff gave 7-minute briefings to teams, and each new worker \
has 12 months to finish. People under 18 are seen by another service, as chapter 14 of the Care \
Act 2014 guidance says.

About one in seven recorded offences was violence with injury. [[w:One in three]] offences was \
violence with injury. [[w:The majority]] of recorded crime was shoplifting. Domestic abuse \
offences rose by [[n:2%]]. Homicide \
[[w:fell]] from one to [[n:three]] offences.
";

/// The text without marks, and what was planted: line, column, kind, text.
fn unmark(marked: &str) -> (String, Vec<(u64, usize, char, String)>) {
    let mut text = String::new();
    let mut planted = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once("[[") {
        text.push_str(before);
        let (inside, after) = after.split_once("]]").unwrap();
        let (kind, word) = inside.split_once(':').unwrap();
        let line = text.matches('\n').count() as u64 + 1;
        let column = text.rsplit('\n').next().unwrap().chars().count() + 1;
        planted.push((line, column, kind.chars().next().unwrap(), word.to_owned()));
        text.push_str(word);
        rest = after;
    }
    text.push_str(rest);
    (text, planted)
}

#[derive(Default)]
struct Tally {
    planted: usize,
    found: usize,
    false_warnings: Vec<String>,
    notes: Vec<String>,
    missed: Vec<String>,
}

fn tally(marked: &str, check: impl Fn(&str) -> Vec<DataQuery>, tally: &mut Tally) {
    let (text, planted) = unmark(marked);
    let queries = check(&text);
    tally.planted += planted.len();
    let mut used = vec![false; queries.len()];
    for (line, column, kind, word) in &planted {
        let code = if *kind == 'n' { "typed-number" } else { "typed-word" };
        let hit = queries.iter().position(|query| {
            query.code == code
                && query.place.row == Some(*line)
                && query.place.column.as_deref() == Some(column.to_string().as_str())
        });
        match hit {
            Some(at) => {
                tally.found += 1;
                used[at] = true;
            }
            None => tally.missed.push(format!("{line}:{column} {word}")),
        }
    }
    for (query, used) in queries.iter().zip(used) {
        match query.severity {
            _ if used => {}
            Severity::Note => tally.notes.push(query.to_string()),
            _ => tally.false_warnings.push(query.to_string()),
        }
    }
}

#[test]
fn thirty_planted_numbers_and_words() {
    let mut seen = Tally::default();
    tally(CHAPTER, check_chapter, &mut seen);
    tally(STATEMENT, check_plain, &mut seen);
    println!(
        "planted {}, found {} (recall {:.0}%), false alarms: {} warnings, {} notes",
        seen.planted,
        seen.found,
        100.0 * seen.found as f64 / seen.planted as f64,
        seen.false_warnings.len(),
        seen.notes.len()
    );
    println!("missed: {:#?}", seen.missed);
    println!("false warnings: {:#?}\nnotes: {:#?}", seen.false_warnings, seen.notes);
    assert_eq!(seen.planted, 30);
    assert_eq!((seen.found, seen.false_warnings.len(), seen.notes.len()), (30, 0, 0));
}

/// A second text, of another kind and hand. The rules were not changed after it was written, so
/// what comes out of it is nearer to what an author may expect.
const PAPER: &str = "Report to the board, item 7, 14 June 2022

Members will recall that last year's paper spoke of a difficult winter. Twelve months on the force \
tells us of [[n:16,411]] recorded crimes in our area, up [[n:9%]]; that is [[n:1,391]] more victims' \
stories than the year before. Recorded crime therefore [[w:stayed level]]. Shoplifting, the \
exception, came down by [[n:a quarter]], to [[n:1,204]]. The chief superintendent will answer \
questions at 10.30am in room 2.

Violence with injury is of more concern. [[n:2,192]] offences were recorded, [[n:182]] above the \
previous total of [[n:2,010]]. Violence with injury [[w:declined]]. There were [[n:three]] homicides.

At home, people are still not safe. Domestic abuse offences reached [[n:3,155]]; put otherwise, \
there were more than [[n:eight]] a day. Domestic abuse crimed incidents [[w:soared]], and stand at \
[[n:2,102]]. Domestic abuse offences [[w:tumbled]]. Of those that call 101, most wait under 5 minutes.

The council's front door took [[n:2,406]] adult safeguarding contacts (2020-21: [[n:1,955]]). \
Safeguarding concerns [[w:remained stable]] at [[n:1,333]]. Our target for 2023 is unchanged. \
Some [[n:46%]] of those who were asked got the outcome that they wanted, although fewer outcomes \
were achieved. Safeguarding plans started [[w:doubled]] from [[n:31]] to [[n:29]].

Hate crime records [[w:dropped sharply]]: [[n:511]] were made, against [[n:448]]. Members are asked \
to note paragraphs 4 to 6, to thank the 3 lay members, and to agree a budget of £12,500 for 2022/23.
";

#[test]
fn a_second_text_to_which_nothing_was_fitted() {
    let mut seen = Tally::default();
    tally(PAPER, check_plain, &mut seen);
    println!(
        "planted {}, found {} (recall {:.0}%), false alarms: {} warnings, {} notes",
        seen.planted,
        seen.found,
        100.0 * seen.found as f64 / seen.planted as f64,
        seen.false_warnings.len(),
        seen.notes.len()
    );
    println!("missed: {:#?}", seen.missed);
    println!("false warnings: {:#?}\nnotes: {:#?}", seen.false_warnings, seen.notes);
    // Whoever mends a rule may make these better, and says so in the guide; for this text alone
    // no rule is written.
    assert_eq!((seen.planted, seen.found, seen.false_warnings.len()), (27, 25, 5));
}
