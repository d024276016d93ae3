//! File, environment and flags to one [`Config`], read once at start.
//!
//! A flag wins over the environment, the environment over the file, the file over the defaults. No other module reads
//! the environment.

use std::{
    collections::{BTreeMap, HashSet},
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    http,
    provision::Provision,
    s3::{self, Account},
    store,
};

/// Everything that can be configured; `examples/natiq.toml` shows it all.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the runtime, the models, articles and audio are kept.
    pub data_dir: PathBuf,
    /// Where articles, jobs and usage are kept: address of a database on a PostgreSQL server (`postgres://…`), which many
    /// services may share; when absent, SQLite in the data directory.
    pub database: Option<String>,
    /// A bucket, or a folder of one, in an S3-compatible store that stands behind the folder of audio (`s3://bucket/folder`),
    /// which many services may share; none when absent.
    pub objects: Option<String>,
    /// Folders with voice packages, beside the embedded voices and `voices` in the data directory.
    pub voices: Vec<PathBuf>,
    /// The ONNX Runtime library to use instead of the provisioned one.
    pub onnxruntime: Option<PathBuf>,
    /// The lexicon of the house, a table of pronunciations; when absent, `lexicon.tsv` in the data directory.
    pub lexicon: Option<PathBuf>,
    /// Threads that run models; 0 means one for each core.
    pub workers: usize,
    /// The size of the speech that `natiq render` and `natiq speak` keep, so that an edited article speaks only what
    /// changed, in bytes; beyond it, what was unused for longest goes. 0 keeps none.
    pub utterance_cache_bytes: u64,
    /// Address and port to listen at.
    pub listen: SocketAddr,
    /// Limits and policies of the service.
    pub http: http::Settings,
    /// Shows that `natiq work` renders at their times.
    #[serde(deserialize_with = "schedules")]
    pub schedules: Vec<Schedule>,
}

/// A show and when it is rendered.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub struct Schedule {
    /// What it is called, in messages and in the database.
    pub name: String,
    /// Its times, as cron writes them: minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// On whose clocks they are, by its name in the time zone database.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// What `natiq render` would be given: its inputs as `inputs`, its options by their names.
    #[serde(flatten)]
    pub render: BTreeMap<String, toml::Value>,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// Reads schedules, of which each error tells which it is.
