//! The Wyoming server with the real models, over a socket. `tests/clients/wyoming_client.py` asks with the protocol's own
//! package.

use natiq::{pipeline::Pipeline, worker::Pool, wyoming};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

struct Client(BufReader<TcpStream>);

async fn connect() -> Client {
    let (runtime, catalog) = crate::speech::engine();
    let shared = catalog.clone();
    let pool = Pool::start(1, 1, move || Pipeline::open(runtime.clone(), shared.clone())).unwrap();
    let listener = "tcp://127.0.0.1:0".parse::<wyoming::Address>().unwrap().bind().await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(wyoming::serve(listener, pool, catalog));
    Client(BufReader::new(TcpStream::connect(address).await.unwrap()))
}

impl Client {
    async fn send(&mut self, kind: &str, data: Value) {
        let line = json!({"type": kind, "data": data}).to_string();
        self.0.get_mut().write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    /// Reads an event: its kind, its data and how long its payload is.
    async fn event(&mut self) -> (String, Value, usize) {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        let header: Value = serde_json::from_str(&line).unwrap();
        let mut bytes = async |name: &str| {
            let mut bytes = vec![0; header[name].as_u64().unwrap_or(0) as usize];
            self.0.read_exact(&mut bytes).await.unwrap();
            bytes
        };
        let data = bytes("data_length").await;
        let payload = bytes("payload_length").await;
        let data = if data.is_empty() { Value::Null } else { serde_json::from_slice(&data).unwrap() };
        (header["type"].as_str().unwrap().to_owned(), data, payload.len())
    }

    /// Reads events up to one of this kind: their kinds, each once in a row, and the seconds of audio.
    async fn until(&mut self, last: &str) -> (Vec<String>, f64) {
        let (mut kinds, mut seconds) = (Vec::new(), 0.0);
        loop {
            let (kind, data, n_bytes) = self.event().await;
            if kind == "audio-chunk" {
                assert_eq!((data["width"].as_u64(), data["channels"].as_u64()), (Some(2), Some(1)));
                seconds += n_bytes as f64 / 2.0 / data["rate"].as_f64().unwrap();
            }
            if kinds.last() != Some(&kind) {
                kinds.push(kind.clone());
            }
            if kind == last {
                return (kinds, seconds);
            }
        }
    }
}

const WHOLE: [&str; 3] = ["audio-start", "audio-chunk", "audio-stop"];

#[tokio::test]
async fn voices_are_described() {
    let mut client = connect().await;
    client.send("describe", json!({})).await;
    let (kind, data, _) = client.event().await;
    assert_eq!(kind, "info");
    let program = &data["tts"][0];
    assert_eq!(program["supports_synthesize_streaming"], true);
    let names: Vec<_> =
        program["voices"].as_array().unwrap().iter().map(|voice| voice["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["layla", "nadim", "ziad"]);
    assert_eq!(program["voices"][0]["languages"], json!(["ar"]));
    client.send("ping", json!({"text": "x"})).await;
    assert_eq!(client.event().await, ("pong".to_owned(), json!({"text": "x"}), 0));
}

#[tokio::test]
async fn text_as_a_whole() {
    let mut client = connect().await;
    client.send("synthesize", json!({"text": "صباح الخير.\nكيف الحال؟", "voice": {"name": "ziad"}})).await;
    let (kinds, seconds) = client.until("audio-stop").await;
    assert_eq!(kinds, WHOLE);
    assert!((1.0..6.0).contains(&seconds), "{seconds} s");
    // The same connection serves again, and the same text in SSML is as long.
    let ssml = "<speak>صباح الخير.<break time=\"2s\"/>كيف الحال؟</speak>";
    client.send("synthesize", json!({"text": ssml, "text_format": "ssml"})).await;
    let (_, longer) = client.until("audio-stop").await;
    assert!(longer > seconds + 0.8, "{longer} s");
}

#[tokio::test]
async fn text_as_it_comes_is_spoken_before_its_end() {
    let mut client = connect().await;
    client.send("synthesize-start", json!({"voice": {"language": "ar"}})).await;
    for chunk in ["صباح ", "الخير. ", "كيف ", "الحال"] {
        client.send("synthesize-chunk", json!({"text": chunk})).await;
    }
    // No stop has been sent.
    assert_eq!(client.event().await.0, "audio-start");
    assert_eq!(client.event().await.0, "audio-chunk");
    // For servers that know of no chunks; it must not be heard twice.
    client.send("synthesize", json!({"text": "صباح الخير. كيف الحال؟"})).await;
    client.send("synthesize-chunk", json!({"text": "؟"})).await;
    client.send("synthesize-stop", json!({})).await;
    let (kinds, seconds) = client.until("synthesize-stopped").await;
    assert_eq!(kinds, ["audio-chunk", "audio-stop", "synthesize-stopped"]);
    assert!((0.8..5.0).contains(&seconds), "{seconds} s");
}

#[tokio::test]
async fn what_cannot_be_spoken_is_told() {
    let mut client = connect().await;
    client.send("synthesize", json!({"text": "نعم", "voice": {"name": "nobody"}})).await;
    let (kind, data, _) = client.event().await;
    assert_eq!((kind.as_str(), data["code"].as_str()), ("error", Some("voice")));
    client.send("synthesize", json!({"text": "<speak>", "text_format": "ssml"})).await;
    assert_eq!(client.event().await.1["code"], "text");
    client.send("synthesize", json!({"text": "نعم ".repeat(30_000)})).await;
    assert_eq!(client.event().await.1["code"], "text");
    // Nothing to say is no error, and what is not known is passed over.
    client.send("transcribe", json!({})).await;
    client.send("synthesize", json!({"text": "..."})).await;
    assert_eq!(client.until("audio-stop").await, (vec!["audio-start".to_owned(), "audio-stop".to_owned()], 0.0));
    client.send("synthesize-stop", json!({})).await;
    client.send("synthesize-start", json!({})).await;
    client.send("synthesize-stop", json!({})).await;
    assert_eq!(client.event().await.0, "synthesize-stopped");
    let mut other = TcpStream::connect(client.0.get_ref().peer_addr().unwrap()).await.unwrap();
    other.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    assert!(other.read_to_end(&mut rest).await.is_err() || rest.is_empty());
}
