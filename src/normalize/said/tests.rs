use super::letters::spelt;
use super::*;
use crate::article::{Paragraph, Role};
use crate::normalize::{Options, normalize};
use crate::phoneme::{INVENTORY, Phoneme};
use crate::utterance::utterances;

/// The words of each utterance, utterances parted by `|`.
fn spoken(inner: &str) -> String {
    let read = crate::ssml::read(&format!("<speak>{inner}</speak>")).unwrap();
    let mut said = Vec::new();
    for marked in read {
        let paragraph = Paragraph {
            directives: marked.directives,
            ..Paragraph::new(Role::Body, marked.text.as_str(), 0..marked.text.len())
        };
        for utterance in utterances(&paragraph) {
            let normalized = normalize(&utterance, &Options::default());
            for token in &normalized.tokens {
                let source = token.source();
                assert!(source.start >= utterance.source.start && source.end <= utterance.source.end, "{token:?}");
            }
            said.push(
                normalized
                    .tokens
                    .iter()
                    .filter_map(Token::word)
                    .map(|word| word.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
    }
    said.join(" | ")
}

#[track_caller]
fn check(inner: &str, expect: &str) {
    assert_eq!(spoken(inner), expect, "{inner}");
}

fn as_(interpret_as: &str, content: &str) -> String {
    format!("<say-as interpret-as=\"{interpret_as}\">{content}</say-as>")
}

#[test]
fn aliases_are_read_as_all_text_is() {
    check("قالت <sub alias=\"منظمة الصحة\">WHO</sub> ذلك", "قالت منظمة الصحة ذلك");
    check("بلغ <sub alias=\"5 كغ\">الوزن</sub>.", "بلغ خمسة كيلوغرامات");
    check("و<sub alias=\"الدكتور\">د.</sub> أحمد", "والدكتور أحمد");
    check("ل<sub alias=\"الدكتور\">د.</sub> أحمد", "للدكتور أحمد");
    check("<sub alias=\"كتاب\">ك</sub>ها هنا", "كتابها هنا");
}

#[test]
fn numbers_count_and_rank_in_their_sentence() {
    check(&format!("رأيت {} كتب", as_("cardinal", "3")), "رأيت ثلاثة كتب");
    check(&format!("عام {}", as_("cardinal", "1987")), "عام ألف وتسعمئة وسبعة وثمانين");
    check(&format!("الحرارة {}", as_("cardinal", "-5")), "الحرارة ناقص خمسة");
    check(&format!("في المرتبة {}", as_("ordinal", "3")), "في المرتبة الثالثة");
    check(&format!("الطابق {}", as_("ordinal", "21")), "الطابق الحادي والعشرون");
    check(&format!("ب{} دينارا", as_("cardinal", "50")), "بخمسين دينارا");
}

#[test]
fn characters_digits_and_telephones() {
    check(&as_("characters", "AB1ق"), "إيه بي واحد قاف");
    check(&as_("digits", "٢٠١٤"), "اثنان صفر واحد أربعة");
    check(&format!("اتصل على {}", as_("telephone", "+21 3")), "اتصل على زائد اثنان واحد ثلاثة");
}

#[test]
fn dates_and_times() {
    let date =
        |format: &str, content: &str| format!("<say-as interpret-as=\"date\" format=\"{format}\">{content}</say-as>");
    check(&format!("يوم {}", date("mdy", "9/15/2014")), "يوم الخامس عشر من سبتمبر عام ألفين وأربعة عشر");
    check(&format!("يوم {}", date("dm", "3/4")), "يوم الثالث من أبريل");
    check(&format!("في {}", date("my", "4/1999")), "في أبريل عام ألف وتسعمئة وتسعة وتسعين");
    check(&format!("سنة {}", date("y", "1999")), "سنة ألف وتسعمئة وتسع وتسعين");
    check(&format!("الساعة {}", as_("time", "14:30")), "الساعة الثانية والنصف بعد الظهر");
    check(&format!("الساعة {}", as_("time", "8 am")), "الساعة الثامنة صباحا");
}

#[test]
fn no_reader_takes_what_is_said_otherwise() {
    check(&format!("من 5-{} كتب", as_("digits", "7")), "من خمسة سبعة كتب");
    check("15/<sub alias=\"تسعة\">9</sub>/2014", "خمسة عشر تسعة ألفين وأربعة عشر");
}

#[test]
fn phonemes_are_spelt_with_their_letters() {
    check("نهر <phoneme ph=\"n iː l\">النيل</phoneme> طويل", "نهر نيل طويل");
    check("<phoneme ph=\"m u ħ a mː a d | ʔ a ħ m a d\"/>", "محمد ءحمد");
    check("و<phoneme ph=\"n iː l\">النيل</phoneme>", "و نيل");
    for ipa in INVENTORY {
        let phoneme = Phoneme::from_ipa(ipa).unwrap();
        let word = marks::bare(&spelt(&[phoneme]));
        assert!(!word.is_empty(), "{ipa}");
    }
}

#[test]
fn grammar_reaches_over_a_break() {
    check("في عام <break/> 2014", "في عام | ألفين وأربعة عشر");
    check("رأى <prosody rate=\"80%\">5</prosody> كتب", "رأى | خمسة | كتب");
}
