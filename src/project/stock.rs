//! Whether goods come back: as a refund says, and as the document that credits it does.

use crate::model::books::{Document, LineRole};
use crate::model::rules::ItemRules;
use crate::model::shop::{Refund, Restock};

use super::rules_epoch::role;

/// Whether a refund's goods went back on the shelf; `None` where it names no goods, or goods that had
/// never left.
#[must_use]
pub fn restocked(refund: &Refund<'_>) -> Option<bool> {
    let any = |restock| refund.lines.iter().any(|l| l.restock == restock);
    let none = !refund.lines.is_empty() && refund.lines.iter().all(|l| l.restock == Restock::NoRestock);
    match (any(Restock::Return), none) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// Whether a document moves stock: it has a line of goods. `None` where its lines are not known.
#[must_use]
pub fn moves_stock(document: &Document<'_>, items: &ItemRules) -> Option<bool> {
    let lines = document.lines.as_ref()?;
    Some(lines.iter().any(|line| {
        let goods = matches!(role(items, line), LineRole::Item | LineRole::Kit);
        goods && !items.is_charge(line.item)
    }))
}
