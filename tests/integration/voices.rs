//! `natiq voices add`, `list`, `try` and `remove`: from folders and from a server that misbehaves.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use natiq::config::Config;

/// A voice as it may be published: the embedded one under another name.
fn publish(folder: &Path, change: impl Fn(&str) -> String) {
    let ziad = Path::new(env!("CARGO_MANIFEST_DIR")).join("voices/ziad");
    fs::create_dir_all(folder).unwrap();
    for name in ["model.onnx", "symbols.json"] {
        fs::copy(ziad.join(name), folder.join(name)).unwrap();
    }
    let manifest = fs::read_to_string(ziad.join("voice.toml")).unwrap().replace("id = \"ziad\"", "id = \"zayd\"");
    fs::write(folder.join("voice.toml"), change(&manifest)).unwrap();
}

/// The runtime that the other tests have provisioned, so that it is not fetched into every folder.
fn library() -> Option<PathBuf> {
    crate::speech::engine();
    let data = std::env::var_os("NATIQ_DATA_DIR").map_or_else(|| Config::default().data_dir, PathBuf::from);
    let mut files = fs::read_dir(data.join("runtime")).ok()?.flatten().map(|entry| entry.path());
    files.find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libonnx")))
}

fn natiq(data_dir: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
    command.args(["voices"]).args(arguments).env("NATIQ_DATA_DIR", data_dir);
    if let Some(library) = library() {
        command.env("ORT_DYLIB_PATH", library);
    }
    command.env_remove("HTTP_PROXY").env_remove("http_proxy").env_remove("ALL_PROXY").env_remove("all_proxy");
    command.output().unwrap()
}

#[track_caller]
fn check(data_dir: &Path, arguments: &[&str], expect: &str) {
    let output = natiq(data_dir, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains(expect), "{said}");
}

#[track_caller]
fn check_refused(data_dir: &Path, arguments: &[&str], expect: &str) {
    let output = natiq(data_dir, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains(expect), "{said}");
    assert!(!data_dir.join("voices/zayd").exists(), "something was installed");
}

/// How a server misbehaves.
#[derive(Clone, Copy)]
enum Manners {
    Good,
    /// Every answer ends after so many bytes.
    Cuts(usize),
    /// One bit of the model is another.
    Flips,
    /// Leads on to an address of the inner network.
    LeadsInside,
}

/// Serves the files of a folder; returns the address of its `voice.toml`.
fn serve(folder: &Path, speech_options: Manners) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut name, mut from) = (String::new(), None);
            for line in BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok) {
                if line.is_empty() {
                    break;
                }
                if let Some(path) = line.strip_prefix("GET /") {
                    name = path.split(' ').next().unwrap().to_owned();
                } else if let Some(range) = line.to_ascii_lowercase().strip_prefix("range: bytes=") {
                    from = range.trim_end_matches('-').parse::<usize>().ok();
                }
            }
            let is_model = name == "model.onnx";
            if is_model && matches!(speech_options, Manners::LeadsInside) {
                let _ = stream.write_all(
                    b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n",
                );
                continue;
            }
            let mut body = fs::read(folder.join(&name)).unwrap();
            if is_model && matches!(speech_options, Manners::Flips) {
                body[100_000] ^= 1;
            }
            let (start, total) = (from.unwrap_or(0), body.len());
            let status = match from {
                Some(_) => format!("206 Partial Content\r\nContent-Range: bytes {start}-{}/{total}", total - 1),
                None => "200 OK".to_owned(),
            };
            let rest = &body[start..];
            let _ = write!(stream, "HTTP/1.1 {status}\r\nETag: \"1\"\r\nContent-Length: {}\r\n\r\n", rest.len());
            let sent = match speech_options {
                Manners::Cuts(most) => &rest[..most.min(rest.len())],
                _ => rest,
            };
            let _ = stream.write_all(sent);
        }
    });
    format!("{address}/voice.toml")
}

