//! The file of a bulk operation, cut into files of whole orders that are landed one after the other, so that
//! what is held in memory does not grow with it.
//!
//! Its rows stand in any order and name their parents, some of them a parent that hangs on an order itself.
//! Rows of an order go where its id says. Rows further down wait, by their parent, with a note of where that
//! parent went, until all of the file was read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};
use std::path::Path;

use serde::Deserialize;
use tempfile::NamedTempFile;

use crate::base::hash64;

/// How long a part is to be.
pub(super) const PART_BYTES: u64 = 1 << 18;
/// Parts there are at most; those of a larger file are longer. Twice as many files are open.
const PARTS_MAX: u64 = 64;

/// A file that was looked through and cut.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Its parts: each order stands in one of them with all that belongs to it. They have no name, so that
    /// whatever ends the program leaves none of them behind.
    pub(super) files: Vec<File>,
    /// How many orders there are.
    pub(super) orders: u64,
    /// The newest change among them up to the moment that was asked for.
    pub(super) newest: Option<String>,
    /// Orders of which something was refunded.
    pub(super) refunded: Vec<u64>,
}

/// What is looked at of a row before the importer reads it.
#[derive(Default, Deserialize)]
struct Row<'r> {
    #[serde(borrow)]
    id: Option<Cow<'r, str>>,
    #[serde(borrow, rename = "__parentId")]
    parent: Option<Cow<'r, str>>,
    #[serde(borrow, rename = "updatedAt")]
    updated_at: Option<Cow<'r, str>>,
    #[serde(borrow)]
    refunds: Option<Vec<Within<'r>>>,
    #[serde(borrow)]
    refund: Option<Within<'r>>,
}

/// An object within a row, on which other rows may hang.
#[derive(Deserialize)]
struct Within<'r> {
    #[serde(borrow)]
    id: Option<Cow<'r, str>>,
}

impl<'r> Row<'r> {
    /// What is wrong with a row is the importer's to say.
    fn of(line: &'r str) -> Self {
        serde_json::from_str(line).unwrap_or_default()
    }

    /// The order that it tells of. Only orders have no parent.
    fn told(&self) -> Option<u64> {
        self.parent.is_none().then(|| order(self.id.as_deref()?)).flatten()
    }

    /// The order that it is, or hangs on.
    fn of_order(&self) -> Option<u64> {
        self.parent.as_deref().map_or_else(|| self.told(), order)
    }

    /// What other rows may hang on: itself, where it is no order, and the refunds that it names.
    fn bears(&self) -> impl Iterator<Item = &str> {
        let own = self.id.as_deref().filter(|id| order(id).is_none());
        let refunds = self.refunds.iter().flatten().chain(&self.refund);
        own.into_iter().chain(refunds.filter_map(|refund| refund.id.as_deref()))
    }
}

fn order(gid: &str) -> Option<u64> {
    gid.strip_prefix("gid://shopify/Order/")?.parse().ok()
}

impl Parts {
    /// Looks a file through and cuts it into parts of about `bytes`, which stand in `dir`. Changes later than
    /// `until` are no mark.
    pub(super) fn of(file: NamedTempFile, dir: &Path, bytes: u64, until: &str) -> io::Result<Self> {
        let mut parts = Self::default();
        let count = file.path().metadata()?.len().div_ceil(bytes).clamp(1, PARTS_MAX) as usize;
        if count == 1 {
            each_line(&mut file.reopen()?, |line| {
                parts.note(&Row::of(line), until);
                Ok(())
            })?;
            parts.files.push(file.reopen()?);
            return Ok(parts);
        }
        let (mut whole, mut waiting) = (Shelf::new(dir, count)?, Shelf::new(dir, count)?);
        each_line(&mut file.reopen()?, |line| {
            let row = Row::of(line);
            parts.note(&row, until);
            match (row.of_order(), &row.parent) {
                (Some(order), _) => {
                    let part = place(&order.to_string(), count);
                    for gid in row.bears() {
                        waiting.put(place(gid, count), &format!("{part} {gid}\n"))?;
                    }
                    whole.put(part, line)
                }
                (None, Some(parent)) => waiting.put(place(parent, count), line),
                (None, None) => whole.put(0, line),
            }
        })?;
        drop(file);
        for mut rows in waiting.files()? {
            hang(&mut rows, &mut whole)?;
        }
        parts.files = whole.files()?;
        Ok(parts)
    }

    fn note(&mut self, row: &Row<'_>, until: &str) {
        let Some(order) = row.told() else { return };
        self.orders += 1;
        // Shopify walks the orders for a while: what changed meanwhile is left to the next pull.
        let updated_at = row.updated_at.as_deref().filter(|at| *at <= until);
        if updated_at > self.newest.as_deref() {
            self.newest = updated_at.map(str::to_owned);
        }
        if row.refunds.as_ref().is_some_and(|r| !r.is_empty()) {
            self.refunded.push(order);
        }
    }
}

/// Puts rows to where their parents went; one whose parent is nowhere is told by the importer.
fn hang(rows: &mut File, whole: &mut Shelf) -> io::Result<()> {
    let mut went: HashMap<String, usize> = HashMap::new();
    each_line(rows, |line| {
        let note = line.trim_end().split_once(' ').filter(|_| is_note(line));
        if let Some((part, gid)) = note
            && let Ok(part) = part.parse()
        {
            went.insert(gid.to_owned(), part);
        }
        Ok(())
    })?;
    rows.rewind()?;
    each_line(rows, |line| {
        if is_note(line) {
            return Ok(());
        }
        let parent = Row::of(line).parent;
        let part = parent.and_then(|parent| went.get(parent.as_ref()).copied());
        whole.put(part.unwrap_or(0), line)
    })
}

