//! Where a sentence ends: at its mark, but not at the stop of an abbreviation, a number, a date or an address.
//!
//! Two rooms ask: the article room, which tells a sentence of the author's from the site's, and the utterance room.

use std::ops::Range;

use crate::arabic::letters;

/// How many characters of a sentence are looked back on; a bound, so that the cost stays linear.
const LOOK_BACK: usize = 400;

/// Cuts a text into sentences that follow each other without gap, each with the white space after it.
///
/// Every sentence has a letter or a digit, unless the whole text has none.
pub(crate) fn sentence_ranges(text: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let scan = Scan { characters: &characters };
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let (mut start, mut i) = (0, 0);
    let mut has_word = false;
    while i < characters.len() {
        let end = scan.sentence_end(start, i);
        let after = end.unwrap_or(i + 1);
        // Once there is one, no further letter has to be looked up.
        has_word = has_word || scan.has_word(i, after);
        i = after;
        // A stretch without a letter or digit stays with what follows it.
        if end.is_some() && has_word {
            sentences.push(scan.byte(start)..scan.byte(after).min(text.len()));
            start = after;
            has_word = false;
        }
    }
    if start < characters.len() {
        match sentences.last_mut() {
            Some(last) if !has_word => last.end = text.len(),
            _ => sentences.push(scan.byte(start)..text.len()),
        }
    }
    sentences
}

/// A text as characters with their offsets.
struct Scan<'a> {
    characters: &'a [(usize, char)],
}

