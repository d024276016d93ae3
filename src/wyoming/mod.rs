//! A server of the Wyoming protocol, by which Home Assistant and its like have text spoken.
//!
//! A client that is told of the voices (`describe`) sends text as a whole (`synthesize`) or as it comes, as a language
//! model writes it (`synthesize-start`, `-chunk`, `-stop`); a sentence is spoken as soon as it is there. The audio comes back
//! in chunks of a tenth of a second.
//!
//! The protocol knows no keys: whoever reaches the port may have text spoken.

mod event;
mod text;

use std::{io, net::SocketAddr, str::FromStr, sync::Arc, time::Duration};

use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufRead, AsyncWrite, BufReader},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::timeout,
};

use self::text::Incoming;
use crate::{
    article::{self, Article, Kind, Paragraph},
    audio::level,
    pipeline::SpeechOptions,
    sentence::is_spoken,
    utterance::{Pieces, Utterance, utterances},
    voice::{Catalog, DEFAULT_VOICE},
    worker::{Listener, Pool},
};

/// Where to listen: `tcp://HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl FromStr for Address {
    type Err = String;

    fn from_str(address: &str) -> Result<Self, String> {
        let place = address.strip_prefix("tcp://").map(|place| place.trim_end_matches('/'));
        let is_place = |place: &&str| {
            place.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
        };
        place
            .filter(is_place)
            .map(|place| Self(place.to_owned()))
            .ok_or_else(|| format!("`{address}` is no address (as `tcp://127.0.0.1:10200`)"))
    }
}

impl Address {
    /// Opens the port.
    ///
    /// # Errors
    /// Where the name is not known or the port is taken.
    pub async fn bind(&self) -> io::Result<TcpListener> {
        TcpListener::bind(self.host_and_port()).await
    }

    /// Returns the address without its `tcp://`.
    pub fn host_and_port(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "tcp://{}", self.0)
    }
}

/// The most connections at a time; the next wait.
const CONNECTIONS: usize = 64;
/// How long a connection may be idle. Home Assistant opens one for each text.
const IDLE: Duration = Duration::from_secs(300);
/// How long a client may take nothing of what is sent to it.
const STALLED: Duration = Duration::from_secs(30);
/// The longest text, in characters.
const MOST_CHARACTERS: usize = 100_000;

