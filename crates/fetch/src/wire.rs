//! A connection that remembers every byte that went through it.

use std::{
    io::{self, Write as _},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::Spool;

/// What went out and what came in.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub sent: Vec<u8>,
    pub received: Spool,
    /// More came than may; the rest was not taken.
    pub too_much: bool,
    /// What went wrong with keeping it.
    pub lost: Option<io::Error>,
}

/// Shared with the connection, which another task drives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ear(Arc<Mutex<Heard>>);

impl Ear {
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection.
#[derive(Debug)]
pub(crate) struct Wire<S> {
    stream: S,
    ear: Ear,
    most: u64,
}

impl<S> Wire<S> {
    /// At most `most` bytes are taken in.
    pub fn new(stream: S, ear: Ear, most: u64) -> Self {
        Self { stream, ear, most }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        std::task::ready!(Pin::new(&mut self.stream).poll_read(context, into))?;
        let mut heard = self.ear.heard();
        let new = into.filled().get(before..).unwrap_or_default();
        if heard.received.len() + new.len() as u64 > self.most {
            heard.too_much = true;
            return Poll::Ready(Err(io::Error::other("too much")));
        }
        if let Err(error) = heard.received.write_all(new) {
            heard.lost = Some(error);
            return Poll::Ready(Err(io::Error::other("no space")));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.ear.heard().sent.extend(bytes.iter().take(written));
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
