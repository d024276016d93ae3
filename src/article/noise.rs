//! What Arabic sites print around articles: the phrases and the shapes, for pages and for pasted text alike.
//!
//! The phrases stand in `phrases.txt`; the shapes are told here. A phrase is matched against a whole block, never inside running text, and only in blocks as short as furniture is:
//! an article *about* cookies or subscriptions keeps its sentences. Phrases are written folded, as [`fold`] folds a
//! block: without marks and punctuation, `ا` for أ إ آ, `ه` for ة, `ي` for ى; sites spell them in every way there is.
//!
//! The tables of words are kept from rustfmt, which would give each word a line of its own.

use std::{collections::HashMap, sync::LazyLock};

use super::phrases::PHRASES;

/// A part of a page that a line such as `مواضيع ذات صلة` or `التعليقات` opens, and that goes on after that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Links to other articles.
    Related,
    /// What readers wrote.
    Comments,
    /// Tags, subscription notices, sign-in forms: what follows an article and never returns to it.
    Closing,
}

/// Words of a line that says when something was printed.
#[rustfmt::skip]
const WHEN: &[&str] = &[
    "الاحد", "الاثنين", "الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "يناير", "فبراير", "مارس",
    "ابريل", "مايو", "يونيو", "يوليو", "اغسطس", "سبتمبر", "اكتوبر", "نوفمبر", "ديسمبر", "كانون", "الثاني", "شباط", "اذار",
    "نيسان", "ايار", "حزيران", "تموز", "اب", "ايلول", "تشرين", "الاول", "جانفي", "فيفري", "افريل", "ماي", "جوان",
    "جويليه", "اوت", "يوليوز", "غشت", "شتنبر", "نونبر", "دجنبر", "محرم", "صفر", "ربيع", "الاخر", "جمادي", "الاولي",
    "الاخره", "رجب", "شعبان", "رمضان", "شوال", "ذو", "ذي", "القعده", "الحجه", "ه", "م", "ص", "صباحا", "مساء", "ظهرا",
    "الساعه", "علي", "في", "يوم", "بتاريخ", "تاريخ", "بتوقيت", "توقيت", "غرينتش", "غرينيتش", "جرينتش", "gmt", "utc", "am",
    "pm", "مكه", "المكرمه", "محلي", "المحلي",
    "نشر", "النشر", "نشرت", "تم", "اخر", "تحديث", "التحديث", "حدث", "تعديل", "منذ", "قبل", "دقيقه", "دقائق", "دقيقتين",
    "ساعه", "ساعات", "ساعتين", "ايام", "يومين", "اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر", "سنه", "سنوات",
    "عام", "اعوام", "الان", "اليوم", "امس", "الموافق", "ل", "من", "و", "قراءه", "للقراءه", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "t", "z", "اضيف", "الخبر", "المقال", "ايلول", "اضيفت", "كتب",
];

/// Words that count something: `3 دقائق قراءة`, `1250 مشاهدة`, `12 تعليقا`.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "مشاهده", "مشاهدات", "قراءه", "للقراءه", "القراءه", "قراءات", "زياره", "زيارات", "تعليق", "تعليقات", "تعليقا", "اعجاب",
    "اعجابات", "مشاركه", "مشاركات", "دقيقه", "دقائق", "دقيقتان", "دقيقتين", "ثانيه", "ثواني", "ثوان", "اقل", "من", "في",
    "شوهد", "شوهدت", "قرئ", "مره", "مرات", "تقييم", "مده", "وقت", "زمن", "واحده", "دقيقه", "القراء", "عدد", "المشاهدات", "القراءات", "الزيارات", "التعليقات", "views",
    "comments", "min", "read", "minutes", "shares", "likes", "صوت", "اصوات", "متابع", "متابعه", "نحو", "حوالي", "لا", "توجد",
];

/// Blocks that start like furniture are furniture only up to so many words.
const LONGEST_LINE: usize = 24;
/// Notices of a sentence or two are furniture only up to so many words.
const LONGEST_NOTICE: usize = 45;

