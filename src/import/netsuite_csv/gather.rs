//! Rows into drafts: one for each internal id, wherever its rows stand in the file.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::amount::ledger_amount;
use super::columns::Columns;
use super::dates::{NotADate, date};
use crate::base::{Amount, DateOrder, Moment, Quantity, clean};
use crate::import::header::Column;
use crate::import::row::Row;
use crate::import::table::Table;
use crate::import::values::{self, Fault};
use crate::import::{ImportError, Problems};
use crate::model::books::{DocumentKind, DocumentStatus};
use crate::model::shop::Address;

/// A document while its rows come in: the first value of a field counts, and those that follow must not
/// contradict it where that would change what it is worth.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: u64,
    pub(super) kind: DocumentKind,
    /// The line of its first row.
    pub(super) line: u64,
    /// A row of it was at fault: it does not land.
    pub(super) spoilt: bool,
    pub(super) number: String,
    pub(super) status: DocumentStatus,
    pub(super) order_ref: String,
    pub(super) refund_ref: String,
    pub(super) payout_ref: String,
    pub(super) external_id: String,
    pub(super) memo: String,
    pub(super) entity: String,
    pub(super) currency: String,
    pub(super) subsidiary: String,
    pub(super) created_from: String,
    pub(super) date: Option<Date>,
    pub(super) created_at: Option<Moment>,
    pub(super) modified_at: Option<Moment>,
    pub(super) ships_to: Option<Address<'static>>,
    pub(super) tax: Option<Amount>,
    pub(super) rows: Vec<DraftRow>,
}

/// One row of a document.
#[derive(Debug, Clone)]
pub(super) struct DraftRow {
    /// Where it stands in the file.
    pub(super) at: u64,
    /// Whether it is marked as the main line; `None` where the file has no such mark.
    pub(super) main: Option<bool>,
    pub(super) item: String,
    pub(super) item_id: u64,
    pub(super) item_type: String,
    pub(super) quantity: Option<Quantity>,
    pub(super) amount: Option<Amount>,
    pub(super) net: Option<Amount>,
    pub(super) line_tax: Option<Amount>,
    pub(super) line_id: Option<u64>,
    pub(super) closed: bool,
    pub(super) shipped: Option<Quantity>,
    pub(super) billed: Option<Quantity>,
    pub(super) account: String,
    pub(super) memo: String,
    /// Equal in rows that are equal in every column.
    pub(super) digest: u64,
}

/// All the documents of a file.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) columns: Columns,
    date_order: Option<DateOrder>,
    pub(super) drafts: Vec<Draft>,
    places: HashMap<u64, usize>,
    /// Types that are not compared, and how many rows have them.
    pub(super) others: BTreeMap<String, u64>,
    /// Numbers of documents that lost a row to an id that cannot be read.
    lost: HashSet<String>,
    /// Times without an offset, which are no moments.
    pub(super) local_times: u64,
}

impl Gathered {
    pub(super) fn new(columns: Columns, date_order: Option<DateOrder>) -> Self {
        Self {
            columns,
            date_order,
            drafts: Vec::new(),
            places: HashMap::new(),
            others: BTreeMap::new(),
            lost: HashSet::new(),
            local_times: 0,
        }
    }

    /// A row that is not whole spoils the document it names.
    pub(super) fn broken(&mut self, table: &Table<'_>) {
        if let Ok(id) = values::id(table.text(self.columns.internal_id)) {
            let kind = DocumentKind::parse(table.text(self.columns.kind));
            let place = self.place(id, kind, table.line());
            self.drafts[place].spoilt = true;
        } else {
            self.lose(table);
        }
    }

    /// A row whose id cannot be read spoils the documents of its number.
    fn lose(&mut self, table: &Table<'_>) {
        self.lost.insert(table.text(self.columns.number).to_owned());
    }

    /// The documents whose rows were all whole.
    pub(super) fn whole(&mut self) -> Vec<Draft> {
        let mut drafts = std::mem::take(&mut self.drafts);
        drafts.retain(|d| !d.spoilt && (d.number.is_empty() || !self.lost.contains(&d.number)));
        drafts
    }

