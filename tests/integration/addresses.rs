//! Articles by their addresses, from a site on this machine: what is fetched, how often, and what is refused.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use natiq::{
    fetch::{Error, Fetcher},
    job::{Content, gather},
};

const PAGE: &str = "<html><head><title>موقع</title></head><body><nav><a href='/'>الرئيسية</a></nav><article><h1>وصول \
                    القطار</h1><p>وصل القطار إلى المدينة في الموعد المحدد، ونزل منه المسافرون جميعا إلى الرصيف الكبير حيث \
                    كان الناس ينتظرون.</p><p>وقال مدير المحطة إن القطار سيعود غدا في الموعد نفسه.</p></article></body></html>";

/// What a request was: its path, and its fields in lower case.
#[derive(Clone)]
struct Asked {
    path: String,
    fields: Vec<String>,
}

impl Asked {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find_map(|field| field.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A site that answers with what a function makes of each request, bytes and all.
struct Site {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// The most requests that were under way at a time.
    together: Arc<AtomicUsize>,
}

impl Site {
    fn start(answer: impl Fn(&Asked, &mut TcpStream) + Clone + Send + 'static) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Site { address: listener.local_addr().unwrap(), asked: Arc::default(), together: Arc::default() };
        let (asked, together) = (site.asked.clone(), site.together.clone());
        let now = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, together, now, answer) = (asked.clone(), together.clone(), now.clone(), answer.clone());
                std::thread::spawn(move || {
                    together.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let mut stream = stream;
                    let request = read_head(&stream);
                    asked.lock().unwrap().push(request.clone());
                    answer(&request, &mut stream);
                    now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        site
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn n_asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn read_head(stream: &TcpStream) -> Asked {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    Asked { path, fields: lines.map(|line| line.to_ascii_lowercase()).collect() }
}

fn respond(stream: &mut TcpStream, status: &str, fields: &str, body: &[u8]) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{fields}\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn page(stream: &mut TcpStream, body: &[u8]) {
    respond(stream, "200 OK", "content-type: text/html; charset=utf-8\r\n", body);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

const LIMIT: usize = 1_000_000;

#[test]
fn pages_as_sites_answer_them() {
    let site = Site::start(|asked, stream| match asked.path.as_str() {
        "/page" => page(stream, PAGE.as_bytes()),
        "/gzip" => {
            respond(stream, "200 OK", "content-type: text/html\r\ncontent-encoding: gzip\r\n", &gzip(PAGE.as_bytes()))
        }
        "/windows" => {
            let bytes = encoding_rs::WINDOWS_1256.encode(PAGE).0;
            respond(stream, "200 OK", "content-type: text/html; charset=windows-1256\r\n", &bytes);
        }
        "/wrong-charset" => {
            respond(stream, "200 OK", "content-type: text/html; charset=iso-8859-1\r\n", PAGE.as_bytes())
        }
        "/moved/away" => respond(stream, "302 Found", "location: ../page?again#here\r\n", b""),
        "/page?again" => page(stream, PAGE.as_bytes()),
        _ => respond(stream, "404 Not Found", "", b""),
    });
    let fetcher = Fetcher::own(LIMIT);
    for path in ["/page", "/gzip", "/windows", "/wrong-charset", "/moved/away"] {
        let (bytes, kind) = fetcher.fetch(&site.url(path)).unwrap().input();
        let article = natiq::article::read(&bytes, kind, &natiq::article::Options::default()).unwrap();
        assert_eq!(article.title.as_deref(), Some("وصول القطار"), "{path}");
        assert_eq!(article.paragraphs.len(), 2, "{path}");
    }
    let agent = site.asked.lock().unwrap()[0].field("user-agent").map(str::to_owned);
    assert!(agent.is_some_and(|agent| agent.starts_with("natiq/")));
}

#[test]
fn what_is_refused_says_why() {
    let site = Site::start(|asked, stream| match asked.path.as_str() {
        "/picture" => respond(stream, "200 OK", "content-type: image/png\r\n", b"\x89PNG"),
        "/huge" => page(stream, &vec![b'x'; LIMIT + 1]),
        "/bomb" => {
            let packed = gzip(&vec![b'x'; 50 * LIMIT]);
            assert!(packed.len() < LIMIT);
            respond(stream, "200 OK", "content-type: text/html\r\ncontent-encoding: gzip\r\n", &packed);
        }
        "/circle" => respond(stream, "302 Found", "location: /circle\r\n", b""),
        "/inside" => respond(stream, "302 Found", "location: file:///etc/passwd\r\n", b""),
        "/login" => respond(stream, "403 Forbidden", "", b""),
        "/busy" => respond(stream, "429 Too Many Requests", "", b""),
        _ => respond(stream, "404 Not Found", "", b""),
    });
    let fetcher = Fetcher::own(LIMIT);
    let error = |path: &str| fetcher.fetch(&site.url(path)).unwrap_err();
    assert!(matches!(error("/picture"), Error::MediaType(found) if found == "image/png"));
    assert!(matches!(error("/huge"), Error::TooLarge { limit: LIMIT }));
    assert!(matches!(error("/bomb"), Error::TooLarge { limit: LIMIT }));
    assert!(matches!(error("/circle"), Error::TooManyRedirects { .. }));
    assert!(matches!(error("/inside"), Error::Address(_)));
    assert!(error("/login").to_string().contains("open it in a browser"));
    assert!(error("/gone").to_string().contains("not there any more"));
    assert!(matches!(error("/busy"), Error::Status { status: 429 }));
    assert!(matches!(fetcher.fetch("http://127.0.0.1:1/"), Err(Error::Failed(_))));
}

#[test]
fn site_that_asks_for_patience_is_asked_once_more() {
    let n = Arc::new(AtomicUsize::new(0));
    let site = Site::start(move |_, stream| match n.fetch_add(1, Ordering::SeqCst) {
        0 => respond(stream, "503 Service Unavailable", "retry-after: 1\r\n", b""),
        _ => page(stream, PAGE.as_bytes()),
    });
    assert!(Fetcher::own(LIMIT).fetch(&site.url("/")).is_ok());
    assert_eq!(site.n_asked(), 2);
}

#[test]
fn page_that_does_not_come_is_given_up() {
    let site = Site::start(|_, stream| {
        // A byte at a time, for ever.
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let started = std::time::Instant::now();
    let fetcher = Fetcher::own(LIMIT).within(Duration::from_millis(500));
    assert!(matches!(fetcher.fetch(&site.url("/")), Err(Error::TooSlow { .. })));
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_host_is_asked_by_one_at_a_time() {
    let site = Site::start(|_, stream| {
        std::thread::sleep(Duration::from_millis(30));
        page(stream, PAGE.as_bytes());
    });
    let fetcher = Fetcher::own(LIMIT);
    std::thread::scope(|scope| {
        for i in 0..6 {
            let (fetcher, url) = (fetcher.clone(), site.url(&format!("/{i}")));
            scope.spawn(move || fetcher.fetch(&url).unwrap());
        }
    });
    assert_eq!(site.n_asked(), 6);
    // One that was answered may still be going when the next begins.
    assert!(site.together.load(Ordering::SeqCst) <= 2);
}

#[test]
fn what_is_kept_is_asked_for_only_if_it_changed() {
    let site = Site::start(|asked, stream| match asked.field("if-none-match") {
        Some("\"1\"") => respond(stream, "304 Not Modified", "etag: \"1\"\r\n", b""),
        _ => respond(
            stream,
            "200 OK",
            "content-type: text/html\r\netag: \"1\"\r\nlast-modified: Tue, 05 Mar 2024 10:00:00 GMT\r\n",
            PAGE.as_bytes(),
        ),
    });
    let fetcher = Fetcher::own(LIMIT).keeping();
    let first = fetcher.fetch(&site.url("/")).unwrap();
    assert_eq!(fetcher.fetch(&site.url("/")).unwrap(), first);
    let asked = site.asked.lock().unwrap();
    assert_eq!(asked[0].field("if-none-match"), None);
    assert_eq!(asked[1].field("if-modified-since"), Some("tue, 05 mar 2024 10:00:00 gmt"));
}

#[test]
fn feeds_and_site_maps_lead_to_their_articles() {
    let site = Site::start(|asked, stream| {
        let host = asked.field("host").unwrap_or_default().to_owned();
        match asked.path.as_str() {
            "/feed" => {
                let feed = format!(
                    "<rss><channel><title>ص</title><item><guid>1</guid><title>خبر</title><description>نص الخبر كله هنا.</description></item>\
                     <item><guid>2</guid><title>موجز</title><link>http://{host}/page</link><description>بداية الخبر […]</description></item></channel></rss>"
                );
                respond(stream, "200 OK", "content-type: application/rss+xml\r\n", feed.as_bytes());
            }
            "/index.xml" => {
                let index =
                    format!("<sitemapindex><sitemap><loc>http://{host}/map.xml.gz</loc></sitemap></sitemapindex>");
                respond(stream, "200 OK", "content-type: text/xml\r\n", index.as_bytes());
            }
            "/map.xml.gz" => {
                let map =
                    format!("<urlset><url><loc>http://{host}/page</loc><lastmod>2024-03-05</lastmod></url></urlset>");
                respond(stream, "200 OK", "content-type: application/gzip\r\n", &gzip(map.as_bytes()));
            }
            "/page" => page(stream, PAGE.as_bytes()),
            _ => respond(stream, "404 Not Found", "", b""),
        }
    });
    let fetcher = Fetcher::own(LIMIT);
    let look = |path: &str| gather(&[site.url(path)], Path::new("none"), &fetcher);
    let feed = look("/feed");
    assert_eq!(feed.sources.len(), 2, "{:?}", feed.unusable);
    assert!(matches!(&feed.sources[0].content, Content::Bytes(..)));
    // What breaks off is read where it goes on.
    assert!(matches!(&feed.sources[1].content, Content::Address { url, .. } if url.ends_with("/page")));
    let map = look("/index.xml");
    assert_eq!(map.sources.len(), 1, "{:?}", map.unusable);
    assert_eq!(map.sources[0].modified.to_string(), "2024-03-05T00:00:00Z");
    let single = look("/page");
    assert_eq!(
        (single.sources[0].slug.as_str(), single.sources[0].metadata.link.as_deref()),
        ("page", Some(site.url("/page").as_str()))
    );
    assert_eq!(look("/gone").unusable.len(), 1);
}

/// Reads what an input leads to, each with its title or why there is none.
fn read_all(input: &str, folder: &Path) -> Vec<(String, String)> {
    let report = folder.join("report.json");
    let output = Command::new(env!("CARGO_BIN_EXE_natiq"))
        .args(["render", "--format", "wav", "--report"])
        .arg(&report)
        .arg("--out")
        .arg(folder.join("out"))
        .arg(input)
        .output()
        .unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let entries = report["articles"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    entries.map(|entry| (text(&entry["status"]), text(&entry["reason"]))).collect()
}

#[test]
fn site_that_is_gone_through_is_asked_for_its_rules() {
    let site = Site::start(|asked, stream| {
        let host = asked.field("host").unwrap_or_default().to_owned();
        match asked.path.as_str() {
            "/robots.txt" => {
                let rules = b"User-agent: *\nDisallow: /\n\nUser-agent: natiq\nDisallow: /drafts/\nCrawl-delay: 0.3\n";
                respond(stream, "200 OK", "content-type: text/plain\r\n", rules);
            }
            "/map.xml" => {
                let locations =
                    ["/a", "/drafts/b", "/moved"].map(|path| format!("<url><loc>http://{host}{path}</loc></url>"));
                let map = format!("<urlset>{}</urlset>", locations.concat());
                respond(stream, "200 OK", "content-type: text/xml\r\n", map.as_bytes());
            }
            "/moved" => respond(stream, "302 Found", "location: /drafts/c\r\n", b""),
            _ => page(stream, PAGE.as_bytes()),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let started = std::time::Instant::now();
    let read = read_all(&site.url("/map.xml"), folder.path());
    let statuses: Vec<&str> = read.iter().map(|(status, _)| status.as_str()).collect();
    assert_eq!(statuses, ["rendered", "failed", "failed"], "{read:?}");
    assert!(read[1].1.contains("robots.txt") && read[2].1.contains("robots.txt"), "{read:?}");
    let asked: Vec<String> = site.asked.lock().unwrap().iter().map(|asked| asked.path.clone()).collect();
    assert!(!asked.iter().any(|path| path.starts_with("/drafts")), "{asked:?}");
    assert_eq!(asked.iter().filter(|path| *path == "/robots.txt").count(), 1);
    assert!(started.elapsed() > Duration::from_millis(300));
    // Who gives the page's own address asks for it as with a browser.
    assert!(Fetcher::own(LIMIT).fetch(&site.url("/drafts/b")).is_ok());
}

#[test]
fn site_without_rules_forbids_nothing_and_one_that_cannot_say_them_everything() {
    let site = |status: &'static str| {
        Site::start(move |asked, stream| match asked.path.as_str() {
            "/robots.txt" => respond(stream, status, "", b""),
            _ => page(stream, PAGE.as_bytes()),
        })
    };
    let crawl = |site: &Site| Fetcher::own(LIMIT).crawl(&site.url("/a"));
    assert!(crawl(&site("404 Not Found")).is_ok());
    assert!(matches!(crawl(&site("500 Internal Server Error")), Err(Error::Robots)));
}

#[test]
fn page_that_waits_for_its_script_is_read_in_its_version_for_phones() {
    const SHELL: &str = "<html><head><title>وصول القطار</title><link rel=\"amphtml\" href=\"/amp/page\"></head><body><h1>وصول \
                         القطار</h1><div id=\"app\"></div><script src=\"/a.js\"></script></body></html>";
    let site = Site::start(|asked, stream| match asked.path.as_str() {
        "/shell" => page(stream, SHELL.as_bytes()),
        "/whole" => page(stream, PAGE.replace("</head>", "<link rel=amphtml href=/amp/page></head>").as_bytes()),
        "/broken" => page(stream, SHELL.replace("/amp/page", "/gone").as_bytes()),
        "/amp/page" => page(stream, PAGE.replace("<html>", "<html amp>").as_bytes()),
        _ => respond(stream, "404 Not Found", "", b""),
    });
    let fetcher = Fetcher::own(LIMIT);
    let read = |path: &str| {
        let (bytes, kind) = fetcher.with_text(fetcher.fetch(&site.url(path)).unwrap()).input();
        natiq::article::read(&bytes, kind, &natiq::article::Options::default())
    };
    assert_eq!(read("/shell").unwrap().paragraphs.len(), 2);
    let n_asked = site.n_asked();
    assert_eq!(read("/whole").unwrap().paragraphs.len(), 2);
    // What has its text is not asked for again.
    assert_eq!(site.n_asked(), n_asked + 1);
    assert!(read("/broken").is_err());
}

#[test]
fn commands_take_addresses() {
    let site = Site::start(|asked, stream| match asked.path.as_str() {
        "/page" => page(stream, PAGE.as_bytes()),
        _ => {
            respond(stream, "200 OK", "content-type: application/rss+xml\r\n", b"<rss><channel><item/></channel></rss>")
        }
    });
    let text = |path: &str| {
        let natiq =
            Command::new(env!("CARGO_BIN_EXE_natiq")).args(["text", "--stage", "article", &site.url(path)]).output();
        let output = natiq.unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, stdout, stderr) = text("/page");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stdout.contains("وصول القطار") && !stdout.contains("الرئيسية"));
    let (code, _, stderr) = text("/feed");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("`natiq render`"), "{stderr}");
}

#[test]
fn files_that_are_not_read_are_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, remedy) in [
        ("a.pdf", b"%PDF-1.7".as_slice(), "pdftotext"),
        ("b.doc", b"\xd0\xcf\x11\xe0", "save it as DOCX"),
        ("c.rtf", b"{\\rtf1", "save it as DOCX"),
        ("d.mobi", b"BOOKMOBI", "EPUB"),
        ("e.txt", b"%PDF-1.7", "pdftotext"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let output =
            Command::new(env!("CARGO_BIN_EXE_natiq")).args(["text", "--stage", "article"]).arg(&path).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr.contains(remedy), "{name}: {stderr}");
        let mut rest = String::new();
        output.stdout.as_slice().read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}
