//! One block of lines, parsed and packed by one worker.

use std::str::Utf8Error;

use serde::Deserialize;

use super::details::{Detail, Details, Parent, own_refund};
use super::fault::{Fault, parse};
use super::rows::{Child, Packed};
use super::scalar::split_gid;
use super::untold::Untold;
use super::wire::{
    AdjustmentRow, AgreementRow, BalanceRow, DisputeRow, LineRow, OrderRow, PaymentRow, PayoutRow, RefundLineRow,
    RefundRow, RefundShippingRow, SaleRow, ShippingRow,
};
use super::{balance, order};
use crate::base::OrderKey;
use crate::import::blocks::line_spans;
use crate::model::dispute::Dispute;
use crate::model::pack::pack;
use crate::model::payout::Payout;
use crate::model::rules::OrderHolds;
use crate::model::shop::{RefundLine, Restock};

/// One block of lines.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) packed: Packed,
    pub(super) balance_bytes: Vec<u8>,
    pub(super) balance: Vec<(u64, i64, u64, u32, u32)>,
    pub(super) payouts: Vec<Payout<'static>>,
    pub(super) disputes: Vec<Dispute>,
    pub(super) details: Details,
    pub(super) unused: Vec<(String, u64)>,
    pub(super) untold: Untold,
    pub(super) faults: Vec<(u64, Fault)>,
    pub(super) rows: u64,
}

/// Enough to tell a row's kind where it is not plain from the text.
#[derive(Deserialize)]
struct Probe<'a> {
    #[serde(borrow)]
    id: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, rename = "__typename")]
    typename: Option<std::borrow::Cow<'a, str>>,
}

impl Block {
    pub(super) fn parse(bytes: &[u8], first_row: u64, holds: OrderHolds) -> Self {
        let mut block = Self::default();
        block.packed.bytes.reserve(bytes.len() / 6);
        let Ok(text) = std::str::from_utf8(bytes) else {
            // Some row is not UTF-8: row by row it is found which.
            return block.parse_rows(
                line_spans(bytes).map(|span| str::from_utf8(&bytes[span])),
                first_row,
                holds,
            );
        };
        let text = if first_row == 1 {
            text.strip_prefix('\u{feff}').unwrap_or(text)
        } else {
            text
        };
        block.parse_rows(lines(text).map(Ok), first_row, holds)
    }

