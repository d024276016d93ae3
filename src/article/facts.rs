//! What an article says of itself beside its text: when it was published, and where it stands.
//!
//! Nobody hears these; feeds and files show them. They are apart from the [`Article`](super::Article), which is what is
//! read aloud and nothing else.

use scraper::{Html, Selector};
use serde_json::Value;

use super::{carried, front};

/// Facts about an article, as they are written there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// When it was published: a date, or a date and a time, as in RFC 3339 or nearly so.
    pub published: Option<String>,
    /// Where it stands on the web.
    pub link: Option<String>,
    /// Its number in a series, from 1.
    pub number: Option<u32>,
    /// What its author calls it, whatever its file or address is.
    pub id: Option<String>,
    /// Its season in a series, from 1.
    pub season: Option<u32>,
    /// `full`, `trailer` or `bonus`, as it is written there.
    pub episode_type: Option<String>,
    /// Whether it is unfit for children.
    pub explicit: Option<bool>,
    /// It is not to be published yet.
    pub is_draft: bool,
    /// The file of a picture of its own, from where the article is.
    pub picture: Option<String>,
}

/// Where pages say when they were published, the most trustworthy first, and the attribute that says it.
const PUBLISHED: [(&str, &str); 6] = [
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='pubdate'], meta[name='publishdate'], meta[name='date'], meta[name='DC.date.issued']", "content"),
    ("time[itemprop='datePublished']", "datetime"),
    ("article time[datetime]", "datetime"),
    ("time[pubdate][datetime]", "datetime"),
];

/// Where pages say where they stand.
const LINK: [(&str, &str); 2] = [("link[rel='canonical']", "href"), ("meta[property='og:url']", "content")];

/// Looks up the facts in a page: in its head, in its JSON-LD, in the dates that it marks.
pub(super) fn of_page(page: &Html) -> Facts {
    let first = |places: &[(&str, &str)]| {
        places.iter().find_map(|(selector, attribute)| {
            let selector = Selector::parse(selector).ok()?;
            let values = page.select(&selector).filter_map(|element| element.value().attr(attribute));
            values.map(str::trim).find(|value| !value.is_empty()).map(str::to_owned)
        })
    };
    let linked_data = || {
        let selector = Selector::parse("script[type='application/ld+json']").ok()?;
        page.select(&selector)
            .find_map(|script| carried::json(&script.text().collect::<String>()).as_ref().and_then(date_published))
    };
    Facts {
        published: linked_data().or_else(|| first(&PUBLISHED)),
        link: first(&LINK).filter(|link| link.starts_with("http://") || link.starts_with("https://")),
        ..Facts::default()
    }
}

/// The first `datePublished` in JSON-LD, in the object itself or in its `@graph`.
fn date_published(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().find_map(date_published),
        Value::Object(fields) => match fields.get("datePublished").and_then(Value::as_str) {
            Some(date) => Some(date.trim().to_owned()),
            None => fields.get("@graph").and_then(date_published),
        },
        _ => None,
    }
}

/// Looks up the facts in the front matter of Markdown.
pub(super) fn of_front_matter(text: &str) -> Facts {
    let (front, _) = front::read(text);
    Facts {
        published: front.published,
        link: front.link,
        number: front.number,
        id: front.id,
        season: front.season,
        episode_type: front.episode_type,
        explicit: front.explicit,
        is_draft: front.is_draft,
        picture: front.picture,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(facts: &Facts, published: Option<&str>, link: Option<&str>) {
        assert_eq!((facts.published.as_deref(), facts.link.as_deref()), (published, link));
    }

    #[test]
    fn page_with_open_graph() {
        let page = "<html><head><meta property='article:published_time' content='2024-03-14T10:00:00+03:00'>\
            <link rel=canonical href='https://example.org/a'></head><body><p>نص.</p></body></html>";
        let facts = of_page(&Html::parse_document(page));
        check(&facts, Some("2024-03-14T10:00:00+03:00"), Some("https://example.org/a"));
    }

    #[test]
    fn linked_data_wins_though_it_is_broken() {
        let page = "<head><meta name=date content='2020-01-01'><script type='application/ld+json'>\
            {\"@graph\": [{\"@type\": \"WebSite\"}, {\"datePublished\": \"2024-03-14\"},]}</script></head><p>نص.</p>";
        check(&of_page(&Html::parse_document(page)), Some("2024-03-14"), None);
    }

    #[test]
    fn front_matter_of_markdown() {
        let facts = of_front_matter("---\ntitle: عنوان\ndate: 2024-03-14\nlink: \"https://example.org\"\n---\nنص.\n");
        check(&facts, Some("2024-03-14"), Some("https://example.org"));
        check(&of_front_matter("نص.\ndate: 2024-03-14\n"), None, None);
    }
}
