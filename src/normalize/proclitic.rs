//! Prefixes printed apart from their word: `لـ"الشروق"`, `الـCNN`, `بـ€50`.
//!
//! The driver asks [`host`] at every Arabic lexeme; where there is an answer it reads what stands there as it would
//! have anyway, and gives the reading to [`join`].

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::{Rule, abbreviation, currency, label};

/// The index of what a proclitic at `at` belongs to, where it was printed apart from it.
///
/// Quotation marks and opening brackets between the two are passed over.
pub(super) fn host(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    if is_ampersand(lexemes, at) {
        return Some(at + 1);
    }
    let proclitic = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    vowelled(&proclitic.text)?;
    if label::is_lettered(lexemes, at) {
        return None;
    }
    // The name of a vitamin or a group is no prefix: `فيتامين ب12`.
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before));
    let is_letter = proclitic.text.chars().nth(1).is_none();
    // With tatweel it is a prefix whatever stands before: `فوز الفريق بـ2`.
    let has_tatweel = proclitic.source.len() > proclitic.text.len();
    if is_letter && !has_tatweel && before.is_some_and(|word| abbreviation::LETTERED.contains(&word.text.as_str())) {
        return None;
    }
    let next = lexemes.get(at + 1)?;
    if next.spaced {
        return host_after_space(lexemes, at);
    }
    let mut host = at + 1;
    while lexemes.get(host).is_some_and(|lexeme| !lexeme.spaced && (opens(lexeme) || and_or(lexemes, at, host))) {
        host += 1;
    }
    let found = lexemes.get(host).filter(|lexeme| !lexeme.spaced || host > at + 1)?;
    let speaks = match found.kind {
        Kind::Arabic => host > at + 1 && is_joined_to(&proclitic.text, &found.text),
        Kind::Latin | Kind::Number => true,
        // Currency, hashtag, handle, percent and minus before the number or word they belong to.
        Kind::Sign => {
            matches!(found.text.as_str(), "$" | "€" | "£" | "¥" | "#" | "@" | "%" | "-" | "+" | "﷼")
                && lexemes.get(host + 1).is_some_and(|after| {
                    let is_signed = matches!(found.text.as_str(), "-" | "+");
                    !after.spaced && if is_signed { after.kind == Kind::Number } else { after.kind != Kind::Sign }
                })
        }
        Kind::Emoji => false,
    };
    speaks.then_some(host)
}

/// Reads a prefix of one letter that was printed as a word of its own before an Arabic word: `محمد و علي`, `وفقا ل رويترز`.
///
/// It stays a word: what is printed as two words may be matched with its source word by word.
pub(super) fn read(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic && lexeme.text.chars().count() == 1)?;
    let hint = vowelled(&lexeme.text)?;
    let next_is_word =
        lexemes.get(at + 1).is_some_and(|word| word.kind == Kind::Arabic && word.text.chars().count() > 1);
    // المناطق و تصل: before a word it is the conjunction.
    let follows_lettered = at
        .checked_sub(1)
        .and_then(|before| lexemes.get(before))
        .is_some_and(|word| abbreviation::LETTERED.contains(&word.text.as_str()))
        && !(lexeme.text == "و" && next_is_word);
    let is_prefix = if lexeme.text == "و" { true } else { next_is_word && !is_among_letters(lexemes, at) };
    if follows_lettered || !is_prefix {
        return None;
    }
    let word = Spoken::Word {
        text: lexeme.text.clone(),
        hint: Some(hint.to_owned()),
        rule: Rule::Plain,
        source: lexeme.source.clone(),
    };
    Some(Reading { consumed: 1, spoken: vec![word], notes: Vec::new() })
}

