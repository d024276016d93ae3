//! What is read aloud for an article: its text between the show's first words and its last.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{
    Setup, cover,
    date::parse_date_at,
    source::{Content, Source},
};
use crate::{
    article::{self, Article, Facts, Paragraph, Role},
    encode::Picture,
    fetch,
    lexicon::{self, Lexicon, Scope, Scopes},
    publish::{EpisodeKind, UnknownEpisodeKind, WebAddress},
    store::{Key, RULES},
    structure::spoken,
};

/// The digest of the sources of this room and of `publish`, made by `build.rs`: when episodes are made otherwise, what
/// was made before is out of date.
const FINISH: &str = env!("NATIQ_FINISH");

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("malformed lexicon `{}`", path.display())]
    Lexicon { path: PathBuf, source: lexicon::Malformed },
    #[error(transparent)]
    Article(#[from] article::Error),
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    #[error(transparent)]
    Kind(#[from] UnknownEpisodeKind),
    #[error(transparent)]
    Cover(#[from] cover::Error),
}

/// An article made ready for the voice.
#[derive(Debug, Clone)]
pub(super) struct EpisodeScript {
    pub(super) title: String,
    pub(super) byline: Option<String>,
    pub(super) published: Option<Timestamp>,
    /// In the show's own time, `2024-03-14`.
    pub(super) date: Option<String>,
    pub(super) link: Option<WebAddress>,
    pub(super) number: Option<u32>,
    pub(super) season: Option<u32>,
    pub(super) kind: EpisodeKind,
    pub(super) explicit: Option<bool>,
    /// Its own, where it has one.
    pub(super) picture: Option<Picture>,
    /// It is not to be published yet.
    pub(super) is_draft: bool,
    /// What its author calls it, whatever its file is called.
    pub(super) id: Option<String>,
    /// Digest of what its author wrote, without what the show sets around it.
    pub(super) content: String,
    /// The first words.
    pub(super) summary: String,
    /// What is read, in order.
    pub(super) paragraphs: Vec<Paragraph>,
    /// How its words are said.
    pub(super) lexicon: Scopes,
    /// How many of the paragraphs are the show's first words.
    pub(super) n_intro: usize,
    /// How many of them are its last.
    pub(super) n_outro: usize,
    /// Of all that the episode is made of.
    pub(super) digest: String,
}

/// How long a summary is at most, in characters.
const SUMMARY: usize = 280;
/// How long a title is at most that had to be made of an article's first words, in characters.
const TITLE: usize = 60;

impl EpisodeScript {
    /// Reads an article and sets the show's words around it.
    ///
    /// # Errors
    /// When it cannot be read or is no article.
    pub(super) fn read(source: &Source, setup: &Setup) -> Result<Self, Error> {
        let (article, facts) = source.content.read()?;
        let (id, is_draft) = (facts.id.clone(), facts.is_draft);
        let metadata = &source.metadata;
        let byline = metadata.byline.clone().or_else(|| article.byline.clone());
        let offset = setup.utc_offset();
        let published =
            metadata.published.or_else(|| facts.published.as_deref().and_then(|date| parse_date_at(date, offset)));
        let day = published.map(|published| offset.to_datetime(published).date());
        let headline = metadata.title.clone().or_else(|| article.title.clone());

        let read_article = Article { title: None, byline: None, ..article.clone() };
        let body: Vec<Paragraph> =
            read_article.reading(setup.reading).map(|paragraph| paragraph.into_owned()).collect();
        let words = body.iter().find(|paragraph| paragraph.role == Role::Body).or(body.first());
        let words = words.map(|paragraph| paragraph.text.as_str()).unwrap_or_default();
        let fields = Fields {
            title: headline.as_deref(),
            byline: byline.as_deref(),
            date: day.map(|day| format!("{} {} {}", day.day(), MONTHS[day.month() as usize - 1], day.year())),
            show: setup.show.as_ref().map(|show| show.title()),
        };
        let mut paragraphs = fields.paragraphs(&setup.intro_text, Role::Heading { level: 1 });
        let n_intro = paragraphs.len();
        let content = body
            .iter()
            .fold(Key::of("content").with(headline.as_deref().unwrap_or_default()), |key, own| key.with(&own.text));
        paragraphs.extend(body.iter().cloned());
        // The title said once more at the end begins no chapter.
        let outro = fields.paragraphs(&setup.outro_text, Role::Body);
        let n_outro = outro.len();
        paragraphs.extend(outro);

        let picture = picture(source, &facts)?;
        let kind = facts.episode_type.as_deref().map(str::parse).transpose()?.unwrap_or_default();
        // From 1 on, or there is none.
        let counted = |number: Option<u32>| number.filter(|&number| number > 0);

        let date = day.map(|day| day.to_string());
        let key = Key::of("episode").with(RULES).with(FINISH).with(setup.fingerprint.as_bytes());
        // What an article is called and whether it is finished makes no other sound.
        let facts = Facts { id: None, is_draft: false, ..facts };
        let told = format!("{headline:?} {byline:?} {published:?} {:?} {:?}", metadata.link, facts);
        let key = key.with(picture.as_ref().map(|picture| picture.bytes.as_slice()).unwrap_or_default());
        let texts = paragraphs.iter().map(|paragraph| (paragraph.role, &paragraph.text));
        let key = texts.fold(key.with(told), |key, (role, text)| key.with(format!("{role:?}")).with(text));
        let lexicon = lexicon_of(source, setup.speech_options.lexicon.clone())?;
        let utterances: Vec<_> =
            paragraphs.iter().flat_map(|paragraph| spoken(paragraph, setup.speech_options.structure)).collect();
        // An entry that the article does not use is no reason to make its episode again.
        let key = key.with(lexicon.fingerprint(utterances.iter()));
        Ok(Self {
            title: headline.unwrap_or_else(|| beginning(words, TITLE)),
            byline,
            published,
            date,
            link: told_link(source, facts.link),
            number: counted(facts.number),
            season: counted(facts.season),
            kind,
            explicit: facts.explicit,
            picture,
            is_draft,
            id,
            content: content.finish().to_string(),
            summary: beginning(words, SUMMARY),
            paragraphs,
            lexicon,
            n_intro,
            n_outro,
            digest: key.finish().to_string(),
        })
    }
}

/// Adds the lexicon that lies beside an article's file.
pub(super) fn lexicon_of(source: &Source, scopes: Scopes) -> Result<Scopes, Error> {
    let Content::File(file) = &source.content else { return Ok(scopes) };
    let path = lexicon::beside(file);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(scopes),
        Err(source) => return Err(Error::Read { path, source }),
    };
    let entries = lexicon::from_text(&text).map_err(|source| Error::Lexicon { path, source })?;
    let lexicon: Lexicon = entries.into_iter().collect();
    Ok(scopes.with(Scope::Article, lexicon.into()))
}

/// Reads the picture that an article in a file has of its own. What comes from elsewhere names no files of this machine.
fn picture(source: &Source, facts: &Facts) -> Result<Option<Picture>, cover::Error> {
    let (Content::File(path), Some(picture)) = (&source.content, &facts.picture) else { return Ok(None) };
    cover::for_feed(&path.with_file_name(picture)).map(Some)
}

/// The first of the addresses that is one of a page.
fn told_link(source: &Source, found: Option<String>) -> Option<WebAddress> {
    [source.metadata.link.clone(), found].into_iter().flatten().find_map(|address| address.parse().ok())
}

const MONTHS: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];

