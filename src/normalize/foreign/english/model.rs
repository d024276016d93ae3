//! Which phonemes the letters of a word stand for, as the model has learned it.
//!
//! From left to right each letter takes the candidate with the greatest sum of weights, one for each of its features: what
//! letters stand around it, and what those before it were taken for. A weight is found by the hash of feature and candidate;
//! most are zero and not written. `training/train.py` has the same features and the same hash.

use std::sync::LazyLock;

use crate::normalize::lexicon::table;

/// Features: places of letters around the letter, and how many of the candidates chosen before it.
const FEATURES: &[(&[isize], usize)] = &[
    (&[], 0),
    (&[-1], 0),
    (&[1], 0),
    (&[-1, 1], 0),
    (&[1, 2], 0),
    (&[-2, -1], 0),
    (&[-2, -1, 1], 0),
    (&[-1, 1, 2], 0),
    (&[-2, -1, 1, 2], 0),
    (&[1, 2, 3], 0),
    (&[-3, -2, -1], 0),
    (&[-1, 1, 2, 3], 0),
    (&[-3, -2, -1, 1], 0),
    (&[1, 2, 3, 4], 0),
    (&[-4, -3, -2, -1], 0),
    (&[-2, -1, 1, 2, 3], 0),
    (&[-3, -2, -1, 1, 2], 0),
    (&[-3, -2, -1, 1, 2, 3], 0),
    (&[1, 2, 3, 4, 5], 0),
    (&[-4, -3, -2, -1, 1, 2], 0),
    (&[-2, -1, 1, 2, 3, 4], 0),
    (&[-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], 0),
    (&[], 1),
    (&[1], 1),
    (&[1, 2], 1),
    (&[], 2),
    (&[1], 2),
    (&[-1, 1, 2], 2),
    (&[-1, 1, 2, 3], 1),
    (&[], 3),
    (&[1, 2], 3),
];

/// What stands in the place of a choice before the beginning of a word.
const NO_CHOICE: u32 = 0;

/// The phonemes of each letter of a word of small letters, in the form of `data/english_letters.tsv`.
pub(super) fn say(word: &[u8]) -> Vec<&'static str> {
    let letter =
        |at: isize| usize::try_from(at).ok().and_then(|at| word.get(at)).map_or(0, |byte| u32::from(byte - b'a') + 1);
    let mut chosen: Vec<u32> = Vec::with_capacity(word.len());
    let mut said = Vec::with_capacity(word.len());
    for at in 0..word.len() {
        let here = at as isize;
        let hashes: Vec<u32> = (1..)
            .zip(FEATURES)
            .map(|(number, &(places, n_before))| {
                let around = places.iter().map(|place| letter(here + place));
                let before = (1..=n_before).map(|n| at.checked_sub(n).map_or(NO_CHOICE, |before| chosen[before]));
                let values = std::iter::once(letter(here)).chain(around).chain(before);
                values.fold(number, |hash: u32, value| (hash ^ value).wrapping_mul(0x0100_0193))
            })
            .collect();
        let candidates = &CANDIDATES[usize::from(word[at] - b'a')];
        let score = |candidate: u32| hashes.iter().map(|&hash| WEIGHTS.of_candidate(hash, candidate)).sum::<i32>();
        let scored = (0..).zip(candidates).map(|(number, &phonemes)| (score(number), number, phonemes));
        // The first of equals, as the training has it.
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (_, number, phonemes) = best.unwrap_or((0, 0, super::SILENT));
        chosen.push(letter(here) * 64 + number);
        said.push(phonemes);
    }
    said
}

/// What each letter of the alphabet can stand for.
static CANDIDATES: LazyLock<[Vec<&'static str>; 26]> = LazyLock::new(|| {
    let mut rows = table::pairs(table::ENGLISH_LETTERS);
    std::array::from_fn(|_| rows.next().map(|(_, phonemes)| phonemes.split(' ').collect()).unwrap_or_default())
});

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::of(include_bytes!("weights.bin")));

/// Weights that are not zero, in pages of 256 places: of each page how many it has, and then of all of them, page by page,
/// the place in the page and the weight.
struct Weights {
    places: &'static [u8],
    weights: &'static [u8],
    /// Where the weights of each page begin; one more where the last ends.
    starts: Vec<u32>,
}

/// Pages of places, a power of two.
const N_PAGES: usize = 1 << 14;

impl Weights {
    fn of(file: &'static [u8]) -> Self {
        let (counts, rest) = file.split_at(N_PAGES);
        let (places, weights) = rest.split_at(rest.len() / 2);
        let mut starts = vec![0];
        let mut end = 0;
        for &count in counts {
            end += u32::from(count);
            starts.push(end);
        }
        Self { places, weights, starts }
    }

    fn of_place(&self, place: usize) -> i32 {
        let (page, place) = (place / 256, (place % 256) as u8);
        let (start, end) = (self.starts[page] as usize, self.starts[page + 1] as usize);
        let found = self.places[start..end].iter().position(|&other| other == place);
        found.map_or(0, |n| i32::from(self.weights[start + n] as i8))
    }

    /// The weight of a feature for a candidate.
    fn of_candidate(&self, feature: u32, candidate: u32) -> i32 {
        let mut hash = feature.wrapping_add(candidate.wrapping_mul(0x9E37_79B1));
        hash ^= hash >> 15;
        hash = hash.wrapping_mul(0x85EB_CA6B);
        hash ^= hash >> 13;
        self.of_place(hash as usize % (N_PAGES * 256))
    }
}
