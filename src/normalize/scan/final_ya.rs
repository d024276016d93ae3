//! `ى` for `ي` at the end of words, as an author who leaves the dots away writes it (`الحجر الجيرى`, `ومراقبى`).
//!
//! What is known to end in `ي` is put right wherever it stands ([`spelling`]). Where one such word is in
//! the sentence, its author is known, and then every word is read with `ي` but those that end in `ى` by right: these are
//! few and listed (`على`, `مستشفى`, `يبقى`), the others, names among them, without number. Some may be either, and are
//! told by the word beside them: `بنى سويف`, `ألعاب القوى`.
//!
//! Of 3,800 sentences by such authors, statutes most of them, 440 words more are read with `ي` than by the listed words
//! alone; some 15 of these were right with `ى`, passives most of them. In 3,000 other sentences two words change.

use super::spelling;
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::given_names;
use crate::normalize::lexicon::words::List;
use crate::normalize::token::PrintedToken;
use crate::utterance::Utterance;

/// Gives the words of an utterance their dots, where its author is seen to leave them away.
pub(super) fn repair(tokens: &mut [PrintedToken], utterance: &Utterance) {
    let is_open = |token: &PrintedToken| token.text.ends_with('ى') && token.word().is_some() && !token.has_marks();
    let mut leaves_dots_away = None;
    for at in 0..tokens.len() {
        if !is_open(&tokens[at]) {
            continue;
        }
        let place = Cursor::new(tokens, at);
        let is_son = place.is("على") && place.back(1).is_any(&["بن", "ابن"]);
        let is_ya = is_son
            || is_meaning(place)
            || may_end_in_ya(place) && *leaves_dots_away.get_or_insert_with(|| shows_dotless_ya(utterance));
        if let Some(stem) = place.text().strip_suffix('ى').filter(|_| is_ya) {
            let word = if stem == "ا" { "أي".to_owned() } else { format!("{stem}ي") };
            tokens[at].respell(word);
        }
    }
}

/// `ما يعنى أن`: it means; but `هيئة تعنى بالتراث` is concerned.
fn is_meaning(place: Cursor) -> bool {
    let word = place.text();
    matches!(word.strip_prefix(['و', 'ف']).unwrap_or(word), "يعنى" | "تعنى" | "سيعنى")
        && !place.ahead(1).word().is_some_and(|next| next.starts_with('ب'))
}

/// Whether the sentence of an utterance has a word in `ى` that is known to end in `ي`.
fn shows_dotless_ya(utterance: &Utterance) -> bool {
    let texts = [&utterance.text, &utterance.before, &utterance.after];
    let mut words = texts.into_iter().flat_map(|text| text.split(|letter: char| !letter.is_alphabetic()));
    words.any(|word| word.ends_with('ى') && spelling::dotted_ya(word).is_some())
}

