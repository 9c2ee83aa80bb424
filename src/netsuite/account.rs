//! An account's id, which is written in two ways.

use std::fmt;

use thiserror::Error;

/// The longest id that is taken.
const LENGTH_MAX: usize = 40;

/// An account's id: `123456`, `123456_SB1` for a sandbox, `TSTDRV1234` for a test account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountId(String);

/// A text that is no account id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no NetSuite account id; it is digits or letters, with `_SB1` or the like for a sandbox")]
pub struct AccountIdError(String);

impl AccountId {
    /// Reads an id as a person finds it: from a host name (`123456-sb1`) or the account's settings
    /// (`123456_SB1`), in either case.
    ///
    /// # Errors
    /// [`AccountIdError`] for anything else: it becomes part of a host name.
    pub fn parse(text: &str) -> Result<Self, AccountIdError> {
        let id = text.trim().to_ascii_uppercase().replace('-', "_");
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let fits = id.len() <= LENGTH_MAX && id.split('_').count() <= 2 && id.split('_').all(plain);
        if fits {
            Ok(Self(id))
        } else {
            Err(AccountIdError(crate::base::clean(text).into_owned()))
        }
    }

    /// As it stands in host names: `123456-sb1`.
    #[must_use]
    pub fn host_form(&self) -> String {
        self.0.to_ascii_lowercase().replace('_', "-")
    }

    /// As it stands in the realm of a signature: `123456_SB1`. In lower case the sign-in is refused.
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.0
    }

    /// The address of its REST services.
    #[must_use]
    pub fn address(&self) -> String {
        format!("https://{}.suitetalk.api.netsuite.com", self.host_form())
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_are_one_account() {
        for text in ["123456_SB1", "123456-sb1", " 123456_sb1\n"] {
            let id = AccountId::parse(text).unwrap();
            assert_eq!((id.realm(), id.host_form().as_str()), ("123456_SB1", "123456-sb1"));
            assert_eq!(id.address(), "https://123456-sb1.suitetalk.api.netsuite.com");
        }
        assert_eq!(AccountId::parse("tstdrv1234").unwrap().realm(), "TSTDRV1234");
        assert_eq!(AccountId::parse("123456-rp").unwrap().host_form(), "123456-rp");
    }

    #[test]
    fn what_would_change_the_host_is_refused() {
        for text in ["", "123456.evil.com/", "1_2_3", "_SB1", "12 34", "123456@x", "é1"] {
            assert!(AccountId::parse(text).is_err(), "{text}");
        }
    }
}
