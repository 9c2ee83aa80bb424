//! A shop with orders of any length, which it gives page by page.

use serde_json::{Value, json};

use super::script::{Asked, Reply, data};

/// The lists that are connections, with the sizes of their first pages.
const CONNECTIONS: [(&str, usize); 7] = [
    ("lineItems", 40),
    ("shippingLines", 7),
    ("agreements", 4),
    ("sales", 30),
    ("refundLineItems", 40),
    ("refundShippingLines", 5),
    ("orderAdjustments", 5),
];

/// How much hangs on an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) lines: u64,
    pub(super) shipping: u64,
    pub(super) agreements: u64,
    pub(super) sales: u64,
    pub(super) refund_lines: u64,
}

impl Size {
    pub(super) const SMALL: Self = Self {
        lines: 1,
        shipping: 1,
        agreements: 1,
        sales: 1,
        refund_lines: 1,
    };
    /// Longer than every page.
    pub(super) const LONG: Self = Self {
        lines: 241,
        shipping: 8,
        agreements: 61,
        sales: 231,
        refund_lines: 441,
    };
}

fn objects(kind: &str, gid: &str, from: u64, many: u64) -> Vec<Value> {
    (from..from + many)
        .map(|n| json!({"__typename": kind, "id": format!("gid://shopify/{gid}/{n}")}))
        .collect()
}

/// An order whose connections are plain lists. The last agreement makes its refund.
pub(super) fn order(number: u64, size: Size) -> Value {
    let base = number * 10_000;
    let mut agreements = objects("OrderAgreement", "SalesAgreement", base, size.agreements);
    for (n, agreement) in (0_u64..).zip(&mut agreements) {
        // Long lists at both ends: one on the first page of agreements, one behind it.
        let many = if n == 0 || n + 1 == size.agreements {
            size.sales
        } else {
            1
        };
        agreement["sales"] = objects("ProductSale", "Sale", base + n * 300, many).into();
    }
    let refund = json!({"id": format!("gid://shopify/Refund/{number}"), "updatedAt": "2026-11-01T00:00:00Z",
        "refundLineItems": objects("RefundLineItem", "RefundLineItem", base, size.refund_lines),
        "refundShippingLines": objects("RefundShippingLine", "RefundShippingLine", base, size.shipping),
        "orderAdjustments": objects("OrderAdjustment", "OrderAdjustment", base, size.shipping)});
    if let Some(last) = agreements.last_mut() {
        last["__typename"] = "RefundAgreement".into();
        last["refund"] = json!({"id": refund["id"]});
    }
    json!({"__typename": "Order", "id": format!("gid://shopify/Order/{number}"), "name": format!("#{number}"),
        "createdAt": format!("2026-10-{:02}T00:00:00Z", number % 28 + 1), "updatedAt": format!("2026-11-{:02}T00:00:00Z", number % 28 + 1),
        "transactions": [], "fulfillments": [], "refunds": [refund],
        "lineItems": objects("LineItem", "LineItem", base, size.lines),
        "shippingLines": objects("ShippingLine", "ShippingLine", base, size.shipping),
        "agreements": agreements})
}

/// One page of a list, as a connection.
pub(super) fn connection(list: &[Value], after: &Value, first: usize) -> Value {
    let from: usize = after.as_str().map_or(0, |cursor| cursor[1..].parse().unwrap());
    let nodes: Vec<Value> = list.iter().skip(from).take(first).map(first_pages).collect();
    let end = from + nodes.len();
    json!({"nodes": nodes, "pageInfo": {"hasNextPage": end < list.len(), "endCursor": format!("c{end}")}})
}

/// An object as it comes with a page: its lists cut to the first page of each.
pub(super) fn first_pages(object: &Value) -> Value {
    with_lists(object, &|list, first| connection(list, &Value::Null, first))
}

/// An object with its lists whole, as connections.
pub(super) fn whole(object: &Value) -> Value {
    with_lists(object, &|list, _| {
        let nodes: Vec<Value> = list.iter().map(whole).collect();
        json!({"nodes": nodes, "pageInfo": {"hasNextPage": false, "endCursor": null}})
    })
}

fn with_lists(object: &Value, as_connection: &dyn Fn(&[Value], usize) -> Value) -> Value {
    let Some(fields) = object.as_object() else {
        return object.clone();
    };
    let fields = fields.iter().map(|(field, value)| {
        let first = CONNECTIONS
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, first)| *first);
        let value = match (value, first) {
            (Value::Array(list), Some(first)) => as_connection(list, first),
            (Value::Array(list), None) => list
                .iter()
                .map(|v| with_lists(v, as_connection))
                .collect::<Vec<_>>()
                .into(),
            _ => value.clone(),
        };
        (field.clone(), value)
    });
    Value::Object(fields.collect())
}

/// Answers whatever is asked of these orders.
pub(super) fn answer(orders: &[Value], asked: &Asked) -> Reply {
    let (vars, id) = (&asked.variables, &asked.variables["id"]);
    let first = usize::try_from(vars["first"].as_u64().unwrap_or(0)).unwrap();
    let page = |list: &Value| connection(list.as_array().unwrap(), &vars["after"], first);
    let order = orders.iter().find(|o| o["id"] == *id);
    let refund = orders
        .iter()
        .flat_map(|o| o["refunds"].as_array().unwrap())
        .find(|r| r["id"] == *id);
    let of_order = |field: &str| {
        let order = order.unwrap();
        json!({"order": {"id": id, "updatedAt": order["updatedAt"], field: page(&order[field])}})
    };
    let of_refund = |field: &str| {
        let refund = refund.unwrap();
        json!({"refund": {"id": id, "updatedAt": refund["updatedAt"], field: page(&refund[field])}})
    };
    data(match asked.name.as_str() {
        "TieoutOrdersPage" => json!({"orders": connection(orders, &vars["after"], first)}),
        "TieoutOrder" => json!({"order": order.map(first_pages)}),
        "TieoutOrderLines" => of_order("lineItems"),
        "TieoutOrderShipping" => of_order("shippingLines"),
        "TieoutOrderAgreements" => of_order("agreements"),
        "TieoutRefundLines" => of_refund("refundLineItems"),
        "TieoutRefundShipping" => of_refund("refundShippingLines"),
        "TieoutRefundAdjustments" => of_refund("orderAdjustments"),
        "TieoutAgreementSales" => {
            let order = order.unwrap();
            let number = vars["agreement"].as_str().unwrap().strip_prefix("id:").unwrap();
            let gid = format!("gid://shopify/SalesAgreement/{number}");
            let mut all = order["agreements"].as_array().unwrap().iter();
            let found = all.find(|a| a["id"] == gid.as_str()).unwrap();
            json!({"order": {"id": id, "updatedAt": order["updatedAt"],
                "agreements": {"nodes": [{"id": gid, "sales": page(&found["sales"])}]}}})
        }
        other => panic!("{other} was not to be asked"),
    })
}
