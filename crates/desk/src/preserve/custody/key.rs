//! The key that signs the log's heads: Ed25519, in the encodings of C2SP signed-note.

use std::{io::Write as _, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::Hash;

use crate::error::{Error, Result};

/// The signing key and its public half.
#[derive(Clone)]
pub struct LogKey {
    secret: String,
    public: String,
    origin: String,
}

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// What a signed head says.
#[derive(Clone, Debug)]
pub struct Head {
    /// How many events.
    pub size: u64,
    /// The tree's root.
    pub root: Hash,
}

impl LogKey {
    /// Reads the key from `folder`, or makes one there, readable by the owner alone.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(Error::file(folder))?;
        let (secret_file, public_file) = (folder.join("log.key"), folder.join("log.pub"));
        if !secret_file.exists() {
            let mut random = [0_u8; 8];
            getrandom::fill(&mut random).map_err(|error| no_randomness(&error))?;
            // The origin names this log among all logs, and says nothing of the machine or the person.
            let origin = format!("firsthand.local/custody/{}", crate::preserve::hex(&random));
            let (secret, public) = signed_note::generate_key(&mut rand_core::OsRng, &origin);
            // The public half first: killed in between, the next start makes a new pair instead of missing one half.
            std::fs::write(&public_file, &public).map_err(Error::file(&public_file))?;
            write_private(&secret_file, secret.as_bytes())?;
        }
        Self::read(folder)
    }

    /// Reads the key from `folder`, where both halves must be.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let (secret_file, public_file) = (folder.join("log.key"), folder.join("log.pub"));
        let secret = std::fs::read_to_string(&secret_file).map_err(Error::file(&secret_file))?.trim().to_owned();
        let public = std::fs::read_to_string(&public_file).map_err(Error::file(&public_file))?.trim().to_owned();
        let damaged = |what: &str| Error::Damaged { object: "the custody key".into(), what: what.into() };
        let signer = StandardSigner::new(&secret).map_err(|_| damaged("log.key is not a note signing key"))?;
        let verifier = StandardVerifier::new(&public).map_err(|_| damaged("log.pub is not a note verifier key"))?;
        let (name, id) = (signed_note::Signer::name(&signer).to_owned(), signed_note::Signer::key_id(&signer));
        if name != signed_note::Verifier::name(&verifier) || id != signed_note::Verifier::key_id(&verifier) {
            return Err(damaged("log.key and log.pub are not of one pair"));
        }
        Ok(Self { secret, public, origin: name })
    }

    /// The public key as others need it to check a head (C2SP `vkey`).
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The signed checkpoint (C2SP tlog-checkpoint) of a head.
    pub fn sign(&self, head: &Head) -> Result<String> {
        let text = format!("{}\n{}\n{}\n", self.origin, head.size, BASE64.encode(head.root.0));
        let broken = |_| Error::Damaged { object: "the custody key".into(), what: "it cannot sign".into() };
        let signer = StandardSigner::new(&self.secret)
            .map_err(|_| Error::Damaged { object: "the custody key".into(), what: "it cannot be read".into() })?;
        let mut note = Note::new(text.as_bytes(), &[]).map_err(broken)?;
        note.add_sigs(&[&signer]).map_err(broken)?;
        Ok(String::from_utf8_lossy(&note.to_bytes()).into_owned())
    }

    /// Checks a checkpoint's signature and reads it.
    pub fn open_checkpoint(&self, checkpoint: &str) -> Result<Head, String> {
        open_checkpoint(&self.public, checkpoint)
    }
}

/// Checks that a checkpoint was signed with the other half of this public key (C2SP `vkey`), and reads it.
pub fn open_checkpoint(public: &str, checkpoint: &str) -> Result<Head, String> {
    let note = Note::from_bytes(checkpoint.as_bytes()).map_err(|_| "it is not a signed note")?;
    let verifier = StandardVerifier::new(public).map_err(|_| "log.pub is not a note verifier key")?;
    let of_key = signed_note::Verifier::name(&verifier).to_owned();
    let known = VerifierList::new(vec![Box::new(verifier)]);
    let (verified, _) = note.verify(&known).map_err(|_| "its signature is not by this log's key")?;
    if verified.is_empty() {
        return Err("its signature is not by this log's key".into());
    }
    let text = String::from_utf8_lossy(note.text()).into_owned();
    let mut lines = text.lines();
    let origin = lines.next().unwrap_or_default();
    if origin != of_key {
        return Err(format!("it is of the log {origin}"));
    }
    let size = lines.next().and_then(|line| line.parse().ok()).ok_or("its size is not a number")?;
    let root = lines
        .next()
        .and_then(|line| BASE64.decode(line).ok())
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .ok_or("its root is not a hash")?;
    Ok(Head { size, root: Hash(root) })
}

fn no_randomness(error: &getrandom::Error) -> Error {
    Error::input(format!("the system gives no random numbers: {error}"), "run `firsthand doctor`")
}

/// 16 random bytes; the system's generator does not fail after the key was made.
pub(super) fn salt() -> Result<[u8; 16]> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| no_randomness(&error))?;
    Ok(salt)
}

fn write_private(file: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut output = options.open(file).map_err(Error::file(file))?;
    output.write_all(bytes).and_then(|()| output.sync_all()).map_err(Error::file(file))
}
