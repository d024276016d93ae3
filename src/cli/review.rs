//! `natiq review`: the doubtful words of articles, the riskiest first, and what an editor says of them.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, IsTerminal, Read, Write, stderr, stdin, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use console::{Key, Term, measure_text_width};
use serde::{Deserialize, Serialize};

use super::{Engine, Outcome, input, say, stop::Stop, text::Reading};
use crate::{
    article::{Kind, Paragraph},
    config::Config,
    diacritize::Names,
    durable,
    fetch::Fetcher,
    job::{self, Content, Source},
    lexicon::{self, Entry, House},
    pipeline::{Pipeline, SpeechOptions},
    review::{Answer, Doubtful, Misplaced, Place, Review, with_marks},
    structure::spoken,
};

/// List the words that are worth a look before an article is heard, the most doubtful first, and take corrections.
///
/// At a terminal each is shown with its sentence, what will be said, and what may be meant; a key takes it, and nothing is
/// written before the end. Elsewhere, and with `--json`, they are listed. `--answers` takes what a program has asked:
/// `{"answers": [{"id": …, "said": …}]}`.
///
/// A correction goes into the article as marks (text and Markdown), which is right for this place alone; or, without the
/// ending that the sentence gives, into the article's lexicon beside it or into that of the house.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files, folders, feeds and whatever else `natiq render` takes.
    #[arg(required = true)]
    inputs: Vec<String>,
    /// Look at the most doubtful words, so many percent of all.
    #[arg(long, value_name = "PERCENT", default_value = "10", value_parser = clap::value_parser!(u8).range(1..=100))]
    share: u8,
    /// List them as JSON.
    #[arg(long)]
    json: bool,
    /// Take the answers in this JSON file; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Where corrections go unless they say so themselves.
    #[arg(long, value_enum, default_value = "article")]
    to: Target,
    /// Who corrects, for the notes of lexicons.
    #[arg(long, env = "USER", default_value = "")]
    by: String,
    #[command(flatten)]
    reading: Reading,
}

/// Where a correction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    /// Into the article's file, as marks.
    Article,
    /// Into the lexicon beside the article's file.
    Beside,
    /// Into the lexicon of the house.
    House,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    answers: Vec<GivenAnswer>,
}

#[derive(Debug, Clone, Deserialize)]
struct GivenAnswer {
    #[serde(flatten)]
    answer: AnswerFields,
    /// The article, as it was listed; without it, every one that has a stretch of this id.
    source: Option<String>,
    to: Option<Target>,
}

/// An [`Answer`], which cannot be flattened, for it takes no other fields.
#[derive(Debug, Clone, Deserialize)]
struct AnswerFields {
    id: String,
    said: String,
}

/// An article and what is doubtful in it.
struct Reviewed<'a> {
    source: &'a Source,
    title: Option<String>,
    paragraphs: Vec<Paragraph>,
    review: Review,
}

#[derive(Debug, Serialize)]
struct Listed<'a> {
    source: &'a str,
    title: Option<&'a str>,
    n_words: usize,
    doubtful: &'a [Doubtful],
}

/// What became of an answer.
#[derive(Debug, Serialize)]
struct Taken {
    source: String,
    id: String,
    printed: String,
    said: String,
    to: Target,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> anyhow::Result<Outcome> {
    let given = arguments.answers.as_deref().map(read_answers).transpose()?;
    let speech_options = arguments.reading.speech_options(config, None)?;
    let gathered = job::gather(&arguments.inputs, Path::new(""), &Fetcher::own(input::MAX_FETCHED_BYTES));
    let mut failed = false;
    let mut complain = |name: &str, reason: &str| {
        failed = true;
        say(&format!("natiq: {name}: {reason}"));
    };
    gathered.unusable.iter().for_each(|unusable| complain(&unusable.name, &unusable.reason));
    ensure!(
        !(gathered.sources.is_empty() && gathered.unusable.is_empty()),
        "the inputs hold no article (`natiq render --help` says what is read)"
    );
    let mut pipeline = Engine::start(config)?.pipeline()?;
    let names = Names::built_in();
    let mut all = Vec::new();
    for source in &gathered.sources {
        match reviewed(source, &speech_options, arguments, &mut pipeline, &names) {
            Ok(reviewed) => all.push(reviewed),
            Err(error) => complain(&source.name, &format!("{error:#}")),
        }
    }
    let is_dialogue = !arguments.json && stdin().is_terminal() && stdout().is_terminal() && stderr().is_terminal();
    let answers = match given {
        Some(given) => given_answers(&all, given, arguments.to)?,
        None if is_dialogue => match Dialogue::new(arguments).run(&all)? {
            (answers, true) => answers,
            (answers, false) => {
                say(&match answers.len() {
                    0 => "natiq: left".to_owned(),
                    n => format!("natiq: left; corrections that were not taken: {n} (`q` takes them)"),
                });
                return Ok(Outcome::Stopped(Stop::Interrupt));
            }
        },
        None => {
            list(&all, arguments)?;
            return Ok(if failed { Outcome::SomeFailed } else { Outcome::Done });
        }
    };
    let house = House::open(config.lexicon_file())?;
    let taken = take(&all, answers, &house, &arguments.by)?;
    failed |= taken.iter().any(|taken| taken.error.is_some());
    if arguments.json {
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&taken)?)?;
    } else {
        taken.iter().for_each(|taken| say(&taken.line()));
        if taken.is_empty() {
            say("natiq: nothing was corrected");
        }
    }
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

