//! Several services, each a process of its own, on one PostgreSQL server.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use natiq::{
    s3::Bucket,
    store::{Limits, Place, Stores},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::LIMITS;
use crate::{
    process,
    servers::{self, Postgres},
};

/// A service in a process of its own, with a folder of its own.
pub(super) struct Node {
    child: Child,
    port: u16,
    folder: TempDir,
}

/// An answer with its whole body.
pub(super) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Node {
    /// Starts a service; `settings` are further lines of its configuration.
    fn start(settings: &str) -> Self {
        Self::start_with(settings, &[])
    }

    /// Starts a service with some variables of its environment.
    pub(super) fn start_with(settings: &str, environment: &[(&str, &str)]) -> Self {
        let node = Self::run("serve", settings, environment);
        node.until("it is ready", || node.ask("GET", "/readyz", "").status == 200);
        node
    }

    /// Starts a process that works on jobs.
    fn worker(settings: &str) -> Self {
        Self::run("work", settings, &[])
    }

    fn run(command: &str, settings: &str, environment: &[(&str, &str)]) -> Self {
        Self::run_in(tempfile::tempdir().unwrap(), command, settings, environment)
    }

    /// Starts a process in a folder that may have its data in `data` already.
    pub(super) fn run_in(folder: TempDir, command: &str, settings: &str, environment: &[(&str, &str)]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = folder.path().join("natiq.toml");
        std::fs::write(&config, format!("workers = 1\n{settings}")).unwrap();
        let data_dir = folder.path().join("data");
        std::fs::create_dir_all(&data_dir).unwrap();
        let mut program = process::natiq(&data_dir, &folder.path().join("log"));
        program.arg("--config").arg(&config).arg(command);
        if command == "serve" {
            program.args(["--listen", &format!("127.0.0.1:{port}")]);
        }
        let child = program.env("NATIQ_LOG", "warn").envs(environment.iter().copied()).spawn().unwrap();
        Self { child, port, folder }
    }

    /// Asks the process to end, and waits until it has; returns how long that took.
    pub(super) fn terminate(&mut self) -> Duration {
        let began = Instant::now();
        self.ask_to_end();
        self.wait();
        began.elapsed()
    }

    /// Asks the process to end.
    fn ask_to_end(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Waits until the process has ended by itself.
    pub(super) fn wait(&mut self) {
        self.child.wait().unwrap();
    }

    /// Sends a request; one that begins with a brace is JSON. Status 0 where nobody answers.
    pub(super) fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        self.ask_with(method, path, body, &[])
    }

    /// Sends a request with further words for `curl`.
    fn ask_with(&self, method: &str, path: &str, body: &str, more: &[&str]) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let out = self.folder.path().join("answer");
        let _ = std::fs::remove_file(&out);
        let mut command = Command::new("curl");
        command.args(["--silent", "--max-time", "60", "-X", method, "-w", "%{http_code}", "-o"]).arg(&out).arg(&url);
        command.args(more);
        if !body.is_empty() {
            let kind = if body.starts_with('{') { "application/json" } else { "text/plain; charset=utf-8" };
            command.args(["-H", &format!("content-type: {kind}"), "--data-binary", body]);
        }
        let status = String::from_utf8(command.output().unwrap().stdout).unwrap();
        Answer { status: status.parse().unwrap_or(0), body: std::fs::read(&out).unwrap_or_default() }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// Asks for bytes of something.
    fn range(&self, path: &str, bytes: &str) -> Answer {
        self.ask_with("GET", path, "", &["--range", bytes])
    }

    /// Gives an article and returns its path.
    pub(super) fn give(&self, text: &str) -> String {
        let answer = self.ask("POST", "/v1/articles", text);
        assert_eq!(answer.status, 201, "{}", answer.text());
        format!("/v1/articles/{}", answer.json()["id"].as_str().unwrap())
    }

    /// Returns what the process has logged until now.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Returns the files of audio that it keeps.
    fn files(&self) -> Vec<std::path::PathBuf> {
        let Ok(shelves) = self.folder.path().join("data/audio").read_dir() else { return Vec::new() };
        let files = shelves.flatten().filter_map(|shelf| shelf.path().read_dir().ok()).flatten().flatten();
        files.map(|file| file.path()).collect()
    }

    pub(super) fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let until = Instant::now() + Duration::from_secs(180);
        while !holds() {
            assert!(Instant::now() < until, "{what}: not within three minutes\n{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Answer {
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // SIGKILL: there is no goodbye.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const TEXT: &str = "فتحت المكتبة أبوابها صباح اليوم. وحضر الافتتاح جمع من القراء.\n\nوستبقى مفتوحة حتى المساء.";

#[test]
fn article_given_at_one_node_is_heard_listed_changed_and_taken_away_at_another() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!("database = \"{}\"\n", server.database());
    let (a, b) = (Node::start(&settings), Node::start(&settings));
    let article = a.give(TEXT);
    let audio = format!("{article}/audio?format=wav");
    let (at_b, at_a) = (b.get(&audio), a.get(&audio));
    assert_eq!((at_b.status, at_a.status), (200, 200));
    assert!(at_b.body.len() > 100_000 && at_b.body == at_a.body, "{} and {}", at_b.body.len(), at_a.body.len());
    assert!(article.ends_with(b.get("/v1/articles?q=مكتبه").json()["articles"][0]["id"].as_str().unwrap()));
    let changed = b.ask("PATCH", &article, &json!({ "title": "افتتاح المكتبة" }).to_string());
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(a.get(&article).json()["title"], "افتتاح المكتبة");
    let usage = b.get("/v1/usage").json();
    // What A has counted is written down by it now and then; what B has, when it is asked.
    assert!(usage["days"][0]["speech_seconds"].as_f64().unwrap() > 1.0, "{usage}");
    let stream = format!("{article}/stream.m3u8");
    let playlist = b.get(&stream);
    let segment = segments(&article, playlist.text()).remove(0);
    assert_eq!((a.get(&stream).status, a.get(&segment).status), (200, 200), "{segment}");
    a.until("it is kept", || a.files().len() > 3);
    assert_eq!(b.ask("DELETE", &article, "").status, 204);
    assert_eq!(a.get(&article).status, 404);
    for node in [&a, &b] {
        node.until("nothing of it is left on the disk", || node.files().is_empty());
    }
}

/// Returns the paths of the segments that a playlist has.
fn segments(article: &str, playlist: &str) -> Vec<String> {
    playlist.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{article}/{line}")).collect()
}

#[test]
fn events_segments_and_ranges_of_one_node_are_the_same_at_another() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!("database = \"{}\"\n", server.database());
    let (a, b) = (Node::start(&settings), Node::start(&settings));
    let article = a.give(TEXT);
    let told = |node: &Node| {
        let events = node.get(&format!("{article}/events"));
        // What only keeps the connection alive is a comment.
        events.text().lines().filter(|line| !line.starts_with(':')).collect::<Vec<_>>().join("\n")
    };
    let at_a = told(&a);
    assert!(at_a.contains("event: segment") && at_a.contains("event: done"), "{at_a}");
    assert_eq!(told(&b), at_a);

    let stream = format!("{article}/stream.m3u8");
    let whole = |node: &Node| {
        node.until("the playlist has an end", || node.get(&stream).text().contains("#EXT-X-ENDLIST"));
        node.get(&stream).text().to_owned()
    };
    let playlist = whole(&a);
    let of_a = segments(&article, &playlist);
    assert!(of_a.len() > 1, "{playlist}");
    // Before it was asked for the playlist.
    for segment in of_a {
        let (at_a, at_b) = (a.get(&segment), b.get(&segment));
        assert_eq!((at_a.status, at_b.status), (200, 200), "{segment}");
        assert!(at_a.body.len() > 1_000 && at_a.body == at_b.body, "{segment}");
    }
    assert_eq!(whole(&b), playlist);

    let audio = format!("{article}/audio?format=mp3");
    assert_eq!(a.range(&audio, "1000-1999").status, 200, "what is still being made has no ranges");
    let kept = [&a, &b].map(|node| {
        node.until("it is kept", || node.range(&audio, "1000-1999").status == 206);
        node.get(&audio).body
    });
    assert!(kept[0] == kept[1]);
    assert!(b.range(&audio, "1000-1999").body == kept[0][1_000..2_000]);
    // What a client has of another recording is not put together with this one.
    let other = b.ask_with("GET", &audio, "", &["--range", "1000-1999", "--header", "if-range: \"other\""]);
    assert!(other.status == 200 && other.body == kept[0]);
}

#[test]
fn node_that_is_drained_speaks_to_its_listener_to_the_end_and_another_serves_the_rest() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!("database = \"{}\"\n[http]\nshutdown_timeout_seconds = 120\n", server.database());
    let (mut a, b) = (Node::start(&settings), Node::start(&settings));
    let article = a.give(&sentences(12));
    let audio = format!("{article}/audio?format=pcm");
    let heard = a.folder.path().join("heard");
    // Six times as fast as one hears it.
    let mut listener = Command::new("curl")
        .args(["--silent", "--fail", "--max-time", "170", "--limit-rate", "300k", "--output"])
        .arg(&heard)
        .arg(format!("http://127.0.0.1:{}{audio}", a.port))
        .spawn()
        .unwrap();
    a.until("something is heard", || std::fs::metadata(&heard).is_ok_and(|file| file.len() > 0));
    let playlist = a.get(&format!("{article}/stream.m3u8"));
    let of_a = segments(&article, playlist.text());
    let first = a.get(&of_a[0]);
    assert_eq!(first.status, 200);
    assert!(listener.try_wait().unwrap().is_none(), "all is heard already");

    a.ask_to_end();
    for segment in &of_a {
        assert_eq!(b.get(segment).status, 200, "{segment}");
    }
    assert!(b.get(&of_a[0]).body == first.body);
    assert!(listener.wait().unwrap().success(), "the stream was broken off\n{}", a.log());
    assert!(a.child.wait().unwrap().success() && !a.log().contains("ERROR"), "{}", a.log());
    assert_eq!(a.get("/healthz").status, 0);
    let heard = std::fs::read(&heard).unwrap();
    let half = heard.len() / 2;
    b.until("it is kept", || b.range(&audio, &format!("{half}-")).status == 206);
    assert!(half > 500_000 && b.range(&audio, &format!("{half}-")).body == heard[half..]);
}

