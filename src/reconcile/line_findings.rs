//! A line that differs, as a finding.

use crate::base::{Amount, clean};
use crate::model::code::{Code, bnd, edt, refunds, tax};
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::{Line, Restock};
use crate::project::{Key, key_of_item, key_of_sku, whole};

use super::documents::named;
use super::lines::{Kind, LineDiff};
use super::totals::Report;

impl Report<'_, '_> {
    /// One finding at its line; what it does to totals and tax is in the note.
    pub(super) fn line(&self, line: &LineDiff<'_>) -> Finding {
        let c = self.context;
        let (code, cause) = self.line_code(line);
        let sku = clean(&line.sku);
        let what = match (line.kind, &line.other) {
            (Kind::Swap | Kind::BundleParts, Some(other)) => {
                format!(
                    "{sku} × {} is booked as {} × {}",
                    line.wanted.0,
                    clean(other),
                    line.held.0
                )
            }
            (Kind::ParentSku, _) => format!("bundle {sku} × {} is booked as one item, not taken apart", line.held.0),
            (Kind::Price | Kind::BundleCents, _) => format!(
                "{sku} × {} is worth {} and booked at {}",
                line.wanted.0,
                c.text(line.wanted.1),
                c.text(line.held.1)
            ),
            _ => format!(
                "{sku} is {} × ({}) in Shopify and {} × ({}) in NetSuite",
                line.wanted.0,
                c.text(line.wanted.1),
                line.held.0,
                c.text(line.held.1)
            ),
        };
        let follows = if line.delta().is_zero() {
            String::new()
        } else {
            "; totals and tax follow from it".to_owned()
        };
        let stale = match (self.settled.stale, c.expected.edits) {
            (Some(0), _) => "; NetSuite shows the order as placed",
            _ => "",
        };
        let mut finding = c
            .line_finding(code, self.document, line.line, &line.sku, line.wanted.1, line.held.1)
            .explain(cause, line.delta())
            .seen("quantity", line.wanted.0.to_string(), line.held.0.to_string())
            .seen("net amount", c.text(line.wanted.1), c.text(line.held.1))
            .noting(format!("{}: {what}{stale}{follows}.", named(self.document)));
        if let Some(other) = &line.other {
            finding = finding.seen("sku", line.sku.clone(), other.clone());
        }
        if let Some(shipped) = line.booked.and_then(|b| b.shipped).filter(|q| !q.is_zero()) {
            finding = finding.seen("shipped", "", shipped.to_string());
        }
        let finding = self.mended_by(finding, Self::mend(code, line.kind));
        match line.kind {
            Kind::Price | Kind::BundleCents => c.tolerable(finding),
            _ => finding,
        }
    }

    /// What mends a line of a sales order that takes edits.
    fn mend(code: &'static Code, kind: Kind) -> ActionKind {
        match kind {
            // Whether a closed line may be opened again is for a person to say.
            _ if code == &edt::EDT_12 => ActionKind::Route,
            Kind::Ghost => ActionKind::CloseLines,
            _ => ActionKind::UpdateSalesOrder,
        }
    }

    fn line_code(&self, line: &LineDiff<'_>) -> (&'static Code, &'static str) {
        match line.kind {
            Kind::ParentSku => return (&bnd::BND_01, "bundle_not_exploded"),
            Kind::BundleParts if self.is_other_recipe(line) => return (&bnd::BND_06, "other_recipe"),
            Kind::BundleParts => return (&bnd::BND_02, "bundle_parts"),
            Kind::BundleCents => return (&bnd::BND_03, "allocation_rounding"),
            Kind::BundleTimes => return (&bnd::BND_04, "quantity_not_multiplied"),
            Kind::Price => return self.price_code(line),
            _ => {}
        }
        let cause = match line.kind {
            Kind::Missing => "line_missing",
            Kind::Ghost => "line_not_in_shopify",
            Kind::Fewer | Kind::More => "quantity",
            _ => "other_goods",
        };
        let code = if self.context.books.is_billed() {
            &edt::EDT_11
        } else {
            match line.kind {
                Kind::Ghost | Kind::Fewer if self.is_cancelled(line) => {
                    return (&refunds::REF_21, "cancelled_goods_not_taken_off");
                }
                Kind::More if line.booked.is_some_and(|held| held.closed) => &edt::EDT_12,
                Kind::Missing => &edt::EDT_01,
                Kind::Ghost => &edt::EDT_02,
                Kind::Fewer => &edt::EDT_03,
                Kind::More => &edt::EDT_04,
                _ => &edt::EDT_05,
            }
        };
        (code, cause)
    }

