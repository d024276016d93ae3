//! The average of the models, and the choice of marks from it.

use super::marks::{CLASSES, Class, Known, Letter};

/// How much each model's opinion counts; chosen on the development sets, see the room's page.
const RAWI_V2: f32 = 0.36;
const RAWI_V3: f32 = 0.44;
const LIBTASHKEEL: f32 = 0.20;

/// A model that is sure of something else must not have a veto: no probability counts as smaller than this.
const FLOOR: f32 = 1e-4;

/// The probabilities of the marks of each letter, one for each model.
#[derive(Default)]
pub(super) struct Opinions {
    pub rawi_v2: Vec<[f32; CLASSES]>,
    pub rawi_v3: Vec<[f32; CLASSES]>,
    pub libtashkeel: Vec<[f32; CLASSES]>,
}

impl Opinions {
    /// Returns the weighted mean of the logarithms for the letter at `at`: what one model rules out, the others must
    /// be very sure of. The mean of the probabilities themselves was measured to be worse.
    pub(super) fn score(&self, at: usize) -> [f32; CLASSES] {
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

/// Chooses the marks of a letter: what is known stays, the rest is the likeliest class that fits it.
pub(super) fn choose(score: &[f32; CLASSES], letter: &Letter, next: Option<&Letter>) -> String {
    match &letter.known {
        Known::Exactly(marks) => marks.clone(),
        Known::Doubled => likeliest(score, |class| class.has_shadda() && class != Class::LONE_SHADDA),
        Known::Nothing if letter.base == 'آ' => String::new(),
        // The author wrote `كتاباً`: the tanwin is there already.
        Known::Nothing if next.is_some_and(carries_tanwin) => likeliest(score, Class::is_fatha),
        Known::Nothing => likeliest(score, |class| class != Class::LONE_SHADDA),
    }
}

fn carries_tanwin(letter: &Letter) -> bool {
    matches!(letter.base, 'ا' | 'ى') && letter.known_class().is_some_and(Class::is_tanwin)
}

fn likeliest(score: &[f32; CLASSES], allowed: impl Fn(Class) -> bool) -> String {
    let best = Class::all()
        .filter(|class| allowed(*class))
        .reduce(|best, class| if score[class.index()] > score[best.index()] { class } else { best });
    best.unwrap_or(Class::NONE).marks().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::marks::letters;
    use super::*;

    fn sure_of(marks: &str) -> [f32; CLASSES] {
        let mut score = [-9.0; CLASSES];
        score[Class::of(marks).unwrap().index()] = 0.0;
        score
    }

    fn check(word: &str, marks: &str, expect: &str) {
        let letters = letters(word);
        assert_eq!(choose(&sure_of(marks), &letters[0], letters.get(1)), expect, "{word}");
    }

    #[test]
    fn the_likeliest_marks_are_taken() {
        check("ب", "\u{064F}", "\u{064F}");
    }

    #[test]
    fn known_marks_stay() {
        check("ب\u{0650}", "\u{064F}", "\u{0650}");
        check("هٰ", "\u{064F}", "\u{0670}");
    }

    #[test]
    fn a_doubled_letter_takes_a_vowel_and_keeps_its_shadda() {
        let mut score = sure_of("\u{064F}");
        score[Class::of("\u{0651}\u{0650}").unwrap().index()] = -1.0;
        assert_eq!(choose(&score, &letters("دّ")[0], None), "\u{0651}\u{0650}");
    }

    #[test]
    fn madda_takes_no_mark() {
        check("آ", "\u{064E}", "");
    }

    #[test]
    fn the_letter_before_a_written_tanwin_takes_fatha() {
        check("بً".replace('\u{064B}', "ا\u{064B}").as_str(), "\u{064B}", "\u{064E}");
    }
}
