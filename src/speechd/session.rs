//! One run of the module: requests come in, answers, events and audio go out.
//!
//! One task does everything, so that an event never gets into an answer; models run on the threads of the
//! [`Pool`]. Lines are read by a thread of their own: a request to stop is seen between two pieces of
//! audio and while a piece is being made, and what is being made for nobody is dropped.

use std::{
    io::{self, BufRead, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::{
    message::{CAPITAL, Message},
    settings::{Parameters, Preferences},
    tone,
    wire::{MOST_BYTES, Request, Wire},
};
use crate::{
    audio::{self, Samples, level},
    pipeline::{MarkTiming, Speech},
    utterance::{Break, Pieces, Utterance},
    voice::Catalog,
    worker::{Pending, Pool},
};

/// What speaks.
pub struct Engine {
    pub pool: Pool,
    pub catalog: Arc<Catalog>,
    pub preferences: Preferences,
}

/// The longest sound icon that is played, in seconds: it is a sign, no music.
const LONGEST_ICON: usize = 5;

/// Talks with speech-dispatcher until it says `QUIT` or leaves. `open` is called when it says `INIT`.
///
/// # Errors
/// Where the output cannot be written.
///
/// # Blocking
/// Until the end.
pub fn run(
    input: impl BufRead + Send + 'static,
    output: impl Write,
    open: impl FnOnce() -> Result<Engine, String>,
) -> io::Result<()> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::Builder::new().name("natiq-requests".to_owned()).spawn(move || read_lines(input, &sender))?;
    let mut wire = Wire::new(output);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let mut lines = Lines(lines);
        let Some(engine) = begin(&mut lines, &mut wire, open).await? else { return Ok(()) };
        let parameters = Parameters::default();
        Session { lines, wire, engine, parameters, heard: None }.talk().await
    })
}

/// Hands on each line; what is no UTF-8 in it is replaced.
fn read_lines(mut input: impl BufRead, sender: &mpsc::UnboundedSender<String>) {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line);
        if sender.send(text.strip_suffix('\n').unwrap_or(&text).to_owned()).is_err() {
            return;
        }
        line.clear();
    }
}

/// The requests that have come.
struct Lines(UnboundedReceiver<String>);

impl Lines {
    async fn next(&mut self) -> Option<String> {
        self.0.recv().await
    }

    /// Reads lines up to one with a dot; the dot that was put before another is taken away.
    async fn block(&mut self) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let line = self.next().await?;
            if line == "." {
                return Some(lines);
            }
            lines.push(line.strip_prefix('.').map(str::to_owned).unwrap_or(line));
        }
    }
}

/// Waits for `INIT`. Nothing where the module is not wanted or cannot be used.
async fn begin<W: Write>(
    lines: &mut Lines,
    wire: &mut Wire<W>,
    open: impl FnOnce() -> Result<Engine, String>,
) -> io::Result<Option<Engine>> {
    loop {
        let Some(line) = lines.next().await else { return Ok(None) };
        match Request::read(&line) {
            Request::Init => break,
            Request::Quit => {
                wire.lines("210 OK QUIT")?;
                return Ok(None);
            }
            _ => wire.lines("300 ERR UNKNOWN COMMAND")?,
        }
    }
    match open() {
        Ok(engine) => {
            warm(&engine).await;
            wire.lines(&format!("299-Natiq {}\n299 OK LOADED SUCCESSFULLY", env!("CARGO_PKG_VERSION")))?;
            Ok(Some(engine))
        }
        Err(error) => {
            tracing::error!("{error}");
            wire.lines(&format!("399-{}\n399 ERR CANT INIT MODULE", error.replace(['\n', '\r'], " ")))?;
            Ok(None)
        }
    }
}

/// Has every worker speak once: the first call of a model is several times as slow.
async fn warm(engine: &Engine) {
    let speech_options = Arc::new(Parameters::default().speech_options(&engine.preferences, &engine.catalog));
    let Ok(mut listener) = engine.pool.listener(speech_options) else { return };
    let utterance = || Utterance::alone("مرحبا بكم في ناطق", Break::Phrase);
    let pending: Vec<_> = (0..engine.pool.health().alive).map(|_| listener.speak(utterance())).collect();
    for pending in pending {
        if let Err(error) = pending.wait().await {
            tracing::warn!(%error, "Could not warm up");
        }
    }
}

