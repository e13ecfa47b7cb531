//! From a row of text to a typed statement.

use sightline_kernel::decimal::Decimal;
use sightline_kernel::period::Period;

use super::{Addends, Claim, ClaimRow, ClaimsMap, Printed, Statement, UnreadClaim};

/// Reads one row as a statement and finds the series that it speaks of.
///
/// # Errors
/// When the statement is in no known form; the message lists the forms.
pub fn read(file: &str, row: ClaimRow, map: &ClaimsMap) -> Result<Claim, UnreadClaim> {
    let statement = statement(&row).ok_or_else(|| UnreadClaim {
        row: row.row,
        claim: row.claim.clone(),
        stated: row.stated.clone(),
    })?;
    let (mut earlier, period) = periods(&row.period);
    if matches!(statement, Statement::Change { .. }) {
        earlier = earlier.or_else(|| period.map(Period::previous));
    }
    let target = map.target(&row);
    Ok(Claim { file: file.to_owned(), text: row, period, earlier, statement, target })
}

/// Tries each form, the most particular first.
fn statement(row: &ClaimRow) -> Option<Statement> {
    let stated = row.stated.trim();
    let claim = row.claim.to_lowercase();
    compared(row)
        .or_else(|| change(row))
        .or_else(|| total(row, stated))
        .or_else(|| share(row, stated))
        .or_else(|| part_of(row, stated))
        .or_else(|| shares(row, stated, &claim))
        .or_else(|| rate(row, stated, &claim))
        .or_else(|| mean(row, stated, &claim))
        .or_else(|| remainder(stated, &claim))
        .or_else(|| number(row, stated))
}

fn decimal(text: &str) -> Option<Decimal> {
    Printed::parse(text).map(|printed| printed.value)
}

/// “12.6% vs 12.6%”, made of “82/650 vs 804/6406”, and a word.
fn compared(row: &ClaimRow) -> Option<Statement> {
    let (left, right) = row.base.split_once(" vs ")?;
    let (over, under) = row.dimension.split_once(" vs ")?;
    let fraction = |text: &str| {
        let (top, bottom) = text.split_once('/')?;
        Some((decimal(top)?, decimal(bottom)?))
    };
    Some(Statement::Compared {
        left: fraction(over)?,
        right: fraction(under)?,
        stated: (Printed::parse(left)?, Printed::parse(right)?),
        word: unquoted(&row.stated).to_lowercase(),
    })
}

/// “337 -> 405” and “-25% (n=-132)” or a word.
fn change(row: &ClaimRow) -> Option<Statement> {
    let (then, now) = row.base.split_once("->")?;
    let (then, now) = (decimal(then)?, decimal(now)?);
    let stated = unquoted(&row.stated);
    let (head, number) = match stated.split_once("(n=") {
        Some((head, tail)) => (head, Some(decimal(tail.trim_end_matches(')'))?)),
        None => (stated, None),
    };
    let percent = Printed::parse(head).filter(|_| head.contains('%'));
    let plain = Printed::parse(head).filter(|_| !head.contains('%')).map(|printed| printed.value);
    let word = (percent.is_none() && plain.is_none() && !head.trim().is_empty())
        .then(|| head.trim().to_lowercase());
    Some(Statement::Change { then, now, percent, number: number.or(plain), word })
}

/// “total 24”, with what was added in the dimension.
fn total(row: &ClaimRow, stated: &str) -> Option<Statement> {
    let stated = decimal(stated.strip_prefix("total ")?)?;
    let first_number = |text: &str| decimal(text.split_whitespace().next()?);
    let addends = if row.dimension.contains('+') {
        Addends::Given(row.dimension.split('+').map(first_number).collect::<Option<_>>()?)
    } else {
        first_number(&row.dimension)
            .and_then(|rows| u32::try_from(rows).ok())
            .map_or(Addends::Unsaid, Addends::Rows)
    };
    Some(Statement::Total { addends, stated })
}

/// “8% of 5,539”.
fn share(row: &ClaimRow, stated: &str) -> Option<Statement> {
    let (percent, whole) = stated.split_once("% of ")?;
    Some(Statement::Share {
        part: decimal(&row.base)?,
        whole: decimal(whole)?,
        stated: Printed::parse(percent)?,
    })
}

