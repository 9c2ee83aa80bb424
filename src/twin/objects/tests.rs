use serde_json::json;

use super::*;

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn odd() -> Object {
    object(json!({
        "id": "gid://shopify/Order/6612034003882", "": "", "zeros": "x/007", "zero": "x/0", "digits": "0042",
        "plain": "42", "huge": "gid://x/99999999999999999999999999", "none": null, "yes": true, "no": false,
        "number": 12.5, "large": u64::MAX, "below": -3, "list": [[], {}, "ü€", {"id": "gid://shopify/Order/1"}],
        "long": "n".repeat(300), "dash": "a-17", "hash": "#1001", "money": "118.25", "at": "2026-11-24T10:00:00Z",
    }))
}

#[test]
fn what_goes_in_comes_out() {
    let mut objects: Objects = [odd(), Object::new(), odd()].into_iter().collect();
    assert_eq!(objects.iter().collect::<Vec<_>>(), [odd(), Object::new(), odd()]);
    assert_eq!(objects.get(3), None);
    let picked = objects.picked(2, |name| name == "list" || name == "gone").unwrap();
    assert_eq!(picked.keys().collect::<Vec<_>>(), ["list"]);
    assert_eq!(picked["list"], odd()["list"]);
    assert!(objects.change(0, |object| drop(object.insert("new".to_owned(), json!("x")))));
    assert_eq!(objects.get(0).unwrap()["new"], "x");
    assert_eq!(objects.get(0).unwrap().len(), odd().len() + 1);
    assert_eq!(objects.get(2).unwrap(), odd());
    assert!(objects.names().any(|name| name == "new") && !objects.names().any(|name| name == "shopMoney"));
}

#[test]
fn as_json_they_are_a_list() {
    let text = json!([odd(), {}]).to_string();
    let objects: Objects = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&objects).unwrap(), text);
    assert!(serde_json::from_str::<Objects>(r#"[{}, 3]"#).is_err());
}

#[test]
fn many_values_of_their_own_do_not_fill_the_words() {
    let row = |n: usize| object(json!({ "text": format!("value {n} of its own"), "id": n.to_string() }));
    let objects: Objects = (0..WORDS_MAX * 2).map(row).collect();
    assert!(objects.words.len() <= WORDS_MAX + 2, "{}", objects.words.len());
    for n in [0, WORDS_MAX, WORDS_MAX * 2 - 1] {
        assert_eq!(objects.get(n), Some(row(n)));
    }
}

#[test]
fn a_month_takes_little_room() {
    let orders = 300;
    let world = crate::twin::trade::trade(&crate::twin::trade::Trade {
        orders,
        seed: 1,
        now: "2026-11-02T06:00:00Z".parse().unwrap(),
        healthy: false,
    });
    let lists = world
        .shops
        .iter()
        .flat_map(|shop| [&shop.orders, &shop.balance_transactions]);
    let lists = lists.chain(world.netsuite.tables.values());
    let room = |all: &Objects| all.bytes.capacity() + all.starts.capacity() * size_of::<usize>();
    let an_order = lists.map(room).sum::<usize>() / orders as usize;
    // Of both services together; as maps of texts it would be 300,000.
    assert!(an_order < 12_000, "{an_order} bytes an order");
}
