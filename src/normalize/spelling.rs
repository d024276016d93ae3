//! Spellings that are put right before anything else looks at the words: only what is surely wrong.
//!
//! Egyptian print leaves the dots of final `ي` away (`فى`, `المصرى`); names of God's servants and of fathers are glued
//! (`عبدالله`, `أبوبكر`); a few words are glued to what they negate or ask (`لايمكن`); letters are drawn out for effect
//! (`جميييل`). The author's marks are kept, and a word with marks on it is left as it is where letters would change.

use super::lexeme::Lexeme;
use super::unicode;

/// Puts the spelling of an Arabic lexeme right, and adds what it is (one lexeme, or several where words were glued).
pub(super) fn repair(mut lexeme: Lexeme, lexemes: &mut Vec<Lexeme>) {
    lexeme.text = without_drawl(&lexeme.text);
    if let Some(word) = dotted_ya(&lexeme.text).or_else(|| respelt(&lexeme.text)) {
        lexeme.text = word;
    }
    god_willing(&lexeme, lexemes);
    let phrase = glued(&lexeme.text);
    let is_phrase = phrase.is_some();
    match phrase.or_else(|| super::glued::parts(&lexeme.text)) {
        Some((first, second)) => {
            // Where nothing else was changed the bytes of the two parts are known, else they share those of the whole.
            let exact = lexeme.source.len() == lexeme.text.len();
            let (before, after) = if exact {
                let middle = lexeme.source.start + first.len();
                (lexeme.source.start..middle, middle..lexeme.source.end)
            } else {
                (lexeme.source.clone(), lexeme.source.clone())
            };
            let part = |text: &str, source, spaced| Lexeme { text: text.to_owned(), kind: lexeme.kind, source, spaced };
            let (first, second) = (part(&first, before, lexeme.spaced), part(&second, after, true));
            if is_phrase {
                lexemes.extend([first, second]);
            } else {
                // Of three words the second is glued to the third.
                repair(first, lexemes);
                repair(second, lexemes);
            }
        }
        None => lexemes.push(lexeme),
    }
}

/// `إنشاء الله` and `ان شاء الله`, by the word that ends them.
fn god_willing(lexeme: &Lexeme, lexemes: &mut Vec<Lexeme>) {
    let Some(before) = lexemes.last_mut().filter(|_| lexeme.spaced) else { return };
    match (before.text.as_str(), lexeme.text.as_str()) {
        ("إنشاء" | "انشاء" | "أنشاء", "الله") => {
            before.text = "إن".to_owned();
            let will = Lexeme { text: "شاء".to_owned(), spaced: true, ..before.clone() };
            lexemes.push(will);
        }
        ("ان" | "أن", "شاء") => before.text = "إن".to_owned(),
        _ => {}
    }
}

/// Three or more of one letter are one letter; a word that is nothing else (`ههههه`) keeps three.
pub(super) fn without_drawl(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut kept = String::with_capacity(word.len());
    let mut at = 0;
    while at < letters.len() {
        let run = letters[at..].iter().take_while(|&&letter| letter == letters[at]).count();
        let n_kept = match run {
            1 | 2 => run,
            // A prefix before a word that begins with two of its letter: `ووول ستريت`.
            3 if at == 0 && matches!(letters[at], 'و' | 'ل' | 'ب' | 'ف' | 'ك') => 3,
            // The article before such a word.
            3 if at == 1 && letters[..2] == ['ا', 'ل'] && letters.get(4).is_some_and(|&next| next != 'ه') => 3,
            _ if run == letters.len() => 3,
            _ => 1,
        };
        kept.extend(std::iter::repeat_n(letters[at], n_kept));
        at += run;
    }
    kept
}

/// A word of Egyptian print with the dots of its final `ي`.
fn dotted_ya(word: &str) -> Option<String> {
    let stem = word.strip_suffix('ى')?;
    if stem.chars().any(unicode::is_arabic_mark) {
        return None;
    }
    let known = is_ya_word(stem)
        || is_nisba(stem)
        || PREFIXES
            .iter()
            .any(|prefix| stem.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() > 1 && is_ya_word(rest)))
        || stem.strip_prefix('و').is_some_and(is_nisba);
    (known || is_definite_ya(stem) || is_imperfect_ya(stem)).then(|| format!("{stem}ي"))
}

