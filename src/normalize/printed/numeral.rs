//! Numbers as they are printed: groups of thousands, decimals, a sign before and a word of scale after.
//!
//! `1,250`, `1.250`, `1 250` and `١٬٢٥٠` are one thousand two hundred and fifty, `2.5` and `3,14` have decimals. One
//! sign with exactly three digits after it could be either: it is thousands, as newspapers of both traditions print it,
//! except before a word of scale or a per cent sign (`1.250 مليار`), after a zero, and where the sign itself tells (`٫`).
//! Agencies print the point as the letter `ر`, with the decimals before it: `66ر1205` is 1205.66.

use super::aside;
use super::counted::{is_counted, is_measured};
use super::millions;
use super::scale::scale;
use super::topic;
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::semiotic::{Amount, Sign};
use crate::normalize::token::{Kind, PrintedToken};

/// A printed number, and where it ends.
#[derive(Debug, Clone)]
pub(crate) struct Numeral<'t> {
    pub amount: Amount,
    /// The place after all of it.
    pub end: Cursor<'t>,
    /// How many tokens it takes.
    pub length: usize,
    /// Whether three digits after a sign were taken for thousands and could have been decimals.
    pub is_ambiguous: bool,
}

impl Numeral<'_> {
    /// Whether nothing but digits was printed: no sign, separator, fraction or scale.
    pub(crate) fn is_bare(&self) -> bool {
        self.amount.is_plain() && self.amount.fraction.is_none() && self.length == 1
    }
}

/// Reads the number that is printed here, with the sign before it and the scale after it.
pub(crate) fn parse(place: Cursor) -> Option<Numeral> {
    let (sign, begin) = match (place.kind()?, place.text()) {
        (Kind::Number, _) => (None, place),
        (Kind::Sign, "-" | "–" | "+" | "±") => (Some(meaning(place)?), place.ahead(1)),
        _ => return None,
    };
    if sign.is_some() && (begin.is_spaced() || !begin.is_number()) {
        return None;
    }
    let (mut amount, mut end, is_ambiguous) = digits(begin)?;
    amount.sign = sign;
    // (8) مليون: the brackets are print.
    end = end.ahead(usize::from(is_bracketed_before_scale(begin, end)));
    amount.scale = scale(end);
    end = end.ahead(usize::from(amount.scale.is_some()));
    if sign.is_none() && is_below_zero(&amount, end) {
        amount.sign = Some(Sign::Minus);
        end = end.ahead(1);
    }
    Some(Numeral { amount, end, length: end.since(place), is_ambiguous })
}

/// Whether a number that ends here stands alone in brackets with a word of scale after them. Behind a clause, a word for numbers
/// or a definite noun the number in brackets may be its own: `المطلب (3) ألف طن`.
fn is_bracketed_before_scale(begin: Cursor, end: Cursor) -> bool {
    let is_numbered =
        |word: &str| List::Clauses.has_stem(word) || List::NumberWords.has_stem(word) || Analysis::of(word).article;
    let is_own = || begin.back(2).word().is_some_and(is_numbered);
    begin.back(1).is("(") && end.is(")") && !is_own() && end.ahead(1).is_arabic() && scale(end.ahead(1)).is_some()
}

/// `ما بين 04- و03 درجات`: the minus behind its number, as the right-hand margin has it, in a sentence on the weather. An oven
/// is not below zero, nor a time.
fn is_below_zero(amount: &Amount, sign: Cursor) -> bool {
    const COLDEST: u64 = 60;
    let is_minus = sign.is_hyphen() && sign.is_glued();
    let is_degree = |place: Cursor| place.is_any(&["درجة", "درجات"]);
    let (next, second) = (sign.ahead(1), sign.ahead(2));
    let counts_other = || second.ahead(1).counted_noun().is_some_and(nouns::is_known) && !is_degree(second.ahead(1));
    let goes_on = next.is("و") && second.is_number() && !counts_other() || is_degree(next);
    let is_oven = |word: &str| clitics::stems(word).any(|stem| stem == "فرن");
    let is_baked = || sign.backwards().take(REACH).filter_map(Cursor::word).any(is_oven);
    is_minus && amount.whole <= COLDEST && goes_on && topic::is_heat(sign) && !is_baked()
}

