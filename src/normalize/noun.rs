//! What is counted: the gender of nouns, and the nouns that this room itself puts into the mouth of the reader.
//!
//! # Where the lexicon comes from
//! It was written for this project by hand: the nouns that Arabic news counts, taken from knowledge of the language and
//! not from a corpus or a dictionary file. Only what the rules below would get wrong has to be in it, and the common
//! nouns are there anyway so that a noun can be told from a verb.
//!
//! # The rules
//! A numeral looks at the *singular*: `مطارات` is masculine because `مطار` is. A word in `ة` is feminine, a sound
//! plural in `ون`/`ين` masculine; a plural in `ات` is feminine unless its singular is a verbal noun without `ة`
//! (`اجتماعات`, `تفجيرات`, `إضرابات`: told by their patterns) or stands in the list; the broken plural `فعائل` comes
//! mostly from a feminine singular (`وثائق`), the others mostly from a masculine one.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::number::{self, Case, Form, Gender};

/// The gender that a numeral before this word agrees with; the word may be singular or plural, definite, or carry a
/// possessive pronoun, and may carry vowels.
pub(super) fn gender(word: &str) -> Gender {
    let word = number::bare(word);
    listed(&word).or_else(|| possessed_feminine(&word)).unwrap_or_else(|| by_pattern(&word))
}

/// The feminine of a listed noun in `ة`, which is `ت` before a pronoun: `جلسته`, `نسختها`.
fn possessed_feminine(word: &str) -> Option<Gender> {
    let stem = POSSESSIVE.iter().find_map(|suffix| word.strip_suffix(suffix))?;
    // ذكراها is of ذكرى.
    if let Some(root) = stem.strip_suffix('ا') {
        return LEXICON.get(format!("{root}ى").as_str()).copied();
    }
    let stem = stem.strip_suffix('ت')?;
    // مشاركته; a ت that belongs to the word follows a long vowel (توقيته, سكوته) or few letters (بيته).
    let by_shape = || (stem.chars().count() >= 5 && !stem.ends_with(['ي', 'و', 'ا'])).then_some(Gender::Feminine);
    LEXICON.get(format!("{stem}ة").as_str()).copied().or_else(by_shape)
}

/// Whether the lexicon has this very word.
pub(super) fn is_listed(word: &str) -> bool {
    LEXICON.contains_key(word)
}

/// Whether a word has the ending of a sound plural.
pub(super) fn is_plural_by_shape(word: &str) -> bool {
    ["ات", "ون", "ين"].iter().any(|ending| word.ends_with(ending))
}

/// Whether the lexicon knows this word as a noun that is counted.
pub(super) fn is_known(word: &str) -> bool {
    listed(&number::bare(word)).is_some()
}

/// A noun that a reading supplies (a unit, a currency): its forms with their vowels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    pub singular: &'static str,
    pub plural: &'static str,
    pub gender: Gender,
    /// Foreign words that do not decline: `يورو`, `ميغاواط`.
    pub invariable: bool,
    /// An adjective that agrees with it, masculine singular: `مُرَبَّع`, `جَزَائِرِيّ`.
    pub adjective: Option<&'static str>,
    /// What follows whatever the number is: `فِي السَّاعَةِ`.
    pub tail: &'static str,
}

impl Noun {
    /// A masculine noun with nothing after it.
    pub(super) const fn masculine(singular: &'static str, plural: &'static str) -> Self {
        Self { singular, plural, gender: Gender::Masculine, invariable: false, adjective: None, tail: "" }
    }

    /// A feminine noun with nothing after it.
    pub(super) const fn feminine(singular: &'static str, plural: &'static str) -> Self {
        Self { gender: Gender::Feminine, ..Self::masculine(singular, plural) }
    }

    /// A foreign noun that has one form.
    pub(super) const fn invariable(word: &'static str) -> Self {
        Self { invariable: true, ..Self::masculine(word, word) }
    }

