//! Carries out what a session asks for, and tells it what came of that.

use super::session::Session;
use super::sight::{Sight, lines, waits};
use super::values::{Memory, Offer, Pending, Turn, Verdict};
use crate::approve::Policy;
use crate::base::{Amount, Moment};
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::config::Config;
use crate::flow::FlowError;
use crate::flow::operators::signing_key;
use crate::flow::queue as flow;
use crate::flow::queue::Looked;
use crate::model::action::Action;
use crate::model::exception::Exception;
use crate::queue::{Back, Move, back};
use crate::store::{Store, StoreError};

/// After how many seconds a claim is renewed; it lasts ten minutes.
const RENEW: i64 = 120;

/// What a review works with.
pub(super) struct Review<'r> {
    context: &'r Context,
    config: &'r Config,
    store: &'r mut Store,
    policy: Policy,
    operator: &'r str,
    /// What is before whoever decides; claimed as long as it is.
    pub(super) sight: Option<Sight>,
    /// Since when it is claimed.
    claimed: Moment,
    /// What was remembered last.
    kept: String,
}

/// A refusal is for whoever decides, to go on with something else; a fault ends the review.
fn refusal(error: FlowError) -> Result<String, Failure> {
    match error {
        FlowError::Store(StoreError::Busy { .. }) => Ok(Failure::from(error).message()),
        FlowError::Store(_) | FlowError::Internal(_) => Err(error.into()),
        _ => Ok(Failure::from(error).message()),
    }
}

fn id(number: u64) -> String {
    format!("EX-{number}")
}

/// What is said of an exception, with its id in front.
fn of_it(number: u64, said: String) -> String {
    let id = id(number);
    if said.starts_with(&id) {
        said
    } else {
        format!("{id}: {said}")
    }
}

impl<'r> Review<'r> {
    pub(super) fn new(
        context: &'r Context,
        config: &'r Config,
        store: &'r mut Store,
        policy: Policy,
        operator: &'r str,
    ) -> Result<Self, Failure> {
        let kept = flow::remembered(store, operator)?.unwrap_or_default();
        Ok(Self {
            context,
            config,
            store,
            policy,
            operator,
            sight: None,
            claimed: context.now,
            kept,
        })
    }

    /// Where an earlier review stopped, and which of its approvals still hold.
    pub(super) fn remembered(&mut self) -> Result<(Memory, Vec<Pending>), Failure> {
        if self.kept.is_empty() {
            return Ok((Memory::default(), Vec::new()));
        }
        // What another version kept is a convenience that is gone.
        let Ok(memory) = serde_json::from_str::<Memory>(&self.kept) else {
            return Ok((Memory::default(), Vec::new()));
        };
        let mut pending = Vec::new();
        for looked in &memory.pending {
            match flow::offer(self.store, &self.config.rules(), &self.policy, &id(looked.number)) {
                Ok((action, now)) if now == *looked => pending.push(of(&action, now)),
                Ok(_) => {}
                Err(error) => {
                    refusal(error)?;
                }
            }
        }
        Ok((memory, pending))
    }

    /// Keeps where the session is, so that whatever ends this program loses nothing.
    pub(super) fn remember(&mut self, session: &Session) -> Result<(), Failure> {
        let text = serde_json::to_string(&session.memory())?;
        if text != self.kept {
            flow::remember(self.store, &text)?;
            self.kept = text;
        }
        Ok(())
    }

    /// Gives everything back, and keeps where it was.
    pub(super) fn leave(&mut self, session: &Session) -> Result<(), Failure> {
        self.look_away()?;
        self.remember(session)
    }

    /// Gives back what is claimed, and shows it no longer.
    pub(super) fn look_away(&mut self) -> Result<(), Failure> {
        if let Some(sight) = self.sight.take() {
            flow::release(self.store, sight.exception.number)?;
        }
        Ok(())
    }

    pub(super) fn carry_out(&mut self, session: &mut Session, turn: Turn) -> Result<Turn, Failure> {
        // A review lasts; each decision has its own moment.
        self.context.sign(self.store);
        let looks = turn == Turn::Look;
        let next = match turn {
            Turn::Look => self.look(session),
            Turn::Offer(number) => self.offer(session, number),
            Turn::OfferAll(numbers) => self.offer_all(session, &numbers),
            Turn::Write(verdict) => self.write(session, verdict),
            Turn::Back { number, revision, back } => self.take_back(session, number, revision, &back),
            Turn::Sign => return self.sign(session),
            Turn::Show | Turn::Leave | Turn::Ask(_) => Ok(Turn::Show),
        };
        match next {
            Ok(turn) => Ok(turn),
            // What cannot be looked at is not looked at again at once.
            Err(error) if looks => Ok(session.unseen(refusal(error)?)),
            Err(error) => Ok(session.refused(refusal(error)?)),
        }
    }

