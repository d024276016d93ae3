//! The cost of reading grows with the text and no faster, whatever the text is: no run of signs, digits, letters or
//! markup can hold up a thread.
//!
//! Ratios are asserted, never times: processor time of this thread at one size against four times that size. Linear
//! work costs four times as much, quadratic work sixteen times; what is asserted lies between, wide enough for noise.

use std::{fs, path::Path, time::Duration};

use natiq::{
    article::{self, Kind, Paragraph, Role},
    diacritize::Diacritized,
    fetch::Fetcher,
    job::{Content, gather},
    normalize::{Options, normalize},
    phonemize::phonemize,
    utterance::{Break, Utterance, utterances},
};
use rustix::time::{ClockId, clock_gettime};

/// Four times the text may cost so many times as much.
const MOST_GROWTH: f64 = 8.0;
/// A character of any text may cost so many times what one of prose does, in the rooms that read utterances.
const MOST_OF_PROSE: f64 = 60.0;
/// What costs less than this is lost in the noise.
const LEAST: Duration = Duration::from_micros(200);

/// Processor time that this thread has used: other tests and other programs do not count.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

fn cost<T>(input: &T, work: impl Fn(&T)) -> Duration {
    let start = processor_time();
    work(input);
    processor_time() - start
}

/// What one text costs for each character, and how that grew when the text was made four times as long.
struct Measured {
    name: String,
    growth: f64,
    seconds_each: f64,
}

/// Measures `work` on what `make` makes of a size and of four times that size.
fn measure<T>(name: &str, size: usize, make: impl Fn(usize) -> T, work: impl Fn(&T)) -> Measured {
    let (short, long) = (make(size), make(4 * size));
    let mut best = Measured { name: name.to_owned(), growth: f64::MAX, seconds_each: f64::MAX };
    // What looks too dear is measured again: the machine may have been busy with something else.
    for _ in 0..4 {
        let (of_short, of_long) = (cost(&short, &work).max(LEAST), cost(&long, &work));
        best.growth = best.growth.min(of_long.as_secs_f64() / of_short.as_secs_f64());
        best.seconds_each = best.seconds_each.min(of_long.as_secs_f64() / (4 * size) as f64);
        if best.growth < MOST_GROWTH {
            break;
        }
    }
    best
}

#[track_caller]
fn assert_linear(measured: &[Measured]) {
    let grown: Vec<_> = measured
        .iter()
        .filter(|measured| measured.growth > MOST_GROWTH)
        .map(|Measured { name, growth, .. }| format!("{name}: four times the text, {growth:.1} times the cost"))
        .collect();
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}

/// Every character that texts are made of.
fn characters() -> Vec<char> {
    let mut characters: Vec<char> = (' '..='~').collect();
    // Arabic letters and marks, then digits, signs and the letters of other keyboards.
    characters.extend('\u{621}'..='\u{655}');
    characters.extend("،؛؟٪٫٬۔٠٩۵ٰۖٱپچڤگکیھہےۀ".chars());
    characters.extend("¡¢£¥§©«°²·»½×÷éßñŠ–—…“”‘’‹›€−‰′″№™⅓³⁰∞≥√→•■".chars());
    characters.extend("\u{300}\u{200b}\u{200d}\u{200f}\u{202b}\u{feff}ﷲﷺﻻΩЖא漢ひ🎉🏽👍🇩".chars());
    characters
}

/// Words and pieces that readers look for.
const PIECES: &[&str] = &[
    "في ",
    "بين ",
    "عام ",
    "سنة ",
    "الساعة ",
    "ال ",
    "و ",
    "لـ",
    "ألف ",
    "مليون ",
    "رقم ",
    "هاتف ",
    "من 1 ",
    "1 إلى ",
    "يناير ",
    "1 يناير ",
    "الأول ",
    "د. ",
    "أ.",
    "ق.م ",
    "د.ج ",
    "كم/س ",
    "http://",
    "www.",
    "a.b",
    "a@",
    "@a",
    "#a",
    "#أ_",
    "U.S.",
    "iPhone ",
    "CNN ",
    "The New York ",
    "1 km ",
    "10 كم ",
    "$1 ",
    "1% ",
    "1/2 ",
    "1:1 ",
    "12:30 ",
    "15/9/2014 ",
    "1-2 ",
    "1,250 ",
    "1.250",
    "1 250 ",
    "+213 ",
    "00 ",
    "مئة ",
    "ثلاثة ",
    "و1 ",
    "قال 1 ",
    "كان ",
    "1 كتاب ",
    "أ ",
    "نحو ",
    "سجل ",
    "v1.",
    "A-1 ",
    "F-",
    "1x",
    "1×1 ",
    "محمد ",
    "(1) ",
    "(أ",
    "[1]",
    "﴿أ﴾",
    "﴿",
    "عبد",
    "جميييل ",
    "كتاب، ",
    "كتاب. ",
    "\"أ\"",
    "1\u{fe0f}\u{20e3}",
    "👩\u{200d}",
    "1، ",
    "ب1",
    "م²",
    "ی",
    "ـ",
    "أَ",
];

