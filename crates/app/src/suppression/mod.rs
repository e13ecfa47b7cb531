//! Overrides of small-number suppression: a named person signs for one number, with a reason.

mod list;
mod sign;
mod withdraw;

pub use list::{Signed, list};
pub use sign::{SignAsk, sign};
pub use withdraw::{WithdrawAsk, withdraw};
