//! The vault: media as received, written once, named by their SHA-256, checked on every full read.
//!
//! Layout (`doc/format.md`): `media/ab/abcdef...`, 64 lower-case hex digits, no extension. Nothing derived is in here.

use std::{
    io::Read as _,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, WriteMultipart, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// Where blobs live.
#[derive(Clone, Debug, Default)]
pub enum BlobConfig {
    /// A folder `vault` in the data folder.
    #[default]
    Local,
    /// An S3 bucket.
    S3(S3Config),
}

/// How to reach an S3 bucket. `Debug` leaves the secret out.
#[derive(Clone)]
pub struct S3Config {
    /// Endpoint, or none for the public cloud's own.
    pub endpoint: Option<String>,
    /// Bucket name.
    pub bucket: String,
    /// Region.
    pub region: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: String,
}

impl std::fmt::Debug for S3Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

/// The kept bytes.
#[derive(Clone, Debug)]
pub struct Vault {
    store: Arc<dyn ObjectStore>,
    local: Option<PathBuf>,
    scratch: PathBuf,
}

/// A kept medium as a file that the sandbox may read; a copy fetched from S3 vanishes when this is dropped.
#[derive(Debug)]
pub struct VaultFile {
    path: PathBuf,
    _fetched: Option<tempfile::TempPath>,
}

impl VaultFile {
    /// Where it can be read.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Larger files are streamed to the store in parts instead of in one create-only write.
const ONE_WRITE: u64 = 32 << 20;
const CHUNK: usize = 1 << 20;

impl Vault {
    /// Opens the vault; `data` is the desk's data folder.
    pub fn open(data: &Path, config: &BlobConfig) -> Result<Self> {
        let scratch = data.join("scratch");
        std::fs::create_dir_all(&scratch).map_err(Error::file(&scratch))?;
        match config {
            BlobConfig::Local => {
                let folder = data.join("vault");
                std::fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
                let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
                Ok(Self { store: Arc::new(store), local: Some(folder), scratch })
            }
            BlobConfig::S3(s3) => {
                // Two providers may be linked in; name ours once. A second call changes nothing.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(&s3.bucket)
                    .with_region(&s3.region)
                    .with_access_key_id(&s3.access_key)
                    .with_secret_access_key(&s3.secret_key);
                if let Some(endpoint) = &s3.endpoint {
                    builder = builder.with_allow_http(endpoint.starts_with("http://")).with_endpoint(endpoint);
                }
                Ok(Self { store: Arc::new(builder.build()?), local: None, scratch })
            }
        }
    }

    /// A folder of ours for files on their way in or out. Emptied by nobody but those who fill it.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Keeps `file`, whose hash and size were just measured. Durable on return. Keeping it again changes nothing.
    ///
    /// # Errors
    /// When the file changed since it was measured, so that nothing is kept under a wrong name.
    pub async fn put(&self, file: &Path, sha256: &str, size: u64) -> Result<()> {
        let key = key(sha256);
        if let Ok(meta) = self.store.head(&key).await
            && meta.size == size
            && self.fault(sha256, size).await?.is_none()
        {
            return Ok(());
        }
        if size <= ONE_WRITE {
            let bytes = tokio::fs::read(file).await.map_err(Error::file(file))?;
            if hex(&Sha256::digest(&bytes)) != sha256 {
                return Err(changed(file));
            }
            match self.store.put_opts(&key, PutPayload::from(bytes), PutMode::Create.into()).await {
                // Another process kept the same bytes meanwhile, or what is there is damaged and `verify` names it.
                Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
                Err(error) => Err(error.into()),
            }
        } else {
            self.put_in_parts(&key, file, sha256).await
        }
    }

    async fn put_in_parts(&self, key: &Key, file: &Path, sha256: &str) -> Result<()> {
        use tokio::io::AsyncReadExt as _;
        let mut input = tokio::fs::File::open(file).await.map_err(Error::file(file))?;
        let mut upload = WriteMultipart::new(self.store.put_multipart(key).await?);
        let mut hash = Sha256::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = input.read(&mut chunk).await.map_err(Error::file(file))?;
            let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            hash.update(bytes);
            upload.wait_for_capacity(4).await?;
            upload.write(bytes);
        }
        if hex(&hash.finalize()) != sha256 {
            upload.abort().await?;
            return Err(changed(file));
        }
        upload.finish().await?;
        Ok(())
    }

    /// A kept medium as a local file.
    pub async fn file(&self, sha256: &str) -> Result<VaultFile> {
        let key = key(sha256);
        if let Some(folder) = &self.local {
            return Ok(VaultFile { path: folder.join(key.as_ref()), _fetched: None });
        }
        let fetched =
            tempfile::NamedTempFile::new_in(&self.scratch).map_err(Error::file(&self.scratch))?.into_temp_path();
        let mut output = tokio::fs::File::create(&fetched).await.map_err(Error::file(&*fetched))?;
        let mut stream = self.store.get(&key).await?.into_stream();
        while let Some(bytes) = stream.try_next().await? {
            tokio::io::AsyncWriteExt::write_all(&mut output, &bytes).await.map_err(Error::file(&*fetched))?;
        }
        tokio::io::AsyncWriteExt::flush(&mut output).await.map_err(Error::file(&*fetched))?;
        Ok(VaultFile { path: fetched.to_path_buf(), _fetched: Some(fetched) })
    }

    /// Bytes `range` of a kept medium, as they come, for HTTP range requests.
    pub async fn stream(&self, sha256: &str, range: Range<u64>) -> Result<BoxStream<'static, Result<Bytes>>> {
        let options = object_store::GetOptions { range: Some(range.into()), ..Default::default() };
        let got = self.store.get_opts(&key(sha256), options).await?;
        Ok(got.into_stream().map_err(Error::from).boxed())
    }

    /// All bytes of a kept medium, as they come; none when it is not there.
    pub(crate) async fn read(&self, sha256: &str) -> Result<Option<BoxStream<'static, Result<Bytes>>>> {
        match self.store.get(&key(sha256)).await {
            Ok(got) => Ok(Some(got.into_stream().map_err(Error::from).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the bytes lie in a folder of this machine, where one that cannot be read says nothing of the others.
    pub(crate) fn is_folder(&self) -> bool {
        self.local.is_some()
    }

    /// Re-reads a kept medium whole and says what is wrong with it, if anything.
    pub async fn fault(&self, sha256: &str, size: u64) -> Result<Option<String>> {
        let got = match self.store.get(&key(sha256)).await {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Ok(Some("missing from the vault".into())),
            Err(error) => return Err(error.into()),
        };
        let (mut hash, mut length) = (Sha256::new(), 0_u64);
        let mut stream = got.into_stream();
        while let Some(bytes) = stream.try_next().await? {
            length += bytes.len() as u64;
            hash.update(&bytes);
        }
        let found = hex(&hash.finalize());
        Ok(if length != size {
            Some(format!("{length} bytes long, {size} were kept"))
        } else if found != sha256 {
            Some(format!("its bytes have SHA-256 {found}"))
        } else {
            None
        })
    }

    /// The name of every blob, valid or not.
    pub fn names(&self) -> BoxStream<'static, Result<String>> {
        self.store.list(Some(&Key::from("media"))).map_ok(|meta| meta.location.to_string()).map_err(Error::from).boxed()
    }
}

/// Where the blob of this hash lies in the store.
pub(super) fn key(sha256: &str) -> Key {
    Key::from(format!("media/{}/{sha256}", sha256.get(..2).unwrap_or("00")))
}

fn changed(file: &Path) -> Error {
    Error::input(
        format!("{} changed while it was being read", file.display()),
        "wait until whatever writes it has finished, then add it again",
    )
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 (FIPS 180-4) of bytes in memory, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Measures a file: its SHA-256, its size and its first bytes (at most [`sandbox::HEAD_LEN`]), without holding it in memory. Blocking.
pub fn hash_file(file: &Path) -> Result<(String, u64, Vec<u8>)> {
    let mut input = std::fs::File::open(file).map_err(Error::file(file))?;
    let (mut hash, mut size, mut head) = (Sha256::new(), 0_u64, Vec::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match input.read(&mut chunk) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            read => read.map_err(Error::file(file))?,
        };
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        if head.len() < sandbox::HEAD_LEN {
            head.extend(bytes.iter().take(sandbox::HEAD_LEN - head.len()));
        }
        hash.update(bytes);
        size += bytes.len() as u64;
    }
    Ok((hex(&hash.finalize()), size, head))
}

/// The first bytes of a file, as many as tell its kind. Blocking.
pub(crate) fn head_of(file: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let read = std::fs::File::open(file).and_then(|input| input.take(sandbox::HEAD_LEN as u64).read_to_end(&mut head));
    read.map_err(Error::file(file))?;
    Ok(head)
}
