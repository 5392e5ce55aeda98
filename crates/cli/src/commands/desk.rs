//! `firsthand desk`: the screens, on this machine only.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use anyhow::Result;
use clap::Args;
use desk::{capture::watch, jobs};

use super::capture::WebArgs;
use crate::{open::DeskArgs, output, progress::Terminal};

/// Open the desk in the browser, on this machine only
#[derive(Args)]
pub struct Serve {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 7465)]
    port: u16,
    /// Address to listen on; only loopback addresses until there are accounts
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    #[command(flatten)]
    web: WebArgs,
}

impl Serve {
    pub async fn run(self, desk: &DeskArgs) -> Result<ExitCode> {
        let desk = desk.open().await?;
        let terminal = std::sync::Arc::new(Terminal::new());
        let work = tokio::spawn({
            let (desk, terminal) = (desk.clone(), terminal.clone());
            async move { jobs::serve(&desk, &*terminal).await }
        });
        let looks = tokio::spawn({
            let (desk, terminal, web) = (desk.clone(), terminal.clone(), self.web.open(&desk)?);
            async move { watch::serve(&desk, &web, &*terminal).await }
        });
        let stop = {
            let cancel = terminal.cancel();
            async move {
                while !cancel.is_cancelled() {
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
            }
        };
        let options = web::Options::new(SocketAddr::new(self.address, self.port));
        let ready = |ready: web::Ready| {
            eprintln!("The desk is open at this address, for the first browser that uses it:");
            // A shell that closed our stdout cannot open the link; the desk serves on all the same.
            let _ = output::line(&ready.url_with_key);
            eprintln!("Ctrl-C closes it.");
        };
        web::serve(desk.clone(), options, ready, stop).await?;
        terminal.cancel().cancel();
        work.await??;
        looks.await?;
        desk.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