fn read_answers(path: &Path) -> anyhow::Result<Vec<GivenAnswer>> {
    let mut text = String::new();
    if path == Path::new("-") {
        stdin().lock().read_to_string(&mut text).context("could not read standard input")?;
    } else {
        text = std::fs::read_to_string(path).with_context(|| format!("could not read `{}`", path.display()))?;
    }
    let file: AnswersFile =
        serde_json::from_str(&text).with_context(|| format!("`{}` holds no answers", path.display()))?;
    Ok(file.answers)
}

fn reviewed<'a>(
    source: &'a Source,
    speech_options: &SpeechOptions,
    arguments: &Arguments,
    pipeline: &mut Pipeline,
    names: &Names,
) -> anyhow::Result<Reviewed<'a>> {
    let article = source.article()?;
    let speech_options =
        SpeechOptions { lexicon: source.lexicon(speech_options.lexicon.clone())?, ..speech_options.clone() };
    let paragraphs: Vec<Paragraph> =
        article.reading(arguments.reading.paragraphs()).map(|paragraph| paragraph.into_owned()).collect();
    let mut review = Review::default();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        for utterance in spoken(paragraph, speech_options.structure) {
            review.add(index, &utterance, &pipeline.stages(&utterance, &speech_options)?, names);
        }
    }
    Ok(Reviewed { source, title: article.title.clone(), paragraphs, review: review.ranked() })
}

impl Reviewed<'_> {
    fn looked_at(&self, share: u8) -> Review {
        self.review.clone().first(f32::from(share) / 100.0)
    }
}

fn list(all: &[Reviewed], arguments: &Arguments) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    let looked_at: Vec<Review> = all.iter().map(|reviewed| reviewed.looked_at(arguments.share)).collect();
    if arguments.json {
        let listed = all.iter().zip(&looked_at).map(|(reviewed, review)| Listed {
            source: &reviewed.source.name,
            title: reviewed.title.as_deref(),
            n_words: review.n_words,
            doubtful: &review.doubtful,
        });
        let articles: Vec<Listed> = listed.collect();
        let document = BTreeMap::from([("articles", articles)]);
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?);
    }
    for (reviewed, review) in all.iter().zip(&looked_at) {
        writeln!(out, "{}: {} of {} words", reviewed.source.name, review.doubtful.len(), review.n_words)?;
        for doubtful in &review.doubtful {
            let others = doubtful.alternatives.join(" | ");
            let Doubtful { risk, printed, said, .. } = doubtful;
            writeln!(out, "{risk:.2}\t{}\t{printed}\t{said}\t{others}\t{}", reasons(doubtful), in_sentence(doubtful))?;
        }
    }
    Ok(())
}

fn reasons(doubtful: &Doubtful) -> String {
    let name = |reason| serde_json::to_value(reason).ok()?.as_str().map(str::to_owned);
    doubtful.reasons.iter().filter_map(name).collect::<Vec<_>>().join(" ")
}

