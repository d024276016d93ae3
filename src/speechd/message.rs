//! A message of speech-dispatcher to utterances: SSML, a character, a key, the name of a sound icon.
//!
//! Text is never refused. Markup that [`ssml`] does not know is read as if it were not there, and what has neither a letter
//! nor a digit (`->`, `***`) is called by the names of its signs in every punctuation mode: it is all that there is to
//! hear of a button or a line.

use std::ops::Range;

use super::{
    names,
    settings::{Capitals, Parameters, Punctuation},
};
use crate::{
    article::{Paragraph, Role},
    normalize::{self, EmojiPolicy, normalize},
    sentence::{is_digit, is_spoken},
    ssml::{self, Act, Directions, Directive, MarkedText},
    utterance::{Break, Utterance, utterances},
};

/// What is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Message {
    /// SSML.
    Text(String),
    /// One character as a reader perceives it, marks included.
    Character(String),
    /// SSIP's name of a key, with its modifiers: `control_a`.
    Key(String),
    /// The name of a sound.
    Icon(String),
}

/// The name of marks of our own: here a tone tells of a capital letter. No mark of a client has a control character in it.
pub(super) const CAPITAL: &str = "\u{1}capital";

const CAPITAL_LETTER: &str = "حَرْفْ كَبِيرْ";
const CAPITAL_LETTERS: &str = "أَحْرُفْ كَبِيرَةْ";
/// After the name of a letter.
const CAPITAL_AFTER_NAME: &str = "كَبِيرْ";
/// After the name of a character of the number block of a keyboard.
const KEYPAD: &str = "رَقْمِيّْ";
/// Before the code point of a character that nothing is known of.
const SYMBOL: &str = "رَمْزْ";

/// Nothing more is said of the end of a message: the next may come at once.
const END: Break = Break::Exact { milliseconds: 0 };

/// From so many of one sign on, the sign and their number are said.
const RUN: usize = 4;

impl Message {
    /// Returns what is spoken. Empty where there is nothing to be said; marks are told with it all the same.
    pub(super) fn utterances(&self, parameters: &Parameters) -> Vec<Utterance> {
        let mut utterances = match self {
            Self::Text(text) => text_utterances(text, parameters),
            Self::Character(text) => named(text, parameters, spell(text, parameters)),
            Self::Key(name) => named(name, parameters, key(name, parameters)),
            Self::Icon(name) => vec![Utterance::alone(names::icon(name).unwrap_or(name), END)],
        };
        if let Some(last) = utterances.last_mut().filter(|last| !matches!(last.pause_after, Break::Exact { .. })) {
            last.pause_after = END;
        }
        utterances
    }
}

/// An utterance of names, after a tone where they are those of a capital letter.
fn named(printed: &str, parameters: &Parameters, names: String) -> Vec<Utterance> {
    let tells = parameters.capitals == Capitals::Icon && printed.chars().any(char::is_uppercase);
    let marks = if tells { vec![(0, CAPITAL.to_owned())] } else { Vec::new() };
    vec![Utterance { directions: Directions { marks, ..Directions::default() }, ..Utterance::alone(names, END) }]
}

fn text_utterances(text: &str, parameters: &Parameters) -> Vec<Utterance> {
    let mut paragraphs = match ssml::read(text) {
        Ok(paragraphs) if !paragraphs.is_empty() => paragraphs,
        Ok(_) => vec![without_markup(text)],
        Err(error) => {
            tracing::debug!(%error, "Read without its markup");
            vec![without_markup(text)]
        }
    };
    let has_words = paragraphs.iter().any(|paragraph| paragraph.text.chars().any(is_spoken));
    for paragraph in &mut paragraphs {
        *paragraph = match parameters.spells || is_one_character(&paragraph.text) {
            true => Rewriting::of(paragraph).spelled(parameters),
            false => Rewriting::of(paragraph).with_signs(parameters, has_words),
        };
    }
    let spoken = |marked: MarkedText| {
        if marked.text.is_empty() {
            // Points alone.
            let point = |directive: Directive| match directive.act {
                Act::Mark(name) => Some((0, name)),
                _ => None,
            };
            let marks = marked.directives.into_iter().filter_map(point).collect();
            return vec![Utterance {
                directions: Directions { marks, ..Directions::default() },
                ..Utterance::alone("", END)
            }];
        }
        utterances(&Paragraph { directives: marked.directives, ..Paragraph::new(Role::Body, marked.text, 0..0) })
    };
    paragraphs.into_iter().flat_map(spoken).collect()
}

