//! Which voices there are: the embedded ones, and the packages in the voice folders.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use natiq_voice_natural as natural;
use natiq_voice_ziad as ziad;
use serde::{Deserialize, Serialize};

use super::{Contract, Error, Gender, Manifest, Symbols, Timings, Voice, kokoro, piper, supertonic};
use crate::{digest::sha256, durable, onnx::Runtime};

/// The id of the voice that speaks where none is asked for: the one that DNSMOS rates best.
pub const DEFAULT_VOICE: &str = "nadim";

/// The id of the voice that is understood best at twice the speed and above, for those who listen so
/// (voices/README.md has the figures).
pub const CLEAR_VOICE: &str = "ziad";

/// A voice that is part of the binary, so that one file speaks without a network and without a folder beside it.
struct Embedded {
    id: &'static str,
    manifest: &'static str,
    symbols: &'static [u8],
    model: &'static [u8],
}

static EMBEDDED: [Embedded; 3] = [
    Embedded { id: "layla", manifest: natural::LAYLA, symbols: natural::SYMBOLS, model: natural::MODEL },
    Embedded { id: "nadim", manifest: natural::NADIM, symbols: natural::SYMBOLS, model: natural::MODEL },
    Embedded { id: "ziad", manifest: ziad::MANIFEST, symbols: ziad::SYMBOLS, model: ziad::MODEL },
];

/// Returns the ids of the voices that are part of the binary.
pub fn embedded_ids() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|voice| voice.id)
}

/// A voice that is installed: read and checked, but its model not yet opened.
#[derive(Debug, Clone)]
pub struct Package {
    pub manifest: Manifest,
    pub(super) table: Table,
    pub(super) model: Cow<'static, [u8]>,
    /// What the contract wants beside the model, by the names of the manifest.
    parts: BTreeMap<String, Cow<'static, [u8]>>,
    /// The folder it came from; `None` for an embedded voice.
    pub folder: Option<PathBuf>,
    /// How its word timings come about; `None` until its model has been opened.
    pub timings: Option<Timings>,
}

/// The file in a package's folder that says it has been opened.
const OPENED: &str = ".opened.json";

/// What [`OPENED`] holds.
#[derive(Serialize, Deserialize)]
struct Opened {
    files: String,
    timings: Timings,
}

/// What a model's symbols are, by contract.
#[derive(Debug, Clone)]
pub(super) enum Table {
    Natiq(Symbols),
    Piper(piper::Config),
    Kokoro(kokoro::Config),
    TtsArabic,
    Supertonic(Box<supertonic::Config>),
}

/// The installed voices by id.
#[derive(Debug, Clone)]
pub struct Catalog {
    packages: BTreeMap<String, Package>,
}

impl Catalog {
    /// Reads the embedded voices and every package in the folders, checks each, and opens each model that was not built in
    /// once, to compare its inputs and outputs with the contract.
    ///
    /// # Errors
    /// The first voice that is broken, by name: better no service than one that fails at the first listener.
    ///
    /// # Blocking
    /// Reads and opens every model.
    pub fn load(folders: &[PathBuf], runtime: &Runtime) -> Result<Self, Error> {
        let mut packages = BTreeMap::new();
        for embedded in Package::embedded()? {
            packages.insert(embedded.manifest.id.clone(), embedded);
        }
        for folder in folders {
            for package in subfolders(folder)? {
                let package = Package::read(&package)?;
                // A folder may bring a newer edition of an embedded voice.
                packages.insert(package.manifest.id.clone(), package);
            }
        }
        for package in packages.values_mut().filter(|package| package.timings.is_none()) {
            package.timings = match package.opened() {
                Some(timings) => Some(timings),
                None => Some(Voice::open(package, runtime)?.timings()),
            };
        }
        Ok(Self { packages })
    }

    /// Returns the package of the voice `id`.
    ///
    /// # Errors
    /// [`Error::Unknown`], which names the voices there are.
    pub fn get(&self, id: &str) -> Result<&Package, Error> {
        self.packages.get(id).ok_or_else(|| Error::Unknown {
            voice: id.to_owned(),
            installed: self.packages.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "),
        })
    }

    /// Returns the installed voices in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }
}

#[cfg(test)]
impl Catalog {
    /// The embedded voices, unopened.
    pub(crate) fn of_embedded() -> Self {
        let packages = Package::embedded().unwrap_or_default().into_iter();
        Self { packages: packages.map(|package| (package.manifest.id.clone(), package)).collect() }
    }
}

impl Package {
    /// Returns the voices that are part of the binary. Their models were opened by the tests, and are so again only when
    /// they speak.
    ///
    /// # Errors
    /// Only where the binary was built with a broken voice.
    pub fn embedded() -> Result<Vec<Self>, Error> {
        let read = |voice: &Embedded| {
            let mut package = Self::check(voice.id, voice.manifest, |name| {
                Ok(Cow::Borrowed(if name == "model.onnx" { voice.model } else { voice.symbols }))
            })?;
            package.timings = Some(Timings::Exact);
            Ok(package)
        };
        EMBEDDED.iter().map(read).collect()
    }