    /// A noun as a table has it: its kind, singular, plural, adjective and tail.
    pub(super) fn of_columns([kind, singular, plural, adjective, tail]: [&'static str; 5]) -> Option<Self> {
        let noun = match kind {
            "masculine" => Self::masculine(singular, plural),
            "feminine" => Self::feminine(singular, plural),
            "invariable" => Self::invariable(singular),
            _ => return None,
        };
        Some(Self { adjective: Some(adjective).filter(|adjective| !adjective.is_empty()), tail, ..noun })
    }

    pub(super) const fn with_adjective(self, adjective: &'static str) -> Self {
        Self { adjective: Some(adjective), ..self }
    }

    pub(super) const fn with_tail(self, tail: &'static str) -> Self {
        Self { tail, ..self }
    }
}

/// Returns the words of a number and what it counts, in the order they are said: `خمسة كيلومترات`, `دولار واحد`,
/// `مئتي متر مربع`.
pub(super) fn counted(amount: u64, noun: &Noun, case: Case, sure: bool) -> Vec<String> {
    let form = Form { gender: noun.gender, case, construct: true, definite: false, sure };
    let below = amount % 100;
    let mut words = Vec::new();
    match below {
        1 | 2 if amount <= number::GREATEST => {
            // One and two are said by the noun itself; after a hundred it is joined: مئة دولار ودولار.
            if amount > 2 {
                words = number::cardinal(amount - below, form);
                words.extend(inflected(noun, amount - below, case, sure));
                let mut rest = inflected(noun, below, case, sure);
                if let Some(first) = rest.first_mut() {
                    *first = format!("وَ{first}");
                }
                // The tail is said once, at the end.
                words.truncate(words.len().saturating_sub(tail_length(noun)));
                words.extend(rest);
                return words;
            }
            let mut said = inflected(noun, below, case, sure);
            if below == 1 || noun.invariable {
                let one = number::cardinal(below, Form { construct: false, ..form });
                if below == 1 {
                    let position = length_of_name(noun).min(said.len());
                    said.splice(position..position, one);
                } else {
                    said.splice(0..0, one);
                }
            }
            said
        }
        _ => {
            words.extend(number::cardinal(amount, form));
            words.extend(inflected(noun, amount, case, sure));
            words
        }
    }
}

/// How many words name the noun itself, so that `واحد` stands after them: `ملي أمبير`, `كيلوواط ساعة`, but not the tail of
/// `كيلومتر في الساعة`.
fn length_of_name(noun: &Noun) -> usize {
    let has_compound_tail = !noun.tail.is_empty() && !noun.tail.contains(' ');
    noun.singular.split(' ').count() + usize::from(has_compound_tail)
}

/// The form that a noun takes after a number, with its adjective and what follows it.
pub(super) fn inflected(noun: &Noun, amount: u64, case: Case, sure: bool) -> Vec<String> {
    let below = amount % 100;
    let (word, agreement) = match below {
        _ if noun.invariable => (noun.singular.to_owned(), Agreement::Singular(case)),
        1 if amount == 1 => (number::ending(noun.singular, case, false, sure), Agreement::Singular(case)),
        2 if amount == 2 => (number::dual(noun.singular, case, false), Agreement::Dual(case)),
        3..=10 if is_diptote(noun.plural) => (format!("{}\u{064E}", noun.plural), Agreement::Plural),
        3..=10 => (number::ending(noun.plural, Case::Genitive, false, true), Agreement::Plural),
        11..=99 => {
            (number::ending(noun.singular, Case::Accusative, false, true), Agreement::Singular(Case::Accusative))
        }
        _ => (number::ending(noun.singular, Case::Genitive, false, true), Agreement::Singular(Case::Genitive)),
    };
    let mut words: Vec<String> = word.split(' ').map(str::to_owned).collect();
    if let Some(adjective) = noun.adjective {
        let masculine_case = if noun.invariable { Case::Genitive } else { case };
        // After three and more the number decides the case; one and two have that of the sentence.
        words.push(agreeing(
            adjective,
            noun.gender,
            agreement,
            masculine_case,
            (sure || amount > 2) && !noun.invariable,
        ));
    }
    words.extend(noun.tail.split_whitespace().map(str::to_owned));
    words
}

/// How an adjective follows its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Singular(Case),
    Dual(Case),
    /// The plural of things takes the feminine singular.
    Plural,
}

