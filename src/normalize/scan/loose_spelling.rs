//! `ه` for `ة` and `ي` for `ى`, as hasty print has them (`الحكومه`, `الي المدينه`), put right where it is certain.
//!
//! A word with the article cannot have a pronoun, so that its last `ه` is a `ة`, unless the root ends in it (`الوجه`,
//! `المياه`). Where an author is seen to write so, words without the article follow if the lexicon knows them with `ة`
//! (`خطه`), or if they are the adjective of one (`خطه جديده`); one that could not have a pronoun (`جمعيه`) follows by itself.
//! Words with marks are left as they are.

use crate::arabic::clitics::{self, Analysis};
use crate::arabic::{letters, marks};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::governors::Particle;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{given_names, governors, nouns};
use crate::normalize::token::{Kind, PrintedToken};
use crate::utterance::Utterance;

/// Puts the last letters of the words of an utterance right.
pub(super) fn repair(tokens: &mut [PrintedToken], utterance: &Utterance) {
    let author = Author::of(utterance);
    let mut is_loose = false;
    let tells_apart = tells_apart(tokens);
    for at in 0..tokens.len() {
        // An article with a stroke stands apart until words are made: `الـ حكومه`.
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let article = before.map(|before| before.text.trim_end_matches(letters::TATWEEL));
        let is_article = |text: &&str| clitics::is_proclitic(text) && clitics::ends_in_article(text);
        let article = article.filter(is_article).unwrap_or_default().to_owned();
        let Some(token) = tokens.get_mut(at) else { return };
        if token.kind != Kind::Arabic || token.has_marks() {
            continue;
        }
        let definite = definite(&format!("{article}{}", token.text), tells_apart);
        let definite = definite.and_then(|word| word.strip_prefix(&article).map(str::to_owned));
        if let Some(word) = definite
            .or_else(|| preposition(&token.text))
            .or_else(|| hamza_after_prefix(&token.text))
            .or_else(|| noun_in_iya(&token.text))
            .or_else(|| name(&token.text))
            .or_else(|| name_in_ya(&token.text))
        {
            token.respell(word);
            is_loose = true;
        }
    }
    for at in 0..tokens.len() {
        let place = Cursor::new(tokens, at);
        let particle =
            on(place, author).or_else(|| to(place, author)).or_else(|| to_somebody(place)).or_else(|| and_that(place));
        let particle = particle
            .or_else(|| ali(place))
            .or_else(|| met(place))
            .or_else(|| heat(place))
            .or_else(|| two_lines(place))
            .map(str::to_owned)
            .or_else(|| more_of(place))
            .or_else(|| elative(place));
        if let Some(word) = particle.or_else(|| that(place)).or_else(|| that_after_letter(place)) {
            tokens[at].respell(word);
        }
    }
    if !is_loose {
        return;
    }
    for at in 0..tokens.len() {
        let place = Cursor::new(tokens, at);
        let before = place.back(1).text();
        let follows_feminine = before.ends_with('ة') && !before.starts_with("ال") && place.is_spaced();
        if place.is_arabic()
            && let Some(word) = indefinite(place.text(), follows_feminine)
        {
            tokens[at].respell(word);
        }
    }
}

/// Whether the author of an utterance writes `ة` where others have `ه`: his own `ه` at the end of a word that nobody knows with
/// `ة` is that of a foreign one (`السيارة الكوبيه`).
fn tells_apart(tokens: &[PrintedToken]) -> bool {
    const SEVERAL: usize = 2;
    tokens.iter().filter_map(PrintedToken::word).filter(|word| word.ends_with('ة')).nth(SEVERAL - 1).is_some()
}

/// `الحكومه`, `والمدينه`, `للجامعه`.
fn definite(word: &str, tells_apart: bool) -> Option<String> {
    let bare = word.strip_suffix('ه')?;
    let Analysis { article: true, stem, .. } = Analysis::of(bare) else { return None };
    // القابه: a noun with its pronoun and without its hamza.
    let with_hamza = bare.strip_prefix('ا').map(|rest| format!("أ{rest}"));
    if with_hamza.as_deref().is_some_and(nouns::is_known) {
        return with_hamza.map(|noun| format!("{noun}ه"));
    }
    // للاعبيه: the preposition, and a plural with its pronoun.
    let plural = word.strip_prefix('ل').and_then(|noun| noun.strip_suffix("يه")).map(|noun| format!("{noun}ين"));
    if plural.is_some_and(|plural| plural.starts_with('ل') && nouns::is_known(&plural)) {
        return None;
    }
    let right = format!("{stem}ة");
    let is_foreign = tells_apart && !nouns::is_listed(&right) && !is_native(stem);
    (!keeps_ha(&format!("{stem}ه")) && !word.ends_with("لله") && !is_foreign).then(|| format!("{bare}ة"))
}

