//! Where a word begins: its proclitics, its article and its hamzat al-wasl.
//!
//! Hamzat al-wasl is the alif that is only pronounced when speech begins with it. It is written like the alif of a
//! long vowel, so `وَالنَّاس` (*wannaːs*) and `وَالِد` (*waːlid*) differ only in what follows: an alif before two
//! consonants cannot be long in Arabic, but can in loan words (`وَارْسُو`), which is why the kinds of word that begin
//! with wasl are listed here instead.

use super::letters::{Letter, Mark, skeleton};
use super::sounds::Quality;

/// How a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Beginning {
    /// The letter that is hamzat al-wasl.
    pub wasl: Option<usize>,
    /// The lam of the article.
    pub article: Option<usize>,
    /// How many letters stand before either.
    pub proclitics: usize,
}

/// Says how a word begins.
pub(super) fn beginning(letters: &[Letter]) -> Beginning {
    for length in 0..=MAX_PROCLITICS {
        let (Some(before), Some(rest)) = (letters.get(..length), letters.get(length..)) else { break };
        if !before.is_empty() && !are_proclitics(before) {
            break;
        }
        if is_wasl(rest, before) {
            let article = is_article(rest).then_some(length + 1);
            return Beginning { wasl: Some(length), article, proclitics: length };
        }
        if let Some(article) = article_after_lam(rest, before) {
            return Beginning { wasl: None, article: Some(length + article), proclitics: length + 1 };
        }
    }
    Beginning::default()
}

/// Tells whether letters can be proclitics: `و ف أ` and then `ب ك ل` with their vowels or none.
pub(super) fn are_proclitics(letters: &[Letter]) -> bool {
    let mut prepositions = 0;
    for (at, letter) in letters.iter().enumerate() {
        let vowel = match letter.base {
            'و' | 'ف' if prepositions == 0 => Quality::A,
            'أ' if at == 0 => Quality::A,
            'ب' => Quality::I,
            'ل' => match letter.mark {
                Some(Mark::Vowel(Quality::A)) => Quality::A,
                _ => Quality::I,
            },
            'ك' => Quality::A,
            _ => return false,
        };
        if !matches!(letter.base, 'و' | 'ف' | 'أ') {
            prepositions += 1;
        }
        let fits = !letter.shadda && !letter.dagger && matches!(letter.mark, None | Some(Mark::Vowel(_)));
        if !fits || prepositions > 1 || letter.vowel().is_some_and(|written| written != vowel) {
            return false;
        }
    }
    true
}

/// Returns the vowel that a proclitic has where none is written.
pub(super) fn proclitic_vowel(letter: &Letter) -> Quality {
    match letter.base {
        'ب' | 'ل' => Quality::I,
        _ => Quality::A,
    }
}

/// Returns the vowel of a hamzat al-wasl that speech begins with; `letters` begin with its alif.
///
/// a in the article; u where the third letter has an original u (`اُكْتُبْ`, `اُسْتُخْدِمَ`), else i. The u of `اِمْشُوا` and
/// `اِبْنُوا` is not original, and that of `ابْنُهُ` is a case ending.
pub(super) fn wasl_vowel(letters: &[Letter]) -> Quality {
    let Some((alif, rest)) = letters.split_first() else { return Quality::I };
    if let Some(written) = alif.vowel() {
        return written;
    }
    if is_article(letters) {
        return Quality::A;
    }
    let Some(first) = rest.first() else { return Quality::I };
    if first.has_vowel() {
        // A doubled letter, as in `اتُّهِمَ`.
        return if first.vowel() == Some(Quality::U) { Quality::U } else { Quality::I };
    }
    if is_wasl_noun(letters) || is_defective_plural(letters) {
        return Quality::I;
    }
    if is_hollow_passive(letters) {
        return Quality::U;
    }
    match rest.get(1) {
        Some(second) if second.vowel() == Some(Quality::U) => Quality::U,
        _ => Quality::I,
    }
}

/// `أَفَبِالْ`, `وَلِلْ`: no word has more.
const MAX_PROCLITICS: usize = 3;

