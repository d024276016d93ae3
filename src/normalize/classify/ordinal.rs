//! Numbers that rank: `القرن الـ19`, `في الجولة 12`, `للمرة الـ100`; and counted nouns with the article before their
//! number: `السنوات الـ10`, `مجموعة الـ20`, `خلال الـ24 ساعة`.
//!
//! After a singular a definite number is an ordinal, which agrees with it in gender and case; after a plural it is a
//! definite cardinal. Which nouns are followed by an ordinal without any article (`المركز 3`) is a list.

use super::found::Match;
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::agreement::Governor;
use crate::normalize::agreement::head::{head, is_particle, is_ranked, singular_of_dual, stem};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender};
use crate::normalize::lexicon::governors::Particle;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{given_names, governors, nouns};
use crate::normalize::printed::counted::is_measured;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::scale::scale;
use crate::normalize::printed::topic::is_sport;
use crate::normalize::printed::{added, era, percent, unit};
use crate::normalize::semiotic::{NumberedPart, Rank, RankKind, Semiotic};

/// What a number is among others, before its place and what follows it are known.
struct Found<'t> {
    kind: RankKind,
    gender: Gender,
    governor: Governor<'t>,
}

impl<'t> Found<'t> {
    fn ordinal(gender: Gender, governor: Governor<'t>) -> Self {
        Self { kind: RankKind::Ordinal, gender, governor }
    }

    fn cardinal(gender: Gender, governor: Governor<'t>) -> Self {
        Self { kind: RankKind::Cardinal { is_bound: false, is_definite: true }, gender, governor }
    }
}

/// Knows a number with the article, or after a noun that is ranked by numbers.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    place.is_number().then_some(())?;
    if let Some(found) = minute_of_play(place) {
        return Some(found);
    }
    let numeral = numeral::parse(place)?;
    if numeral.amount.fraction.is_some() || numeral.amount.has_leading_zero() {
        return None;
    }
    let value = numeral.amount.integer()?;
    let found = match rank_joined_to(place, numeral.end, value) {
        Some(found) => found,
        None if place.has_article() => with_article(place, &numeral, value)?,
        None => after_noun(place, &numeral, value)?,
    };
    let Found { kind, gender, governor } = found;
    let source = place.source(numeral.length);
    let mut rank = Rank { value, kind, gender, source, era: None, other: None, added: None };
    let mut end = numeral.end;
    // القرن 5 هـ: the century agrees with its era; القرن 3 هـ / 9 م has two.
    let is_century = place.word_before().is_some_and(|(_, word)| stem(word) == "قرن");
    if let Some(era) = era::after_century(end).filter(|_| is_century) {
        rank.era = Some((era, end.source(1)));
        end = end.ahead(1);
        let second = end.ahead(1);
        if end.is_any(&["/", "-", "–"])
            && let Some(value) = second.digits(1..=2)
            && let Some(era) = era::after_century(second.ahead(1))
        {
            rank.other = Some((value, era, second.source(2)));
            end = second.ahead(2);
        }
    }
    if let Some(minutes) = added::minutes(numeral.end) {
        rank.added = Some((minutes, numeral.end.source(2)));
        end = end.ahead(2);
    }
    Some(Match::new(end.since(place), Semiotic::Rank(rank), governor))
}

/// `(45')`, `90+2'`: a minute of play by its sign.
fn minute_of_play(place: Cursor) -> Option<Match> {
    let value = place.value().filter(|minute| place.text().len() <= 3 && (1..=130).contains(minute))?;
    let added = added::minutes(place.ahead(1)).map(|minutes| (minutes, place.ahead(1).source(2)));
    let sign = place.ahead(if added.is_some() { 3 } else { 1 });
    let next = sign.ahead(1);
    let is_marked = sign.is_glued() && sign.is_any(&["'", "′"]);
    let ends = !next.is_printed() || next.is_spaced() || next.is_any(&[")", "،", "."]);
    if !is_marked || !ends || place.back(1).is("°") {
        return None;
    }
    // الدقيقة 71': the word is there.
    let says_minute = !place.said_before().contains("دقيق");
    let minute = Semiotic::Minute { value, says_minute, source: place.source(1), added };
    Some(Match::fixed(sign.since(place) + 1, minute))
}

