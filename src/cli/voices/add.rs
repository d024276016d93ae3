//! `natiq voices add` and `remove`: voices brought in from the catalogue, an address or a folder.
//!
//! Files come into a folder beside the voices (`adding/ID` in the data directory), where an interrupted fetch is gone on
//! with. Only a voice that was read, opened and has spoken a word moves from there to the voices. The checksums of its
//! files go with it, whether they were known beforehand or are those of what came.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::catalogue::{Catalogue, Entry};
use crate::{
    cli::say,
    config::Config,
    durable,
    fetch::{Fetcher, download::download},
    onnx::Runtime,
    phonemize::Phonemes,
    voice::{Manifest, Package, Part, Pitch, Rate, Voice, embedded_ids},
};

/// The largest manifest that is read from an address, in bytes.
const LARGEST_MANIFEST: u64 = 64 << 10;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// A name from the catalogue (`natiq voices add` alone shows it), a folder with a voice, or the address of a
    /// `voice.toml` or of a Piper voice's `*.onnx`.
    voice: Option<String>,
    /// Take the voice under the licence that is shown.
    #[arg(long)]
    accept: bool,
    /// Read the catalogue from this file instead of the program's own.
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, config: &Config, runtime: &Runtime) -> anyhow::Result<()> {
    let catalogue = Catalogue::read(arguments.catalogue.as_deref())?;
    let Some(wanted) = &arguments.voice else {
        for entry in catalogue.iter() {
            say(&format!("{}\n  {}", entry.id, about(entry)));
        }
        return Ok(());
    };
    let adding = config.data_dir.join("adding");
    if Fetcher::is_address(wanted) {
        return from_address(wanted, arguments.accept, &adding, config, runtime);
    }
    if Path::new(wanted).is_dir() {
        return from_folder(Path::new(wanted), arguments.accept, &adding, config, runtime);
    }
    let entry = catalogue.get(wanted)?;
    say(&about(entry));
    refuse_installed(&entry.id, config)?;
    accepted(arguments.accept)?;
    let staging = Staging::begin(&adding, &entry.id)?;
    let folder = &staging.folder;
    for (name, source) in &entry.files {
        fetch(&source.url, &folder.join(name), source.sha256.as_deref())?;
    }
    if let Some(table) = entry.table()? {
        write(&folder.join("symbols"), table.as_bytes())?;
    }
    write(&folder.join("voice.toml"), entry.manifest(folder)?.as_bytes())?;
    install(folder, &entry.id, config, runtime)
}

/// Takes away a voice that was added.
pub(super) fn remove(id: &str, config: &Config) -> anyhow::Result<()> {
    ensure!(embedded_ids().all(|embedded| embedded != id), "voice `{id}` is part of the program");
    let folder = installed(id, config)?;
    if !folder.is_dir() {
        let other = config.voices.iter().map(|voices| voices.join(id)).find(|folder| folder.is_dir());
        match other {
            Some(folder) => bail!("voice `{id}` is in `{}`, which is yours to change", folder.display()),
            None => bail!("voice `{id}` is not installed"),
        }
    }
    // From here on it is no voice any more, whatever becomes of the rest.
    let adding = config.data_dir.join("adding");
    create(&adding)?;
    let away = adding.join(format!(".removed-{id}-{}", std::process::id()));
    fs::rename(&folder, &away).with_context(|| format!("could not remove `{}`", folder.display()))?;
    fs::remove_dir_all(&away).with_context(|| format!("could not remove `{}`", away.display()))?;
    say(&format!("voice `{id}` is removed"));
    Ok(())
}