#[test]
fn service_goes_on_speaking_when_the_database_is_away() {
    let Some(mut server) = servers::or_skip("PostgreSQL", Postgres::start()) else { return };
    let a = Node::start(&format!("database = \"{}\"\n", server.database()));
    let article = a.give(TEXT);
    assert_eq!(a.get(&format!("{article}/segments/0?format=wav")).status, 200);
    server.set_running(false);
    let ready = a.get("/readyz");
    assert_eq!((ready.status, &ready.json()["missing"]), (200, &json!(["the database"])));
    // It is not said where the database is.
    assert!(!ready.text().contains("natiq-postgres"), "{}", ready.text());
    // Speech needs no database, nor does an article that was heard a moment ago, also of what was not heard of it.
    let speech = json!({ "model": "natiq", "input": "هذا كتاب جديد.", "response_format": "wav" });
    assert_eq!(a.ask("POST", "/v1/audio/speech", &speech.to_string()).status, 200);
    for n in 0..2 {
        assert_eq!(a.get(&format!("{article}/segments/{n}?format=wav")).status, 200);
    }
    // What needs it is refused for now.
    let refused = a.ask("POST", "/v1/articles", "نص آخر.");
    assert_eq!((refused.status, &refused.json()["code"]), (503, &json!("store_unreachable")));
    assert!(!refused.text().contains("natiq-postgres"), "{}", refused.text());
    server.set_running(true);
    a.until("nothing is missing", || a.get("/readyz").json().get("missing").is_none());
    a.give("نص آخر.");
}

