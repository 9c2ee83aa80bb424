//! A review as a value: where it is, what waits to be signed, what a key does. No terminal, no store.

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Currency};
use crate::cli::Key;
use crate::cli::args::When;
use crate::flow::queue::Looked;
use crate::model::finding::ActionKind;
use crate::queue::{Back, GroupKey};

/// One exception in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: u64,
    /// What it is about, as people name it.
    pub(super) subject: String,
    pub(super) delta: Amount,
    /// What a search looks through, in small letters.
    pub(super) words: String,
    pub(super) mark: Mark,
}

impl Entry {
    pub(super) fn id(&self) -> String {
        format!("EX-{}", self.number)
    }
}

/// What became of an exception in this review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing yet.
    Left,
    /// It was passed over.
    Skipped,
    /// It is approved, and not signed yet.
    Pending,
    /// Where it stands now.
    Decided(String),
    /// Somebody else works on it.
    Claimed(String),
}

/// A group as it is worked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) key: GroupKey,
    /// The sum of the deltas, signed.
    pub(super) delta: Amount,
    /// How many days old its oldest fact is.
    pub(super) age: i64,
    pub(super) entries: Vec<Entry>,
}

impl Group {
    /// `EDT-03 update_sales_order GBP`.
    pub(super) fn name(&self) -> String {
        let key = self.key;
        format!("{} {} {}", key.code.id, key.action_name(), key.currency)
    }

    pub(super) fn count(&self, is: impl Fn(&Mark) -> bool) -> usize {
        self.entries.iter().filter(|e| is(&e.mark)).count()
    }

    pub(super) fn left(&self) -> usize {
        self.count(|m| *m == Mark::Left)
    }
}

/// An approval that is not signed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pending {
    pub(super) looked: Looked,
    pub(super) kind: ActionKind,
    pub(super) amount: Amount,
    pub(super) currency: Currency,
}

/// A whole group as it would be approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) pending: Vec<Pending>,
    pub(super) currency: Currency,
    /// What is left out of it, and why.
    pub(super) left_out: Vec<String>,
    /// What the largest of them would write.
    pub(super) writes: Vec<String>,
}

impl Offer {
    pub(super) fn total(&self) -> Amount {
        self.pending.iter().map(|p| p.amount).sum()
    }
}

/// What is kept from one review to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The exception that was looked at last.
    pub(super) exception: Option<u64>,
    /// The approvals that were not signed.
    pub(super) pending: Vec<Looked>,
}

/// A verdict that is written at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Note(String),
    Assign(String),
    Snooze(When),
    Accept(String),
    Propose(ActionKind, String),
    Reject(String),
}

/// What a person is asked in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Note,
    Assign,
    Snooze,
    Accept,
    Propose,
    Reject,
    Search,
    /// The total of the offered group.
    Total,
}

/// What is to be done before the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// Draw.
    Show,
    /// Claim and load the exception it is at.
    Look,
    /// Ask, and give the answer to [`Session::answered`].
    Ask(Question),
    /// See whether the exception it is at can be approved: [`Session::pend`] or [`Session::refused`].
    Offer(u64),
    /// The same for several: [`Session::offered`] or [`Session::refused`].
    OfferAll(Vec<u64>),
    /// Write a verdict on the exception it is at: [`Session::written`] or [`Session::refused`].
    Write(Verdict),
    /// Take a verdict back: [`Session::taken_back`] or [`Session::refused`].
    Back { number: u64, revision: u64, back: Back },
    /// Sign what is pending: [`Session::signed`].
    Sign,
    /// Leave.
    Leave,
}

/// What `u` takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Done {
    Pending(Vec<u64>),
    Signed,
    Written {
        number: u64,
        revision: u64,
        word: &'static str,
        back: Back,
    },
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Groups,
    Item,
}

