//! Names with numbers: versions, models, addresses: `الإصدار 2.0.1`, `F-16`, `كوفيد-19`, `A320`, `iPhone 15`.
//!
//! Such a number counts nothing; it is said as a name, in the masculine and the nominative.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form};
use super::{Options, PauseLength, Rule, code, context, currency, noun, percent, unit};

/// Reads a version of several parts, a number joined to a word by a hyphen, or one after a Latin name.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    dotted(lexemes, at).or_else(|| hyphenated(lexemes, at)).or_else(|| after_latin(lexemes, at))
}

/// `2.0.1`, `192.168.1.1`; `17.2` after a word for a version or a Latin name.
fn dotted(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let mut parts = vec![at];
    let mut next = at + 1;
    while lexemes.get(next).is_some_and(|dot| dot.text == "." && !dot.spaced)
        && lexemes.get(next + 1).is_some_and(|part| part.kind == Kind::Number && !part.spaced)
    {
        parts.push(next + 1);
        next += 2;
    }
    let before = context::word_before(lexemes, at).map(|(_, word)| word).unwrap_or_default();
    let announced = matches!(
        before.trim_start_matches(['و', 'ب', 'ل']),
        "الإصدار" | "إصدار" | "الاصدار" | "أندرويد" | "ويندوز" | "لإصدار"
    ) || at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Latin)
        // Moroccan laws: رقم 31.08.
        || code::is_announced(lexemes, at);
    let is_thousands = parts[1..].iter().all(|&part| lexemes[part].text.len() == 3)
        && lexemes[at].text.len() <= 3
        && !lexemes[at].text.starts_with('0');
    let is_version = match parts.len() {
        0 | 1 => false,
        2 => announced && !is_counted(lexemes, next) && lexemes[parts[1]].text.len() < 3,
        _ => !is_thousands,
    };
    if !is_version {
        return None;
    }
    let mut spoken = Vec::new();
    for (i, &part) in parts.iter().enumerate() {
        if i > 0 {
            spoken.extend(Spoken::words(["نُقْطَة".to_owned()], Rule::Version, &lexemes[part - 1].source));
        }
        spoken.extend(Spoken::words(name(&lexemes[part].text), Rule::Version, &lexemes[part].source));
    }
    Some(Reading { consumed: next - at, spoken, notes: Vec::new() })
}

/// The hyphen and the number after a word: `ميغ-29`, and one more part (`737-800`).
fn hyphenated(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let hyphen = lexemes.get(at).filter(|hyphen| !hyphen.spaced && matches!(hyphen.text.as_str(), "-" | "–"))?;
    let before = at.checked_sub(1).and_then(|i| lexemes.get(i))?;
    let after = lexemes.get(at + 1).filter(|after| !after.spaced && after.kind == Kind::Number)?;
    let is_name = matches!(before.kind, Kind::Latin | Kind::Arabic | Kind::Number);
    if !is_name || context::proclitic(lexemes, at).is_some() {
        return None;
    }
    // What a hyphen joins to a number may itself be a decimal or a count; only plain digits are a name's.
    let source = hyphen.source.start..after.source.end;
    let words = Spoken::words(name(&after.text), Rule::Version, &source);
    // المرسوم رقم 20-442: without a pause the two would be heard as one number. A formation (4-3-3) cannot be.
    let are_long = before.kind == Kind::Number && (before.text.len() > 1 || after.text.len() > 1);
    let pause = Spoken::Pause { length: PauseLength::Short, source: hyphen.source.clone() };
    let spoken = std::iter::once(pause).filter(|_| are_long).chain(words).collect();
    Some(Reading { consumed: 2, spoken, notes: Vec::new() })
}

/// `A320`, `iPhone 15`, `Windows 11`.
fn after_latin(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let before = at.checked_sub(1).and_then(|i| lexemes.get(i)).filter(|before| before.kind == Kind::Latin)?;
    let goes_on = lexemes.get(at + 1).is_some_and(|next| {
        !next.spaced
            && matches!(next.text.as_str(), "." | "," | "/" | ":" | "-" | "%")
            && lexemes.get(at + 2).is_some_and(|l| l.kind == Kind::Number && !l.spaced)
    });
    let is_currency = currency::suffix(lexemes, at - 1).is_some();
    if (lexeme.spaced && (is_counted(lexemes, at + 1) || before.text.len() < 2)) || goes_on || is_currency {
        return None;
    }
    Some(Reading {
        consumed: 1,
        spoken: Spoken::words(name(&lexeme.text), Rule::Version, &span(lexemes, at..at + 1)).collect(),
        notes: Vec::new(),
    })
}

/// A number as a name; with a zero before it, digit by digit.
fn name(digits: &str) -> Vec<String> {
    match digits.parse::<u64>() {
        Ok(value) if value <= number::GREATEST && (digits.len() == 1 || !digits.starts_with('0')) => {
            number::cardinal(value, Form::plain(Case::Nominative))
        }
        _ => number::digits(digits),
    }
}

/// Whether what stands at `next` is counted by a number before it.
pub(super) fn is_counted(lexemes: &[Lexeme], next: usize) -> bool {
    percent::sign(lexemes, next).is_some()
        || currency::suffix(lexemes, next).is_some()
        || unit::suffix(lexemes, next).is_some()
        || super::numeral::scale(lexemes, next).is_some()
        || context::counted_noun(lexemes, next).is_some_and(|word| noun::is_known(&word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, utterance};
    use super::super::{Options, Token, normalize};

    #[test]
    fn versions() {
        check("الإصدار 2.0.1", "الإصدار اثنان نقطة صفر نقطة واحد");
        check("القانون رقم 31.08", "القانون رقم واحد وثلاثون نقطة صفر ثمانية");
        check("نظام iOS 17.2", "نظام آي أو إس سبعة عشر نقطة اثنان");
    }

    #[test]
    fn models() {
        check("طائرة إف-35", "طائرة إف خمسة وثلاثون");
        check("صاروخ S-400", "صاروخ إس أربعمئة");
        check("مسيرة شاهد-136", "مسيرة شاهد مئة وستة وثلاثون");
        check("إيرباص A380", "إيرباص إيه ثلاثمئة وثمانون");
        check("سامسونغ S24", "سامسونغ إس أربعة وعشرون");
        check("كوفيد-19", "كوفيد تسعة عشر");
        check("الدبابة تي-72", "الدبابة تي اثنان وسبعون");
    }

    #[test]
    fn names_with_numbers() {
        check("هاتف iPhone 15", "هاتف آيفون خمسة عشر");
        check("Windows 10", "ويندوز عشرة");
        check("بلايستيشن 5", "بلايستيشن خمسة");
    }

    #[test]
    fn parts_of_a_number_are_parted_by_a_pause() {
        let pauses = |text: &str| {
            let tokens = normalize(&utterance(text), &Options::default()).tokens;
            tokens.iter().filter(|token| matches!(token, Token::Pause(_))).count()
        };
        check("المرسوم رقم 20-442", "المرسوم رقم عشرين أربعمئة واثنان وأربعون");
        assert_eq!(pauses("المرسوم رقم 20-442"), 1);
        assert_eq!(pauses("تشكيلة 4-3-3"), 0);
    }

    #[test]
    fn formations() {
        check("تشكيلة 4-3-3", "تشكيلة أربعة ثلاثة ثلاثة");
    }
}
