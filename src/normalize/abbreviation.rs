//! Abbreviations: titles before a name (`د. أمينة`), dotted letters (`ق.م`, `أ.ف.ب`), honorifics (`ﷺ`, `(رض)`), single
//! letters with a number (`ص 12`), and letters that are read by their names (`فيتامين د`).

use std::ops::Range;

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::number::{self, Case, Gender};
use super::{Options, Rule, acronym, context, given_names, ordinal, proclitic, score, vowels, year};

/// Reads the abbreviation that begins at `at`.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    honorific_sign(lexemes, at)
        .or_else(|| honorific_letters(lexemes, at))
        .or_else(|| et_cetera(lexemes, at))
        .or_else(|| united_states(lexemes, at))
        .or_else(|| dotted(lexemes, at))
        .or_else(|| spaced_agency(lexemes, at))
        .or_else(|| club(lexemes, at))
        .or_else(|| edition(lexemes, at))
        .or_else(|| title(lexemes, at))
        .or_else(|| before_number(lexemes, at))
        .or_else(|| after_century(lexemes, at))
        .or_else(|| question_or_answer(lexemes, at))
        .or_else(|| proclitic::read(lexemes, at))
        .or_else(|| letter_name(lexemes, at))
}

/// The phrases of honorific characters, from the names of the characters in Unicode.
const HONORIFIC_SIGNS: &[(&str, &str)] = &[
    ("\u{FDFA}", "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ"),
    ("\u{FDFB}", "جَلَّ جَلَالُهُ"),
    ("\u{FDFD}", "بِسْمِ اللهِ الرَّحْمَٰنِ الرَّحِيمِ"),
    ("\u{FD40}", "رَحِمَهُ اللهُ"),
    ("\u{FD41}", "رَضِيَ اللهُ عَنْهُ"),
    ("\u{FD42}", "رَضِيَ اللهُ عَنْهَا"),
    ("\u{FD43}", "رَضِيَ اللهُ عَنْهُمْ"),
    ("\u{FD44}", "رَضِيَ اللهُ عَنْهُمَا"),
    ("\u{FD45}", "رَضِيَ اللهُ عَنْهُنَّ"),
    ("\u{FD46}", "صَلَّى اللهُ عَلَيْهِ وَآلِهِ"),
    ("\u{FD47}", "عَلَيْهِ السَّلَامُ"),
    ("\u{FD48}", "عَلَيْهِمُ السَّلَامُ"),
    ("\u{FD49}", "عَلَيْهِمَا السَّلَامُ"),
    ("\u{FD4A}", "عَلَيْهِ الصَّلَاةُ وَالسَّلَامُ"),
    ("\u{FD4B}", "قُدِّسَ سِرُّهُ"),
    ("\u{FD4C}", "صَلَّى اللهُ عَلَيْهِ وَآلِهِ وَسَلَّمَ"),
    ("\u{FD4D}", "عَلَيْهَا السَّلَامُ"),
    ("\u{FD4E}", "تَبَارَكَ وَتَعَالَى"),
    ("\u{FD4F}", "رَحِمَهُمُ اللهُ"),
];

fn honorific_sign(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Sign)?;
    let (_, phrase) = HONORIFIC_SIGNS.iter().find(|(sign, _)| *sign == lexeme.text)?;
    Some(reading(lexemes, at, 1, phrase))
}

/// `(ص)`, `(رض)`, `(ع)` after a name, with or without brackets.
fn honorific_letters(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let bracketed = matches!(lexemes.get(at)?.text.as_str(), "(" | "[" | "{");
    let letters = lexemes.get(at + usize::from(bracketed)).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    if bracketed && !lexemes.get(at + 2).is_some_and(|close| matches!(close.text.as_str(), ")" | "]" | "}")) {
        return None;
    }
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before)).filter(|before| before.kind == Kind::Arabic);
    let name = before.map(|before| before.text.as_str()).unwrap_or_default();
    let of_woman = given_names::is_feminine(name) || holy_woman_before(lexemes, at);
    let after_prophet = before.is_some_and(|_| prophet_before(lexemes, at));
    let phrase = match (letters.text.as_str(), bracketed) {
        ("صلعم", _) => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("م", true) if before.is_some_and(|word| RANKS.contains(&word.text.as_str())) => "الْمُتَقَاعِد",
        ("ص", true) if before.is_some() => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("ص", false) if after_prophet => "صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ",
        ("رض", _) if of_woman => "رَضِيَ اللهُ عَنْهَا",
        ("رض" | "رضه", _) => "رَضِيَ اللهُ عَنْهُ",
        ("رضها", _) => "رَضِيَ اللهُ عَنْهَا",
        ("ر", true) if before.is_some() && of_woman => "رَضِيَ اللهُ عَنْهَا",
        ("ر", true) if before.is_some() => "رَضِيَ اللهُ عَنْهُ",
        ("ع" | "س", true) if before.is_some() && of_woman => "عَلَيْهَا السَّلَامُ",
        ("ع", true) if before.is_some() => "عَلَيْهِ السَّلَامُ",
        ("عج", true) => "عَجَّلَ اللهُ فَرَجَهُ",
        ("قده" | "قدس", true) => "قُدِّسَ سِرُّهُ",
        ("ره" | "رح", true) => "رَحِمَهُ اللهُ",
        _ => return None,
    };
    Some(reading(lexemes, at, if bracketed { 3 } else { 1 }, phrase))
}

