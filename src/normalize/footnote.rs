//! Marks that refer to a note: `[12]` right after a word or a stop. They are print, and said by no reader.

use super::lexeme::{Kind, Lexeme, Reading, span};
use super::{Options, context};
use crate::note::{Note, NoteCode};

/// Leaves a reference mark out, with a note.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    // عام 1999.[17] وأعاد: the stop has ended the utterance before, and not the paragraph.
    let follows_stop = || {
        at == 0
            && lexemes[at].source.start > 0
            && lexemes[at + 1].kind == Kind::Number
            && context::counted_noun(lexemes, at + 3).is_none_or(|word| !super::noun::is_known(&word))
    };
    let is_square = is_mark(lexemes, at)
        && (is_attached(lexemes, at) || are_all_marks(lexemes) || follows_stop() || is_apart(lexemes, at));
    if let Some(reading) = named_mark(lexemes, at) {
        return Some(reading);
    }
    if !is_square && !is_round_mark(lexemes, at) {
        return None;
    }
    let source = span(lexemes, at..at + 3);
    let note = Note::new(
        NoteCode::TokenSkipped,
        format!(
            "reference mark `{}{}{}` is not read out",
            lexemes[at].text,
            lexemes[at + 1].text,
            lexemes[at + 2].text
        ),
        source,
    );
    Some(Reading { consumed: 3, spoken: Vec::new(), notes: vec![note] })
}

/// `[lower-alpha 5]`, `[note 2]`, `[ملاحظة 1]`: the mark of a list of notes that has a name.
fn named_mark(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    const NAMES: &str = "lower upper alpha roman greek note notes nb ملاحظة ملحوظة هامش وب";
    lexemes.get(at).filter(|open| open.text == "[")?;
    let inside = lexemes.get(at + 1..)?.iter().take(4);
    let length = inside.take_while(|l| l.text == "-" || context::one_of(&l.text.to_lowercase(), NAMES)).count();
    let number = at + 1 + length;
    lexemes.get(number).filter(|l| length > 0 && l.kind == Kind::Number && l.text.len() <= 3)?;
    lexemes.get(number + 1).filter(|close| close.text == "]")?;
    let message = "a reference mark with a name is not read out";
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..number + 2));
    Some(Reading { consumed: number + 2 - at, spoken: Vec::new(), notes: vec![note] })
}

/// Whether `[`, up to three digits or one letter, and `]` stand at `at` without a space inside.
fn is_mark(lexemes: &[Lexeme], at: usize) -> bool {
    let is = |index: usize, text: &str| lexemes.get(index).is_some_and(|l| l.text == text);
    let is_label = |l: &Lexeme| match l.kind {
        Kind::Number => l.text.len() <= 3,
        Kind::Arabic | Kind::Latin => !are_all_marks(lexemes) && l.text.chars().count() == 1,
        Kind::Sign | Kind::Emoji => false,
    };
    is(at, "[")
        && lexemes.get(at + 1).is_some_and(|l| is_label(l) && !l.spaced)
        && is(at + 2, "]")
        && !lexemes[at + 2].spaced
}

/// Whether the mark is printed right after what it belongs to: a word that is not known by a number, or a sign.
fn is_attached(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| lexemes.get(before)).filter(|_| !lexemes[at].spaced) else {
        return false;
    };
    match before.kind {
        Kind::Arabic => !context::one_of(&before.text, "رقم المادة مادة البند الفقرة الفصل الباب الآية الصفحة عدد"),
        Kind::Latin => true,
        Kind::Sign => matches!(before.text.as_str(), "." | "،" | "," | "؛" | ":" | "]" | ")" | "\"" | "!" | "؟" | "%"),
        // سنة 1250[4]
        Kind::Number => true,
        Kind::Emoji => false,
    }
}

/// `رواية الأرض [2] من أشهر أعماله`: a number in square brackets after a word that neither governs it nor is known by a
/// number, where it counts nothing.
fn is_apart(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| context::word(lexemes, before)) else { return false };
    let stem = before.trim_start_matches(['و', 'ب', 'ل']);
    let is_numbered = context::one_of(stem.strip_prefix("ال").unwrap_or(stem), NUMBERED);
    lexemes.get(at + 1).is_some_and(|number| number.kind == Kind::Number)
        && before.chars().count() > 2
        && !is_numbered
        && !context::governs(&before)
        && !context::counted_noun(lexemes, at + 3).is_some_and(|word| super::noun::is_known(&word))
}

/// Words whose number is a part of what is said.
const NUMBERED: &str = "
    شكل جدول صورة لوحة سؤال تمرين مثال نموذج خريطة رسم ملحق قسم محور مجموعة فريق خيار بديل إجابة عدد رقم مادة بند فقرة فصل باب آية
    صفحة جزء حلقة درس مرحلة مستوى خطوة نقطة قاعدة لجنة قاعة غرفة طابق بوابة محطة قناة خط نسخة نوع فئة مرجع مصدر مراجع هامش";

/// `قال المؤرخ(2) إن`: a small number in round brackets that is printed as one with a word which no number names.
fn is_round_mark(lexemes: &[Lexeme], at: usize) -> bool {
    let is_number = |l: &Lexeme| l.kind == Kind::Number && l.text.len() <= 2 && !l.text.starts_with('0') && !l.spaced;
    let is_closed = |l: &Lexeme| l.text == ")" && !l.spaced;
    let Some(before) = at.checked_sub(1).and_then(|before| context::word(lexemes, before)) else { return false };
    let stem = before.trim_start_matches(['و', 'ب', 'ل']);
    let is_numbered = context::one_of(stem.strip_prefix("ال").unwrap_or(stem), NUMBERED)
        || super::noun::is_known(&before) && !before.starts_with("ال");
    lexemes.get(at).is_some_and(|open| open.text == "(" && !open.spaced)
        && lexemes.get(at + 1).is_some_and(is_number)
        && lexemes.get(at + 2).is_some_and(is_closed)
        && lexemes.get(at + 3).is_some()
        && before.chars().count() > 2
        && !is_numbered
        && !context::opens_number(lexemes, at)
}

/// An utterance that is nothing but marks: the sentence before ended at its stop.
fn are_all_marks(lexemes: &[Lexeme]) -> bool {
    lexemes
        .iter()
        .all(|l| matches!(l.text.as_str(), "[" | "]" | "." | "،" | ",") || l.kind == Kind::Number && l.text.len() <= 3)
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::check;

    #[test]
    fn marks_after_a_word_or_a_stop() {
        check("نُشرت الدراسة[12] في مجلة.", "نُشرت الدراسة في مجلة");
        check("قرب الساحل.[5][6]", "قرب الساحل");
        check("[5][6]", "");
        check("قال المؤرخ(2) إن المدينة قديمة", "قال المؤرخ إن المدينة قديمة");
        check("سنة 1250[4] على", "سنة ألف ومئتين وخمسين على");
        check("في الشمال[أ].", "في الشمال");
        check("يقع النهر [1] شمال المدينة.", "يقع النهر شمال المدينة");
    }

    #[test]
    fn numbers_in_brackets_that_mean_something() {
        check("حضر [12] شخصا", "حضر اثنا عشر شخصا");
        check("انظر المرجع [3] في الصفحة", "انظر المرجع ثلاثة في الصفحة");
        check("المادة[12]", "المادة الثانية عشرة");
        check("انظر الشكل(3) أدناه", "انظر الشكل ثلاثة أدناه");
    }
}