/// Imperfects of forms VII and VIII, whose active ends in `ي` whatever the verb: `سيلتقى`, `ينبغى`, `تحتوى`.
fn is_imperfect_ya(stem: &str) -> bool {
    let letters: Vec<char> = stem.trim_start_matches(['و', 'ف']).chars().collect();
    match letters.as_slice() {
        ['س', 'ي' | 'ت' | 'ن', first, second, _] | ['ي' | 'ت' | 'ن', first, second, _] => {
            (*second == 'ت' && *first != 'ت') || (*first == 'ن' && !matches!(second, 'س' | 'ت' | 'ا'))
        }
        _ => false,
    }
}

/// The article, with what may be written to it.
pub(super) const ARTICLES: &[&str] = &["ال", "لل", "بال", "كال", "وال", "فال", "ولل", "وبال"];

/// Definite words such as `السياسى`, `العالى`, `القانونى`: a long vowel inside the stem is that of an adjective of relation
/// or of an active participle. The few that end in `ى` by right (`المنادى`, `اليتامى`) are listed.
fn is_definite_ya(word: &str) -> bool {
    const RIGHTLY: &[&str] = &[
        "مناد",
        "نصار",
        "سكار",
        "حيار",
        "يتام",
        "قدام",
        "أيام",
        "كسال",
        "ثكال",
        "صحار",
        "عذار",
        "فتاو",
        "دعاو",
        "شكاو",
        "أسار",
        "حبال",
        "معاف",
        "مساو",
        "مناج",
        "موسيق",
        "مستوف",
        "مباه",
        "حبار",
        "ندام",
        "رعايا",
        "خزام",
        "جماد",
        "كبار",
        "سلام",
        "هداي",
        "عزاز",
    ];
    let Some(stem) = ARTICLES.iter().find_map(|article| word.strip_prefix(article)) else { return false };
    let letters: Vec<char> = stem.chars().collect();
    let inner = letters.get(1..letters.len().saturating_sub(1)).unwrap_or_default();
    let has_alif = letters.len() >= 3 && inner.contains(&'ا');
    let has_glide = letters.len() >= 5 && inner.iter().any(|letter| matches!(letter, 'و' | 'ي'));
    // المليارإلى: two words printed as one.
    let is_glued = letters.contains(&'إ');
    (has_alif || has_glide) && !is_glued && !RIGHTLY.contains(&stem)
}

/// A listed word; the shortest, whose letters begin other words (`كفى`), with their own prefixes only.
fn is_ya_word(stem: &str) -> bool {
    const SHORT: &[&str] = &["ف", "وف", "ه", "وه", "فه", "أ", "وأ", "بأ", "لأ", "كأ", "فأ", "لك", "ولك", "ك"];
    SHORT.contains(&stem) || YA_WORDS.contains(&stem)
}

/// Adjectives of relation whose stem is listed, with or without the article: `المصرى`, `للسياسى`.
fn is_nisba(stem: &str) -> bool {
    NISBA_STEMS.contains(&stem)
        || ARTICLES.iter().filter_map(|article| stem.strip_prefix(article)).any(|rest| NISBA_STEMS.contains(&rest))
}

/// Prefixes before a word that may have lost its dots; a word that takes the article is listed with it.
const PREFIXES: &[&str] = &["و", "ف", "ب", "ل", "ك", "وب", "ول"];

/// Words that end in `ي` and are nothing with `ى`, without that letter.
const YA_WORDS: &[&str] = &[
    "الذ",
    "الت",
    "اللات",
    "الثان",
    "ثان",
    "الماض",
    "ماض",
    "القاض",
    "قاض",
    "الحال",
    "التال",
    "تال",
    "حوال",
    "الأه",
    "الأهل",
    "أهال",
    "الأهال",
    "مدن",
    "أراض",
    "الأراض",
    "اللت",
    "المحام",
    "محام",
    "النواح",
    "نواح",
    "مبان",
    "المبان",
    "معان",
    "المعان",
    "أغان",
    "الأغان",
    "الكراس",
    "كراس",
    "الأيد",
    "أيد",
    "الأياد",
    "الراع",
    "راع",
    "الوال",
    "ابن",
    "نفس",
    "عند",
    "إنن",
    "لأن",
    "أنن",
    "يأت",
    "يعن",
    "ينبغ",
    "يكف",
    "تأت",
    "تعن",
    "تنبغ",
    "السيس",
    "حمد",
    "فتح",
    "مجد",
    "رشد",
    "وجد",
    "شوق",
    "صبح",
    "صبر",
    "فكر",
    "فوز",
    "لطف",
    "زك",
    "عدل",
    "مدبول",
    "شكر",
    "رمز",
    "بدر",
    "بدو",
    "الجنزور",
    "البرادع",
    "سام",
    "راض",
    "هان",
    "رام",
    "شاد",
    "غال",
    "متول",
    "كرس",
    "عال",
    "شرق",
    "غرب",
    "جنوب",
    "شمال",
    "بور",
    "المنصور",
    "علاو",
    "حجاز",
    "نظام",
    "قذاف",
    "القذاف",
    "زويل",
    "صباح",
    "حقوق",
    "بالتال",
    "وبالتال",
];

