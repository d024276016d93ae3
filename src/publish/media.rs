//! What the files are that listeners need.

use super::{chapters, daisy, epub, feed, m4b, transcript};

/// Returns the media type of a file by its name; `None` of one that is not for listeners.
pub fn media_type(file: &str) -> Option<&'static str> {
    if file.ends_with(".transcript.json") {
        return Some(transcript::Format::Json.media_type());
    }
    if file.ends_with(".chapters.json") {
        return Some(chapters::MEDIA_TYPE);
    }
    Some(match file.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "xml" | "rss" => feed::MEDIA_TYPE,
        "mp3" => "audio/mpeg",
        "m4a" | "m4b" => m4b::MEDIA_TYPE,
        "opus" | "ogg" => "audio/ogg; codecs=opus",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "vtt" => transcript::Format::WebVtt.media_type(),
        "srt" => transcript::Format::SubRip.media_type(),
        "epub" => epub::MEDIA_TYPE,
        "zip" => daisy::MEDIA_TYPE,
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        _ => return None,
    })
}
