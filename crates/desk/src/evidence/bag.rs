//! A bag (RFC 8493) as it is written: beside its place, measured on the way, renamed when it is whole.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Read as _, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::{
    Desk,
    error::{Error, Result},
    monitor::Monitor,
    preserve::{hex, sha256},
};

pub(super) const MANIFEST: &str = "manifest-sha256.txt";
pub(super) const TAGS: &str = "tagmanifest-sha256.txt";
pub(super) const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// All that lies at the top of a bag. A folder `NAME.partial` that holds nothing else was left by a run that was killed.
const TOP: [&str; 7] = ["data", "bagit.txt", "bag-info.txt", MANIFEST, TAGS, "README.txt", "verify.sh"];
const CHUNK: usize = 1 << 20;

/// A bag on its way.
#[derive(Debug)]
pub(super) struct Bag {
    to: PathBuf,
    partial: PathBuf,
    /// SHA-256 and size by name.
    files: BTreeMap<String, (String, u64)>,
}

/// What became of an original.
pub(super) enum Copied {
    /// It is in the bag, with so many bytes.
    Whole(u64),
    /// It is not, for this reason.
    Not(String),
}

impl Bag {
    /// Begins the bag that will stand at `to`.
    pub(super) fn begin(to: &Path) -> Result<Self> {
        match fs::read_dir(to) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    return Err(Error::input(
                        format!("{} is not empty", to.display()),
                        "name a folder that does not exist yet: a package is never mixed with anything",
                    ));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(Error::input(
                    format!("{} is a file", to.display()),
                    "name a folder that does not exist yet",
                ));
            }
            Err(error) => return Err(Error::file(to)(error)),
        }
        let mut name = to.file_name().map(ToOwned::to_owned).ok_or_else(|| {
            Error::input(format!("{} names no folder", to.display()), "name a folder that does not exist yet")
        })?;
        name.push(".partial");
        let partial = to.with_file_name(name);
        if partial.exists() {
            if !holds_only_a_bag(&partial).map_err(Error::file(&partial))? {
                return Err(Error::input(
                    format!("{} is in the way", partial.display()),
                    "move it away, or name another folder for the package",
                ));
            }
            // Left by a run that was killed: nothing in it was ever handed over.
            fs::remove_dir_all(&partial).map_err(Error::file(&partial))?;
        }
        fs::create_dir_all(&partial).map_err(Error::file(&partial))?;
        Ok(Self { to: to.to_owned(), partial, files: BTreeMap::new() })
    }

    /// Where it will stand.
    pub(super) fn place(&self) -> &Path {
        &self.to
    }

    /// A file of the bag that is written bit by bit; [`BagFile::close`] gives it to the bag.
    pub(super) fn file(&self, name: &str) -> Result<BagFile> {
        let path = self.partial.join(name);
        let folder = path.parent().unwrap_or(&self.partial);
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
        let out = File::create_new(&path).map_err(Error::file(&path))?;
        Ok(BagFile {
            name: name.to_owned(),
            path,
            out: BufWriter::with_capacity(1 << 16, out),
            hash: Sha256::new(),
            size: 0,
        })
    }

    /// A small file, at once.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut file = self.file(name)?;
        file.write_all(bytes).map_err(Error::file(&file.path))?;
        file.close(self)
    }

    /// A kept original, if its bytes are those that were kept.
    pub(super) async fn keep(
        &mut self,
        desk: &Desk,
        name: &str,
        sha256: &str,
        monitor: &dyn Monitor,
    ) -> Result<Copied> {
        let kept = match desk.vault().file(sha256).await {
            Ok(kept) => kept,
            Err(Error::Blobs(error)) => return Ok(Copied::Not(format!("it is not in the vault: {error}"))),
            Err(error) => return Err(error),
        };
        let mut input = match File::open(kept.path()) {
            Ok(input) => input,
            Err(error) => return Ok(Copied::Not(format!("it cannot be read from the vault: {error}"))),
        };
        let mut file = self.file(name)?;
        let mut chunk = vec![0; CHUNK];
        loop {
            if monitor.cancelled() {
                return Err(Error::Cancelled);
            }
            let read = match input.read(&mut chunk) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    file.remove()?;
                    return Ok(Copied::Not(format!("it cannot be read from the vault: {error}")));
                }
            };
            let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            file.write_all(bytes).map_err(Error::file(&file.path))?;
            tokio::task::yield_now().await;
        }
        let found = hex(&file.hash.clone().finalize());
        if found != sha256 {
            file.remove()?;
            return Ok(Copied::Not(format!("it is damaged in the vault: its bytes have SHA-256 {found}")));
        }
        let size = file.size;
        file.close(self)?;
        Ok(Copied::Whole(size))
    }

    /// Writes what makes the folder a bag, and gives the SHA-256 of its manifest. `info` is the text of `bag-info.txt` but
    /// for the count of what is in `data/`.
    pub(super) fn close(&mut self, info: &str) -> Result<String> {
        let payload = |name: &&String| name.starts_with("data/");
        let list = |files: &BTreeMap<String, (String, u64)>, within: bool| -> String {
            let of = files.iter().filter(|(name, _)| payload(name) == within);
            of.map(|(name, (sha256, _))| format!("{sha256}  {name}\n")).collect()
        };
        let bytes: u64 = self.files.iter().filter(|(name, _)| payload(name)).map(|(_, (_, size))| size).sum();
        let count = self.files.keys().filter(payload).count();
        self.put("bag-info.txt", format!("{info}Payload-Oxum: {bytes}.{count}\n").as_bytes())?;
        let manifest = list(&self.files, true);
        self.put(MANIFEST, manifest.as_bytes())?;
        self.put("bagit.txt", BAGIT.as_bytes())?;
        let tags = list(&self.files, false);
        self.put(TAGS, tags.as_bytes())?;
        Ok(sha256(manifest.as_bytes()))
    }

    /// Puts the whole bag into its place.
    pub(super) fn rename(&self) -> Result<()> {
        for folder in ["", "data", super::MEDIA, "data/custody"] {
            sync(&self.partial.join(folder))?;
        }
        if self.to.exists() {
            // Empty, as `begin` saw; what came into it meanwhile makes this fail and stays.
            fs::remove_dir(&self.to).map_err(Error::file(&self.to))?;
        }
        fs::rename(&self.partial, &self.to).map_err(Error::file(&self.to))?;
        sync(self.to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }

    /// Throws away what was written. Nobody can do anything about it if that fails too: the next run tries again.
    pub(super) fn discard(&self) {
        let _ = fs::remove_dir_all(&self.partial);
    }
}

/// Whether a folder, whole or half deleted, is nothing but a bag that was under way.
fn holds_only_a_bag(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if !TOP.iter().any(|name| entry.as_ref().is_ok_and(|entry| entry.file_name() == *name)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the names in a folder durable, where the system can.
fn sync(folder: &Path) -> Result<()> {
    if cfg!(unix) && folder.is_dir() {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder))?;
    }
    Ok(())
}

/// A file on its way into a bag, measured as it is written.
#[derive(Debug)]
pub(super) struct BagFile {
    name: String,
    path: PathBuf,
    out: BufWriter<File>,
    hash: Sha256,
    size: u64,
}

impl BagFile {
    pub(super) fn close(self, bag: &mut Bag) -> Result<()> {
        let file = self.out.into_inner().map_err(|error| Error::file(&self.path)(error.into_error()))?;
        file.sync_all().map_err(Error::file(&self.path))?;
        bag.files.insert(self.name, (hex(&self.hash.finalize()), self.size));
        Ok(())
    }

    fn remove(self) -> Result<()> {
        drop(self.out);
        fs::remove_file(&self.path).map_err(Error::file(&self.path))
    }
}

impl Write for BagFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