/// `المتردي`, `الثقافي`, `المحدد`: a participle or an adjective of relation, which takes `ة`.
fn is_native(stem: &str) -> bool {
    let n_letters = stem.chars().count();
    stem.starts_with('م') && n_letters >= 4 || stem.ends_with('ي') && n_letters >= 5
}

/// `جمعيه`: a noun in `ية` whose other letters are no noun that could have a pronoun.
fn noun_in_iya(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ه').filter(|bare| bare.ends_with('ي') && bare.chars().count() >= 4)?;
    let right = format!("{bare}ة");
    (nouns::is_listed(&right) && !nouns::is_known(bare) && !governors::governs(bare)).then_some(right)
}

/// `درجة حراره`: what degrees are of is no word with a pronoun.
fn heat(place: Cursor) -> Option<&'static str> {
    let is_degree =
        place.back(1).word().is_some_and(|word| clitics::stems(word).any(|stem| stem == "درجة" || stem == "درجات"));
    (is_degree && place.is("حراره")).then_some("حرارة")
}

/// `بين خطى عرض 30 و50`: the two lines of a map, and no steps.
fn two_lines(place: Cursor) -> Option<&'static str> {
    let is_map = place.back(1).is("بين") && place.ahead(1).is_any(&["عرض", "طول"]) && place.ahead(2).is_number();
    (place.is("خطى") && is_map).then_some("خَطَّيْ")
}

/// `الأكثر شهره`: behind a definite elative a quality is what it is more of, which is indefinite and has no pronoun.
fn more_of(place: Cursor) -> Option<String> {
    let right = place.word()?.strip_suffix('ه').map(|bare| format!("{bare}ة"))?;
    let elative = clitics::without_conjunction(place.back(1).word()?);
    let is_more = matches!(elative, "الأكثر" | "الأقل" | "الاكثر" | "الاقل") && place.is_spaced();
    let has_marks = place.token().is_some_and(PrintedToken::has_marks);
    (is_more && !has_marks && List::Qualities.has(&right)).then_some(right)
}

/// `من أدني النسب`, `إلى أعلي مستوى`: behind a preposition and before a noun stands an elative, and no verb. Behind حتى one may
/// stand: `حتى أعلي شأنه`.
fn elative(place: Cursor) -> Option<String> {
    let before = place.back(1).word().map(clitics::without_conjunction)?;
    let is_noun = |next: &str| Analysis::of(next).article || nouns::is_known(next);
    // دون أدني ميز: من alone is `who` as well, as in هو من أغني له.
    let is_before_noun = before != "من" || place.ahead(1).word().is_some_and(is_noun);
    let is_governed = governors::particle(before) == Some(Particle::Genitive)
        && before != "حتى"
        && place.ahead(1).is_arabic()
        && is_before_noun;
    let stem = place.word().filter(|word| is_governed && List::ElativesInAlif.has(word))?.strip_suffix('ي')?;
    Some(format!("{stem}ى"))
}

/// What stands before the radicals in participles, verbal nouns, elatives and broken plurals.
const BEFORE_RADICALS: [&str; 11] = ["", "أ", "إ", "ا", "ان", "است", "ت", "م", "مت", "من", "مست"];

/// Tells whether the last `ه` of a stem is its own: `وجوه`, `تشبيه`, `منتبه`.
fn keeps_ha(stem: &str) -> bool {
    let is_long = |letter: &char| matches!(letter, 'ا' | 'و' | 'ي');
    let grows_from_a_root = |radicals: &str| {
        let letters: Vec<char> = radicals.chars().collect();
        let [first, inner @ .., 'ه'] = letters.as_slice() else { return false };
        // The second radical stands before the last, or a long vowel is between them; `و` and `ي` may be radicals, too.
        let shortened = inner.split_last().filter(|(last, _)| is_long(last)).map(|(_, shortened)| shortened);
        [Some(inner), shortened].into_iter().flatten().filter_map(<[char]>::split_last).any(|(second, between)| {
            matches!(between, [] | ['ا' | 'و' | 'ي' | 'ت'])
                && List::RootsInHa.has(&String::from_iter([*first, *second, 'ه']))
        })
    };
    List::EndsInHa.has(stem)
        || BEFORE_RADICALS.iter().filter_map(|before| stem.strip_prefix(before)).any(grows_from_a_root)
}

