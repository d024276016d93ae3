//! Stretches of which their author has said how they are read (SSML): other words, the sounds themselves, a number that
//! counts, ranks, is dialled or is spelled.
//!
//! They are lexemes among the others, so that the words around them find their grammar: an alias is read in its place by
//! the readers that read everything; what is said to be something is read as that, asked of no other reader, and taken by
//! none that reads what stands before it.

use std::ops::Range;

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Normalized, Options, Rule, Token, acronym, cardinal, context, date, noun, ordinal, proclitic, scan, time};
use crate::phoneme::Phoneme;
use crate::sentence::ascii_digit;
use crate::ssml::{Directions, Say, Span};
use crate::utterance::Utterance;

/// An utterance as it is spoken, with the words around it in its sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct InSentence {
    /// What is said before it; sources have no meaning here.
    pub before: Vec<Token>,
    pub own: Normalized,
    /// What is said after it; sources have no meaning here.
    pub after: Vec<Token>,
}

/// Reads an utterance together with what stands around it in its sentence.
pub(super) fn in_sentence(utterance: &Utterance, options: &Options) -> InSentence {
    let Utterance { text, before, after, directions, .. } = utterance;
    let whole = Utterance {
        directions: Directions { spans: directions.spans.clone(), ..Directions::default() },
        ..Utterance::alone([before.as_str(), text, after].concat(), utterance.pause_after)
    };
    let Normalized { tokens, notes, doubts } = super::read_all(&whole, options);
    let own = before.len()..before.len() + text.len();
    let placed = |source: &Range<usize>| {
        let place = |at: usize| at.clamp(own.start, own.end) - own.start + utterance.source.start;
        place(source.start)..place(source.end)
    };
    let is_own = |source: &Range<usize>| own.contains(&source.start);
    let first = tokens.iter().position(|token| token.source().start >= own.start).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|token| token.source().start < own.end).map_or(first, |last| last + 1);
    let (before, rest) = tokens.split_at(first);
    let (inner, after) = rest.split_at(last.max(first) - first);
    // A pause before the first word has been made by the utterance before.
    let inner = inner.iter().skip_while(|token| token.word().is_none()).cloned().map(|mut token| {
        match &mut token {
            Token::Word(word) => word.source = placed(&word.source),
            Token::Pause(pause) => pause.source = placed(&pause.source),
        }
        token
    });
    let mut notes = notes;
    notes.retain(|note| is_own(&note.source));
    notes.iter_mut().for_each(|note| note.source = placed(&note.source));
    let mut doubts = doubts;
    doubts.retain(|doubt| is_own(&doubt.source));
    doubts.iter_mut().for_each(|doubt| doubt.source = placed(&doubt.source));
    let own = Normalized { tokens: inner.collect(), notes, doubts };
    InSentence { before: before.to_vec(), own, after: after.to_vec() }
}

/// The stretches of an utterance whose reading is given, in order; bytes of its text.
pub(super) struct Said<'a> {
    spans: &'a [Span],
}

impl<'a> Said<'a> {
    /// What is said of an utterance that is read with nothing around it.
    pub(super) fn of(utterance: &'a Utterance) -> Self {
        Self { spans: &utterance.directions.spans }
    }

    /// Cuts the utterance into lexemes.
    pub(super) fn scan(&self, utterance: &Utterance) -> Vec<Lexeme> {
        if self.spans.is_empty() {
            return scan::scan(utterance);
        }
        let text = utterance.text.as_str();
        let mut lexemes = Vec::new();
        let mut at = 0;
        for span in self.spans {
            lexemes.extend(scan_between(text, at..span.source.start));
            let printed = text.get(span.source.clone()).unwrap_or_default();
            let spaced = text.get(..span.source.start).is_none_or(|before| before.ends_with(char::is_whitespace));
            let more = lexemes_of(span, printed, spaced);
            if matches!(span.say, Say::Alias(_)) {
                add(&mut lexemes, more)
            } else {
                lexemes.extend(more)
            }
            at = span.source.end;
        }
        // What is glued to a stretch is one word with it, where both are words.
        let rest = scan_between(text, at..text.len());
        lexemes.extend(rest);
        join_suffixes(&mut lexemes, self.spans);
        lexemes
    }

