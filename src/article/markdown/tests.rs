use std::time::Duration;

use super::*;
use crate::article::processor_time;

#[track_caller]
fn check(markdown: &str, expect: &[(Role, &str)]) {
    let article = read(markdown);
    let paragraphs: Vec<(Role, &str)> =
        article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
    assert_eq!(paragraphs, expect);
    for paragraph in &article.paragraphs {
        assert!(markdown.get(paragraph.source.clone()).is_some(), "{:?}", paragraph.source);
    }
}

#[test]
fn heading_is_the_title_and_marks_are_gone() {
    let article = read("# رحلة إلى **الجنوب**\n\nبدأت الرحلة *فجرا* من [المدينة](http://example.org/a_b).\n");
    assert_eq!(article.title.as_deref(), Some("رحلة إلى الجنوب"));
    assert_eq!(article.paragraphs[0].text, "بدأت الرحلة فجرا من المدينة.");
}

#[test]
fn front_matter_names_title_and_author() {
    for text in
        ["---\ntitle: \"عنوان\"\nauthor: سلمى\n---\nنص.\n", "+++\ntitle = \"عنوان\"\nauthor = \"سلمى\"\n+++\nنص.\n"]
    {
        let article = read(text);
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("عنوان"), Some("سلمى")));
        assert_eq!(article.paragraphs.len(), 1);
        assert_eq!(text.get(article.paragraphs[0].source.clone()), Some("نص."));
    }
}

#[test]
fn notes_of_documentation_are_their_titles_and_texts() {
    let item = |index| Role::ListItem { index, count: 2 };
    check(
        "قبل.\n\n!!! note \"تنبيه\"\n\n    **لا تجففه** في الشمس، وانظر [الحفظ](keep.md).\n\n    - أول\n    - ثان\n\n??? tip\n    اخلطه *بالسماق*.\n\nبعد.\n",
        &[
            (Role::Body, "قبل."),
            (Role::Body, "تنبيه"),
            (Role::Body, "لا تجففه في الشمس، وانظر الحفظ."),
            (item(1), "أول"),
            (item(2), "ثان"),
            (Role::Body, "اخلطه بالسماق."),
            (Role::Body, "بعد."),
        ],
    );
    check(
        ":::warning تنبيه\nلا تجففه.\n:::\n\n:::tip[نصيحة]\n\nاخلطه.\n\n:::\n\n::: {.callout-note}\nاحفظه.\n:::\nبعد.\n",
        &[
            (Role::Body, "تنبيه"),
            (Role::Body, "لا تجففه."),
            (Role::Body, "نصيحة"),
            (Role::Body, "اخلطه."),
            (Role::Body, "احفظه."),
            (Role::Body, "بعد."),
        ],
    );
}

#[test]
fn diagrams_are_not_read_and_code_is() {
    check(
        "قبل.\n\n```mermaid\ngraph TD\n  A[القطف] --> B\n```\n\n```rust\nlet x;\n```\n",
        &[(Role::Body, "قبل."), (Role::Code, "let x;")],
    );
}

#[test]
fn link_to_a_shortcode_is_its_text() {
    check("انظر [الدليل]({{< ref \"guide\" >}}) ثم عد.\n", &[(Role::Body, "انظر الدليل ثم عد.")]);
}

#[test]
fn items_are_numbered_in_their_list() {
    let item = |index| Role::ListItem { index, count: 2 };
    check(
        "- أول\n- ثان\n  يتبع\n\nبعد القائمة.\n\n1. واحد\n2. اثنان",
        &[(item(1), "أول"), (item(2), "ثان يتبع"), (Role::Body, "بعد القائمة."), (item(1), "واحد"), (item(2), "اثنان")],
    );
}

#[test]
fn items_in_arabic_digits_are_items() {
    let item = |index, count| Role::ListItem { index, count };
    check(
        "مقدمة.\n\n١. واحد\n٢. اثنان\n\n٣. ثلاثة",
        &[(Role::Body, "مقدمة."), (item(1, 3), "واحد"), (item(2, 3), "اثنان"), (item(3, 3), "ثلاثة")],
    );
}

#[test]
fn list_in_a_list_has_its_own_numbers() {
    let item = |index, count| Role::ListItem { index, count };
    check("- أول\n  - ألف\n- ثان\n", &[(item(1, 2), "أول"), (item(1, 1), "ألف"), (item(2, 2), "ثان")]);
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    check("سطر أول\nوسطر ثان.\n\nفقرة.", &[(Role::Body, "سطر أول وسطر ثان."), (Role::Body, "فقرة.")]);
}

#[test]
fn quotations_tables_and_section_headings_have_roles() {
    check(
        "مقدمة\n\n## فصل ##\n\n> قال الرجل\n> كلمة.\n\n| البلد | السكان |\n|---|---|\n| تونس | 12 |",
        &[
            (Role::Body, "مقدمة"),
            (Role::Heading { level: 2 }, "فصل"),
            (Role::Quotation, "قال الرجل كلمة."),
            (Role::TableRow, "البلد، السكان"),
            (Role::TableRow, "تونس، 12"),
        ],
    );
    check("| تونس | 12 |\n| ليبيا | 7 |", &[(Role::TableRow, "تونس، 12"), (Role::TableRow, "ليبيا، 7")]);
}

