//! Text that was copied out of PDFs and office programs: what the page around it left in it, and in which order its
//! letters came out.

use unicode_normalization::UnicodeNormalization;

use super::is_arabic_letter;

/// Says which lines are heads and numbers of pages: lines that come again, but for their numbers, each beside a page's
/// number or the end of a page, where those numbers count up.
pub(super) fn page_furniture(lines: &[&str]) -> Vec<bool> {
    let mut is_furniture = vec![false; lines.len()];
    let filled: Vec<usize> = (0..lines.len()).filter(|&i| !lines[i].trim().is_empty()).collect();
    let number = |i: usize| page_number(lines[i]);
    let numbers: Vec<u32> = filled.iter().filter_map(|&i| number(i)).collect();
    let ends_pages = lines.iter().any(|line| line.contains('\u{c}'));
    let is_counting = numbers.len() >= 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1);
    if !is_counting && !ends_pages {
        return is_furniture;
    }
    // The places beside which heads stand.
    let is_edge = |at: usize| {
        let i = filled[at];
        let before = at.checked_sub(1).map(|at| filled[at]);
        let after = filled.get(at + 1).copied();
        let between = |from: usize, to: usize| lines[from..=to].iter().any(|line| line.contains('\u{c}'));
        is_counting && [before, after].into_iter().flatten().any(|other| number(other).is_some())
            || before.is_some_and(|before| between(before + 1, i))
            || after.is_some_and(|after| between(i + 1, after))
    };
    let mut shapes: std::collections::HashMap<String, Vec<usize>> = std::collections::HashMap::new();
    for (at, &i) in filled.iter().enumerate() {
        if number(i).is_none() && is_edge(at) && lines[i].chars().count() <= 120 {
            shapes.entry(shape(lines[i])).or_default().push(i);
        }
    }
    let heads: Vec<usize> = shapes.into_values().filter(|places| places.len() >= 2).flatten().collect();
    if heads.is_empty() && !ends_pages {
        return is_furniture;
    }
    for &i in &heads {
        is_furniture[i] = true;
    }
    for (at, &i) in filled.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| filled.get(at)).is_some_and(|&i| is_furniture[i]);
        let is_beside_head = beside(at.checked_sub(1)) || beside(Some(at + 1));
        if is_counting && number(i).is_some() && (is_beside_head || ends_pages && is_edge(at)) {
            is_furniture[i] = true;
        }
    }
    is_furniture
}

/// The number of a page that stands alone on a line, as `12`, `- 12 -` or `صفحة 12`.
fn page_number(line: &str) -> Option<u32> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '\u{c}'));
    let line = line.strip_prefix("صفحة").unwrap_or(line).trim();
    let digits: Option<String> = line
        .chars()
        .map(|c| match c {
            '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10),
            c => c.is_ascii_digit().then_some(c),
        })
        .collect();
    digits.filter(|digits| (1..=4).contains(&digits.len()))?.parse().ok()
}

/// A line with each number as one sign.
fn shape(line: &str) -> String {
    let mut shape = String::new();
    for c in line.trim().chars().filter(|c| !c.is_whitespace()) {
        match c.is_numeric() {
            true if shape.ends_with('#') => {}
            true => shape.push('#'),
            false => shape.push(c),
        }
    }
    shape
}

/// Says whether a text has its letters from left to right, as PDFs may give them: words end in `لا` (the article) and
/// begin with ة, which no Arabic word does.
pub(super) fn is_reversed(text: &str) -> bool {
    let (mut reversed, mut upright) = (0usize, 0usize);
    for word in text.split(|c: char| !is_arabic_letter(c)).filter(|word| word.chars().nth(2).is_some()).take(2000) {
        // Presentation forms are letters, and the ligature لا is two.
        let is_form = word.contains(|c: char| matches!(c, '\u{fb50}'..='\u{fefc}'));
        let letters: String = match is_form {
            true => word.chars().rev().collect::<String>().nfkc().collect::<String>().chars().rev().collect(),
            false => word.to_owned(),
        };
        reversed += usize::from(letters.ends_with("لا")) + 2 * usize::from(letters.starts_with(['ة', 'ى']));
        upright += usize::from(letters.starts_with("ال")) + 2 * usize::from(letters.ends_with(['ة', 'ى']));
    }
    reversed >= 4 && reversed > 3 * upright
}

