//! Time and randomness as parameters.

use jiff::Timestamp;
use jiff::civil::Date;

/// Tells the time. The one real clock is made in the binary; tests use [`FixedClock`].
pub trait Clock: Send + Sync {
    /// The instant now.
    fn now(&self) -> Timestamp;

    /// The date now, in UTC.
    fn today(&self) -> Date {
        jiff::tz::Offset::UTC.to_datetime(self.now()).date()
    }
}

/// A clock that always says the same, so that a rebuild is equal to the byte.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Gives unpredictable bytes. The one real source is made in the binary.
pub trait RandomSource: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}
