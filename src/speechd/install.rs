//! Tells a user's Speech Dispatcher of the module, and takes it back: everything in the user's own folders, and nothing of
//! what stood there before is changed.
//!
//! Three files: the program that Speech Dispatcher starts (`sd_natiq`), the module's own configuration (`natiq.conf`), and
//! some lines of `speechd.conf` between two lines that say whose they are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::durable;

/// Where Speech Dispatcher looks.
#[derive(Debug, Clone)]
pub struct Places {
    /// The user's configuration of it.
    pub configuration: PathBuf,
    /// The user's folder for data. Speech Dispatcher goes to the modules by way of it, so that it has to be there.
    pub data: PathBuf,
    /// The user's modules.
    pub modules: PathBuf,
    /// The system's configuration file, which the user's stands in place of.
    pub system: PathBuf,
}

impl Places {
    /// Returns the places of a user whose folders for configuration and data these are.
    pub fn of_user(configuration: &Path, data: &Path) -> Self {
        Self {
            configuration: configuration.join("speech-dispatcher"),
            data: data.to_owned(),
            // As Speech Dispatcher itself finds it: beside the folder for data.
            modules: data.parent().unwrap_or(data).join("libexec/speech-dispatcher-modules"),
            system: PathBuf::from("/etc/speech-dispatcher/speechd.conf"),
        }
    }

    fn program(&self) -> PathBuf {
        self.modules.join("sd_natiq")
    }

    fn preferences(&self) -> PathBuf {
        self.configuration.join("modules/natiq.conf")
    }

    fn speechd(&self) -> PathBuf {
        self.configuration.join("speechd.conf")
    }

    /// The line that has the system's configuration in force.
    fn include(&self) -> String {
        format!("Include \"{}\"", self.system.display())
    }
}

/// The configuration of the module as it is installed: nothing but comments.
const PREFERENCES: &str = include_str!("data/natiq.conf");

const MADE_BY: &str = "# Made by `natiq speechd --install`; `natiq speechd --uninstall` takes it away.";
const BEGIN: &str = "# >>> natiq >>>";
const END: &str = "# <<< natiq <<<";

/// Installs the module; `command` is the program and the arguments before those that Speech Dispatcher gives. Doing it
/// again changes nothing, or what `command` has changed.
///
/// Returns the files that were written.
///
/// # Errors
/// Where one cannot be written.
pub fn install(places: &Places, command: &[String]) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    fs::create_dir_all(&places.data)?;
    let quoted: Vec<String> = command.iter().map(|word| quoted(word)).collect();
    let program = format!("#!/bin/sh\n{MADE_BY}\nexec {} \"$@\"\n", quoted.join(" "));
    write(&places.program(), &program, &mut written)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(places.program(), fs::Permissions::from_mode(0o755))?;
    }
    if !places.preferences().exists() {
        write(&places.preferences(), PREFERENCES, &mut written)?;
    }
    let own = read(&places.speechd())?;
    let kept = own.as_deref().map(without_block).unwrap_or_default();
    let system = read(&places.system)?;
    let is_new = kept.trim().is_empty();
    let include = places.include();
    // Without a file of the user's own the system's was in force, and it stays so when lines are added to ours.
    let takes_system = system.is_some() && (is_new || own.as_deref().is_some_and(|own| has_line(own, &include)));
    let base = system.as_deref().filter(|_| takes_system).unwrap_or_default();
    let mut block = format!("{BEGIN}\n{MADE_BY}\n");
    if takes_system {
        block.push_str(&format!("{include}\n"));
    }
    // Where no module is named, Speech Dispatcher takes all that it finds, ours among them.
    if names_modules(base) || names_modules(&kept) {
        let (program, preferences) = (places.program(), places.preferences());
        let line = format!("AddModule \"natiq\" \"{}\" \"{}\"\n", program.display(), preferences.display());
        block.push_str(&line);
    }
    block.push_str(
        "LanguageDefaultModule \"ar\" \"natiq\"\n\
         # Punctuation is left to the voices: the Arabic names that Speech Dispatcher has are partly English.\n\
         SymbolsPreproc \"none\"\n",
    );
    block.push_str(&format!("{END}\n"));
    let separator = if kept.is_empty() || kept.ends_with('\n') { "" } else { "\n" };
    write(&places.speechd(), &format!("{kept}{separator}{block}"), &mut written)?;
    Ok(written)
}

