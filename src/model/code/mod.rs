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
    /// What mends it; where it names [`BILLING_STATE_RULE`], see [`BILLING_STATE`].
    pub remedy: &'static str,
    /// Whose work it is, unless the evidence says otherwise.
    pub route: Route,
    /// Whether tieout finds it.
    pub seen: Seen,
}

/// How remedies name the rule that [`BILLING_STATE`] spells out.
pub const BILLING_STATE_RULE: &str = "billing-state rule";

/// Which document credits an order.
pub const BILLING_STATE: &str = "Which document gives money back follows from what was billed. Nothing billed: close or \
    shorten the lines of the sales order and refund the customer deposit. Billed by a cash sale: a cash refund from it. \
    Billed by an invoice: a credit memo from it, applied to it while it is open, else paid out by a customer refund. In a \
    closed period the document is dated in the open one and names the original date in its memo; in a locked period, ask.";

/// Whether tieout finds what a code is about. A test holds each row to what the comparison does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// It is found as itself.
    Directly,
    /// What happened is not visible, and this stands for it.
    ByProxy(&'static str),
    /// Neither an API nor a file shows it, and why.
    NotVisible(&'static str),
    /// It is met without a finding: nothing is wrong, or it cannot go wrong here; and why.
    NoFinding(&'static str),
    /// It could be found, and this version does not.
    NotYet,
}

impl Seen {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directly => "directly",
            Self::ByProxy(_) => "by_proxy",
            Self::NotVisible(_) => "not_visible",
            Self::NoFinding(_) => "no_finding",
            Self::NotYet => "not_yet",
        }
    }

    /// What stands for it, or why there is no finding.
    #[must_use]
    pub const fn because(self) -> Option<&'static str> {
        match self {
            Self::ByProxy(text) | Self::NotVisible(text) | Self::NoFinding(text) => Some(text),
            Self::Directly | Self::NotYet => None,
        }
    }

    /// The name people read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Directly => "directly",
            Self::ByProxy(_) => "by proxy",
            Self::NotVisible(_) => "not visible",
            Self::NoFinding(_) => "without a finding",
            Self::NotYet => "not yet",
        }
    }

    /// The name with its reason: `by proxy: …`.
    #[must_use]
    pub fn sentence(self) -> String {
        let name = self.name();
        self.because()
            .map_or_else(|| name.to_owned(), |why| format!("{name}: {why}"))
    }
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

impl Family {
    /// All families, in the order of the catalogue.
    pub const ALL: [Self; 9] = [
        Self::Idn,
        Self::Edt,
        Self::Ful,
        Self::Ref,
        Self::Pay,
        Self::Tax,
        Self::Bnd,
        Self::Cur,
        Self::Syn,
    ];

    /// The name people read.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Idn => "Identity and completeness",
            Self::Edt => "Order edits",
            Self::Ful => "Fulfilment lock",
            Self::Ref => "Refunds and credit memos",
            Self::Pay => "Payouts",
            Self::Tax => "Tax",
            Self::Bnd => "Bundles",
            Self::Cur => "Currency",
            Self::Syn => "Transport and posting",
        }
    }
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
    /// Every route.
    pub const ALL: [Self; 3] = [Self::Finance, Self::Cx, Self::Engineering];

    /// Reads a name of machine output.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == text)
    }

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
        let by_family: Vec<_> = Family::ALL
            .iter()
            .flat_map(|f| all().filter(|c| c.family == *f))
            .collect();
        assert!(by_family.into_iter().eq(all()), "families follow each other");
    }

    #[test]
    fn the_catalogue_speaks_in_sentences() {
        for code in all() {
            for text in [code.arises, code.detect, code.remedy] {
                let starts = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
                assert!(
                    starts && text.ends_with('.') && text.split(' ').count() >= 2,
                    "{}: {text}",
                    code.id
                );
                let short = text.split(|c: char| !c.is_alphanumeric());
                let jargon = ["V", "SO", "IF", "CM", "CD", "CS", "CR", "CuR", "RA", "BT"];
                assert!(
                    !short.into_iter().any(|word| jargon.contains(&word)),
                    "{} abbreviates: {text}",
                    code.id
                );
            }
        }
    }
}