fn is_one_character(text: &str) -> bool {
    let mut characters = text.trim().chars();
    characters.next().is_some() && characters.all(crate::sentence::is_mark)
}

/// Reads a text of which the markup cannot be followed: its words and its marks.
fn without_markup(text: &str) -> MarkedText {
    let mut found = MarkedText { text: String::new(), source: 0..text.len(), directives: Vec::new() };
    let mut rest = text;
    let mut raw = String::new();
    let mut ends_in_space = false;
    let add = |found: &mut MarkedText, raw: &mut String, ends_in_space: &mut bool| {
        let plain = crate::article::unescape(raw);
        for (i, word) in plain.split_whitespace().enumerate() {
            let is_spaced = i > 0 || plain.starts_with(char::is_whitespace) || *ends_in_space;
            if is_spaced && !found.text.is_empty() {
                found.text.push(' ');
            }
            *ends_in_space = false;
            found.text.push_str(word);
        }
        *ends_in_space |= plain.ends_with(char::is_whitespace);
        raw.clear();
    };
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        raw.push_str(before);
        let opens = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '?' | '!'));
        match tag.find('>').filter(|_| opens) {
            Some(end) => {
                if let Some(name) = name_of_mark(&tag[..end]) {
                    add(&mut found, &mut raw, &mut ends_in_space);
                    let at = found.text.len();
                    found.directives.push(Directive { source: at..at, act: Act::Mark(name) });
                }
                rest = &tag[end + 1..];
            }
            None => {
                raw.push('<');
                rest = &tag[1..];
            }
        }
    }
    raw.push_str(rest);
    add(&mut found, &mut raw, &mut ends_in_space);
    found
}

fn name_of_mark(tag: &str) -> Option<String> {
    let attributes = tag.strip_prefix("<mark")?.trim_start();
    let value = attributes.strip_prefix("name")?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (name, _) = value[1..].split_once(quote)?;
    Some(crate::article::unescape(name))
}

/// A paragraph that gets other words in some places; what is said of it moves along.
struct Rewriting<'a> {
    before: &'a MarkedText,
    text: String,
    /// For each byte of the text before, and its end, the byte of the text that it became.
    moved: Vec<usize>,
    tones: Vec<usize>,
}

impl<'a> Rewriting<'a> {
    fn of(before: &'a MarkedText) -> Self {
        Self { before, text: String::new(), moved: Vec::with_capacity(before.text.len() + 1), tones: Vec::new() }
    }

    /// The text with its signs called by their names, as the punctuation mode asks, and its capitals told. All signs are
    /// called where there are no words.
    fn with_signs(mut self, parameters: &Parameters, has_words: bool) -> MarkedText {
        let text = self.before.text.as_str();
        let spans: Vec<Range<usize>> = self.before.directives.iter().filter_map(span).collect();
        let is_said_otherwise = |at: usize| spans.iter().any(|span| span.contains(&at));
        let mut characters = text.char_indices().peekable();
        let mut last = ' ';
        while let Some((at, c)) = characters.next() {
            self.reach(at);
            let next = characters.peek().map_or(' ', |(_, next)| *next);
            if is_said_otherwise(at) {
                self.text.push(c);
            } else if let Some(name) = sign(c, last, next, parameters.punctuation, has_words) {
                let mut n = 1;
                while let Some((at, _)) = characters.next_if(|(_, next)| *next == c) {
                    n += 1;
                    self.reach(at);
                }
                self.name(name, n, c);
            } else {
                if c.is_uppercase() && !last.is_alphanumeric() {
                    let rest = text.get(at..).unwrap_or_default();
                    self.capital(rest, parameters.capitals);
                }
                self.text.push(c);
            }
            last = c;
        }
        self.finish()
    }