/// Folds a text for comparison: marks, tatweel, invisible and punctuation characters out, variants of letters to one,
/// Eastern digits to `0`-`9`, Latin to lower case, words parted by one space.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            // Most of the text: nothing to do.
            'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' | 'ا' | 'ء' | 'ؤ' | 'ئ' => c,
            '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' => continue,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {
                continue;
            }
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ة' | 'ہ' | 'ە' | 'ھ' => 'ه',
            'ى' | 'ی' | 'ې' => 'ي',
            'ک' => 'ك',
            '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
            '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
            other if super::is_alphanumeric(other) => other.to_lowercase().next().unwrap_or(other),
            _ => ' ',
        };
        if c != ' ' {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn digit(c: char, zero: char) -> char {
    char::from_u32(u32::from(c) - u32::from(zero) + u32::from('0')).unwrap_or(c)
}

/// Says whether a block is furniture by what it says or by its shape, wherever it stands.
pub(super) fn is_furniture(text: &str) -> bool {
    // Nothing as long as this is furniture, and folding it would cost.
    if text.len() > 1200 {
        return false;
    }
    let folded = fold(text);
    if folded.is_empty() {
        return true;
    }
    let n_words = count_words(&folded);
    PHRASES.whole.contains(folded.as_str())
        || n_words <= LONGEST_LINE && is_labelled(text, &folded)
        || n_words <= LONGEST_NOTICE
            && (PHRASES.notices.iter().any(|phrase| starts_with_words(&folded, phrase)) || asks_to_follow(&folded))
        || n_words <= LONGEST_NOTICE && holds_any(&folded)
        || is_share_row(&folded)
        || is_labelled_time(&folded)
        || is_counter(&folded)
        || is_type_size_widget(text, &folded)
        || is_menu(text, &folded)
        || is_hashtag_row(text)
        || text.contains('©') && n_words <= LONGEST_LINE
}

/// Says whether a caption only credits the picture: `(رويترز)`, `المصدر/غيتي`.
pub(super) fn is_credit(caption: &str) -> bool {
    let caption = caption.trim();
    let n_words = caption.split_whitespace().count();
    let is_bracketed = caption.starts_with(['(', '[']) && caption.ends_with([')', ']']);
    n_words <= 4 && (is_bracketed || caption.contains('/') || caption.starts_with('@'))
}

/// Says whether a heading opens a part that is not read aloud: references and the like.
pub(super) fn is_appendix(heading: &str) -> bool {
    is_apparatus(heading) || fold(heading) == "معرض صور"
}

/// Says whether a heading opens a wiki's references, notes or links: for the eye, not for the ear.
pub(super) fn is_apparatus(heading: &str) -> bool {
    #[rustfmt::skip]
    const HEADINGS: &[&str] = &[
        "مراجع", "المراجع", "مراجع وهوامش", "هوامش ومراجع", "الهوامش والمراجع", "هوامش", "الهوامش", "مصادر", "المصادر", "مصادر ومراجع",
        "المصادر والمراجع", "وصلات خارجيه", "روابط خارجيه", "انظر ايضا", "قراءه موسعه", "ملاحظات", "طالع ايضا", "حواشي",
    ];
    HEADINGS.contains(&fold(heading).as_str())
}

/// Says whether a line is the name of a site's section: two words at most, all of them such as menus have.
pub(super) fn is_section_name(line: &str) -> bool {
    // They are no sections: words of a menu's other entries, and common ones.
    const OTHERS: &[&str] = &["من", "نحن", "بنا", "معنا", "مباشر", "الوطن", "العالم", "كتاب"];
    let folded = fold(line);
    let is_name =
        |word: &str| (PHRASES.menu.contains(word) && !OTHERS.contains(&word)) || PHRASES.of_sections.contains(word);
    count_words(&folded) <= 2 && folded.split(' ').all(is_name) && !line.ends_with(['.', ':', '؟', '!', '،'])
}

/// Says whether a heading is the name of a part of any text: `مقدمة`, `الخاتمة`.
pub(super) fn is_name_of_part(heading: &str) -> bool {
    const PARTS: &[&str] = &["مقدمه", "تمهيد", "تقديم", "توطئه", "خاتمه", "خلاصه", "ملخص", "فهرس"];
    let folded = fold(heading);
    PARTS.contains(&folded.strip_prefix("ال").unwrap_or(&folded))
}

/// Says whether a line is nothing but a date or a time.
pub(super) fn is_date_line(text: &str) -> bool {
    let folded = fold(text);
    let n_words = count_words(&folded);
    n_words <= 16 && folded.chars().any(|c| c.is_ascii_digit()) && is_all_time(&folded)
}

/// Says whether a heading that says what furniture says may head a part of a text as well: `المصدر`, `التفاصيل`.
pub(super) fn is_ambiguous_heading(heading: &str) -> bool {
    let folded = fold(heading);
    is_whole(&folded) && count_words(&folded) == 1 && opens(heading).is_none()
}

fn is_whole(folded: &str) -> bool {
    PHRASES.whole.contains(folded)
}

/// Says which part of the page a line opens, if it opens one.
pub(super) fn opens(text: &str) -> Option<Section> {
    if text.len() > 160 {
        return None;
    }
    let folded = fold(text);
    // `التعليقات (12)`, `3 تعليقات`: the number says nothing about what opens.
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect();
    let line = words.join(" ");
    let line = line.as_str();
    if PHRASES.related.contains(line) || lists_others(line) {
        Some(Section::Related)
    } else if PHRASES.comments.contains(line)
        || words.len() <= 5 && starts_with_any(line, &["التعليقات علي", "تعليقات علي"])
    {
        Some(Section::Comments)
    } else if PHRASES.closing.contains(line)
        || words.len() <= LONGEST_LINE
            && starts_with_any(line, &["هذا المقال مؤرشف", "هذا المقال مورشف", "هذا المقال من الارشيف"])
    {
        Some(Section::Closing)
    } else {
        None
    }
}

/// Finds the author in a line such as `بقلم: فلان — نشر في 2016/03/02`.
pub(super) fn byline(line: &str) -> Option<String> {
    #[rustfmt::skip]
    const LABELS: &[&str] =
        &["بقلم", "كتب", "كتبت", "كتبه", "كتبته", "كتبها", "الكاتب", "الكاتبه", "اعداد", "تحرير", "المحرر", "المؤلف", "تقرير", "حوار", "تاليف", "by", "author"];
    let line = line.trim();
    if line.chars().count() > 120 || line.ends_with('.') {
        return None;
    }
    let split = line.find(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '：'))?;
    let (label, rest) = line.split_at_checked(split)?;
    if !LABELS.contains(&fold(label).as_str()) {
        return None;
    }
    // `كتب فلان` may begin a sentence; with a colon or a slash it cannot.
    let is_marked = rest.trim_start().starts_with([':', '/', '：']) || label.ends_with(',');
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '/' | '：' | '-'));
    // One Latin word is an account, but for a name after an English label.
    let is_given_name = fold(label) == "by"
        && rest.chars().all(|c| c.is_ascii_alphabetic())
        && rest.starts_with(|c: char| c.is_ascii_uppercase());
    let name = if is_given_name { rest.to_owned() } else { author_name(rest)? };
    let n_words = name.split_whitespace().count();
    // `إعداد الملف والصور` is a thing to do: persons have no article on every word, but for titles.
    let is_thing = || {
        const TITLES: &[&str] = &["السيد", "السيده", "الشيخ", "الدكتور", "الدكتوره", "الاستاذ", "الاستاذه", "المهندس"];
        let folded = fold(&name);
        let mut words = folded.split(' ');
        words.clone().all(|word| word.starts_with("ال") || word.starts_with("وال"))
            && words.next().is_some_and(|first| !TITLES.contains(&first))
    };
    if !is_marked && fold(label) == "اعداد" && is_thing() {
        return None;
    }
    let is_sure = is_marked || matches!(fold(label).as_str(), "بقلم" | "اعداد");
    (is_sure || n_words <= 3 && !line.contains(['،', '؛', '؟', '!'])).then_some(name)
}

