//! Hamza that print leaves out (`الى`, `اكد`, `امريكا`), restored where the word has no other reading.
//!
//! A bare alif at the beginning of a word is either hamzat al-wasl, which is silent after speech, or a hamza that was
//! not typed. Only words that are surely the second are listed; `ان`, `اما`, `اعلام` and their like can be two words and
//! stay as they are. Written for Natiq.

/// Returns the word with its hamza, if it is one that is surely missing it. The word has no marks.
pub(super) fn restore(word: &str) -> Option<String> {
    for (before, stem) in candidates(word) {
        // Search by the listed words without hamza.
        if let Some(restored) = WORDS.split_whitespace().find(|listed| same_without_hamza(listed, stem)) {
            return Some(format!("{before}{restored}"));
        }
    }
    None
}

/// Splits a word before each bare alif that proclitics or the article may precede.
///
/// After a proclitic the alif may be long, and short words are then other words: `واحد` is no `وأحد`.
fn candidates(word: &str) -> impl Iterator<Item = (&str, &str)> {
    const BEFORE: [&str; 20] = [
        "", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "ال", "وال", "فال", "بال", "كال", "لل", "وبال",
        "ولل", "فلل",
    ];
    BEFORE.iter().filter_map(move |before| {
        let stem = word.strip_prefix(before)?;
        let sure = before.is_empty() || before.ends_with("ال") || before.ends_with("لل") || stem.chars().count() > 3;
        (sure && stem.starts_with('ا')).then(|| word.split_at(before.len()))
    })
}

fn same_without_hamza(listed: &str, stem: &str) -> bool {
    let mut stem = stem.chars();
    let mut listed = listed.chars();
    loop {
        match (listed.next(), stem.next()) {
            (None, None) => return true,
            (Some('أ' | 'إ' | 'آ'), Some('ا')) => {}
            (Some(listed), Some(written)) if listed == written => {}
            _ => return false,
        }
    }
}

/// Words that begin with hamza and that no word beginning with wasl, or with another hamza, is spelt like.
const WORDS: &str = "
إلى إليه إليها إليهم إلينا إليك أيضا أيضاً أو أي أية أكد أكدت أكدوا أعلنت أعلنوا أضاف أضافت أشار أشارت أوضح أوضحت أصبح
أصبحت أصدر أصدرت أجرى أجرت أدى أدت أفاد أفادت أعرب أعربت أبلغ أطلق أطلقت أصيب أصيبت أعطى أراد أرسل أرسلت
أول أولى أولا أوائل أخرى أخيرا أخيرة أحد أحمد أمس أكثر أكبر أقل أفضل أصغر أعلى أدنى أقصى أبرز أهم أحدث أسوأ أسهل أسرع
أربع أربعة أربعون أربعين أربعمئة ألف ألفا ألفين ألفان آلاف أيام أيام أسبوع أسابيع أشهر أعوام
أغسطس أبريل أكتوبر أيار أيلول آذار أفريل
أمريكا أمريكي أمريكية أمريكيين أمريكيون أميركا أميركي أميركية أوروبا أوروبي أوروبية إسرائيل إسرائيلي إسرائيلية
إسرائيليين إيران إيراني إيرانية إيطاليا إيطالي إيطالية إسبانيا إسباني إسبانية أفريقيا إفريقيا أفريقي أفريقية آسيا
ألمانيا ألماني ألمانية ألبانيا أستراليا إندونيسيا إثيوبيا إريتريا أوكرانيا أوكراني أوكرانية أذربيجان أرمينيا أفغانستان
أفغاني أفغانية أيرلندا آيسلندا أوزبكستان أوغندا أنغولا إسطنبول أنقرة أربيل إدلب أبوظبي أثينا أوسلو أديلايد إكوادور
أرجنتين أردن أردني أردنية إمارات إماراتي إماراتية أنبار أقصر إسكندرية إسماعيلية
إسلام إسلامي إسلامية إسلاميين إسلاميون إنسان إنساني إنسانية إرهاب إرهابي إرهابية إرهابيين إرهابيون
أمم أمة أمن أمني أمنية أمين أمير أميرة أمر أمور أموال أمتار أمراض أمطار أمل أمام
أهل أهالي أهداف أهمية أبناء أبو أبطال أبحاث أبعاد أجل أجهزة أجواء أجيال أجنبي أجنبية أحداث أحزاب أحكام أحوال أحياء
أخبار أخ أخت أخطاء أخطار أدلة أدوات أدوية أراض أراضي أرض أرقام أركان أرواح أزمة أزمات أساس أساسي أساسية أسباب أسر
أسرة أسرى أسعار أسلحة أسلوب أسماء أسواق أشخاص أشكال أصحاب أصل أصوات أضرار أطباء أطراف أطفال أعداد أعضاء أعمال أغلب
أغلبية أفراد أفكار أفلام أقارب أقسام ألعاب ألوان أماكن أنباء أنصار أنظمة أنواع أنحاء أوساط أوضاع أوقات أوراق أولاد
أستاذ أستاذة أسامة أشرف أنور أيمن أردوغان أوباما إبراهيم إسماعيل إسحاق إدريس إلياس إياد إيمان آدم أكرم أمجد أنس
إجراء إجراءات إدارة إداري إدارية إذاعة إسكان إصابة إصابات إصلاح إصلاحات إضافة إضراب إطار إطلاق إعادة إعداد إعلان
إقامة إقليم إقليمي إقليمية إلغاء إمكان إمكانية إمكانيات إنتاج إنجاز إنجازات إنشاء إنهاء إيجاد إيرادات إيقاف إلكتروني
إلكترونية إنترنت إذا إذ إذن إلا أثناء آخر آخرون آخرين آلة آلات آثار آراء
";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: Option<&str>) {
        assert_eq!(restore(word).as_deref(), expect, "{word}");
    }

    #[test]
    fn a_hamza_that_is_surely_missing_is_restored() {
        check("الى", Some("إلى"));
        check("اكد", Some("أكد"));
        check("امريكا", Some("أمريكا"));
        check("اسيا", Some("آسيا"));
    }

    #[test]
    fn proclitics_and_article_may_stand_before() {
        check("وامريكا", Some("وأمريكا"));
        check("الاسلام", Some("الإسلام"));
        check("للامم", Some("للأمم"));
        check("بالاردن", Some("بالأردن"));
    }

    #[test]
    fn a_word_with_two_readings_stays() {
        check("ان", None);
        check("اما", None);
        check("انه", None);
        check("اعلام", None);
        check("واحد", None);
        check("واصل", None);
        check("ولاية", None);
    }

    #[test]
    fn wasl_and_written_hamza_stay() {
        check("اقتصاد", None);
        check("استقبل", None);
        check("ابن", None);
        check("أكد", None);
        check("المدينة", None);
    }
}
