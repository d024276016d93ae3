//! Whether a word looks as if English pronounces it, or is a name of another language, which Arabic says as it is spelled
//! (`Nakamura`, `Petek`): a sum of weights, one for every two, three and four letters in a row. `training/origin.py` learned
//! them from the names of fifty countries.

const WEIGHTS: &[u8; 1 << 13] = include_bytes!("origin.bin");

/// At this sum and above a word is taken for English. Of words that the training has not seen 97 of a hundred English ones are
/// above it, and 31 of a hundred others: most words that Arabic prints in Latin letters are English.
const LEAST: i32 = -32;

/// Whether a word of small Latin letters is read as English.
pub(super) fn is_english(word: &str) -> bool {
    let marked: Vec<u8> = std::iter::once(b'^').chain(word.bytes()).chain(std::iter::once(b'$')).collect();
    let runs = (2..=4).flat_map(|length| marked.windows(length));
    runs.map(weight).sum::<i32>() > LEAST
}

fn weight(run: &[u8]) -> i32 {
    let hash = run.iter().fold(0x811C_9DC5, |hash: u32, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let place = (hash ^ (hash >> 15)) as usize % WEIGHTS.len();
    i32::from(WEIGHTS[place] as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_and_brands() {
        for word in ["react", "spider", "manufacturing", "instapaper", "deepfake", "netflix", "spotify", "forking"] {
            assert!(is_english(word), "{word}");
        }
    }

    #[test]
    fn names_of_other_languages() {
        for word in ["nakamura", "ronaldinho", "hrvoje", "marragafay", "milano", "petek"] {
            assert!(!is_english(word), "{word}");
        }
    }
}