/// Says whether a line under a text is signed by its author: `كتبها: سلمى ناصر`.
pub(super) fn is_signature(text: &str) -> bool {
    let label = text.split([':', '/']).next().unwrap_or_default();
    is_labelled_byline(text)
        && matches!(fold(label).as_str(), "بقلم" | "كتب" | "كتبت" | "كتبه" | "كتبته" | "كتبها" | "الكاتب" | "الكاتبه")
}

/// Says whether a line is the label over an author's name, and nothing else.
pub(super) fn is_author_label(line: &str) -> bool {
    #[rustfmt::skip]
    const LABELS: &[&str] = &[
        "الكاتب", "الكاتبه", "المولف", "المؤلف", "الناشر", "المحرر", "بقلم", "كتب", "كتبت", "اعداد", "تاليف", "بواسطه", "عن الكاتب",
        "by", "written by", "author", "about the author",
    ];
    LABELS.contains(&fold(line).as_str())
}

/// Says whether a name is an organization's by its first word.
pub(super) fn is_organization(name: &str) -> bool {
    #[rustfmt::skip]
    const KINDS: &[&str] = &[
        "شركه", "مؤسسه", "صحيفه", "جريده", "مجله", "موقع", "مركز", "جمعيه", "وكاله", "قناه", "شبكه", "منصه", "متجر", "مجموعه", "هيئه", "وزاره",
        "جامعه", "معهد", "مدرسه", "مكتب", "دار", "نادي", "فريق",
    ];
    let folded = fold(name);
    let first = folded.split(' ').next().unwrap_or_default();
    KINDS.contains(&first.strip_prefix("ال").unwrap_or(first))
}

