//! A source that tells of more than it gives is not complete, whatever its pages look like.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{TryStreamExt as _, stream};
use tieout::flow::pull::{self, Ended, StopKind};
use tieout::flow::remotes::{Line, Remotes};
use tieout::http::{Body, Transport, TransportError};
use tieout::secret::Keyring;
use tieout::store::Store;

use crate::pulls::{Place, quiet};
use crate::traded::world;

/// Counts one order more than there is.
struct Swelling(Arc<dyn Transport>);

const COUNT: &[u8] = b"\"ordersCount\":{\"count\":";

impl Transport for Swelling {
    fn open<'t>(
        &'t self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'t, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (mut head, body) = self.0.open(request).await?.into_parts();
            let parts: Vec<Bytes> = body.try_collect().await?;
            let whole = swollen(&parts.concat());
            head.headers.remove(http::header::CONTENT_LENGTH);
            let body: Body = Box::pin(stream::once(async move { Ok(whole) }));
            Ok(http::Response::from_parts(head, body))
        })
    }
}

fn swollen(body: &[u8]) -> Bytes {
    let Some(at) = body.windows(COUNT.len()).position(|part| part == COUNT) else {
        return Bytes::copy_from_slice(body);
    };
    let (front, rest) = body.split_at(at + COUNT.len());
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let count: u64 = std::str::from_utf8(&rest[..digits]).unwrap().parse().unwrap();
    [front, (count + 1).to_string().as_bytes(), &rest[digits..]]
        .concat()
        .into()
}

#[test]
fn a_page_that_was_taken_for_all() {
    let place = Place::of(world(20, 3, true), "");
    let line = Line {
        transport: Arc::new(Swelling(place.line.transport.clone())),
        clock: place.line.clock.clone(),
    };
    let mut store = Store::open(&place.config.store).unwrap();
    let remotes = Remotes::of(&place.config, None, &Keyring::of_none(), &line).unwrap();
    let request = place.request();
    let report = pull::run(&mut store, &place.config, &remotes, &request, &place.runtime, &quiet()).unwrap();
    let mut short = 0;
    for source in &report.sources {
        let is_of_orders = source.name.ends_with("/orders");
        let is_short = matches!(source.ended, Ended::Stopped(StopKind::Short, _));
        assert_eq!(is_short, is_of_orders, "{source:?}");
        assert_eq!(source.code().map(|code| code.id), is_of_orders.then_some("SYN-17"));
        short += u32::from(is_short);
    }
    assert!(short > 0, "{report:#?}");
}