    fn look(&mut self, session: &mut Session) -> Result<Turn, FlowError> {
        let Some(number) = session.entry().map(|e| e.number) else {
            return Ok(Turn::Show);
        };
        if let Some(before) = self.sight.take_if(|s| s.exception.number != number) {
            flow::release(self.store, before.exception.number)?;
        }
        let exception = match flow::claim(self.store, &id(number)) {
            Ok(exception) => exception,
            Err(FlowError::Taken(why)) => {
                self.sight = None;
                let at = self.context.moment();
                let claim = self.store.read().claim_on(number, at)?;
                let by = claim.map(|c| c.operator).unwrap_or_default();
                return Ok(session.claimed(&why, &by));
            }
            Err(error) => return Err(error),
        };
        self.claimed = self.context.moment();
        let stands = (!waits(exception.state)).then(|| exception.state.as_str());
        session.looked(stands);
        self.sight = Some(Sight::load(
            self.store,
            self.config,
            exception,
            self.context.as_of,
            // What is written may have a date, and a review may last past midnight.
            self.context.moment(),
        )?);
        Ok(Turn::Show)
    }

    /// Keeps what is looked at claimed for somebody who takes their time.
    pub(super) fn renew(&mut self, session: &mut Session) -> Result<(), Failure> {
        let now = self.context.moment();
        let Some(sight) = self.sight.as_ref().filter(|_| now >= self.claimed.plus(RENEW)) else {
            return Ok(());
        };
        self.context.sign(self.store);
        match flow::claim(self.store, &sight.exception.id()) {
            Ok(_) => self.claimed = now,
            Err(error) => {
                session.unseen(refusal(error)?);
            }
        }
        Ok(())
    }

    /// What can be proposed for what is looked at.
    pub(super) fn alternatives(&self) -> Result<Vec<Action>, Failure> {
        let Some(sight) = &self.sight else {
            return Ok(Vec::new());
        };
        let (rules, now) = (self.config.rules(), self.context.moment());
        Ok(flow::alternatives(self.store, &rules, &sight.exception, now)?)
    }

    /// What is looked at, as it was when it was loaded.
    fn seen(&self, number: u64) -> Option<&Exception> {
        let sight = self.sight.as_ref().filter(|s| s.exception.number == number)?;
        Some(&sight.exception)
    }

    fn offer(&mut self, session: &mut Session, number: u64) -> Result<Turn, FlowError> {
        let (action, looked) = flow::offer(self.store, &self.config.rules(), &self.policy, &id(number))?;
        let fits = self
            .sight
            .as_ref()
            .is_some_and(|s| s.exception.work.revision == looked.revision && s.writes == lines(&action));
        if !fits {
            return Ok(session.refused(format!("EX-{number} has changed meanwhile: look again")));
        }
        Ok(session.pend(vec![of(&action, looked)]))
    }

    fn offer_all(&mut self, session: &mut Session, numbers: &[u64]) -> Result<Turn, FlowError> {
        let Some(key) = session.here().map(|g| g.key) else {
            return Ok(Turn::Show);
        };
        let (mut pending, mut left_out) = (Vec::new(), Vec::new());
        let mut largest: Option<Action> = None;
        for number in numbers {
            match flow::offer(self.store, &self.config.rules(), &self.policy, &id(*number)) {
                Ok((action, _)) if Some(action.kind()) != key.action || action.currency != key.currency => {
                    left_out.push(format!("EX-{number}: {} is proposed for it", action.kind().as_str()));
                }
                Ok((action, looked)) => {
                    pending.push(of(&action, looked));
                    if largest
                        .as_ref()
                        .is_none_or(|l| l.proposal.amount < action.proposal.amount)
                    {
                        largest = Some(action);
                    }
                }
                Err(error @ (FlowError::Store(_) | FlowError::Internal(_))) => return Err(error),
                Err(error) => left_out.push(of_it(*number, Failure::from(error).message())),
            }
        }
        let offer = Offer {
            pending,
            currency: key.currency,
            left_out,
            writes: largest.as_ref().map(lines).unwrap_or_default(),
        };
        if let Some(limit) = self.limit(&offer) {
            let (total, limit) = (offer.total().text(offer.currency), limit.text(offer.currency));
            return Ok(session.refused(format!(
                "the group is about {total} {}, and `{}` may approve up to {limit} as one: work it one by one",
                offer.currency, self.operator
            )));
        }
        Ok(session.offered(offer))
    }