/// Says whether a line names the author after a label with a colon.
pub(super) fn is_labelled_byline(line: &str) -> bool {
    line.contains([':', '/']) && line.split_whitespace().count() <= 7 && byline(line).is_some()
}

/// Says whether a block speaks to the reader about the site: comments, their rules, what becomes of them.
pub(super) fn addresses_reader(text: &str) -> bool {
    let folded = fold(text);
    let n_words = count_words(&folded);
    let house = folded.split(' ').filter(|word| PHRASES.house.contains(word)).count();
    n_words <= 70 && house >= 4 && house * 9 >= n_words
}

/// Takes the name out of what a page prints as the author: label, date and social handles left out.
pub(super) fn author_name(printed: &str) -> Option<String> {
    let labels = [
        "بقلم",
        "كتب",
        "كتبت",
        "كتبه",
        "الكاتب",
        "الكاتبه",
        "اعداد",
        "المحرر",
        "المؤلف",
        "by",
        "تقرير",
        "بواسطه",
        "نشر بواسطه",
        "تحرير",
        "author",
        "written",
    ];
    let printed = printed.trim();
    // A place and an agency: `(القاهرة - أ ف ب)`.
    if printed.starts_with('(') && printed.ends_with(')') {
        return None;
    }
    let printed = printed.split_once("Author,").map_or(printed, |(_, author)| author);
    let printed = printed.split_once("Role,").map_or(printed, |(author, _)| author);
    let first = printed.split(['|', '—', '–', '•', '·', '\n', '@']).map(str::trim).find(|part| !part.is_empty())?;
    let mut name = first.split(" - ").next().unwrap_or_default().trim();
    while let Some((label, rest)) = name.split_once([':', '/', ' ']) {
        if !labels.contains(&fold(label).as_str()) || rest.trim().is_empty() {
            break;
        }
        name = rest.trim_start_matches([':', '/', ' ', '-']).trim();
    }
    // What follows a verb of publishing or a digit is a date.
    let mut kept = Vec::new();
    for word in name.split_whitespace() {
        let folded = fold(word);
        if ["نشر", "نشرت", "اخر", "تحديث", "بتاريخ", "تاريخ", "منذ", "تم", "قراءه"].contains(&folded.as_str())
            || folded.starts_with(|c: char| c.is_ascii_digit())
        {
            break;
        }
        kept.push(word);
    }
    let name = kept.join(" ");
    let name = name.trim_matches(|c: char| matches!(c, ':' | '/' | '-' | '،' | ',' | '(' | ')') || c.is_whitespace());
    let has_letter = name.chars().any(char::is_alphabetic);
    let is_address = name.contains("://") || name.contains("www.");
    // One Latin word is an account, several that begin small are a motto.
    let is_latin = !name.chars().any(super::is_arabic_letter);
    let is_handle = is_latin && (!name.contains(' ') || name.starts_with(|c: char| c.is_lowercase()));
    let folded = fold(name);
    let is_phrase = ["من", "في", "عن", "علي", "الي", "مع", "هذا", "هذه", "كيف", "ما"]
        .contains(&folded.split(' ').next().unwrap_or_default());
    let is_agency = is_whole(&folded);
    let is_name = has_letter && !is_address && !is_handle && !is_phrase && !is_agency;
    (is_name && name.split_whitespace().count() <= 10).then(|| name.to_owned())
}