/// Whether the words before name a prophet.
fn prophet_before(lexemes: &[Lexeme], at: usize) -> bool {
    let words = ["محمد", "النبي", "الرسول", "الله", "المصطفى"];
    lexemes[..at].iter().rev().take(2).any(|lexeme| words.contains(&lexeme.text.as_str()))
}

fn holy_woman_before(lexemes: &[Lexeme], at: usize) -> bool {
    let words = ["السيدة", "أم", "الزهراء", "الصديقة", "بنت"];
    lexemes[..at].iter().rev().take(3).any(|lexeme| words.contains(&lexeme.text.as_str()))
}

/// `إلخ` and its other spellings.
fn et_cetera(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let phrase = match word.text.as_str() {
        "إلخ" | "الخ" | "ألخ" => "إِلَى آخِرِهِ",
        "وإلخ" | "والخ" => "وَإِلَى آخِرِهِ",
        _ => return None,
    };
    Some(reading(lexemes, at, 1, phrase))
}

/// Dotted letters with a meaning; alif is written bare in the keys, whatever its hamza.
const DOTTED: &[(&str, &str)] = &[
    // Eras and times.
    ("ق.م", "قَبْلَ الْمِيلَاد"),
    ("ب.م", "بَعْدَ الْمِيلَاد"),
    ("ق.ه", "قَبْلَ الْهِجْرَة"),
    ("ه.ش", "هِجْرِيَّة شَمْسِيَّة"),
    ("ه.ق", "هِجْرِيَّة قَمَرِيَّة"),
    ("ق.ظ", "قَبْلَ الظُّهْر"),
    ("ب.ظ", "بَعْدَ الظُّهْر"),
    ("ت.غ", "بِتَوْقِيتِ غِرِينِتْشْ"),
    // Letters and books.
    ("ص.ب", "صُنْدُوق بَرِيد"),
    ("ا.ه", "انْتَهَى"),
    ("ر.ت", "رَقْم التَّسْجِيل"),
    ("س.ت", "سِجِلّ تِجَارِيّ"),
    ("ا.ح", "أَرْكَان حَرْب"),
    // States and organisations.
    ("ج.م.ع", "جُمْهُورِيَّة مِصْرَ الْعَرَبِيَّة"),
    ("ج.ع.س", "الْجُمْهُورِيَّة الْعَرَبِيَّة السُّورِيَّة"),
    ("ج.ج.د.ش", "الْجُمْهُورِيَّة الْجَزَائِرِيَّة الدِّيمُقْرَاطِيَّة الشَّعْبِيَّة"),
    ("و.م.ا", "الْوِلَايَات الْمُتَّحِدَة الْأَمْرِيكِيَّة"),
    ("ا.ع.م", "الْإِمَارَات الْعَرَبِيَّة الْمُتَّحِدَة"),
    ("م.ع.س", "الْمَمْلَكَة الْعَرَبِيَّة السُّعُودِيَّة"),
    ("م.ت.ف", "مُنَظَّمَة التَّحْرِيرِ الْفِلَسْطِينِيَّة"),
    ("ج.ت.و", "جَبْهَة التَّحْرِيرِ الْوَطَنِيّ"),
    ("ا.م", "الْأُمَم الْمُتَّحِدَة"),
    ("ذ.م.م", "ذَات مَسْؤُولِيَّة مَحْدُودَة"),
    ("ش.ذ.م.م", "شَرِكَة ذَات مَسْؤُولِيَّة مَحْدُودَة"),
    ("ش.م.م", "شَرِكَة مُسَاهَمَة مَحْدُودَة"),
    ("ش.م.ع", "شَرِكَة مُسَاهَمَة عَامَّة"),
    ("ش.م.ل", "شَرِكَة مُسَاهَمَة لُبْنَانِيَّة"),
    ("ش.م.ك", "شَرِكَة مُسَاهَمَة كُوَيْتِيَّة"),
    ("ش.م.ق", "شَرِكَة مُسَاهَمَة قَطَرِيَّة"),
    // Currencies that stand without an amount.
    ("د.ج", "دِينَار جَزَائِرِيّ"),
    ("د.ت", "دِينَار تُونُسِيّ"),
    ("د.م", "دِرْهَم مَغْرِبِيّ"),
    ("د.ك", "دِينَار كُوَيْتِيّ"),
    ("د.ع", "دِينَار عِرَاقِيّ"),
    ("د.ل", "دِينَار لِيبِيّ"),
    ("د.ب", "دِينَار بَحْرَيْنِيّ"),
    ("د.ا", "دِرْهَم إِمَارَاتِيّ"),
    ("ر.س", "رِيَال سُعُودِيّ"),
    ("ر.ق", "رِيَال قَطَرِيّ"),
    ("ر.ع", "رِيَال عُمَانِيّ"),
    ("ر.ي", "رِيَال يَمَنِيّ"),
    ("ج.م", "جُنَيْه مِصْرِيّ"),
    ("ج.س", "جُنَيْه سُودَانِيّ"),
    ("ل.ل", "لِيرَة لُبْنَانِيَّة"),
    ("ل.س", "لِيرَة سُورِيَّة"),
];