/// What is shown over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Nothing,
    Help,
    /// What is pending; whether leaving comes next.
    Signing {
        leaving: bool,
    },
}

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
    stopped_at: Option<u64>,
    backwards: bool,
    done: Vec<Done>,
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

    fn find(&self, number: u64) -> Option<(usize, usize)> {
        self.groups.iter().enumerate().find_map(|(g, group)| {
            let at = group.entries.iter().position(|e| e.number == number)?;
            Some((g, at))
        })
    }

    fn mark(&mut self, number: u64, mark: Mark) {
        if let Some((g, i)) = self.find(number) {
            self.groups[g].entries[i].mark = mark;
        }
    }

    /// What a key does.
    pub(super) fn key(&mut self, key: Key) -> Turn {
        self.notices.clear();
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
            Key::Char('?') => self.over = Over::Help,
            Key::Char('/') => return Turn::Ask(Question::Search),
            Key::Char('u') => return self.undo(),
            Key::Char('s') if self.pending.is_empty() => self.say("nothing waits to be signed"),
            Key::Char('s') => self.over = Over::Signing { leaving: false },
            Key::Char('q') if self.pending.is_empty() => return Turn::Leave,
            Key::Char('q') => self.over = Over::Signing { leaving: true },
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
            Key::Down => self.scroll = self.scroll.saturating_add(1),
            Key::Up => self.scroll = self.scroll.saturating_sub(1),
            Key::PageDown | Key::Char(' ') => self.scroll = self.scroll.saturating_add(PAGE),
            Key::PageUp | Key::Char('b') => self.scroll = self.scroll.saturating_sub(PAGE),
            _ => self.unknown(key),
        }
        Turn::Show
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

    fn arrive(&mut self, backwards: bool) -> Turn {
        self.place = Place::Item;
        self.scroll = 0;
        self.backwards = backwards;
        Turn::Look
    }

    /// The exception beside this one, whatever became of it.
    fn step(&mut self, backwards: bool) -> Turn {
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
    fn go_on(&mut self) -> Turn {
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

    fn finish_group(&mut self) {
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

    /// A whole group can be approved: its total is asked for.
    pub(super) fn offered(&mut self, offer: Offer) -> Turn {
        if offer.pending.is_empty() {
            self.say("none of them can be approved by you now:");
            self.notices.extend(offer.left_out);
            return Turn::Show;
        }
        self.offer = Some(offer);
        Turn::Ask(Question::Total)
    }

    /// What was answered; `None` where whoever was asked thought better of it.
    pub(super) fn answered(&mut self, question: Question, answer: Option<&str>) -> Turn {
        let text = answer.map(str::trim).filter(|t| !t.is_empty());
        if question == Question::Total {
            return self.total(text.unwrap_or_default());
        }
        let Some(text) = text.map(str::to_owned) else {
            self.say("nothing was decided");
            return Turn::Show;
        };
        match question {
            Question::Note => Turn::Write(Verdict::Note(text)),
            Question::Assign => Turn::Write(Verdict::Assign(text)),
            Question::Accept => Turn::Write(Verdict::Accept(text)),
            Question::Reject => Turn::Write(Verdict::Reject(text)),
            Question::Snooze => match crate::cli::args::when(&text) {
                Ok(when) => Turn::Write(Verdict::Snooze(when)),
                Err(mend) => self.refused(format!("`{text}` is no moment: {mend}")),
            },
            Question::Search => self.search(&text),
            // Asked as a choice; it comes as a verdict.
            Question::Propose | Question::Total => Turn::Show,
        }
    }

    fn total(&mut self, typed: &str) -> Turn {
        let Some(offer) = self.offer.take() else {
            return Turn::Show;
        };
        let total = offer.total().text(offer.currency);
        if typed.replace(',', "") != total {
            self.say(format!(
                "`{typed}` is not the total ({total}): none of them is approved"
            ));
            return Turn::Show;
        }
        self.place = Place::Groups;
        self.pend(offer.pending)
    }

    fn search(&mut self, text: &str) -> Turn {
        let wanted = text.to_lowercase();
        let all: Vec<(usize, usize)> = self
            .groups
            .iter()
            .enumerate()
            .flat_map(|(g, group)| (0..group.entries.len()).map(move |i| (g, i)))
            .collect();
        let here = match self.place {
            Place::Item => all
                .iter()
                .position(|at| *at == (self.group, self.item))
                .map_or(0, |at| at + 1),
            Place::Groups => 0,
        };
        let found = (0..all.len())
            .map(|n| all[(here + n) % all.len()])
            .find(|(g, i)| self.groups[*g].entries[*i].words.contains(&wanted));
        match found {
            Some((group, item)) => {
                (self.group, self.item) = (group, item);
                self.arrive(false)
            }
            None => self.refused(format!("nothing here has `{text}` in it")),
        }
    }

    /// These are approved; they wait to be signed.
    pub(super) fn pend(&mut self, approved: Vec<Pending>) -> Turn {
        let numbers: Vec<u64> = approved.iter().map(|p| p.looked.number).collect();
        for each in approved {
            self.mark(each.looked.number, Mark::Pending);
            self.pending.retain(|p| p.looked.number != each.looked.number);
            self.pending.push(each);
        }
        self.say(match numbers[..] {
            [number] => format!("EX-{number} is approved; s signs, u takes it back"),
            _ => format!("{} are approved; s signs, u takes them back", numbers.len()),
        });
        self.done.push(Done::Pending(numbers));
        match self.place {
            Place::Item => self.go_on(),
            Place::Groups => {
                if self.here().is_some_and(|g| g.left() == 0) {
                    self.finish_group();
                }
                Turn::Show
            }
        }
    }

    /// Something was refused; why. What is shown is loaded anew.
    pub(super) fn refused(&mut self, why: impl Into<String>) -> Turn {
        self.say(why);
        match self.place {
            Place::Item => Turn::Look,
            Place::Groups => Turn::Show,
        }
    }

    /// What it is at cannot be shown; why.
    pub(super) fn unseen(&mut self, why: impl Into<String>) -> Turn {
        self.say(why);
        self.place = Place::Groups;
        Turn::Show
    }

    /// A verdict is written: which, what it left, and how it is taken back. A note leaves it where it was.
    pub(super) fn written(
        &mut self,
        word: &'static str,
        (number, revision): (u64, u64),
        back: Back,
        stays: bool,
    ) -> Turn {
        self.pending.retain(|p| p.looked.number != number);
        self.decided += 1;
        self.say(format!("EX-{number} is {word}"));
        self.done.push(Done::Written {
            number,
            revision,
            word,
            back,
        });
        if stays {
            if self.entry().is_some_and(|e| e.mark == Mark::Pending) {
                self.mark(number, Mark::Left);
            }
            return Turn::Look;
        }
        self.mark(number, Mark::Decided(word.to_owned()));
        self.go_on()
    }

    fn undo(&mut self) -> Turn {
        // What an earlier review left pending can be taken back, too.
        let earlier = self.pending.last().map(|p| Done::Pending(vec![p.looked.number]));
        while let Some(done) = self.done.pop().or_else(|| earlier.clone()) {
            match done {
                Done::Pending(numbers) => {
                    let held: Vec<u64> = numbers.into_iter().filter(|n| self.is_pending(*n)).collect();
                    let Some(first) = held.first().copied() else { continue };
                    self.pending.retain(|p| !held.contains(&p.looked.number));
                    held.iter().for_each(|n| self.mark(*n, Mark::Left));
                    return match held.len() {
                        1 => self.go_to(first, format!("EX-{first} is no longer approved")),
                        n => {
                            self.group = self.find(first).map_or(self.group, |(group, _)| group);
                            self.place = Place::Groups;
                            self.say(format!("{n} are no longer approved"));
                            Turn::Show
                        }
                    };
                }
                Done::Signed => {
                    self.say("what is signed stays signed: r turns down one that is not sent yet");
                    return Turn::Show;
                }
                Done::Written {
                    number,
                    word,
                    back: Back::None(why),
                    ..
                } => {
                    self.say(format!("EX-{number} was {word}, and that has no way back: {why}"));
                    return Turn::Show;
                }
                Done::Written {
                    number, revision, back, ..
                } => return Turn::Back { number, revision, back },
            }
        }
        self.say("nothing to take back");
        Turn::Show
    }

    fn is_pending(&self, number: u64) -> bool {
        self.pending.iter().any(|p| p.looked.number == number)
    }

    fn go_to(&mut self, number: u64, notice: String) -> Turn {
        self.say(notice);
        let Some((group, item)) = self.find(number) else {
            return Turn::Show;
        };
        (self.group, self.item) = (group, item);
        self.arrive(false)
    }

    /// A verdict was taken back; where that left the exception.
    pub(super) fn taken_back(&mut self, number: u64, state: &str) -> Turn {
        self.mark(number, Mark::Left);
        self.go_to(number, format!("taken back: EX-{number} is {state}"))
    }

    /// What signing came to, one by one.
    pub(super) fn signed(&mut self, outcomes: Vec<(u64, Result<String, String>)>) -> Turn {
        let leaving = matches!(self.over, Over::Signing { leaving: true });
        self.over = Over::Nothing;
        let (mut count, mut refusals) = (0, Vec::new());
        for (number, outcome) in outcomes {
            self.pending.retain(|p| p.looked.number != number);
            match outcome {
                Ok(stands) => {
                    count += 1;
                    self.mark(number, Mark::Decided(stands));
                }
                Err(why) => {
                    self.mark(number, Mark::Left);
                    refusals.push(why);
                }
            }
        }
        self.decided += count;
        if count > 0 {
            self.done.push(Done::Signed);
            self.say(format!("{count} signed"));
        }
        let all_signed = refusals.is_empty();
        self.notices.extend(refusals);
        match self.place {
            _ if leaving && all_signed => Turn::Leave,
            Place::Item => Turn::Look,
            Place::Groups => Turn::Show,
        }
    }

    /// The exception it is at is there and claimed; `stands` says where it stands where nothing is left to
    /// decide.
    pub(super) fn looked(&mut self, stands: Option<&str>) {
        let Some(entry) = self.entry() else { return };
        let (number, mark) = (entry.number, entry.mark.clone());
        self.stopped_at = Some(number);
        match (stands, mark) {
            (Some(_), Mark::Pending | Mark::Decided(_)) | (None, Mark::Pending | Mark::Skipped | Mark::Left) => {}
            (Some(stands), _) => self.mark(number, Mark::Decided(stands.to_owned())),
            (None, _) => self.mark(number, Mark::Left),
        }
    }

    /// The exception it is at is somebody else's: it is passed over.
    pub(super) fn claimed(&mut self, why: &str, by: &str) -> Turn {
        let Some(number) = self.entry().map(|e| e.number) else {
            return Turn::Show;
        };
        self.say(why);
        if !self.is_pending(number) {
            self.mark(number, Mark::Claimed(by.to_owned()));
        }
        let at_edge = if self.backwards {
            self.item == 0
        } else {
            self.here().is_none_or(|g| self.item + 1 >= g.entries.len())
        };
        if at_edge {
            self.place = Place::Groups;
            return Turn::Show;
        }
        self.step(self.backwards)
    }
}
