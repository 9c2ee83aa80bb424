//! IDN-13: keys of other systems in the field that should hold the order's.

use crate::base::clean;
use crate::model::books::Document;
use crate::model::code::{Code, idn};

use super::documents::named;

/// What a document is whose order Shopify does not have: code, cause and words.
pub(super) fn whose(document: &Document<'_>) -> (&'static Code, &'static str, String) {
    let (name, key) = (named(document), clean(&document.head.order_ref));
    match form_of(&document.head.order_ref) {
        Some(form) => {
            let why = format!("{name} is filed under {key}, which is {form} and no order of Shopify's.");
            (&idn::IDN_13, "other_system", why)
        }
        None => {
            let why = format!("{name} belongs to order {key}, which Shopify does not have.");
            (&idn::IDN_03, "orphan", why)
        }
    }
}

/// Words that other channels' integrations put before their keys.
const CHANNELS: [&str; 8] = [
    "AMAZON",
    "AMZ",
    "EBAY",
    "ETSY",
    "WALMART",
    "MAGENTO",
    "WOO",
    "BIGCOMMERCE",
];

/// Whose form a key has that is none of Shopify's; `None` where it may be an order of Shopify's.
fn form_of(key: &str) -> Option<&'static str> {
    let key = key.trim();
    let groups: Vec<&str> = key.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|g| g.len()).collect();
    let all = |is: fn(&u8) -> bool| groups.iter().all(|g| g.bytes().all(|b| is(&b)));
    if lengths == [8, 4, 4, 4, 12] && all(u8::is_ascii_hexdigit) {
        return Some("a UUID");
    }
    if lengths == [3, 7, 7] && all(u8::is_ascii_digit) {
        return Some("an Amazon order id");
    }
    if lengths == [2, 5, 5] && all(u8::is_ascii_digit) {
        return Some("an eBay order id");
    }
    let (word, rest) = key.split_at(key.find(['-', '_', ':', '/'])?);
    let is_channel = CHANNELS.iter().any(|channel| word.eq_ignore_ascii_case(channel));
    (is_channel && rest.len() > 1).then_some("another channel's key")
}

#[cfg(test)]
mod tests {
    use super::form_of;

    #[test]
    fn keys_of_other_systems_are_told_from_order_names() {
        for foreign in [
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "114-3941689-8772232",
            "12-04567-89012",
            "amz-1001",
            "Etsy:2233",
        ] {
            assert!(form_of(foreign).is_some(), "{foreign}");
        }
        for own in [
            "",
            "#1001",
            "1001",
            "UK-1001",
            "1001-B",
            "5000000001001",
            "EU_2024-1001",
            "114-394-877",
            "WOOL-1001",
            "amz-",
        ] {
            assert_eq!(form_of(own), None, "{own}");
        }
    }
}