/// `سجل سامي (33) وكمال (76د)`, `(21 و38 من ركلة جزاء)`: numbers alone in brackets after who has scored are the minutes of
/// it, and so are they beside a note on how.
pub(crate) fn minute_of_scorer(place: Cursor) -> Option<Match> {
    const LONGEST_REPORT: usize = 24;
    let value = place.digits(1..=3).filter(|minute| (1..=120).contains(minute))?;
    let letter = usize::from(place.ahead(1).is_any(&["د", "ق"]));
    let bracket = BracketOfScorer::around(place)?;
    let open = bracket.open;
    let scorer = open.back(1).word()?;
    let tells_of_goal =
        |word: &str| matches!(clitics::without_conjunction(word), "سجل" | "سجلت" | "أحرز" | "أحرزت" | "هدفا");
    // ترتيب الهدافين: كمال (19) is how many they have scored.
    let ranks = |word: &str| word.contains("هداف") && !word.contains("أهداف") || word.ends_with("ترتيب");
    let words = || open.backwards().take(LONGEST_REPORT).filter_map(Cursor::word);
    let tells_of_goal = |word: &str| tells_of_goal(word) || List::WordsOfGoals.has(word) && is_one_of_several(open);
    let is_name = |word: &str| {
        !nouns::is_known(word)
            && !is_particle(word)
            && !governors::governs(word)
            && !word.starts_with("ال")
            && !is_ranked(stem(word))
            && !List::NumberWords.has_stem(word)
    };
    // كمال الجبالي (33): the second name has the article, and the first has none.
    let name = if scorer.starts_with("ال") { open.back(2).word_or_empty() } else { scorer };
    // سجل سامي (22) نقطة: what is counted is no minute, unless it is the goals that all of them are.
    let counted = bracket.close.ahead(1).counted_noun().filter(|noun| nouns::is_known(noun));
    let counts = counted.is_some_and(|noun| !noun.contains("هدف") && !noun.contains("أهداف"));
    // More than a minute of play alone is rather how many they have scored.
    let is_alone = bracket.n_minutes == 1 && !bracket.has_note && letter == 0;
    let is_told = words().any(tells_of_goal);
    // سجل سامي (2 و37) والمدافع الشاب كمال بعد خطأ من الحارس نبيل (61): the report goes on from bracket to bracket.
    let goes_on = || {
        let before = open.backwards().take(LONGEST_REPORT).find(|other| other.is("("));
        before.is_some_and(|other| minute_of_scorer(other.ahead(1)).is_some())
    };
    let is_report = match is_told {
        true => bracket.has_note || is_sport(open) || letter > 0 && is_name(name),
        false => goes_on(),
    };
    let is_minute = !counts
        && (is_name(name) || bracket.has_note)
        && !words().any(ranks)
        && is_report
        && (value <= 90 || !is_alone);
    if !is_minute {
        return None;
    }
    let genitive = Governor::Fixed(Case::Genitive);
    let added = added::minutes(place.ahead(1)).map(|minutes| (minutes, place.ahead(1).source(2)));
    let length = 1 + letter + if added.is_some() { 2 } else { 0 };
    // في الدقيقة (90+5 من ركلة جزاء): the word is there.
    if !place.back(1).is_at(open) || scorer.contains("دقيق") {
        let (kind, gender, source) = (RankKind::Ordinal, Gender::Feminine, place.source(1 + letter));
        let rank = Rank { value, kind, gender, source, era: None, other: None, added };
        return Some(Match::new(length, Semiotic::Rank(rank), genitive));
    }
    let minute = NumberedPart {
        noun: match bracket.n_minutes {
            1 => "فِي الدَّقِيقَةِ",
            2 => "فِي الدَّقِيقَتَيْنِ",
            _ => "فِي الدَّقَائِقِ",
        },
        noun_source: place.source(1),
        value,
        gender: Gender::Feminine,
        is_sure: false,
        source: place.source(1 + letter),
        added,
        era: None,
    };
    Some(Match::new(length, Semiotic::NumberedPart(minute), genitive))
}