fn agreeing(adjective: &str, gender: Gender, agreement: Agreement, _case: Case, sure: bool) -> String {
    let feminine = format!("{adjective}َة");
    match (agreement, gender) {
        (Agreement::Plural, _) => number::ending(&feminine, Case::Genitive, false, true),
        (Agreement::Singular(case), Gender::Feminine) => number::ending(&feminine, case, false, sure),
        (Agreement::Singular(case), Gender::Masculine) => number::ending(adjective, case, false, sure),
        (Agreement::Dual(case), Gender::Feminine) => number::dual(&feminine, case, false),
        (Agreement::Dual(case), Gender::Masculine) => number::dual(adjective, case, false),
    }
}

fn tail_length(noun: &Noun) -> usize {
    noun.tail.split_whitespace().count()
}

/// Broken plurals such as `دَنَانِير` and `دَرَاهِم` take no tanween, and fatha in the genitive.
fn is_diptote(plural: &str) -> bool {
    let letters: Vec<char> = number::bare(plural).chars().collect();
    matches!(letters.as_slice(), [_, _, 'ا', _, _] | [_, _, 'ا', _, 'ي', _])
}

fn listed(word: &str) -> Option<Gender> {
    let lookup = |word: &str| LEXICON.get(word).copied();
    lookup(word).or_else(|| lookup(word.strip_suffix('ا')?)).or_else(|| lookup(word.strip_prefix("ال")?)).or_else(
        || {
            let stem = POSSESSIVE.iter().find_map(|suffix| word.strip_suffix(suffix))?;
            lookup(stem)
                .or_else(|| lookup(&format!("{}ء", stem.strip_suffix('ئ')?)))
                .or_else(|| lookup(&format!("{}ة", stem.strip_suffix('ت')?)))
        },
    )
}

/// Whether a counted noun is a person, who can come, leave and attend.
pub(super) fn is_person(word: &str) -> bool {
    PEOPLE.split_whitespace().any(|person| person == word || word.strip_suffix('ا') == Some(person))
}

const PEOPLE: &str = "
    شخص لاعب خبير ضيف مريض راكب طفل جندي عامل طالب طالبة مسافر سائح لاجئ مهاجر مشجع متفرج متظاهر وزير نائب رئيس زعيم مندوب
    مشارك صحفي مواطن امرأة سجين معتقل عنصر مقاتل مسلح قائد سفير رجل عضو ممثل فنان كاتب باحث عالم حاج معتمر زائر نازح ضابط
    مسؤول حزبي مدير فائز مهاجم حارس مدرب مدني قتيل جريح مصاب شهيد ضحية مستوطن فلسطيني سوري مصري تلميذ أستاذ طبيب مهندس محام محامي شرطي
    إرهابي متطرف ناشط متطوع معلم موظف شاب فتاة سيدة مقيم ناخب متسابق رياضي عداء سباح زبون عميل مستثمر تاجر مزارع فلاح صياد بحار طيار رائد
    جنود ضباط عمال طلاب طلبة شبان مرضى ركاب سجناء لاجئين مهاجرين نازحين مسلحين مقاتلين مواطنين متظاهرين
    مسؤول أشخاص لاعبين ضيوف وزراء نواب رؤساء زعماء خبراء مندوبين سفراء نساء رجال أطفال أعضاء قادة متفرجين مشاركين";

const POSSESSIVE: [&str; 7] = ["هما", "هم", "هن", "ها", "نا", "ه", "ي"];

