//! Which entries an utterance uses, and how it is read with them.
//!
//! The printed text is cut into units: runs of Arabic letters, runs of other letters and digits, single signs. At each
//! unit the longest entry of each scope is looked for; of what overlaps, the nearest scope wins, then the longer entry,
//! then the earlier. A pattern finds stretches that neither begin nor end inside a word.

use std::{borrow::Cow, ops::Range};

use super::{
    Ending, Entry, Lexicon, Said, Scope, Scopes,
    entry::{MAX_SAID, is_arabic, is_arabic_letter, is_mark},
};
use crate::{
    diacritize,
    ssml::{Say, Span},
    utterance::Utterance,
};

/// What entries may add to one utterance, in characters and sounds: it is still one breath or a few. Beyond it, what is
/// printed is read.
const MOST_ADDED: usize = 3_000;

/// An utterance with the entries it uses.
#[derive(Debug, Clone)]
pub struct Applied<'a> {
    /// The utterance, with what is said in place of what is printed.
    pub utterance: Cow<'a, Utterance>,
    /// Its words that are said by their marks.
    pub words: diacritize::Lexicon,
    /// In the order of the text.
    pub uses: Vec<Use>,
}

/// Where an entry is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Bytes in the utterance's text.
    pub source: Range<usize>,
    pub scope: Scope,
}

impl Applied<'_> {
    /// Returns what the speech of the utterance has to be told apart by, beside its text; empty where no entry is used.
    pub fn fingerprint(&self) -> String {
        match self.uses.is_empty() {
            true => String::new(),
            false => format!("{:?} {:?}", self.words, self.utterance.directions.spans),
        }
    }
}

impl Scopes {
    /// Finds the entries that an utterance uses. Takes time in proportion to the utterance and the number of patterns,
    /// not to that of other entries.
    pub fn apply<'a>(&self, utterance: &'a Utterance) -> Applied<'a> {
        let mut applied =
            Applied { utterance: Cow::Borrowed(utterance), words: diacritize::Lexicon::default(), uses: Vec::new() };
        if self.is_empty() {
            return applied;
        }
        let text = utterance.text.as_str();
        let units = units(text);
        let mut found: Vec<Found> = Vec::new();
        for (rank, (_, lexicon)) in self.lexicons.iter().enumerate() {
            for (at, unit) in units.iter().enumerate() {
                found.extend(lexicon.span_at(text, &units, at, rank));
                found.extend(lexicon.word_at(unit, rank));
            }
            found.extend(lexicon.found_by_patterns(text, rank));
        }
        found.sort_by_key(|found| (found.rank, std::cmp::Reverse(found.source.len()), found.source.start));
        let begin = utterance.before.len();
        let given = utterance.directions.spans.iter().map(|span| &span.source);
        // What its author says of a stretch wins.
        let given = given.filter(|source| source.start >= begin).map(|source| source.start - begin..source.end - begin);
        let mut taken: Vec<Range<usize>> = given.collect();
        let (mut spans, mut added) = (Vec::new(), 0);
        for found in found {
            added += found.say.as_ref().map_or(0, length_of);
            if added > MOST_ADDED {
                break;
            }
            let is_free = !taken.iter().any(|other| found.source.start < other.end && other.start < found.source.end);
            if !is_free {
                continue;
            }
            let (scope, lexicon) = &self.lexicons[found.rank];
            match found.say {
                None => lexicon.hand_over(&text[found.source.clone()], &mut applied.words),
                Some(say) => {
                    let source = found.source.start + begin..found.source.end + begin;
                    spans.push(Span { source, say });
                }
            }
            taken.push(found.source.clone());
            applied.uses.push(Use { source: found.source, scope: *scope });
        }
        applied.uses.sort_by_key(|used| used.source.start);
        if !spans.is_empty() {
            let utterance = applied.utterance.to_mut();
            let directions = &mut utterance.directions;
            directions.spans.append(&mut spans);
            directions.spans.sort_by_key(|span| span.source.start);
            directions.has_neighbours |= !utterance.before.is_empty() || !utterance.after.is_empty();
        }
        applied
    }

    /// Returns what the speech of utterances has to be told apart by, beside their texts.
    pub fn fingerprint<'a>(&self, utterances: impl Iterator<Item = &'a Utterance>) -> String {
        if self.is_empty() {
            return String::new();
        }
        let one = |(at, utterance): (usize, &Utterance)| {
            let fingerprint = self.apply(utterance).fingerprint();
            if fingerprint.is_empty() { fingerprint } else { format!("{at} {fingerprint}\n") }
        };
        utterances.enumerate().map(one).collect()
    }
}

