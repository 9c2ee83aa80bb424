//! What a review shows: pages of text for a terminal of any size.

use std::collections::BTreeMap;

use super::session::Session;
use super::sight::Sight;
use super::values::{Group, Mark, Offer, Over, Pending, Place};
use crate::base::{Amount, clean};
use crate::report::{Cell, Column, Kind, Money, Screen, Table, terminal_table, wrap};

/// How large the page may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) screen: Screen,
    /// Lines; `None` where everything is to be shown.
    pub(super) rows: Option<u16>,
}

/// Keys with what they do.
type Keys = &'static [(&'static str, &'static str)];

const GROUP_KEYS: Keys = &[
    ("j/k", "down/up"),
    ("o", "open"),
    ("A", "approve all of it"),
    ("/", "search"),
    ("u", "undo"),
    ("s", "sign"),
    ("q", "quit"),
    ("?", "help"),
];

const ITEM_KEYS: Keys = &[
    ("a", "approve"),
    ("r", "reject"),
    ("c", "accept"),
    ("p", "propose"),
    ("n", "note"),
    ("t", "assign"),
    ("z", "snooze"),
    ("k", "skip"),
    ("u", "undo"),
    ("s", "sign"),
    ("d", "both sides"),
    ("l", "links"),
    ("g", "groups"),
    ("q", "quit"),
    ("?", "help"),
];

const SIGNING_KEYS: Keys = &[
    ("s", "sign them"),
    ("q", "quit, they wait for the next time"),
    ("any other", "back"),
];

const HELP: Keys = &[
    ("a", "approve what would be written; it waits until you sign"),
    ("A", "approve all that is left of the group, after typing its total"),
    ("r", "reject: turn down what is proposed or suggested, with a reason"),
    ("c", "accept the difference as it is, within the tolerance budget"),
    ("p", "propose an action for somebody to approve"),
    ("n", "write a note into the journal"),
    ("t", "assign it to somebody"),
    ("z", "snooze: set it aside until a moment or an event"),
    ("k", "skip it in this review"),
    ("u", "undo: take the last verdict back, as long as it is not signed"),
    ("s", "see what is approved, and sign it"),
    ("d", "both sides in whole, or the difference alone"),
    ("l", "addresses in Shopify and NetSuite"),
    ("space b", "scroll down, scroll up"),
    ("← →", "the one before, the one after"),
    ("/", "search ids, orders, codes, shops, names and notes"),
    ("g", "back to the groups"),
    ("q", "quit; what is not signed waits"),
    ("Enter", "decides nothing"),
];

/// The page for where a review is. The scroll is held to what there is to scroll.
pub(super) fn page(session: &mut Session, sight: Option<&Sight>, size: Size) -> String {
    let mut foot = vec![String::new()];
    for notice in &session.notices {
        foot.extend(wrap(&clean(notice), size.screen.width));
    }
    let (mut body, keys) = match (session.over, sight) {
        (Over::Help, _) => (help(size.screen), &[("any key", "back")][..]),
        (Over::Signing { .. }, _) => (signing(&session.pending, size.screen), SIGNING_KEYS),
        (Over::Nothing, Some(sight)) if session.place == Place::Item => {
            foot.extend(wrap(&clean(&standing(session, sight)), size.screen.width));
            (item(session, sight, size.screen, &sight.writes), ITEM_KEYS)
        }
        (Over::Nothing, _) => (Vec::new(), GROUP_KEYS),
    };
    foot.extend(key_lines(keys, size.screen));
    if let Some(sight) = sight.filter(|_| (session.place, session.over) == (Place::Item, Over::Nothing)) {
        keep_in_sight(&mut foot, &mut body, session, sight, size);
    }
    let room = size
        .rows
        .map(|rows| usize::from(rows).saturating_sub(foot.len() + 1).max(3));
    let body = if session.over == Over::Nothing && body.is_empty() {
        groups(session, size.screen, room)
    } else {
        scrolled(body, room, &mut session.scroll)
    };
    let mut text = String::new();
    for line in body.iter().chain(&foot) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What a verdict is about stays in sight, however long the rest is: its requests stand at the foot where a
/// quarter of the screen holds them, else as much of them as it holds.
fn keep_in_sight(foot: &mut Vec<String>, body: &mut Vec<String>, session: &Session, sight: &Sight, size: Size) {
    let Some(rows) = size.rows.map(usize::from).filter(|r| body.len() + foot.len() >= *r) else {
        return;
    };
    let act = written(sight.writes.get(..1).unwrap_or_default(), size.screen).len();
    let mut all = written(&sight.writes, size.screen);
    let room = act.max(rows / 4);
    if all.len() <= room {
        *body = item(session, sight, size.screen, &[]);
        body.truncate(body.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1));
    }
    all.truncate(room);
    foot.splice(1..1, all);
}

