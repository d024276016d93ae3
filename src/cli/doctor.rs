//! `natiq doctor`: what is in order here and what is not, to be pasted into a report.
//!
//! Nothing secret is in it: of API keys only the number, no text, no address beyond the one that is listened at, and the
//! home directory as `~`. Nothing is fetched.

use std::{
    fmt,
    io::{Write, stdout},
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Context;
use serde::Serialize;

use super::{
    Common, Outcome, bench,
    cache::megabytes,
    play,
    service::{self, Answer},
};
use crate::{
    config::Config,
    fetch::Permission,
    onnx::Runtime,
    pipeline::{Pipeline, SpeechOptions},
    store,
    voice::Catalog,
    wyoming,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Look at this address and port, where `natiq serve` is told to listen; 127.0.0.1:8080 when absent.
    #[arg(long, env = "NATIQ_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// Look at this address too, where `natiq serve` is told to speak by the Wyoming protocol.
    #[arg(long, env = "NATIQ_WYOMING", value_name = "tcp://HOST:PORT")]
    wyoming: Option<wyoming::Address>,
}

/// Free bytes below which the disk is said to be nearly full: the service keeps 0.1 MB for each second of speech.
const LITTLE_ROOM: u64 = 1 << 30;

/// Seconds of work for a second of speech from which on one thread cannot keep up with a listener.
const TOO_SLOW: f64 = 1.0;

#[derive(Debug, Serialize)]
struct Report {
    version: &'static str,
    features: Vec<&'static str>,
    system: System,
    configuration: Configuration,
    checks: Vec<Check>,
}

/// What it runs on.
#[derive(Debug, Serialize)]
struct System {
    name: String,
    arch: &'static str,
    cores: usize,
    /// Absent where the system does not tell.
    processor: Option<String>,
    memory_bytes: Option<u64>,
}

/// What was chosen, as far as it may be shown.
#[derive(Debug, Serialize)]
struct Configuration {
    file: Option<String>,
    workers: usize,
    listen: String,
    n_api_keys: usize,
    fetches_addresses: bool,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    status: Status,
    found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    /// It works, but not as well as it could.
    Warning,
    Failed,
}

/// Looks at everything. Where the configuration could not be read, all else is looked at as it would be without one.
pub(super) fn run(arguments: &Arguments, common: &Common) -> anyhow::Result<Outcome> {
    let mut checks = Vec::new();
    let mut config = common.read_config().unwrap_or_else(|error| {
        checks.push(Check::failed("configuration", &error, "put it right; examples/natiq.toml has every setting"));
        common.apply(Config::default())
    });
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    if let Some(runtime) = runtime(&config, &mut checks)
        && let Some(catalog) = voices(&config, &runtime, &mut checks)
    {
        checks.push(speech(&runtime, catalog));
    }
    checks.push(player());
    checks.push(data(&config));
    checks.push(port(&config));
    checks.extend(arguments.wyoming.as_ref().map(wyoming_port));

    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        features: [
            ("mp3", cfg!(feature = "mp3")),
            ("jemalloc", cfg!(feature = "jemalloc")),
            ("postgres", cfg!(feature = "postgres")),
            ("traces", cfg!(feature = "traces")),
        ]
        .into_iter()
        .filter_map(|(name, is_on)| is_on.then_some(name))
        .collect(),
        system: System::read(),
        configuration: Configuration {
            file: common.config.as_deref().map(shown),
            workers: config.n_workers(),
            listen: config.listen.to_string(),
            n_api_keys: config.http.keys.len(),
            fetches_addresses: config.http.fetch.enabled.or(config.listen.ip().is_loopback()) == Permission::On,
        },
        checks,
    };
    if arguments.json {
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write!(stdout(), "{report}")?;
    }
    let has_failed = report.checks.iter().any(|check| check.status == Status::Failed);
    Ok(if has_failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// Finds the runtime, without fetching it.
fn runtime(config: &Config, checks: &mut Vec<Check>) -> Option<Runtime> {
    let mut reported = Vec::new();
    let found = config.provision().installed_runtime(&mut |line| reported.push(line.to_owned()));
    let (check, runtime) = match found {
        Ok(Some((runtime, place))) => (Check::ok("runtime", at_home(&format!("ONNX Runtime: {place}"))), Some(runtime)),
        Ok(None) => {
            (Check::new(Status::Failed, "runtime", "there is no ONNX Runtime", Some("run `natiq setup`")), None)
        }
        Err(error) => (Check::failed("runtime", &error.into(), "run `natiq setup`"), None),
    };
    checks.push(check);
    checks.extend(reported.iter().map(|line| Check::new(Status::Warning, "runtime", at_home(line), None)));
    runtime
}

/// Opens every voice.
fn voices(config: &Config, runtime: &Runtime, checks: &mut Vec<Check>) -> Option<Catalog> {
    match Catalog::load(&config.voice_folders(), runtime) {
        Ok(catalog) => {
            let voices: Vec<_> = catalog
                .iter()
                .map(|package| {
                    let manifest = &package.manifest;
                    format!("{} ({}, {})", manifest.id, manifest.contract.name(), manifest.licence)
                })
                .collect();
            checks.push(Check::ok("voices", voices.join(", ")));
            Some(catalog)
        }
        Err(error) => {
            let advice = "`natiq voices check DIR` says what is wrong with it; take it away or install it again";
            checks.push(Check::failed("voices", &error.into(), advice));
            None
        }
    }
}

/// Speaks the beginning of an article of our own with the voice that is taken by default, and measures it.
fn speech(runtime: &Runtime, catalog: Catalog) -> Check {
    let measured = || -> anyhow::Result<(Duration, f64)> {
        let mut pipeline = Pipeline::open(runtime.clone(), catalog.into())?;
        let (speech_options, utterances) = (SpeechOptions::default(), bench::article()?);
        let utterances = utterances.get(..3).context("the article is short")?;
        // The first call of a model is slower than all others; nobody waits for it but the very first listener.
        bench::speak(&mut pipeline, utterances, &speech_options)?;
        let first = bench::timed(|| pipeline.speak(&utterances[0], &speech_options))?;
        let started = Instant::now();
        let speech = bench::speak(&mut pipeline, utterances, &speech_options)?;
        Ok((first, started.elapsed().as_secs_f64() / speech.as_secs_f64()))
    };
    match measured() {
        Ok((first, factor)) => {
            let found = format!(
                "first sound after {:.0} ms, {:.0} times real time on one thread",
                first.as_secs_f64() * 1e3,
                1.0 / factor
            );
            match factor < TOO_SLOW {
                true => Check::ok("speech", found),
                false => {
                    Check::new(Status::Warning, "speech", found, Some("is the machine busy? is it a debug build?"))
                }
            }
        }
        Err(error) => Check::failed("speech", &error, "report it, with all of this"),
    }
}

fn player() -> Check {
    match play::installed().as_slice() {
        [] => {
            let advice = "for `natiq speak --play` install one, such as `alsa-utils` or `pulseaudio-utils`";
            Check::new(Status::Warning, "player", "no player is installed", Some(advice))
        }
        players => Check::ok("player", players.join(", ")),
    }
}

/// Looks at the data directory: what is in it, whether it can be written, and how much room there is.
fn data(config: &Config) -> Check {
    let folder = &config.data_dir;
    let advice = "choose another with `--data-dir`, or make room";
    let files = match store::inventory(&config.audio_folder()) {
        Ok(files) => files,
        Err(error) => return Check::failed("data", &error.into(), advice),
    };
    let audio_bytes = files.iter().map(|file| file.size_bytes).sum();
    let mut found = format!("{}: {} files of audio, {}", shown(folder), files.len(), megabytes(audio_bytes));
    // The folder is made at the first use: before, the one that it will be made in counts.
    let Some(existing) = folder.ancestors().find(|folder| folder.is_dir()) else {
        return Check::new(Status::Failed, "data", format!("{found}; no folder there is to be had"), Some(advice));
    };
    if let Err(error) = try_write(existing) {
        return Check::new(Status::Failed, "data", format!("{found}; cannot be written ({error})"), Some(advice));
    }
    match free_bytes(existing) {
        Some(free) => {
            found = format!("{found}; {} free", megabytes(free));
            match free < LITTLE_ROOM {
                true => Check::new(Status::Warning, "data", found, Some(advice)),
                false => Check::ok("data", found),
            }
        }
        None => Check::ok("data", found),
    }
}

/// Looks at the port that `natiq serve` would take.
fn port(config: &Config) -> Check {
    let listen = config.listen;
    let other = "stop what listens there, or choose another address with `natiq serve --listen`";
    match service::ask(listen) {
        Answer::Ready { version } => Check::ok("port", format!("{listen}: Natiq {version} answers and is ready")),
        Answer::NotReady { why } => {
            Check::new(Status::Failed, "port", format!("{listen}: a Natiq answers that is not ready: {why}"), None)
        }
        Answer::Other => {
            Check::new(Status::Warning, "port", format!("{listen} is taken by something that is no Natiq"), Some(other))
        }
        Answer::Nothing => unanswered("port", &listen, listen, other),
    }
}

/// Looks at the port that `natiq serve --wyoming` would take.
fn wyoming_port(address: &wyoming::Address) -> Check {
    let name = "wyoming port";
    if service::speaks_wyoming(address) {
        return Check::ok(name, format!("{address}: a Natiq answers"));
    }
    let other = "stop what listens there, or choose another address with `natiq serve --wyoming`";
    unanswered(name, address, address.host_and_port(), other)
}

/// Says whether a port where nothing answers could be taken.
fn unanswered(name: &'static str, shown: &dyn fmt::Display, port: impl ToSocketAddrs, other: &str) -> Check {
    match TcpListener::bind(port) {
        Ok(_) => Check::ok(name, format!("{shown} is free")),
        Err(error) => Check::new(Status::Warning, name, format!("{shown} is not to be had: {error}"), Some(other)),
    }
}

impl Check {
    fn new(status: Status, name: &'static str, found: impl Into<String>, advice: Option<&str>) -> Self {
        Self { name, status, found: found.into(), advice: advice.map(str::to_owned) }
    }

    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self::new(Status::Ok, name, found, None)
    }

    fn failed(name: &'static str, error: &anyhow::Error, advice: &str) -> Self {
        Self::new(Status::Failed, name, at_home(&format!("{error:#}")), Some(advice))
    }
}

impl System {
    fn read() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let value = |text: &str, key: &str, after: char| {
            let mut lines = text.lines().filter_map(|line| line.split_once(after));
            lines.find(|(found, _)| found.trim() == key).map(|(_, value)| value.trim().trim_matches('"').to_owned())
        };
        let memory = value(&read("/proc/meminfo"), "MemTotal", ':');
        Self {
            name: value(&read("/etc/os-release"), "PRETTY_NAME", '=')
                .unwrap_or_else(|| std::env::consts::OS.to_owned()),
            arch: std::env::consts::ARCH,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: value(&read("/proc/cpuinfo"), "model name", ':'),
            memory_bytes: memory
                .and_then(|memory| memory.strip_suffix("kB")?.trim().parse::<u64>().ok())
                .map(|kilobytes| kilobytes * 1024),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let System { name, arch, cores, processor, memory_bytes } = &self.system;
        let Configuration { file, workers, listen, n_api_keys, fetches_addresses } = &self.configuration;
        let unknown = || "unknown".to_owned();
        writeln!(formatter, "natiq {} ({})", self.version, self.features.join(", "))?;
        writeln!(
            formatter,
            "{name}, {arch}, {cores} cores ({}), memory {}",
            processor.clone().unwrap_or_else(unknown),
            memory_bytes.map_or_else(unknown, megabytes)
        )?;
        writeln!(
            formatter,
            "configuration {}: workers {workers}, listen {listen}, API keys {n_api_keys}, fetches addresses {}",
            file.as_deref().unwrap_or("by default"),
            if *fetches_addresses { "yes" } else { "no" }
        )?;
        for Check { name, status, found, advice } in &self.checks {
            let status = match status {
                Status::Ok => "ok",
                Status::Warning => "warning",
                Status::Failed => "FAILED",
            };
            writeln!(formatter, "{status:<8} {name:<14} {found}")?;
            if let Some(advice) = advice {
                writeln!(formatter, "{:<23} → {advice}", "")?;
            }
        }
        Ok(())
    }
}

/// Shows a path without the user's name in it.
fn shown(path: &Path) -> String {
    at_home(&path.display().to_string())
}

/// Writes `~` for the home directory, wherever it stands in a text.
fn at_home(text: &str) -> String {
    match etcetera::home_dir() {
        Ok(home) if home != Path::new("/") => text.replace(&home.display().to_string(), "~"),
        _ => text.to_owned(),
    }
}

/// Makes a file in a folder and takes it away.
fn try_write(folder: &Path) -> std::io::Result<()> {
    let path: PathBuf = folder.join(format!(".natiq-doctor-{}", std::process::id()));
    std::fs::File::options().write(true).create_new(true).open(&path)?;
    std::fs::remove_file(&path)
}

/// Returns the room on the disk of a folder that this user may fill, in bytes.
#[cfg(unix)]
fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}
