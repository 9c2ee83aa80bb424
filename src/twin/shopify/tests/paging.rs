//! Pages, cursors and their refusals.

use serde_json::{Value, json};

use super::{ask, names, twin};

#[tokio::test(start_paused = true)]
async fn pages_follow_each_other_in_both_directions() {
    let twin = twin();
    let text = "query($after: String, $reverse: Boolean) { orders(first: 2, after: $after, reverse: $reverse, sortKey: UPDATED_AT) { \
                pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { name } } nodes { name } } }";
    for (reverse, wanted) in [
        (false, ["#900", "#1001", "#1002", "#1003", "#1004"]),
        (true, ["#1004", "#1003", "#1002", "#1001", "#900"]),
    ] {
        let mut seen = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = ask(&twin, text, json!({ "after": after, "reverse": reverse })).await;
            seen.extend(names(&page).into_iter().map(str::to_owned));
            let info = &page["data"]["orders"]["pageInfo"];
            assert_eq!(info["hasPreviousPage"], !after.is_null());
            assert_eq!(
                page["data"]["orders"]["edges"].as_array().unwrap().last().unwrap()["cursor"],
                info["endCursor"]
            );
            if info["hasNextPage"] == false {
                break;
            }
            after = info["endCursor"].clone();
        }
        assert_eq!(seen, wanted);
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_ones_before_a_cursor() {
    let twin = twin();
    let all = ask(
        &twin,
        "{ orders(first: 5, sortKey: ID) { edges { cursor } nodes { name } } }",
        json!({}),
    )
    .await;
    let before = &all["data"]["orders"]["edges"][4]["cursor"];
    let text = "query($before: String) { orders(last: 2, before: $before, sortKey: ID) { nodes { name } } }";
    assert_eq!(
        names(&ask(&twin, text, json!({ "before": before })).await),
        ["#1002", "#1003"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_cursor_belongs_to_its_sort_key_and_search() {
    let twin = twin();
    let first = ask(
        &twin,
        "{ orders(first: 1, sortKey: UPDATED_AT) { pageInfo { endCursor } } }",
        json!({}),
    )
    .await;
    let cursor = &first["data"]["orders"]["pageInfo"]["endCursor"];
    for other in ["sortKey: CREATED_AT", "sortKey: UPDATED_AT, query: \"name:1001\""] {
        let text =
            format!("query($after: String) {{ orders(first: 1, after: $after, {other}) {{ nodes {{ name }} }} }}");
        let refused = ask(&twin, &text, json!({ "after": cursor })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_REQUEST");
        assert_eq!(refused["data"], Value::Null);
    }
    let refused = ask(
        &twin,
        "{ orders(first: 1, after: \"nonsense\") { nodes { name } } }",
        json!({}),
    )
    .await;
    assert_eq!(refused["errors"][0]["message"], "Malformed cursor");
}

#[tokio::test(start_paused = true)]
async fn a_page_has_a_size_and_no_more_than_the_most() {
    for arguments in ["", "(first: 251)", "(first: 1, last: 1)"] {
        let refused = ask(
            &twin(),
            &format!("{{ orders{arguments} {{ nodes {{ name }} }} }}"),
            json!({}),
        )
        .await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{arguments}");
    }
}

#[tokio::test(start_paused = true)]
async fn plain_lists_are_cut_and_removed_shipping_is_hidden() {
    let text = "{ order(id: \"gid://shopify/Order/1001\") { transactions(first: 1) { id } \
                shippingLines(first: 5) { nodes { isRemoved } } } }";
    let answer = ask(&twin(), text, json!({})).await;
    assert_eq!(answer["data"]["order"]["transactions"].as_array().unwrap().len(), 1);
    assert_eq!(
        answer["data"]["order"]["shippingLines"]["nodes"],
        json!([{ "isRemoved": false }])
    );
}
