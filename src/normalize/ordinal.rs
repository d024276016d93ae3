//! Numbers that rank: `القرن الـ19`, `في الجولة 12`, `للمرة الـ100`; and counted nouns with the article before their
//! number: `السنوات الـ10`, `مجموعة الـ20`, `خلال الـ24 ساعة`.
//!
//! After a singular a definite number is an ordinal, which agrees with it in gender and case; after a plural it is a
//! definite cardinal. Which nouns are followed by an ordinal without any article (`المركز 3`) is a list.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::numeral::{self, Numeral};
use super::{Options, Rule, cardinal, context, currency, noun, score, unit};

/// Reads a number with the article, or after a noun that is ranked by numbers.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    if let Some(reading) = minute_of_play(lexemes, at) {
        return Some(reading);
    }
    let numeral = numeral::parse(lexemes, at)?;
    if numeral.fraction.is_some() || numeral.has_leading_zero() {
        return None;
    }
    let has_article = context::proclitic(lexemes, at).is_some_and(context::has_article);
    let words = if has_article { with_article(lexemes, at, &numeral)? } else { after_noun(lexemes, at, &numeral)? };
    let source = span(lexemes, at..numeral.next);
    let mut spoken: Vec<Spoken> = Spoken::words(words, Rule::Ordinal, &source).collect();
    let mut consumed = numeral.next - at;
    // القرن 5 هـ: the century agrees with its era; القرن 3 هـ / 9 م has two.
    let is_century = context::word_before(lexemes, at).is_some_and(|(_, word)| stem(&word) == "قرن");
    if let Some((adjective, taken)) = era_of_century(lexemes, numeral.next).filter(|_| is_century) {
        spoken.extend(Spoken::words([adjective.to_owned()], Rule::Ordinal, &lexemes[numeral.next].source));
        consumed += taken;
        let second = at + consumed + 1;
        if lexemes.get(second - 1).is_some_and(|sign| matches!(sign.text.as_str(), "/" | "-" | "–"))
            && let Some(value) = super::year::digits(lexemes, second, 1..=2)
            && let Some((adjective, taken)) = era_of_century(lexemes, second + 1)
        {
            let mut words = number::ordinal(value, Gender::Masculine, Case::Genitive, false);
            words.push(adjective.to_owned());
            spoken.extend(Spoken::words(words, Rule::Ordinal, &span(lexemes, second..second + 1 + taken)));
            consumed += 2 + taken;
        }
    }
    if let Some(extra) = added_time(lexemes, numeral.next) {
        spoken.extend(extra);
        consumed += 2;
    }
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// The era printed at `at`, after a century, and how many lexemes it takes.
pub(super) fn era_of_century(lexemes: &[Lexeme], at: usize) -> Option<(&'static str, usize)> {
    let adjective = match lexemes.get(at)?.text.as_str() {
        "ه" | "هج" => "الْهِجْرِيّ",
        "م" => "الْمِيلَادِيّ",
        _ => return None,
    };
    let goes_on = lexemes.get(at + 1).is_some_and(|stop| stop.text == "." && !stop.spaced)
        && lexemes.get(at + 2).is_some_and(|next| !next.spaced && next.kind == Kind::Arabic);
    (!goes_on).then_some((adjective, 1))
}

/// `الدقيقة 90+3`: the minutes added to a minute of play that ends before `at`.
pub(super) fn added_time(lexemes: &[Lexeme], at: usize) -> Option<Vec<Spoken>> {
    lexemes.get(at).filter(|plus| plus.text == "+" && !plus.spaced)?;
    let extra = lexemes.get(at + 1).filter(|l| l.kind == Kind::Number && l.text.len() <= 2)?;
    let mut words = vec!["زَائِد".to_owned()];
    words.extend(number::cardinal(extra.text.parse().ok()?, Form::plain(Case::Genitive)));
    Some(Spoken::words(words, Rule::Ordinal, &span(lexemes, at..at + 2)).collect())
}

