//! The typed table every view is, and every renderer reads.

use std::borrow::Cow;

use jiff::civil::Date;

use super::Money;
use crate::base::{Moment, Quantity};

/// A view's answer: typed rows under typed columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The view's name in machine output: `groups`.
    pub name: Cow<'static, str>,
    /// What a person reads above it.
    pub title: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; each has one cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// Rows of sums under the table, normally one a currency. They are not data: machine formats
    /// leave them out.
    pub totals: Vec<Vec<Cell>>,
    /// What a person reads where there are no rows.
    pub empty: &'static str,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in machine output.
    pub key: &'static str,
    /// What a person reads above it.
    pub title: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// The order in which columns give way on a narrow screen: the highest first, 0 never.
    pub rank: u8,
}

/// What the cells of a column hold (a cell may always be [`Cell::Empty`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// [`Cell::Text`] or [`Cell::Tag`].
    Text,
    /// [`Cell::Id`].
    Id,
    /// [`Cell::Money`].
    Money,
    /// [`Cell::Count`].
    Count,
    /// [`Cell::Quantity`].
    Quantity,
    /// [`Cell::Date`].
    Date,
    /// [`Cell::Moment`].
    Moment,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Prose, or a name from outside. Wrapped or cut where a screen is too narrow.
    Text(String),
    /// One of a few fixed words that may be coloured: a state, a severity.
    Tag(&'static str),
    /// Something a person copies: never wrapped, never cut.
    Id(String),
    /// An amount.
    Money(Money),
    /// A number of things, or of days.
    Count(i64),
    /// Pieces, with up to four decimals.
    Quantity(Quantity),
    /// A calendar day.
    Date(Date),
    /// A point in time.
    Moment(Moment),
    /// Not known, or does not apply. Never stands for zero.
    Empty,
}

impl Column {
    /// A column that never gives way.
    #[must_use]
    pub const fn new(key: &'static str, title: &'static str, kind: Kind) -> Self {
        Self {
            key,
            title,
            kind,
            rank: 0,
        }
    }

    /// The same column, giving way before those of lower rank.
    #[must_use]
    pub const fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Whether people expect its cells at the right edge.
    #[must_use]
    pub const fn right(&self) -> bool {
        matches!(self.kind, Kind::Money | Kind::Count | Kind::Quantity)
    }
}

impl Cell {
    /// An id, or nothing for an empty text.
    #[must_use]
    pub fn id(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Id(text) }
    }

    /// A text, or nothing for an empty one.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A count that came as an unsigned number, held to what the type can hold.
    #[must_use]
    pub fn count(number: impl TryInto<i64>) -> Self {
        Self::Count(number.try_into().unwrap_or(i64::MAX))
    }

    /// The plain text of machine formats: money without separators, times in RFC 3339.
    #[must_use]
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Id(text) => Cow::Borrowed(text),
            Self::Tag(word) => Cow::Borrowed(word),
            Self::Money(money) => Cow::Owned(money.to_string()),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Quantity(quantity) => Cow::Owned(quantity.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Moment(moment) => Cow::Owned(moment.to_string()),
            Self::Empty => Cow::Borrowed(""),
        }
    }

    /// The text people read: control characters replaced, thousands grouped, times to the minute.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Id(text) => crate::base::clean(text),
            Self::Money(money) => Cow::Owned(money.grouped()),
            Self::Count(count) => Cow::Owned(super::money::group(&count.to_string())),
            Self::Moment(moment) => Cow::Owned(moment.timestamp().strftime("%Y-%m-%d %H:%MZ").to_string()),
            other => other.plain(),
        }
    }
}