/// Says whether a block begins with a label, and is furniture for it.
fn is_labelled(text: &str, folded: &str) -> bool {
    let is_closed = text.trim_end().ends_with(['.', '؟', '!']) && count_words(folded) >= 4;
    let mut heads =
        text.match_indices([':', '/', '|', '：', '؛']).map(|(at, _)| fold(text.get(..at).unwrap_or_default()));
    // A later colon belongs to the headline that follows.
    let head = heads.next().unwrap_or_default();
    let is_head = |label: &str| starts_with_words(&head, label) && count_words(&head) <= count_words(label) + 1;
    let is_label = |label: &&str| starts_with_words(folded, label) && (!is_closed || is_head(label));
    PHRASES.labels.iter().any(is_label)
        || PHRASES.colon_labels.contains(head.as_str())
        || starts_as_list_of_others(folded) && (!is_closed || text.contains(':'))
}

/// Says whether a line announces other articles: a word for articles or links, and one that says which, as in `مواضيع ذات
/// صلة`, `أخبار أخرى`, `الأكثر قراءة`.
fn lists_others(line: &str) -> bool {
    let n_words = count_words(line);
    n_words <= 5 && starts_as_list_of_others(line)
}

fn starts_as_list_of_others(folded: &str) -> bool {
    let mut words = folded.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    first == "الاكثر" && PHRASES.most.contains(second)
        || PHRASES.others.contains(first)
            && (PHRASES.which.contains(second) || second == "قد" && words.next().is_some())
        || PHRASES.also.contains(first) && matches!(second, "ايضا" | "كذلك" | "المزيد")
}

/// Says whether a folded text asks the reader to follow, subscribe, load or sign in: a verb first, and in the words after
/// it something of the site's.
fn asks_to_follow(folded: &str) -> bool {
    let mut words = folded.split(' ');
    words.next().is_some_and(|first| PHRASES.asks.contains(first))
        && words.take(4).any(|word| PHRASES.of_site.contains(word))
}

/// Says whether a folded text begins with a phrase, its last word perhaps with a pronoun or an ending.
fn starts_with_words(folded: &str, phrase: &str) -> bool {
    let Some(rest) = folded.strip_prefix(phrase) else { return false };
    let ending = rest.split(' ').next().unwrap_or_default();
    matches!(ending, "" | "نا" | "ك" | "كم" | "ه" | "ها" | "ا" | "ات" | "تنا" | "ين" | "ون" | "تك" | "ته" | "ان")
}

fn starts_with_any(line: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| line.starts_with(phrase))
}

/// Says whether one of the phrases stands in a folded text, at word boundaries.
fn holds_any(folded: &str) -> bool {
    let starts = std::iter::once(0).chain(folded.match_indices(' ').map(|(at, _)| at + 1));
    starts.filter_map(|start| folded.get(start..)).any(|rest| {
        let is_here =
            |phrase: &&str| rest.strip_prefix(*phrase).is_some_and(|after| after.is_empty() || after.starts_with(' '));
        HOLDS.get(first_word(rest)).is_some_and(|phrases| phrases.iter().any(is_here))
    })
}

/// The phrases that furniture holds, by their first words.
static HOLDS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<&str>> = HashMap::new();
    PHRASES.holds.iter().for_each(|phrase| by_word.entry(first_word(phrase)).or_default().push(phrase));
    by_word
});

fn first_word(folded: &str) -> &str {
    folded.split(' ').next().unwrap_or_default()
}

/// Counts the words of a folded text, which are parted by one space.
fn count_words(folded: &str) -> usize {
    folded.bytes().filter(|byte| *byte == b' ').count() + 1
}

fn is_share_row(folded: &str) -> bool {
    #[rustfmt::skip]
    const CERTAIN: &[&str] = &[
        "فيسبوك", "فايسبوك", "تويتر", "واتساب", "تيليغرام", "تليغرام", "تليجرام", "تيليجرام", "لينكدان", "لينكدين", "بينترست", "facebook",
        "شارك", "شاركها", "التواصل", "twitter", "whatsapp", "telegram", "linkedin", "pinterest", "share", "طباعه", "نسخ", "انستغرام", "instagram", "يوتيوب",
    ];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    folded.split(' ').all(|word| PHRASES.sharing.contains(word) || is_number(word))
        && folded.split(' ').any(|word| CERTAIN.contains(&word))
}

