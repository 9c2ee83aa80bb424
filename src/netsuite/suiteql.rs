//! One SuiteQL request: its text and parameters, and the page that answers it.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::error::{NetsuiteError, of_query};
use super::rest::Rest;

/// The most rows of one page.
pub(super) const PAGE_ROWS: u16 = 1000;
/// The most rows that paging by offset can reach; what lies behind is left out without a word.
pub(super) const OFFSET_ROWS: u32 = 100_000;
/// The most entries of an `IN` list.
pub(super) const IN_MAX: usize = 1000;

/// A SuiteQL text with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which of our queries it is.
    pub name: &'static str,
    /// The text, with a `?` for each parameter.
    pub text: String,
    /// The parameters, in the order of their places.
    pub params: Vec<Param>,
}

/// A parameter of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Param {
    /// An internal id, or another whole number.
    Number(u64),
    /// A text.
    Text(String),
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

#[derive(Serialize)]
struct Body<'a> {
    q: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    params: &'a [Param],
}

/// A result page: as it was sent, and what is read from it.
#[derive(Debug)]
pub(super) struct Page<R> {
    pub(super) body: Bytes,
    pub(super) rows: Vec<R>,
    pub(super) has_more: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound = "R: DeserializeOwned")]
struct Envelope<R> {
    count: u64,
    has_more: bool,
    items: Vec<R>,
}

impl Rest {
    /// The first `limit` rows of a query behind `offset`.
    ///
    /// # Errors
    /// [`NetsuiteError`], the refusals of SuiteQL by name.
    pub(super) async fn page<R: DeserializeOwned>(
        &self,
        query: &Query,
        limit: u16,
        offset: u32,
    ) -> Result<Page<R>, NetsuiteError> {
        let asked = Body {
            q: &query.text,
            params: &query.params,
        };
        let unusable = |what: String| NetsuiteError::Page {
            query: query.name,
            what,
        };
        let bytes = serde_json::to_vec(&asked).map_err(|e| unusable(e.to_string()))?;
        let path = format!("query/v1/suiteql?limit={limit}&offset={offset}");
        let body = self
            .query(&path, bytes.into())
            .await
            .map_err(|error| of_query(query.name, error))?;
        let read: Envelope<R> = serde_json::from_slice(&body).map_err(|e| unusable(e.to_string()))?;
        if read.count != read.items.len() as u64 {
            let (says, has) = (read.count, read.items.len());
            return Err(unusable(format!("it says it has {says} rows and has {has}")));
        }
        if read.has_more && read.items.is_empty() {
            return Err(unusable("it has no rows and says that more follow".to_owned()));
        }
        Ok(Page {
            body,
            rows: read.items,
            has_more: read.has_more,
        })
    }

    /// Every row of a query of few rows, by offset; its text must order them by something unique.
    ///
    /// # Errors
    /// As [`Rest::page`]; also where there are more rows than paging by offset can reach.
    pub(super) async fn all<R: DeserializeOwned>(&self, query: &Query) -> Result<Vec<R>, NetsuiteError> {
        let mut rows = Vec::new();
        let mut offset = 0;
        loop {
            let page = self.page(query, PAGE_ROWS, offset).await?;
            offset += page.rows.len() as u32;
            rows.extend(page.rows);
            if !page.has_more {
                return Ok(rows);
            }
            if offset >= OFFSET_ROWS {
                return Err(NetsuiteError::Page {
                    query: query.name,
                    what: format!("it has more rows than the {OFFSET_ROWS} that can be reached"),
                });
            }
        }
    }
}

/// A whole number that is not negative: SuiteQL sends numbers as texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number(pub(super) u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let cell = Cell::deserialize(from)?.0.unwrap_or_default();
        let number = cell
            .parse()
            .map_err(|_| D::Error::custom(format!("`{cell}` is not an internal id")))?;
        Ok(Self(number))
    }
}

/// A value as a text; `None` for null, which SuiteQL mostly leaves out.
struct Cell(Option<String>);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Cell;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value in quotes, as SuiteQL sends it")
            }
            fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
                Ok(Cell(Some(text.to_owned())))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
                Ok(Cell(Some(number.to_string())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
                Ok(Cell(Some(number.to_string())))
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Cell, E> {
                Ok(Cell(Some(if flag { "T" } else { "F" }.to_owned())))
            }
            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell(None))
            }
        }
        from.deserialize_any(Reader)
    }
}

/// A row of one of the small queries, by column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cells(BTreeMap<String, String>);

impl Cells {
    /// The value of a column; `None` where it is null.
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    /// The text of a column; empty where it is null.
    pub(super) fn text(&self, column: &str) -> String {
        self.get(column).unwrap_or_default().to_owned()
    }

    /// A whole number; `None` where it is null or none.
    pub(super) fn number(&self, column: &str) -> Option<u64> {
        self.get(column)?.parse().ok()
    }

    /// Whether a flag is set.
    pub(super) fn flag(&self, column: &str) -> bool {
        self.get(column) == Some("T")
    }
}

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Cells;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row of a SuiteQL result")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cells, A::Error> {
                let mut cells = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    if name == "links" {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    } else if let Some(value) = map.next_value::<Cell>()?.0 {
                        // Oracle asks not to rely on the case of names.
                        cells.insert(name.to_ascii_lowercase(), value);
                    }
                }
                Ok(Cells(cells))
            }
        }
        from.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_sent() {
        let text = r#"{"links":[],"ID":"91","memo":null,"n":7,"isclosed":"T","b":true}"#;
        let cells: Cells = serde_json::from_str(text).unwrap();
        assert_eq!((cells.number("id"), cells.number("n")), (Some(91), Some(7)));
        assert_eq!((cells.get("memo"), cells.text("memo")), (None, String::new()));
        assert!(cells.flag("isclosed") && cells.flag("b") && !cells.flag("memo"));
    }

    #[test]
    fn a_number_with_a_fraction_is_refused() {
        assert!(serde_json::from_str::<Cells>(r#"{"foreigntotal":118.25}"#).is_err());
        assert!(serde_json::from_str::<Number>("\"-3\"").is_err());
        assert_eq!(serde_json::from_str::<Number>("\"3\"").unwrap(), Number(3));
    }

    #[test]
    fn parameters_keep_their_kind() {
        let asked = Body {
            q: "SELECT 1 FROM dual WHERE 1 = ? AND 'a' = ?",
            params: &[7.into(), "a".into()],
        };
        let text = serde_json::to_string(&asked).unwrap();
        assert!(text.ends_with(r#""params":[7,"a"]}"#), "{text}");
    }
}
