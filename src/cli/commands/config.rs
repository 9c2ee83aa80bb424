//! `config show|check|path|schema`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::args::ConfigCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::config::{Config, Setting, find};

/// The document of `config show --json`.
#[derive(Serialize)]
struct Shown<'c> {
    schema: &'static str,
    path: Option<String>,
    fingerprint: &'c str,
    settings: &'c [Setting],
}

pub(crate) fn run(command: ConfigCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        ConfigCommand::Show => show(&context.config()?, output)?,
        ConfigCommand::Check => check(&context.config()?, output)?,
        ConfigCommand::Path => path(context, output)?,
        ConfigCommand::Schema => output.document(&Config::schema())?,
    }
    Ok(Exit::Done)
}

fn name(config: &Config) -> Option<String> {
    config.path.as_ref().map(|path| path.display().to_string())
}

fn show(config: &Config, output: &mut Output<'_>) -> Result<(), Failure> {
    if output.json {
        return output.document(&Shown {
            schema: "tieout/config/1",
            path: name(config),
            fingerprint: config.fingerprint(),
            settings: config.settings(),
        });
    }
    let file = name(config).unwrap_or_else(|| "no file: the defaults hold".to_owned());
    output.line(format!("# {}\n# {}", clean(&file), config.fingerprint()))?;
    let lines: Vec<_> = config
        .settings()
        .iter()
        .map(|s| (format!("{} = {}", s.key, written(&s.value)), s.source))
        .collect();
    let longest = lines.iter().map(|(text, _)| text.chars().count()).max().unwrap_or(0);
    // One long list must not push every source out of sight.
    let column = longest.min(60);
    for (text, source) in lines {
        output.line(format!("{:<column$}  # {source}", clean(&text)))?;
    }
    Ok(())
}

/// A value as TOML writes it, which for these is as JSON does.
fn written(value: &Value) -> String {
    match value {
        Value::Array(members) => {
            let members: Vec<_> = members.iter().map(written).collect();
            format!("[{}]", members.join(", "))
        }
        other => other.to_string(),
    }
}

fn check(config: &Config, output: &mut Output<'_>) -> Result<(), Failure> {
    let file = name(config);
    if output.json {
        return output.document(&json!({
            "schema": "tieout/config-check/1",
            "path": file,
            "fingerprint": config.fingerprint(),
            "ok": true,
        }));
    }
    let file = file.unwrap_or_else(|| "no configuration file: the defaults hold,".to_owned());
    let shops: Vec<_> = config.shop_names().collect();
    output.line(clean(&format!("{file} is fine; shops: {}", shops.join(", "))))
}

fn path(context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    let path = find(context.layers())?.map(|path| path.display().to_string());
    if output.json {
        return output.document(&json!({"schema": "tieout/config-path/1", "path": path}));
    }
    match path {
        Some(path) => output.line(clean(&path)),
        None => {
            output.note("no configuration file: the defaults hold");
            Ok(())
        }
    }
}
