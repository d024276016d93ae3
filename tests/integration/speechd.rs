//! The module for Speech Dispatcher with the real models, over pipes.

use std::{
    io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use natiq::{
    pipeline::Pipeline,
    speechd::{Engine, Preferences, run},
    worker::Pool,
};

/// A module that runs, and the server's ends of its pipes.
struct Module {
    requests: PipeWriter,
    answers: BufReader<PipeReader>,
    thread: JoinHandle<()>,
}

/// What a module says of itself, between two answers.
#[derive(Debug, Clone, PartialEq)]
enum Heard {
    Line(String),
    Mark(String),
    Audio { samples: Vec<i16>, sample_rate: u32 },
}

fn open(preferences: Preferences) -> Result<Engine, String> {
    let (runtime, catalog) = crate::speech::engine();
    let shared = catalog.clone();
    let pool = Pool::start(1, 2, move || Pipeline::open(runtime.clone(), shared.clone())).unwrap();
    Ok(Engine { pool, catalog, preferences })
}

/// Starts a module and initializes it.
fn start() -> Module {
    start_with(Preferences::default())
}

fn start_with(preferences: Preferences) -> Module {
    let (input, requests) = pipe().unwrap();
    let (answers, output) = pipe().unwrap();
    let thread = std::thread::spawn(move || run(BufReader::new(input), output, || open(preferences)).unwrap());
    let mut module = Module { requests, answers: BufReader::new(answers), thread };
    module.send("INIT\n");
    assert!(module.line().starts_with("299-"));
    assert_eq!(module.line(), "299 OK LOADED SUCCESSFULLY");
    module.ask("AUDIO\n", "207 OK RECEIVING AUDIO SETTINGS");
    module.ask("audio_output_method=server\n.\n", "203 OK AUDIO INITIALIZED");
    module
}

impl Module {
    fn send(&mut self, text: &str) {
        self.requests.write_all(text.as_bytes()).unwrap();
    }

    #[track_caller]
    fn ask(&mut self, text: &str, expect: &str) {
        self.send(text);
        assert_eq!(self.line(), expect);
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end_matches('\n').to_owned()
    }

    fn set(&mut self, settings: &str) {
        self.ask("SET\n", "203 OK RECEIVING SETTINGS");
        self.ask(&format!("{settings}\n.\n"), "203 OK SETTINGS RECEIVED");
    }

    fn say(&mut self, command: &str, text: &str) {
        self.ask(&format!("{command}\n"), "202 OK RECEIVING MESSAGE");
        self.ask(&format!("{text}\n.\n"), "200 OK SPEAKING");
    }

    /// Reads the next event.
    fn event(&mut self) -> Heard {
        let line = self.line();
        if let Some(name) = line.strip_prefix("700-") {
            assert_eq!(self.line(), "700 INDEX MARK");
            return Heard::Mark(name.to_owned());
        }
        if line != "705-bits=16" {
            return Heard::Line(line);
        }
        assert_eq!(self.line(), "705-num_channels=1");
        let number = |line: String, name: &str| line.strip_prefix(name).unwrap().parse::<usize>().unwrap();
        let sample_rate = number(self.line(), "705-sample_rate=");
        let n_samples = number(self.line(), "705-num_samples=");
        assert_eq!(self.line(), "705-big_endian=0");
        let mut head = [0; 10];
        self.answers.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"705-AUDIO\0");
        let mut data = Vec::new();
        self.answers.read_until(b'\n', &mut data).unwrap();
        data.pop();
        let mut bytes = Vec::new();
        let mut encoded = data.into_iter();
        while let Some(byte) = encoded.next() {
            bytes.push(if byte == 0x7d { encoded.next().unwrap() ^ 0x20 } else { byte });
        }
        assert_eq!(self.line(), "705 AUDIO");
        assert!(bytes.len() <= 10_000, "{} bytes at a time", bytes.len());
        let samples: Vec<i16> = bytes.chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        assert_eq!(samples.len(), n_samples);
        Heard::Audio { samples, sample_rate: u32::try_from(sample_rate).unwrap() }
    }

    /// Reads events up to the one that ends a message.
    fn message(&mut self) -> Vec<Heard> {
        let mut heard = vec![self.event()];
        assert_eq!(heard, [Heard::Line("701 BEGIN".to_owned())]);
        loop {
            heard.push(self.event());
            if let Some(Heard::Line(line)) = heard.last() {
                assert!(["702 END", "703 STOP", "704 PAUSE"].contains(&line.as_str()), "{line}");
                return heard;
            }
        }
    }

    fn quit(mut self) {
        self.ask("QUIT\n", "210 OK QUIT");
        self.thread.join().unwrap();
    }
}

fn seconds(heard: &[Heard]) -> f64 {
    let audio = heard.iter().map(|heard| match heard {
        Heard::Audio { samples, sample_rate } => samples.len() as f64 / f64::from(*sample_rate),
        _ => 0.0,
    });
    audio.sum()
}

