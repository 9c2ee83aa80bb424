//! What texts become.

use super::*;

fn sql(text: &str) -> Result<String, String> {
    let view = |name: &str| (name != "secret").then(|| format!("r0_{name}"));
    rewrite(text, &view).map(|q| q.sql)
}

#[test]
fn forms_of_oracle_become_those_of_the_engine() {
    for (suiteql, expected) in [
        (
            "SELECT t.ID FROM Transaction t WHERE t.id > ? ORDER BY t.id",
            "SELECT `t` . `id` FROM r0_transaction AS `t` WHERE `t` . `id` > ? ORDER BY `t` . `id`",
        ),
        (
            "SELECT COUNT(*) AS Count FROM item, transactionline AS tl",
            "SELECT count ( * ) AS `count` FROM r0_item AS `item` , r0_transactionline AS `tl`",
        ),
        (
            "SELECT * FROM item WHERE ROWNUM <= 1",
            "SELECT * FROM r0_item AS `item` WHERE 1 LIMIT 1",
        ),
        (
            "SELECT t.id FROM item t WHERE ROWNUM < 3 ORDER BY t.id DESC",
            "WITH counted AS MATERIALIZED ( SELECT `t` . `id` FROM r0_item AS `t` WHERE 1 LIMIT 2 ) SELECT * FROM counted \
             ORDER BY `id` DESC",
        ),
        (
            "SELECT id FROM item ORDER BY id OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY",
            "SELECT `id` FROM r0_item AS `item` ORDER BY `id` LIMIT 10 OFFSET 5",
        ),
        (
            "SELECT TOP 5 id FROM item",
            "SELECT `id` FROM r0_item AS `item` LIMIT 5",
        ),
        (
            "SELECT NVL(a, 0) FROM dual",
            "SELECT coalesce ( `a` , 0 ) FROM (SELECT 'X' AS dummy) AS `dual`",
        ),
        (
            "SELECT x FROM (SELECT id AS x FROM item) q JOIN item i ON i.id = q.x",
            "SELECT `x` FROM ( SELECT `id` AS `x` FROM r0_item AS `item` ) `q` JOIN r0_item AS `i` ON `i` . `id` = `q` . `x`",
        ),
        (
            "SELECT SYSDATE - 1/24 FROM dual",
            "SELECT later_by(sysdate(), -1 * 1.0 / 24) FROM (SELECT 'X' AS dummy) AS `dual`",
        ),
    ] {
        assert_eq!(sql(suiteql).as_deref(), Ok(expected), "{suiteql}");
    }
}

#[test]
fn what_suiteql_does_not_have_is_refused() {
    let many = vec!["1"; 1001].join(",");
    for text in [
        "SELECT id FROM item LIMIT 5",
        "WITH a AS (SELECT 1 FROM dual) SELECT * FROM a",
        "DELETE FROM item",
        "SELECT id FROM item WHERE d >= DATE '2026-01-01'",
        "SELECT sqlite_version() FROM item",
        "SELECT NOW() FROM dual",
        "SELECT id FROM secret",
        "SELECT id FROM item; SELECT 1 FROM dual",
        &format!("SELECT id FROM item WHERE id IN ({many})"),
        "SELECT COUNT(*) FROM item WHERE ROWNUM <= 5",
    ] {
        assert!(sql(text).is_err(), "{text}");
    }
    let most = vec!["1"; 1000].join(",");
    assert!(sql(&format!("SELECT id FROM item WHERE id IN ({most})")).is_ok());
    assert_eq!(
        sql("SELECT id FROM secret").unwrap_err(),
        "Record 'secret' was not found."
    );
}

#[test]
fn rows_are_counted_without_their_order() {
    let view = |name: &str| Some(name.to_owned());
    let query = rewrite("SELECT id FROM item WHERE id > ? ORDER BY id", &view).unwrap();
    assert!(!query.counted.contains("ORDER"), "{}", query.counted);
    assert_eq!(query.tables, [("item".to_owned(), "item".to_owned())]);
}
