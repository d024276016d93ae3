//! `GET /v1/articles/{id}/stream.m3u8`: HTTP Live Streaming (RFC 8216) of packed MP3.
//!
//! One encoder makes one stream of frames, which is cut between frames, so segments join without a gap. The playlist is
//! an event that grows while the article is spoken and ends with `EXT-X-ENDLIST`. Segments are kept in the cache; where
//! one was evicted the article is spoken again, and as the same speech gives the same frames, it is cut in the same
//! places.
//!
//! A stream is made by one maker at a time, however many ask for it, and only as long as somebody does. What was
//! announced is remembered when the maker goes, so the playlist of the next one never takes anything back.
//!
//! The lexicon of the house and the headline may change while somebody listens, and then the article is another stream. A
//! player must not get from one into the other: so the addresses of segments tell their edition, which is the stream's key,
//! and as long as a playlist has no end, whoever asks for it again gets the edition that it began with. How that was read
//! is remembered for a while, so that its segments can be made again where they were evicted, or went with an old headline.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use tokio::sync::watch;
use utoipa::IntoParams;

use super::{
    App, Error, Problem,
    app::Session,
    article_request::ArticleRequest,
    audio::{AudioRequest, checked_format, recording_key},
    clients::Client,
    extract::{Path, Query},
    file,
    links::Chosen,
    reading::ReadingQuery,
    recording::Recording,
    voices::SpeechOptionsQuery,
};
use crate::{
    encode::{Format, Tags},
    lock::lock,
    render::Plan,
    store::{Cache, Key, PlanKey},
};

/// The streams that were asked for.
#[derive(Default)]
pub(super) struct Streams {
    known: Mutex<HashMap<Key, Arc<Stream>>>,
    /// What players have begun with, by who asks for what.
    begun: Mutex<HashMap<String, Begun>>,
}

/// The edition that a player has begun with.
struct Begun {
    plan: Arc<Plan>,
    /// When it last asked for the playlist.
    asked: Instant,
    /// Whether it has the playlist to its end.
    is_whole: bool,
}

/// One stream, whether it is being made or not.
struct Stream {
    /// Those who wait for more of it hold a receiver.
    made: watch::Sender<Made>,
    /// When somebody last asked for it.
    asked: Mutex<Instant>,
}

/// How much of a stream there is.
#[derive(Debug, Clone, Default)]
struct Made {
    /// Samples in each segment that was announced. Nothing is ever taken from it.
    segments: Vec<u64>,
    /// Whether these are all.
    is_whole: bool,
    maker: Maker,
    /// Counts the makers, so that one that was replaced knows.
    n_makers: u64,
}

#[derive(Debug, Clone, Copy, Default)]
enum Maker {
    #[default]
    None,
    /// It has put so many segments into the cache.
    Working { n_kept: usize },
    /// It broke then.
    Broken { at: Instant },
}

/// Frames of the first segment, so that the first sound is there soon, and of the others, in seconds.
const FIRST_SECONDS: u64 = 2;
const SECONDS: u64 = 6;

/// How long a stream goes on being made when nobody asks for its playlist or segments. A player asks for the playlist
/// after every target duration (7 s) at least (RFC 8216 section 6.3.4).
const PATIENCE: Duration = Duration::from_secs(10);

/// How long what broke is not tried again.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);

/// How many players are remembered with what they have begun.
const MAX_BEGUN: usize = 64;

/// How many streams are remembered before those that nobody makes are forgotten.
const SWEEP_FROM: usize = 1_024;

