//! Currency: the codes CUR-01 to CUR-05.

use super::{Code, Family, Route};

/// Presentment mixed with shop.
pub static CUR_01: Code = Code {
    id: "CUR-01",
    family: Family::Cur,
    kind: "presentment_mixed_with_shop",
    title: "presentment mixed with shop",
    arises: "wrong field",
    detect: "ratio of amounts = FX rate",
    remedy: "use one basis throughout",
    route: Route::Finance,
};

/// Base labelled as transaction.
pub static CUR_02: Code = Code {
    id: "CUR-02",
    family: Family::Cur,
    kind: "base_labelled_as_transaction",
    title: "base labelled as transaction",
    arises: "total vs foreign total",
    detect: "median ratio 1.00 where about 1.35 is due",
    remedy: "read foreign total and rate",
    route: Route::Finance,
};

/// Zero-decimal currency.
pub static CUR_03: Code = Code {
    id: "CUR-03",
    family: Family::Cur,
    kind: "zero_decimal_currency",
    title: "zero-decimal currency",
    arises: "x 100",
    detect: "ratio exactly 100",
    remedy: "minor-unit table",
    route: Route::Finance,
};

/// Captured at another rate.
pub static CUR_04: Code = Code {
    id: "CUR-04",
    family: Family::Cur,
    kind: "captured_at_another_rate",
    title: "captured at another rate",
    arises: "late capture",
    detect: "presentment equal, shop differs",
    remedy: "FX line",
    route: Route::Finance,
};

/// Cash rounding.
pub static CUR_05: Code = Code {
    id: "CUR-05",
    family: Family::Cur,
    kind: "cash_rounding",
    title: "cash rounding",
    arises: "POS cash",
    detect: "rounding set on transaction",
    remedy: "rounding account",
    route: Route::Finance,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 5] = [&CUR_01, &CUR_02, &CUR_03, &CUR_04, &CUR_05];
