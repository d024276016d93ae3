//! Names of files that every system, address and shell takes: from titles and file names, Arabic written in Latin letters.

use crate::{publish::FileName, store::Key};

/// The longest name, in bytes; extensions come behind it.
const LONGEST: usize = 60;

/// Returns a name for files: lower-case ASCII letters, digits and `-`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            // Marks and tatweel are written over letters, not between them.
            '\u{64b}'..='\u{65f}' | '\u{670}' | 'ـ' => {}
            c => match latin(c) {
                Some(latin) => slug.push_str(latin),
                None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
                None => {}
            },
        }
    }
    if slug.len() > LONGEST {
        // At a word's end, where there is one.
        let end = slug[..=LONGEST].rfind('-').filter(|&end| end > LONGEST / 2).unwrap_or(LONGEST);
        slug.truncate(end);
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "article".to_owned() } else { slug.to_owned() }
}

/// Returns a name with a few letters of the digest of an identity behind it, for namesakes.
pub(super) fn with_digest(slug: &FileName, guid: &str) -> FileName {
    let digest = Key::of("slug").with(guid).finish().to_string();
    slug.with(&format!("-{}", &digest[..8]))
}

/// The letter in plain Latin, without the dots and signs of scholars. `ع` and `ء` are left out, as newspapers do.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ى' => "a",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' => "t",
        'ث' => "th",
        'ج' => "j",
        'چ' => "ch",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ض' => "d",
        'ذ' => "dh",
        'ر' => "r",
        'ز' | 'ظ' => "z",
        'س' | 'ص' => "s",
        'ش' => "sh",
        'غ' => "gh",
        'ف' => "f",
        'ڤ' => "v",
        'ق' => "q",
        'ك' | 'ک' => "k",
        'گ' => "g",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        'و' | 'ؤ' => "w",
        'ي' | 'ئ' | 'ی' => "y",
        'ة' => "a",
        'ء' | 'ع' => "",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ascii() {
        assert_eq!(slug("مياه الواحات"), "myah-alwahat");
        assert_eq!(slug("عامُ ٢٠٢٤: سنةُ المطر!"), "am-2024-sna-almtr");
        assert_eq!(slug("My_Article v2.final"), "my-article-v2-final");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("🎉"), "article");
    }

    #[test]
    fn long_names_end_with_a_word() {
        let slug = slug(&"كلمة طويلة ".repeat(20));
        assert!(slug.len() <= LONGEST && slug.ends_with("a"), "{slug}");
    }
}
