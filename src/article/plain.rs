//! Plain text to an article: the title line, the paragraphs, and the furniture that was copied along with them.

use std::ops::Range;

use std::borrow::Cow;

use super::noise::{self, Section};
use super::{Article, Paragraph, Role, chat, copied, fold_space, without_reference_marks};

/// Reads an article from plain text.
pub(super) fn read(text: &str) -> Article {
    match chat::is_chat(text) {
        true => chat::read(text),
        false => article(text, blocks(text)),
    }
}

/// A stretch of the input that is one paragraph.
pub(super) struct Chunk {
    pub source: Range<usize>,
    pub text: String,
    /// An empty line follows it.
    pub is_set_off: bool,
    /// It began with a bullet, which is not in `text`.
    pub is_item: bool,
}

/// A line that is not empty.
struct Line<'a> {
    source: Range<usize>,
    text: Cow<'a, str>,
    is_item: bool,
}

fn article(input: &str, chunks: Vec<Chunk>) -> Article {
    let kept = kept(&chunks);
    let mut article = Article { title: None, title_source: 0..0, byline: None, paragraphs: Vec::new() };
    let mut rest = without_sections(&chunks, &kept);
    if let Some((&first, others)) = rest.split_first()
        && is_title(&chunks, first, others)
    {
        article.title = Some(chunks[first].text.clone());
        article.title_source = chunks[first].source.clone();
        rest = others;
    }
    let items = items(&chunks, rest);
    for (n, &i) in rest.iter().enumerate() {
        let chunk = &chunks[i];
        if n < 2 && article.byline.is_none() && !article.paragraphs.iter().any(|paragraph| is_prose(&paragraph.text)) {
            article.byline = noise::byline(&chunk.text);
            if article.byline.is_some() {
                continue;
            }
        }
        let next = rest.get(n + 1).map(|&next| chunks[next].text.as_str()).unwrap_or_default();
        let role = match items.get(n).copied().flatten() {
            Some(item) => item,
            None if is_heading(chunk, next) => Role::Heading { level: 2 },
            None => Role::Body,
        };
        article.paragraphs.push(Paragraph::new(role, chunk.text.clone(), chunk.source.clone()));
    }
    debug_assert!(article.paragraphs.iter().all(|paragraph| paragraph.source.end <= input.len()));
    article
}

/// The number of each chunk that is kept among the items that it stands with, and how many they are; none for others.
fn items(chunks: &[Chunk], kept: &[usize]) -> Vec<Option<Role>> {
    let mut roles = Vec::with_capacity(kept.len());
    for run in kept.chunk_by(|&one, &next| chunks[one].is_item == chunks[next].is_item) {
        let is_item = run.first().is_some_and(|&i| chunks[i].is_item);
        let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
        roles.extend((1..=count).map(|index| is_item.then_some(Role::ListItem { index, count })));
    }
    roles
}

/// Chooses the chunks of the article.
fn kept(chunks: &[Chunk]) -> Vec<usize> {
    let letters = |chunk: &Chunk| chunk.text.chars().filter(|c| c.is_alphanumeric()).count();
    let total: usize = chunks.iter().filter(|chunk| is_prose(&chunk.text)).map(letters).sum();
    // A text of one short sentence has no running text; its longest line stands in.
    let longest = || (0..chunks.len()).max_by_key(|&i| letters(&chunks[i]));
    let first_prose = chunks.iter().position(|chunk| is_prose(&chunk.text)).or_else(longest);
    let last_prose = chunks.iter().rposition(|chunk| is_prose(&chunk.text)).unwrap_or(chunks.len());
    let mut kept = Vec::new();
    let mut before = 0;
    let mut closing = None;
    let mut related = false;
    for (i, chunk) in chunks.iter().enumerate() {
        let is_told = is_prose(&chunk.text);
        if let Some(section) = noise::opens(&chunk.text) {
            // What follows the text never returns to it; a label above or inside it only labels.
            let is_over = total > 0 && before * 10 >= total * 6;
            if is_over && section != Section::Related {
                closing = Some(section);
            }
            related = section == Section::Related;
            continue;
        }
        match closing {
            Some(Section::Comments) => continue,
            Some(_) if !is_told => continue,
            _ => {}
        }
        if noise::is_furniture(&chunk.text) {
            continue;
        }
        // Headlines under `مواضيع ذات صلة`: lines without a sentence, until the text goes on.
        related &= !is_told;
        if related && !chunk.text.ends_with(['.', '؟', '!', ':', '،']) && chunk.text.split_whitespace().count() <= 14
        {
            continue;
        }
        let is_arabic = chunk.text.chars().any(super::is_arabic_letter);
        let is_at_edge = first_prose.is_some_and(|first| i < first) || i > last_prose;
        let is_short = chunk.text.split_whitespace().count() <= 4;
        if is_at_edge && (noise::is_date_line(&chunk.text) || !is_arabic && is_short) {
            continue;
        }
        before += if is_told { letters(chunk) } else { 0 };
        kept.push(i);
    }
    kept
}

