//! The commands that look after an installation: help, players, the cache, health, licences, completions and manuals.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use natiq::store::{Cache, Key};
use serde_json::Value;

use crate::{http::Service, speech::engine};

fn natiq(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
    command.args(arguments);
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn who_names_no_command_is_shown_what_there_is() {
    // Also where the environment sets an option, which then is no argument that was given.
    let output = natiq(&[]).env("NATIQ_WORKERS", "1").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let help = stdout(&output);
    for part in ["Usage: natiq", "speak", "doctor", "natiq speak article.txt --play", "natiq serve --open"] {
        assert!(help.contains(part), "{part} in {help}");
    }
}

#[test]
fn pauses_are_as_long_as_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let article = folder.path().join("article.txt");
    fs::write(&article, "وصل القطار.\nونزل الركاب.\n").unwrap();
    let speak = |pauses: &str| {
        let output = natiq(&["speak", "--format", "pcm", "--pauses", pauses]).arg(&article).output().unwrap();
        (output.status.code(), output.stdout.len() as f64 / 48_000.0, stderr(&output))
    };
    let (usual, double) = (speak("1"), speak("2"));
    // Two ends of paragraphs, 0.8 s each.
    assert!((double.1 - usual.1 - 1.6).abs() < 0.02, "{usual:?}, {double:?}");
    let (status, _, said) = speak("4");
    assert!(status == Some(2) && said.contains("pauses 4 are out of range (0.5 to 3 times the usual ones)"), "{said}");
}