/// Reads the digits here with their separators, and no sign or scale.
pub(crate) fn digits(place: Cursor) -> Option<(Amount, Cursor, bool)> {
    let first = place.token().filter(|token| token.kind == Kind::Number)?;
    if let Some(whole) = after_agency_point(place) {
        return Some((amount(whole.text.clone(), Some(first.text.clone())), place.ahead(3), false));
    }
    let mut groups: Vec<(&PrintedToken, &str)> = Vec::new();
    while let Some(group) = separated(place.ahead(1 + groups.len() * 2)) {
        groups.push(group);
    }
    let in_threes = |groups: &[(&PrintedToken, &str)]| {
        (1..=3).contains(&first.text.len())
            && !first.text.starts_with('0')
            && groups.iter().all(|(_, group)| group.len() == 3)
    };
    let same = |groups: &[(&PrintedToken, &str)]| groups.windows(2).all(|pair| pair[0].0.text == pair[1].0.text);
    let joined = |groups: &[(&PrintedToken, &str)]| -> String {
        std::iter::once(first.text.as_str()).chain(groups.iter().map(|&(_, group)| group)).collect()
    };
    let end = place.ahead(1 + groups.len() * 2);
    Some(match groups.as_slice() {
        [] if let Some(whole) = whole_past_space(place) => {
            (amount(whole, Some(first.text.clone())), place.ahead(3), false)
        }
        [] if let Some(fraction) = fraction_past_space(place) => {
            (amount(first.text.clone(), Some(fraction)), place.ahead(3), false)
        }
        [] => spaced_groups(place, first),
        [(sign, group)] => {
            let is_decimal = printed_as_decimal(sign)
                || !in_threes(&groups)
                || !printed_as_thousands(sign)
                    && !millions::are_thousands(place, end)
                    && (has_decimal_context(place, end) || is_decimal_sign_of_text(place, end, &sign.text));
            if is_decimal {
                (amount(first.text.clone(), Some((*group).to_owned())), end, false)
            } else {
                (amount(joined(&groups), None), end, !printed_as_thousands(sign))
            }
        }
        _ if in_threes(&groups) && same(&groups) => (amount(joined(&groups), None), end, false),
        [thousands @ .., (sign, fraction)]
            if in_threes(thousands) && same(thousands) && thousands[0].0.text != sign.text =>
        {
            (amount(joined(thousands), Some((*fraction).to_owned())), end, false)
        }
        [thousands @ .., (_, fraction)] if in_threes(thousands) && is_decimal_in_groups(place) => {
            (amount(joined(thousands), Some((*fraction).to_owned())), end, false)
        }
        // A list, a version or a date: the classes of these have had their turn.
        _ => (amount(first.text.clone(), None), place.ahead(1), false),
    })
}

/// `2.145.60 نقطة`, `من 2,395,96 إلى`: thousands and decimals with one sign. The last group is too short for thousands, what is
/// counted has no version, and commas never part one.
pub(crate) fn is_decimal_in_groups(place: Cursor) -> bool {
    let mut lengths = Vec::new();
    let mut end = place.ahead(1);
    while let Some((_, group)) = separated(end) {
        lengths.push(group.len());
        end = end.ahead(2);
    }
    let [thousands @ .., 1 | 2] = lengths.as_slice() else { return false };
    !thousands.is_empty()
        && thousands.iter().all(|&length| length == 3)
        && place.text().len() <= 3
        && !place.text().starts_with('0')
        && (is_counted(end) || place.ahead(1).is_any(&[",", "،"]))
}

/// The whole part of `66ر1205`, whose decimals are here.
fn after_agency_point(decimals: Cursor<'_>) -> Option<&PrintedToken> {
    let (point, whole) = (decimals.ahead(1), decimals.ahead(2));
    // 5 ر3, 43 ر 1: with a space before the point, or on either side of it.
    let is_near = point.is_glued() || whole.is_glued() || decimals.text().len() <= 3;
    (point.is("ر") && is_near).then_some(())?;
    whole.token().filter(|token| token.kind == Kind::Number && (!token.spaced || token.text.len() <= 3))
}

fn amount(digits: String, fraction: Option<String>) -> Amount {
    // What no integer holds is read digit by digit: any value above the greatest says so.
    let whole = digits.parse().unwrap_or(u64::MAX);
    Amount { sign: None, whole, digits, fraction, scale: None }
}

/// A separator and the group of digits after it, without space.
fn separated(place: Cursor<'_>) -> Option<(&PrintedToken, &str)> {
    let sign = place.token().filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "." | "," | "،" | "'"))?;
    let group = place.ahead(1).token().filter(|group| group.kind == Kind::Number && !group.spaced)?;
    // An apostrophe separates thousands only (Switzerland).
    (sign.text != "'" || group.text.len() == 3).then_some((sign, group.text.as_str()))
}

