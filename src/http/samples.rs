//! A request for every route, in curl, Python and JavaScript, for `/docs` and the OpenAPI document (`x-codeSamples`).
//!
//! They are made of one table, so that none is forgotten, and run: a test takes them out of the document and runs each
//! against a service. All is standard: curl, Python's own `urllib`, `fetch` of Node and browsers.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::articles;

/// One request.
struct Sample {
    operation: &'static str,
    method: &'static str,
    /// With `{article}` for the id of the article that the first sample gives, and `{job}` for that of a job.
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    /// JSON, or a text of which a header tells the kind.
    body: Option<&'static str>,
    answer: Answer,
}

/// What comes back, and what is done with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Json,
    Text,
    /// Written to this file.
    File(&'static str),
    Nothing,
}

/// Where the service of the examples listens.
const SERVICE: &str = "http://127.0.0.1:8080";

/// The article of the examples.
const TITLE: &str = "الطقس غدًا";
const TEXT: &str = "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو.";
const ARTICLE: &str = r#"{"title": "الطقس غدًا", "text": "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو."}"#;

/// A lexicon, as a table.
const ENTRIES: &str = "منطقة\tمِنْطَقَة";

const fn get(operation: &'static str, path: &'static str, answer: Answer) -> Sample {
    Sample { operation, method: "GET", path, headers: &[], body: None, answer }
}

const fn send(operation: &'static str, method: &'static str, path: &'static str, body: &'static str) -> Sample {
    Sample { operation, method, path, headers: &[], body: Some(body), answer: Answer::Json }
}