    /// Reads a stretch whose reading is given, perhaps with a prefix printed before it.
    pub(super) fn read(&self, lexemes: &[Lexeme], at: usize, options: &Options, text: &str) -> Option<Reading> {
        if self.spans.is_empty() {
            return None;
        }
        if let Some(say) = self.forced(lexemes, at) {
            return Some(forced(say, lexemes, at, options, text));
        }
        let host = proclitic::host(lexemes, at)?;
        let say = self.forced(lexemes, host)?;
        Some(proclitic::join(lexemes, at, host, forced(say, lexemes, host, options, text)))
    }

    /// Has a reader read what no reading is given for, and has it do so once more without what follows, where it takes
    /// a stretch for which one is.
    pub(super) fn beside(&self, lexemes: &[Lexeme], at: usize, read: impl Fn(&[Lexeme]) -> Reading) -> Reading {
        let reading = read(lexemes);
        if self.spans.is_empty() {
            return reading;
        }
        let taken = at + 1..(at + reading.consumed).min(lexemes.len());
        match taken.into_iter().find(|&index| self.forced(lexemes, index).is_some()) {
            Some(end) => read(lexemes.get(..end).unwrap_or(lexemes)),
            None => reading,
        }
    }

    /// Says of the words of an alias that they are.
    pub(super) fn tell_aliases(&self, tokens: &mut [Token]) {
        let is_alias = |source: &Range<usize>| {
            let next = self.spans.partition_point(|span| span.source.end <= source.start);
            self.spans.get(next).is_some_and(|span| matches!(span.say, Say::Alias(_)) && span.source.start < source.end)
        };
        for token in tokens {
            if let Token::Word(word) = token
                && matches!(word.rule, Rule::Plain | Rule::Spelling)
                && is_alias(&word.source)
            {
                word.rule = Rule::Alias;
            }
        }
    }

    /// How the lexeme at `at` is read, if that is given.
    fn forced(&self, lexemes: &[Lexeme], at: usize) -> Option<&'a Say> {
        let source = &lexemes.get(at)?.source;
        let found = self.spans.binary_search_by_key(&source.start, |span| span.source.start).ok()?;
        let span = self.spans.get(found).filter(|span| span.source == *source)?;
        (!matches!(span.say, Say::Alias(_))).then_some(&span.say)
    }
}

fn scan_between(text: &str, range: Range<usize>) -> Vec<Lexeme> {
    let Some(piece) = text.get(range.clone()).filter(|piece| !piece.is_empty()) else { return Vec::new() };
    let utterance = Utterance::alone(piece, crate::utterance::Break::Phrase);
    scan::scan(&Utterance { source: range, ..utterance })
}

/// What the readers see of a stretch.
fn lexemes_of(span: &Span, printed: &str, spaced: bool) -> Vec<Lexeme> {
    let source = span.source.clone();
    let one = |kind, text: String| vec![Lexeme { text, kind, source: source.clone(), spaced }];
    match &span.say {
        Say::Alias(alias) => {
            let mut lexemes = scan_between(alias, 0..alias.len());
            for (i, lexeme) in lexemes.iter_mut().enumerate() {
                lexeme.source = source.clone();
                lexeme.spaced = if i == 0 { spaced } else { lexeme.spaced };
            }
            lexemes
        }
        Say::Phonemes(words) => {
            one(Kind::Arabic, words.first().map(|word| number::bare(&spelt(word))).unwrap_or_default())
        }
        Say::Cardinal { value, .. } => one(Kind::Number, value.to_string()),
        Say::Ordinal(value) => one(Kind::Number, value.to_string()),
        Say::Date { .. } | Say::Time { .. } | Say::Telephone => one(Kind::Number, digits(printed)),
        Say::Characters => one(Kind::Latin, "x".to_owned()),
    }
}

