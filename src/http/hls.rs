//! `GET /v1/articles/{id}/stream.m3u8`: HTTP Live Streaming (RFC 8216) of packed MP3.
//!
//! One encoder makes one stream of frames, which is cut between frames, so segments join without a gap. The playlist is
//! an event that grows while the article is spoken and ends with `EXT-X-ENDLIST`. Segments are kept in the cache; where
//! one was evicted the article is spoken again, and as the same speech gives the same frames, it is cut in the same
//! places.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use tokio::sync::watch;

use super::{
    App, Error, Problem,
    app::Session,
    audio::Wanted,
    clients::Client,
    extract::{Path, Query},
    file,
    links::Chosen,
    reading::ReadingQuery,
    recording::Recording,
    voices::MannerQuery,
};
use crate::{
    article::Paragraph,
    encode::{Format, Tags},
    store::Key,
};

/// The streams that are being made.
#[derive(Default)]
pub(super) struct Streams {
    running: Mutex<HashMap<Key, Arc<Running>>>,
}

/// One stream that is being made.
struct Running {
    state: watch::Receiver<Made>,
    /// When somebody last asked for it, in seconds since `began`.
    asked: AtomicU64,
    began: Instant,
}

/// How much of a stream there is.
#[derive(Debug, Clone, Default)]
struct Made {
    /// Samples in each segment.
    segments: Vec<u64>,
    end: Option<End>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Broken,
}

/// Frames of the first segment, so that the first sound is there soon, and of the others, in seconds.
const FIRST_SECONDS: u64 = 2;
const SECONDS: u64 = 6;

/// How long a stream goes on being made when nobody asks for its playlist or segments.
const PATIENCE: Duration = Duration::from_secs(30);

