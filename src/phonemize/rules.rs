//! Letters to sounds inside one word.

use super::article::{self, Beginning};
use super::letters::{Letter, Mark};
use super::reading::{Case, Ending, Reading};
use super::sounds::{HAMZA, Quality, Sound, consonants};
use super::wasl;

/// Reads one word whose irregular spellings have been made regular.
pub(super) fn read(letters: &[Letter]) -> Reading {
    let beginning = article::beginning(letters);
    let mut word = Word { letters, beginning, sounds: Vec::with_capacity(letters.len() * 2), ending: Ending::Fixed };
    let mut at = 0;
    while at < letters.len() {
        at = word.read_letter(at);
    }
    let wasl = match letters {
        // Between names the alif of `ابن` is left out in writing.
        [ba, nun, ..] if (ba.base, nun.base) == ('ب', 'ن') && ba.has_sukun() => Some(Quality::I),
        _ => (beginning.wasl == Some(0)).then(|| article::wasl_vowel(letters)),
    };
    let mut sounds = word.sounds;
    make_speakable(&mut sounds, wasl.is_some(), letters.iter().all(Letter::is_unmarked));
    let ending = word.ending;
    if sounds.is_empty() && letters.len() == 1 {
        // A lone alif has no sound but its name.
        sounds = super::rules::read(&super::letters::letters("أَلِف").0).sounds;
    }
    Reading {
        wasl,
        article: beginning.article.is_some() && beginning.wasl == Some(0),
        sounds,
        ending,
        helping: wasl::helping_vowel(letters),
    }
}

struct Word<'a> {
    letters: &'a [Letter],
    beginning: Beginning,
    sounds: Vec<Sound>,
    ending: Ending,
}

