//! Every renderer over the same month, with names in it that mean harm.

use std::io::Cursor;

use calamine::{Data as Value, Reader, Xlsx};
use unicode_width::UnicodeWidthStr;

use super::{Format, RenderError, Screen, render};
use crate::base::Amount;
use crate::report::data::{Data, sample};
use crate::report::table::Cell;
use crate::report::{View, table};

const SCREEN: Screen = Screen {
    width: 120,
    colour: false,
};

fn text(views: &[View], format: Format, width: u16) -> String {
    let screen = Screen { width, colour: false };
    String::from_utf8(render(views, &sample::data(), format, screen).unwrap()).unwrap()
}

#[test]
fn terminal_tables_at_four_widths() {
    for width in [60, 80, 120, 200] {
        let mut all = String::new();
        for view in View::ALL {
            all.push_str(&format!("== {view}\n{}\n", text(&[view], Format::Table, width)));
        }
        insta::assert_snapshot!(format!("terminal_{width}"), all);
        for line in all.lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn ids_are_whole_at_every_width() {
    for width in 1..=200 {
        let shown = text(&[View::Findings], Format::Table, width);
        for exception in &sample::data().exceptions {
            let name = exception
                .finding
                .subject
                .order
                .as_ref()
                .map(|o| crate::base::clean(&o.name).into_owned());
            for id in [Some(exception.id()), name].into_iter().flatten() {
                assert!(shown.contains(&id), "{id} at {width}:\n{shown}");
            }
        }
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let with = |colour| {
        let screen = Screen { width: 120, colour };
        String::from_utf8(render(&[View::Findings], &sample::data(), Format::Table, screen).unwrap()).unwrap()
    };
    assert!(!with(false).contains('\u{1b}'));
    assert!(with(true).contains('\u{1b}'));
    assert!(!with(true).contains("\u{1b}[31mred"), "a name's own escape");
}

#[test]
fn names_that_mean_harm_are_inert_everywhere() {
    for format in [Format::Table, Format::Html] {
        let out = text(&View::ALL, format, 200);
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!out.contains(bad), "{format}");
    }
    let html = text(&View::ALL, Format::Html, 200);
    assert!(!html.contains("<script"), "no script of ours, none of theirs");
    assert!(html.contains("&#60;script&#62;"));
    let csv = text(&[View::Findings], Format::Csv, 200);
    assert!(csv.contains("\"'=HYPERLINK(\"\"http"), "{csv}");
    assert!(csv.contains("'@SUM"));
    let json = text(&[View::Findings], Format::Json, 200);
    assert!(json.contains("\\u001b[31mred\\r\\nnext"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let mut other = sample::data();
    other.exceptions.reverse();
    other.payouts.reverse();
    for format in Format::ALL {
        let views = if matches!(format, Format::Csv | Format::Jsonl) {
            &View::ALL[..1]
        } else {
            &View::ALL
        };
        let one = render(views, &sample::data(), format, SCREEN).unwrap();
        assert_eq!(one, render(views, &other, format, SCREEN).unwrap(), "{format}");
    }
}

#[test]
fn one_view_a_csv() {
    for format in [Format::Csv, Format::Jsonl] {
        let error = render(&View::ALL, &sample::data(), format, SCREEN).unwrap_err();
        assert!(matches!(error, RenderError::OneViewOnly { views: 6, .. }));
    }
}

#[test]
fn csv_and_html() {
    for view in View::ALL {
        insta::assert_snapshot!(format!("csv_{view}"), text(&[view], Format::Csv, 1));
    }
    insta::assert_snapshot!("html", text(&View::ALL, Format::Html, 1));
}

#[test]
fn json_of_every_view() {
    for view in View::ALL {
        let json: serde_json::Value = serde_json::from_str(&text(&[view], Format::Json, 1)).unwrap();
        assert_eq!(json["schema"], format!("tieout/{view}/1"));
        assert_eq!(json["run"], "01JDABCDEF0123456789ABCDEF");
        for line in text(&[view], Format::Jsonl, 1).lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
        }
    }
    let all: serde_json::Value = serde_json::from_str(&text(&View::ALL, Format::Json, 1)).unwrap();
    assert_eq!(all["schema"], "tieout/report/1");
    assert_eq!(all["views"].as_array().unwrap().len(), 6);
}

#[test]
fn the_findings_schema_is_the_contracts() {
    let json = text(&[View::Findings], Format::Json, 1);
    let keys = [
        "schema",
        "run",
        "rules",
        "config",
        "as_of",
        "shopify",
        "netsuite",
        "summary",
        "orders",
        "tied",
        "late",
        "mismatched",
        "by_currency",
        "findings",
        "id",
        "exception",
        "code",
        "kind",
        "state",
        "severity",
        "route",
        "shop",
        "subject",
        "order",
        "line",
        "refund",
        "payout",
        "netsuite",
        "currency",
        "shopify",
        "netsuite",
        "delta",
        "parts",
        "unexplained",
        "proposal",
        "first_seen",
        "age_days",
    ];
    let mut rest = json.as_str();
    for key in keys {
        let at = rest
            .find(&format!("\"{key}\":"))
            .unwrap_or_else(|| panic!("{key} is missing or out of order"));
        rest = &rest[at + key.len()..];
    }
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let finding = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "REF-01")
        .unwrap();
    insta::assert_json_snapshot!("finding", finding);
}

fn book(data: &Data) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(render(&View::ALL, data, Format::Xlsx, SCREEN).unwrap())).unwrap()
}

