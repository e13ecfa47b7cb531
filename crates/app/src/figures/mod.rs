//! Figures: what is held, what it comes to, and where each number comes from.

mod gather;
mod index;
mod overrides;
mod page;
mod show;
mod trace;

pub use index::{MeasureLine, index};
pub use page::{MeasurePage, PageAsk, page};
pub use show::{Ask, Shown, show};
pub use trace::{Trace, TraceStep, TracedRow, show_traced};

pub(crate) use gather::{Answered, answer};
pub(crate) use show::held_periods;
