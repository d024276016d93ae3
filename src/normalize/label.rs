//! Labels of lists and clauses, whose numbers count nothing: `(ب-٣) ألا يكون`, `البند (ب-4)`, `٢/٤ يلتزم المورد`; and the
//! alif that a slip of the hand leaves after a year.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form};
use super::{Options, Rule, acronym, context, date, noun, version};
use crate::note::{Note, NoteCode};

/// Reads a label, or leaves a stray alif out with a note.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    lettered(lexemes, at).or_else(|| numbered(lexemes, at)).or_else(|| stray_alif(lexemes, at))
}

/// Whether the letter at `at` and the number that a hyphen joins to it are a label. A prefix never stands before a hyphen,
/// but it may before the sign of a number that counts: `ب-5 درجات`.
pub(super) fn is_lettered(lexemes: &[Lexeme], at: usize) -> bool {
    let opens = at.checked_sub(1).and_then(|before| lexemes.get(before)).is_none_or(|before| before.text == "(");
    // With tatweel it is a prefix.
    let is_letter = |l: &Lexeme| {
        l.kind == Kind::Arabic
            && l.text.chars().count() == 1
            && l.source.len() == l.text.len()
            && (l.text != "و" || opens)
    };
    lexemes.get(at).is_some_and(is_letter)
        && lexemes.get(at + 1).is_some_and(|hyphen| matches!(hyphen.text.as_str(), "-" | "–") && !hyphen.spaced)
        && lexemes.get(at + 2).is_some_and(|l| l.kind == Kind::Number && l.text.len() <= 3 && !l.spaced)
        && lexemes.get(at + 3).is_none_or(|next| next.spaced || matches!(next.text.as_str(), ")" | ":" | "،" | "؛"))
        && !version::is_counted(lexemes, at + 3)
}

/// `ب-3`: the name of the letter and the number.
fn lettered(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let letter = lexemes.get(at).filter(|_| is_lettered(lexemes, at))?;
    let name = acronym::arabic_letter(letter.text.chars().next()?)?;
    let mut spoken: Vec<Spoken> = Spoken::words([name.to_owned()], Rule::Acronym, &letter.source).collect();
    spoken.extend(Spoken::words(part(&lexemes[at + 2].text)?, Rule::Version, &span(lexemes, at + 1..at + 3)));
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

/// `٢/٤ يلتزم المورد`, `1.2 في حالة`: the number of a clause that opens its paragraph. A fraction or a decimal there would
/// have what it is a part of after it.
fn numbered(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let is_part = |index: usize| lexemes.get(index).is_some_and(|l| l.kind == Kind::Number && l.text.len() <= 2);
    lexemes.get(at).filter(|first| at == 0 && first.source.start == 0 && is_part(at))?;
    let mut end = at + 1;
    let is_joint = |sign: &Lexeme| matches!(sign.text.as_str(), "/" | "-" | "." | "–" | "،") && !sign.spaced;
    while lexemes.get(end).is_some_and(is_joint) && is_part(end + 1) && !lexemes[end + 1].spaced {
        end += 2;
    }
    let opens = lexemes.get(end).is_some_and(|next| next.spaced)
        && context::word(lexemes, end).is_some_and(|word| opens_clause(&word))
        && !date::ends_month(lexemes, end)
        && !version::is_counted(lexemes, end);
    // ١٣،١،٧ تنفذ: three parts are no decimal, and without a stroke no date.
    let is_long = end >= at + 5
        && lexemes[at..end].iter().all(|part| part.kind == Kind::Number || matches!(part.text.as_str(), "." | "،"))
        && lexemes.get(end).is_some_and(|next| next.spaced && next.kind == Kind::Arabic)
        && !version::is_counted(lexemes, end);
    if end == at + 1 || !opens && !is_long {
        return None;
    }
    let mut spoken = Vec::new();
    for index in (at..end).step_by(2) {
        let joint = match lexemes[index.max(1) - 1].text.as_str() {
            "/" => Some("عَلَى".to_owned()),
            "." => Some("نُقْطَة".to_owned()),
            _ => None,
        };
        let case = if joint.as_deref() == Some("عَلَى") { Case::Genitive } else { Case::Nominative };
        let words = joint.into_iter().chain(number::cardinal(lexemes[index].text.parse().ok()?, Form::plain(case)));
        let source = span(lexemes, index.max(at + 1) - 1..index + 1);
        spoken.extend(Spoken::words(words, Rule::Version, &source));
    }
    Some(Reading { consumed: end - at, spoken, notes: Vec::new() })
}

/// Whether a clause begins with this word: a verb, a negation or a preposition other than that of a part (`1/3 من`).
fn opens_clause(word: &str) -> bool {
    const PARTICLES: &str = "لا لم لن ما إذا ألا كما عندما في على إلى عن مع عند بعد قبل كل هذا هذه إن أن";
    let is_imperfect = word.starts_with('ي') && word.chars().count() >= 3;
    let is_verb = context::is_verb(word) && !word.ends_with('ة');
    !noun::is_known(word) && (is_imperfect || is_verb || context::one_of(word, PARTICLES))
}

/// `2019ا`: an alif without hamza names nothing.
fn stray_alif(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let alif = lexemes.get(at).filter(|alif| alif.text == "ا" && !alif.spaced)?;
    let year = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    let ends = lexemes.get(at + 1).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    let is_stray = year.kind == Kind::Number && year.text.len() == 4 && ends;
    let note = Note::new(NoteCode::TokenSkipped, "a stray letter after a year is not read out", alif.source.clone());
    is_stray.then(|| Reading { consumed: 1, spoken: Vec::new(), notes: vec![note] })
}

fn part(digits: &str) -> Option<Vec<String>> {
    Some(number::cardinal(digits.parse().ok()?, Form::plain(Case::Nominative)))
}