/// `الو.م.أ`, `الو م أ`: the United States as Algerian papers abbreviate them, with the article.
fn united_states(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let first = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let prefix = match first.text.as_str() {
        "الو" => "",
        "والو" => "و",
        "بالو" => "ب",
        "فالو" => "ف",
        "للو" => "ل",
        _ => return None,
    };
    let is_stop = |index: usize| lexemes.get(index).is_some_and(|stop| stop.text == ".");
    let step = if is_stop(at + 1) { 2 } else { 1 };
    let letter = |index: usize| lexemes.get(index).and_then(single_letter);
    if letter(at + step) != Some('م') || !matches!(letter(at + 2 * step), Some('أ' | 'ا')) {
        return None;
    }
    let consumed = 2 * step + 1;
    let with_stop =
        consumed + usize::from(step == 2 && is_stop(at + consumed) && lexemes.get(at + consumed + 1).is_some());
    let phrase = "الْوِلَايَات الْمُتَّحِدَة الْأَمْرِيكِيَّة";
    Some(proclitic::prefixed(reading(lexemes, at, with_stop, phrase), prefix))
}

/// News agencies: the phrase, and what of it follows the word `وكالة`.
const AGENCIES: &[(&str, &str, &str)] = &[
    ("ا.ف.ب", "فِرَانْسْ بِرِسْ", "فِرَانْسْ بِرِسْ"),
    ("د.ب.ا", "وَكَالَة الْأَنْبَاءِ الْأَلْمَانِيَّة", "الْأَنْبَاءِ الْأَلْمَانِيَّة"),
    ("ا.ش.ا", "وَكَالَة أَنْبَاءِ الشَّرْقِ الْأَوْسَط", "أَنْبَاءِ الشَّرْقِ الْأَوْسَط"),
    ("ا.ب", "أَسُوشِيتِدْ بِرِسْ", "أَسُوشِيتِدْ بِرِسْ"),
    ("ي.ب.ا", "يُونَايْتِدْ بِرِسْ", "يُونَايْتِدْ بِرِسْ"),
    ("ي.ب.ي", "يُونَايْتِدْ بِرِسْ", "يُونَايْتِدْ بِرِسْ"),
    ("و.ا.ج", "وَكَالَة الْأَنْبَاءِ الْجَزَائِرِيَّة", "الْأَنْبَاءِ الْجَزَائِرِيَّة"),
    ("و.ا.س", "وَكَالَة الْأَنْبَاءِ السُّعُودِيَّة", "الْأَنْبَاءِ السُّعُودِيَّة"),
    ("و.ا.م", "وَكَالَة أَنْبَاءِ الْإِمَارَات", "أَنْبَاءِ الْإِمَارَات"),
    ("و.م.ع", "وَكَالَة الْمَغْرِبِ الْعَرَبِيّ", "الْمَغْرِبِ الْعَرَبِيّ"),
    ("ق.ن.ا", "وَكَالَة الْأَنْبَاءِ الْقَطَرِيَّة", "الْأَنْبَاءِ الْقَطَرِيَّة"),
];

/// Titles of several letters: masculine and feminine words for each.
const DOTTED_TITLES: &[(&str, &str, &str)] = &[
    ("ا.د", "الْأُسْتَاذ الدُّكْتُور", "الْأُسْتَاذَة الدُّكْتُورَة"),
    ("ا.م.د", "الْأُسْتَاذ الْمُسَاعِد الدُّكْتُور", "الْأُسْتَاذَة الْمُسَاعِدَة الدُّكْتُورَة"),
    ("ا.م", "الْأُسْتَاذ الْمُسَاعِد", "الْأُسْتَاذَة الْمُسَاعِدَة"),
    ("د.م", "الدُّكْتُور الْمُهَنْدِس", "الدُّكْتُورَة الْمُهَنْدِسَة"),
    ("م.د", "الْمُدَرِّس الدُّكْتُور", "الْمُدَرِّسَة الدُّكْتُورَة"),
    ("م.م", "الْمُدَرِّس الْمُسَاعِد", "الْمُدَرِّسَة الْمُسَاعِدَة"),
];

