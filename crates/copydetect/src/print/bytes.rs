//! Little-endian numbers to and from bytes; reading checks every length before it takes memory.

use std::ops::RangeInclusive;

use super::PrintError;
use crate::pdq::Code;

#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Bytes that begin with what they are and in which version.
    pub(crate) fn begin(magic: &[u8], version: u8) -> Self {
        let mut writer = Self::default();
        writer.raw(magic);
        writer.byte(version);
        writer
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(crate) fn u16(&mut self, value: u16) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn f64(&mut self, value: f64) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn code(&mut self, code: &Code) {
        self.raw(&code.0);
    }

    pub(crate) fn done(self) -> Vec<u8> {
        self.0
    }
}

pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// What [`Writer::begin`] began, in one of these versions, and in which.
    pub(crate) fn begin(bytes: &'a [u8], magic: &[u8], versions: RangeInclusive<u8>) -> Result<(Self, u8), PrintError> {
        let rest = bytes.strip_prefix(magic).ok_or(PrintError::Foreign)?;
        let (&found, rest) = rest.split_first().ok_or(PrintError::Foreign)?;
        if versions.contains(&found) { Ok((Self { rest }, found)) } else { Err(PrintError::Version { found }) }
    }

    pub(crate) fn raw(&mut self, count: usize) -> Result<&'a [u8], PrintError> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or(PrintError::Damaged { what: "its end is missing" })?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PrintError> {
        let mut array = [0; N];
        array.copy_from_slice(self.raw(N)?);
        Ok(array)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, PrintError> {
        self.array().map(u8::from_le_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, PrintError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, PrintError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, PrintError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number that is neither infinite nor "not a number".
    pub(crate) fn f64(&mut self) -> Result<f64, PrintError> {
        self.array().map(f64::from_le_bytes).and_then(|v| if v.is_finite() { Ok(v) } else { Err(NOT_A_NUMBER) })
    }

    pub(crate) fn code(&mut self) -> Result<Code, PrintError> {
        self.array().map(Code)
    }

    /// A count of things of `size` bytes each, no more than `limit` and no more than the remaining bytes can hold.
    pub(crate) fn count(&mut self, limit: usize, size: usize) -> Result<usize, PrintError> {
        let count = self.u32()? as usize;
        if count > limit || count.saturating_mul(size) > self.rest.len() {
            return Err(PrintError::Damaged { what: "a count is too large" });
        }
        Ok(count)
    }

    pub(crate) fn end(&self) -> Result<(), PrintError> {
        if self.rest.is_empty() { Ok(()) } else { Err(PrintError::Damaged { what: "bytes after its end" }) }
    }
}

const NOT_A_NUMBER: PrintError = PrintError::Damaged { what: "a number that is none" };