    fn place(&mut self, id: u64, kind: DocumentKind, line: u64) -> usize {
        match self.places.entry(id) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                self.drafts.push(Draft::new(id, kind, line));
                *entry.insert(self.drafts.len() - 1)
            }
        }
    }

    /// Takes up a row.
    ///
    /// # Errors
    /// [`ImportError::Unusable`] at the first date that has two readings while none is declared.
    pub(super) fn row(&mut self, table: &Table<'_>, problems: &mut Problems) -> Result<(), ImportError> {
        let kind_text = table.text(self.columns.kind);
        let kind = DocumentKind::parse(kind_text);
        if kind == DocumentKind::Other && !kind_text.is_empty() {
            *self.others.entry(kind_text.to_owned()).or_insert(0) += 1;
            return Ok(());
        }
        let mut row = table.row(problems);
        let Some(id) = row.must(self.columns.internal_id, values::id) else {
            self.lose(table);
            return Ok(());
        };
        if kind_text.is_empty() {
            row.fault(
                self.columns.kind,
                Fault::new("the type is missing", "add the column Type to the saved search"),
            );
        }
        let place = self.place(id, kind, table.line());
        let known = self.drafts[place].kind;
        if known != kind && !kind_text.is_empty() {
            let what = format!(
                "is another type than on line {}, {}",
                self.drafts[place].line,
                known.label()
            );
            row.fault(
                self.columns.kind,
                Fault::new(
                    what,
                    "check that `internal_id` names the transaction's own internal id, as in `Internal ID#1`",
                ),
            );
        }
        self.head(place, &mut row, table)?;
        let line = self.read_line(&mut row, table);
        self.drafts[place].spoilt |= row.has_faults();
        self.drafts[place].rows.push(line);
        Ok(())
    }

    /// Reads what a row says about its document as a whole.
    fn head(&mut self, place: usize, row: &mut Row<'_>, table: &Table<'_>) -> Result<(), ImportError> {
        let at = &self.columns;
        let draft = &mut self.drafts[place];
        if draft.date.is_none() {
            draft.date = read_date(row, at.date, self.date_order, table)?;
        }
        if draft.status == DocumentStatus::Unknown {
            draft.status = DocumentStatus::parse(draft.kind, row.text(at.status));
        }
        let external = row.maybe(at.external_id, values::key).unwrap_or_default();
        for (field, column) in [
            (&mut draft.order_ref, at.order),
            (&mut draft.refund_ref, at.refund),
            (&mut draft.payout_ref, at.payout),
            (&mut draft.number, at.number),
        ] {
            if field.is_empty()
                && let Some(text) = row.maybe(column, values::key)
            {
                *field = text;
            }
        }
        if draft.external_id.is_empty() {
            draft.external_id = external;
        }
        let main = is_yes(row.text(at.main_line));
        for (field, column, of_main) in [
            (&mut draft.memo, at.memo, true),
            (&mut draft.entity, at.customer, false),
            (&mut draft.currency, at.currency, false),
            (&mut draft.subsidiary, at.subsidiary, false),
            (&mut draft.created_from, at.created_from, false),
        ] {
            let text = row.text(column);
            // The main line's memo is the document's, whichever row comes first.
            if !text.is_empty() && (field.is_empty() || of_main && main) {
                text.clone_into(field);
            }
        }
        for (field, column) in [
            (&mut draft.created_at, at.created_at),
            (&mut draft.modified_at, at.modified_at),
        ] {
            let text = row.text(column);
            if field.is_none() && !text.is_empty() {
                match values::moment(text) {
                    Ok(moment) => *field = Some(moment),
                    Err(_) => self.local_times += 1,
                }
            }
        }
        if draft.ships_to.is_none() {
            draft.ships_to = address(row, at);
        }
        tax(draft, row, at.tax);
        Ok(())
    }

    fn read_line(&mut self, row: &mut Row<'_>, table: &Table<'_>) -> DraftRow {
        let at = &self.columns;
        let debit = row.maybe(at.debit, ledger_amount);
        let credit = row.maybe(at.credit, ledger_amount);
        let amount = match (debit, credit) {
            (None, None) => row.maybe(at.amount, ledger_amount),
            (debit, credit) => values::add(debit.unwrap_or(Amount::ZERO), -credit.unwrap_or(Amount::ZERO)),
        };
        let text = |column: Column| row.text(column).to_owned();
        let (account, memo, item_type) = (text(at.account), text(at.memo), text(at.item_type));
        DraftRow {
            at: table.line(),
            main: at.main_line.map(|_| is_yes(row.text(at.main_line))),
            item: row.maybe(at.item, values::key).unwrap_or_default(),
            item_id: row.maybe(at.item_id, values::id).unwrap_or(0),
            item_type,
            quantity: row.maybe(at.quantity, quantity),
            amount,
            net: row.maybe(at.net, ledger_amount),
            line_tax: row.maybe(at.line_tax, ledger_amount),
            line_id: row.maybe(at.line_id, values::id),
            closed: is_yes(row.text(at.closed)),
            shipped: row.maybe(at.shipped, quantity),
            billed: row.maybe(at.billed, quantity),
            account,
            memo,
            digest: table.digest(),
        }
    }
}

