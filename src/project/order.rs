//! One order: what was sold, what it is worth now, and what was credited in between.

use crate::base::{Amount, Currency, Moment};
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::{Basis, Order, Totals};

use super::credits::{self, Effect, ExpectedCredit};
use super::history;
use super::version::{self, Version, VersionLine, pro_rata, whole};

/// How the value before refunds is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoldFrom {
    /// From the ledger of sales, which adds up to the current total.
    Ledger,
    /// From the current state and the refunds' own lines.
    RefundLines,
    /// The source states totals as sold, refunds never taken off.
    AsSold,
    /// The lines add up to the total with the money refunded put back.
    Money,
    /// Nothing was refunded.
    Nothing,
}

impl SoldFrom {
    /// The reason in words, for the evidence of a finding.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Ledger => "the sales ledger up to the newest edit",
            Self::RefundLines => "the current order with the refunded lines put back",
            Self::AsSold => "the order as sold: its source never takes refunds off",
            Self::Money => "the current total with the refunded money put back",
            Self::Nothing => "the current order: nothing was refunded",
        }
    }
}

/// What NetSuite should hold of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOrder<'a> {
    /// Which amounts of the order are compared.
    pub basis: Basis,
    /// Their currency.
    pub currency: Currency,
    /// The order's other currency.
    pub other_currency: Currency,
    /// The total in the other currency, for telling currency errors apart.
    pub other_total: Amount,
    /// The sales order as of the newest edit, before refunds.
    pub sold: Version,
    /// The sales order with every refund and return taken off it instead of credited.
    pub left: Version,
    /// Why `sold` is what it is.
    pub sold_from: SoldFrom,
    /// Shopify's current total: `sold` less credits.
    pub current_total: Amount,
    /// One credit for each refund that moved money or still may.
    pub credits: Vec<ExpectedCredit<'a>>,
    /// What returns took off without a refund (an exchange).
    pub returned: Effect,
    /// Value of goods given in exchange, with tax.
    pub exchanged: Amount,
    /// Earlier versions, oldest first: as placed, after the first edit and so on.
    pub earlier: Vec<Version>,
    /// When each edit was made, oldest first, where the ledger tells: what `earlier` holds at a position
    /// was true until the edit at that position.
    pub edited_at: Vec<Moment>,
    /// Edits made, where the ledger tells.
    pub edits: Option<usize>,
    /// When the order became what `sold` says: its newest edit, or its making.
    pub since: Moment,
}

/// Projects one order.
///
/// `movements` are the order's charges and refunds from a payment transactions export; they are
/// used only where the order itself states no refunds one by one.
#[must_use]
pub fn order<'a>(
    order: &'a Order<'a>,
    movements: &[BalanceTransaction<'_>],
    rules: &Rules,
    shop: ShopNo,
) -> ExpectedOrder<'a> {
    let basis = rules.shop(shop).map_or(Basis::Shop, |s| s.basis);
    let head = &order.head;
    let (currency, other_currency) = match basis {
        Basis::Shop => (head.currency, head.presentment_currency),
        Basis::Presentment => (head.presentment_currency, head.currency),
    };
    let edited_at = head.updated_at.filter(|_| head.edited);
    let mut expected = ExpectedOrder {
        basis,
        currency,
        other_currency,
        other_total: head.total.on(credits::other(basis)),
        sold: version::stated(order, basis),
        left: version::stated(order, basis),
        sold_from: SoldFrom::Nothing,
        current_total: head.total.on(basis),
        credits: Vec::new(),
        returned: Effect::default(),
        exchanged: Amount::ZERO,
        earlier: Vec::new(),
        edited_at: Vec::new(),
        edits: None,
        since: edited_at.unwrap_or(head.created_at),
    };
    match history::fold(order, basis) {
        Some(history) => from_ledger(order, basis, history, &mut expected),
        None => from_facts(order, movements, basis, &mut expected),
    }
    expected
}

fn from_ledger<'a>(order: &'a Order<'a>, basis: Basis, history: history::History, expected: &mut ExpectedOrder<'a>) {
    expected.credits = credits::expected(order, &[], basis, true);
    let (mut versions, mut returned) = (history.versions, history.returned);
    credits::settle_return(&mut expected.credits, &mut returned, history.exchanged);
    let Some(sold) = versions.pop() else { return };
    expected.left = expected
        .credits
        .iter()
        .fold(sold.plus(&returned.clone().negated()), |left, credit| {
            left.plus(&credit.effect.clone().negated())
        });
    expected.sold_from = if expected.credits.is_empty() && returned.total.is_zero() {
        SoldFrom::Nothing
    } else {
        SoldFrom::Ledger
    };
    expected.edits = Some(versions.len());
    expected.earlier = versions;
    expected.sold = sold;
    expected.returned = returned;
    expected.exchanged = history.exchanged;
    expected.since = history.edited_at.last().copied().unwrap_or(order.head.created_at);
    expected.edited_at = history.edited_at;
}