/// Adds the lexemes of an alias; its first word is one with what is printed before it without a space.
fn add(lexemes: &mut Vec<Lexeme>, more: Vec<Lexeme>) {
    let mut more = more.into_iter().peekable();
    if let Some(before) = lexemes.last_mut().filter(|before| before.kind == Kind::Arabic)
        && let Some(first) =
            more.next_if(|first| !first.spaced && first.kind == Kind::Arabic && before.source.end == first.source.start)
    {
        before.text = proclitic::attach(&before.text, &first.text);
        before.source.end = first.source.end;
    }
    lexemes.extend(more);
}

/// Makes one word of the last of an alias and what is printed after it without a space.
fn join_suffixes(lexemes: &mut Vec<Lexeme>, spans: &[Span]) {
    let is_alias_end = |lexeme: &Lexeme| {
        spans
            .binary_search_by_key(&lexeme.source.end, |span| span.source.end)
            .ok()
            .and_then(|found| spans.get(found))
            .is_some_and(|span| matches!(span.say, Say::Alias(_)))
    };
    let mut joined: Vec<Lexeme> = Vec::with_capacity(lexemes.len());
    for lexeme in lexemes.drain(..) {
        match joined.last_mut() {
            Some(before)
                if !lexeme.spaced
                    && before.kind == Kind::Arabic
                    && lexeme.kind == Kind::Arabic
                    && lexeme.source.start == before.source.end
                    && is_alias_end(before) =>
            {
                before.text.push_str(&lexeme.text);
                before.source.end = lexeme.source.end;
            }
            _ => joined.push(lexeme),
        }
    }
    *lexemes = joined;
}

/// Reads a stretch as it is said to be read.
fn forced(say: &Say, lexemes: &[Lexeme], at: usize, options: &Options, text: &str) -> Reading {
    let source = span(lexemes, at..at + 1);
    let printed = text.get(source.clone()).unwrap_or_default();
    let (words, rule) = match say {
        Say::Cardinal { negative: false, value } => {
            if let Some(reading) = cardinal::read(lexemes, at, options) {
                return reading;
            }
            (number::cardinal(*value, Form::plain(context::case(lexemes, at).0)), Rule::Cardinal)
        }
        Say::Cardinal { negative: true, value } => {
            let mut words = vec!["نَاقِص".to_owned()];
            words.extend(number::cardinal(*value, Form::plain(Case::Genitive)));
            (words, Rule::Cardinal)
        }
        Say::Ordinal(value) => (ranked(*value, lexemes, at), Rule::Ordinal),
        Say::Date { day, month, year } => (date::words(lexemes, at, *day, *month, *year), Rule::Date),
        Say::Time { hour, minute, second, half } => {
            (time::words(lexemes, at, [Some(*hour), *minute, *second], *half), Rule::Time)
        }
        Say::Telephone => {
            let plus = printed.trim_start().starts_with('+').then(|| "زَائِد".to_owned());
            (plus.into_iter().chain(number::digits(&digits(printed))).collect(), Rule::Phone)
        }
        Say::Phonemes(words) => (words.iter().map(|word| spelt(word)).collect(), Rule::Phonemes),
        Say::Characters => return Reading { consumed: 1, spoken: characters(printed, &source), notes: Vec::new() },
        // Read by the readers of everything.
        Say::Alias(_) => (vec![], Rule::Alias),
    };
    Reading { consumed: 1, spoken: Spoken::words(words, rule, &source).collect(), notes: Vec::new() }
}

/// An ordinal agrees with the noun before it.
fn ranked(value: u64, lexemes: &[Lexeme], at: usize) -> Vec<String> {
    let noun = context::word_before(lexemes, at).filter(|(_, word)| !ordinal::is_particle(word));
    let (gender, case) = match noun {
        Some((index, word)) => {
            let stem = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(&word);
            (noun::gender(stem), context::case(lexemes, index).0)
        }
        None => (Gender::Masculine, context::case(lexemes, at).0),
    };
    number::ordinal(value, gender, case, false)
}

