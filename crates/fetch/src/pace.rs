//! How long a host is left alone: a pure state that the caller keeps, with time handed in.
//!
//! A bucket of [`BURST`] requests that fills by one a second; what the server asks for (`Retry-After`) is kept to; after
//! failures each wait is twice the one before, shortened by chance so that many desks do not come back at once (the "full
//! jitter" of Brooker, *Exponential backoff and jitter*, 2015, of which the lower half is left out). After [`BROKEN`]
//! failures in a row one request is let through at a time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So many requests may follow each other at once.
const BURST: f64 = 5.0;
/// Requests a second in the long run.
const RATE: f64 = 1.0;
/// The wait after the first failure.
const FIRST: Duration = Duration::from_secs(30);
/// The longest wait that is chosen here, and the longest that a server may ask for.
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);
/// After so many failures in a row a host counts as broken.
const BROKEN: u32 = 5;

/// How one host is doing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pace {
    left: f64,
    filled: Timestamp,
    not_before: Timestamp,
    failures: u32,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// An answer, whatever it says.
    Fine,
    /// None, or that the host is overloaded (429, 500 to 599); with what it asked for, if it did.
    Failed {
        /// `Retry-After`.
        retry_after: Option<Duration>,
    },
}

impl Answer {
    /// Of a status and its `Retry-After`, which is a number of seconds or a date.
    pub fn of(status: u16, retry_after: Option<&str>, now: Timestamp) -> Self {
        match status {
            429 | 500..=599 => Self::Failed { retry_after: retry_after.and_then(|text| asked_for(text.trim(), now)) },
            _ => Self::Fine,
        }
    }
}

fn asked_for(text: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = Timestamp::try_from(httpdate::parse_http_date(text).ok()?).ok()?;
    Some(until.duration_since(now).max(SignedDuration::ZERO).unsigned_abs())
}

impl Pace {
    /// Of a host that was not asked yet.
    pub fn new(now: Timestamp) -> Self {
        Self { left: BURST, filled: now, not_before: now, failures: 0 }
    }

    /// How long to wait before the next request.
    pub fn wait(&self, now: Timestamp) -> Duration {
        let asked = self.not_before.duration_since(now);
        let full = (1.0 - self.left_at(now)) / RATE;
        let full = SignedDuration::try_from_secs_f64(full.max(0.0)).unwrap_or(SignedDuration::ZERO);
        asked.max(full).max(SignedDuration::ZERO).unsigned_abs()
    }

    /// A request goes out.
    pub fn ask(&mut self, now: Timestamp) {
        self.left = (self.left_at(now) - 1.0).max(-BURST);
        // A clock that was set back fills nothing twice.
        self.filled = self.filled.max(now);
    }

    /// What came of it; `chance` is a random number of 0 to 1.
    pub fn answered(&mut self, now: Timestamp, answer: Answer, chance: f64) {
        let Answer::Failed { retry_after } = answer else {
            self.failures = 0;
            return;
        };
        self.failures = self.failures.saturating_add(1);
        let doubled = FIRST.as_secs_f64() * 2_f64.powi(self.failures.min(20) as i32 - 1);
        let own = doubled.min(LONGEST.as_secs_f64()) * (0.5 + 0.5 * chance.clamp(0.0, 1.0));
        let own = Duration::try_from_secs_f64(own).unwrap_or(LONGEST);
        let wait = retry_after.unwrap_or_default().min(LONGEST).max(own);
        let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::ZERO);
        self.not_before = now.checked_add(wait).unwrap_or(now);
        if self.is_broken() {
            self.left = self.left.min(1.0);
        }
    }

    /// Whether it failed so often in a row that it is only tried once in a while.
    pub fn is_broken(&self) -> bool {
        self.failures >= BROKEN
    }

    fn left_at(&self, now: Timestamp) -> f64 {
        let since = now.duration_since(self.filled).as_secs_f64().max(0.0);
        let most = if self.is_broken() { 1.0 } else { BURST };
        (self.left + since * RATE).min(most)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn five_requests_go_at_once_and_then_one_a_second() {
        let mut pace = Pace::new(at(0));
        for _ in 0..5 {
            assert_eq!(pace.wait(at(0)), Duration::ZERO);
            pace.ask(at(0));
        }
        assert_eq!(pace.wait(at(0)), Duration::from_secs(1));
        assert_eq!(pace.wait(at(1)), Duration::ZERO);
        assert_eq!(pace.wait(at(1_000)), Duration::ZERO);
    }

    #[test]
    fn what_the_server_asks_for_is_kept_to_in_seconds_and_as_a_date() {
        for text in ["120", "Fri, 15 Jan 2027 08:02:00 GMT"] {
            let mut pace = Pace::new(at(0));
            pace.answered(at(0), Answer::of(429, Some(text), at(0)), 0.0);
            assert_eq!(pace.wait(at(0)), Duration::from_secs(120), "{text}");
        }
        let mut pace = Pace::new(at(0));
        pace.answered(at(0), Answer::of(503, Some("999999999"), at(0)), 0.0);
        assert_eq!(pace.wait(at(0)), LONGEST, "but not for ever");
        assert_eq!(Answer::of(404, Some("120"), at(0)), Answer::Fine);
    }

    #[test]
    fn each_failure_doubles_the_wait_and_an_answer_ends_it() {
        let mut pace = Pace::new(at(0));
        let mut waits = Vec::new();
        let mut now = at(0);
        for _ in 0..6 {
            pace.answered(now, Answer::Failed { retry_after: None }, 1.0);
            waits.push(pace.wait(now).as_secs());
            now = now.checked_add(SignedDuration::from_secs(pace.wait(now).as_secs() as i64)).unwrap();
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960]);
        assert!(pace.is_broken());
        pace.ask(now);
        assert_eq!(pace.wait(now), Duration::from_secs(1), "one at a time");
        pace.answered(now, Answer::Fine, 0.0);
        assert!(!pace.is_broken());
    }

    proptest! {
        #[test]
        fn no_host_is_asked_more_often_than_once_a_second_beyond_the_burst(
            steps in prop::collection::vec((0_i64..4_000, any::<bool>(), 0.0_f64..1.0), 1..200),
        ) {
            let mut pace = Pace::new(at(0));
            let (mut now, mut asked) = (at(0), Vec::new());
            for (milliseconds, fails, chance) in steps {
                now = now.checked_add(SignedDuration::from_millis(milliseconds)).unwrap();
                if pace.wait(now) == Duration::ZERO {
                    pace.ask(now);
                    asked.push(now);
                    if fails {
                        pace.answered(now, Answer::Failed { retry_after: None }, chance);
                        prop_assert!(pace.wait(now) >= Duration::from_secs(15));
                    } else {
                        pace.answered(now, Answer::Fine, chance);
                    }
                }
            }
            for (earlier, one) in asked.iter().enumerate() {
                let within = asked.iter().skip(earlier).filter(|later| later.duration_since(*one).as_secs() < 10).count();
                prop_assert!(within <= 15, "{within} in ten seconds");
            }
        }

        #[test]
        fn it_is_the_same_after_it_was_written_down(failures in 0_u32..9, chance in 0.0_f64..1.0) {
            let mut pace = Pace::new(at(0));
            for _ in 0..failures {
                pace.answered(at(0), Answer::Failed { retry_after: None }, chance);
            }
            let written = serde_json::to_string(&pace).unwrap();
            let read: Pace = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read.wait(at(7)), pace.wait(at(7)));
        }
    }
}
