//! `firsthand hash`: PDQ hashes of photos, to compare with the lists of other desks and platforms.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, ValueEnum};
use desk::fingerprint::{
    self,
    pdq::{self, Code, Quality, Turn},
};
use sandbox::Sandbox;
use serde_json::json;

use crate::output;

/// Print the PDQ hashes of photos, to compare with the lists of others; nothing is kept
#[derive(Args)]
pub struct Hash {
    /// Photos
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the picture is made small first; two variants of one photo differ in some ten bits, so say which one you used
    #[arg(long, value_enum, default_value_t = Variant::FullSize)]
    variant: Variant,
    /// All eight: turned by quarters and mirrored
    #[arg(long)]
    turned: bool,
    /// Print as JSON instead of CSV
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Variant {
    /// The whole picture is filtered, as the Python packages do
    FullSize,
    /// A sample of 512 x 512 pixels is filtered, as the C++ tools do
    Thumbnail512,
    /// This desk's own: areas are averaged; the fastest
    Canonical,
}

impl From<Variant> for pdq::Variant {
    fn from(variant: Variant) -> Self {
        match variant {
            Variant::FullSize => Self::FullSize,
            Variant::Thumbnail512 => Self::Thumbnail512,
            Variant::Canonical => Self::Canonical,
        }
    }
}

impl Hash {
    pub fn run(self) -> Result<ExitCode> {
        let sandbox = Sandbox::new();
        let variant = pdq::Variant::from(self.variant);
        let mut csv = csv::Writer::from_writer(std::io::stdout());
        if !self.json {
            csv.write_record(["file", "variant", "quality", "turn", "hash"])?;
        }
        let mut failed = false;
        for file in &self.files {
            match fingerprint::hash(&sandbox, file, variant) {
                Ok((codes, quality)) if self.json => output::line(self.object(file, variant.name(), &codes, quality))?,
                Ok((codes, quality)) => {
                    for (turn, code) in self.wanted(&codes) {
                        let (name, quality) = (file.display().to_string(), quality.0.to_string());
                        csv.write_record([&name, variant.name(), &quality, turn, &code.to_string()])?;
                    }
                    csv.flush()?;
                }
                Err(error) => {
                    failed = true;
                    eprintln!("problem\t{}: {error}. {}", file.display(), error.hint());
                }
            }
        }
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// The upright code, or all eight, each with the name of its turn.
    fn wanted(&self, codes: &[Code; 8]) -> Vec<(&'static str, Code)> {
        let named = Turn::ALL.into_iter().map(Turn::name).zip(*codes);
        named.take(if self.turned { 8 } else { 1 }).collect()
    }

    /// One line of JSON a photo.
    fn object(&self, file: &Path, variant: &str, codes: &[Code; 8], quality: Quality) -> serde_json::Value {
        let hashes: serde_json::Map<String, serde_json::Value> =
            self.wanted(codes).into_iter().map(|(turn, code)| (turn.to_owned(), code.to_string().into())).collect();
        json!({ "file": file.display().to_string(), "variant": variant, "quality": quality.0, "hashes": hashes })
    }
}