/// Loan words that begin like `و` or `ف` before a wasl.
const LOANS: [&str; 18] = [
    "وارسو",
    "وارسا",
    "والتر",
    "والت",
    "واتس",
    "واتساب",
    "فانكوفر",
    "فالنسيا",
    "فالنتاين",
    "فاكس",
    "فاتسلاف",
    "وارنر",
    "فارغاس",
    "كالفن",
    "كالكوتا",
    "فالكون",
    "والمارت",
    "والكر",
];

/// Imperatives of verbs whose first radical is lam, which look like nouns with the article.
const LAM_IMPERATIVES: [&str; 7] = ["العب", "البس", "الحق", "الهم", "المس", "العق", "الفظ"];

fn is_bare_alif(letter: &Letter) -> bool {
    letter.base == 'ٱ' || (letter.base == 'ا' && !letter.shadda && !letter.dagger)
}

pub(super) fn is_sun(letter: &Letter) -> bool {
    crate::arabic::letters::is_sun(letter.base)
}

/// Tells whether `letters` begin with hamzat al-wasl, after the proclitics `before`.
fn is_wasl(letters: &[Letter], before: &[Letter]) -> bool {
    let [alif, next, rest @ ..] = letters else { return false };
    if alif.base == 'ٱ' {
        return true;
    }
    if !is_bare_alif(alif) || matches!(alif.mark, Some(Mark::Tanwin(_))) {
        return false;
    }
    let proclitic = before.last();
    if is_article(letters) {
        // `بَا` is a long vowel: the preposition is `بِ`. So is any other short vowel that is written differently.
        return match proclitic {
            Some(proclitic) if proclitic.is_unmarked() => next.has_sukun() || next.shadda || is_article_like(letters),
            _ => true,
        } && !is_loan(letters, before);
    }
    if alif.vowel() == Some(Quality::A) || is_unwritten_hamza(letters) {
        return false;
    }
    match proclitic {
        None => true,
        // The short i of a preposition cannot be lengthened by alif.
        Some(proclitic) if proclitic.vowel() == Some(Quality::I) => true,
        Some(proclitic) if proclitic.vowel() == Some(Quality::A) => {
            let closed = next.has_sukun() || next.shadda;
            let open_after = rest.first().is_some_and(|letter| letter.has_vowel());
            match proclitic.base {
                'و' | 'ف' | 'أ' => {
                    let known = is_wasl_noun(letters) || is_verbal_noun(letters) || is_derived_verb(letters);
                    closed
                        && (open_after || next.shadda)
                        && (known || is_imperative(letters))
                        && !is_loan(letters, before)
                        || is_form_ten(letters)
                }
                // `كَ` stands before nouns only, whose verbal nouns have i; `لَ` before verbs too.
                'ك' => closed && (is_wasl_noun(letters) || is_verbal_noun(letters)),
                _ => closed && (is_wasl_noun(letters) || is_verbal_noun(letters) || is_derived_verb(letters)),
            }
        }
        Some(_) => is_form_ten(letters),
    }
}

/// Tells whether a word that begins with a bare alif begins with a hamza that was not written: its alif is followed by
/// a vowelled consonant or by a long vowel (`اَنا`, `ايران`), where wasl is followed by two consonants.
fn is_unwritten_hamza(letters: &[Letter]) -> bool {
    let [_, next, rest @ ..] = letters else { return true };
    match next.base {
        'ا' | 'آ' | 'أ' | 'إ' | 'ى' | 'ة' => true,
        'و' | 'ي' if next.is_bare() => true,
        // The only doubled letters after wasl are those of افتعل: `اتَّخَذَ`, `ادَّعَى`, `اطَّلَعَ`, `ازَّيَّنَ`.
        _ if next.shadda => !matches!(next.base, 'ت' | 'د' | 'ذ' | 'ط' | 'ظ' | 'ص' | 'ز' | 'ث' | 'س'),
        _ if next.has_vowel() => !is_form_ten(letters),
        _ => rest.is_empty(),
    }
}