fn schedules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Schedule>, D::Error> {
    let mut names = HashSet::new();
    let read = |(index, table): (usize, toml::Table)| {
        let name = table.get("name").and_then(toml::Value::as_str).map(|name| format!(" (`{name}`)"));
        let which = format!("schedule {}{}", index + 1, name.unwrap_or_default());
        let schedule: Schedule =
            table.try_into().map_err(|error| D::Error::custom(format!("{which}: {}", error.message())))?;
        if !names.insert(schedule.name.clone()) {
            return Err(D::Error::custom(format!("{which}: another has the same `name` (give it one of its own)")));
        }
        Ok(schedule)
    };
    Vec::<toml::Table>::deserialize(deserializer)?.into_iter().enumerate().map(read).collect()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: default_data_dir(),
            database: None,
            objects: None,
            voices: Vec::new(),
            onnxruntime: None,
            lexicon: None,
            workers: 0,
            // Twelve hours of a voice of 24 kHz.
            utterance_cache_bytes: 4 << 30,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            http: http::Settings::default(),
            schedules: Vec::new(),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read configuration `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("malformed configuration `{}`: {}", path.display(), source.message())]
    Malformed { path: PathBuf, source: toml::de::Error },
}

impl Config {
    /// Reads the configuration file; without one, returns the defaults.
    ///
    /// # Errors
    /// Where the file cannot be read, is not TOML, or has a field that nobody knows.
    pub fn read(file: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = file else { return Ok(Self::default()) };
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        toml::from_str(&text).map_err(|source| Error::Malformed { path: path.to_owned(), source })
    }

    /// Returns where provisioned files come from and go to.
    pub fn provision(&self) -> Provision {
        Provision { data_dir: self.data_dir.clone(), onnxruntime: self.onnxruntime.clone(), wheels: None }
    }

    /// Returns where the service keeps things.
    pub fn place(&self) -> store::Place {
        let objects = self.objects.clone().map(|objects| (objects, Self::s3_account()));
        store::Place { data_dir: self.data_dir.clone(), database: self.database.clone(), objects }
    }

    /// Returns the folder of the audio that the service keeps.
    pub fn audio_folder(&self) -> PathBuf {
        store::audio_folder(&self.data_dir)
    }

    /// Returns the folder of the utterances that the commands keep.
    pub fn utterances_folder(&self) -> PathBuf {
        self.data_dir.join("utterances")
    }

    /// Returns the folders to look for voices in.
    pub fn voice_folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.data_dir.join("voices")];
        folders.extend(self.voices.iter().cloned());
        folders
    }

    /// Returns the file of the lexicon of the house.
    pub fn lexicon_file(&self) -> PathBuf {
        self.lexicon.clone().unwrap_or_else(|| self.data_dir.join("lexicon.tsv"))
    }

    /// Returns who uses S3 and where it is, by the variables and then the files that S3's own tools go by: the profile
    /// `AWS_PROFILE`, or `default`, of `~/.aws/credentials` and `~/.aws/config`.
    pub fn s3_account() -> Account {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let profile = variable("AWS_PROFILE").unwrap_or_else(|| "default".to_owned());
        let read = |name: &str, file: &str| {
            let of_home = || Some(etcetera::home_dir().ok()?.join(".aws").join(file));
            let path = variable(name).map(PathBuf::from).or_else(of_home)?;
            std::fs::read_to_string(path).ok()
        };
        let files = [
            read("AWS_SHARED_CREDENTIALS_FILE", "credentials").unwrap_or_default(),
            read("AWS_CONFIG_FILE", "config").unwrap_or_default(),
        ];
        let setting = |name: &str| files.iter().find_map(|file| s3::setting_of_profile(file, &profile, name));
        // A secret and a token belong to the key that they came with.
        let (key_id, secret, session_token) = match variable("AWS_ACCESS_KEY_ID") {
            Some(key_id) => (Some(key_id), variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN")),
            None => (setting("aws_access_key_id"), setting("aws_secret_access_key"), setting("aws_session_token")),
        };
        Account {
            key_id: key_id.unwrap_or_default(),
            secret: secret.unwrap_or_default(),
            session_token,
            region: variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(|| setting("region")),
            endpoint: variable("AWS_ENDPOINT_URL_S3")
                .or_else(|| variable("AWS_ENDPOINT_URL"))
                .or_else(|| setting("endpoint_url")),
        }
    }

    /// Returns how many worker threads to start.
    pub fn n_workers(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        }
    }
}

/// Returns the platform's folder for data, `natiq` in it; without a home directory, a folder beside the process.
fn default_data_dir() -> PathBuf {
    use etcetera::BaseStrategy;
    etcetera::choose_base_strategy()
        .map_or_else(|_| PathBuf::from(".natiq"), |strategy| strategy.data_dir().join("natiq"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the example with every setting in force. A line of prose has a space after its `#`, a setting has none.
    fn example() -> String {
        let setting = |line: &'static str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest,
            _ => line,
        };
        include_str!("../examples/natiq.toml").lines().map(|line| format!("{}\n", setting(line))).collect()
    }

    /// The names of all settings of a table.
    fn names(table: &toml::Table, before: &str, found: &mut Vec<String>) {
        for (name, value) in table {
            let name = format!("{before}{name}");
            match value {
                toml::Value::Table(inner) => names(inner, &format!("{name}."), found),
                toml::Value::Array(items) => match items.first() {
                    Some(toml::Value::Table(inner)) => names(inner, &format!("{name}."), found),
                    _ => found.push(name),
                },
                _ => found.push(name),
            }
        }
    }

    #[test]
    fn example_has_every_setting_with_its_default() {
        let example = example();
        let found: Config = toml::from_str(&example).unwrap();
        let default = Config::default();
        // What has no default is shown with a value.
        assert!(
            found.onnxruntime.is_some()
                && found.database.is_some()
                && found.objects.is_some()
                && found.http.keys.iter().all(|key| key.listeners.is_some())
                && !found.schedules.is_empty()
        );
        let (keys, feeds) = (found.http.keys.clone(), found.http.feeds.clone());
        let expect = Config {
            data_dir: found.data_dir.clone(),
            database: found.database.clone(),
            objects: found.objects.clone(),
            onnxruntime: found.onnxruntime.clone(),
            lexicon: found.lexicon.clone(),
            http: http::Settings { keys, feeds, ..default.http },
            schedules: found.schedules.clone(),
            ..default
        };
        assert_eq!(found, expect);
        let (mut shown, mut known) = (Vec::new(), Vec::new());
        names(&toml::from_str(&example).unwrap(), "", &mut shown);
        names(&toml::Table::try_from(&expect).unwrap(), "", &mut known);
        assert_eq!(shown.iter().filter(|name| !known.contains(name)).collect::<Vec<_>>(), Vec::<&String>::new());
        assert_eq!(known.iter().filter(|name| !shown.contains(name)).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn lease_that_ends_while_the_database_is_still_being_asked_is_refused() {
        let error = toml::from_str::<Config>("[http.jobs]\nlease_seconds = 4").unwrap_err();
        assert!(error.message().contains("`lease_seconds` is 4 (at least 5"), "{error}");
        assert_eq!(toml::from_str::<Config>("[http.jobs]\nlease_seconds = 5").unwrap().http.jobs.lease_seconds, 5);
    }

    #[test]
    fn schedule_that_cannot_be_is_told_by_its_name() {
        let message = |text: &str| toml::from_str::<Config>(text).unwrap_err().message().to_owned();
        let first = "[[schedules]]\nname = \"a\"\ncron = \"0 5 * * *\"\n";
        assert_eq!(message(&format!("{first}[[schedules]]\nname = \"b\"")), "schedule 2 (`b`): missing field `cron`");
        assert_eq!(message("[[schedules]]\ncron = 5"), "schedule 1: invalid type: integer `5`, expected a string");
        assert_eq!(
            message(&format!("{first}{first}")),
            "schedule 2 (`a`): another has the same `name` (give it one of its own)"
        );
        assert_eq!(toml::from_str::<Config>(first).unwrap().schedules[0].time_zone, "UTC");
    }

    #[test]
    fn example_as_it_stands_changes_nothing() {
        assert_eq!(toml::from_str::<Config>(include_str!("../examples/natiq.toml")).unwrap(), Config::default());
    }
}
