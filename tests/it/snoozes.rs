//! What is set aside for an event is back with the run that sees it, and no later than its moment.

use serde_json::Value;
use tieout::flow::FlowError;
use tieout::flow::queue;
use tieout::model::exception::{Event, Exception, ExceptionState};
use tieout::twin::objects::Objects;
use tieout::twin::trade::{Trade, plant};
use tieout::twin::world::World;

use crate::applies::{Office, text};
use crate::traded::{NOW, Object};

/// A month in which these fail, and whose payouts are under way.
fn office(codes: &[&str]) -> Office {
    let month = Trade {
        orders: 24,
        seed: 11,
        now: NOW.parse().unwrap(),
        healthy: true,
    };
    let mut world = plant(&month, codes).unwrap();
    payouts(&mut world, "SCHEDULED");
    Office::of(world, "")
}

fn payouts(world: &mut World, status: &str) {
    for shop in &mut world.shops {
        shop.payouts = shop.payouts.take().map(|all| {
            changed(&all, |p| {
                p.insert("status".to_owned(), status.into());
            })
        });
    }
}

fn changed(objects: &Objects, change: impl Fn(&mut Object)) -> Objects {
    let rows = objects.iter().map(|mut row| {
        change(&mut row);
        row
    });
    rows.collect::<Vec<_>>().into()
}

impl Office {
    fn of_code(&self, code: &str) -> Exception {
        let all = self.exceptions().into_iter();
        let mut of_code = all.filter(|e| e.finding.code.id == code && e.finding.proposal.is_some());
        of_code.next().unwrap_or_else(|| panic!("no {code}"))
    }

    fn stands(&self, number: u64) -> ExceptionState {
        queue::show(&self.store(), &number.to_string(), self.place.at())
            .unwrap()
            .state
    }

    fn set_aside(&self, e: &Exception, days: i64, event: Event) -> Result<Exception, FlowError> {
        let until = self.place.at().plus(days * 86_400);
        queue::snooze(&mut self.store(), &e.id(), None, until, Some(event))
    }

    /// Time passes, the services hold something else, and the next run comes.
    fn another_night(&self, world: Option<World>) {
        let hour = std::time::Duration::from_secs(3_600);
        let wait = async { tokio::time::sleep(hour).await };
        self.place.runtime.block_on(wait);
        if let Some(world) = world {
            self.place.goes_on(world, "");
        }
        self.place.pull_all(&self.place.request());
        self.reconcile();
    }

    fn told(&self, e: &Exception, what: &str) -> Vec<Value> {
        let rows = self.store().read().journal_of(&e.id()).unwrap().into_iter();
        let rows = rows.filter(|r| r.what == what);
        rows.map(|r| serde_json::from_str(&r.detail).unwrap()).collect()
    }
}

#[test]
fn a_change_of_either_side_brings_it_back() {
    let office = office(&["REF-01"]);
    let e = office.of_code("REF-01");
    for event in [Event::OrderChanged, Event::NetsuiteChanged] {
        office.set_aside(&e, 30, event).unwrap();
        office.another_night(None);
        assert_eq!(office.stands(e.number), ExceptionState::Snoozed, "nothing happened yet");
        let mut world = office.place.world();
        let order = e.finding.subject.order.as_ref().unwrap().name.clone();
        let now = jiff::Timestamp::from_second(office.place.at().seconds()).unwrap();
        if event == Event::OrderChanged {
            for shop in &mut world.shops {
                shop.orders = changed(&shop.orders, |o| {
                    if text(o, "name") == order {
                        o.insert("updatedAt".to_owned(), now.to_string().into());
                    }
                });
            }
        } else {
            let stamp = now.strftime("%Y-%m-%d %H:%M:%S").to_string();
            let rows = changed(&world.netsuite.tables["transaction"], |row| {
                if text(row, "otherrefnum") == order && text(row, "type") == "SalesOrd" {
                    row.insert("lastmodifieddate".to_owned(), stamp.clone().into());
                }
            });
            world.netsuite.tables.insert("transaction".to_owned(), rows);
        }
        office.another_night(Some(world));
        assert_eq!(office.stands(e.number), ExceptionState::Open, "{event:?}");
        let woken = office.told(&e, "wake");
        assert_eq!(woken.last().unwrap()["event"], event.as_str());
    }
    let verdict = tieout::flow::audit::verify(&office.store(), &office.policy, None).unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new());
}

#[test]
fn a_payout_that_is_paid_brings_it_back() {
    let office = office(&["PAY-06", "REF-01"]);
    let e = office.of_code("PAY-06");
    let order = office.of_code("REF-01");
    for (wrong, event) in [(&e, Event::OrderChanged), (&order, Event::PayoutPaid)] {
        let refused = office.set_aside(wrong, 3, event).unwrap_err().to_string();
        assert!(refused.contains("cannot wait for"), "{refused}");
    }
    office.set_aside(&e, 30, Event::PayoutPaid).unwrap();
    office.another_night(None);
    assert_eq!(office.stands(e.number), ExceptionState::Snoozed);
    let mut world = office.place.world();
    payouts(&mut world, "PAID");
    office.another_night(Some(world));
    assert_eq!(office.stands(e.number), ExceptionState::Open);
    assert_eq!(office.told(&e, "wake").len(), 1);
    let refused = office.set_aside(&e, 3, Event::PayoutPaid).unwrap_err().to_string();
    assert!(refused.contains("is paid already"), "{refused}");
}

#[test]
fn an_event_that_never_comes_is_waited_for_until_its_moment() {
    let office = office(&["REF-01"]);
    let e = office.of_code("REF-01");
    assert!(
        office.set_aside(&e, 91, Event::NetsuiteChanged).is_err(),
        "it always expires"
    );
    let e = office.set_aside(&e, 1, Event::NetsuiteChanged).unwrap();
    assert_eq!(e.work.wake.as_ref().unwrap().event, Event::NetsuiteChanged);
    (0..25).for_each(|_| office.another_night(None));
    assert_eq!(office.stands(e.number), ExceptionState::Open);
    assert!(office.told(&e, "wake").is_empty(), "time alone did it");
}
