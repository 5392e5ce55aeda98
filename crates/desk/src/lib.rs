//! The verification desk as a library.
//!
//! The modules stand in the order in which data flows, and each uses only those left of it (a test reads the `use`
//! lines): [`preserve`] what was received, [`collect`] posts and files, [`mod@capture`] what the web answers, [`fingerprint`] them, find [`mod@matches`] and group
//! footage, record [`claims`] and who asserts them, and what the desk itself holds to be so: [`findings`]. Beside the flow: [`rests`] (what rests on what), [`store`], [`jobs`]
//! and small things. [`views`] is what shells show,
//! [`evidence`] what others are handed, [`mod@backup`] what survives the machine. The library prints
//! nothing and reads no environment; shells hand in a [`Config`] and a [`Monitor`].

pub mod backup;
pub mod capture;
pub mod claims;
pub mod clock;
pub mod collect;
pub mod config;
pub mod derive;
mod desk;
pub mod error;
pub mod evidence;
pub mod findings;
pub mod fingerprint;
pub mod ids;
pub mod intake;
pub mod jobs;
pub mod matches;
pub mod models;
pub mod monitor;
mod news;
pub mod people;
pub mod preserve;
pub mod publish;
pub mod rests;
pub mod store;
#[cfg(test)]
mod trial;
pub mod views;

pub use config::Config;
pub use desk::Desk;
pub(crate) use desk::{DATABASE_FILE, blocking};
pub use error::{Error, Result};
pub use monitor::Monitor;
