//! Acronyms: capitals read as a word where people do (`NATO` ناتو), else letter by letter (`CNN` سي إن إن).

use std::ops::Range;

use super::Rule;
use super::lexeme::Spoken;
use super::vowels;

/// The longest run of capitals that is read letter by letter; a longer one is a word in capitals.
pub(super) const LONGEST: usize = 5;

/// What a word in capitals is as an acronym: read as a word where the table knows it, else letter by letter. Nothing for
/// what is not written in two to [`LONGEST`] capitals and is not in the table.
pub(super) fn spoken(word: &str, source: &Range<usize>) -> Option<Vec<Spoken>> {
    let singular = word.strip_suffix('s').filter(|capitals| capitals.len() > 1).unwrap_or(word);
    if !singular.chars().all(|letter| letter.is_ascii_uppercase()) {
        return None;
    }
    if let Some(reading) = lookup(singular) {
        return Some(vowels::foreign(reading, Rule::Acronym, source));
    }
    (2..=LONGEST).contains(&singular.len()).then(|| letter_by_letter(singular, source))
}

/// The reading of an acronym that people say as a word, or whose letters they say in another way.
pub(super) fn lookup(capitals: &str) -> Option<&'static str> {
    WORDS.iter().find(|(acronym, _)| *acronym == capitals).map(|&(_, reading)| reading)
}

/// The names of Latin letters; characters that are none are passed over.
pub(super) fn letter_by_letter(word: &str, source: &Range<usize>) -> Vec<Spoken> {
    word.chars()
        .flat_map(super::transliterate::fold)
        .filter_map(latin_letter)
        .map(|name| vowels::word(name, Rule::Acronym, source.clone()))
        .collect()
}

/// The name of a Latin letter, as Arabic news says it.
pub(super) fn latin_letter(letter: char) -> Option<&'static str> {
    Some(match letter.to_ascii_lowercase() {
        'a' => "إِيهْ",
        'b' => "بِي",
        'c' => "سِي",
        'd' => "دِي",
        'e' => "إِي",
        'f' => "إِفْ",
        'g' => "جِي",
        'h' => "إِتْشْ",
        'i' => "آيْ",
        'j' => "جِيهْ",
        'k' => "كِي",
        'l' => "إِلْ",
        'm' => "إِمْ",
        'n' => "إِنْ",
        'o' => "أُو",
        'p' => "بِي",
        'q' => "كِيُو",
        'r' => "آرْ",
        's' => "إِسْ",
        't' => "تِي",
        'u' => "يُو",
        'v' => "فِي",
        'w' => "دَبْلِيُو",
        'x' => "إِكْسْ",
        'y' => "وَايْ",
        'z' => "زِدْ",
        _ => return None,
    })
}

/// The name of an Arabic letter.
pub(super) fn arabic_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ا' | 'أ' | 'إ' | 'آ' => "أَلِفْ",
        'ب' => "بَاءْ",
        'ت' | 'ة' => "تَاءْ",
        'ث' => "ثَاءْ",
        'ج' => "جِيمْ",
        'ح' => "حَاءْ",
        'خ' => "خَاءْ",
        'د' => "دَالْ",
        'ذ' => "ذَالْ",
        'ر' => "رَاءْ",
        'ز' => "زَايْ",
        'س' => "سِينْ",
        'ش' => "شِينْ",
        'ص' => "صَادْ",
        'ض' => "ضَادْ",
        'ط' => "طَاءْ",
        'ظ' => "ظَاءْ",
        'ع' => "عَيْنْ",
        'غ' => "غَيْنْ",
        'ف' => "فَاءْ",
        'ق' => "قَافْ",
        'ك' => "كَافْ",
        'ل' => "لَامْ",
        'م' => "مِيمْ",
        'ن' => "نُونْ",
        'ه' => "هَاءْ",
        'و' => "وَاوْ",
        'ي' | 'ى' => "يَاءْ",
        'ء' | 'ؤ' | 'ئ' => "هَمْزَةْ",
        'پ' => "بِي",
        'چ' => "تْشِي",
        'ڤ' => "فِي",
        'گ' => "كَافْ",
        _ => return None,
    })
}

