//! The choice of a word's marks: the likeliest that its author's marks and the shape of Arabic words allow.

use super::forms::{Forms, Marked, Neighbours};
use super::marks::{CLASSES, Class, Known, Letter, bases};
use super::passive::{Imperfect, imperfect, shapes};

/// How likely the marks of a last letter are to be a nominative, an accusative and a genitive.
pub(super) fn likelihood_of_cases(answer: &[f32; CLASSES]) -> [f32; 3] {
    let with = |vowels: [char; 2]| {
        Class::all().filter(|class| class.marks().ends_with(vowels)).map(|class| answer[class.index()]).sum()
    };
    [with(['\u{064F}', '\u{064C}']), with(['\u{064E}', '\u{064B}']), with(['\u{0650}', '\u{064D}'])]
}

/// The marks chosen for a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    /// For each letter.
    pub marks: Vec<String>,
    /// How likely it is that all of them are right: its share among the readings that were weighed.
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

/// How many readings of a word are weighed, and how likely beside a letter's likeliest marks others must be to be tried.
const READINGS: usize = 24;
const WORTH_TRYING: f32 = 0.005;

// What follows was weighed on lines that were held out of training and on the development sets
// (`diacritizer/training/README.md`). It is a plateau: a tenth more or less of any makes no difference that can be told
// from chance.

/// What the logarithm of the model's answer counts for.
const LETTERS: f32 = 1.0;

/// How much likelier, as a logarithm, a word that was seen in the texts, whatever its last vowel, is than the model knows
/// of its letters.
const SEEN: f32 = 2.0;

/// How much likelier it is, as a logarithm, for having been seen with just this last vowel, and again for 8, 64 and 512
/// times.
const SEEN_SO: f32 = 0.05;

/// How much likelier it is, as a logarithm, for each of the two words beside it that it was so seen with.
const SEEN_BESIDE: f32 = 0.4;

/// No probability counts as smaller than this, so that a logarithm can be taken.
const FLOOR: f32 = 1e-6;

/// One way to read a word.
#[derive(Debug, Clone, PartialEq)]
struct Reading {
    /// For each letter.
    classes: Vec<Class>,
    /// The logarithm of how likely the model takes it.
    likelihood: f32,
    /// That and what is known beside it, weighed and added up.
    score: f32,
}

/// Chooses the marks of each letter of a word: what is known stays; of what fits it, the readings that the model takes for
/// likely are weighed as whole words. `answers` has the probabilities of each letter's marks.
pub(super) fn choose(word: &[Letter], answers: &[[f32; CLASSES]], forms: Forms, neighbours: Neighbours<'_>) -> Choice {
    let passives = shapes(word);
    let mut readings = sayable(word, likeliest(word, answers));
    if readings.len() + passives.len() > 1 {
        for reading in &mut readings {
            let marks = marks(word, reading.classes.clone());
            let marked = marked(word, &marks);
            reading.score += if forms.know(&marked) { SEEN } else { 0.0 };
            reading.score += seen_so(&marked, forms, neighbours);
        }
    }
    readings.extend(passives.into_iter().map(|(classes, gain)| {
        let likelihood = classes.iter().enumerate().map(|(at, class)| logarithm(word, answers, at, *class)).sum();
        let marks = marks(word, classes.clone());
        // Its author's mark stands for having been seen.
        let seen = SEEN + seen_so(&marked(word, &marks), forms, neighbours);
        Reading { classes, likelihood, score: LETTERS * likelihood + gain + seen }
    }));
    readings.sort_by(|one, other| other.score.total_cmp(&one.score));
    readings.dedup_by(|second, first| second.classes == first.classes);
    // What the model gives to none of the readings goes against all.
    let rest = (1.0 - readings.iter().map(|reading| reading.likelihood.exp()).sum::<f32>()).max(0.0);
    let all = rest + readings.iter().map(|reading| reading.score.exp()).sum::<f32>();
    let chosen = readings.remove(0);
    let is_open = word.iter().any(Letter::is_open);
    let share = |part: f32| if is_open { part / all } else { 1.0 };
    let probability = share(chosen.score.exp());
    let stem = word.len().saturating_sub(1);
    let same_stem = readings.iter().filter(|other| other.classes.get(..stem) == chosen.classes.get(..stem));
    let probability_without_ending = share(chosen.score.exp() + same_stem.map(|other| other.score.exp()).sum::<f32>());
    let least = chosen.score + WORTH_A_LOOK.ln();
    let worth = readings.into_iter().filter(|other| probability < SURE && other.score > least);
    let others = worth.take(OTHERS).map(|other| marks(word, other.classes)).collect();
    Choice { marks: marks(word, chosen.classes), probability, probability_without_ending, others }
}