/// Runs of each character, bare and with a digit, a letter or a word beside it, and runs of each piece.
fn runs() -> Vec<String> {
    let of = |c: char| [format!("{c}"), format!("{c} "), format!("1{c}"), format!("ب{c}"), format!("a{c}")];
    characters().into_iter().flat_map(of).chain(PIECES.iter().map(|&piece| piece.to_owned())).collect()
}

/// So many characters of a run.
fn run(unit: &str, n_characters: usize) -> String {
    unit.chars().cycle().take(n_characters).collect()
}

fn speak(utterance: &Utterance) {
    let normalized = normalize(utterance, &Options::default());
    phonemize(&Diacritized::known(normalized.tokens, normalized.notes));
}

#[test]
fn utterance_of_any_run_costs_what_its_length_costs() {
    let whole = |text: String| Utterance::alone(text, Break::Paragraph);
    let prose = include_str!("../../examples/articles/water.txt");
    let prose = measure("prose", 1_000, |n| whole(run(prose, n)), speak);
    let measured: Vec<_> =
        runs().iter().map(|unit| measure(&format!("{unit:?}"), 1_000, |n| whole(run(unit, n)), speak)).collect();
    assert_linear(&measured);
    let dear: Vec<_> = measured
        .iter()
        .map(|measured| (measured.seconds_each / prose.seconds_each, &measured.name))
        .filter(|&(times, _)| times > MOST_OF_PROSE)
        .map(|(times, name)| format!("{name}: {times:.0} times the cost of prose"))
        .collect();
    assert!(dear.is_empty(), "{}", dear.join("\n"));
}

#[test]
fn paragraph_of_any_run_costs_what_its_length_costs() {
    let cut = |paragraph: &Paragraph| drop(utterances(paragraph));
    let make = |text: String| Paragraph { role: Role::Body, source: 0..text.len(), text };
    let measured: Vec<_> =
        runs().iter().map(|unit| measure(&format!("{unit:?}"), 5_000, |n| make(run(unit, n)), cut)).collect();
    assert_linear(&measured);
}

/// Reads an article and cuts it into utterances, which is all that happens before the first of them is spoken.
fn read(bytes: &[u8], kind: Kind) {
    if let Ok(article) = article::read(bytes, kind, &article::Options::default()) {
        article.paragraphs.iter().for_each(|paragraph| drop(utterances(paragraph)));
    }
}

fn articles(kind: Kind, units: &[String]) -> Vec<Measured> {
    // With a sentence at either end it is an article at all.
    let make = |unit: &str, n: usize| format!("كتب الصديق رسالة.\n\n{}\n\nثم عاد.", run(unit, n)).into_bytes();
    units
        .iter()
        .map(|unit| measure(&format!("{kind:?} of {unit:?}"), 10_000, |n| make(unit, n), |bytes| read(bytes, kind)))
        .collect()
}

/// Each character by itself and with others, for formats that give signs a meaning.
fn signs_and(pieces: &[&str]) -> Vec<String> {
    let signs = (' '..='~').filter(|c| !c.is_alphanumeric());
    let of = |c: char| {
        [format!("{c}"), format!("{c} "), format!("{c}a"), format!("{c}\n"), format!("a{c} "), format!("{c}ب ")]
    };
    signs.flat_map(of).chain(pieces.iter().map(|&piece| piece.to_owned())).collect()
}

#[test]
fn plain_article_of_any_run_costs_what_its_length_costs() {
    let pieces = [
        "ب\n",
        "ب\n\n",
        "\n",
        "\r\n",
        "ب.",
        "- ب\n",
        "1. ب\n",
        "اقرأ أيضا: ب\n",
        "ب | ",
        "<p>",
        "http://a.b\n",
        "# ب\n",
    ];
    let measured = articles(Kind::Plain, &signs_and(&pieces));
    assert_linear(&measured);
}

#[test]
fn markdown_article_of_any_run_costs_what_its_length_costs() {
    let pieces = [
        "[^",
        "<a",
        "**",
        "***",
        "*a ",
        "_a ",
        "*a_b ",
        "`a",
        "``",
        "[a](",
        "[a](b",
        "[a]: b\n",
        "![",
        "](",
        "[[",
        "]]",
        "# ب\n",
        "> ",
        "> ب\n",
        "- ب\n",
        " - ب\n",
        "1. ب\n",
        "|a|b|\n",
        "|-",
        "~~a",
        "&amp;",
        "&a",
        "<!--",
        "<?",
        "<![CDATA[",
        "<a b='",
        "\\*",
        "---\n",
        "===\n",
        "    ب\n",
        "```\n",
        "http://a",
        "a@b.",
        "[^1]: ب\n",
        "[^1]",
        "<b>",
        "</b>",
        "$",
        "$$",
        "ب\n",
        "ب  \n",
    ];
    let measured = articles(Kind::Markdown, &signs_and(&pieces));
    assert_linear(&measured);
}