/// `بهدفين لسامي (38) وكمال (31)`: whether another number stands alone in brackets nearby, or a minute is spoken of.
fn is_one_of_several(open: Cursor) -> bool {
    const REACH: usize = 24;
    let is_alone = |other: &Cursor| {
        let number = other.ahead(1);
        let is_minute = number.digits(1..=3).is_some_and(|minute| (1..=120).contains(&minute));
        other.is("(") && is_minute && number.ahead(1).is(")") && !other.is_at(open)
    };
    let mut near = open.backwards().take(REACH).chain(open.ahead(1).forwards().take(REACH));
    near.any(|part| is_alone(&part) || part.word().is_some_and(|word| word.ends_with("الدقيقة")))
}

/// A bracket that holds nothing but minutes of play and how a goal came about.
struct BracketOfScorer<'t> {
    open: Cursor<'t>,
    close: Cursor<'t>,
    n_minutes: usize,
    /// Whether it tells how: `من ركلة جزاء`.
    has_note: bool,
}

impl<'t> BracketOfScorer<'t> {
    /// The bracket around the number here.
    fn around(number: Cursor<'t>) -> Option<Self> {
        const LONGEST: usize = 16;
        let is_note = |part: &Cursor| part.word().is_some_and(|word| List::NotesOfGoals.has(word));
        let is_sign = |part: &Cursor| part.is_any(&["و", "،", ",", "+", "د", "ق"]);
        let is_part = |part: &Cursor| part.is_number() || is_sign(part) || is_note(part);
        let n_before = number.backwards().take(LONGEST).take_while(is_part).count();
        let n_after = number.forwards().take(LONGEST).take_while(is_part).count();
        let (open, close) = (number.back(n_before + 1), number.ahead(n_after));
        let parts = || open.ahead(1).forwards().take(n_before + n_after);
        let is_minute = |part: &Cursor| part.is_number() && !part.back(1).is("+");
        (open.is("(") && close.is(")")).then(|| Self {
            open,
            close,
            n_minutes: parts().filter(is_minute).count(),
            // (12 من 20) tells of a share.
            has_note: parts().any(|part| is_note(&part) && !part.is_any(&["من", "في", "ضد"])),
        })
    }
}

