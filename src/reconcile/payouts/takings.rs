//! Which bank deposits take up which documents.

use crate::base::Amount;
use crate::model::books::{Document, LineRole};

/// A line of a live deposit that takes up a document.
#[derive(Debug, Clone, Copy)]
pub struct Taking<'d> {
    /// The document's internal id.
    pub document: u64,
    /// The deposit.
    pub deposit: &'d Document<'d>,
    /// The payout that the deposit names; `None` where it names none.
    pub payout: Option<u64>,
    /// What it takes up; negative for money that went out.
    pub amount: Amount,
}

/// All takings of a shop's deposits.
#[derive(Debug, Clone, Default)]
pub struct Takings<'d>(Vec<Taking<'d>>);

impl<'d> Takings<'d> {
    /// The takings of deposits, each with the payout that it names. Voided ones take nothing.
    #[must_use]
    pub fn of(deposits: impl Iterator<Item = (Option<u64>, &'d Document<'d>)>) -> Self {
        let mut all = Vec::new();
        for (payout, deposit) in deposits.filter(|(_, d)| !d.head.status.is_dead()) {
            let lines = deposit.lines.iter().flatten();
            let payments = lines.filter(|l| l.role == LineRole::Payment && l.linked != 0);
            all.extend(payments.map(|l| Taking {
                document: l.linked,
                deposit,
                payout,
                amount: l.amount,
            }));
        }
        all.sort_by_key(|t| (t.document, t.deposit.head.id));
        Self(all)
    }

    /// Who takes up a document.
    #[must_use]
    pub fn of_document(&self, id: u64) -> &[Taking<'d>] {
        let start = self.0.partition_point(|t| t.document < id);
        let len = self.0[start..].iter().take_while(|t| t.document == id).count();
        &self.0[start..start + len]
    }

    /// The documents that are taken up more than once.
    #[must_use]
    pub fn repeated(&self) -> Vec<u64> {
        let groups = self.0.chunk_by(|a, b| a.document == b.document);
        groups.filter(|g| g.len() > 1).map(|g| g[0].document).collect()
    }
}