impl Word<'_> {
    /// Reads the letter at `at` and returns where to go on.
    fn read_letter(&mut self, at: usize) -> usize {
        let Some(&letter) = self.letters.get(at) else { return at + 1 };
        match letter.base {
            _ if self.beginning.wasl == Some(at) => self.close_proclitic(at),
            'ا' | 'ٱ' if at == 0 => self.read_initial_alif(letter),
            'ا' | 'ٱ' => self.read_alif(at, letter),
            'آ' => self.read_madda(),
            'ى' => self.read_alif_maqsura(at, letter),
            'ة' => self.read_ta_marbuta(at, letter),
            'و' => self.read_glide(at, letter, Quality::U),
            'ي' => self.read_glide(at, letter, Quality::I),
            'ل' if self.is_assimilated(at, letter) => {}
            _ => self.read_consonant(at, letter),
        }
        at + 1
    }

    fn next(&self, at: usize) -> Option<&Letter> {
        self.letters.get(at + 1)
    }

    fn previous(&self, at: usize) -> Option<&Letter> {
        at.checked_sub(1).and_then(|before| self.letters.get(before))
    }

    fn is_last(&self, at: usize) -> bool {
        at + 1 == self.letters.len()
    }

    /// A proclitic before wasl has its vowel even where it is not written, for nothing else could be said.
    fn close_proclitic(&mut self, at: usize) {
        let Some(proclitic) = self.previous(at) else { return };
        if self.sounds.last().is_some_and(|sound| sound.is_consonant()) {
            self.sounds.push(Sound::short(article::proclitic_vowel(proclitic)));
        }
    }

    /// The lam of the article before a sun letter, and the first of the two lams in `اللَّذَانِ`.
    fn is_assimilated(&mut self, at: usize, letter: Letter) -> bool {
        if self.beginning.article != Some(at) || letter.shadda || letter.has_vowel() {
            return false;
        }
        if self.beginning.wasl.is_none() {
            self.close_proclitic(at);
        }
        self.next(at).is_some_and(|next| {
            article::is_sun(next) && (next.base != 'ل' || next.shadda || self.beginning.wasl.is_some())
        })
    }

    /// Tells whether the letter before is the article's lam, assimilated: then this letter is doubled.
    fn follows_assimilation(&self, at: usize, letter: &Letter) -> bool {
        at > 0
            && self.beginning.article == Some(at - 1)
            && article::is_sun(letter)
            && self.letters.get(at - 1).is_some_and(|lam| !lam.shadda && !lam.has_vowel())
            && !(letter.base == 'ل' && !letter.shadda && self.beginning.wasl.is_none())
    }

    /// An alif that begins the word and is no wasl: its hamza was not written.
    fn read_initial_alif(&mut self, letter: Letter) {
        self.sounds.push(HAMZA);
        let quality = match (letter.vowel(), self.letters.get(1)) {
            (Some(written), _) => written,
            (None, Some(next)) if next.base == 'ي' && next.mark.is_none() => Quality::I,
            (None, Some(next)) if next.base == 'و' && next.mark.is_none() => Quality::U,
            (None, None) => {
                self.sounds.clear();
                return;
            }
            (None, Some(_)) => Quality::A,
        };
        self.sounds.push(Sound::short(quality));
    }

    fn read_alif(&mut self, at: usize, letter: Letter) {
        if self.beginning.article == Some(at - 1) {
            self.read_alif_after_article(at, letter);
            return;
        }
        let tanwin = matches!(letter.mark, Some(Mark::Tanwin(Quality::A)));
        if self.is_last(at) && tanwin {
            if matches!(self.sounds.last(), Some(Sound::Vowel { quality: Quality::A, .. })) {
                self.sounds.pop();
            }
            self.ending = Ending::Tanwin(Quality::A);
            return;
        }
        match (self.ending, self.sounds.last().copied()) {
            // `كِتَابًا`.
            (Ending::Tanwin(_), _) => {}
            (_, Some(Sound::Vowel { quality: Quality::A, long: false })) => {
                self.sounds.pop();
                self.sounds.push(Sound::long(Quality::A));
            }
            // After i or u no alif can be long: it is silent in `مِائَة`, a wasl in `بِاسْمٍ`, a plural's in `كَتَبُوا`.
            (_, Some(Sound::Vowel { .. })) => {}
            (_, Some(Sound::Consonant { .. })) if self.is_plural_alif(at) => {}
            (_, _) => self.sounds.push(Sound::long(Quality::A)),
        }
    }

    /// The silent alif after a plural's waw that is a consonant: `دَعَوْا`.
    fn is_plural_alif(&self, at: usize) -> bool {
        self.is_last(at)
            && self.previous(at).is_some_and(|waw| waw.base == 'و' && waw.is_bare())
            && at >= 2
            && self.letters.get(at - 2).is_some_and(|letter| letter.vowel() == Some(Quality::A))
    }

    /// `الِاسْتِقْلَال`: the second wasl is silent and the lam takes its vowel. `الاحد`: the hamza was not written.
    fn read_alif_after_article(&mut self, at: usize, letter: Letter) {
        let rest = self.letters.get(at..).unwrap_or_default();
        let ended_by_vowel = matches!(self.sounds.last(), Some(Sound::Vowel { .. }));
        let wasl = rest.get(1).is_some_and(|next| next.has_sukun() || next.is_unmarked() || next.shadda);
        if wasl && letter.vowel() != Some(Quality::A) {
            if !ended_by_vowel {
                self.sounds.push(Sound::short(article::wasl_vowel(rest)));
            }
        } else {
            self.sounds.push(HAMZA);
            self.sounds.push(Sound::short(letter.vowel().unwrap_or(Quality::A)));
        }
    }

    fn read_madda(&mut self) {
        self.sounds.push(HAMZA);
        self.sounds.push(Sound::long(Quality::A));
    }

    fn read_alif_maqsura(&mut self, at: usize, letter: Letter) {
        let after_i = self.previous(at).is_some_and(|previous| previous.vowel() == Some(Quality::I));
        let consonant = letter.shadda || letter.has_sukun() || letter.vowel().is_some();
        if after_i || (consonant && !letter.dagger) {
            // Typed for `ي`, as in Egypt.
            self.read_glide(at, letter, Quality::I);
            return;
        }
        if letter.mark == Some(Mark::Tanwin(Quality::A)) {
            if matches!(self.sounds.last(), Some(Sound::Vowel { quality: Quality::A, .. })) {
                self.sounds.pop();
            }
            self.ending = Ending::Tanwin(Quality::A);
            return;
        }
        match (self.ending, self.sounds.last().copied()) {
            (Ending::Tanwin(_), _) | (_, Some(Sound::Vowel { quality: Quality::A, long: true })) => {}
            (_, Some(Sound::Vowel { quality: Quality::A, long: false })) => {
                self.sounds.pop();
                self.sounds.push(Sound::long(Quality::A));
            }
            (_, _) => {
                self.ending = Ending::Fixed;
                self.sounds.push(Sound::long(Quality::A));
            }
        }
    }

    fn read_ta_marbuta(&mut self, at: usize, letter: Letter) {
        if !self.is_last(at) {
            self.read_consonant(at, letter);
            return;
        }
        if self.sounds.last().is_none_or(|sound| sound.is_consonant()) {
            self.sounds.push(Sound::short(Quality::A));
        }
        self.ending = Ending::TaMarbuta(match letter.mark {
            Some(Mark::Vowel(quality)) => Case::Vowel(quality),
            Some(Mark::Tanwin(quality)) => Case::Tanwin(quality),
            Some(Mark::Sukun) | None => Case::Unmarked,
        });
    }

    /// `و` and `ي`: a consonant, or the length of the vowel before.
    fn read_glide(&mut self, at: usize, letter: Letter, quality: Quality) {
        let last = self.sounds.last().copied();
        if letter.dagger && letter.mark.is_none() && last == Some(Sound::short(Quality::A)) {
            // `الصَّلَوٰة`: an alif that is written as waw.
            self.sounds.pop();
            self.sounds.push(Sound::long(Quality::A));
            return;
        }
        if !letter.is_bare() || at == 0 {
            self.read_consonant(at, letter);
            return;
        }
        let next = self.next(at);
        let before_alif = next.is_some_and(|next| next.base == 'ا');
        let plural = quality == Quality::U
            && at + 2 == self.letters.len()
            && next.is_some_and(|next| next.base == 'ا' && next.mark.is_none());
        // `ديون`, `راديو`: of two in a row the waw is the vowel.
        let before_waw = quality == Quality::I
            && next.is_some_and(|next| next.base == 'و' && next.is_unmarked())
            && self.letters.get(at + 2).is_none_or(|after| after.base != 'ا');
        let consonant = !letter.has_sukun() && (before_waw || (before_alif && !plural));
        let previous_sukun = self.previous(at).is_some_and(Letter::has_sukun);
        match last {
            Some(Sound::Vowel { quality: before, long: false }) if before == quality && !consonant => {
                self.sounds.pop();
                self.sounds.push(Sound::long(quality));
            }
            Some(Sound::Consonant { open: true, .. }) if !consonant && !previous_sukun && !letter.has_sukun() => {
                self.sounds.push(Sound::long(quality));
            }
            Some(Sound::Consonant { open: true, .. }) if consonant && !previous_sukun && quality == Quality::I => {
                self.sounds.push(Sound::short(quality));
                self.read_consonant(at, letter);
            }
            _ => self.read_consonant(at, letter),
        }
    }

    fn read_consonant(&mut self, at: usize, letter: Letter) {
        let Some((names, _)) = consonants(letter.base) else { return };
        let long = letter.shadda || self.follows_assimilation(at, &letter);
        let open = letter.is_unmarked() || (letter.shadda && letter.mark.is_none() && !letter.dagger);
        for (place, name) in names.iter().enumerate() {
            let last = place + 1 == names.len();
            self.sounds.extend(Sound::consonant(name, long && last, open && last));
        }
        self.read_vowel(at, letter);
    }

    fn read_vowel(&mut self, at: usize, letter: Letter) {
        let last = self.is_last(at);
        let before_silent = at + 2 == self.letters.len()
            && self.next(at).is_some_and(|next| matches!(next.base, 'ا' | 'ى') && !next.shadda);
        match letter.mark {
            _ if letter.dagger => self.sounds.push(Sound::long(Quality::A)),
            Some(Mark::Vowel(quality)) if last => self.ending = Ending::Vowel(quality),
            Some(Mark::Vowel(quality)) => self.sounds.push(Sound::short(quality)),
            Some(Mark::Tanwin(quality)) if last || before_silent => self.ending = Ending::Tanwin(quality),
            Some(Mark::Tanwin(quality)) => {
                // Tanwin ends a word; inside one it is a mistake for the vowel.
                self.sounds.push(Sound::short(quality));
            }
            None if letter.base == 'إ' => self.sounds.push(Sound::short(Quality::I)),
            None if letter.base == 'أ' && at == 0 && self.next(at).is_none_or(|next| next.base != 'و') => {
                self.sounds.push(Sound::short(Quality::A));
            }
            Some(Mark::Sukun) | None => {}
        }
    }
}

/// Puts a vowel where letters were left without any mark and could not be said: after a consonant that begins the
/// word or follows another. What was written with a sukun is left as it is, loan words have such clusters.
fn make_speakable(sounds: &mut Vec<Sound>, after_wasl: bool, unmarked: bool) {
    let mut at = 0;
    while at + 1 < sounds.len() {
        let before = at.checked_sub(1).and_then(|before| sounds.get(before)).copied();
        let (Some(Sound::Consonant { open: true, long, .. }), Some(next)) = (sounds.get(at), sounds.get(at + 1)) else {
            at += 1;
            continue;
        };
        let stuck = match before {
            None => !after_wasl || *long,
            Some(before) => {
                let short = matches!(before, Sound::Vowel { long: false, .. });
                before.is_consonant() || *long || (unmarked && short && at + 2 == sounds.len())
            }
        };
        let next_long = matches!(next, Sound::Consonant { long: true, .. });
        if next.is_consonant() && (stuck || next_long) {
            sounds.insert(at + 1, Sound::short(Quality::A));
        }
        at += 1;
    }
}
