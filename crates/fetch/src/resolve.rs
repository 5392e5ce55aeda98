//! Names to addresses.

use std::{
    io,
    net::{IpAddr, ToSocketAddrs as _},
    pin::Pin,
};

/// What a look-up is waited for by.
pub type Resolving = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Looks up names. Whatever it answers is checked before a connection is made, and the connection is made to just that.
pub trait Resolve: Send + Sync {
    /// Every address of a host.
    fn resolve(&self, host: String) -> Resolving;
}

/// As the system does it.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Resolve for System {
    fn resolve(&self, host: String) -> Resolving {
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || {
                let found = (host.as_str(), 0).to_socket_addrs()?;
                Ok(found.map(|address| address.ip()).collect())
            });
            found.await.map_err(io::Error::other)?
        })
    }
}