/// Stems of adjectives of relation that news prints every day.
const NISBA_STEMS: &[&str] = &[
    "مصر",
    "عرب",
    "سياس",
    "وطن",
    "دول",
    "رئيس",
    "إسلام",
    "اسلام",
    "سعود",
    "أمريك",
    "امريك",
    "أميرك",
    "إسرائيل",
    "اسرائيل",
    "فلسطين",
    "جزائر",
    "سور",
    "لبنان",
    "عراق",
    "ليب",
    "يمن",
    "سودان",
    "إيران",
    "ايران",
    "روس",
    "صين",
    "فرنس",
    "بريطان",
    "ألمان",
    "المان",
    "ترك",
    "أوروب",
    "اوروب",
    "أفريق",
    "إفريق",
    "افريق",
    "آسيو",
    "اسيو",
    "أردن",
    "اردن",
    "تونس",
    "مغرب",
    "كويت",
    "قطر",
    "إمارات",
    "امارات",
    "بحرين",
    "عمان",
    "هند",
    "يابان",
    "إيطال",
    "ايطال",
    "إسبان",
    "اسبان",
    "يونان",
    "اقتصاد",
    "إقتصاد",
    "اجتماع",
    "إجتماع",
    "ثقاف",
    "رياض",
    "عسكر",
    "أمن",
    "امن",
    "قانون",
    "دستور",
    "نياب",
    "حكوم",
    "رسم",
    "شعب",
    "صحف",
    "إعلام",
    "اعلام",
    "تعليم",
    "صح",
    "زراع",
    "صناع",
    "تجار",
    "مال",
    "بحر",
    "جو",
    "بر",
    "نوو",
    "مركز",
    "محل",
    "عالم",
    "إقليم",
    "اقليم",
    "تاريخ",
    "دين",
    "ذات",
    "داخل",
    "خارج",
    "حقيق",
    "أساس",
    "اساس",
    "طب",
    "علم",
    "فن",
    "تقن",
    "إلكترون",
    "الكترون",
    "شرق",
    "غرب",
    "جنوب",
    "شمال",
    "قوم",
    "جامع",
    "قضائ",
    "نقاب",
    "حزب",
    "برلمان",
    "ديمقراط",
    "مسيح",
    "قبط",
    "أهل",
    "اهل",
    "إسماعيل",
    "اسماعيل",
    "سكندر",
    "إنجليز",
    "انجليز",
    "كرو",
    "مئو",
    "سنو",
    "يوم",
    "شهر",
    "أسبوع",
    "اسبوع",
    "نهائ",
    "ابتدائ",
    "إبتدائ",
    "استثنائ",
    "جنائ",
    "إدار",
    "ادار",
    "استثمار",
    "إستثمار",
    "خدم",
    "أدب",
    "ادب",
    "شخص",
    "نفس",
    "طبيع",
    "صيدل",
    "جزئ",
    "تنفيذ",
    "تشريع",
    "رقم",
    "ميدان",
    "شرط",
    "إرهاب",
    "ارهاب",
    "إجرام",
    "مدرس",
    "سياح",
    "عقار",
    "عمل",
    "نظر",
    "واقع",
    "مستقبل",
    "حال",
    "بول",
    "صوف",
    "سلف",
    "إخوان",
    "اخوان",
    "شيع",
    "نصران",
    "يهود",
    "عبر",
    "صهيون",
    "كنس",
];