#[test]
fn client_has_its_limit_of_streams_at_all_nodes_together() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!(
        "database = \"{}\"\n[http]\nauthentication = \"off\"\nlisteners_per_client = 2\n[http.jobs]\nwork = false\n",
        server.database()
    );
    let (a, b) = (Node::start(&settings), Node::start(&settings));
    // Nobody works on it, so its events go on for as long as somebody listens.
    let events = format!("{}/events", give_job(&a, &[json!({ "text": TEXT })]));
    let listen = |node: &Node, seconds: &str| {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--max-time", seconds, "--output", "/dev/null", "--write-out", "%{http_code}"]);
        curl.arg(format!("http://127.0.0.1:{}{events}", node.port)).stdout(Stdio::piped());
        curl.spawn().unwrap()
    };
    let answer = |node: &Node| String::from_utf8(listen(node, "1").wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(answer(&b), "200");
    let mut listening = [listen(&a, "600"), listen(&a, "600")];
    b.until("what it has elsewhere counts", || answer(&b) == "429");
    // Two of its own make none of another's.
    assert_eq!(answer(&a), "429");
    listening[0].kill().unwrap();
    listening[0].wait().unwrap();
    b.until("there is room again", || answer(&b) == "200");
    // Who says nothing any more is not counted: this is no goodbye.
    listening[0] = listen(&a, "600");
    b.until("both count again", || answer(&b) == "429");
    drop(a);
    b.until("the node is forgotten", || answer(&b) == "200");
    for mut curl in listening {
        let _ = curl.kill();
        curl.wait().unwrap();
    }
}