fn is_labelled_time(folded: &str) -> bool {
    #[rustfmt::skip]
    const AGO: &[&str] = &[
        "دقيقه", "دقائق", "دقيقتين", "ساعه", "ساعات", "ساعتين", "يوم", "ايام", "يومين", "اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر",
    ];
    #[rustfmt::skip]
    const LABELS: &[&str] = &["نشر", "النشر", "نشرت", "تحديث", "التحديث", "تعديل", "منذ", "اضيف", "اضيفت", "حدث"];
    let n_words = count_words(folded);
    n_words <= 16
        && folded.split(' ').any(|word| LABELS.contains(&word))
        && (folded.chars().any(|c| c.is_ascii_digit()) || folded.starts_with("منذ"))
        // `منذ 2011` says when something began, `منذ 3 ساعات` when it was printed.
        && (!folded.starts_with("منذ") || folded.split(' ').any(|word| AGO.contains(&word)))
        && is_all_time(folded)
}

/// Says whether every word belongs to a date or a time; a city may follow `بتوقيت`.
fn is_all_time(folded: &str) -> bool {
    let mut after_zone = false;
    folded.split(' ').all(|word| {
        let is_known = after_zone || WHEN.contains(&word) || is_time_word(word);
        after_zone = matches!(word, "بتوقيت" | "توقيت");
        is_known
    })
}