/// A request for each operation.
const SAMPLES: &[Sample] = &[
    Sample {
        headers: &[("Idempotency-Key", "weather-12-may")],
        ..send("create_article", "POST", "/v1/articles", ARTICLE)
    },
    get("list_articles", "/v1/articles?q=%D8%A7%D9%84%D8%B7%D9%82%D8%B3&limit=10", Answer::Json),
    get("show_article", "/v1/articles/{article}", Answer::Json),
    send(
        "change_article",
        "PATCH",
        "/v1/articles/{article}",
        r#"{"byline": "سلمى الزين", "metadata": {"cms_id": "4711"}}"#,
    ),
    Sample { method: "DELETE", ..get("delete_article", "/v1/articles/{article}", Answer::Nothing) },
    get("hear_article", "/v1/articles/{article}/audio?format=opus&rate=1.25", Answer::File("article.opus")),
    get("hear_paragraph", "/v1/articles/{article}/segments/1?format=wav", Answer::File("paragraph.wav")),
    get("show_timeline", "/v1/articles/{article}/timeline?format=srt", Answer::Text),
    get("watch_article", "/v1/articles/{article}/events", Answer::Text),
    get("stream_playlist", "/v1/articles/{article}/stream.m3u8", Answer::Text),
    get("stream_segment", "/v1/articles/{article}/stream/ziad/1/0.mp3", Answer::File("segment.mp3")),
    Sample {
        headers: &[("Idempotency-Key", "issue-12")],
        ..send(
            "create_job",
            "POST",
            "/v1/jobs",
            r#"{"articles": [{"title": "الطقس غدًا", "text": "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو."}], "format": "opus"}"#,
        )
    },
    get("list_jobs", "/v1/jobs?limit=10", Answer::Json),
    get("show_job", "/v1/jobs/{job}", Answer::Json),
    get("watch_job", "/v1/jobs/{job}/events", Answer::Text),
    Sample { method: "POST", ..get("cancel_job", "/v1/jobs/{job}/cancel", Answer::Json) },
    Sample { method: "DELETE", ..get("delete_job", "/v1/jobs/{job}", Answer::Nothing) },
    get("list_voices", "/v1/voices", Answer::Json),
    send("show_reading", "POST", "/v1/text", r#"{"text": "وُلد عام 1987 في مدينة فاس."}"#),
    send("review_text", "POST", "/v1/review", r#"{"text": "قلب الرجل الصفحة.", "share": 0.5}"#),
    send(
        "put_entry",
        "PUT",
        "/v1/lexicon/house/%D9%85%D9%86%D8%B7%D9%82%D8%A9",
        r#"{"said": "مِنْطَقَة", "ending": "open", "note": "كُسرت الميم في النشرة"}"#,
    ),
    get("show_entry", "/v1/lexicon/house/%D9%85%D9%86%D8%B7%D9%82%D8%A9", Answer::Json),
    get("list_lexicon", "/v1/lexicon/house?limit=10", Answer::Json),
    Sample {
        method: "DELETE",
        ..get("delete_entry", "/v1/lexicon/house/%D9%85%D9%86%D8%B7%D9%82%D8%A9", Answer::Nothing)
    },
    Sample {
        headers: &[("Content-Type", "text/tab-separated-values")],
        answer: Answer::Nothing,
        ..send("replace_lexicon", "PUT", "/v1/lexicon/house", ENTRIES)
    },
    send(
        "add_article_lexicon",
        "POST",
        "/v1/lexicon/articles/{article}",
        r#"{"entries": {"الأرصاد": {"said": "الْأَرْصَادُ", "ending": "sentence"}}}"#,
    ),
    get("read_feed", "/feeds/stories/feed.xml", Answer::Text),
    Sample {
        answer: Answer::File("speech.opus"),
        ..send(
            "speak",
            "POST",
            "/v1/audio/speech",
            r#"{"model": "natiq", "voice": "ziad", "input": "مرحبًا بكم.", "response_format": "opus"}"#,
        )
    },
    get("list_speech_voices", "/v1/audio/voices", Answer::Json),
    get("list_models", "/v1/models", Answer::Json),
    get("show_model", "/v1/models/natiq", Answer::Json),
    get("show_usage", "/v1/usage?from=2026-01-01", Answer::Json),
    get("health", "/healthz", Answer::Json),
    get("ready", "/readyz", Answer::Json),
    get("metrics", "/metrics", Answer::Text),
];

/// Adds the samples to the OpenAPI document.
pub(super) fn add_to(document: &mut Value) {
    for item in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            let Some(sample) = SAMPLES.iter().find(|sample| operation["operationId"] == sample.operation) else {
                continue;
            };
            operation["x-codeSamples"] = json!([
                {"lang": "Shell", "label": "curl", "source": sample.curl()},
                {"lang": "Python", "label": "Python", "source": sample.python()},
                {"lang": "JavaScript", "label": "JavaScript", "source": sample.javascript()},
            ]);
        }
    }
}

/// The id of the article of the examples, which is a digest of it.
static ARTICLE_ID: LazyLock<String> = LazyLock::new(|| articles::id_of(TITLE, TEXT).unwrap_or_default());

impl Sample {
    fn url(&self, job: &str) -> String {
        format!("{SERVICE}{}", self.path.replace("{article}", &ARTICLE_ID).replace("{job}", job))
    }

    fn uses_job(&self) -> bool {
        self.path.contains("{job}")
    }

    /// Says whether the body is JSON.
    fn is_json(&self) -> bool {
        self.body.is_some_and(|body| body.starts_with('{'))
    }

    fn headers(&self) -> Vec<(&'static str, &'static str)> {
        let content = self.body.filter(|_| self.is_json()).map(|_| ("Content-Type", "application/json"));
        content.into_iter().chain(self.headers.iter().copied()).collect()
    }

    fn curl(&self) -> String {
        let mut command = String::from("curl --fail-with-body --silent --show-error");
        if self.method != "GET" {
            command.push_str(&format!(" --request {}", self.method));
        }
        // A double quote lets the shell put the job's id in.
        let quote = if self.uses_job() { '"' } else { '\'' };
        command.push_str(&format!(" {quote}{}{quote}", self.url("$JOB")));
        for (name, value) in self.headers() {
            command.push_str(&format!(" \\\n  --header '{name}: {value}'"));
        }
        if let Some(body) = self.body {
            command.push_str(&format!(" \\\n  --data-binary '{body}'"));
        }
        if let Answer::File(name) = self.answer {
            command.push_str(&format!(" \\\n  --output {name}"));
        }
        command
    }

