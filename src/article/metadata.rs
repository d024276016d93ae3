//! What a page says about itself to machines: JSON-LD, Open Graph, `<title>`, `<meta>`, marked-up authors.

use serde_json::Value;

use super::page::Element;
use super::{carried, fold_space, noise, source, title};

/// What was found; none of it is certain.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// Titles, the most trustworthy first once [`Metadata::titles`] has put them in order.
    open_graph_title: Option<String>,
    twitter_title: Option<String>,
    headline: Option<String>,
    document_title: Option<String>,
    /// The site's name.
    pub site_name: Option<String>,
    /// Names that are no person's: of the site, its publisher, of organizations; folded.
    organizations: Vec<String>,
    /// The author, as machines are told.
    author: Option<String>,
    /// The author, as printed in an element marked as such, with that element.
    printed_author: Option<String>,
    /// The whole text, where JSON-LD has it.
    pub article_body: Option<String>,
    /// Elements that may hold the author, open at the moment, with their text so far.
    listening: Vec<(usize, String)>,
}

/// Author elements are this short, in bytes; more is a box about the author.
const LONGEST_AUTHOR: usize = 300;

impl Metadata {
    /// Returns the titles, the likeliest to be the headline alone first.
    pub(super) fn titles(&self) -> Vec<&str> {
        [&self.headline, &self.open_graph_title, &self.twitter_title, &self.document_title]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|title| !title.is_empty())
            .collect()
    }

    /// Returns the author's name: a person's, not the site's or an agency's.
    pub(super) fn byline(&self) -> Option<String> {
        let names = [&self.author, &self.printed_author].into_iter().flatten();
        names.filter_map(|author| noise::author_name(author)).find(|author| !self.is_organization(author))
    }

    /// Says whether a name is the site's own: as the page tells machines, or as its title ends with it.
    pub(super) fn is_organization(&self, name: &str) -> bool {
        let name = noise::fold(name);
        let site = self.site_name.iter().map(|site| noise::fold(site));
        site.chain(self.organizations.iter().cloned())
            .chain(self.document_title.iter().flat_map(|title| title::ends(title)))
            .any(|other| {
                other == name || other.starts_with(&format!("{name} ")) || name.starts_with(&format!("{other} "))
            })
    }

    /// Says whether machines are told that this is the author, and that the site is called otherwise; or, where they are not
    /// told what it is called, whether the name is such as persons have: two words or three, without an article.
    pub(super) fn tells_person(&self, name: &str) -> bool {
        let is_told = self.author.as_deref().and_then(noise::author_name).as_deref() == Some(name);
        let is_ended = || self.document_title.as_deref().is_some_and(|title| !title::ends(title).is_empty());
        let is_like_a_person = || {
            let folded = noise::fold(name);
            (2..=3).contains(&folded.split(' ').count())
                && !folded.starts_with("ال")
                && folded.chars().all(|c| c == ' ' || super::is_arabic_letter(c))
        };
        let is_site_known = self.site_name.is_some() || is_ended();
        is_told && !noise::is_organization(name) && (is_site_known || is_like_a_person())
    }

    /// Says whether machines and readers are told the same author.
    pub(super) fn agrees_on(&self, name: &str) -> bool {
        let is_same = |author: &Option<String>| {
            author
                .as_deref()
                .and_then(noise::author_name)
                .is_some_and(|author| noise::fold(&author) == noise::fold(name))
        };
        is_same(&self.author) && is_same(&self.printed_author)
    }

    /// Returns the author as printed on the page.
    pub(super) fn printed_author(&self) -> Option<&str> {
        self.printed_author.as_deref()
    }

    /// Looks at an element of the head, or at a script. `text` gives its text.
    pub(super) fn visit_element(&mut self, element: &scraper::node::Element, text: impl Fn() -> String) {
        match element.name() {
            "title" if self.document_title.is_none() => self.document_title = clean(&text()),
            "meta" => {
                let name =
                    element.attr("property").or(element.attr("name")).or(element.attr("itemprop")).unwrap_or_default();
                let Some(content) = element.attr("content").and_then(clean) else { return };
                let slot = match name.to_ascii_lowercase().as_str() {
                    "og:title" => &mut self.open_graph_title,
                    "twitter:title" => &mut self.twitter_title,
                    "headline" => &mut self.headline,
                    "og:site_name" | "application-name" => &mut self.site_name,
                    "author" | "article:author" | "dc.creator" | "twitter:creator" | "parsely-author"
                        if !content.contains("://") && !content.starts_with('@') =>
                    {
                        &mut self.author
                    }
                    _ => return,
                };
                slot.get_or_insert(content);
            }
            "script"
                if element.attr("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json")) =>
            {
                self.linked_data(&text());
            }
            _ => {}
        }
    }

    /// Starts listening if the element just opened says that it holds the author.
    pub(super) fn open(&mut self, elements: &[Element], opened: usize) {
        let Some(element) = elements.get(opened) else { return };
        let is_named = element.names.split(' ').any(|name| {
            matches!(
                name,
                "author"
                    | "byline"
                    | "writer"
                    | "author-name"
                    | "byline-name"
                    | "by-author"
                    | "author-link"
                    | "createdby"
                    | "writer-name"
                    | "author-title"
                    | "username"
            ) || name.split_once('-').is_some_and(|(whose, who)| {
                matches!(whose, "blog" | "post" | "entry" | "article" | "story" | "news")
                    && matches!(who.strip_prefix("meta-").unwrap_or(who), "author" | "byline" | "writer")
            })
        });
        if self.printed_author.is_none()
            && !element.is_hidden
            && (is_named || matches!(element.itemprop.as_str(), "author" | "creator"))
        {
            self.listening.push((opened, String::new()));
        }
    }

    /// Ends a line in the elements listened to: a box in them begins or ends.
    pub(super) fn visit_boundary(&mut self) {
        for (_, heard) in &mut self.listening {
            if !heard.is_empty() && !heard.ends_with('\n') {
                heard.push('\n');
            }
        }
    }

    /// Adds text to the elements listened to.
    pub(super) fn visit_text(&mut self, text: &str) {
        for (_, heard) in &mut self.listening {
            if heard.len() <= LONGEST_AUTHOR {
                heard.push(' ');
                heard.push_str(text);
            }
        }
    }

    /// Stops listening to an element that closes.
    pub(super) fn close(&mut self, closed: usize) {
        if self.listening.last().is_some_and(|(element, _)| *element == closed)
            && let Some((_, heard)) = self.listening.pop()
            && heard.len() <= LONGEST_AUTHOR
            && self.printed_author.is_none()
        {
            let mut lines = heard.split('\n').filter_map(clean).peekable();
            self.printed_author = match lines.next_if(|line| noise::is_author_label(line)) {
                // Under its label stands the name, and under the name what the author does.
                Some(_) => lines.next(),
                None => clean(&heard),
            };
        }
    }

    fn linked_data(&mut self, json: &str) {
        let Some(value) = carried::json(json) else { return };
        let mut pending = vec![&value];
        let mut n_seen = 0;
        while let Some(value) = pending.pop() {
            n_seen += 1;
            if n_seen > 1000 {
                return;
            }
            match value {
                Value::Array(values) => pending.extend(values.iter().rev()),
                Value::Object(fields) => {
                    pending.extend(["@graph", "mainEntity"].iter().rev().filter_map(|name| fields.get(*name)));
                    let kind = fields.get("@type").map(Value::to_string).unwrap_or_default();
                    if ["Organization", "WebSite"].iter().any(|name| kind.contains(name)) {
                        self.organizations.extend(fields.get("name").and_then(name_of).map(|name| noise::fold(&name)));
                    }
                    if ["Article", "Posting", "Report", "Review"].iter().any(|name| kind.contains(name)) {
                        self.article(fields);
                    }
                }
                _ => {}
            }
        }
    }

    fn article(&mut self, fields: &serde_json::Map<String, Value>) {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).and_then(clean);
        if self.headline.is_none() {
            self.headline = text("headline").or(text("name"));
        }
        if self.author.is_none() {
            self.author = fields.get("author").filter(|author| !is_organization(author)).and_then(name_of);
        }
        // Who publishes for themself is a person all the same.
        let is_person = |publisher: &&Value| {
            publisher.get("@type").and_then(Value::as_str).is_some_and(|kind| kind.contains("Person"))
        };
        let publisher = fields.get("publisher").filter(|publisher| !is_person(publisher)).and_then(name_of);
        self.organizations.extend(publisher.as_deref().map(noise::fold));
        if self.site_name.is_none() {
            self.site_name = publisher;
        }
        if self.article_body.is_none() {
            // Line breaks are kept: they part its paragraphs.
            self.article_body = fields
                .get("articleBody")
                .and_then(Value::as_str)
                .map(source::unescape)
                .filter(|body| !body.trim().is_empty());
        }
    }
}

/// Says whether an author in JSON-LD is an organization, not a person.
fn is_organization(author: &Value) -> bool {
    author.get("@type").and_then(Value::as_str).is_some_and(|kind| kind.contains("Organization"))
}

fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => clean(name),
        Value::Array(values) => {
            let names: Vec<String> = values
                .iter()
                .take(4)
                .filter_map(|value| value.as_object()?.get("name")?.as_str().and_then(clean))
                .collect();
            if names.is_empty() { values.first()?.as_str().and_then(clean) } else { Some(names.join("، ")) }
        }
        Value::Object(fields) => fields.get("name").and_then(Value::as_str).and_then(clean),
        _ => None,
    }
}

/// Folds white space and decodes entities that were escaped twice, as WordPress does in JSON-LD.
fn clean(text: &str) -> Option<String> {
    let text = fold_space(&source::unescape(text));
    (!text.is_empty()).then_some(text)
}
