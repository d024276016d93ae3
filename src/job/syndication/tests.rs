use super::*;

fn named(files: &[(&str, &[u8])]) -> Result<Named, Error> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let path = folder.path().join(files[0].0);
    read(&fs::read(&path).unwrap(), Place::File(&path))
}

fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    named(&files).unwrap().sources
}

fn text(source: &Source) -> (&str, Kind) {
    match &source.content {
        Content::Bytes(bytes, kind) => (std::str::from_utf8(bytes).unwrap(), *kind),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rss_brings_the_whole_text_where_it_has_it() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>صحيفة</title>
        <item><guid>n-1</guid><title>مطر &amp;amp; ريح</title><link>https://example.org/1</link><dc:creator>سلمى</dc:creator>
        <pubDate>Thu, 14 Mar 2024 10:00:00 +0300</pubDate><description>موجز</description>
        <content:encoded><![CDATA[<p>هطل المطر.</p><p>ثم سكن.</p>]]></content:encoded></item>
        <item><guid>n-2</guid><title>خبر</title><description>نص الخبر.</description></item></channel></rss>"#;
    let sources = sources(&[("feed.xml", rss)]);
    assert_eq!((sources[0].guid.as_str(), sources[0].slug.as_str()), ("n-1", "mtr-ryh"));
    assert_eq!(sources[0].metadata.title.as_deref(), Some("مطر & ريح"));
    assert_eq!(sources[0].metadata.byline.as_deref(), Some("سلمى"));
    assert_eq!(sources[0].metadata.published.unwrap().to_string(), "2024-03-14T07:00:00Z");
    assert!(text(&sources[0]).0.contains("ثم سكن") && text(&sources[0]).1 == Kind::Html);
    assert_eq!(text(&sources[1]), ("نص الخبر.", Kind::Plain));
}

#[test]
fn atom_brings_its_content() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>ص</title><id>x</id><updated>2024-03-14T10:00:00Z</updated>
        <entry><id>urn:1</id><title>عنوان</title><updated>2024-03-15T10:00:00Z</updated>
        <content type="html">&lt;p&gt;نص.&lt;/p&gt;</content></entry></feed>"#;
    let sources = sources(&[("feed.atom", atom)]);
    assert_eq!(sources[0].guid, "urn:1");
    assert_eq!(sources[0].modified.to_string(), "2024-03-15T10:00:00Z");
    assert_eq!(text(&sources[0]), ("<p>نص.</p>", Kind::Html));
}

#[test]
fn json_feed_brings_its_items() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "ص", "items": [
        {"id": "1", "url": "https://x.example/1", "title": "المطر", "content_html": "<p>نزل المطر.</p>", "date_published": "2024-03-14T10:00:00Z"},
        {"id": "2", "content_text": "ثم سكن كل شيء في القرية.", "date_published": "غدا"}]}"#;
    let named = named(&[("feed.json", feed.as_bytes())]).unwrap();
    assert_eq!(named.sources[0].metadata.published.unwrap().to_string(), "2024-03-14T10:00:00Z");
    assert_eq!(text(&named.sources[1]), ("ثم سكن كل شيء في القرية.", Kind::Plain));
    assert!(named.notices[0].reason.contains("`غدا`"), "{:?}", named.notices);
}

#[test]
fn charset_is_that_of_the_bytes() {
    let feed = |charset: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{charset}\"?><rss><channel><title>ص</title><item><title>خبر القمح</title><description>أعلنت وزارة الزراعة أن المحصول كبير.</description></item></channel></rss>"
        )
    };
    let utf_16: Vec<u8> = format!("\u{feff}{}", feed("utf-16")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let unmarked: Vec<u8> = feed("utf-16").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let windows = encoding_rs::WINDOWS_1256.encode(&feed("windows-1256")).0.into_owned();
    for bytes in [feed("ISO-8859-1").into_bytes(), feed("windows-1256").into_bytes(), utf_16, unmarked, windows] {
        let named = named(&[("feed.xml", bytes.as_slice())]).unwrap();
        assert_eq!(named.sources[0].metadata.title.as_deref(), Some("خبر القمح"));
    }
}

#[test]
fn what_is_left_out_is_said() {
    let feed = "<rss><channel><item><title>مسودة</title><content:encoded>نص</content:encoded><wp:post_type>post</wp:post_type><wp:status>draft</wp:status></item>\
        <item><title>خبر</title><pubDate>أمس</pubDate><description>نزل المطر على […]</description></item></channel></rss>";
    let named = named(&[("feed.xml", feed.as_bytes())]).unwrap();
    assert_eq!(named.sources.len(), 1);
    let reasons: Vec<&str> = named.notices.iter().map(|notice| notice.reason.as_str()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].contains("1 item") && reasons[0].contains("not published"));
    assert!(reasons[1].contains("`أمس`") && reasons[2].contains("teaser"));
}

