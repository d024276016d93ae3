//! The `kokoro` contract: Kokoro-82M, its distillations and its fine-tunes, such as Nabra for Arabic.
//!
//! The model takes symbol ids with a 0 at either end, a row of the voice's style pack (which row, the number of symbols
//! says) and a speed, and answers samples at 24 kHz. Inside it knows how long every symbol is and how high the voice
//! goes; a small change of the graph has it tell the one and take a factor for the other, so that word timings are exact
//! and pitch can be asked for. Where the graph is not built as the published ones are, timings are estimated and the
//! pitch is the voice's own.
//!
//! Symbols are the letters of IPA in the voice's own table. Arabic voices were trained on what espeak-ng and misaki make
//! of text: its spelling with `ʤ` as one letter, without the full stops that mark emphatic vowels (Nabra's front end takes
//! them out) and without what the table lacks (the bridge of `s̪`, so that ص and س are one to them).

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use serde::Deserialize;

use super::{
    Error, Manifest, Pitch, Rate, Spoken, Timings, check_ports, espeak,
    graph::{self, Graph},
    malformed,
    noise::Noise,
    timing,
};
use crate::{
    audio::{Samples, join::Edges},
    normalize::PauseLength,
    note::{Note, NoteCode},
    onnx::{Input, Runtime, Session},
    phonemize::{INVENTORY, Phoneme, PhonemeToken, PhonemeWord, Phonemes},
};

/// The most symbols of a call, without the two at its ends: style packs have so many rows.
const MOST_SYMBOLS: usize = 510;
/// Numbers in a row of a style pack.
const STYLE_LENGTH: usize = 256;
/// The id at either end.
const FRAME: i64 = 0;
/// What a voice says instead of an IPA letter that it does not have; the nearest Arabic sound.
const NEAREST: [(char, char); 4] = [('ħ', 'h'), ('ʕ', 'ʔ'), ('χ', 'x'), ('ʤ', 'ʒ')];
/// The input by which the fundamental frequency is multiplied, in the changed graph.
const PITCH: &str = "natiq_pitch";

/// What Natiq needs to know of a voice beside its model.
#[derive(Debug, Clone)]
pub(super) struct Config {
    ids: HashMap<char, i64>,
    /// How the voice writes phonemes of ours, where espeak-ng writes them otherwise.
    spelling: BTreeMap<String, String>,
    /// Rows of [`STYLE_LENGTH`] numbers, for utterances of one symbol, of two …
    styles: Vec<f32>,
    seed: u64,
}

/// `config.json` as Kokoro publishes it.
#[derive(Deserialize)]
struct Published {
    vocab: HashMap<String, i64>,
}

impl Config {
    /// Reads a voice's symbol table (Kokoro's `config.json`, an object from symbol to id, or sherpa-onnx's
    /// `tokens.txt`) and its style pack (float32, little-endian).
    pub(super) fn parse(manifest: &Manifest, table: &[u8], styles: &[u8]) -> Result<Self, Error> {
        let Some(ids) = read_table(table) else {
            return Err(malformed(manifest, format!("`{}` is no table of symbols", manifest.symbols)));
        };
        let row = STYLE_LENGTH * size_of::<f32>();
        if styles.is_empty() || !styles.len().is_multiple_of(row) {
            let what =
                format!("the style pack has {} bytes, which is not rows of {STYLE_LENGTH} numbers", styles.len());
            return Err(malformed(manifest, what));
        }
        let numbers = styles.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let mut styles: Vec<f32> = numbers.collect();
        // Packs of several speakers stand one after another.
        if let Some(speaker) = manifest.speaker {
            let length = MOST_SYMBOLS * STYLE_LENGTH;
            let start = usize::try_from(speaker).ok().and_then(|speaker| speaker.checked_mul(length));
            let pack = start.and_then(|start| styles.get(start..start + length)).map(<[f32]>::to_vec);
            styles = pack.ok_or_else(|| malformed(manifest, format!("the style pack has no speaker {speaker}")))?;
        }
        for phoneme in manifest.spelling.keys() {
            if Phoneme::from_ipa(phoneme).is_none() {
                return Err(malformed(manifest, format!("`spelling` has `{phoneme}`, which is no phoneme")));
            }
        }
        let config = Self { ids, spelling: manifest.spelling.clone(), styles, seed: manifest.seed };
        for phoneme in INVENTORY {
            let spelt = Phoneme::from_ipa(phoneme).map(|phoneme| config.ids_of(&config.spell(&[phoneme])).0);
            if spelt.is_none_or(|ids| ids.is_empty()) {
                return Err(malformed(manifest, format!("symbol table has no `{phoneme}` and nothing near it")));
            }
        }
        Ok(config)
    }