/// `وافق المجلس علي الميزانية`: the preposition, and no name, where what follows is surely a thing and nobody is spoken of
/// who could bear the name.
fn on(place: Cursor, author: Author) -> Option<&'static str> {
    if place.is_any(&["علي", "وعلي"]) && is_idiom_with_on(place.ahead(1)) {
        return Some(if place.is("علي") { "على" } else { "وعلى" });
    }
    place.is("علي").then_some(())?;
    // استحوذت المؤسسات علي 60 %: no man's name stands after a noun of the feminine.
    if place.ahead(1).is_number() {
        let last = place.back(1).word()?;
        return (last.starts_with("ال") && last.ends_with(['ة', 'ت']) && !List::TitlesOfWomen.has(last))
            .then_some("على");
    }
    let next = place.ahead(1).word()?;
    // خصم 10% علي مشترياتك, أطلق النار علي سيارة: neither share nor fire has a name beside it.
    if place.back(1).is("%") || place.back(1).is_any(&["بالمئة", "بالمائة", "النار"]) {
        return Some("على");
    }
    // علي بن محمد
    if matches!(next, "بن" | "ابن") {
        return None;
    }
    let is_thing = List::FollowsOn.has(next)
        || nouns::is_known(next) && !nouns::is_person(next.strip_prefix("ال").unwrap_or(next))
        || next.starts_with("ال") && next.ends_with(['ة', 'ه']);
    // خبيرة علي طريقة: whoever is spoken of, a thing of the feminine is no second name.
    let is_thing_in_ta = next.ends_with('ة') && nouns::is_known(next) && !nouns::is_person(next);
    let last = place.back(1);
    let follows_name = last.word().is_some_and(|last| !nouns::is_known(last) && governors::is_name_like(last));
    if is_thing_in_ta && !given_names::is_listed(next) && !follows_name {
        return Some("على");
    }
    let names_person =
        |word: &str| clitics::stems(word).any(|stem| nouns::is_person(stem) || List::BearersOfNames.has(stem));
    let before: Vec<&str> = place.backwards().take(4).filter_map(Cursor::word).collect();
    let last = *before.first()?;
    // تقع علي البحر, المدينة علي البحر: no man's name stands after a verb or a noun of the feminine.
    // الأسرة علي شرائها
    let is_possessed = next.ends_with("ها") && next.chars().count() > 4;
    let is_feminine_noun = || {
        last.starts_with("ال")
            && (last.ends_with('ة') || last == "الأولى" && nouns::is_known(next) && !given_names::is_listed(next))
            && (next.starts_with("ال") || is_possessed)
            && !List::TitlesOfWomen.has(last)
    };
    if !given_names::is_listed(next) && clitics::stems(last).any(|last| List::VerbsOnlyWithOn.has(last)) {
        return Some("على");
    }
    // حتي … علي جدران: the author writes ي for ى, and neither word beside it is a name.
    let is_name = || given_names::is_listed(next) || given_names::is_listed(last) || names_person(last);
    if author.dots_alif && nouns::is_known(next) && !nouns::is_person(next) && !is_name() {
        return Some("على");
    }
    let is_thing = is_thing
        || governors::is_feminine_verb(last)
        || List::VerbsWithOn.has(last.trim_start_matches('و'))
        || is_feminine_noun();
    let is_governed =
        matches!(last, "قال" | "يقول" | "أكد" | "أعلن" | "مع" | "عن" | "إلى" | "من" | "و" | "يا" | "السيد");
    (is_thing && !is_governed && !before.iter().any(|word| names_person(word))).then_some("على")
}

/// `علي مدار 10 أيام`, `وعلي متنها`: what only the preposition stands before.
fn is_idiom_with_on(noun: Cursor) -> bool {
    let time = noun.ahead(1);
    let is_time = |word: &str| List::TimeNouns.has_stem(word) || List::PartsOfDay.has(word);
    let lasts = || time.is_number() || time.word().is_some_and(is_time);
    noun.word().is_some_and(|word| List::IdiomsWithOn.has(word)) || noun.is("مدار") && lasts()
}