/// As much of the lines as there is room for.
fn scrolled(lines: Vec<String>, room: Option<usize>, scroll: &mut usize) -> Vec<String> {
    let Some(room) = room.filter(|room| lines.len() > *room) else {
        *scroll = 0;
        return lines;
    };
    let shown = room - 1;
    *scroll = (*scroll).min(lines.len() - shown);
    let (from, count) = (*scroll, lines.len());
    let mut page: Vec<String> = lines.into_iter().skip(from).take(shown).collect();
    page.push(format!(
        "── lines {} to {} of {count}: space, b ──",
        from + 1,
        from + shown
    ));
    page
}

fn key_lines(keys: &[(&str, &str)], screen: Screen) -> Vec<String> {
    let width = usize::from(screen.width);
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (key, does) in keys {
        let length = key.chars().count() + 1 + does.chars().count();
        let text = if screen.colour {
            format!("\u{1b}[1m{key}\u{1b}[0m {does}")
        } else {
            format!("{key} {does}")
        };
        match lines.last_mut() {
            Some((used, line)) if *used + 2 + length <= width => {
                *used += 2 + length;
                line.push_str("  ");
                line.push_str(&text);
            }
            _ => lines.push((length, text)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

fn help(screen: Screen) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, does) in HELP {
        let room = screen.width.saturating_sub(10).max(10);
        for (at, line) in wrap(does, room).into_iter().enumerate() {
            let key = if at == 0 { key } else { &"" };
            lines.push(format!("{key:<8}  {line}"));
        }
    }
    lines
}

/// `45.00 GBP and 3.00 USD`.
fn totals(pending: &[Pending]) -> String {
    let mut sums: BTreeMap<_, Amount> = BTreeMap::new();
    for each in pending {
        *sums.entry(each.currency).or_insert(Amount::ZERO) += each.amount;
    }
    let texts: Vec<String> = sums
        .iter()
        .map(|(currency, sum)| format!("{} {currency}", Money::new(*sum, *currency).grouped()))
        .collect();
    texts.join(" and ")
}

fn groups(session: &Session, screen: Screen, room: Option<usize>) -> Vec<String> {
    let left: usize = session.groups.iter().map(Group::left).sum();
    let count = session.groups.len();
    let mut head = format!("{left} left in {}", crate::cli::text::count(count as u64, "group"));
    if !session.pending.is_empty() {
        let sums = totals(&session.pending);
        head.push_str(&format!("; {} approved, {sums}, not signed yet", session.pending.len()));
    }
    let mut lines = wrap(&head, screen.width);
    lines.push(String::new());
    let sample = session.here().map(|g| sample(g, screen)).unwrap_or_default();
    let table = terminal_table(&table(session), screen);
    let table: Vec<String> = table.lines().map(str::to_owned).collect();
    let room = room.map(|room| room.saturating_sub(lines.len() + sample.len()).max(4));
    lines.extend(around_cursor(table, room));
    lines.extend(sample);
    lines
}

/// The lines around the one with the cursor, below the titles.
fn around_cursor(mut table: Vec<String>, room: Option<usize>) -> Vec<String> {
    let Some(room) = room.filter(|room| table.len() > *room) else {
        return table;
    };
    let rows = table.split_off(table.len().min(2));
    let shown = room.saturating_sub(2).max(1);
    let cursor = rows.iter().position(|line| line.starts_with('>')).unwrap_or(0);
    let from = cursor.saturating_sub(shown / 2).min(rows.len().saturating_sub(shown));
    table.extend(rows.into_iter().skip(from).take(shown));
    table
}

fn table(session: &Session) -> Table {
    let columns = vec![
        Column::new("at", "", Kind::Id),
        Column::new("code", "Code", Kind::Id),
        Column::new("cause", "Cause", Kind::Text).rank(1),
        Column::new("action", "Action", Kind::Id).rank(2),
        Column::new("left", "Left", Kind::Count),
        Column::new("pending", "Approved", Kind::Count).rank(3),
        Column::new("decided", "Decided", Kind::Count).rank(5),
        Column::new("currency", "Cur", Kind::Id),
        Column::new("delta", "Difference", Kind::Money),
        Column::new("oldest", "Oldest", Kind::Count).rank(4),
    ];
    let some = |n: usize| if n == 0 { Cell::Empty } else { Cell::count(n as u64) };
    let rows = session.groups.iter().enumerate().map(|(at, group)| {
        let key = group.key;
        vec![
            Cell::Id(if at == session.group { ">" } else { " " }.to_owned()),
            Cell::Id(key.code.id.to_owned()),
            Cell::text(key.code.title),
            Cell::Id(key.action_name().to_owned()),
            Cell::count(group.left() as u64),
            some(group.count(|m| *m == Mark::Pending)),
            some(group.count(|m| matches!(m, Mark::Decided(_)))),
            Cell::Id(key.currency.to_string()),
            Cell::Money(Money::new(group.delta, key.currency)),
            Cell::Count(group.age),
        ]
    });
    Table {
        name: "review".into(),
        title: "Review".to_owned(),
        rows: rows.collect(),
        columns,
        totals: Vec::new(),
        empty: "nothing in the queue waits for a decision",
    }
}

/// How many exceptions of a group are named under the groups.
const SAMPLE: usize = 3;

fn sample(group: &Group, screen: Screen) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!("{}: {} in all", group.name(), group.entries.len()),
    ];
    let open = group.entries.iter().filter(|e| !matches!(e.mark, Mark::Decided(_)));
    for entry in open.clone().take(SAMPLE) {
        let delta = Money::new(entry.delta, group.key.currency).grouped();
        let mut line = format!("{}  {delta} {}  {}", entry.id(), group.key.currency, entry.subject);
        match &entry.mark {
            Mark::Claimed(by) => line.push_str(&format!("  claimed by {by}")),
            Mark::Pending => line.push_str("  approved, not signed"),
            Mark::Skipped => line.push_str("  skipped"),
            Mark::Left | Mark::Decided(_) => {}
        }
        lines.extend(wrap(&clean(&line), screen.width));
    }
    let more = open.count().saturating_sub(SAMPLE);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// Where a review is: `2 of 14 in EDT-03 update_sales_order GBP; open; 3 not signed yet, 45.00 GBP`.
fn standing(session: &Session, sight: &Sight) -> String {
    let mut text = session.here().map_or_else(String::new, |group| {
        format!("{} of {} in {}", session.item + 1, group.entries.len(), group.name())
    });
    let mark = session.entry().map(|e| &e.mark);
    text.push_str("; ");
    text.push_str(&match mark {
        Some(Mark::Pending) => "approved, not signed yet".to_owned(),
        _ => sight.standing.clone(),
    });
    if !session.pending.is_empty() {
        let sums = totals(&session.pending);
        text.push_str(&format!("; {} not signed yet, {sums}", session.pending.len()));
    }
    text
}

fn item(session: &Session, sight: &Sight, screen: Screen, writes: &[String]) -> Vec<String> {
    let panel = match &sight.whole {
        Some(whole) if session.whole => whole,
        _ => &sight.panel,
    };
    let mut lines: Vec<String> = panel.to_text(screen).lines().map(str::to_owned).collect();
    lines.push(String::new());
    if !sight.history.is_empty() {
        lines.extend(written(&sight.history, screen));
        lines.push(String::new());
    }
    lines.extend(written(writes, screen));
    if session.links {
        lines.push(String::new());
        if sight.links.is_empty() {
            lines.extend(wrap(
                "no address: the configuration has no domain for the shop and no NetSuite account, or the records have no ids",
                screen.width,
            ));
        }
        // An address is copied whole.
        lines.extend(sight.links.iter().map(|link| clean(link).into_owned()));
    }
    lines
}

/// What would be written, its long lines broken under their labels.
fn written(lines: &[String], screen: Screen) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        let line = clean(line);
        let indent = line.len() - line.trim_start().len();
        let room = screen.width.saturating_sub(u16::try_from(indent).unwrap_or(0)).max(10);
        let blanks = " ".repeat(indent);
        out.extend(wrap(line.trim_start(), room).iter().map(|l| format!("{blanks}{l}")));
    }
    out
}

