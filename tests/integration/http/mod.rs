//! The service from a client's side: requests over a real socket to a service with the real models.

mod articles;
mod audio;
mod broadcast;
mod clients;
mod engine;
mod events;
mod faults;
mod feeds;
mod fetch;
mod formats;
mod jobs;
mod lexicon;
mod library;
mod limits;
mod openai;
mod operations;
mod origins;
mod parameters;
mod responsive;
mod ssml;
mod stream;
mod text;
mod timeline;

use std::{net::SocketAddr, path::Path, time::Duration};

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Request, StatusCode, body::Incoming};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use natiq::{
    http::{self, ServeError, Settings},
    worker::Pool,
};
use serde_json::Value;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A service of its own on a free port, with a folder of its own.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) pool: Pool,
    pub(crate) folder: tempfile::TempDir,
    client: Client<HttpConnector, Full<Bytes>>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), ServeError>>,
}

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An answer whose body is still to be read.
pub(crate) struct Streamed {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Incoming,
}

/// A client that hears nothing for so long has been forgotten.
const PATIENCE: Duration = Duration::from_secs(60);

impl Service {
    /// Starts a service with the workers that all tests share.
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), engine::shared(), settings).await
    }

    /// Starts a service with workers of its own, so that nobody else is at its places.
    pub(crate) async fn start_alone(settings: Settings) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), engine::pool(1, settings.listeners), settings).await
    }

    pub(crate) async fn start_in(folder: tempfile::TempDir, pool: Pool, settings: Settings) -> Self {
        let house = engine::house(folder.path());
        let app = http::app(pool.clone(), engine::catalog(), &settings, folder.path(), house).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(http::serve(listener, app, async {
            let _ = stopped.await;
        }));
        // Shorter than the service waits for the next request: one that is sent at that moment finds nobody.
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(4)).build_http();
        Self { address, pool, folder, client, stop: Some(stop), served }
    }

    /// Tells the service to stop and waits until it has; returns its folder.
    pub(crate) async fn stop(mut self) -> tempfile::TempDir {
        drop(self.stop.take());
        tokio::time::timeout(PATIENCE, self.served).await.unwrap().unwrap().unwrap();
        self.folder
    }

    pub(crate) fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    pub(crate) async fn send(&self, request: hyper::http::request::Builder, body: impl Into<Bytes>) -> Streamed {
        let request = request.body(Full::new(body.into())).unwrap();
        let response = tokio::time::timeout(PATIENCE, self.client.request(request)).await.unwrap().unwrap();
        let (parts, body) = response.into_parts();
        Streamed { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        Request::builder().method(method).uri(format!("http://{}{path}", self.address))
    }

    /// Gets without reading the body.
    pub(crate) async fn open(&self, path: &str) -> Streamed {
        self.send(self.request("GET", path), "").await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.open(path).await.whole().await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request =
            headers.iter().fold(self.request("GET", path), |request, (name, value)| request.header(*name, *value));
        self.send(request, "").await.whole().await
    }

    pub(crate) async fn post(&self, path: &str, media_type: &str, body: impl Into<Bytes>) -> Answer {
        let request = self.request("POST", path).header("content-type", media_type);
        self.send(request, body).await.whole().await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string()).await
    }

    /// Gives an article of plain text and returns its id.
    pub(crate) async fn give(&self, text: &str) -> String {
        let answer = self.post("/v1/articles", "text/plain; charset=utf-8", text.to_owned()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Returns the files of the audio cache.
    pub(crate) fn cached_files(&self) -> Vec<std::path::PathBuf> {
        cached_files(self.folder.path())
    }

    /// Waits until something holds; a service needs some moments to see that a client has left.
    pub(crate) async fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        // On a busy machine a minute's audio, which sockets hold, is not made in a moment.
        for _ in 0..6_000 {
            if holds(self) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{what}: not within a minute");
    }
}

pub(crate) fn cached_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let shelves = std::fs::read_dir(folder.join("audio")).unwrap();
    shelves
        .flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

impl Streamed {
    /// Reads the next bytes; `None` at a proper end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, hyper::Error>> {
        loop {
            match tokio::time::timeout(PATIENCE, self.body.frame()).await.unwrap()? {
                Ok(frame) => match frame.into_data() {
                    Ok(bytes) => return Some(Ok(bytes)),
                    Err(_) => continue,
                },
                Err(error) => return Some(Err(error)),
            }
        }
    }

    pub(crate) async fn whole(mut self) -> Answer {
        let mut body = Vec::new();
        while let Some(bytes) = self.next().await {
            body.extend(bytes.unwrap());
        }
        Answer { status: self.status, headers: self.headers, body: body.into() }
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Checks that it is a problem with this status and code.
    pub(crate) fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!((self.status.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
        assert_eq!(problem["status"], status);
        assert!(!problem["detail"].as_str().unwrap().is_empty() && !problem["title"].as_str().unwrap().is_empty());
    }
}

/// An article of some minutes: about `n` sentences in paragraphs of five, no two alike.
pub(crate) fn long_article(n: usize) -> String {
    const DAYS: [&str; 7] = ["السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"];
    let mut text = String::from("يوميات المحطة\n\n");
    for i in 0..n {
        let day = DAYS[i % DAYS.len()];
        text.push_str(&format!(
            "وصل القطار رقم {} إلى المحطة الكبيرة صباح يوم {day}، ونزل منه المسافرون إلى المدينة القديمة. ",
            100 + i
        ));
        if i % 5 == 4 {
            text.push_str("\n\n");
        }
    }
    text
}

pub(crate) const SHORT: &str =
    "خبر قصير\n\nافتتحت المكتبة أبوابها صباح اليوم. وحضر الافتتاح عدد من القراء.\n\nوتغلق المكتبة أبوابها مساء.";