    fn parse_rows<'b>(
        mut self,
        rows: impl Iterator<Item = Result<&'b str, Utf8Error>>,
        first_row: u64,
        holds: OrderHolds,
    ) -> Self {
        let finder = memchr::memmem::Finder::new(br#""id":"gid://shopify/"#);
        for (row, line) in (first_row..).zip(rows) {
            let result = match line.map(str::trim_ascii) {
                Ok("") => continue,
                Ok(line) => {
                    let at = finder
                        .find(line.as_bytes())
                        .filter(|at| is_own_id(line.as_bytes(), *at));
                    let kind = at.map(|at| kind_at(&line[at + 20..])).unwrap_or_default();
                    self.take(line, kind, row, holds)
                }
                Err(error) => Err(Fault {
                    field: String::new(),
                    value: String::new(),
                    what: format!("is not UTF-8: {error}"),
                    mend: "give the file as Shopify wrote it, without converting it".to_owned(),
                }),
            };
            self.rows += 1;
            if let Err(fault) = result {
                self.faults.push((row, fault));
            }
        }
        self
    }

    fn take(&mut self, line: &str, kind: &str, row: u64, holds: OrderHolds) -> Result<(), Fault> {
        let start = self.packed.bytes.len();
        // A file of four thousand million lines would not fit the machine.
        let number = row as u32;
        match kind {
            "LineItem" => {
                let row: LineRow<'_> = parse(line)?;
                self.untold.line(&row);
                let (parent, id) = (row.parent.0, row.id.0);
                pack(&order::line(row).map_err(Fault::lacks)?, &mut self.packed.bytes)?;
                self.packed.child(Child::Line, parent, id, number, start);
            }
            "Order" => return self.order(line, number, holds),
            "OrderTransaction" => {
                let row: PaymentRow<'_> = parse(line)?;
                let (parent, id) = (row.parent.ok_or_else(|| Fault::lacks("__parentId"))?.0, row.id.0);
                pack(&order::payment(row), &mut self.packed.bytes)?;
                self.packed.child(Child::Payment, parent, id, number, start);
            }
            "Refund" => {
                let row: RefundRow<'_> = parse(line)?;
                let (parent, id) = (row.parent.ok_or_else(|| Fault::lacks("__parentId"))?.0, row.id.0);
                pack(&order::refund(row).map_err(Fault::lacks)?, &mut self.packed.bytes)?;
                self.packed.child(Child::Refund, parent, id, number, start);
            }
            "ShippingLine" => {
                let row: ShippingRow<'_> = parse(line)?;
                let parent = row.parent.0;
                pack(&order::shipping(row).map_err(Fault::lacks)?, &mut self.packed.bytes)?;
                self.packed.child(Child::Shipping, parent, 0, number, start);
            }
            "SalesAgreement" => return self.agreement(line, number),
            "Sale" => {
                let row: SaleRow<'_> = parse(line)?;
                let (parent, id) = (row.parent.0, row.id.map_or(0, |id| id.0));
                pack(&order::sale(row), &mut self.packed.bytes)?;
                self.packed.child(Child::Sale, parent, id, number, start);
            }
            "ShopifyPaymentsBalanceTransaction" => {
                let row: BalanceRow<'_> = parse(line)?;
                self.untold.movement(&row);
                let (payout, _, movement) = balance::movement(row);
                let start = self.balance_bytes.len();
                pack(&movement, &mut self.balance_bytes)?;
                let len = self.balance_bytes.len() - start;
                self.balance
                    .push((payout, movement.at.seconds(), movement.id, start as u32, len as u32));
            }
            "ShopifyPaymentsPayout" => self.payouts.push(owned(balance::payout(parse::<PayoutRow<'_>>(line)?))),
            "ShopifyPaymentsDispute" => self.disputes.push(balance::dispute(parse::<DisputeRow<'_>>(line)?)),
            "RefundLineItem" | "RefundShippingLine" | "OrderAdjustment" => return self.detail(line, kind),
            "" => return self.unsure(line, row, holds),
            other => self.count_unused(other),
        }
        Ok(())
    }

    fn order(&mut self, line: &str, row: u32, holds: OrderHolds) -> Result<(), Fault> {
        let mut order_row: OrderRow<'_> = parse(line)?;
        let id = order_row.id.0;
        let key = match holds {
            OrderHolds::Name => OrderKey::of(&order_row.name),
            OrderHolds::LegacyId => OrderKey::of_id(id),
        };
        if order_row.current_total_price_set.is_none() && order_row.created_at.is_none() {
            // A query for details of refunds names the order and nothing of it.
            self.details.named(id, key, order_row.updated_at.map(|t| t.0));
            for refund in order_row.refunds.into_iter().flatten() {
                self.details
                    .listed(id, own_refund(order::refund(refund).map_err(Fault::lacks)?));
            }
            return Ok(());
        }
        self.untold.order(&order_row);
        let payments = order_row.transactions.take().unwrap_or_default();
        let refunds = order_row.refunds.take().unwrap_or_default();
        let start = self.packed.bytes.len();
        pack(&order::head(order_row).map_err(Fault::lacks)?, &mut self.packed.bytes)?;
        self.packed.order(id, key, row, start);
        for payment in payments {
            let (start, payment_id) = (self.packed.bytes.len(), payment.id.0);
            pack(&order::payment(payment), &mut self.packed.bytes)?;
            self.packed.child(Child::Payment, id, payment_id, row, start);
        }
        for refund in refunds {
            let (start, refund_id) = (self.packed.bytes.len(), refund.id.0);
            pack(&order::refund(refund).map_err(Fault::lacks)?, &mut self.packed.bytes)?;
            self.packed.child(Child::Refund, id, refund_id, row, start);
        }
        Ok(())
    }

    fn agreement(&mut self, line: &str, row: u32) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct WithRefund<'a> {
            #[serde(borrow)]
            refund: Option<RefundRow<'a>>,
        }
        let start = self.packed.bytes.len();
        let agreement: AgreementRow<'_> = parse(line)?;
        let (parent, id) = (agreement.parent.0, agreement.id.0);
        if agreement.refund.is_some()
            && let Ok(WithRefund { refund: Some(refund) }) = sonic_rs::from_str(line)
        {
            let refund = order::refund(refund).map_err(Fault::lacks)?;
            self.details.agreed(id, parent, own_refund(refund));
        }
        pack(&order::agreement(agreement), &mut self.packed.bytes)?;
        self.packed.child(Child::Agreement, parent, id, row, start);
        Ok(())
    }

    fn detail(&mut self, line: &str, kind: &str) -> Result<(), Fault> {
        let (parent, detail) = match kind {
            "RefundLineItem" => {
                let row: RefundLineRow<'_> = parse(line)?;
                let restock = match row.restock_type.as_deref() {
                    Some("CANCEL") => Restock::Cancel,
                    Some("RETURN") => Restock::Return,
                    Some("NO_RESTOCK") => Restock::NoRestock,
                    _ => Restock::Other,
                };
                let line = row
                    .line_item
                    .and_then(|l| l.id)
                    .ok_or_else(|| Fault::lacks("lineItem.id"))?
                    .0;
                let (subtotal, tax) = (row.subtotal_set.money(), row.total_tax_set.money());
                let line = RefundLine {
                    line,
                    quantity: row.quantity,
                    subtotal,
                    tax,
                    restock,
                };
                (row.parent, Detail::Line(line))
            }
            "RefundShippingLine" => {
                let row: RefundShippingRow<'_> = parse(line)?;
                let (subtotal, tax) = (row.subtotal_amount_set.money(), row.tax_amount_set.money());
                (row.parent, Detail::Shipping(subtotal, tax))
            }
            _ => {
                let row: AdjustmentRow<'_> = parse(line)?;
                let amount = row.amount_set.money() + row.tax_amount_set.money();
                (row.parent, Detail::Adjustment(amount))
            }
        };
        self.details.row(parent_of(&parent)?, detail);
        Ok(())
    }

    /// A row whose kind is not plain from its first id: its own id may be null, or stand further back.
    fn unsure(&mut self, line: &str, row: u64, holds: OrderHolds) -> Result<(), Fault> {
        let probe: Probe<'_> = parse(line)?;
        let kind = probe.id.as_deref().and_then(split_gid).map(|(kind, _)| kind);
        match (kind, probe.typename.as_deref()) {
            (Some(kind), _) => self.take(line, kind, row, holds),
            (None, Some(typename @ ("RefundLineItem" | "RefundShippingLine" | "OrderAdjustment" | "ShippingLine"))) => {
                self.take(line, typename, row, holds)
            }
            _ => Err(Fault {
                field: "id".to_owned(),
                value: String::new(),
                what: "names no object of Shopify's, so the row cannot be told from others".to_owned(),
                mend: "select `id` and `__typename` in the bulk query".to_owned(),
            }),
        }
    }

    fn count_unused(&mut self, kind: &str) {
        match self.unused.iter_mut().find(|(k, _)| k == kind) {
            Some((_, count)) => *count += 1,
            None => self.unused.push((kind.to_owned(), 1)),
        }
    }
}

/// The lines of a text. Rows are a few hundred bytes: finding their ends in one sweep over the block is
/// cheaper than one search a row.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    line_spans(text.as_bytes()).map(|span| &text[span])
}

/// Whether the first id of a row is surely the row's own, not that of an object inside it: it stands
/// first, or right behind the type's name.
fn is_own_id(line: &[u8], at: usize) -> bool {
    let before = &line[..at];
    match before.strip_prefix(br#"{"__typename":""#) {
        Some(rest) => rest
            .strip_suffix(br#"","#)
            .is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric)),
        None => before == b"{",
    }
}

/// The type's name at the start of `Order/1"…`; empty where it cannot be told.
fn kind_at(rest: &str) -> &str {
    let end = rest.as_bytes().iter().take(64).position(|b| *b == b'/').unwrap_or(0);
    &rest[..end]
}

/// What refund details hang on.
fn parent_of(gid: &str) -> Result<Parent, Fault> {
    match split_gid(gid) {
        Some(("Refund", id)) => Ok(Parent::Refund(id)),
        Some(("SalesAgreement", id)) => Ok(Parent::Agreement(id)),
        _ => Err(Fault {
            field: "__parentId".to_owned(),
            value: gid.to_owned(),
            what: "is neither a refund nor an agreement, so it is not known what was refunded".to_owned(),
            mend: "give the file as Shopify wrote it".to_owned(),
        }),
    }
}

fn owned(payout: Payout<'_>) -> Payout<'static> {
    let bank_reference = payout.bank_reference.into_owned().into();
    Payout {
        bank_reference,
        ..payout
    }
}
