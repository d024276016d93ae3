//! As much of Amazon's S3 as uploads and the audio of many nodes need: objects put (also only where there is none yet), read,
//! listed and deleted, requests signed as "Signature Version 4" says
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>).
//!
//! # Why not the crate `object_store`?
//!
//! It would add 46 crates to those that the program is built of, a second HTTP client among them, for five requests that
//! the client which fetches articles makes as well. Multipart uploads, its largest part, are for objects beyond 5 GB.

use std::{fmt, fs::File, io, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use ureq::{Agent, http};

use crate::digest::{hex, hmac_sha256, sha256};

/// Why something could not be put or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("`{0}` is no place in S3 (expected `s3://BUCKET` or `s3://BUCKET/FOLDER`)")]
    Place(String),
    #[error("S3 needs a key (set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE)")]
    NoKey,
    #[error("could not reach `{url}`")]
    Unreachable { url: String, source: Box<ureq::Error> },
    #[error("`{url}` answered {status}{code}")]
    Refused { url: String, status: u16, code: String },
    #[error("could not read what `{url}` answered")]
    Answer { url: String, source: Box<ureq::Error> },
    #[error("could not read a file")]
    File(#[from] io::Error),
}

/// Who uses S3, and where the service is: what S3's own tools take from the environment.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Account {
    pub key_id: String,
    pub secret: String,
    /// Of temporary keys.
    pub session_token: Option<String>,
    pub region: Option<String>,
    /// Address of a service other than Amazon's.
    pub endpoint: Option<String>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// A folder of a bucket. Cheap to clone.
#[derive(Clone)]
pub struct Bucket {
    agent: Agent,
    account: Account,
    region: String,
    /// Address of the bucket, without a slash at its end.
    base: String,
    host: String,
    /// What stands before the names of objects, with a slash at its end where it is not empty.
    folder: String,
    /// How often a request is tried that the network or the service let down.
    attempts: u32,
}

/// How often a request is tried that the network or the service let down.
const ATTEMPTS: u32 = 4;

impl Bucket {
    /// Takes an address such as `s3://bucket/folder`.
    ///
    /// # Errors
    /// When it is none, or nobody is named who may use it.
    pub fn open(place: &str, account: Account) -> Result<Self, Error> {
        let wrong = || Error::Place(place.to_owned());
        let rest = place.strip_prefix("s3://").ok_or_else(wrong)?;
        let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
        // <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'.');
        if bucket.len() < 3 || !bucket.bytes().all(is_plain) || folder.contains(['?', '#']) {
            return Err(wrong());
        }
        if account.key_id.is_empty() || account.secret.is_empty() {
            return Err(Error::NoKey);
        }
        let region = account.region.clone().unwrap_or_else(|| "us-east-1".to_owned());
        let base = match &account.endpoint {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            // A certificate for `*.s3…` does not cover a name with a dot in it.
            None if bucket.contains('.') => format!("https://s3.{region}.amazonaws.com/{bucket}"),
            None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
        };
        let host = base.split_once("://").ok_or_else(wrong)?.1.split('/').next().unwrap_or_default().to_owned();
        let folder = match folder.trim_matches('/') {
            "" => String::new(),
            folder => format!("{}/", encoded(folder)),
        };
        let agent = agent(Duration::from_secs(20), Duration::from_secs(120), None);
        Ok(Self { agent, account, region, base, host, folder, attempts: ATTEMPTS })
    }

    /// Returns the bucket as it is asked by whoever has something better to do than to wait: once, for a few seconds to be
    /// answered and a minute in all.
    #[must_use]
    pub fn impatient(mut self) -> Self {
        self.agent = agent(Duration::from_secs(2), Duration::from_secs(5), Some(Duration::from_secs(60)));
        self.attempts = 1;
        self
    }

    /// Puts a file where there is no object of that name yet; says whether there was none.
    ///
    /// # Errors
    /// As [`Bucket::put`].
    pub fn put_if_absent(
        &self,
        name: &str,
        file: &File,
        sha256: &str,
        headers: &[(&str, &str)],
    ) -> Result<bool, Error> {
        let headers: Vec<_> = headers.iter().copied().chain([("if-none-match", "*")]).collect();
        match self.put(name, file, sha256, &headers) {
            Ok(()) => Ok(true),
            // 409: another is putting it at this moment.
            Err(Error::Refused { status: 409 | 412, .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts a file into the place of an object; `sha256` is that of its bytes.
    ///
    /// # Errors
    /// When it cannot be read or the service does not take it.
    pub fn put(&self, name: &str, file: &File, sha256: &str, headers: &[(&str, &str)]) -> Result<(), Error> {
        let send = |request: http::request::Builder| {
            let mut file = file;
            io::Seek::rewind(&mut file).map_err(ureq::Error::Io)?;
            self.agent.run(request.body(file).map_err(ureq::Error::Http)?)
        };
        self.request("PUT", self.url(name), sha256, headers, send).map(drop)
    }

    /// Reads an object of at most 64 MB; `None` where there is none.
    ///
    /// # Errors
    /// When the service does not give it.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(mut response) = self.read(name)? else { return Ok(None) };
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec();
        bytes.map(Some).map_err(|error| Error::Answer { url: self.url(name), source: Box::new(error) })
    }

    /// Begins to read an object; `None` where there is none.
    ///
    /// # Errors
    /// When the service does not give it.
    pub fn read(&self, name: &str) -> Result<Option<http::Response<ureq::Body>>, Error> {
        match self.ask("GET", self.url(name)) {
            Ok(response) => Ok(Some(response)),
            Err(Error::Refused { status: 404, code, .. }) if code.is_empty() || code.contains("NoSuchKey") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the names of some objects in the folder, those after what `behind` says, and where to go on behind them;
    /// `None` where these were the last. Names of more than letters, digits and `-._` are left out.
    ///
    /// # Errors
    /// When the service does not give them.
    pub fn list(&self, behind: Option<&str>) -> Result<(Vec<String>, Option<String>), Error> {
        // In the order of their names, as they are signed.
        let behind = behind.map(|behind| format!("continuation-token={}&", encoded_value(behind)));
        let prefix = self.folder.replace('/', "%2F");
        let url = format!("{}/?{}list-type=2&prefix={prefix}", self.base, behind.unwrap_or_default());
        let mut response = self.ask("GET", url.clone())?;
        let text = response.body_mut().with_config().limit(64 << 20).read_to_string();
        let text = text.map_err(|error| Error::Answer { url, source: Box::new(error) })?;
        let is_plain = |name: &str| name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_'));
        let names = text.split("<Key>").skip(1).filter_map(|rest| rest.split_once("</Key>")?.0.rsplit('/').next());
        let names = names.filter(|name| !name.is_empty() && is_plain(name)).map(str::to_owned).collect();
        Ok((names, between(&text, "NextContinuationToken").map(str::to_owned)))
    }

    /// Deletes an object, whether or not it is there.
    ///
    /// # Errors
    /// When the service does not do it.
    pub fn delete(&self, name: &str) -> Result<(), Error> {
        match self.ask("DELETE", self.url(name)) {
            Err(Error::Refused { status: 404, .. }) => Ok(()),
            result => result.map(drop),
        }
    }

    fn url(&self, name: &str) -> String {
        format!("{}/{}{name}", self.base, self.folder)
    }

    /// Makes a request without a body.
    fn ask(&self, method: &str, url: String) -> Result<http::Response<ureq::Body>, Error> {
        let send = |request: http::request::Builder| self.agent.run(request.body(()).map_err(ureq::Error::Http)?);
        self.request(method, url, &sha256(""), &[], send)
    }

    fn request(
        &self,
        method: &str,
        url: String,
        payload: &str,
        headers: &[(&str, &str)],
        send: impl Fn(http::request::Builder) -> Result<http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/");
        let mut attempt = 1;
        loop {
            let time = Timestamp::now();
            let mut all: Vec<(&str, &str)> = headers.to_vec();
            all.push(("host", &self.host));
            let token = self.account.session_token.clone().unwrap_or_default();
            if !token.is_empty() {
                all.push(("x-amz-security-token", &token));
            }
            let signed = sign(&self.account, &self.region, time, method, path, payload, &all);
            let mut request = http::Request::builder().method(method).uri(&url);
            for (header, value) in all.iter().filter(|(header, _)| *header != "host") {
                request = request.header(*header, *value);
            }
            for (header, value) in &signed {
                request = request.header(*header, value);
            }
            let is_last = attempt >= self.attempts;
            match send(request) {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) if is_last || !(response.status().is_server_error() || response.status() == 429) => {
                    let status = response.status().as_u16();
                    return Err(Error::Refused { url, status, code: error_code(response) });
                }
                Err(error) if is_last => return Err(Error::Unreachable { url, source: Box::new(error) }),
                _ => {}
            }
            std::thread::sleep(Duration::from_millis(250) * 4_u32.pow(attempt - 1));
            attempt += 1;
        }
    }
}

fn agent(connect: Duration, answer: Duration, all: Option<Duration>) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(connect))
        .timeout_recv_response(Some(answer))
        .timeout_global(all)
        .max_idle_connections_per_host(8)
        .user_agent(concat!("natiq/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// Returns a setting of a profile in a file of S3's own tools: `[name]` or `[profile name]`, and below it lines
/// `name = value`.
pub fn setting_of_profile(file: &str, profile: &str, name: &str) -> Option<String> {
    let mut is_meant = false;
    file.lines().map(str::trim).find_map(|line| {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let section = section.trim();
            is_meant = section.strip_prefix("profile ").map_or(section, str::trim) == profile;
            return None;
        }
        let (key, value) = line.split_once('=').filter(|_| is_meant)?;
        (key.trim() == name && !value.trim().is_empty()).then(|| value.trim().to_owned())
    })
}

/// Returns what stands in the first element of a name.
fn between<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(value, _)| value)
}

/// Returns what the service calls an error, in parentheses; it answers with a little XML.
fn error_code(mut response: http::Response<ureq::Body>) -> String {
    let text = response.body_mut().with_config().limit(64 << 10).read_to_string().unwrap_or_default();
    match (between(&text, "Code"), between(&text, "Message")) {
        (Some(code), Some(message)) => format!(" ({code}: {message})"),
        (Some(code), None) => format!(" ({code})"),
        _ => String::new(),
    }
}

/// Returns the headers that say who asks, and prove it. `path` is encoded, and so is the query behind it, in the order of
/// its names.
fn sign(
    account: &Account,
    region: &str,
    time: Timestamp,
    method: &str,
    path: &str,
    payload: &str,
    headers: &[(&str, &str)],
) -> Vec<(&'static str, String)> {
    let time = time.to_zoned_datetime(TimeZone::UTC);
    let (stamp, day) = (time.strftime("%Y%m%dT%H%M%SZ").to_string(), time.strftime("%Y%m%d").to_string());
    let mut all: Vec<(String, &str)> =
        headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    all.push(("x-amz-content-sha256".to_owned(), payload));
    all.push(("x-amz-date".to_owned(), &stamp));
    all.sort();
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines: String = all.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let canonical = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{payload}");
    let scope = format!("{day}/{region}/s3/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", sha256(canonical));
    let first = format!("AWS4{}", account.secret).into_bytes();
    let key = [day.as_str(), region, "s3", "aws4_request"]
        .iter()
        .fold(first, |key, part| hmac_sha256(&key, part.as_bytes()).to_vec());
    let signature = hex(&hmac_sha256(&key, to_sign.as_bytes()));
    let key_id = &account.key_id;
    vec![
        (
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={key_id}/{scope},SignedHeaders={names},Signature={signature}"),
        ),
        ("x-amz-content-sha256", payload.to_owned()),
        ("x-amz-date", stamp),
    ]
}

/// Returns a path as addresses write it: all but letters, digits, `-._~` and `/` escaped.
fn encoded(path: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(byte).collect()
}

/// Returns a value as queries write it: as [`encoded`], and `/` too.
fn encoded_value(value: &str) -> String {
    encoded(value).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            ..Account::default()
        }
    }

    #[test]
    fn signature_is_that_of_the_documentation() {
        // "Example: PUT Object" on the page that the module names.
        let time = "2013-05-24T00:00:00Z".parse().unwrap();
        let payload = sha256("Welcome to Amazon S3.");
        let headers = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("host", "examplebucket.s3.amazonaws.com"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        let signed = sign(&account(), "us-east-1", time, "PUT", "/test%24file.text", &payload, &headers);
        assert_eq!(
            signed[0].1,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,\
             Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn signature_of_a_list_is_that_of_the_documentation() {
        // "Example: GET Bucket (List Objects)" on the page that the module names.
        let time = "2013-05-24T00:00:00Z".parse().unwrap();
        let path = "/?max-keys=2&prefix=J";
        let headers = [("host", "examplebucket.s3.amazonaws.com")];
        let signed = sign(&account(), "us-east-1", time, "GET", path, &sha256(""), &headers);
        let expected = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
        assert!(signed[0].1.ends_with(&format!("Signature={expected}")), "{}", signed[0].1);
    }

    #[test]
    fn profiles_are_read_as_the_tools_write_them() {
        let file = "[default]\naws_access_key_id=A\n# x\n\n[profile other]\nregion = eu-west-1\nempty =\n";
        let setting = |profile, name| setting_of_profile(file, profile, name);
        assert_eq!(setting("default", "aws_access_key_id").as_deref(), Some("A"));
        assert_eq!(setting("other", "region").as_deref(), Some("eu-west-1"));
        assert_eq!(setting("default", "region"), None);
        assert_eq!((setting("other", "empty"), setting("third", "region")), (None, None));
    }

    #[test]
    fn bucket_has_an_address() {
        let url = |place: &str, endpoint: Option<&str>| {
            let account = Account { endpoint: endpoint.map(str::to_owned), ..account() };
            Bucket::open(place, account).map(|bucket| bucket.url("a.mp3")).map_err(|error| error.to_string())
        };
        let here = Some("http://127.0.0.1:9000/");
        assert_eq!(url("s3://village", None).unwrap(), "https://village.s3.us-east-1.amazonaws.com/a.mp3");
        assert_eq!(url("s3://a.village/x", None).unwrap(), "https://s3.us-east-1.amazonaws.com/a.village/x/a.mp3");
        assert_eq!(url("s3://village/x/y z/", here).unwrap(), "http://127.0.0.1:9000/village/x/y%20z/a.mp3");
        assert!(url("https://village", None).unwrap_err().contains("expected `s3://BUCKET`"));
        assert!(url("s3://v/x", None).is_err());
        let nobody = Bucket::open("s3://village", Account::default()).err().unwrap().to_string();
        assert!(nobody.contains("AWS_ACCESS_KEY_ID"), "{nobody}");
    }
}