/// `(45')`, `90+2'`: a minute of play by its sign.
fn minute_of_play(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let number = lexemes.get(at).filter(|number| number.kind == Kind::Number && number.text.len() <= 3)?;
    let extra = added_time(lexemes, at + 1);
    let sign = at + 1 + if extra.is_some() { 2 } else { 0 };
    let is_marked = lexemes.get(sign).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "'" | "′"));
    let ends = lexemes.get(sign + 1).is_none_or(|next| next.spaced || matches!(next.text.as_str(), ")" | "،" | "."));
    let value = number.text.parse().ok().filter(|minute| (1..=130).contains(minute))?;
    if !is_marked || !ends || at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.text == "°") {
        return None;
    }
    // الدقيقة 71': the word is there.
    let is_said = context::word_before(lexemes, at).is_some_and(|(_, word)| word.contains("دقيق"));
    let mut words = if is_said { Vec::new() } else { vec!["الدَّقِيقَة".to_owned()] };
    words.extend(number::ordinal(value, Gender::Feminine, Case::Genitive, false));
    let mut spoken: Vec<Spoken> = Spoken::words(words, Rule::Ordinal, &number.source).collect();
    spoken.extend(extra.into_iter().flatten());
    Some(Reading { consumed: sign + 1 - at, spoken, notes: Vec::new() })
}