/// `بنسبة 24، 25 في المائة`: decimals past a space that a hasty hand puts after every comma, where one share is told.
/// `3 .5 %`, `13 ,5 مليون`: before the sign alone, where nothing else has one.
fn fraction_past_space(place: Cursor) -> Option<String> {
    let (sign, group, end) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let is_sign = group.is_number() && sign.is_any(&["،", ",", "."]);
    let is_short = group.text().len() <= 2;
    let said = place.said_before();
    let is_one = ["بنسبة", "نسبته", "نسبتها", "قدره", "قدرها", "بمعدل"].iter().any(|measure| said.ends_with(measure));
    let is_share =
        end.is("%") || end.is_any(&["بالمئة", "بالمائة"]) || end.is("في") && end.ahead(1).is_any(&["المئة", "المائة"]);
    let is_past = sign.is_glued() && group.is_spaced() && is_one && is_share;
    let is_before = || {
        let is_whole = place.text().len() <= 3 && !place.back(1).is_any(&[",", ".", "،"]);
        let goes_on = end.is_glued() && !end.is_any(&["%", ")", "،", "؛"]);
        sign.is_spaced()
            && group.is_glued()
            && is_whole
            && !goes_on
            && (is_share || place.is("0") || scale(end).is_some() || is_measured(end))
    };
    (is_sign && is_short && (is_past || is_before())).then(|| group.text().to_owned())
}

/// `6 .455 مليون` is 455.6: programs of layout that turn a line round print the one decimal before the point, which keeps to the
/// whole part. A hasty hand has its space behind the point, or as many figures before it as behind it (`3 .5 %`).
fn whole_past_space(place: Cursor) -> Option<String> {
    let (point, whole, end) = (place.ahead(1), place.ahead(2), place.ahead(3));
    // 1 .25 جراما من الزبدة: where a line begins, the number of an item.
    let is_item = place.is_first() || place.back(1).is_any(&[",", ".", "،", "؛", ":", "-", "–"]);
    let is_decimal = place.text().len() == 1 && !place.is("0") && !is_item;
    let is_whole = whole.is_number() && whole.is_glued() && (2..=3).contains(&whole.text().len());
    let is_turned = point.is(".") && point.is_spaced() && is_whole && !whole.text().starts_with('0');
    let is_share = end.is_any(&["%", "بالمئة", "بالمائة"]);
    let is_amount = is_share || scale(end).is_some() || is_measured(end);
    (is_decimal && is_turned && is_amount).then(|| whole.text().to_owned())
}

/// `1 250 000`, as French-language tradition prints it.
fn spaced_groups<'t>(place: Cursor<'t>, first: &PrintedToken) -> (Amount, Cursor<'t>, bool) {
    let mut digits = first.text.clone();
    let mut end = place.ahead(1);
    let stands_alone = !place.back(1).is_number() && !place.back(1).is_any(&["/", ":", "+"]);
    if (1..=3).contains(&first.text.len()) && !first.text.starts_with('0') && stands_alone {
        while let Some(group) = end.token() {
            let after = end.ahead(1);
            let goes_on = after.is_glued()
                && after.is_any(&["/", ":", "-"])
                && after.ahead(1).is_number()
                && after.ahead(1).is_glued();
            if group.kind != Kind::Number || !group.spaced || group.text.len() != 3 || goes_on {
                break;
            }
            digits.push_str(&group.text);
            end = end.ahead(1);
        }
    }
    let mut fraction = None;
    if end.since(place) > 1
        && let Some((sign, group)) = separated(end)
        && sign.text != "'"
    {
        fraction = Some(group.to_owned());
        end = end.ahead(2);
    }
    (amount(digits, fraction), end, false)
}

/// `٫` was printed: the Unicode pass made it `.`, but it takes two bytes.
fn printed_as_decimal(sign: &PrintedToken) -> bool {
    sign.text == "." && sign.source.len() > 1
}

/// `٬` was printed.
fn printed_as_thousands(sign: &PrintedToken) -> bool {
    (sign.text == "," && sign.source.len() > 1) || sign.text == "'"
}

/// How far, in tokens, other numbers of the text tell how this one is printed.
const REACH: usize = 40;

/// Whether what follows shows that three digits after a sign are decimals.
fn has_decimal_context(begin: Cursor, end: Cursor) -> bool {
    // (7.081) مليار: the brackets are print.
    let end = end.ahead(usize::from(end.is(")") && begin.back(1).is("(")));
    // The one distance that is always printed to the metre.
    let is_marathon = begin.is("42") && begin.ahead(2).is("195");
    // 130.280 ألف تلميذ: tens of thousands of thousands are millions.
    let is_tens = begin.text().len() > 1;
    // 3.215 كيلو … و500 غرام: beside grams a kilo has three decimals.
    let is_kilo =
        |word: &str| word.starts_with("كيلو") && !word.contains("متر") && !word.contains("وا") || word == "كغ";
    let is_gram = |word: Cursor| word.is_any(&["غرام", "غراما", "غرامات", "جرام", "جراما", "جرامات"]);
    let are_grams = || begin.backwards().take(REACH).chain(end.forwards().take(REACH)).any(is_gram);
    is_marathon
        || is_average_speed(begin, end)
        || end.word().is_some_and(is_kilo) && are_grams()
        || scale(end).is_some_and(|scale| scale.unit.value() > 1_000 || is_tens)
        || end.is_any(&["%", "‰"])
        || end.word().is_some_and(|word| matches!(word, "بالمئة" | "بالمائة"))
}

