//! The network against real loopback servers: what breaks, stalls, is cut, or points elsewhere.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::http::Request;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::TryStreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::http::network::builder;
use crate::http::{Client, Clock, Gate, Kind, Network, Policy, Transport, TransportError, Unsigned};

/// What a server does once it has read a request's head.
#[derive(Clone)]
enum Does {
    Says(Vec<u8>),
    HangsUp,
    SaysAndStalls(Vec<u8>),
    Stalls,
}

fn says(head: &str, body: &[u8]) -> Does {
    Does::Says([head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", body].concat())
}

/// Answers the n-th connection by the n-th deed (the last one for ever), and keeps the heads.
async fn server(deeds: Vec<Does>) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let heads: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&heads);
    tokio::spawn(async move {
        for n in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            let deed = deeds[n.min(deeds.len() - 1)].clone();
            tokio::spawn(serve(socket, deed, Arc::clone(&kept)));
        }
    });
    (at, heads)
}

async fn serve(mut socket: TcpStream, deed: Does, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    match deed {
        Does::Says(bytes) => socket.write_all(&bytes).await.unwrap(),
        Does::HangsUp => {}
        Does::SaysAndStalls(bytes) => {
            socket.write_all(&bytes).await.unwrap();
            std::future::pending().await
        }
        Does::Stalls => std::future::pending().await,
    }
}

fn get(uri: impl std::fmt::Display) -> Request<Bytes> {
    Request::get(uri.to_string()).body(Bytes::new()).unwrap()
}

/// The whole answer, as the network gives it.
async fn fetch(network: &Network, request: Request<Bytes>) -> Result<(u16, Vec<u8>), TransportError> {
    let answer = network.open(request).await?;
    let status = answer.status().as_u16();
    let body = answer.into_body().try_fold(Vec::new(), |mut all, piece| async move {
        all.extend_from_slice(&piece);
        Ok(all)
    });
    Ok((status, body.await?))
}

async fn fetch_from(deed: Does) -> Result<(u16, Vec<u8>), TransportError> {
    let (at, _) = server(vec![deed]).await;
    let network = Network::build(builder(Duration::from_millis(200)), Duration::from_millis(200)).unwrap();
    fetch(&network, get(format!("http://{at}/"))).await
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[tokio::test]
async fn whole_answers_arrive_whole() {
    let plain = says("HTTP/1.1 200 OK\nContent-Length: 4", b"body");
    assert_eq!(fetch_from(plain).await, Ok((200, b"body".to_vec())));
    let refused = says("HTTP/1.1 500 Oops\nContent-Length: 2", b"no");
    assert_eq!(fetch_from(refused).await, Ok((500, b"no".to_vec())));
    let packed = gzip(b"body");
    let head = format!(
        "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {}",
        packed.len()
    );
    assert_eq!(fetch_from(says(&head, &packed)).await, Ok((200, b"body".to_vec())));
    let chunked = says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"4\r\nbody\r\n0\r\n\r\n");
    assert_eq!(fetch_from(chunked).await, Ok((200, b"body".to_vec())));
}

#[tokio::test]
async fn cut_answers_are_errors() {
    let packed = gzip(&[b'x'; 5000]);
    let half = &packed[..packed.len() / 2];
    let packed_head = format!(
        "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {}",
        half.len()
    );
    for (name, deed) in [
        ("length", says("HTTP/1.1 200 OK\nContent-Length: 100", b"half of it")),
        (
            "chunks",
            says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"4\r\nbody\r\n"),
        ),
        (
            "a chunk",
            says("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"ff\r\nbody"),
        ),
        ("gzip", says(&packed_head, half)),
        ("head", Does::Says(b"HTTP/1.1 200 OK\r\nContent-Le".to_vec())),
        ("everything", Does::HangsUp),
        ("no HTTP", Does::Says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec())),
    ] {
        let error = fetch_from(deed).await.unwrap_err();
        assert!(matches!(error, TransportError::Cut { .. }), "{name}: {error}");
        assert!(!error.never_left(), "{name}");
    }
}

