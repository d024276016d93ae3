//! Front matter: what stands at the top of a Markdown file about it, between two lines of `---` (YAML) or `+++` (TOML).
//!
//! Of YAML it is read what people write there: names with a value on the same line, folded or literal text, lists. Any
//! other field, and whatever is nested deeper, is passed over.

use super::fold_space;

/// What front matter says of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FrontMatter {
    pub title: Option<String>,
    /// Several authors are joined by `، `.
    pub author: Option<String>,
    /// As it is written there.
    pub published: Option<String>,
    pub link: Option<String>,
    pub number: Option<u32>,
    /// What the author calls the article through all its names.
    pub id: Option<String>,
    pub season: Option<u32>,
    /// As it is written there.
    pub episode_type: Option<String>,
    pub explicit: Option<bool>,
    pub is_draft: bool,
    /// A picture's file, from where the article is.
    pub picture: Option<String>,
}

/// Reads the front matter of a text, and says where the text itself begins. Without an end it is no front matter.
pub(super) fn read(text: &str) -> (FrontMatter, usize) {
    let mut at = 0;
    let mut inner = None;
    let mut is_toml = false;
    let mut is_late = false;
    for line in text.split_inclusive('\n') {
        let mark = line.trim_start_matches('\u{feff}').trim_end();
        match inner {
            None if matches!(mark, "---" | "+++") => {
                inner = Some(at + line.len());
                is_toml = mark == "+++";
            }
            // Empty lines before it change nothing.
            None if mark.is_empty() => is_late = true,
            None => break,
            Some(start) if mark == "+++" && is_toml || matches!(mark, "---" | "...") && !is_toml => {
                let fields = text.get(start..at).unwrap_or_default();
                let front = if is_toml { toml_fields(fields) } else { yaml_fields(fields) };
                // What says nothing may be text between two rules.
                let is_text = is_late && front == FrontMatter::default();
                return if is_text { (front, 0) } else { (front, at + line.len()) };
            }
            Some(_) => {}
        }
        at += line.len();
    }
    (FrontMatter::default(), 0)
}

impl FrontMatter {
    fn set(&mut self, name: &str, values: &[String]) {
        let values: Vec<String> =
            values.iter().map(|value| fold_space(value)).filter(|value| !value.is_empty()).collect();
        let Some(first) = values.first().cloned() else { return };
        // A key of a list of authors that stands elsewhere is no name.
        let is_key = |name: &String| {
            name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_' | b'.'))
        };
        match name.to_ascii_lowercase().as_str() {
            "title_ar" | "title-ar" | "titlear" => self.title = Some(first),
            "title" => self.title = self.title.take().or(Some(first)),
            "author" | "authors" | "by" if values.iter().all(is_key) => {}
            "author" | "authors" | "by" => self.author = Some(values.join("، ")),
            // What Jekyll calls a draft.
            "published" if truth(&first).is_some() => self.is_draft |= truth(&first) == Some(false),
            "date" | "published" | "publishdate" | "pubdate" => {
                self.published.get_or_insert(first);
            }
            "link" | "url" | "canonical" | "canonical_url" | "source" if first.starts_with("http") => {
                self.link.get_or_insert(first);
            }
            "episode" | "track" => self.number = first.parse().ok(),
            "id" | "guid" | "uuid" => {
                self.id.get_or_insert(first);
            }
            "season" => self.season = first.parse().ok(),
            "episode_type" | "episode-type" | "episodetype" => self.episode_type = Some(first),
            "explicit" => self.explicit = truth(&first),
            "draft" => self.is_draft |= truth(&first) == Some(true),
            "status" => self.is_draft |= first.eq_ignore_ascii_case("draft"),
            "episode_image" | "episode-image" | "episodeimage" => self.picture = Some(first),
            _ => {}
        }
    }
}

/// Reads yes or no, as YAML and people write it.
fn truth(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" | "clean" => Some(false),
        _ => None,
    }
}

fn toml_fields(text: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    let Ok(table) = text.parse::<toml::Table>() else { return front };
    // Zola and Hugo keep the fields of the users' own in tables of these names.
    let own = ["extra", "params"].iter().filter_map(|name| table.get(*name)?.as_table()).flatten();
    let own = own.filter(|(name, _)| name.as_str() == "author");
    for (name, value) in own.chain(&table) {
        let values: Vec<String> = match value {
            toml::Value::Array(values) => values.iter().filter_map(toml_text).collect(),
            // `[author]` with a `name`.
            toml::Value::Table(table) => table.get("name").and_then(toml_text).into_iter().collect(),
            value => toml_text(value).into_iter().collect(),
        };
        front.set(name, &values);
    }
    front
}

fn toml_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Table(table) => table.get("name").and_then(toml_text),
        _ => None,
    }
}

fn yaml_fields(text: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    let mut field: Option<(&str, Vec<String>, bool)> = None;
    let close = |field: Option<(&str, Vec<String>, bool)>, front: &mut FrontMatter| {
        if let Some((name, values, is_text)) = field {
            // The lines of a folded or literal text are one value.
            front.set(name, &if is_text { vec![values.join(" ")] } else { values });
        }
    };
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let is_inner = line.starts_with([' ', '\t', '-']) || line.trim().is_empty();
        if is_inner {
            if let Some((name, values, is_text)) = &mut field {
                let inner = line.trim();
                let inner = inner.strip_prefix("- ").unwrap_or(inner);
                match inner.split_once(": ") {
                    Some(("author", value)) if matches!(*name, "extra" | "params") => {
                        front.set("author", &[scalar(value)]);
                    }
                    Some(("name", name)) if !*is_text => values.push(scalar(name)),
                    Some(_) if !*is_text => {}
                    _ if inner.is_empty() => {}
                    _ => values.push(if *is_text { inner.to_owned() } else { scalar(inner) }),
                }
            }
            continue;
        }
        close(field.take(), &mut front);
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let is_text = value.starts_with(['>', '|']);
        let values = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            _ if is_text || value.is_empty() => Vec::new(),
            Some(list) => list.split([',', '،']).map(scalar).collect(),
            None => vec![scalar(value)],
        };
        field = Some((name.trim(), values, is_text));
    }
    close(field, &mut front);
    front
}

