//! `reviews-and-list`: counts of reviews against the list of reviews.

use jiff::civil::Date;
use sightline_kernel::decimal::Decimal;
use sightline_kernel::period::Period;
use sightline_kernel::query::DataQuery;

use crate::reconcile::code;
use crate::reconcile::index::Index;
use crate::reconcile::say;
use crate::reconcile::settings::{ReviewCount, ReviewEvent};

/// A review as far as counting it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRecord {
    /// Its reference, such as `SAR-2021-1`.
    pub id: String,
    /// The code of its kind, such as `safeguarding-adult-review`.
    pub kind: String,
    /// When it began.
    pub begun: Date,
    /// When it ended, if it has.
    pub ended: Option<Date>,
    /// When it was published, if it was.
    pub published: Option<Date>,
}

impl ReviewRecord {
    /// Whether the event happened to it in the period.
    #[must_use]
    pub fn counts(&self, event: ReviewEvent, period: Period) -> bool {
        let within = |day: Date| period.start() <= day && day <= period.end();
        match event {
            ReviewEvent::Begun => within(self.begun),
            ReviewEvent::Ended => self.ended.is_some_and(within),
            ReviewEvent::Published => self.published.is_some_and(within),
            ReviewEvent::Ongoing => {
                let over = |day: Option<Date>| day.is_some_and(|day| day <= period.end());
                self.begun <= period.end() && !over(self.ended) && !over(self.published)
            }
        }
    }
}

pub(super) fn check(index: &Index<'_>) -> Vec<DataQuery> {
    let Some(list) = index.world.reviews else { return Vec::new() };
    let counts = &index.world.settings.review_counts;
    counts.iter().flat_map(|count| against(index, count, list)).collect()
}

fn against(index: &Index<'_>, count: &ReviewCount, list: &[ReviewRecord]) -> Vec<DataQuery> {
    let period = index.world.period;
    let listed: Vec<&str> = list
        .iter()
        .filter(|review| count.kinds.contains(&review.kind) && review.counts(count.event, period))
        .map(|review| review.id.as_str())
        .collect();
    let number = Decimal::from(listed.len());
    index
        .everywhere(&count.measure, period)
        .filter(|supplied| supplied.key.cell == count.cell)
        .filter_map(|supplied| {
            let value = supplied.value.exact().filter(|value| *value != number)?;
            let message = format!(
                "{}, {period}{}: the return counts {} and the list of reviews holds {} {} the period{}.",
                index.title(supplied),
                cell_words(&count.cell.to_string()),
                say::number(value),
                listed.len(),
                count.event.in_words(),
                if listed.is_empty() { String::new() } else { format!(" ({})", listed.join(", ")) },
            );
            let remedy = "Add the reviews that are missing to the list, or have the count corrected.";
            let query = DataQuery::warning(code::REVIEWS, say::place(supplied), message);
            Some(query.remedy(remedy).citing(say::cites([supplied])))
        })
        .collect()
}

fn cell_words(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!(" ({cell})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::testing::{Made, messages};
    use jiff::civil::date;

    fn review(id: &str, begun: Date, ended: Option<Date>, published: Option<Date>) -> ReviewRecord {
        ReviewRecord {
            id: id.to_owned(),
            kind: "safeguarding-adult-review".to_owned(),
            begun,
            ended,
            published,
        }
    }

    #[test]
    fn events_fall_in_periods() {
        let year: Period = "2021-22".parse().unwrap();
        let last = review("x", date(2022, 3, 31), None, None);
        let old = review("y", date(2020, 1, 1), Some(date(2021, 4, 1)), Some(date(2022, 4, 1)));
        use ReviewEvent::{Begun, Ended, Ongoing, Published};
        assert_eq!(
            [Begun, Ended, Published, Ongoing].map(|e| last.counts(e, year)),
            [true, false, false, true]
        );
        assert_eq!(
            [Begun, Ended, Published, Ongoing].map(|e| old.counts(e, year)),
            [false, true, false, false]
        );
    }

    #[test]
    fn a_count_must_be_confirmed_by_the_list() {
        let mut made = Made::new();
        let cell = "stage=safeguarding-adult-reviews-initiated";
        made.add("reviews.count", "2021-22", cell, "2");
        assert!(messages(&made, code::REVIEWS).is_empty(), "no list is kept");
        made.reviews = Some(vec![review("SAR-1", date(2021, 5, 1), None, None)]);
        let got = messages(&made, code::REVIEWS);
        assert!(
            got.len() == 1 && got[0].contains("counts 2") && got[0].contains("holds 1"),
            "{got:?}"
        );
        made.reviews.as_mut().unwrap().push(review("SAR-2", date(2021, 6, 1), None, None));
        assert!(messages(&made, code::REVIEWS).is_empty());
    }
}
