//! Order edits while the network is away: rounds of a watch go by, nothing is lost and nothing is written twice, and what
//! was tried can be looked up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tieout::flow::attempts;
use tieout::flow::replay::{self, ReplayRequest};
use tieout::flow::sync::{SyncEnd, SyncRequest};
use tieout::http::{Body, Transport, TransportError};
use tieout::model::attempt::Class;

use crate::syncs::{Desk, sales_orders};

/// A line that is dead for a while: no connection comes about.
struct Line {
    inner: Arc<dyn Transport>,
    dead: AtomicBool,
}

impl Transport for Line {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        if self.dead.load(Ordering::SeqCst) {
            let refused = TransportError::Connect {
                host: request.uri().host().unwrap_or_default().to_owned(),
                what: "connection refused".to_owned(),
            };
            return Box::pin(async { Err(refused) });
        }
        self.inner.open(request)
    }
}

fn wait(desk: &Desk) {
    let minute = async { tokio::time::sleep(Duration::from_secs(60)).await };
    desk.place.runtime.block_on(minute);
}

/// Each round is what a watch does, with a store and services opened anew, as after a restart.
#[test]
fn edits_follow_once_the_network_is_back() {
    let undisturbed = Desk::busy(0, "");
    undisturbed.all();
    let wanted = sales_orders(&undisturbed.place.world());

    let mut desk = Desk::busy(0, "");
    let line = Arc::new(Line {
        inner: desk.place.line.transport.clone(),
        dead: AtomicBool::new(false),
    });
    desk.place.line.transport = line.clone();
    // The edits are known, and then the network goes.
    let known = desk.sync(&SyncRequest {
        dry_run: true,
        ..SyncRequest::default()
    });
    assert!(known.orders.iter().any(|s| s.end == SyncEnd::Ready), "{known:#?}");
    let before = sales_orders(&desk.place.world());
    line.dead.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let report = desk.all();
        assert!(!report.gaps.is_empty(), "a round without a network says so");
        let sent = report.orders.iter().filter(|s| s.end == SyncEnd::Followed).count();
        assert_eq!(sent, 0);
        wait(&desk);
    }
    assert_eq!(sales_orders(&desk.place.world()), before);
    let tried: Vec<_> = {
        let store = desk.store();
        let actions = store.read().actions(None).unwrap();
        let of = |s: &tieout::model::action::Standing| attempts::of(store.read(), &s.action).unwrap();
        actions.iter().flat_map(of).collect()
    };
    assert!(
        tried
            .iter()
            .any(|a| a.class == Class::Transport && a.end == "not sent" && a.why.contains("refused")),
        "{tried:#?}"
    );
    line.dead.store(false, Ordering::SeqCst);
    for _ in 0..3 {
        desk.all();
        wait(&desk);
    }
    assert_eq!(sales_orders(&desk.place.world()), wanted);
}

#[test]
fn what_was_refused_is_listed_with_its_class_and_repeated_without_harm() {
    // Months in which the twin's own tax refuses some edit.
    let of = |nth| {
        let desk = Desk::busy(nth, "");
        desk.all();
        let failed = replay::failed(&desk.store(), &ReplayRequest::default()).unwrap();
        (!failed.refused.is_empty()).then_some((desk, failed))
    };
    let (desk, failed) = (0..6).find_map(of).expect("an edit that is refused");
    let store = desk.store();
    for standing in &failed.refused {
        let attempts = attempts::of(store.read(), &standing.action).unwrap();
        let [only] = &attempts[..] else { panic!("{attempts:#?}") };
        assert_eq!(
            (only.end.as_str(), only.class),
            ("refused", Class::BusinessRule),
            "{only:?}"
        );
        assert_eq!(replay::moved_side(&store, standing).unwrap(), None);
        let how = replay::how_it_moved(&store, &desk.place.config.rules(), standing, desk.place.at()).unwrap();
        assert_eq!(how, Vec::<String>::new(), "the same would be planned now");
    }
    // Repeated twice, the second time changes nothing.
    let again = SyncRequest {
        again: true,
        ..SyncRequest::default()
    };
    desk.sync(&again);
    let after = sales_orders(&desk.place.world());
    let actions = desk.store().read().actions(None).unwrap().len();
    desk.sync(&again);
    assert_eq!(sales_orders(&desk.place.world()), after);
    assert!(desk.store().read().actions(None).unwrap().len() >= actions);
}
