//! Articles in JSON: what sites answer to programs (WordPress and the like), JSON Feed, exports of Telegram.
//!
//! An article is an object with a text under one of the names that programs give it. Where there are several, the
//! document is a feed ([`items`]).

use serde_json::{Map, Value};

use super::blocks::{self, Block};
use super::front::FrontMatter;
use super::source::text_of_tags;
use super::{Article, Error, Role, fold_space, in_its_own_text, inner_page, plain};

/// An article of a document in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JsonItem {
    pub id: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    /// As it is written there.
    pub published: Option<String>,
    pub link: Option<String>,
    pub text: String,
    pub is_html: bool,
}

/// What a text is called, the surest name first.
const TEXTS: [&str; 12] = [
    "content_html",
    "content_text",
    "articleBody",
    "content",
    "body",
    "fulltext",
    "full_text",
    "html",
    "text",
    "article",
    "description",
    "summary",
];
const TITLES: [&str; 4] = ["title", "headline", "name", "subject"];
const AUTHORS: [&str; 6] = ["authors", "author", "byline", "creator", "by", "writer"];
const DATES: [&str; 7] =
    ["date_published", "datePublished", "published", "published_at", "date_gmt", "date", "created_at"];
const LINKS: [&str; 4] = ["url", "link", "permalink", "canonical_url"];
const IDS: [&str; 4] = ["id", "guid", "uuid", "_id"];
/// What a list of articles is called.
const LISTS: [&str; 7] = ["items", "articles", "posts", "entries", "results", "data", "news"];

/// Reads a document as one article: of several, each with its title as a heading.
pub(super) fn read(text: &str) -> Result<Article, Error> {
    let value = parse(text)?;
    if let Some(chat) = telegram(&value) {
        return Ok(in_its_own_text(chat));
    }
    let (name, mut items) = found(&value);
    match items.len() {
        0 => Err(Error::NoArticle { found: "JSON", expected: "a `title` with a `content`, `body` or `text`" }),
        1 => Ok(in_its_own_text(items.remove(0).article()?)),
        _ => {
            let mut whole = Article { title: name, title_source: 0..0, byline: None, paragraphs: Vec::new() };
            for item in items {
                let article = item.article()?;
                let heading = article.title.map(|text| super::Paragraph::new(Role::Heading { level: 2 }, text, 0..0));
                whole.paragraphs.extend(heading);
                whole.paragraphs.extend(article.paragraphs);
            }
            Ok(in_its_own_text(whole))
        }
    }
}

/// Reads the articles of a document.
///
/// # Errors
/// Where it is no JSON, or has no article.
pub fn items(text: &str) -> Result<Vec<JsonItem>, Error> {
    let (_, items) = found(&parse(text)?);
    match items.is_empty() {
        true => Err(Error::NoArticle { found: "JSON", expected: "a `title` with a `content`, `body` or `text`" }),
        false => Ok(items),
    }
}

impl JsonItem {
    fn article(self) -> Result<Article, Error> {
        let mut article = if self.is_html { inner_page(&self.text)? } else { plain::read(&self.text) };
        if let Some(title) = self.title {
            let found = article.title.replace(title).filter(|found| Some(found) != article.title.as_ref());
            let found = found.map(|text| super::Paragraph::new(Role::Body, text, 0..0));
            article.paragraphs.splice(0..0, found);
        }
        article.byline = self.byline.or(article.byline);
        Ok(article)
    }
}

fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| Error::Damaged { what: "JSON" })
}

/// The name of the whole, and its articles.
fn found(value: &Value) -> (Option<String>, Vec<JsonItem>) {
    match value {
        Value::Array(values) => (None, values.iter().filter_map(item).collect()),
        Value::Object(fields) => {
            let list = LISTS.iter().find_map(|name| fields.get(*name).and_then(Value::as_array));
            let items: Vec<JsonItem> = list.into_iter().flatten().filter_map(item).collect();
            match items.is_empty() {
                false => (string(fields, &TITLES), items),
                // An answer may have the article under a name of its own.
                true => {
                    let inner = || fields.values().filter(|value| value.is_object()).find_map(item);
                    (None, item(value).or_else(inner).into_iter().collect())
                }
            }
        }
        _ => (None, Vec::new()),
    }
}

fn item(value: &Value) -> Option<JsonItem> {
    let fields = value.as_object()?;
    let (name, text) = TEXTS.iter().find_map(|name| {
        let text = text_of(fields.get(*name)?)?;
        (!text.trim().is_empty()).then_some((*name, text))
    })?;
    let is_html = name == "content_html" || name != "content_text" && has_tags(&text);
    let title = string(fields, &TITLES).map(|title| fold_space(&text_of_tags(&title)));
    // A name with a text that is one word is a record of something else.
    if title.is_none() && text.split_whitespace().count() < 5 {
        return None;
    }
    Some(JsonItem {
        id: IDS.iter().find_map(|name| match fields.get(*name)? {
            Value::Number(number) => Some(number.to_string()),
            value => text_of(value),
        }),
        title,
        byline: AUTHORS.iter().find_map(|name| authors(fields.get(*name)?)),
        published: string(fields, &DATES),
        link: string(fields, &LINKS).filter(|link| link.starts_with("http")),
        text,
        is_html,
    })
}

