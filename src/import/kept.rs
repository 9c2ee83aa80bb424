//! A sink for tests: it keeps what it is given, and reads files that are written out in the test.

use crate::model::books::Document;
use crate::model::payout::{BalanceTransaction, Payout};
use crate::model::shop::Order;

use super::{Counts, ImportError, Input, Problems, Sink, SinkError};

/// Everything an importer handed over.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Kept {
    pub(super) orders: Vec<Order<'static>>,
    pub(super) payouts: Vec<Payout<'static>>,
    pub(super) movements: Vec<(Option<Payout<'static>>, BalanceTransaction<'static>)>,
    pub(super) documents: Vec<Document<'static>>,
}

/// A copy that borrows from a text that is never dropped.
fn own<S: serde::Serialize, T: serde::Deserialize<'static>>(value: &S) -> T {
    let text: &'static str = serde_json::to_string(value).unwrap().leak();
    serde_json::from_str(text).unwrap()
}

impl Sink for Kept {
    fn order(&mut self, order: &Order<'_>) -> Result<(), SinkError> {
        self.orders.push(own(order));
        Ok(())
    }

    fn payout(&mut self, payout: &Payout<'_>) -> Result<(), SinkError> {
        self.payouts.push(own(payout));
        Ok(())
    }

    fn balance_transaction(
        &mut self,
        payout: Option<&Payout<'_>>,
        movement: &BalanceTransaction<'_>,
    ) -> Result<(), SinkError> {
        self.movements.push((payout.map(own), own(movement)));
        Ok(())
    }

    fn document(&mut self, document: &Document<'_>) -> Result<(), SinkError> {
        self.documents.push(own(document));
        Ok(())
    }
}

/// What an import brought.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) kept: Kept,
    pub(super) counts: Result<Counts, ImportError>,
    pub(super) problems: Vec<String>,
}

impl Outcome {
    /// The records, where there was no fault at all.
    pub(super) fn clean(self) -> Kept {
        assert!(self.counts.is_ok(), "{:?}", self.counts);
        assert_eq!(self.problems, Vec::<String>::new());
        self.kept
    }

    /// Why the file could not be read.
    pub(super) fn refusal(&self) -> String {
        self.counts.as_ref().unwrap_err().to_string()
    }
}

type Importer<'f> = &'f dyn Fn(Input<'_>, &mut dyn Sink, &mut Problems) -> Result<Counts, ImportError>;

/// Imports bytes as a file called `file.csv`.
pub(super) fn import(importer: Importer<'_>, mut bytes: &[u8]) -> Outcome {
    let mut kept = Kept::default();
    let mut problems = Problems::default();
    let input = Input {
        name: "file.csv",
        reader: &mut bytes,
    };
    let counts = importer(input, &mut kept, &mut problems);
    Outcome {
        kept,
        counts,
        problems: problems.kept().iter().map(ToString::to_string).collect(),
    }
}
