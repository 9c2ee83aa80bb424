//! What the errors of an answer mean: they come with status 200, and are told apart by their codes.

use std::collections::BTreeSet;

use super::documents::Document;
use super::envelope::{Envelope, Error};
use super::error::ShopifyError;

/// What becomes of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may be used; these optional parts were withheld.
    Good(BTreeSet<String>),
    /// The bucket is empty: nothing was done, and the same is to be asked again.
    Throttled,
    /// The page is too dear: a smaller one may be let in.
    TooDear { cost: u64, cost_max: u64 },
    /// Something broke: a read may be asked again.
    Broken(ShopifyError),
    /// There will be no other answer.
    Refused(ShopifyError),
}

/// Judges an answer to a document.
pub(super) fn judge(document: &'static Document, answer: &Envelope) -> Verdict {
    let errors = answer.errors();
    let coded = |code: &str| errors.iter().find(|e| e.code() == code);
    if coded("THROTTLED").is_some() {
        return Verdict::Throttled;
    }
    if let Some(error) = coded("MAX_COST_EXCEEDED") {
        let number = |name: &str| error.number(name).unwrap_or(0);
        return Verdict::TooDear {
            cost: number("cost"),
            cost_max: number("maxCost"),
        };
    }
    if let Some(error) = coded("SHOP_INACTIVE") {
        return Verdict::Refused(ShopifyError::ShopInactive { said: error.said() });
    }
    if let Some(error) = coded("INTERNAL_SERVER_ERROR") {
        let said = error.said();
        let document = document.name;
        return Verdict::Broken(ShopifyError::Internal { document, said });
    }
    // A search that was misread gives everything, so the rest of the answer means nothing.
    if let Some((field, said)) = answer.misread_search() {
        let document = document.name;
        return Verdict::Refused(ShopifyError::Misread { document, field, said });
    }
    let has_data = answer.data.as_ref().is_some_and(serde_json::Value::is_object);
    let mut withheld = BTreeSet::new();
    for error in &errors {
        let place = error.place();
        if has_data && is_optional(document, &place) {
            withheld.insert(place);
        } else {
            return Verdict::Refused(fatal(document, error, place, has_data));
        }
    }
    if !has_data {
        return Verdict::Refused(ShopifyError::Shape {
            document: document.name,
            what: "it has neither data nor errors".to_owned(),
        });
    }
    Verdict::Good(withheld)
}

