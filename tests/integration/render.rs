//! `natiq render` from outside: whole folders to finished episodes, interrupted, repeated, edited.

use std::{
    collections::BTreeMap,
    fs,
    io::Cursor,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use id3::{Tag, TagLike};
use natiq::{
    audio::{decode::decode, loudness::measure},
    publish::Episode,
};
use serde_json::Value;

const RAIN: &str = "---\ntitle: مطر في أول الشتاء\nauthor: سلمى الزين\ndate: 2026-01-15\nepisode: 4\n---\n\
    هطل المطر على القرية ثلاث ساعات، وامتلأ الخزان حتى 80% من سعته.\n\n\
    ## ماذا قال الفلاحون\n\nقالوا إن الموسم تأخر عشرين يوما، لكنه لم يفت بعد.\n\n\
    ## وماذا بعد\n\nينتظر الناس سيلا صغيرا في آخر الأسبوع.\n";
const SCHOOL: &str = "مدرسة جديدة\n\nافتتحت القرية مدرسة من ستة صفوف. يدرس فيها 120 تلميذا.\n";
const WELL: &str = "# البئر القديمة\n\nعمق البئر 35 مترا، وماؤها عذب منذ 200 عام.\n";

fn natiq(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_natiq"));
    command.arg("render").args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    natiq(arguments).output().unwrap()
}

/// A folder with three articles, and the path of a folder beside it for their episodes.
fn articles() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir(&articles).unwrap();
    for (name, text) in [("rain.md", RAIN), ("school.txt", SCHOOL), ("well.md", WELL)] {
        fs::write(articles.join(name), text).unwrap();
    }
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (input, out) = (path("articles"), path("out"));
    (folder, input, out)
}

/// The files of a folder with their bytes; what is not whole is kept in a hidden folder and does not count.
fn files(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    files.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn names(folder: &str) -> Vec<String> {
    files(folder).into_keys().collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}\n{}", text(&output.stdout), text(&output.stderr)))
}

/// What became of each article, by its identity.
fn statuses(report: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entry = |entry: &Value| (text(&entry["guid"]), text(&entry["status"]));
    report["articles"].as_array().unwrap().iter().map(entry).collect()
}

/// The integrated loudness that a player finds in a file of ours.
fn loudness(path: &Path) -> f64 {
    let extension = path.extension().unwrap().to_str().unwrap();
    let sound = match extension {
        "opus" => opus(&fs::read(path).unwrap()),
        _ => decode(fs::read(path).unwrap(), Some(extension)).unwrap(),
    };
    measure(&sound.samples, sound.sample_rate).unwrap().integrated
}

fn opus(bytes: &[u8]) -> natiq::audio::Samples {
    let mut reader = ogg::PacketReader::new(Cursor::new(bytes));
    let mut decoder = opus_rs::OpusDecoder::new(48_000, 1).unwrap();
    let mut samples = Vec::new();
    let mut n_packets = 0;
    while let Some(packet) = reader.read_packet().unwrap() {
        n_packets += 1;
        if n_packets > 2 {
            let mut frame = vec![0.0_f32; 5_760];
            let n = decoder.decode(&packet.data, 5_760, &mut frame).unwrap();
            samples.extend(&frame[..n]);
        }
    }
    natiq::audio::Samples { samples, sample_rate: 48_000 }
}

