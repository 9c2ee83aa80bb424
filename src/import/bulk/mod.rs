//! Shopify's bulk-operation JSONL: one object a line, children naming their parents, in any order.
//!
//! The file is read in blocks of whole lines; workers parse and pack the blocks side by side; the
//! packed rows are put together afterwards ([`OrderRows`]). Memory follows the packed size, about a
//! seventh of the file's.

mod balance;
mod block;
mod details;
mod fault;
mod order;
mod rows;
pub(crate) mod scalar;
#[cfg(test)]
mod tests;
mod untold;
mod wire;

use std::io::Read;

pub use balance::BalanceRows;
pub use rows::{OrderRows, RefundDetail};

use super::blocks::in_blocks;
use super::{ImportError, Problem, Problems, json_file};
use crate::model::dispute::Dispute;
use crate::model::payout::Payout;
use crate::model::rules::OrderHolds;
use block::Block;

/// Everything one file held.
#[derive(Debug, Default)]
pub struct BulkFile {
    /// Orders with their lines, payments, refunds and agreements.
    pub orders: OrderRows,
    /// Refunds in detail, where the file lists them.
    pub refunds: Vec<RefundDetail>,
    /// Payouts.
    pub payouts: Vec<Payout<'static>>,
    /// Balance transactions.
    pub movements: BalanceRows,
    /// Disputes.
    pub disputes: Vec<Dispute>,
    /// Lines read.
    pub rows: u64,
    /// Objects of types tieout does not use, with their number.
    pub unused: Vec<(String, u64)>,
    /// Fields that tell of money and are in no row, so that they are taken as none.
    pub untold: Vec<&'static str>,
}

/// Reads a file. `workers` threads parse; rows with faults are left out and told.
///
/// # Errors
/// [`ImportError`] where the file cannot be read, or is no JSONL at all.
pub fn read(
    name: &str,
    input: &mut dyn Read,
    holds: OrderHolds,
    workers: usize,
    problems: &mut Problems,
) -> Result<BulkFile, ImportError> {
    let mut input = json_file::open(name, input, "the file of a bulk operation as Shopify wrote it")?;
    let blocks = in_blocks(name, &mut input, workers, |bytes, first_row| {
        Block::parse(bytes, first_row, holds)
    })?;
    Ok(gather(name, blocks, problems))
}

fn gather(name: &str, blocks: Vec<Block>, problems: &mut Problems) -> BulkFile {
    let mut file = BulkFile::default();
    let mut details = details::Details::default();
    let mut untold = untold::Untold::default();
    for block in blocks {
        untold.merge(block.untold);
        file.rows += block.rows;
        for (line, fault) in block.faults {
            problems.add(Problem {
                file: name.to_owned(),
                line,
                column: fault.field,
                value: fault.value,
                what: fault.what,
                mend: fault.mend,
            });
        }
        file.orders.add(block.packed);
        file.movements.add(block.balance_bytes, &block.balance);
        file.payouts.extend(block.payouts);
        file.disputes.extend(block.disputes);
        details.merge(block.details);
        for (kind, count) in block.unused {
            match file.unused.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, total)) => *total += count,
                None => file.unused.push((kind, count)),
            }
        }
    }
    refund_parents(name, &mut details, &file.orders, problems);
    let told = file.orders.told(&details.orders());
    let (only_named, both) = details.are_told(told);
    for (order, line) in file.orders.forget_agreements_of(&only_named) {
        problems.add(Problem {
            file: name.to_owned(),
            line: u64::from(line),
            column: "__parentId".to_owned(),
            value: format!("gid://shopify/Order/{order}"),
            what: "is an order that the file only names, without its `currentTotalPriceSet` and `createdAt`".to_owned(),
            mend: "select them in the bulk query; nothing is assumed in their place".to_owned(),
        });
    }
    for id in file.orders.sort() {
        problems.add(Problem {
            file: name.to_owned(),
            line: 0,
            column: "id".to_owned(),
            value: format!("gid://shopify/Order/{id}"),
            what: "is listed more than once, so its lines would count twice".to_owned(),
            mend: "give each bulk operation's file by itself".to_owned(),
        });
    }
    file.orders.keep_fuller_agreements_of(&both);
    file.movements.sort();
    file.unused.sort();
    file.untold = untold.fields();
    file.refunds = details.resolve();
    file
}

/// Finds the refunds that details hang on; details that hang on nothing are told.
fn refund_parents(name: &str, details: &mut details::Details, orders: &OrderRows, problems: &mut Problems) {
    let mut tell = |column: &str, what: String, mend: &str| {
        problems.add(Problem {
            file: name.to_owned(),
            line: 0,
            column: column.to_owned(),
            value: String::new(),
            what,
            mend: mend.to_owned(),
        });
    };
    if let Err(what) = details.adopt(|wanted| orders.refunds(wanted)) {
        tell("refunds", what, "");
    }
    let (agreements, refunds) = details.strays();
    if agreements > 0 {
        tell(
            "refund",
            format!("is missing of the agreements that lines of refunds belong to ({agreements} of them)"),
            "select `refund { id createdAt totalRefundedSet }` of the agreements, or download the file again if it was cut",
        );
    }
    if refunds > 0 {
        tell(
            "refunds",
            format!("do not list the refunds that lines of refunds belong to ({refunds} of them)"),
            "select `refunds { id createdAt totalRefundedSet }` of the orders, or download the file again if it was cut",
        );
    }
}
