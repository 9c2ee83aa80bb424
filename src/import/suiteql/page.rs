//! A result page: its envelope, and its rows handed on one by one.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::row::{Columns, Row, RowSeed};

/// What the envelope of a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Envelope {
    /// How many rows it says it has.
    pub(super) count: Option<u64>,
    /// Whether more pages follow.
    pub(super) has_more: Option<bool>,
    /// How many rows it has.
    pub(super) rows: u64,
}

/// Reads a page and gives each of its rows to `take`.
pub(super) struct PageSeed<'c, F> {
    pub(super) columns: &'c Columns,
    pub(super) take: F,
}

impl<'de, F: FnMut(&mut Row<'de>)> DeserializeSeed<'de> for PageSeed<'_, F> {
    type Value = Envelope;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Envelope, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, F: FnMut(&mut Row<'de>)> Visitor<'de> for PageSeed<'_, F> {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SuiteQL result page with `items`, `count` and `hasMore`")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Envelope, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "count" => envelope.count = Some(map.next_value()?),
                "hasMore" => envelope.has_more = Some(map.next_value()?),
                "items" => {
                    envelope.rows = map.next_value_seed(Items {
                        columns: self.columns,
                        take: &mut self.take,
                    })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(envelope)
    }
}

struct Items<'c, 'f, F> {
    columns: &'c Columns,
    take: &'f mut F,
}

impl<'de, F: FnMut(&mut Row<'de>)> DeserializeSeed<'de> for Items<'_, '_, F> {
    type Value = u64;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<u64, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&mut Row<'de>)> Visitor<'de> for Items<'_, '_, F> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rows of a SuiteQL result")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<u64, A::Error> {
        let mut rows = 0;
        let mut row = Row::new();
        while seq
            .next_element_seed(RowSeed {
                columns: self.columns,
                row: &mut row,
            })?
            .is_some()
        {
            (self.take)(&mut row);
            row.clear();
            rows += 1;
        }
        Ok(rows)
    }
}
