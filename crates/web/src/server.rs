//! Serving: bind, say where, serve until asked to stop, and let running requests end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::Desk;
use tokio::net::TcpListener;

use crate::app::{App, router};
use crate::security::address::{NotLoopback, loopback_only};
use crate::security::guard::Door;

/// How to serve a desk.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; a loopback address. Port 0 takes a free one.
    pub address: SocketAddr,
    /// A session ends when it was not used for so long.
    pub idle: Duration,
}

impl Options {
    /// Listens on `address`; sessions end after twelve hours without use.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, idle: Duration::from_secs(12 * 60 * 60) }
    }
}

/// Why the desk could not be served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not on this machine.
    #[error(transparent)]
    NotLoopback(#[from] NotLoopback),
    /// The port is taken, or may not be used.
    #[error("the desk cannot listen on {address}: {source}; choose another port, or 0 for any free one")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system has no random numbers, without which no session is safe.
    #[error("the system gave no random numbers, so no session can be opened: {0}")]
    Random(#[from] getrandom::Error),
    /// Serving ended by itself.
    #[error("serving ended unexpectedly: {0}")]
    Serve(std::io::Error),
}

/// What the shell is told once the desk can be reached.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The one-time link that opens the desk in a browser.
    pub url_with_key: String,
    /// Where the desk listens, with its real port.
    pub address: SocketAddr,
    /// Makes more one-time links, for another browser or after a session was closed.
    pub links: Links,
}

/// Makes one-time links.
#[derive(Clone, Debug)]
pub struct Links {
    address: SocketAddr,
    door: Arc<Door>,
}

impl Links {
    /// A fresh link. It works once.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn fresh(&self) -> Result<String, Error> {
        let key = self.door.sessions.new_link()?;
        Ok(format!("http://{}/open?key={}", self.address, key.reveal()))
    }
}

/// Serves `desk` until `stop` resolves, then lets running requests end. `ready` hears the link once the port is open.
///
/// # Errors
/// When the address is not loopback, cannot be bound, or the system has no random numbers.
pub async fn serve(
    desk: Desk,
    options: Options,
    ready: impl FnOnce(Ready),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let asked = loopback_only(options.address)?;
    let listen = |source| Error::Listen { address: asked, source };
    let listener = TcpListener::bind(asked).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let door = Arc::new(Door::new(address, options.idle));
    let links = Links { address, door: Arc::clone(&door) };
    ready(Ready { url_with_key: links.fresh()?, address, links });
    let (ending, ended) = tokio::sync::watch::channel(false);
    let app = App { desk, door, ended };
    let stop = async move {
        stop.await;
        // Live pages hold their connection for ever; they are told to let go.
        let _ = ending.send(true);
    };
    axum::serve(listener, router(app)).with_graceful_shutdown(stop).await.map_err(Error::Serve)
}
