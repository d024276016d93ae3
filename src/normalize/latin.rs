//! Latin words in an Arabic text: names by the lexicon, acronyms by their letters, the rest as an Arab reader would
//! say them.
//!
//! A name may be several words (`Real Madrid`) or hold signs and digits (`Wi-Fi`, `H&M`): the longest entry of the
//! lexicon wins. `Al-` before a name is the Arabic article. A word of several parts (`BlueSky`, `iCloud`) is read part by
//! part. Letters of other scripts are left out with a note.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::number::{self, Case, Gender};
use super::transliterate::{self, Spelling};
use super::{LatinPolicy, Options, Rule, acronym, given_names, proclitic, spelling, table, vowels};
use crate::note::{Note, NoteCode};

/// Reads the Latin name or word at `at`.
pub(super) fn read(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    if let Some(reading) = number_name(lexemes, at)
        .or_else(|| regnal_number(lexemes, at))
        .or_else(|| generation(lexemes, at))
        .or_else(|| formula(lexemes, at))
    {
        return Some(reading);
    }
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Latin)?;
    let is_servant = matches!(lexeme.text.to_lowercase().as_str(), "abdel" | "abdul");
    if let Some((consumed, entry)) = lexicon_entry(lexemes, at).filter(|&(consumed, _)| consumed > 1 || !is_servant) {
        let consumed = consumed + trailing(lexemes, at + consumed);
        let source = lexeme.source.start..lexemes.get(at + consumed - 1)?.source.end;
        return Some(Reading { consumed, spoken: vowels::foreign(entry, Rule::Latin, &source), notes: Vec::new() });
    }
    if let Some(reading) = with_article(lexemes, at, options) {
        return Some(reading);
    }
    if let Some(reading) = with_elided_article(lexemes, at, options) {
        return Some(reading);
    }
    let mut spoken = Vec::new();
    let mut notes = Vec::new();
    let consumed = elided(lexemes, at);
    let stop = dot_before_number(lexemes, at + consumed);
    let source = lexeme.source.start..lexemes.get(at + consumed - 1)?.source.end;
    let is_genitive = consumed > 1 && lexemes[at + consumed - 1].text == "s";
    let n_spoken = if is_genitive { consumed - 2 } else { consumed };
    let word: String =
        lexemes[at..at + n_spoken].iter().filter(|l| l.kind == Kind::Latin).map(|l| l.text.as_str()).collect();
    word_in_parts(&word, &source, spelling_at(lexemes, at), options, &mut spoken, &mut notes);
    Some(Reading { consumed: consumed + usize::from(stop), spoken, notes })
}

/// What is printed after a name and not said: the English genitive (`Trump's`), the stop of `BA.5`.
fn trailing(lexemes: &[Lexeme], at: usize) -> usize {
    let is_glued = |index: usize, text: &str| lexemes.get(index).is_some_and(|l| !l.spaced && l.text == text);
    if is_glued(at, "'") && is_glued(at + 1, "s") {
        return 2;
    }
    usize::from(dot_before_number(lexemes, at))
}

fn dot_before_number(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|stop| stop.text == "." && !stop.spaced)
        && lexemes.get(at + 1).is_some_and(|number| number.kind == Kind::Number && !number.spaced)
}

/// Reads a Latin word that stands by itself, as the parts of a web address do. The notes of the guess are added.
pub(super) fn word(word: &str, source: &Range<usize>, options: &Options, notes: &mut Vec<Note>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let key = key(word);
    // @WHO is the organization, as it is in running text.
    let is_acronym = is_capitals(word) && !is_known_in_capitals(word);
    if let Some(entry) = lookup(&key).or_else(|| lookup_joined(&key)).filter(|_| !is_acronym) {
        return vowels::foreign(entry, Rule::Latin, source);
    }
    word_in_parts(word, source, Spelling::English, options, &mut spoken, notes);
    spoken
}