/// Rows are objects.
fn is_note(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
}

fn place(gid: &str, count: usize) -> usize {
    (hash64(gid.as_bytes()) % count as u64) as usize
}

/// Files that are written side by side.
struct Shelf {
    files: Vec<BufWriter<File>>,
}

impl Shelf {
    fn new(dir: &Path, count: usize) -> io::Result<Self> {
        let file = |_| tempfile::tempfile_in(dir).map(BufWriter::new);
        Ok(Self {
            files: (0..count).map(file).collect::<io::Result<_>>()?,
        })
    }

    fn put(&mut self, at: usize, line: &str) -> io::Result<()> {
        self.files[at].write_all(line.as_bytes())?;
        match line.ends_with('\n') {
            true => Ok(()),
            false => self.files[at].write_all(b"\n"),
        }
    }

    /// What was written, to be read from its beginning.
    fn files(self) -> io::Result<Vec<File>> {
        let written = |file: BufWriter<File>| {
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            Ok(file)
        };
        self.files.into_iter().map(written).collect()
    }
}

fn each_line(file: &mut File, mut take: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
    let mut lines = BufReader::new(file);
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        take(&line)?;
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read as _;

    use serde_json::{Value, json};

    use super::*;

    const UNTIL: &str = "2026-11-02T00:00:00Z";

    fn cut(rows: &[Value], bytes: u64) -> (Parts, Vec<Vec<Value>>) {
        let dir = tempfile::tempdir().unwrap();
        let mut file = NamedTempFile::new_in(dir.path()).unwrap();
        for row in rows {
            writeln!(file, "{row}").unwrap();
        }
        let mut parts = Parts::of(file, dir.path(), bytes, UNTIL).unwrap();
        assert_eq!(dir.path().read_dir().unwrap().count(), 0);
        let read = |mut file: File| {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        };
        let all = std::mem::take(&mut parts.files).into_iter().map(read).collect();
        (parts, all)
    }

    /// Orders whose rows are mixed as far as can be: all orders, all that hangs on them, all that hangs on that.
    fn mixed(orders: u64) -> Vec<Value> {
        let gid = |kind: &str, n: u64| format!("gid://shopify/{kind}/{n}");
        let mut rows: Vec<Value> = (0..orders)
            .map(|n| {
                json!({"id": gid("Order", n), "updatedAt": format!("2026-11-0{}T00:00:00Z", n % 4 + 1),
                    "refunds": if n % 5 == 0 { json!([{"id": gid("Refund", n)}]) } else { json!([]) }})
            })
            .collect();
        for line in 0..2 {
            let of = |n| json!({"id": gid("LineItem", n * 10 + line), "__parentId": gid("Order", n)});
            rows.extend((0..orders).map(of));
        }
        rows.extend((0..orders).map(|n| {
            let refund = if n % 5 == 0 {
                json!({"id": gid("Refund", n + 1_000)})
            } else {
                Value::Null
            };
            json!({"id": gid("SalesAgreement", n), "__parentId": gid("Order", n), "refund": refund})
        }));
        for sale in 0..3 {
            let of = |n| json!({"id": gid("Sale", n * 10 + sale), "__parentId": gid("SalesAgreement", n), "order": n});
            rows.extend((0..orders).map(of));
        }
        for n in (0..orders).step_by(5) {
            rows.push(json!({"id": null, "__parentId": gid("Refund", n), "order": n}));
            rows.push(json!({"id": null, "__parentId": gid("Refund", n + 1_000), "order": n}));
        }
        rows
    }

    fn order_of(row: &Value) -> u64 {
        let own = [&row["id"], &row["__parentId"]];
        let found = own.iter().find_map(|id| order(id.as_str()?));
        found.or_else(|| row["order"].as_u64()).unwrap()
    }

    #[test]
    fn a_part_has_whole_orders_in_the_order_of_their_rows() {
        let rows = mixed(200);
        let (parts, files) = cut(&rows, 4_096);
        assert!(files.len() > 5, "{}", files.len());
        assert_eq!((parts.orders, parts.newest.as_deref()), (200, Some(UNTIL)));
        assert_eq!(parts.refunded, (0..200).step_by(5).collect::<Vec<_>>());
        let mut seen = 0;
        for file in &files {
            // No part holds much more than its share.
            assert!(
                file.len() * files.len() < rows.len() * 4,
                "{} of {}",
                file.len(),
                rows.len()
            );
            seen += file.len();
            let orders: BTreeSet<u64> = file.iter().map(order_of).collect();
            let parents: BTreeSet<Option<&str>> = file.iter().map(|row| row["__parentId"].as_str()).collect();
            for parent in parents {
                let of = |row: &&Value| row["__parentId"].as_str() == parent && orders.contains(&order_of(row));
                let all: Vec<&Value> = rows.iter().filter(of).collect();
                assert_eq!(file.iter().filter(of).collect::<Vec<_>>(), all);
            }
        }
        assert_eq!(seen, rows.len());
    }

    #[test]
    fn a_small_file_is_one_part_and_what_belongs_nowhere_is_kept() {
        let (parts, files) = cut(&mixed(5), 1 << 20);
        assert_eq!((parts.orders, files), (5, vec![mixed(5)]));
        let mut rows = mixed(100);
        let stray = json!({"id": "gid://shopify/Sale/1", "__parentId": "gid://shopify/SalesAgreement/999"});
        rows.extend([stray.clone(), json!({"id": null}), json!("text")]);
        let (parts, files) = cut(&rows, 4_096);
        assert_eq!(parts.orders, 100);
        assert!(
            [stray, json!({"id": null}), json!("text")]
                .iter()
                .all(|row| files[0].contains(row))
        );
    }
}