/// Each letter by its name, each digit by its own.
fn characters(printed: &str, source: &Range<usize>) -> Vec<Spoken> {
    let name = |c: char| -> Option<(&'static str, Rule)> {
        let digit = digits(&c.to_string()).chars().next().and_then(|digit| digit.to_digit(10));
        let digit = digit.and_then(|digit| number::DIGITS.get(digit as usize)).map(|name| (*name, Rule::Digits));
        let letter =
            || acronym::arabic_letter(c).or_else(|| acronym::latin_letter(c)).map(|name| (name, Rule::Acronym));
        digit.or_else(letter)
    };
    let named = printed.chars().filter_map(name);
    named.flat_map(|(name, rule)| Spoken::words([name.to_owned()], rule, source)).collect()
}

/// The digits of a text, in ASCII.
fn digits(text: &str) -> String {
    text.chars().filter_map(ascii_digit).collect()
}

/// The letters of each consonant of the inventory.
const LETTERS: [(&str, char); 29] = [
    ("ʔ", 'ء'),
    ("b", 'ب'),
    ("t", 'ت'),
    ("θ", 'ث'),
    ("dʒ", 'ج'),
    ("ħ", 'ح'),
    ("x", 'خ'),
    ("d", 'د'),
    ("ð", 'ذ'),
    ("r", 'ر'),
    ("z", 'ز'),
    ("s", 'س'),
    ("ʃ", 'ش'),
    ("sˤ", 'ص'),
    ("dˤ", 'ض'),
    ("tˤ", 'ط'),
    ("ðˤ", 'ظ'),
    ("ʕ", 'ع'),
    ("ɣ", 'غ'),
    ("f", 'ف'),
    ("q", 'ق'),
    ("k", 'ك'),
    ("l", 'ل'),
    ("m", 'م'),
    ("n", 'ن'),
    ("h", 'ه'),
    ("w", 'و'),
    ("j", 'ي'),
    ("v", 'ڤ'),
];