fn peak(heard: &[Heard]) -> i16 {
    let loudest = |heard: &Heard| match heard {
        Heard::Audio { samples, .. } => samples.iter().map(|sample| sample.saturating_abs()).max().unwrap_or(0),
        _ => 0,
    };
    heard.iter().map(loudest).max().unwrap_or(0)
}

fn ended(heard: &[Heard], with: &str) -> bool {
    heard.last() == Some(&Heard::Line(with.to_owned()))
}

const TEXT: &str = "<speak>وصلت الحافلة إلى المحطة القديمة. <mark name=\"__spd_0\"/>نزل الركاب وانتظروا صديقهم. \
                    <mark name=\"__spd_1\"/>ثم عادوا إلى البيت.<mark name=\"__spd_2\"/></speak>";

#[test]
fn marks_are_told_between_the_words_they_stand_between() {
    let mut module = start();
    module.say("SPEAK", TEXT);
    let heard = module.message();
    assert!(ended(&heard, "702 END"));
    let place = |name: &str| heard.iter().position(|event| *event == Heard::Mark(name.to_owned())).unwrap();
    let (first, second, third) = (place("__spd_0"), place("__spd_1"), place("__spd_2"));
    for part in [&heard[..first], &heard[first..second], &heard[second..third]] {
        assert!(seconds(part) > 0.8, "{} s of a sentence", seconds(part));
    }
    // The last mark stands behind the last word; there is no pause after it.
    assert!(seconds(&heard[third..]) < 0.05);
    module.quit();
}

#[test]
fn stop_is_obeyed_while_it_speaks_and_the_next_message_is_spoken() {
    let mut module = start();
    let long = format!("<speak>{}</speak>", "وصلت الحافلة إلى المحطة القديمة ونزل الركاب. ".repeat(40));
    module.say("SPEAK", &long);
    assert_eq!(module.event(), Heard::Line("701 BEGIN".to_owned()));
    assert!(matches!(module.event(), Heard::Audio { .. }));
    let asked = Instant::now();
    module.send("STOP\n");
    // What was in the pipe already.
    let mut heard = Vec::new();
    while !matches!(heard.last(), Some(Heard::Line(_))) {
        heard.push(module.event());
    }
    let took = asked.elapsed();
    assert!(ended(&heard, "703 STOP"));
    assert!(seconds(&heard) < 10.0, "{} s were sent after it", seconds(&heard));
    // Generous: others may have the machine. The benchmark has the figures.
    assert!(took < Duration::from_secs(2), "{took:?}");
    module.say("SPEAK", "<speak>نعم</speak>");
    let heard = module.message();
    assert!(ended(&heard, "702 END") && seconds(&heard) > 0.2);
    // Nobody speaks: nothing is answered.
    module.send("STOP\nPAUSE\n");
    module.ask("LIST VOICES fr\n", "304 CANT LIST VOICES");
    module.quit();
}

#[test]
fn pause_ends_at_a_mark_that_the_server_can_go_on_from() {
    let mut module = start();
    // The request is there before the message is spoken.
    module.ask("SPEAK\n", "202 OK RECEIVING MESSAGE");
    module.send(&format!("{TEXT}\n.\nPAUSE\n"));
    assert_eq!(module.line(), "200 OK SPEAKING");
    let heard = module.message();
    assert!(ended(&heard, "704 PAUSE"));
    assert_eq!(heard[heard.len() - 2], Heard::Mark("__spd_0".to_owned()));
    module.quit();
}

#[test]
fn rate_and_volume_are_heard() {
    let mut module = start();
    let mut of = |settings: &str| {
        module.set(settings);
        module.say("SPEAK", "<speak>وصلت الحافلة إلى المحطة القديمة</speak>");
        module.message()
    };
    let normal = of("rate=0\npitch=0\npitch_range=0\nvolume=100\nlanguage=ar\nsynthesis_voice=NULL");
    let fast = of("rate=100");
    let slow = of("rate=-100");
    assert!((2.4..3.6).contains(&(seconds(&normal) / seconds(&fast))), "{}", seconds(&normal) / seconds(&fast));
    assert!((1.6..2.4).contains(&(seconds(&slow) / seconds(&normal))), "{}", seconds(&slow) / seconds(&normal));
    let quiet = of("rate=0\nvolume=0");
    let ratio = f64::from(peak(&quiet)) / f64::from(peak(&normal));
    assert!((0.49..0.51).contains(&ratio), "{ratio}");
    module.quit();
}

#[test]
fn characters_keys_and_capitals_are_heard() {
    let mut module = start();
    for (command, text) in [("CHAR", "ب"), ("CHAR", "space"), ("KEY", "control_a"), ("SOUND_ICON", "empty-line")] {
        module.say(command, text);
        let heard = module.message();
        assert!(ended(&heard, "702 END") && seconds(&heard) > 0.15, "{command} {text}: {} s", seconds(&heard));
    }
    module.say("CHAR", "A");
    let plain = seconds(&module.message());
    module.set("cap_let_recogn=icon");
    module.say("CHAR", "A");
    let with_tone = seconds(&module.message());
    assert!((0.04..0.05).contains(&(with_tone - plain)), "the tone is {} s", with_tone - plain);
    module.set("cap_let_recogn=none\nspelling_mode=on");
    module.say("SPEAK", "<speak>نعم</speak>");
    assert!(seconds(&module.message()) > 1.0, "three letters");
    module.quit();
}

