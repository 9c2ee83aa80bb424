//! Each side of a case as one digest: equal digests mean that nothing disagrees.
//!
//! The digest holds exactly what [`crate::reconcile`] compares in a case of the usual form: the
//! goods by SKU, quantity and value, shipping, tax, total and the credits. What one side may lack
//! without a fault (an address, the refund a credit answers) stands beside it, in [`hints`].
//! Whatever is unusual (a discount as a line of its own, a cancelled order, a second sales order, a
//! return) spoils the digest of its side on purpose, so that the case is loaded and compared in
//! full. A digest can therefore say "equal" and never "different".
//!
//! **Invariant:** where the digests of two sides are equal, comparing the case in full finds
//! nothing. A property test holds it.

mod books;
pub mod hints;
mod shop;

pub use books::books_side;
pub use shop::shop_side;

use crate::base::{Amount, Currency, Digest, Quantity, hash64};

/// What kind of item a digest entry is.
mod item {
    pub(super) const LINE: u8 = 1;
    pub(super) const SHIPPING: u8 = 2;
    pub(super) const TAX: u8 = 3;
    pub(super) const TOTAL: u8 = 4;
    pub(super) const CREDITS: u8 = 5;
    /// Not compared between the sides: it only tells one state of a side from another.
    pub(super) const MARK: u8 = 6;
    /// Spoils the digest of Shopify's side.
    pub(super) const LOOK_SHOP: u8 = 7;
    /// Spoils the digest of NetSuite's side.
    pub(super) const LOOK_BOOKS: u8 = 8;
}

/// One side of a case in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// Equal digests on both sides: nothing disagrees.
    pub digest: Digest,
    /// What the side says the order is worth after its credits.
    pub value: Amount,
    /// Currency of `value`; [`Currency::UNKNOWN`] where NetSuite names it by an internal id.
    pub currency: Currency,
    /// Live orders (Shopify) or order documents (NetSuite) that `value` covers; test orders count 0.
    pub orders: u32,
    /// Test orders.
    pub tests: u32,
    /// The ship-to address and whatever else is compared only where both sides have it: see
    /// [`hints`]. Zero says nothing.
    pub address: u64,
}

impl Side {
    const EMPTY: Self = Self {
        digest: Digest::EMPTY,
        value: Amount::ZERO,
        currency: Currency::UNKNOWN,
        orders: 0,
        tests: 0,
        address: 0,
    };

    /// Whether two sides surely agree: equal digests, and nothing else that both have differs.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.digest == other.digest
            && currencies_agree(self.currency, other.currency)
            && hints::agree(self.address, other.address)
    }

    /// One number that changes with everything here: whoever compared this state of the side need not
    /// compare it again.
    #[must_use]
    pub fn mark(&self) -> Digest {
        let mut mark = self.digest;
        let currency = hash64(self.currency.as_str().as_bytes());
        mark.add(
            item::MARK,
            self.address ^ currency.rotate_left(1),
            i64::from(self.orders),
            self.value.raw(),
        );
        mark
    }
}

/// Whether two currencies may be the same: an unknown one may be any.
#[must_use]
pub fn currencies_agree(a: Currency, b: Currency) -> bool {
    a == b || !a.is_known() || !b.is_known()
}

fn add_line(digest: &mut Digest, sku: u64, quantity: Quantity, net: Amount) {
    digest.add(item::LINE, sku, quantity.raw(), net.raw());
}

fn add_amount(digest: &mut Digest, what: u8, amount: Amount) {
    if !amount.is_zero() {
        digest.add(what, 0, 0, amount.raw());
    }
}
