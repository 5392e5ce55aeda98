//! Who holds a lease, and how others see that it is gone.

use std::{fs::File, path::Path, path::PathBuf};

use crate::{
    error::{Error, Result},
    ids,
};

/// This process as a holder of leases: a locked file in the data folder. The system releases the lock when the process
/// ends, however it ends, so a lease of a killed process is free at once on the same machine.
#[derive(Debug)]
pub struct Owner {
    name: String,
    folder: PathBuf,
    file: PathBuf,
    _lock: File,
}

impl Owner {
    /// Makes and locks this process's file.
    pub fn new(data: &Path) -> Result<Self> {
        let folder = data.join("workers");
        std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
        let name = ids::new_id();
        let file = folder.join(&name);
        let lock = File::create(&file).map_err(Error::file(&file))?;
        lock.lock().map_err(Error::file(&file))?;
        Ok(Self { name, folder, file, _lock: lock })
    }

    /// As written into leases.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Owners of this data folder whose process has ended; their files are cleared away.
    pub fn gone(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        entries
            .flatten()
            .filter(|entry| entry.path() != self.file)
            .filter(|entry| File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect()
    }

    /// Forgets an owner after its leases were freed.
    pub fn forget(&self, name: &str) {
        // Another process may have cleared it first.
        let _ = std::fs::remove_file(self.folder.join(name));
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}