/// Names that begin with a digit and are said in English: `5G`, `3D`, `4K`.
fn number_name(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let number = lexemes.get(at).filter(|number| number.kind == Kind::Number)?;
    let letter = lexemes.get(at + 1).filter(|letter| letter.kind == Kind::Latin && !letter.spaced)?;
    let digit = match number.text.as_str() {
        "2" => "تُو",
        "3" => "ثِرِي",
        "4" => "فُورْ",
        "5" => "فَايْفْ",
        "6" => "سِيكْسْ",
        "8" => "إِيتْ",
        _ => return None,
    };
    let letter_name = match letter.text.as_str() {
        "G" => "جِي",
        "D" => "دِي",
        "K" => "كِي",
        _ => return None,
    };
    let goes_on =
        lexemes.get(at + 2).is_some_and(|next| !next.spaced && matches!(next.kind, Kind::Number | Kind::Arabic));
    if goes_on || at > 0 && !number.spaced && lexemes[at - 1].kind != Kind::Arabic {
        return None;
    }
    let source = number.source.start..letter.source.end;
    let spoken = [digit, letter_name].map(|name| vowels::word(name, Rule::Latin, source.clone()));
    Some(Reading { consumed: 2, spoken: spoken.into(), notes: Vec::new() })
}

/// A Roman numeral after a name: `Louis XIV`, `إليزابيث II`, `القرن XIX`. Those that are acronyms too are not taken.
fn regnal_number(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    const NUMERALS: &[&str] = &[
        "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX",
        "XX", "XXI", "XXII", "XXIII",
    ];
    let numeral = lexemes.get(at).filter(|numeral| numeral.kind == Kind::Latin)?;
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    let number = match NUMERALS.iter().position(|known| *known == numeral.text)? {
        position @ 0..=2 => position + 2,
        position @ 3..=6 => position + 3,
        position => position + 4,
    };
    let is_feminine = match before.kind {
        Kind::Arabic => given_names::is_feminine(&before.text) || before.text == "العالمية",
        Kind::Latin => {
            let reading = lookup(&key(&before.text)).unwrap_or_default();
            given_names::is_feminine(&vowels::bare(reading))
        }
        _ => return None,
    };
    if !numeral.spaced {
        return None;
    }
    let gender = if is_feminine { Gender::Feminine } else { Gender::Masculine };
    let words = number::ordinal(u64::try_from(number).ok()?, gender, Case::Nominative, false);
    let spoken = words.iter().map(|word| vowels::word(word, Rule::Ordinal, numeral.source.clone())).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// `Gen 3` of a device: the generation by its rank.
fn generation(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = lexemes.get(at).filter(|word| matches!(word.text.as_str(), "Gen" | "gen"))?;
    let number = lexemes.get(at + 1).filter(|number| number.kind == Kind::Number && number.text.len() <= 2)?;
    let mut words = vec!["الْجِيل".to_owned()];
    words.extend(number::ordinal(number.text.parse().ok()?, Gender::Masculine, Case::Nominative, false));
    let source = word.source.start..number.source.end;
    Some(Reading { consumed: 2, spoken: Spoken::words(words, Rule::Ordinal, &source).collect(), notes: Vec::new() })
}

/// `NaCl`, `CaCO3`, `Na2S`: symbols of elements are said letter by letter. A name that could be written so is in the
/// lexicon, or has no small letter.
fn formula(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = lexemes.get(at).filter(|word| word.kind == Kind::Latin)?;
    let n_elements = elements(&word.text)?;
    let has_small = word.text.chars().any(char::is_lowercase);
    // Na2S: one element with its number, and others after it.
    let goes_on = || {
        let number = lexemes.get(at + 1).filter(|number| number.kind == Kind::Number && !number.spaced);
        let next = lexemes.get(at + 2).filter(|next| next.kind == Kind::Latin && !next.spaced);
        number.is_some() && next.is_some_and(|next| elements(&next.text).is_some())
    };
    let is_formula = has_small && lookup(&key(&word.text)).is_none() && n_elements > 1 || has_small && goes_on();
    let spoken = acronym::letter_by_letter(&word.text, &word.source);
    is_formula.then(|| Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// How many symbols of chemical elements a word is written with, if it is written with nothing else.
fn elements(word: &str) -> Option<usize> {
    const ELEMENTS: &str = "
        H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh
        Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Th U Pu";
    let mut n_elements = 0;
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_pair = rest.chars().nth(1).is_some_and(|second| second.is_ascii_lowercase());
        let length = if is_pair { 2 } else { 1 };
        let symbol = rest.get(..length).filter(|_| first.is_ascii_uppercase())?;
        ELEMENTS.split_whitespace().find(|element| *element == symbol)?;
        n_elements += 1;
        rest = rest.get(length..)?;
    }
    Some(n_elements)
}

/// The most lexemes that a name of the lexicon may have: `Corriere della Sera` has three, `Standard & Poor's` five.
const LONGEST_NAME: usize = 9;

/// The longest name of the lexicon that begins at `at`: how many lexemes, and its reading.
fn lexicon_entry(lexemes: &[Lexeme], at: usize) -> Option<(usize, &'static str)> {
    let mut joined = String::new();
    let mut found = None;
    for (count, lexeme) in lexemes.iter().skip(at).take(LONGEST_NAME).enumerate() {
        let belongs = match lexeme.kind {
            Kind::Latin | Kind::Number => true,
            Kind::Sign => matches!(lexeme.text.as_str(), "-" | "'" | "&" | "." | "+" | "!" | "–"),
            Kind::Arabic | Kind::Emoji => false,
        };
        if !belongs {
            break;
        }
        if count > 0 && lexeme.spaced {
            joined.push(' ');
        }
        joined.push_str(&key(&lexeme.text));
        // A full stop belongs to the name (`etc.`) only where the next word follows it without a capital or it is
        // inside; at the end of the utterance it is the sentence's.
        let ends_with_stop = lexeme.text == "." && lexemes.get(at + count + 1).is_none();
        let next_is_glued_word = lexemes
            .get(at + count + 1)
            .is_some_and(|next| !next.spaced && lexeme.kind == Kind::Latin && next.kind == Kind::Latin);
        if let Some(entry) = lookup(&joined).filter(|_| !ends_with_stop && !next_is_glued_word) {
            found = Some((count + 1, entry));
        }
    }
    // An acronym in capitals wins over the common word of its letters: `IT`, `WHO`, `US`.
    let first = lexemes.get(at)?;
    match found {
        Some((1, _)) if is_capitals(&first.text) && !is_known_in_capitals(&first.text) => None,
        found => found,
    }
}

/// Whether a word of the lexicon is that word in capitals too, and not an acronym: names are, function words are not.
fn is_known_in_capitals(word: &str) -> bool {
    if acronym::lookup(word).is_some() {
        return false;
    }
    word.chars().count() > 3 || NAMES.contains(key(word).as_str())
}

fn lookup(key: &str) -> Option<&'static str> {
    READINGS.get(key).copied()
}

/// A name whose words are written as one, as in handles: `billgates`.
fn lookup_joined(key: &str) -> Option<&'static str> {
    JOINED.get(key).copied()
}