/// “4 of 4”.
fn part_of(row: &ClaimRow, stated: &str) -> Option<Statement> {
    let (part, whole) = stated.split_once(" of ")?;
    Some(Statement::PartOf {
        base: decimal(&row.base)?,
        part: decimal(part)?,
        whole: decimal(whole)?,
    })
}

/// “79+5+4+3+3+2+1+3” or “61%+29%”, where the row speaks of shares.
fn shares(row: &ClaimRow, stated: &str, claim: &str) -> Option<Statement> {
    let speaks_of_shares = claim.contains("share") || row.base.contains('%');
    if !stated.contains('+') || !speaks_of_shares {
        return None;
    }
    let shares: Vec<Printed> = stated.split('+').map(Printed::parse).collect::<Option<_>>()?;
    (shares.len() > 1).then_some(Statement::Shares { shares })
}

/// A number where the claim says “per million”, “per 1,000” …
fn rate(row: &ClaimRow, stated: &str, claim: &str) -> Option<Statement> {
    let after = claim.split_once("per ")?.1.trim_start();
    let word: String =
        after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ',').collect();
    let per = match word.as_str() {
        "million" => 1_000_000,
        "thousand" => 1_000,
        number => u32::try_from(decimal(number)?).ok()?,
    };
    Some(Statement::Rate { count: decimal(&row.base)?, per, stated: Printed::parse(stated)? })
}

/// A number where the claim says “average … per month” or “monthly”.
fn mean(row: &ClaimRow, stated: &str, claim: &str) -> Option<Statement> {
    let monthly = claim.contains("per month") || claim.contains("monthly");
    let total = decimal(&row.base).filter(|_| monthly)?;
    Some(Statement::MonthlyMean { total, stated: Printed::parse(stated)? })
}

/// A percentage where the claim says “remainder” or “other”.
fn remainder(stated: &str, claim: &str) -> Option<Statement> {
    let left_over = claim.contains("remainder") || claim.contains("the rest");
    let stated = Printed::parse(stated).filter(|_| left_over && stated.contains('%'))?;
    Some(Statement::Remainder { stated })
}

/// A plain number, perhaps with a sum such as “3,155 - 145” beside it.
fn number(row: &ClaimRow, stated: &str) -> Option<Statement> {
    let stated = decimal(stated)?;
    let base = decimal(&row.base)?;
    Some(Statement::Number { base, stated, terms: terms(&row.dimension).unwrap_or_default() })
}

/// Reads “3,155 - 145” as its signed terms.
fn terms(text: &str) -> Option<Vec<Decimal>> {
    let mut signed = Vec::new();
    let mut negative = false;
    for word in text.split_whitespace() {
        match word {
            "+" => negative = false,
            "-" | "\u{2212}" => negative = true,
            number => {
                let number = decimal(number)?;
                signed.push(if negative { -number } else { number });
            }
        }
    }
    (signed.len() > 1).then_some(signed)
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\u{201c}', '\u{201d}'])
}

/// The earlier and the later period of “2020/21 -> 2021/22”, “YE Mar 2021 -> 2022” or one period.
fn periods(text: &str) -> (Option<Period>, Option<Period>) {
    match text.split_once("->") {
        None => (None, period(text)),
        Some((then, now)) => {
            let then = period(then);
            let now = period(now).or_else(|| year_ending(now.trim(), then?));
            (then, now)
        }
    }
}

/// `2021/22`, `2021-22`, `YE Mar 2022` (the year that ends in March 2022), or a period as Sightline
/// writes it.
fn period(text: &str) -> Option<Period> {
    let text = text.trim();
    if let Some(year) = text.strip_prefix("YE Mar ") {
        return year.trim().parse::<i16>().ok().map(|year| Period::ReportingYear(year - 1));
    }
    text.replace('/', "-").parse().ok().filter(|period| !matches!(period, Period::CalendarYear(_)))
}

