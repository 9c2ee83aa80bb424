//! Where things stand, in Prometheus' text format.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::data::age_days;
use super::severity;
use crate::base::{Amount, Currency, Moment};
use crate::model::action::ActionState;
use crate::model::exception::Exception;
use crate::model::finding::FindingState;
use crate::model::pull::SourceState;
use crate::model::run::{Freshness, Run};

/// What is measured.
#[derive(Debug, Clone)]
pub struct Gauges<'g> {
    /// The newest fact of each side.
    pub freshness: &'g Freshness,
    /// The sources that were pulled, by name.
    pub sources: &'g [(String, SourceState)],
    /// The exceptions whose findings hold.
    pub exceptions: &'g [Exception],
    /// The newest run.
    pub last_run: Option<&'g Run>,
    /// Rows of the journal.
    pub journal: u64,
    /// How many actions are in each state; a state without any may be left out.
    pub actions: &'g BTreeMap<ActionState, u64>,
    /// The moment ages are counted at.
    pub as_of: Moment,
}

/// One metric with its samples.
struct Metric {
    name: &'static str,
    help: &'static str,
    samples: Vec<(Vec<(&'static str, String)>, String)>,
}

impl Metric {
    const fn new(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            help,
            samples: Vec::new(),
        }
    }

    fn with(mut self, labels: Vec<(&'static str, String)>, value: impl ToString) -> Self {
        self.samples.push((labels, value.to_string()));
        self
    }
}

/// The text, each metric with what it means. Money is in units of its currency, moments are seconds since 1970.
#[must_use]
pub fn metrics(gauges: &Gauges<'_>) -> String {
    let mut text = String::new();
    let all = freshness(gauges).into_iter().chain(queue(gauges)).chain(work(gauges));
    for metric in all {
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "# HELP {} {}\n# TYPE {} gauge",
            metric.name, metric.help, metric.name
        );
        for (labels, value) in &metric.samples {
            let labels: Vec<String> = labels.iter().map(|(k, v)| format!("{k}=\"{}\"", escaped(v))).collect();
            let labels = if labels.is_empty() {
                String::new()
            } else {
                format!("{{{}}}", labels.join(","))
            };
            let _ = writeln!(text, "{}{labels} {value}", metric.name);
        }
    }
    text
}

/// A label's value: what would end it is escaped.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn freshness(gauges: &Gauges<'_>) -> [Metric; 3] {
    let mut newest = Metric::new(
        "tieout_newest_fact_timestamp_seconds",
        "When the newest fact of a side is of.",
    );
    for (shop, at) in &gauges.freshness.shopify {
        let labels = vec![("side", "shopify".to_owned()), ("shop", shop.clone())];
        newest = newest.with(labels, at.seconds());
    }
    if let Some(at) = gauges.freshness.netsuite {
        newest = newest.with(
            vec![("side", "netsuite".to_owned()), ("shop", String::new())],
            at.seconds(),
        );
    }
    let mut pulled = Metric::new(
        "tieout_source_pulled_timestamp_seconds",
        "When the last pull of a source that came to its end began.",
    );
    let mut complete = Metric::new(
        "tieout_source_complete",
        "Whether a source was read to its end: 1 where it was.",
    );
    for (name, state) in gauges.sources {
        let labels = || vec![("source", name.clone())];
        if let Some(at) = state.complete_at {
            pulled = pulled.with(labels(), at.seconds());
        }
        complete = complete.with(labels(), u8::from(state.gap().is_none()));
    }
    [newest, pulled, complete]
}

fn queue(gauges: &Gauges<'_>) -> [Metric; 2] {
    let mut counts: BTreeMap<[&str; 4], u64> = BTreeMap::new();
    let mut risk: BTreeMap<Currency, Amount> = BTreeMap::new();
    for exception in gauges.exceptions {
        let finding = &exception.finding;
        let severity = severity(finding, age_days(finding.since, gauges.as_of));
        let labels = [
            finding.route.as_str(),
            severity.as_str(),
            exception.state.as_str(),
            finding.state.as_str(),
        ];
        *counts.entry(labels).or_default() += 1;
        if finding.state == FindingState::Mismatched && exception.work.accepted.is_none() {
            *risk.entry(finding.currency).or_default() += finding.delta.abs();
        }
    }
    let mut open = Metric::new(
        "tieout_exceptions",
        "Exceptions by route, severity, where they stand, and what their finding says.",
    );
    for ([route, severity, state, finding], count) in counts {
        let labels = [
            ("route", route),
            ("severity", severity),
            ("state", state),
            ("finding", finding),
        ];
        open = open.with(labels.map(|(k, v)| (k, v.to_owned())).into(), count);
    }
    let mut money = Metric::new(
        "tieout_money_at_risk",
        "Sum of the differences of mismatched findings that nobody accepted, each without its sign.",
    );
    for (currency, amount) in risk {
        money = money.with(vec![("currency", currency.to_string())], amount.text(currency));
    }
    [open, money]
}

