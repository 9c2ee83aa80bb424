//! The types of transaction that are read, with their names on NetSuite's interfaces.

/// A type of transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// As `transaction.type` spells it.
    pub(super) code: &'static str,
    /// As the record API spells it.
    pub(super) record: &'static str,
    /// The permission that shows it.
    pub(super) permission: &'static str,
}

const fn kind(code: &'static str, record: &'static str, permission: &'static str) -> Kind {
    Kind {
        code,
        record,
        permission,
    }
}

/// Every type that is read. Orders, what is made from them, and where the money arrives.
pub(super) const KINDS: [Kind; 14] = [
    kind("SalesOrd", "salesOrder", "TRAN_SALESORD"),
    kind("CustInvc", "invoice", "TRAN_CUSTINVC"),
    kind("CashSale", "cashSale", "TRAN_CASHSALE"),
    kind("CustCred", "creditMemo", "TRAN_CUSTCRED"),
    kind("CashRfnd", "cashRefund", "TRAN_CASHRFND"),
    kind(CUSTOMER_REFUND, "customerRefund", "TRAN_CUSTRFND"),
    kind("CustDep", "customerDeposit", "TRAN_CUSTDEP"),
    kind("DepAppl", "depositApplication", "TRAN_DEPAPPL"),
    kind("CustPymt", "customerPayment", "TRAN_CUSTPYMT"),
    kind("RtnAuth", "returnAuthorization", "TRAN_RTNAUTH"),
    kind("ItemShip", "itemFulfillment", "TRAN_ITEMSHIP"),
    kind("ItemRcpt", "itemReceipt", "TRAN_ITEMRCPT"),
    kind(DEPOSIT, "deposit", "TRAN_DEPOSIT"),
    kind(JOURNAL, "journalEntry", "TRAN_JOURNAL"),
];

/// Bank deposits: their lines take up other transactions, so that they are asked for with links.
pub(super) const DEPOSIT: &str = "Deposit";
/// Customer refunds, by their type in SuiteQL.
pub(super) const CUSTOMER_REFUND: &str = "CustRfnd";
/// Journal entries.
pub(super) const JOURNAL: &str = "Journal";

/// The type of a code, in any case.
pub(super) fn of_code(code: &str) -> Option<Kind> {
    KINDS.into_iter().find(|k| k.code.eq_ignore_ascii_case(code))
}

/// The codes as the inside of an `IN` list: `'SalesOrd', 'CustInvc'`.
pub(super) fn code_list(codes: impl IntoIterator<Item = &'static str>) -> String {
    let quoted: Vec<String> = codes.into_iter().map(|code| format!("'{code}'")).collect();
    quoted.join(", ")
}

/// A status letter of one type that cannot be without another type, which the role must then see.
pub(super) const EVIDENCE: [(&str, &str, &[&str]); 7] = [
    ("SalesOrd", "DEFG", &["ItemShip"]),
    ("SalesOrd", "G", &["CustInvc", "CashSale"]),
    ("CashSale", "C", &["Deposit"]),
    ("CustPymt", "C", &["Deposit"]),
    ("CustDep", "B", &["Deposit"]),
    ("CustDep", "C", &["DepAppl"]),
    ("RtnAuth", "DEFG", &["ItemRcpt", "CustCred", "CashRfnd"]),
];