impl Scan<'_> {
    fn at(&self, i: usize) -> Option<char> {
        self.characters.get(i).map(|(_, c)| *c)
    }

    fn before(&self, i: usize) -> Option<char> {
        self.at(i.checked_sub(1)?)
    }

    fn byte(&self, i: usize) -> usize {
        self.characters.get(i).map_or(usize::MAX, |(byte, _)| *byte)
    }

    fn has_word(&self, start: usize, end: usize) -> bool {
        self.characters.get(start..end).is_some_and(|part| part.iter().any(|(_, c)| is_spoken(*c)))
    }

    /// Says whether a sentence that began at `start` ends with the character at `i`, and if so where the next begins.
    fn sentence_end(&self, start: usize, i: usize) -> Option<usize> {
        let c = self.at(i)?;
        if c == '\n' {
            return Some(self.skip_space(i + 1));
        }
        // Of a run of marks only the first is asked, for all of them.
        if !is_terminator(c) || self.before(i).is_some_and(is_terminator) && i > start {
            return None;
        }
        let mut end = i + 1;
        while self.at(end).is_some_and(is_terminator) {
            end += 1;
        }
        let run = self.characters.get(i..end)?;
        let is_full_stop = run.len() == 1 && c == '.';
        let is_ellipsis = run.iter().all(|(_, c)| matches!(c, '.' | '…')) && !is_full_stop;
        if is_full_stop && self.is_inside_token(start, i) {
            return None;
        }
        // `(...)`, `(؟)`: a remark about the sentence, not its end. `?` inside an address is none either.
        if matches!(self.before(i), Some('(' | '[')) && matches!(self.at(end), Some(')' | ']')) {
            return None;
        }
        if c == '?' && self.at(end).is_some_and(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        end = self.skip_closers(start, end);
        // Three dots inside a quotation that goes on, or after a word or two, are only a hesitation.
        if is_ellipsis && self.at(end).is_some() && self.letters(start, i) < 40 {
            return None;
        }
        // A comma after `؟` or `"…."` says that the sentence goes on.
        if matches!(self.at(end), Some('،' | ',' | '؛' | ';' | ':')) {
            return None;
        }
        Some(self.skip_space(end))
    }

    fn letters(&self, start: usize, end: usize) -> usize {
        let start = start.max(end.saturating_sub(LOOK_BACK));
        self.characters.get(start..end).map_or(0, |part| part.iter().filter(|(_, c)| is_spoken(*c)).count())
    }

    fn skip_space(&self, mut i: usize) -> usize {
        while self.at(i).is_some_and(char::is_whitespace) {
            i += 1;
        }
        i
    }

    /// Steps over closing quotation marks and brackets, and over full stops after them (`كلمتهم”.`).
    fn skip_closers(&self, start: usize, mut i: usize) -> usize {
        loop {
            match self.at(i) {
                Some('»' | '”' | '’' | ')' | ']' | '}' | '›' | '﴾') => i += 1,
                // A straight mark closes if one is open.
                Some(mark @ ('"' | '\'')) if self.count(start, i, mark) % 2 == 1 => i += 1,
                Some(c) if is_terminator(c) => i += 1,
                _ => return i,
            }
        }
    }

    fn count(&self, start: usize, end: usize, wanted: char) -> usize {
        let start = start.max(end.saturating_sub(LOOK_BACK));
        self.characters.get(start..end).map_or(0, |part| part.iter().filter(|(_, c)| *c == wanted).count())
    }

    /// Says whether the full stop at `i` belongs to a number, an address or an abbreviation.
    fn is_inside_token(&self, start: usize, i: usize) -> bool {
        let (Some(before), Some(after)) = (self.before(i), self.at(i + 1)) else { return false };
        // 2.5, 12.500, 15.9.2014, 17.05; example.org, a.b@c, v1.2, report.pdf.
        if is_digit(before) && is_digit(after) || before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
            return true;
        }
        // 3 د.إ./كغ: what the amount is for follows.
        if after == '/' {
            return true;
        }
        // .5, .NET: a space before, none after.
        if before.is_whitespace() && after.is_ascii_alphanumeric() {
            return true;
        }
        // `1. البند الأول`: the number of an item does not stand alone.
        let item = self.characters.get(start..i).unwrap_or_default();
        if !item.is_empty() && item.iter().all(|(_, c)| is_digit(*c)) {
            return true;
        }
        if self.is_in_address(i) {
            return !after.is_whitespace();
        }
        self.is_abbreviation(start, i)
    }

    /// Says whether the word around `i` is a web or mail address.
    fn is_in_address(&self, i: usize) -> bool {
        let is_part = |c: char| !c.is_whitespace() && (c.is_ascii() || c.is_alphanumeric());
        const LONGEST: usize = 200;
        let mut from = i;
        while i - from < LONGEST && self.before(from).is_some_and(is_part) {
            from -= 1;
        }
        let word: String = self.characters.get(from..i).unwrap_or_default().iter().map(|(_, c)| *c).collect();
        word.contains("://") || word.contains("www") || word.contains('@')
    }

    /// Says whether the full stop at `i` follows an abbreviation that is not the last word of its sentence.
    fn is_abbreviation(&self, start: usize, i: usize) -> bool {
        // The letters right before the stop, without marks; tatweel counts with هـ.
        let mut from = i;
        while from > start && i - from < 12 && self.before(from).is_some_and(is_word_part) {
            from -= 1;
        }
        let word: Vec<char> = self
            .characters
            .get(from..i)
            .unwrap_or_default()
            .iter()
            .map(|(_, c)| *c)
            .filter(|c| is_spoken(*c))
            .collect();
        // `وأ.د. فلان`, `وم. فلان`: the conjunction is written onto the title.
        let word = match word.as_slice() {
            ['و', title @ ('أ' | 'م' | 'د')] => vec![*title],
            _ => word,
        };
        let after = self.at(i + 1);
        let follows = self.at(self.skip_space(i + 1));
        if let [letter] = word.as_slice() {
            let preceded = from.checked_sub(1).and_then(|before| self.at(before));
            // Part of a chain: أ.د. and ق.م., أ.ف.ب, U.S.
            if after.is_some_and(|c| c.is_alphabetic()) && self.is_single_letter(i + 1) {
                return true;
            }
            let in_chain = preceded == Some('.');
            let after_number = preceded.is_some_and(is_digit)
                || preceded.is_some_and(char::is_whitespace)
                    && self.before(self.skip_space_back(from)).is_some_and(is_digit);
            // `1406م.` and `784 هـ.` end their sentence if anything but more of it follows.
            if matches!(letter, 'م' | 'ه') && (after_number || in_chain) {
                // `رقم 19.89 م. د.`: the letters of a court go on.
                let next = self.skip_space(i + 1);
                let is_court = *letter == 'م' && follows == Some('د') && self.at(next + 1) == Some('.');
                return is_court && after_number && self.is_after_its_number(from);
            }
            // `ل.ل. 1500`: a currency before its amount, and not after it.
            let begin = from.saturating_sub(2);
            let is_pair = in_chain && !self.before(begin).is_some_and(|c| is_word_part(c) || c == '.');
            if is_pair && follows.is_some_and(is_digit) {
                return !self.before(self.skip_space_back(begin)).is_some_and(is_digit);
            }
            if in_chain {
                // `أ.د. فلان` goes on; `أ.ف.ب.`, `ج.م.ع.`, `ق.م.` are over.
                return matches!(letter, 'د' | 'أ') && follows.is_some_and(char::is_alphabetic);
            }
            // A vitamin or a class is called by a letter too, and may end a sentence.
            if self.is_named_by_letter(start, from) {
                return false;
            }
            let is_initial = !preceded.is_some_and(|c| c.is_alphanumeric());
            return is_initial && follows.is_some_and(char::is_alphanumeric);
        }
        // `الو.م.أ`: the first letter of a chain has the article, and perhaps a prefix.
        if let [.., 'ا', 'ل', _] | [.., 'ل', 'ل', _] = word.as_slice()
            && word.len() <= 4
            && after.is_some_and(|c| c.is_alphabetic())
            && self.is_single_letter(i + 1)
            && self.at(i + 2) == Some('.')
        {
            return true;
        }
        // `بـد.إ 50`, `ور.س 100`: the first letter of a chain has a prefix.
        if let ['ب' | 'و' | 'ل' | 'ك' | 'ف', _] = word.as_slice()
            && after.is_some_and(|c| c.is_alphabetic())
            && self.is_single_letter(i + 1)
        {
            return true;
        }
        let word: String = word.iter().collect();
        // `Nov. 26`: months are abbreviated before a number.
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec"];
        if MONTHS.contains(&word.as_str()) && follows.is_some_and(is_digit) {
            return true;
        }
        ["Dr", "Mr", "Mrs", "Ms", "St", "Prof", "No", "vs", "Inc", "Jr"].contains(&word.as_str()) && follows.is_some()
    }

    fn is_single_letter(&self, i: usize) -> bool {
        self.at(i).is_some_and(char::is_alphabetic) && !self.at(i + 1).is_some_and(|c| is_word_part(c) && c != 'ـ')
            || self.at(i) == Some('أ') && self.at(i + 1).is_none()
    }

    fn skip_space_back(&self, mut i: usize) -> usize {
        while self.before(i).is_some_and(char::is_whitespace) {
            i -= 1;
        }
        i
    }

    /// Says whether digits that `رقم` announces stand before `from`: `رقم 19.89`.
    fn is_after_its_number(&self, from: usize) -> bool {
        const LONGEST_NUMBER: usize = 16;
        let end = self.skip_space_back(from);
        let is_part = |back: &usize| {
            let part = end.checked_sub(*back).and_then(|at| self.before(at));
            part.is_some_and(|part| is_digit(part) || matches!(part, '.' | '/' | '-'))
        };
        let n_parts = (0..LONGEST_NUMBER).take_while(is_part).count();
        let word = self.skip_space_back(end - n_parts);
        let announces =
            |(back, letter): (usize, char)| word.checked_sub(back).and_then(|at| self.before(at)) == Some(letter);
        n_parts > 0 && "مقر".chars().enumerate().all(announces)
    }

    /// Says whether the word before `from` is one that is followed by a letter as a name: `فيتامين د`.
    fn is_named_by_letter(&self, start: usize, from: usize) -> bool {
        let end = self.skip_space_back(from);
        let mut begin = end;
        while begin > start && end - begin < 20 && self.before(begin).is_some_and(is_word_part) {
            begin -= 1;
        }
        let word: String = self.characters.get(begin..end).unwrap_or_default().iter().map(|(_, c)| *c).collect();
        [
            "فيتامين",
            "حرف",
            "الفئة",
            "فئة",
            "المجموعة",
            "مجموعة",
            "المستوى",
            "القسم",
            "النقطة",
            "الفيتامين",
            "الدرجة",
            "الملحق",
            "الحرف",
        ]
        .iter()
        .any(|name| word.ends_with(name))
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '؟' | '?' | '…' | '۔' | '‼' | '⁇' | '⁈' | '⁉')
}

fn is_word_part(c: char) -> bool {
    c.is_alphabetic() || is_mark(c) || c == 'ـ'
}

pub(crate) fn is_digit(c: char) -> bool {
    letters::is_digit(c)
}

/// Says whether a character is a letter or a digit. Unicode calls the short vowels alphabetic; they are not letters.
pub(crate) fn is_spoken(c: char) -> bool {
    // Most of the text; the tables of Unicode are slow to find it.
    let is_arabic = matches!(c, '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}');
    is_arabic || c.is_alphanumeric() && !is_mark(c) && c != 'ـ'
}

pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{300}'..='\u{36f}')
}
