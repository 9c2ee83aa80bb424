//! Rows that say again what another row says.

use std::collections::{HashMap, HashSet};

use super::gather::DraftRow;
use super::settle::EXPORT_AGAIN;
use crate::base::Quantity;
use crate::import::values::Fault;

/// Goods that move stand twice, once for each account, with opposite signs: one of the two is kept.
pub(super) fn one_side(rows: &[DraftRow]) -> Vec<DraftRow> {
    let is_negative = |r: &DraftRow| r.quantity.is_some_and(|q| q < Quantity::ZERO);
    let has_twin = |row: &DraftRow| {
        let twin = |other: &&DraftRow| {
            !is_negative(other)
                && (&other.item, other.item_id) == (&row.item, row.item_id)
                && other.quantity.map(Quantity::abs) == row.quantity.map(Quantity::abs)
        };
        rows.iter().find(twin).is_some()
    };
    rows.iter()
        .filter(|r| !(is_negative(r) && has_twin(r)))
        .cloned()
        .collect()
}

/// Leaves out rows that stand in the file twice; the second number is that of repeated main lines. Equal
/// rows may also be two lines of the same goods: line ids tell, or the main line repeats too, or the total
/// does: `ties` says whether rows are its total.
pub(super) fn without_repeats(
    rows: Vec<DraftRow>,
    mains: usize,
    ties: &dyn Fn(&[DraftRow]) -> Result<bool, Fault>,
) -> Result<(Vec<DraftRow>, u64), Fault> {
    let mut by_line: HashMap<u64, u64> = HashMap::new();
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(id) = row.line_id {
            match by_line.insert(id, row.digest) {
                Some(known) if known == row.digest => continue,
                Some(_) => {
                    return Err(Fault::new(
                        format!(
                            "has line {id} twice, with different values (again on line {} of the file)",
                            row.at
                        ),
                        EXPORT_AGAIN,
                    ));
                }
                None => {}
            }
        }
        *counts.entry(row.digest).or_insert(0) += 1;
        kept.push(row);
    }
    let main_repeats = mains.saturating_sub(1) as u64;
    if counts.len() == kept.len() {
        return Ok((kept, main_repeats));
    }
    let times = mains.max(1);
    if times > 1 && counts.values().all(|n| n % times == 0) {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        kept.retain(|row| {
            let n = seen.entry(row.digest).or_insert(0);
            *n += 1;
            *n <= counts[&row.digest] / times
        });
        return Ok((kept, main_repeats));
    }
    if !ties(&kept)? {
        let mut seen = HashSet::new();
        let once: Vec<DraftRow> = kept.iter().filter(|r| seen.insert(r.digest)).cloned().collect();
        if ties(&once)? {
            return Ok((once, main_repeats));
        }
    }
    Ok((kept, main_repeats))
}