/// `عاد إلي منزله`: the preposition, and not `to me`, where a thing follows that it can govern.
fn to(place: Cursor, author: Author) -> Option<&'static str> {
    place.is("إلي").then_some(())?;
    // إلي 30 جنيها
    if place.ahead(1).is_number() {
        return Some("إلى");
    }
    if has_goal(place) {
        return Some("إلى");
    }
    let next = place.ahead(1).word().filter(|next| !next.ends_with('ي'))?;
    // متجهة إلي المدينة, أدى ذلك إلي زيادة, من مطار جدة إلي مطار الرياض
    let near = || place.backwards().take(3).take_while(|part| part.is_arabic()).filter_map(Cursor::word);
    let leads = place.back(1).word().is_some_and(|word| List::GovernsTo.has(clitics::without_conjunction(word)))
        || near().any(|word| List::LeadsTo.has(clitics::without_conjunction(word)));
    let is_from = |from: Cursor| from.is("من") && from.ahead(1).is(next);
    if leads || place.backwards().take(5).any(is_from) {
        return Some("إلى");
    }
    // وأشارت الصحيفة إلي أنه
    if next.starts_with("أن") && near_pointing(place) {
        return Some("إلى");
    }
    // تواتر إلي الخبر: an author who writes إلى as well tells them apart.
    if author.writes_to {
        return None;
    }
    if author.dots_alif && !governors::looks_like_verb(next) {
        return Some("إلى");
    }
    let is_person = nouns::is_person(next.strip_prefix("ال").unwrap_or(next));
    let is_thing = nouns::is_known(next) && !next.ends_with('ا') || next.starts_with("ال") && next.chars().count() > 4;
    // قدم إلي الكتاب: a definite noun right after the verb may be its subject or its object.
    let before = place.back(1).word();
    // أرسل إلي رسالة, هو بالنسبة إلي شهر خاص, يعود إلي مرة أخرى: what is given, or more of the sentence.
    let gives = |word: &str| List::GivesTo.has(clitics::without_conjunction(word));
    if next == "مرة" || !next.starts_with("ال") && before.is_some_and(gives) {
        return None;
    }
    let follows_noun = before.is_some_and(governors::is_closed);
    let is_clear = !next.starts_with("ال") || follows_noun;
    (is_thing && is_clear && !is_person).then_some("إلى")
}

/// `انضم إلي الفريق`, `ستحتاجون إلي المضي`, `سلمه إلي أخيه`: a noun that is where the word before leads, one that has the letter
/// of the genitive, or a level (`إلي أدنى مستوى`). Behind other verbs it may be what comes `to me`: `وصل إلي كتاب`, `أعاد إلي الثقة`.
fn has_goal(place: Cursor) -> bool {
    let Some(next) = place.ahead(1).word() else { return false };
    let has_genitive = matches!(
        next,
        "أبيه"
            | "أبيها"
            | "أبيهم"
            | "أخيه"
            | "أخيها"
            | "أخيهم"
            | "ذويه"
            | "ذويها"
            | "ذويهم"
            | "أدنى"
            | "أعلى"
            | "أقصى"
    );
    // انضم إلي اليوم, حاجة إلي دائما
    let is_when = || matches!(next, "مرة" | "ثانية" | "مباشرة" | "حين") || governors::is_adverb(next);
    let is_time = || List::TimeNouns.has_stem(next) || List::PartsOfDay.has_stem(next) || is_when();
    let is_definite = || next.starts_with("ال") && next.chars().count() > 4;
    // دعت إلي إطلاق: any word but one that could say how or what for.
    let is_name_like = || {
        let may_be_bound = next.starts_with(['و', 'ف', 'ك', 'ب', 'ل']);
        governors::is_name_like(next) && governors::particle(next).is_none() && !may_be_bound && next != "أكثر"
    };
    let is_noun = || {
        (nouns::is_known(next) || governors::has_pronoun(next) || is_name_like())
            && next.chars().count() > 2
            && !next.ends_with(['ا', 'ي'])
            && !nouns::is_person(next)
            && !given_names::is_listed(next)
            && !next.starts_with("أن")
            && !next.ends_with("ون")
    };
    let leads = |word: &str| List::HasGoal.has(clitics::without_conjunction(word));
    has_genitive || place.back(1).word().is_some_and(leads) && !is_time() && (is_definite() || is_noun())
}