/// Words in a spelling that is always a mistake.
fn respelt(word: &str) -> Option<String> {
    let respell = |word: &str| {
        Some(match word {
            "هاذا" => "هذا",
            "هاذه" | "هذة" | "هاذة" => "هذه",
            "لاكن" => "لكن",
            "ذالك" => "ذلك",
            "كذالك" => "كذلك",
            "شئ" | "شىء" | "شيئ" => "شيء",
            "الشئ" | "الشىء" => "الشيء",
            "اللة" | "االله" => "الله",
            "الى" => "إلى",
            "حتي" => "حتى",
            _ => return None,
        })
    };
    match respell(word) {
        Some(right) => Some(right.to_owned()),
        None => {
            let (prefix, rest) = ["و", "ف"].iter().find_map(|prefix| Some((*prefix, word.strip_prefix(prefix)?)))?;
            respell(rest).map(|right| format!("{prefix}{right}"))
        }
    }
}

/// Two words printed as one, where that is sure.
fn glued(word: &str) -> Option<(String, String)> {
    if let Some(parts) = glued_name(word) {
        return Some(parts);
    }
    let (prefix, rest) =
        ["و", "ف"].iter().find_map(|prefix| Some((*prefix, word.strip_prefix(prefix)?))).unwrap_or(("", word));
    let find =
        |word: &str| PHRASES.iter().find(|(glued, _, _)| *glued == word).map(|&(_, first, second)| (first, second));
    if let Some((first, second)) = find(word) {
        return Some((first.to_owned(), second.to_owned()));
    }
    find(rest).map(|(first, second)| (format!("{prefix}{first}"), second.to_owned()))
}

/// `عبدالله`, `أبوبكر`, with the prefixes of names.
fn glued_name(word: &str) -> Option<(String, String)> {
    for prefix in ["", "و", "ل", "ب", "ف", "ك", "ول", "وب"] {
        let Some(name) = word.strip_prefix(prefix) else { continue };
        if let Some(rest) = name.strip_prefix("عبد")
            && rest.starts_with("ال")
            && rest.chars().count() >= 4
            && !matches!(rest, "اللات" | "اللاوي" | "اللي")
        {
            return Some((format!("{prefix}عبد"), rest.to_owned()));
        }
        for father in ["أبو", "ابو", "أبي", "ابي", "أبا"] {
            if let Some(rest) = name.strip_prefix(father)
                && (FATHER_OF.contains(&rest) || (rest.starts_with("ال") && rest.chars().count() >= 5))
            {
                let father = father.replace("اب", "أب");
                return Some((format!("{prefix}{father}"), rest.to_owned()));
            }
        }
    }
    None
}

/// What follows `أبو` in names that are printed as one word.
const FATHER_OF: &[&str] = &[
    "بكر",
    "ظبي",
    "ظبى",
    "حفص",
    "مازن",
    "علي",
    "محمد",
    "تريكة",
    "زيد",
    "سعيد",
    "سيف",
    "خالد",
    "عمر",
    "غزالة",
    "ماضي",
    "عبد",
    "عبيدة",
    "عمار",
    "مصعب",
    "قتادة",
    "هريرة",
    "سفيان",
    "طالب",
    "لهب",
    "ذر",
    "موسى",
    "حنيفة",
    "داود",
    "جعفر",
    "مهدي",
    "شادي",
    "عبيد",
    "زهرة",
    "غيث",
    "ريشة",
    "سمرة",
    "نواس",
    "تمام",
    "فراس",
    "حمزة",
    "عيسى",
    "إسحاق",
    "يوسف",
    "أيوب",
    "جهاد",
    "نضال",
    "مرزوق",
    "ردينة",
    "مازن",
    "شنب",
    "جبل",
    "عاقلة",
    "سليم",
    "عودة",
    "رمانة",
    "هنية",
    "حامد",
    "سلمية",
    "شهلا",
    "صالح",
];

