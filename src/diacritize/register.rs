//! Whether a sentence is of an old book or of today's print, told by its words.
//!
//! Old books are a language of their own, and one more part of the model has read much of them; it answers too where a
//! sentence is theirs. What each word tells was counted on the texts that the model learned from and is kept beside the
//! words that were seen (`diacritizer/training/register.py`), as the logarithm of how much likelier it is there, in whole
//! numbers: `قوله@1`, `قوله@2` of old books, `أمس@-1` of today's print.

use super::forms::Forms;

/// The largest evidence of one word.
const MOST: i32 = 3;
/// What the evidence of all words must exceed. On lines that were held out, 90 % of the classical ones are told as such,
/// 0.6 % of the lines of two sets of news, and of encyclopedia, essays and prose those that quote or imitate old books
/// (6 %).
const ENOUGH: i32 = 3;

/// Tells whether a sentence is of an old book. `words` have no marks.
pub(super) fn is_classical<'text>(words: impl IntoIterator<Item = &'text str>, forms: Forms) -> bool {
    let of = |word: &str| {
        let much = |sign: i32| (1..=MOST).rev().find(|much| forms.has(&format!("{word}@{}", sign * much)));
        much(1).or_else(|| much(-1).map(|much| -much)).unwrap_or_default()
    };
    words.into_iter().map(of).sum::<i32>() > ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expect: bool) {
        assert_eq!(is_classical(sentence.split(' '), Forms::built_in()), expect, "{sentence}");
    }

    #[test]
    fn old_books_are_told_from_print() {
        check("قوله ولا يجوز بيعه إلا أن يكون المشتري عالما بعيبه رحمه الله", true);
        check("فإن قيل كيف يصح ذلك وقد قال الشافعي رحمه الله تعالى بخلافه قلنا", true);
        check("أعلنت وزارة الصحة أمس أن عدد المصابين ارتفع منذ بداية الأسبوع", false);
        check("سجل اللاعب هدفين في مباراة فريقه الأخيرة بالدوري", false);
    }

    #[test]
    fn few_words_are_of_today() {
        check("", false);
        check("كتاب", false);
    }
}