/// `الـN`: an ordinal, or a definite cardinal.
fn with_article<'t>(place: Cursor<'t>, numeral: &Numeral<'t>, value: u64) -> Option<Found<'t>> {
    if let Some(found) = as_predicate(place, numeral, value).or_else(|| after_seeded(place, numeral, value)) {
        return Some(found);
    }
    let head = head(place);
    // حاجز الـ240 كلم/س: measured and not ranked.
    if !matches!(value % 100, 1 | 2)
        && unit::after(numeral.end).is_some()
        && !is_period(numeral.end)
        && !head.as_ref().is_some_and(|head| head.is_ranked)
    {
        return None;
    }
    // فئة الـ10%: a share is not ranked.
    if numeral.amount.scale.is_some() || percent::sign(numeral.end).is_some() {
        return Some(Found::cardinal(Gender::Masculine, Governor::Unsure(place)));
    }
    // خلال الـ24 ساعة الماضية, الـ3 أشهر الأولى: counted by the noun after it.
    if let Some(noun) = numeral.end.counted_noun().filter(|noun| nouns::is_known(noun))
        && !head.as_ref().is_some_and(|head| head.is_ranked)
    {
        let kind = RankKind::Cardinal { is_bound: true, is_definite: true };
        return Some(Found { kind, gender: nouns::gender(noun), governor: Governor::Words(place) });
    }
    let Some(head) = head else { return Some(without_head(place, numeral.end, value)) };
    let genitive = Governor::Fixed(Case::Genitive);
    match head.word.as_str() {
        // The group of the seven, of the twenty: of states.
        "مجموعة" | "لمجموعة" | "بمجموعة" | "ومجموعة" | "قمة" | "دول" if !head.is_definite =>
        {
            return Some(Found::cardinal(Gender::Feminine, genitive));
        }
        // Of persons: خلية الـ9.
        "خلية" | "عصابة" | "لجنة" | "قائمة" if !head.is_definite => {
            return Some(Found::cardinal(Gender::Masculine, genitive));
        }
        // The round of the last sixteen: of teams.
        "دور" => return Some(Found::cardinal(Gender::Masculine, genitive)),
        "سن" | "السن" => return Some(Found::ordinal(Gender::Feminine, genitive)),
        "سنوات" | "أعوام" | "فترة" | "حقبة" | "عقد" | "جيل"
            if value.is_multiple_of(10) && (20..=90).contains(&value) =>
        {
            return Some(Found { kind: RankKind::Decade, gender: Gender::Masculine, governor: genitive });
        }
        _ => {}
    }
    let governor = Governor::Noun(head.place);
    Some(if head.is_plural {
        Found::cardinal(nouns::gender(&head.word), governor)
    } else if value > 999 {
        Found::cardinal(Gender::Masculine, governor)
    } else {
        Found::ordinal(head.gender, governor)
    })
}

/// `في سباقيه الـ7 و8`: a number that is joined to a rank, whose article serves for both.
fn rank_joined_to<'t>(place: Cursor<'t>, end: Cursor<'t>, value: u64) -> Option<Found<'t>> {
    let first = place.start().back(1);
    let is_joined = place.proclitic() == Some("و") && first.is_number() && first.has_article();
    let counts = end.counted_noun().is_some_and(nouns::is_known) || is_measured(end) || scale(end).is_some();
    if !is_joined || counts || value > 99 {
        return None;
    }
    let numeral = numeral::parse(first).filter(Numeral::is_bare)?;
    let found = with_article(first, &numeral, numeral.amount.integer()?)?;
    (found.kind == RankKind::Ordinal).then_some(found)
}

/// `هذه الطائرة تعد الـ12 التي`: the rank that a verb of counting gives its subject, which it agrees with.
fn as_predicate<'t>(place: Cursor<'t>, numeral: &Numeral<'t>, value: u64) -> Option<Found<'t>> {
    let gender = match clitics::without_conjunction(place.said_before()) {
        "تعد" | "تعتبر" | "هي" => Gender::Feminine,
        "يعد" | "يعتبر" | "هو" => Gender::Masculine,
        _ => return None,
    };
    let counts = numeral.end.counted_noun().is_some_and(nouns::is_known) || numeral.end.joined_number().is_some();
    (!counts && (1..=999).contains(&value)).then(|| Found::ordinal(gender, Governor::Words(place)))
}

/// `في الـ18 من عمره`, `الـ11 الأساسيون`.
fn without_head<'t>(place: Cursor<'t>, end: Cursor<'t>, value: u64) -> Found<'t> {
    let is_of = end.word() == Some("من");
    let what = end.ahead(1).word_or_empty();
    let is_age = is_of && (what.starts_with("عمر") || what.starts_with("العمر"));
    let is_ranking =
        is_of && matches!(what, "نوعه" | "نوعها" | "شهر" | "الشهر" | "هذا") || place.ahead(1).word() == Some("على");
    if (is_age || is_ranking) && value <= 999 {
        let gender = if is_age || what == "نوعها" { Gender::Feminine } else { Gender::Masculine };
        return Found::ordinal(gender, Governor::Words(place));
    }
    if let Some(gender) =
        joined_to_ordinal(place).filter(|_| (11..=999).contains(&value) && end.counted_noun().is_none())
    {
        return Found::ordinal(gender, Governor::Words(place));
    }
    let gender = match end.word() {
        Some(word) if word.starts_with("ال") => nouns::gender(word),
        Some(_) if is_of => nouns::gender(what),
        _ => Gender::Masculine,
    };
    let kind = RankKind::Cardinal { is_bound: false, is_definite: true };
    Found { kind, gender, governor: Governor::Words(place) }
}

