//! Files of ours mapped into memory.
#![expect(unsafe_code, reason = "a mapping is safe only as long as nobody changes the file")]

use std::{fs::File, io, path::Path};

/// A file's bytes, where the system keeps them anyway: read when they are looked at, and given up when memory is short.
#[derive(Debug)]
pub struct Mapped(memmap2::Mmap);

impl Mapped {
    /// Maps a file that is written once and never changed or shortened, as long as it is mapped. It may be removed.
    ///
    /// # Errors
    /// When it cannot be opened or is no ordinary file.
    pub fn open(file: &Path) -> io::Result<Self> {
        let file = File::open(file)?;
        // SAFETY: the bytes must not change while they are borrowed. The caller maps only files of the desk's own data
        // folder that it makes under another name, syncs, renames and then never opens for writing; they are readable and
        // writable by this user alone. Who can write into that folder as this user can do everything else, too.
        unsafe { memmap2::Mmap::map(&file) }.map(Self)
    }
}

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_mapped_file_reads_as_it_was_written_even_after_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, [7; 10_000]).unwrap();
        let mapped = Mapped::open(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(mapped.as_ref(), [7; 10_000]);
        assert!(Mapped::open(&file).is_err());
    }
}
