//! `twin`.

use serde_json::{Value, json};

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::{TwinCommand, TwinServeArgs};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::flow;
use crate::flow::twin::Serving;
use crate::twin::trade::demo as keys;

pub(crate) fn run(command: TwinCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        TwinCommand::Serve(args) => serve(&args, context, output),
    }
}

fn serve(args: &TwinServeArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let world = flow::twin::world(args.world.as_deref(), context.as_of)?;
    let faults = flow::twin::faults(args.faults.as_deref())?;
    let serving = flow::twin::start(world, faults, args.port)?;
    if output.json {
        output.document(&document(&serving))?;
    } else {
        output.data(snippet(&serving))?;
        if args.world.is_none() {
            output.data(keys())?;
        }
    }
    // Whoever waits for the addresses must get them before the first request can come.
    output.flush()?;
    output.note(if args.world.is_none() {
        "serving until Ctrl-C"
    } else {
        "serving until Ctrl-C; the tokens and keys that are accepted are in the world file"
    });
    serving.run()?;
    Ok(Exit::Done)
}

fn document(serving: &Serving) -> Value {
    let (account, base_url) = serving.netsuite();
    let shops = serving.shops().into_iter();
    let shops: Vec<Value> = shops
        .map(|(domain, base_url)| json!({ "domain": domain, "base_url": base_url }))
        .collect();
    json!({ "schema": "tieout/twin/1", "shops": shops, "netsuite": { "account": account, "base_url": base_url } })
}

/// The addresses as they go into a configuration file.
fn snippet(serving: &Serving) -> String {
    let mut text = String::from("# where the twin is: for tieout.toml\n");
    for (domain, base_url) in serving.shops() {
        text += &format!(
            "\n[[shops]]\ndomain = {}\nbase_url = {}\n",
            quoted(&domain),
            quoted(&base_url)
        );
    }
    let (account, base_url) = serving.netsuite();
    text += &format!(
        "\n[netsuite]\naccount = {}\nbase_url = {}\n",
        quoted(&account),
        quoted(&base_url)
    );
    text
}

/// What opens the generated world, and nothing else.
fn keys() -> String {
    format!(
        "\n# What it lets in; these keys open nothing but the twin. `tieout init` asks for them.\n\
         # Shopify, access token of both shops: {}\n\
         # NetSuite, token-based: consumer key {}, consumer secret {}, token id {}, token secret {}\n\
         # Subsidiaries: 1 is the British shop's, 2 the American one's.\n",
        keys::SHOPIFY_TOKEN,
        keys::CONSUMER_KEY,
        keys::CONSUMER_SECRET,
        keys::TOKEN_ID,
        keys::TOKEN_SECRET,
    )
}

/// A text as TOML writes it; what a terminal might obey is taken out.
fn quoted(text: &str) -> String {
    toml::Value::String(clean(text).into_owned()).to_string()
}