/// `هذا الفوز هو الخامس له هنا، والـ16 في مسيرته`: the gender of the ordinal some words before that the number here is joined
/// to. `الثاني` is more often of a month, of a king or of a half.
fn joined_to_ordinal(place: Cursor) -> Option<Gender> {
    const REACH: usize = 10;
    const ORDINALS: [&str; 8] = ["ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر"];
    place.proclitic().filter(|proclitic| proclitic.starts_with('و'))?;
    let mut words = place.start().backwards().take(REACH).take_while(|sign| !sign.is(".")).filter_map(Cursor::word);
    words.find_map(|word| {
        let stem = word.strip_prefix("ال")?;
        let masculine = stem.strip_suffix('ة').unwrap_or(stem);
        let is_feminine = stem.ends_with('ة');
        let gender = if is_feminine { Gender::Feminine } else { Gender::Masculine };
        ORDINALS.contains(&masculine).then_some(gender)
    })
}

/// `في الجولة 12`: an ordinal without an article before its digits.
fn after_noun<'t>(place: Cursor<'t>, numeral: &Numeral<'t>, value: u64) -> Option<Found<'t>> {
    let end = numeral.end;
    // المحطة 200kWh: measured and not ranked.
    if !numeral.amount.is_plain() || is_measured(end) && !is_period(end) {
        return None;
    }
    if let Some(found) = after_definite_plural(place, end, value).or_else(|| after_ruler(place, end, value)) {
        return Some(found);
    }
    if let Some(found) = after_seeded(place, numeral, value) {
        return Some(found);
    }
    // في سن 17: the year of age that somebody is in.
    let is_age = matches!(place.said_before(), "سن" | "السن");
    let is_counted = end.word().is_some_and(nouns::is_known);
    if is_age && !is_counted && (3..100).contains(&value) && end.joined_number().is_none() {
        return Some(Found::ordinal(Gender::Feminine, Governor::Fixed(Case::Genitive)));
    }
    // في 34 من عمره
    let is_life = |life: &str| life == "العمر" || clitics::without_pronoun(life).unwrap_or(life) == "عمر";
    let is_of_life = end.is("من") && end.ahead(1).word().is_some_and(is_life);
    if is_of_life && place.said_before() == "في" && place.proclitic().is_none() && (3..120).contains(&value) {
        return Some(Found::ordinal(Gender::Feminine, Governor::Preposition));
    }
    if let Some(found) = in_world(place, end, value) {
        return Some(found);
    }
    if is_minute_of_list(place) && (1..=130).contains(&value) {
        return Some(Found::ordinal(Gender::Feminine, Governor::Fixed(Case::Genitive)));
    }
    let (noun, singular) = ranked_before(place)?;
    if is_today(noun, end, value) {
        return None;
    }
    // What is counted after the number has it: في الجولة 3 أهداف; but الدقيقة 5 تسديدة counts none.
    let counts = end
        .counted_noun()
        .is_some_and(|noun| nouns::is_known(noun) && !((3..=10).contains(&value) && nouns::plural(noun).is_some()));
    // حضر الجلسة 33 من الرؤساء
    let whole = end.ahead(1).word().and_then(|whole| whole.strip_prefix("ال"));
    let counts = counts || end.is("من") && whole.is_some_and(nouns::is_person);
    // دخل المباراة (56) ألف جنيه
    let is_scaled = end.is(")") && scale(end.ahead(1)).is_some();
    if value == 0 || value > 999 || numeral.amount.digits.len() > 3 || counts || is_scaled {
        return None;
    }
    let gender = nouns::gender(&singular);
    // Articles of law beyond a hundred are said by their number.
    if value >= 100 && !value.is_multiple_of(100) {
        let kind = RankKind::Cardinal { is_bound: false, is_definite: false };
        return Some(Found { kind, gender, governor: Governor::Fixed(Case::Genitive) });
    }
    Some(Found::ordinal(gender, Governor::NounAsGoverned(noun)))
}