/// The sentence, with the stretch between brackets.
fn in_sentence(doubtful: &Doubtful) -> String {
    let Doubtful { sentence, in_sentence: place, .. } = doubtful;
    let part = |range| sentence.get(range).unwrap_or_default();
    let [before, own, after] = [part(0..place.start), part(place.clone()), part(place.end..sentence.len())];
    format!("{before}[{own}]{after}").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An answer to a stretch of an article: its place in both lists, what is said, and where that goes.
struct Placed {
    article: usize,
    doubtful: usize,
    answer: Answer,
    to: Target,
}

/// Finds what the answers of a program are about.
fn given_answers(all: &[Reviewed], given: Vec<GivenAnswer>, to: Target) -> anyhow::Result<Vec<Placed>> {
    let mut placed = Vec::new();
    for GivenAnswer { answer: AnswerFields { id, said }, source, to: own } in given {
        let n_before = placed.len();
        for (article, reviewed) in all.iter().enumerate() {
            if source.as_ref().is_some_and(|source| *source != reviewed.source.name) {
                continue;
            }
            if let Some(doubtful) = reviewed.review.doubtful.iter().position(|doubtful| doubtful.id == id) {
                let answer = Answer { id: id.clone(), said: said.clone() };
                placed.push(Placed { article, doubtful, answer, to: own.unwrap_or(to) });
            }
        }
        ensure!(placed.len() > n_before, Misplaced::Unknown(id));
    }
    Ok(placed)
}

/// Puts answers where they go. An article's file is written once, with all of them.
fn take(all: &[Reviewed], answers: Vec<Placed>, house: &House, by: &str) -> anyhow::Result<Vec<Taken>> {
    let mut taken = Vec::new();
    for (article, reviewed) in all.iter().enumerate() {
        let mut places = Vec::new();
        let own = answers.iter().filter(|answer| answer.article == article);
        let first = taken.len();
        for Placed { doubtful, answer, to, .. } in own {
            let Some(doubtful) = reviewed.review.doubtful.get(*doubtful) else { continue };
            let outcome = match to {
                Target::Article => reviewed.place(doubtful, &answer.said).map(|place| places.push(place)),
                Target::Beside => reviewed.beside().and_then(|house| add(&house, doubtful, &answer.said, by)),
                Target::House => add(house, doubtful, &answer.said, by),
            };
            taken.push(Taken {
                source: reviewed.source.name.clone(),
                id: answer.id.clone(),
                printed: doubtful.printed.clone(),
                said: answer.said.clone(),
                to: *to,
                error: outcome.err().map(|error| format!("{error:#}")),
            });
        }
        if !places.is_empty()
            && let Err(error) = reviewed.write(places)
        {
            let into_article = taken.iter_mut().skip(first).filter(|taken| taken.to == Target::Article);
            into_article.for_each(|taken| {
                taken.error.get_or_insert_with(|| format!("{error:#}"));
            });
        }
    }
    Ok(taken)
}

/// Adds a correction to a lexicon, without the ending that its sentence gives it.
fn add(house: &House, doubtful: &Doubtful, said: &str, by: &str) -> anyhow::Result<()> {
    let note = format!("review: {}", in_sentence(doubtful));
    let entry = Entry::of_word_in_sentence(&doubtful.printed, said)?;
    let entry = entry.annotated(&note, by, Some(super::lexicon::now()));
    Ok(house.change(|lexicon| (Some(lexicon.with(entry)), ()))?)
}

impl Reviewed<'_> {
    /// The file, where marks can be written into it.
    fn file(&self) -> anyhow::Result<&Path> {
        let hint = "(send the correction to `beside` or `house`)";
        let Content::File(path) = &self.source.content else {
            anyhow::bail!("it is no file of its own, so no marks are written into it {hint}")
        };
        let kind = Kind::from_path(path);
        ensure!(
            matches!(kind, None | Some(Kind::Plain | Kind::Markdown)),
            "marks are written into text and Markdown only {hint}"
        );
        Ok(path)
    }

    fn document(&self) -> anyhow::Result<String> {
        let path = self.file()?;
        std::fs::read_to_string(path).with_context(|| format!("could not read `{}` as UTF-8", path.display()))
    }

    fn place(&self, doubtful: &Doubtful, said: &str) -> anyhow::Result<Place> {
        let document = self.document()?;
        let paragraph = self.paragraphs.get(doubtful.paragraph).context("the paragraph is there")?;
        Ok(Place::in_document(&document, paragraph.source.clone(), &paragraph.text, doubtful, said)?)
    }

    fn write(&self, places: Vec<Place>) -> anyhow::Result<()> {
        let path = self.file()?;
        let marked = with_marks(&self.document()?, places);
        durable::write(path, marked.as_bytes()).with_context(|| format!("could not write `{}`", path.display()))
    }

    /// The lexicon beside the file.
    fn beside(&self) -> anyhow::Result<House> {
        let Content::File(path) = &self.source.content else {
            anyhow::bail!("it is no file of its own, so there is no lexicon beside it (send the correction to `house`)")
        };
        Ok(House::open(lexicon::beside(path))?)
    }
}

