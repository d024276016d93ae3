//! Wyoming's framing: a line of JSON, then as many bytes of more JSON and of payload as it says.
//!
//! After the [`wyoming`](https://github.com/OHF-Voice/wyoming) package's `event.py`, version 1.10.

use std::io;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// A request or an answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    pub kind: String,
    pub data: Map<String, Value>,
}

/// The first line of an event.
#[derive(Deserialize)]
struct Header {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Option<Map<String, Value>>,
    #[serde(default)]
    data_length: Option<u64>,
    #[serde(default)]
    payload_length: Option<u64>,
}

/// The longest line, data and payload of an event, each in bytes. A text of a hundred thousand letters is half of it.
const MOST_BYTES: u64 = 1 << 20;

/// Reads an event; `None` at the end. What is sent with it in bytes is passed over: no event that is read here has any.
///
/// # Errors
/// Where the peer breaks off within an event, or sends what is none, or one that is too long.
pub(super) async fn read(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Event>> {
    let mut line = Vec::new();
    (&mut *input).take(MOST_BYTES).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        let (kind, what) = match line.len() as u64 {
            MOST_BYTES.. => (io::ErrorKind::InvalidData, "the line of an event is too long"),
            _ => (io::ErrorKind::UnexpectedEof, "an event breaks off"),
        };
        return Err(io::Error::new(kind, what));
    }
    let header: Header = serde_json::from_slice(&line)?;
    let mut data = header.data.unwrap_or_default();
    if let Some(more) = bytes(input, header.data_length).await? {
        data.extend(serde_json::from_slice::<Map<String, Value>>(&more)?);
    }
    bytes(input, header.payload_length).await?;
    Ok(Some(Event { kind: header.kind, data }))
}

async fn bytes(input: &mut (impl AsyncBufRead + Unpin), length: Option<u64>) -> io::Result<Option<Vec<u8>>> {
    let Some(length) = length.filter(|length| *length > 0) else { return Ok(None) };
    if length > MOST_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "an event is too long"));
    }
    let mut bytes = Vec::new();
    (&mut *input).take(length).read_to_end(&mut bytes).await?;
    match bytes.len() as u64 == length {
        true => Ok(Some(bytes)),
        false => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "an event breaks off")),
    }
}

/// Writes an event.
///
/// # Errors
/// Where the peer has left.
pub(super) async fn write(
    output: &mut (impl AsyncWrite + Unpin),
    kind: &str,
    data: &Value,
    payload: &[u8],
) -> io::Result<()> {
    let data = if data.is_null() { String::new() } else { data.to_string() };
    let mut header = json!({"type": kind, "version": VERSION});
    if !data.is_empty() {
        header["data_length"] = json!(data.len());
    }
    if !payload.is_empty() {
        header["payload_length"] = json!(payload.len());
    }
    let mut message = format!("{header}\n{data}").into_bytes();
    message.extend(payload);
    output.write_all(&message).await?;
    output.flush().await
}

/// The version of the protocol that this is written after.
const VERSION: &str = "1.10.2";

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(mut bytes: &[u8]) -> io::Result<Vec<Event>> {
        let mut events = Vec::new();
        while let Some(event) = read(&mut bytes).await? {
            events.push(event);
        }
        Ok(events)
    }

    #[tokio::test]
    async fn data_in_the_line_and_behind_it() {
        let bytes =
            b"{\"type\":\"a\",\"data\":{\"x\":1,\"y\":1},\"data_length\":7,\"payload_length\":2}\n{\"y\":2}\n\n\
                      {\"type\":\"b\"}\n";
        let events = read_all(bytes).await.unwrap();
        assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(Value::Object(events[0].data.clone()), json!({"x": 1, "y": 2}));
    }

    #[tokio::test]
    async fn what_is_written_is_read() {
        let mut written = Vec::new();
        write(&mut written, "synthesize", &json!({"text": "سطر\nآخر"}), &[10, 0]).await.unwrap();
        write(&mut written, "synthesize-stop", &Value::Null, &[]).await.unwrap();
        let events = read_all(&written).await.unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[0].data["text"], "سطر\nآخر");
    }

    #[tokio::test]
    async fn broken_and_endless_events_are_errors() {
        let long = vec![b' '; MOST_BYTES as usize + 1];
        let cases: [&[u8]; 5] = [
            b"{\"type\":\"a\"}",
            b"none\n",
            b"{\"type\":\"a\",\"data_length\":9}\n{}",
            b"{\"type\":\"a\",\"payload_length\":99999999999}\n",
            &long,
        ];
        for case in cases {
            assert!(read_all(case).await.is_err());
        }
    }
}
