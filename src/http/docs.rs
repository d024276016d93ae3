//! `GET /docs` and `/openapi.json`: the interface, for people and for programs.
//!
//! Why no ready-made viewer? They are applications of megabytes that show a tree of folding boxes, which is hard on who
//! listens to it. This is a page: headings, tables, links, nothing that moves and nothing from elsewhere.

use std::{fmt::Write, sync::LazyLock};

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{Error, problems::CODES, recording::blocking, samples};

/// The document and the page, which are the same as long as the program runs.
static DOCUMENTS: LazyLock<(String, String)> = LazyLock::new(|| {
    // The document is our own and holds nothing that JSON cannot.
    let mut document = serde_json::to_value(super::openapi()).unwrap_or_default();
    samples::add_to(&mut document);
    add_refusals(&mut document);
    (document.to_string(), render(&document))
});

/// Answers with the OpenAPI document.
pub(super) async fn document() -> Result<Response, Error> {
    let document = blocking(|| Ok(DOCUMENTS.0.as_str())).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], document).into_response())
}

/// Answers with the page.
pub(super) async fn page() -> Result<Response, Error> {
    let page = blocking(|| Ok(DOCUMENTS.1.as_str())).await?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response())
}

/// Adds the refusal that every route of the interface may answer with, where it does not tell of it itself.
fn add_refusals(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (_, item) in paths.filter(|(path, _)| !path.starts_with("/feeds/")) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            if let Some(responses) = operation["responses"].as_object_mut() {
                let refusal = json!({"description": "A query parameter that does not exist here"});
                responses.entry("400").or_insert(refusal);
            }
        }
    }
}

fn render(document: &Value) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Natiq: HTTP interface</title>\n\
         <link rel=\"stylesheet\" href=\"/player/docs.css\">\n</head>\n<body>\n<main>\n",
    );
    let info = &document["info"];
    let _ = write!(
        page,
        "<h1>{} {}</h1>\n<p>{}</p>\n<p>For programs: <a href=\"/openapi.json\">the OpenAPI document</a>. For ears: \
         <a href=\"/\" lang=\"ar\">ناطق</a>.</p>\n<p>The examples run as they stand, against a service on this machine \
         (<code>natiq serve</code>). Where it asks for a key, send the header <code>Authorization: Bearer KEY</code> with \
         each. <code>JOB</code> in the environment is the <code>id</code> that <code>POST /v1/jobs</code> has answered.</p>\n",
        text(&info["title"]),
        text(&info["version"]),
        prose(&info["description"]),
    );
    let empty = Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    page.push_str("<nav aria-label=\"Routes\">\n<ul>\n");
    for_each_operation(paths, tags, |_, method, path, operation| {
        let _ = writeln!(
            page,
            "<li><a href=\"#{}\"><code>{method} {path}</code></a>: {}</li>",
            text(&operation["operationId"]),
            prose(&operation["summary"])
        );
    });
    page.push_str("<li><a href=\"#errors\">Errors: every code, what it means and what to do</a></li>\n</ul>\n</nav>\n");
    let mut heading = "";
    for_each_operation(paths, tags, |tag, method, path, operation| {
        let name = tag["name"].as_str().unwrap_or_default();
        if name != heading {
            let _ = writeln!(page, "<h2>{}</h2>\n<p>{}</p>", escaped(name), prose(&tag["description"]));
            heading = name;
        }
        write_operation(&mut page, method, path, operation);
    });
    write_errors(&mut page);
    page.push_str("<h2>Objects</h2>\n");
    for (name, schema) in document["components"]["schemas"].as_object().unwrap_or(&empty) {
        let _ = writeln!(page, "<h3 id=\"schema-{0}\">{0}</h3>", escaped(name));
        write_schema(&mut page, schema);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Visits the operations, tag by tag.
fn for_each_operation<'a>(
    paths: &'a Map<String, Value>,
    tags: &'a [Value],
    mut visit: impl FnMut(&'a Value, &str, &str, &'a Value),
) {
    for tag in tags {
        for (path, item) in paths {
            for method in ["get", "post", "put", "patch", "delete"] {
                let operation = &item[method];
                if operation["tags"].as_array().is_some_and(|found| found.contains(&tag["name"])) {
                    visit(tag, &method.to_uppercase(), &escaped(path), operation);
                }
            }
        }
    }
}

fn write_operation(page: &mut String, method: &str, path: &str, operation: &Value) {
    let _ = write!(
        page,
        "<section aria-labelledby=\"{0}\">\n<h3 id=\"{0}\"><code>{method} {path}</code></h3>\n<p>{1}</p>\n",
        text(&operation["operationId"]),
        prose(&operation["summary"]),
    );
    if operation["description"].is_string() {
        let _ = writeln!(page, "<p>{}</p>", prose(&operation["description"]));
    }
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        page.push_str("<table>\n<caption>Parameters</caption>\n<tr><th scope=\"col\">Name</th><th scope=\"col\">In</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr>\n");
        for parameter in parameters {
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
                text(&parameter["name"]),
                text(&parameter["in"]),
                kind(&parameter["schema"]),
                prose(&parameter["description"]),
            );
        }
        page.push_str("</table>\n");
    }
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        let _ = writeln!(page, "<p>Body: {}.</p>", contents(content));
    }
    page.push_str("<table>\n<caption>Answers</caption>\n<tr><th scope=\"col\">Status</th><th scope=\"col\">Meaning</th><th scope=\"col\">Body</th></tr>\n");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let body = response["content"].as_object().map(contents).unwrap_or_default();
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{body}</td></tr>",
            escaped(status),
            prose(&response["description"])
        );
    }
    page.push_str("</table>\n");
    for sample in operation["x-codeSamples"].as_array().into_iter().flatten() {
        let (label, source) = (text(&sample["label"]), text(&sample["source"]));
        let _ = writeln!(page, "<h4>{label}</h4>\n<pre dir=\"ltr\"><code>{source}</code></pre>");
    }
    page.push_str("</section>\n");
}

