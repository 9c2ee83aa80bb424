//! Bulk exports: started once, found again after a crash, polled, and downloaded whole or not at all.

use std::io::{self, Write};
use std::time::Duration;

use ::http::{Request, Uri};
use bytes::Bytes;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::documents::{
    BULK_CANCEL, BULK_LIST, BULK_ORDERS, BULK_POLL, BULK_REFUND_LINES, BULK_RUN, EVERYTHING, REGION, WHOLE_ADDRESS,
};
use super::envelope::shown;
use super::error::ShopifyError;
use super::search::Window;
use super::shop::Shop;

/// How often a download is tried.
const DOWNLOADS_MAX: u32 = 4;
/// The longest wait between two polls.
const POLL_MAX: Duration = Duration::from_secs(30);
/// An export must end within ten days, Shopify says.
const EXPORT_MAX: Duration = Duration::from_secs(10 * 24 * 60 * 60);

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BulkWhat {
    /// Orders with all that hangs on them, but for the lines of refunds.
    Orders,
    /// The lines of refunds, with the orders named only.
    RefundLines,
}

/// An export, in a form that can be kept: whoever keeps it before the start finds the export again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkHandle {
    /// A text that no other export has. It stands in the export's query, and is how one whose start
    /// was never answered is found.
    pub mark: String,
    /// What is exported.
    pub what: BulkWhat,
    /// Of orders last changed within this window.
    pub window: Window,
    /// Shopify's id, once it has started.
    pub id: Option<String>,
}

impl BulkHandle {
    /// An export that has not been started. Of `mark`, letters and digits are kept.
    #[must_use]
    pub fn new(what: BulkWhat, window: Window, mark: &str) -> Self {
        Self {
            mark: mark.chars().filter(char::is_ascii_alphanumeric).collect(),
            what,
            window,
            id: None,
        }
    }

    /// The query of the export, with addresses whole or not.
    pub(super) fn query(&self, whole_addresses: bool) -> String {
        let text = match self.what {
            BulkWhat::Orders => BULK_ORDERS,
            BulkWhat::RefundLines => BULK_REFUND_LINES,
        };
        let mut text = text.replace(EVERYTHING, &self.window.search("updated_at"));
        if whole_addresses {
            text = text.replace(REGION, WHOLE_ADDRESS);
        }
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let lines: String = lines.map(|line| format!("{}\n", line.trim_start())).collect();
        format!("{}\n{lines}", self.marked())
    }

    fn marked(&self) -> String {
        format!("# tieout {}", self.mark)
    }
}

/// What came of a start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkStart {
    /// It runs.
    Started,
    /// It had been started before.
    Found,
    /// As many exports run as may at once; what Shopify said.
    Busy(String),
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkState {
    /// Whether it has ended well.
    pub done: bool,
    /// Rows so far.
    pub objects: u64,
    /// Orders so far.
    pub roots: u64,
}

/// A file that was downloaded, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkFile {
    /// Its rows: as many as Shopify says.
    pub rows: u64,
    /// Its bytes: as many as Shopify says.
    pub bytes: u64,
}

/// Opens the file of an export for writing, empty. It is called anew for each try.
pub type OpenFile<'f> = &'f mut (dyn FnMut() -> io::Result<Box<dyn Write + Send>> + Send);

/// What a poll tells.
struct Polled {
    state: BulkState,
    url: Option<String>,
    bytes: Option<u64>,
}

impl Shop {
    /// Starts an export, unless it was started before. Keep the handle before and after.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::BulkRefused`] where Shopify does not take the query.
    pub async fn bulk_start(&self, handle: &mut BulkHandle) -> Result<BulkStart, ShopifyError> {
        if handle.id.is_some() || self.found(handle).await? {
            return Ok(BulkStart::Found);
        }
        let run = match self
            .ask(
                &BULK_RUN,
                json!({"query": handle.query(self.settings().whole_addresses)}),
            )
            .await
        {
            Ok(mut answer) => answer.data.remove("bulkOperationRunQuery").unwrap_or_default(),
            // The start may have been served although its answer was lost.
            Err(error) if may_have_started(&error) => {
                return match self.found(handle).await {
                    Ok(true) => Ok(BulkStart::Found),
                    _ => Err(error),
                };
            }
            Err(error) => return Err(error),
        };
        if let Some((code, said)) = user_error(&run) {
            return match code.as_str() {
                "OPERATION_IN_PROGRESS" | "LIMIT_REACHED" => Ok(BulkStart::Busy(said)),
                _ => Err(ShopifyError::BulkRefused { code, said }),
            };
        }
        let id = run["bulkOperation"]["id"].as_str();
        let id = id.ok_or_else(|| self.odd(&BULK_RUN, "`bulkOperation.id` is missing".to_owned()))?;
        handle.id = Some(id.to_owned());
        Ok(BulkStart::Started)
    }

