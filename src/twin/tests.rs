//! Faults, in process and on a socket.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::world::{Shop, World};
use super::{Dropped, Faults, Options, Twin, WorldError, serve};

fn world() -> World {
    let shop = json!({ "name": "Demo", "ianaTimezone": "Europe/London", "currencyCode": "GBP" });
    World {
        now: "2026-11-24T10:00:00Z".to_owned(),
        shops: vec![Shop {
            domain: "demo.myshopify.com".to_owned(),
            shop: shop.as_object().unwrap().clone(),
            plan: "plus".to_owned(),
            tokens: [("shpat_x".to_owned(), Vec::new())].into(),
            ..Shop::default()
        }],
        ..World::default()
    }
}

fn twin(faults: &str, seed: u64) -> Twin {
    let faults = Faults::from_toml(faults).unwrap();
    Twin::new(
        world(),
        Options {
            faults,
            seed,
            clock: None,
        },
    )
    .unwrap()
}

const BODY: &str = r#"{"query":"{ shop { name } }"}"#;
const PATH: &str = "/shopify/demo.myshopify.com/admin/api/2026-10/graphql.json";

async fn ask(twin: &Twin) -> Result<(u16, Bytes), Dropped> {
    let request = Request::post(PATH)
        .header("X-Shopify-Access-Token", "shpat_x")
        .body(Bytes::from(BODY))
        .unwrap();
    let response = twin.answer(request).await?;
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    Ok((status, body.unwrap_or_default()))
}

async fn statuses(twin: &Twin, requests: usize) -> Vec<u16> {
    let mut seen = Vec::new();
    for _ in 0..requests {
        seen.push(ask(twin).await.map_or(0, |(status, _)| status));
    }
    seen
}

#[tokio::test(start_paused = true)]
async fn a_storm_comes_at_its_time_and_passes() {
    let twin = twin(
        "[[fault]]\nkind = \"status\"\nstatus = 429\nnth = 2\ntimes = 3\nretry_after = 2",
        1,
    );
    assert_eq!(statuses(&twin, 6).await, [200, 429, 429, 429, 200, 200]);
}

#[tokio::test(start_paused = true)]
async fn the_share_that_is_struck_follows_from_the_seed() {
    let faults = "[[fault]]\nkind = \"lost-before\"\nper_thousand = 300";
    let first = statuses(&twin(faults, 7), 100).await;
    assert_eq!(first, statuses(&twin(faults, 7), 100).await);
    assert_ne!(first, statuses(&twin(faults, 8), 100).await);
    let lost = first.iter().filter(|status| **status == 0).count();
    assert!((15..45).contains(&lost), "{lost}");
}

#[tokio::test(start_paused = true)]
async fn each_kind_does_what_it_says() {
    let faults = "[[fault]]\nkind = \"lost-before\"\nnth = 1\n[[fault]]\nkind = \"lost-after\"\nnth = 2\n\
                  [[fault]]\nkind = \"delay\"\ndelay_ms = 5000\nnth = 3\n[[fault]]\nkind = \"truncate\"\nnth = 4\n\
                  [[fault]]\nkind = \"duplicate\"\nnth = 5\n[[fault]]\nkind = \"status\"\nstatus = 503\nmethod = \"GET\"";
    let twin = twin(faults, 1);
    assert_eq!(ask(&twin).await.unwrap_err(), Dropped::Before);
    assert_eq!(ask(&twin).await.unwrap_err(), Dropped::After);
    let before = twin.clock().now();
    assert_eq!(ask(&twin).await.unwrap().0, 200);
    assert_eq!((twin.clock().now() - before).get_seconds(), 5);
    assert_eq!(ask(&twin).await.unwrap(), (200, Bytes::new()));
    // The bucket was full after the delay. Served twice, a request takes its point twice.
    let (_, body) = ask(&twin).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"],
        19_996
    );
    let get = twin
        .answer(Request::get("/anything").body(Bytes::new()).unwrap())
        .await
        .unwrap();
    assert_eq!(get.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(start_paused = true)]
async fn load_is_what_is_in_flight() {
    let faults =
        "[[fault]]\nkind = \"status\"\nstatus = 401\nin_flight_above = 2\n[[fault]]\nkind = \"delay\"\ndelay_ms = 1000";
    let twin = twin(faults, 1);
    let (a, b, c) = tokio::join!(ask(&twin), ask(&twin), ask(&twin));
    assert_eq!([a.unwrap().0, b.unwrap().0, c.unwrap().0], [200, 200, 401]);
    assert_eq!(ask(&twin).await.unwrap().0, 200);
}

#[test]
fn faults_files_say_what_they_lack() {
    let wrong = |text: &str| Faults::from_toml(text).unwrap_err().to_string();
    assert!(wrong("[[fault]]\nkind = \"status\"").contains("needs `status`"));
    assert!(
        wrong("[[fault]]\nkind = \"delay\"").contains("fault 1 of the faults file: kind \"delay\" needs `delay_ms`")
    );
    assert!(wrong("[[fault]]\nkind = \"flood\"").contains("unknown variant"));
    assert!(wrong("[[fault]]\nkind = \"truncate\"\nnth = 0").contains("counts from 1"));
    assert!(wrong("colour = 1").contains("unknown field"));
}

#[tokio::test(start_paused = true)]
async fn worlds_say_what_they_lack() {
    let wrong = |change: fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        Twin::new(world, Options::default()).err().unwrap()
    };
    assert!(matches!(wrong(|world| world.now.clear()), WorldError::Now { .. }));
    let told = wrong(|world| world.shops[0].plan = "gold".to_owned()).to_string();
    assert!(told.contains("demo.myshopify.com") && told.contains("plan"), "{told}");
    assert!(
        wrong(|world| drop(world.shops[0].shop.remove("ianaTimezone")))
            .to_string()
            .contains("ianaTimezone")
    );
    let twice = |world: &mut World| world.shops.push(world.shops[0].clone());
    assert!(wrong(twice).to_string().contains("twice"));
}

/// Sends a request on a socket and reads until the other side closes it.
async fn send(address: std::net::SocketAddr) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(address).await?;
    let request = format!(
        "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nX-Shopify-Access-Token: shpat_x\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{BODY}",
        BODY.len()
    );
    socket.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn on_a_socket_a_lost_answer_is_a_closed_connection() {
    let twin = twin(
        "[[fault]]\nkind = \"lost-after\"\nnth = 2\n[[fault]]\nkind = \"truncate\"\nnth = 3",
        1,
    );
    let listening = serve::bind(0).await.unwrap();
    let address = listening.address();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(listening.serve(twin, async move {
        let _ = stopped.await;
    }));
    let good = send(address).await.unwrap();
    assert!(
        good.starts_with("HTTP/1.1 200 OK") && good.contains("\"name\":\"Demo\""),
        "{good}"
    );
    // Nothing at all, or a reset: never the head of an answer.
    assert_eq!(send(address).await.unwrap_or_default(), "");
    let short = send(address).await.unwrap_or_default();
    assert!(!short.contains("\r\n0\r\n"), "a body that was cut has no end: {short}");
    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_clock_of_a_world_starts_at_its_now() {
    let twin = twin("", 0);
    tokio::time::sleep(Duration::from_secs(90)).await;
    assert_eq!(twin.clock().now().to_string(), "2026-11-24T10:01:30Z");
}
