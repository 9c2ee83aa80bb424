//! A signed request of OAuth 1.0 (token-based authentication), its signature computed anew.

use std::collections::HashMap;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::twin::netsuite::request::{Call, decoded, encoded};
use crate::twin::world::Role;

/// Seconds a timestamp may be off.
const OFF_MOST: i64 = 300;

/// Nonces that were used, with their timestamps.
#[derive(Default)]
pub(super) struct Replays(HashMap<(String, String), i64>);

impl Replays {
    /// Whether the nonce is new; it is used from now on.
    fn admit(&mut self, token: &str, nonce: &str, stamp: i64, now: i64) -> bool {
        // An older timestamp is refused anyway.
        self.0.retain(|_, used| now - *used <= OFF_MOST);
        self.0.insert((token.to_owned(), nonce.to_owned()), stamp).is_none()
    }
}

/// Says which of the roles has signed, if one has.
pub(super) fn verify<'k>(
    header: &str,
    call: &Call,
    account: &str,
    roles: impl Iterator<Item = &'k Role>,
    replays: &mut Replays,
    now: i64,
) -> Option<usize> {
    let fields = fields(header);
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let stamp: i64 = field("oauth_timestamp")?.parse().ok()?;
    // The realm is compared to the letter: a lower-case one is a failed sign-in.
    let fits = field("realm") == Some(account)
        && field("oauth_signature_method") == Some("HMAC-SHA256")
        && field("oauth_version").is_none_or(|v| v == "1.0")
        && (now - stamp).abs() <= OFF_MOST;
    if !fits {
        return None;
    }
    let (consumer, token) = (field("oauth_consumer_key")?, field("oauth_token")?);
    let whose = |role: &Role| !token.is_empty() && role.consumer_key == consumer && role.token_id == token;
    let (at, role) = roles.enumerate().find(|(_, role)| whose(role))?;
    let signature = STANDARD.decode(field("oauth_signature")?).ok()?;
    let secret = format!("{}&{}", encoded(&role.consumer_secret), encoded(&role.token_secret));
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, base_string(call, &fields).as_bytes(), &signature).ok()?;
    replays.admit(token, field("oauth_nonce")?, stamp, now).then_some(at)
}

/// The pairs of the header.
fn fields(header: &str) -> Vec<(String, String)> {
    let parts = header.split(',').filter_map(|part| part.trim().split_once('='));
    parts
        .map(|(name, value)| (name.trim().to_owned(), decoded(value.trim().trim_matches('"'), false)))
        .collect()
}

/// What RFC 5849 signs: method, address without query, and all parameters sorted. A JSON body is not signed.
fn base_string(call: &Call, fields: &[(String, String)]) -> String {
    let of_header = fields.iter().filter(|(n, _)| n != "realm" && n != "oauth_signature");
    let mut pairs: Vec<(String, String)> = call
        .query
        .iter()
        .chain(of_header)
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort();
    let list: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = format!("{}{}", call.origin, call.path);
    format!(
        "{}&{}&{}",
        call.method.to_uppercase(),
        encoded(&address),
        encoded(&list.join("&"))
    )
}