/// Serves until the future is dropped; connections end with it.
pub async fn serve(listener: TcpListener, pool: Pool, catalog: Arc<Catalog>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        // The semaphore is never closed.
        let Ok(place) = places.clone().acquire_owned().await else { return };
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, address)) => {
                let (pool, catalog) = (pool.clone(), catalog.clone());
                connections.spawn(async move {
                    connection(stream, address, pool, catalog).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "Could not accept a Wyoming connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, address: SocketAddr, pool: Pool, catalog: Arc<Catalog>) {
    // The first audio would wait for more otherwise.
    let _ = stream.set_nodelay(true);
    let (input, output) = stream.into_split();
    let mut session = Session { input: BufReader::new(input), output, pool, catalog, streaming: None };
    if let Err(error) = session.talk().await {
        tracing::debug!(%error, %address, "A Wyoming connection broke");
    }
}

struct Session<R, W> {
    input: R,
    output: W,
    pool: Pool,
    catalog: Arc<Catalog>,
    /// The text that is coming.
    streaming: Option<Streaming>,
}

/// A text that comes in chunks.
struct Streaming {
    incoming: Incoming,
    /// A place at the workers, once there is something to say.
    listener: Option<Listener>,
    speech_options: SpeechOptions,
}

/// Why something was not spoken.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Worker(#[from] crate::worker::Error),
    #[error(transparent)]
    Voice(#[from] crate::voice::Error),
    #[error(transparent)]
    Article(#[from] article::Error),
    #[error("limit reached: the text has more than {MOST_CHARACTERS} characters")]
    Long,
}

impl Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "connection",
            Self::Worker(crate::worker::Error::Full { .. }) => "busy",
            Self::Worker(_) => "internal",
            Self::Voice(_) => "voice",
            Self::Article(_) | Self::Long => "text",
        }
    }
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin> Session<R, W> {
    async fn talk(&mut self) -> io::Result<()> {
        loop {
            let event = timeout(IDLE, event::read(&mut self.input)).await.map_err(io::Error::from)??;
            let Some(event) = event else { return Ok(()) };
            match self.handle(&event.kind, &event.data).await {
                Ok(()) => {}
                Err(Error::Io(error)) => return Err(error),
                Err(error) => {
                    tracing::debug!(%error, "Could not speak");
                    let told = json!({"text": error.to_string(), "code": error.code()});
                    self.write("error", &told, &[]).await?;
                }
            }
        }
    }

    async fn handle(&mut self, kind: &str, data: &Map<String, Value>) -> Result<(), Error> {
        match kind {
            "describe" => Ok(self.write("info", &info(&self.catalog), &[]).await?),
            "ping" => {
                let text = data.get("text").map_or(Value::Null, |text| json!({"text": text}));
                Ok(self.write("pong", &text, &[]).await?)
            }
            // Sent for servers that do not know of texts in chunks, in the midst of one.
            "synthesize" if self.streaming.is_some() => Ok(()),
            "synthesize" => self.whole(data).await,
            "synthesize-start" => {
                let speech_options = self.speech_options(data)?;
                let is_ssml = is_ssml(data);
                self.streaming = Some(Streaming { incoming: Incoming::new(is_ssml), listener: None, speech_options });
                Ok(())
            }
            "synthesize-chunk" => {
                let Some(mut streaming) = self.streaming.take() else { return Ok(()) };
                let text = data.get("text").and_then(Value::as_str).unwrap_or_default();
                if streaming.incoming.n_characters() + text.chars().count() > MOST_CHARACTERS {
                    return Err(Error::Long);
                }
                let paragraphs = streaming.incoming.push(text)?;
                self.speak(&mut streaming, paragraphs).await?;
                self.streaming = Some(streaming);
                Ok(())
            }
            "synthesize-stop" => {
                let Some(mut streaming) = self.streaming.take() else { return Ok(()) };
                let spoken = match streaming.incoming.finish() {
                    Ok(paragraphs) => self.speak(&mut streaming, paragraphs).await,
                    Err(error) => Err(error.into()),
                };
                if matches!(spoken, Err(Error::Io(_))) {
                    return spoken;
                }
                // Who waits for the end of the text is told of it, come what may.
                if streaming.listener.is_some() {
                    self.write("audio-stop", &Value::Null, &[]).await?;
                }
                self.write("synthesize-stopped", &Value::Null, &[]).await?;
                spoken
            }
            // Unknown events are dropped, as the protocol asks.
            _ => Ok(()),
        }
    }

    /// Speaks a text that has come as a whole.
    async fn whole(&mut self, data: &Map<String, Value>) -> Result<(), Error> {
        let speech_options = self.speech_options(data)?;
        let text = data.get("text").and_then(Value::as_str).unwrap_or_default();
        let paragraphs = paragraphs(text, is_ssml(data))?;
        let mut streaming = Streaming { incoming: Incoming::new(false), listener: None, speech_options };
        self.begin(&mut streaming).await?;
        self.speak(&mut streaming, paragraphs).await?;
        Ok(self.write("audio-stop", &Value::Null, &[]).await?)
    }

    /// Takes a place and tells what audio will come, before the first of it.
    async fn begin<'a>(&mut self, streaming: &'a mut Streaming) -> Result<&'a mut Listener, Error> {
        let listener = match streaming.listener.take() {
            Some(listener) => listener,
            None => {
                let sample_rate = self.catalog.get(&streaming.speech_options.voice)?.manifest.sample_rate;
                let listener = self.pool.listener(Arc::new(streaming.speech_options.clone()))?;
                self.write("audio-start", &format(sample_rate), &[]).await?;
                listener
            }
        };
        Ok(streaming.listener.insert(listener))
    }

    async fn speak(&mut self, streaming: &mut Streaming, paragraphs: Vec<Paragraph>) -> Result<(), Error> {
        if paragraphs.is_empty() {
            return Ok(());
        }
        let listener = self.begin(streaming).await?;
        let spoken: Vec<Utterance> = paragraphs.iter().flat_map(utterances).collect();
        let mut pieces = Pieces::of(spoken);
        let mut next = pieces.next().map(|piece| listener.speak(piece));
        while let Some(pending) = next.take() {
            let speech = pending.wait().await?;
            listener.made(speech.samples.duration());
            // Made while this one is sent and heard.
            next = pieces.next().map(|piece| listener.speak(piece));
            let (samples, rate) = (&speech.samples.samples, speech.samples.sample_rate);
            for chunk in samples.chunks((rate as usize / 10).max(1)) {
                let bytes: Vec<u8> = chunk.iter().flat_map(|sample| level::to_i16(*sample).to_le_bytes()).collect();
                self.write("audio-chunk", &format(rate), &bytes).await?;
            }
        }
        Ok(())
    }

    /// The voice that is asked for by name; the default voice for a language.
    fn speech_options(&self, data: &Map<String, Value>) -> Result<SpeechOptions, Error> {
        let name = data.get("voice").and_then(|voice| voice.get("name")).and_then(Value::as_str);
        let voice = name.unwrap_or(DEFAULT_VOICE).to_owned();
        self.catalog.get(&voice)?;
        Ok(SpeechOptions { voice, ..SpeechOptions::default() })
    }

    async fn write(&mut self, kind: &str, data: &Value, payload: &[u8]) -> io::Result<()> {
        timeout(STALLED, event::write(&mut self.output, kind, data, payload)).await.map_err(io::Error::from)?
    }
}