/// How much is said, in characters and sounds.
fn length_of(say: &Say) -> usize {
    match say {
        Say::Alias(alias) => alias.chars().count(),
        Say::Phonemes(words) => words.iter().map(Vec::len).sum(),
        _ => 0,
    }
}

/// An entry that may be used.
struct Found {
    source: Range<usize>,
    /// Place of its scope, the nearest first.
    rank: usize,
    /// `None` for a word that is said by its marks.
    say: Option<Say>,
}

impl Lexicon {
    /// The word of a unit, where its marks are known.
    fn word_at(&self, unit: &Unit, rank: usize) -> Option<Found> {
        if unit.kind != UnitKind::Arabic {
            return None;
        }
        let mut found = diacritize::Lexicon::default();
        let name = unit.folded.as_str();
        self.words.hand_over(name, &mut found).then(|| Found { source: unit.source.clone(), rank, say: None })
    }

    /// Tells the diacritizer of a printed word.
    fn hand_over(&self, printed: &str, words: &mut diacritize::Lexicon) {
        let name = super::entry::key(printed);
        self.words.hand_over(&name, words);
        // Egyptian print has ى for a final ي, which is put right before the word is looked up.
        if let Some(stem) = name.strip_suffix('ى') {
            self.words.hand_over(&format!("{stem}ي"), words);
        }
    }

    /// The longest entry that begins at a unit and takes the place of what is printed, behind prefixes that are its own.
    fn span_at(&self, text: &str, units: &[Unit], at: usize, rank: usize) -> Option<Found> {
        if self.spans.is_empty() {
            return None;
        }
        let first = &units[at];
        without_prefixes(first).find_map(|(prefix, rest)| {
            let longest = *self.longest.get(rest)?;
            (1..=longest.min(units.len() - at)).rev().find_map(|n| {
                let taken = units.get(at..at + n)?;
                let mut folded = rest.to_owned();
                for unit in taken.iter().skip(1) {
                    folded.push(' ');
                    folded.push_str(&unit.folded);
                }
                let source = first.source.start + prefix..taken.last()?.source.end;
                let printed = text.get(source.clone())?;
                // Whoever marked it in the text has said how it is said.
                if printed.contains(is_mark) {
                    return None;
                }
                let fits = |entry: &&Entry| !entry.keeps_case() || entry.written() == printed;
                let keys = self.spans.get(&folded)?.iter();
                let entry =
                    keys.filter_map(|key| self.entries.get(key)).filter(fits).max_by_key(|entry| entry.keeps_case())?;
                let say = match entry.said() {
                    Said::Marked(said) => Say::Alias(explicit(said, entry.ending())),
                    Said::Ipa(words) => Say::Phonemes(words.clone()),
                };
                Some(Found { source, rank, say: Some(say) })
            })
        })
    }

    /// What the patterns find.
    fn found_by_patterns(&self, text: &str, rank: usize) -> Vec<Found> {
        let mut all = Vec::new();
        for (pattern, key) in &self.patterns {
            let Some(entry) = self.entries.get(key) else { continue };
            for captures in pattern.captures_iter(text) {
                let Some(whole) = captures.get(0).filter(|whole| !whole.is_empty()) else { continue };
                if cuts_word(text, whole.start()) || cuts_word(text, whole.end()) || whole.as_str().contains(is_mark) {
                    continue;
                }
                let say = match entry.said() {
                    Said::Marked(said) => {
                        let mut alias = String::new();
                        captures.expand(&explicit(said, entry.ending()), &mut alias);
                        // Groups may repeat what they found.
                        if alias.chars().count() > MAX_SAID {
                            continue;
                        }
                        Say::Alias(alias)
                    }
                    Said::Ipa(words) => Say::Phonemes(words.clone()),
                };
                all.push(Found { source: whole.range(), rank, say: Some(say) });
            }
        }
        all
    }
}

/// A word or a sign of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Unit {
    source: Range<usize>,
    kind: UnitKind,
    /// Without marks and tatweel, in lower case.
    folded: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnitKind {
    Arabic,
    /// Other letters, and digits.
    Other,
    Sign,
}