#[test]
fn no_identifier_is_left_for_the_maker_of_the_runtime() {
    let data = data_dir();
    let home = tempfile::tempdir().unwrap();
    let article = home.path().join("article.txt");
    fs::write(&article, "مرحبا بكم.").unwrap();
    let mut command = natiq(&["speak", "-o"]);
    command.arg(home.path().join("said.wav")).arg(&article).env("HOME", home.path()).env("NATIQ_DATA_DIR", &data);
    // What would keep the runtime from it, without our doing.
    for variable in ["ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME", "CI"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let mut left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["article.txt", "said.wav"]);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    assert!(natiq(&["man"]).arg(folder.path()).status().unwrap().success());
    let bash = stdout(&natiq(&["completions", "bash"]).output().unwrap());
    for command in ["speak", "text", "render", "serve", "voices", "bench", "setup", "cache", "doctor", "licenses"] {
        let page = fs::read_to_string(folder.path().join(format!("natiq-{command}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{command}");
        assert!(bash.contains(&format!("natiq__{command}")) || bash.contains(&format!(",{command})")), "{command}");
    }
    assert!(!folder.path().join("natiq-man.1").exists(), "a command for packagers is not in the manual");
    for shell in ["zsh", "fish"] {
        assert!(stdout(&natiq(&["completions", shell]).output().unwrap()).contains("licenses"), "{shell}");
    }
}

#[test]
fn licences_name_the_crates_the_models_and_what_is_not_permissive() {
    let output = natiq(&["licenses"]).output().unwrap();
    assert!(output.status.success());
    let text = stdout(&output);
    for part in [
        "Arabic Speech Corpus by Nawar Halabi",
        "Attribution-ShareAlike 4.0",
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "Mozilla Public License",
        "SIL OPEN FONT LICENSE",
        "tokio 1.",
        "symphonia 0.",
        "mp3lame-sys 0.",
    ] {
        assert!(text.to_lowercase().contains(&part.to_lowercase()), "{part}");
    }
    let summary = stdout(&natiq(&["licenses", "--summary"]).output().unwrap());
    assert!(summary.len() < 10_000 && text.starts_with(&summary));
}

/// Puts a program of a shell script's making into a folder.
fn program(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Where the runtime is, for programs that are run without this user's environment.
fn data_dir() -> PathBuf {
    drop(engine());
    std::env::var_os("NATIQ_DATA_DIR").map_or_else(|| natiq::config::Config::default().data_dir, PathBuf::from)
}

fn play(text: &str, players: &Path) -> Output {
    let article = players.join("article.txt");
    fs::write(&article, text).unwrap();
    natiq(&["speak", "--play"]).arg(&article).env("NATIQ_DATA_DIR", data_dir()).env("PATH", players).output().unwrap()
}

#[test]
#[cfg(not(target_os = "macos"))]
fn all_of_it_is_played_by_the_next_player_where_one_fails() {
    let text = "هذا كتاب جديد. قرأه الطالب في المكتبة أمس.";
    let folder = tempfile::tempdir().unwrap();
    program(folder.path(), "pw-play", "/bin/cat >/dev/null; echo 'unrecognized option --raw' >&2; exit 1");
    program(folder.path(), "paplay", "echo 'Connection failure: Connection refused' >&2; exit 1");
    let played = folder.path().join("played.pcm");
    program(folder.path(), "aplay", &format!("echo \"$@\" >{0}.arguments; exec /bin/cat >{0}", played.display()));
    let output = play(text, folder.path());
    assert!(output.status.success(), "{}", stderr(&output));

    let file = folder.path().join("written.pcm");
    let written = natiq(&["speak"])
        .arg(folder.path().join("article.txt"))
        .arg("-o")
        .arg(&file)
        .env("NATIQ_DATA_DIR", data_dir())
        .output()
        .unwrap();
    assert!(written.status.success(), "{}", stderr(&written));
    let (played, written) = (fs::read(&played).unwrap(), fs::read(&file).unwrap());
    assert!(played == written && written.len() > 48_000, "{} of {} bytes", played.len(), written.len());
    let arguments = fs::read_to_string(folder.path().join("played.pcm.arguments")).unwrap();
    assert!(arguments.contains("-r 24000"), "{arguments}");
}

/// Sends a signal to a command that plays, once its player has written `begun`; returns how it ended and how long that
/// took.
#[cfg(target_os = "linux")]
fn stop_playing(folder: &Path, begun: &Path, signal: &str) -> (Output, Duration) {
    let article = folder.join("article.txt");
    fs::write(&article, "هطل المطر على القرية ثلاث ساعات وامتلأ الخزان الكبير. ".repeat(60)).unwrap();
    let mut command = natiq(&["speak", "--play"]);
    command.arg(&article).env("NATIQ_DATA_DIR", data_dir()).env("PATH", folder);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    while !begun.exists() {
        assert!(Instant::now() < until, "nothing is played");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The pipe is full by now, and nobody takes anything from it.
    std::thread::sleep(Duration::from_millis(1_500));
    let told = Instant::now();
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    (output, told.elapsed())
}

#[test]
#[cfg(target_os = "linux")]
fn playing_stops_at_once_and_no_player_is_left() {
    for (signal, status) in [("-TERM", 143), ("-INT", 130)] {
        let folder = tempfile::tempdir().unwrap();
        let begun = folder.path().join("begun");
        program(folder.path(), "pw-play", &format!("echo $$ >{}; exec /bin/sleep 60", begun.display()));
        let other = folder.path().join("other");
        program(folder.path(), "aplay", &format!("echo $$ >{}; exec /bin/cat >/dev/null", other.display()));
        let (output, took) = stop_playing(folder.path(), &begun, signal);
        assert_eq!(output.status.code(), Some(status), "{}", stderr(&output));
        assert!(took < Duration::from_secs(3), "{signal}: {took:?}");
        assert!(!other.exists(), "another player begins");
        let said = stderr(&output);
        let told: Vec<&str> = said.lines().filter(|line| line.starts_with("natiq: ")).collect();
        assert!(told.len() == 1 && told[0].contains("stopped after") && told[0].contains("not heard"), "{said}");
        let player = fs::read_to_string(&begun).unwrap();
        assert!(!Path::new("/proc").join(player.trim()).exists(), "the player is left");
    }
}

#[test]
#[cfg(not(target_os = "macos"))]
fn player_that_plays_wav_is_given_a_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let played = folder.path().join("played.wav");
    program(folder.path(), "ffplay", &format!("exec /bin/cat >{}", played.display()));
    let output = play("هذا كتاب.", folder.path());
    assert!(output.status.success(), "{}", stderr(&output));
    let played = fs::read(&played).unwrap();
    assert!(played.starts_with(b"RIFF") && played.len() > 24_000);
}

#[test]
#[cfg(not(target_os = "macos"))]
fn where_nothing_plays_it_is_said_why_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = play("هذا كتاب.", folder.path());
    let said = stderr(&output);
    assert!(output.status.code() == Some(2) && said.contains("install one of") && said.contains("`aplay`"), "{said}");

    program(folder.path(), "aplay", "/bin/cat >/dev/null; echo 'audio open error: No such file' >&2; exit 1");
    // It says that nothing was heard, and ends as if it had been.
    program(folder.path(), "ffplay", "/bin/cat >/dev/null; echo 'audio open failed' >&2");
    let output = play("هذا كتاب.", folder.path());
    let said = stderr(&output);
    assert!(said.contains("`ffplay` said «audio open failed»"), "{said}");
    assert!(output.status.code() == Some(2) && said.contains("audio open error") && said.contains("-o FILE"), "{said}");
}

#[tokio::test]
async fn cache_is_measured_listed_and_cleared_by_voice_and_age() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(&folder.path().join("audio"), 1 << 20).unwrap();
    for (name, voice) in [("a", "ziad"), ("b", "ziad"), ("c", "gone")] {
        cache.put(Key::of("test").with(name).finish_for(voice), vec![0; 1_000]).await;
    }
    let run = |arguments: &[&str]| {
        let output =
            natiq(arguments).env("NATIQ_DATA_DIR", folder.path()).env("NATIQ_VOICES", folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        output
    };
    let size = || serde_json::from_slice::<Value>(&run(&["cache", "size", "--json"]).stdout).unwrap();
    assert_eq!(size()["size_bytes"], 3_000);
    assert_eq!(size()["voices"]["ziad"]["n_files"], 2);
    assert_eq!(size()["voices"]["other"]["n_files"], 1);
    assert!(stdout(&run(&["cache"])).contains("3 files, 3.0 kB"));

    let listed = stdout(&run(&["cache", "list", "--voice", "ziad", "--json"]));
    let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(listed.len() == 2 && listed.iter().all(|file| file["voice"] == "ziad"), "{listed:?}");
    // One of them was last asked for two days ago.
    let old = stdout(&run(&["cache", "list", "--voice", "ziad"]));
    let old = old.lines().next().unwrap().split('\t').next_back().unwrap().to_owned();
    let two_days_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(48 * 3600);
    fs::File::options().append(true).open(&old).unwrap().set_modified(two_days_ago).unwrap();

    run(&["cache", "clear", "--unused-for", "1d", "--dry-run"]);
    assert_eq!(size()["n_files"], 3);
    let said = stderr(&run(&["cache", "clear", "--unused-for", "1d"]));
    assert!(said.contains("took away 1 files"), "{said}");
    assert!(!Path::new(&old).exists());
    run(&["cache", "clear", "--voice", "other"]);
    assert_eq!(size()["voices"].as_object().unwrap().keys().collect::<Vec<_>>(), ["ziad"]);
    let output = natiq(&["cache", "clear", "--voice", "ziyad"]).env("NATIQ_DATA_DIR", folder.path()).output().unwrap();
    assert!(output.status.code() == Some(2) && stderr(&output).contains("voice `ziyad` is not installed"));
    run(&["cache", "clear"]);
    assert_eq!(size()["n_files"], 0);
}

#[tokio::test]
async fn cache_knows_the_voice_of_all_that_the_service_keeps() {
    let service = Service::start().await;
    let article = service.post("/v1/articles", "text/plain", "هذا كتاب جديد. قرأه الطالب أمس.").await;
    let article: Value = serde_json::from_slice(&article.body).unwrap();
    let id = article["id"].as_str().unwrap();
    for what in ["audio?format=opus", "audio?format=wav", "timeline?format=json", "segments/0?format=wav"] {
        let answer = service.get(&format!("/v1/articles/{id}/{what}")).await;
        assert!(answer.status.is_success(), "{what}");
    }
    let folder = service.stop().await;
    let size = natiq(&["cache", "size", "--json"]).env("NATIQ_DATA_DIR", folder.path()).output().unwrap();
    let size: Value = serde_json::from_slice(&size.stdout).unwrap();
    assert!(size["n_files"].as_u64().unwrap() >= 4, "{size}");
    assert_eq!(size["voices"].as_object().unwrap().keys().collect::<Vec<_>>(), [natiq::voice::DEFAULT_VOICE], "{size}");
}

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name} in {report}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_everything_in_order_and_tells_no_secret() {
    let service = Service::start().await;
    let folder = tempfile::tempdir().unwrap();
    let secret = "0f3a".repeat(16);
    let config = folder.path().join("natiq.toml");
    let text = format!(
        "listen = \"{}\"\n[[http.keys]]\nname = \"newspaper\"\nsha256 = \"{secret}\"\n[http.feeds]\nstories = \"/srv/private\"\n",
        service.address
    );
    fs::write(&config, text).unwrap();
    let data_dir = data_dir();
    let doctor = |arguments: &[&str]| {
        natiq(&["doctor", "--config"])
            .arg(&config)
            .args(arguments)
            .env("NATIQ_DATA_DIR", &data_dir)
            .env("HOME", folder.path())
            .output()
            .unwrap()
    };
    let output = doctor(&["--json"]);
    assert!(output.status.success(), "{} {}", stdout(&output), stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    for name in ["runtime", "voices", "speech"] {
        assert_ne!(check(&report, name)["status"], "failed", "{report}");
    }
    assert!(check(&report, "voices")["found"].as_str().unwrap().contains("ziad (natiq, CC-BY-4.0)"));
    assert!(check(&report, "speech")["found"].as_str().unwrap().contains("times real time"));
    assert!(check(&report, "port")["found"].as_str().unwrap().contains("is ready"), "{report}");
    assert_eq!(report["configuration"]["n_api_keys"], 1);
    assert_eq!(report["configuration"]["file"], "~/natiq.toml");

    let text = stdout(&doctor(&[]));
    for private in [secret.as_str(), "newspaper", "/srv/private", folder.path().to_str().unwrap()] {
        assert!(!text.contains(private) && !report.to_string().contains(private), "{private} in {text}");
    }
    assert!(text.contains("API keys 1") && text.contains("~/natiq.toml"), "{text}");
}

#[test]
fn doctor_goes_on_past_what_is_wrong_and_fetches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("natiq.toml");
    fs::write(&config, "listten = \"127.0.0.1:8080\"\n").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fs::write(folder.path().join("libonnxruntime.so"), b"no library").unwrap();
    let output = natiq(&["doctor", "--json", "--config"])
        .arg(&config)
        .arg("--onnxruntime")
        .arg(folder.path().join("libonnxruntime.so"))
        .env("NATIQ_DATA_DIR", folder.path().join("data"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(check(&report, "configuration")["found"].as_str().unwrap().contains("listten"), "{report}");
    assert_eq!(check(&report, "runtime")["status"], "failed");
    assert!(check(&report, "runtime")["advice"].as_str().unwrap().contains("natiq setup"));
    assert!(!folder.path().join("data").exists(), "nothing was fetched or made");

    let config = folder.path().join("taken.toml");
    fs::write(&config, format!("listen = \"{}\"\n", taken.local_addr().unwrap())).unwrap();
    // It takes connections and says nothing.
    let answering = std::thread::spawn(move || {
        drop(taken.accept());
        drop(taken.accept());
    });
    let output = natiq(&["doctor", "--json", "--config"]).arg(&config).env("NATIQ_DATA_DIR", data_dir()).output();
    answering.join().unwrap();
    let report: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    assert_eq!(check(&report, "port")["status"], "warning", "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_looks_where_the_service_is_told_to_listen() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("natiq.toml");
    fs::write(&config, "").unwrap();
    let (runtime, catalog) = crate::speech::engine();
    let shared = catalog.clone();
    let pool =
        natiq::worker::Pool::start(1, 1, move || natiq::pipeline::Pipeline::open(runtime.clone(), shared.clone()));
    let listener = "tcp://127.0.0.1:0".parse::<natiq::wyoming::Address>().unwrap().bind().await.unwrap();
    let home = listener.local_addr().unwrap().to_string();
    tokio::spawn(natiq::wyoming::serve(listener, pool.unwrap(), catalog));
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let doctor = |arguments: &[&str]| -> Value {
        let mut doctor = natiq(&["doctor", "--json", "--config"]);
        doctor.arg(&config).args(arguments).env("NATIQ_DATA_DIR", data_dir()).env("NATIQ_LISTEN", &free);
        serde_json::from_slice(&doctor.output().unwrap().stdout).unwrap()
    };
    let report = doctor(&["--wyoming", &format!("tcp://{home}")]);
    assert_eq!(report["configuration"]["listen"], *free);
    assert!(check(&report, "port")["found"].as_str().unwrap().contains(&free), "{report}");
    assert_eq!(check(&report, "wyoming port")["found"], format!("tcp://{home}: a Natiq answers"));
    let features: Vec<_> = report["features"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(features.contains(&"postgres"), cfg!(feature = "postgres"), "{report}");
    assert_eq!(features.contains(&"traces"), cfg!(feature = "traces"), "{report}");

    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let report = doctor(&["--listen", &home, "--wyoming", &format!("tcp://{other}")]);
    assert_eq!(report["configuration"]["listen"], *home);
    assert_eq!(check(&report, "port")["status"], "warning", "{report}");
    assert_eq!(check(&report, "wyoming port")["found"], format!("tcp://{other} is free"));
}

#[tokio::test(flavor = "multi_thread")]
async fn health_check_says_whether_the_service_is_ready() {
    let service = Service::start().await;
    let address = service.address.to_string();
    let check = || natiq(&["serve", "--check", "--listen", &address]).output().unwrap();
    let ready = check();
    assert!(ready.status.success() && stderr(&ready).contains("is ready"), "{}", stderr(&ready));
    service.stop().await;
    let gone = check();
    assert!(gone.status.code() == Some(1) && stderr(&gone).contains("nothing listens at"), "{}", stderr(&gone));
}

#[test]
fn service_that_others_reach_says_nothing_of_its_address_before_it_refuses() {
    let listen = ["serve", "--open", "--listen", "0.0.0.0:0"];
    let refused = natiq(&listen).env("NATIQ_DATA_DIR", data_dir()).output().unwrap();
    let said = stderr(&refused);
    assert!(refused.status.code() == Some(2) && said.contains("needs API keys"), "{said}");
    assert!(!said.contains("http://"), "{said}");
    let unknown = natiq(&listen).args(["--authentication", "never"]).output().unwrap();
    assert!(stderr(&unknown).contains("`auto`, `required`, `off`"), "{}", stderr(&unknown));
}