/// Streams an article for HLS players
///
/// A playlist of MP3 segments that grows while the article is spoken, and then ends.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/stream.m3u8",
    operation_id = "stream_playlist",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), SpeechOptionsQuery, ReadingQuery),
    responses(
        (status = 200, description = "The playlist", body = String, content_type = "application/vnd.apple.mpegurl"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate, or a build without MP3", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn playlist(State(app): State<App>, request: ArticleRequest) -> Result<Response, Error> {
    let audio_request = AudioRequest::of(&app, Some(Format::Mp3.name()), &request)?;
    let ArticleRequest { client, article, chosen: Chosen { pitch, reading, .. }, .. } = &request;
    let player = format!("{} {} {}", client.name, article.id, Chosen::of(&audio_request.speech_options).query(""));
    let plan = match app.streams().begun(&player) {
        Some(plan) => plan,
        None => request.plan(&app, None).await?,
    };
    let key = stream_key(plan.key());
    let made = announced(&app, client, &plan, &audio_request, key).await?;
    app.streams().note(player, plan, &made);
    let folder =
        format!("stream/{}/{}", audio_request.speech_options.voice, audio_request.speech_options.rate.factor());
    let query = Chosen { pitch: *pitch, reading: *reading, ..Chosen::default() }.query(&format!("edition={key}"));
    let text = write_playlist(&made, audio_request.sample_rate, &folder, &query);
    let mut response = ([(header::CONTENT_TYPE, "application/vnd.apple.mpegurl")], text).into_response();
    let caching = if made.is_whole { file::CACHE_CONTROL } else { "no-store" };
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
        EditionQuery,
        ReadingQuery,
    ),
    responses(
        (status = 200, description = "MP3 frames, after an ID3 tag with their time", content_type = "audio/mpeg"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article or segment", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The article is read otherwise by now", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate, or a build without MP3", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken, or it cannot be kept; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn segment(
    State(app): State<App>,
    client: Client,
    Path((id, voice, rate, name)): Path<(String, String, f32, String)>,
    Query(query): Query<SpeechOptionsQuery>,
    Query(reading): Query<ReadingQuery>,
    Query(EditionQuery { edition }): Query<EditionQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let speech_options = reading.apply(app.speech_options(Some(&voice), Some(rate), query.pitch)?)?;
    let audio_request = AudioRequest::spoken_as(&app, checked_format(Some(Format::Mp3.name()))?, speech_options)?;
    let edition = edition.map(|edition| Key::parse(&edition).ok_or(Error::NoEdition)).transpose()?;
    let index = name.strip_suffix(".mp3").and_then(|index| index.parse::<usize>().ok());
    let index = index.ok_or_else(|| Error::NoRoute(name.chars().take(64).collect()))?;
    let article = app.article(&client, &id).await?;
    if let Some(edition) = edition
        && let Some(stored) = app.cache().stored(segment_key(edition, index)).await
    {
        return file::respond(stored, &headers, "audio/mpeg").await;
    }
    let plan = match edition.and_then(|edition| app.streams().edition(edition)) {
        Some(plan) => plan,
        None => app.plan(&client, &article, None, audio_request.speech_options.clone()).await?,
    };
    let key = stream_key(plan.key());
    if edition.is_some_and(|edition| edition != key) {
        return Err(Error::NoEdition);
    }
    if let Some(stored) = app.cache().stored(segment_key(key, index)).await {
        return file::respond(stored, &headers, "audio/mpeg").await;
    }
    kept(&app, &client, &plan, &audio_request, key, index).await?;
    match app.cache().stored(segment_key(key, index)).await {
        Some(stored) => file::respond(stored, &headers, "audio/mpeg").await,
        None => Err(Error::NotKept),
    }
}

/// Which edition of a stream is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EditionQuery {
    /// The edition, as the playlist has it; the article as it is read by now when absent.
    pub edition: Option<String>,
}

/// Returns what is announced of a stream, as soon as it is something; whoever asks keeps it being made.
async fn announced(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
) -> Result<Made, Error> {
    let stream = known(app, key).await;
    loop {
        stream.ask();
        let mut state = stream.made.subscribe();
        let made = state.borrow_and_update().clone();
        if made.is_whole {
            return Ok(made);
        }
        match made.maker {
            Maker::Working { .. } if !made.segments.is_empty() => return Ok(made),
            Maker::Working { .. } => {
                // The sender is in `stream`.
                let _ = state.changed().await;
            }
            Maker::Broken { at } if at.elapsed() < PAUSE_AFTER_FAULT => return Err(Error::StreamBroken),
            Maker::None | Maker::Broken { .. } => begin(app, client, plan, audio_request, key, &stream, made.n_makers)?,
        }
    }
}

/// Waits until the segment `index` was put into the cache anew.
///
/// # Errors
/// [`Error::NoSegment`] where the stream has none such.
async fn kept(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
    index: usize,
) -> Result<(), Error> {
    let stream = known(app, key).await;
    let mut state = stream.made.subscribe();
    let mut has_waited = false;
    loop {
        stream.ask();
        let made = state.borrow_and_update().clone();
        if made.is_whole && index >= made.segments.len() {
            return Err(Error::NoSegment { index, count: made.segments.len() });
        }
        // It may have come since it was looked for.
        if app.cache().contains(segment_key(key, index)) {
            return Ok(());
        }
        match made.maker {
            // One that came by it before has put it there in vain, or it was evicted since.
            Maker::Working { n_kept } if index < n_kept && has_waited => return Ok(()),
            Maker::Working { n_kept } if index >= n_kept => {
                has_waited = true;
                let _ = state.changed().await;
            }
            Maker::None if has_waited && index < made.segments.len() => return Ok(()),
            Maker::Broken { at } if at.elapsed() < PAUSE_AFTER_FAULT => return Err(Error::StreamBroken),
            Maker::Working { .. } | Maker::None | Maker::Broken { .. } => {
                begin(app, client, plan, audio_request, key, &stream, made.n_makers)?;
            }
        }
    }
}

/// Returns a stream with what is known of it, from the cache where this process has not made it.
async fn known(app: &App, key: Key) -> Arc<Stream> {
    let stream = app.streams().stream(key);
    if !stream.made.borrow().is_whole
        && let Some(segments) = app.cache().get_parsed(key, |bytes| serde_json::from_slice(bytes).ok()).await
    {
        stream.made.send_modify(|made| (made.segments, made.is_whole) = (segments, true));
    }
    stream
}

/// Begins to make a stream, unless another maker was begun since there were `n_makers`.
fn begin(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
    stream: &Arc<Stream>,
    n_makers: u64,
) -> Result<(), Error> {
    let is_first = stream.made.send_if_modified(|made| {
        let is_first = made.n_makers == n_makers;
        if is_first {
            made.n_makers += 1;
            made.maker = Maker::Working { n_kept: 0 };
        }
        is_first
    });
    if !is_first {
        return Ok(());
    }
    // Whatever becomes of it, by a panic too, the stream hears of its end.
    let mut tenure = Tenure { stream: stream.clone(), n_makers: n_makers + 1, end: Maker::None };
    let session = app.read(client, plan, 0)?;
    tenure.end = Maker::Broken { at: Instant::now() };
    let sample_rate = audio_request.sample_rate;
    let app = app.clone();
    tokio::spawn(async move {
        let end = tokio::select! {
            // It goes on where it was when somebody asks again: what was spoken is in the cache.
            () = tenure.stream.left() => Maker::None,
            made = make(&app, session, sample_rate, key, &tenure) => match made {
                Ok(()) => Maker::None,
                Err(error) => {
                    error.log();
                    Maker::Broken { at: Instant::now() }
                }
            },
        };
        tenure.close(end);
    });
    Ok(())
}

/// A maker's time with its stream. Its drop, by a panic too, tells the stream how it ended.
struct Tenure {
    stream: Arc<Stream>,
    /// Which maker of the stream it is.
    n_makers: u64,
    end: Maker,
}

/// Makes a stream to its end.
async fn make(app: &App, mut session: Session, sample_rate: u32, key: Key, tenure: &Tenure) -> Result<(), Error> {
    let mut recording = Recording::begin(app, Format::Mp3, sample_rate, Tags::default(), None).await?;
    let mut cutter = Cutter::new(sample_rate);
    let mut n_kept = 0;
    while let Some(chunk) = session.next().await {
        cutter.push(&recording.push(&chunk?.speech).await?);
        while let Some(segment) = cutter.cut() {
            keep(app, key, n_kept, segment, tenure).await?;
            n_kept += 1;
        }
    }
    drop(session);
    let (tail, _) = recording.finish().await?;
    cutter.push(&tail);
    while let Some(segment) = cutter.cut().or_else(|| cutter.rest()) {
        keep(app, key, n_kept, segment, tenure).await?;
        n_kept += 1;
    }
    let made = &tenure.stream.made;
    let list = serde_json::to_vec(&made.borrow().segments).unwrap_or_default();
    app.cache().put(key, list).await;
    made.send_modify(|made| made.is_whole = true);
    Ok(())
}

/// Puts a segment into the cache and announces it.
///
/// # Errors
/// [`Error::Stopped`] where another maker has taken over.
async fn keep(app: &App, key: Key, index: usize, segment: Segment, tenure: &Tenure) -> Result<(), Error> {
    let segment_key = segment_key(key, index);
    if !app.cache().contains(segment_key) {
        app.cache().put(segment_key, segment.bytes).await;
    }
    tenure.tell(|made| {
        made.maker = Maker::Working { n_kept: index + 1 };
        if index == made.segments.len() {
            made.segments.push(segment.samples);
        }
    })
}

impl Tenure {
    /// Changes what is known of the stream.
    ///
    /// # Errors
    /// [`Error::Stopped`] where another maker has taken over.
    fn tell(&self, change: impl FnOnce(&mut Made)) -> Result<(), Error> {
        let is_at_work = self.stream.made.send_if_modified(|made| {
            let is_at_work = made.n_makers == self.n_makers;
            if is_at_work {
                change(made);
            }
            is_at_work
        });
        if is_at_work { Ok(()) } else { Err(Error::Stopped) }
    }

    fn close(mut self, end: Maker) {
        self.end = end;
    }
}

impl Drop for Tenure {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("The maker of a stream broke");
        }
        let end = self.end;
        // Where another has taken over, there is nobody to tell.
        let _ = self.tell(|made| made.maker = end);
    }
}

