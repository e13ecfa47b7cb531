//! Two sides run in turn, and how they compare.

use std::io::Write as _;

use crate::child::{Cost, Outcome};

/// The costs of both sides, of the same rounds.
#[derive(Debug, Default)]
pub struct Versus {
    ours: Vec<Cost>,
    theirs: Vec<Cost>,
}

/// One number a run: its median, least and most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The middle one; of an even number the mean of the middle two.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

impl Spread {
    /// The spread of some numbers; `None` for none.
    #[must_use]
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = numbers.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |place: usize| sorted.get(place).copied();
        let half = sorted.len() / 2;
        let upper = at(half)?;
        let lower = if sorted.len().is_multiple_of(2) { at(half.checked_sub(1)?)? } else { upper };
        Some(Self { median: f64::midpoint(lower, upper), min: at(0)?, max: at(sorted.len() - 1)? })
    }
}

/// The medians of one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Medians {
    /// The time on the wall.
    pub seconds: f64,
    /// The peak of resident memory.
    pub mebibytes: f64,
}

impl Medians {
    /// Not a number where there was no run.
    fn of(costs: &[Cost]) -> Self {
        let median = |number: fn(&Cost) -> f64| {
            Spread::of(costs.iter().map(number)).map_or(f64::NAN, |spread| spread.median)
        };
        Self { seconds: median(seconds), mebibytes: median(mebibytes) }
    }
}

impl Versus {
    /// Runs both sides in turn, so that what else the machine does hits both: A B A B.
    ///
    /// # Errors
    /// When a run of either side fails.
    pub fn run(
        rounds: usize,
        mut ours: impl FnMut(usize) -> Outcome<Cost>,
        mut theirs: impl FnMut(usize) -> Outcome<Cost>,
    ) -> Outcome<Self> {
        let mut versus = Self::default();
        for round in 0..rounds {
            versus.ours.push(ours(round)?);
            versus.theirs.push(theirs(round)?);
        }
        Ok(versus)
    }

    /// The medians of both sides.
    #[must_use]
    pub fn medians(&self) -> (Medians, Medians) {
        (Medians::of(&self.ours), Medians::of(&self.theirs))
    }

    /// The largest memory that ours ever took, in MiB.
    #[must_use]
    pub fn most_memory(&self) -> f64 {
        Spread::of(self.ours.iter().map(mebibytes)).map_or(f64::NAN, |spread| spread.max)
    }

    /// Prints a table of both sides.
    ///
    /// # Errors
    /// When the output is closed.
    pub fn print(&self, ours: &str, theirs: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{:<44} {:>5} {:>24} {:>10} {:>24}",
            "", "runs", "seconds: median min max", "CPU s", "peak MiB: median min max"
        )?;
        for (name, costs) in [(ours, &self.ours), (theirs, &self.theirs)] {
            let wall = Spread::of(costs.iter().map(seconds));
            let cpu = Spread::of(costs.iter().map(|cost| cost.cpu.as_secs_f64()));
            let peak = Spread::of(costs.iter().map(mebibytes));
            let (Some(wall), Some(cpu), Some(peak)) = (wall, cpu, peak) else { continue };
            writeln!(
                out,
                "{name:<44} {:>5} {:>10.3} {:>6.3} {:>6.3} {:>10.3} {:>12.0} {:>5.0} {:>5.0}",
                costs.len(),
                wall.median,
                wall.min,
                wall.max,
                cpu.median,
                peak.median,
                peak.min,
                peak.max
            )?;
        }
        Ok(())
    }
}

fn seconds(cost: &Cost) -> f64 {
    cost.wall.as_secs_f64()
}

fn mebibytes(cost: &Cost) -> f64 {
    cost.peak as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn medians_of_odd_and_even_counts() {
        let spread = Spread::of([3.0, 1.0, 10.0]);
        assert_eq!(spread, Some(Spread { median: 3.0, min: 1.0, max: 10.0 }));
        assert_eq!(Spread::of([4.0, 1.0]).map(|s| s.median), Some(2.5));
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn sides_take_turns() {
        let order = std::cell::RefCell::new(String::new());
        let run = |side: char, seconds: u64| {
            order.borrow_mut().push(side);
            let wall = Duration::from_secs(seconds);
            Ok(Cost { wall, cpu: wall, peak: seconds << 20 })
        };
        let versus = Versus::run(2, |_| run('A', 2), |_| run('B', 6)).unwrap();
        assert_eq!(order.into_inner(), "ABAB");
        let side = |number: f64| Medians { seconds: number, mebibytes: number };
        assert_eq!(versus.medians(), (side(2.0), side(6.0)));
        assert_eq!(versus.most_memory(), 2.0);
    }
}