/// Single letters joined by full stops. What has no known meaning is read letter by letter, as initials are.
fn dotted(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let (prefix, first) = prefixed_letter(lexemes.get(at)?)?;
    if at > 0
        && lexemes[at - 1].text == "."
        && !lexemes[at].spaced
        && at > 1
        && single_letter(&lexemes[at - 2]).is_some()
    {
        return None;
    }
    let mut letters = vec![first];
    let mut end = at + 1;
    while lexemes.get(end).is_some_and(|stop| stop.text == "." && !stop.spaced)
        && let Some(letter) = lexemes.get(end + 1).and_then(single_letter)
    {
        // `أ. د. سمير` and `أ. ف. ب` with spaces; but not over a sentence's end (`فيتامين د. و`).
        if lexemes[end + 1].spaced && letter == 'و' {
            break;
        }
        letters.push(letter);
        end += 2;
    }
    if letters.len() < 2 {
        return None;
    }
    let has_stop = lexemes.get(end).is_some_and(|stop| stop.text == "." && !stop.spaced);
    // A stop that ends the utterance is the sentence's own.
    let with_stop = if has_stop && lexemes.get(end + 1).is_some() { end + 1 } else { end };
    let key = folded(&letters);
    let next_name = lexemes.get(with_stop).filter(|name| name.kind == Kind::Arabic && letter_count(&name.text) > 1);
    if let (Some((_, masculine, feminine)), Some(name)) =
        (DOTTED_TITLES.iter().find(|(dotted, _, _)| *dotted == key), next_name)
        && (with_stop > end || key == "ا.د" || key == "ا.م.د")
    {
        let phrase = if of_woman(lexemes, at, &name.text) { feminine } else { masculine };
        return Some(proclitic::prefixed(reading(lexemes, at, with_stop - at, phrase), prefix));
    }
    if let Some((_, phrase, after_agency)) = AGENCIES.iter().find(|(dotted, _, _)| *dotted == key) {
        let phrase = if after_word_agency(lexemes, at) { after_agency } else { phrase };
        return Some(proclitic::prefixed(reading(lexemes, at, with_stop - at, phrase), prefix));
    }
    if let Some((_, phrase)) = DOTTED.iter().find(|(dotted, _)| *dotted == key) {
        return Some(proclitic::prefixed(reading(lexemes, at, with_stop - at, phrase), prefix));
    }
    let source = lexemes[at].source.start..lexemes[with_stop - 1].source.end;
    let spoken = letters.iter().filter_map(|&letter| named(letter, &source)).collect();
    Some(proclitic::prefixed(Reading { consumed: with_stop - at, spoken, notes: Vec::new() }, prefix))
}

/// `أ ف ب` without stops: only what is surely an agency, or a box number.
fn spaced_agency(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let letter = |offset: usize| lexemes.get(at + offset).and_then(single_letter);
    let starts = at == 0 || single_letter(&lexemes[at - 1]).is_none();
    if !starts {
        return None;
    }
    if let (Some(first), Some(second), Some(third)) = (letter(0), letter(1), letter(2)) {
        let key = folded(&[first, second, third]);
        if let Some((_, phrase, after_agency)) = AGENCIES.iter().find(|(dotted, _, _)| *dotted == key) {
            let phrase = if after_word_agency(lexemes, at) { after_agency } else { phrase };
            return Some(reading(lexemes, at, 3, phrase));
        }
    }
    let (first, second) = (letter(0)?, letter(1)?);
    let after_number = at > 0 && lexemes[at - 1].kind == Kind::Number;
    let before_number = lexemes.get(at + 2).is_some_and(|next| next.kind == Kind::Number || next.text == ":");
    let phrase = match (first, second) {
        ('ص', 'ب') if before_number => "صُنْدُوق بَرِيد",
        ('ق', 'م') if after_number => "قَبْلَ الْمِيلَاد",
        ('ق', 'ه') if after_number => "قَبْلَ الْهِجْرَة",
        ('ب', 'م') if after_number => "بَعْدَ الْمِيلَاد",
        ('ت', 'غ') if after_number => "بِتَوْقِيتِ غِرِينِتْشْ",
        ('أ' | 'ا', 'ب') if after_word_agency(lexemes, at) => "أَسُوشِيتِدْ بِرِسْ",
        _ => return None,
    };
    Some(reading(lexemes, at, 2, phrase))
}

fn after_word_agency(lexemes: &[Lexeme], at: usize) -> bool {
    let before = lexemes[..at].iter().rev().find(|lexeme| lexeme.kind != Kind::Sign);
    before.is_some_and(|word| matches!(word.text.as_str(), "وكالة" | "لوكالة" | "بوكالة" | "ووكالة" | "وكالات"))
}

/// Words after which a letter is a name of a thing and not a title: `فيتامين د.` ends its sentence.
pub(super) const LETTERED: &[&str] = &[
    "فيتامين",
    "الفيتامين",
    "فيتامينات",
    "حرف",
    "الحرف",
    "القسم",
    "قسم",
    "الفئة",
    "فئة",
    "المجموعة",
    "مجموعة",
    "الفقرة",
    "فقرة",
    "البند",
    "بند",
    "النوع",
    "نوع",
    "الصنف",
    "صنف",
    "الملحق",
    "ملحق",
    "الدرجة",
    "الفريق",
    "المنتخب",
    "الخطة",
    "خطة",
    "القاعة",
    "قاعة",
    "المنطقة",
    "منطقة",
    "المناطق",
    "الكبد",
    "كبد",
    "الشعبة",
    "شعبة",
    "النموذج",
    "نموذج",
    "الفرع",
    "فرع",
    "البوابة",
    "بوابة",
    "المبنى",
    "مبنى",
    "الطابق",
    "التصنيف",
    "الفرقة",
    "الكتلة",
    "العينة",
    "المستوى",
    "الحزمة",
    "الدوري",
    "القطاع",
    "قطاع",
    "المدرج",
    "العمارة",
    "الرواق",
    "السلسلة",
    "الخيار",
    "خيار",
    "والمنطقة",
    "والمجموعة",
    "والفئة",
    "وفيتامين",
    "بفيتامين",
    "لفيتامين",
    "الفيروس",
    "فيروس",
    "الإنفلونزا",
    "إنفلونزا",
    "فصيلة",
    "الفصيلة",
    "زمرة",
];