#[tokio::test]
async fn a_stalled_answer_times_out() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    for deed in [Does::Stalls, Does::SaysAndStalls(half)] {
        let error = fetch_from(deed).await.unwrap_err();
        assert!(matches!(error, TransportError::TimedOut { .. }), "{error}");
    }
}

#[tokio::test]
async fn nobody_there_means_nothing_left() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = fetch(&Network::new().unwrap(), get(format!("http://{free}/?token=s3cret")))
        .await
        .unwrap_err();
    assert!(matches!(error, TransportError::Connect { .. }), "{error}");
    assert!(error.never_left());
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[tokio::test]
async fn redirects_are_answers() {
    let (elsewhere, asked) = server(vec![says("HTTP/1.1 200 OK\nContent-Length: 0", b"")]).await;
    let head = format!("HTTP/1.1 302 Found\nLocation: http://{elsewhere}/\nContent-Length: 0");
    assert_eq!(fetch_from(says(&head, b"")).await.unwrap().0, 302);
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_proxy_sees_hosts_and_never_what_is_for_this_machine() {
    let (proxy, through_proxy) = server(vec![says("HTTP/1.1 403 No", b"")]).await;
    let (here, direct) = server(vec![says("HTTP/1.1 200 OK\nContent-Length: 0", b"")]).await;
    let outside = builder(Duration::from_secs(5)).proxy(reqwest::Proxy::all(format!("http://{proxy}")).unwrap());
    let network = Network::build(outside, Duration::from_secs(5)).unwrap();
    assert_eq!(
        fetch(&network, get(format!("http://{here}/?a=1"))).await.unwrap().0,
        200
    );
    assert_eq!(
        (direct.lock().unwrap().len(), through_proxy.lock().unwrap().len()),
        (1, 0)
    );

    let mut request = get("https://shop.example/path?signature=s3cret");
    request
        .headers_mut()
        .insert("authorization", "Bearer t".parse().unwrap());
    let error = fetch(&network, request).await.unwrap_err();
    assert!(error.never_left(), "{error}");
    let seen = through_proxy.lock().unwrap().concat();
    assert!(seen.starts_with("CONNECT shop.example:443 HTTP/1.1\r\n"), "{seen}");
    assert!(!seen.contains("Bearer") && !seen.contains("s3cret"), "{seen}");
}

#[tokio::test]
async fn plain_http_elsewhere_is_refused_before_a_connection() {
    let error = fetch(&Network::new().unwrap(), get("http://shop.example/"))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        TransportError::Insecure {
            host: "shop.example".to_owned()
        }
    );
}

#[tokio::test]
async fn a_read_comes_through_a_bad_day() {
    let good = says("HTTP/1.1 200 OK\nContent-Length: 4", b"body");
    let cut = says("HTTP/1.1 200 OK\nContent-Length: 9", b"half");
    let oops = says("HTTP/1.1 500 Oops\nContent-Length: 0\nConnection: close", b"");
    let (at, heads) = server(vec![Does::HangsUp, oops, cut, Does::Stalls, good]).await;
    let network = Network::build(builder(Duration::from_millis(100)), Duration::from_millis(100)).unwrap();
    let policy = Policy {
        wait_first: Duration::from_millis(1),
        ..Policy::default()
    };
    let client = Client::new(Arc::new(network), Arc::new(Unsigned), Gate::new(1), Clock::system()).with_policy(policy);
    let answer = client.send(get(format!("http://{at}/x")), Kind::Read).await.unwrap();
    assert_eq!(answer.body(), "body");
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 5);
    assert!(
        heads
            .iter()
            .all(|head| head.contains(concat!("user-agent: tieout/", env!("CARGO_PKG_VERSION"))))
    );
}