/// `وأشارت الصحيفة`: a verb of pointing before its subject.
fn near_pointing(place: Cursor) -> bool {
    const REACH: usize = 5;
    let mut words = place.backwards().take(REACH).take_while(|part| part.is_arabic()).filter_map(Cursor::word);
    words.any(|word| List::PointsTo.has(clitics::without_conjunction(word)))
}

/// What an utterance shows of how its author writes `ى` and `ي`.
#[derive(Debug, Clone, Copy)]
struct Author {
    /// Whether `إلى` is there, so that `إلي` is another word.
    writes_to: bool,
    /// Whether he puts dots on `ى`: `حتي`, `أخري`.
    dots_alif: bool,
}

impl Author {
    fn of(utterance: &Utterance) -> Self {
        const DOTTED: [&str; 9] = ["حتي", "وحتي", "أخري", "الأخري", "اخري", "الاخري", "إحدي", "مستوي", "مستشفي"];
        let words = || utterance.text.split(|letter: char| !letter.is_alphabetic());
        Self { writes_to: words().any(|word| word == "إلى"), dots_alif: words().any(|word| DOTTED.contains(&word)) }
    }
}

/// `ان` is no word without its hamza: `إن` where a sentence or what is said begins, elsewhere `أن`.
fn that(place: Cursor) -> Option<String> {
    let pronoun = place.word()?.strip_prefix("ان")?;
    // انه, انها: with its pronoun it is no other word either.
    (pronoun.is_empty() || PRONOUNS_OF_THAT.contains(&pronoun)).then_some(())?;
    // (ان تي في): letters of a name.
    if pronoun.is_empty() && place.ahead(1).word().is_some_and(|next| List::LettersOfModels.has(next)) {
        return None;
    }
    let before = place.back(1);
    let is_quoted = is_quoted(before);
    let opens = !before.is_printed() || before.is_sign() && !closes_quotation(before) || is_quoted;
    // تفيد التقارير، ان الإنتاج: what a verb of telling tells stands past a comma too.
    let is_told = || {
        let mut words = place.backwards().take(LONGEST_TELLING).filter_map(Cursor::word);
        before.is("،") && words.any(|word| List::Telling.has(word.trim_start_matches(['و', 'ف'])))
    };
    // حيث ان الدعوى: a sentence follows it. ان لا يكون: what is asked for, and no condition, which would be إلا.
    let follows_where = before.word().is_some_and(|word| matches!(word, "حيث" | "وحيث"));
    let is_negated = place.ahead(1).is("لا") && place.ahead(2).word().is_some_and(|verb| verb.starts_with(['ي', 'ت']));
    // قال لهم ان يعودوا: what is to be done. A verb in the singular may be the name of a club: ان يوفنتوس.
    let is_to_do = |next: &str| next.starts_with('ي') && next.ends_with("وا");
    let is_done = is_quoted && pronoun.is_empty() && place.ahead(1).word().is_some_and(is_to_do);
    let particle = if follows_where || opens && !is_done && !is_told() && !is_negated { "إن" } else { "أن" };
    Some(format!("{particle}{pronoun}"))
}

/// How far back, in words and signs, what is told may have its verb.
const LONGEST_TELLING: usize = 16;

/// What may stand after `أن`. `انا` is the pronoun of the first person.
const PRONOUNS_OF_THAT: [&str; 7] = ["ه", "ها", "هم", "هما", "هن", "نا", "ني"];

/// `وان الأسعار`: the same after و, before what such a clause begins with; elsewhere it may be a name.
fn and_that(place: Cursor) -> Option<&'static str> {
    let next = place.ahead(1).word().filter(|_| place.is("وان"))?;
    let before = place.back(1);
    let is_name = before.is_any(&["بحيرة", "مدينة", "ولاية", "محافظة", "إقليم", "في", "من", "إلى"]);
    let is_condition = matches!(next, "كان" | "كانت" | "لم");
    let opens = opens_noun_clause(next);
    let is_first = !before.is_printed() || before.is(".");
    // قال ان السوق هادئة وان الأسعار ثابتة: it joins a clause to another.
    let joins = || before.is_sign() || place.backwards().any(|other| other.is_any(&["أن", "إن", "ان", "بأن", "وأن"]));
    let is_that = !is_name && (opens || is_condition) && (is_first || joins());
    // وان يكون: an imperfect after it is what is to be done.
    let is_to_do = !is_condition && next.starts_with('ي') && governors::looks_like_verb(next);
    if !is_name && is_to_do {
        return Some("وأن");
    }
    is_that.then_some(if is_first || is_condition { "وإن" } else { "وأن" })
}