/// Takes away what [`install`] made. What the user has changed in `natiq.conf` is kept.
///
/// Returns the files that were changed or removed.
///
/// # Errors
/// Where one cannot be.
pub fn uninstall(places: &Places) -> io::Result<Vec<PathBuf>> {
    let mut changed = Vec::new();
    if read(&places.program())?.is_some_and(|program| program.contains(MADE_BY)) {
        remove(places.program(), &mut changed)?;
    }
    if read(&places.preferences())?.is_some_and(|preferences| preferences == PREFERENCES) {
        remove(places.preferences(), &mut changed)?;
    }
    if let Some(own) = read(&places.speechd())?.filter(|own| own.lines().any(|line| line == BEGIN)) {
        let kept = without_block(&own);
        let include = places.include();
        // Lines that were added to ours stand on the system's configuration.
        let is_needed = has_line(&own, &include) && !has_line(&kept, &include);
        match (kept.trim().is_empty(), is_needed) {
            (true, _) => remove(places.speechd(), &mut changed)?,
            (false, true) => write(&places.speechd(), &format!("{include}\n{kept}"), &mut changed)?,
            (false, false) => write(&places.speechd(), &kept, &mut changed)?,
        }
    }
    Ok(changed)
}

/// The lines that are not ours. A block that has no end is left alone: what follows may be the user's.
fn without_block(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = split_at_line(rest, BEGIN) {
        let Some((_, after)) = split_at_line(after, END) else { break };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Returns what stands before the first line that is `wanted`, and what stands after it.
fn split_at_line<'a>(text: &'a str, wanted: &str) -> Option<(&'a str, &'a str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == wanted {
            return Some((&text[..start], &text[start + line.len()..]));
        }
        start += line.len();
    }
    None
}

fn has_line(text: &str, wanted: &str) -> bool {
    text.lines().any(|line| line.trim_end() == wanted)
}

fn names_modules(configuration: &str) -> bool {
    let words = configuration.lines().filter_map(|line| line.split_whitespace().next());
    words.into_iter().any(|word| word.eq_ignore_ascii_case("AddModule"))
}

/// A word of a shell's command line.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => {
            Ok(Some(String::from_utf8(bytes).map_err(|_| {
                io::Error::new(io::ErrorKind::InvalidData, format!("`{}` is not UTF-8", path.display()))
            })?))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file that is to have this text, where it has another; through a link, to what that stands for.
fn write(path: &Path, text: &str, written: &mut Vec<PathBuf>) -> io::Result<()> {
    if read(path)?.as_deref() == Some(text) {
        return Ok(());
    }
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    durable::write(&target, text.as_bytes())?;
    written.push(path.to_owned());
    Ok(())
}

