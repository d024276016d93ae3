//! What speech-dispatcher sets before each message, and what a user may configure.

use std::path::PathBuf;

use serde::Deserialize;

use crate::{
    normalize::EmojiPolicy,
    pipeline::{Pauses, SpeechOptions},
    voice::{CLEAR_VOICE, Catalog, DEFAULT_VOICE, Gender, Pitch, Rate},
};

/// What a user may say in the module's own configuration file, `natiq.conf`: TOML.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// Id of the voice where the client asks for none.
    pub voice: String,
    /// How many times as fast as the voice by itself speech is at rate 100; from 1 to 3.
    pub fastest: f32,
    /// Where sound icons are looked for.
    pub sound_icons: PathBuf,
}

impl Default for Preferences {
    fn default() -> Self {
        let sound_icons = PathBuf::from("/usr/share/sounds/sound-icons");
        // Screen readers are set fast.
        Self { voice: CLEAR_VOICE.to_owned(), fastest: Rate::FASTEST, sound_icons }
    }
}

/// How much punctuation is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Punctuation {
    /// The most important signs. What is said from here on is said in all later modes too.
    Some,
    Most,
    All,
}

impl Punctuation {
    /// Returns the mode of this name; nothing for `none`, in which no sign is said, and for what is no mode.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "some" => Some(Self::Some),
            "most" => Some(Self::Most),
            "all" => Some(Self::All),
            _ => None,
        }
    }
}

/// How capital letters are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Capitals {
    /// As small ones.
    #[default]
    None,
    /// By a word.
    Spell,
    /// By a tone.
    Icon,
}

/// The parameters of the next message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parameters {
    /// -100 to 100, each; 0 is as the voice does by itself.
    rate: i32,
    pitch: i32,
    /// -100 to 100; 100 is as loud as the voice is by itself, as in speech-dispatcher's own modules.
    volume: i32,
    pub punctuation: Option<Punctuation>,
    pub spells: bool,
    pub capitals: Capitals,
    /// Whether the client asks for one of the symbolic female voices, or for one of the male ones.
    gender: Option<Gender>,
    /// Name of the voice that the client asks for.
    voice: Option<String>,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            rate: 0,
            pitch: 0,
            volume: 100,
            punctuation: None,
            spells: false,
            capitals: Capitals::None,
            gender: None,
            voice: None,
        }
    }
}

impl Parameters {
    /// Sets one parameter, as `SET` gives them; what we have no use for (the range of the pitch, the language) is taken
    /// and has no effect.
    ///
    /// Returns whether the value is one that there is.
    pub(super) fn set(&mut self, name: &str, value: &str) -> bool {
        let number = || value.parse::<i32>().ok().filter(|number| (-100..=100).contains(number));
        let set = |field: &mut i32| number().map(|number| *field = number).is_some();
        match (name, value) {
            ("rate", _) => set(&mut self.rate),
            ("pitch", _) => set(&mut self.pitch),
            ("volume", _) => set(&mut self.volume),
            ("punctuation_mode", "none" | "some" | "most" | "all") => {
                self.punctuation = Punctuation::from_name(value);
                true
            }
            ("punctuation_mode", _) => false,
            ("spelling_mode", "on" | "off") => {
                self.spells = value == "on";
                true
            }
            ("spelling_mode", _) => false,
            ("cap_let_recogn", _) => {
                self.capitals = match value {
                    "none" => Capitals::None,
                    "spell" => Capitals::Spell,
                    "icon" => Capitals::Icon,
                    _ => return false,
                };
                true
            }
            ("voice", _) => {
                self.gender = match value {
                    "female1" | "female2" | "female3" | "child_female" => Some(Gender::Female),
                    "male1" | "male2" | "male3" | "child_male" => Some(Gender::Male),
                    _ => None,
                };
                true
            }
            ("synthesis_voice", _) => {
                self.voice = (value != "NULL").then(|| value.to_owned());
                true
            }
            _ => true,
        }
    }

    /// Returns the factor of the rate.
    ///
    /// From 0.5 at -100 over 1 at 0 to `fastest` at 100, in equal ratios: each step of a screen reader's slider is heard
    /// as the same change, which it would not be in equal differences. Speech at three times its speed is what practised
    /// blind listeners use; [`Rate`] tells of no more.
    pub(super) fn rate(&self, fastest: f32) -> Rate {
        let end = if self.rate < 0 { 1.0 / Rate::SLOWEST } else { fastest.clamp(1.0, Rate::FASTEST) };
        let factor = end.powf(self.rate as f32 / 100.0).clamp(Rate::SLOWEST, Rate::FASTEST);
        Rate::new(factor).unwrap_or(Rate::NATURAL)
    }