/// The “2022” of “YE Mar 2021 -> 2022”.
fn year_ending(text: &str, then: Period) -> Option<Period> {
    matches!(then, Period::ReportingYear(_))
        .then(|| text.parse::<i16>().ok().map(|year| Period::ReportingYear(year - 1)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(claim: &str, dimension: &str, period: &str, base: &str, stated: &str) -> ClaimRow {
        ClaimRow {
            row: 2,
            section: "Section".to_owned(),
            claim: claim.to_owned(),
            dimension: dimension.to_owned(),
            period: period.to_owned(),
            base: base.to_owned(),
            stated: stated.to_owned(),
        }
    }

    fn dec(number: i64) -> Decimal {
        number.into()
    }

    fn printed(text: &str) -> Printed {
        Printed::parse(text).unwrap()
    }

    fn parsed(claim: &str, dimension: &str, base: &str, stated: &str) -> Statement {
        statement(&row(claim, dimension, "2021/22", base, stated)).unwrap()
    }

    #[test]
    fn reads_shares_totals_and_numbers() {
        assert_eq!(
            parsed("Key words share", "Drugs", "444", "8% of 5,539"),
            Statement::Share { part: dec(444), whole: dec(5539), stated: printed("8") }
        );
        assert_eq!(
            parsed("Reviews with a plan", "", "4", "4 of 4"),
            Statement::PartOf { base: dec(4), part: dec(4), whole: dec(4) }
        );
        assert_eq!(
            parsed("Plans ended", "11 new + 12 refreshed", "24", "total 24"),
            Statement::Total { addends: Addends::Given(vec![dec(11), dec(12)]), stated: dec(24) }
        );
        assert_eq!(
            parsed("Offences total", "17 rows", "16411", "total 16,411"),
            Statement::Total { addends: Addends::Rows(17), stated: dec(16411) }
        );
        assert_eq!(
            parsed("Concluded", "3,155 - 145", "3010", "3,010"),
            Statement::Number {
                base: dec(3010),
                stated: dec(3010),
                terms: vec![dec(3155), dec(-145)]
            }
        );
        assert_eq!(
            parsed("Categories in chart", "", "5", "five"),
            Statement::Number { base: dec(5), stated: dec(5), terms: vec![] }
        );
    }

    #[test]
    fn reads_rates_means_and_lists() {
        assert_eq!(
            parsed("Discussed per million", "London", "153", "17.4"),
            Statement::Rate { count: dec(153), per: 1_000_000, stated: printed("17.4") }
        );
        assert_eq!(
            parsed("Offences, rate per 1,000 population", "Rape", "139", "0.4"),
            Statement::Rate { count: dec(139), per: 1_000, stated: printed("0.4") }
        );
        assert_eq!(
            parsed("Average reports per month", "", "5889", "491"),
            Statement::MonthlyMean { total: dec(5889), stated: printed("491") }
        );
        assert_eq!(
            parsed("Type shares", "61+29", "90%", "61%+29%"),
            Statement::Shares { shares: vec![printed("61"), printed("29")] }
        );
        assert_eq!(
            parsed("Type, remainder", "other forms", "25%", "25%"),
            Statement::Remainder { stated: printed("25") }
        );
    }

    #[test]
    fn reads_changes_and_words() {
        assert_eq!(
            parsed("Change", "all", "337 -> 405", "-25% (n=-132)"),
            Statement::Change {
                then: dec(337),
                now: dec(405),
                percent: Some(printed("-25")),
                number: Some(dec(-132)),
                word: None
            }
        );
        assert_eq!(
            parsed("Change", "", "2,144 -> 2,102", "\"relatively stable\""),
            Statement::Change {
                then: dec(2144),
                now: dec(2102),
                percent: None,
                number: None,
                word: Some("relatively stable".to_owned())
            }
        );
        let Statement::Compared { left, word, .. } =
            parsed("Share vs national", "82/650 vs 804/6406", "12.6% vs 12.6%", "\"in line\"")
        else {
            panic!("not read as a comparison")
        };
        assert_eq!((left, word.as_str()), ((dec(82), dec(650)), "in line"));
    }

    #[test]
    fn reads_periods_as_reports_write_them() {
        let year = Period::ReportingYear;
        assert_eq!(periods("2021/22"), (None, Some(year(2021))));
        assert_eq!(periods("YE Mar 2022"), (None, Some(year(2021))));
        assert_eq!(periods("2020/21 -> 2021/22"), (Some(year(2020)), Some(year(2021))));
        assert_eq!(periods("YE Mar 2021 -> 2022"), (Some(year(2020)), Some(year(2021))));
        assert_eq!(periods("last year"), (None, None));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let error =
            read("claims.csv", row("Trend", "", "2021/22", "5", "many"), &ClaimsMap::default())
                .unwrap_err();
        assert!(error.to_string().contains("row 2") && error.to_string().contains("“many”"));
    }
}
