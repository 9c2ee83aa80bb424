//! The tables and columns that are wanted, and what is not known without them.

/// A wanted table.
pub(in super::super) struct Wanted {
    pub(in super::super) table: &'static str,
    /// What is not known without the table.
    pub(super) without: &'static str,
    /// Columns without which nothing can be compared.
    pub(super) needed: &'static [&'static str],
    /// Columns that are used where they are there; each with what is not known without it, where
    /// nothing stands in for it.
    pub(super) useful: &'static [(&'static str, &'static str)],
    names: &'static [&'static str],
}

impl Wanted {
    /// Every wanted column, the needed ones first.
    pub(in super::super) const fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// Whether the table itself is needed.
    pub(super) const fn is_needed(&self) -> bool {
        !self.needed.is_empty()
    }
}

macro_rules! wanted {
    ($table:literal, $without:literal, needed: [$($needed:literal),*], useful: [$($useful:literal: $loss:literal),* $(,)?]) => {
        Wanted {
            table: $table,
            without: $without,
            needed: &[$($needed),*],
            useful: &[$(($useful, $loss)),*],
            names: &[$($needed,)* $($useful),*],
        }
    };
}

/// Every wanted table.
pub(in super::super) const WANTED: [Wanted; 11] = [
    wanted!("transaction", "nothing can be compared",
    needed: ["id", "type", "status", "foreigntotal", "lastmodifieddate"],
    useful: [
        "tranid": "documents have no number", "externalid": "external ids are not known",
        "memo": "memos are not known", "entity": "", "currency": "currencies are not known",
        "total": "", "taxtotal": "", "trandate": "documents have no date",
        "createddate": "it is not known when documents were made", "createdfrom": "",
        "subsidiary": "", "voided": "", "void": "", "shippingaddress": "",
    ]),
    wanted!("transactionline", "nothing can be compared line by line",
    needed: ["transaction", "id", "mainline", "taxline", "item", "quantity", "foreignamount"],
    useful: [
        "linesequencenumber": "", "iscogs": "", "assemblycomponent": "", "itemtype": "", "netamount": "",
        "quantityshiprecv": "it is not known what was shipped", "quantitybilled": "it is not known what was billed",
        "isclosed": "closed lines are not known", "kitcomponent": "members of kits are not known",
        "kitmemberof": "", "createdfrom": "", "expenseaccount": "", "memo": "", "subsidiary": "",
        "linelastmodifieddate": "",
    ]),
    wanted!("item", "items have no SKU of their own",
        needed: [], useful: ["id": "", "itemid": "items have no SKU of their own", "itemtype": ""]),
    wanted!("currency", "currencies have no ISO code", needed: [], useful: ["id": "", "symbol": "currencies have no ISO code"]),
    wanted!("subsidiary", "subsidiaries have no name", needed: [], useful: ["id": "", "name": ""]),
    wanted!("nexttransactionlinelink", "it is not known what was made from a document by links alone",
        needed: [], useful: ["previousdoc": "", "nextdoc": "", "nextline": "", "nexttype": ""]),
    wanted!("transactionshippingaddress", "shipping addresses are not compared",
        needed: [], useful: ["nkey": "", "addr1": "", "addr2": "", "city": "", "state": "", "zip": "", "country": ""]),
    wanted!("transactionaccountingline", "accounts of lines stand on the lines alone",
        needed: [], useful: ["transaction": "", "transactionline": "", "accountingbook": "", "account": ""]),
    wanted!("deletedrecord", "deleted documents are found by a sweep over all ids alone",
        needed: [], useful: ["recordid": "", "deleteddate": "", "type": "", "name": "", "scriptid": "", "recordtypeid": ""]),
    wanted!("accountingperiod", "it is not known which periods are open",
        needed: [], useful: ["id": "", "periodname": "", "startdate": "", "enddate": "", "closed": "it is not known which periods are open",
            "alllocked": "", "arlocked": "", "aplocked": "", "isposting": "", "isquarter": "", "isyear": "", "isadjust": ""]),
    wanted!("kititemmember", "it is not known what kits are made of",
        needed: [], useful: ["parentitem": "", "item": "", "quantity": ""]),
];