impl Taken {
    fn line(&self) -> String {
        let Self { source, printed, said, to, error, .. } = self;
        let place = to.name();
        match error {
            None => format!("{source}: `{printed}` is said `{said}`, in {place}"),
            Some(error) => format!("natiq: {source}: `{printed}` is not in {place}: {error}"),
        }
    }
}

/// The review at a terminal.
struct Dialogue {
    share: u8,
    to: Target,
    terminal: Term,
}

/// What a key asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    /// It is right as it is.
    Right,
    /// The alternative of this number, from 0.
    Alternative(usize),
    Type,
    /// Go on, and leave what was answered.
    Skip,
    /// Send corrections elsewhere.
    Target,
    Back,
    /// Take what was answered so far.
    Done,
    /// Leave, and take nothing.
    Leave,
}

/// The narrowest terminal that lines are broken for.
const LEAST_WIDTH: usize = 20;

impl Dialogue {
    fn new(arguments: &Arguments) -> Self {
        Self { share: arguments.share, to: arguments.to, terminal: Term::stderr() }
    }

    /// Asks about one stretch after another; returns the answers and whether they are to be taken.
    fn run(mut self, all: &[Reviewed]) -> anyhow::Result<(Vec<Placed>, bool)> {
        let looked_at = all.iter().enumerate().flat_map(|(article, reviewed)| {
            (0..reviewed.looked_at(self.share).doubtful.len()).map(move |doubtful| (article, doubtful))
        });
        let looked_at: Vec<(usize, usize)> = looked_at.collect();
        let mut answers: Vec<Placed> = Vec::new();
        let mut at = 0;
        while let Some(&place) = looked_at.get(at) {
            let Some((reviewed, doubtful)) =
                all.get(place.0).and_then(|reviewed| Some((reviewed, reviewed.review.doubtful.get(place.1)?)))
            else {
                break;
            };
            let is_here = |answer: &Placed| (answer.article, answer.doubtful) == place;
            self.show(
                &reviewed.source.name,
                doubtful,
                answers.iter().find(|answer| is_here(answer)),
                at + 1,
                looked_at.len(),
            )?;
            let said = match self.wish()? {
                Wish::Right => {
                    answers.retain(|answer| !is_here(answer));
                    at += 1;
                    None
                }
                Wish::Alternative(number) => doubtful.alternatives.get(number).cloned(),
                Wish::Type => self.typed()?,
                Wish::Skip => {
                    at += 1;
                    None
                }
                Wish::Target => {
                    self.to = match self.to {
                        Target::Article => Target::Beside,
                        Target::Beside => Target::House,
                        Target::House => Target::Article,
                    };
                    None
                }
                Wish::Back => {
                    at = at.saturating_sub(1);
                    None
                }
                Wish::Done => break,
                Wish::Leave => return Ok((answers, false)),
            };
            if let Some(said) = said {
                answers.retain(|answer| !is_here(answer));
                let answer = Answer { id: doubtful.id.clone(), said };
                answers.push(Placed { article: place.0, doubtful: place.1, answer, to: self.to });
                at += 1;
            }
        }
        Ok((answers, true))
    }

    fn show(
        &self,
        name: &str,
        doubtful: &Doubtful,
        answered: Option<&Placed>,
        number: usize,
        count: usize,
    ) -> io::Result<()> {
        let Doubtful { risk, said, alternatives, .. } = doubtful;
        let width = usize::from(self.terminal.size().1).max(LEAST_WIDTH);
        let mut text = String::from("\n");
        let mut line = |line: &str| {
            for (index, part) in wrapped(line, width - 4).into_iter().enumerate() {
                let indent = if index == 0 { "" } else { "    " };
                let _ = writeln!(text, "{indent}{part}");
            }
        };
        line(&format!("{number}/{count} {name}, risk {risk:.2} ({})", reasons(doubtful)));
        line(&in_sentence(doubtful));
        line(&format!("  said: {}", if said.is_empty() { "nothing" } else { said }));
        for (number, alternative) in (1..=9).zip(alternatives) {
            line(&format!("  {number}) {alternative}"));
        }
        if let Some(Placed { answer, to, .. }) = answered {
            line(&format!("  corrected: {} ({})", answer.said, to.name()));
        }
        line(&format!(
            "Enter: right; number: say that; t: type; s: skip; b: back; l: corrections go to {}; q: done; Ctrl-C: leave",
            self.to.name()
        ));
        self.terminal.write_str(&text)
    }