/// Returns the units of a text as they are looked up.
pub(super) fn folded_units(text: &str) -> Vec<String> {
    units(text).into_iter().map(|unit| unit.folded).collect()
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let kind = match c {
            c if is_arabic(c) => UnitKind::Arabic,
            c if c.is_alphanumeric() => UnitKind::Other,
            _ => UnitKind::Sign,
        };
        let end = at + c.len_utf8();
        let folds = |c: &char| !is_mark(*c) && *c != 'ـ';
        match units.last_mut().filter(|unit| unit.kind == kind && kind != UnitKind::Sign && unit.source.end == at) {
            Some(unit) => {
                unit.source.end = end;
                unit.folded.extend(c.to_lowercase().filter(folds));
            }
            None => units.push(Unit { source: at..end, kind, folded: c.to_lowercase().filter(folds).collect() }),
        }
    }
    units
}

/// The ways to part a unit into prefixes and what an entry may begin with: how many bytes the prefixes have, and the
/// rest. The whole unit comes first. A word that is printed with marks or tatweel is not parted.
fn without_prefixes(unit: &Unit) -> impl Iterator<Item = (usize, &str)> {
    const PREFIXES: [&str; 13] = ["و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل", "ال", "وال"];
    let whole = unit.folded.as_str();
    let is_plain = unit.kind == UnitKind::Arabic && unit.folded.len() == unit.source.len();
    let parted = PREFIXES.iter().filter(move |_| is_plain).filter_map(move |prefix| {
        let rest = whole.strip_prefix(prefix).filter(|rest| rest.chars().count() > 1)?;
        Some((prefix.len(), rest))
    });
    [(0, whole)].into_iter().chain(parted)
}

/// Tells whether a place lies between two letters or digits of one word.
fn cuts_word(text: &str, at: usize) -> bool {
    let is_inside = |c: char| is_arabic(c) || c.is_alphanumeric();
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(at..).and_then(|after| after.chars().next());
    before.is_some_and(is_inside) && after.is_some_and(is_inside)
}

