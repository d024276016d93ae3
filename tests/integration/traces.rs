//! Traces as a collector gets them: a process of its own, and a receiver that is nobody's library.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::Child,
    sync::mpsc,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::process;

/// A service in a process of its own, with SQLite in a folder of its own.
struct Service {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Service {
    fn start(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = process::natiq(folder.path(), &folder.path().join("log"))
            .args(["--workers", "1", "serve", "--listen", &format!("127.0.0.1:{port}")])
            .envs(environment.iter().copied())
            .spawn()
            .unwrap();
        let service = Self { child, port, folder };
        let until = Instant::now() + Duration::from_secs(180);
        while service.try_ask("GET", "/readyz", "").is_none_or(|(status, _)| status != 200) {
            assert!(Instant::now() < until, "the service does not start\n{}", service.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        service
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Vec<u8>) {
        self.try_ask(method, path, body).expect("the service answers")
    }

    fn try_ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\ntraceparent: 00-{TRACE}-{PARENT}-01\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let status = std::str::from_utf8(&answer[..at]).ok()?.split(' ').nth(1)?.parse().ok()?;
        Some((status, answer.split_off(at + 4)))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// Takes what is sent to it as OTLP over HTTP; returns its address and the messages, each with its path.
fn collector() -> (String, mpsc::Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut reader, sender) = (BufReader::new(stream.unwrap()), sender.clone());
            std::thread::spawn(move || {
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 {
                        return;
                    }
                    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                    let mut length = 0;
                    while !line.trim().is_empty() {
                        line.clear();
                        reader.read_line(&mut line).unwrap();
                        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                            length = value.trim().parse().unwrap();
                        }
                    }
                    let mut body = vec![0; length];
                    reader.read_exact(&mut body).unwrap();
                    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
                    reader.get_mut().write_all(answer.as_bytes()).unwrap();
                    let _ = sender.send((path, String::from_utf8(body).unwrap()));
                }
            });
        }
    });
    (address, receiver)
}

/// Returns the value of an attribute as text.
fn attribute(of: &Value, key: &str) -> Option<String> {
    let found = of["attributes"].as_array()?.iter().find(|attribute| attribute["key"] == key)?;
    let value = found["value"].as_object()?.values().next()?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Takes spans until all that are wanted have come.
fn spans(messages: &mpsc::Receiver<(String, String)>, wanted: &[&str]) -> Vec<Value> {
    let mut spans: Vec<Value> = Vec::new();
    while !wanted.iter().all(|name| spans.iter().any(|span| span["name"] == *name)) {
        let (path, message) = messages.recv_timeout(Duration::from_secs(60)).expect("every span comes");
        assert_eq!(path, "/v1/traces");
        assert!(!message.contains('ك'), "a word of the article: {message}");
        let message: Value = serde_json::from_str(&message).unwrap();
        for resource in message["resourceSpans"].as_array().unwrap() {
            assert_eq!(attribute(&resource["resource"], "service.name").as_deref(), Some("natiq"));
            for scope in resource["scopeSpans"].as_array().unwrap() {
                spans.extend(scope["spans"].as_array().unwrap().iter().cloned());
            }
        }
    }
    spans
}

#[test]
fn request_its_questions_to_the_database_and_its_renderings_are_spans_of_the_trace_it_names() {
    let (address, messages) = collector();
    let environment = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", address.as_str()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
    ];
    let service = Service::start(&environment);
    let (status, article) = service.ask("POST", "/v1/articles", "فتحت المكتبة أبوابها. وحضر الافتتاح جمع من القراء.");
    assert_eq!(status, 201);
    let article: Value = serde_json::from_slice(&article).unwrap();
    let path = format!("/v1/articles/{}/audio", article["id"].as_str().unwrap());
    let (status, audio) = service.ask("GET", &path, "");
    assert!(status == 200 && audio.len() > 10_000);
    assert_eq!(service.ask("GET", "/v1/articles/none", "").0, 404);

    let spans = spans(
        &messages,
        &["POST /v1/articles", "articles.put", "GET /v1/articles/{id}/audio", "render", "GET /v1/articles/{id}"],
    );
    let named = |name: &str| spans.iter().find(|span| span["name"] == name).unwrap();
    let (given, heard) = (named("POST /v1/articles"), named("GET /v1/articles/{id}/audio"));
    for request in [given, heard] {
        // Kind 2 is a server's.
        assert_eq!((&request["parentSpanId"], &request["kind"]), (&PARENT.into(), &2.into()));
    }
    let (put, render) = (named("articles.put"), named("render"));
    assert_eq!((&put["parentSpanId"], &put["kind"]), (&given["spanId"], &3.into()));
    assert_eq!(render["parentSpanId"], heard["spanId"]);
    assert!(spans.iter().all(|span| span["traceId"] == TRACE), "{spans:?}");
    let expected = [
        (given, "http.response.status_code", "201"),
        (heard, "http.route", "/v1/articles/{id}/audio"),
        (heard, "url.path", path.as_str()),
        (put, "db.system.name", "sqlite"),
        (render, "natiq.voice", natiq::voice::DEFAULT_VOICE),
    ];
    for (span, key, value) in expected {
        assert_eq!(attribute(span, key).as_deref(), Some(value), "{key} of {span}");
    }
    // A health check every few seconds is no trace, and spans are nothing for logs.
    assert!(!spans.iter().any(|span| span["name"] == "GET /readyz"));
    assert!(
        service.log().contains("Answered POST /v1/articles") && !service.log().contains("span"),
        "{}",
        service.log()
    );
}

