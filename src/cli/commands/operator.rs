//! `operator enroll|list`.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use crate::base::{Amount, clean};
use crate::cli::Exit;
use crate::cli::args::OperatorCommand;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::table;
use crate::flow::operators::{self, KeptAt, policy, signing_key};

const SCHEMA: &str = "tieout/operator/1";

#[derive(Serialize)]
struct OperatorJson<'o> {
    name: &'o str,
    role: Option<&'o str>,
    limit: Option<String>,
    public_key: String,
    key_here: bool,
}

/// An entry of the configuration. A serialiser writes it, so that no name breaks out of its quotes.
#[derive(Serialize)]
struct Entry<'o> {
    approval: Table<'o>,
}

#[derive(Serialize)]
struct Table<'o> {
    operators: [EntryOperator<'o>; 1],
}

#[derive(Serialize)]
struct EntryOperator<'o> {
    name: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'o str>,
    public_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<String>,
}

pub(crate) fn run(command: OperatorCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        OperatorCommand::Enroll {
            name,
            role,
            limit,
            key_file,
        } => enroll(&name, role.as_deref(), limit, key_file.as_deref(), context, output)?,
        OperatorCommand::List => list(context, output)?,
    }
    Ok(Exit::Done)
}

fn enroll(
    name: &str,
    role: Option<&str>,
    limit: Option<Amount>,
    key_file: Option<&Path>,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let (public, kept) = operators::enroll(name, key_file, &context.keys())?;
    let limit = limit.map(|l| l.to_string());
    if output.json {
        output.document(
            &json!({"schema": SCHEMA, "name": name, "role": role, "limit": limit, "public_key": public.to_string()}),
        )?;
    } else {
        let entry = Entry {
            approval: Table {
                operators: [EntryOperator {
                    name,
                    role,
                    public_key: public.to_string(),
                    limit,
                }],
            },
        };
        let text = toml::to_string(&entry).map_err(|e| Failure::new(Exit::Internal, e.to_string()))?;
        output.data(text)?;
    }
    match kept {
        KeptAt::Keyring(key, lasts) => {
            output.note(&format!("the private key is kept in the keyring as {}", clean(&key)));
            if !lasts {
                output.warn(
                    "this keyring forgets it at a reboot, and after some days in which nobody asks for it; on a machine that runs by itself use --key-file",
                );
            }
        }
        KeptAt::File(path) => output.note(&format!(
            "the private key is kept in a file that is yours alone: {}",
            clean(&path.display().to_string())
        )),
    }
    output.hint("put the entry into the configuration: it is the list of who may approve");
    Ok(())
}

fn list(context: &Context, output: &mut Output<'_>) -> Result<(), Failure> {
    let config = context.config()?;
    let policy = policy(&config)?;
    let keys = context.keys();
    let here = |o: &crate::approve::Operator| signing_key(&o.name, &keys).is_ok_and(|key| key.public() == o.key);
    if output.json {
        let operators: Vec<_> = policy
            .operators
            .iter()
            .map(|o| OperatorJson {
                name: &o.name,
                role: o.role.as_deref(),
                limit: o.limit.map(|l| l.to_string()),
                public_key: o.key.to_string(),
                key_here: here(o),
            })
            .collect();
        return output.document(
            &json!({"schema": "tieout/operators/1", "two_person": policy.two_person, "operators": operators}),
        );
    }
    if policy.operators.is_empty() {
        output.note("nobody may approve: the configuration lists no operator");
        output.hint("`tieout operator enroll NAME` makes a key and prints the entry");
        return Ok(());
    }
    let rows: Vec<_> = policy
        .operators
        .iter()
        .map(|o| {
            vec![
                o.name.clone(),
                o.role.clone().unwrap_or_default(),
                o.limit.map_or_else(|| "any amount".to_owned(), |l| l.to_string()),
                o.key.to_string(),
                if here(o) { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    let text = table(
        &["name", "role", "limit", "public key", "key here"],
        &[2],
        &rows,
        output,
    );
    output.data(text)?;
    if policy.two_person {
        output.note("who proposes does not approve ([approval] two_person)");
    }
    Ok(())
}
