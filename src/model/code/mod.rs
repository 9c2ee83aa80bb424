//! The catalogue of failure codes: 141 things that go wrong between Shopify and NetSuite.
//!
//! A code is a diagnosis. One file a family, one row a code; whoever needs a code names its row
//! (`code::refunds::REF_01`), and whoever needs all of them walks [`all`].

pub mod bnd;
pub mod cur;
pub mod edt;
pub mod ful;
pub mod idn;
pub mod pay;
pub mod refunds;
pub mod syn;
pub mod tax;

use std::fmt;

use serde::{Deserialize, Serialize};

/// One row of the catalogue.
#[derive(PartialEq, Eq, Hash)]
pub struct Code {
    /// `REF-01`.
    pub id: &'static str,
    /// The family the code belongs to.
    pub family: Family,
    /// The name in machine output: `refund_without_credit`.
    pub kind: &'static str,
    /// The name people read.
    pub title: &'static str,
    /// How it arises.
    pub arises: &'static str,
    /// What shows it in the data.
    pub detect: &'static str,
    /// What mends it. "V" is the vehicle rule: the credit document follows the billing state.
    pub remedy: &'static str,
    /// Whose work it is, unless the evidence says otherwise.
    pub route: Route,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// What a code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Identity and completeness.
    Idn,
    /// Order edits.
    Edt,
    /// Fulfilment lock.
    Ful,
    /// Refunds and credit memos.
    Ref,
    /// Payouts.
    Pay,
    /// Tax.
    Tax,
    /// Bundles.
    Bnd,
    /// Currency.
    Cur,
    /// Transport and posting.
    Syn,
}

/// Whose work something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    /// Money differs.
    Finance,
    /// A customer's order is locked.
    Cx,
    /// Transport, mapping, or an edit before the lock.
    Engineering,
}

impl Route {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finance => "finance",
            Self::Cx => "cx",
            Self::Engineering => "engineering",
        }
    }
}

/// All codes, by family and number.
pub fn all() -> impl Iterator<Item = &'static Code> {
    idn::ALL
        .iter()
        .chain(&edt::ALL)
        .chain(&ful::ALL)
        .chain(&refunds::ALL)
        .chain(&pay::ALL)
        .chain(&tax::ALL)
        .chain(&bnd::ALL)
        .chain(&cur::ALL)
        .chain(&syn::ALL)
        .copied()
}

/// The code with an id, in any letter case.
#[must_use]
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_is_complete() {
        assert_eq!(all().count(), 141);
        let ids: BTreeSet<_> = all().map(|c| c.id).collect();
        let kinds: BTreeSet<_> = all().map(|c| c.kind).collect();
        assert_eq!((ids.len(), kinds.len()), (141, 141), "ids and kinds are unique");
        assert_eq!(find("ref-01").map(|c| c.kind), Some("refund_without_credit"));
    }
}
