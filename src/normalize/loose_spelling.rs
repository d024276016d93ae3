//! `ه` for `ة` and `ي` for `ى`, as hasty print has them (`الحكومه`, `الي المدينه`), put right where it is certain.
//!
//! A word with the article cannot have a pronoun, so that its last `ه` is a `ة`, unless the root ends in it (`الوجه`,
//! `المياه`). Where an author is seen to write so, words without the article follow if the lexicon knows them with `ة`
//! (`خطه`), or if they are the adjective of one (`خطه جديده`). Words with marks are left as they are.

use super::lexeme::{Kind, Lexeme};
use super::spelling::ARTICLES;
use super::{context, noun, unicode};

/// Puts the last letters of the words of an utterance right.
pub(super) fn repair(lexemes: &mut [Lexeme]) {
    let mut is_loose = false;
    for at in 0..lexemes.len() {
        // An article with a stroke stands apart until words are made: `الـ حكومه`.
        let article = at.checked_sub(1).and_then(|before| lexemes.get(before)).map(|before| before.text.clone());
        let article = article.map(|text| text.trim_end_matches('ـ').to_owned());
        let article = article.filter(|text| ARTICLES.contains(&text.as_str())).unwrap_or_default();
        let Some(lexeme) = lexemes.get_mut(at) else { return };
        if lexeme.kind != Kind::Arabic || lexeme.text.chars().any(unicode::is_arabic_mark) {
            continue;
        }
        let definite = definite(&format!("{article}{}", lexeme.text));
        let definite = definite.and_then(|word| word.strip_prefix(&article).map(str::to_owned));
        if let Some(word) = definite
            .or_else(|| preposition(&lexeme.text))
            .or_else(|| hamza_after_prefix(&lexeme.text))
            .or_else(|| name(&lexeme.text))
            .or_else(|| name_in_ya(&lexeme.text))
        {
            lexeme.text = word;
            is_loose = true;
        }
    }
    for at in 0..lexemes.len() {
        if let Some(word) = on(lexemes, at).or_else(|| that(lexemes, at)) {
            lexemes[at].text = word.to_owned();
        }
    }
    if !is_loose {
        return;
    }
    for at in 0..lexemes.len() {
        let follows_feminine = at
            .checked_sub(1)
            .and_then(|before| lexemes.get(before))
            .is_some_and(|before| before.text.ends_with('ة') && !before.text.starts_with("ال") && lexemes[at].spaced);
        if let Some(lexeme) = lexemes.get_mut(at).filter(|lexeme| lexeme.kind == Kind::Arabic)
            && let Some(word) = indefinite(&lexeme.text, follows_feminine)
        {
            lexeme.text = word;
        }
    }
}

/// `الحكومه`, `والمدينه`, `للجامعه`.
fn definite(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ه')?;
    let stem = ARTICLES.iter().find_map(|article| bare.strip_prefix(article))?;
    let n_letters = stem.chars().count();
    let is_rooted = context::one_of(&format!("{stem}ه"), ENDS_IN_HA);
    (n_letters >= 2 && !is_rooted && !word.ends_with("لله")).then(|| format!("{bare}ة"))
}

/// `وافق المجلس علي الميزانية`: the preposition, and no name, where what follows is surely a thing and nobody is spoken of
/// who could bear the name.
fn on(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    const FOLLOWING: &str = "
        متن يد يدي رأس مدى أن ما هامش ضوء غرار خلفية مقياس شكل سبيل صعيد حساب حد مستوى طول عكس أساس إثر أثر الأقل الاقل الأكثر الأرض الارض
        الرغم الفور الإطلاق الاطلاق السواء الطريق جميع كل بعض هذا هذه ذلك تلك نحو الجميع";
    lexemes.get(at).filter(|lexeme| lexeme.text == "علي")?;
    let next = context::word(lexemes, at + 1)?;
    let is_thing = context::one_of(&next, FOLLOWING)
        || noun::is_known(&next) && !noun::is_person(next.strip_prefix("ال").unwrap_or(&next))
        || next.starts_with("ال") && next.ends_with(['ة', 'ه']);
    let stem = |word: &str| word.trim_start_matches('و').trim_start_matches("ال").to_owned();
    let names_person = |word: &str| {
        noun::is_person(&stem(word))
            || context::one_of(
                &stem(word),
                "سيد شيخ إمام حاج أستاذ دكتور مهندس محمد أحمد حسين حسن عمر بن ابن أبو آل رئيس وزير مدير أمين ملك أمير نائب",
            )
    };
    let before: Vec<String> = (at.saturating_sub(4)..at).filter_map(|index| context::word(lexemes, index)).collect();
    let last = before.last()?;
    // تقع علي البحر, المدينة علي البحر: no man's name stands after a verb or a noun of the feminine.
    let is_feminine_verb = context::is_feminine_verb(last) || context::one_of(last.trim_start_matches('و'), WITH_ON);
    let is_thing = is_thing
        || is_feminine_verb
        || last.starts_with("ال") && last.ends_with('ة') && next.starts_with("ال") && !is_title_of_woman(last);
    let is_governed = context::one_of(last, "قال يقول أكد أعلن مع عن إلى من و يا السيد");
    (is_thing && !is_governed && !before.iter().any(|word| names_person(word))).then_some("على")
}