/// Streams an article for HLS players
///
/// A playlist of MP3 segments that grows while the article is spoken, and then ends.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/stream.m3u8",
    operation_id = "stream_playlist",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), MannerQuery, ReadingQuery),
    responses(
        (status = 200, description = "The playlist", body = String, content_type = "application/vnd.apple.mpegurl"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate, or a build without MP3", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn playlist(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    Query(query): Query<MannerQuery>,
    Query(reading): Query<ReadingQuery>,
) -> Result<Response, Error> {
    let wanted = wanted(&app, query.voice.as_deref(), query.rate, query.pitch, reading)?;
    let article = app.article(&id).await?;
    let wanted = wanted.of(&article);
    let made = made(&app, &client, &article.paragraphs, &wanted, 0, false).await?;
    let folder = format!("stream/{}/{}", wanted.manner.voice, wanted.manner.rate.factor());
    let query = Chosen { pitch: query.pitch, reading, ..Chosen::default() }.query("");
    let text = write_playlist(&made, wanted.sample_rate, &folder, &query);
    let mut response = ([(header::CONTENT_TYPE, "application/vnd.apple.mpegurl")], text).into_response();
    let caching = if made.end == Some(End::Whole) { file::CACHE_CONTROL } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    Ok(response)
}

/// Streams a segment for HLS players
///
/// The playlist leads here.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/stream/{voice}/{rate}/{file}",
    operation_id = "stream_segment",
    tag = "articles",
    params(
        ("id" = String, Path, description = "Id of the article"),
        ("voice" = String, Path, description = "Id of the voice"),
        ("rate" = f32, Path, description = "The rate"),
        ("file" = String, Path, description = "Index of the segment, with `.mp3`", example = "0.mp3"),
        ("pitch" = Option<f32>, Query, description = "The pitch, in semitones"),
        ReadingQuery,
    ),
    responses(
        (status = 200, description = "MP3 frames, after an ID3 tag with their time", content_type = "audio/mpeg"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article or segment", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate, or a build without MP3", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken, or it cannot be kept; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn segment(
    State(app): State<App>,
    client: Client,
    Path((id, voice, rate, name)): Path<(String, String, f32, String)>,
    Query(query): Query<MannerQuery>,
    Query(reading): Query<ReadingQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let wanted = wanted(&app, Some(&voice), Some(rate), query.pitch, reading)?;
    let index = name.strip_suffix(".mp3").and_then(|index| index.parse::<usize>().ok());
    let index = index.ok_or_else(|| Error::NoRoute(name.chars().take(64).collect()))?;
    let article = app.article(&id).await?;
    let wanted = wanted.of(&article);
    let stream = stream_key(&app, &article.paragraphs, &wanted);
    // A stream under way may have lost what it made first; then it is made anew.
    for anew in [false, true] {
        if let Some(stored) = app.cache().stored(segment_key(stream, index)).await {
            return file::respond(stored, &headers, "audio/mpeg").await;
        }
        let made = made(&app, &client, &article.paragraphs, &wanted, index, anew).await?;
        if index >= made.segments.len() {
            return Err(Error::NoSegment { index, count: made.segments.len() });
        }
    }
    match app.cache().stored(segment_key(stream, index)).await {
        Some(stored) => file::respond(stored, &headers, "audio/mpeg").await,
        // It was made and could not be kept: the disk is full, or the cache far too small.
        None => Err(Error::Stopped),
    }
}

/// Checks what is asked for.
fn wanted(
    app: &App,
    voice: Option<&str>,
    rate: Option<f32>,
    pitch: Option<f32>,
    reading: ReadingQuery,
) -> Result<Wanted, Error> {
    let wanted = Wanted::new(app, Some(Format::Mp3.name()), voice, rate, pitch)?;
    Ok(Wanted { manner: reading.apply(wanted.manner), ..wanted })
}

/// Returns how much of a stream is made, as soon as it has the segment `index` or is at its end.
async fn made(
    app: &App,
    client: &Client,
    paragraphs: &[Paragraph],
    wanted: &Wanted,
    index: usize,
    anew: bool,
) -> Result<Made, Error> {
    let key = stream_key(app, paragraphs, wanted);
    if let Some(segments) = kept(app, key).await {
        return Ok(Made { segments, end: Some(End::Whole) });
    }
    let running = app.streams().running().get(&key).cloned();
    let running = match running {
        Some(running) if !anew => running,
        _ => start(app, client, paragraphs, wanted, key)?,
    };
    running.asked.store(running.began.elapsed().as_secs(), Ordering::Relaxed);
    let mut state = running.state.clone();
    let enough = |made: &Made| made.segments.len() > index || made.end.is_some();
    // The sender is dropped only after the end was told, unless its task was stopped.
    let made = state.wait_for(enough).await.map_err(|_| Error::Stopped)?.clone();
    match made.end {
        Some(End::Broken) if made.segments.len() <= index => Err(Error::Stopped),
        _ => Ok(made),
    }
}

/// Returns the lengths of a stream's segments, where it was made to its end and all of them are kept.
async fn kept(app: &App, key: Key) -> Option<Vec<u64>> {
    let bytes = app.cache().get(key).await?;
    let segments: Vec<u64> = serde_json::from_slice(&bytes).ok()?;
    (0..segments.len()).all(|index| app.cache().contains(segment_key(key, index))).then_some(segments)
}

/// Begins to make a stream.
fn start(
    app: &App,
    client: &Client,
    paragraphs: &[Paragraph],
    wanted: &Wanted,
    key: Key,
) -> Result<Arc<Running>, Error> {
    let session = app.read(client, paragraphs, &wanted.manner)?;
    let (sender, state) = watch::channel(Made::default());
    let running = Arc::new(Running { state, asked: AtomicU64::new(0), began: Instant::now() });
    // Where two begin at the same moment, the later one is found by all who come after; both make the same.
    app.streams().running().insert(key, running.clone());
    let (app, sample_rate, made) = (app.clone(), wanted.sample_rate, running.clone());
    tokio::spawn(async move {
        let result = make(&app, session, sample_rate, key, &made, &sender).await;
        let end = match result {
            Ok(()) => End::Whole,
            Err(error) => {
                error.log();
                End::Broken
            }
        };
        sender.send_modify(|made| made.end = Some(end));
        let mut streams = app.streams().running();
        if streams.get(&key).is_some_and(|current| Arc::ptr_eq(current, &made)) {
            streams.remove(&key);
        }
    });
    Ok(running)
}

/// Makes a stream to its end, as long as somebody asks for it.
async fn make(
    app: &App,
    mut session: Session,
    sample_rate: u32,
    key: Key,
    running: &Running,
    sender: &watch::Sender<Made>,
) -> Result<(), Error> {
    let mut recording = Recording::begin(Format::Mp3, sample_rate, Tags::default(), None).await?;
    let mut cutter = Cutter::new(sample_rate);
    while let Some(piece) = session.reading.next().await {
        let asked = Duration::from_secs(running.asked.load(Ordering::Relaxed));
        if running.began.elapsed().saturating_sub(asked) > PATIENCE {
            return Err(Error::Stopped);
        }
        let bytes = recording.push(&piece?.speech).await?;
        cutter.push(&bytes);
        while let Some(segment) = cutter.cut() {
            keep(app, key, segment, sender).await;
        }
    }
    drop(session);
    let (tail, _) = recording.finish().await?;
    cutter.push(&tail);
    while let Some(segment) = cutter.cut() {
        keep(app, key, segment, sender).await;
    }
    if let Some(segment) = cutter.rest() {
        keep(app, key, segment, sender).await;
    }
    let list = serde_json::to_vec(&sender.borrow().segments).unwrap_or_default();
    app.cache().put(key, list).await;
    Ok(())
}

async fn keep(app: &App, key: Key, segment: Segment, sender: &watch::Sender<Made>) {
    let index = sender.borrow().segments.len();
    app.cache().put(segment_key(key, index), segment.bytes).await;
    sender.send_modify(|made| made.segments.push(segment.samples));
}

fn stream_key(app: &App, paragraphs: &[Paragraph], wanted: &Wanted) -> Key {
    wanted.key(app, "hls", paragraphs, &Tags::default())
}

fn segment_key(stream: Key, index: usize) -> Key {
    Key::of("hls segment").with(stream.as_bytes()).with(index.to_le_bytes()).finish()
}

fn write_playlist(made: &Made, sample_rate: u32, folder: &str, query: &str) -> String {
    // The longest segment ends with the frame after the last full second.
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n",
        SECONDS + 1
    );
    for (index, &samples) in made.segments.iter().enumerate() {
        let seconds = samples as f64 / f64::from(sample_rate);
        // Writing to a string does not fail.
        let _ = write!(text, "#EXTINF:{seconds:.5},\n{folder}/{index}.mp3{query}\n");
    }
    if made.end.is_some() {
        // What broke has an end too: a player that waits for more would wait for ever.
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

impl Streams {
    fn running(&self) -> MutexGuard<'_, HashMap<Key, Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts a stream of MP3 into segments, between frames.
struct Cutter {
    sample_rate: u32,
    bytes: Vec<u8>,
    /// Bytes of whole frames at the start of `bytes`, and the samples in them.
    whole: usize,
    samples: u64,
    /// Samples in the segments before.
    before: u64,
    /// Whether the head of the file has been dropped: its tags belong into no segment.
    headless: bool,
}

struct Segment {
    bytes: Vec<u8>,
    samples: u64,
}

impl Cutter {
    fn new(sample_rate: u32) -> Self {
        Self { sample_rate, bytes: Vec::new(), whole: 0, samples: 0, before: 0, headless: false }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if !self.headless {
            let Some(head) = head_length(&self.bytes) else { return };
            self.bytes.drain(..head);
            self.headless = true;
        }
    }

    /// Returns the next segment, once there are frames enough for it.
    fn cut(&mut self) -> Option<Segment> {
        if !self.headless {
            return None;
        }
        let seconds = if self.before == 0 { FIRST_SECONDS } else { SECONDS };
        while self.samples < seconds * u64::from(self.sample_rate) {
            let frame = Frame::parse(self.bytes.get(self.whole..)?)?;
            if self.bytes.len() < self.whole + frame.length {
                return None;
            }
            self.whole += frame.length;
            self.samples += frame.samples;
        }
        self.rest()
    }

    /// Returns the frames that are left, at the end of the stream.
    fn rest(&mut self) -> Option<Segment> {
        if self.samples == 0 {
            return None;
        }
        let mut bytes = timestamp_tag(self.before * 90_000 / u64::from(self.sample_rate));
        bytes.extend(self.bytes.drain(..self.whole));
        let samples = std::mem::take(&mut self.samples);
        self.whole = 0;
        self.before += samples;
        Some(Segment { bytes, samples })
    }
}

/// A frame of MPEG Layer III, by its header.
struct Frame {
    /// Bytes, header included.
    length: usize,
    samples: u64,
}

impl Frame {
    /// Reads the four bytes of a frame's header; `None` where they are not there or no such header.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let &[sync, kind, rates, ..] = bytes else { return None };
        bytes.get(3)?;
        // Eleven bits of sync, then version (11 is MPEG-1, 10 MPEG-2), then layer (01 is III).
        if sync != 0xff || kind & 0b1110_0110 != 0b1110_0010 {
            return None;
        }
        let version = kind >> 3 & 0b11;
        const MPEG1: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const MPEG2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let (kilobits, sample_rates, samples) = match version {
            0b11 => (MPEG1, [44_100, 48_000, 32_000], 1_152),
            0b10 => (MPEG2, [22_050, 24_000, 16_000], 576),
            0b00 => (MPEG2, [11_025, 12_000, 8_000], 576),
            _ => return None,
        };
        let kilobits = *kilobits.get(usize::from(rates >> 4)).filter(|&&kilobits| kilobits > 0)?;
        let sample_rate = sample_rates.get(usize::from(rates >> 2 & 0b11))?;
        let padding = u32::from(rates >> 1 & 1);
        let length = samples / 8 * kilobits * 1_000 / sample_rate + padding;
        Some(Self { length: length as usize, samples: u64::from(samples) })
    }
}

/// Returns how many bytes the tags at the start of a file take (ID3, and the frame without sound that says how long the
/// file is); `None` while that cannot be told yet.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let id3 = match bytes.get(..10)? {
        [b'I', b'D', b'3', _, _, _, size @ ..] => {
            10 + size.iter().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f))
        }
        _ => 0,
    };
    let frame = Frame::parse(bytes.get(id3..)?)?;
    let first = bytes.get(id3..id3 + frame.length)?;
    let is_tag = first.windows(4).take(64).any(|window| matches!(window, b"Xing" | b"Info"));
    Some(if is_tag { id3 + frame.length } else { id3 })
}

