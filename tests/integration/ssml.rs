//! Text with markup of how it is spoken, from outside: how long breaks are, what marks, rates and phonemes become, and
//! what the command line says of markup that cannot be followed.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use natiq::{
    article::{self, Kind},
    pipeline::{PauseFactor, Pipeline, Speech, SpeechOptions},
    utterance::{Utterance, utterances},
    voice::Rate,
};

use crate::speech::pipeline;

fn cut(inner: &str) -> Vec<Utterance> {
    let text = format!("<speak>{inner}</speak>");
    let article = article::read(text.as_bytes(), Kind::Ssml, &article::Options::default()).unwrap();
    article.paragraphs.iter().flat_map(utterances).collect()
}

fn speak(pipeline: &mut Pipeline, inner: &str, rate: f32) -> Vec<Speech> {
    let speech_options = SpeechOptions { rate: Rate::new(rate).unwrap(), ..SpeechOptions::default() };
    cut(inner).iter().map(|utterance| pipeline.speak(utterance, &speech_options).unwrap()).collect()
}

fn duration(speeches: &[Speech]) -> f32 {
    speeches.iter().map(|speech| speech.samples.duration().as_secs_f32()).sum()
}

fn phonemes(pipeline: &mut Pipeline, inner: &str) -> String {
    let stages =
        |utterance: &Utterance| pipeline.stages(utterance, &SpeechOptions::default()).unwrap().phonemes.to_string();
    cut(inner).iter().map(stages).collect::<Vec<_>>().join(" || ")
}

/// Silence at the end of a speech.
fn pause_after(speech: &Speech) -> f32 {
    let is_silent = |sample: &&f32| sample.abs() < 1e-4;
    speech.samples.samples.iter().rev().take_while(is_silent).count() as f32 / speech.samples.sample_rate as f32
}

#[test]
fn break_is_as_long_as_it_says_and_shrinks_with_the_readers_rate() {
    let mut pipeline = pipeline();
    let text = "نزل المطر<break time=\"2s\"/> ثم توقف.";
    let spoken = speak(&mut pipeline, text, 1.0);
    assert!((pause_after(&spoken[0]) - 2.0).abs() < 0.03, "{}", pause_after(&spoken[0]));
    let spoken = speak(&mut pipeline, text, 2.0);
    assert!((pause_after(&spoken[0]) - 1.0).abs() < 0.03, "{}", pause_after(&spoken[0]));
    // No prosody stretches a time.
    let slow = format!("<prosody rate=\"50%\">{text}</prosody>");
    let spoken = speak(&mut pipeline, &slow, 1.0);
    assert!((pause_after(&spoken[0]) - 2.0).abs() < 0.03, "{}", pause_after(&spoken[0]));
}

#[test]
fn break_stays_as_long_as_it_says_whatever_pauses_the_listener_wants() {
    let mut pipeline = pipeline();
    let mut speech_options = SpeechOptions::default();
    speech_options.pauses.factor = PauseFactor::new(2.0).unwrap();
    let pauses: Vec<f32> = cut("نزل المطر<break time=\"2s\"/> ثم توقف.")
        .iter()
        .map(|utterance| pause_after(&pipeline.speak(utterance, &speech_options).unwrap()))
        .collect();
    // The end of a paragraph is 0.8 s by itself.
    assert!((pauses[0] - 2.0).abs() < 0.03 && (pauses[1] - 1.6).abs() < 0.03, "{pauses:?}");
}

#[test]
fn break_before_the_first_word_is_silence() {
    let mut pipeline = pipeline();
    let spoken = speak(&mut pipeline, "<break time=\"1500ms\"/>نزل المطر.", 1.0);
    assert_eq!(spoken[0].samples.duration(), Duration::from_millis(1500));
    assert!(spoken[0].words.is_empty() && spoken[1].words.len() == 2);
}

#[test]
fn prosody_changes_the_rate_of_its_words() {
    let mut pipeline = pipeline();
    let spoken = "تنعقد القمة العربية في العاصمة مطلع الشهر المقبل";
    let mut at = |percent: u32, rate| {
        let inner = format!("<prosody rate=\"{percent}%\">{spoken}</prosody>");
        duration(&speak(&mut pipeline, &inner, rate))
    };
    let natural = at(100, 1.0);
    let ratio = at(50, 1.0) / natural;
    assert!((1.7..2.3).contains(&ratio), "half the rate is {ratio} times longer");
    // Within what a voice can: twice two is three.
    assert!((at(200, 2.0) - at(100, 3.0)).abs() < 0.01);
    assert!((at(200, 1.0) - at(100, 2.0)).abs() < 0.01);
}

#[test]
fn words_of_another_prosody_keep_the_endings_of_their_sentence() {
    let mut pipeline = pipeline();
    let plain = phonemes(&mut pipeline, "دخل الطلاب في الصباح الباكر إلى القاعة الكبيرة");
    let marked =
        phonemes(&mut pipeline, "دخل الطلاب <prosody rate=\"80%\">في الصباح</prosody> الباكر إلى القاعة الكبيرة");
    assert_eq!(marked.replace(" || ", " | "), plain);
}