    /// Looks for an export by its mark, and takes note of its id.
    async fn found(&self, handle: &mut BulkHandle) -> Result<bool, ShopifyError> {
        let answer = self.ask(&BULK_LIST, json!({})).await?;
        let all = answer.data.get("bulkOperations").and_then(|c| c["nodes"].as_array());
        let all = all.ok_or_else(|| self.odd(&BULK_LIST, "`bulkOperations` is missing".to_owned()))?;
        let mark = handle.marked();
        let is_it = |operation: &&Value| {
            let query = operation["query"].as_str().unwrap_or("");
            query.lines().any(|line| line.trim() == mark)
                && !matches!(operation["status"].as_str(), Some("FAILED" | "CANCELED" | "EXPIRED"))
        };
        if let Some(id) = all.iter().find(is_it).and_then(|o| o["id"].as_str()) {
            handle.id = Some(id.to_owned());
            return Ok(true);
        }
        Ok(false)
    }

    /// How far an export is.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::BulkFailed`] where it has ended without a whole result.
    pub async fn bulk_poll(&self, handle: &BulkHandle) -> Result<BulkState, ShopifyError> {
        Ok(self.polled(handle).await?.state)
    }

    /// Waits until an export has ended well, and shows each state on the way.
    ///
    /// # Errors
    /// As [`Shop::bulk_poll`].
    pub async fn bulk_wait(
        &self,
        handle: &BulkHandle,
        shown: &mut (dyn FnMut(&BulkState) + Send),
    ) -> Result<BulkState, ShopifyError> {
        let began = Instant::now();
        let mut wait = Duration::from_secs(1);
        loop {
            let state = self.bulk_poll(handle).await?;
            shown(&state);
            if state.done {
                return Ok(state);
            }
            if began.elapsed() > EXPORT_MAX {
                return Err(ShopifyError::BulkUnfinished(handle.name()));
            }
            sleep(wait).await;
            wait = (wait * 2).min(POLL_MAX);
        }
    }

    async fn polled(&self, handle: &BulkHandle) -> Result<Polled, ShopifyError> {
        let Some(id) = &handle.id else {
            return Err(ShopifyError::BulkUnknown(handle.name()));
        };
        let answer = self.ask(&BULK_POLL, json!({"id": id})).await?;
        let operation = answer.data.get("bulkOperation").unwrap_or(&Value::Null);
        if operation.is_null() {
            return Err(ShopifyError::BulkUnknown(handle.name()));
        }
        let odd = |what: &str| self.odd(&BULK_POLL, what.to_owned());
        let status = operation["status"].as_str().ok_or_else(|| odd("`status` is missing"))?;
        let code = operation["errorCode"].as_str();
        let done = match (status, code) {
            ("COMPLETED", None) => true,
            ("CREATED" | "RUNNING" | "CANCELING", _) => false,
            // What was written before the failure is a part, and is not taken.
            _ => {
                let (status, code) = (shown(status), shown(code.unwrap_or("")));
                return Err(if code == "ACCESS_DENIED" {
                    ShopifyError::AccessDenied {
                        what: "the bulk export".to_owned(),
                        needs: "the app lacks a scope or an approval; `tieout doctor` names it".to_owned(),
                    }
                } else {
                    ShopifyError::BulkFailed { status, code }
                });
            }
        };
        let count = |field: &str| operation[field].as_str().and_then(|n| n.parse().ok());
        Ok(Polled {
            state: BulkState {
                done,
                objects: count("objectCount").ok_or_else(|| odd("`objectCount` is missing"))?,
                roots: count("rootObjectCount").ok_or_else(|| odd("`rootObjectCount` is missing"))?,
            },
            url: operation["url"].as_str().map(str::to_owned),
            bytes: count("fileSize"),
        })
    }