    /// Returns the symbols of an utterance, each with the index of the token it speaks, without the frame.
    fn encode(&self, phonemes: &Phonemes) -> (Vec<(i64, Option<usize>)>, Vec<Note>) {
        let mut symbols: Vec<(i64, Option<usize>)> = Vec::new();
        let mut notes = Vec::new();
        let space = self.ids.get(&' ').copied();
        let mut pause = None;
        for (at, token) in phonemes.tokens.iter().enumerate() {
            match token {
                PhonemeToken::Pause(length) => {
                    let sign = self.ids.get(&sign(*length)).copied();
                    if let Some(id) = sign.filter(|_| pause.is_none() && !symbols.is_empty()) {
                        symbols.push((id, Some(at)));
                        pause = Some(at);
                    }
                }
                PhonemeToken::Word(word) => {
                    if let Some(space) = space.filter(|_| !symbols.is_empty()) {
                        // The silence of a pause lies on its sign and on the space behind it.
                        symbols.push((space, pause));
                    }
                    pause = None;
                    let (ids, replaced) = self.ids_of(&self.spell_word(word));
                    symbols.extend(ids.into_iter().map(|id| (id, Some(at))));
                    for (wanted, spoken) in replaced {
                        let message = format!("symbol `{wanted}` is not in the voice, `{spoken}` is spoken");
                        notes.push(Note::new(NoteCode::PhonemeSubstituted, message, word.source.clone()));
                    }
                }
            }
        }
        match symbols.last_mut() {
            // The pause at the end is the utterance's own, and nobody cuts there.
            Some(last) if pause.is_some() => last.1 = None,
            Some(_) => symbols.extend(self.ids.get(&'.').map(|&id| (id, None))),
            None => {}
        }
        (symbols, notes)
    }

    fn spell_word(&self, word: &PhonemeWord) -> String {
        if self.spelling.is_empty() {
            joined(&espeak::arabic(&word.text, &word.phonemes))
        } else {
            self.spell(&word.phonemes)
        }
    }

    /// Spells phonemes in the voice's way: what it writes in a way of its own, and espeak-ng's spelling between.
    fn spell(&self, phonemes: &[Phoneme]) -> String {
        let mut spelt = String::new();
        for stretch in phonemes.chunk_by(|one, other| self.own(*one).is_none() && self.own(*other).is_none()) {
            match stretch {
                [phoneme] if let Some(own) = self.own(*phoneme) => spelt.push_str(own),
                stretch => spelt.push_str(&joined(&espeak::arabic("", stretch))),
            }
        }
        spelt
    }

    fn own(&self, phoneme: Phoneme) -> Option<&str> {
        self.spelling.get(phoneme.ipa()).map(String::as_str)
    }

    /// Returns the ids of a spelling, and which letters are replaced by which. Marks that the table lacks are left out,
    /// as they were in training.
    fn ids_of(&self, spelt: &str) -> (Vec<i64>, Vec<(char, char)>) {
        let mut ids = Vec::new();
        let mut replaced = Vec::new();
        for letter in spelt.chars() {
            if let Some(&id) = self.ids.get(&letter) {
                ids.push(id);
                continue;
            }
            let nearest = NEAREST.iter().find(|(wanted, _)| *wanted == letter);
            if let Some((&(wanted, spoken), &id)) = nearest.and_then(|pair| Some((pair, self.ids.get(&pair.1)?))) {
                ids.push(id);
                replaced.push((wanted, spoken));
            }
        }
        (ids, replaced)
    }