/// `اعتقلت القوات اليوم 14 فلسطينيا`: beside a verb the day is today, and the number counts what the ending after it shows to
/// be counted.
fn is_today(day: Cursor, end: Cursor, value: u64) -> bool {
    let follows_preposition =
        day.back(1).word().is_some_and(|word| governors::particle(word) == Some(Particle::Genitive));
    let is_adverb = day.is("اليوم") && day.back(1).is_arabic() && !follows_preposition;
    let counts = end.counted_noun().is_some_and(|noun| {
        let is_singular = value > 10 && noun.chars().count() > 3 && noun.ends_with('ا') && !List::PartsOfDay.has(noun);
        is_singular || (3..=10).contains(&value) && nouns::is_plural_by_shape(noun)
    });
    is_adverb && counts
}

/// `خلال الأشهر 12 المقبلة`: between a definite plural and its adjective the number has the article that was not printed.
fn after_definite_plural<'t>(place: Cursor<'t>, end: Cursor<'t>, value: u64) -> Option<Found<'t>> {
    let (noun, word) = place.word_before().filter(|(noun, _)| noun.ahead(1).is_at(place))?;
    let is_adjective = |next: &str| {
        let stem = next.strip_prefix("ال").filter(|stem| stem.ends_with('ة'));
        stem.is_some_and(|stem| stem.chars().count() >= 4 && !nouns::is_known(stem))
    };
    (value >= 3 && Analysis::of(word).article && end.word().is_some_and(is_adjective)).then_some(())?;
    let head = head(place).filter(|head| head.is_plural && head.place.is_at(noun))?;
    Some(Found::cardinal(nouns::gender(&head.word), Governor::Noun(head.place)))
}

/// `الملك هنري 8`, `رمسيس 2`: which of the rulers of that name.
fn after_ruler<'t>(place: Cursor<'t>, end: Cursor<'t>, value: u64) -> Option<Found<'t>> {
    if !(2..=23).contains(&value) || place.proclitic().is_some() || !place.is_spaced() {
        return None;
    }
    // لويس 14 ملك فرنسا: after eleven and more, what is counted would be in the accusative.
    let is_counted = end
        .counted_noun()
        .is_some_and(|noun| nouns::is_known(noun) && value > 2 && (value < 11 || noun.ends_with(['ا', 'ة'])));
    let (before, name) = place.word_before().filter(|(before, _)| before.ahead(1).is_at(place) && !is_counted)?;
    let title = before.said_before();
    let has_title = List::TitlesOfRulers.has_stem(title) && !name.starts_with("ال");
    // Names that others bear too need the title: جورج 8 might be anybody's eight.
    let is_told = has_title || List::RulersAlone.has(name);
    let is_name = List::Rulers.has(name) || has_title && !nouns::is_known(name);
    let is_woman = title.contains("ملكة") || title.contains("إمبراطورة");
    let gender = if is_woman { Gender::Feminine } else { Gender::Masculine };
    (is_told && is_name).then(|| Found::ordinal(gender, Governor::Unsure(before)))
}

/// `مالك الجزيري (49 عالميا)`: the place in a ranking, in brackets after a name.
fn in_world<'t>(place: Cursor<'t>, end: Cursor<'t>, value: u64) -> Option<Found<'t>> {
    let is_ranking = place.back(1).is("(") && end.word().is_some_and(|word| List::WorldRankings.has(word));
    let is_of_woman = |word: &str| word.starts_with("ال") && word.ends_with('ة') || given_names::is_feminine(word);
    let is_woman = || place.backwards().take(6).filter_map(Cursor::word).any(is_of_woman);
    (is_ranking && (1..=999).contains(&value)).then(|| {
        let gender = if is_woman() { Gender::Feminine } else { Gender::Masculine };
        Found::ordinal(gender, Governor::Fixed(Case::Nominative))
    })
}

