//! The web as a desk reaches it: one client, and how each host is doing.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use fetch::{Allowed, Answer, Client, FetchError, Fetched, Guard, Known, Now, Pace, Settings};
use jiff::Timestamp;
use url::Url;

use crate::{
    Desk,
    clock::Clock,
    error::{Error, Result},
    monitor::Monitor,
};

/// How often somebody who waits looks up whether the person cancelled.
const STEP: Duration = Duration::from_millis(100);
/// A longer wait for a host is not waited for: it is asked again another time.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the web is to be reached.
#[derive(Clone, Debug, Default)]
pub struct WebConfig {
    /// A page or mailbox where whoever runs a server reaches this desk.
    pub contact: String,
    /// Inner services that may be reached all the same: `HOST:PORT`, `ADDRESS:PORT`, `NETWORK/BITS`.
    pub allowed: Vec<String>,
}

/// Asks the web politely.
#[derive(Debug)]
pub struct Web {
    client: Client,
    paces: Mutex<HashMap<String, Pace>>,
}

fn timestamp(clock: &dyn Clock) -> Timestamp {
    Timestamp::from_microsecond(clock.now()).unwrap_or_default()
}

impl Web {
    /// # Errors
    /// [`Error::Input`] when an entry of what is allowed, or the contact, cannot be read.
    pub fn new(desk: &Desk, config: &WebConfig) -> Result<Self> {
        let wrong = |what: String| Error::input(what, "correct it and run the same command again");
        let allowed: Vec<Allowed> =
            config.allowed.iter().map(|entry| entry.parse().map_err(wrong)).collect::<Result<_>>()?;
        let clock: Arc<dyn Clock> = desk.clock.clone();
        let settings = Settings {
            contact: config.contact.clone(),
            guard: Guard::allowing(allowed),
            ..Settings::at(Now::by(move || timestamp(&*clock)))
        };
        Ok(Self { client: Client::new(settings).map_err(wrong)?, paces: Mutex::default() })
    }

    /// Gets an address when its host may be asked.
    ///
    /// # Errors
    /// [`Error::Cancelled`]; what the web does wrong is inside.
    pub(super) async fn get(
        &self,
        desk: &Desk,
        url: &str,
        known: &Known,
        monitor: &dyn Monitor,
    ) -> Result<std::result::Result<Fetched, FetchError>> {
        let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let wait = self.with(desk, &host, |pace, now| pace.wait(now));
        if wait > PATIENCE {
            return Ok(Err(FetchError {
                url: url.to_owned(),
                why: fetch::Why::Refused(format!("{host} is left alone for another {} seconds", wait.as_secs())),
            }));
        }
        let mut waited = Duration::ZERO;
        while waited < wait {
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
            tokio::time::sleep(STEP).await;
            waited += STEP;
        }
        self.with(desk, &host, |pace, now| pace.ask(now));
        let fetched = tokio::select! {
            fetched = self.client.get(url, known) => fetched,
            () = cancelled(monitor) => return Err(Error::Cancelled),
        };
        let mut chance = [0; 2];
        // Without chance every desk waits as long, which is no harm.
        let _ = getrandom::fill(&mut chance);
        let chance = f64::from(u16::from_le_bytes(chance)) / f64::from(u16::MAX);
        self.with(desk, &host, |pace, now| {
            let answer = match &fetched {
                Ok(fetched) => Answer::of(fetched.last().status, fetched.last().header("retry-after"), now),
                Err(error) if matches!(error.why, fetch::Why::Refused(_) | fetch::Why::Address(_)) => Answer::Fine,
                Err(_) => Answer::Failed { retry_after: None },
            };
            pace.answered(now, answer, chance);
        });
        Ok(fetched)
    }

    fn with<T>(&self, desk: &Desk, host: &str, work: impl FnOnce(&mut Pace, Timestamp) -> T) -> T {
        let now = timestamp(&*desk.clock);
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        work(paces.entry(host.to_owned()).or_insert_with(|| Pace::new(now)), now)
    }
}

async fn cancelled(monitor: &dyn Monitor) {
    while !monitor.cancelled() {
        tokio::time::sleep(STEP).await;
    }
}
