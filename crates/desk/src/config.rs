//! What a shell decides before it opens the desk.

use std::{path::PathBuf, sync::Arc};

use crate::{
    clock::{Clock, SystemClock},
    preserve::BlobConfig,
};

/// How to open a desk.
#[derive(Clone)]
pub struct Config {
    /// The data folder; made if it is not there.
    pub data: PathBuf,
    /// A PostgreSQL URL; none for SQLite in the data folder.
    pub database: Option<String>,
    /// Where media bytes go.
    pub blobs: BlobConfig,
    /// The jail for everything that decodes.
    pub sandbox: sandbox::Sandbox,
    /// The library of ONNX Runtime, to run models faster than in pure Rust. Only of use where this crate was
    /// built with its feature `onnxruntime`; elsewhere models are not used and the desk says why.
    pub onnxruntime: Option<PathBuf>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Who acts, as custody events name it; `person:local` until there are accounts.
    pub actor: String,
}

impl Config {
    /// The defaults: everything in one folder, the machine's clock.
    pub fn new(data: impl Into<PathBuf>, sandbox: sandbox::Sandbox) -> Self {
        Self {
            data: data.into(),
            database: None,
            blobs: BlobConfig::Local,
            sandbox,
            onnxruntime: None,
            clock: Arc::new(SystemClock),
            actor: "person:local".into(),
        }
    }
}
