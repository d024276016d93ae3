//! What a page carries for programs: the article as JSON, for a script to draw or for a search engine to index.
//!
//! It is read where the page itself shows no text.

use std::borrow::Cow;

use scraper::{Html, Node};
use serde_json::Value;

/// Reads JSON as pages write it: with line breaks inside strings, a comma after the last item, a comment around it.
pub(super) fn json(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let text = text.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim().trim_end_matches(';');
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&repaired(text))).ok()
}

/// Escapes control characters inside strings and drops commas before a closing bracket.
fn repaired(json: &str) -> String {
    let mut repaired = String::with_capacity(json.len() + 16);
    let (mut in_string, mut is_escaped) = (false, false);
    for c in json.chars() {
        match c {
            '\n' if in_string => repaired.push_str("\\n"),
            c if in_string && c.is_control() => repaired.push(' '),
            '}' | ']' if !in_string => {
                let end = repaired.trim_end().trim_end_matches(',').len();
                repaired.truncate(end);
                repaired.push(c);
            }
            c => {
                in_string ^= c == '"' && !is_escaped;
                repaired.push(c);
            }
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    repaired
}

/// Returns the pages inside a document's `<noscript>`s.
pub(super) fn noscripts(document: &Html) -> String {
    let is_noscript =
        |node: &ego_tree::NodeRef<Node>| node.value().as_element().is_some_and(|e| e.name() == "noscript");
    let inner = document.tree.root().descendants().filter(is_noscript).flat_map(|node| node.children());
    inner.filter_map(|child| child.value().as_text().map(|text| text.to_string())).collect()
}

/// Finds the longest Arabic text in the data of a document's scripts (`__NEXT_DATA__` and its like), as HTML.
pub(super) fn scripted(document: &Html) -> Option<String> {
    let scripts = document.tree.root().descendants().filter(|node| {
        node.value().as_element().is_some_and(|element| {
            element.name() == "script" && element.attr("type").is_none_or(|kind| !kind.contains("ld+json"))
        })
    });
    let texts = scripts.map(|script| {
        script.children().filter_map(|child| child.value().as_text().map(|t| t.to_string())).collect::<String>()
    });
    let values = texts.filter(|text| text.chars().any(super::is_arabic_letter)).filter_map(|text| {
        // Data itself, or data that a script assigns to a variable.
        json(&text).or_else(|| {
            let start = text.find(['{', '['])?;
            serde_json::Deserializer::from_str(text.get(start..)?).into_iter::<Value>().next()?.ok()
        })
    });
    let best = values.max_by_key(weight)?;
    let found = innermost(&best);
    (weight(found) > 0).then(|| written(found))
}

/// Counts the letters of Arabic running text in a value.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => {
            let letters = text.chars().filter(|c| super::is_arabic_letter(*c)).count();
            if letters >= 40 && text.contains(['.', '،', '؟', '!', ':']) { letters } else { 0 }
        }
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(fields) => fields.values().map(weight).sum(),
        _ => 0,
    }
}

/// Goes inwards as long as one part holds nearly all of the text.
fn innermost(value: &Value) -> &Value {
    let held = weight(value);
    let parts: Vec<&Value> = match value {
        Value::Array(values) => values.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    // A summary beside the text weighs little, the text itself most.
    match parts.into_iter().find(|part| held > 0 && weight(part) * 10 >= held * 6) {
        Some(part) => innermost(part),
        None => value,
    }
}

/// Writes the text of a value as HTML, one paragraph for each string that is none itself.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) if weight(value) > 0 => markup(text).into_owned(),
        Value::Array(values) => values.iter().map(written).collect(),
        Value::Object(fields) => fields.values().map(written).collect(),
        _ => String::new(),
    }
}

/// Returns a text as HTML: as it is if it has tags, else with a paragraph for each of its lines.
pub(super) fn markup(text: &str) -> Cow<'_, str> {
    let has_tags = ["<p", "<div", "<br", "<span", "<h2", "</"].iter().any(|tag| text.contains(tag));
    if has_tags {
        return Cow::Borrowed(text);
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(escaped.split(['\n', '\r']).map(|line| format!("<p>{line}</p>")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_mended() {
        let read = |text: &str| json(text).map(|value| value.to_string());
        assert_eq!(read("{\"a\": \"س\nص\",}").as_deref(), Some(r#"{"a":"س\nص"}"#));
        assert_eq!(read("<!-- [1, 2, ] -->").as_deref(), Some("[1,2]"));
        assert_eq!(read(r#"{"a": "\"},"}"#).as_deref(), Some(r#"{"a":"\"},"}"#));
        assert_eq!(read("window.x = 1"), None);
    }

    #[test]
    fn article_is_found_in_the_data_of_a_script() {
        let page = r#"<script>window.__STATE__ = {"menu": ["الرئيسية"], "blocks": [{"text": "هطلت الأمطار على القرية ليلا، وفرح أهلها بها كثيرا جدا."},
            {"text": "ثم بدأ الناس في إصلاح القنوات، وكان الجميع يعملون معا حتى المساء."}]}; run();</script>"#;
        let found = scripted(&Html::parse_document(page)).unwrap_or_default();
        assert_eq!(found.matches("<p>").count(), 2, "{found}");
        assert!(!found.contains("الرئيسية"));
    }
}