/// Verbs that are followed by this preposition and by no name of a man.
const WITH_ON: &str = "
    يقع تقع يعتمد تعتمد يحتوي تحتوي احتوى احتوت يشتمل تشتمل يطل تطل يؤثر تؤثر حصلت تحصل ينص تنص نصت يركز تركز تشرف تسيطر سيطرت تحافظ حافظت اعتمدت
    أثرت ركزت وافقت توافق تعمل عملت تقوم قامت تقتصر يقتصر اقتصر اقتصرت تنطبق ينطبق تتوقف يتوقف تحرص حرصت تقضي قضت تزيد يزيد تقدر ترد ردت";

fn is_title_of_woman(word: &str) -> bool {
    context::one_of(
        word,
        "السيدة الأستاذة الاستاذة الدكتورة الشيخة الأميرة الوزيرة النائبة الحاجة الفنانة الطالبة المعلمة الكاتبة",
    )
}

/// `ان` is no word without its hamza: `إن` where a sentence or what is said begins, elsewhere `أن`.
fn that(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    lexemes.get(at).filter(|lexeme| lexeme.text == "ان")?;
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before));
    let opens = before.is_none_or(|before| {
        before.kind == Kind::Sign
            || context::one_of(&before.text, "قال قالت قالوا يقول تقول قائلا قائلة وقال وقالت حيث إذ والله")
    });
    // تفيد التقارير، ان الإنتاج: what a verb of telling tells stands past a comma too.
    let is_told = before.is_some_and(|comma| comma.text == "،")
        && (at.saturating_sub(12)..at)
            .filter_map(|index| context::word(lexemes, index))
            .any(|word| context::one_of(word.trim_start_matches(['و', 'ف']), TELLING));
    Some(if opens && !is_told { "إن" } else { "أن" })
}

/// Verbs whose object is a clause with `أن`.
const TELLING: &str = "
    تفيد يفيد أفاد أفادت افاد افادت تشير يشير أشار أشارت اشار اشارت تؤكد يؤكد أكد أكدت اكد اكدت يوضح توضح أوضح أوضحت اوضح اوضحت يذكر ذكر ذكرت
    يرى ترى يعتقد تعتقد اعتبر اعتبرت أعلن أعلنت اعلن اعلنت أظهر أظهرت تظهر يظهر بين بينت تبين يبدو كشف كشفت تكشف أضاف أضافت اضاف اضافت علم يعلم";

/// `الي` is no word but the preposition.
fn preposition(word: &str) -> Option<String> {
    (word == "الي").then(|| "إلى".to_owned())
}

/// `لاول مرة`, `كاطلاقات`: after a prefix of one letter a bare alif is read as a long vowel, so that words which begin with a
/// hamza get it back. Those that would be another word without it (`لاهم`, `واحد`) are not in the lists.
fn hamza_after_prefix(word: &str) -> Option<String> {
    const WITH_FATHA: &str = "
        اول اولى اكثر اقل اكبر افضل ابرز اسباب اعضاء اعمال اهداف اشخاص اطفال اشهر ايام اسبوع اغراض افراد انصار انحاء اقصى اسعار اسواق اصحاب
        انواع اجهزة اسلحة احداث اخبار ارقام اسماء افكار اموال اوضاع اطراف احزاب اعداد اعوام اندية اجزاء اقسام ابناء اهالي اعياد امراض ازمة اوروبا امريكا
        اميركا افريقيا اسيوية ابريل اكتوبر اغسطس";
    const WITH_KASRA: &str = "
        اطلاق اطلاقات اجراء اجراءات ادارة ادارات اعادة اصابة اصابات اقامة انشاء ايران ايطاليا اسرائيل اعلان اعلانات احدى اثبات اجمالي اعداد اقليم انتاج
        ايجاد اضافة اشارة ازالة احياء اطار انهاء ايقاف الغاء اسبانيا اثيوبيا اندونيسيا امارات";
    // باول and كاول are names.
    let prefixes = ["ول", "وب", "فل", "ل", "ب", "ك"].into_iter();
    let at = prefixes.filter(|_| !matches!(word, "باول" | "كاول" | "وباول")).find_map(|prefix| {
        let stem = word.strip_prefix(prefix).filter(|stem| stem.starts_with('ا') && !stem.starts_with("ال"))?;
        let is_one_of = |list: &str| context::one_of(stem, list);
        // لاعداد: as many or to prepare.
        let hamza = match (is_one_of(WITH_FATHA), is_one_of(WITH_KASRA)) {
            (true, false) => 'أ',
            (false, true) => 'إ',
            _ => return None,
        };
        Some((prefix, hamza, stem))
    });
    let (prefix, hamza, stem) = at?;
    stem.strip_prefix('ا').map(|rest| format!("{prefix}{hamza}{rest}"))
}

