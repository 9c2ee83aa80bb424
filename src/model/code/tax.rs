//! Tax: the codes TAX-01 to TAX-09.

use super::{Code, Family, Route, Seen};

/// ERP recalculated tax.
pub static TAX_01: Code = Code {
    id: "TAX-01",
    family: Family::Tax,
    kind: "erp_recalculated_tax",
    title: "ERP recalculated tax",
    arises: "NetSuite's own tax engine is on and calculated the tax anew.",
    detect: "The tax differs while everything without tax agrees.",
    remedy: "Override the tax with Shopify's.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Rounding per line vs order.
pub static TAX_02: Code = Code {
    id: "TAX-02",
    family: Family::Tax,
    kind: "rounding_per_line_vs_order",
    title: "rounding per line vs order",
    arises: "One side rounds tax line by line, the other once for the whole order.",
    detect: "The tax differs by no more than half a cent for each line.",
    remedy: "Accept it within the tolerance's budget, or add an adjustment line.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Inclusive price read as exclusive.
pub static TAX_03: Code = Code {
    id: "TAX-03",
    family: Family::Tax,
    kind: "inclusive_price_read_as_exclusive",
    title: "inclusive price read as exclusive",
    arises: "The shop's prices contain tax, as is usual in Europe, and the integration took them for prices without.",
    detect: "The lines in NetSuite are worth without tax what Shopify's are worth with it.",
    remedy: "Take the tax out of the prices.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Discount not re-based for tax.
pub static TAX_04: Code = Code {
    id: "TAX-04",
    family: Family::Tax,
    kind: "discount_not_re_based_for_tax",
    title: "discount not re-based for tax",
    arises: "A discount on a price that contains tax was not brought down to its value without tax.",
    detect: "The discount in NetSuite is too large by the tax in it: at 20 % a discount of 12.99 is 10.83 without tax.",
    remedy: "Correct the discount to its value without tax.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Discount before or after tax flag.
pub static TAX_05: Code = Code {
    id: "TAX-05",
    family: Family::Tax,
    kind: "discount_before_or_after_tax_flag",
    title: "discount before or after tax flag",
    arises: "The discount item is set up to apply after tax.",
    detect: "The tax in NetSuite is calculated on the value before the discount.",
    remedy: "Set the discount item to apply before tax.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Billed line by line.
pub static TAX_06: Code = Code {
    id: "TAX-06",
    family: Family::Tax,
    kind: "billed_line_by_line",
    title: "billed line by line",
    arises: "The order was billed line by line, and a flat discount was split over the bills.",
    detect: "The bills add up to a cent or so less or more than the order: three times 0.33 is 0.99, not 1.00.",
    remedy: "Adjust the last line.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Exempt buyer taxed.
pub static TAX_07: Code = Code {
    id: "TAX-07",
    family: Family::Tax,
    kind: "exempt_buyer_taxed",
    title: "exempt buyer taxed",
    arises: "The buyer is exempt from tax, as businesses often are, and the exemption did not arrive.",
    detect: "Shopify charges no tax and NetSuite does.",
    remedy: "Correct the tax code.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Duties or import tax.
pub static TAX_08: Code = Code {
    id: "TAX-08",
    family: Family::Tax,
    kind: "duties_or_import_tax",
    title: "duties or import tax",
    arises: "The goods crossed a border, and duty or import tax was charged.",
    detect: "The order or a balance transaction holds duty or import tax, and NetSuite has no item for it.",
    remedy: "Set up an item and an account for duties.",
    route: Route::Finance,
    seen: Seen::ByProxy(
        "duties on an order are part of what EDT-19 compares; those of a payout without an account are PAY-14",
    ),
};

/// Difference plugged as tax.
pub static TAX_09: Code = Code {
    id: "TAX-09",
    family: Family::Tax,
    kind: "difference_plugged_as_tax",
    title: "difference plugged as tax",
    arises: "The integration sets the tax to whatever makes its own total equal the order's, so tax hides what is missing.",
    detect: "The tax in NetSuite fits no rate of the order, and the lines differ by the same amount.",
    remedy: "Correct the line that is missing and set the tax back.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 9] = [
    &TAX_01, &TAX_02, &TAX_03, &TAX_04, &TAX_05, &TAX_06, &TAX_07, &TAX_08, &TAX_09,
];
