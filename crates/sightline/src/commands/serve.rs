//! `sightline serve`

use std::path::PathBuf;
use std::sync::Arc;

use sightline_app::{Desk, Error, Use};
use sightline_kernel::clock::Clock;

use super::desk;
use crate::args::{Cli, Serve};
use crate::embedded;
use crate::engine::Charts;
use crate::exit::Exit;
use crate::output::say;

pub(super) async fn run(cli: &Cli, args: &Serve, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let report = cli.data.join("report");
    serve(desk, &args.listen, report.is_dir().then_some(report)).await
}

/// Serves the pages until the process is told to stop.
pub(super) async fn serve(
    desk: Desk,
    listen: &str,
    report: Option<PathBuf>,
) -> Result<Exit, Error> {
    let (listener, address) = sightline_web::bind(listen)
        .await
        .map_err(|error| Error::new("listen", format!("{error}."), ""))?;
    let state = sightline_web::State {
        desk: Arc::new(desk),
        assets: embedded::asset,
        charts: Arc::new(Charts::new()?),
        report,
    };
    say(format!("Serving at http://localhost:{} until stopped (Ctrl+C).", address.port()));
    sightline_web::serve(listener, state, stopped())
        .await
        .map_err(|error| Error::new("serve", format!("The server stopped: {error}."), ""))?;
    Ok(Exit::Done)
}

/// Done when the process is interrupted or told to end.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut ended) => tokio::select! {
            _ = interrupted => {}
            _ = ended.recv() => {}
        },
        Err(_) => drop(interrupted.await),
    }
}