/// `الـN`: an ordinal, or a definite cardinal.
fn with_article(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<Vec<String>> {
    let value = numeral.integer()?;
    let (case, sure) = context::case(lexemes, at);
    let cardinal = |gender: Gender, case: Case| {
        number::cardinal(value, Form { gender, case, construct: false, definite: true, sure: false })
    };
    let head = head(lexemes, at);
    // خلال الـ24 ساعة الماضية, الـ3 أشهر الأولى: counted by the noun after it.
    if numeral.scale.is_none()
        && let Some(noun) = context::counted_noun(lexemes, numeral.next)
        && noun::is_known(&noun)
        && !head.as_ref().is_some_and(|head| head.is_ranked)
    {
        let form = Form { gender: noun::gender(&noun), case, construct: true, definite: true, sure };
        return Some(number::cardinal(value, form));
    }
    if numeral.scale.is_some() {
        return Some(cardinal(Gender::Masculine, case));
    }
    let Some(head) = head else {
        return Some(without_head(lexemes, at, value, numeral.next, case, sure));
    };
    match head.word.as_str() {
        // The group of the seven, of the twenty: of states.
        "مجموعة" | "لمجموعة" | "بمجموعة" | "ومجموعة" | "قمة" | "دول" if !head.is_definite =>
        {
            return Some(cardinal(Gender::Feminine, Case::Genitive));
        }
        // The round of the last sixteen: of teams.
        "دور" => return Some(cardinal(Gender::Masculine, Case::Genitive)),
        "سن" | "السن" => return Some(number::ordinal(value, Gender::Feminine, Case::Genitive, false)),
        "سنوات" | "أعوام" | "فترة" | "حقبة" | "عقد" | "جيل" if value % 10 == 0 && (20..=90).contains(&value) =>
        {
            let ten = usize::try_from(value / 10).ok().and_then(|ten| DECADES.get(ten))?;
            return Some(vec![number::definite(ten)]);
        }
        _ => {}
    }
    if head.is_plural {
        return Some(cardinal(noun::gender(&head.word), head.case));
    }
    if value > 999 {
        return Some(cardinal(Gender::Masculine, head.case));
    }
    Some(number::ordinal(value, head.gender, head.case, false))
}

/// `في الـ18 من عمره`, `الـ11 الأساسيون`.
fn without_head(lexemes: &[Lexeme], at: usize, value: u64, next: usize, case: Case, sure: bool) -> Vec<String> {
    let of = context::word(lexemes, next).as_deref() == Some("من");
    let what = context::word(lexemes, next + 1).unwrap_or_default();
    let is_age = of && (what.starts_with("عمر") || what.starts_with("العمر"));
    let is_ranking = of && matches!(what.as_str(), "نوعه" | "نوعها" | "شهر" | "الشهر" | "هذا")
        || context::word(lexemes, at + 1).as_deref() == Some("على");
    if (is_age || is_ranking) && value <= 999 {
        let gender = if is_age || what == "نوعها" { Gender::Feminine } else { Gender::Masculine };
        return number::ordinal(value, gender, case, sure);
    }
    let gender = context::word(lexemes, next).map_or(Gender::Masculine, |word| match word.starts_with("ال") {
        true => noun::gender(&word),
        false if of => noun::gender(&what),
        false => Gender::Masculine,
    });
    number::cardinal(value, Form { gender, case, construct: false, definite: true, sure })
}

/// The noun that a definite number belongs to.
struct Head {
    word: String,
    gender: Gender,
    case: Case,
    is_plural: bool,
    /// Whether it has the article itself.
    is_definite: bool,
    /// Whether it is a noun of the list below, so that the number ranks it for certain.
    is_ranked: bool,
}

/// The noun that the definite number at `at` follows: past adjectives, and from the end of an iḍāfa to its head
/// (`ذكرى الاستقلال الـ60`, `رئيس الولايات المتحدة الـ45`).
fn head(lexemes: &[Lexeme], at: usize) -> Option<Head> {
    let Some((index, nearest)) = context::word_before(lexemes, at) else {
        // القرنين الـ19 والـ20: the head of the number before.
        let before = context::start(lexemes, at).checked_sub(1)?;
        let is_number = lexemes.get(before).is_some_and(|lexeme| lexeme.kind == Kind::Number);
        return if is_number { head(lexemes, before) } else { None };
    };
    let is_joined = context::proclitic(lexemes, at).is_some_and(|proclitic| proclitic.starts_with('و'));
    let nearest_stem = stem(&nearest);
    if is_particle(&nearest) && !is_joined {
        return None;
    }
    let make = |index: usize, word: &str, is_ranked: bool| Head {
        word: word.to_owned(),
        gender: noun::gender(word),
        case: match context::word(lexemes, index) {
            // The noun itself shows that it is oblique.
            Some(printed) if printed.ends_with("ين") && is_plural(&printed) => Case::Genitive,
            _ => case_of(lexemes, index),
        },
        is_plural: !is_ranked && is_plural(word),
        is_definite: context::word(lexemes, index)
            .is_some_and(|printed| printed.contains("ال") || printed.contains("لل")),
        is_ranked,
    };
    if is_ranked(&nearest_stem) {
        return Some(make(index, &nearest_stem, true));
    }
    // People in `ين` are a plural: اللاعبين الـ23.
    let is_person = |noun: &String| matches!(noun.as_str(), "لاعب" | "وزير" | "عضو" | "رئيس");
    if let Some(singular) = singular_of_dual(&nearest_stem).filter(|noun| is_ranked(noun) && !is_person(noun)) {
        return Some(make(index, &singular, true));
    }
    // An indefinite head some words to the left: عيد ميلاده, ذكرى تأسيس الجمهورية.
    let mut cursor = index;
    for _ in 0..5 {
        let Some((before, word)) = context::word_before(lexemes, cursor).filter(|_| cursor > 0) else { break };
        let adjacent = before + 1 == context::start(lexemes, cursor);
        if !adjacent || is_particle(&word) {
            break;
        }
        let stem = stem(&word);
        // عقد المجلس جلسته الـ16: the verb is written as the decade is.
        if is_ranked(&stem) && !matches!(stem.as_str(), "سنة" | "عام" | "عقد") {
            return Some(make(before, &stem, true));
        }
        cursor = before;
    }
    if context::one_of(&nearest, "مجموعة لمجموعة قمة سن دول سنوات أعوام فترة حقبة عقد جيل")
    {
        return Some(make(index, &nearest, false));
    }
    if nearest_stem.trim_start_matches(['ل', 'ب', 'و']) == "دور" && !nearest.contains("ال") {
        return Some(make(index, "دور", false));
    }
    // دول الخليج الـ6, لاعبي المنتخب الـ23: the plural that the definite noun belongs to is what is counted.
    if nearest.starts_with("ال")
        && !is_plural(&nearest_stem)
        && let Some((before, word)) = context::word_before(lexemes, index)
        && before + 1 == index
        && let Some(plural) = plural_in_construct(&word)
    {
        return Some(Head { is_plural: true, ..make(before, &plural, false) });
    }
    // An adjective: its noun stands before it and shows the number.
    if nearest.starts_with("ال")
        && let Some((before, word)) = context::word_before(lexemes, index)
        && (word.starts_with("ال") || word.starts_with("لل") || word.starts_with("بال"))
        && is_plural(&stem(&word))
        && nearest.ends_with('ة')
    {
        return Some(make(before, &stem(&word), false));
    }
    if context::case(lexemes, at) == (Case::Genitive, true) && !nearest.contains("ال") {
        return None;
    }
    Some(make(index, &nearest_stem, false))
}

/// The plural that stands before its genitive (`دول`, `لاعبي`, with a preposition or not), in its full form.
fn plural_in_construct(word: &str) -> Option<String> {
    let candidates = [Some(word), word.strip_prefix(['ل', 'ب', 'و', 'ك', 'ف'])];
    candidates.into_iter().flatten().find_map(|word| {
        let full = match word.strip_suffix('ي').or_else(|| word.strip_suffix('و')) {
            Some(stem) => format!("{stem}ين"),
            None => word.to_owned(),
        };
        (noun::is_known(&full) && is_plural(&full) && !full.starts_with("ال")).then_some(full)
    })
}

/// The case of the noun at `index`: that of its own article's preposition, or what the words before it ask for.
fn case_of(lexemes: &[Lexeme], index: usize) -> Case {
    let word = context::word(lexemes, index).unwrap_or_default();
    let is_bound = ["لل", "بال", "كال", "ولل", "وبال", "وكال"].iter().any(|prefix| word.starts_with(prefix))
        || (word.starts_with(['ل', 'ب', 'ك']) && is_ranked(word.get(2..).unwrap_or_default()));
    if is_bound { Case::Genitive } else { context::case(lexemes, index).0 }
}

/// The word without conjunction, preposition and article.
fn stem(word: &str) -> String {
    let whole = word;
    let word =
        word.strip_prefix(['و', 'ف']).filter(|rest| rest.starts_with("ال") || rest.starts_with("لل")).unwrap_or(word);
    let word = word.strip_prefix(['ب', 'ك']).filter(|rest| rest.starts_with("ال")).unwrap_or(word);
    let stem = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل")).unwrap_or(word);
    if stem.chars().count() < 2 {
        return whole.to_owned();
    }
    if !is_ranked(stem)
        && let Some(rest) = stem.strip_prefix(['ل', 'ب', 'و', 'ك']).filter(|rest| is_ranked(rest))
    {
        return rest.to_owned();
    }
    stem.to_owned()
}

fn is_particle(word: &str) -> bool {
    let without_conjunction = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    [word, without_conjunction].iter().any(|word| context::one_of(word, PARTICLES))
}

const PARTICLES: &str = "في من إلى على عن حتى منذ خلال بعد قبل بين نحو حوالي مع بأن أن إن كل هذه هذا طيلة طوال ضمن دون فوق عند قرابة أو مقابل لدى";

/// Whether a noun is plural, as far as its shape and a few lists can tell.
fn is_plural(word: &str) -> bool {
    let stem = ["ها", "هم", "ه"].iter().find_map(|pronoun| word.strip_suffix(pronoun));
    // مباراته: the singular of a feminine before a pronoun looks like a plural.
    if stem.and_then(|stem| stem.strip_suffix('ت')).is_some_and(|stem| noun::is_known(&format!("{stem}ة"))) {
        return false;
    }
    let word = stem.unwrap_or(word);
    let letters: Vec<char> = word.chars().collect();
    let by_shape = match letters.as_slice() {
        [_, _, .., 'ا', 'ت'] | [_, _, .., 'و', 'ن'] | [_, _, .., 'ي', 'ن'] => true,
        // أهداف, ألقاب; أسلحة; مدارس, دقائق; صواريخ; وزراء.
        ['أ', _, _, 'ا', _] | ['أ', _, _, _, 'ة'] | [_, _, 'ا', _, _] | [_, _, 'ا', _, 'ي', _] => {
            !matches!(word, "قائمة" | "طائرة" | "إجابة" | "إشارة")
        }
        [_, _, _, 'ا', 'ء'] => true,
        _ => false,
    };
    let is_singular = context::one_of(
        word,
        "حكاية بداية نهاية رواية جائزة قائد قاعدة مقاطعة مباراة مدينة ميدان مقالة معاهدة مبادرة محاولة محافظة مشاركة اللاعب لقاء تأسيس رئيس تعديل معارض",
    ) || (word.ends_with('ة') && !word.starts_with('أ'));
    (by_shape && !is_singular) || PLURALS.split_whitespace().any(|plural| plural == word)
}

const PLURALS: &str = "
    دول مدن أيام رجال جنود نساء شهور أشهر قرون كتب فرق قتلى جرحى ضحايا أسرى مرضى ركاب سكان عمال طلاب طلبة نواب حكام نقاط
    صور جثث قرى نجوم حروف سفن غرف خطط جزر أسر شبان أطباء قضاة قادة سنوات سنين بنوك بيوت لجان شروط بنود فصول أندية أحرف أسهم";

/// Nouns that numbers rank, singular and without article.
fn is_ranked(stem: &str) -> bool {
    RANKED.split_whitespace().any(|ranked| ranked == stem)
}

const RANKED: &str = "
    قرن دورة جولة نسخة طبعة مركز مرتبة دقيقة ذكرى طابق مادة أسبوع يوم مرحلة فصل حلقة دفعة فقرة دائرة مقاطعة صف سنة عام جزء موسم آية بند
    باب لواء فرقة كتيبة فيلق قناة صفحة خط رصيف مستوى درجة شوط محطة قمة مؤتمر اجتماع جلسة هدف مباراة لقب مرة ولاية عيد رئيس ليلة
    شهر عقد ألفية رتبة رقعة بطولة مونديال نهائي حكومة جمهورية مهرجان معرض ملتقى مرسوم تعديل ملحق مجلد حصة ركعة سورة
    عضو لاعب وزير حزمة جيل سباق أسطوانة طلقة ضحية حي منطقة وحدة خلية بروتوكول مليون قسم نوع فئة انتخاب دوري أولمبياد";

/// Nouns of the list above that name things by number more often than they rank them; without an article before the
/// number they take a cardinal.
fn is_ranked_without_article(stem: &str) -> bool {
    is_ranked(stem)
        && !context::one_of(
            stem,
            "عام رئيس عضو لاعب وزير مليون شهر مونديال دوري أولمبياد بطولة مهرجان حي هدف انتخاب حكومة جمهورية سباق مرسوم منطقة ليلة ضحية",
        )
}

/// `في الجولة 12`: an ordinal without an article before its digits.
fn after_noun(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<Vec<String>> {
    let value = numeral.integer().filter(|_| numeral.sign.is_none() && numeral.scale.is_none())?;
    // المحطة 200kWh: measured and not ranked.
    if unit::suffix(lexemes, numeral.next)
        .or_else(|| currency::suffix(lexemes, numeral.next))
        .is_some_and(|_| !is_period(lexemes, numeral.next))
    {
        return None;
    }
    if let Some(words) = after_ruler(lexemes, at, value, numeral.next) {
        return Some(words);
    }
    if let Some(words) = after_seeded(lexemes, at, value, numeral) {
        return Some(words);
    }
    // في سن 17: the year of age that somebody is in.
    let is_age = context::word_before(lexemes, at).is_some_and(|(_, word)| word == "سن" || word == "السن");
    let is_counted = context::word(lexemes, numeral.next).is_some_and(|noun| noun::is_known(&noun));
    if is_age && !is_counted && (3..100).contains(&value) && cardinal::joined_number(lexemes, numeral.next).is_none() {
        return Some(number::ordinal(value, Gender::Feminine, Case::Genitive, false));
    }
    if let Some(words) = in_world(lexemes, at, value, numeral.next) {
        return Some(words);
    }
    if is_minute_of_list(lexemes, at) && (1..=130).contains(&value) {
        return Some(number::ordinal(value, Gender::Feminine, Case::Genitive, false));
    }
    let (index, dual) = ranked_before(lexemes, at)?;
    let word = stem(&context::word(lexemes, index)?);
    let singular = dual.clone().unwrap_or(word);
    if value == 0 || value > 999 || numeral.digits.len() > 3 {
        return None;
    }
    // What is counted after the number has it: في الجولة 3 أهداف.
    if context::counted_noun(lexemes, numeral.next).is_some_and(|noun| noun::is_known(&noun)) {
        return None;
    }
    let gender = noun::gender(&singular);
    // Articles of law beyond a hundred are said by their number.
    if value >= 100 && !value.is_multiple_of(100) {
        return Some(number::cardinal(
            value,
            Form { gender, case: Case::Genitive, construct: false, definite: false, sure: false },
        ));
    }
    Some(number::ordinal(value, gender, case_of(lexemes, index), false))
}

/// `الملك هنري 8`, `رمسيس 2`: which of the rulers of that name.
fn after_ruler(lexemes: &[Lexeme], at: usize, value: u64, next: usize) -> Option<Vec<String>> {
    const TITLES: &str =
        "الملك الملكة البابا الإمبراطور الإمبراطورة القيصر السلطان الشاه الخديوي الفرعون الأمير الدوق البطريرك الأنبا";
    const RULERS: &str = "
        رمسيس تحتمس أمنحتب أمنمحات سنوسرت سيتي بسماتيك نختنبو بطليموس أنطيوخوس سلوقس لويس فيليب نابليون هنري جورج إدوارد تشارلز جيمس ريتشارد
        كارل أوتو فيلهلم فريدريش بطرس ألكسندر نيقولا نيكولاس إيفان كاترين إليزابيث إليزابث خوان فرديناند أوسكار غوستاف كريستيان بيوس بنديكتوس يوحنا";
    if !(2..=23).contains(&value) || context::proclitic(lexemes, at).is_some() || !lexemes.get(at)?.spaced {
        return None;
    }
    // لويس 14 ملك فرنسا: after eleven and more, what is counted would be in the accusative.
    let is_counted = context::counted_noun(lexemes, next)
        .is_some_and(|noun| noun::is_known(&noun) && value > 2 && (value < 11 || noun.ends_with(['ا', 'ة'])));
    let (index, name) = context::word_before(lexemes, at).filter(|(index, _)| index + 1 == at && !is_counted)?;
    let title = context::word_before(lexemes, index).map(|(_, title)| title).unwrap_or_default();
    let has_title = context::one_of(title.trim_start_matches('و'), TITLES) && !name.starts_with("ال");
    // Names that others bear too need the title: جورج 8 might be anybody's eight.
    let is_told =
        has_title || name == "رمسيس" || name == "لويس" || name == "تحتمس" || name == "أمنحتب" || name == "بطليموس";
    let is_name = context::one_of(&name, RULERS) || has_title && !noun::is_known(&name);
    let is_woman = title.contains("ملكة") || title.contains("إمبراطورة");
    let gender = if is_woman { Gender::Feminine } else { Gender::Masculine };
    (is_told && is_name).then(|| number::ordinal(value, gender, context::case(lexemes, index).0, false))
}

/// `مالك الجزيري (49 عالميا)`: the place in a ranking, in brackets after a name.
fn in_world(lexemes: &[Lexeme], at: usize, value: u64, next: usize) -> Option<Vec<String>> {
    at.checked_sub(1).filter(|&open| lexemes[open].text == "(")?;
    context::word(lexemes, next)
        .filter(|word| matches!(word.as_str(), "عالميا" | "عربيا" | "أفريقيا" | "إفريقيا" | "آسيويا"))?;
    let is_woman = (at.saturating_sub(6)..at)
        .filter_map(|index| context::word(lexemes, index))
        .any(|word| word.starts_with("ال") && word.ends_with('ة') || super::given_names::is_feminine(&word));
    let gender = if is_woman { Gender::Feminine } else { Gender::Masculine };
    (1..=999).contains(&value).then(|| number::ordinal(value, gender, Case::Nominative, false))
}

/// `في الدقائق 3 ، 16 (ضربة جزاء) و51`: whether the number is one of several minutes of play.
fn is_minute_of_list(lexemes: &[Lexeme], at: usize) -> bool {
    const LONGEST_LIST: usize = 16;
    let mut in_bracket = false;
    for index in (at.saturating_sub(LONGEST_LIST)..at).rev() {
        let lexeme = &lexemes[index];
        match lexeme.text.as_str() {
            ")" => in_bracket = true,
            "(" => in_bracket = false,
            "،" | "," | "و" => {}
            _ if in_bracket || lexeme.kind == Kind::Number => {}
            _ => return number::bare(&lexeme.text) == "الدقائق" && score::is_sport(lexemes, index),
        }
    }
    false
}

/// `المصنفة 9 عالميا`: the place that somebody has in a ranking.
fn after_seeded(lexemes: &[Lexeme], at: usize, value: u64, numeral: &Numeral) -> Option<Vec<String>> {
    let (index, word) = context::word_before(lexemes, at)?;
    let gender = match stem(&word).as_str() {
        "مصنف" => Gender::Masculine,
        "مصنفة" => Gender::Feminine,
        _ => return None,
    };
    let is_definite = word.contains("ال") || word.contains("لل");
    let counts = context::counted_noun(lexemes, numeral.next).is_some_and(|noun| noun::is_known(&noun));
    let is_rank = is_definite && !counts && (1..=999).contains(&value) && numeral.digits.len() <= 3;
    is_rank.then(|| number::ordinal(value, gender, case_of(lexemes, index), false))
}

/// Whether what follows a rank is a letter that is also a part of the day or an era: `الساعة 5 م`.
fn is_period(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|letter| matches!(letter.text.as_str(), "م" | "ص" | "ه" | "ق" | "د" | "س"))
}

/// The definite noun of the list before the number, past one adjective (`الدورة العادية 46`), or before the number that
/// this one is joined to (`المادتين 5 و6`; then also its singular).
fn ranked_before(lexemes: &[Lexeme], at: usize) -> Option<(usize, Option<String>)> {
    let is_definite =
        |word: &str| ["ال", "لل", "بال", "كال", "وال", "وبال", "ولل", "فال"].iter().any(|p| word.starts_with(p));
    if let Some((index, word)) = context::word_before(lexemes, at) {
        // في نسختها 13
        let is_edition = ["نسخت", "دورت", "طبعت"].iter().any(|stem| {
            word.trim_start_matches(['و', 'ل', 'ب'])
                .strip_prefix(stem)
                .is_some_and(|pronoun| matches!(pronoun, "ه" | "ها" | "هم"))
        });
        if is_edition {
            return Some((index, None));
        }
        if context::proclitic(lexemes, at).is_some_and(|proclitic| proclitic != "و") || !is_definite(&word) {
            return None;
        }
        let nearest = stem(&word);
        // المجموعة 5 of a tournament.
        if nearest == "مجموعة" {
            return Some((index, None));
        }
        // الدور 5 is a floor; الدور 16 of a cup is of sixteen.
        let is_floor = nearest == "دور" && !score::is_sport(lexemes, at);
        if is_ranked_without_article(&nearest) || is_floor {
            return Some((index, None));
        }
        if let Some(singular) = singular_of_dual(&nearest).filter(|singular| is_ranked_without_article(singular)) {
            return Some((index, Some(singular)));
        }
        let (before, head) = context::word_before(lexemes, index)?;
        let is_war = nearest == "عالمية" && stem(&head) == "حرب";
        let is_head = is_war || is_ranked_without_article(&stem(&head));
        let agrees = nearest.ends_with(['ة', 'ي']) && is_definite(&head) && is_head;
        return agrees.then_some((before, None));
    }
    let start = context::start(lexemes, at);
    if start == at {
        return None;
    }
    // المادتين 5 و6, الدقيقتين 45+1 و79.
    let closed = start.checked_sub(1).filter(|&close| lexemes[close].text == ")").unwrap_or(start);
    let mut before = closed.checked_sub(1).filter(|&i| lexemes.get(i).is_some_and(|l| l.kind == Kind::Number))?;
    if before >= 2 && added_time(lexemes, before - 1).is_some() {
        before -= 2;
    }
    let (index, word) = context::word_before(lexemes, before)?;
    let singular = singular_of_dual(&stem(&word)).filter(|singular| is_ranked_without_article(singular))?;
    Some((index, Some(singular)))
}

/// `مادتين` is of `مادة`, `مركزين` of `مركز`.
fn singular_of_dual(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان"))?;
    Some(match stem.strip_suffix('ت') {
        Some(feminine) => format!("{feminine}ة"),
        None => stem.to_owned(),
    })
}

const DECADES: [&str; 10] =
    ["", "", "عِشْرِينِيَّات", "ثَلَاثِينِيَّات", "أَرْبَعِينِيَّات", "خَمْسِينِيَّات", "سِتِّينِيَّات", "سَبْعِينِيَّات", "ثَمَانِينِيَّات", "تِسْعِينِيَّات"];

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn after_a_singular() {
        check("في القرن الـ21", "في القرن الحادي والعشرين");
        check("القرن 3 هـ / 9 م", "القرن الثالث الهجري التاسع الميلادي");
        check("إعصار من الفئة 4", "إعصار من الفئة الرابعة");
        check("السكري من النوع 2", "السكري من النوع الثاني");
        check("في الدقيقتين 45+1 و79", "في الدقيقتين الخامسة والأربعين زائد واحد والتاسعة والسبعين");
        check("في الذكرى الـ70 للاستقلال", "في الذكرى السبعين للاستقلال");
        check("للمرة الـ3 على التوالي", "للمرة الثالثة على التوالي");
        check("المركز الـ11", "المركز الحادي عشر");
        check("هدف في الدقيقة الـ67", "هدف في الدقيقة السابعة والستين");
        check("العام الـ5 على التوالي", "العام الخامس على التوالي");
        check("القرن ال 19", "القرن التاسع عشر");
    }

    #[test]
    fn after_an_adjective_or_an_idafa() {
        check("القمة العربية الـ33", "القمة العربية الثالثة والثلاثون");
        check("الرئيس الأمريكي الـ45", "الرئيس الأمريكي الخامس والأربعون");
        check("رئيس الولايات المتحدة الـ46", "رئيس الولايات المتحدة السادس والأربعون");
        check("احتفلت بعيد ميلادها الـ40", "احتفلت بعيد ميلادها الأربعين");
        check("في طبعته الـ10", "في طبعته العاشرة");
        check("في دورتها الـ12", "في دورتها الثانية عشرة");
    }

    #[test]
    fn after_a_plural_it_counts() {
        check("خلال السنوات الـ10 الماضية", "خلال السنوات العشر الماضية");
        check("الدول الـ27 الأعضاء", "الدول السبع والعشرون الأعضاء");
        check("في الأيام الـ7 المقبلة", "في الأيام السبعة المقبلة");
        check("الولايات الـ58", "الولايات الثماني والخمسون");
        check("اللاعبين الـ23", "اللاعبين الثلاثة والعشرين");
        check("القتلى الـ12", "القتلى الاثنا عشر");
        check("المنتخبات الـ32", "المنتخبات الاثنان والثلاثون");
    }

    #[test]
    fn before_a_noun_it_counts() {
        check("خلال الـ24 ساعة الماضية", "خلال الأربع والعشرين ساعة الماضية");
        check("خلال الـ6 أشهر الأولى", "خلال الستة أشهر الأولى");
        check("الـ100 يوم الأولى", "المئة يوم الأولى");
    }

    #[test]
    fn groups_of_states() {
        check("مجموعة الـ7", "مجموعة السبع");
        check("دول مجموعة الـ20", "دول مجموعة العشرين");
        check("قمة الـ20", "قمة العشرين");
    }

    #[test]
    fn ages() {
        check("في سن الـ18", "في سن الثامنة عشرة");
        check("في الـ18 من عمره", "في الثامنة عشرة من عمره");
        check("في عامه الـ90", "في عامه التسعين");
    }

    #[test]
    fn decades() {
        check("سنوات الـ90", "سنوات التسعينيات");
    }

    #[test]
    fn joined() {
        check("في القرنين الـ19 والـ20", "في القرنين التاسع عشر والعشرين");
        check("المادتين 5 و6", "المادتين الخامسة والسادسة");
        check("في الدقيقتين 23 و67", "في الدقيقتين الثالثة والعشرين والسابعة والستين");
    }

    #[test]
    fn without_an_article() {
        check("حل في المركز 5", "حل في المركز الخامس");
        check("في الدقيقة 45", "في الدقيقة الخامسة والأربعين");
        check("المادة 5 من القانون", "المادة الخامسة من القانون");
        check("الفصل 4", "الفصل الرابع");
        check("القناة 12", "القناة الثانية عشرة");
        check("المادة (5)", "المادة الخامسة");
        check("الأسبوع 3 من", "الأسبوع الثالث من");
    }

    #[test]
    fn added_time() {
        check("في الدقيقة 90+3", "في الدقيقة التسعين زائد ثلاثة");
    }

    #[test]
    fn centuries_with_their_era() {
        check("في القرن 5 هـ", "في القرن الخامس الهجري");
        check("القرن 19 م", "القرن التاسع عشر الميلادي");
    }

    #[test]
    fn a_noun_that_is_counted_stays_counted() {
        check("في الجولة 3 أهداف", "في الجولة ثلاثة أهداف");
    }

    #[test]
    fn beyond_a_hundred() {
        check("الذكرى الـ132 لميلاده", "الذكرى الثانية والثلاثون بعد المئة لميلاده");
        check("المرتبة 101 عالميا", "المرتبة مئة وواحدة عالميا");
        check("للمرة الـ100", "للمرة المئة");
        check("القرار 242", "القرار مئتان واثنان وأربعون");
    }

    #[test]
    fn rounds_of_a_cup() {
        check("دور الـ16", "دور الستة عشر");
        check("إلى دور الـ8", "إلى دور الثمانية");
        check("دور الـ32 من الكأس", "دور الاثنين والثلاثين من الكأس");
    }

    #[test]
    fn plural_before_its_genitive() {
        check("دول الخليج الـ6", "دول الخليج الست");
        check("في عامه الـ18", "في عامه الثامن عشر");
    }

    #[test]
    fn minutes_of_play() {
        check("تسديدة (45')", "تسديدة الدقيقة الخامسة والأربعين");
        check("الدقيقة 90+5", "الدقيقة التسعون زائد خمسة");
    }

    #[test]
    fn feminine_in_ya_and_ta() {
        check("الألفية الـ3", "الألفية الثالثة");
        check("الليلة الـ27 من رمضان", "الليلة السابعة والعشرين من رمضان");
    }
}
