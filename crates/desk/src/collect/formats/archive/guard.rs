//! Readers that stop what unpacks to more than it said, than it may, or than is plausible.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Read, Result};
use std::rc::Rc;

/// No ratio is asked for below this many unpacked bytes: a short text of spaces packs 1000 to 1 honestly.
const RATIO_ASKED_FROM: u64 = 16 * 1024 * 1024;

/// Whether this much unpacked from that much packed is beyond the ratio.
fn is_bomb(unpacked: u64, packed: u64, max_ratio: u64) -> bool {
    unpacked > RATIO_ASKED_FROM && unpacked > packed.saturating_mul(max_ratio)
}

/// The bytes of one member. The first error is remembered, and every later read repeats it.
pub(super) struct Guard<'a> {
    reader: &'a mut dyn Read,
    given: u64,
    size: u64,
    packed: Option<u64>,
    max_ratio: u64,
    failure: Option<String>,
}

impl<'a> Guard<'a> {
    /// `size`: the unpacked bytes that the archive states; `packed`: those it holds, where known.
    pub(super) fn new(reader: &'a mut dyn Read, size: u64, packed: Option<u64>, max_ratio: u64) -> Self {
        Guard { reader, given: 0, size, packed, max_ratio, failure: None }
    }

    pub(super) fn given(&self) -> u64 {
        self.given
    }

    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    pub(super) fn into_failure(self) -> Option<String> {
        self.failure
    }

    fn fail(&mut self, what: String) -> Result<usize> {
        let error = Error::new(ErrorKind::InvalidData, what.clone());
        self.failure = Some(what);
        Err(error)
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some(failure) = &self.failure {
            return Err(Error::new(ErrorKind::InvalidData, failure.clone()));
        }
        let count = match self.reader.read(buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(error) => return self.fail(format!("it is damaged: {error}")),
        };
        self.given += count as u64;
        if self.given > self.size {
            return self.fail(format!("it unpacks to more than the {} bytes that the archive states", self.size));
        }
        if count == 0 && !buffer.is_empty() && self.given < self.size {
            return self.fail(format!("it is cut off after {} of {} bytes", self.given, self.size));
        }
        if self.packed.is_some_and(|packed| is_bomb(self.given, packed, self.max_ratio)) {
            return self.fail(format!("it unpacks to more than {} times its size (a zip bomb?)", self.max_ratio));
        }
        Ok(count)
    }
}

/// Counts what passes.
pub(super) struct Counted<R> {
    pub(super) reader: R,
    pub(super) count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count.set(self.count.get() + count as u64);
        Ok(count)
    }
}

/// What bounds the stream of a whole tar archive, shared with the walk that reads it.
#[derive(Clone)]
pub(super) struct Bounds {
    /// Bytes that may be read now. Between members it is small, so that a member's name of
    /// gigabytes (tar allows it) is not read into memory.
    pub(super) allowance: Rc<Cell<u64>>,
    /// Packed bytes read so far; nothing when the archive is not packed.
    pub(super) packed: Option<Rc<Cell<u64>>>,
    /// Unpacked bytes of the whole archive.
    pub(super) max_total: u64,
    pub(super) max_ratio: u64,
}

/// The stream of a whole tar archive, within its bounds.
pub(super) struct Bounded<R> {
    pub(super) reader: R,
    pub(super) given: u64,
    pub(super) bounds: Bounds,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let invalid = |what: String| Err(Error::new(ErrorKind::InvalidData, what));
        let allowance = self.bounds.allowance.get();
        if allowance == 0 && !buffer.is_empty() {
            return invalid("the header of a member is larger than any honest one".to_owned());
        }
        let wanted = usize::try_from(allowance).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.reader.read(&mut buffer[..wanted])?;
        self.given += count as u64;
        self.bounds.allowance.set(allowance - count as u64);
        if self.given > self.bounds.max_total {
            return invalid(format!("the archive unpacks to more than {} bytes", self.bounds.max_total));
        }
        if self.bounds.packed.as_ref().is_some_and(|packed| is_bomb(self.given, packed.get(), self.bounds.max_ratio)) {
            return invalid(format!(
                "the archive unpacks to more than {} times its size (a bomb?)",
                self.bounds.max_ratio
            ));
        }
        Ok(count)
    }
}
