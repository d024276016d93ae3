//! Pages of each kind that extraction got wrong once: the whole answer, title, byline and paragraphs, or the refusal.

use std::{collections::BTreeMap, fs, path::Path};

use natiq::article::{self, Kind, Options};
use serde::Deserialize;

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Answer {
    Article { title: Option<String>, byline: Option<String>, paragraphs: Vec<String> },
    Refusal { error: String },
}

fn answer(page: &Path) -> Answer {
    match article::read(&fs::read(page).unwrap(), Kind::Html, &Options::default()) {
        Ok(article) => {
            let outline = article.outline();
            Answer::Article { title: outline.title, byline: outline.byline, paragraphs: outline.paragraphs }
        }
        Err(error) => Answer::Refusal { error: error.to_string() },
    }
}

#[test]
fn every_kind_of_page_is_read_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/extraction");
    let expected: BTreeMap<String, Answer> =
        serde_json::from_slice(&fs::read(folder.join("kinds.json")).unwrap()).unwrap();
    let pages = fs::read_dir(folder.join("kinds")).unwrap().map(|entry| entry.unwrap().path());
    let found: BTreeMap<String, Answer> =
        pages.map(|page| (page.file_stem().unwrap().to_string_lossy().into_owned(), answer(&page))).collect();
    let wrong: Vec<String> = expected
        .keys()
        .chain(found.keys())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .filter(|name| expected.get(*name) != found.get(*name))
        .map(|name| format!("{name}\n  expected {:?}\n  found    {:?}", expected.get(name), found.get(name)))
        .collect();
    assert!(wrong.is_empty(), "{} of {} pages are wrong:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}
