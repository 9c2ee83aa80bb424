//! What init asks of NetSuite.

use super::questions::{Key, Questions, Secret};
use crate::cli::Exit;
use crate::cli::args::{AuthArg, InitArgs};
use crate::cli::error::Failure;
use crate::flow::init::{At, Draft};

const AT: At = At::Netsuite;

/// Asks for the account, how to sign in, and where the ids of Shopify sit.
pub(super) fn ask(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    let signs_in = !args.files_only && sign_in(args, draft, questions)?;
    if signs_in {
        let concurrency = args.concurrency.map(i64::from);
        if let Some(n) = concurrency {
            draft.set(AT, "concurrency", n);
        }
    }
    columns(args, draft, questions)
}

/// Whether tieout signs in to NetSuite at all.
fn sign_in(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<bool, Failure> {
    let Some(auth) = way(args, questions)? else {
        return Ok(false);
    };
    let question = "NetSuite account id, as under Setup > Company, such as 123456_SB1";
    if let Some(account) = questions.needed(key("account", "--account"), args.account.as_deref(), question, None)? {
        draft.set(AT, "account", account);
    }
    if let Some(url) = args.account_url.as_deref() {
        questions.optional(key("base_url", "--account-url"), Some(url), "", None)?;
        draft.set(AT, "base_url", url);
    }
    match auth {
        AuthArg::Oauth2 => oauth2(args, draft, questions)?,
        AuthArg::Tba => tba(args, draft, questions)?,
    }
    Ok(true)
}

/// How to sign in: as the flag says, as the other flags imply, or as is answered.
fn way(args: &InitArgs, questions: &Questions<'_, '_>) -> Result<Option<AuthArg>, Failure> {
    let oauth2 = args.client_id.is_some() || args.certificate_id.is_some() || args.private_key.is_some();
    let tba = [
        &args.consumer_key,
        &args.consumer_secret,
        &args.token_id,
        &args.token_secret,
    ];
    let tba = tba.iter().any(|flag| flag.is_some());
    match (args.auth, oauth2, tba) {
        (Some(AuthArg::Oauth2), _, true) | (Some(AuthArg::Tba), true, _) | (None, true, true) => Err(Failure::new(
            Exit::Usage,
            "flags of two ways to sign in to NetSuite: --client-id, --certificate-id and --private-key belong to \
             oauth2, --consumer-… and --token-… to tba",
        )),
        (Some(auth), ..) => Ok(Some(auth)),
        (None, true, false) => Ok(Some(AuthArg::Oauth2)),
        (None, false, true) => Ok(Some(AuthArg::Tba)),
        (None, false, false) => {
            let Some(ask) = questions.somebody else {
                return Ok(Some(AuthArg::Oauth2));
            };
            let ways = [
                "OAuth 2.0, by a certificate",
                "tokens (TBA)",
                "not at all: facts come from files",
            ];
            Ok(match ask.choose("How does tieout sign in to NetSuite?", &ways, 0)? {
                0 => Some(AuthArg::Oauth2),
                1 => Some(AuthArg::Tba),
                _ => None,
            })
        }
    }
}

fn oauth2(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    draft.set(AT, "auth", "oauth2");
    let id = args.client_id.as_deref();
    if let Some(id) = questions.text("--client-id", id, "Client id of the integration record")? {
        draft.set(AT, "client_id", id);
    }
    let id = args.certificate_id.as_deref();
    if let Some(id) = questions.text("--certificate-id", id, "Id of the certificate")? {
        draft.set(AT, "certificate_id", id);
    }
    let name = "netsuite-private-key";
    let given = args.private_key.as_deref();
    if let Some(private) = questions.secret("--private-key", given, secret("private key (PKCS#8 PEM)", name, false))? {
        draft.set_secret(AT, "private_key", private, name);
    }
    Ok(())
}

fn tba(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    draft.set(AT, "auth", "tba");
    if let Some(id) = questions.text("--consumer-key", args.consumer_key.as_deref(), "Consumer key")? {
        draft.set(AT, "consumer_key", id);
    }
    let (given, name) = (args.consumer_secret.as_deref(), "netsuite-consumer-secret");
    if let Some(given) = questions.secret("--consumer-secret", given, secret("consumer secret", name, true))? {
        draft.set_secret(AT, "consumer_secret", given, name);
    }
    if let Some(id) = questions.text("--token-id", args.token_id.as_deref(), "Token id")? {
        draft.set(AT, "token_id", id);
    }
    let (given, name) = (args.token_secret.as_deref(), "netsuite-token-secret");
    if let Some(given) = questions.secret("--token-secret", given, secret("token secret", name, true))? {
        draft.set_secret(AT, "token_secret", given, name);
    }
    Ok(())
}

/// Where refunds and payouts sit. The order's column is looked for later, among what is really there.
fn columns(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    let all = [
        (
            key("refund_field", "--refund-field"),
            &args.refund_field,
            "Column of credit memos and cash refunds that holds the Shopify refund",
            "externalid",
        ),
        (
            key("refund_pattern", "--refund-pattern"),
            &args.refund_pattern,
            "What it holds, with {legacy_id} for the refund's number",
            "shopify-refund-{legacy_id}",
        ),
        (
            key("payout_field", "--payout-field"),
            &args.payout_field,
            "Column of deposits or journals that holds the Shopify payout",
            "memo",
        ),
        (
            key("payout_pattern", "--payout-pattern"),
            &args.payout_pattern,
            "What it contains, with {legacy_id} for the payout's number",
            "payout {legacy_id}",
        ),
    ];
    for (key, given, question, default) in all {
        if let Some(answer) = questions.optional(key, given.as_deref(), question, Some(default))? {
            draft.set(AT, key.key, answer);
        }
    }
    Ok(())
}

pub(super) const fn key(key: &'static str, flag: &'static str) -> Key {
    Key { at: AT, key, flag }
}

const fn secret<'s>(what: &'s str, name: &'s str, is_line: bool) -> Secret<'s> {
    Secret { what, name, is_line }
}
