//! Words whose letters are not what is said: each is respelt as it sounds, and the rules read that.
//!
//! The list is that of the grammars (the dagger alif that print leaves out, the silent waw of `أُولَئِكَ` and `عَمْرٌو`, the
//! silent alif of `مِائَة`, names in the spelling of the Qur'an) and matches with every proclitic and, where the word
//! takes them, with pronouns.

use super::article::are_proclitics;
use super::letters::{Letter, Mark, is_letter, letters, skeleton};
use super::sounds::Quality;

/// A word respelt, and whether its last short vowel is said before a pause too.
pub(super) struct Respelt {
    pub letters: Vec<Letter>,
    pub keeps_ending: bool,
}

/// Returns the word as it is said, where that differs from what is written.
pub(super) fn respell(word: &[Letter]) -> Option<Respelt> {
    if let Some(letters) = respell_amr(word) {
        return Some(Respelt { letters, keeps_ending: false });
    }
    for before in 0..word.len().min(MAX_BEFORE + 1) {
        let (prefix, stem) = word.split_at(before);
        let Some(article) = split_prefix(prefix) else { continue };
        let name = skeleton(stem);
        if let Some(respelt) = respell_allah(prefix, stem, &name) {
            return Some(Respelt { letters: respelt, keeps_ending: false });
        }
        if let Some(entry) = WORDS.iter().find(|entry| entry.matches(stem, &name, article)) {
            let mut letters = prefix.to_vec();
            letters.extend(entry.respell(stem));
            return Some(Respelt { letters, keeps_ending: entry.keeps_ending });
        }
    }
    None
}

/// Returns how many letters of a compound name written as one word belong to its first part: `عبدالله`, `نورالدين`.
pub(super) fn compound(word: &[Letter]) -> Option<usize> {
    const SECOND: [&str; 2] = ["الله", "الدين"];
    const FIRST: [&str; 17] = [
        "عبد", "نصر", "خير", "فضل", "حزب", "سيف", "نور", "صلاح", "علاء", "عز", "جمال", "شمس", "بهاء", "محيي", "ضياء",
        "حسام", "تقي",
    ];
    let name = skeleton(word);
    FIRST.iter().find_map(|first| {
        let rest = name.strip_prefix(first)?;
        let known = SECOND.contains(&rest) || (*first == "عبد" && rest.starts_with("ال") && rest.chars().count() > 3);
        known.then(|| first.chars().count())
    })
}

/// One irregular word.
struct Entry {
    /// The word as written. Where both this and the text have a vowel on a letter (the last apart), they must agree.
    written: &'static str,
    /// The word as it sounds, in regular spelling. Its last letter takes the marks of the text's last letter.
    spoken: &'static str,
    /// Pronouns and other endings may follow.
    suffixes: bool,
    /// Matches whatever the vowels of the text are: nothing else has these letters.
    any_vowels: bool,
    keeps_ending: bool,
}

const PLAIN: Entry = Entry { written: "", spoken: "", suffixes: false, any_vowels: false, keeps_ending: false };

const fn word(written: &'static str, spoken: &'static str) -> Entry {
    Entry { written, spoken, ..PLAIN }
}

const fn stem(written: &'static str, spoken: &'static str) -> Entry {
    Entry { written, spoken, suffixes: true, ..PLAIN }
}

const fn sure(written: &'static str, spoken: &'static str) -> Entry {
    Entry { written, spoken, any_vowels: true, ..PLAIN }
}

const fn kept(written: &'static str, spoken: &'static str) -> Entry {
    Entry { written, spoken, keeps_ending: true, ..PLAIN }
}

/// Proclitics and article: `أَفَبِالْ`.
const MAX_BEFORE: usize = 5;

