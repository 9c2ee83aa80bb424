//! Which column of a saved search holds what.

use std::collections::BTreeMap;

use crate::import::header::{Column, Header};

/// Every key of `[import.netsuite_csv] columns`, with the column names it is looked for under when the
/// configuration does not name one (the first that is there wins), and whether a file must have it.
pub(super) const KEYS: &[(&str, &[&str], bool)] = &[
    ("internal_id", &["Internal ID"], true),
    ("type", &["Type"], true),
    ("amount", &["Amount"], true),
    ("date", &["Date"], false),
    ("number", &["Document Number"], false),
    ("order", &["PO/Check Number"], false),
    ("item", &["Item"], false),
    ("quantity", &["Quantity"], false),
    ("tax", &["Amount (Transaction Tax Total)"], false),
    ("net", &["Amount (Net of Tax)"], false),
    ("main_line", &["*", "Main Line"], false),
    ("item_type", &["Item Type"], false),
    ("item_id", &[], false),
    ("line_id", &["Line ID"], false),
    ("line_tax", &[], false),
    ("status", &["Status"], false),
    ("memo", &["Memo"], false),
    ("external_id", &["External ID"], false),
    ("refund", &[], false),
    ("payout", &[], false),
    ("currency", &["Currency"], false),
    ("created_from", &["Created From"], false),
    ("customer", &["Name", "Customer"], false),
    ("subsidiary", &["Subsidiary"], false),
    ("account", &["Account"], false),
    ("debit", &["Amount (Debit)"], false),
    ("credit", &["Amount (Credit)"], false),
    ("shipped", &["Quantity Fulfilled/Received"], false),
    ("billed", &["Quantity Billed"], false),
    ("closed", &["Closed"], false),
    ("created_at", &["Date Created"], false),
    ("modified_at", &["Last Modified"], false),
    ("ship_address", &["Shipping Address 1"], false),
    ("ship_address2", &["Shipping Address 2"], false),
    ("ship_city", &["Shipping City"], false),
    ("ship_state", &["Shipping State/Province"], false),
    ("ship_zip", &["Shipping Zip"], false),
    ("ship_country", &["Shipping Country Code"], false),
];

/// The configured mapping, checked.
#[derive(Debug)]
pub(super) struct Mapping<'o>(&'o BTreeMap<String, String>);

impl<'o> Mapping<'o> {
    /// Checks the keys.
    ///
    /// # Errors
    /// The first key that is none.
    pub(super) fn new(columns: &'o BTreeMap<String, String>) -> Result<Self, &'o str> {
        match columns.keys().find(|key| KEYS.iter().all(|(known, ..)| known != key)) {
            Some(unknown) => Err(unknown),
            None => Ok(Self(columns)),
        }
    }

    /// The keys, for a person to pick from.
    pub(super) fn keys() -> String {
        KEYS.iter().map(|(key, ..)| *key).collect::<Vec<_>>().join(", ")
    }

    /// Finds the columns. A required column that is not there goes onto the list, and so does a configured
    /// one, unless it is configured by the name it is looked for anyway: the whole mapping of the sample
    /// configuration does for a file that has fewer columns. A key that is configured as empty is not
    /// looked for.
    pub(super) fn bind(&self, header: &Header, missing: &mut Vec<String>) -> Columns {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for (key, usual, required) in KEYS {
            let column = match self.0.get(*key).map(|name| name.trim()) {
                Some("") => None,
                Some(name) => {
                    let bare = name.trim_end_matches("#1");
                    let is_usual = !required && usual.iter().any(|u| u.eq_ignore_ascii_case(bare));
                    let column = header.find(&[name]);
                    if column.is_none() && !is_usual {
                        missing.push(name.to_owned());
                    }
                    column
                }
                None if *required => header.need(usual, missing),
                None => header.find(usual),
            };
            if let Some(column) = column {
                found.insert(key, column);
            }
        }
        Columns::new(&|key| found.get(key).copied())
    }
}

/// Where the columns of a file stand, by their keys.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) internal_id: Column,
    pub(super) kind: Column,
    pub(super) amount: Column,
    pub(super) date: Column,
    pub(super) number: Column,
    pub(super) order: Column,
    pub(super) item: Column,
    pub(super) quantity: Column,
    pub(super) tax: Column,
    pub(super) net: Column,
    pub(super) main_line: Column,
    pub(super) item_type: Column,
    pub(super) item_id: Column,
    pub(super) line_id: Column,
    pub(super) line_tax: Column,
    pub(super) status: Column,
    pub(super) memo: Column,
    pub(super) external_id: Column,
    pub(super) refund: Column,
    pub(super) payout: Column,
    pub(super) currency: Column,
    pub(super) created_from: Column,
    pub(super) customer: Column,
    pub(super) subsidiary: Column,
    pub(super) account: Column,
    pub(super) debit: Column,
    pub(super) credit: Column,
    pub(super) shipped: Column,
    pub(super) billed: Column,
    pub(super) closed: Column,
    pub(super) created_at: Column,
    pub(super) modified_at: Column,
    pub(super) ship_address: Column,
    pub(super) ship_address2: Column,
    pub(super) ship_city: Column,
    pub(super) ship_state: Column,
    pub(super) ship_zip: Column,
    pub(super) ship_country: Column,
}

impl Columns {
    fn new(at: &dyn Fn(&str) -> Column) -> Self {
        Self {
            internal_id: at("internal_id"),
            kind: at("type"),
            amount: at("amount"),
            date: at("date"),
            number: at("number"),
            order: at("order"),
            item: at("item"),
            quantity: at("quantity"),
            tax: at("tax"),
            net: at("net"),
            main_line: at("main_line"),
            item_type: at("item_type"),
            item_id: at("item_id"),
            line_id: at("line_id"),
            line_tax: at("line_tax"),
            status: at("status"),
            memo: at("memo"),
            external_id: at("external_id"),
            refund: at("refund"),
            payout: at("payout"),
            currency: at("currency"),
            created_from: at("created_from"),
            customer: at("customer"),
            subsidiary: at("subsidiary"),
            account: at("account"),
            debit: at("debit"),
            credit: at("credit"),
            shipped: at("shipped"),
            billed: at("billed"),
            closed: at("closed"),
            created_at: at("created_at"),
            modified_at: at("modified_at"),
            ship_address: at("ship_address"),
            ship_address2: at("ship_address2"),
            ship_city: at("ship_city"),
            ship_state: at("ship_state"),
            ship_zip: at("ship_zip"),
            ship_country: at("ship_country"),
        }
    }
}