struct Session<W> {
    lines: Lines,
    wire: Wire<W>,
    engine: Engine,
    parameters: Parameters,
    /// When the message that is spoken had been read, until its first audio is sent.
    heard: Option<Instant>,
}

/// What ends a message before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interruption {
    Stop,
    /// At the next mark that speech-dispatcher has set.
    Pause,
    Quit,
}

/// How speech-dispatcher's own marks begin; it can go on from one of them.
const RESUMABLE: &str = "__spd_";

impl<W: Write> Session<W> {
    async fn talk(mut self) -> io::Result<()> {
        while let Some(line) = self.lines.next().await {
            let message = match Request::read(&line) {
                Request::Quit => return self.wire.lines("210 OK QUIT"),
                Request::Speak => self.message(Message::Text).await?,
                Request::Character => self.message(Message::Character).await?,
                Request::Key => self.message(Message::Key).await?,
                Request::Icon => self.message(Message::Icon).await?,
                request => {
                    self.answer(request).await?;
                    None
                }
            };
            let Some(message) = message else { continue };
            self.heard = Some(Instant::now());
            if self.speak(&message).await? == Some(Interruption::Quit) {
                return self.wire.lines("210 OK QUIT");
            }
        }
        Ok(())
    }

    /// Answers what is no message. Nothing is answered to `STOP` and `PAUSE`.
    async fn answer(&mut self, request: Request<'_>) -> io::Result<()> {
        match request {
            Request::Stop | Request::Pause => Ok(()),
            Request::Set => {
                self.wire.lines("203 OK RECEIVING SETTINGS")?;
                let mut parameters = self.parameters.clone();
                let is_set = self.settings(|name, value| parameters.set(name, value)).await;
                self.parameters = parameters;
                self.settled(is_set, "203 OK SETTINGS RECEIVED")
            }
            Request::Audio => {
                self.wire.lines("207 OK RECEIVING AUDIO SETTINGS")?;
                let is_set = self.settings(|name, value| name == "audio_output_method" && value == "server").await;
                self.settled(is_set, "203 OK AUDIO INITIALIZED")
            }
            Request::LogLevel => {
                self.wire.lines("207 OK RECEIVING LOGLEVEL SETTINGS")?;
                let is_set = self.settings(|name, _| name == "log_level").await;
                self.settled(is_set, "203 OK LOGLEVEL SET")
            }
            Request::ListVoices(language, variant) => {
                let voices = self.voices(language, variant);
                match voices.is_empty() {
                    true => self.wire.lines("304 CANT LIST VOICES"),
                    false => self.wire.lines(&format!("{voices}200 OK VOICE LIST SENT")),
                }
            }
            // What is to be known is in the log that stderr is.
            Request::Debug(true) => self.wire.lines("200 OK DEBUGGING ON"),
            Request::Debug(false) => self.wire.lines("200 OK DEBUGGING OFF"),
            _ => self.wire.lines("300 ERR UNKNOWN COMMAND"),
        }
    }