const WORDS: [Entry; 59] = [
    // Demonstratives.
    word("هَذَا", "هَاذَا"),
    word("هَذِهِ", "هَاذِهِ"),
    word("هَذِي", "هَاذِي"),
    word("هَذَانِ", "هَاذَانِ"),
    word("هَذَيْنِ", "هَاذَيْنِ"),
    word("هَتَانِ", "هَاتَانِ"),
    word("هَتَيْنِ", "هَاتَيْنِ"),
    word("هَذَاكَ", "هَاذَاكَ"),
    word("هَؤُلَاءِ", "هَاؤُلَاءِ"),
    word("هَكَذَا", "هَاكَذَا"),
    word("هَهُنَا", "هَاهُنَا"),
    word("هَأَنَذَا", "هَاأَنَذَا"),
    word("ذَلِكَ", "ذَالِكَ"),
    word("ذَلِكُمْ", "ذَالِكُمْ"),
    word("ذَلِكُمَا", "ذَالِكُمَا"),
    word("ذَلِكُنَّ", "ذَالِكُنَّ"),
    word("أُولَئِكَ", "أُلَائِكَ"),
    word("أُولَئِكُمْ", "أُلَائِكُمْ"),
    word("أُولَاءِ", "أُلَاءِ"),
    word("أُولَائِكَ", "أُلَائِكَ"),
    // Possessors: the waw is silent.
    word("أُولُو", "أُلُو"),
    word("أُولِي", "أُلِي"),
    word("أُولَاتُ", "أُلَاتُ"),
    word("أُولَاتِ", "أُلَاتِ"),
    // Particles and pronouns.
    stem("لَكِنْ", "لَاكِنْ"),
    kept("أَنَا", "أَنَ"),
    kept("هُوَ", "هُوَ"),
    kept("هِيَ", "هِيَ"),
    kept("لِمَ", "لِمَ"),
    kept("بِمَ", "بِمَ"),
    kept("عَمَّ", "عَمَّ"),
    kept("مِمَّ", "مِمَّ"),
    kept("فِيمَ", "فِيمَ"),
    kept("إِلَامَ", "إِلَامَ"),
    kept("عَلَامَ", "عَلَامَ"),
    kept("حَتَّامَ", "حَتَّامَ"),
    // Numbers: the alif of the old spelling is silent.
    sure("مِائَةٌ", "مِئَةٌ"),
    sure("مِائَتَا", "مِئَتَا"),
    sure("مِائَتَيْ", "مِئَتَيْ"),
    sure("مِائَتَانِ", "مِئَتَانِ"),
    sure("مِائَتَيْنِ", "مِئَتَيْنِ"),
    // God and his names.
    stem("إِلَهَ", "إِلَاهَ"),
    word("رَحْمَنُ", "رَحْمَانُ"),
    // Old spellings.
    word("سَمَوَاتِ", "سَمَاوَاتِ"),
    word("مَلَئِكَةَ", "مَلَائِكَةَ"),
    word("صَلَوةُ", "صَلَاةُ"),
    word("زَكَوةُ", "زَكَاةُ"),
    word("حَيَوةُ", "حَيَاةُ"),
    // Names.
    sure("طَهَ", "طَاهَا"),
    sure("يس", "يَاسِينْ"),
    word("دَاوُدَ", "دَاوُودَ"),
    word("طَاوُسُ", "طَاوُوسُ"),
    word("إِسْحَقَ", "إِسْحَاقَ"),
    word("إِسْمَعِيلَ", "إِسْمَاعِيلَ"),
    word("إِبْرَهِيمَ", "إِبْرَاهِيمَ"),
    word("هَرُونَ", "هَارُونَ"),
    word("سُلَيْمَنَ", "سُلَيْمَانَ"),
    word("لُقْمَنَ", "لُقْمَانَ"),
    // The hamza is often left out of this word in print.
    sure("الَى", "إِلَى"),
];

/// What may follow a stem: pronouns, the ya of relation and its feminine, plurals.
const SUFFIXES: [&str; 20] = [
    "ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "ي", "ني", "نا", "نني", "ننا", "ية", "ين", "ان", "يا", "ا",
    "ة",
];

impl Entry {
    fn matches(&self, stem: &[Letter], name: &str, article: bool) -> bool {
        // Nearly every word of a text fails here, so nothing is allocated before.
        let mut rest = name;
        for base in self.written.chars().filter(|character| is_letter(*character)) {
            let Some(after) = rest.strip_prefix(base) else { return false };
            rest = after;
        }
        let takes_article = matches!(self.spoken.chars().next(), Some('ر' | 'س' | 'م' | 'ص' | 'ز' | 'ح' | 'إ' | 'ط'));
        if (article && !takes_article) || !(rest.is_empty() || (self.suffixes && SUFFIXES.contains(&rest))) {
            return false;
        }
        let written = letters(self.written).0;
        if self.any_vowels {
            return true;
        }
        let last = written.len() - 1;
        written.iter().zip(stem).enumerate().all(|(at, (expected, found))| {
            let vowels = match (expected.vowel(), found.vowel()) {
                (Some(expected), Some(found)) => expected == found,
                (None, Some(_)) => at == last,
                (_, None) => !found.has_sukun() || expected.vowel().is_none(),
            };
            // A sun letter is doubled by the article.
            at == last || (vowels && (expected.shadda == found.shadda || (article && at == 0)))
        })
    }

