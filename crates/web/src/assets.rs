//! The files a browser needs: style sheets, scripts and icons, compiled into the binary.
//!
//! They are served under a folder named by the digest of all of them, so a browser may keep them for ever, and a new
//! build is never mixed with an old one. Scripts import each other by relative path and stay inside that folder.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// One compiled-in file.
#[derive(Debug)]
pub struct Asset {
    /// Its path under `assets/`.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! assets {
    ($($path:literal),* $(,)?) => {
        &[$(Asset { path: $path, bytes: include_bytes!(concat!("../assets/", $path)) }),*]
    };
}

/// Every file there is. A new one is one line here; a test proves that none in the folder is forgotten.
pub const ALL: &[Asset] = assets![
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/controls.css",
    "css/evidence.css",
    "css/viewer.css",
    "css/pages.css",
    "css/claims.css",
    "css/findings.css",
    "css/design.css",
    "css/print.css",
    "icons.svg",
    "favicon.svg",
    "js/desk.js",
    "js/drop.js",
    "js/keys.js",
    "js/live.js",
    "js/viewer.js",
    "js/compare.js",
    "js/request.js",
    "vendor/htmx-4.0.1.min.js",
];

/// The style sheets in the order in which they apply.
pub const SHEETS: [&str; 11] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/controls.css",
    "css/evidence.css",
    "css/viewer.css",
    "css/pages.css",
    "css/claims.css",
    "css/findings.css",
    "css/design.css",
    "css/print.css",
];

/// The digest of all files: 16 hex digits that change when any of them does.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for asset in ALL {
        digest.update(asset.path);
        digest.update(asset.bytes);
    }
    hex(&digest.finalize())[..16].to_owned()
});

/// The address of the file at `path`, for templates.
pub fn url(path: &str) -> String {
    debug_assert!(ALL.iter().any(|asset| asset.path == path), "no asset {path}");
    format!("/assets/{}/{path}", *BUILD)
}

/// `GET /assets/{build}/{*path}`: the file, to be kept by the browser for a year.
pub async fn serve(Path((build, path)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = ALL
        .iter()
        .find(|asset| build == *BUILD && asset.path == path)
        .ok_or_else(|| Failure::missing("There is no such file."))?;
    let tag = format!("\"{}\"", *BUILD);
    let caching = [(header::CACHE_CONTROL, "public, max-age=31536000, immutable"), (header::ETAG, &tag)];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, content_type(asset.path))], asset.bytes).into_response())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use std::path::{Path as File, PathBuf};

    fn folder() -> PathBuf {
        File::new(env!("CARGO_MANIFEST_DIR")).join("assets")
    }

    fn files(folder: &File) -> Vec<PathBuf> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
            .collect()
    }

    #[test]
    fn every_file_in_the_folder_is_served() {
        for file in files(&folder()) {
            let name = file.strip_prefix(folder()).unwrap().to_str().unwrap().to_owned();
            let about = name.ends_with(".md") || name.ends_with(".txt");
            assert!(about || ALL.iter().any(|asset| asset.path == name), "{name} is missing in assets::ALL");
        }
    }

    #[test]
    fn vendored_code_is_what_its_readme_says() {
        let readme = std::fs::read_to_string(folder().join("vendor/README.md")).unwrap();
        for asset in ALL.iter().filter(|asset| asset.path.starts_with("vendor/")) {
            let digest = hex(&Sha256::digest(asset.bytes));
            assert!(readme.contains(&digest), "{} has the SHA-256 {digest}", asset.path);
        }
    }

    #[test]
    fn own_code_has_nothing_inline_and_no_eval() {
        for asset in ALL.iter().filter(|asset| !asset.path.starts_with("vendor/")) {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            for word in ["eval(", "new Function", "innerHTML", "setAttribute('style'", "http://", "data:"] {
                let allowed = word == "http://" && asset.path.ends_with(".svg");
                assert!(allowed || !text.contains(word), "{} holds {word}", asset.path);
            }
        }
    }
}
