//! Figures: what is held, what it comes to, and where each number comes from.

mod compared;
mod gather;
mod index;
mod overrides;
mod page;
mod scorecard;
mod show;
mod trace;

pub use compared::{Against, Compared};
pub use index::{MeasureLine, counts, index};
pub use page::{MeasurePage, PageAsk, page};
pub use scorecard::{Scorecard, ScorecardAsk, ScorecardLine, Verdict, scorecard};
pub use show::{Ask, Shown, show};
pub use trace::{Trace, TraceStep, TracedRow, show_traced};

pub(crate) use gather::{Answered, answer};
pub(crate) use show::held_periods;