static READINGS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries().map(|[name, reading, _]| (name, reading)).collect());

static NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter(|[_, _, class]| NAMED.contains(class)).map(|[name, _, _]| name).collect());

static JOINED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let several = entries().filter(|[name, _, _]| name.contains(' '));
    several.map(|[name, reading, _]| (name.replace(' ', ""), reading)).collect()
});

/// The rows of the lexicon: the name, its reading, its class.
fn entries() -> impl Iterator<Item = [&'static str; 3]> {
    table::rows(table::LATIN_NAMES)
}

/// The classes of names, which are that name in capitals too (`TESLA`); a common word in capitals may be an acronym (`WHO`).
const NAMED: [&str; 8] = ["company", "software", "machine", "media", "organisation", "sport", "place", "person"];

/// A word as the keys of the lexicon are written: lower case, without diacritics.
fn key(word: &str) -> String {
    word.chars().flat_map(transliterate::fold).map(|value| if value == '–' { '-' } else { value }).collect()
}

fn is_capitals(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// `Al-Ahram`, `al Assad`, `El-Sisi`, `Abdel Fattah`: the Arabic article and the name after it.
fn with_article(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let lexeme = lexemes.get(at)?;
    let is_servant = matches!(lexeme.text.as_str(), "Abdel" | "Abdul" | "Abdal" | "abdel" | "abdul");
    if !is_servant && !matches!(lexeme.text.as_str(), "Al" | "al" | "El" | "el" | "AL" | "EL") {
        return None;
    }
    let hyphen = lexemes.get(at + 1).filter(|sign| sign.text == "-" && !sign.spaced).is_some();
    let name = at + 1 + usize::from(hyphen);
    let is_article = |word: &str| matches!(word.to_lowercase().as_str(), "al" | "el");
    let follows = lexemes
        .get(name)
        .is_some_and(|name| name.kind == Kind::Latin && name.spaced != hyphen && !is_article(&name.text));
    if !follows || matches!(lexeme.text.as_str(), "El" | "el" | "EL") && !hyphen {
        return None;
    }
    let mut reading = read(lexemes, name, options)?;
    if let Some(Spoken::Word { text, hint, source, .. }) = reading.spoken.first_mut() {
        *text = proclitic::attach("ال", text);
        *hint = hint.take().map(|hint| proclitic::attach_vowelled("ال", &hint));
        if !is_servant {
            source.start = lexeme.source.start;
        }
    }
    if is_servant {
        let source = lexeme.source.clone();
        let servant =
            Spoken::Word { text: "عبد".to_owned(), hint: Some("عَبْد".to_owned()), rule: Rule::Latin, source };
        reading.spoken.insert(0, servant);
    }
    reading.consumed += name - at;
    Some(reading)
}

/// `L'Avenir`, `d'Orsay`: the article or the preposition that has lost its vowel is one word with what follows.
fn with_elided_article(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let prefix = match lexemes.get(at)?.text.as_str() {
        "L" | "l" => "ل",
        "D" | "d" => "د",
        _ => return None,
    };
    let rest = lexemes.get(at + 2).filter(|rest| rest.kind == Kind::Latin && !rest.spaced)?;
    lexemes.get(at + 1).filter(|apostrophe| apostrophe.text == "'" && !apostrophe.spaced)?;
    let first = rest.text.chars().next().map(|first| transliterate::fold(first).collect::<String>())?;
    if options.latin != LatinPolicy::Transliterate
        || rest.text.chars().count() < 3
        || !first.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h'])
    {
        return None;
    }
    let source = lexemes[at].source.start..rest.source.end;
    let partial = match lookup(&key(&rest.text)).filter(|entry| !entry.starts_with('=') && !entry.contains(' ')) {
        Some(entry) => entry.to_owned(),
        None => transliterate::transliterate(&rest.text, Spelling::French),
    };
    let joined = match partial.strip_prefix(['أ', 'إ', 'ا', 'آ']) {
        Some(stem) if stem.starts_with(['ي', 'و']) && !partial.starts_with(['آ', 'أ']) => format!("{prefix}{stem}"),
        Some(stem) => format!("{prefix}ا{}", stem.trim_start_matches(super::unicode::is_arabic_mark)),
        None => format!("{prefix}{partial}"),
    };
    let message = format!("Latin word `{}'{}` was transliterated by rule", lexemes[at].text, rest.text);
    let note = Note::new(NoteCode::LatinGuessed, message, source.clone());
    let spoken = vec![vowels::word(&vowels::complete(&joined), Rule::Latin, source)];
    Some(Reading { consumed: 3, spoken, notes: vec![note] })
}

/// How many lexemes a word with apostrophes has: `L'Orient`, `Trump's`, `O'Neill`.
fn elided(lexemes: &[Lexeme], at: usize) -> usize {
    let mut end = at + 1;
    while lexemes.get(end).is_some_and(|sign| sign.text == "'" && !sign.spaced)
        && lexemes.get(end + 1).is_some_and(|rest| rest.kind == Kind::Latin && !rest.spaced)
    {
        end += 2;
    }
    end - at
}

/// French where the words around say so.
fn spelling_at(lexemes: &[Lexeme], at: usize) -> Spelling {
    const FRENCH_WORDS: &[&str] =
        &["le", "la", "les", "de", "du", "des", "et", "d", "l", "une", "aux", "sur", "pour", "dans", "en"];
    const FRENCH_ENDINGS: &[&str] =
        &["eau", "eaux", "eux", "ique", "iques", "aire", "ière", "ères", "ois", "oise", "elle", "ette", "ault", "aud"];
    let is_of_run = |lexeme: &&Lexeme| lexeme.kind == Kind::Latin || matches!(lexeme.text.as_str(), "'" | "-");
    let before = lexemes[..at].iter().rev().take_while(is_of_run);
    let after = lexemes.iter().skip(at).take_while(is_of_run);
    let is_french = before.chain(after).any(|lexeme| {
        FRENCH_WORDS.contains(&lexeme.text.to_lowercase().as_str())
            || lexeme.text.contains(['é', 'è', 'ê', 'ç', 'œ', 'û', 'î', 'à'])
    });
    let ends_in_french = FRENCH_ENDINGS.iter().any(|ending| lexemes[at].text.to_lowercase().ends_with(ending));
    if is_french || ends_in_french { Spelling::French } else { Spelling::English }
}

/// Reads a word that the lexicon does not know, part by part where capitals show parts.
fn word_in_parts(
    word: &str,
    source: &Range<usize>,
    language: Spelling,
    options: &Options,
    spoken: &mut Vec<Spoken>,
    notes: &mut Vec<Note>,
) {
    if !word.chars().any(is_latin) {
        notes.push(Note::new(
            NoteCode::TokenSkipped,
            format!("`{word}` is in a script that is not read, left out"),
            source.clone(),
        ));
        return;
    }
    if options.latin == LatinPolicy::Skip && acronym::spoken(word, source).is_none() {
        notes.push(Note::new(NoteCode::TokenSkipped, format!("Latin word `{word}` is left out"), source.clone()));
        return;
    }
    let mut guessed = false;
    for part in parts(word) {
        if let Some(letters) = acronym::spoken(&part, source) {
            spoken.extend(letters);
        } else if part.chars().count() == 1 {
            spoken.extend(acronym::letter_by_letter(&part, source));
        } else if let Some(entry) = (part.len() < word.len()).then(|| lookup(&key(&part))).flatten() {
            spoken.extend(vowels::foreign(entry, Rule::Latin, source));
        } else if options.latin == LatinPolicy::Spell || !transliterate::is_pronounceable(&part) {
            spoken.extend(acronym::letter_by_letter(&part, source));
        } else {
            let partial = transliterate::transliterate(&part, language);
            let letters = vowels::bare(&partial);
            let undrawn = spelling::without_drawl(&letters);
            let arabic = vowels::complete(if undrawn == letters { &partial } else { &undrawn });
            if vowels::bare(&arabic).chars().count() > 1 {
                spoken.push(vowels::word(&arabic, Rule::Latin, source.clone()));
                guessed = true;
            } else {
                spoken.extend(acronym::letter_by_letter(&part, source));
            }
        }
    }
    if guessed {
        notes.push(Note::new(
            NoteCode::LatinGuessed,
            format!("Latin word `{word}` was transliterated by rule"),
            source.clone(),
        ));
    } else if spoken.is_empty() {
        notes.push(Note::new(NoteCode::TokenSkipped, format!("`{word}` has no reading, left out"), source.clone()));
    }
}

fn is_latin(letter: char) -> bool {
    transliterate::fold(letter).any(|plain| plain.is_ascii_alphabetic())
}

/// Cuts a word where a capital begins a part (`BlueSky`, `NYTimes`, `McCarthy`).
fn parts(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let is_upper = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
    let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    let mut parts: Vec<String> = Vec::new();
    for (at, &letter) in letters.iter().enumerate() {
        let begins = at > 0 && is_upper(at) && (is_lower(at - 1) || (is_upper(at - 1) && is_lower(at + 1)));
        let plural_of_acronym = letter == 's' && at + 1 == letters.len();
        match parts.last_mut() {
            Some(part) if !begins || plural_of_acronym => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    // `NGOs` is one acronym, not `NG` and `Os`.
    if word.ends_with('s') && is_capitals(&word[..word.len() - 1]) {
        return vec![word.to_owned()];
    }
    for part in &mut parts {
        if part == "Mc" {
            *part = "Mac".to_owned();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::testing::{lexemes, read_alone};

    fn words(text: &str, options: &Options) -> String {
        read_alone(|lexemes, at| read(lexemes, at, options), text, |_| None)
    }

    fn check(input: &str, expect: &str) {
        assert_eq!(words(input, &Options::default()), expect, "{input}");
    }

    #[test]
    fn brands_and_networks() {
        check("Twitter", "تويتر");
        check("YouTube", "يوتيوب");
        check("SAMSUNG", "سامسونغ");
        check("iPhone", "آيفون");
    }

    #[test]
    fn names_of_several_words() {
        check("Real Madrid", "ريال مدريد");
        check("Facebook Live", "فيسبوك لايف");
        check("The New York Times", "نيويورك تايمز");
        check("Standard & Poor's", "ستاندرد آند بورز");
        check("Coca-Cola", "كوكاكولا");
    }

    #[test]
    fn capitals_are_letters_and_words_in_capitals_are_words() {
        check("CIA", "سي آي إيه");
        check("WHO", "دبليو إتش أو");
        check("UNESCO", "يونسكو");
        check("TESLA", "تسلا");
        check("IT", "آي تي");
    }

    #[test]
    fn words_of_several_parts() {
        check("BlueCloud", "بلو كلاود");
        check("NYTimes", "إن واي تايمز");
        check("NGOs", "إن جي أو");
    }

    #[test]
    fn arabic_article_in_latin() {
        check("Al-Ahram", "الأهرام");
        check("Al-Hilal", "الهلال");
        check("al-Harris", "الهاريس");
        check("Abdul Hakim", "عبد الحكيم");
    }

    #[test]
    fn diacritics_do_not_hide_a_name() {
        check("Mbappé", "مبابي");
        check("Beyoncé", "بيونسيه");
    }

    #[test]
    fn names_no_lexicon_knows() {
        check("Anderson", "أندرسون");
        check("Château de Rousseau", "شاتو دو روسو");
    }

    #[test]
    fn other_scripts_are_left_out_with_a_note() {
        let lexemes = lexemes("Москва");
        let reading = read(&lexemes, 0, &Options::default()).unwrap();
        assert!(reading.spoken.is_empty());
        assert_eq!(reading.notes.len(), 1);
    }

    #[test]
    fn english_genitive_is_not_said() {
        check("Trump's", "ترامب");
    }

    #[test]
    fn roman_numerals_after_a_name() {
        check("Henry VIII", "هنري الثامن");
        check("Elizabeth II", "إليزابيث الثانية");
        check("Louis XIV", "لوي الرابع عشر");
    }

    #[test]
    fn names_that_begin_with_a_digit() {
        check("5G", "فايف جي");
        check("3D", "ثري دي");
    }

    #[test]
    fn policies_for_unknown_words() {
        let spell = Options { latin: LatinPolicy::Spell, ..Options::default() };
        assert_eq!(words("Zorp", &spell), "زد أو آر بي");
        let skip = Options { latin: LatinPolicy::Skip, ..Options::default() };
        assert_eq!(words("Zorp Google", &skip), "غوغل");
    }

    #[test]
    fn every_entry_is_arabic_letters() {
        for [name, reading, _] in entries() {
            for word in vowels::foreign(reading, Rule::Latin, &(0..1)) {
                let Spoken::Word { text, .. } = word else { continue };
                let is_letters = text.chars().all(super::super::unicode::is_arabic_letter);
                assert!(is_letters && !text.is_empty(), "{name}: {text}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_latin_text_is_read_with_arabic_letters(text in "[A-Za-zÀ-ž '&.\\-0-9]{0,30}") {
            let lexemes = lexemes(&text);
            for at in 0..lexemes.len() {
                let Some(reading) = read(&lexemes, at, &Options::default()) else { continue };
                prop_assert!(reading.consumed >= 1 && at + reading.consumed <= lexemes.len());
                for spoken in &reading.spoken {
                    let Spoken::Word { text, .. } = spoken else { continue };
                    prop_assert!(text.chars().all(super::super::unicode::is_arabic_letter), "{text}");
                }
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let lexemes = lexemes(&text);
            for at in 0..lexemes.len() {
                read(&lexemes, at, &Options::default());
            }
        }
    }
}