/// `في الدقائق 3 ، 16 (ضربة جزاء) و51`: whether the number is one of several minutes of play.
fn is_minute_of_list(place: Cursor) -> bool {
    const LONGEST_LIST: usize = 16;
    let mut in_bracket = false;
    for before in place.backwards().take(LONGEST_LIST) {
        match before.text() {
            ")" => in_bracket = true,
            "(" => in_bracket = false,
            "،" | "," | "و" => {}
            _ if in_bracket || before.is_number() => {}
            // (د.4 و27)
            "." if before.back(1).is("د") => {}
            "د" => {
                return before.back(1).is("(")
                    && is_one_of_list(before.ahead(1 + usize::from(before.ahead(1).is("."))));
            }
            // في الدقائق 12 و40 و77: of several the words need not speak of sport.
            _ => return before.word() == Some("الدقائق") && (is_sport(before) || is_one_of_list(before.ahead(1))),
        }
    }
    false
}

/// Whether a list of numbers and nothing that they count begins here.
fn is_one_of_list(first: Cursor) -> bool {
    let ends = |end: Cursor| !end.is_printed() || end.is_sign() || end.counted_noun().is_none();
    let mut end = first.ahead(1);
    let mut n_more = 0;
    while let Some(next) = end.joined_number().filter(|_| end.is_any(&["و", "،"])) {
        n_more += 1;
        end = next.ahead(1);
    }
    first.is_number() && n_more > 0 && ends(end)
}

/// `المصنفة 9 عالميا`: the place that somebody has in a ranking.
fn after_seeded<'t>(place: Cursor<'t>, numeral: &Numeral<'t>, value: u64) -> Option<Found<'t>> {
    let (seeded, word) = place.word_before()?;
    let gender = match stem(word) {
        "مصنف" => Gender::Masculine,
        "مصنفة" => Gender::Feminine,
        _ => return None,
    };
    let counts = numeral.end.counted_noun().is_some_and(nouns::is_known);
    let is_rank = Analysis::of(word).article && !counts && (1..=999).contains(&value);
    let governor = || Governor::NounAsGoverned(described(seeded).unwrap_or(seeded));
    (is_rank && numeral.amount.digits.len() <= 3).then(|| Found::ordinal(gender, governor()))
}

/// `على الأسترالي (الشوط الثاني) المصنف 69`: the definite word that the one here describes, past a bracket, whose case it
/// has.
fn described(participle: Cursor) -> Option<Cursor> {
    const LONGEST_BRACKET: usize = 8;
    let mut before = participle.back(1);
    if before.is(")") {
        before = before.backwards().take(LONGEST_BRACKET).find(|sign| sign.is("("))?.back(1);
    }
    // أمام يوجني المصنف ال24: a name is definite by itself.
    let is_definite = |word: &str| {
        Analysis::of(word).article
            || !nouns::is_known(word) && !governors::governs(word) && governors::is_name_like(word)
    };
    before.word().is_some_and(is_definite).then_some(before)
}

/// A number that is told to rank; it agrees with the noun before it.
pub(crate) fn told(place: Cursor, value: u64) -> Match {
    let noun = place.word_before().filter(|(_, word)| !is_particle(word));
    let (gender, governor) = match noun {
        Some((noun, word)) => {
            let stem = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(word);
            (nouns::gender(stem), Governor::Unsure(noun))
        }
        None => (Gender::Masculine, Governor::Unsure(place)),
    };
    let (kind, source) = (RankKind::Ordinal, place.source(1));
    let rank = Rank { value, kind, gender, source, era: None, other: None, added: None };
    Match::new(1, Semiotic::Rank(rank), governor)
}