    fn python(&self) -> String {
        let mut imports = vec!["urllib.request"];
        if self.uses_job() {
            imports.insert(0, "os");
        }
        if self.is_json() || self.answer == Answer::Json {
            imports.insert(0, "json");
        }
        let mut program = format!("import {}\n\n", imports.join(", "));
        let prefix = if self.uses_job() { "f" } else { "" };
        program.push_str(&format!(
            "request = urllib.request.Request(\n    {prefix}\"{}\",\n",
            self.url("{os.environ['JOB']}")
        ));
        if self.method != "GET" {
            program.push_str(&format!("    method=\"{}\",\n", self.method));
        }
        let headers: Vec<_> = self.headers().iter().map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect();
        if !headers.is_empty() {
            program.push_str(&format!("    headers={{{}}},\n", headers.join(", ")));
        }
        if let Some(body) = self.body {
            let data = if self.is_json() { format!("json.dumps({body})") } else { format!("\"{body}\"") };
            program.push_str(&format!("    data={data}.encode(),\n"));
        }
        program.push_str(")\nwith urllib.request.urlopen(request) as response:\n");
        program.push_str(&match self.answer {
            Answer::Json => "    print(json.load(response))".to_owned(),
            Answer::Text => "    print(response.read().decode())".to_owned(),
            Answer::File(name) => {
                format!("    with open(\"{name}\", \"wb\") as file:\n        file.write(response.read())")
            }
            Answer::Nothing => "    print(response.status)".to_owned(),
        });
        program
    }

    fn javascript(&self) -> String {
        let mut program = String::new();
        if matches!(self.answer, Answer::File(_)) {
            program.push_str("import { writeFile } from \"node:fs/promises\";\n\n");
        }
        let quote = if self.uses_job() { '`' } else { '"' };
        program.push_str(&format!("const response = await fetch({quote}{}{quote}", self.url("${process.env.JOB}")));
        let headers: Vec<_> = self.headers().iter().map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect();
        if self.method != "GET" || !headers.is_empty() {
            program.push_str(&format!(", {{\n  method: \"{}\",\n", self.method));
            if !headers.is_empty() {
                program.push_str(&format!("  headers: {{ {} }},\n", headers.join(", ")));
            }
            if let Some(body) = self.body {
                let body = if self.is_json() { format!("JSON.stringify({body})") } else { format!("\"{body}\"") };
                program.push_str(&format!("  body: {body},\n"));
            }
            program.push('}');
        }
        program.push_str(");\nif (!response.ok) throw new Error(await response.text());\n");
        program.push_str(&match self.answer {
            Answer::Json => "console.log(await response.json());".to_owned(),
            Answer::Text => "console.log(await response.text());".to_owned(),
            Answer::File(name) => {
                format!("await writeFile(\"{name}\", new Uint8Array(await response.arrayBuffer()));")
            }
            Answer::Nothing => "console.log(response.status);".to_owned(),
        });
        program
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_samples() {
        let mut document = serde_json::to_value(super::super::openapi()).unwrap();
        add_to(&mut document);
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let sample = operation["x-codeSamples"].as_array();
                assert!(sample.is_some_and(|samples| samples.len() == 3), "{method} {path} has no samples");
                let curl = operation["x-codeSamples"][0]["source"].as_str().unwrap();
                let is_method = method == "get" || curl.contains(&format!("--request {}", method.to_uppercase()));
                assert!(is_method, "{method} {path}: {curl}");
            }
        }
    }

    #[test]
    fn article_of_the_samples_is_the_one_that_they_give() {
        let given: Value = serde_json::from_str(ARTICLE).unwrap();
        assert_eq!((given["title"].as_str(), given["text"].as_str()), (Some(TITLE), Some(TEXT)));
        assert_eq!(ARTICLE_ID.len(), 32);
    }
}
