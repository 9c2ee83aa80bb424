//! Currency: the codes CUR-01 to CUR-05.

use super::{Code, Family, Route, Seen};

/// Presentment mixed with shop.
pub static CUR_01: Code = Code {
    id: "CUR-01",
    family: Family::Cur,
    kind: "presentment_mixed_with_shop",
    title: "presentment mixed with shop",
    arises: "The integration read the amounts in the customer's currency as if they were the shop's, or the other way round.",
    detect: "The amounts of the two sides are in the proportion of the exchange rate.",
    remedy: "Use one of the two currencies throughout, as `books_currency` says.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Base labelled as transaction.
pub static CUR_02: Code = Code {
    id: "CUR-02",
    family: Family::Cur,
    kind: "base_labelled_as_transaction",
    title: "base labelled as transaction",
    arises: "The total in the subsidiary's currency was taken for the total in the transaction's.",
    detect: "The two sides agree one to one where they should differ by the exchange rate.",
    remedy: "Read the total in the transaction's currency, and the rate.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Zero-decimal currency.
pub static CUR_03: Code = Code {
    id: "CUR-03",
    family: Family::Cur,
    kind: "zero_decimal_currency",
    title: "zero-decimal currency",
    arises: "A currency without cents, such as the yen, was read as if it had them.",
    detect: "One side is exactly a hundred times the other.",
    remedy: "Use the number of decimals of the currency.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Captured at another rate.
pub static CUR_04: Code = Code {
    id: "CUR-04",
    family: Family::Cur,
    kind: "captured_at_another_rate",
    title: "captured at another rate",
    arises: "The money was captured on a later day than the sale, at another rate.",
    detect: "In the customer's currency both sides agree; in the shop's they do not.",
    remedy: "Book the exchange difference on a line of its own.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Cash rounding.
pub static CUR_05: Code = Code {
    id: "CUR-05",
    family: Family::Cur,
    kind: "cash_rounding",
    title: "cash rounding",
    arises: "The order was paid in cash and rounded to the smallest coin.",
    detect: "The payment has a rounding.",
    remedy: "Book it to the rounding account.",
    route: Route::Finance,
    seen: Seen::ByProxy(
        "the payment's own rounding is not read; what is seen is an order paid in cash whose total in NetSuite is the order's, rounded to a coin",
    ),
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 5] = [&CUR_01, &CUR_02, &CUR_03, &CUR_04, &CUR_05];