#[test]
fn page_of_any_run_costs_what_its_length_costs() {
    let pieces = [
        "<div>",
        "</div>",
        "<p>",
        "<p>ب",
        "<p>ب</p>",
        "<b>",
        "<b>ب",
        "<a>",
        "<a href=x>ب</a>",
        "<a href=x>ب</a> ",
        "<li>",
        "<ul><li>ب",
        "<ul><li>ب</ul>",
        "<table>",
        "<tr><td>ب",
        "<table><tr><td>",
        "<h2>ب</h2>",
        "<blockquote>",
        "<span>",
        "<span>ب",
        "<br>",
        "<!--",
        "<!-- -->",
        "<script>",
        "<style>",
        "<svg>",
        "<math>",
        "<form>",
        "<select>",
        "<option>ب",
        "<button>",
        "<template>",
        "<noscript>",
        "<i><b>",
        "</p>",
        "&amp;",
        "&nbsp;",
        "&#x",
        "&a",
        "<a b=c ",
        " b=c",
        "<font>",
        "<nobr>",
        "<section>",
        "<article>",
        "<figure><figcaption>ب</figcaption></figure>",
        "<img alt='ب'>",
        "<dl><dt>ب<dd>ب",
        "<pre>",
        "<title>",
        "<meta name=a content=b>",
        "<div>ب</div>",
        "<div class=comments>ب</div>",
        "<div><p>ب</p>",
        "<sup>[1]</sup>",
        "<code>",
        "<iframe>",
        "<body>",
        "<html>",
        "<h1>ب</h1>",
        "<h1>ب</h1><p>ب</p>",
        "<h2>ب:</h2><p>ب</p>",
        "<h2>ب</h2><ul><li>ب</ul>",
        "<div><a href=x></a><h3>ب</h3></div>",
        "<div class=card><h3><a href=x>ب</a></h3><p>ب</p></div>",
        "<details><summary>ب</summary><a href=x>ب</a></details>",
        "<div class=author><a rel=author href=x>ب</a></div>",
        "<pre class=mermaid>ب</pre>",
    ];
    let measured = articles(Kind::Html, &signs_and(&pieces));
    assert_linear(&measured);
}

#[test]
fn feed_of_any_run_costs_what_its_length_costs() {
    let rss = |inside: &str| {
        format!(
            "<rss version='2.0'><channel><title>ص</title><item><guid>1</guid><title>خبر</title>{inside}</item></channel></rss>"
        )
    };
    let run_in = |before: &str, unit: &str, after: &str, n: usize| format!("{before}{}{after}", unit.repeat(n));
    let folder = tempfile::tempdir().unwrap();
    let feed = |text: &String| {
        let path = folder.path().join("feed.xml");
        fs::write(&path, text).unwrap();
        for source in
            gather(&[path.to_string_lossy().into_owned()], Path::new("none"), &Fetcher::own(1_000_000)).sources
        {
            if let Content::Bytes(bytes, kind) = source.content {
                read(&bytes, kind);
            }
        }
    };
    let mut measured = Vec::new();
    for unit in ["<div>", "<div>ب</div>", "ب ", "<p>ب", "&amp;", "&lt;div&gt;", "<b>"] {
        for (before, after) in [
            ("<description><![CDATA[", "]]></description>"),
            ("<title><![CDATA[", "]]></title>"),
            (
                "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[",
                "]]></content:encoded>",
            ),
        ] {
            let make = |n: usize| rss(&run_in(before, unit, after, n));
            measured.push(measure(&format!("{unit:?} in {before}"), 1_500, make, feed));
        }
    }
    for unit in [
        "<item><guid>1</guid><description>ب</description></item>",
        "<category>ب</category>",
        "<x>",
        "<x/>",
        " a='b'",
        "&amp;",
        "<!-- -->",
        "<author>ب</author>",
        "<link>http://a/</link>",
    ] {
        let make = |n: usize| format!("<rss version='2.0'><channel><title>ص</title>{}</channel></rss>", unit.repeat(n));
        measured.push(measure(&format!("{unit:?} in channel"), 1_500, make, feed));
    }
    let pages = |n: usize| format!("<urlset>{}</urlset>", "<url><loc>http://a/b</loc></url>".repeat(n));
    measured.push(measure("pages in a site map", 1_000, pages, feed));
    for unit in ["a/", "/", "%", "%41", "a", "?", "../", "&amp;", "ب"] {
        let make = |n: usize| format!("<urlset><url><loc>http://a/{}</loc></url></urlset>", unit.repeat(n));
        measured.push(measure(&format!("{unit:?} in an address"), 5_000, make, feed));
    }
    assert_linear(&measured);
}

