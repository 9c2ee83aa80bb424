//! The keys that both sides carry: which refund a credit answers, which order a movement belongs to.

use crate::base::OrderKey;
use crate::model::books::Document;
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{OrderHolds, Rules};

/// The case of the order that a balance transaction belongs to; [`OrderKey::NONE`] where it names none.
#[must_use]
pub fn order_key(movement: &BalanceTransaction<'_>, holds: OrderHolds) -> OrderKey {
    match holds {
        OrderHolds::Name => OrderKey::of(&movement.order_name),
        OrderHolds::LegacyId => OrderKey::of_id(movement.order),
    }
}

/// Whether the account of a document's line, written as an id or as `id name`, is the configured one.
#[must_use]
pub fn is_account(written: &str, account: &str) -> bool {
    let written = written.trim();
    written == account || written.split(' ').next() == Some(account)
}

/// The refund that a document names, by the configured pattern: the whole field, or the pattern
/// within it where no digit stands beside the number.
#[must_use]
pub fn refund_id(document: &Document<'_>, rules: &Rules) -> Option<u64> {
    [&document.head.refund_ref, &document.head.external_id]
        .into_iter()
        .find_map(|text| id_in(text, &rules.refund_pattern))
}

/// The number that stands for `{legacy_id}` of a pattern in a text.
#[must_use]
pub fn id_in(text: &str, pattern: &str) -> Option<u64> {
    let (before, after) = pattern.split_once("{legacy_id}")?;
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(before) {
        let start = from + found;
        let digits_from = start + before.len();
        let rest = text.get(digits_from..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let tail = rest.get(digits..)?;
        let clear = !text.get(..start)?.ends_with(|c: char| c.is_ascii_alphanumeric());
        if digits > 0 && clear && tail.starts_with(after) {
            let number = rest.get(..digits)?.parse().ok();
            let rest_clear = !tail.get(after.len()..)?.starts_with(|c: char| c.is_ascii_digit());
            if rest_clear {
                return number;
            }
        }
        from = start + text.get(start..)?.chars().next().map_or(1, char::len_utf8);
    }
    None
}