/// Leaves out the names of a site's sections (`أخبار محلية`, `رياضة`) that were copied from over the headline.
///
/// One such line may be the author's own title; so there must be two, or a byline under the line that follows.
fn without_sections<'a>(chunks: &[Chunk], kept: &'a [usize]) -> &'a [usize] {
    let n_sections = kept.iter().take_while(|&&i| noise::is_section_name(&chunks[i].text)).count();
    let rest = kept.get(n_sections..).unwrap_or_default();
    let Some((&headline, others)) = rest.split_first() else { return kept };
    let is_signed = others.first().is_some_and(|&next| noise::byline(&chunks[next].text).is_some());
    let is_headline = chunks[headline].text.split_whitespace().count() >= 3 && is_title(chunks, headline, others);
    if is_headline && (n_sections >= 2 || is_signed) { rest } else { kept }
}

/// Says whether the first line is the headline: short, no sentence, and text follows it.
fn is_title(chunks: &[Chunk], first: usize, others: &[usize]) -> bool {
    let chunk = &chunks[first];
    let n_characters = chunk.text.chars().count();
    let is_line = n_characters <= 160 && chunk.text.split_whitespace().count() <= 25 && !ends_sentence(&chunk.text);
    let goes_on = chunk.text.ends_with([':', '،', '؛', '-']);
    let longest = others.iter().map(|&i| chunks[i].text.chars().count()).max().unwrap_or_default();
    let is_text = longest >= 40 || others.iter().any(|&i| ends_sentence(&chunks[i].text));
    let is_followed = longest > n_characters + n_characters / 2 && is_text;
    // A byline stands between the headline and the text.
    let next = others.iter().find(|&&i| noise::byline(&chunks[i].text).is_none());
    let next_is_longer = next.is_some_and(|&i| chunks[i].text.chars().count() > n_characters);
    is_line && !goes_on && is_followed && (chunk.is_set_off || next_is_longer)
}

fn is_heading(chunk: &Chunk, next: &str) -> bool {
    chunk.text.split_whitespace().count() <= 10
        && chunk.text.chars().any(char::is_alphabetic)
        && !chunk.text.ends_with(['.', '،', '؛', '!', '…', '"', '»', '”', ')', '-'])
        && !chunk.text.starts_with(['-', '•', '*', '–', '●', '▪'])
        && chunk.is_set_off
        && is_prose(next)
        && next.chars().count() > 3 * chunk.text.chars().count()
}

fn is_prose(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    letters >= 50
        && (text.contains(['.', '،', '؟', '؛', '!', ':', '…']) || letters >= 120)
        && !noise::is_furniture(text)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '»', '”', ')']).ends_with('.')
}

/// Cuts a text at its empty lines, and at its line breaks unless its lines are merely wrapped. What a page printed around
/// the text is left out: it ends a paragraph only where the text before it ends a sentence.
fn blocks(text: &str) -> Vec<Chunk> {
    const BREAKS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];
    let printed: Vec<&str> = text.split_inclusive(BREAKS).collect();
    let is_furniture = copied::page_furniture(&printed);
    let is_reversed = copied::is_reversed(text);
    let bullets = printed.iter().filter(|line| copied::after_bullet(line.trim_start(), true).is_some()).take(2);
    let has_bullets = bullets.count() == 2;
    let mut chunks = Vec::new();
    let mut open: Vec<Line> = Vec::new();
    let mut start = 0;
    for (&line, is_furniture) in printed.iter().zip(is_furniture) {
        let lead = line.len() - line.trim_start().len();
        let inner = line.trim();
        if is_furniture {
            if open.last().is_some_and(|line| ends_sentence(&line.text)) {
                close(&mut open, &mut chunks, true);
            }
        } else if inner.is_empty() {
            // The second half of a Windows line end is no empty line.
            let is_line_feed = line == "\n" && text.get(..start).is_some_and(|before| before.ends_with('\r'));
            if !is_line_feed {
                close(&mut open, &mut chunks, true);
            }
        } else {
            let item = copied::after_bullet(inner, has_bullets);
            let text = match is_reversed {
                true => Cow::Owned(copied::set_right(inner)),
                false => Cow::Borrowed(item.unwrap_or(inner)),
            };
            open.push(Line { source: start + lead..start + lead + inner.len(), text, is_item: item.is_some() });
        }
        start += line.len();
    }
    close(&mut open, &mut chunks, true);
    chunks
}