/// Writes out that an unmarked last letter has no ending, where it is said as written. A long vowel and ة need no sign. A
/// word without any mark says nothing of its own, and is left to the diacritizer.
fn explicit(said: &str, ending: Ending) -> String {
    if ending == Ending::Declined {
        return said.to_owned();
    }
    let word = |word: &str| match word.chars().next_back() {
        Some(last)
            if word.contains(is_mark)
                && is_arabic_letter(last)
                && !matches!(last, 'ا' | 'و' | 'ي' | 'ى' | 'ة' | 'آ') =>
        {
            format!("{word}\u{652}")
        }
        _ => word.to_owned(),
    };
    said.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ssml::Directions;
    use crate::utterance::Break;

    /// What is said in place of which bytes.
    fn spans_of(directions: &Directions) -> Vec<(Range<usize>, String)> {
        let say = |say: &Say| match say {
            Say::Alias(alias) => alias.clone(),
            Say::Phonemes(words) => format!("/{}/", super::super::ipa::print(words)),
            other => format!("{other:?}"),
        };
        directions.spans.iter().map(|span| (span.source.clone(), say(&span.say))).collect()
    }

    fn scopes(layers: &[(Scope, &[(&str, &str)])]) -> Scopes {
        layers.iter().fold(Scopes::default(), |scopes, (scope, entries)| {
            let entry = |(written, said): &(&str, &str)| Entry::new(written, said, Ending::AsWritten).unwrap();
            scopes.with(*scope, Arc::new(entries.iter().map(entry).collect()))
        })
    }

    fn house(entries: &[(&str, &str)]) -> Scopes {
        scopes(&[(Scope::House, entries)])
    }

    /// What one utterance is made to say is about as long as an utterance.
    #[test]
    fn entries_make_no_hours_of_one_utterance() {
        let repeated = house(&[("/(\\w.+)/", &"$1 ".repeat(150))]);
        let text = "كلمة ".repeat(300);
        let utterance = Utterance::alone(&text, Break::Sentence);
        assert_eq!(repeated.apply(&utterance).uses, []);
        let long = house(&[("كلمة كلمة", &"كَلِمَة ".repeat(60))]);
        let applied = long.apply(&utterance);
        let added: usize = applied.utterance.directions.spans.iter().map(|span| length_of(&span.say)).sum();
        assert!(!applied.uses.is_empty() && added <= MOST_ADDED, "{added}");
    }

    /// What is said in place of what, and which words the diacritizer is told of.
    #[track_caller]
    fn check(scopes: &Scopes, text: &str, spans: &[(&str, &str)], uses: &[&str]) {
        let utterance = Utterance::alone(text, Break::Sentence);
        let applied = scopes.apply(&utterance);
        let found = spans_of(&applied.utterance.directions);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(source, say)| (&text[source.clone()], say.as_str())).collect();
        assert_eq!(found, spans, "{text}");
        let used: Vec<&str> = applied.uses.iter().map(|used| &text[used.source.clone()]).collect();
        assert_eq!(used, uses, "{text}");
        assert_eq!(applied.fingerprint().is_empty(), uses.is_empty());
    }

    #[test]
    fn words_are_told_to_the_diacritizer() {
        let scopes = house(&[("داعش", "دَاعِشْ"), ("منطقة", "مِنْطَقَة")]);
        check(&scopes, "قال إن داعش وبداعش في منطقتهم", &[], &["داعش", "وبداعش", "منطقتهم"]);
        check(&scopes, "لا شيء هنا", &[], &[]);
    }

    #[test]
    fn phrases_and_latin_words_take_the_place_of_what_is_printed() {
        let scopes = house(&[("سوق أهراس", "سُوق أَهْرَاس"), ("Airbus", "إِيرْبَاص"), ("US", "يُو إِس"), ("AT&T", "إِي تِي")]);
        check(&scopes, "في سوق أهراس", &[("سوق أهراس", "سُوقْ أَهْرَاسْ")], &["سوق أهراس"]);
        check(&scopes, "وبسوق أهراس.", &[("سوق أهراس", "سُوقْ أَهْرَاسْ")], &["سوق أهراس"]);
        check(&scopes, "شركة AIRBUS وairbus", &[("AIRBUS", "إِيرْبَاصْ"), ("airbus", "إِيرْبَاصْ")], &["AIRBUS", "airbus"]);
        check(&scopes, "قال us وUS و AT&T", &[("US", "يُو إِسْ"), ("AT&T", "إِي تِي")], &["US", "AT&T"]);
        check(&scopes, "سوق، أهراس", &[], &[]);
    }

    #[test]
    fn words_without_any_mark_are_left_to_the_diacritizer() {
        let scopes = house(&[("UN", "الأمم المتحدة"), ("UK", "بريطانيا العُظمى وشمال إِيرْلَنْد"), ("منظمه", "منظمة")]);
        check(&scopes, "قالت UN", &[("UN", "الأمم المتحدة")], &["UN"]);
        check(&scopes, "في UK", &[("UK", "بريطانيا العُظمى وشمال إِيرْلَنْدْ")], &["UK"]);
        // The diacritizer is told of marks alone.
        check(&scopes, "اجتمعت منظمه", &[("منظمه", "منظمة")], &["منظمه"]);
    }

    #[test]
    fn ipa_of_a_word_and_patterns() {
        let scopes = house(&[("داعش", "/daːʕiʃ/"), ("/F-(\\d+)/", "إِف $1")]);
        check(&scopes, "ضد داعش", &[("داعش", "/d aː ʕ i ʃ/")], &["داعش"]);
        check(&scopes, "طائرة F-16 وطائرة XF-16", &[("F-16", "إِفْ 16")], &["F-16"]);
    }

    #[test]
    fn the_nearest_scope_wins_then_the_longer_entry() {
        let far: &[(&str, &str)] = &[("سوق أهراس", "سُوق أَهْرَاس"), ("سوق", "سُوقْ")];
        let near: &[(&str, &str)] = &[("سوق", "سَوْق")];
        check(&house(far), "سوق أهراس", &[("سوق أهراس", "سُوقْ أَهْرَاسْ")], &["سوق أهراس"]);
        check(&scopes(&[(Scope::House, far), (Scope::Article, near)]), "سوق أهراس", &[], &["سوق"]);
    }

    #[test]
    fn what_the_author_marked_stays() {
        check(&house(&[("سوق أهراس", "سُوق أَهْرَاس")]), "سَوق أهراس", &[], &[]);
    }

    #[test]
    fn spans_count_from_what_stands_before() {
        let utterance = Utterance { before: "قال ".to_owned(), ..Utterance::alone("في Airbus", Break::Sentence) };
        let scopes = house(&[("Airbus", "إِيرْبَاص")]);
        let applied = scopes.apply(&utterance);
        let begin = utterance.before.len() + "في ".len();
        assert_eq!(applied.utterance.directions.spans[0].source, begin..begin + 6);
        assert!(applied.utterance.directions.has_neighbours);
    }
}