fn from_address(url: &str, accept: bool, adding: &Path, config: &Config, runtime: &Runtime) -> anyhow::Result<()> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (base, file) = path.rsplit_once('/').unwrap_or((path, ""));
    if let Some(id) = file.strip_suffix(".onnx") {
        let id = checked_id(&id.to_ascii_lowercase())?;
        say(&format!("{id}: a Piper voice; its licence is not known: see the MODEL_CARD beside it"));
        refuse_installed(&id, config)?;
        accepted(accept)?;
        let staging = Staging::begin(adding, &id)?;
        let folder = &staging.folder;
        fetch(&format!("{base}/{file}.json"), &folder.join(format!("{file}.json")), None)?;
        fetch(url, &folder.join(file), None)?;
        return install(folder, &id, config, runtime);
    }
    ensure!(
        file == "voice.toml",
        "`{url}` is no voice (expected the address of a `voice.toml` or of a Piper `*.onnx`)"
    );
    create(adding)?;
    let scratch = adding.join(format!(".manifest-{}", std::process::id()));
    let text = fetch(url, &scratch, None).and_then(|()| {
        let size = fs::metadata(&scratch)?.len();
        ensure!(size <= LARGEST_MANIFEST, "limit reached: `{url}` has {size} bytes (at most {LARGEST_MANIFEST})");
        fs::read_to_string(&scratch).with_context(|| format!("could not read `{url}`"))
    });
    let _ = fs::remove_file(&scratch);
    let text = text?;
    let manifest: Manifest =
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("malformed `{url}`: {}", error.message()))?;
    let id = checked_id(&manifest.id)?;
    say(&described(&manifest));
    refuse_installed(&id, config)?;
    accepted(accept)?;
    let staging = Staging::begin(adding, &id)?;
    let folder = &staging.folder;
    let parts = manifest.parts.values().map(|part| (&part.file, Some(part.sha256.as_str())));
    let files = [(&manifest.model, Some(manifest.sha256.as_str())), (&manifest.symbols, None)].into_iter().chain(parts);
    for (name, sha256) in files {
        ensure!(is_plain_name(name), "malformed `{url}`: `{name}` is not the name of a file");
        fetch(&format!("{base}/{name}"), &folder.join(name), sha256)?;
    }
    write(&folder.join("voice.toml"), text.as_bytes())?;
    install(folder, &id, config, runtime)
}

fn from_folder(from: &Path, accept: bool, adding: &Path, config: &Config, runtime: &Runtime) -> anyhow::Result<()> {
    let from = from.canonicalize().with_context(|| format!("could not read `{}`", from.display()))?;
    let package = Package::read(&from)?;
    let id = checked_id(&package.manifest.id)?;
    say(&described(&package.manifest));
    refuse_installed(&id, config)?;
    accepted(accept)?;
    let staging = Staging::begin(adding, &id)?;
    let folder = &staging.folder;
    for entry in fs::read_dir(&from).with_context(|| format!("could not read `{}`", from.display()))?.flatten() {
        let path = entry.path();
        if path.is_file() {
            let target = folder.join(entry.file_name());
            fs::copy(&path, &target).with_context(|| format!("could not write `{}`", target.display()))?;
        }
    }
    install(folder, &id, config, runtime)
}

/// Reads and opens the voice in `folder`, has it say a word, and moves it to the voices.
fn install(folder: &Path, id: &str, config: &Config, runtime: &Runtime) -> anyhow::Result<()> {
    let word: Phonemes = "m a r ħ a b a n .".parse()?;
    let spoken = keep_sums(folder).and_then(|()| {
        let package = Package::read(folder)?;
        let mut voice = Voice::open(&package, runtime)?;
        let spoken = voice.speak(&word, Rate::NATURAL, Pitch::NATURAL)?;
        package.keep_opened(voice.timings())?;
        Ok((spoken.samples.duration(), voice.timings()))
    });
    let (duration, timings) = match spoken {
        Ok(spoken) => spoken,
        Err(error) => {
            // What was fetched is not what it should be, and would be taken for it the next time.
            let _ = fs::remove_dir_all(folder);
            return Err(error);
        }
    };
    ensure!(!duration.is_zero(), "voice `{id}` said nothing when it was asked to speak");
    let voices = config.data_dir.join("voices");
    create(&voices)?;
    let place = installed(id, config)?;
    let _ = fs::remove_file(folder.join(LOCK));
    fs::rename(folder, &place).with_context(|| format!("could not write `{}`", place.display()))?;
    say(&format!("voice `{id}` is in {} (word timings {})", place.display(), timings.name()));
    Ok(())
}

