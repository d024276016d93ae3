//! Where the parts of an article are found.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use super::reading::ReadingQuery;
use crate::pipeline::SpeechOptions;

/// Where the parts of an article are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Links {
    /// The article.
    #[serde(rename = "self")]
    pub itself: String,
    /// All of it as one stream of audio.
    pub audio: String,
    /// When each word is heard.
    pub timeline: String,
    /// The same as WebVTT.
    pub captions: String,
    /// The same as SubRip.
    pub srt: String,
    /// Server-sent events as its paragraphs are spoken.
    pub events: String,
    /// HTTP Live Streaming.
    pub stream: String,
}

/// What links carry on, where a request chose it.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    pub voice: Option<String>,
    pub rate: Option<f32>,
    pub pitch: Option<f32>,
    pub reading: ReadingQuery,
}

impl Links {
    /// Returns the links of the article `id`.
    pub(super) fn of(id: &str, chosen: &Chosen) -> Self {
        let link = |part: &str, more: &str| format!("/v1/articles/{id}{part}{}", chosen.query(more));
        Self {
            itself: link("", ""),
            audio: link("/audio", ""),
            timeline: link("/timeline", ""),
            captions: link("/timeline", "format=vtt"),
            srt: link("/timeline", "format=srt"),
            events: link("/events", ""),
            stream: link("/stream.m3u8", ""),
        }
    }

    /// Returns where the paragraph `index` of the article `id` is heard.
    pub(super) fn segment(id: &str, index: usize, chosen: &Chosen) -> String {
        format!("/v1/articles/{id}/segments/{index}{}", chosen.query(""))
    }
}

impl Chosen {
    /// Returns the choices that lead to speech options, whatever the usual one may be. A lexicon is no choice of it.
    pub(super) fn of(speech_options: &SpeechOptions) -> Self {
        Self {
            voice: Some(speech_options.voice.clone()),
            rate: Some(speech_options.rate.factor()),
            pitch: Some(speech_options.pitch.semitones()),
            reading: ReadingQuery::of(speech_options),
        }
    }

    /// Returns the query string with `more` before it, its question mark included; ids of voices need no escaping once
    /// they are known to be installed.
    pub(super) fn query(&self, more: &str) -> String {
        let voice = self.voice.as_ref().map(|voice| format!("voice={voice}"));
        let rate = self.rate.map(|rate| format!("rate={rate}"));
        let pitch = self.pitch.map(|pitch| format!("pitch={pitch}"));
        let more = Some(more.to_owned()).filter(|more| !more.is_empty());
        let reading = self.reading.parts().map(Cow::into_owned);
        let parts: Vec<String> = [more, voice, rate, pitch].into_iter().flatten().chain(reading).collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("?{}", parts.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::reading::{Emoji, Latin};

    #[test]
    fn without_choice_there_is_no_query() {
        let links = Links::of("a1", &Chosen::default());
        assert_eq!(links.audio, "/v1/articles/a1/audio");
        assert_eq!(links.captions, "/v1/articles/a1/timeline?format=vtt");
    }

    #[test]
    fn voice_and_rate_are_carried_on() {
        let chosen = Chosen { voice: Some("ziad".to_owned()), rate: Some(1.5), pitch: Some(-2.0), ..Chosen::default() };
        assert_eq!(Links::segment("a1", 2, &chosen), "/v1/articles/a1/segments/2?voice=ziad&rate=1.5&pitch=-2");
        assert_eq!(
            Links::of("a1", &chosen).captions,
            "/v1/articles/a1/timeline?format=vtt&voice=ziad&rate=1.5&pitch=-2"
        );
    }

    #[test]
    fn choices_of_reading_are_carried_on() {
        let reading = ReadingQuery {
            latin: Some(Latin::Spell),
            emoji: Some(Emoji::Name),
            pauses: Some(1.5),
            ..ReadingQuery::default()
        };
        let chosen = Chosen { reading, ..Chosen::default() };
        assert_eq!(Links::of("a1", &chosen).audio, "/v1/articles/a1/audio?latin=spell&emoji=name&pauses=1.5");
    }
}
