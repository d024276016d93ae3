//! Articles that are given by their address. The sites are servers on this machine, which a service may only ask when its
//! settings permit their network.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use natiq::{
    fetch::{Fetching, Permission},
    http::Settings,
};
use serde_json::json;

use super::{Answer, Service};

const PAGE: &str = "<html><head><title>موقع</title></head><body><nav><a href='/'>الرئيسية</a></nav><article><h1>وصول \
                    القطار</h1><p>وصل القطار إلى المدينة في الموعد المحدد، ونزل منه المسافرون جميعا إلى الرصيف الكبير حيث \
                    كان الناس ينتظرون.</p><p>وقال مدير المحطة إن القطار سيعود غدا في الموعد نفسه، وإن التذاكر متوفرة في \
                    الشباك وعلى الموقع.</p></article></body></html>";

/// A site on this machine, and how often it was asked.
struct Site {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Site {
    async fn start(host: &str, answer: impl Fn(&str) -> Response + Clone + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let site = Router::new().fallback(move |request: Request| {
            count.fetch_add(1, Ordering::SeqCst);
            let response = answer(request.uri().path());
            async move { response }
        });
        tokio::spawn(async move { axum::serve(listener, site).await });
        Self { address, asked }
    }
}

fn html(page: &str) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.to_owned()).into_response()
}

fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, to.to_owned())]).into_response()
}

/// Settings that permit the site at `address`, and its port.
fn permitting(address: SocketAddr) -> Settings {
    let network = format!("{}/32", address.ip()).parse().unwrap();
    let fetch = Fetching {
        enabled: Permission::On,
        networks: vec![network],
        ports: vec![80, address.port()],
        ..Fetching::default()
    };
    Settings { fetch, ..Settings::default() }
}

async fn give(service: &Service, url: &str) -> Answer {
    service.post_json("/v1/articles", &json!({ "url": url })).await
}

#[tokio::test]
async fn page_at_an_address_is_an_article() {
    let site = Site::start("127.0.0.1", |path| match path {
        "/page" => html(PAGE),
        "/windows" => {
            let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(PAGE);
            ([(header::CONTENT_TYPE, "text/html; charset=windows-1256")], bytes.into_owned()).into_response()
        }
        _ => redirect("../page?again#here"),
    })
    .await;
    let service = Service::start_with(permitting(site.address)).await;
    for path in ["page", "windows", "moved/away"] {
        let answer = give(&service, &format!("http://{}/{path}", site.address)).await;
        assert_eq!(answer.status, 201, "{path}: {}", answer.text());
        assert_eq!(answer.json()["title"], "وصول القطار", "{path}");
        assert!(answer.text().contains("التذاكر متوفرة") && !answer.text().contains("الرئيسية"), "{path}");
    }
}