/// Sets a line right whose letters stand from left to right.
pub(super) fn set_right(line: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}');
    let mut clusters: Vec<String> = Vec::new();
    // Where marks stand before their letters, every character was turned round, else every letter with its marks.
    let marks_lead = line.split_whitespace().any(|word| word.starts_with(is_mark));
    for c in line.chars() {
        match clusters.last_mut().filter(|_| is_mark(c) && !marks_lead) {
            Some(cluster) => cluster.push(c),
            None => clusters.push(c.to_string()),
        }
    }
    clusters.reverse();
    let mut right = String::with_capacity(line.len());
    let mut at = 0;
    while at < clusters.len() {
        // Numbers and Latin words run from left to right as they are, with the signs inside them.
        let is_left = |cluster: &String| cluster.chars().all(|c| c.is_ascii_alphanumeric() || is_arabic_digit(c));
        if !is_left(&clusters[at]) {
            right.extend(clusters[at].chars().map(mirrored));
            at += 1;
            continue;
        }
        let is_inner =
            |cluster: &String| matches!(cluster.as_str(), "." | "," | "/" | ":" | "-" | "_" | "@" | "٫" | "٬");
        let mut end = at + 1;
        while let Some(cluster) = clusters.get(end) {
            let goes_on = is_left(cluster) || is_inner(cluster) && clusters.get(end + 1).is_some_and(is_left);
            if !goes_on {
                break;
            }
            end += 1;
        }
        clusters[at..end].iter().rev().for_each(|cluster| right.push_str(cluster));
        at = end;
    }
    right
}

fn is_arabic_digit(c: char) -> bool {
    matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('«', '»'), ('<', '>')];
    let pair = PAIRS.iter().find(|(open, close)| c == *open || c == *close);
    pair.map_or(c, |(open, close)| if c == *open { *close } else { *open })
}

/// Returns what a line says after a bullet as Word writes them: letters and signs that its symbol fonts draw as bullets.
/// A Latin letter is a bullet only before a gap, or where several lines begin so (`is_surely`).
pub(super) fn after_bullet(line: &str, is_surely: bool) -> Option<&str> {
    let mut letters = line.chars();
    let bullet = letters.next()?;
    let rest = letters.as_str();
    let text = rest.trim_start();
    let gap = &rest[..rest.len() - text.len()];
    let is_wide = gap.contains('\t') || gap.chars().count() >= 2;
    let is_bullet = match bullet {
        '§' | 'Ø' | 'ü' | 'Ÿ' | '\u{f000}'..='\u{f0ff}' => !gap.is_empty(),
        'o' | 'v' | 'q' => is_wide || is_surely && !gap.is_empty(),
        _ => false,
    };
    (is_bullet && text.starts_with(is_arabic_letter)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_from_left_to_right_are_set_right() {
        let line = "(.2024/3/5 يف) 2.5 ةمسن ىلإ «ةحاولا» ةنيدم تلصو";
        assert!(is_reversed(line));
        assert_eq!(set_right(line), "وصلت مدينة «الواحة» إلى نسمة 2.5 (في 2024/3/5.)");
        assert_eq!(set_right("َباتِك"), "كِتابَ");
        assert!(!is_reversed("وصلت مدينة الواحة إلى العالم كله، وقال الرجل كلا ثم أولا وإلا فلا."));
    }

    #[test]
    fn heads_of_pages_are_known_by_coming_again() {
        let lines = ["مجلة الواحة، العدد 7", "12", "نص.", "مجلة الواحة، العدد 7", "13", "نص آخر.", "14"];
        assert_eq!(page_furniture(&lines), [true, true, false, true, true, false, false]);
        // Chapters are numbered too, and nothing comes again beside them.
        assert_eq!(page_furniture(&["1", "نص.", "2", "نص آخر."]), [false; 4]);
        assert_eq!(page_furniture(&["لازمة", "نص", "لازمة"]), [false; 3]);
    }

    #[test]
    fn bullets_of_word() {
        for line in ["o\tبند", "§ بند", "Ø  بند", "v   بند", "\u{f0b7} بند"] {
            assert_eq!(after_bullet(line, false), Some("بند"), "{line}");
        }
        assert_eq!(after_bullet("v بند", false), None);
        assert_eq!(after_bullet("v بند", true), Some("بند"));
        assert_eq!(after_bullet("§5 من القانون", true), None);
    }
}
