//! A review as a value: where it is, what waits to be signed, what a key does. No terminal, no store.

use super::values::{Done, Entry, Group, Mark, Memory, Offer, Over, Pending, Place, Question, Turn};
use crate::cli::Key;
use crate::model::finding::ActionKind;

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) groups: Vec<Group>,
    pub(super) place: Place,
    pub(super) over: Over,
    /// The group it is at.
    pub(super) group: usize,
    /// The exception it is at, where it is at one.
    pub(super) item: usize,
    pub(super) pending: Vec<Pending>,
    /// The group that is about to be approved as one.
    pub(super) offer: Option<Offer>,
    /// What is to be said with the next page.
    pub(super) notices: Vec<String>,
    /// Whether both sides are shown in whole.
    pub(super) whole: bool,
    /// Whether addresses are shown.
    pub(super) links: bool,
    /// How many lines of the page are above the screen.
    pub(super) scroll: usize,
    /// How many verdicts were written and signed.
    pub(super) decided: usize,
    /// The exception that was looked at last.
    pub(super) stopped_at: Option<u64>,
    /// Whether the last step went back.
    pub(super) backwards: bool,
    pub(super) done: Vec<Done>,
}

/// How many lines a page key scrolls.
const PAGE: usize = 10;

impl Session {
    /// Begins where an earlier review stopped. `pending` are its approvals that still hold.
    pub(super) fn new(groups: Vec<Group>, stopped_at: Option<u64>, pending: Vec<Pending>) -> Self {
        let mut session = Self {
            groups,
            place: Place::Groups,
            over: Over::Nothing,
            group: 0,
            item: 0,
            pending: Vec::new(),
            offer: None,
            notices: Vec::new(),
            whole: false,
            links: false,
            scroll: 0,
            decided: 0,
            stopped_at: None,
            backwards: false,
            done: Vec::new(),
        };
        if let Some(number) = stopped_at
            && let Some((group, _)) = session.find(number)
        {
            session.group = group;
            session.stopped_at = Some(number);
            let name = session.groups[group].name();
            session.say(format!("you stopped at EX-{number} in {name}; o goes on there"));
        }
        for each in pending {
            session.mark(each.looked.number, Mark::Pending);
            session.pending.push(each);
        }
        session
    }

    /// What the next review needs.
    pub(super) fn memory(&self) -> Memory {
        Memory {
            exception: self.stopped_at,
            pending: self.pending.iter().map(|p| p.looked.clone()).collect(),
        }
    }

    pub(super) fn say(&mut self, notice: impl Into<String>) {
        self.notices.push(notice.into());
    }

    pub(super) fn here(&self) -> Option<&Group> {
        self.groups.get(self.group)
    }

    /// The exception it is at.
    pub(super) fn entry(&self) -> Option<&Entry> {
        let group = self.here()?;
        (self.place == Place::Item)
            .then(|| group.entries.get(self.item))
            .flatten()
    }

    pub(super) fn find(&self, number: u64) -> Option<(usize, usize)> {
        self.groups.iter().enumerate().find_map(|(g, group)| {
            let at = group.entries.iter().position(|e| e.number == number)?;
            Some((g, at))
        })
    }

    pub(super) fn mark(&mut self, number: u64, mark: Mark) {
        if let Some((g, i)) = self.find(number) {
            self.groups[g].entries[i].mark = mark;
        }
    }

    /// What a key does.
    pub(super) fn key(&mut self, key: Key) -> Turn {
        self.notices.clear();
        if self.over != Over::Nothing && self.scrolls(key) {
            return Turn::Show;
        }
        match (self.over, key) {
            (Over::Nothing, _) => {}
            (Over::Signing { .. }, Key::Char('s')) => return Turn::Sign,
            (Over::Signing { .. }, Key::Char('q')) => return Turn::Leave,
            _ => {
                self.over = Over::Nothing;
                return Turn::Show;
            }
        }
        match key {
            Key::Enter => self.say("Enter decides nothing; ? shows the keys"),
            Key::Char('?') => self.show_over(Over::Help),
            Key::Char('/') => return Turn::Ask(Question::Search),
            Key::Char('u') => return self.undo(),
            Key::Char('s') if self.pending.is_empty() => self.say("nothing waits to be signed"),
            Key::Char('s') => self.show_over(Over::Signing { leaving: false }),
            Key::Char('q') if self.pending.is_empty() => return Turn::Leave,
            Key::Char('q') => self.show_over(Over::Signing { leaving: true }),
            Key::Char('A') => return self.approve_all(),
            _ => {
                return match self.place {
                    Place::Groups => self.group_key(key),
                    Place::Item => self.item_key(key),
                };
            }
        }
        Turn::Show
    }

    fn group_key(&mut self, key: Key) -> Turn {
        let last = self.groups.len().saturating_sub(1);
        match key {
            Key::Up | Key::Char('k') => self.group = self.group.saturating_sub(1),
            Key::Down | Key::Char('j') => self.group = (self.group + 1).min(last),
            Key::PageUp => self.group = self.group.saturating_sub(PAGE),
            Key::PageDown => self.group = (self.group + PAGE).min(last),
            Key::Right | Key::Char('o') => return self.open(),
            _ => self.unknown(key),
        }
        Turn::Show
    }

