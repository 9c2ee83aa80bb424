//! What comes of what a review asked for: answers, refusals, verdicts that are written or taken back.

use super::session::Session;
use super::values::{Done, Mark, Offer, Over, Pending, Place, Question, Turn, Verdict};
use crate::cli::args::{When, when};
use crate::model::exception::Event;
use crate::queue::Back;

/// How many reasons are given for a group of which nothing can be approved.
const REASONS: usize = 5;

/// What something is set aside for: a moment, an event, or both in any order.
fn aside(text: &str) -> Result<(Option<When>, Option<Event>), String> {
    let (mut until, mut event) = (None, None);
    for word in text.split_whitespace() {
        match Event::parse(word) {
            Some(named) => event = Some(named),
            None => {
                let moment = when(word).map_err(|mend| format!("`{word}` is no moment and no event: {mend}"))?;
                until = Some(moment);
            }
        }
    }
    Ok((until, event))
}

impl Session {
    /// A whole group can be approved: its total is asked for.
    pub(super) fn offered(&mut self, offer: Offer) -> Turn {
        if offer.pending.is_empty() {
            self.say("none of them can be approved by you now:");
            let more = offer.left_out.len().saturating_sub(REASONS);
            self.notices.extend(offer.left_out.into_iter().take(REASONS));
            if more > 0 {
                self.say(format!("and {more} more; each says why on its own page"));
            }
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
            Question::Snooze => match aside(&text) {
                Ok((until, event)) => Turn::Write(Verdict::Snooze(until, event)),
                Err(why) => self.refused(why),
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
        if typed.is_empty() {
            self.say("no total was typed: none of them is approved");
            return Turn::Show;
        }
        let total = offer.total().text(offer.currency);
        if typed.replace(',', "") != total {
            self.say(format!(
                "`{typed}` is not the total ({total}): none of them is approved"
            ));
            return Turn::Show;
        }
        self.place = Place::Groups;
        let turn = self.pend(offer.pending);
        if !offer.left_out.is_empty() {
            self.say(format!(
                "{} left out; each says why on its own page",
                offer.left_out.len()
            ));
        }
        turn
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

    /// Takes the last verdict back, or says why that cannot be.
    pub(super) fn undo(&mut self) -> Turn {
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
