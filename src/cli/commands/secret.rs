//! `secret set|list|rm`.

use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::SecretCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::table;
use crate::flow::secrets::{self as flow, Kept};
use crate::secret::{self, Place};

const SCHEMA: &str = "tieout/secrets/1";

/// The document of `secret set` and `secret list`.
#[derive(Serialize)]
struct Document<'k> {
    schema: &'static str,
    secrets: Vec<KeptJson<'k>>,
}

#[derive(Serialize)]
struct KeptJson<'k> {
    name: &'k str,
    kept_in: Option<&'static str>,
    lasts: Option<bool>,
}

pub(crate) fn run(command: SecretCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        SecretCommand::Set(of) => set(&of.name, context, output)?,
        SecretCommand::List => list(context, output)?,
        SecretCommand::Rm(of) => remove(&of.name, context, output)?,
    }
    Ok(Exit::Done)
}

fn set(name: &str, context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    // Before anything is asked: whoever typed a secret should not have to type it again.
    secret::check_name(name)?;
    context.keyring.place()?;
    let value = value(name, context)?;
    let kept = flow::set(&context.keyring, context.data_dir()?, name, &value)?;
    if output.json {
        output.document(&document(std::slice::from_ref(&kept)))?;
    }
    if let Some(place) = kept.place {
        output.note(&format!("kept in {}; refer to it as keyring:{name}", place.name));
        warn_of_loss(place, output);
    }
    Ok(())
}

/// The secret, typed or piped in.
fn value(name: &str, context: &Context) -> Result<SecretString, Failure> {
    if let Some(ask) = context.somebody() {
        return Ok(ask.secret(&format!("{name} (not shown)"))?);
    }
    // One byte more than there may be tells a secret that is too long.
    let piped = context
        .ask
        .piped(secret::BYTES_MAX + 1)
        .map_err(|error| Failure::new(Exit::Usage, format!("stdin cannot be read: {error}")))?;
    let Some(bytes) = piped else {
        return Err(Failure::new(Exit::Usage, "nobody may be asked and nothing is piped in")
            .hint(format!("write it to stdin: `tieout secret set {name} < FILE`")));
    };
    Ok(secret::from_bytes(bytes, "stdin")?)
}

/// Says that a keyring forgets.
pub(crate) fn warn_of_loss(place: Place, output: &mut Output<'_>) {
    if !place.lasts {
        output.warn(&format!(
            "{} forgets it at a reboot, and after some days in which nobody asks for it; \
             a machine that runs by itself is better served by env:, file: or command:",
            place.name
        ));
    }
}

fn document(kept: &[Kept]) -> Document<'_> {
    Document {
        schema: SCHEMA,
        secrets: kept
            .iter()
            .map(|kept| KeptJson {
                name: &kept.name,
                kept_in: kept.place.map(|place| place.name),
                lasts: kept.place.map(|place| place.lasts),
            })
            .collect(),
    }
}

fn list(context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    let (kept, silent) = flow::list(&context.keyring, context.data_dir()?)?;
    if output.json {
        output.document(&document(&kept))?;
    } else if kept.is_empty() {
        output.note("no secrets were set");
    } else {
        let rows: Vec<_> = kept
            .iter()
            .map(|kept| {
                let place = kept.place.map_or("nowhere any more", |place| place.name);
                vec![kept.name.clone(), place.to_owned()]
            })
            .collect();
        let text = table(&["name", "kept in"], &[], &rows, output);
        output.data(text)?;
    }
    if let Some(silent) = silent.filter(|_| !kept.is_empty()) {
        output.warn(&clean(&silent.to_string()));
    }
    Ok(())
}

fn remove(name: &str, context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    flow::remove(&context.keyring, context.data_dir()?, name)?;
    if output.json {
        return output.document(&json!({"schema": SCHEMA, "removed": name}));
    }
    output.note(&format!("removed {}", clean(name)));
    Ok(())
}