/// Whether a clause after أن may begin with this word.
fn opens_noun_clause(next: &str) -> bool {
    next.starts_with("ال") && next.chars().count() > 4 || matches!(next, "هناك" | "هذا" | "هذه" | "ذلك" | "تلك")
}

/// `علما بان هذه`, `فان الأمر`: the same after a letter. The name is followed by another.
fn that_after_letter(place: Cursor) -> Option<String> {
    const FORMS: [(&str, &str); 3] = [("بان", "بأن"), ("فان", "فإن"), ("لان", "لأن")];
    let word = place.word()?;
    // وانه: as وان, which has a name beside it.
    if let Some(pronoun) = word.strip_prefix("وان").filter(|rest| PRONOUNS_OF_THAT.contains(rest)) {
        let is_first = !place.back(1).is_printed() || place.back(1).is(".");
        return Some(format!("{}{pronoun}", if is_first { "وإن" } else { "وأن" }));
    }
    let (rest, right) = FORMS.into_iter().find_map(|(loose, right)| Some((word.strip_prefix(loose)?, right)))?;
    // لانه, بانهم: with its pronoun it is no other word.
    let is_that = match rest {
        "" => place.ahead(1).word().is_some_and(opens_noun_clause),
        pronoun => PRONOUNS_OF_THAT.contains(&pronoun) && !matches!(word, "بانا" | "فانا" | "لانا"),
    };
    is_that.then(|| format!("{right}{rest}"))
}

/// `لقى مصرعه`: the verb that goes with death has no other spelling.
fn met(place: Cursor) -> Option<&'static str> {
    const REACH: usize = 8;
    let is_death = |word: &str| word.starts_with("مصرع") || word.starts_with("حتف");
    let is_met = place.is("لقى") && place.ahead(1).forwards().take(REACH).filter_map(Cursor::word).any(is_death);
    is_met.then_some("لقي")
}

/// `إن على كان في بيته`: no preposition stands before a finite verb, so that it is the name.
fn ali(place: Cursor) -> Option<&'static str> {
    let is_subject = place.back(1).is_any(&["أن", "إن", "لأن", "لكن"]);
    (is_subject && place.is("على") && place.ahead(1).is_any(&["كان", "قال", "ليس", "سوف"])).then_some("علي")
}

/// `وكالة "فرانس برس" ان`: whether the quotation mark here closes what another one opened.
fn closes_quotation(mark: Cursor) -> bool {
    const LONGEST: usize = 8;
    let is_even = || mark.backwards().filter(|other| other.is("\"")).count() % 2 == 1;
    let follows_open = |mark: Cursor| {
        mark.is_glued() && mark.backwards().take(LONGEST).any(|other| other.is("\"") && other.is_spaced())
    };
    // بلدية " النيل " ان: with spaces on both sides it is told by those before it.
    mark.is("\"") && (follows_open(mark) || mark.is_spaced() && mark.ahead(1).is_spaced() && is_even())
}

/// `قال المصدر نفسه ان`: whether a verb of saying stands here or before its subject.
fn is_quoted(end: Cursor) -> bool {
    const LONGEST_SUBJECT: usize = 12;
    // قال المدير المهم ان الفريق فاز, قال علينا ان نفوز, قال المدرب واجبنا ان نفوز: what is said has begun.
    let is_ours =
        |word: &str| word.strip_suffix("نا").is_some_and(|noun| nouns::is_known(noun) && !nouns::is_person(noun));
    let has_begun = |word: &str| List::TopicsOfThat.has(word) || List::BetweenSaying.has(word) || is_ours(word);
    // واثق, والصحيح: its letter may be a conjunction.
    if end.word().is_some_and(|word| has_begun(word) || has_begun(clitics::without_conjunction(word))) {
        return false;
    }
    // إذ ان, حيث سبق ان: what is no verb has no subject.
    if end.word().is_some_and(|word| matches!(word, "إذ" | "حيث" | "والله")) {
        return true;
    }
    let is_part = |part: &Cursor| part.is_arabic() || part.is_any(&["\"", "(", ")"]);
    let subject = end.ahead(1).backwards().take(LONGEST_SUBJECT).take_while(is_part);
    let mut is_inside = false;
    for part in subject {
        let Some(word) = part.word() else {
            is_inside = !is_inside;
            continue;
        };
        if matches!(word, "إذ" | "حيث" | "والله") {
            return false;
        }
        if List::Quotes.has(word) {
            return true;
        }
        // مكتب الأمم لتنسيق الشؤون: what a body is for.
        let is_purpose = || !part.is_at(end) && word.starts_with('ل') && governors::is_bound_verbal_noun(word);
        if !is_inside && !names_speaker(word) && !is_purpose() {
            return false;
        }
    }
    false
}