    /// Waits for a key that asks for something; others do nothing.
    fn wish(&self) -> io::Result<Wish> {
        loop {
            if let Some(wish) = Wish::of(&self.terminal.read_key_raw()?) {
                return Ok(wish);
            }
        }
    }

    /// Has a line typed; `None` where it is empty, or was left by Escape or Ctrl-C. The line is drawn here, key by key:
    /// terminals that edit lines take a mark of a letter for a column, and some a letter for two.
    fn typed(&self) -> io::Result<Option<String>> {
        let mut line = String::new();
        loop {
            self.terminal.clear_line()?;
            self.terminal.write_str(&format!("  say: {line}"))?;
            match self.terminal.read_key_raw()? {
                Key::Enter => break,
                Key::Backspace => drop(line.pop()),
                // Ctrl-U.
                Key::Char('\u{15}') => line.clear(),
                Key::Char(letter) if !letter.is_control() => line.push(letter),
                Key::Escape | Key::CtrlC => {
                    line.clear();
                    break;
                }
                _ => {}
            }
        }
        self.terminal.write_line("")?;
        Ok(Some(line.trim().to_owned()).filter(|line| !line.is_empty()))
    }
}

impl Wish {
    /// Returns what a key asks for, on a Latin keyboard or at the same place of an Arabic one.
    fn of(key: &Key) -> Option<Self> {
        Some(match key {
            Key::Enter | Key::Char(' ') => Self::Right,
            Key::Char(digit @ '1'..='9') => Self::Alternative(*digit as usize - '1' as usize),
            Key::Char(digit @ '١'..='٩') => Self::Alternative(*digit as usize - '١' as usize),
            Key::Char('t' | 'ف') => Self::Type,
            Key::Char('s' | 'س') | Key::ArrowDown => Self::Skip,
            Key::Char('l' | 'م') => Self::Target,
            // Of the two letters that the key for b has there, the first.
            Key::Char('b' | 'ل') | Key::ArrowUp => Self::Back,
            // Ctrl-D too.
            Key::Char('q' | 'ض' | '\u{4}') => Self::Done,
            Key::CtrlC | Key::Char('\u{3}') => Self::Leave,
            _ => return None,
        })
    }
}

impl Target {
    /// Returns what it is called at a terminal.
    fn name(self) -> &'static str {
        match self {
            Self::Article => "the article",
            Self::Beside => "the article's lexicon",
            Self::House => "the lexicon of the house",
        }
    }
}

/// Breaks a line between words, so that no part is wider than that unless one word is.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in line.split_inclusive(' ') {
        match parts.last_mut() {
            Some(part) if measure_text_width(part) + measure_text_width(word.trim_end()) <= width => {
                part.push_str(word)
            }
            _ => parts.push(word.to_owned()),
        }
    }
    parts.iter_mut().for_each(|part| part.truncate(part.trim_end().len()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_by_what_is_seen_of_them() {
        assert_eq!(wrapped("  said: قَلَبَ", 20), ["  said: قَلَبَ"]);
        // Marks take no room: eleven columns.
        assert_eq!(wrapped("قَلَبَ الرَّجُلُ الصَّفْحَةَ", 11), ["قَلَبَ الرَّجُلُ", "الصَّفْحَةَ"]);
        assert_eq!(wrapped("a-word-without-end b", 5), ["a-word-without-end", "b"]);
        assert_eq!(wrapped("", 5), Vec::<String>::new());
    }

    #[test]
    fn keys_of_an_arabic_keyboard_are_those_of_a_latin_one() {
        for (latin, arabic) in [('t', 'ف'), ('s', 'س'), ('l', 'م'), ('b', 'ل'), ('q', 'ض'), ('3', '٣')] {
            let of = |letter| Wish::of(&Key::Char(letter));
            assert!(of(latin).is_some() && of(latin) == of(arabic), "{latin} {arabic}");
        }
        assert_eq!(Wish::of(&Key::Escape), None);
        assert_eq!(Wish::of(&Key::Char('ا')), None);
    }
}