    /// Whether the pieces that NetSuite has too many were cancelled with a refund of their money. An edit takes pieces
    /// off with a refund of nothing.
    fn is_cancelled(&self, line: &LineDiff<'_>) -> bool {
        let (c, key) = (self.context, key_of_item(&line.sku, 0));
        let of_line = |id: u64| {
            let mut lines = c.order.lines.iter();
            lines.any(|l| l.id == id && key_of_sku(&l.sku, c.rules) == key)
        };
        let refunded = c.order.refunds.iter().flat_map(|r| &r.lines);
        let cancelled: i64 = refunded
            .filter(|r| r.restock == Restock::Cancel && !r.subtotal.on(c.expected.basis).is_zero())
            .filter(|r| of_line(r.line))
            .map(|r| r.quantity)
            .sum();
        cancelled != 0 && whole(cancelled) == line.held.0 - line.wanted.0
    }

    /// Whether the part booked is one by a recipe of the bundle that does not hold on the day of the order.
    fn is_other_recipe(&self, line: &LineDiff<'_>) -> bool {
        let Some(other) = line.other.as_ref().map(|sku| key_of_item(sku, 0)) else {
            return false;
        };
        let wanted = key_of_item(&line.sku, 0);
        let recipes = &self.context.rules.bundles;
        let holds = |bundle: &str, key: &Key| {
            let mut parts = recipes.iter().filter(|c| c.bundle == bundle);
            parts.any(|c| key_of_item(&c.component, 0) == *key)
        };
        recipes
            .iter()
            .any(|c| key_of_item(&c.component, 0) == wanted && holds(&c.bundle, &other))
    }

    /// A line whose pieces agree and whose value does not.
    fn price_code(&self, line: &LineDiff<'_>) -> (&'static Code, &'static str) {
        let reduced = self
            .order_line(line)
            .is_some_and(|l| l.quantity > l.current_quantity && l.current_quantity > 0);
        let has_discount = line.gross != line.wanted.1;
        if self.discount_has_tax(line) {
            (&tax::TAX_04, "discount_with_tax")
        } else if reduced && has_discount && line.held.1 != line.gross {
            (&edt::EDT_06, "stale_discount")
        } else {
            (&edt::EDT_17, "price")
        }
    }

    /// Whether the line is too cheap by the tax in its discount: prices hold their tax, and the discount was
    /// taken off the value without it.
    fn discount_has_tax(&self, line: &LineDiff<'_>) -> bool {
        let c = self.context;
        // Of a line that lost pieces it is not said what discount the others have with their tax.
        let whole = self.order_line(line).filter(|l| l.quantity == l.current_quantity);
        let Some(discount) = whole.map(|l| l.discount.on(c.expected.basis)) else {
            return false;
        };
        // The list value without tax is known to the cents that its tax is rounded to.
        let off = (line.gross - discount - line.held.1).abs();
        c.order.head.taxes_included
            && !discount.is_zero()
            && line.held.1 < line.wanted.1
            && off <= Amount::smallest(c.expected.currency) + Amount::smallest(c.expected.currency)
    }

    fn order_line(&self, line: &LineDiff<'_>) -> Option<&Line<'_>> {
        line.line.and_then(|i| self.context.order.lines.get(i))
    }
}