#[test]
fn page_with_two_addresses_is_one_article_and_absent_pages_are_counted() {
    let locations = ["/a.html", "a.html", "https://x.example/a.html"].map(|at| format!("<url><loc>{at}</loc></url>"));
    let absent: String = (0..105).map(|i| format!("<url><loc>https://x.example/{i}</loc></url>")).collect();
    let map = format!("<urlset>{}{absent}</urlset>", locations.concat());
    let named = named(&[("sitemap.xml", map.as_bytes()), ("a.html", b"x")]).unwrap();
    assert_eq!((named.sources.len(), named.unusable.len()), (1, 101));
    assert!(named.unusable[100].reason.starts_with("5 more of its pages"), "{:?}", named.unusable[100]);
}

#[test]
fn site_map_names_pages_beside_it() {
    let map = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc>https://example.org/news/rain</loc><lastmod>2024-03-14</lastmod><image:image><image:loc>https://example.org/a.html</image:loc></image:image></url>
        <url><loc>https://example.org/a&amp;b/</loc></url>
        <url><loc>https://example.org/%D8%A3.html</loc></url>
        <url><loc>https://example.org/../../etc/passwd</loc></url>
        <url><loc>https://example.org/elsewhere</loc></url></urlset>"#;
    let files: [(&str, &[u8]); 4] =
        [("sitemap.xml", map.as_bytes()), ("news/rain.html", b"x"), ("a&b/index.html", b"x"), ("أ.html", b"x")];
    let named = named(&files).unwrap();
    let guids: Vec<_> = named.sources.iter().map(|source| source.guid.as_str()).collect();
    assert_eq!(guids, ["https://example.org/news/rain", "https://example.org/a&b/", "https://example.org/%D8%A3.html"]);
    assert_eq!((named.sources[0].slug.as_str(), named.sources[1].slug.as_str()), ("rain", "a-b"));
    assert_eq!(named.sources[0].modified.to_string(), "2024-03-14T00:00:00Z");
    let absent: Vec<&str> = named.unusable.iter().map(|page| page.name.as_str()).collect();
    assert_eq!(absent, ["https://example.org/../../etc/passwd", "https://example.org/elsewhere"]);
    assert!(named.unusable[0].reason.contains("does not lie beside"));
}

#[cfg(unix)]
#[test]
fn site_map_follows_no_link_out_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site/sitemap.xml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(folder.path().join("secret.html"), "x").unwrap();
    std::os::unix::fs::symlink("../secret.html", folder.path().join("site/page.html")).unwrap();
    let map = "<urlset><url><loc>https://x.example/page.html</loc></url></urlset>";
    assert!(read(map.as_bytes(), Place::File(&path)).unwrap().sources.is_empty());
}

#[test]
fn indexes_and_lists_lead_on() {
    let index = "<sitemapindex><sitemap><loc>https://x.example/news.xml</loc></sitemap><sitemap><loc>https://x.example/gone.xml</loc></sitemap></sitemapindex>";
    let found = named(&[("index.xml", index.as_bytes()), ("news.xml", b"x")]).unwrap();
    assert!(found.further.len() == 1 && found.further[0].ends_with("news.xml"));
    assert!(found.notices[0].reason.contains("1 document does not lie beside it"));
    let list = r#"<opml version="2.0"><body><outline text="أخبار"><outline type="rss" xmlUrl="https://x.example/feed?a=1&amp;b=2"/></outline></body></opml>"#;
    assert_eq!(named(&[("feeds.opml", list.as_bytes())]).unwrap().further, ["https://x.example/feed?a=1&b=2"]);
    let fetcher = Fetcher::own(1000);
    let fetched = read(index.as_bytes(), Place::Address("https://x.example/", &fetcher)).unwrap();
    assert_eq!(fetched.further, ["https://x.example/news.xml", "https://x.example/gone.xml"]);
}

#[test]
fn packed_site_map_is_unpacked() {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(b"<urlset><url><loc>https://x.example/a</loc></url></urlset>").unwrap();
    let bytes = packed.finish().unwrap();
    assert!(is_feed(&bytes));
    assert_eq!(named(&[("sitemap.xml.gz", bytes.as_slice()), ("a.html", b"x")]).unwrap().sources.len(), 1);
}

#[test]
fn address_longer_than_any_file_is_nobodys() {
    for address in ["/a".repeat(20_000), "a".repeat(40_000), "/".repeat(40_000)] {
        let map = format!("<urlset><url><loc>https://x.example/{address}</loc></url></urlset>");
        let started = std::time::Instant::now();
        assert!(named(&[("sitemap.xml", map.as_bytes())]).unwrap().sources.is_empty());
        assert!(started.elapsed() < std::time::Duration::from_secs(1), "took {:?}", started.elapsed());
    }
}

#[test]
fn names_of_addresses() {
    for (address, expect) in [
        ("https://x.example/news/rain.html?x=1", "rain"),
        ("https://x.example/%D8%AE%D8%A8%D8%B1/", "خبر"),
        ("https://waha.example/", "waha.example"),
    ] {
        assert_eq!(stem(address), expect);
    }
}

#[test]
fn other_xml_is_refused_by_name() {
    assert!(
        matches!(named(&[("x.xml", b"<?xml version='1.0'?><!-- x --><svg/>")]), Err(Error::Unknown(name)) if name == "svg")
    );
    assert!(matches!(named(&[("x.xml", b"<rss><channel/></rss>")]), Err(Error::Empty)));
}