/// Football clubs as Algerian sports pages abbreviate them: the letter, the word it stands for, and the places whose club
/// is called so.
const CLUBS: &[(&str, &str, &str)] = &[
    ("م", "مَوْلُودِيَّة", "الجزائر وهران قسنطينة سعيدة بجاية باتنة العلمة البيض"),
    ("ش", "شَبِيبَة", "القبائل بجاية الساورة سكيكدة تيارت"),
    ("ش", "شَبَاب", "بلوزداد قسنطينة باتنة برج"),
    ("و", "وِفَاق", "سطيف"),
    ("و", "وِدَاد", "تلمسان"),
    ("إ ا أ", "اتِّحَاد", "العاصمة الجزائر الحراش عنابة بلعباس الشاوية خنشلة البليدة"),
    ("ن", "نَصْر", "حسين"),
    ("ن", "نَجْم", "مقرة بن"),
    ("ج", "جَمْعِيَّة", "الشلف وهران الخروب"),
];

/// `م.الجزائر`, `ش.القبائل`: no space after the stop.
fn club(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let letter = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    lexemes.get(at + 1).filter(|stop| stop.text == "." && !stop.spaced)?;
    let place = lexemes.get(at + 2).filter(|place| place.kind == Kind::Arabic && !place.spaced)?;
    let has = |list: &str, word: &str| list.split(' ').any(|listed| listed == word);
    let (_, phrase, _) =
        CLUBS.iter().find(|(letters, _, places)| has(letters, &letter.text) && has(places, &place.text))?;
    Some(reading(lexemes, at, 2, phrase))
}

/// `د. أمينة`, `م/ خالد`, `د أحمد`: a title before a name, feminine before a woman's.
fn title(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let (prefix, letter) = prefixed_letter(lexemes.get(at)?)?;
    let previous = at.checked_sub(1).and_then(|before| lexemes.get(before));
    if previous.is_some_and(|word| LETTERED.contains(&word.text.as_str()) || word.text == "." && !lexemes[at].spaced) {
        return None;
    }
    let mark = lexemes.get(at + 1)?;
    let marked = matches!(mark.text.as_str(), "." | "/" | "\\") && (!mark.spaced || mark.text == "/");
    let name_at = at + 1 + usize::from(marked);
    let name = lexemes.get(name_at).filter(|name| name.kind == Kind::Arabic && letter_count(&name.text) > 1)?;
    if mark.kind == Kind::Arabic && (!mark.spaced || letter != 'د' || !prefix.is_empty()) {
        return None;
    }
    // A list's label (`أ. التعليم`): a person's name seldom begins with the article.
    let at_beginning = at == 0;
    if marked && letter == 'أ' && at_beginning && name.text.starts_with("ال") {
        return None;
    }
    // A sentence that ends in a letter (`القسم د. وقال`).
    if marked && name.spaced && mark.text == "." && begins_sentence(&name.text) {
        return None;
    }
    let feminine = of_woman(lexemes, at, &name.text);
    let after_rank = previous.is_some_and(|word| RANKS.contains(&word.text.as_str()));
    let phrase = match (letter, feminine) {
        ('د', false) => "الدُّكْتُور",
        ('د', true) => "الدُّكْتُورَة",
        ('أ' | 'ا', false) if marked => "الْأُسْتَاذ",
        ('أ' | 'ا', true) if marked => "الْأُسْتَاذَة",
        ('م', _) if marked && after_rank => "الْمُتَقَاعِد",
        ('م', false) if marked => "الْمُهَنْدِس",
        ('م', true) if marked => "الْمُهَنْدِسَة",
        ('ش', _) if marked && mark.text == "." => "شَارِع",
        _ => return None,
    };
    Some(proclitic::prefixed(reading(lexemes, at, name_at - at, phrase), prefix))
}

const RANKS: &[&str] = &[
    "اللواء",
    "لواء",
    "العميد",
    "عميد",
    "العقيد",
    "عقيد",
    "الفريق",
    "فريق",
    "الرائد",
    "المقدم",
    "النقيب",
    "الجنرال",
    "الملازم",
    "واللواء",
    "والعميد",
    "والعقيد",
];

/// Words that begin a sentence of news and are no names.
fn begins_sentence(word: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "وقال",
        "وأضاف",
        "وأكد",
        "وأوضح",
        "وأشار",
        "وذكر",
        "وكان",
        "وكانت",
        "وهو",
        "وهي",
        "وقد",
        "وفي",
        "ومن",
        "وعلى",
        "ولم",
        "ولا",
        "وتم",
        "كما",
        "لكن",
        "ولكن",
        "أما",
        "إن",
        "إذ",
        "حيث",
        "هذا",
        "هذه",
        "وهذا",
        "وهذه",
        "وذلك",
        "وكشف",
        "وشدد",
        "وتابع",
        "قال",
        "في",
        "من",
        "على",
        "إلى",
        "عن",
        "ثم",
        "بعد",
        "قبل",
        "وبعد",
        "وأفاد",
        "وأعلن",
        "وبلغ",
        "وتحتوي",
        "ويساعد",
    ];
    BEGINNINGS.contains(&word)
}

