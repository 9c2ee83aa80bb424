//! The twin on loopback.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::Twin;

/// A port that is listened on, not yet served.
#[derive(Debug)]
pub struct Listening {
    socket: TcpListener,
    address: SocketAddr,
}

/// Takes a port of 127.0.0.1; 0 takes any that is free.
///
/// # Errors
///
/// The port is taken, or may not be.
pub async fn bind(port: u16) -> io::Result<Listening> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = socket.local_addr()?;
    Ok(Listening { socket, address })
}

impl Listening {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves a twin until `stop` is done; requests under way are answered first.
    ///
    /// # Errors
    ///
    /// The socket fails.
    pub async fn serve(self, twin: Twin, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let service = twin.router().into_make_service_with_connect_info::<Line>();
        axum::serve(Door(self.socket), service)
            .with_graceful_shutdown(stop)
            .await
    }
}

/// A connection that a fault can cut: then nothing more goes out on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Arc<AtomicBool>);

impl Line {
    /// Cuts it.
    pub(super) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        match self.0.load(Ordering::SeqCst) {
            true => Err(io::Error::new(io::ErrorKind::ConnectionReset, "cut by a fault")),
            false => Ok(()),
        }
    }
}

/// Accepts connections, each with its line.
struct Door(TcpListener);

impl Listener for Door {
    type Io = Stream;
    type Addr = Line;

    async fn accept(&mut self) -> (Stream, Line) {
        let (socket, _) = Listener::accept(&mut self.0).await;
        let line = Line::default();
        (
            Stream {
                socket,
                line: line.clone(),
            },
            line,
        )
    }

    fn local_addr(&self) -> io::Result<Line> {
        Ok(Line::default())
    }
}

impl Connected<IncomingStream<'_, Door>> for Line {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Line {
        stream.remote_addr().clone()
    }
}

/// A connection's socket, with the means to cut it.
struct Stream {
    socket: TcpStream,
    line: Line,
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.line.check()?;
        Pin::new(&mut self.socket).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line.check()?;
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