/// Tells whether `letters` begin with the article. Words such as `الْتَقَى` have a lam of their own: it carries a sukun
/// before a sun letter that is not doubled.
fn is_article(letters: &[Letter]) -> bool {
    let [alif, lam, next, rest @ ..] = letters else { return false };
    if !is_bare_alif(alif)
        || lam.base != 'ل'
        || !matches!(alif.mark, None | Some(Mark::Vowel(Quality::A) | Mark::Sukun))
    {
        return false;
    }
    if lam.shadda {
        return true;
    }
    match lam.mark {
        Some(Mark::Vowel(Quality::I)) => is_bare_alif(next),
        Some(Mark::Vowel(_) | Mark::Tanwin(_)) => false,
        Some(Mark::Sukun) => !(is_lam_imperative(letters) || is_sun(next) && next.base != 'ل' && !next.shadda),
        None => !(next.base == 'ت' && next.has_vowel() && !next.shadda && rest.iter().any(Letter::has_vowel)),
    }
}

/// With neither the proclitic nor the lam marked, a long word is likelier to have the article.
fn is_article_like(letters: &[Letter]) -> bool {
    letters.len() >= 5 && !letters.get(1).is_some_and(Letter::has_vowel)
}

fn is_lam_imperative(letters: &[Letter]) -> bool {
    let skeleton = skeleton(letters);
    let stem = skeleton.strip_suffix("وا").or_else(|| skeleton.strip_suffix('ي')).unwrap_or(&skeleton);
    let ends_like_verb = skeleton != stem || letters.last().is_some_and(Letter::has_sukun);
    ends_like_verb && LAM_IMPERATIVES.contains(&stem)
}

/// Returns the place of the article's lam in `لل…`, where `letters` begin with the preposition or, before it, nothing.
fn article_after_lam(letters: &[Letter], before: &[Letter]) -> Option<usize> {
    let [preposition, lam, next, ..] = letters else { return None };
    let is_preposition = preposition.base == 'ل'
        && !preposition.shadda
        && matches!(preposition.mark, None | Some(Mark::Vowel(Quality::I | Quality::A)))
        && before.iter().all(|letter| matches!(letter.base, 'و' | 'ف' | 'أ'));
    if !is_preposition || lam.base != 'ل' {
        return None;
    }
    let is_article = match lam.mark {
        _ if lam.shadda => false,
        None | Some(Mark::Sukun) => !is_sun(next) || next.shadda || lam.mark.is_none(),
        Some(Mark::Vowel(Quality::I)) => is_bare_alif(next),
        Some(_) => false,
    };
    is_article.then_some(1)
}

fn is_loan(letters: &[Letter], before: &[Letter]) -> bool {
    before.len() == 1 && {
        let mut word = skeleton(before);
        word.push_str(&skeleton(letters));
        LOANS.contains(&word.as_str())
    }
}

/// `ابن اسم امرؤ امرأة اثنان است` with any ending.
fn is_wasl_noun(letters: &[Letter]) -> bool {
    let skeleton = skeleton(letters).replace('ٱ', "ا");
    let rest = |stem: &str| skeleton.strip_prefix(stem).map(str::to_owned);
    let second = letters.get(2);
    if let Some(ending) = rest("ابن").or_else(|| rest("اسم")) {
        // `ابْنُوا` is a verb.
        return ending != "وا" && NOUN_ENDINGS.contains(&ending.as_str());
    }
    if skeleton.starts_with("امرأ") || skeleton.starts_with("امرؤ") || skeleton.starts_with("امرئ") {
        return true;
    }
    skeleton.starts_with("اثن") && second.is_some_and(|letter| letter.vowel() != Some(Quality::I))
}

/// What may follow the stems of `ابن` and `اسم`.
const NOUN_ENDINGS: [&str; 33] = [
    "", "ا", "ان", "ين", "ي", "ة", "ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "نا", "اه", "يه", "اها", "يها", "تي",
    "ته", "تها", "تهم", "تك", "تنا", "تان", "تين", "تا", "اك", "يك", "ية", "يا", "كما",
];