#[test]
fn sound_icon_is_the_installed_sound_and_else_its_name() {
    let folder = tempfile::tempdir().unwrap();
    // Half a second at 8 kHz, under the names that the package `sound-icons` would give it: without an ending.
    let format =
        [&b"fmt "[..], &16_u32.to_le_bytes(), &[1, 0, 1, 0], &8000_u32.to_le_bytes(), &16000_u32.to_le_bytes()];
    let samples = [0_i16, 9000, 0, -9000].map(i16::to_le_bytes).concat().repeat(1000);
    let body = [&b"WAVE"[..], &format.concat(), &[2, 0, 16, 0], b"data", &8000_u32.to_le_bytes(), &samples].concat();
    let sound = [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat();
    std::fs::write(folder.path().join("start"), &sound).unwrap();
    std::fs::write(folder.path().join("end"), b"no sound").unwrap();
    std::fs::create_dir(folder.path().join("inner")).unwrap();
    std::fs::write(folder.path().join("inner/message.wav"), &sound).unwrap();
    let mut module = start_with(Preferences { sound_icons: folder.path().join("inner"), ..Preferences::default() });
    module.say("SOUND_ICON", "message");
    let played = module.message();
    assert!(
        (0.49..0.51).contains(&seconds(&played)) && (8000..10_000).contains(&peak(&played)),
        "{}",
        seconds(&played)
    );
    module.quit();

    let mut module = start_with(Preferences { sound_icons: folder.path().to_owned(), ..Preferences::default() });
    module.say("SOUND_ICON", "start");
    let played = module.message();
    assert!((0.49..0.51).contains(&seconds(&played)) && ended(&played, "702 END"), "{}", seconds(&played));
    // One that is damaged, one that is not there, one that leads elsewhere: a name is heard.
    for name in ["end", "empty-line", "inner/message", "../start"] {
        module.say("SOUND_ICON", name);
        let said = module.message();
        let length = seconds(&said);
        assert!(ended(&said, "702 END") && length > 0.3 && !(0.49..0.51).contains(&length), "{name}: {length} s");
    }
    module.quit();
}

#[test]
fn what_is_refused_is_refused_as_the_protocol_says() {
    let mut module = start();
    module.ask("AUDIO\n", "207 OK RECEIVING AUDIO SETTINGS");
    module.ask("audio_output_method=alsa\n.\n", "303 ERROR INVALID PARAMETER OR VALUE");
    module.ask("SET\n", "203 OK RECEIVING SETTINGS");
    module.ask("rate=1000\n.\n", "303 ERROR INVALID PARAMETER OR VALUE");
    module.ask("SET\n", "203 OK RECEIVING SETTINGS");
    module.ask("rate\n.\n", "302 ERROR BAD SYNTAX");
    module.ask("LOGLEVEL\n", "207 OK RECEIVING LOGLEVEL SETTINGS");
    module.ask("log_level=5\n.\n", "203 OK LOGLEVEL SET");
    module.ask("CHAR\n", "202 OK RECEIVING MESSAGE");
    module.ask("a\nb\n.\n", "305 DATA MORE THAN ONE LINE");
    module.ask("SPEAK\n", "202 OK RECEIVING MESSAGE");
    module.ask(".\n", "301 ERROR CANT SPEAK");
    module.ask("WHISPER\n", "300 ERR UNKNOWN COMMAND");
    module.send("LIST VOICES ar-EG\n");
    assert_eq!(module.line(), "200-layla\tar\tnone");
    assert_eq!(module.line(), "200-nadim\tar\tnone");
    assert_eq!(module.line(), "200-ziad\tar\tnone");
    assert_eq!(module.line(), "200 OK VOICE LIST SENT");
    // Doubled dots, text that is no SSML, text without a word: nothing of it is an error.
    for text in ["..", "<speak>a < b</speak>", "<speak></speak>", "<foo/>"] {
        module.say("SPEAK", text);
        assert!(ended(&module.message(), "702 END"), "{text}");
    }
    module.quit();
}

#[test]
fn module_that_cannot_start_says_why() {
    let (input, mut requests) = pipe().unwrap();
    let (mut answers, output) = pipe().unwrap();
    let thread =
        std::thread::spawn(move || run(BufReader::new(input), output, || Err("no voice\nhere".to_owned())).unwrap());
    requests.write_all(b"INIT\n").unwrap();
    let mut said = String::new();
    answers.read_to_string(&mut said).unwrap();
    assert_eq!(said, "399-no voice here\n399 ERR CANT INIT MODULE\n");
    thread.join().unwrap();
}