/// Writes what every error code means and what to do about it.
fn write_errors(page: &mut String) {
    page.push_str(
        "<h2 id=\"errors\">Errors</h2>\n<p>Every error is a problem (RFC 9457) whose <code>code</code> stays the same from \
         version to version.</p>\n<table>\n<tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th><th \
         scope=\"col\">Meaning</th><th scope=\"col\">What to do</th></tr>\n",
    );
    for known in CODES {
        let _ = writeln!(
            page,
            "<tr id=\"error-{0}\"><th scope=\"row\"><code>{0}</code></th><td>{1}</td><td>{2}</td><td>{3}</td></tr>",
            known.code,
            known.status,
            escaped(known.title),
            prose(&known.mend.into()),
        );
    }
    page.push_str("</table>\n");
}

fn contents(content: &Map<String, Value>) -> String {
    let one = |(media_type, content): (&String, &Value)| match kind(&content["schema"]) {
        kind if kind.is_empty() => format!("<code>{}</code>", escaped(media_type)),
        kind => format!("<code>{}</code> ({kind})", escaped(media_type)),
    };
    content.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn write_schema(page: &mut String, schema: &Value) {
    if schema["description"].is_string() {
        let _ = writeln!(page, "<p>{}</p>", prose(&schema["description"]));
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| format!("<code>{}</code>", text(value))).collect();
        let _ = writeln!(page, "<p>One of {}.</p>", values.join(", "));
    }
    for variant in
        schema["oneOf"].as_array().into_iter().flatten().chain(schema["allOf"].as_array().into_iter().flatten())
    {
        write_schema(page, variant);
    }
    let Some(properties) = schema["properties"].as_object() else { return };
    page.push_str(
        "<table>\n<tr><th scope=\"col\">Field</th><th scope=\"col\">Type</th><th scope=\"col\">Meaning</th></tr>\n",
    );
    for (name, property) in properties {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td></tr>",
            escaped(name),
            kind(property),
            prose(&property["description"])
        );
    }
    page.push_str("</table>\n");
    if !schema["example"].is_null() {
        let example = serde_json::to_string_pretty(&schema["example"]).unwrap_or_default();
        let _ = writeln!(page, "<p>For example:</p>\n<pre dir=\"ltr\"><code>{}</code></pre>", escaped(&example));
    }
}

/// Returns a type in a word, with a link where it is an object of ours.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escaped(name));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(variants) = schema[key].as_array() {
            return variants.iter().map(kind).filter(|kind| !kind.is_empty()).collect::<Vec<_>>().join(" or ");
        }
    }
    let named = |name: &str| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "null" => "nothing".to_owned(),
        "string" if schema["enum"].is_array() => {
            let values = schema["enum"].as_array().into_iter().flatten();
            values.map(|value| format!("<code>{}</code>", text(value))).collect::<Vec<_>>().join(", ")
        }
        other => escaped(other),
    };
    match &schema["type"] {
        Value::String(name) => named(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(named).collect::<Vec<_>>().join(" or "),
        _ => String::new(),
    }
}

/// Returns a string of the document as HTML.
fn text(value: &Value) -> String {
    escaped(value.as_str().unwrap_or_default())
}

/// Returns a description as HTML: its stretches between backticks are code.
fn prose(value: &Value) -> String {
    let mut html = String::new();
    for (index, part) in value.as_str().unwrap_or_default().split('`').enumerate() {
        let _ = match index % 2 {
            0 => write!(html, "{}", escaped(part)),
            _ => write!(html, "<code>{}</code>", escaped(part)),
        };
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_on_the_page() {
        let mut document = serde_json::to_value(super::super::openapi()).unwrap();
        samples::add_to(&mut document);
        let page = render(&document);
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(page.contains(&format!(" {path}</code></h3>")), "{path}");
        }
    }

    #[test]
    fn every_operation_has_an_id_of_its_own_and_a_tag_that_is_explained() {
        let document = serde_json::to_value(super::super::openapi()).unwrap();
        let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
        let mut ids = Vec::new();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                ids.push(operation["operationId"].as_str().unwrap());
                assert!(operation["tags"].as_array().unwrap().iter().all(|tag| tags.contains(&tag)));
            }
        }
        let n = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), n);
    }

    #[test]
    fn markup_in_a_description_is_text() {
        assert_eq!(prose(&"a < b in `<i>`".into()), "a &lt; b in <code>&lt;i&gt;</code>");
    }
}