fn remove(path: PathBuf, removed: &mut Vec<PathBuf>) -> io::Result<()> {
    fs::remove_file(&path)?;
    removed.push(path);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Home {
        _folder: tempfile::TempDir,
        places: Places,
    }

    fn home() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let (configuration, data) = (folder.path().join(".config"), folder.path().join(".local/share"));
        let system = folder.path().join("etc/speechd.conf");
        fs::create_dir_all(system.parent().unwrap()).unwrap();
        fs::write(&system, "LogLevel 3\n#AddModule \"x\" \"sd_x\"\n").unwrap();
        let places = Places { system, ..Places::of_user(&configuration, &data) };
        Home { _folder: folder, places }
    }

    fn command() -> Vec<String> {
        vec!["/opt/it's here/natiq".to_owned(), "speechd".to_owned()]
    }

    fn text(path: PathBuf) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn new_user_gets_the_systems_configuration_and_ours() {
        let Home { places, _folder } = home();
        install(&places, &command()).unwrap();
        let speechd = text(places.speechd());
        assert!(speechd.contains(&format!("Include \"{}\"", places.system.display())), "{speechd}");
        assert!(speechd.contains("LanguageDefaultModule \"ar\" \"natiq\"") && !speechd.contains("AddModule"));
        assert!(text(places.program()).contains(r"exec '/opt/it'\''s here/natiq' 'speechd' "));
        assert!(places.program().ends_with(".local/libexec/speech-dispatcher-modules/sd_natiq"));
        uninstall(&places).unwrap();
        for path in [places.speechd(), places.program(), places.preferences()] {
            assert!(!path.exists(), "{} is left", path.display());
        }
    }

    #[test]
    fn installing_again_changes_nothing() {
        let Home { places, _folder } = home();
        assert_eq!(install(&places, &command()).unwrap().len(), 3);
        assert_eq!(install(&places, &command()).unwrap(), Vec::<PathBuf>::new());
        let moved = vec!["/usr/bin/natiq".to_owned(), "speechd".to_owned()];
        assert_eq!(install(&places, &moved).unwrap(), [places.program()]);
    }

    #[test]
    fn what_the_user_had_is_as_it_was() {
        let Home { places, _folder } = home();
        let own = "AddModule \"espeak-ng\" \"sd_espeak-ng\" \"espeak-ng.conf\"\nDefaultRate 40";
        fs::create_dir_all(&places.configuration).unwrap();
        fs::write(places.speechd(), own).unwrap();
        install(&places, &command()).unwrap();
        let both = text(places.speechd());
        assert!(both.starts_with(own) && both.contains("AddModule \"natiq\"") && !both.contains("Include"), "{both}");
        install(&places, &command()).unwrap();
        assert_eq!(text(places.speechd()), both);
        fs::write(places.preferences(), "fastest = 2.5\n").unwrap();
        uninstall(&places).unwrap();
        assert_eq!(text(places.speechd()).trim_end(), own);
        assert_eq!(text(places.preferences()), "fastest = 2.5\n");
    }

    #[test]
    fn lines_that_are_added_to_ours_keep_the_systems_configuration() {
        let Home { places, _folder } = home();
        install(&places, &command()).unwrap();
        let added = format!("LogLevel 5\n{}", text(places.speechd()));
        fs::write(places.speechd(), &added).unwrap();
        install(&places, &command()).unwrap();
        assert_eq!(text(places.speechd()), added);
        uninstall(&places).unwrap();
        assert_eq!(text(places.speechd()), format!("{}\nLogLevel 5\n", places.include()));
    }

    #[test]
    fn lines_after_a_block_without_an_end_are_kept() {
        let cut = format!("DefaultRate 1\n{BEGIN}\nDefaultRate 2\n");
        assert_eq!(without_block(&cut), cut);
        let twice = format!("a\n{BEGIN}\nx\n{END}\nb\n{BEGIN}\ny\n{END}\n");
        assert_eq!(without_block(&twice), "a\nb\n");
    }

    #[cfg(unix)]
    #[test]
    fn linked_configuration_stays_a_link() {
        let Home { places, _folder } = home();
        let target = _folder.path().join("dotfiles.conf");
        fs::write(&target, "DefaultRate 40\n").unwrap();
        fs::create_dir_all(&places.configuration).unwrap();
        std::os::unix::fs::symlink(&target, places.speechd()).unwrap();
        install(&places, &command()).unwrap();
        assert!(fs::symlink_metadata(places.speechd()).unwrap().is_symlink());
        assert!(text(target).contains(BEGIN));
    }

    #[test]
    fn configuration_as_it_is_installed_changes_nothing() {
        let read: super::super::Preferences = toml::from_str(PREFERENCES).unwrap();
        assert_eq!(read, super::super::Preferences::default());
        let settings: String = PREFERENCES
            .lines()
            .filter_map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')))
            .map(|line| format!("{line}\n"))
            .collect();
        let shown: super::super::Preferences = toml::from_str(&settings).unwrap();
        assert_eq!(shown, read);
    }
}