    /// Returns the pitch: as far as the voice goes at either end.
    fn pitch(&self) -> Pitch {
        Pitch::NATURAL.raised(self.pitch as f32 / 100.0 * Pitch::HIGHEST)
    }

    /// Returns what samples are multiplied with.
    pub(super) fn gain(&self) -> f32 {
        (self.volume + 100) as f32 / 200.0
    }

    /// Returns how the next message is read.
    pub(super) fn speech_options(&self, preferences: &Preferences, catalog: &Catalog) -> SpeechOptions {
        let ms = std::time::Duration::from_millis;
        let mut speech_options = SpeechOptions {
            voice: self.voice(preferences, catalog),
            rate: self.rate(preferences.fastest),
            pitch: self.pitch(),
            // Who goes through a text by letters, lines and controls pauses himself.
            pauses: Pauses {
                breath: ms(80),
                phrase: ms(140),
                sentence: ms(280),
                item: ms(280),
                paragraph: ms(400),
                heading: ms(400),
                ..Pauses::default()
            },
            ..SpeechOptions::default()
        };
        // An emoji that is passed over may be all that there is to a message.
        speech_options.text.emoji = EmojiPolicy::Name;
        if self.spells {
            speech_options.pauses.phrase = ms(60);
        }
        speech_options
    }

    /// The voice that is asked for by name, else the configured one, unless another is of the gender that is asked for.
    fn voice(&self, preferences: &Preferences, catalog: &Catalog) -> String {
        if let Some(package) = self.voice.as_deref().and_then(|name| catalog.get(name).ok()) {
            return package.manifest.id.clone();
        }
        let known = |id: &str| catalog.get(id).ok().map(|package| &package.manifest);
        let own = known(&preferences.voice).or_else(|| known(DEFAULT_VOICE));
        let wanted = self.gender.filter(|gender| own.is_some_and(|own| own.gender != *gender));
        let other = wanted.and_then(|gender| catalog.iter().find(|package| package.manifest.gender == gender));
        let id = other.map(|package| &package.manifest.id).or(own.map(|own| &own.id));
        id.cloned().unwrap_or_else(|| DEFAULT_VOICE.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(value: &str) -> f32 {
        let mut parameters = Parameters::default();
        assert!(parameters.set("rate", value), "{value}");
        parameters.rate(3.0).factor()
    }

    #[test]
    fn rates_go_in_equal_ratios_from_half_to_three_times() {
        assert_eq!([rate("-100"), rate("0"), rate("100")], [0.5, 1.0, 3.0]);
        assert!((rate("50") * rate("50") - 3.0).abs() < 1e-4);
        assert!((rate("60") / rate("50") - rate("20") / rate("10")).abs() < 1e-4);
    }

    #[test]
    fn values_that_there_are_not_are_refused() {
        let mut parameters = Parameters::default();
        let refused = [("rate", "101"), ("pitch", "x"), ("volume", "-101"), ("punctuation_mode", "many")];
        for (name, value) in refused.into_iter().chain([("spelling_mode", "?"), ("cap_let_recogn", "?")]) {
            assert!(!parameters.set(name, value), "{name}={value}");
        }
        assert_eq!(parameters, Parameters::default());
        assert!(parameters.set("pitch_range", "50") && parameters.set("language", "en"));
    }

    #[test]
    fn pitch_and_volume_reach_both_ends() {
        let mut parameters = Parameters::default();
        assert_eq!((parameters.pitch(), parameters.gain()), (Pitch::NATURAL, 1.0));
        assert!(parameters.set("pitch", "-100") && parameters.set("volume", "-100"));
        assert_eq!((parameters.pitch().semitones(), parameters.gain()), (Pitch::LOWEST, 0.0));
    }

    #[test]
    fn preferences_are_toml() {
        let read: Preferences = toml::from_str("voice = \"x\"\nfastest = 2.5\n").unwrap();
        assert_eq!((read.voice.as_str(), read.fastest), ("x", 2.5));
        assert!(toml::from_str::<Preferences>("speed = 1").is_err());
    }
}
