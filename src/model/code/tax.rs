//! Tax: the codes TAX-01 to TAX-09.

use super::{Code, Family, Route};

/// ERP recalculated tax.
pub static TAX_01: Code = Code {
    id: "TAX-01",
    family: Family::Tax,
    kind: "erp_recalculated_tax",
    title: "ERP recalculated tax",
    arises: "engine on",
    detect: "tax differs, net equal, by rate or exemption",
    remedy: "override with Shopify tax",
    route: Route::Finance,
};

/// Rounding per line vs order.
pub static TAX_02: Code = Code {
    id: "TAX-02",
    family: Family::Tax,
    kind: "rounding_per_line_vs_order",
    title: "rounding per line vs order",
    arises: "settings differ",
    detect: "difference <= half a cent x lines",
    remedy: "accept within budget; adjustment line",
    route: Route::Finance,
};

/// Inclusive price read as exclusive.
pub static TAX_03: Code = Code {
    id: "TAX-03",
    family: Family::Tax,
    kind: "inclusive_price_read_as_exclusive",
    title: "inclusive price read as exclusive",
    arises: "EU store",
    detect: "NetSuite net = Shopify gross",
    remedy: "unwind",
    route: Route::Finance,
};

/// Discount not re-based for tax.
pub static TAX_04: Code = Code {
    id: "TAX-04",
    family: Family::Tax,
    kind: "discount_not_re_based_for_tax",
    title: "discount not re-based for tax",
    arises: "inclusive discount",
    detect: "net discount should be 12.99 / 1.2",
    remedy: "correct discount",
    route: Route::Finance,
};

/// Discount before or after tax flag.
pub static TAX_05: Code = Code {
    id: "TAX-05",
    family: Family::Tax,
    kind: "discount_before_or_after_tax_flag",
    title: "discount before or after tax flag",
    arises: "discount item setting",
    detect: "tax on gross instead of net",
    remedy: "set apply-before-tax",
    route: Route::Finance,
};

/// Billed line by line.
pub static TAX_06: Code = Code {
    id: "TAX-06",
    family: Family::Tax,
    kind: "billed_line_by_line",
    title: "billed line by line",
    arises: "flat discounts split",
    detect: "3 x 0.33 = 0.99 against 1.00",
    remedy: "adjust last line",
    route: Route::Finance,
};

/// Exempt buyer taxed.
pub static TAX_07: Code = Code {
    id: "TAX-07",
    family: Family::Tax,
    kind: "exempt_buyer_taxed",
    title: "exempt buyer taxed",
    arises: "B2B exemption lost",
    detect: "tax 0 in Shopify, > 0 in NetSuite",
    remedy: "tax code",
    route: Route::Finance,
};

/// Duties or import tax.
pub static TAX_08: Code = Code {
    id: "TAX-08",
    family: Family::Tax,
    kind: "duties_or_import_tax",
    title: "duties or import tax",
    arises: "cross-border",
    detect: "duty or import tax in BT or order, no item",
    remedy: "duty item / account",
    route: Route::Finance,
};

/// Difference plugged as tax.
pub static TAX_09: Code = Code {
    id: "TAX-09",
    family: Family::Tax,
    kind: "difference_plugged_as_tax",
    title: "difference plugged as tax",
    arises: "integration sets tax = source total - own total",
    detect: "implied rate (tax / net) fits no rate on the order; line sums differ by the same amount",
    remedy: "correct the missing line, reset tax",
    route: Route::Finance,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 9] = [
    &TAX_01, &TAX_02, &TAX_03, &TAX_04, &TAX_05, &TAX_06, &TAX_07, &TAX_08, &TAX_09,
];
