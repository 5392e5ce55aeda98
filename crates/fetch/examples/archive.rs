//! Fetches an address and writes the exchange as WARC to standard output:
//! `cargo run -p fetch --example archive -- https://example.org/ > example.warc.gz`. Further arguments are what may be
//! reached within one's own network.
#![expect(clippy::disallowed_methods, reason = "an example is its own clock and makes its own identifiers")]

use std::io;

use fetch::{Client, Guard, Known, Now, Settings, warc::Writer};
use jiff::Timestamp;
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("give an address")?;
    let allowed: Result<Vec<_>, _> = arguments.map(|entry| entry.parse()).collect();
    let settings = Settings { guard: Guard::allowing(allowed?), ..Settings::at(Now::by(Timestamp::now)) };
    let fetched = Client::new(settings)?.get(&url, &Known::default()).await?;
    let mut writer = Writer::new(io::stdout().lock(), Uuid::now_v7, Timestamp::now(), "an example of Firsthand")?;
    for exchange in &fetched.exchanges {
        writer.exchange(exchange)?;
    }
    Ok(())
}