/// Returns the likeliest readings of a word by its letters: one at least. Costs what the word's length costs.
fn likeliest(word: &[Letter], answers: &[[f32; CLASSES]]) -> Vec<Reading> {
    let imperfect = imperfect(word);
    // For each letter: its class, where in the letter before the reading goes on, and how likely it is up to here.
    let mut steps: Vec<Vec<(Class, usize, f32)>> = Vec::new();
    for at in 0..word.len() {
        let fitting: Vec<(Class, f32)> = Class::all()
            .filter(|class| fits(*class, word, at, imperfect))
            .map(|class| (class, logarithm(word, answers, at, class)))
            .collect();
        let least = fitting.iter().map(|(_, likelihood)| *likelihood).fold(f32::MIN, f32::max) + WORTH_TRYING.ln();
        let tried: Vec<(Class, f32)> = fitting.into_iter().filter(|(_, likelihood)| *likelihood >= least).collect();
        let tried = if tried.is_empty() { vec![(Class::NONE, 0.0)] } else { tried };
        let before: Vec<f32> = steps.last().map_or(vec![0.0], |last| last.iter().map(|step| step.2).collect());
        let longer = before.iter().enumerate();
        let mut longer: Vec<(Class, usize, f32)> = longer
            .flat_map(|(from, before)| tried.iter().map(move |(class, likelihood)| (*class, from, before + likelihood)))
            .collect();
        longer.sort_by(|one, other| other.2.total_cmp(&one.2));
        longer.truncate(READINGS);
        steps.push(longer);
    }
    let ends = steps.last().map_or(vec![(0, 0.0)], |last| last.iter().map(|step| step.2).enumerate().collect());
    let reading = |(end, likelihood): (usize, f32)| {
        let mut at = end;
        let mut classes: Vec<Class> = Vec::with_capacity(word.len());
        for step in steps.iter().rev() {
            let (class, from, _) = step[at];
            classes.push(class);
            at = from;
        }
        classes.reverse();
        Reading { classes, likelihood, score: LETTERS * likelihood }
    };
    ends.into_iter().map(reading).collect()
}

/// The logarithm of how likely the model takes the marks of a letter, among those that can stand there if its vowel is known.
/// What is known costs nothing.
fn logarithm(word: &[Letter], answers: &[[f32; CLASSES]], at: usize, class: Class) -> f32 {
    let letter = &word[at];
    let answer = |class: Class| answers.get(at).map_or(0.0, |answer| answer[class.index()]).max(FLOOR);
    match &letter.known {
        Known::Exactly(_) => 0.0,
        Known::Vowel(_) => {
            let all: f32 = Class::all().filter(|class| letter.allows(*class)).map(answer).sum();
            (answer(class) / all).ln()
        }
        Known::Nothing | Known::Doubled => answer(class).ln(),
    }
}

/// How much likelier a reading is, as a logarithm, for having been seen with its last vowel, alone and beside its
/// neighbours.
fn seen_so(word: &[Marked<'_>], forms: Forms, neighbours: Neighbours<'_>) -> f32 {
    SEEN_SO * f32::from(forms.know_so(word)) + SEEN_BESIDE * f32::from(forms.know_beside(word, neighbours))
}

/// Each letter with its marks.
pub(super) fn marked<'marks>(word: &[Letter], marks: &'marks [String]) -> Vec<Marked<'marks>> {
    word.iter().zip(marks).map(|(letter, marks)| (letter.base, marks.as_str())).collect()
}

/// The marks of each letter: those that are known, else those of its class.
fn marks(word: &[Letter], classes: Vec<Class>) -> Vec<String> {
    let marks = word.iter().zip(classes).map(|(letter, class)| match &letter.known {
        Known::Exactly(marks) => marks.clone(),
        _ => class.marks().to_owned(),
    });
    marks.collect()
}