#[cfg(unix)]
#[test]
fn what_is_asked_of_the_object_store_is_a_span_of_the_request_that_needs_it() {
    let Some(moto) = crate::servers::moto() else { return };
    let (account, (address, messages)) = (moto.account(), collector());
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("natiq.toml");
    std::fs::write(&config, "objects = \"s3://natiq/traces/audio\"\n").unwrap();
    let environment = [
        ("NATIQ_CONFIG", config.to_str().unwrap()),
        ("AWS_ACCESS_KEY_ID", account.key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &account.secret),
        ("AWS_ENDPOINT_URL_S3", account.endpoint.as_deref().unwrap()),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &address),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
    ];
    let service = Service::start(&environment);
    // As long as what is shared.
    let (status, article) = service.ask("POST", "/v1/articles", &"فتحت المكتبة أبوابها صباح اليوم. ".repeat(20));
    assert_eq!(status, 201);
    let article: Value = serde_json::from_slice(&article).unwrap();
    let path = format!("/v1/articles/{}/segments/0?format=wav", article["id"].as_str().unwrap());
    assert_eq!(service.ask("GET", &path, "").0, 200);
    let heard = "GET /v1/articles/{id}/segments/{n}";
    let spans = spans(&messages, &[heard, "objects.get", "objects.put"]);
    let named = |name: &str| spans.iter().find(|span| span["name"] == name).unwrap();
    for question in [named("objects.get"), named("objects.put")] {
        // Kind 3 is a client's.
        assert_eq!((&question["parentSpanId"], &question["kind"]), (&named(heard)["spanId"], &3.into()));
    }
}

#[test]
fn collector_that_is_away_is_told_of_once_and_the_service_goes_on() {
    // Nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("http://127.0.0.1:{port}");
    let service = Service::start(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &address), ("OTEL_BSP_SCHEDULE_DELAY", "50")]);
    let said = || service.log().matches("The collector of traces takes none").count();
    let until = Instant::now() + Duration::from_secs(60);
    while said() == 0 {
        assert_eq!(service.ask("GET", "/v1/voices", "").0, 200);
        assert!(Instant::now() < until, "{}", service.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    for _ in 0..10 {
        assert_eq!(service.ask("GET", "/v1/voices", "").0, 200);
        std::thread::sleep(Duration::from_millis(60));
    }
    assert_eq!(said(), 1, "{}", service.log());
}
