//! Shopify's search syntax, as far as it is written here.

use serde::{Deserialize, Serialize};

use crate::base::Moment;

/// A stretch of time, both ends included; an end that is none is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// From when on.
    pub from: Option<Moment>,
    /// Up to when. Shopify takes `<` for `<=`, so the end always belongs to it.
    pub until: Option<Moment>,
}

impl Window {
    /// All of time.
    pub const ALL: Self = Self {
        from: None,
        until: None,
    };

    /// As a search over `field`. Times are quoted: unquoted, Shopify cuts them at their colons.
    pub(super) fn search(&self, field: &str) -> String {
        // A search without a term would find as much, but a page is always asked for by its sort key.
        let from = self.from.unwrap_or(Moment::from_seconds(0));
        let mut text = format!("{field}:>='{from}'");
        if let Some(until) = self.until {
            text.push_str(&format!(" {field}:<='{until}'"));
        }
        text
    }
}

/// A value in quotes.
pub(super) fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('\'');
    for c in value.chars() {
        if matches!(c, '\'' | '\\') {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('\'');
    text
}

/// The number at the end of an id such as `gid://shopify/Order/1`.
pub(super) fn number_of(gid: &str) -> Option<u64> {
    let tail = gid.rsplit('/').next()?;
    tail.split('?').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_search_with_its_times_quoted() {
        let window = Window {
            from: Some(Moment::parse("2026-11-20T00:00:00Z").unwrap()),
            until: Some(Moment::parse("2026-11-21T01:30:00+01:00").unwrap()),
        };
        assert_eq!(
            window.search("updated_at"),
            "updated_at:>='2026-11-20T00:00:00Z' updated_at:<='2026-11-21T00:30:00Z'"
        );
        assert_eq!(Window::ALL.search("updated_at"), super::super::documents::EVERYTHING);
    }

    #[test]
    fn a_value_cannot_leave_its_quotes() {
        assert_eq!(quoted("#1001"), "'#1001'");
        assert_eq!(quoted(r"x' OR id:1 \"), r"'x\' OR id:1 \\'");
    }

    #[test]
    fn numbers_of_ids() {
        assert_eq!(number_of("gid://shopify/Order/8951185277234"), Some(8_951_185_277_234));
        assert_eq!(number_of("gid://shopify/Order/1?x=2"), Some(1));
        assert_eq!(number_of("gid://shopify/ShippingLine/abc"), None);
    }
}