    /// Returns the row of the style pack for so many symbols.
    fn style(&self, n_symbols: usize) -> Vec<f32> {
        let rows = self.styles.len() / STYLE_LENGTH;
        let row = n_symbols.clamp(1, rows) - 1;
        self.styles[row * STYLE_LENGTH..(row + 1) * STYLE_LENGTH].to_vec()
    }
}

/// Returns one string of a spelling, with the affricate as the one letter that Kokoro has for it, and without the marks
/// that would be full stops to it.
fn joined(spelt: &[String]) -> String {
    spelt.concat().replace("dʒ", "ʤ").replace('.', "")
}

fn sign(length: PauseLength) -> char {
    match length {
        PauseLength::Short => ',',
        PauseLength::Long => '.',
        PauseLength::Question => '?',
    }
}

/// Reads a symbol table in any of the forms it is published in.
fn read_table(table: &[u8]) -> Option<HashMap<char, i64>> {
    let symbols: HashMap<String, i64> = serde_json::from_slice(table)
        .or_else(|_| serde_json::from_slice::<Published>(table).map(|published| published.vocab))
        .ok()
        .or_else(|| {
            let line = |line: &str| {
                let (symbol, id) = line.trim_end_matches('\r').rsplit_once(' ')?;
                Some((symbol.to_owned(), id.parse().ok()?))
            };
            std::str::from_utf8(table).ok()?.lines().filter(|text| !text.is_empty()).map(line).collect()
        })?;
    let single = |(symbol, id): (String, i64)| {
        let mut letters = symbol.chars();
        // What stands for more than a letter is no symbol of a text (`$`, `<pad>`).
        letters.next().filter(|_| letters.next().is_none()).map(|letter| (letter, id))
    };
    Some(symbols.into_iter().filter_map(single).collect())
}

/// An opened Kokoro model.
pub(super) struct Kokoro {
    config: Config,
    session: Session,
    names: Names,
    /// The tables of noise that the model takes.
    noise: Vec<(&'static str, Vec<f32>)>,
}

/// What the model calls its values.
struct Names {
    symbols: &'static str,
    style: &'static str,
    audio: String,
    /// The length of every symbol in frames, before it is rounded up to one.
    durations: Option<String>,
    takes_pitch: bool,
}

impl Kokoro {
    /// Changes the graph so that it tells and takes more, opens it, and checks its inputs and outputs.
    pub(super) fn open(manifest: &Manifest, config: Config, model: &[u8], runtime: &Runtime) -> Result<Self, Error> {
        let (mut durations, mut takes_pitch, mut tables) = (None, false, Vec::new());
        let changed = Graph::read(model).map(|mut graph| {
            durations = durations_of(&graph);
            if let Some(durations) = &durations {
                graph.answer(durations);
            }
            takes_pitch = frequency_of(&graph).is_some_and(|frequency| graph.multiply(&frequency, PITCH));
            tables = graph.seed();
            graph.finish()
        });
        let session = Session::open_large(runtime, &manifest.id, changed.as_deref().unwrap_or(model))?;
        drop(changed);
        let (inputs, outputs) = (session.inputs(), session.outputs());
        let named = |one: &'static str, other: &'static str| {
            if inputs.iter().any(|port| port.name == other) { other } else { one }
        };
        let (symbols, style) = (named("input_ids", "tokens"), named("style", "ref_s"));
        let expected = [(symbols, "int64", 2), (style, "float32", 2), ("speed", "float32", 1)];
        check_ports(manifest, "input", &inputs, &expected)?;
        let is_audio = |port: &&crate::onnx::Port| Some(&port.name) != durations.as_ref() && port.element == "float32";
        let Some(audio) = outputs.iter().find(is_audio).map(|port| port.name.clone()) else {
            return Err(malformed(manifest, "expected an output float32 with samples".to_owned()));
        };
        // What is told in another type than that of the published models is not read.
        durations.take_if(|name| !outputs.iter().any(|port| port.name == *name && port.element == "float32"));
        let mut random = Noise::new(config.seed);
        let table = |name: &'static str| {
            let numbers = match name {
                graph::UNIFORM => random.uniform(graph::NOISE_LENGTH),
                _ => random.normal(graph::NOISE_LENGTH),
            };
            (name, numbers)
        };
        let noise = tables.into_iter().map(table).collect();
        let names = Names { symbols, style, audio, durations, takes_pitch };
        Ok(Self { config, session, names, noise })
    }

