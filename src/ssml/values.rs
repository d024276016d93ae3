//! What the attributes of SSML can be.

use super::{
    directive::{Prosody, Silence},
    error::{Fault, quoted},
};
use crate::phoneme::{INVENTORY, Phoneme};

/// Every element that is known.
pub(super) const ELEMENTS: &str = "`speak`, `p`, `s`, `break`, `sub`, `phoneme`, `say-as`, `prosody`, `lang`, `mark`, \
                                   `emphasis`, `voice`, `w`, `token`, `audio`, `desc`, `meta`, `metadata`";

/// The longest silence at one place, in milliseconds.
pub(super) const MOST_MILLISECONDS: u32 = 10_000;

/// The slowest and the fastest of a `<prosody>`, as a part of the reader's rate in per cent: the rates that a reader may
/// choose.
pub(super) const PERCENT: std::ops::RangeInclusive<f32> = 50.0..=300.0;

/// How many hundredths of a semitone a `<prosody>` may be higher or lower: as much as a reader may choose.
pub(super) const CENTS: f32 = 600.0;

/// Returns the short phonemes of the inventory, for messages.
pub(super) fn phonemes() -> String {
    const SHORT: usize = 35;
    INVENTORY[..SHORT].join(" ")
}

/// Reads the `time` of a `<break>`: `500ms`, `1.5s`.
pub(super) fn time(value: &str) -> Result<Silence, Fault> {
    let wrong = || Fault::Value {
        attribute: "time",
        value: quoted(value),
        expected: "seconds or milliseconds up to 10 s: `1.5s`, `500ms`",
    };
    let value = value.trim();
    let (number, factor) = match value.strip_suffix("ms") {
        Some(number) => (number, 1.0),
        None => (value.strip_suffix('s').ok_or_else(wrong)?, 1000.0),
    };
    let milliseconds = decimal(number.trim_start_matches('+')).ok_or_else(wrong)? * factor;
    if milliseconds > MOST_MILLISECONDS as f32 {
        return Err(wrong());
    }
    // Within 0 and 10,000: nothing is cut off.
    Ok(Silence::Milliseconds(milliseconds.round() as u32))
}

/// Reads the `strength` of a `<break>`.
pub(super) fn strength(value: &str) -> Result<Silence, Fault> {
    Ok(match value.trim() {
        "none" => Silence::None,
        "x-weak" => Silence::ExtraWeak,
        "weak" => Silence::Weak,
        "medium" => Silence::Medium,
        "strong" => Silence::Strong,
        "x-strong" => Silence::ExtraStrong,
        other => {
            return Err(Fault::Value {
                attribute: "strength",
                value: quoted(other),
                expected: "`none`, `x-weak`, `weak`, `medium`, `strong` or `x-strong`",
            });
        }
    })
}

/// Reads the `rate` of a `<prosody>`. Words and per cents count from the reader's rate, `+20%` and `-20%` from what
/// stands around.
pub(super) fn rate(value: &str, around: Prosody) -> Result<Prosody, Fault> {
    let wrong = || Fault::Value {
        attribute: "rate",
        value: quoted(value),
        expected: "`x-slow`, `slow`, `medium`, `fast`, `x-fast`, or per cents that come to 50 to 300: `80%`, `+20%`",
    };
    let value = value.trim();
    let percent = match value {
        "x-slow" => 60.0,
        "slow" => 80.0,
        "medium" | "default" => 100.0,
        "fast" => 125.0,
        "x-fast" => 160.0,
        _ => match (value.strip_suffix('%'), change(value, "%")) {
            (_, Some(change)) => f32::from(around.percent) * (1.0 + change / 100.0),
            (Some(number), None) => decimal(number).ok_or_else(wrong)?,
            // As in SSML 1.0: a factor.
            (None, None) => decimal(value).ok_or_else(wrong)? * 100.0,
        },
    };
    if !PERCENT.contains(&percent) {
        return Err(wrong());
    }
    Ok(Prosody { percent: percent.round() as u16, ..around })
}

/// Reads the `pitch` of a `<prosody>`. Words count from the voice's own pitch, the rest from what stands around.
pub(super) fn pitch(value: &str, around: Prosody) -> Result<Prosody, Fault> {
    let wrong = || Fault::Value {
        attribute: "pitch",
        value: quoted(value),
        expected: "`x-low`, `low`, `medium`, `high`, `x-high`, or a change that comes to at most 6 semitones: `+2st`, `-10%`",
    };
    let value = value.trim();
    let around_cents = f32::from(around.cents);
    let cents = match value {
        "x-low" => -400.0,
        "low" => -200.0,
        "medium" | "default" => 0.0,
        "high" => 200.0,
        "x-high" => 400.0,
        _ => match (change(value, "st"), change(value, "%")) {
            (Some(semitones), _) => around_cents + semitones * 100.0,
            (None, Some(percent)) if percent > -100.0 => around_cents + 1200.0 * (1.0 + percent / 100.0).log2(),
            _ => return Err(wrong()),
        },
    };
    if !(-CENTS..=CENTS).contains(&cents) {
        return Err(wrong());
    }
    Ok(Prosody { cents: cents.round() as i16, ..around })
}

/// A number with its sign before a unit: `+2st`, `-10%`.
fn change(value: &str, unit: &str) -> Option<f32> {
    let number = value.strip_suffix(unit)?;
    match (number.strip_prefix('+'), number.strip_prefix(['-', '−'])) {
        (Some(more), _) => decimal(more),
        (None, Some(less)) => decimal(less).map(|less| -less),
        (None, None) => None,
    }
}

/// Digits, perhaps with a point: no sign, no exponent.
fn decimal(text: &str) -> Option<f32> {
    let is_plain = text.len() <= 12 && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|_| is_plain)
}

