//! `actions prove`.

use serde::Serialize;

use crate::approve::Link;
use crate::base::clean;
use crate::cli::Exit;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::cli::text::count;
use crate::config::Config;
use crate::flow::operators::policy;
use crate::flow::prove::{self as flow, Proof};
use crate::store::Store;

/// The document of `actions prove --json`.
#[derive(Serialize)]
struct Document<'p> {
    schema: &'static str,
    action: String,
    exception: String,
    proven: bool,
    head: String,
    links: Vec<LinkJson<'p>>,
}

#[derive(Serialize)]
struct LinkJson<'p> {
    link: &'static str,
    step: Option<usize>,
    holds: bool,
    says: &'p str,
    row: Option<u64>,
    hash: Option<&'p str>,
    at: Option<String>,
    who: Option<&'p str>,
    fault: Option<&'p str>,
}

impl<'p> From<&'p Link> for LinkJson<'p> {
    fn from(link: &'p Link) -> Self {
        let row = link.row.as_ref();
        Self {
            link: link.name,
            step: link.step,
            holds: link.fault.is_none(),
            says: &link.says,
            row: row.map(|r| r.seq),
            hash: row.map(|r| r.hash.as_str()),
            at: row.map(|r| r.at.to_string()),
            who: row.map(|r| r.who.as_str()),
            fault: link.fault.as_deref(),
        }
    }
}

pub(super) fn run(id: &str, config: &Config, store: &Store, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let proof = flow::run(store, &policy(config)?, id)?;
    let action = &proof.standing.action;
    if output.json {
        output.document(&Document {
            schema: "tieout/proof/1",
            action: action.id(),
            exception: format!("EX-{}", action.exception),
            proven: proof.holds(),
            head: proof.head.to_string(),
            links: proof.links.iter().map(LinkJson::from).collect(),
        })?;
    } else {
        show(&proof, output)?;
    }
    let broken: Vec<&Link> = proof.links.iter().filter(|l| l.fault.is_some()).collect();
    if broken.is_empty() {
        return Ok(Exit::Done);
    }
    for link in &broken {
        output.warn(&format!(
            "{}: {}",
            name(link),
            clean(link.fault.as_deref().unwrap_or_default())
        ));
    }
    output.warn(&format!(
        "{} is not proven: {} of its chain missing or broken",
        action.id(),
        count(broken.len() as u64, "link")
    ));
    Ok(Exit::Differences)
}

fn name(link: &Link) -> String {
    let name = link.name.replace('_', " ");
    link.step.map_or_else(|| name.clone(), |step| format!("{name} {step}"))
}

fn show(proof: &Proof, output: &mut Output<'_>) -> Result<(), Failure> {
    let action = &proof.standing.action;
    let verdict = if proof.holds() { "proven" } else { "not proven" };
    let amount = action.proposal.amount.text(action.currency);
    output.line(format!(
        "{}  {} {amount} {}  {verdict}",
        action.id(),
        action.kind().as_str(),
        action.currency
    ))?;
    for link in &proof.links {
        let says = match &link.fault {
            None => link.says.clone(),
            Some(fault) => format!("NOT PROVEN: {fault}"),
        };
        output.line(format!("  {:<13} {}", name(link), clean(&says)))?;
        if let Some(row) = &link.row {
            output.line(format!(
                "                row {} by {} at {}",
                row.seq,
                clean(&row.who),
                row.at
            ))?;
            output.line(format!("                {}", row.hash))?;
        }
    }
    Ok(())
}