fn work(gauges: &Gauges<'_>) -> Vec<Metric> {
    let mut all = Vec::new();
    if let Some(run) = gauges.last_run {
        let none = Vec::new;
        all.push(
            Metric::new(
                "tieout_last_run_timestamp_seconds",
                "The moment the newest run counted ages at.",
            )
            .with(none(), run.as_of.seconds()),
        );
        all.push(
            Metric::new(
                "tieout_last_run_complete",
                "Whether both sides were complete: 1 where they were.",
            )
            .with(none(), u8::from(run.complete)),
        );
        let summary = &run.summary;
        let mut orders = Metric::new("tieout_last_run_orders", "Orders of the newest run.");
        for (state, n) in [
            ("tied", summary.tied),
            ("late", summary.late),
            ("mismatched", summary.mismatched),
        ] {
            orders = orders.with(vec![("state", state.to_owned())], n);
        }
        all.push(orders);
    }
    all.push(Metric::new("tieout_journal_rows", "Rows of the journal.").with(Vec::new(), gauges.journal));
    let mut actions = Metric::new("tieout_actions", "Planned and sent writes by where they stand.");
    for state in ActionState::ALL {
        let count = gauges.actions.get(&state).copied().unwrap_or(0);
        actions = actions.with(vec![("state", state.as_str().to_owned())], count);
    }
    all.push(actions);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::data::sample;

    fn text(shop: &str) -> String {
        let data = sample::data();
        let freshness = Freshness {
            shopify: [(shop.to_owned(), data.as_of)].into(),
            netsuite: None,
        };
        let source = SourceState {
            complete_at: Some(data.as_of),
            withheld: vec!["payouts".to_owned()],
            ..SourceState::default()
        };
        let gauges = Gauges {
            freshness: &freshness,
            sources: &[("netsuite".to_owned(), source)],
            exceptions: &data.exceptions,
            last_run: Some(&data.run),
            journal: 7,
            actions: &[(ActionState::Posted, 2)].into(),
            as_of: data.as_of,
        };
        metrics(&gauges)
    }

    #[test]
    fn every_line_is_in_the_text_format() {
        let text = text("uk");
        let mut names = std::collections::BTreeSet::new();
        for line in text.lines() {
            let words: Vec<&str> = line.splitn(3, ' ').collect();
            if words[0] == "#" {
                assert!(matches!(words[1], "HELP" | "TYPE"), "{line}");
                continue;
            }
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let bare = name.split('{').next().unwrap();
            assert!(bare.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{line}");
            assert!(text.contains(&format!("# TYPE {bare} gauge\n")), "{line}");
            assert!(names.insert(name.to_owned()), "said twice: {line}");
        }
        assert!(text.contains("tieout_actions{state=\"posted\"} 2\n"));
        assert!(text.contains("tieout_source_complete{source=\"netsuite\"} 0\n"));
        assert!(text.contains("tieout_journal_rows 7\n"));
    }

    #[test]
    fn the_counts_and_the_money_are_those_of_the_exceptions() {
        let data = sample::data();
        let text = text("uk");
        let of = |name: &str| -> Vec<(String, String)> {
            let lines = text.lines().filter(|l| l.starts_with(&format!("{name}{{")));
            lines
                .map(|l| l.rsplit_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
                .collect()
        };
        let counted: u64 = of("tieout_exceptions")
            .iter()
            .map(|(_, n)| n.parse::<u64>().unwrap())
            .sum();
        assert_eq!(counted, data.exceptions.len() as u64);
        let mut wanted: BTreeMap<Currency, Amount> = BTreeMap::new();
        for e in data
            .exceptions
            .iter()
            .filter(|e| e.finding.state == FindingState::Mismatched)
        {
            *wanted.entry(e.finding.currency).or_default() += e.finding.delta.abs();
        }
        assert!(!wanted.is_empty());
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(c, a)| (format!("tieout_money_at_risk{{currency=\"{c}\"}}"), a.text(*c)))
            .collect();
        assert_eq!(of("tieout_money_at_risk"), wanted);
    }

    #[test]
    fn a_name_does_not_break_out_of_its_label() {
        let text = text("a\"} 1\nb\\");
        assert!(text.contains("shop=\"a\\\"} 1\\nb\\\\\"} "), "{text}");
    }
}