fn close(lines: &mut Vec<Line>, chunks: &mut Vec<Chunk>, is_set_off: bool) {
    let lines = std::mem::take(lines);
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
    let printed = |text: &str| without_reference_marks(&fold_space(text)).into_owned();
    if is_wrapped(&lines) {
        let source = first.source.start..last.source.end;
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_ref()).collect();
        chunks.push(Chunk { text: printed(&text.join(" ")), source, is_set_off, is_item: false });
        return;
    }
    let n_lines = lines.len();
    for (i, line) in lines.into_iter().enumerate() {
        let is_set_off = is_set_off && i + 1 == n_lines;
        chunks.push(Chunk { text: printed(&line.text), source: line.source, is_set_off, is_item: line.is_item });
    }
}

/// Says whether lines were broken to fit a width: about equally long, and breaking in the middle of sentences.
fn is_wrapped(lines: &[Line]) -> bool {
    let Some((last, full)) = lines.split_last() else { return false };
    if full.is_empty() {
        return false;
    }
    let length = |line: &Line| line.text.chars().count();
    let longest = lines.iter().map(length).max().unwrap_or_default();
    let are_even = full.iter().all(|line| length(line) * 10 >= longest * 7) && length(last) <= longest;
    let ends = full.iter().filter(|line| ends_sentence(&line.text) || line.text.ends_with(['؟', '!', ':'])).count();
    let is_list = lines.iter().any(|line| line.is_item || line.text.starts_with(['-', '•', '*', '–', '●', '▪']));
    (40..=130).contains(&longest) && are_even && ends * 3 <= full.len() && !is_list
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str =
        "فتحت المكتبة أبوابها صباح الأحد بعد ثلاث سنوات من الترميم، وحضر الافتتاح عدد كبير من أهل المدينة.";
    const SECOND: &str =
        "وقالت مديرتها إن الترميم شمل السقف والقاعة، وإن كلفته بلغت 2.5 مليون دينار دفع أهل الخير نصفها.";

    #[track_caller]
    fn check(text: &str, title: Option<&str>, expect: &[&str]) {
        let article = read(text);
        assert_eq!(article.title.as_deref(), title);
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, expect);
        for paragraph in &article.paragraphs {
            let printed = text.get(paragraph.source.clone()).map(fold_space);
            assert_eq!(printed.as_deref(), Some(paragraph.text.as_str()));
        }
    }

    #[test]
    fn short_first_line_is_the_title() {
        check(&format!("مكتبة الواحة تعود\n\n{FIRST}\n\n{SECOND}\n"), Some("مكتبة الواحة تعود"), &[FIRST, SECOND]);
        check(&format!("مكتبة الواحة تعود\r\n{FIRST}\r\n{SECOND}"), Some("مكتبة الواحة تعود"), &[FIRST, SECOND]);
        check(&format!("هل تعود المكتبة؟\n{FIRST}"), Some("هل تعود المكتبة؟"), &[FIRST]);
    }

    #[test]
    fn first_sentence_is_no_title() {
        check(&format!("عادت المكتبة.\n\n{FIRST}"), None, &["عادت المكتبة.", FIRST]);
        check(FIRST, None, &[FIRST]);
        check("سطر\nسطر آخر", None, &["سطر", "سطر آخر"]);
    }

    #[test]
    fn archive_page_pasted_whole() {
        let text = format!(
            "مكتبة الواحة تعود\n\n17net\n\n+ -\n\n{FIRST}{SECOND}\n\nمقال مؤرشف\n\n\nهذا المقال مؤرشف, يتوجب عليك الاشتراك لتتمكن من الاطلاع عليه.\n\nتسجيل الدخول باقة الاشتراكات\n\nكلمات دلالية:\n\nكتب\n"
        );
        let glued = format!("{FIRST}{SECOND}");
        check(&text, Some("مكتبة الواحة تعود"), &[&glued]);
    }

    #[test]
    fn related_headlines_in_the_middle_are_left_out() {
        let text = format!("عنوان الخبر\n\n{FIRST}\n\nاقرأ أيضا\n\nانقطاع الماء عن أحياء في الضاحية\n\n{SECOND}");
        check(&text, Some("عنوان الخبر"), &[FIRST, SECOND]);
    }

    #[test]
    fn lines_wrapped_at_a_width_are_one_paragraph() {
        let text = "عنوان القصة القصيرة\n\nكان في قديم الزمان رجل يسكن بيتا صغيرا عند طرف الغابة\nوكان يخرج كل صباح ليجمع الحطب ثم يعود به عند الغروب\nوفي يوم من الأيام وجد طائرا جريحا فحمله إلى بيته.";
        let article = read(text);
        assert_eq!(article.paragraphs.len(), 1);
        assert!(article.paragraphs[0].text.contains("الغابة وكان"));
    }

    #[test]
    fn author_and_date_under_the_title_are_no_paragraphs() {
        let article = read(&format!("عنوان الخبر\n\nبقلم: سلمى ناصر\n\nالأحد 14 يناير 2018\n\n{FIRST}\n\n{SECOND}"));
        assert_eq!(article.byline.as_deref(), Some("سلمى ناصر"));
        assert_eq!(article.paragraphs.len(), 2);
    }

    #[test]
    fn sections_of_the_site_over_the_headline_are_left_out() {
        let title = "مكتبة الواحة تعود إلى أهلها";
        for text in [
            format!("أخبار محلية\nرياضة\n{title}\nكتب: مراد ناصر\n{FIRST}\n{SECOND}"),
            format!("أخبار محلية\n\nرياضة\n\n{title}\n\nكتب: مراد ناصر\n\n{FIRST}\n\n{SECOND}"),
            format!("ثقافة\n{title}\nكتب: مراد ناصر\n{FIRST}\n{SECOND}"),
        ] {
            check(&text, Some(title), &[FIRST, SECOND]);
            assert_eq!(read(&text).byline.as_deref(), Some("مراد ناصر"));
        }
    }

    #[test]
    fn one_word_of_the_author_stays_over_the_text() {
        check(
            &format!("رياضة\n\nمكتبة الواحة تعود إلى أهلها\n\n{FIRST}"),
            Some("رياضة"),
            &["مكتبة الواحة تعود إلى أهلها", FIRST],
        );
        check(
            &format!("وداع\nلقاء\nمكتبة الواحة تعود إلى أهلها\n{FIRST}"),
            None,
            &["وداع", "لقاء", "مكتبة الواحة تعود إلى أهلها", FIRST],
        );
    }

    #[test]
    fn pages_of_a_pdf_are_one_text() {
        let text = "صحيفة الواحة العدد 112 الثلاثاء 5 مارس 2024\n12\nأعلنت وزارة الزراعة في مدينة الواحة يوم\nالثلاثاء أن محصول القمح هذا العام بلغ خمسة\nآلاف طن.\nصحيفة الواحة العدد 112 الثلاثاء 5 مارس 2024\n13\nوستبدأ القرية في بناء مخزن جديد قرب المحطة.";
        let article = read(text);
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "أعلنت وزارة الزراعة في مدينة الواحة يوم الثلاثاء أن محصول القمح هذا العام بلغ خمسة آلاف طن.",
                "وستبدأ القرية في بناء مخزن جديد قرب المحطة."
            ]
        );
    }

    #[test]
    fn bullets_of_word_begin_items() {
        let article = read(&format!("{FIRST}\n\no   بند عن الماء\n§ بند عن النار\n\n{SECOND}"));
        let roles: Vec<Role> = article.paragraphs.iter().map(|paragraph| paragraph.role).collect();
        let item = |index| Role::ListItem { index, count: 2 };
        assert_eq!(roles, [Role::Body, item(1), item(2), Role::Body]);
        assert_eq!(article.paragraphs[1].text, "بند عن الماء");
    }

    #[test]
    fn short_line_before_a_paragraph_is_a_heading() {
        let article = read(&format!("عنوان الخبر\n\n{FIRST}\n\nكلفة الترميم\n\n{SECOND}"));
        assert_eq!(article.paragraphs[1].role, Role::Heading { level: 2 });
    }
}