static LEXICON: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let mut lexicon = HashMap::new();
    lexicon.extend(MASCULINE.split_whitespace().map(|word| (word, Gender::Masculine)));
    lexicon.extend(FEMININE.split_whitespace().map(|word| (word, Gender::Feminine)));
    lexicon
});

/// The gender that the shape of a word makes likely.
fn by_pattern(word: &str) -> Gender {
    use Gender::{Feminine, Masculine};
    let word = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2).unwrap_or(word);
    let letters: Vec<char> = word.chars().collect();
    match letters.as_slice() {
        // أسلحة, أجهزة, أنظمة, أندية, أدوية, أئمة: plurals, all from masculine singulars.
        ['أ', _, _, _, 'ة'] | ['أ', _, _, 'ة'] => Masculine,
        // قضاة, رماة, ولاة: plurals of people. قناة, فتاة, مباراة, وفاة are listed.
        [_, _, 'ا', 'ة'] => Masculine,
        // قراصنة, أساقفة, صيادلة: people again; but بطارية, مبادرة.
        [first, _, 'ا', _, before_last, 'ة'] if *first != 'م' && *before_last != 'ي' => Masculine,
        [.., 'ة'] => Feminine,
        // ضحايا, قضايا, خلايا.
        [_, _, 'ا', 'ي', 'ا'] => Feminine,
        [.., 'و', 'ن'] | [.., 'ي', 'ن'] => Masculine,
        [stem @ .., 'ا', 'ت'] if stem.len() >= 2 => by_stem_of_sound_plural(stem),
        // مبنى, مستوى, مقهى, معنى.
        ['م', .., 'ى'] => Masculine,
        // ذكرى, دعوى, شكوى.
        [_, _, _, 'ى'] => Feminine,
        // وثائق, رسائل, جرائم.
        [_, _, 'ا', 'ئ', _] => Feminine,
        _ => Masculine,
    }
}

/// The gender of the singular of a plural in `ات`: verbal nouns without `ة` are masculine.
fn by_stem_of_sound_plural(stem: &[char]) -> Gender {
    use Gender::{Feminine, Masculine};
    match stem {
        [.., 'ي'] => Feminine,
        // لقاءات, إعفاءات, فضاءات; the feminine ones (قراءات) are listed.
        [.., 'ا', 'ء'] => Masculine,
        // إصابات, إقامات (hollow, with ة in the singular) against إضرابات, إجراءات.
        ['إ', _, 'ا', _] => Feminine,
        ['إ', _, _, 'ا', _] => Masculine,
        // استقالات, استشارات against استثمارات, استطلاعات.
        ['ا', 'س', 'ت', _, 'ا', _] => Feminine,
        // انتفاضات, انتكاسات are listed; اجتماعات, انفجارات, اتفاقات, ادعاءات.
        ['ا', .., 'ا', _] if stem.len() >= 5 => Masculine,
        // تفجيرات, تصريحات, تهديدات.
        ['ت', _, _, 'ي', _] => Masculine,
        // تطورات, تدخلات, توقعات; تجاوزات, تنازلات, تحالفات.
        ['ت', _, _, _] | ['ت', _, 'ا', _, _] => Masculine,
        _ => Feminine,
    }
}

