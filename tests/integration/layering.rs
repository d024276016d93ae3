//! The house stands as `lib.rs` draws it: an arrow never points back.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules in the order of the data; each may use only those before it.
const ORDER: [&str; 31] = [
    "digest",
    "durable",
    "elf",
    "note",
    "phoneme",
    "sentence",
    "onnx",
    "provision",
    "ssml",
    "article",
    "utterance",
    "structure",
    "normalize",
    "diacritize",
    "phonemize",
    "lexicon",
    "audio",
    "voice",
    "encode",
    "pipeline",
    "worker",
    "timeline",
    "explain",
    "review",
    "store",
    "publish",
    "fetch",
    "job",
    "http",
    "config",
    "cli",
];

/// Rooms that hold rules about text and nothing else.
const TEXT_ROOMS: [&str; 6] = ["ssml", "article", "utterance", "structure", "normalize", "phonemize"];

/// Every source file with the module it belongs to.
fn sources() -> Vec<(String, PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let module = |path: &Path| {
        let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
        first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
    };
    let source = |path: PathBuf| (module(&path), path.clone(), fs::read_to_string(path).unwrap());
    let sources: Vec<_> = files
        .into_iter()
        .map(source)
        .filter(|(module, path, _)| module != "lib" && module != "main" && !path.ends_with("tests.rs"))
        .collect();
    assert!(sources.len() > 30, "only {} source files were found", sources.len());
    sources
}

/// The modules that a file names with `crate::`, in `use` lines and in paths. Comments and tests do not count.
fn uses(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut found = Vec::new();
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    found.push(word(&group[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn nested_use_lines_are_read() {
    let source = "use crate::{\n    audio::{self, join::join},\n    note::Note,\n};\nfn f() { crate::http::app() }";
    assert_eq!(uses(source), ["audio", "note", "http"]);
}

#[test]
fn no_arrow_points_back() {
    let rank = |module: &str| ORDER.iter().position(|&known| known == module);
    for (module, path, source) in sources() {
        let own = rank(&module).unwrap_or_else(|| panic!("`{module}` is not in the order of the modules"));
        for used in uses(&source) {
            let Some(other) = rank(&used) else { continue };
            assert!(other <= own, "{} uses `{used}`, which comes after `{module}`", path.display());
        }
    }
}

#[test]
fn text_rooms_know_no_models_threads_time_or_files() {
    for (module, path, source) in sources() {
        let code = source.split("#[cfg(test)]").next().unwrap().to_owned();
        if TEXT_ROOMS.contains(&module.as_str()) {
            for word in ["crate::onnx", "std::thread", "std::time", "std::fs", "tokio::"] {
                assert!(!code.contains(word), "{} names `{word}`", path.display());
            }
        }
    }
}

#[test]
fn only_the_onnx_module_names_ort() {
    for (module, path, source) in sources() {
        let names = source.contains("ort::") && source.split_whitespace().any(|word| word.starts_with("ort::"));
        assert!(module == "onnx" || !names, "{} names `ort`", path.display());
    }
}

#[test]
fn nothing_below_http_knows_a_status_code() {
    for (module, path, source) in sources() {
        if module != "http" && module != "cli" {
            assert!(!source.contains("StatusCode") && !source.contains("axum"), "{} knows HTTP", path.display());
        }
    }
}