#[test]
fn marks_that_mark_nothing_stay() {
    check("حاصل 2*3 و snake_case و 5 * 6\\* تمام", &[(Role::Body, "حاصل 2*3 و snake_case و 5 * 6* تمام")]);
    check("قال [كذا] ثم مضى", &[(Role::Body, "قال [كذا] ثم مضى")]);
}

#[test]
fn links_and_pictures_of_every_spelling() {
    check(
        "انظر [[المخزن]] و[[a/b|البئر]] و[القرية][1] و[النهر] و<https://x.example>. ![صورة](a.jpg)\n\n[النهر]: https://x.example",
        &[(Role::Body, "انظر المخزن والبئر والقرية والنهر وhttps://x.example.")],
    );
}

#[test]
fn code_is_told_from_text() {
    check(
        "نص.\n\n```c\nint main () { setuid(0); }\n```\n\n```\nقفا نبك من ذكرى\nحبيب ومنزل\n```\n\n    فقرة مزاحة عن الحافة.\n",
        &[
            (Role::Body, "نص."),
            (Role::Code, "int main () { setuid(0); }"),
            (Role::Body, "قفا نبك من ذكرى حبيب ومنزل"),
            (Role::Body, "فقرة مزاحة عن الحافة."),
        ],
    );
}

#[test]
fn hugo_page() {
    let article = read(
        "+++\ntitle = \"محصول القمح\"\ndate = 2024-03-05\n+++\n\n{{< figure src=\"a.jpg\" caption=\"الحقل\" >}}\n\nنزل المطر. \
         انظر [[المخزن]].[^1]\n\n## الأمطار {#rain}\n\n- [x] تم الحصاد\n\n[^1]: نشرة الوزارة.\n[site]: https://waha.example\n",
    );
    assert_eq!(article.title.as_deref(), Some("محصول القمح"));
    let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(texts, ["نزل المطر. انظر المخزن.", "الأمطار", "تم الحصاد"]);
}

#[test]
fn obsidian_callout_keeps_its_title_and_text() {
    check("> [!warning]- انتبه\n> الطريق زلق.\n", &[(Role::Quotation, "انتبه الطريق زلق.")]);
}

#[test]
fn mdx_keeps_what_is_between_its_tags() {
    check(
        "import Chart from './chart'\n\n<Note kind=\"x\">\nنص **مهم** هنا.\n</Note>\n\nثم {/* لا */}انتهى.\n",
        &[(Role::Body, "نص مهم هنا."), (Role::Body, "ثم انتهى.")],
    );
}

#[test]
fn tags_of_a_page_inside_markdown() {
    check(
        "مقدمة\n\n<div dir=\"rtl\">\n\n## فصل\n\n</div>\n\n<p align=\"center\">في الوسط<br>سطر</p>\n\nفي الكيس 10<sup>6</sup> حبة و20 م<sup>2</sup>.",
        &[
            (Role::Body, "مقدمة"),
            (Role::Heading { level: 2 }, "فصل"),
            (Role::Body, "في الوسط سطر"),
            (Role::Body, "في الكيس 10⁶ حبة و20 م²."),
        ],
    );
}

/// Twice the text takes twice the time, with a margin for noise on a busy machine, whatever it is full of.
#[test]
fn time_grows_with_the_length() {
    let signs = [
        "*",
        "_",
        "`",
        "~",
        "[",
        "]",
        "[^",
        "[^a]",
        "![",
        "<",
        "<a",
        "<a ",
        "<!--",
        "<?",
        "</",
        "&",
        "&#",
        "\\",
        "|",
        "> ",
        "- ",
        "1. ",
        "١. ",
        "#",
        "# ",
        "=",
        "^",
        "[[",
        "]]",
        "{{",
        "{{<",
        "{%",
        "%%",
        "{/*",
        "**a",
        "a*",
        "_a_",
        "[a](",
        "[a][b]",
        "(",
        ")",
        "![[",
        "\n",
        " ",
        "\t",
        "نص ",
        "0",
        "\n```\n",
        "\n    ",
        "x\n: ",
        "\n| ",
        "<div>",
        "<div>\n\n",
        "[a]: b\n",
        "$",
        "\"",
    ];
    let time = |text: &str| {
        let best = (0..3).map(|_| {
            let started = processor_time();
            let article = read(text);
            std::hint::black_box(article.paragraphs.len());
            processor_time() - started
        });
        best.min().unwrap_or_default()
    };
    for sign in signs {
        let once = time(&sign.repeat(60_000 / sign.len()));
        let twice = time(&sign.repeat(240_000 / sign.len()));
        // Four times the text, at most eight times the time; under 50 ms there is nothing to measure.
        assert!(twice < once * 8 + Duration::from_millis(50), "`{sign}`: {once:?}, then {twice:?}");
        assert!(twice < Duration::from_secs(5), "`{sign}` took {twice:?}");
    }
}
