//! Large files by their address: to the disk, gone on with where they were cut, and checked.
//!
//! A file comes under another name in the same folder and takes its own only when all of it is there and its SHA-256 is
//! the one expected. What was cut stays, and the next attempt asks for the rest, if the server says that it is still the
//! same file (RFC 9110, 13.1.5 and 14).
//!
//! Whoever runs this names an address, which may be on their own network. Where a *server* leads on to, it may not:
//! a redirect to another host goes to the public internet or nowhere, and never from `https` to `http`.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use iri_string::types::UriAbsoluteStr;
use ureq::{
    Agent, Proxy,
    http::{Response, header},
    unversioned::{resolver::DefaultResolver, transport::DefaultConnector},
};

use super::{address, guard::Guard};
use crate::{digest::sha256_of_reader, durable};

/// How often a file is asked for before it is given up.
const ATTEMPTS: u32 = 5;
/// How often one answer may lead to another address.
const MOST_REDIRECTS: u32 = 5;
/// Longer than this no server may keep silent.
const SILENCE: Duration = Duration::from_secs(30);
/// The largest file that is fetched, in bytes.
const LARGEST: u64 = 4 << 30;
const PARTIAL_CONTENT: u16 = 206;
const RANGE_NOT_SATISFIABLE: u16 = 416;

/// Why a file was not fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not fetch `{url}`: {source}")]
    Address { url: String, source: super::Error },
    #[error("could not fetch `{url}`: it was answered with status {status}")]
    Status { url: String, status: u16 },
    #[error("could not fetch `{url}`: it leads on to `{to}`, which is not on the public internet over `https`")]
    LedInside { url: String, to: String },
    #[error("could not fetch `{url}`: it leads to another address more than {MOST_REDIRECTS} times")]
    TooManyRedirects { url: String },
    #[error("limit reached: `{url}` has more than {LARGEST} bytes")]
    TooLarge { url: String },
    #[error("could not fetch `{url}`: in {ATTEMPTS} attempts its server was not reached or did not answer")]
    Unreached {
        url: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("could not fetch `{url}`: it was cut {ATTEMPTS} times, {received} bytes are kept (try again to go on)")]
    Cut {
        url: String,
        received: u64,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("`{url}` has SHA-256 {found}, expected {expected} (it is not the file that is meant, and was thrown away)")]
    Checksum { url: String, found: String, expected: String },
    #[error("could not write `{}`", path.display())]
    Write { path: PathBuf, source: io::Error },
}

/// What went wrong in one attempt.
enum Failure {
    /// There was no answer; there may be one the next time.
    Unanswered(Box<dyn std::error::Error + Send + Sync>),
    /// The rest may come if it is asked for again.
    Cut(Box<dyn std::error::Error + Send + Sync>),
    Final(Error),
}

/// Fetches `url` into the file `target` and returns its SHA-256. `progress` is told how many bytes are there, and of how
/// many where the server says so.
///
/// # Errors
/// As [`Error`] says. After [`Error::Cut`] and [`Error::Unreached`] the next call goes on where this one ended.
///
/// # Blocking
/// Until the file is there.
pub fn download(
    url: &str,
    target: &Path,
    expected: Option<&str>,
    progress: &mut dyn FnMut(u64, Option<u64>),
) -> Result<String, Error> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let partial = target.with_file_name(format!(".{name}.partial"));
    let tag = target.with_file_name(format!(".{name}.tag"));
    let write = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Write { path, source }
    };
    let mut was_answered = false;
    for attempt in 1.. {
        match receive(url, &partial, &tag, progress) {
            Ok(()) => break,
            Err(Failure::Final(error)) => return Err(error),
            Err(Failure::Unanswered(source)) if attempt == ATTEMPTS && !was_answered => {
                return Err(Error::Unreached { url: url.to_owned(), source });
            }
            Err(Failure::Cut(source) | Failure::Unanswered(source)) if attempt == ATTEMPTS => {
                let received = fs::metadata(&partial).map_or(0, |file| file.len());
                return Err(Error::Cut { url: url.to_owned(), received, source });
            }
            Err(failure) => was_answered |= matches!(failure, Failure::Cut(_)),
        }
        std::thread::sleep(Duration::from_millis(200 * u64::from(attempt)));
    }
    let file = File::open(&partial).map_err(write(&partial))?;
    let found = sha256_of_reader(&file).map_err(write(&partial))?;
    let _ = fs::remove_file(&tag);
    if let Some(expected) = expected.filter(|expected| !found.eq_ignore_ascii_case(expected)) {
        let _ = fs::remove_file(&partial);
        return Err(Error::Checksum { url: url.to_owned(), found, expected: expected.to_owned() });
    }
    file.sync_all().and_then(|()| fs::rename(&partial, target)).map_err(write(target))?;
    Ok(found)
}