/// A string, also where it stands as WordPress has it: `{"rendered": …}`; texts in a list are its paragraphs.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => fields.get("rendered").or(fields.get("value")).and_then(text_of),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().filter_map(text_of).collect();
            (!texts.is_empty()).then(|| texts.join("\n\n"))
        }
        _ => None,
    }
}

fn string(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| text_of(fields.get(*name)?));
    text.map(|text| fold_space(&text)).filter(|text| !text.is_empty())
}

fn authors(value: &Value) -> Option<String> {
    let name = match value {
        Value::Array(values) => {
            let names: Vec<String> = values.iter().filter_map(authors).collect();
            names.join("، ")
        }
        Value::Object(fields) => string(fields, &["name", "display_name"])?,
        Value::String(name) => fold_space(name),
        _ => return None,
    };
    (!name.is_empty()).then_some(name)
}

/// Says whether a text is a piece of a page: it has a tag.
pub(crate) fn has_tags(text: &str) -> bool {
    let Some(last) = text.rfind('>') else { return false };
    text[..last].match_indices('<').any(|(at, _)| {
        let rest = &text[at + 1..];
        rest.strip_prefix('/').unwrap_or(rest).starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

/// Reads an export of Telegram: who wrote what. In a channel all is the channel's.
fn telegram(value: &Value) -> Option<Article> {
    let messages = value.get("messages")?.as_array()?;
    let is_channel = value.get("type").and_then(Value::as_str).is_some_and(|kind| kind.contains("channel"));
    let mut blocks = Vec::new();
    let mut speaker = String::new();
    for message in messages.iter().filter(|message| message.get("type").and_then(Value::as_str) == Some("message")) {
        let text: String = match message.get("text")? {
            Value::String(text) => text.clone(),
            Value::Array(pieces) => {
                pieces.iter().filter_map(|piece| piece.as_str().or_else(|| piece.get("text")?.as_str())).collect()
            }
            _ => continue,
        };
        let from = message.get("from").and_then(Value::as_str).unwrap_or_default();
        let lines = text.lines().map(fold_space).filter(|line| line.chars().any(char::is_alphanumeric));
        for line in lines {
            let is_new = !is_channel && !from.is_empty() && from != speaker;
            let text = if is_new { format!("{from}: {line}") } else { line };
            from.clone_into(&mut speaker);
            blocks.push(Block::new(Role::Body, text, 0..0));
        }
    }
    let title = value.get("name").and_then(Value::as_str).map(fold_space);
    (!blocks.is_empty()).then(|| blocks::article(FrontMatter { title, ..FrontMatter::default() }, blocks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_as_sites_answer_them() {
        for json in [
            r#"{"title": "المطر", "author": "ليلى", "content": "نزل المطر على القرية كلها اليوم."}"#,
            r#"[{"id": 7, "title": {"rendered": "المطر"}, "content": {"rendered": "<p>نزل المطر على القرية كلها اليوم.</p>"}, "author": {"name": "ليلى"}}]"#,
            r#"{"status": "ok", "article": {"headline": "المطر", "byline": "ليلى", "body": ["نزل المطر على القرية كلها اليوم."]}}"#,
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "ص", "items": [{"id": "1", "title": "المطر", "authors": [{"name": "ليلى"}], "content_text": "نزل المطر على القرية كلها اليوم."}]}"#,
        ] {
            let article = read(json).unwrap();
            assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("المطر"), Some("ليلى")), "{json}");
            assert_eq!(article.paragraphs[0].text, "نزل المطر على القرية كلها اليوم.", "{json}");
        }
    }

    #[test]
    fn several_articles_are_items() {
        let json = r#"{"items": [{"id": "a", "title": "أول", "summary": "نص", "date_published": "2024-03-05T00:00:00Z"}, {"id": "b", "title": "ثان", "content_html": "<p>نص</p>", "url": "https://x.example/b"}]}"#;
        let items = items(json).unwrap();
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].published.as_deref(), Some("2024-03-05T00:00:00Z"));
        assert!(items[1].is_html && items[1].link.is_some() && items[1].id.as_deref() == Some("b"));
    }

    #[test]
    fn export_of_telegram() {
        let json = r#"{"name": "أهل الواحة", "type": "private_group", "messages": [
            {"type": "service", "action": "create_group", "text": ""},
            {"type": "message", "from": "سالم", "text": "نزل المطر."},
            {"type": "message", "from": "سالم", "text": ["انظروا ", {"type": "link", "text": "الصورة"}]},
            {"type": "message", "from": "ليلى", "text": "جميل"}]}"#;
        let article = read(json).unwrap();
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["سالم: نزل المطر.", "انظروا الصورة", "ليلى: جميل"]);
    }

    #[test]
    fn other_json_is_refused() {
        assert!(matches!(read(r#"{"name": "x", "version": "1"}"#), Err(Error::NoArticle { .. })));
        assert_eq!(read("{"), Err(Error::Damaged { what: "JSON" }));
    }
}