#[tokio::test]
async fn off_unless_told_otherwise() {
    let site = Site::start("127.0.0.1", |_| html(PAGE)).await;
    let service = Service::start().await;
    give(&service, &format!("http://{}/", site.address)).await.assert_problem(403, "fetch_off");
    assert_eq!(site.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn nothing_of_this_machine_or_its_network_is_asked() {
    let site = Site::start("127.0.0.1", |_| html(PAGE)).await;
    let port = site.address.port();
    let mut settings = permitting(site.address);
    settings.fetch.networks = Vec::new();
    let service = Service::start_with(settings).await;
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.0.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[fd00::1]",
        // A name that cannot be anybody's (a label has 63 letters at most) is answered alike.
        "nobody-is-here-nobody-is-here-nobody-is-here-nobody-is-here-nobody.example",
    ] {
        let answer = give(&service, &format!("http://{host}:{port}/")).await;
        answer.assert_problem(422, "host_not_public");
        assert_eq!(answer.json()["field"], "url");
    }
    assert_eq!(site.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirect_to_where_it_may_not_ask_is_not_followed() {
    let inner = Site::start("127.0.0.2", |_| html(PAGE)).await;
    let (port, to) = (inner.address.port(), inner.address);
    let site = Site::start("127.0.0.1", move |path| match path {
        "/inside" => redirect(&format!("http://{to}/")),
        "/file" => redirect("file:///etc/passwd"),
        "/port" => redirect("http://127.0.0.1:22/"),
        "/user" => redirect("http://a:b@127.0.0.1/"),
        _ => redirect("/round/and/round"),
    })
    .await;
    let mut settings = permitting(site.address);
    settings.fetch.ports.push(port);
    let service = Service::start_with(settings).await;
    for (path, status, code) in [
        ("inside", 422, "host_not_public"),
        ("file", 422, "url_refused"),
        ("port", 422, "url_refused"),
        ("user", 422, "url_refused"),
        ("round", 502, "fetch_failed"),
    ] {
        give(&service, &format!("http://{}/{path}", site.address)).await.assert_problem(status, code);
    }
    assert_eq!(inner.asked.load(Ordering::SeqCst), 0);
    // The first and five more.
    assert_eq!(site.asked.load(Ordering::SeqCst), 4 + 6);
}

#[tokio::test]
async fn addresses_that_are_none_of_a_page() {
    let service = Service::start_with(permitting((IpAddr::from([127, 0, 0, 1]), 1).into())).await;
    for url in
        ["", "example", "ftp://news.example/", "file:///etc/passwd", "https://news.example:22/", "//news.example"]
    {
        give(&service, url).await.assert_problem(422, "url_refused");
    }
    let both = service.post_json("/v1/articles", &json!({"url": "http://a.example/", "text": "نص"})).await;
    both.assert_problem(422, "invalid_field");
}

#[tokio::test]
async fn pages_that_are_no_article() {
    let site = Site::start("127.0.0.1", |path| match path {
        "/picture" => ([(header::CONTENT_TYPE, "image/png")], "png").into_response(),
        "/nothing" => (StatusCode::NOT_FOUND, html(PAGE)).into_response(),
        "/large" => html(&"كلمة ".repeat(50_000)),
        _ => html("<p>nothing in Arabic</p>"),
    })
    .await;
    let settings = Settings { max_body_bytes: 100_000, ..permitting(site.address) };
    let service = Service::start_with(settings).await;
    for (path, status, code) in [
        ("picture", 422, "page_not_text"),
        ("nothing", 502, "fetch_failed"),
        ("large", 422, "page_too_large"),
        ("english", 422, "not_arabic"),
    ] {
        give(&service, &format!("http://{}/{path}", site.address)).await.assert_problem(status, code);
    }
    // Nobody is at that port.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let service = Service::start_with(permitting(port)).await;
    give(&service, &format!("http://{port}/")).await.assert_problem(502, "fetch_failed");
}

#[tokio::test]
async fn site_that_never_comes_to_an_end_is_left() {
    // Takes the connection and says a byte now and then.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").await.unwrap();
        while socket.write_all(b"<p>").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let mut settings = permitting(address);
    settings.fetch.timeout_seconds = 1;
    let service = Service::start_with(settings).await;
    give(&service, &format!("http://{address}/")).await.assert_problem(504, "fetch_timed_out");
}

#[tokio::test]
async fn too_many_fetches_are_asked_to_come_again() {
    let mut settings = permitting((IpAddr::from([127, 0, 0, 1]), 1).into());
    settings.fetch.at_a_time = 0;
    let service = Service::start_with(settings).await;
    let refused = give(&service, "http://127.0.0.1:1/").await;
    refused.assert_problem(503, "full");
    assert!(!refused.header("retry-after").is_empty());
}

#[tokio::test]
async fn job_asks_a_site_again_that_is_away_for_a_moment_and_one_that_has_no_such_page_once() {
    let n_asked = Arc::new(AtomicUsize::new(0));
    let site = Site::start("127.0.0.1", move |path| match path {
        "/page" if n_asked.fetch_add(1, Ordering::SeqCst) > 0 => html(PAGE),
        "/page" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    })
    .await;
    let service = Service::start_with(permitting(site.address)).await;
    let urls = ["page", "nothing"].map(|page| json!({ "url": format!("http://{}/{page}", site.address) }));
    let given = service.post_json("/v1/jobs", &json!({ "articles": urls, "format": "wav" })).await;
    assert_eq!(given.status, 202, "{given:?}");
    let path = given.header("location").to_owned();
    // They end with the job.
    service.get(&format!("{path}/events")).await;
    let job = service.get(&path).await.json();
    assert_eq!(
        (&job["articles"][0]["state"], &job["articles"][1]["state"]),
        (&json!("done"), &json!("failed")),
        "{job}"
    );
    assert_eq!(site.asked.load(Ordering::SeqCst), 3, "{job}");
}
