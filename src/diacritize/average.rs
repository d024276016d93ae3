//! The average of the models, and the choice of a word's marks from it.

use super::marks::{CLASSES, Class, Known, Letter};

/// How much each model's opinion counts; chosen on the development sets, see the room's page.
const RAWI_V2: f32 = 0.36;
const RAWI_V3: f32 = 0.44;
const LIBTASHKEEL: f32 = 0.20;

/// A model that is sure of something else must not have a veto: no probability counts as smaller than this.
const FLOOR: f32 = 1e-4;

/// Where letters of different models' words were mixed, one model's whole word is preferred if it scores at most this
/// much less: the mixture of `تَعَرَّفَ` and `تَعْرِفُ` is no word. Measured to help on all three sets, from 0.3 to 1.
const COHERENCE: f32 = 0.5;

/// The probabilities of the marks of each letter, one for each model.
#[derive(Default)]
pub(super) struct Opinions {
    pub rawi_v2: Vec<[f32; CLASSES]>,
    pub rawi_v3: Vec<[f32; CLASSES]>,
    pub libtashkeel: Vec<[f32; CLASSES]>,
}

impl Opinions {
    /// Chooses the marks of each letter of a word: what is known stays, the rest is the likeliest that fits it.
    /// `first` is the place of the word's first letter.
    pub(super) fn choose(&self, word: &[Letter], first: usize) -> Vec<String> {
        let scores: Vec<_> = (first..first + word.len()).map(|at| self.score(at)).collect();
        let mixed = likeliest(word, &scores);
        // The ending is the sentence's affair, the rest is the word's.
        let inside = word.len().saturating_sub(1);
        let loss = |own: &[Class]| -> f32 {
            let letters = mixed.iter().zip(own).zip(&scores).take(inside);
            letters.map(|((mixed, own), score)| score[mixed.index()] - score[own.index()]).sum()
        };
        let closest = [&self.rawi_v2, &self.rawi_v3, &self.libtashkeel]
            .into_iter()
            .map(|model| likeliest(word, model.get(first..).unwrap_or_default()))
            .filter(|own| own.len() == word.len())
            .map(|own| (loss(&own), own))
            .min_by(|(one, _), (other, _)| one.total_cmp(other));
        let mut chosen = match closest {
            Some((loss, own)) if loss <= COHERENCE => {
                own.into_iter().take(inside).chain(mixed.last().copied()).collect()
            }
            _ => mixed,
        };
        make_sayable(word, &scores, &mut chosen);
        word.iter()
            .zip(chosen)
            .map(|(letter, class)| match &letter.known {
                Known::Exactly(marks) => marks.clone(),
                _ => class.marks().to_owned(),
            })
            .collect()
    }

    /// Returns the weighted mean of the logarithms for the letter at `at`: what one model rules out, the others must
    /// be very sure of. The mean of the probabilities themselves was measured to be worse.
    fn score(&self, at: usize) -> [f32; CLASSES] {
        let mut score = [0.0; CLASSES];
        let models = [(&self.rawi_v2, RAWI_V2), (&self.rawi_v3, RAWI_V3), (&self.libtashkeel, LIBTASHKEEL)];
        for (opinions, weight) in models {
            let Some(opinion) = opinions.get(at) else { continue };
            for (score, probability) in score.iter_mut().zip(opinion) {
                *score += weight * (probability + FLOOR).ln();
            }
        }
        score
    }
}

/// Returns the likeliest class of each letter of a word that fits what is known.
fn likeliest(word: &[Letter], scores: &[[f32; CLASSES]]) -> Vec<Class> {
    word.iter().zip(scores).enumerate().map(|(at, (letter, score))| best(score, letter, word.get(at + 1))).collect()
}

fn best(score: &[f32; CLASSES], letter: &Letter, next: Option<&Letter>) -> Class {
    let fits = |class: Class| match &letter.known {
        Known::Exactly(marks) => Some(class) == Class::of(marks),
        Known::Doubled => class.has_shadda() && class != Class::LONE_SHADDA,
        Known::Nothing if letter.base == 'آ' => class == Class::NONE,
        // The author wrote `كتاباً`: the tanwin is there already.
        Known::Nothing if next.is_some_and(carries_tanwin) => class.is_fatha(),
        Known::Nothing => class != Class::LONE_SHADDA,
    };
    Class::all()
        .filter(|class| fits(*class))
        .reduce(|best, class| if score[class.index()] > score[best.index()] { class } else { best })
        .unwrap_or(Class::NONE)
}

