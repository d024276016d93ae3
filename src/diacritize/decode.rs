//! The choice of a word's marks: the likeliest that its author's marks and the shape of Arabic words allow.

use super::marks::{CLASSES, Class, Known, Letter};
use super::passive::{is_imperfect, shapes};

/// The marks chosen for a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// For each letter.
    pub marks: Vec<String>,
    /// How likely it is that all of them are right: the model's own count, calibrated.
    pub probability: f32,
    /// The same without the last letter, whose vowel is not heard before a pause.
    pub probability_without_ending: f32,
    /// The next likeliest marks of the word, each for every letter.
    pub others: Vec<Vec<String>>,
}

/// How many other readings of a word are told.
const OTHERS: usize = 4;

/// A reading that is less likely than so much of the chosen is not worth a look.
const WORTH_A_LOOK: f32 = 0.01;

/// A word that is so sure has no other reading.
const SURE: f32 = 0.99;

/// No probability counts as smaller than this, so that a logarithm can be taken.
const FLOOR: f32 = 1e-6;

/// Weights of log(p), -log(1 - p) and one with which a word's own count is made one that can be trusted (beta calibration),
/// by `diacritizer/training/calibrate.py` on two development sets of news.
const CALIBRATION: [f32; 3] = [0.119, 1.768, -1.198];
/// Counts are taken to be no nearer to impossible and certain than this.
const EDGE: f32 = 1e-4;

/// Returns how often words of such a count are right. What is certain stays so.
fn calibrated(count: f32) -> f32 {
    if count >= 1.0 {
        return 1.0;
    }
    let count = count.clamp(EDGE, 1.0 - EDGE);
    let [of_count, of_rest, constant] = CALIBRATION;
    1.0 / (1.0 + (-(of_count * count.ln() - of_rest * (1.0 - count).ln() + constant)).exp())
}

/// Chooses the marks of each letter of a word: what is known stays, the rest is the likeliest that fits it. `answers`
/// has the probabilities of each letter's marks.
pub(super) fn choose(word: &[Letter], answers: &[[f32; CLASSES]]) -> Choice {
    let is_imperfect = is_imperfect(word);
    let mut chosen: Vec<Class> = (0..word.len()).map(|at| best(word, answers, at, is_imperfect)).collect();
    make_sayable(word, answers, &mut chosen, is_imperfect);
    let likelihood = |classes: &[Class]| -> f32 {
        let open = word.iter().zip(answers).zip(classes).filter(|((letter, _), _)| letter.is_open());
        open.map(|((_, answer), class)| (answer[class.index()] + FLOOR).ln()).sum()
    };
    let passives: Vec<(f32, Vec<Class>)> =
        shapes(word).into_iter().map(|(shape, gain)| (likelihood(&shape) + gain, shape)).collect();
    let active = chosen.clone();
    if let Some((likeliest, passive)) = passives.iter().max_by(|(one, _), (other, _)| one.total_cmp(other))
        && *likeliest > likelihood(&chosen)
    {
        chosen.clone_from(passive);
    }
    let count = |n_letters: usize| {
        let open = word.iter().zip(answers).zip(&chosen).take(n_letters).filter(|((letter, _), _)| letter.is_open());
        calibrated(open.map(|((_, answer), class)| answer[class.index()]).product())
    };
    let (probability, probability_without_ending) = (count(word.len()), count(word.len().saturating_sub(1)));
    let others = if probability < SURE {
        let mut others: Vec<(f32, Vec<Class>)> = passives;
        others.push((likelihood(&active), active));
        others.extend(neighbours(word, answers, &chosen, is_imperfect).map(|other| (likelihood(&other), other)));
        let least = likelihood(&chosen) + WORTH_A_LOOK.ln();
        others.retain(|(likelihood, other)| *other != chosen && *likelihood > least);
        others.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        others.dedup_by(|(_, second), (_, first)| second == first);
        others.into_iter().take(OTHERS).map(|(_, other)| marks(word, other)).collect()
    } else {
        Vec::new()
    };
    Choice { marks: marks(word, chosen), probability, probability_without_ending, others }
}

/// The marks of each letter: those that are known, else those of its class.
fn marks(word: &[Letter], classes: Vec<Class>) -> Vec<String> {
    let marks = word.iter().zip(classes).map(|(letter, class)| match &letter.known {
        Known::Exactly(marks) => marks.clone(),
        _ => class.marks().to_owned(),
    });
    marks.collect()
}

/// The readings that have one open letter otherwise.
fn neighbours<'a>(
    word: &'a [Letter],
    answers: &'a [[f32; CLASSES]],
    chosen: &'a [Class],
    is_imperfect: bool,
) -> impl Iterator<Item = Vec<Class>> + 'a {
    let open = (0..word.len().min(answers.len())).filter(|&at| word[at].is_open());
    open.flat_map(move |at| {
        let likely = move |class: &Class| answers[at][class.index()] > answers[at][chosen[at].index()] * WORTH_A_LOOK;
        let fitting = Class::all().filter(likely).filter(move |class| fits(*class, word, at, is_imperfect));
        fitting.map(move |class| {
            let mut other = chosen.to_vec();
            other[at] = class;
            other
        })
    })
}