/// Whether a place in the answer lies in a part that may be withheld.
fn is_optional(document: &Document, place: &str) -> bool {
    document.optional.iter().any(|part| {
        let rest = place.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn fatal(document: &Document, error: &Error, place: String, has_data: bool) -> ShopifyError {
    let (document, said) = (document.name, error.said());
    match error.code() {
        "ACCESS_DENIED" => ShopifyError::AccessDenied {
            what: if place.is_empty() { document.to_owned() } else { place },
            needs: if error.needs().is_empty() { said } else { error.needs() },
        },
        // Shopify has no code of its own for cursors.
        _ if said.to_ascii_lowercase().contains("cursor") => ShopifyError::Cursor { document, said },
        _ if has_data && !place.is_empty() => ShopifyError::Partial {
            document,
            path: place,
            said,
        },
        code => ShopifyError::Refused {
            document,
            code: super::envelope::shown(code),
            said,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::documents::{ORDERS, PAYOUTS};
    use super::*;

    fn verdict(document: &'static Document, text: &str) -> Verdict {
        judge(document, &serde_json::from_str(text).unwrap())
    }

    fn refused(document: &'static Document, text: &str) -> ShopifyError {
        match verdict(document, text) {
            Verdict::Refused(error) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn refusals_that_come_as_good_answers_are_told_apart() {
        assert_eq!(
            verdict(&ORDERS, r#"{"data":{"orders":{}}}"#),
            Verdict::Good(BTreeSet::new())
        );
        let throttled = r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],
            "extensions":{"cost":{"requestedQueryCost":862,"actualQueryCost":null,
            "throttleStatus":{"maximumAvailable":4000.0,"currentlyAvailable":40,"restoreRate":200.0}}}}"#;
        assert_eq!(verdict(&ORDERS, throttled), Verdict::Throttled);
        let dear = r#"{"errors":[{"message":"Query cost is 1293, which exceeds the single query max cost limit (1000).",
            "extensions":{"code":"MAX_COST_EXCEEDED","cost":1293,"maxCost":1000}}]}"#;
        let (cost, cost_max) = (1_293, 1_000);
        assert_eq!(verdict(&ORDERS, dear), Verdict::TooDear { cost, cost_max });
        let broken = r#"{"errors":[{"message":"Internal error. Looks like something went wrong on our end.\nRequest ID: 1b355a21",
            "extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#;
        assert!(
            matches!(verdict(&ORDERS, broken), Verdict::Broken(ShopifyError::Internal { said, .. }) if said.contains("1b355a21"))
        );
        let closed = r#"{"errors":[{"message":"closed","extensions":{"code":"SHOP_INACTIVE"}}]}"#;
        assert!(matches!(refused(&ORDERS, closed), ShopifyError::ShopInactive { .. }));
        let bad = r#"{"errors":[{"message":"Field 'x' doesn't exist on type 'Order'","path":["query","orders","x"],
            "extensions":{"code":"undefinedField"}}]}"#;
        assert!(matches!(refused(&ORDERS, bad), ShopifyError::Refused { code, .. } if code == "undefinedField"));
        let cursor = r#"{"data":{"orders":null},"errors":[{"message":"Malformed cursor","path":["orders"],"extensions":{"code":"BAD_REQUEST"}}]}"#;
        assert!(matches!(refused(&ORDERS, cursor), ShopifyError::Cursor { .. }));
        assert!(matches!(
            refused(&ORDERS, r#"{"data":null}"#),
            ShopifyError::Shape { .. }
        ));
    }

    #[test]
    fn denied_access_names_the_scope() {
        let denied = r#"{"data":{"shopifyPaymentsAccount":null},"errors":[{"message":"Access denied for shopifyPaymentsAccount field.",
            "path":["shopifyPaymentsAccount"],"extensions":{"code":"ACCESS_DENIED",
            "requiredAccess":"`read_shopify_payments` or `read_shopify_payments_accounts` access scope."}}]}"#;
        let error = refused(&PAYOUTS, denied);
        assert!(error.to_string().contains("read_shopify_payments_accounts"), "{error}");
        assert!(error.to_string().contains("shopifyPaymentsAccount"), "{error}");
    }

    #[test]
    fn a_part_may_be_missing_only_where_it_may() {
        let partial = |place: &str, code: &str| {
            format!(
                r#"{{"data":{{"orders":{{"nodes":[]}}}},"errors":[{{"message":"no","path":["orders","nodes",0,{place}],"extensions":{{"code":"{code}"}}}}]}}"#
            )
        };
        let address = partial(r#""shippingAddress""#, "ACCESS_DENIED");
        assert_eq!(
            verdict(&ORDERS, &address),
            Verdict::Good(BTreeSet::from(["orders.nodes.shippingAddress".to_owned()]))
        );
        let within = partial(r#""shippingAddress","provinceCode""#, "ACCESS_DENIED");
        assert!(matches!(verdict(&ORDERS, &within), Verdict::Good(parts) if parts.len() == 1));
        let total = partial(r#""totalRefundedSet""#, "");
        assert!(
            matches!(refused(&ORDERS, &total), ShopifyError::Partial { path, .. } if path == "orders.nodes.totalRefundedSet")
        );
        let longer = partial(r#""shippingAddressX""#, "ACCESS_DENIED");
        assert!(matches!(refused(&ORDERS, &longer), ShopifyError::AccessDenied { .. }));
        // Without data nothing is optional.
        let nothing = address.replace(r#"{"orders":{"nodes":[]}}"#, "null");
        assert!(matches!(refused(&ORDERS, &nothing), ShopifyError::AccessDenied { .. }));
    }
}