/// Asks for what is missing of a file and adds it to what is there.
fn receive(url: &str, partial: &Path, tag: &Path, progress: &mut dyn FnMut(u64, Option<u64>)) -> Result<(), Failure> {
    let write = |path: &Path| {
        let path = path.to_owned();
        move |source| Failure::Final(Error::Write { path, source })
    };
    // Without a sign that it is the same file the rest could be another's.
    let known_tag = fs::read_to_string(tag).ok().filter(|tag| !tag.is_empty());
    let there = fs::metadata(partial).map_or(0, |file| file.len());
    let from = known_tag.filter(|_| there > 0).map(|tag| (there, tag));
    let mut response = ask(url, from.as_ref())?;
    let status = response.status().as_u16();
    let told = |name: header::HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
    let total = told(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let (mut received, total) = match status {
        PARTIAL_CONTENT if from.is_some() => {
            let start = format!("bytes {there}-");
            if !told(header::CONTENT_RANGE).is_some_and(|range| range.starts_with(&start)) {
                let _ = fs::remove_file(partial);
                return Err(Failure::Cut("the server sent another part than was asked for".into()));
            }
            (there, total.map(|rest| there + rest))
        }
        200 => (0, total),
        RANGE_NOT_SATISFIABLE if from.is_some() => {
            let _ = fs::remove_file(partial);
            return Err(Failure::Cut("the file is shorter than what was received".into()));
        }
        status @ (408 | 429 | 500..=599) => return Err(Failure::Cut(format!("status {status}").into())),
        status => return Err(Failure::Final(Error::Status { url: url.to_owned(), status })),
    };
    if total.is_some_and(|total| total > LARGEST) {
        return Err(Failure::Final(Error::TooLarge { url: url.to_owned() }));
    }
    if received == 0 {
        // A weak tag says only that the file means the same.
        let strong = told(header::ETAG).filter(|tag| !tag.starts_with("W/")).unwrap_or_default();
        durable::write(tag, strong.as_bytes()).map_err(write(tag))?;
    }
    let file = File::options().create(true).write(true).truncate(received == 0).open(partial);
    let mut file = file.map_err(write(partial))?;
    io::Seek::seek(&mut file, io::SeekFrom::Start(received)).map_err(write(partial))?;
    let mut reader = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::Cut(error.into())),
        };
        file.write_all(&buffer[..n]).map_err(write(partial))?;
        received += n as u64;
        if received > LARGEST {
            return Err(Failure::Final(Error::TooLarge { url: url.to_owned() }));
        }
        progress(received, total);
    }
    match total {
        Some(total) if received < total => {
            Err(Failure::Cut(format!("{received} of {total} bytes were received").into()))
        }
        _ => Ok(()),
    }
}