/// Nouns (singulars and plurals) that count as feminine and do not show it, and common ones that do.
const FEMININE: &str = "
    سنة سنوات سنين ساعة ساعات دقيقة دقائق ثانية ثوان ثواني ليلة ليال ليالي مرة مرات فترة فترات لحظة لحظات حقبة حقب
    دولة دول مدينة مدن قرية قرى ولاية ولايات محافظة محافظات منطقة مناطق بلدية بلديات قارة قارات جزيرة جزر عاصمة عواصم
    جهة جهات إمارة إمارات مقاطعة مقاطعات دائرة دوائر جمهورية جمهوريات مملكة ممالك بلدة بلدات ضاحية ضواح ضواحي قبيلة قبائل
    سيارة سيارات طائرة طائرات حافلة حافلات دراجة دراجات شاحنة شاحنات مركبة مركبات سفينة سفن باخرة بواخر ناقلة ناقلات
    مروحية مروحيات مقاتلة مقاتلات مدرعة مدرعات آلية آليات دبابة دبابات عربة عربات بارجة بوارج غواصة غواصات مسيرة مسيرات
    شركة شركات منظمة منظمات مؤسسة مؤسسات جمعية جمعيات جامعة جامعات كلية كليات مدرسة مدارس محطة محطات وكالة وكالات
    هيئة هيئات لجنة لجان وزارة وزارات حكومة حكومات محكمة محاكم نقابة نقابات صحيفة صحف مجلة مجلات قناة قنوات إذاعة إذاعات
    مكتبة مكتبات عيادة عيادات صيدلية صيدليات كنيسة كنائس مقبرة مقابر مزرعة مزارع حديقة حدائق غابة غابات شقة شقق غرفة غرف
    بناية بنايات عمارة عمارات منشأة منشآت مستوطنة مستوطنات بئر آبار بحيرة بحيرات قاعة قاعات طاولة طاولات
    هجمة هجمات قلعة قلاع قبة قباب هضبة هضاب خيمة خيم خيام حجة حجج نخبة نخب منحة منح مهنة مهن محنة محن فتنة فتن مئذنة مآذن زنزانة زنازين
    مصفاة مصاف مصافي مطبعة مطابع مروحة مراوح أسطورة أساطير أكذوبة أكاذيب جبهة جبهات ثكنة ثكنات عجلة عجلات
    ألفية ألفيات أقلية أقليات أغنية أمنية أمنيات أمسية أمسيات أضحية أوقية أرضية أرضيات أجندة أجندات
    براءة براءات قراءة قراءات كفاءة كفاءات عباءة عباءات إساءة إساءات إضاءة إضاءات
    امرأة نساء نسوة سيدة سيدات فتاة فتيات بنت بنات طفلة طفلات أخت أخوات أم أمهات طالبة طالبات ممرضة ممرضات معلمة معلمات
    زوجة زوجات عائلة عائلات عوائل أسرة أسر ضحية ضحايا رهينة رهائن جثة جثث شخصية شخصيات ابنة
    نقطة نقاط نقط درجة درجات خطوة خطوات مرحلة مراحل جولة جولات مباراة مباريات بطولة بطولات ميدالية ميداليات ركلة ركلات
    كرة كرات كأس كؤوس رمية رميات ضربة ضربات بطاقة بطاقات حلقة حلقات دورة دورات نسخة نسخ طبعة طبعات جائزة جوائز
    ليرة ليرات روبية روبيات أوقية أوقيات كرونة كرونات ياردة ياردات بوصة بوصات قدم أقدام أونصة أونصات عملة عملات
    قنبلة قنابل قذيفة قذائف رصاصة رصاصات بندقية بنادق عبوة عبوات غارة غارات ضربة معركة معارك حرب حروب مجزرة مجازر
    عملية عمليات حملة حملات جريمة جرائم قضية قضايا تهمة تهم دعوى دعاوى شكوى شكاوى عقوبة عقوبات غرامة سرقة سرقات
    إصابة إصابات وفاة وفيات حالة حالات جرعة جرع جرعات حقنة حقن عينة عينات خلية خلايا كلية كلى سن أسنان رئة
    وثيقة وثائق رسالة رسائل صفحة صفحات كلمة كلمات جملة جمل فقرة فقرات مادة مواد قصة قصص رواية روايات قصيدة قصائد مقالة مقالات
    صورة صور لوحة لوحات أغنية أغنيات أغان أغاني لغة لغات آية آيات سورة سور ورقة أوراق نتيجة نتائج فكرة فكر أفكار
    توصية توصيات مهمة مهام مهمات مبادرة مبادرات اتفاقية اتفاقيات معاهدة معاهدات خطة خطط فرصة فرص أزمة أزمات مشكلة مشاكل
    مسألة مسائل قاعدة قواعد قائمة قوائم لائحة لوائح ضريبة ضرائب صفقة صفقات خسارة خسائر فائدة فوائد دفعة دفعات
    حصة حصص نسبة نسب كمية كميات قطعة قطع علبة علب زجاجة زجاجات قارورة قوارير حقيبة حقائب حزمة حزم شحنة شحنات حبة حبوب
    شجرة أشجار نخلة وردة ورود زهرة زهور أزهار ثمرة ثمار بقرة أبقار شاة شياه سمكة أسماك دجاجة دابة دواب قطة قطط ناقة نوق موجة أمواج
    قافلة قوافل كتيبة كتائب سرية سرايا فرقة كتلة كتل قوة قوى قوات قاعدة دورية دوريات وحدة وحدات مجموعة مجموعات طائفة طوائف
    عاصفة عواصف كارثة كوارث هزة هزات زلزلة موجة قمة قمم جلسة جلسات ندوة ندوات ورشة ورش ورشات زيارة زيارات رحلة رحلات
    وظيفة وظائف وجبة وجبات سلة سلال تجربة تجارب تذكرة تذاكر فاتورة فواتير نافذة نوافذ بوابة بوابات طبقة طبقات
    أرض أراض أراضي نار نيران شمس شموس عين عيون أعين يد أيد أيدي ساق سيقان أذن آذان إصبع أصابع ذراع أذرع كتف أكتاف 
    نفس أنفس نفوس دار سوق أسواق روح أرواح ريح رياح عصا فأس فؤوس قوس أقواس سكين سكاكين عروس
    أمة أمم شعبة عقدة ركعة ركعات صلاة صلوات سجدة زكاة حسنة فتوى فتاوى خطبة خطب ذكرى ذكريات صحراء عذراء
    أسيرة أسيرات أميرة أميرات أديبة أديبات أرملة أرامل أكلة أكلات سلعة سلع نواة حصاة مأساة قيم حيلة حيل إبرة إبر رزمة رزم بقعة بقع بؤرة بؤر غدة غدد تحفة تحف قصبة أداة أدوات آلة آلات شاشة شاشات شبكة شبكات شفرة نسمة هدية هدايا زاوية زوايا وصية وصايا مرآة مرايا مزية مزايا شظية شظايا
    نية نوايا منصة منصات تظاهرة تظاهرات انتفاضة انتفاضات انتكاسة ابتسامة استراحة فئة فئات مئة ثغرة ثغرات إدارة إدارات
    إجازة إجازات إشارة إشارات إضافة إضافات إعانة إعانات مكالمة مكالمات محاولة محاولات مناورة مناورات محادثة محادثات
    مفاوضات مظاهرة مظاهرات مسافة مسافات مساحة مساحات مخالفة مخالفات أخرى أخريات جنسية جنسيات 
    بيضة طعنة طعنات صاعقة صواعق طابعة تغريدة تغريدات خدمة خدمات دعوة دعوات ثورة ثورات 
    تمريرة تمريرات تسديدة تسديدات تأشيرة تأشيرات تسعيرة تسعيرات تعريفة تعريفات تشكيلة تشكيلات توليفة توليفات ترويسة ترويسات
    ترنيمة ترنيمات تعويذة تعويذات تهنئة تهاني تعرفة تفصيلة تفصيلات تركيبة تركيبات تسريحة تسريحات تصفيقة تصفيقات
    راكبة لاعبة متهمة مصابة قتيلة جريحة ناخبة نائبة وزيرة قاضية عضوة صحفية عاملة موظفة لاجئة مهاجرة";

