//! `init`.

mod ledger;
mod netsuite;
mod questions;
mod sample;
mod shops;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::secret::warn_of_loss;
use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::InitArgs;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::config::{Config, Layers};
use crate::flow::init::{At, Draft, InitError, Written, holds_text};
use crate::model::rules::OrderHolds;
use questions::Questions;
use sample::Sampled;

pub(crate) fn run(args: &InitArgs, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let layers = context.layers();
    let path = path(layers);
    // Before anything is asked: nobody should answer for nothing.
    if path.exists() && !args.force {
        return Err(InitError::Exists(path.display().to_string()).into());
    }
    let draft = draft(args, context, &path, output)?;
    let data_dir = context.data_dir()?;
    let written = draft.write(&path, args.force, layers, &context.keyring, data_dir)?;
    // From here on the file stands: whoever stops now has a configuration.
    let config = Config::load(&Layers {
        config_flag: Some(path.clone()),
        ..layers.clone()
    })?;
    let signs_in = config.file.netsuite.private_key.is_some() || config.file.netsuite.token_secret.is_some();
    let may_sample = signs_in && !args.no_sample && args.order_field.is_none();
    let sampled = if may_sample {
        sample::look(&path, context, output)?
    } else {
        None
    };
    say(&written, sampled.as_ref(), output)
}

/// The file that is to be written: the one that was asked for, or `tieout.toml` in the working directory.
fn path(layers: &Layers) -> PathBuf {
    let asked = layers.config_flag.as_ref().or(layers.config_env.as_ref());
    layers
        .dir
        .join(asked.map_or(Path::new("tieout.toml"), PathBuf::as_path))
}

fn draft(args: &InitArgs, context: &Context, path: &Path, output: &mut Output<'_>) -> Result<Draft, Failure> {
    let dir = path.parent().unwrap_or(Path::new(""));
    let mut questions = Questions::new(context.somebody(), output, &context.keyring, dir);
    let mut draft = Draft::default();
    if let Some(url) = store(context.layers(), dir)? {
        draft.store(&url);
    }
    shops::ask(args, &mut draft, &mut questions)?;
    netsuite::ask(args, &mut draft, &mut questions)?;
    ledger::ask(args, &mut draft, &mut questions)?;
    if let Some(field) = &args.order_field {
        questions.optional(netsuite::key("order_field", "--order-field"), Some(field), "", None)?;
        draft.set(At::Netsuite, "order_field", field);
        let holds = args.order_holds.map_or(OrderHolds::Name, Into::into);
        draft.set(At::Netsuite, "order_holds", holds_text(holds));
    }
    questions.none_missing()?;
    Ok(draft)
}

/// The store that --store names. Its path is relative to the working directory, but in the file it would
/// be relative to the file: where the two differ it is written out.
fn store(layers: &Layers, dir: &Path) -> Result<Option<String>, Failure> {
    let Some(url) = &layers.store_flag else {
        return Ok(None);
    };
    let config = Config::from_text("", None, layers)?;
    if layers.dir.join(dir) == layers.dir.join("") {
        return Ok(Some(url.clone()));
    }
    let path = std::path::absolute(&config.store)?;
    Ok(Some(format!("sqlite:{}", path.display())))
}

fn say(written: &Written, sampled: Option<&Sampled>, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let path = written.path.display().to_string();
    if output.json {
        output.document(&json!({
            "schema": "tieout/init/1",
            "path": path,
            "secrets": written.kept,
            "order_field": sampled.map(|s| json!({
                "column": s.candidate.field,
                "holds": holds_text(s.candidate.holds),
                "matched": s.candidate.matched,
                "of": s.orders,
            })),
        }))?;
    }
    output.note(&clean(&format!("wrote {path}")));
    if let Some(Sampled { candidate, orders }) = sampled {
        output.note(&clean(&format!(
            "{} of {orders} recent orders were found in {} by {}",
            candidate.matched,
            candidate.field,
            holds_text(candidate.holds)
        )));
    }
    if let Some(place) = written.keyring {
        warn_of_loss(place, output);
    }
    output.hint("`tieout doctor` checks that it works");
    Ok(Exit::Done)
}