#[test]
fn job_of_a_killed_node_is_finished_by_another() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!("database = \"{}\"\n[http.jobs]\nlease_seconds = 5\nat_a_time = 1\n", server.database());
    let a = Node::start(&settings);
    let text =
        |n: usize| json!({ "text": format!("المقالة رقم {n}. {}", "فتحت المكتبة أبوابها صباح اليوم. ".repeat(12)) });
    let job = json!({ "articles": (0..6).map(text).collect::<Vec<_>>(), "format": "wav" });
    let given = a.ask("POST", "/v1/jobs", &job.to_string());
    assert_eq!(given.status, 202, "{}", given.text());
    let job = format!("/v1/jobs/{}", given.json()["id"].as_str().unwrap());
    a.until("one is done", || a.get(&job).json()["counts"]["done"] != 0);
    let n_done = a.get(&job).json()["counts"]["done"].as_u64().unwrap();
    assert!(n_done < 6, "nothing is left to be taken over");
    drop(a);
    let b = Node::start(&settings);
    b.until("the job is over", || b.get(&job).json()["state"] != "running");
    let over = b.get(&job).json();
    assert_eq!((&over["state"], &over["counts"]["done"]), (&json!("done"), &json!(6)), "{over}");
}

#[test]
fn article_of_a_killed_node_goes_on_behind_what_is_in_the_object_store() {
    let (Some(server), Some(moto)) = (servers::postgres(), servers::moto()) else { return };
    let (place, account) = ("s3://natiq/checkpoints", moto.account());
    let settings = format!(
        "database = \"{}\"\nobjects = \"{place}\"\n[http.jobs]\nlease_seconds = 5\nwork = false\n",
        server.database()
    );
    let environment = [
        ("AWS_ACCESS_KEY_ID", account.key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", account.secret.as_str()),
        ("AWS_ENDPOINT_URL_S3", account.endpoint.as_deref().unwrap()),
        ("NATIQ_LOG", "info"),
    ];
    let bucket = Bucket::open(place, account.clone()).unwrap();
    let objects = || bucket.list(None).unwrap().0;
    let a = Node::start_with(&settings, &environment);
    let text = sentences(50);
    let job = give_job(&a, &[json!({ "text": text })]);
    let dying = Node::run("work", &settings, &environment);
    dying.until("a checkpoint is there", || !objects().is_empty());
    drop(dying);
    let checkpoint = objects();
    assert_eq!(a.get(&job).json()["articles"][0]["state"], "running");
    let next = Node::run("work", &settings, &environment);
    next.until("the job is over", || a.get(&job).json()["state"] != "running");
    let over = a.get(&job).json();
    assert_eq!(over["state"], "done", "{over}");
    assert!(next.log().contains(r#""n_restored":32"#), "{}", next.log());
    // The recording alone is left, and is what one service says that was never disturbed.
    next.until("the checkpoint is gone", || objects().len() == 1 && objects() != checkpoint);
    let alone = Node::start("");
    let audio = format!("{}/audio?format=wav", alone.give(&text));
    // The second time as a file, whose head tells its length.
    let [_, sound] = [alone.get(&audio).body, alone.get(&audio).body];
    let joined = a.get(over["articles"][0]["links"]["audio"].as_str().unwrap()).body;
    assert!(!sound.is_empty() && sound == joined, "{} bytes, {} bytes", sound.len(), joined.len());
}

/// So many sentences, each another: what is the same is spoken once.
fn sentences(count: usize) -> String {
    let sentence = |n: usize| format!("فتحت المكتبة رقم {n} أبوابها صباح اليوم وحضر الافتتاح جمع من القراء. ");
    (1..=count).map(sentence).collect()
}

/// An article that takes so long to speak that it is surely not spoken when something happens to its job.
fn endless() -> Value {
    json!({ "text": sentences(500) })
}

/// Gives a job and returns its path.
fn give_job(node: &Node, articles: &[Value]) -> String {
    let given = node.ask("POST", "/v1/jobs", &json!({ "articles": articles, "format": "wav" }).to_string());
    assert_eq!(given.status, 202, "{}", given.text());
    format!("/v1/jobs/{}", given.json()["id"].as_str().unwrap())
}

/// Returns how many utterances of a job's articles are spoken, by its events at a node.
fn n_spoken(node: &Node, job: &str) -> u64 {
    let url = format!("http://127.0.0.1:{}{job}/events", node.port);
    let output = Command::new("curl").args(["--silent", "--max-time", "2", &url]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    events.filter_map(|event| event["utterances_done"].as_u64()).max().unwrap_or(0)
}

#[test]
fn worker_speaks_what_a_service_was_given_and_lets_go_of_it_when_it_is_stopped_or_cancelled() {
    let Some(server) = servers::postgres() else { return };
    // Longer than any test: an article that is not let go is not spoken.
    let settings = format!(
        "database = \"{}\"\n[http.jobs]\nlease_seconds = 3600\nat_a_time = 1\nwork = false\n",
        server.database()
    );
    let a = Node::start(&settings);
    let short = json!({ "text": "فتحت المكتبة أبوابها صباح اليوم." });
    let job = give_job(&a, std::slice::from_ref(&short));
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(a.get(&job).json()["state"], "queued", "the service works on it though it is told not to");
    let mut b = Node::worker(&settings);
    b.until("the job is done", || a.get(&job).json()["state"] == "done");

    // How far it is is seen at a service that does not work on it.
    let long = give_job(&a, &[endless()]);
    b.until("its progress is seen", || n_spoken(&a, &long) > 2);
    let took = b.terminate();
    assert!(took < Duration::from_secs(20), "it took {took:?} to stop");
    let job = a.get(&long).json();
    assert_eq!((&job["state"], &job["articles"][0]["state"]), (&json!("running"), &json!("queued")), "{job}");
    // Nor does the next wait for the lease.
    let c = Node::worker(&settings);
    c.until("another goes on", || n_spoken(&a, &long) > 2);

    assert_eq!(a.ask("POST", &format!("{long}/cancel"), "").status, 200);
    let cancelled = Instant::now();
    let next = give_job(&a, &[short]);
    c.until("the next job is done", || a.get(&next).json()["state"] == "done");
    // What is left of its sentences takes minutes.
    assert!(cancelled.elapsed() < Duration::from_secs(45), "{:?}", cancelled.elapsed());
    let job = a.get(&long).json();
    assert_eq!((&job["state"], &job["articles"][0]["state"]), (&json!("cancelled"), &json!("cancelled")), "{job}");
}

#[test]
fn article_at_which_processes_die_is_set_aside_and_the_rest_of_its_job_goes_on() {
    let Some(server) = servers::postgres() else { return };
    let database = server.database();
    let settings = format!("database = \"{database}\"\n[http.jobs]\nlease_seconds = 5\nwork = false\n");
    let a = Node::start(&settings);
    let job = give_job(&a, &[json!({ "text": TEXT }), json!({ "text": "فتحت المكتبة أبوابها صباح اليوم." })]);
    // Whoever dies at it has taken it, and is not heard of any more.
    let dying = async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data_dir: folder.path().to_owned(), database: Some(database), objects: None };
        let limits = Limits { job_lease: Duration::from_millis(50), ..LIMITS };
        let stores = Stores::open(&place, limits).await.unwrap();
        for attempt in 1..=10 {
            let work = stores.jobs.next().await.unwrap().unwrap();
            assert_eq!((work.lease.position, work.attempts), (0, attempt));
            tokio::time::sleep(limits.job_lease * 3).await;
        }
    };
    tokio::runtime::Runtime::new().unwrap().block_on(dying);
    let worker = Node::worker(&settings);
    worker.until("the job is over", || !["queued", "running"].map(Value::from).contains(&a.get(&job).json()["state"]));
    let over = a.get(&job).json();
    let [first, second] = [&over["articles"][0], &over["articles"][1]];
    assert_eq!((&first["state"], &first["problem"]["code"]), (&json!("failed"), &json!("job_given_up")), "{over}");
    assert_eq!((&over["state"], &second["state"]), (&json!("failed"), &json!("done")), "{over}");
}

#[test]
fn worker_without_a_database_that_is_shared_says_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let mut worker = Command::new(env!("CARGO_BIN_EXE_natiq"));
    let output = worker.arg("--data-dir").arg(folder.path()).arg("work").env_remove("NATIQ_CONFIG").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("`database`") && said.contains("natiq serve"), "{said}");
}

