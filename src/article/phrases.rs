//! The phrases of `phrases.txt`: what Arabic sites print around articles.

use std::{collections::HashSet, sync::LazyLock};

/// The phrases, by what they say (see the file).
#[derive(Debug, Default)]
pub(super) struct Phrases {
    pub whole: HashSet<&'static str>,
    pub labels: HashSet<&'static str>,
    pub colon_labels: HashSet<&'static str>,
    pub notices: HashSet<&'static str>,
    pub holds: HashSet<&'static str>,
    pub related: HashSet<&'static str>,
    pub others: HashSet<&'static str>,
    pub which: HashSet<&'static str>,
    pub also: HashSet<&'static str>,
    pub most: HashSet<&'static str>,
    pub comments: HashSet<&'static str>,
    pub closing: HashSet<&'static str>,
    pub asks: HashSet<&'static str>,
    pub of_site: HashSet<&'static str>,
    pub sharing: HashSet<&'static str>,
    pub menu: HashSet<&'static str>,
    pub of_sections: HashSet<&'static str>,
    pub house: HashSet<&'static str>,
}

const FILE: &str = include_str!("phrases.txt");

/// The phrases of the file, which is part of the program.
pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::parse(FILE));

impl Phrases {
    fn parse(file: &'static str) -> Phrases {
        let mut phrases = Phrases::default();
        let mut section = "";
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if let Some(section) = phrases.section(section) {
                section.insert(line);
            }
        }
        phrases
    }

    fn section(&mut self, name: &str) -> Option<&mut HashSet<&'static str>> {
        Some(match name {
            "whole" => &mut self.whole,
            "label" => &mut self.labels,
            "colon-label" => &mut self.colon_labels,
            "notice" => &mut self.notices,
            "holds" => &mut self.holds,
            "related" => &mut self.related,
            "others" => &mut self.others,
            "which" => &mut self.which,
            "also" => &mut self.also,
            "most" => &mut self.most,
            "comments" => &mut self.comments,
            "closing" => &mut self.closing,
            "asks" => &mut self.asks,
            "of-site" => &mut self.of_site,
            "sharing" => &mut self.sharing,
            "menu" => &mut self.menu,
            "of-sections" => &mut self.of_sections,
            "house" => &mut self.house,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::noise;
    use super::*;

    /// Returns the sections of the file, each with its phrases.
    fn sections() -> Vec<(&'static str, Vec<&'static str>)> {
        let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in FILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[') {
                Some(name) => sections.push((name.trim_end_matches(']'), Vec::new())),
                None => sections.last_mut().unwrap().1.push(line),
            }
        }
        sections
    }

    #[test]
    fn phrases_are_folded_and_sorted_in_sections_that_are_known() {
        for (name, phrases) in sections() {
            assert!(Phrases::default().section(name).is_some(), "{name}");
            assert!(phrases.windows(2).all(|pair| pair[0] < pair[1]), "{name}");
            for phrase in phrases {
                assert_eq!(noise::fold(phrase), phrase);
            }
        }
    }

    #[test]
    fn every_phrase_is_used() {
        for (name, phrases) in sections() {
            for phrase in phrases {
                let is_known = match name {
                    "whole" | "label" | "notice" | "holds" => noise::is_furniture(phrase),
                    "colon-label" => noise::is_furniture(&format!("{phrase}: كلمة أخرى")),
                    "related" | "comments" | "closing" => noise::opens(phrase).is_some(),
                    "others" => noise::opens(&format!("{phrase} ذات صله")).is_some(),
                    "which" => noise::opens(&format!("مواضيع {phrase} صله")).is_some(),
                    "also" => noise::opens(&format!("{phrase} ايضا")).is_some(),
                    "most" => noise::opens(&format!("الاكثر {phrase}")).is_some(),
                    "asks" => noise::is_furniture(&format!("{phrase} كلمة نشرتنا")),
                    "of-site" => noise::is_furniture(&format!("تابعونا كلمة {phrase}")),
                    "sharing" => noise::is_furniture(&format!("{phrase} فيسبوك {phrase}")),
                    "menu" => noise::is_furniture(&format!("{phrase} {phrase} {phrase}")),
                    "of-sections" => noise::is_section_name(&format!("اخبار {phrase}")),
                    _ => noise::addresses_reader(&format!("{phrase} {phrase} {phrase} {phrase}")),
                };
                assert!(is_known, "{name}: {phrase}");
            }
        }
    }
}
