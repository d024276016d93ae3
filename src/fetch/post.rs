//! Messages to addresses that clients of a service have named, under the same guard as fetching: the public internet, and
//! what its operator permits. Nothing leads elsewhere: a redirect is an answer like any other, and no answer is read.

use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;
use ureq::{
    Agent,
    http::{HeaderValue, header},
    unversioned::{resolver::DefaultResolver, transport::DefaultConnector},
};

use super::{Error, Permission, address, config, failure, guard::Guard};

/// Whether and to where a service sends messages for its clients.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct Posting {
    /// Whether clients may have messages sent.
    pub enabled: Permission,
    /// Ports that messages may be sent to.
    pub ports: Vec<u16>,
    /// Networks beside the public internet that messages may be sent to, such as `10.20.0.0/16`.
    pub networks: Vec<IpNet>,
    /// How long a receiver may take to answer, in seconds.
    pub timeout_seconds: u64,
}

impl Default for Posting {
    fn default() -> Self {
        Self { enabled: Permission::Auto, ports: vec![80, 443], networks: Vec::new(), timeout_seconds: 15 }
    }
}

/// Sends messages. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Poster {
    agent: Agent,
    ports: Vec<u16>,
    limit: Duration,
}

/// What a receiver has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    pub status: u16,
    /// How long it wants to be left alone, where it told so in seconds.
    pub retry_after: Option<Duration>,
}

impl Poster {
    /// Makes what sends messages for a service, as `settings` say.
    pub fn guarded(settings: &Posting) -> Self {
        let guard = Guard { networks: settings.networks.clone(), system: DefaultResolver::default() };
        Self {
            agent: Agent::with_parts(config("*/*", None), DefaultConnector::default(), guard),
            ports: settings.ports.clone(),
            limit: Duration::from_secs(settings.timeout_seconds),
        }
    }

    /// Checks an address, without asking anybody.
    ///
    /// # Errors
    /// [`Error::Address`] where nothing can be sent to it.
    pub fn check(&self, url: &str) -> Result<(), Error> {
        address::read(url, None, Some(&self.ports)).map(|_| ())
    }

    /// Sends JSON to `url`, once, with these headers beside the usual ones.
    ///
    /// # Errors
    /// As [`Error`] says; whatever is answered is none.
    ///
    /// # Blocking
    /// Until it is answered, at most as long as was set.
    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Receipt, Error> {
        let url = address::read(url, None, Some(&self.ports))?;
        let mut request = self.agent.post(url.as_str()).header(header::CONTENT_TYPE.as_str(), "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.config().timeout_global(Some(self.limit)).build();
        let response = request.send(body).map_err(|error| failure(error, self.limit))?;
        let retry_after = response.headers().get(header::RETRY_AFTER).map(HeaderValue::to_str);
        let seconds = retry_after.and_then(|value| value.ok()?.trim().parse().ok());
        Ok(Receipt { status: response.status().as_u16(), retry_after: seconds.map(Duration::from_secs) })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;

    /// Listens once on this machine, answers so, and returns what was asked.
    fn receiver(answer: &'static str) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let heard = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
            let mut heard = Vec::new();
            let mut buffer = [0; 4_096];
            while !heard.ends_with(b"}") {
                match stream.read(&mut buffer) {
                    Ok(n) if n > 0 => heard.extend_from_slice(&buffer[..n]),
                    _ => break,
                }
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(heard).unwrap()
        });
        (url, heard)
    }

    fn permitting(url: &str) -> Posting {
        let port = url.trim_end_matches("/hook").rsplit(':').next().unwrap().parse().unwrap();
        Posting { ports: vec![port], networks: vec!["127.0.0.0/8".parse().unwrap()], ..Posting::default() }
    }

    #[test]
    fn message_is_sent_with_its_headers() {
        let (url, heard) = receiver("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
        let receipt = Poster::guarded(&permitting(&url)).post(&url, &[("webhook-id", "msg_1")], "{\"a\":1}").unwrap();
        assert_eq!(receipt, Receipt { status: 503, retry_after: Some(Duration::from_secs(7)) });
        let heard = heard.join().unwrap();
        assert!(heard.starts_with("POST /hook HTTP/1.1\r\n") && heard.ends_with("{\"a\":1}"), "{heard}");
        assert!(heard.contains("webhook-id: msg_1") && heard.contains("content-type: application/json"), "{heard}");
    }

    #[test]
    fn redirect_is_not_followed() {
        let (url, heard) =
            receiver("HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        assert_eq!(Poster::guarded(&permitting(&url)).post(&url, &[], "{}").unwrap().status, 307);
        heard.join().unwrap();
    }

    #[test]
    fn inner_addresses_are_not_reached_unless_they_are_permitted() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let closed = Posting { networks: Vec::new(), ..permitting(&url) };
        assert!(matches!(Poster::guarded(&closed).post(&url, &[], "{}"), Err(Error::NotPublic { .. })));
        let other_port = Posting { ports: vec![443], ..permitting(&url) };
        assert!(matches!(Poster::guarded(&other_port).check(&url), Err(Error::Address(_))));
        assert!(Poster::guarded(&Posting::default()).check("http://user:word@cms.example/").is_err());
    }
}