#[test]
fn voice_is_added_listed_tried_and_removed() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (data, folder) = (data.path(), published.path().join("zayd"));
    publish(&folder, str::to_owned);
    let from = folder.to_str().unwrap();
    check_refused(data, &["add", from], "give `--accept`");
    check(data, &["add", from, "--accept"], "voice `zayd` is in ");
    let list = String::from_utf8(natiq(data, &["list"]).stdout).unwrap();
    assert!(list.lines().any(|line| line.starts_with("zayd\t") && line.ends_with("\tnatiq\texact")), "{list}");
    let samples = data.join("samples");
    check(data, &["try", "مرحبا بكم.", "-o", samples.to_str().unwrap()], "word timings exact");
    for id in ["zayd", "ziad"] {
        let wav = fs::read(samples.join(format!("{id}.wav"))).unwrap();
        assert!(wav.starts_with(b"RIFF") && wav.len() > 20_000, "{id}: {} bytes", wav.len());
    }
    let again = natiq(data, &["add", from, "--accept"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("is installed already"));
    check(data, &["remove", "zayd"], "is removed");
    check_refused(data, &["remove", "zayd"], "is not installed");
    check_refused(data, &["remove", "ziad"], "is part of the program");
    check_refused(data, &["remove", "../voices"], "is no id of a voice");
}

#[test]
fn voice_comes_whole_from_a_server_that_cuts() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(published.path(), str::to_owned);
    let url = serve(published.path(), Manners::Cuts(3_000_000));
    check(data.path(), &["add", &url, "--accept"], "voice `zayd` is in ");
    let kept = fs::read(data.path().join("voices/zayd/model.onnx")).unwrap();
    assert_eq!(kept, fs::read(published.path().join("model.onnx")).unwrap());
}

#[test]
fn fetch_that_was_given_up_is_gone_on_with() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(published.path(), str::to_owned);
    let url = serve(published.path(), Manners::Cuts(1_000_000));
    check_refused(data.path(), &["add", &url, "--accept"], "try again to go on");
    let partial = data.path().join("adding/zayd/.model.onnx.partial");
    assert_eq!(fs::metadata(&partial).unwrap().len(), 5_000_000);
    check(data.path(), &["add", &url, "--accept"], "voice `zayd` is in ");
}

#[test]
fn server_that_sends_another_file_or_leads_inside_is_refused() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(published.path(), str::to_owned);
    let data = data.path();
    check_refused(
        data,
        &["add", &serve(published.path(), Manners::Flips), "--accept"],
        "it is not the file that is meant",
    );
    let url = serve(published.path(), Manners::LeadsInside);
    check_refused(data, &["add", &url, "--accept"], "is not on the public internet");
    // Files of a package stay in the package, wherever its manifest says they are.
    publish(published.path(), |manifest| manifest.replace("model.onnx", "../model.onnx"));
    let url = serve(published.path(), Manners::Good);
    check_refused(data, &["add", &url, "--accept"], "is not the name of a file");
    publish(published.path(), |manifest| manifest.replace("id = \"zayd\"", "id = \"../zayd\""));
    check_refused(data, &["add", &serve(published.path(), Manners::Good), "--accept"], "is no id of a voice");
}

/// Publishes a Piper voice as Piper does: the model and its configuration, with nothing of ours.
fn publish_piper(folder: &Path) {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/contracts/piper.onnx");
    fs::create_dir_all(folder).unwrap();
    fs::copy(model, folder.join("en_US-Zayd-low.onnx")).unwrap();
    let ids: serde_json::Map<_, _> =
        "^_$ abdħimnrst.,".chars().enumerate().map(|(id, c)| (c.to_string(), [id].into())).collect();
    let config = serde_json::json!({
        "audio": {"sample_rate": 16_000}, "espeak": {"voice": "en-us"}, "language": {"code": "en_US"},
        "num_speakers": 1, "phoneme_id_map": ids,
    });
    fs::write(folder.join("en_US-Zayd-low.onnx.json"), config.to_string()).unwrap();
}

