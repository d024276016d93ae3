//! `natiq lexicon`: the pronunciations of the house, or of a file of the like.

use std::{
    fmt::Write as _,
    io::{Read, Write, stdin, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use jiff::Timestamp;
use serde::Serialize;

use super::{Engine, Outcome, input, made::Made, say};
use crate::{
    article::ReadingOptions,
    config::Config,
    durable, explain,
    fetch::Fetcher,
    job,
    lexicon::{self, Ending, Entry, House, Lexicon, Scope, Scopes},
    pipeline::{Pipeline, SpeechOptions},
    structure::spoken,
    utterance::{Break, Utterance},
};

/// List and change how words are said.
///
/// An entry says how something printed is said. Printed may be a word (`داعش`: found with its prefixes too, and before
/// the pronouns that may follow it), a phrase (`سوق أهراس`), a word with Latin letters or digits (`AT&T`; unless all its
/// letters are capitals, in whatever case), or what a regular expression between slashes finds (`/F-(\d+)/`). It is said
/// in Arabic letters with their marks (`دَاعِشْ`, with `$1` for a group of an expression), or in IPA between slashes
/// (`/d aː ʕ i ʃ/`).
///
/// Entries of the house are used by every command and by the service; those of a show (`lexicon = "FILE"` in its file), of
/// an article (`news.lexicon.tsv` beside `news.txt`) and of one run (`--lexicon FILE`) win over them, the nearest first.
/// Marks that the author of a text has written win over all. A file of entries is a table with a line for each: printed,
/// TAB, said, and perhaps TAB `written` or `open` (an open ending is declined as the sentence has it), a note, who set it.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Use this file in place of the lexicon of the house, as for a show or an article.
    #[arg(long, value_name = "FILE", global = true)]
    file: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the entries, or those that have TEXT in them.
    List {
        /// What is looked for: in what is written, said or noted.
        text: Option<String>,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Add an entry, in place of one for the same words.
    Add(Add),
    /// Remove entries.
    Remove {
        /// What is written.
        #[arg(required = true)]
        written: Vec<String>,
    },
    /// Add the entries of a file: a table, or a lexicon in PLS (W3C). What comes without notes, and is said as before, keeps
    /// those it has.
    Import {
        /// The file; `-` is standard input.
        source: PathBuf,
        /// Have these entries and no others.
        #[arg(long)]
        replace: bool,
    },
    /// Write the entries to a file.
    Export {
        /// The file; `-` is standard output.
        #[arg(default_value = "-")]
        target: PathBuf,
        /// `pls` or `tsv`; when absent, by the end of the file's name, else `tsv`. PLS has no place for expressions and
        /// notes.
        #[arg(long, value_enum)]
        format: Option<Format>,
        /// Overwrite a file that is there already, whoever has made it. Without it, only one that still is as Natiq has made
        /// it.
        #[arg(long)]
        force: bool,
    },
    /// Say which articles and sentences entries would touch, and how.
    Test(Test),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// What is written.
    written: String,
    /// How it is said.
    said: String,
    /// Leave the ending open: the word is declined, and its unmarked last letter takes what the sentence asks for.
    #[arg(long)]
    open: bool,
    /// Why.
    #[arg(long, default_value = "")]
    note: String,
    /// Who says so.
    #[arg(long, env = "USER", default_value = "")]
    by: String,
}

#[derive(Debug, clap::Args)]
struct Test {
    /// Files, folders, feeds and whatever else `natiq render` takes; when absent, what is written is read by itself.
    inputs: Vec<String>,
    /// Test this entry, as if it were there: `WRITTEN=SAID`. May be given more than once; when absent, all entries that are
    /// there are tested.
    #[arg(long, value_name = "WRITTEN=SAID")]
    entry: Vec<String>,
    /// Have the endings of the entries open.
    #[arg(long)]
    open: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Tsv,
    Pls,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let house = House::open(arguments.file.clone().unwrap_or_else(|| config.lexicon_file()))?;
    match &arguments.command {
        Command::List { text, json } => list(&house, text.as_deref(), *json),
        Command::Add(add) => add.run(&house),
        Command::Remove { written } => remove(&house, written),
        Command::Import { source, replace } => import(&house, source, *replace),
        Command::Export { target, format, force } => export(&house, target, *format, *force, config),
        Command::Test(test) => test.run(&house, config),
    }
}

fn list(house: &House, text: Option<&str>, json: bool) -> anyhow::Result<Outcome> {
    let (lexicon, _) = house.current();
    let is_wanted = |entry: &&Entry| {
        text.is_none_or(|text| {
            [entry.written(), &entry.said_text(), entry.note()].iter().any(|part| part.contains(text))
        })
    };
    let entries: Vec<&Entry> = lexicon.entries().filter(is_wanted).collect();
    if json {
        let entries: Vec<lexicon::EntryFields> = entries.into_iter().map(lexicon::EntryFields::from).collect();
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&entries)?)?;
    } else {
        stdout().write_all(lexicon::to_tsv(entries.into_iter()).as_bytes())?;
    }
    Ok(Outcome::Done)
}