    pub(super) fn takes_pitch(&self) -> bool {
        self.names.takes_pitch
    }

    pub(super) fn timings(&self) -> Timings {
        if self.names.durations.is_some() { Timings::Exact } else { Timings::Estimated }
    }

    pub(super) fn symbol_ids(&self, phonemes: &Phonemes) -> Vec<i64> {
        framed(&self.config.encode(phonemes).0)
    }

    pub(super) fn speak(
        &mut self,
        manifest: &Manifest,
        phonemes: &Phonemes,
        rate: Rate,
        pitch: Pitch,
    ) -> Result<Spoken, Error> {
        let (symbols, notes) = self.config.encode(phonemes);
        let mut samples = Vec::new();
        // The span of every symbol, and what of the samples is pause at either end.
        let mut spans: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        let mut edges = Edges::UNKNOWN;
        for call in calls(&symbols) {
            let start = samples.len();
            let (audio, lengths) = self.run(manifest, &framed(call), self.config.style(call.len()), rate, pitch)?;
            samples.extend(audio);
            let Some(lengths) = lengths else { continue };
            let bounds = timing::bounds(&lengths, start..samples.len());
            if start == 0 {
                edges.leading = bounds[1];
            }
            let last_word = call.iter().rposition(|(_, token)| token.is_some()).map_or(0, |last| last + 1);
            edges.trailing = samples.len() - bounds[last_word + 1];
            spans.extend(call.iter().zip(bounds[1..].windows(2)).map(|((_, token), edge)| (edge[0]..edge[1], *token)));
        }
        let timings = self.timings();
        let tokens = match timings {
            Timings::Exact => timing::exact(spans.into_iter(), phonemes.tokens.len(), edges.leading),
            Timings::Estimated => timing::estimate(phonemes, &samples),
        };
        let samples = Samples { samples, sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges, timings, notes })
    }

    /// Runs the model once; returns samples and, where it tells them, the frames of each symbol.
    fn run(
        &mut self,
        manifest: &Manifest,
        ids: &[i64],
        style: Vec<f32>,
        rate: Rate,
        pitch: Pitch,
    ) -> Result<(Vec<f32>, Option<Vec<f32>>), Error> {
        let names = &self.names;
        let style = Input::float32_batch(style);
        let mut inputs = vec![
            (names.symbols, Input::int64_batch(ids.to_vec())),
            (names.style, style),
            ("speed", Input::float32(vec![rate.factor()])),
        ];
        if names.takes_pitch {
            inputs.push((PITCH, Input::float32(vec![(pitch.semitones() / 12.0).exp2()])));
        }
        inputs.extend(self.noise.iter().map(|(name, numbers)| (*name, Input::float32(numbers.clone()))));
        let outputs = self.session.run(inputs)?;
        let audio = outputs.float32(&names.audio)?.1.to_vec();
        let Some(durations) = &names.durations else { return Ok((audio, None)) };
        // The model gives every symbol a frame at least, in the step after.
        let lengths: Vec<f32> = outputs.float32(durations)?.1.iter().map(|length| length.max(1.0)).collect();
        if lengths.len() != ids.len() {
            return Err(malformed(manifest, format!("{} durations for {} symbols", lengths.len(), ids.len())));
        }
        Ok((audio, Some(lengths)))
    }
}

