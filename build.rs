//! Digests the sources of every room between text and sound into `NATIQ_RULES`, and of those that finish
//! episodes into `NATIQ_FINISH`.
//!
//! Rendered audio is found by what it was made of, and the rules are a part of that. A number to be raised by hand with
//! every change would be forgotten one day, and listeners would go on hearing the old reading.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// What decides how a text sounds, beside the voice (which has a checksum of its own) and the request.
const ROOMS: [&str; 18] = [
    "Cargo.lock",
    "src/arabic",
    "src/audio",
    "src/diacritize",
    "src/encode",
    "src/lexicon",
    "src/normalize",
    "src/onnx.rs",
    "src/phoneme.rs",
    "src/phonemize",
    "src/pipeline",
    "src/provision.rs",
    "src/sentence.rs",
    "src/ssml",
    "src/structure.rs",
    "src/utterance",
    "src/utterance.rs",
    "src/voice",
];

/// What restores vowel marks. In the registry's crate the files are not there; their crate's checksum is in `Cargo.lock`
/// then.
const DIACRITIZER: [&str; 3] = ["diacritizer/forms.bin", "diacritizer/model.onnx.gz", "diacritizer/symbols.json"];

/// What decides, beside those, how a finished episode and the files around it look.
const FINISHING_ROOMS: [&str; 4] = ["src/article", "src/job", "src/publish", "src/timeline.rs"];

fn main() -> io::Result<()> {
    let mut rooms = ROOMS.to_vec();
    rooms.extend(DIACRITIZER.into_iter().filter(|file| Path::new(file).is_file()));
    println!("cargo::rustc-env=NATIQ_RULES={}", digest(&rooms)?);
    println!("cargo::rustc-env=NATIQ_FINISH={}", digest(&FINISHING_ROOMS)?);
    Ok(())
}

/// Digests the sources of rooms.
fn digest(rooms: &[&str]) -> io::Result<String> {
    let mut hash = Sha256::new();
    for room in rooms {
        println!("cargo::rerun-if-changed={room}");
        for file in files(Path::new(room))? {
            let mut text = Vec::new();
            fs::File::open(&file)?.read_to_end(&mut text)?;
            hash.update(file.to_string_lossy().as_bytes());
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
    Ok(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Returns a file, or the files of a folder and those below it, in the same order everywhere.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}