/// Whether a word may stand between a verb of saying and what is said, as a part of who says it.
fn names_speaker(word: &str) -> bool {
    // أعرف, يجب: an imperfect may have letters of which names are.
    let is_name = || {
        let may_be_verb = word.starts_with(['ي', 'ت', 'ن', 'أ', 'ا'])
            || ["سن", "سأ", "وت", "وأ"].iter().any(|begin| word.starts_with(begin));
        // قالت الوزارة موضحة ان, قال سامي وكمال مؤكدين ان: a participle has what is said for its object.
        let may_be_participle = word.starts_with('م') && word.ends_with(['ة', 'ن']);
        governors::is_name_like(word) && !governors::governs(word) && !may_be_verb && !may_be_participle
    };
    let is_noun = Analysis::of(word).article
        || nouns::is_known(word)
        || governors::has_pronoun(word)
        || List::BetweenSaying.has(word)
        || given_names::is_listed(word)
        || is_name();
    is_noun && !List::Telling.has(word) && !matches!(word, "الذي" | "التي" | "الذين")
}

/// `الي` is no word but the preposition.
fn preposition(word: &str) -> Option<String> {
    (word == "الي").then(|| "إلى".to_owned())
}

/// `اليها` is no word but the preposition with its pronoun. Whoever leaves the hamza out may know his ه and ة.
fn to_somebody(place: Cursor) -> Option<&'static str> {
    const FORMS: [(&str, &str); 5] =
        [("اليه", "إليه"), ("اليها", "إليها"), ("اليهم", "إليهم"), ("اليهما", "إليهما"), ("اليهن", "إليهن")];
    FORMS.into_iter().find_map(|(loose, right)| place.is(loose).then_some(right))
}

/// `لاول مرة`, `كاطلاقات`: after a prefix of one letter a bare alif is read as a long vowel, so that words which begin with a
/// hamza get it back. Those that would be another word without it (`لاهم`, `واحد`) are not in the lists.
fn hamza_after_prefix(word: &str) -> Option<String> {
    // باول and كاول are names.
    if matches!(word, "باول" | "كاول" | "وباول") {
        return None;
    }
    ["ول", "وب", "فل", "ل", "ب", "ك"].into_iter().find_map(|prefix| {
        let stem = word.strip_prefix(prefix).filter(|stem| !stem.starts_with("ال"))?;
        let rest = stem.strip_prefix('ا')?;
        let hamza = match stem {
            _ if List::HamzaAbove.has(stem) => 'أ',
            _ if List::HamzaBelow.has(stem) => 'إ',
            _ => return None,
        };
        Some(format!("{prefix}{hamza}{rest}"))
    })
}

/// Names that are always written with `ة` and that nothing else is spelt like.
fn name(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ه')?;
    let is_name = clitics::stems(bare)
        .any(|stem| matches!(stem, "مك" | "غز" | "فاطم" | "خديج" | "عائش" | "أسام" | "اسام" | "حمز" | "معاوي" | "طنج"));
    is_name.then(|| format!("{bare}ة"))
}

/// `موسي`, `مصطفي`: men's names in `ى`.
fn name_in_ya(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ي')?;
    clitics::stems(bare).any(|stem| matches!(stem, "موس" | "عيس" | "مصطف")).then(|| format!("{bare}ى"))
}