/// Finds the length of every symbol: what is rounded first of all that depends on the speed.
fn durations_of(graph: &Graph<'_>) -> Option<String> {
    let speed = graph.after("speed");
    let round = speed.iter().find(|node| node.operator == "Round")?;
    round.outputs.first().map(|&name| name.to_owned())
}

/// Finds the curve of the fundamental frequency: what the layer `F0_proj` hands on to others.
fn frequency_of(graph: &Graph<'_>) -> Option<String> {
    let is_layer = |name: &str| name.contains("F0_proj");
    let last = graph.nodes().iter().rfind(|node| {
        is_layer(node.name) || node.inputs.iter().any(|input| is_layer(input) && input.ends_with("weight"))
    })?;
    last.outputs.first().map(|&name| name.to_owned())
}

/// Returns ids with the frame.
fn framed(symbols: &[(i64, Option<usize>)]) -> Vec<i64> {
    let ids = symbols.iter().map(|(id, _)| *id);
    std::iter::once(FRAME).chain(ids).chain(std::iter::once(FRAME)).collect()
}

/// Cuts an utterance into calls of at most [`MOST_SYMBOLS`]: after the last pause that fits, else after the last word,
/// else anywhere.
fn calls(symbols: &[(i64, Option<usize>)]) -> impl Iterator<Item = &[(i64, Option<usize>)]> {
    let mut rest = symbols;
    std::iter::from_fn(move || {
        let n_taken = if rest.len() <= MOST_SYMBOLS {
            rest.len()
        } else {
            let ends_word = |at: &usize| rest[at - 1].1 != rest[*at].1;
            (1..=MOST_SYMBOLS).rev().find(ends_word).unwrap_or(MOST_SYMBOLS)
        };
        let (taken, left) = rest.split_at(n_taken);
        rest = left;
        (!taken.is_empty()).then_some(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kokoro's own table, as far as Arabic needs it, and the two letters that Nabra adds.
    const TABLE: &str = r#"{"vocab": {";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, " ": 16, "a": 43, "b": 44, "d": 46,
        "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "q": 59, "r": 60, "s": 61, "t": 62, "u": 63,
        "v": 64, "w": 65, "x": 66, "z": 68, "ð": 81, "ʤ": 82, "θ": 119, "ʃ": 131, "ɣ": 139, "χ": 142, "ʔ": 148, "ˈ": 156,
        "ˌ": 157, "ː": 158, "ʕ": 7, "ħ": 8}}"#;

    fn manifest(more: &str) -> Manifest {
        let text = format!(
            "id = 'nabra'\nname_ar = 'نبرة'\nname_en = 'Nabra'\nlanguage = 'ar'\ngender = 'female'\n\
             licence = 'Apache-2.0'\nattribution = 'x'\ncontract = 'kokoro'\nsample_rate = 24000\nmodel = 'model.onnx'\n\
             symbols = 'config.json'\nsha256 = ''\n{more}"
        );
        toml::from_str(&text).unwrap()
    }

    fn styles(rows: usize) -> Vec<u8> {
        (0..rows).flat_map(|row| [row as f32; STYLE_LENGTH]).flat_map(f32::to_le_bytes).collect()
    }

    fn config(more: &str, table: &str) -> Result<Config, Error> {
        Config::parse(&manifest(more), table.as_bytes(), &styles(510))
    }

    /// Checks the symbols that an utterance is spelt with.
    #[track_caller]
    fn check_with(config: &Config, phonemes: &str, expect: &str) {
        let (symbols, _) = config.encode(&phonemes.parse().unwrap());
        let letter = |id: i64| config.ids.iter().find(|(_, other)| **other == id).unwrap().0;
        let spelt: String =
            symbols.iter().map(|(id, _)| letter(*id)).filter(|letter| !"ˈˌ".contains(**letter)).collect();
        assert_eq!(spelt, expect);
    }

    #[track_caller]
    fn check(phonemes: &str, expect: &str) {
        check_with(&config("", TABLE).unwrap(), phonemes, expect);
    }

    #[test]
    fn words_are_spelt_as_in_training() {
        check("ʔ a ʃː a m s u | tˤ a r iː q", "ʔaʃʃamsu tariːq.");
        check("dʒ a dː | ðˤ a h r", "ʤadː ðahr.");
    }

    #[test]
    fn pause_is_its_sign_and_one_is_enough() {
        check("m i n , b a .", "min, ba.");
        check("h a l ?", "hal?");
        check("m i n , . b a", "min, ba.");
        check(", m i n", "min.");
    }

    #[test]
    fn voice_without_a_letter_says_the_nearest_and_a_note_says_so() {
        let poor = TABLE.replace(r#", "ʕ": 7, "ħ": 8"#, "");
        let config = config("", &poor).unwrap();
        check_with(&config, "ʕ a m a l", "ʔamal.");
        let notes = config.encode(&"ʕ a m a l".parse().unwrap()).1;
        assert_eq!(notes[0].message, "symbol `ʕ` is not in the voice, `ʔ` is spoken");
    }

    #[test]
    fn voice_may_spell_in_its_own_way() {
        let config = config("[spelling]\n'sˤ' = 'sː'\n'aː' = 'a'\n", TABLE).unwrap();
        check_with(&config, "b a sˤ aː ħ", "basːaħ.");
    }

    #[test]
    fn tables_are_read_in_every_form_they_are_published_in() {
        let published: Published = serde_json::from_str(TABLE).unwrap();
        let plain = serde_json::to_string(&published.vocab).unwrap();
        let lines: String = published.vocab.iter().map(|(symbol, id)| format!("{symbol} {id}\n")).collect();
        let expect = read_table(TABLE.as_bytes()).unwrap();
        assert_eq!(expect[&' '], 16);
        assert_eq!(read_table(plain.as_bytes()).unwrap(), expect);
        assert_eq!(read_table(lines.as_bytes()).unwrap(), expect);
        assert!(read_table(b"<html>").is_none());
    }

    #[test]
    fn table_without_a_phoneme_is_refused() {
        let error = config("", &TABLE.replace("\"m\": 55, ", "")).unwrap_err();
        assert_eq!(error.to_string(), "malformed voice `nabra`: symbol table has no `m` and nothing near it");
    }

    #[test]
    fn style_is_the_row_of_the_number_of_symbols() {
        let config = config("", TABLE).unwrap();
        assert_eq!((config.style(1)[0], config.style(510)[255], config.style(600)[0]), (0.0, 509.0, 509.0));
        let second = Config::parse(&manifest("speaker = 1"), TABLE.as_bytes(), &styles(1020)).unwrap();
        assert_eq!(second.style(1)[0], 510.0);
        let cut = Config::parse(&manifest(""), TABLE.as_bytes(), &styles(510)[..1000]).unwrap_err();
        assert!(cut.to_string().contains("style pack has 1000 bytes"), "{cut}");
        let third = Config::parse(&manifest("speaker = 2"), TABLE.as_bytes(), &styles(1020)).unwrap_err();
        assert!(third.to_string().contains("no speaker 2"), "{third}");
    }

    #[test]
    fn long_utterance_is_cut_between_words_and_loses_nothing() {
        let word = "m u s t a ʃ f a j aː t u n";
        let phonemes: Phonemes = [word; 100].join(" | ").parse().unwrap();
        let (symbols, _) = config("", TABLE).unwrap().encode(&phonemes);
        let cut: Vec<_> = calls(&symbols).collect();
        assert!(cut.len() > 2 && cut.iter().all(|call| call.len() <= MOST_SYMBOLS));
        assert_eq!(cut.concat(), symbols);
        for pair in cut.windows(2) {
            assert_ne!(pair[0].last().unwrap().1, pair[1][0].1, "a word was cut");
        }
    }
}