/// Returns the ID3 tag that a segment of packed audio must begin with: its time, in 90 kHz (RFC 8216 section 3.4).
fn timestamp_tag(time: u64) -> Vec<u8> {
    const OWNER: &[u8] = b"com.apple.streaming.transportStreamTimestamp\0";
    // Both sizes are below 128, so that their last seven bits hold them.
    let frame_size = OWNER.len() as u8 + 8;
    let mut tag = b"ID3\x04\0\0\0\0\0".to_vec();
    tag.push(frame_size + 10);
    tag.extend(b"PRIV\0\0\0");
    tag.push(frame_size);
    tag.extend([0, 0]);
    tag.extend(OWNER);
    // A clock of 33 bits.
    tag.extend((time & ((1 << 33) - 1)).to_be_bytes());
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of 64 kb/s at 24 kHz.
    fn frame(fill: u8) -> Vec<u8> {
        let mut frame = vec![fill; 192];
        frame[..4].copy_from_slice(&[0xff, 0xf3, 0x84, 0xc4]);
        frame
    }

    #[test]
    fn header_of_mpeg_2() {
        let frame = Frame::parse(&frame(0)).unwrap();
        assert_eq!((frame.length, frame.samples), (192, 576));
    }

    #[test]
    fn header_of_mpeg_1() {
        let frame = Frame::parse(&[0xff, 0xfb, 0x90, 0x00]).unwrap();
        assert_eq!((frame.length, frame.samples), (417, 1_152));
    }

    #[test]
    fn what_is_no_header() {
        for bytes in [&[0xff, 0xf3][..], &[0, 0, 0, 0], &[0xff, 0xf3, 0xf4, 0], &[0xff, 0xf3, 0x0c, 0], b"ID3\x04"] {
            assert!(Frame::parse(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn frames_are_cut_whole_and_none_is_lost() {
        let mut tag = frame(0);
        tag[13..17].copy_from_slice(b"Info");
        let frames: Vec<u8> = (0..500u32).flat_map(|i| frame((i % 200) as u8)).collect();
        let stream = [b"ID3\x04\0\0\0\0\0\x02xx".as_slice(), &tag, &frames].concat();
        let mut cutter = Cutter::new(24_000);
        let mut segments = Vec::new();
        for chunk in stream.chunks(1_001) {
            cutter.push(chunk);
            while let Some(segment) = cutter.cut() {
                segments.push(segment);
            }
        }
        segments.extend(cutter.rest());
        let seconds: Vec<f64> = segments.iter().map(|segment| segment.samples as f64 / 24_000.0).collect();
        assert_eq!(seconds[0], 2.016);
        assert!((seconds[1] - 6.0).abs() < 0.03);
        let tag_length = timestamp_tag(0).len();
        let joined: Vec<u8> = segments.iter().flat_map(|segment| segment.bytes[tag_length..].to_vec()).collect();
        assert!(joined == frames);
    }

    #[test]
    fn time_of_a_segment() {
        let tag = timestamp_tag(90_000);
        assert_eq!(tag.len(), 10 + usize::from(tag[9]));
        assert_eq!(tag[tag.len() - 8..], 90_000u64.to_be_bytes());
    }

    #[test]
    fn playlist_grows_and_ends() {
        let mut made = Made { segments: vec![48_000], end: None };
        let open = write_playlist(&made, 24_000, "stream/ziad/1", "?latin=spell");
        assert!(open.ends_with("#EXTINF:2.00000,\nstream/ziad/1/0.mp3?latin=spell\n"));
        made.end = Some(End::Whole);
        assert!(write_playlist(&made, 24_000, "stream/ziad/1", "").ends_with("#EXT-X-ENDLIST\n"));
    }
}