fn stream_key(plan: PlanKey) -> Key {
    recording_key(Format::Mp3, "hls", plan, &Tags::default())
}

fn segment_key(stream: Key, index: usize) -> Key {
    Key::of("hls segment").with(stream.as_bytes()).with(index.to_le_bytes()).finish_like(stream)
}

/// Returns what a stream is kept under: its list, and the segments that are there.
pub(super) fn keys(plan: PlanKey, cache: &Cache) -> Vec<Key> {
    let stream = stream_key(plan);
    // Without its list (it was not made to the end) they follow one another, but for some that were evicted.
    let mut keys = vec![stream];
    let mut n_missing = 0;
    for index in 0.. {
        let key = segment_key(stream, index);
        if cache.contains(key) {
            keys.push(key);
            n_missing = 0;
        } else {
            n_missing += 1;
        }
        if n_missing > MAX_EVICTED {
            break;
        }
    }
    keys
}

/// So many segments of a stream in a row may have been evicted with others behind them still there.
const MAX_EVICTED: usize = 256;

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
    if made.is_whole {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

impl Streams {
    /// Returns what a player has begun with and goes on with: it has not come to the end, and asks again in time.
    fn begun(&self, player: &str) -> Option<Arc<Plan>> {
        let begun = lock(&self.begun);
        let begun = begun.get(player).filter(|begun| !begun.is_whole && begun.asked.elapsed() < PATIENCE)?;
        Some(begun.plan.clone())
    }

    /// Notes what a player has been given.
    fn note(&self, player: String, plan: Arc<Plan>, made: &Made) {
        let mut begun = lock(&self.begun);
        begun.insert(player, Begun { plan, asked: Instant::now(), is_whole: made.is_whole });
        if begun.len() > MAX_BEGUN
            && let Some(oldest) = begun.iter().min_by_key(|(_, begun)| begun.asked).map(|(player, _)| player.clone())
        {
            begun.remove(&oldest);
        }
    }

    /// Returns the plan of an edition that somebody has begun with.
    fn edition(&self, edition: Key) -> Option<Arc<Plan>> {
        lock(&self.begun).values().find(|begun| stream_key(begun.plan.key()) == edition).map(|begun| begun.plan.clone())
    }

    fn stream(&self, key: Key) -> Arc<Stream> {
        let mut known = lock(&self.known);
        if let Some(stream) = known.get(&key) {
            return stream.clone();
        }
        if known.len() >= SWEEP_FROM {
            // Whoever makes it or waits for it holds it too.
            known.retain(|_, stream| Arc::strong_count(stream) > 1);
        }
        let stream = Arc::new(Stream { made: watch::Sender::default(), asked: Mutex::new(Instant::now()) });
        known.insert(key, stream.clone());
        stream
    }
}

impl Stream {
    fn ask(&self) {
        *lock(&self.asked) = Instant::now();
    }

    /// Waits until nobody has asked for so long that nobody will.
    async fn left(&self) {
        loop {
            let asked = *lock(&self.asked);
            let left = PATIENCE.saturating_sub(asked.elapsed());
            if left.is_zero() && self.made.receiver_count() == 0 {
                return;
            }
            tokio::time::sleep(left.max(Duration::from_millis(100))).await;
        }
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

    fn stream() -> Arc<Stream> {
        let stream = Streams::default().stream(Key::of("test").finish());
        stream.made.send_modify(|made| (made.n_makers, made.maker) = (1, Maker::Working { n_kept: 0 }));
        stream
    }

    #[test]
    fn maker_that_panics_is_not_waited_for() {
        let stream = stream();
        let tenure = Tenure { stream: stream.clone(), n_makers: 1, end: Maker::Broken { at: Instant::now() } };
        let broken = std::thread::spawn(move || {
            let _tenure = tenure;
            panic!("a fault while a stream is made");
        });
        assert!(broken.join().is_err());
        assert!(matches!(stream.made.borrow().maker, Maker::Broken { .. }));
    }

    #[test]
    fn maker_that_was_replaced_tells_nothing_more() {
        let stream = stream();
        let tenure = |n_makers| Tenure { stream: stream.clone(), n_makers, end: Maker::None };
        let first = tenure(1);
        first.tell(|made| made.segments.push(1)).unwrap();
        stream.made.send_modify(|made| (made.n_makers, made.maker) = (2, Maker::Working { n_kept: 0 }));
        assert!(first.tell(|made| made.segments.push(2)).is_err());
        drop(first);
        assert!(matches!(stream.made.borrow().maker, Maker::Working { .. }));
        assert_eq!(stream.made.borrow().segments, [1], "what was announced is taken back");
        drop(tenure(2));
        assert!(matches!(stream.made.borrow().maker, Maker::None));
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_nobody_asks_for_is_left_within_seconds() {
        let stream = stream();
        *lock(&stream.asked) = Instant::now() - PATIENCE;
        let waiting = stream.made.subscribe();
        assert!(tokio::time::timeout(PATIENCE, stream.left()).await.is_err(), "somebody waits for it");
        drop(waiting);
        assert!(tokio::time::timeout(Duration::from_secs(1), stream.left()).await.is_ok());
    }

    #[test]
    fn playlist_grows_and_ends() {
        let mut made = Made { segments: vec![48_000], ..Made::default() };
        let open = write_playlist(&made, 24_000, "stream/ziad/1", "?latin=spell");
        assert!(open.ends_with("#EXTINF:2.00000,\nstream/ziad/1/0.mp3?latin=spell\n"));
        made.is_whole = true;
        assert!(write_playlist(&made, 24_000, "stream/ziad/1", "").ends_with("#EXT-X-ENDLIST\n"));
    }
}
