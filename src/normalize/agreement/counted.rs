//! What a number counts, and so the gender that it agrees with.

use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Gender;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::{aside, money, topic, unit};
use crate::normalize::semiotic::Counted;

/// The gender of what a number that ends here counts: the noun after it, or after the numbers that are joined to it
/// (`بين 10 و12 سنة`).
pub(crate) fn gender_after(end: Cursor) -> Option<Gender> {
    after(end, 0).map(|(gender, _)| gender)
}

/// The same, for a number whose noun stands beside it or beside what is joined to it.
pub(crate) fn counted_after(end: Cursor) -> Counted {
    gender_after(end).map_or(Counted::Nothing, Counted::Printed)
}

/// What the number here counts, wherever it is printed.
pub(crate) fn counted(place: Cursor, numeral: &Numeral) -> Counted {
    // 3 أسرة are beds (أَسِرَّة, of سرير): three families would be أسر.
    let is_plural = numeral.amount.integer().is_some_and(|integer| (3..=10).contains(&(integer % 100)));
    if is_plural && numeral.end.word() == Some("أسرة") {
        return Counted::Printed(Gender::Masculine);
    }
    // (17) سليم زيد، تاريخ المدن: the number of a note.
    if place.back(1).is("(")
        && place.back(1).is_first()
        && numeral.end.is(")")
        && !numeral.end.ahead(1).word().is_some_and(nouns::is_known)
    {
        return Counted::Nothing;
    }
    // و(2) طباعة: one and two count nothing that follows them; but عدد (1) سيارة.
    let is_first_or_second = numeral.amount.integer().is_some_and(|value| value < 3);
    let is_item = place.back(1).is("(") && numeral.end.is(")") && is_first_or_second;
    if is_item && !place.back(2).is("عدد") {
        return Counted::Nothing;
    }
    // القاعة رقم 7 من: a number that names counts nothing.
    if is_code_of_message(place, numeral.end) {
        return Counted::Nothing;
    }
    // تصل إلى 38 بأقصى الجنوب: what begins with a preposition is counted by nothing.
    let is_phrase = numeral.end.word().is_none_or(|word| word.starts_with('ب') && !nouns::is_known(word));
    if is_phrase && are_degrees(place, numeral.end) {
        return Counted::Apart(Gender::Feminine);
    }
    match after(numeral.end, 0) {
        // 9 آخرين: an adjective, which is bound to nothing.
        Some((gender, true)) if numeral.end.is_any(&["آخرين", "آخرون", "أخرى", "أخريات"]) => {
            Counted::Apart(gender)
        }
        Some((gender, true)) => Counted::Printed(gender),
        Some((gender, false)) => Counted::Apart(gender),
        None => partitive(numeral.end)
            .or_else(|| before(place))
            .or_else(|| are_degrees(place, numeral.end).then_some(Gender::Feminine))
            .or_else(|| are_points(place, numeral.end).then_some(Gender::Feminine))
            .or_else(|| are_matches(place, numeral.end).then_some(Gender::Feminine))
            .map_or(Counted::Nothing, Counted::Apart),
    }
}

/// `رقم 7 من`, `أرسل الرمز 160 مسافة`, `رسالة إلى 88548 الاتصالات أو 738303 زين`: a number that names, or that is sent to.
fn is_code_of_message(place: Cursor, end: Cursor) -> bool {
    const REACH: usize = 16;
    let said = place.said_before();
    if matches!(said, "رقم" | "برقم") {
        return true;
    }
    let names = || clitics::stems(said).any(|stem| matches!(stem, "رمز" | "كود" | "رقم"));
    let is_long = || place.text().len() > 3 && !end.counted_noun().is_some_and(nouns::is_known);
    let is_sent = || {
        let mut near = place.backwards().take(REACH).filter_map(Cursor::word);
        near.any(|word| matches!(clitics::without_conjunction(word), "أرسل" | "ارسل" | "رسالة" | "إرسال" | "ارسال"))
    };
    let is_definite = ["ال", "بال", "لل"].iter().any(|article| said.starts_with(article));
    is_definite && names() || is_long() && is_sent()
}

/// `رفع الفريق رصيده إلى 57`: what a side has in store is points.
fn are_points(place: Cursor, end: Cursor) -> bool {
    let has_store =
        |word: &str| clitics::stems(clitics::without_pronoun(word).unwrap_or(word)).any(|stem| stem == "رصيد");
    let mut near = place.start().backwards().take(4).take_while(|part| part.is_arabic()).filter_map(Cursor::word);
    near.any(has_store) && end.counted_noun().is_none_or(|noun| !nouns::is_known(noun)) && topic::is_sport(place)
}

/// `والتعادل في 7 وخسارة لقاءين`: what is won, drawn or lost in a number is matches.
fn are_matches(place: Cursor, end: Cursor) -> bool {
    let result = place.start().back(2).word().map(clitics::without_conjunction);
    let is_few = place.value().is_some_and(|value| (3..=99).contains(&value)) && place.text().len() <= 2;
    let goes_on =
        !end.is_printed() || end.is_any(&[".", "،", "و"]) || end.word().is_some_and(|word| word.starts_with('و'));
    is_few
        && goes_on
        && place.said_before() == "في"
        && place.proclitic().is_none()
        && matches!(result, Some("التعادل" | "الفوز" | "الخسارة" | "الهزيمة" | "تعادل" | "فاز" | "خسر" | "انتصر"))
}

