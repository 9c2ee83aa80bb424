//! What a line stands for: by the configured items, by the item type, by the item's name, and last by
//! what the row holds.

use std::collections::BTreeMap;

use super::gather::DraftRow;
use crate::base::Amount;
use crate::model::books::{DocumentKind, LineRole};

/// What the configuration says about items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roles<'o> {
    /// By internal id.
    pub(super) by_id: &'o BTreeMap<u64, LineRole>,
    /// By name.
    pub(super) by_name: &'o BTreeMap<String, LineRole>,
}

impl Roles<'_> {
    /// The role of a row whose amount, with its sign settled, is known or blank.
    pub(super) fn of(&self, kind: DocumentKind, row: &DraftRow, amount: Option<Amount>) -> LineRole {
        match kind {
            DocumentKind::JournalEntry
            | DocumentKind::CustomerPayment
            | DocumentKind::CustomerDeposit
            | DocumentKind::CustomerRefund
            | DocumentKind::DepositApplication => LineRole::Account,
            DocumentKind::Deposit if amount.is_some_and(Amount::is_negative) => LineRole::CashBack,
            DocumentKind::Deposit => LineRole::Payment,
            _ => self.of_item(row, amount),
        }
    }

    fn of_item(&self, row: &DraftRow, amount: Option<Amount>) -> LineRole {
        // A search that shows ids in the item column names items the way the configuration does.
        let id = if row.item_id == 0 {
            row.item.parse().unwrap_or(0)
        } else {
            row.item_id
        };
        if let Some(role) = self.by_id.get(&id) {
            return *role;
        }
        if let Some(role) = by_type(&row.item_type) {
            return role;
        }
        let leaf = leaf(&row.item);
        let named = |name: &str| self.by_name.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        if let Some((_, role)) = named(&row.item).or_else(|| named(leaf)) {
            return *role;
        }
        match (row.quantity, amount) {
            (None, None) => LineRole::Ignored,
            // Goods have pieces; an amount that is taken off without any is a discount.
            (None, Some(amount)) if amount.is_negative() => LineRole::Discount,
            (None, Some(_)) if row.item.is_empty() => LineRole::Account,
            _ => LineRole::Item,
        }
    }
}

/// The item's own name: NetSuite shows `Parent : Child`.
pub(super) fn leaf(item: &str) -> &str {
    item.rsplit(" : ").next().unwrap_or(item).trim()
}

/// The role that an item type tells by itself, in the spelling of a search or of SuiteQL. Types of goods
/// and charges tell none: what a charge is for is in the configuration.
fn by_type(item_type: &str) -> Option<LineRole> {
    Some(match item_type.to_ascii_lowercase().as_str() {
        "kit" | "kit/package" | "kit item" => LineRole::Kit,
        "group" | "item group" => LineRole::Group,
        "endgroup" | "end group" | "end of item group" => LineRole::EndGroup,
        "shipitem" | "shipping cost item" | "shipping item" | "ship item" => LineRole::Shipping,
        "discount" | "discount item" => LineRole::Discount,
        "taxitem" | "taxgroup" | "tax item" | "tax group" | "sales tax item" => LineRole::Tax,
        "description" | "description item" | "subtotal" | "subtotal item" => LineRole::Ignored,
        "payment" | "payment item" => LineRole::Payment,
        _ => return None,
    })
}