#[test]
fn phonemes_are_said_as_they_are_given() {
    let mut pipeline = pipeline();
    let found = phonemes(&mut pipeline, "زار <phoneme ph=\"b uː t u\">بوتو</phoneme> المدينة");
    assert!(found.contains("| b uː t u |"), "{found}");
    let found = phonemes(&mut pipeline, "<phoneme alphabet=\"ipa\" ph=\"s a l aː m | ʕ a l a j\">سلام</phoneme>");
    assert_eq!(found, "s a l aː m | ʕ a l a j");
    // Also where the words around them go on in another prosody.
    let found = phonemes(
        &mut pipeline,
        "<phoneme ph=\"n uː r\">نور</phoneme> <prosody rate=\"80%\"><phoneme ph=\"h u d aː\">هدى</phoneme></prosody> هنا",
    );
    assert!(found.starts_with("n uː r || h u d aː ||"), "{found}");
}

#[test]
fn marks_are_reached_in_order_between_the_words() {
    let mut pipeline = pipeline();
    let text = "<mark name=\"a\"/>نزل <mark name=\"b\"/>المطر<mark name=\"c\"/><break time=\"1s\"/><mark name=\"d\"/> ثم توقف.<mark name=\"e\"/>";
    let spoken = speak(&mut pipeline, text, 1.0);
    let marks: Vec<(&str, Duration)> = spoken[0].marks.iter().map(|mark| (mark.name.as_str(), mark.time)).collect();
    let words = &spoken[0].words;
    assert_eq!(marks, [("a", words[0].start), ("b", words[1].start), ("c", words[1].end)]);
    let marks: Vec<(&str, Duration)> = spoken[1].marks.iter().map(|mark| (mark.name.as_str(), mark.time)).collect();
    let words = &spoken[1].words;
    assert_eq!(marks, [("d", words[0].start), ("e", words[1].end)]);
}

#[test]
fn sources_are_those_of_what_is_printed() {
    let mut pipeline = pipeline();
    let inner = "قالت <sub alias=\"منظمة الصحة العالمية\">WHO</sub> إن <say-as interpret-as=\"cardinal\">25</say-as> دولة وافقت.";
    let utterance = cut(inner).remove(0);
    let speech = pipeline.speak(&utterance, &SpeechOptions::default()).unwrap();
    let printed: Vec<&str> = speech.words.iter().map(|word| &utterance.text[word.source.clone()]).collect();
    assert_eq!(printed[..4], ["قالت", "WHO", "WHO", "WHO"]);
    assert!(printed.iter().filter(|printed| **printed == "25").count() >= 2, "{printed:?}");
}

fn natiq(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_natiq"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn command_line_takes_ssml_by_name_and_by_flag() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ssml/museum.ssml");
    let output = natiq(&["text", example.to_str().unwrap()], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.lines().count() == 3, "{text}");
    for part in ["متحف المدينة", "الثالث من أبريل", "الثانية والنصف", "الدكتور سالم", "الطابق الثاني", "إم كيو سبعة"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let inner = "<speak><sub alias=\"كتاب\">ك</sub></speak>";
    let output = natiq(&["text", "--ssml", "-"], inner);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "كتاب\n");
}

#[test]
fn command_line_writes_marks_into_the_timeline() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ssml/museum.ssml");
    let arguments = ["speak", example.to_str().unwrap(), "-o", &path("museum.wav"), "--timeline", &path("museum.json")];
    let output = natiq(&arguments, "");
    assert!(output.status.success(), "{output:?}");
    let timeline: serde_json::Value = serde_json::from_slice(&std::fs::read(path("museum.json")).unwrap()).unwrap();
    let cues = timeline["cues"].as_array().unwrap();
    let marks: Vec<_> = cues.iter().filter_map(|cue| cue["marks"].as_array()).flatten().collect();
    assert_eq!(marks.iter().map(|mark| mark["name"].as_str().unwrap()).collect::<Vec<_>>(), ["tickets", "goodbye"]);
    let times: Vec<f64> = marks.iter().map(|mark| mark["time"].as_f64().unwrap()).collect();
    assert!(1.0 < times[0] && times[0] < times[1] && times[1] < timeline["duration"].as_f64().unwrap(), "{times:?}");
}

#[test]
fn command_line_says_in_one_line_what_is_wrong() {
    for (inner, part) in [
        ("<speak>\n<break time=\"20s\"/></speak>", "line 2, column 1: `time=\"20s\"` cannot be (expected"),
        ("<speak>نص", "not well-formed"),
        ("<speak><say-as interpret-as=\"money\">5</say-as></speak>", "`cardinal`, `ordinal`"),
        ("<speak><phoneme ph=\"ɑ\">ا</phoneme></speak>", "is not a phoneme"),
        ("<speak><prosody rate=\"500%\">نص</prosody></speak>", "`rate=\"500%\"` cannot be"),
        ("نص", "expected one `<speak>`"),
        ("<speak></speak>", "input is empty"),
    ] {
        let output = natiq(&["text", "--ssml"], inner);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{inner}: {said}");
        assert!(said.lines().count() == 1 && said.contains(part), "{inner}: {said}");
    }
}

#[test]
fn markup_that_nobody_said_was_ssml_is_not_spoken() {
    let marked = "<speak>نزل المطر <break time=\"2s\"/> ثم <emphasis level=\"strong\">توقف</emphasis>.</speak>";
    let output = natiq(&["text", "-"], marked);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "نزل المطر ثم توقف\n");
    let output = natiq(&["text", "--lines", "-"], marked);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "نزل المطر ثم توقف\n");
}
