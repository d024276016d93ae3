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

mod cutter;
mod making;

use std::fmt::Write;

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

pub(super) use self::making::Streams;
use self::{
    cutter::SECONDS,
    making::{Made, announced, kept},
};
use super::{
    App, Error, Problem,
    article_request::ArticleRequest,
    audio::{AudioRequest, checked_format, recording_key},
    clients::Client,
    extract::{Path, Query},
    file,
    links::Chosen,
    reading::ReadingQuery,
    voices::SpeechOptionsQuery,
};
use crate::{
    encode::{Format, Tags},
    store::{Cache, Key, PlanKey},
};

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

/// Returns what the list of a stream is kept under, by which its segments are found too.
pub(super) fn stream_key(plan: PlanKey) -> Key {
    recording_key(Format::Mp3, "hls", plan, &Tags::default())
}

fn segment_key(stream: Key, index: usize) -> Key {
    Key::of("hls segment").with(stream.as_bytes()).with(index.to_le_bytes()).finish_like(stream)
}

/// Returns what a stream is kept under: its list, and the segments that are there.
pub(super) fn keys(stream: Key, cache: &Cache) -> Vec<Key> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playlist_grows_and_ends() {
        let mut made = Made::default();
        made.segments.push(48_000);
        let open = write_playlist(&made, 24_000, "stream/ziad/1", "?latin=spell");
        assert!(open.ends_with("#EXTINF:2.00000,\nstream/ziad/1/0.mp3?latin=spell\n"));
        made.is_whole = true;
        assert!(write_playlist(&made, 24_000, "stream/ziad/1", "").ends_with("#EXT-X-ENDLIST\n"));
    }
}
