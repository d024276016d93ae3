//! `natiq cache`: the audio that the service keeps.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Write, stdout},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use anyhow::{Context, ensure};
use jiff::{Span, SpanRelativeTo, Timestamp, Unit};
use serde::Serialize;

use super::{Outcome, say};
use crate::{
    config::Config,
    store::{self, CachedFile},
    voice::embedded_ids,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say how much audio is kept, and of which voices.
    Size(Output),
    /// List the files that are kept, the longest unused first.
    List {
        #[command(flatten)]
        choice: Choice,
        #[command(flatten)]
        output: Output,
    },
    /// Take audio away; what is asked for again is made again.
    Clear {
        #[command(flatten)]
        choice: Choice,
        /// Only say what would be taken away.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which files.
#[derive(Debug, clap::Args)]
struct Choice {
    /// Only audio of this voice; `other` for voices that are not installed.
    #[arg(long, value_name = "ID")]
    voice: Option<String>,
    /// Only what was not asked for in this time, such as `12h`, `30d` or `2w`.
    #[arg(long, value_name = "TIME", value_parser = parse_age)]
    unused_for: Option<Duration>,
}

#[derive(Debug, clap::Args)]
struct Output {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What is said of audio whose voice is not installed.
const OTHER: &str = "other";

#[derive(Debug, Serialize)]
struct Size {
    folder: String,
    n_files: usize,
    size_bytes: u64,
    /// Beyond this size the service takes away what was unused for longest.
    limit_bytes: u64,
    voices: BTreeMap<String, VoiceSize>,
}

#[derive(Debug, Default, Serialize)]
struct VoiceSize {
    n_files: usize,
    size_bytes: u64,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    key: String,
    voice: &'a str,
    size_bytes: u64,
    used: String,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let folder = config.audio_folder();
    let mut files = store::inventory(&folder)?;
    let voices = installed_ids(&config.voice_folders());
    let voice_of =
        |file: &CachedFile| voices.iter().find(|voice| file.key.is_of_voice(voice)).map_or(OTHER, String::as_str);
    let now = SystemTime::now();
    let mut choose = |choice: &Choice| -> anyhow::Result<()> {
        if let Some(voice) = &choice.voice {
            ensure!(
                voice == OTHER || voices.contains(voice),
                "voice `{voice}` is not installed (`natiq voices` lists them; `--voice {OTHER}` means those that are not)"
            );
            files.retain(|file| voice_of(file) == voice);
        }
        if let Some(age) = choice.unused_for {
            files.retain(|file| now.duration_since(file.used).is_ok_and(|unused| unused >= age));
        }
        Ok(())
    };
    match &arguments.command {
        None => print_size(&files, voice_of, config, false)?,
        Some(Command::Size(output)) => print_size(&files, voice_of, config, output.json)?,
        Some(Command::List { choice, output }) => {
            choose(choice)?;
            for file in &files {
                let used = Timestamp::try_from(file.used).context("a file's time cannot be written")?;
                let used = used.round(Unit::Second)?.to_string();
                let (key, voice) = (file.key.to_string(), voice_of(file));
                if output.json {
                    let listed = Listed { key, voice, size_bytes: file.size_bytes, used };
                    writeln!(stdout(), "{}", serde_json::to_string(&listed)?)?;
                } else {
                    writeln!(stdout(), "{used}\t{voice}\t{}\t{}", file.size_bytes, file.path.display())?;
                }
            }
        }
        Some(Command::Clear { choice, dry_run }) => {
            choose(choice)?;
            let (mut n_files, mut size_bytes) = (0, 0);
            for file in &files {
                if *dry_run || file.remove()? {
                    n_files += 1;
                    size_bytes += file.size_bytes;
                }
            }
            let done = if *dry_run { "would take away" } else { "took away" };
            say(&format!("{done} {n_files} files, {}", megabytes(size_bytes)));
        }
    }
    Ok(Outcome::Done)
}

fn print_size<'a>(
    files: &[CachedFile],
    voice_of: impl Fn(&CachedFile) -> &'a str,
    config: &Config,
    is_json: bool,
) -> anyhow::Result<()> {
    let mut voices: BTreeMap<String, VoiceSize> = BTreeMap::new();
    for file in files {
        let size = voices.entry(voice_of(file).to_owned()).or_default();
        size.n_files += 1;
        size.size_bytes += file.size_bytes;
    }
    let size = Size {
        folder: config.audio_folder().display().to_string(),
        n_files: files.len(),
        size_bytes: files.iter().map(|file| file.size_bytes).sum(),
        limit_bytes: config.http.cache_bytes,
        voices,
    };
    if is_json {
        writeln!(stdout(), "{}", serde_json::to_string(&size)?)?;
        return Ok(());
    }
    writeln!(
        stdout(),
        "{}\n{} files, {} (at most {})",
        size.folder,
        size.n_files,
        megabytes(size.size_bytes),
        megabytes(size.limit_bytes)
    )?;
    for (voice, VoiceSize { n_files, size_bytes }) in &size.voices {
        writeln!(stdout(), "  {voice}: {n_files} files, {}", megabytes(*size_bytes))?;
    }
    if let (Some(first), Some(last)) = (files.first(), files.last()) {
        let day = |file: &CachedFile| {
            Timestamp::try_from(file.used).map(|time| time.to_string().chars().take(10).collect::<String>())
        };
        writeln!(stdout(), "last asked for between {} and {}", day(first)?, day(last)?)?;
    }
    Ok(())
}

/// Returns the ids of the installed voices: the voices that ship, and the names of the packages in the folders. Whether
/// each can speak does not matter here.
fn installed_ids(folders: &[PathBuf]) -> BTreeSet<String> {
    let packages = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    let names = packages.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok());
    names.chain(embedded_ids().map(str::to_owned)).collect()
}

/// Writes a size in millions of bytes, as disks are sold.
pub(super) fn megabytes(bytes: u64) -> String {
    match bytes {
        0..100_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        100_000..10_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// Reads a time such as `12h` or `30d`; a day has 24 hours here.
fn parse_age(text: &str) -> Result<Duration, String> {
    let expected = || format!("`{text}` is no time (expected one such as `12h`, `30d` or `2w`)");
    let span: Span = text.parse().map_err(|_| expected())?;
    let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).map_err(|_| expected())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| expected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_as_people_write_them() {
        for (text, seconds) in [("90s", 90), ("12h", 43_200), ("30d", 2_592_000), ("2w", 1_209_600), ("1d 2h", 93_600)]
        {
            assert_eq!(parse_age(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "soon", "-3d", "5", "1mo"] {
            assert!(parse_age(text).is_err(), "{text}");
        }
    }
}
