//! Qur'an citations: the reference after a verse, and the letters that open a sura.
//!
//! `﴿…﴾ [الفتح: 1]` is read as the verse, then سورة الفتح الآية الأولى. The verse itself is read as it is printed (the
//! Unicode pass has taken the signs of recitation away). Verse numbers up to ten are ordinals, as reciters say them,
//! greater ones cardinals. A reference is taken for one after a verse's bracket, or where it names a sura.

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, acronym, vowels};

/// Reads a reference in brackets, or opening letters, at `at`.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    reference(lexemes, at).or_else(|| opening_letters(lexemes, at)).or_else(|| verse_number(lexemes, at))
}

/// `[الفتح: 1]`, `(سورة البقرة: 255-257)`, `[البقرة، الآية 30]`.
fn reference(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let text = |index: usize| lexemes.get(index).map(|lexeme| lexeme.text.as_str());
    let close = match text(at)? {
        "[" => "]",
        "(" => ")",
        "{" => "}",
        _ => return None,
    };
    let after_verse = at > 0 && lexemes[..at].iter().rev().take(2).any(|lexeme| lexeme.text == "﴾");
    let mut index = at + 1;
    let says_sura = matches!(text(index), Some("سورة"));
    index += usize::from(says_sura);
    let name_start = index;
    while lexemes.get(index).is_some_and(|lexeme| lexeme.kind == Kind::Arabic) && !is_verse_word(text(index)) {
        index += 1;
    }
    let name = lexemes.get(name_start..index).filter(|name| !name.is_empty() && name.len() <= 2)?;
    let printed: Vec<&str> = name.iter().map(|lexeme| lexeme.text.as_str()).collect();
    if !(after_verse || says_sura || is_sura(&vowels::bare(&printed.join(" ")))) {
        return None;
    }
    while matches!(text(index), Some(":" | "،" | "," | "/" | "-" | "–" | "." | "؛")) {
        index += 1;
    }
    index += usize::from(is_verse_word(text(index)));
    index += usize::from(matches!(text(index), Some(":")));
    let mut verses: Vec<(u64, usize)> = Vec::new();
    let mut is_range = false;
    while let Some(number) = lexemes.get(index).filter(|lexeme| lexeme.kind == Kind::Number) {
        verses.push((number.text.parse().ok().filter(|&verse| verse <= 286)?, index));
        index += 1;
        match text(index) {
            Some("-" | "–" | "—" | "/") => is_range = true,
            Some("،" | ",") => {}
            Some("و") => {}
            _ => break,
        }
        index += 1;
    }
    if verses.is_empty() || text(index) != Some(close) {
        return None;
    }
    let word = |vowelled: &str, index: usize| vowels::word(vowelled, Rule::Quran, lexemes[index].source.clone());
    let mut spoken = vec![word("سُورَة", name_start)];
    spoken.extend(name.iter().map(|lexeme| Spoken::Word {
        text: lexeme.text.clone(),
        hint: None,
        rule: Rule::Quran,
        source: lexeme.source.clone(),
    }));
    let number = |&(verse, index): &(u64, usize), case: Case| {
        let words = if verse <= 10 {
            number::ordinal(verse, Gender::Feminine, case, false)
        } else {
            number::cardinal(verse, Form { gender: Gender::Feminine, ..Form::plain(case) })
        };
        words.into_iter().map(move |vowelled| vowels::word(&vowelled, Rule::Quran, lexemes[index].source.clone()))
    };
    let first = verses.first()?;
    match verses.as_slice() {
        [only] => {
            spoken.push(word("الْآيَة", only.1));
            spoken.extend(number(only, Case::Nominative));
        }
        [from, to] if is_range => {
            spoken.push(word("الْآيَات", first.1));
            spoken.push(word("مِنَ", from.1));
            spoken.extend(number(from, Case::Genitive));
            spoken.push(word("إِلَى", to.1));
            spoken.extend(number(to, Case::Genitive));
        }
        all => {
            spoken.push(word("الْآيَات", first.1));
            for (position, verse) in all.iter().enumerate() {
                let mut words: Vec<Spoken> = number(verse, Case::Nominative).collect();
                if let Some(Spoken::Word { text, hint, .. }) = words.first_mut().filter(|_| position > 0) {
                    text.insert(0, 'و');
                    *hint = hint.take().map(|hint| format!("وَ{hint}"));
                }
                spoken.extend(words);
            }
        }
    }
    Some(Reading { consumed: index + 1 - at, spoken, notes: Vec::new() })
}

fn is_verse_word(word: Option<&str>) -> bool {
    matches!(word, Some("آية" | "الآية" | "الآيات" | "آيات" | "الآيتان" | "الآيتين"))
}