/// An imperative of form I has no long vowel after its second radical, unless that ends it or an ending follows:
/// `اكْتُبْ`, `امْشِي`, `ادْعُوا`; but the loan word `فَارْجَاس` has.
fn is_imperative(letters: &[Letter]) -> bool {
    let [_, _, _, rest @ ..] = letters else { return false };
    match rest {
        [long, ending @ ..] if matches!(long.base, 'ا' | 'و' | 'ي' | 'ى') && long.is_bare() => {
            matches!(skeleton(ending).as_str(), "" | "ا" | "ن" | "ه" | "ها" | "هم" | "هما" | "نا" | "ني")
        }
        _ => true,
    }
}

/// Verbs of forms VII to X, as far as letters and marks tell: `انـ`, `استـ`, `افتعلـ`, `افعلّ`.
fn is_derived_verb(letters: &[Letter]) -> bool {
    let [_, first, second, rest @ ..] = letters else { return false };
    let vowelled = matches!(second.vowel(), Some(Quality::A | Quality::U));
    let seventh_or_eighth = first.base == 'ن' || is_ta_of_form_eight(first, second);
    first.shadda || is_form_ten(letters) || (vowelled && (seventh_or_eighth || rest.iter().any(|letter| letter.shadda)))
}

/// Verbal nouns of forms VII to X: `انْتِقَال`, `اسْتِقْبَال`, `اتِّفَاق`; an alif before the last radical.
fn is_verbal_noun(letters: &[Letter]) -> bool {
    let [_, first, second, rest @ ..] = letters else { return false };
    let alif_inside = rest.iter().position(|letter| letter.base == 'ا').is_some_and(|alif| alif + 1 < rest.len());
    let seventh_or_eighth = first.base == 'ن' || is_ta_of_form_eight(first, second);
    is_form_ten(letters)
        || (first.shadda && first.vowel() == Some(Quality::I))
        || (seventh_or_eighth && second.vowel() == Some(Quality::I) && alif_inside)
}

/// The t of `افتعل`, and what it becomes beside emphatic and voiced radicals: `اصْطَفَى`, `ازْدَهَرَ`.
fn is_ta_of_form_eight(radical: &Letter, ta: &Letter) -> bool {
    match ta.base {
        'ت' => true,
        'ط' => matches!(radical.base, 'ص' | 'ض' | 'ط' | 'ظ'),
        'د' => matches!(radical.base, 'ز' | 'ذ' | 'د'),
        _ => false,
    }
}

fn is_form_ten(letters: &[Letter]) -> bool {
    matches!(letters, [_, sin, ta, _, ..] if sin.base == 'س' && ta.base == 'ت' && !sin.has_vowel() && !sin.shadda)
}

/// Plural imperatives and pasts of verbs that end in ya: `امْشُوا`, `اقْضُوا`, `ابْنُوا`; the u came with the ending. Verbs
/// that end in waw keep their own u: `ادْعُوا`.
fn is_defective_plural(letters: &[Letter]) -> bool {
    const WAW_VERBS: [&str; 16] =
        ["دع", "غز", "رج", "سم", "دن", "خل", "عل", "نم", "مح", "تل", "شك", "عف", "صح", "سه", "بد", "نج"];
    let skeleton = skeleton(letters);
    let Some(stem) = skeleton.strip_suffix("وا").and_then(|stem| stem.strip_prefix('ا')) else { return false };
    stem.chars().count() == 2 && !WAW_VERBS.contains(&stem)
}

/// `اخْتِيرَ`, `اقْتِيدَ`: passives of form VIII from hollow roots have no u on the third letter.
fn is_hollow_passive(letters: &[Letter]) -> bool {
    let [_, _, ta, ya, _, ending @ ..] = letters else { return false };
    let ending = skeleton(ending);
    matches!(ta.base, 'ت' | 'ط' | 'د')
        && ta.vowel() == Some(Quality::I)
        && ya.base == 'ي'
        && ya.is_bare()
        && matches!(ending.as_str(), "" | "ت" | "وا" | "ا" | "تا")
}