    /// Reads the package in `folder` and checks manifest, symbol table and checksum.
    ///
    /// # Errors
    /// [`Error::Malformed`] says what is wrong, [`Error::Read`] which file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let voice =
            folder.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into());
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(|source| Error::Read { voice: voice.clone(), path, source })
        };
        let manifest = if folder.join("voice.toml").is_file() {
            String::from_utf8(read("voice.toml")?)
                .map_err(|_| Error::Malformed { voice: voice.clone(), what: "`voice.toml` is not UTF-8".to_owned() })?
        } else {
            let mut package = Self::published_by_piper(&voice, folder, &read)?;
            package.folder = Some(folder.to_owned());
            return Ok(package);
        };
        let mut package = Self::check(&voice, &manifest, |name| read(name).map(Cow::Owned))?;
        package.folder = Some(folder.to_owned());
        Ok(package)
    }

    /// Returns what the contract wants by that name.
    pub(super) fn part(&self, name: &str) -> Result<&[u8], Error> {
        let voice = self.manifest.id.clone();
        let missing = || Error::Malformed { voice, what: format!("`voice.toml` has no `[parts.{name}]`") };
        self.parts.get(name).map(|bytes| &**bytes).ok_or_else(missing)
    }

    /// Writes into the package's folder that these files have been opened by this version of the program and found sound,
    /// so that a large model is not opened at every start.
    ///
    /// # Errors
    /// [`Error::Write`] where the folder cannot be written to.
    pub fn keep_opened(&self, timings: Timings) -> Result<(), Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let opened = Opened { files: self.fingerprint(), timings };
        let bytes = serde_json::to_vec(&opened).unwrap_or_default();
        let path = folder.join(OPENED);
        let voice = self.manifest.id.clone();
        durable::write(&path, &bytes).map_err(|source| Error::Write { voice, path, source })
    }

    /// Returns how its word timings come about, where these very files have been opened by this version before.
    fn opened(&self) -> Option<Timings> {
        let bytes = fs::read(self.folder.as_ref()?.join(OPENED)).ok()?;
        let opened: Opened = serde_json::from_slice(&bytes).ok()?;
        (opened.files == self.fingerprint()).then_some(opened.timings)
    }

    /// Returns what stands for the package's files, which have been read, and for this version of the program.
    fn fingerprint(&self) -> String {
        let parts = self.manifest.parts.values().map(|part| part.sha256.as_str());
        let sums: Vec<_> = std::iter::once(self.manifest.sha256.as_str()).chain(parts).collect();
        sha256(format!("{} {:?} {}", env!("CARGO_PKG_VERSION"), self.manifest.contract, sums.join(" ")))
    }

    fn check(
        voice: &str,
        manifest: &str,
        read: impl Fn(&str) -> Result<Cow<'static, [u8]>, Error>,
    ) -> Result<Self, Error> {
        let malformed = |what: String| Error::Malformed { voice: voice.to_owned(), what };
        let manifest: Manifest =
            toml::from_str(manifest).map_err(|error| malformed(format!("`voice.toml`: {}", error.message())))?;
        if manifest.id != voice {
            return Err(malformed(format!("`voice.toml` has the id `{}`, the folder is `{voice}`", manifest.id)));
        }
        let parts = manifest.parts.values().map(|part| &part.file);
        let symbols = Some(&manifest.symbols).filter(|_| manifest.contract != Contract::TtsArabic);
        for name in symbols.into_iter().chain([&manifest.model]).chain(parts) {
            if Path::new(name).components().count() != 1 || name.contains("..") {
                return Err(malformed(format!("`{name}` is not the name of a file in the package")));
            }
        }
        if !(8_000..=192_000).contains(&manifest.sample_rate) {
            return Err(malformed(format!("sample rate {} Hz (8000 to 192000 are known)", manifest.sample_rate)));
        }
        let checked = |file: &str, expected: &str| {
            let bytes = read(file)?;
            let found = sha256(&bytes);
            if found == expected.to_ascii_lowercase() {
                return Ok(bytes);
            }
            Err(malformed(format!("`{file}` has SHA-256 {found}, `voice.toml` says {expected}")))
        };
        let mut parts = BTreeMap::new();
        for (name, part) in &manifest.parts {
            parts.insert(name.clone(), checked(&part.file, &part.sha256)?);
        }
        let part =
            |name: &str| parts.get(name).ok_or_else(|| malformed(format!("`voice.toml` has no `[parts.{name}]`")));
        let symbols = || read(&manifest.symbols);
        let table = match manifest.contract {
            Contract::Natiq => Table::Natiq(Symbols::parse(voice, &symbols()?)?),
            Contract::Piper => Table::Piper(piper::Config::parse(voice, &symbols()?)?),
            Contract::Kokoro => Table::Kokoro(kokoro::Config::parse(&manifest, &symbols()?, part("style")?)?),
            Contract::TtsArabic => Table::TtsArabic,
            Contract::Supertonic => {
                let config = supertonic::Config::parse(&manifest, &symbols()?, part("config")?, part("style")?)?;
                Table::Supertonic(Box::new(config))
            }
        };
        let model = checked(&manifest.model, &manifest.sha256)?;
        Ok(Self { manifest, table, model, parts, folder: None, timings: None })
    }

    /// Reads a Piper voice as it is published: one `*.onnx` beside its `*.onnx.json`, without a manifest.
    fn published_by_piper(
        voice: &str,
        folder: &Path,
        read: &impl Fn(&str) -> Result<Vec<u8>, Error>,
    ) -> Result<Self, Error> {
        let malformed = |what: String| Error::Malformed { voice: voice.to_owned(), what };
        let Some(model) = piper_model(folder) else {
            return Err(malformed(
                "the folder has neither `voice.toml` nor a `*.onnx` beside its `*.onnx.json`".to_owned(),
            ));
        };
        let symbols = format!("{model}.json");
        let config = piper::Config::parse(voice, &read(&symbols)?)?;
        let bytes = read(&model)?;
        let name = if config.dataset.is_empty() { voice.to_owned() } else { config.dataset.clone() };
        let manifest = Manifest {
            id: voice.to_owned(),
            name_ar: name.clone(),
            name_en: name,
            language: config.language.code.replace('_', "-"),
            gender: Gender::Unknown,
            licence: "see the voice's MODEL_CARD".to_owned(),
            attribution: "a Piper voice".to_owned(),
            contract: Contract::Piper,
            sample_rate: config.audio.sample_rate,
            model,
            symbols,
            speaker: None,
            speaks_parts: false,
            seed: 0,
            sha256: sha256(&bytes),
            parts: BTreeMap::new(),
            spelling: BTreeMap::new(),
        };
        let (table, model) = (Table::Piper(config), Cow::Owned(bytes));
        Ok(Self { manifest, table, model, parts: BTreeMap::new(), folder: None, timings: None })
    }
}

