//! What can go wrong when NetSuite is read, told apart by what it means.

use serde::Deserialize;
use thiserror::Error;

use crate::base::clean;
use crate::http::{HttpError, Refusal};

/// NetSuite could not be read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NetsuiteError {
    /// Not reached, not signed in, or refused in a way that has nothing to do with what was asked.
    #[error(transparent)]
    Http(Box<HttpError>),
    /// A configured name that no column can have.
    #[error("`{}` is no column name: letters, digits and `_` alone", clean(.name))]
    Field {
        /// The name.
        name: String,
    },
    /// A base address that cannot be used.
    #[error("`{}` is no address of NetSuite's REST services", clean(.base))]
    Base {
        /// The address.
        base: String,
    },
    /// A column that the account does not have, or that the role may not see.
    #[error("the column `{}` is not there, or this role may not see it", clean(.column))]
    UnknownColumn {
        /// Its name, as NetSuite repeats it.
        column: String,
    },
    /// A table that the account does not have, or that the role may not see.
    #[error("the table `{}` is not there, or this role may not see it", clean(.table))]
    TableNotVisible {
        /// Its name, as NetSuite repeats it.
        table: String,
    },
    /// NetSuite refused a query.
    #[error("NetSuite refused the query `{query}` ({status}): {}", clean(.said))]
    Query {
        /// Which of our queries.
        query: &'static str,
        /// The status of the answer.
        status: u16,
        /// What it said.
        said: String,
    },
    /// The role may not use SuiteQL at all.
    #[error("this role may not ask SuiteQL: {}", clean(.said))]
    Forbidden {
        /// What NetSuite said; it mostly names the permission.
        said: String,
    },
    /// An answer that is no result page, or one that contradicts itself.
    #[error("the answer to the query `{query}` cannot be used: {what}")]
    Page {
        /// Which of our queries.
        query: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// Rows came in another order than asked for: pages cut from them would miss some.
    #[error("the rows of the query `{query}` are not in the order asked for (behind {after} comes {row})")]
    Disordered {
        /// Which of our queries.
        query: &'static str,
        /// The place reached.
        after: String,
        /// The row that comes behind it.
        row: String,
    },
    /// There is no such record.
    #[error("NetSuite has no {record} {}", clean(.id))]
    NoSuchRecord {
        /// Its type.
        record: String,
        /// Its id.
        id: String,
    },
    /// The role may not see a record.
    #[error("this role may not see {record} {}: {}", clean(.id), clean(.said))]
    NotVisible {
        /// Its type.
        record: String,
        /// Its id.
        id: String,
        /// What NetSuite said.
        said: String,
    },
    /// A record that cannot be read at the moment: a workflow or a script holds it.
    #[error("{record} {} cannot be read: {}", clean(.id), clean(.said))]
    Held {
        /// Its type.
        record: String,
        /// Its id.
        id: String,
        /// What NetSuite said.
        said: String,
    },
}

impl From<HttpError> for NetsuiteError {
    fn from(error: HttpError) -> Self {
        Self::Http(Box::new(error))
    }
}

/// The body of a refusal.
#[derive(Debug, Default, Deserialize)]
struct Body {
    title: Option<String>,
    #[serde(default, rename = "o:errorDetails")]
    details: Vec<Detail>,
}

#[derive(Debug, Deserialize)]
struct Detail {
    detail: Option<String>,
    #[serde(rename = "o:errorCode")]
    code: Option<String>,
    #[serde(rename = "o:errorPath")]
    path: Option<String>,
}

/// What a refusal says: its code, and its text in one line.
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) text: String,
    /// The field it is about, where it names one.
    pub(super) path: String,
}

