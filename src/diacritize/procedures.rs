//! Verbs of procedures (`تترك العجينة ساعة`): passive, where what they handle follows and nobody who does it.
//!
//! Recipes and manuals tell what is done without who does it. Unvowelled such a verb is active as well, and in news, from
//! which the model has learned, it mostly is. But dough leaves nothing, and who washes has to wash something. So a verb that
//! handles things is passive where the model takes the thing behind it for its subject; and at the head of a step, be the
//! thing behind it or nothing at all, where it has no other meaning. Some verbs a thing may also do (`يرفع السكر ضغط الدم`):
//! they are passive only where what follows the thing cannot be an object.
//!
//! The verbs and the things stand in `procedures.tsv`. Written for Natiq.

use std::collections::{BTreeMap, BTreeSet};

use super::decode::likelihood_of_cases;
use super::lexicon::{Ending, marked, proclitic_vowel, settle, strip};
use super::marks::{CLASSES, Known, Letter, bare, bases, letters};

/// The verbs, and what is handled.
pub(super) struct Procedures {
    /// By the verb without marks, with the ي of the masculine.
    verbs: BTreeMap<String, Verb>,
    things: BTreeSet<&'static str>,
    /// So much of them: `قطع`, `جميع`.
    measures: BTreeSet<&'static str>,
}

struct Verb {
    kind: Kind,
    /// Its passive.
    letters: Vec<Letter>,
}

/// What else a verb may be than passive before a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing, wherever it stands: `لا يزال` alone is active.
    Only,
    /// Nothing: at the head of a step it is passive with nothing behind it, too.
    Step,
    /// Active, with a subject that was named before.
    Handled,
    /// Active, with the thing as its subject.
    MayAct,
}

/// A word of a sentence as the model reads it, without marks.
struct Read {
    name: String,
    /// Whether nothing is known of its marks.
    is_bare: bool,
    /// How likely its case is a nominative, an accusative, a genitive.
    cases: [f32; 3],
}

/// What opens something else than an object.
const NO_OBJECT: [&str; 20] = [
    "في",
    "على",
    "من",
    "إلى",
    "عن",
    "مع",
    "حتى",
    "بعد",
    "قبل",
    "ثم",
    "أو",
    "لمدة",
    "مدة",
    "ساعة",
    "نصف",
    "ربع",
    "دقيقة",
    "جانبا",
    "جيدا",
    "عند",
];

/// What may stand between a verb and the thing.
const BETWEEN: [&str; 10] = ["عليه", "عليها", "إليه", "إليها", "فيه", "فيها", "معه", "معها", "له", "لها"];

/// Behind these it is no step, and `يزال` is another verb.
const NEGATIONS: [&str; 9] = ["لا", "ما", "لم", "لن", "ولا", "فلا", "وما", "فيما", "ألا"];

impl Procedures {
    pub(super) fn built_in() -> Self {
        let (mut verbs, mut things, mut measures) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let lines = include_str!("procedures.tsv").lines().filter(|line| !line.starts_with('#'));
        for (kind, word) in lines.filter_map(|line| line.split_once('\t')) {
            let kind = match kind {
                "thing" => {
                    things.insert(word);
                    continue;
                }
                "measure" => {
                    measures.insert(word);
                    continue;
                }
                "only" => Kind::Only,
                "step" => Kind::Step,
                "handled" => Kind::Handled,
                _ => Kind::MayAct,
            };
            verbs.insert(bare(word), Verb { kind, letters: settle(letters(word), Ending::Declined) });
        }
        Self { verbs, things, measures }
    }

    /// Makes the passives of a sentence known, by what the model answers of its letters; says whether there are any. A word
    /// that is none is a pause.
    pub(super) fn settle(&self, words: &mut [Option<Vec<Letter>>], answers: &[[f32; CLASSES]]) -> bool {
        if !words.iter().flatten().any(|word| self.verb(&bases(word)).is_some()) {
            return false;
        }
        let mut end = 0;
        let read: Vec<Option<Read>> = words
            .iter()
            .map(|word| {
                let word = word.as_ref()?;
                end += word.len();
                let last = end.checked_sub(1).and_then(|last| answers.get(last));
                Some(Read {
                    name: bases(word),
                    is_bare: word.iter().all(|letter| letter.known == Known::Nothing),
                    cases: last.map(likelihood_of_cases).unwrap_or_default(),
                })
            })
            .collect();
        let mut found_any = false;
        for (place, word) in words.iter_mut().enumerate() {
            let (before, rest) = read.split_at(place);
            let Some(passive) = self.passive(before, rest) else { continue };
            *word = Some(passive);
            found_any = true;
        }
        found_any
    }

    /// Returns the passive that the first word of `rest` is.
    fn passive(&self, before: &[Option<Read>], rest: &[Option<Read>]) -> Option<Vec<Letter>> {
        let (word, behind) = rest.split_first()?;
        let word = word.as_ref().filter(|word| word.is_bare)?;
        let (conjunction, prefix, Verb { kind, letters }) = self.verb(&word.name)?;
        // Up to the next pause.
        let mut behind = behind.iter().map_while(Option::as_ref).peekable();
        let before = before.last().and_then(Option::as_ref).map(|before| before.name.as_str());
        let is_step =
            *kind == Kind::Step && (!conjunction.is_empty() || matches!(before, None | Some("ثم" | "أو" | "حيث")));
        if before.is_some_and(|before| NEGATIONS.contains(&before)) {
            return None;
        }
        behind.next_if(|next| BETWEEN.contains(&next.name.as_str()));
        let [thing, next] = [behind.next(), behind.next()];
        let next = next.map(|next| next.name.as_str());
        let is_no_object = next.is_none_or(|next| NO_OBJECT.contains(&next) || next.starts_with(['ب', 'ل', 'و', 'ف']));
        let is_passive = match thing {
            _ if *kind == Kind::Only => true,
            None => is_step,
            Some(thing) if self.is_thing(thing, next) => {
                let [nominative, accusative, _] = thing.cases;
                is_step || nominative > accusative && (*kind != Kind::MayAct || is_no_object)
            }
            Some(thing) => is_step && NO_OBJECT.contains(&thing.name.as_str()),
        };
        is_passive.then(|| {
            let mut found: Vec<Letter> = conjunction.chars().map(|base| marked(base, proclitic_vowel(base))).collect();
            let mut letters = letters.iter().cloned();
            found.extend(letters.next().map(|letter| Letter { base: prefix, ..letter }));
            found.extend(letters);
            found
        })
    }

