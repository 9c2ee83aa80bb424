//! What `BUILTIN.DF` shows for a column.

/// The expression that gives a column's display text.
pub(super) fn of(alias: Option<&str>, column: &str) -> String {
    let qualified = |name: &str| match alias {
        Some(alias) => format!("`{alias}`.`{name}`"),
        None => format!("`{name}`"),
    };
    let own = qualified(column);
    let looked_up = |shown: &str, table: &str| format!("(SELECT {shown} FROM b_{table} AS d WHERE d.id = {own})");
    match column {
        "status" => format!("df_status({}, {own})", qualified("type")),
        "type" | "nexttype" | "previoustype" => format!("df_type({own})"),
        "entity" => looked_up("COALESCE(d.altname, d.companyname, d.entityid)", "customer"),
        "currency" => looked_up("d.name", "currency"),
        "subsidiary" => looked_up("d.name", "subsidiary"),
        "item" | "parentitem" => looked_up("d.itemid", "item"),
        "postingperiod" => looked_up("d.periodname", "accountingperiod"),
        "account" | "expenseaccount" => looked_up("COALESCE(d.fullname, d.acctname, d.acctnumber)", "account"),
        "createdfrom" | "transaction" | "nextdoc" | "previousdoc" => {
            looked_up("df_type(d.type) || ' #' || d.tranid", "transaction")
        }
        _ => own,
    }
}

/// The pieces of an ORDER BY without the aliases before its columns.
pub(super) fn unqualified(order: Vec<String>) -> Vec<String> {
    let mut plain: Vec<String> = Vec::with_capacity(order.len());
    for piece in order {
        if plain.last().is_some_and(|last| last == ".") {
            plain.truncate(plain.len() - 2);
        }
        plain.push(piece);
    }
    plain
}
