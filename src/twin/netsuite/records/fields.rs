//! The fields that records have, by their names in the record API.

use crate::twin::netsuite::ledger::Ledger;

/// Fields of every transaction.
const COMMON: &str = "id links externalId tranId tranDate memo entity currency exchangeRate subsidiary department class location \
    createdDate lastModifiedDate postingPeriod status customForm source total createdFrom account";

/// Fields of transactions with items.
const WITH_ITEMS: &str = "otherRefNum orderStatus subtotal discountItem discountRate discountTotal shippingCost altShippingCost \
    handlingCost shippingTaxCode shippingTax1Rate taxItem taxRate taxTotal tax2Total isTaxable totalAfterTaxes shippingAddress \
    billingAddress shipMethod shipDate shipComplete message email giftCertRedemption promotions paymentOption terms dueDate \
    salesRep partner excludeCommission toBePrinted toBeEmailed toBeFaxed undepFunds item amountPaid amountRemaining \
    unapplied applied autoApply apply billDate";

/// Fields that only accounts with SuiteTax have.
const SUITE_TAX: &str = "taxDetails taxDetailsOverride taxRegOverride taxPointDate nexus";

/// Fields of a line of items.
const ITEM_LINE: &str = "links line lineUniqueKey item itemType quantity rate amount grossAmt taxAmount tax1Amt taxCode taxRate1 taxRate2 \
    isTaxable isClosed isOpen quantityFulfilled quantityBilled quantityPicked quantityPacked quantityCommitted \
    quantityBackOrdered itemIsFulfilled linked price description location department class units marginal minQty orderDoc \
    orderLine itemReceive quantityRemaining kitMemberOf inventoryDetail costEstimate";

/// The names that a sublist or a subrecord has.
fn nested(name: &str) -> Option<&'static str> {
    Some(match name {
        "item" => ITEM_LINE,
        "apply" | "deposit" => {
            "links amount apply applyDate createdFrom currency doc due line refNum total type discount"
        }
        "taxDetails" => {
            "links taxDetailsReference taxType taxCode taxBasis taxRate taxAmount netAmount lineType lineName calcDetail"
        }
        "shippingAddress" | "billingAddress" => {
            "links addr1 addr2 addr3 addressee attention city state zip country addrPhone override addrText"
        }
        "line" => {
            "links line lineUniqueKey account debit credit entity memo department class location taxCode grossAmt"
        }
        "payment" => "links id deposit lineId paymentAmount transactionAmount refNum docNumber type",
        "other" => "links account amount entity memo paymentMethod refNum line department class location",
        "cashback" => "links account amount memo line department class location",
        _ => return None,
    })
}

/// The names of a record's own fields.
fn own(record: &str) -> &'static [&'static str] {
    match record {
        "itemFulfillment" | "itemReceipt" => &[
            COMMON,
            "shipStatus pickedDate packedDate shippedDate item shippingAddress shipMethod",
        ],
        "customerRefund" => &[
            COMMON,
            "customer arAcct paymentOption paymentOperation handlingMode apply deposit transactionToRefund voidJournal paymentMethod",
        ],
        "customerPayment" => &[
            COMMON,
            "customer arAcct payment apply applied unapplied autoApply undepFunds paymentMethod paymentOption",
        ],
        "customerDeposit" => &[
            COMMON,
            "customer payment salesOrder undepFunds paymentMethod paymentOption",
        ],
        "depositApplication" => &[COMMON, "customer deposit apply applied unapplied"],
        "deposit" => &[COMMON, "payment other cashback cleared"],
        "journalEntry" => &[COMMON, "approved approvalStatus reversalDate reversalDefer void line"],
        _ => &[COMMON, WITH_ITEMS],
    }
}

/// Every field name of a record.
pub(super) fn all(record: &str, suite_tax: bool, ledger: &Ledger) -> Vec<String> {
    let has_items = own(record).len() == 2 && own(record)[1] == WITH_ITEMS;
    let tax = if suite_tax && has_items { SUITE_TAX } else { "" };
    let names = own(record).iter().copied().chain([tax]).flat_map(str::split_whitespace);
    let custom = ledger.columns("transaction").iter().map(|c| c.name.as_str());
    let custom = custom.filter(|name| name.starts_with("custbody"));
    names.chain(custom).map(str::to_owned).collect()
}

/// The first path of a body that no field has: `memoo`, `item.items[0].quantitty`.
pub(super) fn unknown(
    known: &[String],
    body: &serde_json::Map<String, serde_json::Value>,
    suite_tax: bool,
) -> Option<String> {
    for (name, value) in body {
        if !known.iter().any(|k| k == name) {
            return Some(name.clone());
        }
        let Some(names) = nested(name) else {
            continue;
        };
        let is_known = |field: &str| {
            names.split_whitespace().any(|k| k == field)
                || field.starts_with("custcol")
                || (suite_tax && field == "taxDetailsReference")
        };
        let lines = value.get("items").and_then(|items| items.as_array());
        let lines = lines.map_or_else(
            || vec![(name.clone(), value)],
            |lines| {
                lines
                    .iter()
                    .enumerate()
                    .map(|(at, line)| (format!("{name}.items[{at}]"), line))
                    .collect()
            },
        );
        for (path, line) in lines {
            let fields = line.as_object().into_iter().flat_map(|line| line.keys());
            if let Some(field) = fields.filter(|f| *f != "items").find(|f| !is_known(f)) {
                return Some(format!("{path}.{field}"));
            }
        }
    }
    None
}

/// Header fields with a column of their own: field, column, whether it is a reference.
pub(super) const HEADER: [(&str, &str, bool); 19] = [
    ("tranId", "tranid", false),
    ("externalId", "externalid", false),
    ("otherRefNum", "otherrefnum", false),
    ("memo", "memo", false),
    ("email", "email", false),
    ("tranDate", "trandate", false),
    ("shipDate", "shipdate", false),
    ("dueDate", "duedate", false),
    ("exchangeRate", "exchangerate", false),
    ("entity", "entity", true),
    ("customer", "entity", true),
    ("currency", "currency", true),
    ("subsidiary", "subsidiary", true),
    ("department", "department", true),
    ("class", "class", true),
    ("location", "location", true),
    ("shipMethod", "shipmethod", true),
    ("terms", "terms", true),
    ("postingPeriod", "postingperiod", true),
];

/// Fields that are computed; a body that has them changes nothing.
pub(super) const COMPUTED: [&str; 18] = [
    "id",
    "links",
    "total",
    "subtotal",
    "taxTotal",
    "status",
    "createdDate",
    "lastModifiedDate",
    "discountTotal",
    "applied",
    "unapplied",
    "amountPaid",
    "amountRemaining",
    "source",
    "lineUniqueKey",
    "createdFrom",
    "postingPeriod",
    "totalAfterTaxes",
];