/// A value without its quotation marks, or without the remark after it.
fn scalar(value: &str) -> String {
    let value = value.trim();
    for mark in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark)) {
            let doubled = [mark, mark].iter().collect::<String>();
            return if mark == '"' { inner.replace("\\\"", "\"") } else { inner.replace(&doubled, "'") };
        }
    }
    value.split(" #").next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, author: &str, rest: &str) {
        let (front, start) = read(text);
        assert_eq!((front.title.as_deref(), front.author.as_deref()), (Some(title), Some(author)), "{text}");
        assert_eq!(&text[start..], rest);
    }

    #[test]
    fn yaml_as_people_write_it() {
        check("---\ntitle: \"قال: نعم\"\nauthor: سلمى # الكاتبة\n---\nنص", "قال: نعم", "سلمى", "نص");
        check("---\ntitle: 'عنوان'\nauthors: [سلمى, مراد]\n...\nنص", "عنوان", "سلمى، مراد", "نص");
        check(
            "---\ntitle: >-\n  عنوان طويل\n  في سطرين\nauthor:\n  - سلمى\n  - مراد\n---\n",
            "عنوان طويل في سطرين",
            "سلمى، مراد",
            "",
        );
        check(
            "\u{feff}---\r\ntitle: عنوان\r\nauthor:\r\n  name: سلمى\r\n  url: https://x.example\r\n---\r\nنص",
            "عنوان",
            "سلمى",
            "نص",
        );
    }

    #[test]
    fn toml_as_hugo_writes_it() {
        let text = "+++\ntitle = \"عنوان\"\nauthor = \"سلمى\"\ndate = 2024-03-05\n[params]\nweight = 1\n+++\nنص";
        check(text, "عنوان", "سلمى", "نص");
        assert_eq!(read(text).0.published.as_deref(), Some("2024-03-05"));
    }

    #[test]
    fn fields_of_the_users_own_count_too() {
        check("+++\ntitle = \"عنوان\"\n[extra]\nauthor = \"سلمى\"\n+++\nنص", "عنوان", "سلمى", "نص");
        check("---\ntitle: عنوان\nparams:\n  author: سلمى\n  color: red\n---\nنص", "عنوان", "سلمى", "نص");
        check("---\ntitle: Thyme\ntitle_ar: زعتر\nauthor: سلمى\n---\nنص", "زعتر", "سلمى", "نص");
        check("---\ntitle_ar: زعتر\ntitle: Thyme\nauthor: سلمى\n---\nنص", "زعتر", "سلمى", "نص");
    }

    #[test]
    fn key_of_an_author_is_no_name() {
        assert_eq!(read("---\ntitle: عنوان\nauthors:\n  - hsalem\n---\n").0.author, None);
        assert_eq!(read("---\nauthors: [hsalem, سلمى]\n---\n").0.author.as_deref(), Some("hsalem، سلمى"));
    }

    #[test]
    fn empty_lines_may_stand_before_it() {
        check("\n\n---\ntitle: عنوان\nauthor: سلمى\n---\nنص", "عنوان", "سلمى", "نص");
        check("\u{feff}\n+++\ntitle = \"عنوان\"\nauthor = \"سلمى\"\n+++\nنص", "عنوان", "سلمى", "نص");
    }

    #[test]
    fn what_a_podcast_needs_to_know() {
        let yaml = "---\nid: bees-1\nepisode: 4\nseason: 2\nepisode_type: bonus\nexplicit: no\n\
                    episode_image: bees.png\n---\n";
        let toml = "+++\nid = \"bees-1\"\nepisode = 4\nseason = 2\nepisode_type = \"bonus\"\nexplicit = false\n\
                    episode_image = \"bees.png\"\n+++\n";
        for text in [yaml, toml] {
            let (front, _) = read(text);
            let expect = FrontMatter {
                number: Some(4),
                id: Some("bees-1".into()),
                season: Some(2),
                episode_type: Some("bonus".into()),
                explicit: Some(false),
                picture: Some("bees.png".into()),
                ..FrontMatter::default()
            };
            assert_eq!(front, expect);
        }
    }

    #[test]
    fn draft_is_told_in_several_ways() {
        let check = |field: &str, expect: bool| {
            assert_eq!(read(&format!("---\ntitle: عنوان\n{field}\n---\nنص")).0.is_draft, expect, "{field}");
        };
        check("draft: true", true);
        check("draft: yes # not yet", true);
        check("draft: false", false);
        check("published: false", true);
        check("published: true", false);
        check("published: 2026-01-05", false);
        check("status: Draft", true);
        check("status: final", false);
        assert!(read("+++\ndraft = true\n+++\nنص").0.is_draft);
        assert_eq!(read("---\npublished: false\ndate: 2026-01-05\n---\n").0.published.as_deref(), Some("2026-01-05"));
    }

    #[test]
    fn rule_at_the_top_is_no_front_matter() {
        assert_eq!(read("---\nنص\n"), (FrontMatter::default(), 0));
        assert_eq!(read("نص\n---\n"), (FrontMatter::default(), 0));
        assert_eq!(read("\n---\nنص بين خطين\n---\nنص"), (FrontMatter::default(), 0));
    }
}