/// Says whether a word is a number, a clock time or a date in digits, or digits with a letter (`10h`, `2016م`).
fn is_time_word(word: &str) -> bool {
    let digits = word.trim_end_matches(['م', 'ه', 'ص', 'h', 't', 'z', 'ـ']);
    let digits = digits.strip_prefix('ه').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_counter(folded: &str) -> bool {
    #[rustfmt::skip]
    const CERTAIN: &[&str] = &[
        "مشاهده", "مشاهدات", "المشاهدات", "قراءه", "للقراءه", "القراءه", "قراءات", "القراءات", "زياره", "زيارات", "الزيارات", "تعليق",
        "تعليقات", "تعليقا", "التعليقات", "مشاركات", "اعجاب", "اعجابات", "views", "comments", "read", "shares", "likes", "شوهد", "شوهدت", "قرئ", "تقييم",
    ];
    let n_words = count_words(folded);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let counts = folded.split(' ').any(is_number)
        || folded.contains("دقيقه")
        || folded.contains("دقيقتين")
        || folded.contains("دقائق");
    n_words <= 8
        && counts
        && folded.split(' ').any(|word| CERTAIN.contains(&word))
        && folded.split(' ').all(|word| COUNTED.contains(&word) || is_number(word))
}

/// `+ -`, `أ+ أ-`, `A A A`, `حجم الخط: ع ع ع`.
fn is_type_size_widget(text: &str, folded: &str) -> bool {
    let folded = folded.strip_prefix("حجم الخط").or(folded.strip_prefix("تغيير حجم الخط")).unwrap_or(folded);
    if count_words(folded) > 6 {
        return false;
    }
    let letters: Vec<&str> = folded.split_whitespace().collect();
    let has_sign = text.contains(['+', '-', '−', '–']);
    letters.len() <= 6
        && letters.iter().all(|word| matches!(*word, "ا" | "ع" | "a" | "aa" | "خط" | "t"))
        && (has_sign || letters.len() >= 2)
}

/// `الرئيسية | أخبار | رياضة`, `الرئيسية / الحدث / عنوان`: short parts between separators.
fn is_menu(text: &str, folded: &str) -> bool {
    if count_words(folded) > 12 && text.contains(['.', '؟', '!']) {
        return false;
    }
    let parts: Vec<&str> = text
        .split(['|', '·', '•', '»', '›', '/', '>', '\\', '←', '→', '—'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let all_short = parts.iter().all(|part| part.split_whitespace().count() <= 3);
    let is_home = folded == "الرئيسيه" || folded.starts_with("الرئيسيه ") || folded.starts_with("الصفحه الرئيسيه ");
    if parts.len() >= 2 && is_home && count_words(folded) <= 30 {
        return true;
    }
    let is_row = parts.len() >= 3 && all_short;
    let is_line = !text.contains(['.', '،', '؟', ':']);
    if !is_row && !is_line {
        return false;
    }
    let known = folded.split(' ').filter(|word| PHRASES.menu.contains(word)).count();
    let n_words = count_words(folded);
    is_row && known * 3 >= n_words || is_line && known >= 3 && known * 10 >= n_words * 7
}

fn is_hashtag_row(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| word.starts_with('#') && word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: bool) {
        assert_eq!(is_furniture(text), expect, "{text}");
    }

    #[test]
    fn buttons_and_labels_are_furniture() {
        check("الرئيسية", true);
        check("شارك على فيسبوك تويتر واتساب", true);
        check("نسخ الرابط", true);
        check("إعلان", true);
        check("+ -", true);
        check("حجم الخط: أ+ أ-", true);
        check("***", true);
        check("#الجزائر #كتب", true);
        check("عاجل", true);
    }

    #[test]
    fn notices_are_furniture() {
        check("نستخدم ملفات تعريف الارتباط لتحسين تجربتك، وبمواصلة التصفح فإنك توافق على ذلك.", true);
        check("هذا المقال مؤرشف, يتوجب عليك الإشتراك بخطة الممتاز+ لتتمكن من الإطلاع على المقالات المؤرشفة.", true);
        check("اشترك في نشرتنا البريدية ليصلك كل جديد", true);
        check("جميع الحقوق محفوظة © 2016", true);
        check("حمّل تطبيقنا على هاتفك لمتابعة الأخبار لحظة بلحظة", true);
        check("تابعونا على تويتر", true);
    }

    #[test]
    fn labels_with_what_they_label_are_furniture() {
        check("إقرأ أيضاً: سوق الكتب القديمة يعود", true);
        check("المصدر: وكالات", true);
        check("وسوم: كتب، مدن", true);
        check("تصوير: سلمى ناصر", true);
        check("مواضيع ذات صلة", true);
    }

    #[test]
    fn times_and_counters_are_furniture() {
        check("آخر تحديث: 10:12", true);
        check("نُشر في 14 يناير 2018 الساعة 9:15 صباحا بتوقيت غرينتش", true);
        check("منذ 3 ساعات", true);
        check("قراءة في دقيقتين", true);
        check("٣ دقائق للقراءة", true);
        check("1520 مشاهدة", true);
    }

    #[test]
    fn menus_are_furniture() {
        check("الرئيسية | أخبار | رياضة | ثقافة", true);
        check("الرئيسية / الحدث / عنوان المقال", true);
        check("سياسة الخصوصية · شروط الاستخدام · من نحن", true);
    }

    #[test]
    fn sentences_that_begin_like_furniture_are_not() {
        check("شارك في اللقاء ثلاثون خبيرا من عشر دول.", false);
        check("المصدر الأول للقلق هو بيع البيانات.", false);
        check("إعلان النتائج تأخر كثيرا", false);
        check("شاهد أيضا عددا من الآثار القديمة.", false);
        check("نشر الكاتب روايته الأولى سنة 1998.", false);
        check("المزيد من العقوبات", false);
        check("التعليقات التي وصلتنا كثيرة", false);
        check("صورة الشاعر في شبابه", false);
        check("الرئيسية في الأمر أن نعمل", false);
        check("في عام 2014", false);
        check("منذ عام 2011", false);
        check("طالب الحكومة بالاعتذار، وحمل الوزير المسؤولية.", false);
    }

    #[test]
    fn dates_alone_are_dates() {
        for line in ["الأربعاء 02 مارس 2016 - 10:12 م", "14/1/2018", "الأحد، 14 يناير 2018", "٢٠ رمضان ١٤٣٩هـ"]
        {
            assert!(is_date_line(line), "{line}");
        }
        assert!(!is_date_line("ثورة 1919"));
        assert!(!is_date_line("الأحد"));
    }

    #[test]
    fn names_are_taken_out_of_bylines() {
        assert_eq!(byline("كتب: محرر الموقع — نشر في 2016/03/02").as_deref(), Some("محرر الموقع"));
        assert_eq!(byline("بقلم/ سلمى ناصر").as_deref(), Some("سلمى ناصر"));
        assert_eq!(byline("بقلم سلمى ناصر").as_deref(), Some("سلمى ناصر"));
        assert_eq!(byline("كتب الشاعر قصيدته في السجن"), None);
        assert_eq!(byline("تقرير الطبيب"), Some("الطبيب".to_owned()));
        assert_eq!(author_name("https://example.org/a"), None);
    }

    #[test]
    fn every_word_is_written_folded() {
        for word in [WHEN, COUNTED].concat() {
            assert_eq!(fold(word), word, "{word}");
        }
    }
}
