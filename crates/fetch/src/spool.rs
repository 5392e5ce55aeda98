//! Bytes that are kept in memory while they are few, and in a scratch file from a megabyte on.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    sync::Mutex,
};

use tempfile::SpooledTempFile;

/// From so many bytes on they are in a file.
const IN_MEMORY: usize = 1 << 20;

/// Bytes of any number, written once and read as often as one likes.
#[derive(Debug)]
pub struct Spool {
    file: Mutex<SpooledTempFile>,
    length: u64,
}

impl Default for Spool {
    fn default() -> Self {
        Self { file: Mutex::new(tempfile::spooled_tempfile(IN_MEMORY)), length: 0 }
    }
}

impl Spool {
    /// How many there are.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// All of them, from the first.
    pub fn reader(&self) -> impl Read + '_ {
        Reading { spool: self, at: 0 }
    }

    /// All of them in memory.
    ///
    /// # Errors
    /// When the scratch file cannot be read.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = self.file.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.length))?;
        let written = file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A place in a spool.
struct Reading<'a> {
    spool: &'a Spool,
    at: u64,
}

impl Read for Reading<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.spool.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}
