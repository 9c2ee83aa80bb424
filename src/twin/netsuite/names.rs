//! What types and statuses are called, in all the ways NetSuite calls them.

/// A type of transaction.
#[derive(Debug)]
pub(super) struct TransactionType {
    /// In SuiteQL: `SalesOrd`.
    pub(super) code: &'static str,
    /// In the record API: `salesOrder`.
    pub(super) record: &'static str,
    /// To people: `Sales Order`.
    pub(super) text: &'static str,
    /// The permission that shows it.
    pub(super) permission: &'static str,
    /// Before its document numbers.
    pub(super) prefix: &'static str,
    /// Whether it posts to the ledger, so that its period must be open.
    pub(super) posts: bool,
    /// Letters and names of its statuses.
    pub(super) statuses: &'static [(&'static str, &'static str)],
}

const fn kind(
    names: [&'static str; 5],
    posts: bool,
    statuses: &'static [(&'static str, &'static str)],
) -> TransactionType {
    let [code, record, text, permission, prefix] = names;
    TransactionType {
        code,
        record,
        text,
        permission,
        prefix,
        posts,
        statuses,
    }
}

const PAID_OUT: &[(&str, &str)] = &[("A", "Unapproved Payment"), ("B", "Not Deposited"), ("C", "Deposited")];

/// The types the twin keeps.
pub(super) const TYPES: [TransactionType; 14] = [
    kind(
        ["SalesOrd", "salesOrder", "Sales Order", "TRAN_SALESORD", "SO"],
        false,
        &[
            ("A", "Pending Approval"),
            ("B", "Pending Fulfillment"),
            ("C", "Cancelled"),
            ("D", "Partially Fulfilled"),
            ("E", "Pending Billing/Partially Fulfilled"),
            ("F", "Pending Billing"),
            ("G", "Billed"),
            ("H", "Closed"),
        ],
    ),
    kind(
        ["CustInvc", "invoice", "Invoice", "TRAN_CUSTINVC", "INV"],
        true,
        &[("A", "Open"), ("B", "Paid In Full"), ("V", "Voided")],
    ),
    kind(
        ["CashSale", "cashSale", "Cash Sale", "TRAN_CASHSALE", "CS"],
        true,
        PAID_OUT,
    ),
    kind(
        ["CustCred", "creditMemo", "Credit Memo", "TRAN_CUSTCRED", "CM"],
        true,
        &[("A", "Open"), ("B", "Fully Applied"), ("V", "Voided")],
    ),
    kind(
        ["CashRfnd", "cashRefund", "Cash Refund", "TRAN_CASHRFND", "CR"],
        true,
        PAID_OUT,
    ),
    kind(
        ["CustRfnd", "customerRefund", "Customer Refund", "TRAN_CUSTRFND", "RF"],
        true,
        &[("R", "Deposited"), ("V", "Voided")],
    ),
    kind(
        ["CustPymt", "customerPayment", "Payment", "TRAN_CUSTPYMT", "PYMT"],
        true,
        PAID_OUT,
    ),
    kind(
        ["CustDep", "customerDeposit", "Customer Deposit", "TRAN_CUSTDEP", "CD"],
        true,
        &[("A", "Not Deposited"), ("B", "Deposited"), ("C", "Fully Applied")],
    ),
    kind(
        [
            "DepAppl",
            "depositApplication",
            "Deposit Application",
            "TRAN_DEPAPPL",
            "DA",
        ],
        true,
        &[("A", "Open"), ("B", "Fully Applied")],
    ),
    kind(["Deposit", "deposit", "Deposit", "TRAN_DEPOSIT", "DEP"], true, &[]),
    kind(
        ["Journal", "journalEntry", "Journal", "TRAN_JOURNAL", "JE"],
        true,
        &[("A", "Pending Approval"), ("B", "Approved for Posting")],
    ),
    kind(
        ["ItemShip", "itemFulfillment", "Item Fulfillment", "TRAN_ITEMSHIP", "IF"],
        true,
        &[("A", "Picked"), ("B", "Packed"), ("C", "Shipped")],
    ),
    kind(
        ["ItemRcpt", "itemReceipt", "Item Receipt", "TRAN_ITEMRCPT", "IR"],
        true,
        &[],
    ),
    kind(
        [
            "RtnAuth",
            "returnAuthorization",
            "Return Authorization",
            "TRAN_RTNAUTH",
            "RA",
        ],
        false,
        &[
            ("A", "Pending Approval"),
            ("B", "Pending Receipt"),
            ("C", "Cancelled"),
            ("D", "Partially Received"),
            ("E", "Pending Refund/Partially Received"),
            ("F", "Pending Refund"),
            ("G", "Refunded"),
            ("H", "Closed"),
        ],
    ),
];

/// The type with a code of SuiteQL.
pub(super) fn by_code(code: &str) -> Option<&'static TransactionType> {
    TYPES.iter().find(|t| t.code == code)
}

/// What a type is called.
pub(super) fn type_text(code: &str) -> &str {
    by_code(code).map_or(code, |t| t.text)
}

/// What a status is called, without its type.
pub(super) fn status_name(code: &str, letter: &str) -> Option<&'static str> {
    let statuses = by_code(code)?.statuses;
    statuses.iter().find(|(l, _)| *l == letter).map(|(_, name)| *name)
}

/// `Sales Order : Billed`.
pub(super) fn status_text(code: &str, status: &str) -> String {
    let letter = status.rsplit(':').next().unwrap_or(status);
    let name = status_name(code, letter).unwrap_or(letter);
    format!("{} : {name}", type_text(code))
}
