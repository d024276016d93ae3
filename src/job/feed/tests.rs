use super::*;
use crate::article::processor_time;

fn items(inner: &str) -> Feed {
    read(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>الواحة</title><link>https://waha.example</link>{inner}</channel></rss>"
    ))
}

fn texts(feed: &Feed) -> Vec<(&str, &str)> {
    feed.items.iter().map(|item| (item.title.as_deref().unwrap_or_default(), item.text.as_str())).collect()
}

#[test]
fn bare_ampersand_is_itself() {
    let feed = items(
        "<item><title>قمح & تمر</title><description>نزل & سكن.</description></item><item><title>ثان</title><link>https://x.example/?a=1&b=2</link><description>نص</description></item>",
    );
    assert_eq!(texts(&feed), [("قمح & تمر", "نزل & سكن."), ("ثان", "نص")]);
    assert_eq!(feed.items[1].link.as_deref(), Some("https://x.example/?a=1&b=2"));
}

#[test]
fn feed_that_breaks_off_has_its_whole_items() {
    let xml =
        "<rss><channel><item><title>أول</title><description>نص</description></item><item><title>ثان</title><descr";
    let cut = read(xml);
    assert_eq!(texts(&cut), [("أول", "نص")]);
    assert_eq!(cut.left_out.iter().map(|(_, n)| n).sum::<usize>(), 1);
}

#[test]
fn item_that_is_no_xml_costs_itself() {
    let feed = items(
        "<item><title>أول</title><description>نص</description></item><item><title>كسر</title><description><![CDATA[نص</description></item><item><title>ثالث</title><description>نص</description></item>",
    );
    let titles: Vec<&str> = feed.items.iter().filter_map(|item| item.title.as_deref()).collect();
    assert_eq!(titles, ["أول", "ثالث"]);
}

#[test]
fn element_that_is_not_closed_ends_with_its_item() {
    let feed = items(
        "<item><title>أول</title><description>نص <b>غليظ</description></item><item><title>ثان<description>نص</description></item><item><title>ثالث</title></item>",
    );
    assert_eq!(feed.items.len(), 3);
    assert_eq!(feed.items[2].title.as_deref(), Some("ثالث"));
}

#[test]
fn content_without_cdata_is_markup() {
    let feed =
        items("<item><title>خبر</title><content:encoded><p>نزل المطر.</p><p>ثم سكن.</p></content:encoded></item>");
    assert_eq!(texts(&feed), [("خبر", "<p>نزل المطر.</p><p>ثم سكن.</p>")]);
    assert_eq!(feed.items[0].kind, Some(Kind::Html));
}

#[test]
fn pages_for_yandex_are_read_whole_under_their_topics() {
    let feed = items(
        "<item turbo=\"true\"><link>https://x.example/1</link><turbo:topic>زعتر الجبل</turbo:topic><yandex:full-text>كيف يجمع.</yandex:full-text>\
         <turbo:content><![CDATA[<header><h1>زعتر الجبل</h1></header><p>ينبت الزعتر.</p><p>ثم يجفف.</p>]]></turbo:content></item>",
    );
    assert_eq!(texts(&feed), [("زعتر الجبل", "<p>ينبت الزعتر.</p><p>ثم يجفف.</p>")]);
}

#[test]
fn first_of_january_of_the_year_one_is_no_date() {
    let feed = items(
        "<item><title>أ</title><pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item><item><title>ب</title><pubDate>0000-00-00 00:00:00</pubDate><dc:date>2024-03-05</dc:date></item>",
    );
    assert_eq!((feed.items[0].published, feed.items[0].odd_date.as_deref()), (None, None));
    assert_eq!(feed.items[1].published.map(|date| date.to_string()).as_deref(), Some("2024-03-05T00:00:00Z"));
}

#[test]
fn references_are_read_with_and_without_tags() {
    let feed = items(
        "<item><title>قال &amp;quot;نعم&amp;quot;</title><description><![CDATA[قال &quot;نعم&quot;&nbsp;ومضى]]></description></item>",
    );
    assert_eq!(texts(&feed), [("قال \"نعم\"", "قال \"نعم\"\u{a0}ومضى")]);
}

#[test]
fn export_of_wordpress_holds_more_than_articles() {
    let item = |title: &str, kind: &str, status: &str| {
        format!(
            "<item><title>{title}</title><content:encoded><![CDATA[نزل المطر.\n\nثم سكن.[gallery ids=\"1\"]\n\n[caption id=\"a\"]<img src=\"a.jpg\"/> الحقل[/caption] [كذا] [1]]]></content:encoded><wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status></item>"
        )
    };
    let feed = items(
        &[
            item("منشور", "post", "publish"),
            item("صفحة", "page", "publish"),
            item("مسودة", "post", "draft"),
            item("صورة", "attachment", "inherit"),
            item("قائمة", "nav_menu_item", "publish"),
        ]
        .concat(),
    );
    let titles: Vec<&str> = feed.items.iter().filter_map(|item| item.title.as_deref()).collect();
    assert_eq!(titles, ["منشور", "صفحة"]);
    assert_eq!(feed.left_out.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 2]);
    let text = &feed.items[0].text;
    assert!(
        text.contains("<p>نزل المطر.</p>") && text.contains("<figcaption>") && text.contains("[كذا] [1]"),
        "{text}"
    );
    assert!(!text.contains("gallery") && !text.contains("caption id"), "{text}");
}