    fn respell(&self, stem: &[Letter]) -> Vec<Letter> {
        let length = self.written.chars().filter(|character| is_letter(*character)).count();
        let mut spoken = letters(self.spoken).0;
        let (Some(last), Some(written)) = (spoken.last_mut(), stem.get(length.saturating_sub(1))) else {
            return spoken;
        };
        let marked = !written.is_unmarked();
        let same_letter = last.base == written.base || length == stem.len();
        if stem.len() > length || marked && same_letter && !matches!(last.base, 'ا' | 'ى') {
            *last = Letter { base: last.base, ..*written };
        }
        if let (Some(first), Some(written)) = (spoken.first_mut(), stem.first()) {
            first.shadda |= written.shadda;
        }
        spoken.extend(stem.get(length..).unwrap_or_default());
        spoken
    }
}

/// Tells whether letters are proclitics, with or without the article after them; `None` if they are neither.
fn split_prefix(prefix: &[Letter]) -> Option<bool> {
    if prefix.is_empty() || are_proclitics(prefix) {
        return Some(false);
    }
    let (clitics, article) = match prefix {
        [clitics @ .., alif, lam] if matches!(alif.base, 'ا' | 'ٱ') && lam.base == 'ل' => (clitics, true),
        [clitics @ .., lam] if lam.base == 'ل' => (clitics, true),
        _ => return None,
    };
    (clitics.is_empty() || are_proclitics(clitics)).then_some(article)
}

/// `الله` and `لله`, with `اللهم`: after the article's lam comes a doubled lam with a long a.
fn respell_allah(prefix: &[Letter], stem: &[Letter], name: &str) -> Option<Vec<Letter>> {
    let after_preposition = prefix.iter().any(|letter| matches!(letter.base, 'ب' | 'ك' | 'ل'));
    let vowelled = |letter: &Letter, quality| Letter { mark: Some(Mark::Vowel(quality)), ..*letter };
    let (start, ending) = match (name, stem) {
        ("الله" | "اللهم" | "ٱلله" | "ٱللهم" | "آلله", [alif, lam, _, ending @ ..]) => {
            (vec![*alif, Letter { mark: None, shadda: false, ..*lam }], ending)
        }
        ("لله", [preposition, _, ending @ ..]) if !after_preposition => {
            (vec![vowelled(preposition, Quality::I)], ending)
        }
        ("تالله", [oath, _, _, _, ending @ ..]) => (vec![vowelled(oath, Quality::A)], ending),
        _ => return None,
    };
    let mut word = prefix.to_vec();
    word.extend(start);
    word.push(Letter { base: 'ل', shadda: true, mark: None, dagger: true });
    let mut ending = ending.to_vec();
    if let [heh, meem] = ending.as_mut_slice() {
        heh.mark = Some(Mark::Vowel(Quality::U));
        meem.shadda = true;
        meem.mark = meem.mark.or(Some(Mark::Vowel(Quality::A)));
    }
    word.extend(ending);
    Some(word)
}

/// `عَمْرٌو`: the waw tells the name from `عُمَر` and is silent; the case ending may be written on either letter.
fn respell_amr(word: &[Letter]) -> Option<Vec<Letter>> {
    let [prefix @ .., ain, meem, ra, waw] = word else { return None };
    let is_amr = (ain.base, meem.base, ra.base, waw.base) == ('ع', 'م', 'ر', 'و')
        && matches!(ain.vowel(), None | Some(Quality::A))
        && !meem.has_vowel()
        && !meem.shadda
        && (prefix.is_empty() || are_proclitics(prefix));
    is_amr.then(|| {
        let mark = if ra.has_vowel() { ra.mark } else { waw.mark.or(ra.mark) };
        let mut letters = prefix.to_vec();
        letters.extend([
            Letter { mark: Some(Mark::Vowel(Quality::A)), ..*ain },
            Letter { mark: Some(Mark::Sukun), ..*meem },
            Letter { mark, ..*ra },
        ]);
        letters
    })
}