/// Tells whether a letter of a word can have marks, by what is known of it and by its place.
fn fits(class: Class, word: &[Letter], at: usize, imperfect: Option<Imperfect>) -> bool {
    let (letter, next) = (&word[at], word.get(at + 1));
    match &letter.known {
        Known::Nothing if letter.base == 'آ' => class == Class::NONE,
        Known::Nothing if imperfect.is_some() && class.is_damma() && !may_have_damma(word, at) => false,
        Known::Nothing if class.is_kasra() && imperfect.is_some_and(|verb| verb.fatha == Some(at)) => false,
        Known::Nothing if next.is_some_and(Letter::is_doubled) && !opens_before_doubled(class, word, at) => false,
        Known::Nothing => class != Class::LONE_SHADDA && has_place(class, word, at),
        Known::Doubled => letter.allows(class) && (at == 0 || has_place(class, word, at)),
        Known::Exactly(_) | Known::Vowel(_) => letter.allows(class),
    }
}

/// Tells whether a letter of an imperfect whose prefix has damma may have it too: the last one, one before the و of the
/// plural, and those of a pronoun at the end.
fn may_have_damma(word: &[Letter], at: usize) -> bool {
    let is_pronoun = |after: &[Letter]| {
        matches!(bases(after).as_str(), "" | "ه" | "ها" | "هم" | "هما" | "هن" | "ك" | "كم" | "نا" | "م" | "ما")
    };
    word.get(at + 1).is_none_or(|next| next.base == 'و') || is_pronoun(word.get(at + 1..).unwrap_or_default())
}

/// Tells whether marks may stand at a place in a word at all: no word begins with sukun or a doubled letter, but for
/// `بْن`, which has lost its alif; and tanwin stands on the last letter, or before the alif that carries it.
fn has_place(class: Class, word: &[Letter], at: usize) -> bool {
    let is_son = matches!(word, [first, second] if (first.base, second.base) == ('ب', 'ن'));
    if at == 0 && word.len() > 1 && (class == Class::SUKUN && !is_son || class.has_shadda()) {
        return false;
    }
    let last = word.len() - 1;
    let before_its_alif = at + 1 == last && matches!(word[last].base, 'ا' | 'ى');
    !class.is_tanwin() || at == last || before_its_alif
}

/// Tells whether marks can stand before a letter that its author doubled: a vowel, long or short (`يشبّه`, `أوضّح`), and no
/// second doubled letter but behind the article (`السيّد`), in adjectives (`كليّة`) and before the energetic nun (`يغرنّكم`).
fn opens_before_doubled(class: Class, word: &[Letter], at: usize) -> bool {
    let may_be_doubled =
        at > 0 && is_articles_lam(word, at - 1) || word.get(at + 1).is_some_and(|next| matches!(next.base, 'ي' | 'ن'));
    let is_open = match word[at].base {
        'و' | 'ي' => class != Class::SUKUN,
        _ => class.has_vowel() || may_close(word, at),
    };
    is_open && (!class.has_shadda() || may_be_doubled)
}

/// Tells whether a letter may stand without a vowel before a doubled one: a long vowel (`خَاصّ`), the article's lam, and what
/// is said as the letter after it (`أردتّم`).
fn may_close(word: &[Letter], at: usize) -> bool {
    let is_said_as_next =
        matches!(word[at].base, 'د' | 'ط' | 'ت' | 'ذ' | 'ث') && word.get(at + 1).is_some_and(|next| next.base == 'ت');
    is_said_as_next || is_articles_lam(word, at) || matches!(word[at].base, 'ا' | 'و' | 'ي' | 'ى' | 'آ' | 'ٱ')
}

fn is_articles_lam(word: &[Letter], at: usize) -> bool {
    word[at].base == 'ل' && at > 0 && matches!(word[at - 1].base, 'ا' | 'ل' | 'ٱ')
}