/// Names that are always written with `ة` and that nothing else is spelt like.
fn name(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ه')?;
    let stem = bare.strip_prefix(['و', 'ب', 'ل']).unwrap_or(bare);
    let is_name = |stem: &str| context::one_of(stem, "مك غز فاطم خديج عائش أسام اسام حمز معاوي طنج");
    (is_name(bare) || is_name(stem)).then(|| format!("{bare}ة"))
}

/// `موسي`, `مصطفي`: men's names in `ى`.
fn name_in_ya(word: &str) -> Option<String> {
    let bare = word.strip_suffix('ي')?;
    let stem = bare.strip_prefix(['و', 'ل', 'ب']).unwrap_or(bare);
    context::one_of(stem, "موس عيس مصطف").then(|| format!("{bare}ى"))
}

/// `خطه` of an author who writes so: a noun that the lexicon knows, or the adjective after one.
fn indefinite(word: &str, follows_feminine: bool) -> Option<String> {
    let bare = word.strip_suffix('ه').filter(|bare| bare.chars().count() >= 2)?;
    if word.chars().any(unicode::is_arabic_mark) || noun::is_known(bare) || context::one_of(word, ENDS_IN_HA) {
        return None;
    }
    let right = format!("{bare}ة");
    let is_adjective = follows_feminine && bare.chars().count() >= 4 && context::is_indefinite_word(&right);
    (noun::is_listed(&right) || is_adjective).then_some(right)
}

/// Stems whose `ه` belongs to the root, without the article.
const ENDS_IN_HA: &str = "
    له إله اله آله وجه أوجه اوجه موجه توجه متوجه اتجاه جاه وجيه توجيه موجيه مياه ماه انتباه اشتباه شبه شبيه أشباه اشباه تشابه متشابه مشابه تشبيه
    مشتبه منتبه نبيه تنبيه منبه فقه فقيه متفقه فواكه فاكه نزيه تنزيه منتزه متنزه تنزه كره كريه مكره مكروه مكاره إكراه اكراه رفيه ترفيه رفاه مرفه
    شفاه أفواه افواه جباه تيه تائه بله أبله ابله سفه سفيه تسفيه كنه شره شوه تشوه تشويه مشوه معتوه عته تافه تفه فاره وله مدله تمويه مموه تنويه
    تأله تأليه متأله شاه كاراتيه كافيه دكتوراه جنيه بوفيه أتيليه اتيليه بورتريه فيليه كاريه بيه مشبوه مواجه مموه نابه متشبه منوه فكيه نيه هذه عنه منه فيه عليه إليه اليه لديه به هو ده يه مه آه أه اه";

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn ta_marbuta_after_the_article() {
        check("اعلنت الحكومه والقياده", "اعلنت الحكومة والقيادة");
        check("سافر الي المدينه", "سافر إلى المدينة");
        check("للجامعه وبالمدرسه", "للجامعة وبالمدرسة");
        check("قطاع غزه", "قطاع غزة");
    }

    #[test]
    fn roots_in_ha_keep_it() {
        for right in ["المياه", "الدكتوراه", "الوجه الآخر", "بالله والله", "في الاتجاه", "الفقه والتوجيه", "هذه عليه"]
        {
            check(right, right);
        }
    }

    #[test]
    fn the_preposition_and_the_name() {
        check("وافق المجلس علي الميزانية", "وافق المجلس على الميزانية");
        check("خمس درجات علي مقياس ريختر", "خمس درجات على مقياس ريختر");
        check("الرئيس علي صالح", "الرئيس علي صالح");
        check("قال علي الحسن", "قال علي الحسن");
        check("مصطفي وموسي", "مصطفى وموسى");
        check("اكد ان الأمر", "اكد أن الأمر");
        check("قال ان الأمر", "قال إن الأمر");
    }

    #[test]
    fn words_without_the_article_follow_their_author() {
        check("الحكومه عن شركه جديده", "الحكومة عن شركة جديدة");
        check("عن خطه هو", "عن خطه هو");
        check("زار الوزاره وبيته", "زار الوزارة وبيته");
    }
}