/// What the places of a template stand for.
struct Fields<'a> {
    title: Option<&'a str>,
    byline: Option<&'a str>,
    date: Option<String>,
    show: Option<&'a str>,
}

impl Fields<'_> {
    /// Fills a template: a paragraph for each of its sentences, the title's in the role that is given. Sentences whose
    /// every place is empty are left out.
    fn paragraphs(&self, template: &str, title: Role) -> Vec<Paragraph> {
        let places = [
            ("{title}", self.title),
            ("{byline}", self.byline),
            ("{date}", self.date.as_deref()),
            ("{show}", self.show),
        ];
        let fill = |sentence: &str| {
            let named: Vec<_> = places.iter().filter(|(place, _)| sentence.contains(place)).collect();
            if !named.is_empty() && named.iter().all(|(_, value)| value.is_none()) {
                return None;
            }
            let mut text = sentence.to_owned();
            for (place, value) in named {
                // A title that ends its own sentence needs no second full stop.
                let value = value.unwrap_or_default().trim();
                let ends = |c| matches!(c, '.' | '؟' | '?' | '!' | '…');
                let is_last = text.trim_end_matches(ends).ends_with(place);
                text = text.replace(place, value);
                if is_last && value.ends_with(ends) {
                    text.truncate(text.trim_end_matches(ends).len());
                    text.push_str(&value[value.trim_end_matches(ends).len()..]);
                }
            }
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let role = if sentence.contains("{title}") { title } else { Role::Body };
            (!text.is_empty()).then_some(Paragraph::new(role, text.as_str(), 0..text.len()))
        };
        template.split_inclusive(['.', '؟', '!', '\n']).filter_map(fill).collect()
    }
}

/// The first words of a text, at most `n` characters, with `…` where there are more.
fn beginning(text: &str, n: usize) -> String {
    if text.chars().count() <= n {
        return text.to_owned();
    }
    let cut: String = text.chars().take(n).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", cut.trim_end_matches(['،', '.', ':', '؛', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, title: Option<&str>, byline: Option<&str>, expect: &[&str]) {
        let fields = Fields { title, byline, date: Some("14 مارس 2024".into()), show: Some("حكايات") };
        let texts: Vec<_> =
            fields.paragraphs(template, Role::Body).into_iter().map(|paragraph| paragraph.text).collect();
        assert_eq!(texts, expect);
    }

    #[test]
    fn sentences_of_a_template_are_paragraphs() {
        check("{title}. بقلم {byline}. {date}", Some("الماء"), Some("سلمى"), &["الماء.", "بقلم سلمى.", "14 مارس 2024"]);
        check("من {show}: {title}", Some("الماء"), None, &["من حكايات: الماء"]);
    }

    #[test]
    fn sentence_with_nothing_to_say_is_left_out() {
        check("{title}. بقلم {byline}. {date}.", Some("الماء"), None, &["الماء.", "14 مارس 2024."]);
        check("{title}", None, None, &[]);
        check("أهلا بكم. {title}", None, None, &["أهلا بكم."]);
    }

    #[test]
    fn title_that_asks_keeps_its_mark() {
        check("{title}. {date}", Some("أين الماء؟"), None, &["أين الماء؟", "14 مارس 2024"]);
    }

    #[test]
    fn title_is_a_heading() {
        let fields = Fields { title: Some("الماء"), byline: None, date: None, show: None };
        assert_eq!(fields.paragraphs("{title}", Role::Heading { level: 1 })[0].role, Role::Heading { level: 1 });
    }

    #[test]
    fn first_words_end_with_a_word() {
        assert_eq!(beginning("كلمة، ثم كلمة", 100), "كلمة، ثم كلمة");
        assert_eq!(beginning("كلمة، ثم كلمة", 8), "كلمة…");
    }
}