/// `الم`, `يس`, `ق` at the beginning of a verse: read by the names of the letters, those in `ا` without hamza.
fn opening_letters(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    const LETTERS: &[&str] =
        &["الم", "المص", "الر", "المر", "كهيعص", "طه", "طسم", "طس", "يس", "ص", "حم", "عسق", "ق", "ن"];
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    let word = vowels::bare(&lexeme.text);
    let opens = before.text == "﴿" || (word == "عسق" && vowels::bare(&before.text) == "حم");
    // `الم` with its vowels is the question of another sura (أَلَمْ is printed with hamza).
    if !opens || !LETTERS.contains(&word.as_str()) {
        return None;
    }
    let spoken = word.chars().filter_map(|letter| {
        let name = match letter {
            'ط' => "طَا",
            'ه' => "هَا",
            'ي' => "يَا",
            'ح' => "حَا",
            'ر' => "رَا",
            letter => acronym::arabic_letter(letter)?,
        };
        Some(vowels::word(name, Rule::Quran, lexeme.source.clone()))
    });
    Some(Reading { consumed: 1, spoken: spoken.collect(), notes: Vec::new() })
}

/// The number in the end-of-verse sign is not read.
fn verse_number(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    use crate::note::{Note, NoteCode};
    let sign = lexemes.get(at).filter(|sign| sign.text == "\u{6DD}")?;
    let number = lexemes.get(at + 1).filter(|number| number.kind == Kind::Number && !number.spaced)?;
    let note = Note::new(
        NoteCode::TokenSkipped,
        format!("verse number `{}` is left out", number.text),
        sign.source.start..number.source.end,
    );
    Some(Reading { consumed: 2, spoken: Vec::new(), notes: vec![note] })
}

/// Whether words are the name of a sura, in any of its usual spellings.
fn is_sura(name: &str) -> bool {
    const SURAS: &[&str] = &[
        "الفاتحة",
        "البقرة",
        "آل عمران",
        "النساء",
        "المائدة",
        "الأنعام",
        "الأعراف",
        "الأنفال",
        "التوبة",
        "يونس",
        "هود",
        "يوسف",
        "الرعد",
        "إبراهيم",
        "الحجر",
        "النحل",
        "الإسراء",
        "الكهف",
        "مريم",
        "طه",
        "الأنبياء",
        "الحج",
        "المؤمنون",
        "النور",
        "الفرقان",
        "الشعراء",
        "النمل",
        "القصص",
        "العنكبوت",
        "الروم",
        "لقمان",
        "السجدة",
        "الأحزاب",
        "سبأ",
        "فاطر",
        "يس",
        "الصافات",
        "ص",
        "الزمر",
        "غافر",
        "فصلت",
        "الشورى",
        "الزخرف",
        "الدخان",
        "الجاثية",
        "الأحقاف",
        "محمد",
        "الفتح",
        "الحجرات",
        "ق",
        "الذاريات",
        "الطور",
        "النجم",
        "القمر",
        "الرحمن",
        "الواقعة",
        "الحديد",
        "المجادلة",
        "الحشر",
        "الممتحنة",
        "الصف",
        "الجمعة",
        "المنافقون",
        "التغابن",
        "الطلاق",
        "التحريم",
        "الملك",
        "القلم",
        "الحاقة",
        "المعارج",
        "نوح",
        "الجن",
        "المزمل",
        "المدثر",
        "القيامة",
        "الإنسان",
        "المرسلات",
        "النبأ",
        "النازعات",
        "عبس",
        "التكوير",
        "الانفطار",
        "المطففين",
        "الانشقاق",
        "البروج",
        "الطارق",
        "الأعلى",
        "الغاشية",
        "الفجر",
        "البلد",
        "الشمس",
        "الليل",
        "الضحى",
        "الشرح",
        "التين",
        "العلق",
        "القدر",
        "البينة",
        "الزلزلة",
        "العاديات",
        "القارعة",
        "التكاثر",
        "العصر",
        "الهمزة",
        "الفيل",
        "قريش",
        "الماعون",
        "الكوثر",
        "الكافرون",
        "النصر",
        "المسد",
        "الإخلاص",
        "الفلق",
        "الناس",
    ];
    let plain = |name: &str| name.replace(['أ', 'إ', 'آ'], "ا");
    SURAS.iter().any(|sura| plain(sura) == plain(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::testing::{check_reach, read_alone};

    fn check(input: &str, expect: &str) {
        let read = |lexemes: &[Lexeme], at: usize| read(lexemes, at, &Options::default());
        assert_eq!(read_alone(read, input, |_| None), expect, "{input}");
    }

    #[test]
    fn one_verse() {
        check("﴿والعصر﴾ [العصر: 1]", "سورة العصر الآية الأولى");
        check("(سورة الكهف: 46)", "سورة الكهف الآية ست وأربعون");
        check("[البقرة: 153]", "سورة البقرة الآية مئة وثلاث وخمسون");
        check("[الضحى، الآية 5]", "سورة الضحى الآية الخامسة");
        check("[آل عمران: 3]", "سورة آل عمران الآية الثالثة");
    }

    #[test]
    fn several_verses() {
        check("[الشرح: 5-6]", "سورة الشرح الآيات من الخامسة إلى السادسة");
        check("[الناس: 1، 2]", "سورة الناس الآيات الأولى والثانية");
    }

    #[test]
    fn other_brackets_are_not_references() {
        check("(باريس: 5)", "");
        check("[صورة]", "");
    }

    #[test]
    fn opening_letters_are_named() {
        check("﴿الم ذلك الكتاب﴾", "ألف لام ميم");
        check("﴿يس﴾", "يا سين");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[﴿﴾\\[\\]():،ا-ي0-9 -]{0,24}") {
            check_reach(read, &text);
        }
    }
}