fn best(word: &[Letter], answers: &[[f32; CLASSES]], at: usize, is_imperfect: bool) -> Class {
    let answer = answers.get(at).copied().unwrap_or_default();
    Class::all()
        .filter(|class| fits(*class, word, at, is_imperfect))
        .reduce(|best, class| if answer[class.index()] > answer[best.index()] { class } else { best })
        .unwrap_or(Class::NONE)
}

/// Tells whether a letter of a word can have marks, by what is known of it and by its place.
fn fits(class: Class, word: &[Letter], at: usize, is_imperfect: bool) -> bool {
    let (letter, next) = (&word[at], word.get(at + 1));
    match &letter.known {
        Known::Nothing if letter.base == 'آ' => class == Class::NONE,
        // The author wrote `كتاباً`: the tanwin is there already.
        Known::Nothing if next.is_some_and(carries_tanwin) => class.is_fatha(),
        Known::Nothing if is_imperfect && class.is_damma() && !may_have_damma(word, at) => false,
        Known::Nothing => class != Class::LONE_SHADDA && has_place(class, word, at),
        Known::Doubled | Known::Exactly(_) => letter.allows(class),
    }
}

/// Tells whether a letter of an imperfect whose prefix has damma may have it too: the last one, one before the و of the
/// plural, and those of a pronoun at the end.
fn may_have_damma(word: &[Letter], at: usize) -> bool {
    let is_pronoun = |after: &[Letter]| {
        matches!(
            after.iter().map(|letter| letter.base).collect::<String>().as_str(),
            "" | "ه" | "ها" | "هم" | "هما" | "هن" | "ك" | "كم" | "نا" | "م" | "ما"
        )
    };
    word.get(at + 1).is_none_or(|next| next.base == 'و') || is_pronoun(word.get(at + 1..).unwrap_or_default())
}

/// Tells whether marks may stand at a place in a word at all: no word begins with sukun or a doubled letter, and tanwin
/// stands on the last letter, or before the alif that carries it.
fn has_place(class: Class, word: &[Letter], at: usize) -> bool {
    if at == 0 && word.len() > 1 && (class == Class::SUKUN || class.has_shadda()) {
        return false;
    }
    let last = word.len() - 1;
    let before_its_alif = at + 1 == last && matches!(word[last].base, 'ا' | 'ى');
    !class.is_tanwin() || at == last || before_its_alif
}

/// Repairs a doubled letter after one without a vowel, which Arabic does not have (`يُعْلِّم`): the shadda goes, or the
/// letter before takes a vowel, whichever is likelier.
fn make_sayable(word: &[Letter], answers: &[[f32; CLASSES]], chosen: &mut [Class], is_imperfect: bool) {
    for at in 1..word.len().min(chosen.len()).min(answers.len()) {
        let (before, letter) = (&word[at - 1], &word[at]);
        // After a long vowel a doubled letter is usual (`خَاصّ`), and after the article's lam.
        let after_lam = before.base == 'ل' && at > 1 && matches!(word[at - 2].base, 'ا' | 'ل' | 'ٱ');
        if !chosen[at].has_shadda()
            || chosen[at - 1].has_vowel()
            || after_lam
            || matches!(before.base, 'ا' | 'و' | 'ي' | 'ى' | 'آ' | 'ٱ')
            || (&before.known, &letter.known) != (&Known::Nothing, &Known::Nothing)
        {
            continue;
        }
        let likeliest = |at: usize, wanted: fn(Class) -> bool| {
            Class::all()
                .filter(|class| wanted(*class) && fits(*class, word, at, is_imperfect))
                .max_by(|one, other| answers[at][one.index()].total_cmp(&answers[at][other.index()]))
        };
        let vowelled = likeliest(at - 1, |class| class.has_vowel() && !class.is_tanwin());
        let single = likeliest(at, |class| !class.has_shadda());
        if let (Some(vowelled), Some(single)) = (vowelled, single) {
            let cost = |answer: &[f32; CLASSES], from: Class, to: Class| {
                (answer[from.index()] + FLOOR).ln() - (answer[to.index()] + FLOOR).ln()
            };
            if cost(&answers[at - 1], chosen[at - 1], vowelled) < cost(&answers[at], chosen[at], single) {
                chosen[at - 1] = vowelled;
            } else {
                chosen[at] = single;
            }
        }
    }
}

fn carries_tanwin(letter: &Letter) -> bool {
    matches!(letter.base, 'ا' | 'ى') && letter.known_class().is_some_and(Class::is_tanwin)
}

#[cfg(test)]
mod tests {
    use super::super::marks::letters;
    use super::*;

