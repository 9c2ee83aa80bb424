//! What a document is dated, by what the books take.

use jiff::ToSpan as _;

use super::*;

/// The last three months up to day 4, the newest last; `how` marks them.
fn months(how: impl Fn(i32, &mut Period)) -> Vec<Period> {
    let this = today().first_of_month();
    let month = |back: i32| {
        let first_day = this.checked_sub(back.months()).unwrap();
        let mut period = Period {
            id: 9 - u64::from(back.unsigned_abs()),
            name: first_day.strftime("%b %Y").to_string(),
            first_day,
            last_day: first_day.last_of_month(),
            closed: false,
            locked: false,
            sales_locked: false,
        };
        how(back, &mut period);
        period
    };
    (0..3).rev().map(month).collect()
}

fn today() -> Date {
    day(4).day(&jiff::tz::TimeZone::UTC)
}

fn memo_of(refunded: i64, periods: &[Period]) -> Result<Value, Unplannable> {
    let invoice = bill(DocumentKind::Invoice, DocumentStatus::Open);
    let order = bought().refunded(0, 1, day(refunded));
    let steps = planned_in(
        &order,
        &invoice,
        ActionKind::CreateCreditMemo,
        &rules(),
        (periods, &jiff::tz::TimeZone::UTC),
    )?;
    Ok(body(&steps[0]))
}

#[test]
fn an_open_period_takes_the_day_itself() {
    let sent = memo_of(-40, &months(|_, _| {})).unwrap();
    let on = day(-40).day(&jiff::tz::TimeZone::UTC).to_string();
    assert_eq!(sent["tranDate"], on);
    assert!(sent["memo"].as_str().unwrap().ends_with(&on));
}

#[test]
fn behind_a_closed_period_the_first_open_one_takes_it_and_the_memo_says_so() {
    let on = day(-40).day(&jiff::tz::TimeZone::UTC);
    let closed = months(|_, p| p.closed = p.holds(on));
    let name = &closed.iter().find(|p| p.closed).unwrap().name;
    let next = closed.iter().find(|p| p.first_day > on).unwrap();
    let sent = memo_of(-40, &closed).unwrap();
    let dated = today().min(next.last_day);
    assert_eq!(sent["tranDate"], dated.to_string());
    assert_eq!(
        sent["memo"],
        format!("Shopify refund 700 of #1001, {on}; dated {dated}: {name} is closed")
    );
    let all = months(|_, p| p.closed = true);
    assert!(
        memo_of(-40, &all)
            .unwrap_err()
            .0
            .contains("no accounting period up to today is open")
    );
}

#[test]
fn a_day_that_no_period_holds_goes_into_the_first_open_one() {
    let sent = memo_of(-400, &months(|_, _| {})).unwrap();
    let first = &months(|_, _| {})[0];
    assert_eq!(sent["tranDate"], first.last_day.to_string());
    assert!(sent["memo"].as_str().unwrap().contains("no period holds"));
}

#[test]
fn a_locked_period_is_asked_about() {
    let on = day(-40).day(&jiff::tz::TimeZone::UTC);
    for sales in [true, false] {
        let periods = months(|_, p| {
            let is = p.holds(on);
            (p.sales_locked, p.locked) = (is, is && !sales);
        });
        let why = memo_of(-40, &periods).unwrap_err().0;
        let whom = if sales { "for receivables" } else { "for all" };
        assert!(why.contains(whom) && why.contains("SYN-09"), "{why}");
    }
    // The one it would move into is locked.
    let periods = months(|back, p| (p.closed, p.sales_locked) = (back > 0, back == 0));
    assert!(memo_of(-40, &periods).unwrap_err().0.contains("is locked"));
}

#[test]
fn what_was_planned_is_held_against_the_periods_of_now() {
    let step = |record: &str| Step {
        record: record.to_owned(),
        how: How::Create,
        external_id: None,
        body: format!("{{\"tranDate\":\"{}\"}}", today()),
        replace: Vec::new(),
        total: None,
        adjust: None,
    };
    let locked = months(|_, p| p.sales_locked = true);
    for record in ["creditMemo", "cashRefund", "customerRefund"] {
        let (barrier, day) = barred(&locked, &step(record)).unwrap();
        assert!(matches!(barrier, Barrier::Locked(_)) && day == today());
    }
    for record in ["deposit", "journalEntry", "salesOrder"] {
        assert_eq!(
            barred(&locked, &step(record)),
            None,
            "{record}: nothing of it is a sale's"
        );
    }
    let closed = months(|_, p| p.closed = true);
    assert!(matches!(
        barred(&closed, &step("deposit")),
        Some((Barrier::Closed(_), _))
    ));
    assert_eq!(barred(&closed, &step("salesOrder")), None, "orders do not post");
    assert_eq!(barred(&[], &step("deposit")), None);
}