    /// The text letter by letter.
    fn spelled(mut self, parameters: &Parameters) -> MarkedText {
        let mut is_first = true;
        for (at, c) in self.before.text.char_indices() {
            self.reach(at);
            // The end of a word is heard as the longer pause.
            if c.is_whitespace() {
                continue;
            }
            if !is_first {
                self.text.push_str("، ");
            }
            is_first = false;
            if c.is_uppercase() && parameters.capitals == Capitals::Icon {
                self.tones.push(self.text.len());
            }
            self.text.push_str(&spell(c.encode_utf8(&mut [0; 4]), parameters));
        }
        self.finish()
    }

    /// Says that the text before, up to `at`, has become what there is now.
    fn reach(&mut self, at: usize) {
        self.moved.resize(at + 1, self.text.len());
    }

    fn name(&mut self, name: &str, n: usize, sign: char) {
        let n_said = if n < RUN { n } else { 1 };
        for _ in 0..n_said {
            if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
            self.text.push_str(name);
        }
        if n >= RUN {
            let times = if (3..=10).contains(&(n % 100)) { "مَرَّاتْ" } else { "مَرَّةْ" };
            self.text.push_str(&format!(" {n} {times}"));
        }
        // The pause that it asks for stays.
        self.text.push(if is_pause(sign) { sign } else { ' ' });
    }

    fn capital(&mut self, rest: &str, capitals: Capitals) {
        match capitals {
            Capitals::None => {}
            Capitals::Icon => self.tones.push(self.text.len()),
            Capitals::Spell => {
                let mut word = rest.chars().take_while(|c| c.is_alphanumeric());
                let are_all = rest.chars().nth(1).is_some_and(char::is_uppercase) && !word.any(char::is_lowercase);
                self.text.push_str(if are_all { CAPITAL_LETTERS } else { CAPITAL_LETTER });
                self.text.push(' ');
            }
        }
    }

    fn finish(mut self) -> MarkedText {
        self.moved.resize(self.before.text.len() + 1, self.text.len());
        let place = |at: usize| self.moved.get(at).copied().unwrap_or(self.text.len());
        let is_spelled = |directive: &Directive| {
            let (start, end) = (place(directive.source.start), place(directive.source.end));
            let is_span = matches!(directive.act, Act::Say(_));
            is_span && self.text.get(start..end) != self.before.text.get(directive.source.clone())
        };
        let kept = self.before.directives.iter().filter(|directive| !is_spelled(directive));
        let mut directives: Vec<Directive> = kept
            .map(|Directive { source, act }| Directive {
                source: place(source.start)..place(source.end),
                act: act.clone(),
            })
            .collect();
        let tone = |at: &usize| Directive { source: *at..*at, act: Act::Mark(CAPITAL.to_owned()) };
        directives.extend(self.tones.iter().map(tone));
        directives.sort_by_key(|directive| directive.source.start);
        MarkedText { text: self.text, source: self.before.source.clone(), directives }
    }
}

fn span(directive: &Directive) -> Option<Range<usize>> {
    matches!(directive.act, Act::Say(_)).then(|| directive.source.clone())
}

/// The name of a sign, where it is said.
fn sign(c: char, before: char, after: char, mode: Option<Punctuation>, has_words: bool) -> Option<&'static str> {
    if c.is_whitespace() || is_spoken(c) || crate::sentence::is_mark(c) {
        return None;
    }
    let known = names::character(c)?;
    if !has_words {
        return Some(known.name);
    }
    let mode = mode.filter(|mode| known.said_from.is_some_and(|from| from <= *mode))?;
    // `3.5` is a number, `12:30` a time and `15/9` a day unless everything is to be heard; a decimal point is never heard
    // by itself.
    let is_inside_number = is_digit(before) && is_digit(after);
    let is_number = is_inside_number && (mode < Punctuation::All || matches!(c, '.' | ',' | '،'));
    (!is_number).then_some(known.name)
}

/// Signs that are heard as a pause by themselves.
fn is_pause(sign: char) -> bool {
    matches!(sign, '.' | '،' | ',' | '؛' | ';' | ':' | '!' | '؟' | '?' | '…')
}

