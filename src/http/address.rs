//! Which addresses may be used: https anywhere, plain HTTP on this machine alone.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::transport::TransportError;

/// Refuses plain HTTP to anything but loopback: a token must not cross a network in the clear.
///
/// # Errors
/// [`TransportError::Insecure`] with the host.
pub fn require_secure(uri: &::http::Uri) -> Result<(), TransportError> {
    let loopback = is_loopback(uri);
    match uri.scheme_str() {
        Some("https") if uri.host().is_some() => Ok(()),
        Some("http") if loopback => Ok(()),
        _ => Err(TransportError::Insecure { host: host_of(uri) }),
    }
}

/// Whether an address is on this machine by its text alone; names are not looked up.
pub(super) fn is_loopback(uri: &::http::Uri) -> bool {
    let host = uri.host().unwrap_or("");
    let v4 = host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    let v6 = host.trim_start_matches('[').trim_end_matches(']');
    v4 || v6.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback()) || host.eq_ignore_ascii_case("localhost")
}

/// The host of an address, as errors name it.
pub(super) fn host_of(uri: &::http::Uri) -> String {
    crate::base::clean(uri.host().unwrap_or("(no host)")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        let allowed = |text: &str| require_secure(&text.parse().unwrap()).is_ok();
        for fine in [
            "https://a.myshopify.com/admin",
            "http://127.0.0.1:8080/x",
            "http://127.9.9.9/",
            "http://[::1]:1/",
            "http://localhost:3000/",
            "http://LOCALHOST/",
        ] {
            assert!(allowed(fine), "{fine}");
        }
        for not in [
            "http://a.myshopify.com/admin",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://user@example.com/",
            "http://127.0.0.1@example.com/",
            "http://[::ffff:7f00:1]/",
            "http://0.0.0.0/",
            "http://10.0.0.1/",
            "ftp://127.0.0.1/",
            "/only/a/path",
        ] {
            assert!(!allowed(not), "{not}");
        }
    }
}
