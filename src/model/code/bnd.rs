//! Bundles: the codes BND-01 to BND-07.

use super::{Code, Family, Route};

/// Parent SKU on SO.
pub static BND_01: Code = Code {
    id: "BND-01",
    family: Family::Bnd,
    kind: "parent_sku_on_so",
    title: "parent SKU on SO",
    arises: "not exploded",
    detect: "bundle SKU on SO or IF",
    remedy: "replace by components",
    route: Route::Engineering,
};

/// Bundle edited, components not.
pub static BND_02: Code = Code {
    id: "BND-02",
    family: Family::Bnd,
    kind: "bundle_edited_components_not",
    title: "bundle edited, components not",
    arises: "size in set changed",
    detect: "component multiset != recipe of the current bundle",
    remedy: "update components",
    route: Route::Engineering,
};

/// Allocation rounding.
pub static BND_03: Code = Code {
    id: "BND-03",
    family: Family::Bnd,
    kind: "allocation_rounding",
    title: "allocation rounding",
    arises: "price split over parts",
    detect: "sum of components != bundle price by cents",
    remedy: "last component takes the cent",
    route: Route::Engineering,
};

/// Quantity not multiplied.
pub static BND_04: Code = Code {
    id: "BND-04",
    family: Family::Bnd,
    kind: "quantity_not_multiplied",
    title: "quantity not multiplied",
    arises: "two bundles, one set of parts",
    detect: "component qty / recipe not integer multiple",
    remedy: "multiply",
    route: Route::Engineering,
};

/// Partial refund of a bundle.
pub static BND_05: Code = Code {
    id: "BND-05",
    family: Family::Bnd,
    kind: "partial_refund_of_a_bundle",
    title: "partial refund of a bundle",
    arises: "one part returned",
    detect: "refund on bundle line, CM must hit the part",
    remedy: "CM on component at allocated value",
    route: Route::Engineering,
};

/// Recipe changed after the order.
pub static BND_06: Code = Code {
    id: "BND-06",
    family: Family::Bnd,
    kind: "recipe_changed_after_the_order",
    title: "recipe changed after the order",
    arises: "recipe version",
    detect: "components = old recipe",
    remedy: "keep recipe as of order date",
    route: Route::Engineering,
};

/// Component discontinued mid-order.
pub static BND_07: Code = Code {
    id: "BND-07",
    family: Family::Bnd,
    kind: "component_discontinued_mid_order",
    title: "component discontinued mid-order",
    arises: "substitution",
    detect: "unmapped component",
    remedy: "exception",
    route: Route::Engineering,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 7] = [&BND_01, &BND_02, &BND_03, &BND_04, &BND_05, &BND_06, &BND_07];
