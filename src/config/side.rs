//! The side files: SKU aliases and bundle recipes.

use std::collections::BTreeMap;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::error::Fault;
use super::file::File;
use super::place::{Place, suggestion};
use crate::model::rules::{BundleComponent, ItemName};

const ALIASES: [&str; 2] = ["shopify_sku", "netsuite_item"];
const BUNDLES: [&str; 6] = [
    "bundle_sku",
    "component_sku",
    "quantity",
    "share",
    "valid_from",
    "valid_to",
];

/// Reads both files; faults in them are added to the others.
pub(super) fn read(
    file: &File,
    base: &Path,
    place: &Place<'_>,
    faults: &mut Vec<Fault>,
) -> (BTreeMap<String, ItemName>, Vec<BundleComponent>) {
    let mut open = |key: &str, path: &Option<String>, columns: &'static [&'static str]| {
        let path = base.join(path.as_ref()?);
        match std::fs::read(&path) {
            Ok(bytes) => Some(Sheet::read(&path, &bytes, columns)),
            Err(error) => {
                faults.push(place.fault(
                    key,
                    format!("names {}: {error}", path.display()),
                    "mend the path or leave the key out",
                ));
                None
            }
        }
    };
    let aliases = open("items.sku_aliases", &file.items.sku_aliases, &ALIASES);
    let bundles = open("items.bundles", &file.items.bundles, &BUNDLES);
    let aliases = aliases.map(|mut sheet| {
        let read = sheet.aliases();
        faults.append(&mut sheet.faults);
        read
    });
    let bundles = bundles.map(|mut sheet| {
        let read = sheet.bundles();
        faults.append(&mut sheet.faults);
        read
    });
    (aliases.unwrap_or_default(), bundles.unwrap_or_default())
}

/// A small CSV file, read whole: its rows by column name, each with its line.
struct Sheet {
    name: String,
    rows: Vec<(usize, BTreeMap<&'static str, String>)>,
    faults: Vec<Fault>,
}

impl Sheet {
    fn read(path: &Path, bytes: &[u8], columns: &'static [&'static str]) -> Self {
        let mut sheet = Self {
            name: path.display().to_string(),
            rows: Vec::new(),
            faults: Vec::new(),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(bytes);
        match reader.headers().cloned() {
            Ok(headers) => {
                if sheet.header(&headers, columns) {
                    sheet.body(&mut reader, &headers, columns);
                }
            }
            Err(error) => sheet.unreadable(&error),
        }
        sheet
    }

    fn fault(&mut self, line: usize, column: &str, what: impl Into<String>, mend: impl Into<String>) {
        self.faults.push(Fault {
            file: self.name.clone(),
            line,
            key: column.to_owned(),
            what: what.into(),
            mend: mend.into(),
        });
    }

    fn unreadable(&mut self, error: &csv::Error) {
        let line = error
            .position()
            .map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
        let (what, mend) = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => (
                format!("has {len} fields here where the header has {expected_len}"),
                "put texts with commas in quotes",
            ),
            csv::ErrorKind::Utf8 { .. } => ("is not UTF-8 text here".to_owned(), "save it as UTF-8"),
            _ => ("cannot be read as CSV".to_owned(), "save it as CSV"),
        };
        self.fault(line, "", what, mend);
    }

