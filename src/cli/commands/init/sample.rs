//! Looks for the column that holds the Shopify order, and puts it into the file that was just written.

use std::path::Path;
use std::sync::Arc;

use crate::base::clean;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::config::{Config, Layers};
use crate::flow::init::{holds_text, set_order_field};
use crate::flow::order_field::{Candidate, Found, candidates};
use crate::flow::remotes::{Line, Remotes};
use crate::http::{Clock, Network};

/// Where the order was found, and how often.
pub(super) struct Sampled {
    pub(super) candidate: Candidate,
    pub(super) orders: usize,
}

/// Signs in to both sides and tries the columns that integrations use. A side that does not answer
/// leaves the file as it is: it is good without.
pub(super) fn look(path: &Path, context: &Context, output: &mut Output<'_>) -> Result<Option<Sampled>, Failure> {
    let layers = Layers {
        config_flag: Some(path.to_owned()),
        ..context.layers().clone()
    };
    let config = Config::load(&layers)?;
    let found = match ask(&config, context) {
        Ok(found) => found,
        Err(why) => {
            output.warn(&clean(&format!(
                "the column that holds the Shopify order could not be looked for: {why}"
            )));
            return Ok(None);
        }
    };
    let Some(best) = choose(&found, context)? else {
        let orders = found.orders;
        output.warn(&format!(
            "none of {orders} recent orders was found in a column that integrations use"
        ));
        output.hint("write the column under [netsuite] as order_field");
        return Ok(None);
    };
    set_order_field(path, &best.field, best.holds, &layers)?;
    Ok(Some(Sampled {
        orders: found.orders,
        candidate: best,
    }))
}

fn ask(config: &Config, context: &Context) -> Result<Found, String> {
    let line = Line {
        transport: Arc::new(Network::new().map_err(|e| e.to_string())?),
        clock: Clock::system(),
    };
    let remotes = Remotes::of(config, None, &context.keyring, &line).map_err(|e| e.to_string())?;
    let Some(account) = &remotes.account else {
        return Err("NetSuite is not signed in to".to_owned());
    };
    let shops: Vec<_> = remotes.shops.iter().map(|(_, shop)| Arc::clone(shop)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let field = &config.file.netsuite.order_field;
    runtime
        .block_on(candidates(&shops, account, field, context.now))
        .map_err(|e| e.to_string())
}

/// The best one, or the one that is picked where several hold orders and somebody is there.
fn choose(found: &Found, context: &Context) -> Result<Option<Candidate>, Failure> {
    let Some(ask) = context.somebody().filter(|_| found.candidates.len() > 1) else {
        return Ok(found.candidates.first().cloned());
    };
    let choices: Vec<String> = found
        .candidates
        .iter()
        .map(|c| {
            format!(
                "{} by {}: {} of {}",
                c.field,
                holds_text(c.holds),
                c.matched,
                found.orders
            )
        })
        .collect();
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    let chosen = ask.choose(
        "The Shopify order was found in several columns. Which one is it?",
        &choices,
        0,
    )?;
    Ok(found.candidates.get(chosen).cloned())
}
