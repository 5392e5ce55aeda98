//! `firsthand capture`: what the web answers, kept whole.

use std::{
    fs,
    io::{self, Read as _},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use desk::capture::{self, Web, WebConfig};

use super::incoming::Incoming;
use crate::open::DeskArgs;

/// Fetch addresses and keep what they answer, whole: the exchange as WARC, what was in it, and the media of posts in feeds
#[derive(Args)]
pub struct Capture {
    /// Addresses of files, pages, feeds
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// A file with one address a line, or - for what is piped in; empty lines and those that begin with # are left out
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Keep only; the next `firsthand add` or `firsthand desk` examines and matches
    #[arg(long)]
    keep_only: bool,
    #[command(flatten)]
    web: WebArgs,
}

/// How the web is reached.
#[derive(Args, Clone)]
pub struct WebArgs {
    /// A page or mailbox where whoever runs a server reaches you; it is sent with every question
    #[arg(long, env = "FIRSTHAND_CONTACT", value_name = "CONTACT", default_value = "", hide_default_value = true)]
    contact: String,
    /// A service within your own network that may be asked, such as archive.inner:8080 or 10.0.0.0/8; nothing else there is
    #[arg(long, env = "FIRSTHAND_ALLOW", value_name = "HOST", value_delimiter = ',')]
    allow: Vec<String>,
}

impl WebArgs {
    /// The web for a desk.
    pub fn open(&self, desk: &desk::Desk) -> Result<Web> {
        Ok(Web::new(desk, &WebConfig { contact: self.contact.clone(), allowed: self.allow.clone() })?)
    }
}

impl Capture {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let mut urls = self.urls;
        if let Some(list) = &self.list {
            urls.extend(listed(list)?);
        }
        if urls.is_empty() {
            bail!("there is no address to capture; give some, or a file with one a line by --list");
        }
        let desk = desk.open().await?;
        let web = self.web.open(&desk)?;
        let incoming = Incoming::new();
        let outcome = capture::capture(&desk, &web, &urls, incoming.monitor(), &|item| incoming.each(item)).await;
        incoming.finish(&desk, outcome, self.keep_only).await
    }
}

fn listed(list: &PathBuf) -> Result<Vec<String>> {
    let mut text = String::new();
    if list.as_os_str() == "-" {
        io::stdin().read_to_string(&mut text).context("what is piped in is no text")?;
    } else {
        text = fs::read_to_string(list).with_context(|| format!("{} cannot be read as text", list.display()))?;
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}