/// Asks for a file, or for the rest of it, and goes where the answer leads.
fn ask(url: &str, from: Option<&(u64, String)>) -> Result<Response<ureq::Body>, Failure> {
    let refused = |source| Failure::Final(Error::Address { url: url.to_owned(), source });
    let first = address::read(url, None, None).map_err(refused)?;
    let mut place = first.clone();
    for _ in 0..=MOST_REDIRECTS {
        let is_own = place.authority_str() == first.authority_str() && place.scheme_str() == first.scheme_str();
        let mut request = agent(is_own).get(place.as_str()).header(header::ACCEPT_ENCODING.as_str(), "identity");
        if let Some((there, tag)) = from {
            request = request
                .header(header::RANGE.as_str(), format!("bytes={there}-"))
                .header(header::IF_RANGE.as_str(), tag.as_str());
        }
        let response = request.call().map_err(|error| match error {
            ureq::Error::Other(_) if !is_own => {
                Failure::Final(Error::LedInside { url: url.to_owned(), to: place.as_str().to_owned() })
            }
            error => Failure::Unanswered(error.into()),
        })?;
        let location = response.headers().get(header::LOCATION).filter(|_| response.status().is_redirection());
        let Some(location) = location else { return Ok(response) };
        let location = String::from_utf8_lossy(location.as_bytes());
        let next = address::read(&location, Some(&place), None).map_err(refused)?;
        if !may_lead(&place, &next) {
            return Err(Failure::Final(Error::LedInside { url: url.to_owned(), to: next.as_str().to_owned() }));
        }
        place = next;
    }
    Err(Failure::Final(Error::TooManyRedirects { url: url.to_owned() }))
}

/// Tells whether one address may lead to another: nowhere from `https` but to `https`, and by way of a proxy, which
/// resolves names itself, to no bare number and no name of this machine.
fn may_lead(from: &UriAbsoluteStr, to: &UriAbsoluteStr) -> bool {
    let is_same = from.authority_str() == to.authority_str();
    let host = to.authority_components().map_or("", |authority| authority.host()).to_ascii_lowercase();
    let is_number = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    let is_local = host == "localhost" || host.ends_with(".localhost") || !host.contains('.');
    let is_secure = from.scheme_str() != "https" || to.scheme_str() == "https";
    is_secure && (is_same || !(is_number || is_local))
}

