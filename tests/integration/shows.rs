//! Shows that are run for years: episodes that keep who they are, several voices, what is taken back.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use natiq::publish::Episode;
use serde_json::Value;

/// A folder with articles, and one beside it for their episodes.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new(articles: &[(&str, &str)]) -> Self {
        let room = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(room.path("articles")).unwrap();
        articles.iter().for_each(|(name, text)| room.write(name, text));
        room
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(&format!("articles/{name}")), text).unwrap();
    }

    fn rename(&self, old: &str, new: &str) {
        fs::rename(self.path(&format!("articles/{old}")), self.path(&format!("articles/{new}"))).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Output {
        let (input, out) = (self.path("articles"), self.path("out"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
        command.args(["render", &input, "--out", &out, "--jobs", "1", "--report", "-"]).args(arguments);
        command.stdin(Stdio::null()).output().unwrap()
    }

    fn render(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}\n{}", text(&output.stdout), text(&output.stderr)))
    }

    /// Status and identity of each article, by where it was found.
    fn statuses(&self, report: &Value) -> BTreeMap<String, (String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let name = |value: &Value| Path::new(value.as_str().unwrap()).file_name().unwrap().to_str().unwrap().to_owned();
        let entry = |entry: &Value| (name(&entry["source"]), (text(&entry["status"]), text(&entry["guid"])));
        report["articles"].as_array().unwrap().iter().map(entry).collect()
    }

    fn check(&self, expect: &[(&str, &str, &str)]) {
        let found = self.statuses(&self.render(&[]));
        let expect: BTreeMap<_, _> = expect
            .iter()
            .map(|(name, status, guid)| ((*name).to_owned(), ((*status).to_owned(), (*guid).to_owned())))
            .collect();
        assert_eq!(found, expect);
    }
}

fn article(title: &str, date: &str, text: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n---\n{text}\n")
}

#[test]
fn article_keeps_its_episode_when_it_is_renamed_and_only_then() {
    let bulletin = |date: &str, text: &str| article("نشرة الطقس", date, text);
    let room = Room::new(&[
        ("weather.md", &bulletin("2026-05-01", "الجو صحو اليوم.")),
        ("rain.md", &article("مطر", "2026-05-02", "هطل المطر.")),
    ]);
    room.check(&[("weather.md", "rendered", "weather.md"), ("rain.md", "rendered", "rain.md")]);

    // The file of yesterday's bulletin is replaced by today's, which has the same title: another episode.
    fs::remove_file(room.path("articles/weather.md")).unwrap();
    room.write("weather-2.md", &bulletin("2026-05-02", "الجو غائم اليوم."));
    room.rename("rain.md", "storm.md");
    room.check(&[("weather-2.md", "rendered", "weather-2.md"), ("storm.md", "unchanged", "rain.md")]);

    // A copy is another article; the name that is free again is a new one's, whose identity is not.
    fs::copy(room.path("articles/storm.md"), room.path("articles/copy.md")).unwrap();
    room.write("rain.md", &article("سيل", "2026-05-03", "جاء السيل."));
    let known = [("weather-2.md", "unchanged", "weather-2.md"), ("storm.md", "unchanged", "rain.md")];
    room.check(&[known[0], known[1], ("copy.md", "rendered", "copy.md"), ("rain.md", "rendered", "rain.md#2")]);

    // Renamed and edited at once: its title and its date tell. What two episodes fit is a new one.
    fs::remove_file(room.path("articles/copy.md")).unwrap();
    fs::remove_file(room.path("articles/storm.md")).unwrap();
    room.write("flood.md", &article("مطر", "2026-05-02", "هطل المطر غزيرا."));
    room.rename("rain.md", "torrent.md");
    room.write("torrent.md", &article("سيل", "2026-05-03", "جاء السيل ليلا."));
    room.check(&[known[0], ("flood.md", "rendered", "flood.md"), ("torrent.md", "rendered", "rain.md#2")]);
}

#[test]
fn two_articles_of_one_id_are_told_from_one_another() {
    let room = Room::new(&[("a.md", "---\nid: one\ntitle: أول\n---\nنص قصير.\n")]);
    room.check(&[("a.md", "rendered", "one")]);
    room.write("b.md", "---\nid: one\ntitle: ثان\n---\nنص آخر.\n");
    let report = room.render(&[]);
    assert_eq!(room.statuses(&report)["b.md"].0, "failed");
    let reason = report["articles"][1]["reason"].as_str().unwrap();
    assert_eq!(reason, "`a.md` has the same `id` (two articles cannot be one episode: give it another)");
    fs::remove_file(room.path("articles/a.md")).unwrap();
    room.check(&[("b.md", "rendered", "one")]);
}

#[test]
fn folder_that_is_missing_takes_nothing_back() {
    let room = Room::new(&[("a.md", "نص أول."), ("b.md", "نص ثان."), ("c.md", "نص ثالث.")]);
    let show = include_str!("../data/show.toml").replace("cover.jpg", "https://village.example/cover.jpg");
    fs::write(room.path("show.toml"), format!("{show}\n[episode]\ngone = \"retract\"\n")).unwrap();
    let feed = room.path("show.toml");
    assert_eq!(room.render(&["--feed", &feed])["summary"]["rendered"], 3);
    // Most are gone at once.
    fs::remove_file(room.path("articles/a.md")).unwrap();
    fs::remove_file(room.path("articles/b.md")).unwrap();
    let output = room.command(&["--feed", &feed]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("the articles of 2 of 3 episodes are gone, so none was taken back"), "{said}");
    // An input could not be read.
    room.write("b.md", "نص ثان.");
    let output = room.command(&["--feed", &feed, "none.md"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("none.md: it could not be read, so no episode was taken back"), "{said}");
    // One of three is gone: in a dry run that is only said.
    for (arguments, is_there) in [(vec!["--dry-run"], true), (vec![], false)] {
        let report = room.render(&[&["--feed", &feed], &arguments[..]].concat());
        assert_eq!(report["retracted"][0]["slug"], "a", "{report}");
        assert_eq!(Path::new(&room.path("out/a.mp3")).exists(), is_there);
    }
    assert!(!fs::read_to_string(room.path("out/feed.xml")).unwrap().contains("a.mp3"));
}

#[test]
fn episode_whose_file_is_still_there_is_not_gone() {
    let room = Room::new(&[("a.md", "نص أول."), ("b.md", "نص ثان."), ("d.md", "نص رابع.")]);
    fs::create_dir(room.path("articles/deep")).unwrap();
    room.write("deep/c.md", "نص ثالث.");
    let show = include_str!("../data/show.toml").replace("cover.jpg", "https://village.example/cover.jpg");
    fs::write(room.path("show.toml"), format!("{show}\n[episode]\ngone = \"retract\"\n")).unwrap();
    let feed = room.path("show.toml");
    assert_eq!(room.render(&["--feed", &feed])["summary"]["rendered"], 4);
    let render = |input: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
        command.args(["render", &room.path(input), "--out", &room.path("out"), "--feed", &feed, "--report", "-"]);
        let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        let retracted = report["retracted"].as_array().unwrap();
        retracted.iter().map(|entry| entry["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // One article, or one folder below: the others are where they were.
    assert!(render("articles/b.md").is_empty());
    assert!(render("articles/deep").is_empty());
    // A file that is named itself says nothing of others, even where they are gone.
    fs::remove_file(room.path("articles/a.md")).unwrap();
    assert!(render("articles/b.md").is_empty());
    assert_eq!(render("articles"), ["a"]);
}

#[test]
fn title_and_quotations_may_have_voices_of_their_own() {
    let text = "---\ntitle: البئر\n---\nعمق البئر كبير.\n\n## ماؤها\n\nماء البئر عذب.\n\n> لا ماء بلا صيانة.\n";
    let room = Room::new(&[("well.md", text)]);
    // The one voice there is, under another name and at another rate.
    let ziad = Path::new(env!("CARGO_MANIFEST_DIR")).join("voices/ziad");
    let amal = room.path("voices/amal");
    fs::create_dir_all(&amal).unwrap();
    for file in ["model.onnx", "symbols.json"] {
        fs::copy(ziad.join(file), Path::new(&amal).join(file)).unwrap();
    }
    let manifest = fs::read_to_string(ziad.join("voice.toml")).unwrap();
    let manifest = manifest.replace("id = \"ziad\"", "id = \"amal\"").replace("زياد", "أمل").replace("24000", "22050");
    fs::write(Path::new(&amal).join("voice.toml"), manifest).unwrap();
    let voices = room.path("voices");
    let show = include_str!("../data/show.toml").replace("cover.jpg", "https://village.example/cover.jpg");
    let (feed, data) = (room.path("show.toml"), room.path("data"));
    let default = fetched();
    fs::create_dir(&data).unwrap();
    for name in ["runtime", "models"] {
        if default.join(name).is_dir() {
            link(&default.join(name), &Path::new(&data).join(name));
        }
    }
    let render = |episode: &str| {
        fs::write(&feed, format!("{show}\n[episode]\n{episode}\n")).unwrap();
        let arguments = ["--feed", &feed, "--voices", &voices, "--format", "flac", "--data-dir", &data];
        let report = room.render(&arguments);
        let sound = &report["articles"][0];
        let count = |name: &str| sound[name].as_u64().unwrap_or_else(|| panic!("{report}"));
        (count("n_spoken"), count("n_utterances"))
    };
    assert_eq!(render(""), (5, 5));
    // Title and heading; then the quotation alone; then nothing, for all of it was spoken once.
    assert_eq!(render("title_voice = \"amal\""), (2, 5));
    assert_eq!(render("title_voice = \"amal\"\nquotation_voice = \"amal\""), (1, 5));
    assert_eq!(render("quotation_voice = \"amal\""), (0, 5));
    // Longer pauses are other sound.
    assert_eq!(render("pauses = 1.5"), (5, 5));
    render("title_voice = \"amal\"\nquotation_voice = \"amal\"");
    let episode: Episode = serde_json::from_slice(&fs::read(room.path("out/well.episode.json")).unwrap()).unwrap();
    assert_eq!(episode.narrator, "نديم، أمل");
    let sound = natiq::audio::decode::decode(fs::read(room.path("out/well.flac")).unwrap(), Some("flac")).unwrap();
    assert_eq!(sound.sample_rate, 24_000);
    assert!((sound.duration().as_secs_f64() - episode.timeline.duration).abs() < 0.001);
    // The voices are as loud as one another.
    let loudness = |cue: &natiq::timeline::Cue| {
        let at = |seconds: f64| (seconds * 24_000.0) as usize;
        natiq::audio::level::decibels(natiq::audio::level::rms(&sound.samples[at(cue.start)..at(cue.end)]))
    };
    let (title, body) = (loudness(&episode.timeline.cues[0]), loudness(&episode.timeline.cues[1]));
    assert!((title - body).abs() < 3.0, "{title} dB and {body} dB");
    let output = {
        fs::write(&feed, format!("{show}\n[episode]\ntitle_voice = \"nobody\"\n")).unwrap();
        room.command(&["--feed", &feed])
    };
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("voice `nobody` does not exist"));
    fs::write(&feed, format!("{show}\n[episode]\npauses = 9\n")).unwrap();
    let output = room.command(&["--feed", &feed]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("pauses 9 are out of range (0.5 to 3 times"), "{said}");
}

/// Where what was fetched once is kept.
fn fetched() -> std::path::PathBuf {
    natiq::config::Config::default().data_dir
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).unwrap();
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
