//! What a site asks of programs that go through it: `robots.txt` (RFC 9309).
//!
//! Who gives an address asks for that one page, as with a browser, and nobody has to be asked. Who gives a feed or a site
//! map sends a program through a site, and its rules are kept: those for `natiq`, else those for everybody.

use std::time::Duration;

use super::NAME;

/// The rules of a site for this program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Robots {
    /// Whether what begins as a pattern may be fetched.
    rules: Vec<(bool, Vec<u8>)>,
    /// How long to wait between two requests; not of the standard, and yet often written.
    pub delay: Option<Duration>,
}

/// Of what is longer, no more has to be read.
pub(super) const MAX_BYTES: usize = 512 << 10;

/// A site that asks for longer pauses does not mean a program that reads a few pages of it.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

impl Robots {
    /// The rules of a site that does not say what they are, because it is broken.
    pub(super) fn nothing_allowed() -> Self {
        Self { rules: vec![(false, b"/".to_vec())], delay: None }
    }

    /// Reads the rules.
    pub(super) fn read(text: &str) -> Self {
        let (mut own, mut everybody) = (None::<Self>, Self::default());
        // Several lines in a row may name whom a group of rules is for.
        let (mut is_own, mut is_for_everybody, mut names) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            if field == "user-agent" {
                if !names {
                    (is_own, is_for_everybody) = (false, false);
                }
                names = true;
                let name = value.split(['/', ' ']).next().unwrap_or_default();
                is_own |= name.eq_ignore_ascii_case(NAME);
                is_for_everybody |= name == "*";
                if is_own {
                    own.get_or_insert_default();
                }
                continue;
            }
            let is_rule = matches!(field.as_str(), "allow" | "disallow" | "crawl-delay");
            names &= !is_rule;
            let own = own.as_mut().filter(|_| is_own);
            for group in own.into_iter().chain(is_for_everybody.then_some(&mut everybody)) {
                match field.as_str() {
                    "crawl-delay" => {
                        let seconds = value.parse::<f32>().ok().filter(|seconds| seconds.is_finite() && *seconds > 0.0);
                        group.delay =
                            seconds.map(|seconds| Duration::from_secs_f32(seconds.min(LONGEST_DELAY.as_secs_f32())));
                    }
                    // An empty pattern fits nothing.
                    "allow" | "disallow" if !value.is_empty() => group.rules.push((field == "allow", decoded(value))),
                    _ => {}
                }
            }
        }
        own.unwrap_or(everybody)
    }

    /// Says whether a path, with its query, may be fetched: the longest pattern that fits decides.
    pub(super) fn allow(&self, path: &str) -> bool {
        let path = decoded(path);
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, &path));
        // Of two that are as long, the one that allows.
        fitting.max_by_key(|(allows, pattern)| (pattern.len(), *allows)).is_none_or(|(allows, _)| *allows)
    }
}

/// Says whether a path begins as a pattern, in which `*` stands for anything and a last `$` for the end.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split(|&byte| byte == b'*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last: &[u8] = b"";
    let mut has_wildcard = false;
    for part in parts {
        has_wildcard = true;
        last = part;
        let found = match part.is_empty() {
            true => Some(0),
            false => rest.windows(part.len()).position(|window| window == part),
        };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    // The end that was found first need not be the last.
    !is_whole || rest.is_empty() || has_wildcard && path.ends_with(last)
}

/// Undoes percent-escapes, which the two sides write as they like.
fn decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| byte == b'%') {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rules: &str, allowed: &[&str], refused: &[&str]) {
        let robots = Robots::read(rules);
        allowed.iter().for_each(|path| assert!(robots.allow(path), "{path}"));
        refused.iter().for_each(|path| assert!(!robots.allow(path), "{path}"));
    }

    #[test]
    fn longest_pattern_decides() {
        check(
            "User-agent: *\nDisallow: /private\nAllow: /private/open # but this\nDisallow: /*.pdf$\nDisallow:\n",
            &["/", "/privat", "/private/open/a", "/a.pdf?x"],
            &["/private", "/private/a", "/privately", "/a.pdf", "/b/a.pdf"],
        );
        check("User-agent: *\nAllow: /p\nDisallow: /p\n", &["/p"], &[]);
        check("User-agent: *\nDisallow: /*a*b$\n", &["/ab/c"], &["/aab", "/axbxb"]);
    }

    #[test]
    fn own_rules_win_over_those_for_everybody() {
        let rules =
            "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Natiq/1.0\nCrawl-delay: 2\nDisallow: /a\n";
        check(rules, &["/", "/b"], &["/a"]);
        assert_eq!(Robots::read(rules).delay, Some(Duration::from_secs(2)));
        // A group for us that says nothing lets us go everywhere.
        check("User-agent: natiq\nDisallow:\nUser-agent: *\nDisallow: /\n", &["/a"], &[]);
    }

    #[test]
    fn what_is_no_rule_forbids_nothing() {
        check("<html>not found</html>", &["/"], &[]);
        check("Disallow: /\nSitemap: https://x.example/a.xml\n", &["/"], &[]);
        check("User-agent: googlebot\nDisallow: /\n", &["/"], &[]);
        assert_eq!(Robots::read("User-agent: *\nCrawl-delay: 1e9").delay, Some(LONGEST_DELAY));
        assert!(!Robots::nothing_allowed().allow("/a"));
    }

    #[test]
    fn escapes_are_the_letters_they_stand_for() {
        check(
            "User-agent: *\nDisallow: /خاص\nDisallow: /%d8%b3\n",
            &["/عام"],
            &["/%D8%AE%D8%A7%D8%B5/a", "/%D8%B3%D8%B1"],
        );
    }
}