/// Returns what asks: from wherever it can for the address that was given, and only from the public internet for others.
fn agent(is_own: bool) -> Agent {
    let proxy = Proxy::try_from_env();
    // Behind a proxy it is the proxy that resolves names, and that keeps its network to itself.
    let guarded = !is_own && proxy.is_none();
    let settings = Agent::config_builder()
        .proxy(proxy)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .timeout_connect(Some(SILENCE))
        .timeout_recv_response(Some(SILENCE))
        .user_agent(concat!("natiq/", env!("CARGO_PKG_VERSION")))
        .build();
    match guarded {
        true => {
            let guard = Guard { networks: Vec::new(), system: DefaultResolver::default() };
            Agent::with_parts(settings, DefaultConnector::default(), guard)
        }
        false => Agent::new_with_config(settings),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        net::{TcpListener, TcpStream},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use super::*;
    use crate::digest::sha256;

    /// Answers connection after connection with what `answer` writes, told the number of the request and its range.
    fn serve(
        answer: impl Fn(&mut TcpStream, usize, Option<u64>) + Send + Sync + 'static,
    ) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/model.onnx", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut from = None;
                for line in BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
                    if line.is_empty() {
                        break;
                    }
                    if let Some(range) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
                        from = range.trim_end_matches('-').parse().ok();
                    }
                }
                answer(&mut stream, count.fetch_add(1, Ordering::SeqCst), from);
            }
        });
        (url, asked)
    }

    fn body() -> Vec<u8> {
        (0..200_000u32).flat_map(u32::to_le_bytes).collect()
    }

    /// Sends the file from `from`, but only so much of it.
    fn send(stream: &mut TcpStream, from: Option<u64>, most: usize) {
        let (body, start) = (body(), from.unwrap_or(0) as usize);
        let rest = &body[start..];
        let status = match from {
            Some(_) => format!("206 Partial Content\r\nContent-Range: bytes {start}-{}/{}", body.len() - 1, body.len()),
            None => "200 OK".to_owned(),
        };
        let head = format!("HTTP/1.1 {status}\r\nETag: \"a\"\r\nContent-Length: {}\r\n\r\n", rest.len());
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&rest[..most.min(rest.len())]);
    }

    fn redirect(stream: &mut TcpStream, to: &str) {
        let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
        let _ = stream.write_all(head.as_bytes());
    }

    #[test]
    fn file_that_is_cut_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        let (url, asked) = serve(|stream, _, from| send(stream, from, 300_000));
        let mut last = (0, None);
        let found = download(&url, &target, Some(&sha256(body())), &mut |received, total| last = (received, total));
        assert_eq!(found.unwrap(), sha256(body()));
        assert_eq!(asked.load(Ordering::SeqCst), 3);
        assert_eq!(last, (800_000, Some(800_000)));
        assert_eq!(fs::read(&target).unwrap(), body());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn file_that_is_cut_every_time_is_given_up_and_gone_on_with_by_the_next_call() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        let (url, asked) = serve(|stream, nth, from| send(stream, from, if nth < 5 { 100_000 } else { usize::MAX }));
        let error = download(&url, &target, None, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, Error::Cut { received: 500_000, .. }), "{error}");
        assert!(!target.exists());
        download(&url, &target, None, &mut |_, _| {}).unwrap();
        assert_eq!((fs::read(&target).unwrap(), asked.load(Ordering::SeqCst)), (body(), 6));
    }

    #[test]
    fn server_that_is_not_reached_is_said_to_be_so() {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("http://{free}/model.onnx");
        let error = download(&url, &folder.path().join("model.onnx"), None, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, Error::Unreached { .. }), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is kept");
    }

    #[test]
    fn file_that_has_changed_meanwhile_is_fetched_anew() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        // Asked for the rest of what it has no more, a server sends the whole file.
        let (url, _) = serve(|stream, nth, _| send(stream, None, if nth == 0 { 100_000 } else { usize::MAX }));
        download(&url, &target, Some(&sha256(body())), &mut |_, _| {}).unwrap();
        assert_eq!(fs::read(&target).unwrap(), body());
    }

    #[test]
    fn another_file_than_is_meant_is_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        let (url, _) = serve(|stream, _, from| send(stream, from, usize::MAX));
        let error = download(&url, &target, Some(&"0".repeat(64)), &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, Error::Checksum { .. }), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn redirect_within_the_host_is_followed_and_one_inside_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        let (url, _) = serve(|stream, nth, from| match nth {
            0 => redirect(stream, "/other.onnx"),
            _ => send(stream, from, usize::MAX),
        });
        download(&url, &target, None, &mut |_, _| {}).unwrap();
        let (inside, asked) = serve(|stream, _, from| send(stream, from, usize::MAX));
        for to in [inside.clone(), inside.replace("127.0.0.1", "localhost"), "http://10.0.0.1/x".to_owned()] {
            let (url, _) = serve(move |stream, _, _| redirect(stream, &to));
            let error = download(&url, &target, None, &mut |_, _| {}).unwrap_err();
            assert!(matches!(error, Error::LedInside { .. }), "{error}");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 0, "nobody inside was asked");
    }

    #[test]
    fn redirects_without_end_and_files_that_are_not_there_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.onnx");
        let (url, _) = serve(|stream, _, _| redirect(stream, "/again"));
        let error = download(&url, &target, None, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, Error::TooManyRedirects { .. }), "{error}");
        let (url, asked) = serve(|stream, _, _| {
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
        });
        let error = download(&url, &target, None, &mut |_, _| {}).unwrap_err();
        assert!(matches!(error, Error::Status { status: 404, .. }), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn page_where_a_secure_one_was_promised_is_not_gone_to() {
        let address = |text: &str| address::read(text, None, None).unwrap();
        let check = |from: &str, to: &str, expect: bool| {
            assert_eq!(may_lead(&address(from), &address(to)), expect, "{from} {to}");
        };
        check("https://a.example/x", "https://b.example/x", true);
        check("https://a.example/x", "http://b.example/x", false);
        check("https://a.example/x", "https://192.168.0.1/x", false);
        check("https://a.example/x", "https://[::1]/x", false);
        check("https://a.example/x", "https://metadata/x", false);
    }
}
