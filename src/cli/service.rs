//! A Natiq that serves already: whether it answers, and whether it is ready.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

use serde::Deserialize;

use crate::wyoming;

/// How long a service may take to answer: it is on this machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// What answers at an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing listens there.
    Nothing,
    /// A Natiq of this version that takes requests.
    Ready { version: String },
    /// A Natiq that takes no requests, and why.
    NotReady { why: String },
    /// Something that is no Natiq.
    Other,
}

/// Returns an address at which a service that listens at `listen` is reached from this machine.
pub(super) fn reachable(mut listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        listen.set_ip(match listen.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    listen
}

/// Asks the service that listens at `listen` whether it is ready.
pub(super) fn ask(listen: SocketAddr) -> Answer {
    #[derive(Deserialize)]
    struct Health {
        status: String,
        version: String,
    }
    #[derive(Deserialize)]
    struct Problem {
        code: String,
        detail: Option<String>,
    }
    let address = reachable(listen);
    // Refused, or no such address here: who would listen there finds out which.
    if TcpStream::connect_timeout(&address, PATIENCE).is_err() {
        return Answer::Nothing;
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        // The service is on this machine, whatever proxy the environment names.
        .proxy(None)
        .build()
        .into();
    let Ok(mut answer) = agent.get(format!("http://{address}/readyz")).call() else { return Answer::Other };
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(1 << 16).read_to_vec().unwrap_or_default();
    if let (200, Ok(Health { status, version })) = (status.as_u16(), serde_json::from_slice(&body))
        && status == "ok"
    {
        return Answer::Ready { version };
    }
    if let (503, Ok(Problem { code, detail })) = (status.as_u16(), serde_json::from_slice(&body)) {
        return Answer::NotReady { why: detail.unwrap_or(code) };
    }
    Answer::Other
}

/// Tells whether a Natiq answers at an address by the Wyoming protocol.
pub(super) fn speaks_wyoming(address: &wyoming::Address) -> bool {
    // A header with its length, then what the service says of itself.
    let describe = || -> std::io::Result<bool> {
        let places = address.host_and_port().to_socket_addrs()?;
        let mut said = String::new();
        for place in places.map(reachable) {
            let Ok(mut stream) = TcpStream::connect_timeout(&place, PATIENCE) else { continue };
            stream.set_read_timeout(Some(PATIENCE))?;
            stream.write_all(b"{\"type\": \"describe\"}\n")?;
            #[derive(Deserialize)]
            struct Header {
                data_length: u64,
            }
            let mut answer = BufReader::new(stream.take(MOST_DESCRIBED));
            answer.read_line(&mut said)?;
            let Header { data_length } = serde_json::from_str(&said)?;
            let mut data = Vec::new();
            answer.take(data_length).read_to_end(&mut data)?;
            let data: serde_json::Value = serde_json::from_slice(&data)?;
            return Ok(data["tts"][0]["name"] == "natiq");
        }
        Ok(false)
    };
    describe().unwrap_or(false)
}

/// The most that is read of what a service says of itself, in bytes.
const MOST_DESCRIBED: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Serves one answer, and returns what it is taken for.
    fn taken_for(answer: &'static str) -> Answer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            // It is first only looked whether anything listens.
            drop(listener.accept().unwrap());
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let taken = ask(address);
        server.join().unwrap();
        taken
    }

    #[test]
    fn ready_unready_and_foreign_services_are_told_apart() {
        let ready = "HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"status\":\"ok\",\"version\":\"0.1.0\"}";
        assert_eq!(taken_for(ready), Answer::Ready { version: "0.1.0".to_owned() });
        let unready =
            "HTTP/1.1 503 Unavailable\r\nContent-Length: 40\r\n\r\n{\"code\":\"stopping\",\"detail\":\"it stops.\"}";
        assert_eq!(taken_for(unready), Answer::NotReady { why: "it stops.".to_owned() });
        assert_eq!(taken_for("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), Answer::Other);
        assert_eq!(taken_for("SSH-2.0-OpenSSH_9.2\r\n"), Answer::Other);
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(ask(free), Answer::Nothing);
    }

    #[test]
    fn service_at_every_address_is_asked_at_loopback() {
        assert_eq!(reachable("0.0.0.0:8080".parse().unwrap()).to_string(), "127.0.0.1:8080");
        assert_eq!(reachable("[::]:80".parse().unwrap()).to_string(), "[::1]:80");
        assert_eq!(reachable("192.0.2.1:80".parse().unwrap()).to_string(), "192.0.2.1:80");
    }
}