    /// Tells whether a word is a thing that is handled, or so much of one.
    fn is_thing(&self, word: &Read, next: Option<&str>) -> bool {
        let is_measured = || next.is_some_and(|next| next == "من" || self.things.contains(next));
        let name = word.name.as_str();
        self.things.contains(name) || self.measures.contains(name) && is_measured()
    }

    /// Returns the verb that a word is, with its conjunction and its prefix.
    fn verb<'a>(&self, word: &'a str) -> Option<(&'a str, char, &Verb)> {
        [("", word)].into_iter().chain(strip(word, &["و", "ف"])).find_map(|(conjunction, verb)| {
            let prefix = verb.chars().next().filter(|prefix| matches!(prefix, 'ي' | 'ت'))?;
            let rest = verb.get(prefix.len_utf8()..)?;
            Some((conjunction, prefix, self.verbs.get(&format!("ي{rest}"))?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::{Class, spelt};
    use super::*;

    /// The answer of a model that is sure of a case.
    fn answer(case: &str) -> [f32; CLASSES] {
        let mut answer = [0.0; CLASSES];
        answer[Class::of(case).unwrap().index()] = 1.0;
        answer
    }

    /// Settles a sentence, each word of which the model gives the vowel that it has at its end; `.` is a pause.
    #[track_caller]
    fn check(sentence: &str, expect: &str) {
        let (mut words, mut answers) = (Vec::new(), Vec::new());
        for word in sentence.split(' ') {
            let case: String = word.chars().filter(|char| "\u{064E}\u{064F}\u{0650}".contains(*char)).collect();
            let letters = letters(&bare(word));
            answers.extend(letters.iter().map(|_| answer(&case)));
            words.push((word != ".").then_some(letters).filter(|word| !word.is_empty()));
            answers.truncate(words.iter().flatten().map(Vec::len).sum());
        }
        Procedures::built_in().settle(&mut words, &answers);
        let found: Vec<_> = words.iter().flatten().map(|word| spelt(word)).collect();
        let expected: Vec<_> = expect.split(' ').map(|word| spelt(&letters(word))).collect();
        assert_eq!(found, expected, "{sentence}");
    }

    #[test]
    fn what_is_handled_has_the_passive_before_it() {
        check("ثم تترك العجينةُ ساعة", "ثم تُتْرَك العجينة ساعة");
        check("ويقطع البصلُ شرائح", "وَيُقَطَّع البصل شرائح");
        check("يجب أن تملأ الاستمارةُ", "يجب أن تُمْلَأ الاستمارة");
        check("تضاف جميعُ المكونات", "تُضَاف جميع المكونات");
    }

    #[test]
    fn somebody_who_was_named_hands_it_in() {
        check("بعد أن يقدم الأوراقَ المطلوبة", "بعد أن يقدم الأوراق المطلوبة");
        check("كانت أمي تعجن العجينَ", "كانت أمي تعجن العجين");
        check("تقدم جميعُ المطاعم", "تقدم جميع المطاعم");
    }

    #[test]
    fn step_needs_no_thing_behind_it() {
        check("ثم تخلط جيدا", "ثم تُخْلَط جيدا");
        check("ويرش عليه الملحَ", "وَيُرَشّ عليه الملح");
        check("جدتي تعجن في الصباح", "جدتي تعجن في الصباح");
    }

    #[test]
    fn what_is_active_behind_a_negation_alone_is_passive_elsewhere() {
        check("يزال الطلاءُ القديم", "يُزَال الطلاء القديم");
        check("ولا يزال البحثُ جاريا", "ولا يزال البحث جاريا");
    }

    #[test]
    fn what_may_act_has_it_where_no_object_can_follow() {
        check("يرفع القدرُ عن النار", "يُرْفَع القدر عن النار");
        check("يرفع السكرُ ضغط الدم", "يرفع السكر ضغط الدم");
        check("تترك الأمُ طفلها", "تترك الأم طفلها");
    }

    #[test]
    fn rows_are_sorted_and_each_is_of_a_known_kind_and_stands_once() {
        const KINDS: [&str; 6] = ["handled", "may_act", "measure", "only", "step", "thing"];
        let lines: Vec<_> = include_str!("procedures.tsv").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.is_sorted_by(|one, next| one < next));
        let rows: Vec<_> = lines.iter().filter_map(|line| line.split_once('\t')).collect();
        assert!(rows.len() == lines.len() && rows.iter().all(|(kind, _)| KINDS.contains(kind)));
        let n_verbs = rows.iter().filter(|(kind, _)| matches!(*kind, "handled" | "may_act" | "only" | "step")).count();
        assert_eq!(Procedures::built_in().verbs.len(), n_verbs, "a verb stands twice");
    }
}