/// A word of phonemes in letters with their marks: what is shown of it, and what the words around it see.
fn spelt(phonemes: &[Phoneme]) -> String {
    let mut word = String::new();
    let mut is_open = false;
    for phoneme in phonemes {
        let ipa = phoneme.ipa();
        let short = ipa.strip_suffix('ː').unwrap_or(ipa);
        let vowel = match short {
            "a" => Some(('\u{64E}', 'ا')),
            "i" => Some(('\u{650}', 'ي')),
            "u" => Some(('\u{64F}', 'و')),
            _ => None,
        };
        match vowel {
            Some((mark, letter)) => {
                if !is_open {
                    word.push('ء');
                }
                word.push(mark);
                if short != ipa {
                    word.push(letter);
                }
                is_open = false;
            }
            None => {
                if is_open {
                    word.push('\u{652}');
                }
                word.extend(LETTERS.iter().find(|(name, _)| *name == short).map(|(_, letter)| *letter));
                if short != ipa {
                    word.push('\u{651}');
                }
                is_open = true;
            }
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::super::normalize;
    use super::*;
    use crate::article::{Paragraph, Role};
    use crate::phoneme::INVENTORY;
    use crate::utterance::utterances;

    /// The words of each utterance, utterances parted by `|`.
    fn spoken(inner: &str) -> String {
        let read = crate::ssml::read(&format!("<speak>{inner}</speak>")).unwrap();
        let mut said = Vec::new();
        for marked in read {
            let paragraph = Paragraph {
                directives: marked.directives,
                ..Paragraph::new(Role::Body, marked.text.as_str(), 0..marked.text.len())
            };
            for utterance in utterances(&paragraph) {
                let normalized = normalize(&utterance, &Options::default());
                for token in &normalized.tokens {
                    let source = token.source();
                    assert!(source.start >= utterance.source.start && source.end <= utterance.source.end, "{token:?}");
                }
                said.push(
                    normalized
                        .tokens
                        .iter()
                        .filter_map(Token::word)
                        .map(|word| word.text.as_str())
                        .collect::<Vec<_>>()
                        .join(" "),
                );
            }
        }
        said.join(" | ")
    }

    #[track_caller]
    fn check(inner: &str, expect: &str) {
        assert_eq!(spoken(inner), expect, "{inner}");
    }

    fn as_(interpret_as: &str, content: &str) -> String {
        format!("<say-as interpret-as=\"{interpret_as}\">{content}</say-as>")
    }

    #[test]
    fn aliases_are_read_as_all_text_is() {
        check("قالت <sub alias=\"منظمة الصحة\">WHO</sub> ذلك", "قالت منظمة الصحة ذلك");
        check("بلغ <sub alias=\"5 كغ\">الوزن</sub>.", "بلغ خمسة كيلوغرامات");
        check("و<sub alias=\"الدكتور\">د.</sub> أحمد", "والدكتور أحمد");
        check("ل<sub alias=\"الدكتور\">د.</sub> أحمد", "للدكتور أحمد");
        check("<sub alias=\"كتاب\">ك</sub>ها هنا", "كتابها هنا");
    }

    #[test]
    fn numbers_count_and_rank_in_their_sentence() {
        check(&format!("رأيت {} كتب", as_("cardinal", "3")), "رأيت ثلاثة كتب");
        check(&format!("عام {}", as_("cardinal", "1987")), "عام ألف وتسعمئة وسبعة وثمانين");
        check(&format!("الحرارة {}", as_("cardinal", "-5")), "الحرارة ناقص خمسة");
        check(&format!("في المرتبة {}", as_("ordinal", "3")), "في المرتبة الثالثة");
        check(&format!("الطابق {}", as_("ordinal", "21")), "الطابق الحادي والعشرون");
        check(&format!("ب{} دينارا", as_("cardinal", "50")), "بخمسين دينارا");
    }

    #[test]
    fn characters_digits_and_telephones() {
        check(&as_("characters", "AB1ق"), "إيه بي واحد قاف");
        check(&as_("digits", "٢٠١٤"), "اثنان صفر واحد أربعة");
        check(&format!("اتصل على {}", as_("telephone", "+21 3")), "اتصل على زائد اثنان واحد ثلاثة");
    }

    #[test]
    fn dates_and_times() {
        let date = |format: &str, content: &str| {
            format!("<say-as interpret-as=\"date\" format=\"{format}\">{content}</say-as>")
        };
        check(&format!("يوم {}", date("mdy", "9/15/2014")), "يوم الخامس عشر من سبتمبر عام ألفين وأربعة عشر");
        check(&format!("يوم {}", date("dm", "3/4")), "يوم الثالث من أبريل");
        check(&format!("في {}", date("my", "4/1999")), "في أبريل عام ألف وتسعمئة وتسعة وتسعين");
        check(&format!("سنة {}", date("y", "1999")), "سنة ألف وتسعمئة وتسع وتسعين");
        check(&format!("الساعة {}", as_("time", "14:30")), "الساعة الثانية والنصف بعد الظهر");
        check(&format!("الساعة {}", as_("time", "8 am")), "الساعة الثامنة صباحا");
    }

    #[test]
    fn no_reader_takes_what_is_said_otherwise() {
        check(&format!("من 5-{} كتب", as_("digits", "7")), "من خمسة سبعة كتب");
        check("15/<sub alias=\"تسعة\">9</sub>/2014", "خمسة عشر تسعة ألفين وأربعة عشر");
    }

    #[test]
    fn phonemes_are_spelt_with_their_letters() {
        check("نهر <phoneme ph=\"n iː l\">النيل</phoneme> طويل", "نهر نيل طويل");
        check("<phoneme ph=\"m u ħ a mː a d | ʔ a ħ m a d\"/>", "محمد ءحمد");
        check("و<phoneme ph=\"n iː l\">النيل</phoneme>", "و نيل");
        for ipa in INVENTORY {
            let phoneme = Phoneme::from_ipa(ipa).unwrap();
            let word = number::bare(&spelt(&[phoneme]));
            assert!(!word.is_empty(), "{ipa}");
        }
    }

    #[test]
    fn grammar_reaches_over_a_break() {
        check("في عام <break/> 2014", "في عام | ألفين وأربعة عشر");
        check("رأى <prosody rate=\"80%\">5</prosody> كتب", "رأى | خمسة | كتب");
    }
}