#[test]
fn other_markup_of_any_run_costs_what_its_length_costs() {
    let pieces = [
        "* ب\n",
        "** ب\n",
        "- ب\n",
        "[[",
        "[[a][b]]",
        "#+",
        "#+BEGIN_QUOTE\n",
        ":a:\n",
        "|a|b|\n",
        "~a~",
        ".. a::\n",
        "  ب\n",
        "===\nب\n===\n",
        "`a`_ ",
        "|a| ",
        ":a:`b`",
        "[1]_ ",
        "+--+\n",
        "00:00:01,000 --> 00:00:02,000\nب\n\n",
        "1\n",
        "<c.a>",
        "{\\an8}",
        "NOTE ب\n",
    ];
    for kind in [Kind::Org, Kind::ReStructuredText, Kind::Subtitles] {
        assert_linear(&articles(kind, &signs_and(&pieces)));
    }
}

#[test]
fn envelope_of_any_run_costs_what_its_length_costs() {
    let mut measured = Vec::new();
    let mut measure_in = |kind: Kind, unit: &str, before: &str, after: &str| {
        let make = |n: usize| format!("{before}{}{after}", run(unit, n)).into_bytes();
        measured.push(measure(&format!("{unit:?} in {before}"), 10_000, make, |bytes| read(bytes, kind)));
    };
    for unit in ["[", "{", "{\"a\":", "[1,", "\"", "\\u0628", "{\"a\":1},", "<p>ب", "ب "] {
        measure_in(Kind::Json, unit, "", "");
        measure_in(Kind::Json, unit, "[", "1]");
        measure_in(Kind::Json, unit, "{\"title\":\"ب\",\"content\":\"", "\"}");
    }
    for unit in [
        "a: b\r\n",
        " b\r\n",
        "\r\n",
        "=?utf-8?q?=d8?= ",
        "=?",
        "--x\r\n",
        "--x--\r\n",
        "=\r\n",
        "=D8",
        ";",
        "(",
        "<",
        "ب ",
    ] {
        let multipart = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
        for kind in [Kind::Mail, Kind::WebArchive] {
            measure_in(kind, unit, "Subject: ", "\r\n\r\nب");
            measure_in(kind, unit, multipart, "\r\n--x--\r\n");
            measure_in(
                kind,
                unit,
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
                "",
            );
        }
    }
    assert_linear(&measured);
}

#[test]
fn document_of_any_run_costs_what_its_length_costs() {
    let zipped = |files: &[(&str, &str)]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let mut measured = Vec::new();
    for unit in [
        "<w:p>",
        "<w:p><w:r><w:t>ب</w:t></w:r></w:p>",
        "<w:r><w:t>ب</w:t></w:r>",
        "<w:tbl><w:tr><w:tc>",
        "&amp;",
        "<x>",
    ] {
        let make = |n: usize| {
            let xml = format!(
                "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{}",
                run(unit, n)
            );
            zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &xml)])
        };
        measured.push(measure(&format!("{unit:?} in DOCX"), 10_000, make, |bytes| read(bytes, Kind::Docx)));
    }
    for unit in [
        "<text:p>",
        "<text:p>ب</text:p>",
        "<text:span>ب",
        "<text:list><text:list-item>",
        "<text:s text:c='9'/>",
        "<text:s text:c='99999'/>",
        "<x>",
    ] {
        let make = |n: usize| {
            let xml = format!(
                "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text>{}",
                run(unit, n)
            );
            zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &xml)])
        };
        measured.push(measure(&format!("{unit:?} in ODT"), 10_000, make, |bytes| read(bytes, Kind::Odt)));
    }
    for unit in ["<item id='a' href='c.xhtml' media-type='application/xhtml+xml'/>", "<itemref idref='c'/>", "<x>"] {
        let make = |n: usize| {
            let package = format!(
                "<package><manifest><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/>{}</manifest><spine><itemref idref='c'/></spine></package>",
                run(unit, n)
            );
            zipped(&[
                ("mimetype", "application/epub+zip"),
                (
                    "META-INF/container.xml",
                    "<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>",
                ),
                ("p.opf", &package),
                ("c.xhtml", "<html><body><h1>فصل</h1><p>كتب الصديق رسالة.</p></body></html>"),
            ])
        };
        measured.push(measure(&format!("{unit:?} in EPUB"), 10_000, make, |bytes| read(bytes, Kind::Epub)));
    }
    assert_linear(&measured);
}