/// Reads the `ph` of a `<phoneme>`: broad IPA, phonemes apart (`m u ħ a m m a d`) or not (`muˈħammad`), words parted by
/// `|`. Marks of stress and syllables are passed over, and a consonant written twice is a long one.
pub(super) fn pronunciation(ph: &str) -> Result<Vec<Vec<Phoneme>>, Fault> {
    const MOST_CHARACTERS: usize = 300;
    if ph.chars().count() > MOST_CHARACTERS {
        return Err(Fault::Limit { what: "the pronunciation of a `<phoneme>` is long", most: "300 characters" });
    }
    let written: String = ph
        .chars()
        .filter(|c| !matches!(c, 'ˈ' | 'ˌ' | '\'' | '.' | '‿' | '-' | '\u{361}' | '\u{35C}'))
        .map(|c| match c {
            // What is typed for the letters of the alphabet of phonetics.
            ':' => 'ː',
            'ˁ' => 'ˤ',
            'ɡ' => 'g',
            c => c,
        })
        .collect();
    let words: Vec<Vec<Phoneme>> = written.split('|').map(|word| phonemes_of(word, ph)).collect::<Result<_, _>>()?;
    if words.iter().any(Vec::is_empty) {
        return Err(Fault::Value {
            attribute: "ph",
            value: quoted(ph),
            expected: "phonemes, and between two `|` a word: `m u ħ a m m a d`",
        });
    }
    Ok(words)
}

fn phonemes_of(word: &str, ph: &str) -> Result<Vec<Phoneme>, Fault> {
    let mut phonemes: Vec<Phoneme> = Vec::new();
    let mut rest = word.trim_start();
    while !rest.is_empty() {
        // The longest that fits: `sˤː` before `sˤ` before `s`.
        let longest = INVENTORY.iter().filter(|entry| rest.starts_with(**entry)).max_by_key(|entry| entry.len());
        let Some(phoneme) = longest.and_then(|entry| Phoneme::from_ipa(entry)) else {
            let symbol: String = rest.chars().take(1).collect();
            return Err(Fault::Phoneme { symbol, ph: quoted(ph) });
        };
        rest = rest.get(phoneme.ipa().len()..).unwrap_or_default().trim_start();
        let long = |before: &Phoneme| (*before == phoneme).then(|| Phoneme::from_ipa(&format!("{}ː", phoneme.ipa())));
        let is_vowel = matches!(phoneme.ipa(), "a" | "i" | "u");
        match phonemes.last_mut().filter(|_| !is_vowel).and_then(|last| Some((long(last)??, last))) {
            Some((long, last)) => *last = long,
            None => phonemes.push(phoneme),
        }
    }
    Ok(phonemes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ipa(ph: &str) -> String {
        let words = pronunciation(ph).unwrap();
        let word = |word: &Vec<Phoneme>| word.iter().map(|phoneme| phoneme.ipa()).collect::<Vec<_>>().join(" ");
        words.iter().map(word).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn pronunciations_together_and_apart() {
        assert_eq!(ipa("m u ħ a m m a d"), "m u ħ a mː a d");
        assert_eq!(ipa("muˈħam.mad"), "m u ħ a mː a d");
        assert_eq!(ipa("d͡ʒa:r"), "dʒ aː r");
        assert_eq!(ipa("sˁabːaːħ | n u u r"), "sˤ a bː aː ħ | n u u r");
    }

    #[test]
    fn pronunciation_with_a_sound_that_there_is_not() {
        let fault = pronunciation("paris").unwrap_err();
        assert!(matches!(&fault, Fault::Phoneme { symbol, .. } if symbol == "p"), "{fault}");
        assert!(fault.to_string().contains("ʔ b t θ dʒ"), "{fault}");
        assert!(pronunciation("").is_err() && pronunciation("a | | b").is_err());
        assert!(pronunciation(&"a ".repeat(200)).is_err());
    }

    #[test]
    fn times_of_a_break() {
        assert_eq!(time("500ms"), Ok(Silence::Milliseconds(500)));
        assert_eq!(time("1.5s"), Ok(Silence::Milliseconds(1500)));
        assert_eq!(time("10s"), Ok(Silence::Milliseconds(10_000)));
        for wrong in ["10.1s", "11000ms", "-1s", "1", "1 minute", "", "s", "infs", "NaNs", "1e3ms", "99999999999999s"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rates_count_from_the_reader_and_changes_from_what_stands_around() {
        let around = Prosody { percent: 200, cents: 0 };
        let percent = |value| rate(value, around).map(|prosody| prosody.percent);
        assert_eq!(percent("80%"), Ok(80));
        assert_eq!(percent("1.2"), Ok(120));
        assert_eq!(percent("slow"), Ok(80));
        assert_eq!(percent("+20%"), Ok(240));
        assert_eq!(percent("-50%"), Ok(100));
        for wrong in ["+60%", "49%", "301%", "quick", "", "%", "NaN", "inf"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pitches_in_semitones_and_per_cent() {
        let around = Prosody { percent: 100, cents: 300 };
        let cents = |value| pitch(value, around).map(|prosody| prosody.cents);
        assert_eq!(cents("+2st"), Ok(500));
        assert_eq!(cents("-2.5st"), Ok(50));
        assert_eq!(cents("high"), Ok(200));
        assert_eq!(pitch("+10%", Prosody::NATURAL).map(|prosody| prosody.cents), Ok(165));
        for wrong in ["+4st", "200Hz", "10%", "2st", "-100%", "-200%", ""] {
            assert!(cents(wrong).is_err(), "{wrong}");
        }
    }
}
