//! `natiq text`: shows what the system will say, stage by stage.

mod printed;

use std::{
    borrow::Cow,
    io::{BufWriter, Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use clap::ValueEnum;
use serde::Serialize;

use self::printed::as_printed;
use super::{Engine, Outcome, input, say};
use crate::{
    article::{self, Article, Paragraph, ReadingOptions},
    config::Config,
    diacritize::Diacritizer,
    explain::{self, ExplainedUtterance, explain},
    lexicon::{self, House, Lexicon, Scope, Scopes},
    normalize::{self, normalize},
    pipeline::{self, Pipeline, SpeechOptions},
    structure::{Structure, spoken},
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A file (text, Markdown, HTML, EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, ASS, JSON, Org, reStructuredText, SSML), the
    /// address of a page, or `-` for standard input.
    #[arg(default_value = "-")]
    input: PathBuf,
    /// Read the input as SSML, whatever its name: text with markup of how it is spoken.
    #[arg(long, conflicts_with = "lines")]
    ssml: bool,
    /// Print the text as it is after this stage.
    #[arg(long, value_enum, default_value = "normalized")]
    stage: Stage,
    /// Treat every input line as a paragraph of its own and print exactly one line for each, in order. Diacritized
    /// lines then keep one word for each printed word, so that they can be compared with a reference: what is read by
    /// other words (a number, a Latin name) stands as printed, and Arabic words beside it have their marks.
    #[arg(long)]
    lines: bool,
    /// Print every stage of every token with its source, as JSON; with `--lines`, an object on each line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

/// How a text is to be read; shared by the commands that speak.
#[derive(Debug, clap::Args)]
pub(super) struct Reading {
    /// Read words as this file says, which wins over the lexicons of the house, the show and the article: a table
    /// (`natiq lexicon --help` says of what) or a lexicon in PLS.
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// How to read Latin words that no lexicon knows.
    #[arg(long, value_enum, default_value = "transliterate")]
    latin: Latin,
    /// Read emoji by their names instead of leaving them out.
    #[arg(long)]
    emoji: bool,
    /// Say what each heading, list item, quotation, caption and table row is, instead of pauses and pitch only.
    #[arg(long)]
    announce: bool,
    /// Speak the byline after the title.
    #[arg(long)]
    byline: bool,
    /// Leave captions out.
    #[arg(long)]
    skip_captions: bool,
    /// Leave tables out.
    #[arg(long)]
    skip_tables: bool,
    /// Leave programs and commands out.
    #[arg(long)]
    skip_code: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Latin {
    /// As an Arabic speaker would say them.
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Not at all.
    Skip,
}

impl Reading {
    /// Returns which paragraphs of an article are read.
    pub(super) fn paragraphs(&self) -> ReadingOptions {
        ReadingOptions {
            byline: self.byline,
            captions: !self.skip_captions,
            tables: !self.skip_tables,
            code: !self.skip_code,
        }
    }

    /// Returns the speech options that the arguments ask for, of an article in a file where it is one.
    pub(super) fn speech_options(&self, config: &Config, article: Option<&Path>) -> anyhow::Result<SpeechOptions> {
        let (house, _) = House::open(config.lexicon_file())?.current();
        let mut lexicon = Scopes::default().with(Scope::House, house);
        if let Some(path) = article.map(lexicon::beside).filter(|path| path.is_file()) {
            lexicon = lexicon.with(Scope::Article, Arc::new(read_lexicon(&path)?));
        }
        if let Some(path) = &self.lexicon {
            lexicon = lexicon.with(Scope::Request, Arc::new(read_lexicon(path)?));
        }
        let latin = match self.latin {
            Latin::Transliterate => normalize::LatinPolicy::Transliterate,
            Latin::Spell => normalize::LatinPolicy::Spell,
            Latin::Skip => normalize::LatinPolicy::Skip,
        };
        let structure = if self.announce { Structure::Announce } else { Structure::default() };
        let emoji = if self.emoji { normalize::EmojiPolicy::Name } else { normalize::EmojiPolicy::Skip };
        Ok(SpeechOptions { lexicon, text: normalize::Options { latin, emoji }, structure, ..SpeechOptions::default() })
    }
}

/// Reads a file of entries: a lexicon in PLS where it looks like XML, else a table.
pub(super) fn read_lexicon(path: &Path) -> anyhow::Result<Lexicon> {
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read `{}`", path.display()))?;
    let entries = lexicon::from_text(&text).with_context(|| format!("malformed lexicon `{}`", path.display()))?;
    Ok(entries.into_iter().collect())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The extracted article, as JSON.
    Article,
    /// Words as spoken, without added marks.
    Normalized,
    /// Words as spoken, with their marks.
    Diacritized,
    /// Broad IPA: phonemes separated by a space, words by ` | `, a pause ` , ` or ` . `.
    Phonemes,
}

/// A paragraph at every stage, for `--json`.
#[derive(Debug, Serialize)]
struct ExplainedParagraph<'article> {
    #[serde(flatten)]
    paragraph: Cow<'article, Paragraph>,
    utterances: Vec<ExplainedUtterance>,
}

/// An article at every stage, for `--json`.
#[derive(Debug, Serialize)]
struct ExplainedArticle<'article> {
    title: &'article Option<String>,
    byline: &'article Option<String>,
    paragraphs: Vec<ExplainedParagraph<'article>>,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let speech_options = arguments.reading.speech_options(config, Some(&arguments.input))?;
    let mut out = BufWriter::new(stdout().lock());
    let article = if arguments.lines {
        let (bytes, _) = input::read(&arguments.input)?;
        Article::from_lines(&bytes, &article::Options::default())?
    } else {
        input::article(&arguments.input, arguments.ssml)?
    };
    if arguments.stage == Stage::Article && !arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&article.outline())?)?;
        return Ok(out.flush().map(|()| Outcome::Done)?);
    }
    let needs_models = arguments.json || matches!(arguments.stage, Stage::Diacritized | Stage::Phonemes);
    let mut pipeline = if needs_models { Some(Engine::start(config)?.pipeline()?) } else { None };
    let mut diacritizer = if needs_models { None } else { installed_diacritizer(config) };
    if arguments.json {
        let pipeline = pipeline.as_mut().context("a pipeline was opened")?;
        let mut paragraphs = Vec::new();
        for paragraph in article.reading(arguments.reading.paragraphs()) {
            let explained = explain_paragraph(pipeline, paragraph, &speech_options)?;
            if arguments.lines {
                writeln!(out, "{}", serde_json::to_string(&explained)?)?;
            } else {
                paragraphs.push(explained);
            }
        }
        if !arguments.lines {
            let explained = ExplainedArticle { title: &article.title, byline: &article.byline, paragraphs };
            writeln!(out, "{}", serde_json::to_string_pretty(&explained)?)?;
        }
        return Ok(out.flush().map(|()| Outcome::Done)?);
    }
    for paragraph in article.reading(arguments.reading.paragraphs()) {
        let mut parts = Vec::new();
        for utterance in spoken(&paragraph, speech_options.structure) {
            let part = match &mut pipeline {
                None => {
                    let normalized = match &mut diacritizer {
                        Some(diacritizer) => {
                            let words = &speech_options.lexicon.apply(&utterance).words;
                            pipeline::read_letters(diacritizer, &utterance, &speech_options.text, words)?.own
                        }
                        None => normalize(&utterance, &speech_options.text),
                    };
                    explain::words(&normalized.tokens)
                }
                Some(pipeline) => {
                    let stages = pipeline.stages(&utterance, &speech_options)?;
                    match arguments.stage {
                        Stage::Phonemes => stages.phonemes.to_string(),
                        _ if arguments.lines => as_printed(&utterance, &stages.diacritized.tokens),
                        _ => explain::words(&stages.diacritized.tokens),
                    }
                }
            };
            if !part.is_empty() {
                parts.push(part);
            }
        }
        writeln!(out, "{}", parts.join(" "))?;
    }
    Ok(out.flush().map(|()| Outcome::Done)?)
}

/// Opens the diacritizer where it can be run without fetching anything: it settles the case of numbers that is a guess by the
/// words beside them, so that what is shown is what is spoken.
fn installed_diacritizer(config: &Config) -> Option<Diacritizer> {
    let (runtime, _) = config.provision().installed_runtime(&mut say).ok()??;
    Diacritizer::open(&runtime).ok()
}

fn explain_paragraph<'article>(
    pipeline: &mut Pipeline,
    paragraph: Cow<'article, Paragraph>,
    speech_options: &SpeechOptions,
) -> anyhow::Result<ExplainedParagraph<'article>> {
    let mut explained = Vec::new();
    for utterance in spoken(&paragraph, speech_options.structure) {
        let stages = pipeline.stages(&utterance, speech_options)?;
        explained.push(explain(&utterance, &stages));
    }
    Ok(ExplainedParagraph { paragraph, utterances: explained })
}
