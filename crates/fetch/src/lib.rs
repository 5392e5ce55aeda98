//! The only way out: whatever Firsthand asks of the network goes through here.
//!
//! A [`Client`] reaches the public web and nothing else ([`Guard`]), and gives back each [`Exchange`] with exactly the
//! bytes that went out and came in, which [`warc`] writes down. [`Pace`] says how long to leave a host alone. Nothing here
//! waits for longer than its [`Limits`], follows a redirect into another network, or reads a proxy from the environment.
//!
//! ```no_run
//! # async fn run(now: fetch::Now) -> Result<(), Box<dyn std::error::Error>> {
//! use fetch::{Client, Known, Settings};
//!
//! let client = Client::new(Settings { contact: "desk@example.org".into(), ..Settings::at(now) })?;
//! let fetched = client.get("https://example.org/feed.xml", &Known::default()).await?;
//! let last = fetched.last();
//! println!("{} after {} redirects", last.status, fetched.exchanges.len() - 1);
//! # Ok(()) }
//! ```

mod client;
mod error;
mod exchange;
mod guard;
mod pace;
mod ranges;
mod resolve;
mod settings;
mod spool;
mod tls;
mod unpack;
pub mod warc;
mod wire;

pub use client::Client;
pub use error::{FetchError, Phase, Why};
pub use exchange::{Exchange, Fetched, Known};
pub use guard::{Allowed, Guard};
pub use pace::{Answer, Pace};
pub use resolve::{Resolve, Resolving, System};
pub use settings::{Limits, Now, Settings};
pub use spool::Spool;