/// Whether a title before this name is a woman's, by the name or by the word before the title.
fn of_woman(lexemes: &[Lexeme], at: usize, name: &str) -> bool {
    const WOMEN: &[&str] = &[
        "الوزيرة",
        "النائبة",
        "السيدة",
        "الآنسة",
        "الكاتبة",
        "الباحثة",
        "المديرة",
        "الأستاذة",
        "المستشارة",
        "الناشطة",
        "الإعلامية",
        "الشاعرة",
        "المخرجة",
        "الطبيبة",
        "المحامية",
        "الخبيرة",
        "الصحفية",
        "الصحافية",
        "الفنانة",
        "الأديبة",
        "الروائية",
        "الأخصائية",
        "الاختصاصية",
        "الرئيسة",
        "السفيرة",
        "القاضية",
        "المهندسة",
        "الدكتورة",
        "زميلته",
        "زوجته",
    ];
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before));
    given_names::is_feminine(name) || before.is_some_and(|word| WOMEN.contains(&word.text.as_str()))
}

/// A letter before a number: `ص 12`, `ج2`, `ط 3`, `مج 5`, `ت 505`.
fn before_number(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let word = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let stop = lexemes.get(at + 1).is_some_and(|stop| matches!(stop.text.as_str(), "." | ":") && !stop.spaced);
    let number = at + 1 + usize::from(stop);
    lexemes.get(number).filter(|number| number.kind == Kind::Number)?;
    let previous = at.checked_sub(1).and_then(|before| lexemes.get(before));
    // After a number the letter is its unit (`5 ج`), and after a lettered thing its name.
    let after_stop = stop && word.text == "ص";
    // ج2 ص10: the number before belongs to a letter of its own.
    let after_part = word.text == "ص"
        && at.checked_sub(2).and_then(|part| lexemes.get(part)).is_some_and(|part| {
            matches!(part.text.as_str(), "ج" | "مج" | "ط" | "ع" | "." | "الجزء" | "المجلد" | "العدد")
        });
    let after_stop = after_stop || after_part;
    // د7 ود60: a list goes on.
    let goes_on = word.text == "ود"
        && at.checked_sub(2).and_then(|letter| lexemes.get(letter)).is_some_and(|letter| letter.text.ends_with('د'));
    if !after_stop
        && !goes_on
        && previous.is_some_and(|word| word.kind == Kind::Number || LETTERED.contains(&word.text.as_str()))
    {
        return None;
    }
    let in_bracket = previous.is_some_and(|open| open.text == "(");
    // ود60: the minutes of a list are joined.
    let (prefix, letter) = match word.text.as_str() {
        "ود" if goes_on || !lexemes[number].spaced => ("و", "د"),
        letter => ("", letter),
    };
    // في ق 19: no minute is spoken of.
    let is_century = letter == "ق"
        && previous.is_some_and(|word| {
            context::one_of(word.text.trim_start_matches('و'), "في خلال منذ أواخر أوائل مطلع نهاية بداية منتصف أواسط من حتى إلى قبل بعد إبان طوال حوالي نحو القرن وحتى وفي ومن")
        })
        && !score::is_sport(lexemes, at)
        && year::digits(lexemes, number, 1..=2).is_some_and(|century| century <= 21);
    // ج 2, ط. 3, (د 35): parts and minutes are ranked.
    let ranked = match letter {
        "ق" if is_century => Some(("الْقَرْن", Gender::Masculine)),
        "ج" => Some(("الْجُزْء", Gender::Masculine)),
        "مج" => Some(("الْمُجَلَّد", Gender::Masculine)),
        "ط" => Some(("الطَّبْعَة", Gender::Feminine)),
        // In that minute: an adverb, but where it begins the line.
        "د" | "ق" if previous.is_some() => Some(("الدَّقِيقَةَ", Gender::Feminine)),
        "د" | "ق" => Some(("الدَّقِيقَةُ", Gender::Feminine)),
        _ => None,
    };
    if let Some((noun, gender)) = ranked
        && let Some(rank) = year::digits(lexemes, number, 1..=3).filter(|rank| (1..=130).contains(rank))
        && !lexemes.get(number + 1).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "/" | "-" | "%"))
    {
        let is_minute = number::bare(noun) == "الدقيقة";
        let case = match previous {
            None => Case::Nominative,
            Some(_) if is_minute => Case::Accusative,
            Some(_) => Case::Genitive,
        };
        let mut spoken = reading(lexemes, at, number - at, noun).spoken;
        let source = lexemes.get(number)?.source.clone();
        spoken.extend(Spoken::words(number::ordinal(rank, gender, case, is_minute), Rule::Abbreviation, &source));
        let added = ordinal::added_time(lexemes, number + 1);
        let mut consumed = number + 1 - at + if added.is_some() { 2 } else { 0 };
        spoken.extend(added.into_iter().flatten());
        if let Some((era, taken)) = ordinal::era_of_century(lexemes, number + 1).filter(|_| is_century) {
            spoken.extend(Spoken::words([era.to_owned()], Rule::Abbreviation, &lexemes[number + 1].source));
            consumed += taken;
        }
        return Some(proclitic::prefixed(Reading { consumed, spoken, notes: Vec::new() }, prefix));
    }
    let phrase = match word.text.as_str() {
        "ص" => "صَفْحَة",
        "صص" => "الصَّفَحَات",
        "ت" | "ف" if stop && lexemes.get(at + 1).is_some_and(|stop| stop.text == ":") => match word.text.as_str() {
            "ت" => "هَاتِف",
            _ => "فَاكْس",
        },
        "ت" if in_bracket || stop => "تُوُفِّيَ سَنَة",
        "و" if in_bracket => "وُلِدَ",
        "س" if is_hour(lexemes, number) => "السَّاعَة",
        "سا" => "السَّاعَة",
        _ => return None,
    };
    Some(reading(lexemes, at, number - at, phrase))
}