    /// The limit that the whole of a group is over.
    fn limit(&self, offer: &Offer) -> Option<Amount> {
        let listed = self.policy.operator(self.operator)?;
        let kind = offer.pending.first()?.kind;
        self.policy.limit(listed, kind).filter(|limit| offer.total() > *limit)
    }

    fn write(&mut self, session: &mut Session, verdict: Verdict) -> Result<Turn, FlowError> {
        let Some(before) = session.entry().and_then(|e| self.seen(e.number)).cloned() else {
            return Ok(Turn::Show);
        };
        let (id, seen) = (before.id(), Some(before.work.revision));
        let now = self.context.moment();
        let store = &mut *self.store;
        let (after, mv, word) = match verdict {
            Verdict::Note(text) => (flow::note(store, &id, seen, &text)?, None, "noted"),
            Verdict::Assign(to) => (flow::assign(store, &id, seen, &to)?, Some(Move::Assign), "assigned"),
            Verdict::Snooze(until, event) => {
                let until = until.map_or(now.plus(flow::SNOOZE_MAX), |u| u.ahead(now));
                let after = flow::snooze(store, &id, seen, until, event)?;
                (after, Some(Move::Snooze), "snoozed")
            }
            Verdict::Accept(note) => {
                let rules = self.config.rules();
                (
                    flow::accept(store, &rules, &id, seen, &note)?,
                    Some(Move::Accept),
                    "accepted",
                )
            }
            Verdict::Propose(kind, note) => {
                let note = Some(note.as_str()).filter(|n| !n.is_empty());
                let (after, _) = flow::propose(store, &self.config.rules(), &id, seen, Some(kind), note)?;
                (after, Some(Move::Propose), "proposed")
            }
            Verdict::Reject(note) => (flow::reject(store, &id, seen, &note)?, Some(Move::Reject), "rejected"),
        };
        let way = match mv {
            None => Back::None("the journal keeps every note"),
            Some(mv) => match back(&before, mv) {
                way if way.leads(&after).is_some() => way,
                Back::None(why) => Back::None(why),
                _ => Back::None("the table of moves leads nowhere from there"),
            },
        };
        Ok(session.written(word, (after.number, after.work.revision), way, mv.is_none()))
    }

    fn take_back(&mut self, session: &mut Session, number: u64, revision: u64, back: &Back) -> Result<Turn, FlowError> {
        const NOTE: &str = "taken back in review";
        let (id, seen) = (id(number), Some(revision));
        let store = &mut *self.store;
        let after = match back {
            Back::Assign(to) => flow::assign(store, &id, seen, to)?,
            Back::Snooze(until, event) => flow::snooze(store, &id, seen, *until, *event)?,
            Back::Reopen => flow::reopen(store, &id, seen, NOTE)?,
            Back::Reject => flow::reject(store, &id, seen, NOTE)?,
            Back::None(why) => return Ok(session.refused(*why)),
        };
        Ok(session.taken_back(number, after.state.as_str()))
    }

    fn sign(&mut self, session: &mut Session) -> Result<Turn, Failure> {
        let key = match signing_key(self.operator, &self.context.keys()) {
            Ok(key) => key,
            Err(error) => return Ok(session.refused(Failure::from(error).message())),
        };
        let mut outcomes = Vec::new();
        for looked in session.pending.iter().map(|p| &p.looked) {
            let signed = flow::approve(
                self.store,
                &self.config.rules(),
                &self.policy,
                &key,
                &id(looked.number),
                Some(looked),
            );
            outcomes.push((
                looked.number,
                match signed {
                    Ok((exception, action)) => Ok(format!("{} {}", exception.state.as_str(), action.id())),
                    Err(error) => Err(refusal(error)?),
                },
            ));
        }
        Ok(session.signed(outcomes))
    }
}

/// An action that was looked at, as it waits to be signed.
fn of(action: &Action, looked: Looked) -> Pending {
    Pending {
        looked,
        kind: action.kind(),
        amount: action.proposal.amount,
        currency: action.currency,
    }
}