/// Drops the readings in which a letter is doubled after one without a vowel, which Arabic does not have (`يُعْلِّم`),
/// unless nothing else is left.
fn sayable(word: &[Letter], readings: Vec<Reading>) -> Vec<Reading> {
    let is_sayable = |reading: &Reading| {
        (1..word.len()).all(|at| {
            let (before, letter) = (&word[at - 1], &word[at]);
            !reading.classes[at].has_shadda()
                || reading.classes[at - 1].has_vowel()
                || may_close(word, at - 1)
                || [before, letter].iter().any(|letter| matches!(letter.known, Known::Doubled | Known::Exactly(_)))
        })
    };
    let kept: Vec<Reading> = readings.iter().filter(|reading| is_sayable(reading)).cloned().collect();
    if kept.is_empty() { readings } else { kept }
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

    fn chosen(word: &str, answers: &[[f32; CLASSES]]) -> Choice {
        choose(&letters(word), answers, Forms::built_in(), Neighbours::default())
    }

    #[track_caller]
    fn check(word: &str, marks: &[&str], expect: &[&str]) {
        assert_eq!(chosen(word, &answers(marks)).marks, expect, "{word}");
    }

    #[test]
    fn the_likeliest_marks_are_taken() {
        check("بت", &["\u{064F}", "\u{0650}"], &["\u{064F}", "\u{0650}"]);
    }

    /// Answers that are as sure as said of the marks of each letter.
    fn torn(rows: &[&[(&str, f32)]]) -> Vec<[f32; CLASSES]> {
        let row = |row: &&[(&str, f32)]| {
            let mut answer = [0.0; CLASSES];
            for (marks, likely) in *row {
                answer[Class::of(marks).unwrap().index()] = *likely;
            }
            answer
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn the_next_likeliest_marks_are_told_the_nearest_first() {
        let answers = torn(&[&[("َ", 1.0)], &[("ُ", 0.5), ("َ", 0.3), ("ِ", 0.2)]]);
        let chosen = |word| chosen(word, &answers);
        assert_eq!(chosen("بت").others, [["َ", "َ"], ["َ", "ِ"]]);
        // Nothing is left to choose.
        assert!(chosen("بَتِ").others.is_empty());
    }

    #[test]
    fn a_word_that_exists_is_taken_before_a_mixture_of_two() {
        // Letter by letter this is `كُتَبَتْ`, between `كَتَبَتْ` and `كُتِبَتْ`.
        let answers = torn(&[&[("َ", 0.45), ("ُ", 0.55)], &[("َ", 0.55), ("ِ", 0.45)], &[("َ", 1.0)], &[("ْ", 1.0)]]);
        let choice = chosen("كتبت", &answers);
        assert_ne!(choice.marks[..2], ["ُ", "َ"]);
        // What was told to be so stays, whether it exists or not.
        assert_eq!(chosen("كُتَبت", &answers).marks[..2], ["ُ", "َ"]);
    }

    #[test]
    fn a_word_has_the_last_vowel_that_it_has_beside_its_neighbour() {
        let torn_between_cases =
            torn(&[&[("", 1.0)], &[("ْ", 1.0)], &[("َ", 1.0)], &[("ْ", 1.0)], &[("ُ", 0.5), ("ِ", 0.5)]]);
        let after = |before| {
            let neighbours = Neighbours { before, after: "" };
            choose(&letters("البيت"), &torn_between_cases, Forms::built_in(), neighbours).marks[4].clone()
        };
        assert_eq!(after("أهل"), "ِ");
        assert_eq!(after("كان"), "ُ");
    }

    #[test]
    fn a_word_is_as_likely_as_its_share_among_its_readings() {
        let answers = torn(&[&[("ُ", 0.9), ("َ", 0.1)], &[("ِ", 0.8), ("ُ", 0.2)]]);
        let chosen = |word| chosen(word, &answers);
        let share = |one: f32, other: f32| one.powf(LETTERS) / (one.powf(LETTERS) + other.powf(LETTERS));
        let (first, last) = (share(0.9, 0.1), share(0.8, 0.2));
        // Neither reading of these letters was seen.
        assert!((chosen("ثغ").probability - first * last).abs() < 1e-4);
        // The passive that a damma may show (`ثُغَّ`) has three thousandths.
        assert!((chosen("ثُغ").probability - last).abs() < 4e-3);
        assert!((chosen("ثُغِ").probability - 1.0).abs() < 1e-6);
        // Before a pause its last vowel is not heard.
        assert!((chosen("ثغ").probability_without_ending - first).abs() < 1e-4);
    }

    #[test]
    fn son_begins_without_a_vowel_and_nothing_else_does() {
        check("بن", &["ْ", "ِ"], &["ْ", "ِ"]);
        let marks = chosen("بت", &answers(&["ْ", "ِ"])).marks;
        assert_ne!(marks[0], "ْ");
    }

    #[test]
    fn known_marks_stay() {
        check("ب\u{0650}", &["\u{064F}"], &["\u{0650}"]);
        check("هٰ", &["\u{064F}"], &["\u{0670}"]);
    }

    #[test]
    fn a_doubled_letter_keeps_its_shadda() {
        check("دّ", &["\u{0651}\u{0650}"], &["\u{0651}\u{0650}"]);
        let shadda = chosen("دّ", &answers(&["\u{064F}"])).marks;
        assert!(shadda[0].starts_with('\u{0651}'));
    }

    #[test]
    fn madda_takes_no_mark() {
        check("آ", &["\u{064E}"], &[""]);
    }

    #[test]
    fn a_word_begins_with_a_vowel_and_tanwin_stands_at_its_end() {
        let marks = chosen("بتث", &answers(&["\u{0652}", "\u{064C}", "\u{064C}"])).marks;
        assert_ne!(marks[0], "\u{0652}");
        assert_ne!(marks[1], "\u{064C}");
        assert_eq!(marks[2], "\u{064C}");
        check("بتا", &["\u{064E}", "\u{064B}", ""], &["\u{064E}", "\u{064B}", ""]);
    }

    #[test]
    fn a_doubled_letter_never_follows_one_without_a_vowel() {
        let sukun = "\u{0652}";
        let marks = chosen("يعلم", &answers(&["\u{064F}", sukun, "\u{0651}\u{0650}", "\u{064F}"])).marks;
        assert!(marks[1] != sukun || !marks[2].contains('\u{0651}'), "{marks:?}");
        check("الشم", &["", "", "\u{0651}\u{064E}", ""], &["", "", "\u{0651}\u{064E}", ""]);
        let marks = chosen("تُحدث", &answers(&["\u{064F}", sukun, "\u{064F}", "\u{064F}"])).marks;
        assert_ne!(marks[2], "\u{064F}", "no imperfect has damma there after damma on its prefix");
    }

    #[test]
    fn a_letter_that_its_author_doubled_follows_a_vowel() {
        let (fatha, damma, kasra, sukun) = ("\u{064E}", "\u{064F}", "\u{0650}", "\u{0652}");
        let marks = chosen("يشبّه", &answers(&[damma, sukun, "\u{0651}\u{0650}", damma])).marks;
        assert_ne!(marks[1], sukun);
        check("الشّم", &["", "", "\u{0651}\u{064E}", ""], &["", "", "\u{0651}\u{064E}", ""]);
        let marks = chosen("أوضّح", &answers(&[fatha, sukun, "\u{0651}\u{0650}", fatha])).marks;
        assert_ne!(marks[1], sukun);
        check(
            "السيّد",
            &["", "", "\u{0651}\u{064E}", "\u{0651}\u{0650}", damma],
            &["", "", "\u{0651}\u{064E}", "\u{0651}\u{0650}", damma],
        );
        check("خاصّ", &[fatha, "", "\u{0651}\u{0650}"], &[fatha, "", "\u{0651}\u{0650}"]);
        let marks = chosen("سيُحتفظ", &answers(&[fatha, damma, sukun, fatha, kasra, damma])).marks;
        assert_ne!(marks[4], kasra, "damma on the prefix is a passive of this form");
    }

    #[test]
    fn a_vowel_without_its_shadda_is_doubled_where_the_word_is() {
        let doubled = torn(&[&[("\u{064E}", 1.0)], &[("\u{0651}\u{064F}", 0.6), ("\u{064F}", 0.3), ("\u{0650}", 0.1)]]);
        let mut word = letters("كلُ");
        assert_eq!(choose(&word, &doubled, Forms::built_in(), Neighbours::default()).marks[1], "\u{064F}");
        word[1].known = Known::Vowel(Class::DAMMA);
        let choice = choose(&word, &doubled, Forms::built_in(), Neighbours::default());
        assert_eq!(choice.marks[1], "\u{0651}\u{064F}");
    }
}