/// `س17: تونس`: an hour before a colon and what happens at it.
fn is_hour(lexemes: &[Lexeme], number: usize) -> bool {
    year::digits(lexemes, number, 1..=2).is_some_and(|hour| (6..=24).contains(&hour))
        && lexemes.get(number + 1).is_some_and(|colon| colon.text == ":" && !colon.spaced)
        && lexemes.get(number + 2).is_some_and(|next| next.kind == Kind::Arabic)
}

/// `ص 120 ط. دار الفكر`: the edition of a book, by its publisher.
fn edition(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|letter| letter.text == "ط")?;
    let stop = usize::from(lexemes.get(at + 1).is_some_and(|stop| stop.text == "." && !stop.spaced));
    let publisher = lexemes.get(at + 1 + stop).filter(|word| word.kind == Kind::Arabic)?;
    let is_publisher = matches!(
        publisher.text.as_str(),
        "دار" | "مكتبة" | "مؤسسة" | "مطبعة" | "المكتبة" | "المطبعة" | "الهيئة" | "منشورات" | "جامعة"
    );
    (is_publisher || stop == 1 && after_page(lexemes, at)).then(|| reading(lexemes, at, 1 + stop, "طَبْعَة"))
}

/// Whether the number before is a page's: `ص 120`, `صفحة 120`. What follows it is counted by nothing.
pub(super) fn after_page(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(number) = at.checked_sub(1).filter(|&number| lexemes[number].kind == Kind::Number) else { return false };
    let is = |index: usize, text: &str| lexemes.get(index).is_some_and(|lexeme| lexeme.text == text);
    let stop = usize::from(number > 0 && (is(number - 1, ".") || is(number - 1, ":")));
    number.checked_sub(1 + stop).is_some_and(|page| ["ص", "صفحة", "الصفحة"].iter().any(|word| is(page, word)))
}

/// `القرن السابع م`, `القرن الثالث هـ`.
fn after_century(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let phrase = match single_letter(lexemes.get(at)?)? {
        'م' => "الْمِيلَادِيّ",
        'ه' => "الْهِجْرِيّ",
        _ => return None,
    };
    let is_century = |lexeme: &Lexeme| lexeme.text.ends_with("القرن") || lexeme.text.ends_with("للقرن");
    let follows = lexemes[..at].iter().rev().take(4).any(is_century) && lexemes[..at].last()?.kind != Kind::Sign;
    follows.then(|| reading(lexemes, at, 1, phrase))
}

/// `س: …؟ ج: …`.
fn question_or_answer(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let letter = single_letter(lexemes.get(at)?)?;
    lexemes.get(at + 1).filter(|colon| colon.text == ":" && !colon.spaced)?;
    let starts = at == 0 || lexemes[at - 1].kind == Kind::Sign;
    match letter {
        'س' if starts => Some(reading(lexemes, at, 1, "سُؤَال")),
        'ج' if starts => Some(reading(lexemes, at, 1, "جَوَاب")),
        _ => None,
    }
}

/// A letter that stands alone is read by its name (`المنطقة ج`, `(أ)`, `أ- التعليم`); a prefix has been read before.
fn letter_name(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at)?;
    let name = named(single_letter(lexeme)?, &lexeme.source)?;
    Some(Reading { consumed: 1, spoken: vec![name], notes: Vec::new() })
}

fn named(letter: char, source: &Range<usize>) -> Option<Spoken> {
    acronym::arabic_letter(letter).map(|name| vowels::word(name, Rule::Acronym, source.clone()))
}

/// The one letter of a lexeme that is one letter without marks.
fn single_letter(lexeme: &Lexeme) -> Option<char> {
    let mut letters = lexeme.text.chars();
    match (lexeme.kind, letters.next(), letters.next()) {
        (Kind::Arabic, Some(letter), None) => Some(letter),
        _ => None,
    }
}

/// A single letter, perhaps with a prefix: `ود.` is `و` and `د`.
fn prefixed_letter(lexeme: &Lexeme) -> Option<(&'static str, char)> {
    if let Some(letter) = single_letter(lexeme) {
        return Some(("", letter));
    }
    let mut letters = lexeme.text.chars();
    match (lexeme.kind, letters.next(), letters.next(), letters.next()) {
        (Kind::Arabic, Some('و'), Some(letter @ ('د' | 'أ' | 'م')), None) => Some(("و", letter)),
        (Kind::Arabic, Some('ل'), Some(letter @ 'د'), None) => Some(("ل", letter)),
        (Kind::Arabic, Some('ف'), Some(letter @ 'د'), None) => Some(("ف", letter)),
        _ => None,
    }
}

fn letter_count(word: &str) -> usize {
    word.chars().filter(|&value| super::unicode::is_arabic_letter(value)).count()
}

