//! Tells others what a night came to: an address that is sent a document, a program that is given it.

use std::time::Duration;

use ::http::{Request, Uri, header};
use bytes::Bytes;
use secrecy::ExposeSecret as _;

use super::remotes::{Reach, home};
use crate::config::SecretRef;
use crate::http::require_secure;
use crate::secret::{resolve, tell};

/// How long an address or a program may take: nobody waits for a night that is over.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends a document to whoever the configuration names, and says what did not work, one sentence each. An address
/// is a secret: no sentence has more of it than its host.
pub fn send(reach: &Reach<'_>, document: &str) -> Vec<String> {
    let notify = &reach.config.file.notify;
    let mut failed = Vec::new();
    if let Some(webhook) = &notify.webhook
        && let Err(why) = posted(reach, webhook, document)
    {
        failed.push(format!("[notify] webhook: {why}"));
    }
    if !notify.command.is_empty()
        && let Err(error) = tell(&notify.command, home(reach.config), document.as_bytes(), PATIENCE)
    {
        failed.push(format!("[notify] command: {error}"));
    }
    failed
}

fn posted(reach: &Reach<'_>, webhook: &SecretRef, document: &str) -> Result<(), String> {
    let address = resolve(webhook, home(reach.config), reach.keyring).map_err(|e| e.to_string())?;
    let uri: Uri = address
        .expose_secret()
        .parse()
        .map_err(|_| format!("what {webhook} holds is no address"))?;
    require_secure(&uri).map_err(|e| e.to_string())?;
    let request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Bytes::copy_from_slice(document.as_bytes()))
        .map_err(|_| format!("what {webhook} holds is no address"))?;
    let transport = &reach.line.transport;
    let sent = async { tokio::time::timeout(PATIENCE, transport.open(request)).await };
    match reach.runtime.block_on(sent) {
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
        Ok(Err(error)) => Err(error.to_string()),
        Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
        Ok(Ok(answer)) => Err(format!("it answered with {}", answer.status())),
    }
}