    fn item_key(&mut self, key: Key) -> Turn {
        let question = match key {
            Key::Char('a') => return self.approve(),
            Key::Char('r') => Question::Reject,
            Key::Char('c') => Question::Accept,
            Key::Char('p') => Question::Propose,
            Key::Char('n') => Question::Note,
            Key::Char('t') => Question::Assign,
            Key::Char('z') => Question::Snooze,
            _ => return self.move_key(key),
        };
        Turn::Ask(question)
    }

    fn move_key(&mut self, key: Key) -> Turn {
        match key {
            Key::Char('k') => {
                if let Some(number) = self.entry().filter(|e| e.mark == Mark::Left).map(|e| e.number) {
                    self.mark(number, Mark::Skipped);
                }
                return self.go_on();
            }
            Key::Right => return self.step(false),
            Key::Left => return self.step(true),
            Key::Char('g') | Key::Escape => self.place = Place::Groups,
            Key::Char('d') => (self.whole, self.scroll) = (!self.whole, 0),
            // They stand at the end of the page, which is where it is drawn to.
            Key::Char('l') => (self.links, self.scroll) = (!self.links, if self.links { 0 } else { usize::MAX }),
            _ if self.scrolls(key) => {}
            _ => self.unknown(key),
        }
        Turn::Show
    }

    /// Scrolls, where the key is one that does.
    fn scrolls(&mut self, key: Key) -> bool {
        self.scroll = match key {
            Key::Down => self.scroll.saturating_add(1),
            Key::Up => self.scroll.saturating_sub(1),
            Key::PageDown | Key::Char(' ') => self.scroll.saturating_add(PAGE),
            Key::PageUp | Key::Char('b') => self.scroll.saturating_sub(PAGE),
            _ => return false,
        };
        true
    }

    fn show_over(&mut self, over: Over) {
        (self.over, self.scroll) = (over, 0);
    }

    fn unknown(&mut self, key: Key) {
        if let Key::Char(c) = key {
            self.say(format!("`{c}` does nothing here; ? shows the keys"));
        }
    }

    /// Goes into the group: to where an earlier review stopped, else to the first that is left.
    fn open(&mut self) -> Turn {
        let Some(group) = self.here() else {
            self.say("nothing is left; q leaves");
            return Turn::Show;
        };
        let stopped = self.stopped_at.and_then(|n| {
            let at = group.entries.iter().position(|e| e.number == n)?;
            (group.entries[at].mark == Mark::Left).then_some(at)
        });
        let first = group.entries.iter().position(|e| e.mark == Mark::Left);
        self.item = stopped.or(first).unwrap_or(0);
        self.arrive(false)
    }

    pub(super) fn arrive(&mut self, backwards: bool) -> Turn {
        self.place = Place::Item;
        self.scroll = 0;
        self.backwards = backwards;
        Turn::Look
    }

    /// The exception beside this one, whatever became of it.
    pub(super) fn step(&mut self, backwards: bool) -> Turn {
        let count = self.here().map_or(0, |g| g.entries.len());
        let next = if backwards {
            self.item.checked_sub(1)
        } else {
            Some(self.item + 1).filter(|at| *at < count)
        };
        match next {
            Some(at) => {
                self.item = at;
                self.arrive(backwards)
            }
            None => {
                self.say(if backwards {
                    "this is the first of the group"
                } else {
                    "this is the last of the group; g shows the groups"
                });
                Turn::Show
            }
        }
    }

    /// The next that is left in the group, or the groups where none is.
    pub(super) fn go_on(&mut self) -> Turn {
        let at = self.item;
        let next = self.here().and_then(|group| {
            let left = |(_, e): &(usize, &Entry)| e.mark == Mark::Left;
            let after = group.entries.iter().enumerate().skip(at + 1).find(left);
            after
                .or_else(|| group.entries.iter().enumerate().take(at).find(left))
                .map(|(at, _)| at)
        });
        match next {
            Some(at) => {
                self.item = at;
                self.arrive(false)
            }
            None => {
                self.finish_group();
                Turn::Show
            }
        }
    }

    pub(super) fn finish_group(&mut self) {
        self.place = Place::Groups;
        let Some(group) = self.here() else { return };
        self.say(format!("nothing is left in {}", group.name()));
        let count = self.groups.len();
        let next = (0..count)
            .map(|n| (self.group + n) % count)
            .find(|at| self.groups[*at].left() > 0);
        match next {
            Some(at) => self.group = at,
            None if self.pending.is_empty() => self.say("that was the last; q leaves"),
            None => self.say("that was the last; s signs what is pending"),
        }
    }

    fn approve(&mut self) -> Turn {
        match self.entry() {
            Some(entry) if entry.mark == Mark::Pending => {
                let id = entry.id();
                self.say(format!(
                    "{id} is approved and waits for your signature: s signs, u takes it back"
                ));
                Turn::Show
            }
            Some(entry) => Turn::Offer(entry.number),
            None => Turn::Show,
        }
    }

    fn approve_all(&mut self) -> Turn {
        let Some(group) = self.here() else { return Turn::Show };
        if !group.key.action.is_some_and(ActionKind::is_decided_here) {
            let name = group.name();
            self.say(format!(
                "nothing of {name} can be approved: a person does it, and nothing is written"
            ));
            return Turn::Show;
        }
        let open = |e: &&Entry| matches!(e.mark, Mark::Left | Mark::Skipped | Mark::Claimed(_));
        let numbers: Vec<u64> = group.entries.iter().filter(open).map(|e| e.number).collect();
        if numbers.is_empty() {
            let name = group.name();
            self.say(format!("nothing is left in {name}"));
            return Turn::Show;
        }
        Turn::OfferAll(numbers)
    }
}