#[test]
fn folder_becomes_episodes_and_a_bad_article_does_not_stop_the_others() {
    let (_folder, input, out) = articles();
    fs::write(format!("{input}/empty.txt"), "  \n").unwrap();
    fs::write(format!("{input}/picture.html"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0").unwrap();
    let output = run(&[&input, "--out", &out, "--report", "-"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report = report(&output);
    assert_eq!(report["summary"]["rendered"], 3);
    assert_eq!(report["summary"]["failed"], 2);
    assert_eq!(statuses(&report)["empty.txt"], "failed");
    let reason = &report["articles"][0]["reason"];
    assert!(reason.as_str().unwrap().contains("empty"), "{reason}");

    // Tags and chapters, as any program reads them.
    let tag = Tag::read_from_path(format!("{out}/rain.mp3")).unwrap();
    assert_eq!((tag.title(), tag.artist()), (Some("مطر في أول الشتاء"), Some("سلمى الزين")));
    assert_eq!((tag.year(), tag.track()), (Some(2026), Some(4)));
    let chapters: Vec<_> = tag.chapters().map(|chapter| chapter.frames[0].content().text().unwrap()).collect();
    assert_eq!(chapters, ["مطر في أول الشتاء", "ماذا قال الفلاحون", "وماذا بعد"]);
    assert_eq!(tag.tables_of_contents().next().unwrap().elements.len(), 3);

    // The record agrees with the file.
    let episode: Episode = serde_json::from_slice(&fs::read(format!("{out}/rain.episode.json")).unwrap()).unwrap();
    let sound = decode(fs::read(format!("{out}/rain.mp3")).unwrap(), Some("mp3")).unwrap();
    assert!((episode.audio.duration - sound.duration().as_secs_f64()).abs() < 0.001);
    assert_eq!(episode.audio.size_bytes, fs::metadata(format!("{out}/rain.mp3")).unwrap().len());
    let last_word = episode.timeline.cues.last().unwrap().end;
    assert!(episode.timeline.duration - last_word < 0.3, "the silence after the last word is gone");
    for (name, expect) in [("rain", true), ("well", false)] {
        assert_eq!(Path::new(&format!("{out}/{name}.chapters.json")).exists(), expect, "{name}");
        assert!(Path::new(&format!("{out}/{name}.vtt")).exists() && Path::new(&format!("{out}/{name}.srt")).exists());
    }
}

#[test]
fn every_format_is_as_loud_as_it_should_be() {
    for format in ["mp3", "opus", "flac"] {
        let (_folder, input, out) = articles();
        let output = run(&[&input, "--out", &out, "--format", format]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        for name in ["rain", "school", "well"] {
            let loudness = loudness(Path::new(&format!("{out}/{name}.{format}")));
            assert!((loudness + 16.0).abs() < 0.5, "{name}.{format} is at {loudness:.2} LUFS");
        }
    }
}

#[test]
fn what_is_unchanged_is_left_and_what_is_edited_is_made_again_alone() {
    let (_folder, input, out) = articles();
    assert!(run(&[&input, "--out", &out]).status.success());
    let before = files(&out);
    let again = report(&run(&[&input, "--out", &out, "--report", "-"]));
    assert_eq!(again["summary"]["unchanged"], 3);
    assert_eq!(files(&out), before);

    // What belongs to an episode and is gone is made again.
    fs::remove_file(format!("{out}/rain.srt")).unwrap();
    assert_eq!(report(&run(&[&input, "--out", &out, "--report", "-"]))["summary"]["rendered"], 1);
    assert_eq!(files(&out), before);

    fs::write(format!("{input}/well.md"), WELL.replace("35", "36")).unwrap();
    let dry = report(&run(&[&input, "--out", &out, "--report", "-", "--dry-run"]));
    assert_eq!(statuses(&dry)["well.md"], "would_render_again");
    assert_eq!(files(&out), before, "a dry run does nothing");
    let edited = report(&run(&[&input, "--out", &out, "--report", "-"]));
    assert_eq!(edited["summary"]["rendered"], 1);
    let after = files(&out);
    for (name, bytes) in &before {
        assert_eq!(after[name] == *bytes, !name.starts_with("well"), "{name}");
    }

    // One that is not among the inputs any more is left alone; another format takes the place of the first.
    fs::remove_file(format!("{input}/school.txt")).unwrap();
    assert!(run(&[&input, "--out", &out, "--format", "opus"]).status.success());
    let names = names(&out);
    assert!(names.contains(&"school.mp3".to_owned()) && names.contains(&"rain.opus".to_owned()));
    assert!(!names.contains(&"rain.mp3".to_owned()));
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_files() {
    let (_folder, input, out) = articles();
    assert!(run(&[&input, "--out", &out, "--jobs", "2"]).status.success());
    let whole = files(&out);
    assert_eq!(whole.keys().filter(|name| name.ends_with(".mp3")).count(), 3);

    let broken = format!("{out}-broken");
    // As soon as so many files are there and another is being written; the first time, while the voice reads.
    for n_files in [0, 1, 2, 4, 5, 7, 8, 11] {
        let mut child = natiq(&[&input, "--out", &broken, "--jobs", "2"])
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let is_writing = || files(&format!("{broken}/.natiq")).len() > 1;
        while !(files(&broken).len() >= n_files && is_writing()) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        // SIGKILL: no handler runs.
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, bytes) in files(&broken) {
            assert!(whole[&name] == bytes, "{name} is not whole, killed with {n_files} files");
        }
    }
    let output = run(&[&input, "--out", &broken, "--jobs", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(files(&broken) == whole);
    let left: Vec<_> =
        fs::read_dir(format!("{broken}/.natiq")).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["lock"], "nothing half-done is left");
}

#[test]
fn folder_that_another_process_works_in_is_refused() {
    let (_folder, input, out) = articles();
    fs::create_dir_all(format!("{out}/.natiq")).unwrap();
    let lock = fs::File::create(format!("{out}/.natiq/lock")).unwrap();
    lock.lock().unwrap();
    let output = run(&[&input, "--out", &out]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("another process is rendering"), "{}", text(&output.stderr));
}

#[test]
fn nothing_to_render_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(run(&[path, "--out", &format!("{path}/out")]).status.code(), Some(2));
}

#[test]
fn example_show_is_complete() {
    let show = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/podcast");
    let out = tempfile::tempdir().unwrap();
    let (articles, feed) = (show.join("articles"), show.join("show.toml"));
    let book = out.path().join("valley.epub");
    let arguments = [
        articles.to_str().unwrap(),
        "--out",
        out.path().to_str().unwrap(),
        "--feed",
        feed.to_str().unwrap(),
        "--book",
        book.to_str().unwrap(),
    ];
    let output = run(&arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // The book and the report may be made again; what somebody else has made may not.
    fs::write(&book, "عملي").unwrap();
    let refused = run(&arguments);
    assert!(text(&refused.stderr).contains("`--force`"), "{}", text(&refused.stderr));
    assert_eq!(fs::read_to_string(&book).unwrap(), "عملي");
    let report = out.path().join("report.json");
    for more in
        [&["--force"][..], &[], &["--report", report.to_str().unwrap()], &["--report", report.to_str().unwrap()]]
    {
        let output = run(&[&arguments[..], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let refused = run(&[&arguments[..], &["--report", articles.join("mill.md").to_str().unwrap()]].concat());
    assert!(text(&refused.stderr).contains("`--force`"), "{}", text(&refused.stderr));
    let names = names(out.path().to_str().unwrap());
    for name in ["feed.xml", "cover.png", "valley.epub", "mill.mp3", "night-school.mp3", "stars.chapters.json"] {
        assert!(names.contains(&name.to_owned()), "{name} is missing among {names:?}");
    }
    let cover = fs::read(show.join("cover.png")).unwrap();
    for name in ["mill", "night-school", "stars"] {
        let path = out.path().join(format!("{name}.mp3"));
        let loudness = loudness(&path);
        assert!((loudness + 16.0).abs() < 0.5, "{name} is at {loudness:.2} LUFS");
        let tag = Tag::read_from_path(&path).unwrap();
        assert_eq!(tag.album(), Some("حكايات الوادي"));
        // As FFmpeg and players find it; the crate's own reader does not see a picture without a description.
        let bytes = fs::read(&path).unwrap();
        let start = bytes.windows(4).position(|name| name == b"APIC").unwrap();
        assert!(bytes[start..start + 20_000].windows(cover.len()).any(|window| window == cover));
    }
    let episode: Episode = serde_json::from_slice(&fs::read(out.path().join("mill.episode.json")).unwrap()).unwrap();
    // The title is spoken over the end of the chime, then author and date, then the text, and the show's last words.
    assert!((3.0..4.5).contains(&episode.timeline.cues[0].start), "{:?}", episode.timeline.cues[0]);
    let spoken: Vec<_> = episode.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(spoken[..3], ["طاحونة الوادي تدور من جديد.", "بقلم سلمى الزين.", "5 مارس 2026."]);
    assert_eq!(spoken.last(), Some(&"كانت هذه حلقة من حكايات الوادي."));
    // The music goes on after the last word.
    assert!(episode.timeline.duration - episode.timeline.cues.last().unwrap().end > 3.0);
}
