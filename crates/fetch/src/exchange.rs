//! A request and its answer, with every byte of both.

use std::net::SocketAddr;

use jiff::Timestamp;
use url::Url;

use crate::Spool;

/// What is known of an earlier answer, so that an unchanged one need not be sent again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
}

/// One request and its answer.
#[derive(Debug)]
pub struct Exchange {
    /// What was asked for.
    pub url: Url,
    /// Where the connection was made to.
    pub address: SocketAddr,
    /// When it was asked.
    pub at: Timestamp,
    /// The request, byte for byte.
    pub request: Vec<u8>,
    /// The answer as it came over the wire, byte for byte, framing and packing included.
    pub response: Spool,
    /// Its status, 100 to 999.
    pub status: u16,
    /// Its headers; what is not text in them is replaced.
    pub headers: Vec<(String, String)>,
    /// What was in it, unpacked.
    pub body: Spool,
}

impl Exchange {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What to say when asking for the same again.
    pub fn known(&self) -> Known {
        let of = |name| self.header(name).map(str::to_owned);
        Known { etag: of("etag"), modified: of("last-modified") }
    }

    /// Where it leads on to.
    pub(crate) fn leads_to(&self) -> Option<Result<Url, String>> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.header("location")?;
        Some(self.url.join(location).map_err(|error| format!("it leads on to no address: {error}")))
    }
}

/// An answer and the redirects that led to it.
#[derive(Debug)]
pub struct Fetched {
    /// In the order in which they were made; never empty.
    pub exchanges: Vec<Exchange>,
}

impl Fetched {
    /// The answer itself.
    ///
    /// # Panics
    /// Never: there is always one.
    pub fn last(&self) -> &Exchange {
        &self.exchanges[self.exchanges.len() - 1]
    }

    /// Whether the server said that nothing changed.
    pub fn unchanged(&self) -> bool {
        self.last().status == 304
    }
}