/// Whether what follows a rank is a letter that is also a part of the day or an era: `الساعة 5 م`.
fn is_period(place: Cursor) -> bool {
    place.is_any(&["م", "ص", "ه", "ق", "د", "س"])
}

/// The definite noun of the list before the number, past one adjective (`الدورة العادية 46`), or before the number that
/// this one is joined to (`المادتين 5 و6`); and its singular.
fn ranked_before(place: Cursor) -> Option<(Cursor, String)> {
    let is_definite = |word: &str| Analysis::of(word).article;
    if let Some((noun, word)) = place.word_before().filter(|(_, word)| !matches!(*word, "أو" | "او")) {
        // في نسختها 13
        if is_possessed_edition(word) {
            return Some((noun, stem(word).to_owned()));
        }
        if place.proclitic().is_some_and(|proclitic| proclitic != "و") || !is_definite(word) {
            return None;
        }
        let nearest = stem(word);
        // المجموعة 5 of a tournament.
        if nearest == "مجموعة" {
            return Some((noun, nearest.to_owned()));
        }
        // الدور 5 is a floor; الدور 16 of a cup is of sixteen.
        let is_floor = nearest == "دور" && !is_sport(place);
        if is_named_by_number(nearest) || is_floor {
            return Some((noun, nearest.to_owned()));
        }
        if let Some(singular) = singular_of_dual(nearest).filter(|singular| is_named_by_number(singular)) {
            return Some((noun, singular));
        }
        let (before, head) = noun.word_before()?;
        let is_war = nearest == "عالمية" && stem(head) == "حرب";
        let is_head = is_war || is_named_by_number(stem(head));
        let agrees = nearest.ends_with(['ة', 'ي']) && is_definite(head) && is_head;
        return agrees.then(|| (before, stem(head).to_owned()));
    }
    let start = place.start();
    // الفقرة (1) أو (2)
    if let Some(first) = ranked_with_or(place) {
        return ranked_before(first);
    }
    // المادتين 5 و6, الدقيقتين 45+1 و79.
    let closed = start.back(usize::from(start.back(1).is(")")));
    let mut before = closed.back(1);
    if start.is_at(place) || !before.is_number() {
        return None;
    }
    if added::minutes(before.back(1)).is_some() {
        before = before.back(2);
    }
    let (noun, word) = before.word_before()?;
    let singular = singular_of_dual(stem(word)).filter(|singular| is_named_by_number(singular))?;
    Some((noun, singular))
}

/// `البند 3 أو 4`: the number that one is joined to by `أو`; `المادة 12 و13 أو 14`: by و, where أو goes on.
fn ranked_with_or(place: Cursor) -> Option<Cursor> {
    let is_or = |word: Cursor| word.is_any(&["أو", "او"]);
    let before = place.start().back(1);
    let joint = before.back(usize::from(before.is("(")));
    let goes_on = place.proclitic() == Some("و") && is_or(place.ahead(1)) && place.ahead(2).is_number();
    let first = match is_or(joint) {
        true => joint.back(1 + usize::from(joint.back(1).is(")"))),
        false if goes_on => place.start().back(1),
        false => return None,
    };
    first.is_number().then_some(first)
}

/// `نسختها`, `دورته`: an edition with a pronoun.
fn is_possessed_edition(word: &str) -> bool {
    let word = word.trim_start_matches(['و', 'ل', 'ب']);
    let rest = ["نسخت", "دورت", "طبعت"].iter().find_map(|stem| word.strip_prefix(stem));
    matches!(rest, Some("ه" | "ها" | "هم"))
}

/// Nouns that numbers rank, but for those that number things more often than they rank them; without an article before
/// the number these take a cardinal.
fn is_named_by_number(stem: &str) -> bool {
    is_ranked(stem) && !List::CountedRatherThanRanked.has(stem)
}

#[cfg(test)]
mod tests;