/// The key of dotted letters: alif without hamza, stops between.
fn folded(letters: &[char]) -> String {
    let mut key = String::new();
    for &letter in letters {
        if !key.is_empty() {
            key.push('.');
        }
        key.push(if matches!(letter, 'أ' | 'إ' | 'آ') { 'ا' } else { letter });
    }
    key
}

fn reading(lexemes: &[Lexeme], at: usize, consumed: usize, phrase: &str) -> Reading {
    let start = lexemes.get(at).map_or(0, |lexeme| lexeme.source.start);
    let end = lexemes.get(at + consumed - 1).map_or(start, |lexeme| lexeme.source.end);
    Reading { consumed, spoken: vowels::phrase(phrase, Rule::Abbreviation, &(start..end)), notes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::testing::{check_reach, read_alone};

    /// Reads every abbreviation of a text and leaves its other words as they are.
    fn check(input: &str, expect: &str) {
        let read = |lexemes: &[Lexeme], at: usize| read(lexemes, at, &Options::default());
        assert_eq!(
            read_alone(read, input, |lexeme| (lexeme.kind != Kind::Sign).then(|| lexeme.text.clone())),
            expect,
            "{input}"
        );
    }

    #[test]
    fn title_of_a_man() {
        check("زار د. سليم المعرض", "زار الدكتور سليم المعرض");
        check("د.أحمد", "الدكتور أحمد");
        check("د/ كريم", "الدكتور كريم");
        check("م. طارق", "المهندس طارق");
        check("وأ. ماجد", "والأستاذ ماجد");
    }

    #[test]
    fn title_of_a_woman() {
        check("مع د. سعاد", "مع الدكتورة سعاد");
        check("أ. نجلاء", "الأستاذة نجلاء");
        check("م. فاطمة", "المهندسة فاطمة");
        check("أ.د. ليلى", "الأستاذة الدكتورة ليلى");
    }

    #[test]
    fn masculine_names_that_look_feminine() {
        check("د. أسامة", "الدكتور أسامة");
        check("د. علاء", "الدكتور علاء");
        check("د. مصطفى", "الدكتور مصطفى");
    }

    #[test]
    fn professor_doctor() {
        check("أ. د. فريد", "الأستاذ الدكتور فريد");
        check("أ.د فريد", "الأستاذ الدكتور فريد");
    }

    #[test]
    fn retired_officer() {
        check("اللواء م. سامي", "اللواء المتقاعد سامي");
    }

    #[test]
    fn letter_at_the_end_of_a_sentence_is_a_letter() {
        check("نقص فيتامين د. وقال الطبيب", "نقص فيتامين دال وقال الطبيب");
        check("المنطقة ج.", "المنطقة جيم");
    }

    #[test]
    fn eras_and_boxes() {
        check("القرن الرابع ق.م", "القرن الرابع قبل الميلاد");
        check("ص.ب: 77", "صندوق بريد 77");
        check("ص ب 77", "صندوق بريد 77");
    }

    #[test]
    fn agencies() {
        check("(أ ف ب)", "فرانس برس");
        check("وكالة د.ب.أ", "وكالة الأنباء الألمانية");
        check("نقلت د.ب.أ عنه", "نقلت وكالة الأنباء الألمانية عنه");
    }

    #[test]
    fn united_states_with_the_article() {
        check("رئيس الو.م.أ", "رئيس الولايات المتحدة الأمريكية");
        check("إلى الو م أ أمس", "إلى الولايات المتحدة الأمريكية أمس");
        check("بالو.م.أ", "بالولايات المتحدة الأمريكية");
        check("للو.م.أ.", "للولايات المتحدة الأمريكية");
    }

    #[test]
    fn initials_are_letters() {
        check("المتهم س.ك. أمام القاضي", "المتهم سين كاف أمام القاضي");
    }

    #[test]
    fn honorifics() {
        check("الرسول (ص) قال", "الرسول صلى الله عليه وسلم قال");
        check("الإمام علي (ع)", "الإمام علي عليه السلام");
        check("السيدة عائشة (رض)", "السيدة عائشة رضي الله عنها");
        check("محمدﷺ", "محمد صلى الله عليه وسلم");
    }

    #[test]
    fn et_cetera_in_every_spelling() {
        check("كتب وأقلام الخ", "كتب وأقلام إلى آخره");
    }

    #[test]
    fn letters_before_numbers() {
        check("ص 45", "صفحة 45");
        check("ج2", "الجزء الثاني");
        check("ج2 ص10", "الجزء الثاني صفحة 10");
        check("سجل (د23)", "سجل الدقيقة الثالثة والعشرين");
        check("ق 45+2", "الدقيقة الخامسة والأربعون زائد اثنين");
        check("ط. 2", "الطبعة الثانية");
        check("ص 120 ط. دار الفكر", "صفحة 120 طبعة دار الفكر");
    }

    #[test]
    fn clubs() {
        check("م.الجزائر", "مولودية الجزائر");
        check("و.سطيف", "وفاق سطيف");
        check("ن.حسين داي", "نصر حسين داي");
        check("م. الجزائري", "المهندس الجزائري");
    }

    #[test]
    fn conjunction_is_no_letter() {
        check("هو و هي", "هو و هي");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[دأمصعرضب. /()و0-9ا-ي]{0,20}") {
            check_reach(read, &text);
        }
    }
}
