//! Money and goods given back.

use super::acts::Give;
use super::catalogue::item;
use super::cents::Money;
use super::order::{
    Gateway, Order, Part, PaymentKind, PaymentStatus, Reason, Refund, RefundLine, Restock, Return, Sale,
};
use super::time::At;

impl Order {
    /// The refund of nothing that an edit leaves behind for the pieces it takes off.
    pub(super) fn shadow_refund(&mut self, at: At, gone: &[(usize, Part)]) {
        let mut refund = self.new_refund(at, "");
        for (line, part) in gone {
            let part = Part {
                price: Money::ZERO,
                tax: Money::ZERO,
                ..*part
            };
            refund.lines.push(RefundLine {
                id: self.next_id(),
                line: *line,
                part,
                restock: Restock::Cancel,
            });
        }
        self.refunds.push(refund);
        self.agree(at, Reason::Refund, Vec::new(), Some(self.refunds.len() - 1));
    }

    fn new_refund(&mut self, at: At, note: &'static str) -> Refund {
        Refund {
            id: self.next_id(),
            at,
            note,
            lines: Vec::new(),
            shipping: Vec::new(),
            adjustments: Vec::new(),
            payments: Vec::new(),
            total: Money::ZERO,
        }
    }

    /// Refunds goods and shipping, by card first and the rest to a gift card that paid.
    pub(super) fn refund(&mut self, at: At, give: &Give<'_>) {
        let (mut refund, sales) = self.take_back(at, give);
        let amount: Money = -sales.iter().map(|s| self.gross(s.price, s.tax)).sum::<Money>();
        self.give(&mut refund, amount, give.to);
        self.refunds.push(refund);
        self.agree(at, Reason::Refund, sales, Some(self.refunds.len() - 1));
    }

    fn take_back(&mut self, at: At, give: &Give<'_>) -> (Refund, Vec<Sale>) {
        let mut refund = self.new_refund(at, give.note);
        let mut sales = Vec::new();
        for (line, pieces) in give.goods {
            let (sale, part) = self.take_pieces(*line, *pieces, false);
            sales.push(sale);
            refund.lines.push(RefundLine {
                id: self.next_id(),
                line: *line,
                part,
                restock: give.restock,
            });
        }
        if give.shipping {
            for n in 0..self.shipping.len() {
                let shipping = &self.shipping[n];
                if !shipping.removed && !shipping.refunded && !shipping.price.is_zero() {
                    let (price, tax) = (shipping.price, shipping.tax);
                    sales.push(self.take_shipping(n, false));
                    refund.shipping.push((self.next_id(), n, price, tax));
                }
            }
        }
        if give.less != give.more {
            let more = Money::at_rate(give.more - give.less, self.presentment.1);
            sales.push(self.adjust(more));
            refund.adjustments.push((self.next_id(), "REFUND_DISCREPANCY", -more));
        }
        (refund, sales)
    }

    /// Sends an amount back to where it came from.
    fn give(&mut self, refund: &mut Refund, amount: Money, to: Gateway) {
        let back = |order: &Self, gateway: Gateway| -> Money {
            let of = |p: &&super::order::Payment| p.gateway == gateway;
            let taken: Money = order
                .payments
                .iter()
                .filter(|p| p.is_money_in())
                .filter(of)
                .map(|p| p.amount)
                .sum();
            let gone: Money = order
                .payments
                .iter()
                .filter(|p| p.is_money_out())
                .filter(of)
                .map(|p| p.amount)
                .sum();
            taken - gone
        };
        let on_card = if to == Gateway::StoreCredit {
            Money::ZERO
        } else {
            let most = back(self, Gateway::Card);
            Money {
                shop: amount.shop.min(most.shop),
                buyer: amount.buyer.min(most.buyer),
            }
        };
        let rest = amount - on_card;
        for (gateway, value) in [
            (Gateway::Card, on_card),
            (
                if to == Gateway::StoreCredit {
                    to
                } else {
                    Gateway::GiftCard
                },
                rest,
            ),
        ] {
            if value.shop > 0 {
                let parent = self.charge(gateway).map(|p| p.id);
                let id = self.payment(
                    refund.at,
                    PaymentKind::Refund,
                    PaymentStatus::Success,
                    gateway,
                    value,
                    parent,
                );
                refund.payments.push(id);
                refund.total += value;
            }
        }
    }

    /// Money for what an edit took off: a refund without lines.
    pub(super) fn give_back_owed(&mut self, at: At) {
        let owed = -self.owed();
        if owed.shop <= 0 {
            return;
        }
        let mut refund = self.new_refund(at, "");
        self.give(&mut refund, owed, Gateway::Card);
        self.refunds.push(refund);
        self.agree(at, Reason::Refund, Vec::new(), Some(self.refunds.len() - 1));
    }

    /// A refund whose money has not moved: the ledger waits for it.
    pub(super) fn ask_refund(&mut self, at: At, line: usize, pieces: i64, status: PaymentStatus) {
        let part = self.lines[line].now.of(pieces);
        let amount = self.gross(part.price, part.tax);
        let mut refund = self.new_refund(at, "");
        refund.lines.push(RefundLine {
            id: self.next_id(),
            line,
            part,
            restock: Restock::Never,
        });
        refund
            .adjustments
            .push((self.next_id(), "PENDING_REFUND_DISCREPANCY", amount));
        let parent = self.charge(Gateway::Card).map(|p| p.id);
        let id = self.payment(at, PaymentKind::Refund, status, Gateway::Card, amount, parent);
        refund.payments.push(id);
        self.refunds.push(refund);
        self.agree(at, Reason::Refund, Vec::new(), Some(self.refunds.len() - 1));
    }

    /// Goods come back; others may be given for them. The money follows at once.
    pub(super) fn exchange(&mut self, at: At, back: &[(usize, i64)], given: &[(&'static str, i64)]) {
        let mut sales = Vec::new();
        let mut parts = Vec::new();
        for (line, pieces) in back {
            let (sale, part) = self.take_pieces(*line, *pieces, false);
            sales.push(sale);
            parts.push((*line, part));
        }
        for (sku, pieces) in given {
            sales.push(self.add_line(item(sku), None, *pieces, 0, None));
        }
        let id = self.next_id();
        self.returns.push(Return { id, at, parts });
        self.agree(at, Reason::Return, sales, None);
        self.give_back_owed(at + super::time::MINUTE);
        self.pay_owed(at + super::time::MINUTE);
    }

    /// Cancels the order; what was paid goes back.
    pub(super) fn cancel(&mut self, at: At) {
        self.cancelled = Some(at);
        let lines = self.lines.iter().enumerate();
        let goods: Vec<(usize, i64)> = lines
            .filter(|(_, l)| l.now.pieces > 0)
            .map(|(n, l)| (n, l.now.pieces))
            .collect();
        let give = Give {
            goods: &goods,
            shipping: true,
            restock: Restock::Cancel,
            note: "Order cancelled",
            ..Give::default()
        };
        if self.received().is_zero() {
            let (refund, sales) = self.take_back(at, &give);
            self.refunds.push(refund);
            self.agree(at, Reason::Refund, sales, Some(self.refunds.len() - 1));
        } else {
            self.refund(at, &give);
        }
    }
}
