//! A Shopify order as a ledger: everything that happens to it books sales, and every total is folded
//! from them.

use super::catalogue::{Item, Kind, Method};
use super::cents::Money;
use super::market::{Market, Province};
use super::time::At;

pub(super) use super::payment::{Gateway, Payment, PaymentKind, PaymentStatus};

/// Some pieces of a line, and what they are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    pub(super) pieces: i64,
    /// After discounts, as the shop shows prices: with tax where its prices include it.
    pub(super) price: Money,
    pub(super) tax: Money,
    /// Discounts taken off, in terms of the shop's prices.
    pub(super) discount: Money,
}

impl Part {
    pub(super) fn add(&mut self, more: Self) {
        self.pieces += more.pieces;
        self.price += more.price;
        self.tax += more.tax;
        self.discount += more.discount;
    }

    pub(super) fn take(&mut self, less: Self) {
        self.pieces -= less.pieces;
        self.price -= less.price;
        self.tax -= less.tax;
        self.discount -= less.discount;
    }

    /// So many of its pieces.
    pub(super) fn of(&self, pieces: i64) -> Self {
        Self {
            pieces,
            price: self.price.part(pieces, self.pieces),
            tax: self.tax.part(pieces, self.pieces),
            discount: self.discount.part(pieces, self.pieces),
        }
    }
}

/// A bundle that lines are parts of.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) id: u64,
    /// Position among the catalogue's bundles.
    pub(super) bundle: usize,
    pub(super) quantity: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: u64,
    pub(super) item: &'static Item,
    pub(super) unit: Money,
    pub(super) rate: i64,
    pub(super) group: Option<Group>,
    /// All pieces ever sold.
    pub(super) sold: Part,
    /// Without pieces that edits took off.
    pub(super) kept: Part,
    /// Also without pieces refunded or returned.
    pub(super) now: Part,
    pub(super) shipped: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Shipping {
    pub(super) id: u64,
    pub(super) method: Method,
    pub(super) rate: i64,
    pub(super) price: Money,
    pub(super) tax: Money,
    pub(super) removed: bool,
    pub(super) refunded: bool,
}

/// What a sale is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Line(usize),
    Shipping(usize),
    /// A refund of more or less than its lines.
    Adjustment,
}

#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub(super) id: u64,
    pub(super) of: Of,
    /// Sold, not taken back.
    pub(super) is_order: bool,
    pub(super) quantity: Option<i64>,
    pub(super) price: Money,
    pub(super) tax: Money,
    /// Positive also where goods are taken back.
    pub(super) discount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Order,
    Edit,
    Refund,
    Return,
}

#[derive(Debug, Clone)]
pub(super) struct Agreement {
    pub(super) id: u64,
    pub(super) at: At,
    pub(super) reason: Reason,
    pub(super) sales: Vec<Sale>,
    /// Position among the refunds.
    pub(super) refund: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restock {
    Cancel,
    Return,
    /// The goods stay away.
    Never,
}

#[derive(Debug, Clone)]
pub(super) struct RefundLine {
    pub(super) id: u64,
    pub(super) line: usize,
    pub(super) part: Part,
    pub(super) restock: Restock,
}

#[derive(Debug, Clone)]
pub(super) struct Refund {
    pub(super) id: u64,
    pub(super) at: At,
    pub(super) note: &'static str,
    pub(super) lines: Vec<RefundLine>,
    /// Shipping lines given back: id, position, price, tax.
    pub(super) shipping: Vec<(u64, usize, Money, Money)>,
    /// Id, reason, amount: positive where less was given back than the lines are worth.
    pub(super) adjustments: Vec<(u64, &'static str, Money)>,
    /// Ids of its payments.
    pub(super) payments: Vec<u64>,
    /// The sum of those that succeeded.
    pub(super) total: Money,
}

/// A return, with or without goods given in exchange.
#[derive(Debug, Clone)]
pub(super) struct Return {
    pub(super) id: u64,
    pub(super) at: At,
    /// What came back, with the line it is of.
    pub(super) parts: Vec<(usize, Part)>,
}

/// Goods that left the house together: lines and pieces.
#[derive(Debug, Clone)]
pub(super) struct Parcel {
    pub(super) id: u64,
    pub(super) at: At,
    pub(super) lines: Vec<(usize, i64)>,
}

/// What a sales order that follows the order holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct State {
    pub(super) lines: Vec<(usize, Part)>,
    /// Positions of the shipping lines that are charged.
    pub(super) shipping: Vec<usize>,
}

/// A discount code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Code {
    /// Percent.
    Percent(i64),
    /// Cents off the order.
    Off(i64),
}