#[test]
fn a_workbook_holds_numbers_dates_and_text_and_no_formula() {
    let data = sample::data();
    let mut book = book(&data);
    let names: Vec<String> = View::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(book.sheet_names(), names);
    for view in View::ALL {
        let table = table(view, &data);
        let sheet = book.worksheet_range(view.as_str()).unwrap();
        for (at, column) in (0..).zip(&table.columns) {
            let title = sheet.get_value((0, at)).map(ToString::to_string);
            assert_eq!(title.as_deref(), Some(column.title));
        }
        for (r, row) in (1_u32..).zip(&table.rows) {
            for (c, cell) in (0_u32..).zip(row) {
                same(
                    cell,
                    sheet.get_value((r, c)).unwrap_or(&Value::Empty),
                    &format!("{view} {r},{c}"),
                );
            }
        }
        let formulas = book.worksheet_formula(view.as_str()).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{view}");
    }
}

/// A cell as the workbook gives it back.
fn same(cell: &Cell, value: &Value, place: &str) {
    match (cell, value) {
        (Cell::Empty, Value::Empty) => {}
        (Cell::Money(money), Value::Float(number)) => {
            assert_eq!(Amount::parse(&number.to_string()).unwrap(), money.amount, "{place}");
        }
        (Cell::Count(count), Value::Float(number)) => assert_eq!(number.to_string(), count.to_string(), "{place}"),
        (Cell::Date(date), Value::DateTime(time)) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            assert_eq!(format!("{year:04}-{month:02}-{day:02}"), date.to_string(), "{place}");
        }
        (Cell::Moment(moment), Value::DateTime(time)) => {
            let (y, mo, d, h, mi, s, _) = time.to_ymd_hms_milli();
            assert_eq!(
                format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z"),
                moment.to_string(),
                "{place}"
            );
        }
        (Cell::Text(_) | Cell::Id(_) | Cell::Tag(_), Value::String(text)) => {
            assert_eq!(*text, cell.shown(), "{place}");
        }
        other => panic!("{place}: {other:?}"),
    }
}

#[test]
fn an_amount_that_a_double_cannot_hold_is_text() {
    let mut data = sample::data();
    let total = &mut data.run.summary.by_currency[0];
    total.shopify = Amount::from_raw(900_719_925_474_099_300);
    total.netsuite = Amount::from_raw(900_719_925_474_099_200);
    let mut book = book(&data);
    let sheet = book.worksheet_range("summary").unwrap();
    let values: Vec<&Value> = sheet.used_cells().map(|(_, _, value)| value).collect();
    assert!(
        values.contains(&&Value::String("90071992547409.93".to_owned())),
        "beyond 2^53 pennies"
    );
    assert!(values.contains(&&Value::Float("90071992547409.92".parse().unwrap())));
}

#[test]
fn nothing_found_is_said() {
    let mut data = sample::data();
    data.exceptions.clear();
    data.payouts.clear();
    let screen = Screen {
        width: 80,
        colour: false,
    };
    let out = String::from_utf8(render(&[View::Findings], &data, Format::Table, screen).unwrap()).unwrap();
    assert_eq!(out, "Everything ties out.\n");
    data.run.complete = false;
    let out = String::from_utf8(render(&[View::Groups], &data, Format::Table, screen).unwrap()).unwrap();
    assert!(out.contains("incomplete"), "{out}");
    for format in [Format::Html, Format::Xlsx, Format::Json] {
        assert!(!render(&View::ALL, &data, format, screen).unwrap().is_empty());
    }
}