#[test]
fn export_of_blogger_holds_more_than_articles() {
    let entry = |kind: &str, title: &str| {
        format!(
            "<entry><id>{title}</id><category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/><title>{title}</title><content type='html'>نص.</content></entry>"
        )
    };
    let new = "<entry><id>n</id><blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status><title>م</title><content type='html'>نص</content></entry>";
    let feed = read(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>مدونة</title>{}{}{}{new}</feed>",
        entry("settings", "اسم"),
        entry("post", "تدوينة"),
        entry("comment", "شكرا")
    ));
    assert_eq!(texts(&feed), [("تدوينة", "نص.")]);
    assert_eq!(feed.left_out.iter().map(|(_, n)| *n).sum::<usize>(), 3);
}

#[test]
fn atom_with_its_authors_links_and_kinds_of_text() {
    let feed = read(
        "<feed><title>ص</title><link rel='self' href='https://x.example/feed'/><link href='https://x.example/'/>\
         <entry><id>urn:1</id><title type='html'>مطر &amp;amp; ريح</title><link rel='edit' href='https://x.example/e'/><link rel='alternate' href='https://x.example/1'/>\
         <author><name>سلمى</name><uri>https://x.example</uri></author><author><name>مراد</name></author><published>2024-03-14T10:00:00Z</published>\
         <content type='xhtml'><div><p>نص.</p></div></content></entry>\
         <entry><id>urn:2</id><title>ثان</title><content type='text'>3 &lt; 5 و &amp;amp; كما هي</content></entry></feed>",
    );
    assert_eq!(feed.link.as_deref(), Some("https://x.example/"));
    let item = &feed.items[0];
    assert_eq!((item.title.as_deref(), item.byline.as_deref()), (Some("مطر & ريح"), Some("سلمى، مراد")));
    assert_eq!(item.link.as_deref(), Some("https://x.example/1"));
    assert_eq!((item.text.as_str(), item.kind), ("<div><p>نص.</p></div>", Some(Kind::Html)));
    assert_eq!((feed.items[1].text.as_str(), feed.items[1].kind), ("3 < 5 و &amp; كما هي", Some(Kind::Plain)));
}

#[test]
fn where_a_site_says_that_it_was_first_is_left_out() {
    let with = |tail: &str| {
        let feed = items(&format!(
            "<item><title>نزول المطر</title><link>https://waha.example/rain/</link><description><![CDATA[{tail}]]></description></item>"
        ));
        feed.items[0].text.trim().to_owned()
    };
    let links =
        "<a href=\"https://waha.example/rain\">نزول المطر</a> أولا على <a href='https://waha.example'>الواحة</a>.";
    assert_eq!(with(&format!("<p>نص.</p>\n<p>ظهرت المقالة {links}</p>")), "<p>نص.</p>");
    assert_eq!(with(&format!("<p>نص.</p><p>The post {links}</p>")), "<p>نص.</p>");
    assert_eq!(with("نزل المطر. The post نزول المطر appeared first on الواحة."), "نزل المطر.");
    // An article may end with what it is about.
    let own = "<p>نص.</p><p>هذا هو <a href=\"https://waha.example/other\">المطر</a> في الواحة.</p>";
    assert_eq!(with(own), own);
    assert_eq!(with("نص. وهكذا كان نزول المطر."), "نص. وهكذا كان نزول المطر.");
}

#[test]
fn teasers_are_known() {
    let is_teaser = |inner: &str| items(&format!("<item><title>خ</title>{inner}</item>")).items[0].is_teaser;
    assert!(is_teaser("<description>نزل المطر على القرية [&amp;#8230;]</description>"));
    assert!(is_teaser("<description>نزل المطر على القرية…</description>"));
    assert!(is_teaser("<content:encoded><![CDATA[<p>نزل المطر [...]</p>]]></content:encoded>"));
    assert!(!is_teaser("<description>نزل المطر على القرية.</description>"));
    let long = "كلمة ".repeat(200);
    assert!(!is_teaser(&format!("<content:encoded><![CDATA[<p>{long}...</p>]]></content:encoded>")));
}

#[test]
fn date_that_cannot_be_read_is_kept_to_be_told() {
    let feed = items(
        "<item><title>أ</title><pubDate>أمس</pubDate></item><item><title>ب</title><pubDate>الخميس 14 مارس 2024</pubDate></item>",
    );
    assert_eq!((feed.items[0].published, feed.items[0].odd_date.as_deref()), (None, Some("أمس")));
    assert_eq!(feed.items[1].published.map(|date| date.to_string()).as_deref(), Some("2024-03-14T00:00:00Z"));
}

/// Four times the text takes at most eight times the time, whatever it is full of.
#[test]
fn time_grows_with_the_length() {
    let inner = [
        "<div>",
        "<item>",
        "<item><div>",
        "</item>",
        "<!--",
        "<![CDATA[",
        "&",
        "&amp;",
        "<",
        "<a ",
        "<item><!--",
        "<entry><title>",
        "[",
        "[a ",
        "<p",
        "<item><![CDATA[",
        "href=",
        "]]>",
        "نص ",
    ];
    for sign in inner {
        let time = |length: usize| {
            let xml = format!("<rss><channel><item><description>{}", sign.repeat(length / sign.len()));
            let best = (0..3).map(|_| {
                let started = processor_time();
                std::hint::black_box(read(&xml).items.len());
                processor_time() - started
            });
            best.min().unwrap_or_default()
        };
        let (once, twice) = (time(100_000), time(400_000));
        assert!(twice < once * 8 + std::time::Duration::from_millis(50), "`{sign}`: {once:?}, then {twice:?}");
    }
}