/// Gives a Piper voice as it is published, which has no `voice.toml`, one with the checksums of the files that came.
fn keep_sums(folder: &Path) -> anyhow::Result<()> {
    let path = folder.join("voice.toml");
    if path.is_file() {
        return Ok(());
    }
    let mut manifest = Package::read(folder)?.manifest;
    let symbols = folder.join(&manifest.symbols);
    let bytes = fs::read(&symbols).with_context(|| format!("could not read `{}`", symbols.display()))?;
    let part = Part { file: manifest.symbols.clone(), sha256: crate::digest::sha256(bytes) };
    manifest.parts.insert("symbols".to_owned(), part);
    write(&path, toml::to_string(&manifest)?.as_bytes())
}

/// The file in a folder of `adding` by which others are kept out of it.
const LOCK: &str = ".lock";

/// The folder that the files of a voice come into. What has come stays there, for the next attempt.
struct Staging {
    folder: PathBuf,
    _lock: fs::File,
}

impl Staging {
    /// Makes the folder and keeps others out of it.
    fn begin(adding: &Path, id: &str) -> anyhow::Result<Self> {
        let folder = adding.join(id);
        create(&folder)?;
        let path = folder.join(LOCK);
        let lock = durable::open_lock(&path).with_context(|| format!("could not write `{}`", path.display()))?;
        lock.try_lock().ok().with_context(|| format!("voice `{id}` is being added by another process"))?;
        Ok(Self { folder, _lock: lock })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing came, so there is nothing to go on with. After an install the folder has moved away.
        let is_lock = |entry: std::io::Result<fs::DirEntry>| entry.is_ok_and(|entry| entry.file_name() == LOCK);
        if fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.all(is_lock)) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn fetch(url: &str, target: &Path, sha256: Option<&str>) -> anyhow::Result<()> {
    if target.is_file()
        && sha256.is_some_and(|sum| fs::read(target).is_ok_and(|bytes| crate::digest::sha256(bytes) == sum))
    {
        return Ok(());
    }
    let style = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes}, {eta} left");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        .with_message(target.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let fetched = download(url, target, sha256, &mut |received, total| {
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(received);
    });
    bar.finish_and_clear();
    fetched?;
    Ok(())
}

fn accepted(accept: bool) -> anyhow::Result<()> {
    ensure!(accept, "nothing was fetched (give `--accept` to take the voice under this licence)");
    Ok(())
}

fn refuse_installed(id: &str, config: &Config) -> anyhow::Result<()> {
    let folder = installed(id, config)?;
    ensure!(
        embedded_ids().all(|embedded| embedded != id) && !folder.exists(),
        "voice `{id}` is installed already (`natiq voices remove {id}` first)"
    );
    Ok(())
}

fn installed(id: &str, config: &Config) -> anyhow::Result<PathBuf> {
    Ok(config.data_dir.join("voices").join(checked_id(id)?))
}

/// Refuses ids that would be another folder than they say.
fn checked_id(id: &str) -> anyhow::Result<String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    ensure!(
        !id.is_empty() && id.len() <= 64 && id.chars().all(is_plain),
        "`{id}` is no id of a voice (expected lower-case Latin letters, digits, `-` and `_`)"
    );
    Ok(id.to_owned())
}

/// Tells whether a name stands for a file of the same folder.
fn is_plain_name(name: &str) -> bool {
    !name.starts_with('.') && !name.contains(['/', '\\', '?', '#', '%', ':'])
}

fn about(entry: &Entry) -> String {
    let known = match (entry.is_pinned(), entry.seen) {
        (true, true) => "",
        (true, false) => "; not tried by us",
        (false, _) => "; not tried by us, its SHA-256 is not known beforehand and kept from the first fetch on",
    };
    format!(
        "{} ({}), {}, {}, {:.0} MB{known}\n  licence: {}\n  by: {}\n  {}",
        entry.name_en,
        entry.name_ar,
        entry.language,
        entry.contract.name(),
        entry.bytes() as f64 / 1e6,
        entry.licence,
        entry.attribution,
        entry.quality
    )
}

fn described(manifest: &Manifest) -> String {
    let Manifest { name_en, name_ar, language, contract, licence, attribution, .. } = manifest;
    format!("{name_en} ({name_ar}), {language}, {}\n  licence: {licence}\n  by: {attribution}", contract.name())
}

fn create(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not write `{}`", folder.display()))
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    durable::write(path, bytes).with_context(|| format!("could not write `{}`", path.display()))
}