/// Gives the reading of what stands at `host` the proclitic at `at`, and makes it begin there.
///
/// A reading that says nothing is answered as it is, the proclitic swallowed with it.
pub(super) fn join(lexemes: &[Lexeme], at: usize, host: usize, mut reading: Reading) -> Reading {
    reading.consumed += host.saturating_sub(at);
    let Some(lexeme) = lexemes.get(at) else { return reading };
    let start = lexeme.source.start;
    let first_word = reading.spoken.iter_mut().find_map(|spoken| match spoken {
        Spoken::Word { text, hint, rule, source } => Some((text, hint, rule, source.start)),
        Spoken::Pause { .. } => None,
    });
    let Some((text, hint, rule, host_start)) = first_word else { return reading };
    let proclitic = if matches!(lexeme.text.as_str(), "&" | "+") { "و" } else { lexeme.text.as_str() };
    *hint = hint.take().map(|hint| attach_vowelled(proclitic, &hint));
    let joined = attach(proclitic, text);
    // What is drawn out only together (`بـ ننن`) would be other letters where it is read again.
    *text = if hint.is_none() { super::spelling::without_drawl(&joined) } else { joined };
    if *rule == Rule::Plain {
        *rule = Rule::Spelling;
    }
    // The words of one number share one source, the proclitic included.
    for spoken in &mut reading.spoken {
        let (Spoken::Word { source, .. } | Spoken::Pause { source, .. }) = spoken;
        if source.start <= host_start {
            source.start = source.start.min(start);
        }
    }
    reading
}

/// Puts a prefix before the first word of a reading.
pub(super) fn prefixed(mut reading: Reading, prefix: &str) -> Reading {
    if !prefix.is_empty()
        && let Some(Spoken::Word { text, hint, .. }) = reading.spoken.first_mut()
    {
        *text = attach(prefix, text);
        *hint = hint.take().map(|hint| attach_vowelled(prefix, &hint));
    }
    reading
}

/// Writes a proclitic before a word: `ل` and `الشروق` make `للشروق`.
pub(super) fn attach(proclitic: &str, word: &str) -> String {
    let without_article = word.strip_prefix("ال");
    match (without_article, proclitic.strip_suffix("ال"), proclitic.strip_suffix('ل')) {
        // The article is written once.
        (Some(_), Some(before_article), _) => attach(before_article, word),
        (Some(rest), None, Some(before)) if rest.starts_with('ل') => format!("{before}ل{rest}"),
        (Some(rest), None, Some(before)) => {
            let before = before.strip_suffix('ل').unwrap_or(before);
            format!("{before}لل{rest}")
        }
        _ => format!("{proclitic}{word}"),
    }
}

/// The same for a word with its vowels: the article's lam takes sukun, or doubles a sun letter.
pub(super) fn attach_vowelled(proclitic: &str, word: &str) -> String {
    let Some(vowelled) = vowelled(proclitic) else { return format!("{proclitic}{word}") };
    if let Some(rest) = word.strip_prefix("ال") {
        return match (vowelled.strip_suffix("ال"), vowelled.strip_suffix("لِ"), vowelled.strip_suffix("لِل")) {
            (Some(before), _, _) => format!("{before}{word}"),
            (_, Some(before), _) | (_, _, Some(before)) => {
                let rest = if starts_with_lam_of_stem(rest) { rest.to_owned() } else { format!("ل{rest}") };
                format!("{before}لِ{rest}")
            }
            _ => format!("{vowelled}{word}"),
        };
    }
    if !vowelled.ends_with("ال") && !vowelled.ends_with("لِل") {
        return format!("{vowelled}{word}");
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if SUN_LETTERS.contains(first) && !letters.as_str().starts_with(SHADDA) => {
            format!("{vowelled}{first}{SHADDA}{}", letters.as_str())
        }
        Some(_) => format!("{vowelled}{SUKUN}{word}"),
        None => vowelled.to_owned(),
    }
}

const SHADDA: char = '\u{651}';
const SUKUN: char = '\u{652}';
const SUN_LETTERS: &str = "تثدذرزسشصضطظلن";

/// Whether what follows `ال` is the lam of the word itself (`اللغة`), which `لل` does not write a third time.
fn starts_with_lam_of_stem(rest: &str) -> bool {
    rest.trim_start_matches(SUKUN).starts_with('ل')
}