#[test]
fn piper_voice_keeps_the_checksums_of_what_came() {
    let published = tempfile::tempdir().unwrap();
    publish_piper(published.path());
    let url = serve(published.path(), Manners::Good).replace("voice.toml", "en_US-Zayd-low.onnx");
    // From an address and from a folder.
    let folder = published.path().join("en_us-zayd-low");
    publish_piper(&folder);
    for from in [url.as_str(), folder.to_str().unwrap()] {
        for file in ["en_US-Zayd-low.onnx", "en_US-Zayd-low.onnx.json"] {
            let data = tempfile::tempdir().unwrap();
            let data = data.path();
            check(data, &["add", from, "--accept"], "voice `en_us-zayd-low` is in ");
            let installed = data.join("voices/en_us-zayd-low");
            check(data, &["check", installed.to_str().unwrap()], "");
            let mut bytes = fs::read(installed.join(file)).unwrap();
            // A number of the model and one of the configuration: nothing else would notice.
            let (at, bit) = match file.ends_with(".json") {
                true => (bytes.windows(5).position(|window| window == b"16000").unwrap() + 4, 1),
                false => (bytes.windows(4).position(|window| window == 0.003f32.to_le_bytes()).unwrap(), 1),
            };
            bytes[at] ^= bit;
            fs::write(installed.join(file), bytes).unwrap();
            for arguments in [vec!["check", installed.to_str().unwrap()], vec!["list"]] {
                let output = natiq(data, &arguments);
                let said = String::from_utf8_lossy(&output.stderr);
                let expect = format!("`{file}` has SHA-256");
                assert!(!output.status.success() && said.contains(&expect), "{arguments:?}: {said}");
            }
        }
    }
}

#[test]
fn nothing_stays_of_what_did_not_come() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(published.path(), str::to_owned);
    let data = data.path();
    check_refused(data, &["add", &serve(published.path(), Manners::LeadsInside), "--accept"], "public internet");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}/en_US-zayd-low.onnx");
    check_refused(data, &["add", &url, "--accept"], "its server was not reached or did not answer");
    assert_eq!(fs::read_dir(data.join("adding")).unwrap().count(), 0);
}

#[test]
fn voice_of_a_catalogue_is_added_by_its_name() {
    let (data, published) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish(published.path(), str::to_owned);
    let url = serve(published.path(), Manners::Good);
    let base = url.strip_suffix("voice.toml").unwrap();
    let catalogue = published.path().join("catalogue.toml");
    let entry = |sha256: &str| {
        format!(
            "[[voice]]\nid = 'zayd'\nname_ar = 'زيد'\nname_en = 'Zayd'\nlanguage = 'ar'\ngender = 'male'\n\
             licence = 'CC-BY-4.0'\nattribution = 'x'\ncontract = 'natiq'\nsample_rate = 24000\nquality = 'x'\nseen = true\n\
             [voice.files]\nmodel = {{ url = '{base}model.onnx', bytes = 1, sha256 = '{sha256}' }}\n\
             symbols = {{ url = '{base}symbols.json', bytes = 1 }}\n"
        )
    };
    let catalogue_path = catalogue.to_str().unwrap();
    fs::write(&catalogue, entry(&"0".repeat(64))).unwrap();
    let add = ["add", "zayd", "--accept", "--catalogue", catalogue_path];
    check_refused(data.path(), &add, "it is not the file that is meant");
    let manifest = fs::read_to_string(published.path().join("voice.toml")).unwrap();
    let sha256 = manifest.lines().find_map(|line| line.strip_prefix("sha256 = ")).unwrap().trim_matches('"');
    fs::write(&catalogue, entry(sha256)).unwrap();
    check(data.path(), &add, "voice `zayd` is in ");
    // What was not known beforehand is known now.
    let kept = fs::read_to_string(data.path().join("voices/zayd/voice.toml")).unwrap();
    assert!(kept.contains(sha256) && kept.contains("[parts.symbols]"), "{kept}");
    check_refused(tempfile::tempdir().unwrap().path(), &["add", "salma", "--accept"], "is not in the catalogue");
}
