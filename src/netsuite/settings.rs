//! What the caller wants read, and which part of it.

use serde::{Deserialize, Serialize};

use super::error::NetsuiteError;

/// What is read besides the fixed columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The transaction column that holds the Shopify order.
    pub order_field: String,
    /// The transaction column that holds the Shopify refund.
    pub refund_field: String,
    /// The transaction column that holds the Shopify payout.
    pub payout_field: String,
    /// How much of the shipping address is read.
    pub addresses: Addresses,
    /// An IANA zone that the account may well be in. It decides only between zones that the account's
    /// own records cannot tell apart.
    pub zone_hint: Option<String>,
}

/// How much of a shipping address is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addresses {
    /// Nothing.
    None,
    /// State and country.
    Region,
    /// Street, town, postcode, state and country.
    Full,
}

impl Addresses {
    /// The columns of the address table that may be read.
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Region => &["state", "country"],
            Self::Full => &["addr1", "addr2", "city", "state", "zip", "country"],
        }
    }
}

impl Settings {
    /// The three configured columns.
    pub(super) fn fields(&self) -> [&str; 3] {
        [&self.order_field, &self.refund_field, &self.payout_field]
    }

    /// The settings with column names in lower case, as SuiteQL answers them.
    ///
    /// # Errors
    /// [`NetsuiteError::Field`] for a name that no column can have: it would become part of a query.
    pub(super) fn checked(mut self) -> Result<Self, NetsuiteError> {
        for field in [&mut self.order_field, &mut self.refund_field, &mut self.payout_field] {
            *field = column_name(field)?;
        }
        Ok(self)
    }
}

/// A column name in lower case.
///
/// # Errors
/// [`NetsuiteError::Field`] where it is none.
pub(super) fn column_name(name: &str) -> Result<String, NetsuiteError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let starts = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
    if starts && name.len() <= 64 && name.bytes().all(plain) {
        return Ok(name.to_ascii_lowercase());
    }
    Err(NetsuiteError::Field { name: name.to_owned() })
}

/// A part of the internal ids, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first id.
    pub from_id: u64,
    /// The last id.
    pub to_id: u64,
}

/// What there is in a part of the ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many documents.
    pub documents: u64,
    /// From the first of them to the last; `None` where there is none.
    pub ids: Option<Span>,
}

impl Span {
    /// Every id up to `to_id`.
    #[must_use]
    pub const fn all(to_id: u64) -> Self {
        Self { from_id: 1, to_id }
    }

    /// `parts` disjoint spans that together are this one; fewer where there are fewer ids. They
    /// are of equal width, which is not the same as equally full.
    #[must_use]
    pub fn slices(self, parts: u64) -> Vec<Self> {
        let ids = (self.to_id + 1).saturating_sub(self.from_id);
        let parts = parts.clamp(1, ids.max(1));
        let (width, rest) = (ids / parts, ids % parts);
        let mut from_id = self.from_id;
        let mut slices = Vec::new();
        for part in 0..parts.min(ids) {
            let to_id = from_id + width + u64::from(part < rest) - 1;
            slices.push(Self { from_id, to_id });
            from_id = to_id + 1;
        }
        slices
    }

    /// The ids of this span behind `after`.
    pub(super) const fn behind(self, after: u64) -> Self {
        let from_id = if after >= self.from_id { after + 1 } else { self.from_id };
        Self {
            from_id,
            to_id: self.to_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_column_name_cannot_carry_a_query() {
        assert_eq!(column_name("custbody_Shop_1").unwrap(), "custbody_shop_1");
        for bad in ["", "a b", "id) OR (1=1", "t.id", "größe", "1a", "_a", &"x".repeat(65)] {
            assert!(column_name(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn slices_are_the_span(from_id in 1_u64..1000, ids in 0_u64..1000, parts in 0_u64..20) {
            let span = Span { from_id, to_id: from_id + ids - 1 };
            let slices = span.slices(parts);
            let all: Vec<u64> = slices.iter().flat_map(|s| s.from_id..=s.to_id).collect();
            prop_assert_eq!(all, (span.from_id..=span.to_id).collect::<Vec<_>>());
            prop_assert!(slices.len() as u64 <= parts.max(1));
        }
    }
}