/// A proclitic with its vowels; nothing for what is none.
fn vowelled(proclitic: &str) -> Option<&'static str> {
    Some(match proclitic {
        "و" => "وَ",
        "ف" => "فَ",
        "ب" => "بِ",
        "ل" => "لِ",
        "ك" => "كَ",
        "ال" => "ال",
        "وب" => "وَبِ",
        "ول" => "وَلِ",
        "وك" => "وَكَ",
        "فب" => "فَبِ",
        "فل" => "فَلِ",
        "وال" => "وَال",
        "فال" => "فَال",
        "بال" => "بِال",
        "كال" => "كَال",
        "لل" => "لِل",
        "وبال" => "وَبِال",
        "وكال" => "وَكَال",
        "فبال" => "فَبِال",
        "ولل" => "وَلِل",
        "فلل" => "فَلِل",
        _ => return None,
    })
}

/// Signs that may stand between a proclitic and its word.
fn opens(lexeme: &Lexeme) -> bool {
    lexeme.kind == Kind::Sign && matches!(lexeme.text.as_str(), "\"" | "'" | "(" | "[" | "{" | "‹")
}

/// `&` between Arabic words or numbers is the conjunction.
fn is_ampersand(lexemes: &[Lexeme], at: usize) -> bool {
    let speaks = |lexeme: Option<&Lexeme>| lexeme.is_some_and(|word| matches!(word.kind, Kind::Arabic | Kind::Number));
    lexemes.get(at).is_some_and(|sign| sign.text == "&")
        && speaks(at.checked_sub(1).and_then(|before| lexemes.get(before)))
        && speaks(lexemes.get(at + 1))
        || is_plus_between_names(lexemes, at)
}

/// `الأهلي+الزمالك`: a plus that is one word with two Arabic ones joins them.
fn is_plus_between_names(lexemes: &[Lexeme], at: usize) -> bool {
    let is_word = |lexeme: &Lexeme| lexeme.kind == Kind::Arabic && lexeme.text.chars().count() > 1;
    lexemes.get(at).is_some_and(|plus| plus.text == "+" && !plus.spaced)
        && at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(is_word)
        && lexemes.get(at + 1).is_some_and(|after| is_word(after) && !after.spaced)
}

/// The slash of `و/أو`.
fn and_or(lexemes: &[Lexeme], at: usize, slash: usize) -> bool {
    let text = |index: usize| lexemes.get(index).map(|lexeme| lexeme.text.as_str());
    text(at) == Some("و") && text(slash) == Some("/") && text(slash + 1) == Some("أو")
}

/// A proclitic with a space after it belongs to the next word where tatweel shows it (`لـ رويترز`), or where digits or
/// Latin letters follow (`ب 50`, `و Apple`); before an Arabic word it stays a word of its own, see [`read`]. A letter
/// among single letters is a name of a letter (`أ ف ب`, `القسم ب`).
fn host_after_space(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let proclitic = &lexemes[at];
    let next = lexemes.get(at + 1)?;
    let has_tatweel = proclitic.source.len() > proclitic.text.len();
    let among_letters = is_among_letters(lexemes, at);
    let joins = match next.kind {
        // بـ د.إ 50: the letters of a currency are no names of letters.
        Kind::Arabic => {
            has_tatweel
                && is_joined_to(&proclitic.text, &next.text)
                && (!among_letters || currency::prefix_noun(lexemes, at + 1).is_some())
        }
        Kind::Number => {
            !among_letters && matches!(proclitic.text.as_str(), "و" | "ب" | "ل" | "ال" | "وال" | "ول" | "وب")
        }
        // `ك DNA`; the letters of a list or a group are followed by more than a word in Latin letters.
        Kind::Latin => {
            has_tatweel
                || matches!(proclitic.text.as_str(), "و" | "ال" | "وال" | "بال" | "لل")
                || !among_letters && at > 0 && matches!(proclitic.text.as_str(), "ك" | "ل" | "ب" | "ول" | "وب")
        }
        Kind::Sign => {
            has_tatweel
                && opens(next)
                && lexemes.get(at + 2).filter(|word| !word.spaced).is_some_and(|word| match word.kind {
                    Kind::Arabic => is_joined_to(&proclitic.text, &word.text),
                    Kind::Latin | Kind::Number => true,
                    Kind::Sign | Kind::Emoji => false,
                })
        }
        Kind::Emoji => false,
    };
    joins.then_some(if next.kind == Kind::Sign { at + 2 } else { at + 1 })
}