/// `خطه` of an author who writes so: a noun that the lexicon knows, or the adjective after one.
fn indefinite(word: &str, follows_feminine: bool) -> Option<String> {
    let bare = word.strip_suffix('ه').filter(|bare| bare.chars().count() >= 2)?;
    if marks::has_marks(word) || nouns::is_known(bare) || keeps_ha(word) {
        return None;
    }
    // تصريحاته, زيارته: a plural in ات or a singular in ة with its pronoun.
    if bare.strip_suffix('ت').is_some_and(|stem| stem.ends_with('ا') || nouns::is_known(&format!("{stem}ة"))) {
        return None;
    }
    let right = format!("{bare}ة");
    let is_adjective = follows_feminine && bare.chars().count() >= 4 && governors::is_indefinite_word(&right);
    (nouns::is_listed(&right) || is_adjective).then_some(right)
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::check;

    #[test]
    fn ta_marbuta_after_the_article() {
        check("اعلنت الحكومه والقياده", "اعلنت الحكومة والقيادة");
        check("سافر الي المدينه", "سافر إلى المدينة");
        check("للجامعه وبالمدرسه", "للجامعة وبالمدرسة");
        check("قطاع غزه", "قطاع غزة");
        check("عزز القابه العالمية", "عزز ألقابه العالمية");
    }

    #[test]
    fn ta_marbuta_without_the_article() {
        check("درجة حراره عالية", "درجة حرارة عالية");
        check("جمعيه خيريه", "جمعية خيرية");
        check("للمدينه خلفية تصريحاته وزيارته", "للمدينة خلفية تصريحاته وزيارته");
        check("كسر زجاجه وكرسيه ونفى تفاصيله", "كسر زجاجه وكرسيه ونفى تفاصيله");
    }

    #[test]
    fn qualities_after_an_elative() {
        check("الأنواع الأكثر شهره والأقل قوه", "الأنواع الأكثر شهرة والأقل قوة");
        for right in
            ["الأكثر تجاه القضية", "الأكثر تأثيره", "الأكثر يراه الناس", "الأكثر بينه وبين غيره", "الأكثر وفقه الله"]
        {
            check(right, right);
        }
    }

    #[test]
    fn roots_in_ha_keep_it() {
        for right in ["المياه", "الدكتوراه", "الوجه الآخر", "بالله والله", "في الاتجاه", "الفقه والتوجيه", "هذه عليه"]
        {
            check(right, right);
        }
        check(
            "الوجوه والتمويه والمتشابه والسفهاء والأشباه والمنزه",
            "الوجوه والتمويه والمتشابه والسفهاء والأشباه والمنزه",
        );
        check("الشبهه والوجبه والكراهه والنزهه والفوهه والجبهه", "الشبهة والوجبة والكراهة والنزهة والفوهة والجبهة");
    }

    #[test]
    fn the_preposition_and_the_name() {
        check("وافق المجلس علي الميزانية", "وافق المجلس على الميزانية");
        check("خمس درجات علي مقياس ريختر", "خمس درجات على مقياس ريختر");
        check("الرئيس علي صالح", "الرئيس علي صالح");
        check("عاد إلي منزله", "عاد إلى منزله");
        check("أحسن إلي كثيرا", "أحسن إلي كثيرا");
        check("قدم إلي الكتاب", "قدم إلي الكتاب");
        check("سافر الوزير إلي المدينة", "سافر الوزير إلى المدينة");
        check("سافر إلى المدينة ووصل إلي الخبر", "سافر إلى المدينة ووصل إلي الخبر");
        check("قال علي الحسن", "قال علي الحسن");
        check("مصطفي وموسي", "مصطفى وموسى");
        check("اكد ان الأمر", "اكد أن الأمر");
        check("قال ان الأمر", "قال إن الأمر");
        check("ان لا يكون غائبا وان يكون مسجلا", "أن لا يكون غائبا وأن يكون مسجلا");
        check("وحيث ان الدعوى", "وحيث إن الدعوى");
        check("اكد انه سافر لانها بعيدة", "اكد أنه سافر لأنها بعيدة");
        check("علما بان هذه المدن بعيدة", "علما بأن هذه المدن بعيدة");
        check("سجل فان دايك", "سجل فان دايك");
    }

    #[test]
    fn words_without_the_article_follow_their_author() {
        check("الحكومه عن شركه جديده", "الحكومة عن شركة جديدة");
        check("عن خطه هو", "عن خطه هو");
        check("زار الوزاره وبيته", "زار الوزارة وبيته");
    }
}
