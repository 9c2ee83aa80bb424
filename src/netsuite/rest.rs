//! Requests to NetSuite's REST services, over the one HTTP client.

use ::http::header::{ACCEPT, HeaderValue};
use ::http::{Method, Request, Response};
use bytes::Bytes;

use super::error::NetsuiteError;
use crate::http::{Class, Client, HttpError, Kind, Lane, Refusal};

/// The services of one account.
#[derive(Clone)]
pub(super) struct Rest {
    client: Client,
    /// The address before `/services/rest`, without a slash at its end.
    base: String,
}

impl Rest {
    /// # Errors
    /// [`NetsuiteError::Base`] where the address is none.
    pub(super) fn new(client: Client, base: &str) -> Result<Self, NetsuiteError> {
        let trimmed = base.trim_end_matches('/');
        let usable = |uri: ::http::Uri| uri.scheme().is_some() && uri.host().is_some() && uri.query().is_none();
        if !trimmed.parse().is_ok_and(usable) {
            return Err(NetsuiteError::Base { base: base.to_owned() });
        }
        Ok(Self {
            client,
            base: trimmed.to_owned(),
        })
    }

    /// The same services, where an unexpected error (500) counts as an answer: a column that is not
    /// there may be answered so, and asking again does not bring it.
    pub(super) fn probing(&self) -> Self {
        let judge = |refusal: &Refusal| (refusal.status.as_u16() == 500).then_some(Class::Refused);
        Self {
            client: self.client.clone().judged_by(judge),
            base: self.base.clone(),
        }
    }

    /// The same services in another lane.
    pub(super) fn in_lane(&self, lane: Lane) -> Self {
        Self {
            client: self.client.clone().in_lane(lane),
            base: self.base.clone(),
        }
    }

    /// Reads what stands at a path below `/services/rest/`.
    pub(super) async fn get(&self, path: &str) -> Result<Bytes, HttpError> {
        self.send(Method::GET, path, Bytes::new(), &[]).await
    }

    /// Asks SuiteQL: a read, although it is a POST.
    pub(super) async fn query(&self, path: &str, body: Bytes) -> Result<Bytes, HttpError> {
        let json = HeaderValue::from_static("application/json");
        // Without this header SuiteQL answers nothing at all.
        let transient = HeaderValue::from_static("transient");
        let headers = [("content-type", json), ("prefer", transient)];
        self.send(Method::POST, path, body, &headers).await
    }

    /// Writes, or asks what a write would do: the whole answer, since its headers say what was made.
    pub(super) async fn write(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        accept: &'static str,
        kind: Kind,
    ) -> Result<Response<Bytes>, HttpError> {
        self.exchange(method, path, body, &super::write::headers(accept), kind)
            .await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        headers: &[(&'static str, HeaderValue)],
    ) -> Result<Bytes, HttpError> {
        Ok(self
            .exchange(method, path, body, headers, Kind::Read)
            .await?
            .into_body())
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
        headers: &[(&'static str, HeaderValue)],
        kind: Kind,
    ) -> Result<Response<Bytes>, HttpError> {
        let mut request = Request::new(body);
        *request.method_mut() = method;
        let address = format!("{}/services/rest/{path}", self.base);
        *request.uri_mut() = address.parse().map_err(|_| HttpError::Insecure {
            host: self.base.clone(),
        })?;
        request
            .headers_mut()
            .insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.clone());
        }
        self.client.send(request, kind).await
    }
}
