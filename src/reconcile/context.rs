//! What every comparison of one order needs at hand, and how it words its findings.

use crate::base::{Amount, Moment};
use crate::model::books::Document;
use crate::model::case::Case;
use crate::model::code::{Code, Route};
use crate::model::finding::{Finding, FindingState, LineRef, OrderRef, Subject};
use crate::model::rules::{Rules, ShopNo};
use crate::model::shop::Order;
use crate::project::ExpectedOrder;

use super::documents::{self, Books};

/// One order, what is expected of it, and what NetSuite has.
pub(super) struct Context<'c> {
    pub(super) rules: &'c Rules,
    pub(super) shop: &'c str,
    pub(super) as_of: Moment,
    pub(super) order: &'c Order<'c>,
    pub(super) expected: &'c ExpectedOrder<'c>,
    pub(super) books: &'c Books<'c>,
    /// What documents were before, where that was asked for.
    pub(super) earlier: &'c [Document<'c>],
}

impl<'c> Context<'c> {
    pub(super) fn new(
        case: &'c Case<'c>,
        rules: &'c Rules,
        as_of: Moment,
        order: &'c Order<'c>,
        expected: &'c ExpectedOrder<'c>,
        books: &'c Books<'c>,
    ) -> Self {
        Self {
            rules,
            shop: shop_name(rules, case.shop),
            as_of,
            order,
            expected,
            books,
            earlier: &case.earlier,
        }
    }

    /// All discounts of the order as Shopify states them: with tax in them where prices include it.
    pub(super) fn discounts(&self) -> Amount {
        self.order.head.discounts.on(self.expected.basis)
    }

    /// An amount in the compared currency, for a sentence.
    pub(super) fn text(&self, amount: Amount) -> String {
        amount.text(self.expected.currency)
    }

    pub(super) fn order_subject(&self, documents: &[&Document<'_>]) -> Subject {
        Subject {
            order: Some(order_ref(self.order)),
            netsuite: documents.iter().map(documents::reference).collect(),
            ..Subject::default()
        }
    }

    /// A finding about the order as a whole.
    pub(super) fn order_finding(
        &self,
        code: &'static Code,
        documents: &[&Document<'_>],
        shopify: Amount,
        netsuite: Amount,
    ) -> Finding {
        let subject = self.order_subject(documents);
        self.finding(code, subject, shopify, netsuite, self.expected.since)
    }

    /// A finding about one line; `line` is its position, `None` where only NetSuite has it.
    pub(super) fn line_finding(
        &self,
        code: &'static Code,
        document: &Document<'_>,
        line: Option<usize>,
        sku: &str,
        shopify: Amount,
        netsuite: Amount,
    ) -> Finding {
        let mut subject = self.order_subject(&[document]);
        let id = line.and_then(|i| self.order.lines.get(i)).map_or(0, |l| l.id);
        subject.line = Some(LineRef {
            id: if id == 0 {
                String::new()
            } else {
                format!("gid://shopify/LineItem/{id}")
            },
            sku: sku.to_owned(),
        });
        self.finding(code, subject, shopify, netsuite, self.expected.since)
    }

    pub(super) fn finding(
        &self,
        code: &'static Code,
        subject: Subject,
        shopify: Amount,
        netsuite: Amount,
        since: Moment,
    ) -> Finding {
        Finding::new(
            code,
            self.shop,
            subject,
            self.expected.currency,
            shopify,
            netsuite,
            since,
        )
    }

    /// Late while the order (or its newest edit) is younger than the rule says.
    pub(super) fn late_as_order(&self, finding: Finding) -> Finding {
        late(finding, self.rules.late.orders, self.as_of)
    }

    /// An edit that came after the lock is a customer's matter, not an integration's.
    pub(super) fn routed_as_edit(&self, mut finding: Finding) -> Finding {
        if self.books.is_locked() {
            finding.route = Route::Cx;
        }
        finding
    }

    /// Accepted where the difference is within the tolerance.
    pub(super) fn tolerable(&self, finding: Finding) -> Finding {
        tolerable(finding, self.rules)
    }
}

/// The shop's name in the configuration.
pub(super) fn shop_name(rules: &Rules, shop: ShopNo) -> &str {
    rules.shop(shop).map_or("", |s| s.name.as_str())
}

/// How an order is named in findings.
pub(super) fn order_ref(order: &Order<'_>) -> OrderRef {
    OrderRef {
        id: if order.head.id == 0 {
            String::new()
        } else {
            format!("gid://shopify/Order/{}", order.head.id)
        },
        name: order.head.name.to_string(),
    }
}

/// Late until `seconds` after the fact, mismatched from then on.
pub(super) fn late(mut finding: Finding, seconds: i64, as_of: Moment) -> Finding {
    let until = finding.since.plus(seconds);
    if until > as_of && finding.state == FindingState::Mismatched {
        finding.state = FindingState::Late;
        finding.late_until = Some(until);
    }
    finding
}

/// Accepted where a difference of money is no larger than the rules allow.
pub(super) fn tolerable(mut finding: Finding, rules: &Rules) -> Finding {
    let within = finding.delta.abs() <= allowed(rules, finding.shopify);
    if within && !finding.delta.is_zero() && finding.state == FindingState::Mismatched {
        finding.state = FindingState::Accepted;
    }
    finding
}

/// The largest difference that may be accepted on an amount.
pub(super) fn allowed(rules: &Rules, amount: Amount) -> Amount {
    let share = amount.abs().to_decimal() * rules.tolerance.percent / rust_decimal::Decimal::ONE_HUNDRED;
    let raw = (share * rust_decimal::Decimal::new(10_000, 0)).floor();
    let share = rust_decimal::prelude::ToPrimitive::to_i64(&raw).map_or(Amount::ZERO, Amount::from_raw);
    rules.tolerance.absolute.max(share)
}