impl Said {
    /// Reads a refusal's body; one that is none of NetSuite's (a proxy's, say) gives its beginning.
    pub(super) fn of(refusal: &Refusal) -> Self {
        let status = refusal.status.as_u16();
        let Ok(body) = serde_json::from_slice::<Body>(&refusal.body) else {
            return Self {
                status,
                code: String::new(),
                text: refusal.excerpt.clone(),
                path: String::new(),
            };
        };
        let code = body.details.iter().find_map(|d| d.code.clone());
        let path = body.details.iter().find_map(|d| d.path.clone());
        let texts: Vec<&str> = body.details.iter().filter_map(|d| d.detail.as_deref()).collect();
        let text = if texts.is_empty() {
            body.title.unwrap_or_default()
        } else {
            texts.join("; ")
        };
        Self {
            status,
            code: code.unwrap_or_default(),
            text,
            path: path.unwrap_or_default(),
        }
    }
}

/// What stands in quotes behind a word: `'x'` behind `Unknown identifier`.
fn quoted_behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text[text.find(word)? + word.len()..].trim_start().strip_prefix('\'')?;
    rest.split('\'').next()
}

/// The error a refused query stands for.
pub(super) fn of_query(query: &'static str, error: HttpError) -> NetsuiteError {
    let Some(refusal) = error.refusal() else {
        return error.into();
    };
    let said = Said::of(refusal);
    if let Some(table) = quoted_behind(&said.text, "Record").filter(|_| said.text.contains("was not found")) {
        let table = table.to_owned();
        return NetsuiteError::TableNotVisible { table };
    }
    let column = quoted_behind(&said.text, "Unknown identifier").or_else(|| quoted_behind(&said.text, "Field"));
    if let Some(column) = column {
        let column = column.to_owned();
        return NetsuiteError::UnknownColumn { column };
    }
    // A 500 is one of the query only where it was not tried again.
    match said.status {
        400 | 500 if matches!(error, HttpError::Refused(_)) => NetsuiteError::Query {
            query,
            status: said.status,
            said: said.text,
        },
        403 => NetsuiteError::Forbidden { said: said.text },
        _ => error.into(),
    }
}

/// The error a refused record stands for.
pub(super) fn of_record(record: &str, id: &str, error: HttpError) -> NetsuiteError {
    let Some(refusal) = error.refusal() else {
        return error.into();
    };
    let said = Said::of(refusal);
    let (record, id) = (record.to_owned(), id.to_owned());
    match (said.status, said.code.as_str()) {
        (404, _) => NetsuiteError::NoSuchRecord { record, id },
        (403, _) | (_, "INSUFFICIENT_PERMISSION") => NetsuiteError::NotVisible {
            record,
            id,
            said: said.text,
        },
        (400, _) => NetsuiteError::Held {
            record,
            id,
            said: said.text,
        },
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_without_suiteql_is_told_from_a_bad_query() {
        let refused = |status: ::http::StatusCode| {
            let body =
                r#"{"title":"x","o:errorDetails":[{"detail":"You need the 'SuiteAnalytics Workbook' permission"}]}"#;
            HttpError::Refused(Box::new(Refusal {
                status,
                host: "1.test".to_owned(),
                path: "/".to_owned(),
                request_id: None,
                moved_to: None,
                excerpt: "x".to_owned(),
                body: body.into(),
            }))
        };
        let forbidden = of_query("mark", refused(::http::StatusCode::FORBIDDEN));
        assert!(
            matches!(&forbidden, NetsuiteError::Forbidden { said } if said.contains("Workbook")),
            "{forbidden}"
        );
        let bad = of_query("mark", refused(::http::StatusCode::BAD_REQUEST));
        assert!(matches!(bad, NetsuiteError::Query { status: 400, .. }), "{bad}");
        let gone = of_query("mark", refused(::http::StatusCode::GONE));
        assert!(matches!(gone, NetsuiteError::Http(_)), "{gone}");
    }

    #[test]
    fn names_are_read_out_of_what_netsuite_says() {
        let text = "Search error occurred: Unknown identifier 'x y'. Available identifiers are: {customer=customer}";
        assert_eq!(quoted_behind(text, "Unknown identifier"), Some("x y"));
        assert_eq!(
            quoted_behind("Record 'currency' was not found.", "Record"),
            Some("currency")
        );
        assert_eq!(quoted_behind("Unknown identifier x", "Unknown identifier"), None);
        assert_eq!(quoted_behind("", "Record"), None);
    }
}