#[test]
fn request_with_a_key_that_reaches_two_nodes_at_once_makes_one_job() {
    let Some(server) = servers::postgres() else { return };
    let settings = format!("database = \"{}\"\n[http.jobs]\nwork = false\n", server.database());
    let nodes = [Node::start(&settings), Node::start(&settings)];
    let job = json!({ "articles": [{ "text": "فتحت المكتبة أبوابها." }] }).to_string();
    let ask = |node: &Node, n: usize| {
        let url = format!("http://127.0.0.1:{}/v1/jobs", node.port);
        let mut command = Command::new("curl");
        command.args(["--silent", "--max-time", "60", "-H", "content-type: application/json", "--data-binary", &job]);
        command.args(["-H", &format!("idempotency-key: k{n}"), &url]).stdout(Stdio::piped());
        command.spawn().unwrap()
    };
    for n in 0..5 {
        let asked: Vec<_> = nodes.iter().map(|node| ask(node, n)).collect();
        let answers = asked.into_iter().map(|asked| asked.wait_with_output().unwrap().stdout);
        let ids: Vec<Value> =
            answers.map(|body| serde_json::from_slice::<Value>(&body).unwrap()["id"].clone()).collect();
        assert!(ids[0].is_string() && ids[0] == ids[1], "{ids:?}");
    }
    assert_eq!(nodes[0].get("/v1/jobs").json()["jobs"].as_array().unwrap().len(), 5);
}