fn is_ssml(data: &Map<String, Value>) -> bool {
    data.get("text_format").and_then(Value::as_str) == Some("ssml")
}

/// Mono, 16 bits.
fn format(sample_rate: u32) -> Value {
    json!({"rate": sample_rate, "width": 2, "channels": 1, "timestamp": null})
}

/// The paragraphs of a text; none where it has no words.
fn paragraphs(text: &str, is_ssml: bool) -> Result<Vec<Paragraph>, article::Error> {
    let options = article::Options { max_characters: MOST_CHARACTERS, max_input_bytes: usize::MAX };
    let read = match is_ssml {
        true => article::read(text.as_bytes(), Kind::Ssml, &options),
        false => Article::from_lines(text.as_bytes(), &options),
    };
    match read {
        Ok(Article { mut paragraphs, .. }) => {
            // What is only signs is silence, unless its author says how it is read.
            paragraphs.retain(|p| p.text.chars().any(is_spoken) || !p.directives.is_empty());
            Ok(paragraphs)
        }
        Err(article::Error::Empty) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// What the service is and which voices it has.
fn info(catalog: &Catalog) -> Value {
    let voices: Vec<Value> = catalog
        .iter()
        .map(|package| &package.manifest)
        .map(|voice| {
            json!({
                "name": voice.id,
                "languages": [voice.language],
                "attribution": {"name": voice.attribution, "url": ""},
                "installed": true,
                "description": format!("{} ({})", voice.name_ar, voice.name_en),
                "version": null,
                "speakers": null,
            })
        })
        .collect();
    json!({"tts": [{
        "name": "natiq",
        "attribution": {"name": "Natiq", "url": ""},
        "installed": true,
        "description": env!("CARGO_PKG_DESCRIPTION"),
        "version": env!("CARGO_PKG_VERSION"),
        "voices": voices,
        "supports_synthesize_streaming": true,
    }]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for address in ["tcp://127.0.0.1:10200", "tcp://localhost:0", "tcp://[::1]:10200/"] {
            assert!(address.parse::<Address>().is_ok(), "{address}");
        }
        for address in ["127.0.0.1:10200", "tcp://127.0.0.1", "tcp://:10200", "tcp://x:99999", "unix:///tmp/x"] {
            assert!(address.parse::<Address>().is_err(), "{address}");
        }
    }
}
