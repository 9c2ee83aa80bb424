//! Bundles: the codes BND-01 to BND-07.

use super::{Code, Family, Route, Seen};

/// Parent SKU on SO.
pub static BND_01: Code = Code {
    id: "BND-01",
    family: Family::Bnd,
    kind: "parent_sku_on_so",
    title: "parent SKU on SO",
    arises: "The integration did not take the bundle apart.",
    detect: "The sales order holds the SKU of the bundle and not its components.",
    remedy: "Replace it with the components.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Bundle edited, components not.
pub static BND_02: Code = Code {
    id: "BND-02",
    family: Family::Bnd,
    kind: "bundle_edited_components_not",
    title: "bundle edited, components not",
    arises: "The size or colour of something in the bundle was changed, and its components were not.",
    detect: "The components on the sales order are not those of the bundle as it is now.",
    remedy: "Update the components.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Allocation rounding.
pub static BND_03: Code = Code {
    id: "BND-03",
    family: Family::Bnd,
    kind: "allocation_rounding",
    title: "allocation rounding",
    arises: "The bundle's price was split over its components, and a cent was lost in rounding.",
    detect: "The components add up to the bundle's price but for cents.",
    remedy: "Give the cent to the last component.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Quantity not multiplied.
pub static BND_04: Code = Code {
    id: "BND-04",
    family: Family::Bnd,
    kind: "quantity_not_multiplied",
    title: "quantity not multiplied",
    arises: "Two bundles were sold, and the components of one were booked.",
    detect: "The pieces of the components are not the bundle's pieces times the recipe.",
    remedy: "Multiply the components.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Partial refund of a bundle.
pub static BND_05: Code = Code {
    id: "BND-05",
    family: Family::Bnd,
    kind: "partial_refund_of_a_bundle",
    title: "partial refund of a bundle",
    arises: "The customer returned one part of a bundle.",
    detect: "The refund is of one part at its share of the bundle's price; the credit is of the whole bundle, or of the part at its own price.",
    remedy: "Credit the component at its share of the price.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Recipe changed after the order.
pub static BND_06: Code = Code {
    id: "BND-06",
    family: Family::Bnd,
    kind: "recipe_changed_after_the_order",
    title: "recipe changed after the order",
    arises: "The recipe of the bundle was changed after the order was placed.",
    detect: "The components are those of a recipe of the bundle that does not hold on the day of the order.",
    remedy: "Keep the recipe of the day of the order.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Component discontinued mid-order.
pub static BND_07: Code = Code {
    id: "BND-07",
    family: Family::Bnd,
    kind: "component_discontinued_mid_order",
    title: "component discontinued mid-order",
    arises: "A component is no longer made, and another one was taken instead.",
    detect: "A component stands on the sales order that the recipe does not name.",
    remedy: "A person decides; add the substitute to the recipe.",
    route: Route::Engineering,
    seen: Seen::ByProxy("a component of the wrong kind is found as BND-02"),
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 7] = [&BND_01, &BND_02, &BND_03, &BND_04, &BND_05, &BND_06, &BND_07];