/// Repairs a doubled letter after one without a vowel, which Arabic does not have (`يُعْلِّم`): the shadda goes, or the
/// letter before takes a vowel, whichever scores better.
fn make_sayable(word: &[Letter], scores: &[[f32; CLASSES]], chosen: &mut [Class]) {
    for at in 1..word.len().min(chosen.len()) {
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
        let likeliest = |score: &[f32; CLASSES], fits: fn(Class) -> bool| {
            Class::all()
                .filter(|class| fits(*class))
                .max_by(|one, other| score[one.index()].total_cmp(&score[other.index()]))
        };
        let vowelled = likeliest(&scores[at - 1], |class| class.has_vowel() && !class.is_tanwin());
        let single = likeliest(&scores[at], |class| !class.has_shadda());
        if let (Some(vowelled), Some(single)) = (vowelled, single) {
            let cost_of_vowel = scores[at - 1][chosen[at - 1].index()] - scores[at - 1][vowelled.index()];
            let cost_of_single = scores[at][chosen[at].index()] - scores[at][single.index()];
            if cost_of_vowel < cost_of_single {
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

    /// Opinions of three models that each want one class on each letter, and are this sure of it.
    fn opinions(models: [(&[&str], f32); 3]) -> Opinions {
        let [rawi_v2, rawi_v3, libtashkeel] = models.map(|(marks, sure)| {
            let row = |marks: &&str| {
                let mut row = [(1.0 - sure) / 14.0; CLASSES];
                row[Class::of(marks).unwrap().index()] = sure;
                row
            };
            marks.iter().map(row).collect()
        });
        Opinions { rawi_v2, rawi_v3, libtashkeel }
    }

    fn agreed(marks: &[&str]) -> Opinions {
        opinions([(marks, 0.9), (marks, 0.9), (marks, 0.9)])
    }

    fn check(word: &str, marks: &[&str], expect: &[&str]) {
        assert_eq!(agreed(marks).choose(&letters(word), 0), expect, "{word}");
    }

    #[test]
    fn the_likeliest_marks_are_taken() {
        check("بت", &["\u{064F}", "\u{0650}"], &["\u{064F}", "\u{0650}"]);
    }

    #[test]
    fn known_marks_stay() {
        check("ب\u{0650}", &["\u{064F}"], &["\u{0650}"]);
        check("هٰ", &["\u{064F}"], &["\u{0670}"]);
    }

    #[test]
    fn a_doubled_letter_keeps_its_shadda() {
        check("دّ", &["\u{0651}\u{0650}"], &["\u{0651}\u{0650}"]);
        let shadda = agreed(&["\u{064F}"]).choose(&letters("دّ"), 0);
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
    fn a_doubled_letter_never_follows_one_without_a_vowel() {
        let sukun = "\u{0652}";
        let marks = agreed(&["\u{064F}", sukun, "\u{0651}\u{0650}", "\u{064F}"]).choose(&letters("يعلم"), 0);
        assert!(marks[1] != sukun || !marks[2].contains('\u{0651}'), "{marks:?}");
        check("الشم", &["", "", "\u{0651}\u{064E}", ""], &["", "", "\u{0651}\u{064E}", ""]);
    }

    #[test]
    fn one_models_whole_word_beats_a_mixture_of_two() {
        let (fatha, damma) = ("\u{064E}", "\u{064F}");
        // By letters the first two would go fatha, damma; no model says so.
        let word = letters("بتث");
        let mixture =
            opinions([(&[fatha, fatha, fatha], 0.50), (&[damma, damma, fatha], 0.42), (&[fatha, fatha, fatha], 0.12)]);
        let chosen = mixture.choose(&word, 0);
        assert_eq!(chosen[0], chosen[1]);
    }
}