/// Whether a proclitic may be one word with this. The article is no part of a word that has it as `لل`, nor of another
/// proclitic: `الـ ـلل` would be letters that nobody writes, and other ones where they are read again.
fn is_joined_to(proclitic: &str, word: &str) -> bool {
    let has_article = proclitic.ends_with("ال") || proclitic.ends_with("لل");
    !(has_article && (word.starts_with("لل") || vowelled(word).is_some()))
}

/// Whether a letter stands beside other single letters, or before an initial with its full stop.
fn is_among_letters(lexemes: &[Lexeme], at: usize) -> bool {
    let is_single_letter = |lexeme: &Lexeme| lexeme.kind == Kind::Arabic && lexeme.text.chars().count() == 1;
    let next_is_letter = lexemes.get(at + 1).is_some_and(is_single_letter);
    next_is_letter || at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(is_single_letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::testing::lexemes;

    /// What the first lexeme is joined to.
    fn check(input: &str, expect: Option<&str>) {
        let lexemes = lexemes(input);
        let host = host(&lexemes, 0).map(|host| attach(&lexemes[0].text, &lexemes[host].text));
        assert_eq!(host.as_deref(), expect, "{input}");
    }

    #[test]
    fn quoted_words_after_a_proclitic() {
        check("لـ\"رويترز\"", Some("لرويترز"));
        check("لـ«الشروق»", Some("للشروق"));
        check("بـ(داعش)", Some("بداعش"));
        check("الـ\"فيفا\"", Some("الفيفا"));
        check("لـ«اللجنة»", Some("للجنة"));
    }

    #[test]
    fn tatweel_before_a_space() {
        check("لـ رويترز", Some("لرويترز"));
        check("بـ الجزائر", Some("بالجزائر"));
    }

    #[test]
    fn conjunction_before_a_bracket_or_a_slash() {
        check("و\"الحياة\"", Some("والحياة"));
        check("و/أو", Some("وأو"));
    }

    #[test]
    fn letters_that_are_letters() {
        check("ب ج د", None);
        check("ولد", None);
    }

    #[test]
    fn no_article_before_another() {
        check("الـ ـلل", None);
        check("الـ لله", None);
        check("الـ(لل)", None);
    }

    #[test]
    fn a_prefix_with_a_space_stays_a_word() {
        check("و أضاف", None);
        let prefixes = |text: &str| read(&lexemes(text), 0).map(|reading| reading.spoken.len());
        assert_eq!(prefixes("و أضاف"), Some(1));
        assert_eq!(prefixes("ل رويترز"), Some(1));
        assert_eq!(prefixes("ب ج د"), None);
    }

    #[test]
    fn latin_and_numbers() {
        check("الـCNN", Some("الCNN"));
        check("لـ5", Some("ل5"));
        check("بـ€50", Some("ب€"));
        check("ب 50", Some("ب50"));
    }

    #[test]
    fn vowels_of_the_joint() {
        assert_eq!(attach_vowelled("ال", "سِي"), "الس\u{651}\u{650}ي");
        assert_eq!(attach_vowelled("ال", "بِي"), "الْبِي");
        assert_eq!(attach_vowelled("ل", "الْفِيفَا"), "لِلْفِيفَا");
        assert_eq!(attach_vowelled("و", "غُوغِل"), "وَغُوغِل");
    }
}