fn from_facts<'a>(
    order: &'a Order<'a>,
    movements: &[BalanceTransaction<'_>],
    basis: Basis,
    expected: &mut ExpectedOrder<'a>,
) {
    let head = &order.head;
    let (total, stated) = (head.total.on(basis), expected.left.clone());
    expected.credits = credits::expected(order, movements, basis, false);
    let refunded: Amount = expected.credits.iter().map(|c| c.amount).sum();
    let detailed = expected
        .credits
        .iter()
        .any(|c| !c.effect.is_bare() || c.refund.is_some_and(|r| !r.adjustments.on(basis).is_zero()));
    if head.totals == Totals::AsSold {
        bare(expected, basis, SoldFrom::AsSold);
        expected.current_total = total - refunded;
        if head.cancelled_at.is_some() {
            // A cancelled order is worth what was paid and kept; an unpaid one is worth nothing.
            let paid = matches!(&*head.financial_status, "paid" | "partially_refunded" | "refunded");
            expected.current_total = if paid { total - refunded } else { Amount::ZERO };
        }
    } else if detailed || order.refunds.iter().any(|r| credits::is_bare_return(r, basis)) {
        let mut returned = credits::stated_returns(order, basis);
        if stated.adjustment == returned.total {
            // The goods came back and the customer still owes for them: the total never fell.
            returned.adjustment = -returned.total;
            returned.total = Amount::ZERO;
        }
        expected.returned = returned;
        let sold = stated.plus(&expected.returned);
        expected.sold = expected.credits.iter().fold(sold, |v, c| v.plus(&c.effect));
        expected.sold_from = SoldFrom::RefundLines;
    } else if !refunded.is_zero() {
        from_money(order, basis, refunded, expected);
    }
    expected.earlier = as_placed(order, basis, expected).into_iter().collect();
}

/// Refunds are known as money only: what the lines add up to says what the total stands for.
fn from_money(order: &Order<'_>, basis: Basis, refunded: Amount, expected: &mut ExpectedOrder<'_>) {
    let total = order.head.total.on(basis);
    let lines = expected.left.sum();
    if lines == Some(total) {
        // With all its money back an order is worth nothing now, so a total that is left is as sold.
        let all_back = order.head.financial_status == "refunded";
        if !all_back && removed_value(order, basis) == Some(refunded) {
            // The money answers an edit that the total has seen already.
            for credit in &mut expected.credits {
                credit.effect = Effect::default();
            }
            expected.sold_from = SoldFrom::Money;
        } else {
            bare(expected, basis, SoldFrom::AsSold);
            expected.current_total = total - refunded;
        }
        return;
    }
    bare(expected, basis, SoldFrom::Money);
    expected.sold.total = total + refunded;
    // The sum of the lines is all that is known of the parts; tax fell with the refund unseen.
    expected.sold.settle();
}

/// Every refund is bare money, taken off what was sold.
fn bare(expected: &mut ExpectedOrder<'_>, basis: Basis, from: SoldFrom) {
    let mut refunded = Amount::ZERO;
    for credit in &mut expected.credits {
        let amount = credit.refund.map_or(credit.amount, |r| r.total.on(basis));
        credit.effect = Effect::of_money(amount);
        refunded += amount;
    }
    expected.sold_from = if refunded.is_zero() { SoldFrom::Nothing } else { from };
    if from == SoldFrom::AsSold {
        expected.left = expected.sold.plus(&Effect::of_money(-refunded));
    }
}

/// What the pieces removed since were worth with tax, where every price says so exactly.
fn removed_value(order: &Order<'_>, basis: Basis) -> Option<Amount> {
    let mut sum = Amount::ZERO;
    for line in order.lines.iter().filter(|l| l.current_quantity != l.quantity) {
        let removed = whole(line.quantity - line.current_quantity);
        let tax = line.tax.on(basis);
        let share = if line.quantity == 0 || order.head.taxes_included {
            Amount::ZERO
        } else {
            pro_rata(tax, line.quantity - line.current_quantity, line.quantity)
        };
        sum += line.unit_price.on(basis).times(removed)? + share;
    }
    Some(sum)
}

/// The order as placed, told from the pieces that lines held once and hold no longer; for orders
/// without a ledger.
fn as_placed(order: &Order<'_>, basis: Basis, expected: &ExpectedOrder<'_>) -> Option<Version> {
    let original = order.head.original_total?.on(basis);
    if order.head.taxes_included || original == expected.sold.total {
        return None;
    }
    let mut placed = expected.sold.clone();
    placed.lines = Vec::new();
    for (index, line) in order.lines.iter().enumerate().filter(|(_, l)| l.quantity > 0) {
        let current = expected.sold.lines.iter().find(|l| l.index == index);
        let net = match current {
            Some(now) if now.quantity == line.quantity => now.net,
            Some(now) if now.quantity > 0 => pro_rata(now.net, line.quantity, now.quantity),
            _ => line.unit_price.on(basis).times(whole(line.quantity))?,
        };
        placed.lines.push(VersionLine {
            index,
            quantity: line.quantity,
            net,
            has_tax: false,
        });
    }
    let goods: Amount = placed.lines.iter().map(|l| l.net).sum();
    placed.total = original;
    placed.tax = original - goods - placed.shipping - placed.charges.sum() + placed.discount;
    placed.adjustment = Amount::ZERO;
    (!placed.tax.is_negative()).then_some(placed)
}