    fn header(&mut self, headers: &StringRecord, columns: &'static [&'static str]) -> bool {
        for column in headers {
            if !columns.contains(&column) {
                self.fault(
                    1,
                    column,
                    "is not a column that tieout knows",
                    suggestion(column, columns),
                );
            }
        }
        // Days of validity are optional; everything else has to be there, once.
        for column in columns {
            let optional = column.starts_with("valid_");
            match headers.iter().filter(|h| h == column).count() {
                0 if !optional => self.fault(1, column, "is missing", format!("the header is {}", columns.join(","))),
                0 | 1 => {}
                _ => self.fault(1, column, "stands twice", "leave one out"),
            }
        }
        self.faults.is_empty()
    }

    fn body(&mut self, reader: &mut csv::Reader<&[u8]>, headers: &StringRecord, columns: &'static [&'static str]) {
        let mut record = StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {
                    let line = record
                        .position()
                        .map_or(0, |p| usize::try_from(p.line()).unwrap_or(usize::MAX));
                    let row = headers
                        .iter()
                        .zip(&record)
                        .filter_map(|(h, v)| Some((*columns.iter().find(|c| **c == h)?, v.to_owned())))
                        .collect();
                    self.rows.push((line, row));
                }
                Ok(false) => return,
                Err(error) => return self.unreadable(&error),
            }
        }
    }

    /// A cell that must not be empty.
    fn filled(&mut self, line: usize, row: &BTreeMap<&'static str, String>, column: &'static str) -> Option<String> {
        match row.get(column) {
            Some(text) if !text.is_empty() => Some(text.clone()),
            _ => {
                self.fault(line, column, "is empty", "fill it or remove the row");
                None
            }
        }
    }

    fn aliases(&mut self) -> BTreeMap<String, ItemName> {
        let mut aliases = BTreeMap::new();
        for (line, row) in std::mem::take(&mut self.rows) {
            let (sku, item) = (
                self.filled(line, &row, "shopify_sku"),
                self.filled(line, &row, "netsuite_item"),
            );
            let (Some(sku), Some(item)) = (sku, item) else { continue };
            let item = match item.strip_prefix("id:").map(|id| (id, id.parse())) {
                None => ItemName::Name(item),
                Some((_, Ok(id))) => ItemName::Id(id),
                Some((id, Err(_))) => {
                    self.fault(
                        line,
                        "netsuite_item",
                        format!("has `{id}` as an internal id"),
                        "write id:77",
                    );
                    continue;
                }
            };
            if aliases.insert(sku.clone(), item).is_some() {
                self.fault(
                    line,
                    "shopify_sku",
                    format!("is `{sku}` a second time"),
                    "one SKU is one item; remove a row",
                );
            }
        }
        aliases
    }

    fn bundles(&mut self) -> Vec<BundleComponent> {
        let mut parts: Vec<(usize, BundleComponent)> = Vec::new();
        for (line, row) in std::mem::take(&mut self.rows) {
            if let Some(part) = self.component(line, &row) {
                parts.push((line, part));
            }
        }
        if self.faults.is_empty() {
            self.shares_add_up(&parts);
        }
        let mut parts: Vec<_> = parts.into_iter().map(|(_, part)| part).collect();
        parts.sort();
        parts
    }

    fn component(&mut self, line: usize, row: &BTreeMap<&'static str, String>) -> Option<BundleComponent> {
        let (bundle, component) = (
            self.filled(line, row, "bundle_sku"),
            self.filled(line, row, "component_sku"),
        );
        let quantity = self.filled(line, row, "quantity").and_then(|text| match text.parse() {
            Ok(n @ 1_i64..) => Some(n),
            _ => {
                self.fault(
                    line,
                    "quantity",
                    format!("is `{text}`"),
                    "write a whole number of pieces, at least 1",
                );
                None
            }
        });
        let share = self
            .filled(line, row, "share")
            .and_then(|text| match Decimal::from_str_exact(&text) {
                Ok(share) if (Decimal::ZERO..=Decimal::ONE).contains(&share) => Some(share),
                _ => {
                    self.fault(
                        line,
                        "share",
                        format!("is `{text}`"),
                        "write a fraction of 1, such as 0.25",
                    );
                    None
                }
            });
        let valid_from = self.day(line, row, "valid_from");
        let valid_to = self.day(line, row, "valid_to");
        if let (Some(from), Some(to)) = (valid_from?, valid_to?)
            && from > to
        {
            self.fault(
                line,
                "valid_to",
                format!("is {to}, before valid_from ({from})"),
                "swap the two days",
            );
        }
        Some(BundleComponent {
            bundle: bundle?,
            component: component?,
            quantity: quantity?,
            share: share?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        })
    }

    /// A day that may be left out; `None` where it cannot be read.
    fn day(&mut self, line: usize, row: &BTreeMap<&'static str, String>, column: &'static str) -> Option<Option<Date>> {
        let Some(text) = row.get(column).filter(|text| !text.is_empty()) else {
            return Some(None);
        };
        match (text.len() == 10).then(|| text.parse::<Date>()) {
            Some(Ok(day)) => Some(Some(day)),
            _ => {
                self.fault(line, column, format!("is `{text}`, no day"), "write 2026-11-22");
                None
            }
        }
    }

    /// On every day on which a bundle has a recipe its shares add up to 1. Recipes change only on the
    /// days where a component begins or has just ended, so only those are looked at.
    fn shares_add_up(&mut self, parts: &[(usize, BundleComponent)]) {
        let mut by_bundle: BTreeMap<&str, Vec<&(usize, BundleComponent)>> = BTreeMap::new();
        for part in parts {
            by_bundle.entry(&part.1.bundle).or_default().push(part);
        }
        for (bundle, parts) in by_bundle {
            let begins = parts.iter().map(|(_, p)| p.valid_from.unwrap_or(Date::MIN));
            let after = parts.iter().filter_map(|(_, p)| p.valid_to?.checked_add(1.day()).ok());
            let mut days: Vec<Date> = begins.chain(after).collect();
            days.sort();
            days.dedup();
            for day in days {
                let on =
                    |p: &BundleComponent| p.valid_from.is_none_or(|d| d <= day) && p.valid_to.is_none_or(|d| day <= d);
                let there: Vec<_> = parts.iter().filter(|(_, p)| on(p)).collect();
                let sum: Decimal = there.iter().map(|(_, p)| p.share).sum();
                let Some((line, _)) = there.first() else { continue };
                if sum != Decimal::ONE {
                    let when = if day == Date::MIN {
                        String::new()
                    } else {
                        format!(" from {day}")
                    };
                    self.fault(
                        *line,
                        "share",
                        format!("adds up to {} for `{bundle}`{when}, not to 1", sum.normalize()),
                        "give the remainder to one component",
                    );
                    break;
                }
            }
        }
    }
}
