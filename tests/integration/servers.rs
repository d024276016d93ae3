//! Servers that tests start for themselves, unprivileged and in a temporary folder; they end with the tests, however these
//! end. Where one cannot be had its tests are skipped, which is said; with `NATIQ_TESTS_NEED_SERVERS` set they fail.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use natiq::s3::Account;

/// A PostgreSQL server without a port: it is reached by a socket in its folder.
pub(crate) struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    /// A shell that stops the server when the pipe to it is closed.
    child: Child,
}

/// Starts a server of its own. `DIR`, `PG` and `AS` are the folder, that of PostgreSQL's programs and what stands before
/// commands so that they run without root's rights, which PostgreSQL refuses.
const SCRIPT: &str = r#"
    trap '' INT TERM
    trap '$AS "$PG/pg_ctl" -D "$DIR/data" -m immediate stop >/dev/null 2>&1; rm -rf "$DIR"' EXIT
    if [ -n "$AS" ]; then install -d -m 755 -o postgres -g postgres "$DIR"; else mkdir -p "$DIR"; fi
    cd /
    $AS "$PG/initdb" -D "$DIR/data" -U natiq -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$DIR.log" 2>&1 &&
    $AS "$PG/pg_ctl" -D "$DIR/data" -w -l "$DIR/log" \
        -o "-c listen_addresses='' -k $DIR -c fsync=off -c max_connections=300" start >>"$DIR.log" 2>&1 &&
    { rm -f "$DIR.log"; echo ready; } || { cat "$DIR.log" >&2; rm -f "$DIR.log"; exit 1; }
    while read -r line; do
        $AS "$PG/pg_ctl" -D "$DIR/data" -w -m immediate stop >/dev/null 2>&1
        if [ "$line" = start ]; then
            $AS "$PG/pg_ctl" -D "$DIR/data" -w -l "$DIR/log" \
                -o "-c listen_addresses='' -k $DIR -c fsync=off" start >/dev/null 2>&1
        fi
        echo done
    done
"#;

impl Postgres {
    /// Starts a server; says why there is none where that cannot be.
    pub(crate) fn start() -> Result<Self, String> {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let programs = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut programs: Vec<PathBuf> = programs.map(|version| version.path().join("bin")).collect();
        programs.sort();
        programs.retain(|folder| folder.join("initdb").exists());
        let programs = programs.pop().ok_or("PostgreSQL is not installed (Debian's package is `postgresql`)")?;
        let as_root = is_root();
        let n = STARTED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("natiq-postgres-{}-{n}", std::process::id()));
        let mut child = Command::new("sh")
            .args(["-c", SCRIPT])
            .env("DIR", &folder)
            .env("PG", &programs)
            .env("AS", if as_root { "setpriv --reuid=postgres --regid=postgres --init-groups" } else { "" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        // What is buffered beyond the line is nothing: the script says one word at a time.
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        stdout.read_line(&mut line).map_err(|error| error.to_string())?;
        if line.trim() != "ready" {
            return Err("PostgreSQL does not start".to_owned());
        }
        child.stdout = Some(stdout.into_inner());
        Ok(Self { folder, programs, child })
    }

    /// Returns the address of a database of its own.
    pub(crate) fn database(&self) -> String {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.programs.join("createdb"))
            .args(["-h", self.folder.to_str().unwrap(), "-U", "natiq", &name])
            .status();
        assert!(made.unwrap().success());
        format!("postgres:///{name}?host={}&user=natiq", self.folder.display())
    }

    /// Does something in a database, by PostgreSQL's own client; returns what it selects, a line for each row.
    pub(crate) fn run(&self, database: &str, sql: &str) -> String {
        let mut client = Command::new(self.programs.join("psql"));
        client.args([
            database,
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        ]);
        let output = client.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Returns the address of a database of its own that is 20 ms away, and what counts how often was waited for its answer.
    pub(crate) fn far_away(&self) -> (String, Arc<AtomicUsize>) {
        let address = self.database();
        let name = address.split(['/', '?']).nth(3).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address =
            format!("postgres://natiq@127.0.0.1:{}/{name}?sslmode=disable", listener.local_addr().unwrap().port());
        let (socket, n_waits) = (self.folder.join(".s.PGSQL.5432"), Arc::new(AtomicUsize::new(0)));
        let counted = n_waits.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = UnixStream::connect(&socket).unwrap();
                let has_answered = Arc::new(AtomicBool::new(true));
                let (mut asks, mut is_asked) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (counted, answered) = (counted.clone(), has_answered.clone());
                std::thread::spawn(move || {
                    let pass = |bytes: &[u8]| {
                        if answered.swap(false, Ordering::SeqCst) {
                            counted.fetch_add(1, Ordering::SeqCst);
                            std::thread::sleep(Duration::from_millis(20));
                        }
                        is_asked.write_all(bytes)
                    };
                    pass_on(&mut asks, pass);
                });
                let (mut answers, mut hears) = (server, client);
                std::thread::spawn(move || {
                    let pass = |bytes: &[u8]| {
                        has_answered.store(true, Ordering::SeqCst);
                        hears.write_all(bytes)
                    };
                    pass_on(&mut answers, pass);
                });
            }
        });
        (address, n_waits)
    }

    /// Stops the server as a crash would, or starts it again.
    pub(crate) fn set_running(&mut self, is_running: bool) {
        let command = if is_running { "start\n" } else { "stop\n" };
        self.child.stdin.as_mut().unwrap().write_all(command.as_bytes()).unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(self.child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "done");
        self.child.stdout = Some(stdout.into_inner());
    }
}

