//! The one real clock.

use jiff::Timestamp;
use sightline_kernel::clock::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
