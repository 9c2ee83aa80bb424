//! The two charts of a page, as whole numbers of pixels.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::{Amount, Currency};
use crate::report::Money;
use crate::report::data::{Data, FAMILIES, family_names};
use crate::report::views::drift_entries;

const WIDTH: i64 = 900;
const HEIGHT: i64 = 260;
/// Room above and below the bars for their labels.
const MARGIN: i64 = 34;
/// How many days a chart of days shows at most.
const DAYS_MAX: usize = 62;

/// A chart of bars.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) note: String,
    pub(super) width: i64,
    pub(super) height: i64,
    /// The height of nothing.
    pub(super) zero: i64,
    pub(super) bars: Vec<Bar>,
    pub(super) labels: Vec<Label>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) class: &'static str,
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) tip: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// Turns amounts into heights.
#[derive(Debug, Clone, Copy)]
struct Scale {
    low: i64,
    high: i64,
}

impl Scale {
    /// A scale that holds all the amounts, and nothing.
    fn of(amounts: impl Iterator<Item = Amount>) -> Self {
        amounts.fold(Self { low: 0, high: 0 }, |s, a| Self {
            low: s.low.min(a.raw()),
            high: s.high.max(a.raw()),
        })
    }

    fn y(self, amount: Amount) -> i64 {
        let range = (i128::from(self.high) - i128::from(self.low)).max(1);
        let down = i128::from(self.high) - i128::from(amount.raw());
        let pixels = down * i128::from(HEIGHT - 2 * MARGIN) / range;
        MARGIN + i64::try_from(pixels).unwrap_or(HEIGHT)
    }

    /// A bar between two amounts; one that is not nothing is at least a pixel high.
    fn bar(self, class: &'static str, x: i64, width: i64, from: Amount, to: Amount, tip: String) -> Bar {
        let (a, b) = (self.y(from), self.y(to));
        Bar {
            class,
            x,
            y: a.min(b),
            width,
            height: (a - b).abs().max(i64::from(from != to)),
            tip,
        }
    }
}

/// Drift by day, one chart a currency: the absolute sum behind, the signed sum in front.
pub(super) fn drift(data: &Data) -> Vec<Chart> {
    let mut by_currency: BTreeMap<Currency, BTreeMap<Date, (Amount, Amount)>> = BTreeMap::new();
    for entry in drift_entries(data) {
        let days = by_currency.entry(entry.currency).or_default();
        let (signed, absolute) = days.entry(entry.day).or_default();
        *signed += entry.signed;
        *absolute += entry.absolute;
    }
    by_currency
        .into_iter()
        .map(|(currency, days)| drift_chart(currency, &days))
        .collect()
}

fn drift_chart(currency: Currency, days: &BTreeMap<Date, (Amount, Amount)>) -> Chart {
    let (shown, earlier) = calendar(days);
    let of = |day: &Date| days.get(day).copied().unwrap_or_default();
    let scale = Scale::of(shown.iter().flat_map(|day| [of(day).0, of(day).1]));
    let step = WIDTH / i64::try_from(shown.len().max(1)).unwrap_or(1);
    let width = (step - 2).clamp(2, 40);
    let mut bars = Vec::new();
    for (x, day) in (0..).map(|n| n * step).zip(&shown) {
        let (signed, absolute) = of(day);
        if absolute.is_zero() {
            continue;
        }
        let money = |amount| Money::new(amount, currency).grouped();
        let tip = format!("{day}: {} signed, {} absolute", money(signed), money(absolute));
        bars.push(scale.bar("pale", x, width, Amount::ZERO, absolute, tip.clone()));
        let class = if signed.is_negative() { "down" } else { "up" };
        bars.push(scale.bar(class, x, width, Amount::ZERO, signed, tip));
    }
    Chart {
        title: format!("Drift by day, {currency}: signed in front of absolute"),
        note: if earlier == 0 {
            String::new()
        } else {
            format!("{earlier} earlier days with drift are in the table below, not in the chart.")
        },
        width: WIDTH,
        height: HEIGHT,
        zero: scale.y(Amount::ZERO),
        bars,
        labels: drift_labels(&shown, scale, currency),
    }
}