/// `تصل إلى 38 بأقصى الجنوب`: degrees that are told by those before them, in a sentence on the weather.
fn are_degrees(place: Cursor, end: Cursor) -> bool {
    let said = place.said_before();
    // وفي العقبة 19 و12: the greater and the lesser of the day.
    let joined = end.ahead(1);
    let is_pair = end.is("و") && joined.is_number() && joined.value() < place.value() && topic::is_heat(place);
    let is_reached =
        is_pair || List::ReachedDegrees.has(said) || said.ends_with("حدود") || place.proclitic() == Some("و");
    let goes_on = !end.is_printed()
        || end.is_any(&[".", "،", "و"])
        || end.is_arabic() && end.text().starts_with(['ب', 'ف', 'و', 'ل']);
    let ends_number = |noun: &Cursor| noun.back(1).is_number() && !noun.is_number() && !noun.is("و");
    // والأغوار 19 و13 والجنوبية: the names of places between count nothing.
    let counts = |noun: &Cursor| ends_number(noun) && (!noun.text().starts_with('و') || !topic::is_heat(place));
    let are_named = || {
        const REACH: usize = 60;
        let before = place.backwards().take(REACH).find(counts);
        before.is_some_and(|noun| matches!(noun.word(), Some("درجة" | "درجات")) || noun.is("°"))
    };
    is_reached && goes_on && are_named()
}

/// `ساهم سامي بـ15 نقطة ونبيل بـ10.`: what the number before counts that has the same preposition, where nothing follows this
/// one.
fn of_the_same_list(place: Cursor) -> Option<Gender> {
    const REACH: usize = 8;
    let end = place.ahead(1);
    let ends = !end.is_printed() || end.is_any(&[".", "،", "؛"]) && end.ahead(1).is_word_end();
    let is_listed = |number: &Cursor| number.is_number() && number.proclitic() == Some("ب");
    let goes_on = |part: &Cursor| !part.is(".") && !part.is(":");
    let mut before = place.start().backwards().take(REACH).take_while(goes_on);
    let first =
        before.find(|number| number.is_number()).filter(|first| is_listed(&place) && ends && is_listed(first))?;
    counted_at(first.ahead(1)).map(nouns::gender)
}

/// The gender of the noun after a number, past numbers that are joined to it, and whether the noun follows at once.
fn after(end: Cursor, depth: usize) -> Option<(Gender, bool)> {
    if let Some((unit, _)) = unit::after(end) {
        return Some((unit.gender, true));
    }
    if let Some((currency, _)) = money::after(end) {
        return Some((currency.noun.gender, true));
    }
    if let Some(word) = end.counted_noun() {
        // آخرون, كبار stand for people; gender follows the same rules.
        return Some((nouns::gender(word), true));
    }
    if let Some(word) = aside::noun_between_strokes(end) {
        return Some((nouns::gender(word), true));
    }
    if depth > 3 {
        return None;
    }
    let numeral = numeral::parse(end.joined_number()?)?;
    // What has a scale is counted by its scale, and the number before it shares that: بين ثلاثة وخمسة ملايين.
    if numeral.amount.scale.is_some() {
        return Some((Gender::Masculine, false));
    }
    after(numeral.end, depth + 1).map(|(gender, _)| (gender, false))
}

/// `10 من المقاتلين`, `3 منهن`: what the number is part of.
fn partitive(end: Cursor) -> Option<Gender> {
    match end.word()? {
        "منهن" | "بينهن" | "أخريات" => return Some(Gender::Feminine),
        "منها" => return counted_last(end),
        "من" => {}
        _ => return None,
    }
    let mut whole = end.ahead(1);
    // من أصل 12 دولة, من بين السيدات, من كبار.
    while whole.word().is_some_and(|word| List::BeforeWhole.has(word)) {
        whole = whole.ahead(1);
    }
    if whole.is_number() {
        return gender_after(numeral::parse(whole)?.end);
    }
    // 16 من قوات البيشمركة: men of the forces.
    let word = whole.word()?;
    let is_force = List::Forces.has(word.strip_prefix("ال").unwrap_or(word));
    Some(if is_force { Gender::Masculine } else { nouns::gender(word) })
}

/// `خاض 9 مباريات انتهت 4 منها`: what the last number before counts, of which this one is a part.
fn counted_last(end: Cursor) -> Option<Gender> {
    const REACH: usize = 24;
    let part = end.back(1);
    let mut wholes = part.backwards().take(REACH).take_while(|place| !place.is(".") || place.is_glued());
    let whole = wholes.find(|place| {
        let counts = numeral::parse(*place).is_some_and(|numeral| counted_at(numeral.end).is_some());
        place.is_number() && counts
    })?;
    counted_at(numeral::parse(whole)?.end).map(nouns::gender)
}

fn counted_at(end: Cursor<'_>) -> Option<&str> {
    end.counted_noun().filter(|noun| nouns::is_known(noun))
}

/// `السيارات الـ5`, `بـ45 نقطة مقابل 43`: what was counted before.
fn before(place: Cursor) -> Option<Gender> {
    if let Some(gender) = of_the_same_list(place) {
        return Some(gender);
    }
    let (found, word) = place.word_before()?;
    if place.has_article() && word.starts_with("ال") {
        return Some(nouns::gender(word));
    }
    let joins = matches!(word, "مقابل" | "إلى" | "أصل" | "بدل" | "عوض" | "أو") || place.proclitic() == Some("و");
    if !joins {
        return None;
    }
    // The number before, a few words back, and its noun.
    let number = found.ahead(1).backwards().take(6).find(|before| before.is_number())?;
    let noun = number.ahead(1).counted_noun()?;
    (nouns::is_known(noun) || noun.ends_with('ة')).then(|| nouns::gender(noun))
}
