//! A podcast's feed: RSS 2.0 with the namespaces of Apple and of Podcasting 2.0.
//!
//! The feed is written anew from all episodes each time, and yet changes only where an episode did: items stand by date
//! and GUID, both of which an [`Episode`] keeps for ever, and nothing else in it depends on when it is written. An
//! episode that is added goes where its date puts it; the others do not move.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};
use rss::{
    Channel, Enclosure, Guid, Image, Item,
    extension::{
        Extension, ExtensionMap,
        itunes::{ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner, NAMESPACE as ITUNES},
    },
};

use super::{
    Episode, chapters, newest_first,
    show::{Kind, Show},
    transcript, xml,
};

/// The media type of a feed.
pub const MEDIA_TYPE: &str = "application/rss+xml";

const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
const ATOM: &str = "http://www.w3.org/2005/Atom";

/// Writes the feed of a show: the newest episode first.
pub fn write(show: &Show, episodes: &[Episode]) -> String {
    let mut episodes = episodes.to_vec();
    newest_first(&mut episodes);
    let channel = Channel {
        title: show.title().to_owned(),
        link: show.link().to_owned(),
        description: xml::html(show.description()),
        language: Some(show.language().to_owned()),
        copyright: show.copyright().map(str::to_owned),
        pub_date: episodes.first().map(|newest| date(newest.date())),
        generator: Some("Natiq".to_owned()),
        image: Some(Image {
            url: show.image_url(),
            title: show.title().to_owned(),
            link: show.link().to_owned(),
            ..Image::default()
        }),
        items: episodes.iter().map(|episode| item(show, episode)).collect(),
        extensions: channel_extensions(show),
        itunes_ext: Some(itunes_channel(show)),
        namespaces: [("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)]
            .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
            .into(),
        ..Channel::default()
    };
    // Writing to memory cannot fail, and everything written is a string.
    let bytes = channel.pretty_write_to(Vec::new(), b' ', 2).unwrap_or_default();
    // The library escapes everything that it writes; what cannot be escaped either is left out, wherever it stands.
    xml::legal(&String::from_utf8_lossy(&bytes)) + "\n"
}

fn itunes_channel(show: &Show) -> ITunesChannelExtension {
    let (category, subcategory) = show.category();
    ITunesChannelExtension {
        author: Some(show.author().to_owned()),
        categories: vec![ITunesCategory {
            text: category.to_owned(),
            subcategory: subcategory.map(|text| Box::new(ITunesCategory { text: text.to_owned(), subcategory: None })),
        }],
        image: Some(show.image_url()),
        explicit: Some(show.is_explicit().to_string()),
        owner: Some(ITunesOwner { name: Some(show.owner().name.clone()), email: Some(show.owner().email.clone()) }),
        r#type: Some(
            match show.kind() {
                Kind::Episodic => "episodic",
                Kind::Serial => "serial",
            }
            .to_owned(),
        ),
        ..ITunesChannelExtension::default()
    }
}

fn channel_extensions(show: &Show) -> ExtensionMap {
    let locked = if show.is_locked() { "yes" } else { "no" };
    let self_url = show.url(show.file());
    extensions([
        tag("atom:link", &[("href", &self_url), ("rel", "self"), ("type", MEDIA_TYPE)], None),
        tag("podcast:guid", &[], Some(&show.guid().to_string())),
        tag("podcast:locked", &[("owner", &show.owner().email)], Some(locked)),
        tag("podcast:medium", &[], Some("podcast")),
    ])
}

fn item(show: &Show, episode: &Episode) -> Item {
    let mut tags = Vec::new();
    if let Some(file) = chapters::file_name(episode) {
        tags.push(tag("podcast:chapters", &[("url", &show.url(&file)), ("type", chapters::MEDIA_TYPE)], None));
    }
    for format in transcript::Format::ALL {
        let url = show.url(&format.file_name(episode));
        let mut attributes =
            vec![("url", url.as_str()), ("type", format.media_type()), ("language", &episode.language)];
        // Text that carries its times may be shown as captions.
        if format != transcript::Format::Json {
            attributes.push(("rel", "captions"));
        }
        tags.push(tag("podcast:transcript", &attributes, None));
    }
    Item {
        title: Some(episode.title.clone()),
        link: episode.link.clone().map(String::from),
        // HTML, whichever way it is written: `<b>` as plain text has to be said in its terms.
        description: Some(xml::html(&episode.summary)),
        enclosure: Some(Enclosure {
            url: show.url(&episode.audio.file),
            length: episode.audio.size_bytes.to_string(),
            mime_type: episode.audio.media_type.clone(),
        }),
        guid: Some(Guid { value: episode.guid.clone(), permalink: false }),
        pub_date: Some(date(episode.date())),
        extensions: extensions(tags),
        itunes_ext: Some(ITunesItemExtension {
            author: Some(episode.byline.as_deref().unwrap_or(show.author()).to_owned()),
            // Apple asks for whole seconds.
            duration: Some(format!("{}", episode.audio.duration.round() as u64)),
            explicit: Some(episode.explicit.unwrap_or(show.is_explicit()).to_string()),
            episode: episode.number.map(|number| number.to_string()),
            season: episode.season.map(|season| season.to_string()),
            image: episode.image.as_ref().map(|image| show.url(image)),
            episode_type: Some(episode.kind.name().to_owned()),
            ..ITunesItemExtension::default()
        }),
        ..Item::default()
    }
}

/// Writes a date as RFC 2822 says, in UTC.
fn date(date: Timestamp) -> String {
    // Years before 0 or after 9999 cannot be written so, and no article has one.
    jiff::fmt::rfc2822::to_string(&date.to_zoned_datetime(TimeZone::UTC)).unwrap_or_default()
}

fn tag(name: &str, attributes: &[(&str, &str)], value: Option<&str>) -> Extension {
    let attribute = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Extension {
        name: name.to_owned(),
        value: value.map(str::to_owned),
        attrs: attributes.iter().map(attribute).collect(),
        children: BTreeMap::new(),
    }
}

/// Sorts tags by prefix and name, as the library keeps them.
fn extensions(tags: impl IntoIterator<Item = Extension>) -> ExtensionMap {
    let mut map = ExtensionMap::default();
    for tag in tags {
        if let Some((prefix, name)) = tag.name.clone().split_once(':') {
            map.entry(prefix.to_owned()).or_default().entry(name.to_owned()).or_default().push(tag);
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{self, show, tests::episode};

    fn show() -> Show {
        toml::from_str(show::tests::SHOW).unwrap()
    }

    fn dated(slug: &str, published: Option<&str>, first_seen: &str) -> Episode {
        Episode {
            guid: format!("urn:{slug}"),
            slug: slug.parse().unwrap(),
            published: published.map(|date| date.parse().unwrap()),
            first_seen: first_seen.parse().unwrap(),
            ..episode(vec![])
        }
    }

    /// The GUIDs of a feed, read by the library.
    fn order(feed: &str) -> Vec<String> {
        let channel = Channel::read_from(feed.as_bytes()).unwrap();
        channel.items.into_iter().map(|item| item.guid.unwrap().value).collect()
    }

    #[test]
    fn feed_says_what_apps_need() {
        let mut episode = episode(vec![]);
        episode.chapters = vec![publish::Chapter { start: 0.0, title: "مقدمة".to_owned() }];
        let feed = write(&show(), &[episode]);
        for line in [
            r#"<atom:link href="https://village.example/feeds/stories/feed.xml" rel="self" type="application/rss+xml">"#,
            "<language>ar</language>",
            r#"<podcast:locked owner="podcast@village.example">yes</podcast:locked>"#,
            r#"<itunes:category text="News">"#,
            r#"<itunes:category text="Daily News">"#,
            r#"<itunes:image href="https://village.example/feeds/stories/cover.jpg"/>"#,
            r#"<guid isPermaLink="false">urn:water</guid>"#,
            "<pubDate>Wed, 1 May 2024 08:00:00 +0000</pubDate>",
            r#"<enclosure url="https://village.example/feeds/stories/water.mp3" length="1234567" type="audio/mpeg"/>"#,
            "<itunes:duration>7200</itunes:duration>",
            "<itunes:explicit>false</itunes:explicit>",
            r#"type="application/json+chapters" url="https://village.example/feeds/stories/water.chapters.json""#,
            r#"type="text/vtt" url="https://village.example/feeds/stories/water.vtt""#,
            r#"type="application/x-subrip" url="https://village.example/feeds/stories/water.srt""#,
            r#"type="application/json" url="https://village.example/feeds/stories/water.transcript.json""#,
        ] {
            assert!(feed.contains(line), "{line} is not in\n{feed}");
        }
    }

    #[test]
    fn episode_says_where_it_belongs() {
        let feed = write(
            &show(),
            &[Episode {
                number: Some(4),
                season: Some(2),
                kind: publish::EpisodeKind::Bonus,
                explicit: Some(true),
                image: Some("water.png".parse().unwrap()),
                ..episode(vec![])
            }],
        );
        for line in [
            "<itunes:episode>4</itunes:episode>",
            "<itunes:season>2</itunes:season>",
            "<itunes:episodeType>bonus</itunes:episodeType>",
            "<itunes:explicit>true</itunes:explicit>",
            r#"<itunes:image href="https://village.example/feeds/stories/water.png">"#,
        ] {
            assert!(feed.contains(line), "{line} is not in\n{feed}");
        }
        let plain = write(&show(), &[episode(vec![])]);
        assert!(!plain.contains("<itunes:episode>") && !plain.contains("<itunes:season>"), "{plain}");
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_left_out() {
        let summary = "نص ]]> <b>".to_owned();
        let title = "عودة\u{b} الماء \u{fffe}<&>".to_owned();
        let feed = write(&show(), &[Episode { title, summary, ..episode(vec![]) }]);
        let channel = Channel::read_from(feed.as_bytes()).unwrap();
        assert_eq!(channel.items[0].description.as_deref(), Some("نص ]]&gt; &lt;b&gt;"));
        assert_eq!(channel.items[0].title.as_deref(), Some("عودة الماء <&>"));
    }

    #[test]
    fn text_that_looks_like_markup_is_shown_and_not_run() {
        let text = "كتب <script>alert(1)</script> و<img src=x onerror=alert(1)> & مضى";
        let link = "javascript:alert(1)".parse().ok();
        let byline = Some(text.to_owned());
        let guid = text.to_owned();
        let feed = write(
            &show(),
            &[Episode { summary: text.into(), title: text.into(), byline, guid, link, ..episode(vec![]) }],
        );
        // As bytes: neither in CDATA nor anywhere else.
        assert!(!feed.contains("<script") && !feed.contains("<img") && !feed.contains("javascript:"), "{feed}");
        let item = Channel::read_from(feed.as_bytes()).unwrap().items.remove(0);
        // Apps show the description as HTML, so that is where it is text again.
        let shown: String = scraper::Html::parse_fragment(&item.description.unwrap()).root_element().text().collect();
        assert_eq!(shown, text);
        assert_eq!((item.title.as_deref(), item.guid.unwrap().value.as_str()), (Some(text), text));
    }

    #[test]
    fn newest_is_first_whatever_the_order_given() {
        let old = dated("old", Some("2024-01-01T00:00:00Z"), "2026-01-01T00:00:00Z");
        let new = dated("new", Some("2024-03-01T00:00:00Z"), "2025-01-01T00:00:00Z");
        let undated = dated("undated", None, "2024-02-01T00:00:00Z");
        let feed = write(&show(), &[old.clone(), undated.clone(), new.clone()]);
        assert_eq!(order(&feed), ["urn:new", "urn:undated", "urn:old"]);
        assert_eq!(write(&show(), &[new, old, undated]), feed);
    }

    #[test]
    fn episode_that_is_added_moves_no_other() {
        let mut episodes: Vec<Episode> =
            ["a", "b", "c"].iter().map(|slug| dated(slug, None, "2024-02-01T00:00:00Z")).collect();
        let before = order(&write(&show(), &episodes));
        episodes.insert(0, dated("late", Some("2024-01-15T00:00:00Z"), "2026-01-01T00:00:00Z"));
        episodes.insert(2, dated("bb", None, "2024-02-01T00:00:00Z"));
        let mut after = order(&write(&show(), &episodes));
        after.retain(|guid| before.contains(guid));
        assert_eq!(after, before);
    }
}
