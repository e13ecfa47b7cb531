//! `sightline suppression sign | list | withdraw`

use std::sync::Arc;

use sightline_app::suppression::{self, SignAsk, Signed, WithdrawAsk};
use sightline_app::{Error, Use};
use sightline_kernel::clock::Clock;
use sightline_kernel::sensitivity::Audience;

use super::desk;
use crate::args::{Cli, Format, Sign, Suppression, Withdraw};
use crate::engine::Engine;
use crate::exit::Exit;
use crate::output::{json, say};

pub(super) async fn run(
    cli: &Cli,
    args: &Suppression,
    clock: Arc<dyn Clock>,
) -> Result<Exit, Error> {
    match args {
        Suppression::Sign(args) => sign(cli, args, clock).await,
        Suppression::List => list(cli, clock).await,
        Suppression::Withdraw(args) => withdraw(cli, args, clock).await,
    }
}

async fn sign(cli: &Cli, args: &Sign, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Write, clock).await?;
    let ask = SignAsk {
        figure: args.figure.clone(),
        by: args.by.clone(),
        reason: args.reason.clone(),
        audience: args.audience.into(),
    };
    let signed = suppression::sign(&desk, &Engine::new()?, &ask).await?;
    if cli.format == Format::Json {
        json(&signed)?;
    } else {
        say(line(&signed));
    }
    Ok(Exit::Done)
}

async fn list(cli: &Cli, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Read, clock).await?;
    let all = suppression::list(&desk).await?;
    if cli.format == Format::Json {
        json(&serde_json::json!({ "overrides": all }))?;
    } else {
        all.iter().map(line).for_each(say);
        let hold = all.iter().filter(|one| one.withdrawn.is_none()).count();
        say(format!("{} overrides, of which {hold} hold.", all.len()));
    }
    Ok(Exit::Done)
}

async fn withdraw(cli: &Cli, args: &Withdraw, clock: Arc<dyn Clock>) -> Result<Exit, Error> {
    let desk = desk::open(cli, Use::Write, clock).await?;
    let ask = WithdrawAsk { id: args.id, by: args.by.clone(), reason: args.reason.clone() };
    suppression::withdraw(&desk, &ask).await?;
    let all = suppression::list(&desk).await?;
    let now = all.iter().find(|one| one.id == args.id);
    if cli.format == Format::Json {
        json(&now)?;
    } else {
        now.map(line).iter().for_each(say);
    }
    Ok(Exit::Done)
}

fn line(one: &Signed) -> String {
    let readers = match one.audience {
        Audience::Public => "everyone",
        Audience::Partners => "the agencies",
    };
    let Signed { id, figure, rule, by, reason, at, .. } = one;
    let day = at.strftime("%-d %B %Y");
    let back = one.withdrawn.as_ref().map_or_else(String::new, |back| {
        let day = back.at.strftime("%-d %B %Y");
        format!("\n   taken back by {} on {day}: {}", back.by, back.reason)
    });
    format!("{id}. {figure} for {readers} ({rule}), signed by {by} on {day}: {reason}{back}")
}