fn signing(pending: &[Pending], screen: Screen) -> Vec<String> {
    let head = format!("{} to be signed: {}", pending.len(), totals(pending));
    let mut lines = wrap(&head, screen.width);
    lines.push(String::new());
    lines.extend(pending.iter().map(pending_line));
    lines
}

fn pending_line(each: &Pending) -> String {
    format!(
        "EX-{}  {}  {} {}",
        each.looked.number,
        each.kind.as_str(),
        Money::new(each.amount, each.currency).grouped(),
        each.currency
    )
}

/// A group that is about to be approved as one; its total is asked for under it.
pub(super) fn offer(group: &str, offer: &Offer, size: Size) -> String {
    let screen = size.screen;
    let money = |amount| format!("{} {}", Money::new(amount, offer.currency).grouped(), offer.currency);
    let mut largest: Vec<&Pending> = offer.pending.iter().collect();
    largest.sort_by_key(|p| (std::cmp::Reverse(p.amount), p.looked.number));
    let mut lines = wrap(&format!("Approve {group}"), screen.width);
    lines.push(String::new());
    lines.push(format!("count     {}", offer.pending.len()));
    lines.push(format!("total     {}", money(offer.total())));
    for (at, each) in largest.iter().take(SAMPLE).enumerate() {
        let label = if at == 0 { "largest" } else { "" };
        lines.push(format!("{label:<8}  {}", pending_line(each)));
    }
    if largest.len() > SAMPLE {
        lines.push(format!("          and {} more", largest.len() - SAMPLE));
    }
    for (at, why) in offer.left_out.iter().take(SAMPLE).enumerate() {
        let label = if at == 0 { "left out" } else { "" };
        let room = screen.width.saturating_sub(10).max(10);
        for (n, line) in wrap(&clean(why), room).iter().enumerate() {
            lines.push(format!("{:<8}  {line}", if n == 0 { label } else { "" }));
        }
    }
    if offer.left_out.len() > SAMPLE {
        lines.push(format!("          and {} more", offer.left_out.len() - SAMPLE));
    }
    lines.push(String::new());
    lines.extend(written(&offer.writes, screen));
    // The question stands under it, and must stay in sight.
    let room = size
        .rows
        .map_or(usize::MAX, |rows| usize::from(rows).saturating_sub(4).max(6));
    if lines.len() > room {
        lines.truncate(room - 1);
        lines.push("… all of it stands on its own page".to_owned());
    }
    lines.join("\n") + "\n\n"
}