/// Phrases that are often printed as one word.
const PHRASES: &[(&str, &str, &str)] = &[
    ("ماشاءالله", "ما", "شاءالله"),
    ("ياالله", "يا", "الله"),
    ("يارب", "يا", "رب"),
    ("انشاءالله", "إن", "شاءالله"),
    ("إنشاءالله", "إن", "شاءالله"),
    ("شاءالله", "شاء", "الله"),
    ("بإذنالله", "بإذن", "الله"),
    ("لايمكن", "لا", "يمكن"),
    ("لايوجد", "لا", "يوجد"),
    ("لاتوجد", "لا", "توجد"),
    ("لايجوز", "لا", "يجوز"),
    ("لايزال", "لا", "يزال"),
    ("لاتزال", "لا", "تزال"),
    ("لايستطيع", "لا", "يستطيع"),
    ("لايعني", "لا", "يعني"),
    ("لاشك", "لا", "شك"),
    ("لابد", "لا", "بد"),
    ("لاسيما", "لا", "سيما"),
    ("لاأحد", "لا", "أحد"),
    ("لاشيء", "لا", "شيء"),
    ("ماهو", "ما", "هو"),
    ("ماهي", "ما", "هي"),
    ("مابين", "ما", "بين"),
    ("مابعد", "ما", "بعد"),
    ("ماقبل", "ما", "قبل"),
    ("مايزال", "ما", "يزال"),
    ("ماتزال", "ما", "تزال"),
    ("ياأيها", "يا", "أيها"),
    ("نصرالله", "نصر", "الله"),
    ("فضلالله", "فضل", "الله"),
    ("حزبالله", "حزب", "الله"),
    ("سعدالدين", "سعد", "الدين"),
    ("صلاحالدين", "صلاح", "الدين"),
    ("نورالدين", "نور", "الدين"),
    ("عزالدين", "عز", "الدين"),
    ("محييالدين", "محيي", "الدين"),
    ("علاءالدين", "علاء", "الدين"),
    ("جمالالدين", "جمال", "الدين"),
    ("سيفالدين", "سيف", "الدين"),
    ("شمسالدين", "شمس", "الدين"),
    ("بدرالدين", "بدر", "الدين"),
    ("حسامالدين", "حسام", "الدين"),
    ("خيرالدين", "خير", "الدين"),
    ("تقيالدين", "تقي", "الدين"),
    ("ناصرالدين", "ناصر", "الدين"),
    ("ضياءالدين", "ضياء", "الدين"),
    ("كمالالدين", "كمال", "الدين"),
];

#[cfg(test)]
mod tests {
    use super::super::lexeme::Kind;
    use super::*;

    fn check(word: &str, expect: &str) {
        let lexeme = Lexeme { text: word.to_owned(), kind: Kind::Arabic, source: 0..word.len(), spaced: false };
        let mut lexemes = Vec::new();
        repair(lexeme, &mut lexemes);
        let words: Vec<&str> = lexemes.iter().map(|lexeme| lexeme.text.as_str()).collect();
        assert_eq!(words.join(" "), expect);
        assert!(
            lexemes
                .windows(2)
                .all(|pair| pair[0].source.end <= pair[1].source.start || pair[0].source == pair[1].source)
        );
    }

    #[test]
    fn egyptian_final_ya() {
        check("وفى", "وفي");
        check("والذى", "والذي");
        check("العربى", "العربي");
        check("للاقتصادى", "للاقتصادي");
        check("القاضى", "القاضي");
        check("سيلتقى", "سيلتقي");
        check("وتحتوى", "وتحتوي");
        check("ينبغى", "ينبغي");
    }

    #[test]
    fn alif_maqsura_stays() {
        for word in [
            "على",
            "إلى",
            "حتى",
            "مصطفى",
            "مستشفى",
            "كبرى",
            "أخرى",
            "موسى",
            "يبقى",
            "يتولى",
            "ينسى",
            "تتمنى",
            "يستثنى",
            "الأولى",
            "ذكرى",
            "لدى",
            "كفى",
            "مرسى",
            "بشرى",
            "الكلى",
        ] {
            check(word, word);
        }
    }

    #[test]
    fn glued_names() {
        check("عبدالله", "عبد الله");
        check("وعبدالرحمن", "وعبد الرحمن");
        check("أبوبكر", "أبو بكر");
        check("أبوعبد", "أبو عبد");
        check("ابوظبي", "أبو ظبي");
    }

    #[test]
    fn words_that_only_look_glued() {
        for word in ["أبواب", "أبوين", "العبدالي", "عبدة", "لابس"] {
            check(word, word);
        }
    }

    #[test]
    fn drawn_out_letters() {
        check("جميييييل", "جميل");
        check("ههههه", "ههه");
        check("مدد", "مدد");
    }

    #[test]
    fn glued_negation() {
        check("ولايمكن", "ولا يمكن");
        check("لابد", "لا بد");
    }
}