/// Nouns that count as masculine and look feminine, and common ones that do not.
const MASCULINE: &str = "
    عام أعوام يوم أيام شهر أشهر شهور أسبوع أسابيع قرن قرون عقد عقود فصل فصول موسم مواسم صباح تاريخ 
    شخص أشخاص رجل رجال طفل أطفال ولد أولاد ابن أبناء أخ إخوة أب آباء شاب شبان شباب صبي صبية فتى فتية توأم توائم
    جندي جنود ضابط ضباط شرطي مسلح مسلحون مسلحين عنصر عناصر مقاتل مقاتلون مقاتلين إرهابي إرهابيين قتيل قتلى جريح جرحى
    أسير أسرى مريض مرضى مصاب مصابين شهيد شهداء راكب ركاب مسافر مسافرين مدني مدنيين وزير وزراء نائب نواب قاض قضاة
    محام محامين لاعب لاعبين لاعبون حكم حكام طالب طلاب طلبة تلميذ تلاميذ أستاذ أساتذة معلم معلمين عامل عمال موظف موظفين
    صحفي صحفيين صحافيين لاجئ لاجئين نازح نازحين مهاجر مهاجرين سائح سياح سواح مواطن مواطنين رئيس رؤساء زعيم زعماء قائد قادة
    أمير أمراء ملك ملوك خبير خبراء عالم علماء طبيب أطباء ممرض ممرضين مهندس مهندسين سائق سائقين صياد صيادين حارس حراس
    رعية رعايا عضو أعضاء شاهد شهود شقيق أشقاء صديق أصدقاء عدو أعداء عميل عملاء متهم متهمين مشتبه ناخب ناخبين
    مرشح مرشحين متطوع متطوعين متظاهر متظاهرين محتج محتجين معتقل معتقلين معتقلون سجين سجناء مشارك مشاركين زائر زوار
    حاج حجاج معتمر معتمرين فنان فنانين شاعر شعراء كاتب كتاب خليفة خلفاء علامة داعية دعاة طاغية نابغة إخوان والي ولاة
    مسؤول مسؤولين مستوطن مستوطنين متفرج متفرجين مشجع مشجعين مشترك مشتركين مستخدم مستخدمين متابع متابعين حاضر ساكن سكان
    فرد أفراد نفر أنفار منتخب منتخبات فريق فرق فرقاء ناد أندية اتحاد اتحادات حزب أحزاب تنظيم تنظيمات فصيل فصائل تيار تيارات
    هدف أهداف لقب ألقاب شوط أشواط مركز مراكز رقم أرقام سباق سباقات ملعب ملاعب منافس منافسين
    دولار دولارات دينار دنانير درهم دراهم ريال ريالات جنيه جنيهات يورو يوروهات فرنك فرنكات روبل روبلات شيكل شيكلات شواكل شيقل
    ين يوان يوانات وون قرش قروش سنت سنتات سنتيم سنتيمات فلس فلوس مليم مليمات هللة بنس بنسات بيزو بيزوات ريند
    ألف آلاف ألوف مليون ملايين مليار مليارات بليون بلايين تريليون تريليونات ترليون صفر أصفار
    متر أمتار كيلومتر كيلومترات سنتيمتر سنتيمترات ميليمتر مليمتر مليمترات ميل أميال كيلوغرام كيلوغرامات كيلوجرام كيلوجرامات
    كيلو كيلوات كلغ غرام غرامات جرام جرامات طن أطنان قنطار قناطير رطل أرطال لتر لترات ليتر ليترات برميل براميل هكتار هكتارات
    فدان أفدنة فدادين دونم دونمات واط ميغاواط ميجاواط كيلوواط غيغاواط فولت بايت غيغابايت ميغابايت هرتز قيراط قراريط ميكرون مكعب
    مطار مطارات قطار قطارات قارب قوارب زورق زوارق صاروخ صواريخ لغم ألغام مدفع مدافع سلاح أسلحة رشاش رشاشات مسدس مسدسات
    هجوم هجومات انفجار انفجارات تفجير تفجيرات حريق حرائق زلزال زلازل بركان براكين فيضان فيضانات حادث حوادث
    قرار قرارات قانون قوانين مرسوم مراسيم بيان بيانات تقرير تقارير مشروع مشاريع مشروعات ملف ملفات بند بنود اقتراح اقتراحات
    مقترح مقترحات مطلب مطالب شرط شروط سبب أسباب نوع أنواع قسم أقسام جزء أجزاء باب أبواب خيار خيارات حل حلول مجال مجالات
    قطاع قطاعات اجتماع اجتماعات مؤتمر مؤتمرات لقاء لقاءات مهرجان مهرجانات معرض معارض حفل حفلات عرض عروض
    مستشفى مستشفيات مبنى مبان مباني منزل منازل بيت بيوت مسجد مساجد مصنع مصانع مكتب مكاتب مطعم مطاعم فندق فنادق متجر متاجر
    محل محلات بنك بنوك مصرف مصارف سجن سجون مخيم مخيمات معسكر معسكرات ميناء موانئ معبر معابر جسر جسور طريق طرق طرقات شارع شوارع
    حي أحياء طابق طوابق برج أبراج سد سدود نفق أنفاق موقع مواقع متحف متاحف مسرح مسارح مخزن مخازن مستودع مستودعات منجم مناجم
    كتاب كتب فيلم أفلام مسلسل مسلسلات ألبوم ألبومات فيديو فيديوهات مقطع مقاطع مجلد مجلدات خبر أخبار مقال مقالات حرف أحرف حروف
    بيت أبيات صوت أصوات وقت أوقات مقعد مقاعد منصب مناصب وفد وفود عقار عقارات حساب حسابات تطبيق تطبيقات موعد مواعيد
    جهاز أجهزة هاتف هواتف حاسوب حواسيب برنامج برامج نظام أنظمة محرك محركات نموذج نماذج قمر أقمار كوكب كواكب نجم نجوم
    حيوان حيوانات كلب كلاب جمال حصان أحصنة خيول طير طيور طائر نمر أسد أسود نبات نباتات رأس رؤوس فيروس فيروسات
    لقاح لقاحات دواء أدوية قرص أقراص سرير كيس أكياس صندوق صناديق طرد طرود سهم أسهم سند سندات شيك شيكات عقد
    ضعف أضعاف ضعفا خط خطوط دور أدوار مستوى مستويات تحد تحديات ملتقى ملتقيات منتدى منتديات مقهى مقاه مقاهي معنى معان
    إطار إطارات جواز جوازات نزاع نزاعات صراع صراعات خلاف خلافات حوار حوارات نداء نداءات بلاغ بلاغات شعار شعارات نشاط نشاطات
    خطاب خطابات طلب طلبات خزان خزانات غاز غازات كائن كائنات امتحان امتحانات عيار عيارات بالون بالونات رادار رادارات سكن سكنات
    فحص فحوص فحوصات علاج علاجات منتج منتجات مخطط مخططات مصطلح مصطلحات معدل معدلات مكون مكونات مؤشر مؤشرات ممر ممرات مسار مسارات
    مقر مقرات مزاد مزادات مفاعل مفاعلات ملصق ملصقات باص باصات تلفزيون تلفزيونات كيلوبايت احتياط اعتداء اعتداءات
    بحار بحارة مارة قتلة ورثة سحرة خونة حملة باعة سادة غزاة هواة جناة طهاة مغاربة مشاة رعاة زبون زبائن ضيف ضيوف مندوب مندوبين
    إنش إنشات محيط محيطات سيناريو سيناريوهات منتجع منتجعات مجمع مجمعات مختبر مختبرات مستحضر مستحضرات منتوج منتوجات سجل سجلات حمام حمامات
    برلمان برلمانات رهان رهانات نطاق نطاقات مزار مزارات سجال سجالات بازار بازارات مطب مطبات منعطف منعطفات عنوان عناوين محصول محاصيل
    سؤال أسئلة جواب أجوبة مثال أمثلة درس دروس تمرين تمارين لون ألوان قلم أقلام مفتاح مفاتيح ثلث أثلاث ربع أرباع عشر أعشار
    آخر آخرون آخرين واحد كادر كوادر فرن أفران ميدان ميادين سنتيلتر تحالف تحالفات";