    /// Reads `name=value` lines and sets each; says what is wrong, if something is. `None` where they do not end.
    async fn settings(&mut self, mut set: impl FnMut(&str, &str) -> bool) -> Option<Result<(), &'static str>> {
        let mut found = Ok(());
        for line in self.lines.block().await? {
            match line.split_once('=') {
                None => found = Err("302 ERROR BAD SYNTAX"),
                Some((name, value)) if !set(name, value) => found = Err("303 ERROR INVALID PARAMETER OR VALUE"),
                Some(_) => {}
            }
        }
        Some(found)
    }

    fn settled(&mut self, found: Option<Result<(), &str>>, done: &str) -> io::Result<()> {
        match found {
            None => Ok(()),
            Some(Ok(())) => self.wire.lines(done),
            Some(Err(error)) => self.wire.lines(error),
        }
    }

    /// One line for each voice of this language: name, language, variant.
    fn voices(&self, language: Option<&str>, variant: Option<&str>) -> String {
        let manifests = self.engine.catalog.iter().map(|package| &package.manifest);
        let fits = |own: &str| {
            language.is_none_or(|asked| {
                let (asked, own) = (asked.to_lowercase(), own.to_lowercase());
                // Who asks for Arabic as some country has it gets the standard language, and the other way round.
                asked == own || asked.split(['-', '_']).next() == own.split(['-', '_']).next()
            }) && variant.is_none_or(|variant| variant.eq_ignore_ascii_case("none"))
        };
        manifests
            .filter(|manifest| fits(&manifest.language))
            .map(|manifest| format!("200-{}\t{}\tnone\n", manifest.id, manifest.language))
            .collect()
    }

    /// Reads a message and answers that it will be spoken, or why not. Nothing where there is none.
    async fn message(&mut self, make: impl FnOnce(String) -> Message) -> io::Result<Option<Message>> {
        self.wire.lines("202 OK RECEIVING MESSAGE")?;
        let Some(lines) = self.lines.block().await else { return Ok(None) };
        let message = make(lines.join("\n"));
        let refusal = match &message {
            Message::Text(text) => text.is_empty().then_some("301 ERROR CANT SPEAK"),
            _ if lines.len() > 1 => Some("305 DATA MORE THAN ONE LINE"),
            Message::Character(text) | Message::Key(text) | Message::Icon(text) => {
                text.is_empty().then_some("301 ERROR CANT SPEAK")
            }
        };
        if let Some(refusal) = refusal {
            self.wire.lines(refusal)?;
            return Ok(None);
        }
        self.wire.lines("200 OK SPEAKING")?;
        // As the protocol spells a blank.
        Ok(Some(match message {
            Message::Character(text) if text == "space" => Message::Character(" ".to_owned()),
            message => message,
        }))
    }

    /// Speaks a message, and tells how it ended.
    async fn speak(&mut self, message: &Message) -> io::Result<Option<Interruption>> {
        self.wire.lines("701 BEGIN")?;
        let interruption = self.utter(message).await?;
        match interruption {
            None => self.wire.lines("702 END")?,
            Some(Interruption::Stop | Interruption::Quit) => self.wire.lines("703 STOP")?,
            Some(Interruption::Pause) => self.wire.lines("704 PAUSE")?,
        }
        Ok(interruption)
    }

    async fn utter(&mut self, message: &Message) -> io::Result<Option<Interruption>> {
        let speech_options = self.parameters.speech_options(&self.engine.preferences, &self.engine.catalog);
        let mut is_pausing = false;
        if let Message::Icon(name) = message
            && let Some(sound) = icon(&self.engine.preferences.sound_icons, name)
        {
            return self.send(&sound, &[], &mut is_pausing).await;
        }
        // The places are our own: no other listens.
        let Ok(mut listener) = self.engine.pool.listener(Arc::new(speech_options)) else {
            return Ok(Some(Interruption::Stop));
        };
        let mut pieces = Pieces::of(message.utterances(&self.parameters));
        let mut next = pieces.next().map(|piece| listener.speak(piece));
        while let Some(pending) = next.take() {
            let speech = match self.wait(pending, &mut is_pausing).await? {
                Ok(Ok(speech)) => speech,
                Ok(Err(error)) => {
                    tracing::error!(%error, "Could not speak");
                    return Ok(Some(Interruption::Stop));
                }
                Err(interruption) => return Ok(Some(interruption)),
            };
            listener.made(speech.samples.duration());
            // One is made while the one before is heard, which takes many times as long. More would be made in vain when
            // it is stopped, and would be in the way of what is said next.
            next = pieces.next().map(|piece| listener.speak(piece));
            if let Some(interruption) = self.send(&speech.samples, &speech.marks, &mut is_pausing).await? {
                return Ok(Some(interruption));
            }
        }
        Ok(None)
    }

    /// Waits for a piece, or for an interruption.
    async fn wait(
        &mut self,
        pending: Pending<Speech>,
        is_pausing: &mut bool,
    ) -> io::Result<Result<Result<Speech, crate::worker::Error>, Interruption>> {
        let mut pending = std::pin::pin!(pending.wait());
        loop {
            let line = tokio::select! {
                biased;
                line = self.lines.next() => line,
                speech = &mut pending => return Ok(Ok(speech)),
            };
            if let Some(interruption) = self.during(line, is_pausing).await? {
                return Ok(Err(interruption));
            }
        }
    }

    /// Sends sound and the marks within it. Between any two parts of it requests are heard.
    async fn send(
        &mut self,
        sound: &Samples,
        marks: &[MarkTiming],
        is_pausing: &mut bool,
    ) -> io::Result<Option<Interruption>> {
        let gain = self.parameters.gain();
        let rate = sound.sample_rate;
        let mut at = 0;
        let ends = marks.iter().map(|mark| (audio::n_samples(mark.time, rate).min(sound.samples.len()), Some(mark)));
        for (end, mark) in ends.chain([(sound.samples.len(), None)]) {
            for part in sound.samples.get(at..end).unwrap_or_default().chunks(MOST_BYTES / 2) {
                if let Some(interruption) = self.part(part, rate, gain, is_pausing).await? {
                    return Ok(Some(interruption));
                }
            }
            at = at.max(end);
            let Some(mark) = mark else { continue };
            if mark.name == CAPITAL {
                let tone = tone::capital(rate);
                if let Some(interruption) = self.part(&tone, rate, gain, is_pausing).await? {
                    return Ok(Some(interruption));
                }
                continue;
            }
            self.wire.mark(&mark.name)?;
            if *is_pausing && mark.name.starts_with(RESUMABLE) {
                return Ok(Some(Interruption::Pause));
            }
        }
        Ok(None)
    }

    /// Sends at most [`MOST_BYTES`], unless something has come up.
    async fn part(
        &mut self,
        samples: &[f32],
        sample_rate: u32,
        gain: f32,
        is_pausing: &mut bool,
    ) -> io::Result<Option<Interruption>> {
        while let Ok(line) = self.lines.0.try_recv() {
            if let Some(interruption) = self.during(Some(line), is_pausing).await? {
                return Ok(Some(interruption));
            }
        }
        let samples: Vec<i16> = samples.iter().map(|sample| level::to_i16(sample * gain)).collect();
        self.wire.audio(&samples, sample_rate)?;
        if let Some(heard) = self.heard.take() {
            tracing::debug!(first_sound_ms = heard.elapsed().as_millis() as u64, "Began to speak");
        }
        Ok(None)
    }

    /// Takes a request that comes while a message is spoken.
    async fn during(&mut self, line: Option<String>, is_pausing: &mut bool) -> io::Result<Option<Interruption>> {
        // Who has left does not listen.
        let Some(line) = line else { return Ok(Some(Interruption::Quit)) };
        match Request::read(&line) {
            Request::Stop => Ok(Some(Interruption::Stop)),
            Request::Quit => Ok(Some(Interruption::Quit)),
            Request::Pause => {
                *is_pausing = true;
                Ok(None)
            }
            Request::Speak | Request::Character | Request::Key | Request::Icon => {
                self.wire.lines("202 OK RECEIVING MESSAGE")?;
                match self.lines.block().await {
                    Some(_) => self.wire.lines("301 ERROR CANT SPEAK")?,
                    None => return Ok(Some(Interruption::Quit)),
                }
                Ok(None)
            }
            request => {
                self.answer(request).await?;
                Ok(None)
            }
        }
    }
}

/// Reads the sound of an icon, where one is installed.
fn icon(folder: &Path, name: &str) -> Option<Samples> {
    // A name is no path.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    let path =
        ["", ".wav", ".ogg"].iter().map(|end| folder.join(format!("{name}{end}"))).find(|path| path.is_file())?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("wav");
    let mut sound = match audio::decode::decode(std::fs::read(&path).ok()?, Some(extension)) {
        Ok(sound) => sound,
        Err(error) => {
            tracing::warn!(%error, "Could not read the sound `{}`", path.display());
            return None;
        }
    };
    sound.samples.truncate(LONGEST_ICON * sound.sample_rate as usize);
    Some(sound)
}