impl Add {
    fn run(&self, house: &House) -> anyhow::Result<Outcome> {
        let entry = Entry::new(&self.written, &self.said, ending(self.open))?;
        let entry = entry.annotated(&self.note, &self.by, Some(now()));
        let shown = format!("`{}` is said `{}`", entry.written(), entry.said_text());
        let before = house.change(|lexicon| {
            let before = lexicon.get(entry.written()).map(Entry::said_text);
            (Some(lexicon.with(entry)), before)
        })?;
        let before = before.map(|before| format!(" (before: `{before}`)")).unwrap_or_default();
        say(&format!("{shown} in {}{before}", house.path().display()));
        Ok(Outcome::Done)
    }
}

fn remove(house: &House, written: &[String]) -> anyhow::Result<Outcome> {
    let missing = house.change(|lexicon| {
        let mut left = lexicon.clone();
        let mut missing = Vec::new();
        for written in written {
            match left.without(written) {
                Some(without) => left = without,
                None => missing.push(written.clone()),
            }
        }
        (Some(left), missing)
    })?;
    missing.iter().for_each(|written| say(&format!("natiq: there is no entry for `{written}`")));
    Ok(if missing.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

fn import(house: &House, source: &Path, replace: bool) -> anyhow::Result<Outcome> {
    let text = if source == Path::new("-") {
        let mut text = String::new();
        stdin().lock().read_to_string(&mut text).context("could not read standard input")?;
        text
    } else {
        std::fs::read_to_string(source).with_context(|| format!("could not read `{}`", source.display()))?
    };
    let entries = lexicon::from_text(&text).with_context(|| format!("malformed lexicon `{}`", source.display()))?;
    let n = entries.len();
    let n_all = house.change(|lexicon| {
        let kept = lexicon.entries().filter(|_| !replace).cloned();
        let merged: Lexicon = kept.chain(lexicon.annotate(entries)).collect();
        let n_all = merged.len();
        (Some(merged), n_all)
    })?;
    say(&format!("took {n} entries; {n_all} are in {}", house.path().display()));
    Ok(Outcome::Done)
}

fn export(
    house: &House,
    target: &Path,
    format: Option<Format>,
    force: bool,
    config: &Config,
) -> anyhow::Result<Outcome> {
    let is_pls = target.extension().is_some_and(|extension| extension == "pls" || extension == "xml");
    let (lexicon, _) = house.current();
    let text = match (format, is_pls) {
        (Some(Format::Pls), _) | (None, true) => lexicon::to_pls(lexicon.entries()),
        _ => lexicon::to_tsv(lexicon.entries()),
    };
    if target == Path::new("-") {
        stdout().write_all(text.as_bytes())?;
    } else {
        let made = Made::of(&config.data_dir);
        if !force {
            made.check(target)?;
        }
        durable::write(target, text.as_bytes()).with_context(|| format!("could not write `{}`", target.display()))?;
        made.note_or_say(target);
    }
    Ok(Outcome::Done)
}

/// An article that entries touch.
#[derive(Debug, Serialize)]
struct Touched {
    source: String,
    n_utterances: usize,
    changes: Vec<Change>,
}

/// A sentence that is read otherwise.
#[derive(Debug, Serialize)]
struct Change {
    text: String,
    before: String,
    after: String,
}

impl Test {
    fn run(&self, house: &House, config: &Config) -> anyhow::Result<Outcome> {
        let (there, _) = house.current();
        let tested = self.entry.iter().map(|entry| {
            let (written, said) = entry.split_once('=').context("expected `--entry WRITTEN=SAID`")?;
            Ok(Entry::new(written, said, ending(self.open))?)
        });
        let tested = tested.collect::<anyhow::Result<Vec<Entry>>>()?;
        let (before, after) = if tested.is_empty() {
            (Arc::new(Lexicon::default()), there)
        } else {
            let after: Lexicon = there.entries().cloned().chain(tested.iter().cloned()).collect();
            (there, Arc::new(after))
        };
        ensure!(!after.is_empty(), "there is no entry to test (`natiq lexicon test --entry WRITTEN=SAID`)");
        let mut reader = Reader {
            pipeline: Engine::start(config)?.pipeline()?,
            before: Scopes::default().with(Scope::House, before),
            after: Scopes::default().with(Scope::House, after.clone()),
        };
        let mut touched = Vec::new();
        let mut failed = false;
        if self.inputs.is_empty() {
            let alone = if tested.is_empty() { after.entries().cloned().collect() } else { tested };
            for entry in &alone {
                ensure!(!entry.written().starts_with('/'), "`{}` has to be tested on a text", entry.written());
                let utterance = Utterance::alone(entry.written(), Break::Sentence);
                let changes = reader.change(&utterance, &reader.scopes())?.into_iter().collect();
                touched.push(Touched { source: entry.written().to_owned(), n_utterances: 1, changes });
            }
        } else {
            let gathered = job::gather(&self.inputs, Path::new(""), &Fetcher::own(input::MAX_FETCHED_BYTES));
            for unusable in &gathered.unusable {
                failed = true;
                say(&format!("natiq: {}: {}", unusable.name, unusable.reason));
            }
            if gathered.sources.is_empty() && !failed {
                bail!("the inputs hold no article (`natiq render --help` says what is read)");
            }
            for source in &gathered.sources {
                match reader.article(source) {
                    Ok(article) => touched.push(article),
                    Err(error) => {
                        failed = true;
                        say(&format!("natiq: {}: {error:#}", source.name));
                    }
                }
            }
        }
        let mut out = stdout().lock();
        match self.json {
            true => writeln!(out, "{}", serde_json::to_string_pretty(&touched)?)?,
            false => out.write_all(table(&touched).as_bytes())?,
        }
        Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
    }
}

/// Reads with and without the entries that are tested.
struct Reader {
    pipeline: Pipeline,
    before: Scopes,
    after: Scopes,
}

impl Reader {
    fn scopes(&self) -> [Scopes; 2] {
        [self.before.clone(), self.after.clone()]
    }

    fn article(&mut self, source: &job::Source) -> anyhow::Result<Touched> {
        let article = source.article()?;
        let [before, after] = self.scopes();
        let scopes = [source.lexicon(before)?, source.lexicon(after)?];
        let structure = SpeechOptions::default().structure;
        let mut touched = Touched { source: source.name.clone(), n_utterances: 0, changes: Vec::new() };
        for paragraph in article.reading(ReadingOptions::default()) {
            for utterance in spoken(&paragraph, structure) {
                touched.n_utterances += 1;
                touched.changes.extend(self.change(&utterance, &scopes)?);
            }
        }
        Ok(touched)
    }

    /// What becomes of an utterance, where it uses other entries after than before.
    fn change(&mut self, utterance: &Utterance, scopes: &[Scopes; 2]) -> anyhow::Result<Option<Change>> {
        let [before, after] = scopes;
        if before.apply(utterance).fingerprint() == after.apply(utterance).fingerprint() {
            return Ok(None);
        }
        let mut read = |lexicon: &Scopes| -> anyhow::Result<String> {
            let speech_options = SpeechOptions { lexicon: lexicon.clone(), ..SpeechOptions::default() };
            let stages = self.pipeline.stages(utterance, &speech_options)?;
            // What is given by its sounds is seen in them alone.
            let is_sound = stages.phonemes.tokens.iter().any(is_given);
            Ok(match is_sound {
                true => format!("{} /{}/", explain::words(&stages.diacritized.tokens), stages.phonemes),
                false => explain::words(&stages.diacritized.tokens),
            })
        };
        let (before, after) = (read(before)?, read(after)?);
        Ok(Some(Change { text: utterance.text.trim().to_owned(), before, after }))
    }
}

fn is_given(token: &crate::phonemize::PhonemeToken) -> bool {
    matches!(token, crate::phonemize::PhonemeToken::Word(word) if word.rule == crate::normalize::Rule::Phonemes)
}

fn table(touched: &[Touched]) -> String {
    let mut table = String::new();
    let n_changes = |touched: &&Touched| touched.changes.len();
    for Touched { source, n_utterances, changes } in touched.iter().filter(|touched| !touched.changes.is_empty()) {
        let _ = writeln!(table, "{source}: {} of {n_utterances} utterances would be spoken again", changes.len());
        for Change { before, after, .. } in changes {
            let _ = writeln!(table, "  - {before}\n  + {after}");
        }
    }
    let n_touched = touched.iter().filter(|touched| n_changes(touched) > 0).count();
    let n_utterances: usize = touched.iter().map(|touched| touched.changes.len()).sum();
    let _ = writeln!(table, "{n_touched} of {} touched, {n_utterances} utterances", touched.len());
    table
}

fn ending(is_open: bool) -> Ending {
    if is_open { Ending::Declined } else { Ending::AsWritten }
}

/// To the second: more would only be noise in a file that people read.
pub(super) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