/// `بمتوسط 31.768 كم في الساعة`: what is measured to the metre; a round thousand is one of a satellite.
fn is_average_speed(begin: Cursor, end: Cursor) -> bool {
    let is_hour = |hour: Cursor| hour.is_any(&["س", "ساعة", "الساعة"]);
    let is_each = end.ahead(1).is_any(&["/", "في"]) && is_hour(end.ahead(2));
    let is_distance = end.is_any(&["كم", "كلم", "كيلومتر", "كيلومترا", "كيلومترات"]);
    let is_average = |word: &str| clitics::stems(word).any(|stem| matches!(stem, "متوسط" | "معدل"));
    let is_round = begin.ahead(2).text().ends_with('0');
    is_distance && is_each && !is_round && begin.backwards().take(3).filter_map(Cursor::word).any(is_average)
}

/// `3,673 دراهم … 4,12 دراهم`: a sign that surely has decimals after it elsewhere in the sentence has them here too, unless
/// persons are counted. A comma has them before two digits or after a nought; a point, which dates and hours have too,
/// after a nought; either after thousands that the other one parts.
fn is_decimal_sign_of_text(place: Cursor, end: Cursor, sign: &str) -> bool {
    let is_decimal = |other: &Cursor| {
        let fraction = other.ahead(1);
        let is_whole = !fraction.ahead(1).is(sign) && !other.back(2).is(sign);
        let is_tight = other.is_glued() && fraction.is_glued() && fraction.is_number() && other.back(1).is_number();
        let has_nought = || other.back(1).is("0");
        // الساعة 14,30 has minutes.
        let is_clock =
            || other.back(2).word().is_some_and(|word| word.ends_with("الساعة")) || fraction.ahead(1).is("ت");
        let is_amount = || sign != "." && fraction.text().len() == 2 && !is_clock();
        // 3,214.520: the other sign parts its thousands.
        let has_thousands = || {
            let thousands = other.back(2);
            other.back(1).text().len() == 3
                && thousands.is_glued()
                && thousands.is_any(&[".", ","])
                && !thousands.is(sign)
        };
        other.is(sign) && is_tight && is_whole && (has_nought() || is_amount() || has_thousands())
    };
    let counts_persons = || end.counted_noun().is_some_and(nouns::is_person);
    let mut near = place.backwards().take(REACH).chain(end.forwards().take(REACH));
    near.any(|other| is_decimal(&other)) && !counts_persons()
}

/// Whether what is counted by the number here makes a plus before it a bound: `+100 متجر`. Degrees and offsets of time
/// are added to.
fn is_lower_bound(number: Cursor) -> bool {
    digits(number)
        .and_then(|(_, end, _)| end.counted_noun())
        .is_some_and(|word| (nouns::is_known(word) || nouns::is_singular(word)) && !List::AddedTo.has(word))
}

/// What a plus or minus sign means, where it is one and no dash or bullet.
fn meaning(sign: Cursor) -> Option<Sign> {
    let before = sign.back(1);
    let is_part_of_word = before.token().is_some_and(|token| {
        matches!(token.kind, Kind::Number | Kind::Latin | Kind::Emoji)
            || token.text == ")"
            || (token.kind == Kind::Arabic && sign.proclitic().is_none())
    });
    if is_part_of_word && sign.is_glued() {
        return None;
    }
    let number = sign.ahead(1);
    // (سان سيمون -1821): a year after a name is not below zero.
    let is_year = number.is_number()
        && number.text().len() == 4
        && matches!(number.text().get(..2), Some("17" | "18" | "19" | "20"));
    if !sign.is("+") && is_year && before.is_arabic() && !is_counted(sign.ahead(2)) {
        return None;
    }
    if aside::opens(sign) {
        return None;
    }
    // ايه 350 -900: after a name and its number the hyphen joins a model.
    let name = before.back(1).word();
    let is_model = before.is_number() && name.is_some_and(|name| !nouns::is_known(name) && !governors::governs(name));
    if sign.is("-") && is_model {
        return None;
    }
    match sign.text() {
        "-" => Some(Sign::Minus),
        // An en dash at the start of an utterance is a bullet or the dash of dialogue.
        "–" if !sign.is_first() => Some(Sign::Minus),
        // أكثر من +50 دولة has said it.
        "+" if is_lower_bound(number) && sign.said_before() == "من" => Some(Sign::MoreThanSaid),
        "+" if is_lower_bound(number) => Some(Sign::MoreThan),
        "+" => Some(Sign::Plus),
        "±" => Some(Sign::PlusOrMinus),
        _ => None,
    }
}