impl Code {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Percent(percent) => format!("FERN{percent}"),
            Self::Off(cents) => format!("TAKE{}", cents / 100),
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) market: &'static Market,
    pub(super) number: u32,
    /// What it is called, where that is not its number.
    pub(super) label: Option<String>,
    pub(super) id: u64,
    pub(super) created: At,
    pub(super) updated: At,
    /// Currency the buyer pays in, and its rate in ten-thousandths.
    pub(super) presentment: (&'static str, i64),
    pub(super) province: &'static Province,
    pub(super) street: String,
    /// NetSuite's id of the customer.
    pub(super) customer: u64,
    pub(super) guest: bool,
    pub(super) test: bool,
    pub(super) note: &'static str,
    pub(super) code: Option<Code>,
    pub(super) cancelled: Option<At>,
    /// The payment was authorised, and the authorisation has lapsed.
    pub(super) expired: bool,
    /// A payment is pending, and until it is settled nobody may edit the order.
    pub(super) held_up: bool,
    /// When its fulfilments were cancelled.
    pub(super) recalled: Option<At>,
    /// When the bank rejected a refund, and of how many cents.
    pub(super) bounced: Option<(At, i64)>,
    pub(super) lines: Vec<Line>,
    pub(super) shipping: Vec<Shipping>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) payments: Vec<Payment>,
    pub(super) refunds: Vec<Refund>,
    pub(super) returns: Vec<Return>,
    pub(super) parcels: Vec<Parcel>,
    /// What a sales order held after each placing or edit, oldest first.
    pub(super) history: Vec<State>,
    serial: u64,
}

impl Order {
    pub(super) fn new(market: &'static Market, number: u32, created: At, province: &'static Province) -> Self {
        let mut order = Self {
            market,
            number,
            label: None,
            id: 0,
            created,
            updated: created,
            presentment: (market.currency, 10_000),
            province,
            street: format!("{} Quarry Road", number % 120 + 1),
            customer: 4_000,
            guest: true,
            test: false,
            note: "",
            code: None,
            cancelled: None,
            expired: false,
            held_up: false,
            recalled: None,
            bounced: None,
            lines: Vec::new(),
            shipping: Vec::new(),
            agreements: Vec::new(),
            payments: Vec::new(),
            refunds: Vec::new(),
            returns: Vec::new(),
            parcels: Vec::new(),
            history: Vec::new(),
            serial: 0,
        };
        order.id = order.next_id();
        order
    }

    pub(super) fn name(&self) -> String {
        self.label.clone().unwrap_or_else(|| format!("#{}", self.number))
    }

    /// The next id of anything of this order: uneven steps, no two alike.
    pub(super) fn next_id(&mut self) -> u64 {
        self.serial += 1 + (u64::from(self.number) * 7 + self.serial * 13) % 23;
        let shop = if self.market.index == 0 {
            5_210_000_000_000
        } else {
            7_840_000_000_000
        };
        shop + u64::from(self.number) * 10_000 + self.serial
    }

    /// Nine letters that look as if drawn.
    pub(super) fn confirmation(&self) -> String {
        let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        let mut n = self.id % 2_147_483_647;
        let draw = || {
            n = n * 48_271 % 2_147_483_647;
            char::from(letters[(n % 32) as usize])
        };
        std::iter::repeat_with(draw).take(9).collect()
    }

