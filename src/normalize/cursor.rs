//! A place in the printed tokens, from which one may look both ways.
//!
//! A cursor may stand beyond either end of the text: there nothing is printed, so that every question about what stands
//! there is answered with no. Those who look need no care for the ends.

use std::ops::{Range, RangeInclusive};

use super::grammar::Case;
use super::lexicon::{calendar, governors, nouns};
use super::token::{Kind, PrintedToken};
use crate::arabic::clitics;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    tokens: &'t [PrintedToken],
    /// Nothing before the first token.
    at: Option<usize>,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(tokens: &'t [PrintedToken], at: usize) -> Self {
        Self { tokens, at: Some(at) }
    }

    /// The place `n` tokens further on.
    pub(crate) fn ahead(self, n: usize) -> Self {
        Self { at: self.at.map(|at| at + n), ..self }
    }

    /// The place `n` tokens before.
    pub(crate) fn back(self, n: usize) -> Self {
        Self { at: self.at.and_then(|at| at.checked_sub(n)), ..self }
    }

    /// The same place in tokens that end before another.
    pub(crate) fn before(self, end: Self) -> Self {
        let n_seen = end.at.unwrap_or_default();
        Self { tokens: self.tokens.get(..n_seen).unwrap_or(self.tokens), ..self }
    }

    /// The places before this one, the nearest first.
    pub(crate) fn backwards(self) -> impl Iterator<Item = Self> {
        (0..self.at.unwrap_or_default()).rev().map(move |at| Self { at: Some(at), ..self })
    }

    /// The places from this one on.
    pub(crate) fn forwards(self) -> impl Iterator<Item = Self> {
        (self.at.unwrap_or(self.tokens.len())..self.tokens.len()).map(move |at| Self { at: Some(at), ..self })
    }

    /// How many tokens further on than `before` this is.
    pub(crate) fn since(self, before: Self) -> usize {
        self.at.unwrap_or_default().saturating_sub(before.at.unwrap_or_default())
    }

    /// Whether this is the first token that can be seen.
    pub(crate) fn is_first(self) -> bool {
        self.at == Some(0)
    }

    /// How many tokens can be seen before this one.
    pub(crate) fn n_before(self) -> usize {
        self.at.unwrap_or_default()
    }

    pub(crate) fn is_at(self, other: Self) -> bool {
        self.at == other.at
    }

    // What stands here.

    pub(crate) fn token(self) -> Option<&'t PrintedToken> {
        self.tokens.get(self.at?)
    }

    /// The case of the number here, where it has been told.
    pub(crate) fn settled(self) -> Option<Case> {
        self.token()?.case
    }

    pub(crate) fn is_printed(self) -> bool {
        self.token().is_some()
    }

    /// The characters of the token; nothing beyond the ends.
    pub(crate) fn text(self) -> &'t str {
        self.token().map(|token| token.text.as_str()).unwrap_or_default()
    }

    pub(crate) fn kind(self) -> Option<Kind> {
        self.token().map(|token| token.kind)
    }

    pub(crate) fn is(self, text: &str) -> bool {
        self.token().is_some_and(|token| token.text == text)
    }

    pub(crate) fn is_any(self, texts: &[&str]) -> bool {
        self.token().is_some_and(|token| texts.contains(&token.text.as_str()))
    }

    pub(crate) fn is_number(self) -> bool {
        self.kind() == Some(Kind::Number)
    }

    pub(crate) fn is_arabic(self) -> bool {
        self.kind() == Some(Kind::Arabic)
    }

    pub(crate) fn is_latin(self) -> bool {
        self.kind() == Some(Kind::Latin)
    }

    pub(crate) fn is_sign(self) -> bool {
        self.kind() == Some(Kind::Sign)
    }

    pub(crate) fn is_dash(self) -> bool {
        self.is_any(&["-", "–", "—"])
    }

    /// A hyphen, short or as long as an en dash, which joins what a longer dash parts.
    pub(crate) fn is_hyphen(self) -> bool {
        self.is_any(&["-", "–"])
    }

    /// Whether white space stands before the token.
    pub(crate) fn is_spaced(self) -> bool {
        self.token().is_some_and(|token| token.spaced)
    }

    /// Whether something stands here without white space before it.
    pub(crate) fn is_glued(self) -> bool {
        self.token().is_some_and(|token| !token.spaced)
    }

    /// Whether the stretch before ends here: at the end, a space or a sign.
    pub(crate) fn is_word_end(self) -> bool {
        self.token().is_none_or(|token| token.spaced || token.kind == Kind::Sign)
    }

    /// The one Arabic letter that stands here without marks.
    pub(crate) fn letter(self) -> Option<char> {
        let mut letters = self.token().filter(|token| token.kind == Kind::Arabic)?.text.chars();
        letters.next().filter(|_| letters.next().is_none())
    }

    /// The Arabic word that stands here, without its marks.
    pub(crate) fn word(self) -> Option<&'t str> {
        self.token()?.word()
    }

    /// The same, and nothing beyond the ends.
    pub(crate) fn word_or_empty(self) -> &'t str {
        self.word().unwrap_or_default()
    }

    /// The value of the digits that stand here.
    pub(crate) fn value(self) -> Option<u64> {
        self.token().filter(|token| token.kind == Kind::Number)?.text.parse().ok()
    }

    /// The value of a plain run of digits of an allowed length, that is no part of a longer number.
    pub(crate) fn digits(self, lengths: RangeInclusive<usize>) -> Option<u64> {
        let token = self.token().filter(|token| token.kind == Kind::Number)?;
        let goes_on = self.ahead(1).is_glued()
            && self.ahead(1).is_any(&[".", ",", ":"])
            && self.ahead(2).is_number()
            && self.ahead(2).is_glued();
        let leads = token.text.starts_with('0') && token.text.len() > 2;
        if goes_on || leads || !lengths.contains(&token.text.len()) {
            return None;
        }
        token.text.parse().ok()
    }

    /// The bytes of `n` tokens from here on.
    pub(crate) fn source(self, n: usize) -> Range<usize> {
        match (self.token(), self.ahead(n).back(1).token()) {
            (Some(first), Some(last)) => first.source.start..last.source.end.max(first.source.start),
            _ => 0..0,
        }
    }

    /// The bytes from here to before `end`.
    pub(crate) fn source_to(self, end: Self) -> Range<usize> {
        self.source(end.since(self))
    }

    /// Whether a letter here stands beside other single letters, or before an initial with its full stop.
    pub(crate) fn is_among_letters(self) -> bool {
        self.ahead(1).letter().is_some() || self.back(1).letter().is_some()
    }

    // What stands around a number.

    /// The proclitic printed before what stands here, if there is one.
    pub(crate) fn proclitic(self) -> Option<&'t str> {
        let mut before = self.back(1);
        before.token()?;
        let mut spaced = self.token()?.spaced;
        // A bracket or quotation mark may stand between.
        while !spaced && before.is_any(&["\"", "("]) {
            spaced = before.is_spaced();
            before = before.back(1);
            before.token()?;
        }
        let text = before.token().filter(|token| token.kind == Kind::Arabic)?.text.as_str();
        let stands_apart =
            || matches!(text, "و" | "ب" | "ل" | "ال") || text.len() > 2 && !before.is_noun_like_proclitic();
        // Single letters before a space belong to the number only where no other single letter is beside them (أ ف ب 5).
        let is_tight = || before.back(1).token().is_none_or(|token| !is_single_letter(token));
        let is_proclitic = clitics::is_proclitic(text) && (!spaced || stands_apart() && is_tight());
        is_proclitic.then_some(text)
    }

    /// `ما بال 5 رجال`, `راحة بال`: whether the letters of a preposition and the article are the noun here.
    pub(crate) fn is_noun_like_proclitic(self) -> bool {
        let is_governor = |word: &str| matches!(word, "ما" | "راحة" | "شغل");
        self.is("بال") && self.back(1).word().is_some_and(|word| clitics::stems(word).any(is_governor))
    }

    /// Whether the article is printed before what stands here.
    pub(crate) fn has_article(self) -> bool {
        self.proclitic().is_some_and(clitics::ends_in_article)
    }

    /// The place of the first token of what stands here: that of its proclitic, where it has one.
    pub(crate) fn start(self) -> Self {
        match self.proclitic() {
            Some(_) => self.backwards().find(|before| before.is_arabic()).unwrap_or(Self { at: Some(0), ..self }),
            None => self,
        }
    }

    /// The Arabic word that stands before the number here, past its proclitic, quotes and brackets, and its place.
    pub(crate) fn word_before(self) -> Option<(Self, &'t str)> {
        for before in self.start().backwards() {
            match before.word() {
                Some(word) => return Some((before, word)),
                None if before.is_any(&["\"", "(", "[", "'"]) => {}
                None => return None,
            }
        }
        None
    }

    /// The word of [`Self::word_before`]; nothing where there is none.
    pub(crate) fn said_before(self) -> &'t str {
        self.word_before().map(|(_, word)| word).unwrap_or_default()
    }

    /// The noun that is counted by a number that ends before this place: an indefinite Arabic word that is no particle.
    pub(crate) fn counted_noun(self) -> Option<&'t str> {
        // ″ closes what ” opened.
        let closes = self.is_any(&["\"", "″"]) && !self.closes_name() || self.closes_number();
        // على 17 #مومياء
        let noun = if closes || self.is("#") { self.ahead(1) } else { self };
        // (3) موافقتكم: what is somebody's is the item that the bracket numbers.
        let ends_in_pronoun = |word: &str| ["كم", "نا", "ها", "هم", "ته"].iter().any(|pronoun| word.ends_with(pronoun));
        let is_owned = |word: &str| ends_in_pronoun(word) && !nouns::is_listed(word);
        if self.closes_number() && noun.word().is_some_and(is_owned) {
            return None;
        }
        // وبالقسمة على 3 نجد أن: what has a clause for its object is a verb.
        let is_verb = |word: &str| noun.ahead(1).is_any(&["أن", "أنه", "أنها"]) && !nouns::is_known(word);
        noun.word().filter(|word| governors::is_countable(word) && !noun.is_when(word) && !is_verb(word))
    }

    /// Whether the word here says when something was, and is counted by nothing: `108 ملايين عام 1980`, `3 آلاف يوم الجمعة`.
    fn is_when(self, word: &str) -> bool {
        let next = self.ahead(1);
        match word {
            "عام" | "سنة" => next.value().is_some_and(|year| (1000..2200).contains(&year)),
            "يوم" | "ليلة" | "صباح" | "مساء" | "فجر" => next.word().is_some_and(calendar::is_weekday),
            _ => false,
        }
    }

    /// Whether here is the quotation mark after a name that ends in its number: `"سوخوي 24" روسية`.
    fn closes_name(self) -> bool {
        const LONGEST_NAME: usize = 4;
        let number = self.back(1);
        let length =
            number.backwards().take(LONGEST_NAME).take_while(|part| part.is_arabic() || part.is_latin()).count();
        let open = number.back(length + 1);
        // وإطلاق 3 "رهائن": the mark before a word opens.
        let closes = self.is_glued() && open.is("\"") && (open.is_spaced() || open.is_first());
        number.is_number() && length > 0 && closes
    }

    /// Whether here is the bracket after a number that stands alone in brackets: `عدد (12) طالبا`. Such brackets are
    /// print and no aside; nothing changes for the words around them.
    pub(crate) fn closes_number(self) -> bool {
        // بقرابة (4-5) درجات
        let is_part = |place: &Self| place.is_number() || place.is_glued() && place.is_any(&[",", ".", "-", "–"]);
        if !self.is_any(&[")", "]"]) {
            return false;
        }
        let length = self.backwards().take_while(is_part).count();
        length > 0 && self.back(length + 1).is_any(&["(", "["])
    }

    /// Whether here is the bracket before a number that stands alone in brackets, with a noun after it.
    pub(crate) fn opens_number(self) -> bool {
        if !self.is_any(&["(", "["]) {
            return false;
        }
        let is_part = |place: &Self| place.is_number() || place.is_any(&[",", ".", "-", "–"]);
        let length = self.ahead(1).forwards().take_while(is_part).count();
        let close = self.ahead(1 + length);
        length > 0 && close.closes_number() && close.ahead(1).word().is_some_and(governors::is_countable)
    }

    /// The place of a number that is joined to the one before this place by `و`, `أو`, `إلى` or a dash.
    pub(crate) fn joined_number(self) -> Option<Self> {
        let joins = match self.word() {
            Some(word) => matches!(word, "و" | "أو" | "إلى" | "الى" | "حتى" | "وحتى" | "لغاية" | "ولغاية"),
            None => self.is_any(&["-", "–", "—", "،", "/", "~"]),
        };
        Some(self.ahead(1)).filter(|next| joins && next.is_number())
    }
}

/// Whether a token is a single letter.
pub(crate) fn is_single_letter(token: &PrintedToken) -> bool {
    token.kind == Kind::Arabic && token.text.chars().nth(1).is_none()
}
