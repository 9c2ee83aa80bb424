//! The header of a CSV file: columns are found by their names, wherever they stand.

use std::collections::HashMap;

use csv::StringRecord;

/// A column's place; `None` where the file has no such column.
pub(super) type Column = Option<usize>;

/// The header: which column stands where.
#[derive(Debug)]
pub(super) struct Header {
    names: Vec<String>,
    places: HashMap<String, Vec<usize>>,
}

impl Header {
    pub(super) fn new(record: &StringRecord) -> Self {
        let names: Vec<String> = record.iter().map(|n| n.trim().to_owned()).collect();
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry(same(name)).or_default().push(place);
        }
        Self { names, places }
    }

    /// The names, in their order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// The first column that has one of the names. Letter case and blanks around a name play no part.
    /// `Name#2` is the second column called `Name`.
    pub(super) fn find(&self, names: &[&str]) -> Column {
        names.iter().find_map(|name| {
            let (bare, nth) = match name.rsplit_once('#') {
                Some((bare, n)) if !self.places.contains_key(&same(name)) => (bare, n.trim().parse::<usize>().ok()?),
                _ => (*name, 1),
            };
            self.places.get(&same(bare))?.get(nth.checked_sub(1)?).copied()
        })
    }

    /// As [`Self::find`]; the first name goes onto the list where there is no such column.
    pub(super) fn need(&self, names: &[&str], missing: &mut Vec<String>) -> Column {
        let found = self.find(names);
        if found.is_none() {
            missing.extend(names.first().map(|n| (*n).to_owned()));
        }
        found
    }

    /// A column's name.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }
}

fn same(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Says which importer a file of another kind belongs to.
pub(super) fn kind_hint(header: &Header) -> String {
    let has = |names: &[&str]| names.iter().all(|n| header.find(&[n]).is_some());
    let kind = if has(&["Lineitem name", "Financial Status"]) {
        "an orders export: `tieout import shopify-orders`"
    } else if has(&["Transaction Date", "Card Brand"]) {
        "a payment transactions export: `tieout import shopify-transactions`"
    } else if has(&["Payout Date", "Charges"]) {
        "a payouts export: `tieout import shopify-payouts`"
    } else if has(&["Internal ID"]) {
        "a NetSuite saved search: `tieout import netsuite-csv`, with its columns named in [import.netsuite_csv]"
    } else if has(&["Name", "Kind", "Gateway"]) {
        return "It looks like Shopify's transaction histories export, which holds no payouts; use the payment \
                transactions export instead"
            .to_owned();
    } else {
        return "Export the file again with all its columns".to_owned();
    };
    format!("If columns were removed, export it again; it looks like {kind}")
}