    pub(super) fn rate_of(&self, item: &Item) -> i64 {
        if item.taxed { self.province.rate() } else { 0 }
    }

    /// The tax of an amount in terms of the shop's prices.
    pub(super) fn tax_of(&self, price: Money, rate: i64) -> Money {
        if self.market.taxes_included {
            price.within(rate)
        } else {
            price.share(rate)
        }
    }

    /// What a price is worth without its tax.
    pub(super) fn net(&self, price: Money, tax: Money) -> Money {
        if self.market.taxes_included { price - tax } else { price }
    }

    /// What a price comes to with its tax.
    pub(super) fn gross(&self, price: Money, tax: Money) -> Money {
        if self.market.taxes_included { price } else { price + tax }
    }

    pub(super) fn sales(&self) -> impl Iterator<Item = &Sale> {
        self.agreements.iter().flat_map(|a| &a.sales)
    }

    fn total_of<'s>(&self, sales: impl Iterator<Item = &'s Sale>) -> Money {
        sales.map(|s| self.gross(s.price, s.tax)).sum()
    }

    /// The current total.
    pub(super) fn total(&self) -> Money {
        self.total_of(self.sales())
    }

    /// Everything ever sold, with nothing taken back.
    pub(super) fn total_sold(&self) -> Money {
        self.total_of(self.sales().filter(|s| s.is_order))
    }

    pub(super) fn original_total(&self) -> Money {
        let placed = self.agreements.iter().filter(|a| a.reason == Reason::Order);
        self.total_of(placed.flat_map(|a| &a.sales))
    }

    pub(super) fn received(&self) -> Money {
        self.payments.iter().filter(|p| p.is_money_in()).map(|p| p.amount).sum()
    }

    pub(super) fn refunded(&self) -> Money {
        self.refunds.iter().map(|r| r.total).sum()
    }

    /// What the customer still owes; negative where the shop does.
    pub(super) fn owed(&self) -> Money {
        self.total() - (self.received() - self.refunded())
    }

    pub(super) fn is_edited(&self) -> bool {
        self.agreements.iter().any(|a| a.reason == Reason::Edit)
    }

    /// What is kept of the order, before refunds (`now` is false) or after them.
    pub(super) fn state(&self, now: bool) -> State {
        let lines = self.lines.iter().enumerate();
        let shipping = self.shipping.iter().enumerate();
        State {
            lines: lines
                .map(|(at, l)| (at, if now { l.now } else { l.kept }))
                .filter(|(_, part)| part.pieces != 0)
                .collect(),
            shipping: shipping
                .filter(|(_, s)| !(s.removed || now && s.refunded))
                .map(|(at, _)| at)
                .collect(),
        }
    }

    /// The first line of a SKU that has pieces left.
    pub(super) fn find(&self, sku: &str) -> usize {
        let held = |l: &Line| l.item.sku == sku && l.now.pieces > 0;
        self.lines.iter().position(held).unwrap_or(0)
    }

    /// Lines of goods that are sold by themselves and still held.
    pub(super) fn plain_lines(&self) -> Vec<usize> {
        let plain = |l: &Line| l.group.is_none() && l.item.kind == Kind::Goods && l.now.pieces > 0;
        let all = self.lines.iter().enumerate();
        all.filter(|(_, l)| plain(l)).map(|(at, _)| at).collect()
    }

    pub(super) fn shipped_at(&self) -> Option<At> {
        self.parcels.last().map(|p| p.at)
    }

    /// Whether every piece still held left the house.
    pub(super) fn is_shipped(&self) -> bool {
        let goods = || {
            self.lines
                .iter()
                .filter(|l| !matches!(l.item.kind, Kind::Tip | Kind::GiftCard))
        };
        !self.parcels.is_empty() && goods().all(|l| l.shipped >= l.now.pieces)
    }
}
