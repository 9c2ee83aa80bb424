use super::*;
use crate::base::Amount;
use crate::model::code::{Code, edt, idn, refunds};
use crate::model::exception::{Exception, ExceptionState, Work};
use crate::model::finding::Finding;
use crate::report::data::sample;

/// Findings of a code on days of October, so many a day.
fn findings(code: &'static Code, days: &[(u32, usize)]) -> Vec<Finding> {
    let one = |day: u32, n: usize| {
        let subject = sample::order(u64::from(day) * 100 + n as u64, &format!("#{day}-{n}"));
        let since = sample::at(&format!("2026-10-{day:02}T10:00:00Z"));
        let (a, b) = (sample::amount("2.00"), Amount::ZERO);
        Finding::new(code, "uk", subject, sample::gbp(), a, b, since)
    };
    let all = days.iter().flat_map(|(day, count)| (0..*count).map(|n| one(*day, n)));
    all.collect()
}

fn of(all: Vec<Finding>) -> Vec<(&'static str, String, u64)> {
    let mut data = sample::data();
    data.exceptions = all
        .into_iter()
        .enumerate()
        .map(|(n, finding)| Exception {
            number: n as u64 + 1,
            fingerprint: format!("{n}"),
            state: ExceptionState::Open,
            first_seen: finding.since,
            last_seen: finding.since,
            finding,
            work: Work::default(),
        })
        .collect();
    onsets(&data)
        .into_iter()
        .map(|o| (o.code.id, o.day.to_string(), o.count))
        .collect()
}

#[test]
fn syn_15_what_began_on_one_day_and_goes_on() {
    // Orders have been compared from the first on; from the twelfth on shipping is wrong.
    let before = || findings(&idn::IDN_01, &[(1, 1), (9, 1), (17, 1)]);
    let broken = findings(&edt::EDT_08, &[(12, 4), (13, 5), (15, 3), (16, 4)]);
    let all = [before(), broken.clone()].concat();
    assert_eq!(of(all), [("EDT-08", "2026-10-12".to_owned(), 16)], "SYN-15");
    assert_eq!(of(broken), [], "nothing says that there were orders before");
}

#[test]
fn what_is_spread_or_over_at_once_or_finance_s_is_none() {
    let old = || findings(&idn::IDN_01, &[(1, 1)]);
    let with = |more: Vec<Finding>| of([old(), more].concat());
    let spread: Vec<_> = (2..28).map(|day| (day, 1)).collect();
    assert_eq!(with(findings(&edt::EDT_08, &spread)), []);
    let gap = [(12, 40), (13, 2)];
    assert_eq!(with(findings(&edt::EDT_08, &gap)), [], "an outage of a day");
    let few = [(12, 2), (13, 2), (14, 2)];
    assert_eq!(with(findings(&edt::EDT_08, &few)), []);
    let refunds = [(12, 8), (13, 8), (14, 8)];
    assert_eq!(with(findings(&refunds::REF_01, &refunds)), []);
    // A few before are chance, many before are how it always was.
    let grown = [(3, 1), (12, 9), (13, 9), (14, 9)];
    assert_eq!(
        with(findings(&edt::EDT_08, &grown)),
        [("EDT-08", "2026-10-12".to_owned(), 27)]
    );
    let always = [(3, 5), (5, 5), (12, 9), (13, 9), (14, 9)];
    assert_eq!(with(findings(&edt::EDT_08, &always)), []);
}
