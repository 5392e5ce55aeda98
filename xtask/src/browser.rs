//! What the browser tests and the pictures share: the folder `e2e` with its packages, the program and the browser.

use std::path::Path;

use anyhow::Result;

use crate::needs;
use crate::program::Program;
use crate::workspace;

/// Installs the packages that `e2e/package-lock.json` names, and returns `npm` set up to run one of its scripts
/// against this program `firsthand`.
pub fn prepare(firsthand: &Path) -> Result<Program> {
    let folder = workspace::root().join("e2e");
    let npm = Program::new("npm").within(&folder).env("FIRSTHAND", firsthand);
    npm.clone().args(["ci", "--no-audit", "--no-fund"]).run()?;
    Ok(match needs::chromium() {
        Some(chromium) => npm.env("CHROMIUM", chromium),
        None => npm,
    })
}
