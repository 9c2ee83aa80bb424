//! The client against the twin's Shopify: page by page and by bulk export, it must bring the same
//! facts, and as many as the twin holds.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use ::http::{Request, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tieout::http::{Body, Client, Clock, Gate, Transport, TransportError};
use tieout::shopify::{AccessToken, BulkHandle, BulkStart, BulkWhat, Payments, Settings, Shop, Window};
use tieout::twin::trade::{Trade, trade};
use tieout::twin::{Options, Twin, world};

use crate::shopify_rows::found;

/// The twin in this process.
struct InProcess(Twin);

impl Transport for InProcess {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        Box::pin(async {
            let cut = |what: String| TransportError::Cut {
                host: "twin".to_owned(),
                what,
            };
            let answer = self.0.answer(request).await.map_err(|_| cut("dropped".to_owned()))?;
            Ok(answer.map(|body| -> Body {
                let pieces = body.into_data_stream();
                Box::pin(pieces.map(move |piece| piece.map_err(|e| cut(e.to_string()))))
            }))
        })
    }
}

fn twin() -> Twin {
    let now = "2026-11-24T09:00:00Z".parse().unwrap();
    let world = trade(&Trade {
        orders: 150,
        seed: 5,
        now,
        healthy: false,
    });
    Twin::new(world, Options::default()).unwrap()
}

fn shop(twin: &Twin, held: &world::Shop) -> Shop {
    let token = SecretString::from(held.tokens.keys().next().unwrap().clone());
    let clock = Clock::fixed(twin.clock().now());
    let transport = Arc::new(InProcess(twin.clone()));
    let client = Client::new(transport, Arc::new(AccessToken::new(&token)), Gate::new(4), clock);
    let settings = Settings {
        base_url: format!("http://127.0.0.1:1/shopify/{}", held.domain),
        ..Settings::new(&held.domain, "2026-10")
    };
    Shop::new(settings, client).unwrap()
}

async fn paged(shop: &Shop) -> (Vec<u8>, u64) {
    let (mut rows, mut orders, mut after) = (Vec::new(), 0, None);
    loop {
        let page = shop.orders(&Window::ALL, after.as_deref()).await.unwrap();
        rows.extend(page.rows);
        orders += page.orders;
        after = page.next;
        if after.is_none() {
            return (rows, orders);
        }
    }
}

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn exported(shop: &Shop, what: BulkWhat, mark: &str) -> Vec<u8> {
    let mut handle = BulkHandle::new(what, Window::ALL, mark);
    assert_eq!(shop.bulk_start(&mut handle).await.unwrap(), BulkStart::Started);
    // Killed before its id was kept, and come back.
    let mut handle = BulkHandle::new(what, Window::ALL, mark);
    assert_eq!(shop.bulk_start(&mut handle).await.unwrap(), BulkStart::Found);
    shop.bulk_wait(&handle, &mut |_| {}).await.unwrap();
    let memory = Memory::default();
    let into = memory.clone();
    let mut open = move || -> io::Result<Box<dyn Write + Send>> {
        into.0.lock().unwrap().clear();
        Ok(Box::new(into.clone()))
    };
    let file = shop.bulk_download(&handle, &mut open).await.unwrap();
    let bytes = memory.0.lock().unwrap().clone();
    assert_eq!(file.bytes, bytes.len() as u64);
    bytes
}

#[tokio::test(start_paused = true)]
async fn pages_and_bulk_exports_bring_the_same_orders_and_all_of_them() {
    let twin = twin();
    for held in &twin.world().shops {
        let shop = shop(&twin, held);
        let about = shop.about().await.unwrap();
        assert_eq!(about.domain, held.domain);
        let count = held.orders.len() as u64;
        assert_eq!(shop.count_orders(&Window::ALL).await.unwrap(), count);
        let (rows, orders) = paged(&shop).await;
        assert_eq!(orders, count);
        let by_page = found(&rows);
        let by_export = found(&exported(&shop, BulkWhat::Orders, "01JDORDERS").await);
        let of_refunds = found(&exported(&shop, BulkWhat::RefundLines, "01JDREFUNDS").await);
        assert_eq!(by_page.orders, by_export.orders);
        assert_eq!(by_page.refunds, of_refunds.refunds);
        let first = held.orders.get(0).unwrap();
        let name = first["name"].as_str().unwrap();
        assert_eq!(shop.order_by_name(name).await.unwrap().orders, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_rows_of_all_payouts_are_the_ledger() {
    let twin = twin();
    for held in &twin.world().shops {
        let shop = shop(&twin, held);
        let Payments::Of(listed) = shop.payouts(&Window::ALL, None).await.unwrap() else {
            panic!("{} has payouts", held.domain)
        };
        assert_eq!(listed.payouts.len(), held.payouts.as_ref().unwrap().len());
        let mut of_payouts = 0;
        for payout in &listed.payouts {
            let page = shop.balance_of_payout(payout.id, None).await.unwrap();
            let Payments::Of(page) = page else { panic!() };
            assert!(page.next.is_none());
            of_payouts += page.transactions;
        }
        let (mut all, mut in_a_payout, mut after) = (0, 0, None);
        loop {
            let page = shop.balance(&Window::ALL, after.as_deref()).await.unwrap();
            let Payments::Of(page) = page else { panic!() };
            all += page.transactions;
            in_a_payout += page
                .rows
                .split(|b| *b == b'\n')
                .filter(|row| {
                    let row: serde_json::Value = serde_json::from_slice(row).unwrap_or_default();
                    row["associatedPayout"]["id"].is_string()
                })
                .count() as u64;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((all, in_a_payout), (held.balance_transactions.len() as u64, of_payouts));
        assert_eq!(
            shop.disputes(&Window::ALL, None).await.unwrap().disputes,
            held.disputes.len() as u64
        );
    }
}
