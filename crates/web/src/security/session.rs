//! Sessions: a one-time link is exchanged for a cookie; the session remembers what its person chose to look at.
//!
//! Everything here lives in memory: when the desk stops, every session and every revealed picture is closed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::secret::{Print, Secret};

/// One person's browser, from the one-time link until it is closed, idle for too long, or the desk stops.
#[derive(Debug)]
pub struct Session {
    token: Secret,
    revealed: Mutex<HashSet<String>>,
    last_used: Mutex<Instant>,
}

impl Session {
    fn open(now: Instant) -> Result<Self, getrandom::Error> {
        Ok(Self { token: Secret::random()?, revealed: Mutex::default(), last_used: Mutex::new(now) })
    }

    /// The token that every change of this session must carry.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Remembers that the person chose to look at the media with this SHA-256 (hex).
    pub fn reveal(&self, sha256: &str) {
        lock(&self.revealed).insert(sha256.to_owned());
    }

    /// Whether the person chose to look at this media, and has not veiled it again.
    pub fn has_revealed(&self, sha256: &str) -> bool {
        lock(&self.revealed).contains(sha256)
    }

    /// Veils everything again: from now on no picture is sent until the person chooses anew.
    pub fn veil_all(&self) {
        lock(&self.revealed).clear();
    }
}

/// All open sessions and the one-time links that were not used yet.
#[derive(Debug)]
pub struct Sessions {
    idle: Duration,
    links: Mutex<HashSet<Print>>,
    open: Mutex<HashMap<Print, Arc<Session>>>,
}

impl Sessions {
    /// No sessions yet; each that will be opened ends when it was not used for `idle`.
    pub fn new(idle: Duration) -> Self {
        Self { idle, links: Mutex::default(), open: Mutex::default() }
    }

    /// Makes the key of a new one-time link.
    pub fn new_link(&self) -> Result<Secret, getrandom::Error> {
        let key = Secret::random()?;
        lock(&self.links).insert(key.print());
        Ok(key)
    }

    /// Exchanges the key of a one-time link for a session and its cookie; `None` where the key is unknown or used.
    pub fn exchange(&self, key: &str, now: Instant) -> Result<Option<(Secret, Arc<Session>)>, getrandom::Error> {
        let (cookie, session) = (Secret::random()?, Arc::new(Session::open(now)?));
        if !lock(&self.links).remove(&Print::of(key)) {
            return Ok(None);
        }
        lock(&self.open).insert(cookie.print(), Arc::clone(&session));
        Ok(Some((cookie, session)))
    }

    /// The session of a cookie, unless it was idle for too long. Using it keeps it open.
    pub fn find(&self, cookie: &str, now: Instant) -> Option<Arc<Session>> {
        let mut open = lock(&self.open);
        open.retain(|_, session| now.duration_since(*lock(&session.last_used)) < self.idle);
        let session = open.get(&Print::of(cookie))?;
        *lock(&session.last_used) = now;
        Some(Arc::clone(session))
    }

    /// Ends the session of a cookie.
    pub fn close(&self, cookie: &str) {
        lock(&self.open).remove(&Print::of(cookie));
    }
}

/// A panic elsewhere leaves these sets and maps whole, so a poisoned lock is used as it is.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const IDLE: Duration = Duration::from_secs(60);

    #[test]
    fn a_link_opens_one_session_and_only_once() {
        let (sessions, now) = (Sessions::new(IDLE), Instant::now());
        let key = sessions.new_link().unwrap();
        let (cookie, _) = sessions.exchange(key.reveal(), now).unwrap().unwrap();
        assert!(sessions.find(cookie.reveal(), now).is_some());
        assert!(sessions.exchange(key.reveal(), now).unwrap().is_none());
    }

    #[test]
    fn an_unknown_key_and_an_unknown_cookie_open_nothing() {
        let (sessions, now) = (Sessions::new(IDLE), Instant::now());
        sessions.new_link().unwrap();
        assert!(sessions.exchange("guess", now).unwrap().is_none());
        assert!(sessions.find("guess", now).is_none());
    }

    #[test]
    fn a_session_ends_when_closed_or_idle() {
        let (sessions, start) = (Sessions::new(IDLE), Instant::now());
        let open = || {
            let key = sessions.new_link().unwrap();
            sessions.exchange(key.reveal(), start).unwrap().unwrap().0
        };
        let (idle, closed) = (open(), open());
        sessions.close(closed.reveal());
        assert!(sessions.find(closed.reveal(), start).is_none());
        assert!(sessions.find(idle.reveal(), start + IDLE / 2).is_some());
        assert!(sessions.find(idle.reveal(), start + IDLE).is_some(), "using it keeps it open");
        assert!(sessions.find(idle.reveal(), start + IDLE * 3).is_none());
    }

    #[test]
    fn what_one_session_reveals_stays_veiled_in_another_and_veil_all_takes_it_back() {
        let now = Instant::now();
        let (one, other) = (Session::open(now).unwrap(), Session::open(now).unwrap());
        one.reveal("ab");
        assert!(one.has_revealed("ab") && !other.has_revealed("ab"));
        one.veil_all();
        assert!(!one.has_revealed("ab"));
    }
}
