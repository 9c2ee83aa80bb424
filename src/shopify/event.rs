//! The body of a webhook, read for one thing: which order to look at.
//!
//! Events come late, twice, out of order or from somebody else. Nothing in a body but the order's id is read,
//! and whoever acts on it reads both services again first.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use thiserror::Error;

/// What Shopify told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// `orders/edited`.
    OrderEdited,
    /// `orders/updated`.
    OrderUpdated,
    /// `refunds/create`.
    RefundCreated,
}

/// A hint that something has happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What is told.
    pub topic: Topic,
    /// The order, by Shopify's numeric id.
    pub order: u64,
}

/// Why a body is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EventError {
    /// Longer than any event.
    #[error("the event is longer than {} MiB: Shopify sends none that long", BODY_BYTES_MAX >> 20)]
    TooLong,
    /// No JSON, or a field of another type. What stands there is not repeated.
    #[error("the event is no JSON object as Shopify sends it (line {line}, column {column})")]
    Form {
        /// Where it stops being one, from 1.
        line: usize,
        /// The same.
        column: usize,
    },
    /// JSON of something else.
    #[error(
        "the event is none of orders/edited, orders/updated and refunds/create: it names no order, or more than one"
    )]
    Topic,
    /// The signature was made with another secret or over another body.
    #[error("the event's signature does not fit its body: it was not sent by Shopify, or was changed on the way")]
    Signature,
}

/// Bytes that a body may have; an order of 500 lines with their taxes has less.
pub const BODY_BYTES_MAX: usize = 8 << 20;

/// The fields that tell the topic and the order. A field that stands twice is refused.
#[derive(Deserialize)]
struct Wire {
    order_edit: Option<WireEdit>,
    id: Option<u64>,
    order_id: Option<u64>,
    admin_graphql_api_id: Option<String>,
}

#[derive(Deserialize)]
struct WireEdit {
    order_id: u64,
}

impl Event {
    /// Reads a body.
    ///
    /// # Errors
    /// [`EventError`], without repeating anything of the body.
    pub fn read(body: &[u8]) -> Result<Self, EventError> {
        if body.len() > BODY_BYTES_MAX {
            return Err(EventError::TooLong);
        }
        let wire: Wire = serde_json::from_slice(body).map_err(|e| EventError::Form {
            line: e.line(),
            column: e.column(),
        })?;
        let gid = wire.admin_graphql_api_id.as_deref();
        let event = |topic, order| (order != 0).then_some(Self { topic, order });
        let read = match (wire.order_edit, wire.id, wire.order_id) {
            (Some(edit), None, None) => event(Topic::OrderEdited, edit.order_id),
            (None, Some(_), Some(order)) if gid.is_none_or(|gid| gid.starts_with("gid://shopify/Refund/")) => {
                event(Topic::RefundCreated, order)
            }
            (None, Some(order), None) if gid == Some(&format!("gid://shopify/Order/{order}")) => {
                event(Topic::OrderUpdated, order)
            }
            _ => None,
        };
        read.ok_or(EventError::Topic)
    }
}

/// Whether a body is Shopify's: `header` is `X-Shopify-Hmac-Sha256`, `secret` the app's client secret.
///
/// # Errors
/// [`EventError::Signature`].
pub fn verify_event(body: &[u8], header: &str, secret: &SecretString) -> Result<(), EventError> {
    let tag = BASE64_STANDARD
        .decode(header.trim())
        .map_err(|_| EventError::Signature)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
    hmac::verify(&key, body, &tag).map_err(|_| EventError::Signature)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Event, EventError> {
        Event::read(body.as_bytes())
    }

    #[test]
    fn each_topic_names_its_order() {
        let edited = r#"{"order_edit":{"id":9,"order_id":7,"line_items":{"additions":[{"id":1,"delta":1}]}}}"#;
        let updated =
            r##"{"id":7,"admin_graphql_api_id":"gid://shopify/Order/7","name":"#1001","total_price":"1.00"}"##;
        let refunded = r#"{"id":5,"order_id":7,"admin_graphql_api_id":"gid://shopify/Refund/5"}"#;
        for (body, topic) in [
            (edited, Topic::OrderEdited),
            (updated, Topic::OrderUpdated),
            (refunded, Topic::RefundCreated),
        ] {
            assert_eq!(read(body), Ok(Event { topic, order: 7 }));
        }
    }

    #[test]
    fn what_names_no_order_or_two_is_none() {
        for body in [
            "{}",
            r#"{"id":7}"#,
            r#"{"id":7,"admin_graphql_api_id":"gid://shopify/Order/8"}"#,
            r#"{"id":7,"admin_graphql_api_id":"gid://shopify/Product/7"}"#,
            r#"{"id":0,"admin_graphql_api_id":"gid://shopify/Order/0"}"#,
            r#"{"order_edit":{"order_id":7},"order_id":8}"#,
            r#"{"order_edit":{"order_id":0}}"#,
            r#"{"id":5,"order_id":7,"admin_graphql_api_id":"gid://shopify/Order/5"}"#,
        ] {
            assert_eq!(read(body), Err(EventError::Topic), "{body}");
        }
    }

    #[test]
    fn hostile_bodies_are_refused_and_not_repeated() {
        let deep = "[".repeat(100_000);
        let deep = format!(r#"{{"order_edit":{{"order_id":7,"x":{deep}"#);
        for body in [
            "",
            "null",
            "[7]",
            "\"7\"",
            r#"{"order_edit":{"order_id":"7; DROP TABLE facts"}}"#,
            r#"{"order_edit":{"order_id":-7}}"#,
            r#"{"order_edit":{"order_id":7.5}}"#,
            r#"{"order_edit":{"order_id":18446744073709551616}}"#,
            r#"{"order_edit":{"order_id":7,"order_id":8}}"#,
            r#"{"order_edit":{"order_id":7}} {"order_edit":{"order_id":8}}"#,
            "{\"order_edit\":{\"order_id\":7}\u{0}}",
            &deep,
        ] {
            let error = read(body).unwrap_err();
            assert!(matches!(error, EventError::Form { .. }), "{error}");
            assert!(!error.to_string().contains("DROP"), "{error}");
        }
        assert_eq!(Event::read(&vec![b' '; BODY_BYTES_MAX + 1]), Err(EventError::TooLong));
    }

    #[test]
    fn a_signature_fits_one_body_and_one_secret() {
        let secret = SecretString::from("hush");
        // openssl dgst -sha256 -hmac hush -binary | base64
        let body = br#"{"order_edit":{"order_id":7}}"#;
        let header = "3vjuqb43AfAOoRtlWCeX6HexpBAfql5ApD6jU76tQRE=";
        assert_eq!(verify_event(body, header, &secret), Ok(()));
        assert_eq!(verify_event(body, &format!(" {header}\n"), &secret), Ok(()));
        for (body, header, secret) in [
            (&b"{}"[..], header, "hush"),
            (body, header, "hash"),
            (body, "", "hush"),
            (body, "not base64!", "hush"),
            (body, &header[..header.len() - 4], "hush"),
        ] {
            assert_eq!(
                verify_event(body, header, &SecretString::from(secret)),
                Err(EventError::Signature)
            );
        }
    }
}