/// What characters are called, one after another.
fn spell(text: &str, parameters: &Parameters) -> String {
    let names: Vec<String> = text.chars().map(|c| name(c, parameters.capitals)).collect();
    names.join("، ")
}

fn name(c: char, capitals: Capitals) -> String {
    let name = match names::character(c) {
        Some(known) => known.name.to_owned(),
        None if is_read(c) => c.to_string(),
        None => code(c),
    };
    if capitals == Capitals::Spell && c.is_uppercase() { format!("{name} {CAPITAL_AFTER_NAME}") } else { name }
}

/// Whether the text rooms say something for a character by itself, as they do for an emoji.
fn is_read(c: char) -> bool {
    let options = normalize::Options { emoji: EmojiPolicy::Name, ..normalize::Options::default() };
    !normalize(&Utterance::alone(c, END), &options).tokens.is_empty()
}

/// A character that nothing is known of, by its code point.
fn code(c: char) -> String {
    let digits = format!("{:04X}", u32::from(c));
    let names: Vec<&str> = digits.chars().filter_map(names::character).map(|known| known.name).collect();
    format!("{SYMBOL} {}", names.join(" "))
}

/// What a key is called, with its modifiers.
fn key(name: &str, parameters: &Parameters) -> String {
    let parts =
        if name == "_" { vec!["underscore"] } else { name.split('_').filter(|part| !part.is_empty()).collect() };
    let part = |part: &str| {
        if let Some(name) = names::key(part) {
            return name.to_owned();
        }
        let is_one = |text: &str| text.chars().count() == 1;
        match part.strip_prefix("kp-").filter(|rest| is_one(rest)) {
            Some(rest) => format!("{} {KEYPAD}", spell(rest, parameters)),
            None if is_one(part) => spell(part, parameters),
            None => part.replace('-', " "),
        }
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(set: &[(&str, &str)]) -> Parameters {
        let mut parameters = Parameters::default();
        assert!(set.iter().all(|(name, value)| parameters.set(name, value)));
        parameters
    }

    fn without_marks(text: &str) -> String {
        text.chars().filter(|c| !crate::sentence::is_mark(*c)).collect()
    }

    /// What is read of a message, vowels apart; utterances are parted by ` | `.
    #[track_caller]
    fn check(message: Message, set: &[(&str, &str)], expect: &str) {
        let utterances = message.utterances(&parameters(set));
        let texts: Vec<String> = utterances.iter().map(|u| without_marks(u.text.trim())).collect();
        assert_eq!(texts.join(" | "), expect);
        if let Some(last) = utterances.last() {
            assert_eq!(last.pause_after, END, "the message does not end with its last word");
        }
    }

    fn text(inner: &str) -> Message {
        Message::Text(format!("<speak>{inner}</speak>"))
    }

    fn marks(inner: &str, set: &[(&str, &str)]) -> Vec<(String, String)> {
        let utterances = text(inner).utterances(&parameters(set));
        let after =
            |utterance: &Utterance, at: usize| without_marks(utterance.text.get(at..).unwrap_or_default().trim());
        let marks = utterances.iter().flat_map(|utterance| {
            utterance.directions.marks.iter().map(|(at, name)| (name.clone(), after(utterance, *at)))
        });
        marks.collect()
    }

    const MODE: &str = "punctuation_mode";

    #[test]
    fn punctuation_by_its_mode() {
        let said = "قال: «نعم»، ثم 3.5 * 2!";
        check(text(said), &[(MODE, "none")], said);
        check(text(said), &[(MODE, "some")], "قال: «نعم»، ثم 3.5 نجمة  2!");
        check(text(said), &[(MODE, "most")], "قال نقطتان: تنصيص مفتوح نعم تنصيص مغلق ، ثم 3.5 نجمة  2!");
        let all = "قال نقطتان: تنصيص مفتوح نعم تنصيص مغلق فاصلة، ثم 3.5 نجمة  2 علامة تعجب!";
        check(text(said), &[(MODE, "all")], all);
    }

    #[test]
    fn signs_inside_numbers_are_theirs_until_all_are_wanted() {
        check(text("في 15/9 الساعة 12:30"), &[(MODE, "most")], "في 15/9 الساعة 12:30");
        check(text("الساعة 12:30 و1,500"), &[(MODE, "all")], "الساعة 12 نقطتان:30 و1,500");
    }

    #[test]
    fn signs_without_words_are_called_in_every_mode() {
        check(text("-&gt;"), &[], "شرطة أكبر من");
        check(text("----------"), &[], "شرطة 10 مرات");
        check(text("."), &[], "نقطة");
        check(text("🌙"), &[], "🌙");
    }

    #[test]
    fn characters_by_their_names() {
        let character = |text: &str| Message::Character(text.to_owned());
        check(character("ب"), &[], "باء");
        check(character("بَ"), &[], "باء، فتحة");
        check(character(" "), &[], "مسافة");
        check(character("A"), &[], "إيه");
        check(character("A"), &[("cap_let_recogn", "spell")], "إيه كبير");
        check(character("ж"), &[], "رمز صفر أربعة ثلاثة ستة");
        check(text("ب"), &[], "باء");
    }

    #[test]
    fn keys_with_their_modifiers() {
        let key = |text: &str| Message::Key(text.to_owned());
        check(key("shift_control_a"), &[], "شفت كونترول إيه");
        check(key("kp-5"), &[], "خمسة رقمي");
        check(key("_"), &[], "شرطة سفلية");
        check(key("f3"), &[], "إف ثلاثة");
        check(key("shift_A"), &[("cap_let_recogn", "spell")], "شفت إيه كبير");
    }

    #[test]
    fn icons_that_are_not_installed_are_said() {
        check(Message::Icon("empty-line".to_owned()), &[], "سطر فارغ");
        check(Message::Icon("unheard-of".to_owned()), &[], "unheard-of");
    }

    #[test]
    fn spelling_takes_every_character() {
        check(text("نعم 2"), &[("spelling_mode", "on")], "نون، عين، ميم، اثنان");
        let marks = marks("من<mark name=\"a\"/>ه", &[("spelling_mode", "on")]);
        assert_eq!(marks, [("a".to_owned(), "هاء".to_owned())]);
    }

    #[test]
    fn capitals_are_told() {
        let spelled = [("cap_let_recogn", "spell")];
        check(text("شركة Sony و IBM"), &spelled, "شركة حرف كبير Sony و أحرف كبيرة IBM");
        let tones = marks("شركة Sony هنا", &[("cap_let_recogn", "icon")]);
        assert_eq!(tones, [(CAPITAL.to_owned(), "Sony هنا".to_owned())]);
    }

    #[test]
    fn marks_stay_before_their_words() {
        let said = "نعم، <mark name=\"a\"/>لا. <mark name=\"b\"/>بلى";
        for mode in ["none", "all"] {
            let expect = [("a", "لا"), ("b", "بلى")];
            let found = marks(said, &[(MODE, mode)]);
            assert_eq!(found.len(), 2);
            for ((name, after), (expect, word)) in found.iter().zip(expect) {
                assert!(name == expect && after.starts_with(word), "{mode}: {found:?}");
            }
        }
    }

    #[test]
    fn what_is_said_otherwise_is_left_alone() {
        let said = "<sub alias=\"دكتور\">د.</sub> سالم.";
        let utterances = text(said).utterances(&parameters(&[(MODE, "all")]));
        assert_eq!(without_marks(&utterances[0].text), "د. سالم نقطة.");
        assert_eq!(utterances[0].directions.spans.len(), 1);
    }

    #[test]
    fn markup_that_is_not_known_is_passed_over() {
        check(text("a < b <foo x=\"1\">نعم</foo> &amp; لا"), &[], "a < b نعم & لا");
        let found = marks("<foo>نعم <mark name=\"x&amp;y\"/>لا</foo>", &[]);
        assert_eq!(found, [("x&y".to_owned(), "لا".to_owned())]);
    }

    #[test]
    fn points_without_words_are_kept() {
        assert_eq!(marks("<mark name=\"a\"/>", &[]), [("a".to_owned(), String::new())]);
        check(text(""), &[], "");
    }
}