/// Whether the word here, which ends in `ى`, is another one with `ي` or none without it.
fn may_end_in_ya(place: Cursor) -> bool {
    let word = place.text();
    let Some(stem) = word.strip_suffix('ى').filter(|stem| !stem.is_empty()) else { return false };
    let (before, next) = (place.back(1), place.ahead(1));
    // المناسبةوعلى: two words printed as one. األولى: letters in disorder.
    if stem.contains(['ة', 'ى'])
        || ["األ", "اال", "اإل"].iter().any(|broken| stem.contains(broken))
        || word.ends_with("إلى")
    {
        return false;
    }
    // بهدف التصدى, لتولى المنصب, بعد تخلى الشركة: the verbal noun of what would be a verb.
    let is_verbal_noun = List::VerbalNounsInYa.has_stem(stem);
    if is_verbal_noun {
        let is_bound = !List::VerbalNounsInYa.has(clitics::without_conjunction(stem));
        return is_bound || before.word().is_some_and(|before| List::BeforeNoVerb.has(before));
    }
    match word.strip_prefix('و').unwrap_or(word) {
        "على" => is_name_of_man(place),
        "بنى" | "ببنى" | "لبنى" => next.is_any(&["سويف", "مزار", "إسرائيل", "هاشم", "عبيد", "هلال", "حسن"]),
        "لى" | "ولى" | "لولى" => next.is_any(&["العهد", "الأمر", "عهد", "أمر", "أمره", "أمرها", "الدم"]),
        "المدعى" | "للمدعى" => next.is_any(&["العام", "بالحق", "العسكري", "العسكرى"]),
        "قوى" => {
            let is_plural = next.word().is_some_and(|next| next.starts_with("ال") || next.ends_with('ة'));
            !is_plural && !before.is_any(&["ألعاب", "العاب"])
        }
        "مرسى" => !next.is_any(&["مطروح", "علم"]),
        "سلمى" => before.is_any(&["بشكل", "حل", "انتقال", "تداول"]),
        "يعنى" | "تعنى" => false,
        "اثنى" => next.is("عشر"),
        "برأى" | "لرأى" => true,
        "أبى" => !next.is_any(&["أن", "إلا"]),
        // تعطى لهم, تؤدى الأجور: what is given or paid is no doer.
        "يعطى" | "تعطى" | "يهدى" | "تهدى" => !next.word().is_some_and(|next| next.starts_with('ل')),
        "يؤدى" | "تؤدى" => !next.word().is_some_and(|next| List::Paid.has_stem(next)),
        _ => !ends_in_alif(stem) && !is_verb_after_fa(stem, next),
    }
}

/// `فنادى قومه`: a verb; the noun of its letters has a definite name after it (`فنادى الزمالك`).
fn is_verb_after_fa(stem: &str, next: Cursor) -> bool {
    let is_name = next.word().is_some_and(|next| next.starts_with("ال"));
    !is_name && spelling::is_verb_after_fa(stem)
}

/// Whether a word in `ى` ends in it by right, whatever stands beside it. It may have lost a hamza (`اخرى`), or have one too
/// many (`إنتهى`).
fn ends_in_alif(stem: &str) -> bool {
    let future = clitics::without_conjunction(stem);
    let imperfect = future.strip_prefix(['س', 'ل']).filter(|rest| rest.starts_with(['ي', 'ت', 'ن', 'أ']));
    let stems = || clitics::stems(stem).chain(imperfect);
    stems().any(|stem| {
        let with_hamza = |hamza: &str| stem.strip_prefix('ا').map(|rest| format!("{hamza}{rest}"));
        let in_wasl = stem.strip_prefix(['إ', 'أ']).map(|rest| format!("ا{rest}"));
        List::AlifMaqsura.has(stem)
            || is_imperfect_of_five(stem)
            || [with_hamza("أ"), with_hamza("إ"), in_wasl]
                .into_iter()
                .flatten()
                .any(|stem| List::AlifMaqsura.has(&stem))
    })
}

/// `يتولى`, `نتبنى`: imperfects of forms V and VI end in `ى` whatever the verb.
fn is_imperfect_of_five(stem: &str) -> bool {
    let letters: Vec<char> = stem.chars().collect();
    matches!(letters.as_slice(), ['ي' | 'ت' | 'ن' | 'أ', 'ت', _, _] | ['ي' | 'ت' | 'ن' | 'أ', 'ت', _, 'ا', _])
}

/// `محمد على باشا`, `الدكتور على عبد العال`: the name, between what a man's name stands beside.
fn is_name_of_man(place: Cursor) -> bool {
    let (before, next) = (place.back(1), place.ahead(1));
    let is_given = |place: Cursor| place.word().is_some_and(given_names::is_listed);
    let goes_on = is_given(next) || next.is_any(&["عبد", "بن", "باشا"]);
    let is_titled = before.word().is_some_and(|title| {
        Analysis::of(title).article && clitics::stems(title).any(|stem| List::BearersOfNames.has(stem))
    });
    (is_given(before) || is_titled) && goes_on || is_given(before) && !next.is_printed()
}