impl Draft {
    fn new(id: u64, kind: DocumentKind, line: u64) -> Self {
        Self {
            id,
            kind,
            line,
            spoilt: false,
            number: String::new(),
            status: DocumentStatus::Unknown,
            order_ref: String::new(),
            refund_ref: String::new(),
            payout_ref: String::new(),
            external_id: String::new(),
            memo: String::new(),
            entity: String::new(),
            currency: String::new(),
            subsidiary: String::new(),
            created_from: String::new(),
            date: None,
            created_at: None,
            modified_at: None,
            ships_to: None,
            tax: None,
            rows: Vec::new(),
        }
    }
}

/// The tax total of the transaction stands on each of its rows, and counts once.
fn tax(draft: &mut Draft, row: &mut Row<'_>, column: Column) {
    let Some(tax) = row.maybe(column, ledger_amount) else {
        return;
    };
    match draft.tax {
        None => draft.tax = Some(tax),
        Some(known) if known == tax => {}
        Some(known) => row.fault(
            column,
            Fault::new(
                format!("is another tax total of the same document than {known} on a row before it"),
                "map `tax` to the transaction's tax total, which is the same on each row, and a line's tax to `line_tax`",
            ),
        ),
    }
}

fn read_date(
    row: &mut Row<'_>,
    column: Column,
    order: Option<DateOrder>,
    table: &Table<'_>,
) -> Result<Option<Date>, ImportError> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    match date(text, order) {
        Ok(date) => Ok(Some(date)),
        Err(NotADate::Ambiguous) => Err(table.unusable(
            format!(
                "line {}: the date `{}` can be read in two ways",
                table.line(),
                clean(text)
            ),
            "Set date_order in [import.netsuite_csv] to \"mdy\", \"dmy\" or \"ymd\", as the account writes dates"
                .to_owned(),
        )),
        Err(NotADate::OtherOrder) => {
            let mend = "set date_order in [import.netsuite_csv] to the order in which this file has them";
            row.fault(column, Fault::new("is no date in the declared order", mend));
            Ok(None)
        }
        Err(NotADate::Unreadable) => {
            // A serial number or a date without a full year.
            let fault = values::iso_date(text).err();
            row.fault(
                column,
                fault.unwrap_or_else(|| Fault::new("is not a date", "export the file again")),
            );
            Ok(None)
        }
    }
}

fn quantity(text: &str) -> Result<Quantity, Fault> {
    ledger_amount(text)
        .map(|n| Quantity::from_raw(n.raw()))
        .map_err(|_| Fault::new("is not a quantity", "export the file again"))
}

/// `*`, `T`, `Yes`: how NetSuite writes a mark that is set.
fn is_yes(text: &str) -> bool {
    text == "*" || ["t", "yes", "true"].iter().any(|yes| text.eq_ignore_ascii_case(yes))
}

fn address(row: &Row<'_>, at: &Columns) -> Option<Address<'static>> {
    let text = |column| Cow::Owned(row.text(column).to_owned());
    let address = Address {
        street: text(at.ship_address),
        street2: text(at.ship_address2),
        city: text(at.ship_city),
        province: text(at.ship_state),
        zip: Cow::Owned(row.text(at.ship_zip).trim_start_matches('\'').to_owned()),
        country: text(at.ship_country),
    };
    (!address.is_empty()).then_some(address)
}