/// Acronyms in capitals that are not read by the names of their letters. `=` begins an Arabic reading.
const WORDS: &[(&str, &str)] = &[
    ("NATO", "ناتُو"),
    ("OTAN", "ناتُو"),
    ("UNESCO", "يُونِسكُو"),
    ("UNICEF", "يُونيسِف"),
    ("UNRWA", "أُونرُوا"),
    ("UNIFIL", "يُونيفيل"),
    ("UNFPA", "يُو إن إف بي إِيه"),
    ("UNIDO", "يُونيدُو"),
    ("UNCTAD", "أُونكتاد"),
    ("UNAIDS", "يُو إن إيدز"),
    ("UNITAD", "يُونيتاد"),
    ("MINURSO", "مينُورسُو"),
    ("MINUSMA", "مينُوسما"),
    ("OPEC", "أُوبِك"),
    ("OPEP", "أُوبِك"),
    ("OAPEC", "أَوابِك"),
    ("ISESCO", "إيسيسكُو"),
    ("ICESCO", "إيسيسكُو"),
    ("ALECSO", "ألِكسُو"),
    ("ESCWA", "إسكُوا"),
    ("NASA", "ناسا"),
    ("NOAA", "نُوا"),
    ("DARPA", "داربا"),
    ("CERN", "سيرن"),
    ("FIFA", "فيفا"),
    ("UEFA", "يُويفا"),
    ("CAF", "كاف"),
    ("CONCACAF", "كُونكاكاف"),
    ("CONMEBOL", "كُونميبُول"),
    ("FIBA", "فيبا"),
    ("FINA", "فينا"),
    ("FIDE", "فيديه"),
    ("WADA", "وادا"),
    ("LIGA", "ليغا"),
    ("VAR", "فار"),
    ("FAO", "فاو"),
    ("ICAO", "إيكاو"),
    ("IATA", "إياتا"),
    ("ISO", "آيزُو"),
    ("GATT", "غات"),
    ("NAFTA", "نافتا"),
    ("ASEAN", "آسيان"),
    ("APEC", "أبِك"),
    ("AUKUS", "أوكُوس"),
    ("QUAD", "كواد"),
    ("BRICS", "بريكس"),
    ("IGAD", "إيغاد"),
    ("SADC", "ساداك"),
    ("ECOWAS", "إيكُواس"),
    ("CEDEAO", "سيدياو"),
    ("NEPAD", "نيباد"),
    ("AFRICOM", "أفريكُوم"),
    ("CENTCOM", "سِنتكُوم"),
    ("SIPRI", "سيبري"),
    ("FRONTEX", "فرُونتِكس"),
    ("INTERPOL", "إنتِربُول"),
    ("EUROPOL", "يُورُوبُول"),
    ("SWIFT", "سْوِيفت"),
    ("FATF", "فاتف"),
    ("AIDS", "إيدز"),
    ("SIDA", "سيدا"),
    ("SARS", "سارس"),
    ("MERS", "ميرس"),
    ("COVID", "كُوفيد"),
    ("ISIS", "=داعِش"),
    ("ISIL", "=داعِش"),
    ("DAESH", "=داعِش"),
    ("DAECH", "=داعِش"),
    ("AQIM", "=القاعِدة"),
    ("FARC", "فارك"),
    ("ETA", "إيتا"),
    ("IRA", "آي آر إِيه"),
    ("PKK", "بي كا كا"),
    ("YPG", "واي بي جي"),
    ("HAMAS", "=حَماس"),
    ("FIS", "فيس"),
    ("FLN", "إف إل إن"),
    ("RND", "آر إن دي"),
    ("COP", "كُوب"),
    ("EXPO", "إكسبُو"),
    ("GITEX", "جايتِكس"),
    ("NEOM", "نِيُوم"),
    ("LEAP", "ليب"),
    ("SABIC", "سابِك"),
    ("ADNOC", "أدنُوك"),
    ("ARAMCO", "أرامكُو"),
    ("OSN", "أُو إس إن"),
    ("SIM", "سيم"),
    ("PIN", "بِن"),
    ("RAM", "رام"),
    ("ROM", "رُوم"),
    ("GIF", "غيف"),
    ("JPEG", "جيه بِغ"),
    ("LED", "لِد"),
    ("LASER", "لِيزَر"),
    ("RADAR", "رادار"),
    ("GAFAM", "غافام"),
    ("ASCII", "آسكي"),
    ("BASIC", "بِيسِك"),
    ("ICANN", "آيكان"),
    ("NASDAQ", "ناسداك"),
    ("FTSE", "فُوتسي"),
    ("DAX", "داكس"),
    ("CAC", "كاك"),
    ("TASI", "تاسي"),
    ("PISA", "بيزا"),
    ("TOEFL", "تُوفِل"),
    ("IELTS", "آيِلتس"),
    ("GMAT", "جي مات"),
    ("MIT", "إم آي تي"),
    ("EFE", "إيفي"),
    ("ANSA", "أنسا"),
    ("TASS", "تاس"),
    ("WAM", "وام"),
    ("WAFA", "وفا"),
    ("SANA", "سانا"),
    ("IRNA", "إرنا"),
    ("KUNA", "كُونا"),
    ("QNA", "قِنا"),
    ("MENA", "مينا"),
    ("PETRA", "بِترا"),
    ("OK", "أُوكي"),
    ("PUBG", "بَبجي"),
    ("IKEA", "إيكيا"),
    ("VISA", "فيزا"),
    ("SONY", "سُوني"),
    ("ZARA", "زارا"),
    ("NIKE", "نايكي"),
    ("ASUS", "أسُوس"),
    ("DELL", "دِل"),
    ("FIAT", "فيات"),
    ("SEAT", "سِيات"),
    ("ORANGE", "أُورانج"),
    ("TOTAL", "تُوتال"),
    ("LIVE", "لايف"),
    ("NEWS", "نيُوز"),
    ("NEW", "نيُو"),
    ("THE", "ذا"),
    ("AND", "آند"),
    ("OF", "أُوف"),
    ("FOR", "فُور"),
    ("NOT", "نُوت"),
    ("NO", "نُو"),
    ("ME", "مي"),
    ("WE", "وِي"),
    ("ALL", "أُول"),
    ("STOP", "ستُوب"),
    ("FREE", "فري"),
    ("ARAB", "أراب"),
    ("TIME", "تايم"),
    ("JOE", "جُو"),
    ("LA", "لا"),
    ("LE", "لُو"),
    ("DE", "دُو"),
    ("EL", "إل"),
    ("AL", "آل"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: &str) {
        let words: Vec<String> = spoken(word, &(0..1))
            .unwrap_or_default()
            .into_iter()
            .filter_map(|spoken| match spoken {
                Spoken::Word { text, .. } => Some(text),
                Spoken::Pause { .. } => None,
            })
            .collect();
        assert_eq!(words.join(" "), expect, "{word}");
    }

    #[test]
    fn letters_are_named() {
        check("FBI", "إف بي آي");
        check("HSBC", "إتش إس بي سي");
        check("NGOs", "إن جي أو");
    }

    #[test]
    fn some_are_words() {
        check("UNESCO", "يونسكو");
        check("FIFA", "فيفا");
    }

    #[test]
    fn other_words_are_not_acronyms() {
        check("Fifa", "");
        check("TELEVISION", "");
    }

    #[test]
    fn no_acronym_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        assert!(WORDS.iter().all(|(acronym, _)| seen.insert(acronym)));
    }
}