/// Returns the name of the first `*.onnx` in `folder` that has its `*.onnx.json` beside it.
fn piper_model(folder: &Path) -> Option<String> {
    let names = fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut models: Vec<String> =
        names.filter(|name| name.ends_with(".onnx") && folder.join(format!("{name}.json")).is_file()).collect();
    models.sort();
    models.into_iter().next()
}

/// Returns the folders in `folder` that hold a voice, in order. A voice folder that does not exist has none.
fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Read { voice: "*".to_owned(), path: folder.to_owned(), source }),
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("voice.toml").is_file() || piper_model(path).is_some())
        .collect();
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package like the embedded one, with its manifest changed.
    fn package(folder: &Path, change: impl Fn(&str) -> String) -> PathBuf {
        let folder = folder.join("ziad");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("voice.toml"), change(ziad::MANIFEST)).unwrap();
        fs::write(folder.join("symbols.json"), ziad::SYMBOLS).unwrap();
        fs::write(folder.join("model.onnx"), ziad::MODEL).unwrap();
        folder
    }

    fn check_refused(change: impl Fn(&str) -> String, expect: &str) {
        let folder = tempfile::tempdir().unwrap();
        let error = Package::read(&package(folder.path(), change)).unwrap_err().to_string();
        assert!(error.starts_with("malformed voice `ziad`: ") && error.contains(expect), "{error}");
    }

    #[test]
    fn embedded_voices_are_sound_and_the_default_is_one_of_them() {
        let ids: Vec<_> = Package::embedded().unwrap().into_iter().map(|package| package.manifest.id).collect();
        assert!(ids.iter().map(String::as_str).eq(embedded_ids()) && ids.iter().any(|id| id == DEFAULT_VOICE));
    }

    #[test]
    fn folder_with_the_same_files_is_sound() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Package::read(&package(folder.path(), str::to_owned)).is_ok());
    }

    #[test]
    fn model_that_is_not_the_one_of_the_manifest_is_refused() {
        check_refused(|manifest| manifest.replace("sha256 = \"", "sha256 = \"00"), "has SHA-256");
    }

    #[test]
    fn manifest_of_another_voice_is_refused() {
        check_refused(|manifest| manifest.replace("id = \"ziad\"", "id = \"salma\""), "the folder is `ziad`");
    }

    #[test]
    fn file_outside_the_package_is_refused() {
        check_refused(|manifest| manifest.replace("model.onnx", "../model.onnx"), "not the name of a file");
    }

    #[test]
    fn manifest_with_an_unknown_field_is_refused() {
        check_refused(|manifest| format!("{manifest}\npitch = 2\n"), "voice.toml");
    }

    #[test]
    fn folder_without_a_voice_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Package::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("has neither `voice.toml` nor"), "{error}");
    }
}