    /// Answers that are 0.9 sure of one class on each letter.
    fn answers(marks: &[&str]) -> Vec<[f32; CLASSES]> {
        let row = |marks: &&str| {
            let mut row = [0.1 / 14.0; CLASSES];
            row[Class::of(marks).unwrap().index()] = 0.9;
            row
        };
        marks.iter().map(row).collect()
    }

    #[track_caller]
    fn check(word: &str, marks: &[&str], expect: &[&str]) {
        assert_eq!(choose(&letters(word), &answers(marks)).marks, expect, "{word}");
    }

    #[test]
    fn what_is_likelier_stays_so_when_calibrated_and_certainty_stays_certain() {
        let counts: Vec<f32> = (0..=100).map(|hundredth| hundredth as f32 / 100.0).collect();
        assert!(counts.windows(2).all(|pair| calibrated(pair[0]) < calibrated(pair[1])));
        assert_eq!(calibrated(1.0), 1.0);
        assert!(calibrated(0.0) < 0.3 && calibrated(0.9) > 0.9);
    }

    #[test]
    fn the_likeliest_marks_are_taken() {
        check("بت", &["\u{064F}", "\u{0650}"], &["\u{064F}", "\u{0650}"]);
    }

    #[test]
    fn the_next_likeliest_marks_are_told_the_nearest_first() {
        let mut answers = answers(&["\u{064E}", "\u{064F}"]);
        answers[1] = [0.0; CLASSES];
        for (marks, likely) in [("\u{064F}", 0.5), ("\u{064E}", 0.3), ("\u{0650}", 0.2)] {
            answers[1][Class::of(marks).unwrap().index()] = likely;
        }
        let others = choose(&letters("بت"), &answers).others;
        assert_eq!(others[..2], [["\u{064E}", "\u{064E}"], ["\u{064E}", "\u{0650}"]]);
        // Nothing is left to choose.
        assert!(choose(&letters("ب\u{064E}ت\u{0650}"), &answers).others.is_empty());
    }

    #[test]
    fn a_word_before_a_pause_is_as_likely_as_its_letters_but_the_last() {
        let choice = choose(&letters("بت"), &answers(&["\u{064F}", "\u{0650}"]));
        assert!((choice.probability_without_ending - calibrated(0.9)).abs() < 1e-6);
    }

    #[test]
    fn a_word_is_as_likely_as_its_open_letters_together() {
        let probability = |word| choose(&letters(word), &answers(&["\u{064F}", "\u{0650}"])).probability;
        assert!((probability("بت") - calibrated(0.81)).abs() < 1e-6);
        assert!((probability("ب\u{064F}ت") - calibrated(0.9)).abs() < 1e-6);
        assert!((probability("ب\u{064E}ت\u{0650}") - 1.0).abs() < 1e-6);
    }

    #[test]
    fn known_marks_stay() {
        check("ب\u{0650}", &["\u{064F}"], &["\u{0650}"]);
        check("هٰ", &["\u{064F}"], &["\u{0670}"]);
    }

    #[test]
    fn a_doubled_letter_keeps_its_shadda() {
        check("دّ", &["\u{0651}\u{0650}"], &["\u{0651}\u{0650}"]);
        let shadda = choose(&letters("دّ"), &answers(&["\u{064F}"])).marks;
        assert!(shadda[0].starts_with('\u{0651}'));
    }

    #[test]
    fn madda_takes_no_mark() {
        check("آ", &["\u{064E}"], &[""]);
    }

    #[test]
    fn the_letter_before_a_written_tanwin_takes_fatha() {
        check("با\u{064B}", &["\u{064B}", ""], &["\u{064E}", "\u{064B}"]);
    }

    #[test]
    fn a_word_begins_with_a_vowel_and_tanwin_stands_at_its_end() {
        let marks = choose(&letters("بتث"), &answers(&["\u{0652}", "\u{064C}", "\u{064C}"])).marks;
        assert_ne!(marks[0], "\u{0652}");
        assert_ne!(marks[1], "\u{064C}");
        assert_eq!(marks[2], "\u{064C}");
        check("بتا", &["\u{064E}", "\u{064B}", ""], &["\u{064E}", "\u{064B}", ""]);
    }

    #[test]
    fn a_doubled_letter_never_follows_one_without_a_vowel() {
        let sukun = "\u{0652}";
        let marks = choose(&letters("يعلم"), &answers(&["\u{064F}", sukun, "\u{0651}\u{0650}", "\u{064F}"])).marks;
        assert!(marks[1] != sukun || !marks[2].contains('\u{0651}'), "{marks:?}");
        check("الشم", &["", "", "\u{0651}\u{064E}", ""], &["", "", "\u{0651}\u{064E}", ""]);
        let marks = choose(&letters("تُحدث"), &answers(&["\u{064F}", sukun, "\u{064F}", "\u{064F}"])).marks;
        assert_ne!(marks[2], "\u{064F}", "no imperfect has damma there after damma on its prefix");
    }
}