fn drift_labels(shown: &[Date], scale: Scale, currency: Currency) -> Vec<Label> {
    let at_edge = |x, y, anchor, text| Label { x, y, anchor, text };
    let mut labels = vec![at_edge(
        0,
        MARGIN - 10,
        "start",
        Money::new(Amount::from_raw(scale.high), currency).grouped(),
    )];
    if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
        labels.push(at_edge(0, HEIGHT - 8, "start", first.to_string()));
        if first != last {
            labels.push(at_edge(WIDTH, HEIGHT - 8, "end", last.to_string()));
        }
    }
    labels
}

/// The days of the chart without gaps, up to the newest, and how many days with drift are older.
fn calendar(days: &BTreeMap<Date, (Amount, Amount)>) -> (Vec<Date>, usize) {
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        return (Vec::new(), 0);
    };
    let mut shown = Vec::new();
    let mut day = *last;
    while shown.len() < DAYS_MAX && day >= *first {
        shown.push(day);
        match day.checked_sub(1.day()) {
            Ok(before) => day = before,
            Err(_) => break,
        }
    }
    shown.reverse();
    let earlier = shown.first().map_or(0, |start| days.range(..*start).count());
    (shown, earlier)
}

/// From the families' gross amounts to what reached the bank, one chart a currency.
pub(super) fn waterfall(data: &Data) -> Vec<Chart> {
    let mut by_currency: BTreeMap<Currency, Flow> = BTreeMap::new();
    for payout in &data.payouts {
        let flow = by_currency.entry(payout.currency).or_default();
        for line in &payout.families {
            *flow.families.entry(line.family).or_default() += line.amount;
            flow.fees += line.fees;
        }
        // Where only the transactions are known they are the payout, and nothing is left over.
        if let Some(net) = payout.net.or(payout.settlement) {
            flow.net += net;
        }
    }
    by_currency
        .into_iter()
        .map(|(currency, flow)| waterfall_chart(currency, &flow))
        .collect()
}

#[derive(Debug, Default)]
struct Flow {
    families: BTreeMap<crate::model::payout::Family, Amount>,
    fees: Amount,
    net: Amount,
}

fn waterfall_chart(currency: Currency, flow: &Flow) -> Chart {
    let mut steps: Vec<(&str, Amount)> = FAMILIES
        .iter()
        .filter_map(|family| Some((family_names(*family).1, *flow.families.get(family)?)))
        .collect();
    steps.push(("Fees", -flow.fees));
    let rest = flow.net - steps.iter().map(|(_, amount)| *amount).sum();
    if !rest.is_zero() {
        steps.push(("Not in transactions", rest));
    }
    let mut level = Amount::ZERO;
    let mut levels = vec![(Amount::ZERO, Amount::ZERO)];
    for (_, amount) in &steps {
        levels.push((level, level + *amount));
        level += *amount;
    }
    let scale = Scale::of(levels.iter().flat_map(|(from, to)| [*from, *to]).chain([flow.net]));
    let step = WIDTH / i64::try_from(steps.len() + 1).unwrap_or(1);
    let width = (step - 12).clamp(4, 90);
    let (mut bars, mut labels) = (Vec::new(), Vec::new());
    let mut draw = |x: i64, class, from, to, name: &str, amount| {
        let text = Money::new(amount, currency).grouped();
        bars.push(scale.bar(class, x, width, from, to, format!("{name}: {text}")));
        let middle = x + width / 2;
        labels.push(Label {
            x: middle,
            y: scale.y(from).min(scale.y(to)) - 6,
            anchor: "middle",
            text,
        });
        labels.push(Label {
            x: middle,
            y: HEIGHT - 8,
            anchor: "middle",
            text: name.to_owned(),
        });
    };
    for ((at, (name, amount)), (from, to)) in (0_i64..).zip(&steps).zip(levels.into_iter().skip(1)) {
        let class = if amount.is_negative() { "down" } else { "up" };
        draw(at * step, class, from, to, name, *amount);
    }
    let last = i64::try_from(steps.len()).unwrap_or(0) * step;
    draw(last, "sum", Amount::ZERO, flow.net, "Net", flow.net);
    Chart {
        title: format!("From gross to net, all payouts, {currency}"),
        note: String::new(),
        width: WIDTH,
        height: HEIGHT,
        zero: scale.y(Amount::ZERO),
        bars,
        labels,
    }
}
