//! The house stands as `lib.rs` draws it: an arrow never points back.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules in the order of the data; each may use only those before it.
const ORDER: [&str; 38] = [
    "arabic",
    "digest",
    "durable",
    "elf",
    "lock",
    "note",
    "phoneme",
    "sentence",
    "spans",
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
    "s3",
    "store",
    "render",
    "publish",
    "fetch",
    "job",
    "http",
    "speechd",
    "wyoming",
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
    let is_tests = |path: &Path| path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests"));
    let source = |path: PathBuf| (module(&path), path.clone(), fs::read_to_string(path).unwrap());
    let sources: Vec<_> = files
        .into_iter()
        .map(source)
        .filter(|(module, path, _)| module != "lib" && module != "main" && !is_tests(path))
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

/// The modules of the normalizer in the order told in `normalize/mod.rs`; each may use only those before it.
const ORDER_OF_NORMALIZE: [&str; 21] = [
    "grammar",
    "options",
    "output",
    "lexicon",
    "token",
    "cursor",
    "spoken",
    "punctuation",
    "scan",
    "semiotic",
    "foreign",
    "printed",
    "agreement",
    "verbalize",
    "classify",
    "reading",
    "doubt",
    "breath",
    "said",
    "driver",
    "in_sentence",
];

/// The paths that a file names, from the root of the crate, `super` and `self` resolved, of what `module` is the path.
fn paths(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let follows_path = code[..at].ends_with([':', '_']) || code[..at].ends_with(char::is_alphanumeric);
            if !follows_path {
                let mut base = if start == "crate::" { Vec::new() } else { module.to_vec() };
                let mut rest = &code[at..];
                while let Some(after) = rest.strip_prefix("super::") {
                    base.pop();
                    rest = after;
                }
                let rest = rest.strip_prefix("crate::").or_else(|| rest.strip_prefix("self::")).unwrap_or(rest);
                leaves(rest, &base, &mut found);
            }
        }
    }
    found
}

/// Adds the paths that a path or a group of paths stands for, in braces or not; answers what follows them.
fn leaves<'a>(text: &'a str, base: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut rest = text.trim_start();
    if let Some(mut group) = rest.strip_prefix('{') {
        loop {
            group = leaves(group, base, found).trim_start();
            match group.strip_prefix(',') {
                Some(after) if !after.trim_start().starts_with('}') => group = after,
                Some(after) => return after.trim_start().strip_prefix('}').unwrap_or(""),
                None => return group.strip_prefix('}').unwrap_or(""),
            }
        }
    }
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    rest = &rest[word.len()..];
    let mut path = base.to_vec();
    if word != "self" && !word.is_empty() {
        path.push(word);
    }
    match rest.strip_prefix("::") {
        Some(after) => leaves(after, &path, found),
        None => {
            found.push(path);
            rest
        }
    }
}

/// The files of the normalizer with the paths of their modules: `normalize/classify/date.rs` is `normalize::classify::date`.
fn normalizer() -> Vec<(Vec<String>, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let module = |path: &Path| -> Vec<String> {
        let path = path.strip_prefix(&root).unwrap().with_extension("");
        let parts = path.iter().map(|part| part.to_str().unwrap().to_owned());
        parts.filter(|part| part != "mod").collect()
    };
    let files = sources().into_iter().filter(|(module, ..)| module == "normalize");
    files.map(|(_, path, source)| (module(&path), source)).collect()
}

#[test]
fn paths_are_read_through_super_and_groups() {
    let module = ["normalize", "classify", "date"].map(str::to_owned);
    let source = "use super::found::Match;\nuse crate::normalize::{cursor::Cursor, printed::{era, month::{self, day}}};\n\
                  fn f() { self::numeric::full(); super::super::scan::scan() }";
    let found: Vec<String> = paths(source, &module).iter().map(|path| path.join("::")).collect();
    for path in [
        "normalize::classify::found::Match",
        "normalize::cursor::Cursor",
        "normalize::printed::era",
        "normalize::printed::month",
        "normalize::printed::month::day",
        "normalize::classify::date::numeric::full",
        "normalize::scan::scan",
    ] {
        assert!(found.iter().any(|found| found == path), "{path} is not in {found:?}");
    }
}

#[test]
fn the_normalizer_stands_as_it_is_drawn() {
    let rank = |module: &str| ORDER_OF_NORMALIZE.iter().position(|&known| known == module);
    for (module, source) in normalizer() {
        let Some(own) = module.get(1) else { continue };
        let own = rank(own).unwrap_or_else(|| panic!("`{own}` is not in the order of the normalizer's modules"));
        for path in paths(&source, &module) {
            let used = path.get(1).filter(|_| path[0] == "normalize").and_then(|used| rank(used));
            assert!(used.is_none_or(|used| used <= own), "{} uses {}", module.join("::"), path.join("::"));
            let is_root = path.first().is_some_and(|first| first == "normalize") && used.is_none();
            assert!(!is_root, "{} uses {}, which the root only passes on", module.join("::"), path.join("::"));
        }
    }
}

/// Below the modules told above: the files of one room use each other in no circle either. What a file keeps in a folder
/// of its name is a part of it.
#[test]
fn no_two_files_of_the_normalizer_use_each_other() {
    let files = normalizer();
    let unit = |module: &[String]| module.iter().take(3).cloned().collect::<Vec<_>>();
    let units: Vec<Vec<String>> = files.iter().map(|(module, _)| unit(module)).collect();
    let uses = |of: &[String]| -> Vec<Vec<String>> {
        let own = files.iter().filter(|(module, _)| unit(module) == of);
        let paths = own.flat_map(|(module, source)| paths(source, module));
        // The longest beginning of a path that is a file.
        let found = paths.filter_map(|path| {
            (1..=path.len().min(3)).rev().map(|n| path[..n].to_vec()).find(|path| units.contains(path))
        });
        found.filter(|used| used != of && used.len() > 1).collect()
    };
    // What is used by nothing that is left, or uses nothing that is left, is in no circle.
    let mut left: Vec<(Vec<String>, Vec<Vec<String>>)> =
        units.iter().filter(|unit| unit.len() > 1).map(|unit| (unit.clone(), uses(unit))).collect();
    left.sort();
    left.dedup();
    loop {
        let names: Vec<Vec<String>> = left.iter().map(|(unit, _)| unit.clone()).collect();
        let before = left.len();
        left.retain(|(_, uses)| uses.iter().any(|used| names.contains(used)));
        if left.len() == before {
            break;
        }
    }
    let circle: Vec<String> = left.iter().map(|(unit, _)| unit.join("::")).collect();
    assert!(circle.is_empty(), "a circle among {circle:?}");
}

#[test]
fn no_class_uses_another() {
    for (module, source) in normalizer() {
        let [_, room, own, ..] = module.as_slice() else { continue };
        if room == "classify" {
            for path in paths(&source, &module) {
                let other = path.get(2).filter(|_| path.get(1) == Some(room));
                let is_shared = other.is_none_or(|other| other == own || other == "found");
                assert!(is_shared, "{} uses {}", module.join("::"), path.join("::"));
            }
        }
    }
}