/// Passes on what comes, until it ends at either side.
fn pass_on(from: &mut impl Read, mut to: impl FnMut(&[u8]) -> std::io::Result<()>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n @ 1..) = from.read(&mut buffer) {
        if to(&buffer[..n]).is_err() {
            return;
        }
    }
}

/// Returns the server that all tests share; where there is none, says so once.
pub(crate) fn postgres() -> Option<&'static Postgres> {
    static SHARED: LazyLock<Option<Postgres>> = LazyLock::new(|| or_skip("PostgreSQL", Postgres::start()));
    SHARED.as_ref()
}

/// moto's server, a stand-in for S3, with an empty bucket `natiq`.
pub(crate) struct Moto {
    #[expect(dead_code, reason = "the server ends when the pipe to it is closed")]
    child: Child,
    port: u16,
}

/// Ends with whoever started it, however that ends.
const MOTO: &str = "
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(['-H', '127.0.0.1', '-p', sys.argv[1]])
";

impl Moto {
    fn start() -> Result<Self, String> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // Where the check installs it.
        let installed = concat!(env!("CARGO_MANIFEST_DIR"), "/target/moto");
        let paths = std::env::var("PYTHONPATH").map_or(installed.to_owned(), |paths| format!("{paths}:{installed}"));
        let mut child = Command::new("python3")
            .args(["-c", MOTO, &port.to_string()])
            .env("PYTHONPATH", paths)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        // Objects are not given to strangers; who somebody is, moto does not verify.
        let scope = "Credential=key/20260501/us-east-1/s3/aws4_request";
        let authorization = format!("Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0");
        let url = format!("http://127.0.0.1:{port}/natiq");
        for _ in 0..1_200 {
            if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return Err("moto does not start (it comes with `pip install 'moto[s3,server]'`)".to_owned());
            }
            let make = ["--silent", "--fail", "-o", "/dev/null", "-X", "PUT", "-H", &authorization, &url];
            if Command::new("curl").args(make).status().is_ok_and(|status| status.success()) {
                return Ok(Self { child, port });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("moto does not answer within two minutes".to_owned())
    }

    /// Returns whom it knows, and where it is.
    pub(crate) fn account(&self) -> Account {
        account_at(self.port)
    }

    /// Returns a way to it that can be disturbed.
    pub(crate) fn proxy(&self) -> Proxy {
        Proxy::to(self.port)
    }
}

/// Returns whom a stand-in for S3 knows that listens at a port.
fn account_at(port: u16) -> Account {
    Account {
        key_id: "key".to_owned(),
        secret: "secret".to_owned(),
        endpoint: Some(format!("http://127.0.0.1:{port}")),
        ..Account::default()
    }
}

/// Returns the stand-in for S3 that all tests share, each with a folder of its own; where there is none, says so once.
pub(crate) fn moto() -> Option<&'static Moto> {
    static SHARED: LazyLock<Option<Moto>> = LazyLock::new(|| or_skip("S3", Moto::start()));
    SHARED.as_ref()
}

/// A way to a server that answers each connection once, for requests over HTTP.
pub(crate) struct Proxy {
    port: u16,
    way: Arc<Mutex<Way>>,
}

/// What becomes of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// Passed on after so long.
    Slow(Duration),
    /// Answered with 503.
    Refused,
    /// Not answered: the connection is closed.
    Cut,
}

impl Proxy {
    fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, way) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Way::Open)));
        let now = way.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let now = now.clone();
                // Whoever leaves in the middle is not missed.
                std::thread::spawn(move || pass(client, server, &now));
            }
        });
        Self { port, way }
    }

    pub(crate) fn set(&self, way: Way) {
        *self.way.lock().unwrap() = way;
    }

    /// Returns whom the server knows, and where the way to it begins.
    pub(crate) fn account(&self) -> Account {
        account_at(self.port)
    }
}

/// Passes one request on, and its answer back.
fn pass(mut client: TcpStream, server: u16, way: &Mutex<Way>) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            head.push_str("Connection: close\r\n\r\n");
            break;
        }
        if !lower.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    // What is said while it is on its way holds for the next.
    let way = *way.lock().unwrap();
    match way {
        Way::Open => {}
        Way::Slow(time) => std::thread::sleep(time),
        Way::Refused => {
            let answer = "<Error><Code>SlowDown</Code></Error>";
            let head = "HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length:";
            return write!(client, "{head} {}\r\n\r\n{answer}", answer.len());
        }
        Way::Cut => return Ok(()),
    }
    let mut server = TcpStream::connect(("127.0.0.1", server))?;
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    std::io::copy(&mut server, &mut client)?;
    client.shutdown(std::net::Shutdown::Write)
}

/// Says loudly that the tests of something are skipped, or fails where they must not be.
pub(crate) fn or_skip<T>(what: &str, started: Result<T, String>) -> Option<T> {
    started
        .inspect_err(|error| {
            assert!(std::env::var_os("NATIQ_TESTS_NEED_SERVERS").is_none(), "{what}: {error}");
            // Not by the macro, whose lines are shown of tests that fail alone.
            let _ = writeln!(std::io::stderr(), "SKIPPED: tests on {what}, for {error}");
        })
        .ok()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
