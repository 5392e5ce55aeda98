//! Where the desk's data is, from flags, environment and platform; and opening it.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use desk::{
    Config, Desk,
    clock::SystemClock,
    preserve::{BlobConfig, S3Config},
};

/// Options of every command.
#[derive(Args, Debug)]
pub struct DeskArgs {
    /// Folder of the desk's data [default: the platform's data folder]
    #[arg(long, global = true, env = "FIRSTHAND_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL database of a team, postgres://user:password@host/name [default: SQLite in the data folder]
    #[arg(long, global = true, env = "FIRSTHAND_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// S3 bucket for media, s3://bucket, with FIRSTHAND_S3_ENDPOINT, AWS_REGION, AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY in the environment [default: a folder in the data folder]
    #[arg(long, global = true, env = "FIRSTHAND_BLOBS", value_name = "URL")]
    blobs: Option<String>,
    /// The library of ONNX Runtime, to run models faster; for a program built with `--features onnxruntime`
    #[arg(long, global = true, env = "FIRSTHAND_ONNXRUNTIME", value_name = "FILE")]
    onnxruntime: Option<PathBuf>,
    /// Who acts, as the custody log names it: a second reader is another person than the author. Stated, not proven
    #[arg(long, global = true, env = "FIRSTHAND_PERSON", value_name = "NAME", default_value = "local")]
    person: String,
}

impl DeskArgs {
    /// The data folder.
    pub fn data(&self) -> Result<PathBuf> {
        match &self.data {
            Some(data) => Ok(data.clone()),
            None => directories::ProjectDirs::from("", "", "firsthand")
                .map(|folders| folders.data_dir().to_owned())
                .context("this system names no home folder; say where the data is with --data DIR"),
        }
    }

    /// Opens the desk, making it where there is none.
    pub async fn open(&self) -> Result<Desk> {
        Ok(Desk::open(self.config()?).await?)
    }

    /// Which desk is meant and who acts.
    pub fn config(&self) -> Result<Config> {
        let person = self.person.trim();
        if person.is_empty() || person.chars().count() > 60 || person.chars().any(|letter| letter.is_control()) {
            bail!("a person is named in 1 to 60 letters; say who acts with --person NAME");
        }
        Ok(Config {
            data: self.data()?,
            database: self.database.clone(),
            blobs: self.blobs()?,
            sandbox: sandbox::Sandbox::new(),
            onnxruntime: self.onnxruntime.clone(),
            clock: Arc::new(SystemClock),
            actor: format!("person:{person}"),
        })
    }

    fn blobs(&self) -> Result<BlobConfig> {
        let Some(url) = &self.blobs else { return Ok(BlobConfig::Local) };
        let Some(bucket) = url.strip_prefix("s3://").filter(|bucket| !bucket.is_empty() && !bucket.contains('/'))
        else {
            bail!("{url} is not the address of a bucket; write s3://BUCKET");
        };
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let needed =
            |name: &str| variable(name).with_context(|| format!("the bucket {bucket} needs {name} in the environment"));
        Ok(BlobConfig::S3(S3Config {
            endpoint: variable("FIRSTHAND_S3_ENDPOINT"),
            bucket: bucket.to_owned(),
            region: variable("AWS_REGION").unwrap_or_else(|| "us-east-1".into()),
            access_key: needed("AWS_ACCESS_KEY_ID")?,
            secret_key: needed("AWS_SECRET_ACCESS_KEY")?,
        }))
    }
}