    /// Downloads the file of an export that has ended, and holds it against the size that Shopify
    /// says. A try that breaks is begun anew, with a fresh address.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::BulkShort`] where the file stays short or long.
    pub async fn bulk_download(&self, handle: &BulkHandle, open: OpenFile<'_>) -> Result<BulkFile, ShopifyError> {
        let mut tries = 1;
        loop {
            match self.download(handle, open).await {
                Err(error) if tries < DOWNLOADS_MAX && is_broken(&error) => {
                    tracing::debug!(%error, tries, "the download is begun anew");
                    sleep(Duration::from_secs(1 << tries)).await;
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    async fn download(&self, handle: &BulkHandle, open: OpenFile<'_>) -> Result<BulkFile, ShopifyError> {
        let polled = self.polled(handle).await?;
        if !polled.state.done {
            return Err(ShopifyError::BulkUnfinished(handle.name()));
        }
        let written = |e: io::Error| ShopifyError::Write(e.to_string());
        let mut file = open().map_err(written)?;
        let mut read = BulkFile { rows: 0, bytes: 0 };
        // An export that finds nothing has no file.
        if let Some(url) = &polled.url {
            let address: Uri = url
                .parse()
                .map_err(|_| self.odd(&BULK_POLL, "`url` is no address".to_owned()))?;
            let request = Request::get(address)
                .body(Bytes::new())
                .map_err(|e| self.odd(&BULK_POLL, e.to_string()))?;
            let answer = self.files.open(request).await.map_err(ShopifyError::Http)?;
            let mut body = answer.into_body();
            let mut last = b'\n';
            while let Some(piece) = body.next().await {
                let piece = piece.map_err(|e| ShopifyError::BulkCut(e.to_string()))?;
                file.write_all(&piece).map_err(written)?;
                read.bytes += piece.len() as u64;
                read.rows += memchr::memchr_iter(b'\n', &piece).count() as u64;
                last = piece.last().copied().unwrap_or(last);
            }
            read.rows += u64::from(last != b'\n');
        }
        file.flush().map_err(written)?;
        let same = |what, said, read| match said == read {
            true => Ok(()),
            false => Err(ShopifyError::BulkShort { what, said, read }),
        };
        same("rows", polled.state.objects, read.rows)?;
        same("bytes", polled.bytes.unwrap_or(read.bytes), read.bytes)?;
        Ok(read)
    }

    /// Stops an export.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::BulkRefused`] where Shopify does not stop it.
    pub async fn bulk_cancel(&self, handle: &BulkHandle) -> Result<(), ShopifyError> {
        let Some(id) = &handle.id else {
            return Err(ShopifyError::BulkUnknown(handle.name()));
        };
        let mut answer = self.ask(&BULK_CANCEL, json!({"id": id})).await?;
        let canceled = answer.data.remove("bulkOperationCancel").unwrap_or_default();
        match user_error(&canceled) {
            Some((code, said)) => Err(ShopifyError::BulkRefused { code, said }),
            None if canceled["bulkOperation"].is_object() => Ok(()),
            None => Err(self.odd(&BULK_CANCEL, "`bulkOperation` is missing".to_owned())),
        }
    }
}

impl BulkHandle {
    fn name(&self) -> String {
        shown(self.id.as_deref().unwrap_or(&self.mark))
    }
}

/// The first refusal inside the payload of a mutation: its code and what it says.
fn user_error(payload: &Value) -> Option<(String, String)> {
    let error = payload["userErrors"].as_array()?.first()?;
    let of = |field: &str| shown(error[field].as_str().unwrap_or(""));
    Some((of("code"), of("message")))
}

/// Whether an export may run although its start failed.
fn may_have_started(error: &ShopifyError) -> bool {
    match error {
        ShopifyError::Http(error) => error.may_have_acted(),
        ShopifyError::Internal { .. } | ShopifyError::Shape { .. } => true,
        _ => false,
    }
}

/// Whether a download may come whole the next time.
const fn is_broken(error: &ShopifyError) -> bool {
    matches!(
        error,
        ShopifyError::Http(_) | ShopifyError::BulkCut(_) | ShopifyError::BulkShort { .. }
    )
}
