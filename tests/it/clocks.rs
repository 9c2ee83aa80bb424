//! Edits that met the lock, as customer service meets them: what there is to choose from, until when, and what comes first.

use serde_json::Value;
use tieout::twin::trade::going::Bought;

use crate::floor::{Act, Floor, Rules, goods};

fn words(of: &Value, what: &str) -> Vec<String> {
    let all = of["locked"]["choices"].as_array().unwrap().iter();
    all.map(|c| c[what].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_the_warehouse_is_about_to_ship_comes_first_with_its_clock() {
    let one = Bought {
        shop: 1,
        region: 2,
        goods: goods("VASE-FLINT 1, JAM-DAMSON 2"),
    };
    let mut floor = Floor::of(&[one.clone(), one.clone(), one], Rules::Usual);
    floor
        .place
        .configure("\n[lock]\ncut_offs = [\"16:00\"]\nincrease = \"invoice\"\n");
    let act = |at: usize, all: &[&str]| {
        for words in all {
            floor.wait(60);
            floor.act(at, &Act::of(words)).unwrap();
        }
    };
    act(0, &["ship", "bill", "edit -JAM-DAMSON 1"]);
    // Picked the day before the other: its cut-off comes first.
    act(1, &["pick", "edit -JAM-DAMSON 2"]);
    floor.wait(86_400);
    act(2, &["pick", "edit +OATCAKES 1 -JAM-DAMSON 1"]);
    floor.sync();
    floor.wait(3_600);
    floor.place.pull_all(&floor.place.request());
    floor.place.compare();
    let tool = |args: &[&str]| {
        let answer = floor.place.home.run(args);
        // Off a terminal a review only says the commands.
        assert!([0, 2, 3].contains(&answer.code), "{answer:?}");
        answer.out
    };
    let list: Value = serde_json::from_str(&tool(&["queue", "list", "--route", "cx", "--json"])).unwrap();
    let all = list["exceptions"].as_array().unwrap();
    let orders = floor.hands.orders.lock().unwrap();
    let of = |at: usize| {
        let name = orders[at].name();
        let place = all.iter().position(|e| e["subject"]["order"]["name"] == *name).unwrap();
        (place, &all[place])
    };
    let ((last, billed), (first, early), (second, late)) = (of(0), of(1), of(2));
    assert!(first < second && second < last, "{first} {second} {last} {list:#}");
    for (picked, other) in [(early, late), (late, early)] {
        assert_eq!(picked["code"], "FUL-02");
        let ship_by = picked["locked"]["ship_by"].as_str().unwrap();
        assert_ne!(ship_by, other["locked"]["ship_by"].as_str().unwrap());
        assert_eq!(words(picked, "choice")[0], "stop_pick");
        assert_eq!(words(picked, "choice").last().unwrap(), "let_go");
    }
    assert_eq!(billed["code"], "EDT-11");
    assert_eq!(billed["locked"]["ship_by"], Value::Null);
    assert_eq!(words(billed, "choice"), ["credit_memo", "return_and_reorder", "let_go"]);
    // The same for a person, and in what the run reports.
    let text = tool(&["queue", "show", early["exception"].as_str().unwrap()]);
    assert!(
        text.contains("ship by") && text.contains("stop_pick: have the warehouse stop"),
        "{text}"
    );
    let report = tool(&["report", "--view", "findings", "--json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["findings"][0]["exception"], early["exception"]);
    assert_eq!(report["findings"][0]["locked"], early["locked"]);
    let review = tool(&["review", "--route", "cx"]);
    let place = |e: &Value| review.find(e["exception"].as_str().unwrap()).unwrap();
    assert!(place(early) < place(billed), "{review}");
}
