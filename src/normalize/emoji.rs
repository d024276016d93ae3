//! Emoji: which characters make one, and what it is called.
//!
//! Left out by default, as a reader would; by name where the caller asks for it. The names are the project's own wording.

use super::lexeme::{Kind, Lexeme, Reading};
use super::{EmojiPolicy, Options, Rule, vowels};
use crate::note::{Note, NoteCode};

/// Reads the emoji at `at`: nothing is spoken by default, its Arabic name by policy.
pub(super) fn read(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Emoji)?;
    let skipped = |reason: &str| {
        vec![Note::new(NoteCode::TokenSkipped, format!("emoji `{}` {reason}", lexeme.text), lexeme.source.clone())]
    };
    let (spoken, notes) = match (options.emoji, name(&lexeme.text)) {
        (EmojiPolicy::Skip, _) => (Vec::new(), skipped("is left out")),
        (EmojiPolicy::Name, Some(name)) => (vowels::phrase_as_printed(name, Rule::Emoji, &lexeme.source), Vec::new()),
        (EmojiPolicy::Name, None) => (Vec::new(), skipped("has no Arabic name, left out")),
    };
    Some(Reading { consumed: 1, spoken, notes })
}

/// The Arabic name of an emoji: of the whole sequence, else of what it begins with (its skin tone is not said).
fn name(emoji: &str) -> Option<&'static str> {
    let without_selectors: String = emoji.chars().filter(|&value| value != SELECTOR).collect();
    let named = |emoji: &str| NAMES.iter().find(|(known, _)| *known == emoji).map(|&(_, name)| name);
    named(&without_selectors).or_else(|| {
        let first = without_selectors.chars().next()?;
        named(first.encode_utf8(&mut [0; 4]))
    })
}

/// Whether a character may begin an emoji.
pub(super) fn is_emoji(value: char) -> bool {
    matches!(value,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{231A}' | '\u{231B}' | '\u{2328}' | '\u{23CF}'
        | '\u{23E9}'..='\u{23F3}' | '\u{23F8}'..='\u{23FA}' | '\u{2B1B}' | '\u{2B1C}' | '\u{2B50}' | '\u{2B55}')
}

