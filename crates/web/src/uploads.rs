//! Files that a browser sends: streamed to the desk's scratch folder, so that no upload is held in memory.

use std::path::Path;

use axum::extract::Multipart;
use axum::extract::multipart::Field;
use desk::Desk;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;

use crate::failure::Failure;

/// One received file; its bytes vanish when this is dropped.
#[derive(Debug)]
pub struct Upload {
    /// What the person's system calls it: a bare name, without folders.
    pub name: String,
    file: TempPath,
}

impl Upload {
    /// Where its bytes are for now.
    pub fn path(&self) -> &Path {
        &self.file
    }
}

/// Receives every file of a form. Fields without a file are passed over.
///
/// # Errors
/// When the browser stops sending, or the scratch folder cannot be written.
pub async fn receive(desk: &Desk, mut form: Multipart) -> Result<Vec<Upload>, Failure> {
    let mut uploads = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        let Some(name) = field.file_name().map(bare).filter(|name| !name.is_empty()) else { continue };
        let file = NamedTempFile::new_in(desk.vault().scratch()).map_err(|error| full(&error))?.into_temp_path();
        write(field, &file).await?;
        uploads.push(Upload { name, file });
    }
    Ok(uploads)
}

async fn write(mut field: Field<'_>, to: &Path) -> Result<(), Failure> {
    let mut file = tokio::fs::File::create(to).await.map_err(|error| full(&error))?;
    while let Some(bytes) = field.chunk().await.map_err(|_| broken())? {
        file.write_all(&bytes).await.map_err(|error| full(&error))?;
    }
    file.flush().await.map_err(|error| full(&error))
}

/// The last part of a path, whichever way its slashes lean.
fn bare(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

fn broken() -> Failure {
    Failure::unclear("The file did not arrive whole.", "Send it again; nothing of it was kept.")
}

fn full(error: &std::io::Error) -> Failure {
    Failure::new(
        axum::http::StatusCode::INSUFFICIENT_STORAGE,
        format!("The file could not be received: {error}."),
        "Free some space in the desk's data folder and send it again.",
    )
}