/// Signs that are emoji only where the emoji variation selector follows them: `©️`, `▶️`, `↗️`.
fn is_emoji_with_selector(value: char) -> bool {
    matches!(value,
        '©' | '®' | '\u{203C}' | '\u{2049}' | '™' | '\u{2139}' | '\u{2194}'..='\u{2199}' | '\u{21A9}' | '\u{21AA}'
        | '\u{24C2}' | '\u{25AA}' | '\u{25AB}' | '\u{25B6}' | '\u{25C0}' | '\u{25FB}'..='\u{25FE}' | '\u{2934}'
        | '\u{2935}' | '\u{2B05}'..='\u{2B07}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

const JOINER: char = '\u{200D}';
const SELECTOR: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';

/// Whether a character joins or modifies the emoji before it.
pub(super) fn joins(value: char) -> bool {
    matches!(value, JOINER | SELECTOR | KEYCAP | '\u{E0020}'..='\u{E007F}')
}

/// Whether a joining character between these two belongs to an emoji, and is not a stray invisible one.
pub(super) fn is_joined(before: char, value: char, after: Option<char>) -> bool {
    let in_emoji = is_emoji(before) || matches!(before, SELECTOR | '\u{E0020}'..='\u{E007F}');
    match value {
        JOINER => in_emoji && after.is_some_and(|after| is_emoji(after) || is_emoji_with_selector(after)),
        SELECTOR if matches!(before, '0'..='9' | '#' | '*') => after == Some(KEYCAP),
        SELECTOR => is_emoji(before) || is_emoji_with_selector(before),
        KEYCAP => before == SELECTOR,
        _ => in_emoji,
    }
}

/// How many characters the emoji at the start of these has; nothing where there is none.
///
/// Covers joined families, skin tones, flags, keycaps and tag sequences (UTS #51).
pub(super) fn length(characters: impl Iterator<Item = char>) -> Option<usize> {
    let characters: Vec<char> = characters.take(LONGEST).collect();
    let is_regional = |value: char| matches!(value, '\u{1F1E6}'..='\u{1F1FF}');
    let first = *characters.first()?;
    let second = characters.get(1).copied();
    if matches!(first, '0'..='9' | '#' | '*') {
        return (second == Some(SELECTOR) && characters.get(2) == Some(&KEYCAP)).then_some(3);
    }
    if is_regional(first) {
        return Some(if second.is_some_and(is_regional) { 2 } else { 1 });
    }
    let begins = is_emoji(first) || (is_emoji_with_selector(first) && second == Some(SELECTOR));
    if !begins {
        return None;
    }
    let mut length = 1;
    while let Some(&value) = characters.get(length) {
        let after_joiner = characters[length - 1] == JOINER;
        if !(after_joiner || joins(value) || matches!(value, '\u{1F3FB}'..='\u{1F3FF}')) {
            break;
        }
        length += 1;
    }
    Some(length)
}

/// The longest sequence in use (a flag of tags, a family with skin tones) is well under this.
const LONGEST: usize = 32;

/// Names of the commonest emoji, without variation selectors.
const NAMES: &[(&str, &str)] = &[
    ("😀", "وجه مبتسم"),
    ("😃", "وجه مبتسم"),
    ("😄", "وجه مبتسم"),
    ("😁", "وجه مبتسم"),
    ("😆", "وجه ضاحك"),
    ("😅", "ضحكة مع عرق"),
    ("😂", "وجه يضحك بدموع"),
    ("🤣", "ضحك شديد"),
    ("🙂", "ابتسامة خفيفة"),
    ("🙃", "وجه مقلوب"),
    ("😉", "غمزة"),
    ("😊", "وجه خجول مبتسم"),
    ("😇", "وجه ملاك"),
    ("🥰", "وجه محب"),
    ("😍", "عينان بقلبين"),
    ("🤩", "وجه منبهر"),
    ("😘", "قبلة"),
    ("😋", "وجه يتذوق"),
    ("😛", "لسان ممدود"),
    ("😜", "غمزة مع لسان ممدود"),
    ("🤔", "وجه مفكر"),
    ("🤫", "وجه صامت"),
    ("🤨", "وجه متشكك"),
    ("😐", "وجه محايد"),
    ("😑", "وجه بلا تعبير"),
    ("😏", "ابتسامة ماكرة"),
    ("🙄", "عينان إلى أعلى"),
    ("😬", "وجه متوتر"),
    ("😌", "وجه مرتاح"),
    ("😔", "وجه حزين"),
    ("😴", "وجه نائم"),
    ("😷", "وجه بكمامة"),
    ("🤒", "وجه مريض"),
    ("🤕", "وجه مصاب"),
    ("🤢", "وجه مشمئز"),
    ("😎", "وجه بنظارة شمسية"),
    ("🥳", "وجه محتفل"),
    ("😕", "وجه حائر"),
    ("😟", "وجه قلق"),
    ("🙁", "وجه عابس"),
    ("☹", "وجه عابس"),
    ("😮", "وجه مندهش"),
    ("😲", "وجه مذهول"),
    ("😳", "وجه محرج"),
    ("🥺", "وجه متوسل"),
    ("😢", "وجه باك"),
    ("😭", "بكاء شديد"),
    ("😱", "وجه مرعوب"),
    ("😓", "وجه متعرق"),
    ("😩", "وجه مرهق"),
    ("😤", "وجه غاضب"),
    ("😡", "وجه غاضب"),
    ("😠", "وجه غاضب"),
    ("🤬", "وجه شاتم"),
    ("💀", "جمجمة"),
    ("👻", "شبح"),
    ("🤖", "روبوت"),
    ("❤", "قلب أحمر"),
    ("🧡", "قلب برتقالي"),
    ("💛", "قلب أصفر"),
    ("💚", "قلب أخضر"),
    ("💙", "قلب أزرق"),
    ("💜", "قلب بنفسجي"),
    ("🖤", "قلب أسود"),
    ("🤍", "قلب أبيض"),
    ("💔", "قلب مكسور"),
    ("💕", "قلبان"),
    ("💖", "قلب لامع"),
    ("💯", "مئة بالمئة"),
    ("💥", "انفجار"),
    ("💪", "ذراع قوية"),
    ("👍", "إعجاب"),
    ("👎", "عدم إعجاب"),
    ("👏", "تصفيق"),
    ("🙌", "يدان مرفوعتان"),
    ("🙏", "يدان مضمومتان"),
    ("🤝", "مصافحة"),
    ("✌", "علامة النصر"),
    ("🤞", "أصابع متشابكة"),
    ("👌", "حسنا"),
    ("👋", "تلويح باليد"),
    ("✋", "يد مرفوعة"),
    ("✊", "قبضة مرفوعة"),
    ("👊", "قبضة"),
    ("☝", "إصبع إلى أعلى"),
    ("👆", "إصبع إلى أعلى"),
    ("👇", "إصبع إلى أسفل"),
    ("👈", "إصبع إلى اليسار"),
    ("👉", "إصبع إلى اليمين"),
    ("✍", "يد تكتب"),
    ("👀", "عينان"),
    ("👁", "عين"),
    ("🧠", "دماغ"),
    ("👶", "طفل"),
    ("👦", "ولد"),
    ("👧", "بنت"),
    ("👨", "رجل"),
    ("👩", "امرأة"),
    ("👪", "عائلة"),
    ("👮", "شرطي"),
    ("🚶", "ماش"),
    ("🏃", "عداء"),
    ("🐪", "جمل"),
    ("🐑", "خروف"),
    ("🐱", "قطة"),
    ("🐶", "كلب"),
    ("🦁", "أسد"),
    ("🕊", "حمامة سلام"),
    ("🦠", "فيروس"),
    ("🌹", "وردة"),
    ("🌸", "زهرة"),
    ("🌷", "زهرة توليب"),
    ("🌴", "نخلة"),
    ("🌍", "كرة أرضية"),
    ("🌙", "هلال"),
    ("☪", "هلال ونجمة"),
    ("⭐", "نجمة"),
    ("🌟", "نجمة لامعة"),
    ("✨", "بريق"),
    ("☀", "شمس"),
    ("⛈", "عاصفة رعدية"),
    ("🌧", "مطر"),
    ("❄", "ثلج"),
    ("🔥", "نار"),
    ("💧", "قطرة ماء"),
    ("🌊", "موجة"),
    ("🍎", "تفاحة"),
    ("🎂", "كعكة عيد ميلاد"),
    ("☕", "قهوة"),
    ("🍽", "طبق طعام"),
    ("⚽", "كرة قدم"),
    ("🏀", "كرة سلة"),
    ("🎾", "كرة مضرب"),
    ("🏆", "كأس"),
    ("🏅", "ميدالية"),
    ("🥇", "ميدالية ذهبية"),
    ("🥈", "ميدالية فضية"),
    ("🥉", "ميدالية برونزية"),
    ("🎯", "هدف"),
    ("🎮", "يد تحكم"),
    ("🎵", "نغمة موسيقية"),
    ("🎶", "موسيقى"),
    ("🎤", "ميكروفون"),
    ("🎧", "سماعات"),
    ("🎬", "لوحة تصوير"),
    ("🎥", "كاميرا سينما"),
    ("📷", "كاميرا"),
    ("📸", "كاميرا بفلاش"),
    ("📹", "كاميرا فيديو"),
    ("📺", "تلفاز"),
    ("📻", "مذياع"),
    ("📱", "هاتف محمول"),
    ("☎", "هاتف"),
    ("📞", "سماعة هاتف"),
    ("💻", "حاسوب محمول"),
    ("🖥", "حاسوب"),
    ("📧", "بريد إلكتروني"),
    ("✉", "ظرف"),
    ("📩", "ظرف"),
    ("📝", "مذكرة"),
    ("📰", "صحيفة"),
    ("📚", "كتب"),
    ("📖", "كتاب مفتوح"),
    ("📊", "رسم بياني"),
    ("📈", "ارتفاع"),
    ("📉", "انخفاض"),
    ("📅", "تقويم"),
    ("📍", "موقع"),
    ("📌", "دبوس"),
    ("🔗", "رابط"),
    ("🔒", "قفل"),
    ("🔑", "مفتاح"),
    ("🔍", "عدسة مكبرة"),
    ("💡", "مصباح"),
    ("🔔", "جرس"),
    ("📢", "مكبر صوت"),
    ("📣", "بوق"),
    ("🔴", "دائرة حمراء"),
    ("🟢", "دائرة خضراء"),
    ("🔵", "دائرة زرقاء"),
    ("⚫", "دائرة سوداء"),
    ("⚪", "دائرة بيضاء"),
    ("🔺", "مثلث أحمر"),
    ("🔻", "مثلث أحمر إلى أسفل"),
    ("✅", "علامة صح"),
    ("✔", "علامة صح"),
    ("☑", "علامة صح"),
    ("❌", "علامة خطأ"),
    ("✖", "علامة خطأ"),
    ("❗", "علامة تعجب"),
    ("‼", "علامتا تعجب"),
    ("❓", "علامة استفهام"),
    ("⚠", "تحذير"),
    ("🚨", "إنذار"),
    ("⛔", "ممنوع"),
    ("🚫", "ممنوع"),
    ("🛑", "توقف"),
    ("🆕", "جديد"),
    ("➡", "سهم إلى اليمين"),
    ("⬅", "سهم إلى اليسار"),
    ("⬆", "سهم إلى أعلى"),
    ("⬇", "سهم إلى أسفل"),
    ("▶", "تشغيل"),
    ("🔄", "تحديث"),
    ("⏰", "منبه"),
    ("⏳", "ساعة رملية"),
    ("🎉", "احتفال"),
    ("🎊", "احتفال"),
    ("🎁", "هدية"),
    ("🎈", "بالون"),
    ("💰", "كيس نقود"),
    ("💵", "دولارات"),
    ("💣", "قنبلة"),
    ("🔫", "مسدس"),
    ("⚔", "سيفان"),
    ("🛡", "درع"),
    ("🚀", "صاروخ"),
    ("✈", "طائرة"),
    ("🚗", "سيارة"),
    ("🚌", "حافلة"),
    ("🚑", "سيارة إسعاف"),
    ("🚒", "سيارة إطفاء"),
    ("🚓", "سيارة شرطة"),
    ("🚢", "سفينة"),
    ("🏠", "بيت"),
    ("🏢", "مبنى"),
    ("🏥", "مستشفى"),
    ("🏫", "مدرسة"),
    ("🕌", "مسجد"),
    ("🕋", "الكعبة"),
    ("⛪", "كنيسة"),
    ("🤲", "كفا دعاء"),
    ("📿", "مسبحة"),
    ("💉", "حقنة"),
    ("💊", "دواء"),
    ("⚖", "ميزان"),
    ("🏳", "علم أبيض"),
    ("🇩🇿", "علم الجزائر"),
    ("🇲🇦", "علم المغرب"),
    ("🇹🇳", "علم تونس"),
    ("🇱🇾", "علم ليبيا"),
    ("🇪🇬", "علم مصر"),
    ("🇸🇩", "علم السودان"),
    ("🇲🇷", "علم موريتانيا"),
    ("🇸🇦", "علم السعودية"),
    ("🇦🇪", "علم الإمارات"),
    ("🇶🇦", "علم قطر"),
    ("🇰🇼", "علم الكويت"),
    ("🇧🇭", "علم البحرين"),
    ("🇴🇲", "علم عمان"),
    ("🇾🇪", "علم اليمن"),
    ("🇮🇶", "علم العراق"),
    ("🇸🇾", "علم سوريا"),
    ("🇱🇧", "علم لبنان"),
    ("🇯🇴", "علم الأردن"),
    ("🇵🇸", "علم فلسطين"),
    ("🇸🇴", "علم الصومال"),
    ("🇺🇸", "علم الولايات المتحدة"),
    ("🇬🇧", "علم بريطانيا"),
    ("🇫🇷", "علم فرنسا"),
    ("🇩🇪", "علم ألمانيا"),
    ("🇪🇸", "علم إسبانيا"),
    ("🇮🇹", "علم إيطاليا"),
    ("🇹🇷", "علم تركيا"),
    ("🇷🇺", "علم روسيا"),
    ("🇺🇦", "علم أوكرانيا"),
    ("🇨🇳", "علم الصين"),
    ("🇮🇱", "علم إسرائيل"),
    ("🇮🇷", "علم إيران"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::testing::read_alone;

    fn check(input: &str, emoji: EmojiPolicy, expect: &str) {
        let options = Options { emoji, ..Options::default() };
        assert_eq!(read_alone(|lexemes, at| read(lexemes, at, &options), input, |_| None), expect, "{input}");
    }

    #[test]
    fn left_out_by_default() {
        check("شكرا 🌹🎉", EmojiPolicy::Skip, "");
    }

    #[test]
    fn named_by_policy() {
        check("شكرا 🌹", EmojiPolicy::Name, "وردة");
        check("🇩🇿", EmojiPolicy::Name, "علم الجزائر");
        check("❤️", EmojiPolicy::Name, "قلب أحمر");
    }

    #[test]
    fn skin_tone_is_not_said() {
        check("👍🏽", EmojiPolicy::Name, "إعجاب");
    }
}
