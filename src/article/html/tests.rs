//! Pages as content management systems make them. The texts are written for these tests; the layouts follow what the
//! systems named in the tests' names put out, with the furniture that Arabic sites add.

use super::*;

const TITLE: &str = "مكتبة الواحة تفتح أبوابها من جديد";
const FIRST: &str =
    "فتحت مكتبة الواحة أبوابها صباح الأحد بعد ثلاث سنوات من الترميم، وحضر الافتتاح عدد كبير من أهل المدينة وطلاب مدارسها.";
const SECOND: &str = "وقالت مديرة المكتبة سعاد الهاشمي إن الترميم شمل السقف الخشبي وقاعة المخطوطات، وإن كلفته بلغت 2.5 مليون دينار دفع أهل الخير نصفها.";
const THIRD: &str = "وتضم المكتبة 40 ألف كتاب.";
const FOURTH: &str =
    "ويستطيع القارئ منذ اليوم أن يستعير خمسة كتب في الشهر، على أن يعيدها سليمة، وأن يدفع غرامة صغيرة عن كل يوم تأخير.";
const FIFTH: &str = "ومن المنتظر أن تقام في قاعتها الكبرى كل خميس أمسية شعرية أو محاضرة مفتوحة للجميع.";
const ALL: &[&str] = &[FIRST, SECOND, THIRD, FOURTH, FIFTH];

const MENU: &str = r##"<li><a href="/">الرئيسية</a></li><li><a href="/p">سياسة</a></li><li><a href="/e">اقتصاد</a></li><li><a href="/s">رياضة</a></li><li><a href="/c">ثقافة وفن</a></li><li><a href="/o">آراء</a></li>"##;
const TEASERS: &str = r##"<a href="/1">انقطاع الماء عن أحياء في الضاحية</a><a href="/2">المنتخب يبدأ معسكره غدا في الجبل</a><a href="/3">طريقة إعداد خبز الشعير في البيت</a>"##;

/// Reads a page.
#[track_caller]
fn article(html: &str) -> Article {
    read(&page::parse(html), html).expect("a page with an article")
}

/// Reads a page and compares its title and its paragraphs' texts.
#[track_caller]
fn check(html: &str, title: &str, expect: &[&str]) -> Article {
    let article = article(html);
    assert_eq!(article.title.as_deref(), Some(title));
    let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(texts, expect);
    let mut end = 0;
    for paragraph in &article.paragraphs {
        assert!(paragraph.source.start >= end, "paragraphs are in order: {}", paragraph.text);
        assert!(!paragraph.source.is_empty() && html.get(paragraph.source.clone()).is_some(), "{}", paragraph.text);
        end = paragraph.source.end;
    }
    article
}

/// Wraps every paragraph in the same markup.
fn wrapped(before: &str, after: &str) -> String {
    ALL.iter().map(|paragraph| format!("{before}{paragraph}{after}\n")).collect()
}

#[test]
fn blogger() {
    let html = format!(
        r##"<!DOCTYPE html><html dir='rtl'><head><title>مدونة القراء: {TITLE}</title><meta content='{TITLE}' property='og:title'/></head><body class='item-view'>
        <div class='header-inner'><div class='titlewrapper'><h1 class='title'><a href='/'>مدونة القراء</a></h1></div></div>
        <div class='tabs section'><ul>{MENU}</ul></div>
        <div class='main section' id='main'><div class='widget Blog' id='Blog1'><div class='blog-posts hfeed'><div class='date-outer'><h2 class='date-header'><span>الأحد، 14 يناير 2018</span></h2>
        <div class='post hentry'><h3 class='post-title entry-title' itemprop='name'>{TITLE}</h3><div class='post-header'></div>
        <div class='post-body entry-content' id='post-body-77'><div class="separator" style="clear: both;"><a href="x.jpg"><img src="x.jpg"></a></div><div dir="rtl" style="text-align: right;" trbidi="on">{FIRST}<br /><br />{SECOND}<br /><br />{THIRD}<br /><br /><div class="separator"><img></div>{FOURTH}<br /><br />{FIFTH}</div><div style='clear: both;'></div></div>
        <div class='post-footer'><div class='post-footer-line'><span class='post-author vcard'>مرسلة بواسطة <span class='fn'>هدى</span></span> <span class='post-timestamp'>في <a>9:15 م</a></span> <span class='post-comment-link'>ليست هناك تعليقات:</span><div class='post-share-buttons'><a>إرسال بالبريد الإلكتروني</a><a>كتابة مدونة حول هذه المشاركة</a><a>‏المشاركة على X</a></div></div><span class='post-labels'>التسميات: <a>كتب</a>, <a>مدن</a></span></div></div></div></div>
        <div class='comments' id='comments'><h4>ليست هناك تعليقات:</h4><p class='comment-footer'>إرسال تعليق</p></div><div class='blog-pager'><a>رسالة أحدث</a> <a>رسالة أقدم</a> <a>الصفحة الرئيسية</a></div></div></div>
        <div class='sidebar section'><div class='widget BlogArchive'><h2>أرشيف المدونة</h2><ul><li><a>يناير (4)</a></li></ul></div><div class='widget PopularPosts'><h2>المشاركات الشائعة</h2>{TEASERS}</div></div></body></html>"##
    );
    check(&html, TITLE, ALL);
}

#[test]
fn drupal() {
    let body = wrapped("<p>", "</p>");
    let html = format!(
        r##"<!DOCTYPE html><html lang="ar" dir="rtl"><head><title>{TITLE} | وكالة أنباء الشاطئ</title></head><body class="path-node page-node-type-article has-sidebar">
        <a href="#main-content" class="visually-hidden focusable">تجاوز إلى المحتوى الرئيسي</a><div class="dialog-off-canvas-main-canvas"><div id="page-wrapper"><header class="header"><div class="region region-header"><div class="site-branding"><a href="/">وكالة أنباء الشاطئ</a></div><nav role="navigation"><h2 class="visually-hidden">Main navigation</h2><ul>{MENU}</ul></nav></div></header>
        <div class="region region-breadcrumb"><nav class="breadcrumb"><ol><li><a href="/">الرئيسية</a></li><li>ثقافة</li></ol></nav></div>
        <main role="main"><div class="layout-content"><div class="region region-content"><div class="block block-page-title-block"><h1 class="page-header"><span class="field field--name-title">{TITLE}</span></h1></div>
        <article class="node node--type-article node--promoted node--view-mode-full"><footer class="node__meta"><div class="node__submitted">نُشر بواسطة <span>رئيس التحرير</span> يوم أحد, 01/14/2018 - 09:15</div></footer>
        <div class="node__content clearfix"><div class="field field--name-field-image"><img><blockquote class="image-field-caption"><p>واجهة المكتبة بعد الترميم</p></blockquote></div><div class="clearfix text-formatted field field--name-body field--type-text-with-summary field__item">{body}</div>
        <div class="field field--name-field-tags field--type-entity-reference"><div class="field__label">الوسوم</div><div class="field__items"><div class="field__item"><a>كتب</a></div></div></div><ul class="links inline"><li><a>سجل الدخول أو أنشئ حسابا لإضافة تعليقات</a></li></ul></div></article></div></div>
        <aside class="layout-sidebar-second"><div class="region region-sidebar-second"><h2>الأكثر قراءة</h2>{TEASERS}</div></aside></main></div></div><footer class="site-footer"><p>وكالة أنباء الشاطئ، كل الحقوق محفوظة</p></footer></body></html>"##
    );
    let expect: Vec<&str> = std::iter::once("واجهة المكتبة بعد الترميم").chain(ALL.iter().copied()).collect();
    check(&html, TITLE, &expect);
}

#[test]
fn joomla() {
    let body = wrapped("<p style=\"text-align: justify;\"><span style=\"font-size: 14pt;\">", "</span></p>");
    let html = format!(
        r##"<html xml:lang="ar-aa" dir="rtl"><head><title>{TITLE}</title></head><body class="contentpane"><div id="top-menu"><ul class="nav menu">{MENU}</ul></div><div class="custom"><p>الأحد, 14 كانون2/يناير 2018</p></div>
        <div id="component"><div class="item-page" itemscope><div class="page-header"><h2 itemprop="headline">{TITLE}</h2></div><div class="icons"><div class="btn-group pull-right"><ul class="dropdown-menu"><li class="print-icon"><a>طباعة</a></li><li class="email-icon"><a>البريد الإلكتروني</a></li></ul></div></div>
        <dl class="article-info muted"><dt class="article-info-term">التفاصيل</dt><dd class="createdby">كتب بواسطة: <span itemprop="name">مراد</span></dd><dd class="category-name">المجموعة: <a>ثقافة</a></dd><dd class="published"><time>نشر بتاريخ: 14 كانون2/يناير 2018</time></dd><dd class="hits">الزيارات: 1520</dd></dl>
        <div class="content_rating"><p>تقييم المستخدم: 5 / 5</p></div><div itemprop="articleBody">{body}</div><ul class="pager pagenav"><li class="previous"><a><span>السابق</span></a></li><li class="next"><a><span>التالي</span></a></li></ul></div></div>
        <div id="right"><div class="moduletable"><h3>آخر الأخبار</h3><ul class="latestnews"><li>{TEASERS}</li></ul></div></div></body></html>"##
    );
    check(&html, TITLE, ALL);
}

#[test]
fn amp() {
    let html = format!(
        r##"<!doctype html><html ⚡ lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE} - النهر</title><script type="application/ld+json">{{"@context":"http://schema.org","@type":"NewsArticle","headline":"{TITLE}","author":{{"@type":"Person","name":"ليلى منصور"}},"publisher":{{"@type":"Organization","name":"النهر"}}}}</script><style amp-boilerplate>body{{}}</style></head><body>
        <amp-sidebar id="s"><ul>{MENU}</ul></amp-sidebar><header class="amp-wp-header"><div><a href="/">النهر</a></div></header>
        <amp-user-notification id="n">يستخدم هذا الموقع ملفات تعريف الارتباط <button>موافق</button></amp-user-notification>
        <article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{TITLE}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">ليلى منصور</span></div><div class="amp-wp-meta amp-wp-posted-on"><time>منذ 3 ساعات</time></div></header>
        <figure class="amp-wp-article-featured-image"><amp-img src="x"></amp-img><p class="wp-caption-text">(غيتي)</p></figure>
        <div class="amp-wp-article-content"><p>{FIRST}</p><amp-ad width=300 height=250><div>إعلان</div></amp-ad><p>{SECOND}</p><amp-social-share type="twitter"></amp-social-share><p>{THIRD}</p><amp-carousel><div>{}</div></amp-carousel><p>{FOURTH}</p><p>{FIFTH}</p></div>
        <footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-tag">Tags: كتب, مدن</div><div class="amp-wp-meta amp-wp-comments-link"><a>Leave a Comment</a></div></footer></article>
        <footer class="amp-wp-footer"><h2>النهر</h2><a>العودة إلى الأعلى</a></footer></body></html>"##,
        "<a href='/a'>اقرأ أيضا: سوق الكتب القديمة</a>"
    );
    let article = check(&html, TITLE, ALL);
    assert_eq!(article.byline.as_deref(), Some("ليلى منصور"));
}

#[test]
fn forum_thread() {
    let html = format!(
        r##"<html dir="rtl"><head><title>{TITLE} - منتدى القراء</title></head><body><div id="header" class="floatcontainer"><a name="top"></a><div id="navbar"><ul>{MENU}</ul></div></div><div class="body_wrapper"><div id="breadcrumb" class="breadcrumb"><ul><li><a>المنتدى</a></li><li><a>كتب ومكتبات</a></li></ul></div>
        <div id="pagetitle"><h1>الموضوع: <span class="threadtitle"><a>{TITLE}</a></span></h1></div><div id="postlist"><ol id="posts"><li class="postbit postcontainer" id="post_1"><div class="posthead"><span class="postdate old"><span class="date">14-01-2018, <span class="time">09:15 PM</span></span></span><span class="nodecontrols"><a>#1</a></span></div>
        <div class="postdetails"><div class="userinfo"><div class="username_container"><a class="username"><strong>أبو سالم</strong></a><span class="usertitle">عضو نشيط</span></div><dl class="userinfo_extra"><dt>تاريخ التسجيل</dt><dd>May 2010</dd><dt>المشاركات</dt><dd>1,204</dd></dl></div>
        <div class="postbody"><div class="postrow"><h2 class="title icon">{TITLE}</h2><div class="content"><div id="post_message_1"><blockquote class="postcontent restore">{FIRST}<br /><br />{SECOND}<br /><br />{THIRD}<br /><br />{FOURTH}<br /><br />{FIFTH}</blockquote></div></div></div><blockquote class="signature restore"><div class="signaturecontainer">سبحان الله وبحمده</div></blockquote></div></div><div class="postfoot"><a>رد مع اقتباس</a></div></li></ol></div>
        <div class="thread_info"><h4>معلومات الموضوع</h4><h5>الأعضاء الذين يشاهدون هذا الموضوع</h5><p>الذين يشاهدون الموضوع الآن: 1 (0 من الأعضاء و 1 زائر)</p></div><div id="footer">Powered by vBulletin</div></div></body></html>"##
    );
    let article = check(&html, TITLE, ALL);
    assert_eq!(article.paragraphs[0].role, Role::Quotation);
}

#[test]
fn last_entry_of_a_short_live_blog_keeps_its_heading_and_its_sentence() {
    let html = format!(
        r##"<html dir="rtl"><head><title>{TITLE}: لحظة بلحظة | المرصد</title></head><body><nav><ul>{MENU}</ul></nav><main><h1>{TITLE}: لحظة بلحظة</h1><div class="live-blog"><div class="live-entry"><time>18:40</time><h3>كلمة المديرة</h3><p>{SECOND}</p></div><div class="live-entry"><time>16:00</time><h3>بدء الحفل</h3><p>بدأ الحفل بكلمة قصيرة.</p></div></div></main><footer>المرصد © 2018</footer></body></html>"##
    );
    let title = format!("{TITLE}: لحظة بلحظة");
    check(&html, &title, &["كلمة المديرة", SECOND, "بدء الحفل", "بدأ الحفل بكلمة قصيرة."]);
}

#[test]
fn story_platform() {
    let html = format!(
        r##"<html lang="ar"><head><title>{TITLE}. حكاية مكان | by نوال | Jan, 2018 | قصص</title><meta property="og:title" content="{TITLE}"><meta name="author" content="نوال"></head><body><div id="root"><div class="a b c"><div class="d e"><a href="/">الصفحة الرئيسية</a><button>اكتب</button></div>
        <article class="meteredContent"><div class="l"><div class="l"><section><div><div class="fr fs"><div><h1 id="5f" class="pw-post-title jf jg">{TITLE}</h1></div><div><h2 class="pw-subtitle-paragraph ke">حكاية مكان أحبه الناس</h2></div><div class="ks ab"><div class="speechify-ignore"><a>نوال</a><button>Follow</button><span>3 min read</span><span>·</span><span>Jan 14, 2018</span></div><div class="ab q"><button>Listen</button><button>Share</button><p>1.2K</p></div></div>
        <p id="1" class="pw-post-body-paragraph lx">{FIRST}</p><figure class="mm"><div role="button"><picture><img></picture></div><figcaption class="nb">القاعة الكبرى — بعدسة الكاتبة</figcaption></figure><p id="2" class="pw-post-body-paragraph lx">{SECOND}</p><h1 id="9" class="mo">رفوف لا تنتهي</h1><p class="pw-post-body-paragraph lx">{THIRD}</p><blockquote class="ng"><p>الكتاب صديق لا يخون.</p></blockquote><p class="pw-post-body-paragraph lx">{FOURTH}</p><p class="pw-post-body-paragraph lx"><em>{FIFTH}</em></p></div></div></section></div></div></article>
        <div class="recommended"><h2>More from نوال</h2><div><a><h3>كيف تختار كتابك الأول</h3><p>نصائح من قارئة قديمة لمن يبدأ</p></a></div></div></div></div></body></html>"##
    );
    let article = check(
        &html,
        TITLE,
        &[
            "حكاية مكان أحبه الناس",
            FIRST,
            "القاعة الكبرى — بعدسة الكاتبة",
            SECOND,
            "رفوف لا تنتهي",
            THIRD,
            "الكتاب صديق لا يخون.",
            FOURTH,
            FIFTH,
        ],
    );
    let roles: Vec<Role> = article.paragraphs.iter().map(|paragraph| paragraph.role).collect();
    assert_eq!(roles[2], Role::Caption);
    assert_eq!(roles[4], Role::Heading { level: 2 });
    assert_eq!(roles[6], Role::Quotation);
    assert_eq!(article.byline.as_deref(), Some("نوال"));
}

#[test]
fn live_blog() {
    let html = format!(
        r##"<html dir="rtl"><head><title>{TITLE}: لحظة بلحظة | المرصد</title><meta property="og:title" content="{TITLE}: لحظة بلحظة"></head><body><nav><ul>{MENU}</ul></nav><main><div class="live-header"><span class="live-badge">مباشر</span><h1>{TITLE}: لحظة بلحظة</h1><div class="updated">آخر تحديث: 14 يناير 2018 الساعة 18:40 بتوقيت مكة المكرمة</div></div>
        <div class="live-blog"><div class="live-entry"><time class="entry-time">18:40</time><h3>ختام الحفل</h3><p>{FIFTH}</p><div class="share-entry"><a>شارك</a></div></div><div class="live-entry"><time class="entry-time">17:05</time><h3>كلمة المديرة</h3><p>{SECOND}</p><p>{THIRD}</p><div class="share-entry"><a>شارك</a></div></div><div class="live-entry"><time class="entry-time">16:00</time><h3>بدء الافتتاح</h3><p>{FIRST}</p><div class="share-entry"><a>شارك</a></div></div></div><button>تحميل المزيد</button></main><footer>المرصد © 2018</footer></body></html>"##
    );
    check(
        &html,
        &format!("{TITLE}: لحظة بلحظة"),
        &["ختام الحفل", FIFTH, "كلمة المديرة", SECOND, THIRD, "بدء الافتتاح", FIRST],
    );
}

#[test]
fn gallery() {
    let figures: String = ALL.iter().map(|text| format!("<figure class='gallery-item'><a href='x.jpg'><img alt='صورة'></a><figcaption>{text}</figcaption></figure>")).collect();
    let html = format!(
        r##"<html><head><title>بالصور.. {TITLE} - النهر</title></head><body><div class="menu"><ul>{MENU}</ul></div><div class="content-area"><h1>بالصور.. {TITLE}</h1><div class="gallery-count">1 / 5</div>{figures}<div class="gallery-nav"><a>الصورة السابقة</a><a>الصورة التالية</a></div></div><div class="more-galleries"><h3>ألبومات أخرى</h3>{TEASERS}</div></body></html>"##
    );
    let article = check(&html, &format!("بالصور.. {TITLE}"), ALL);
    assert!(article.paragraphs.iter().all(|paragraph| paragraph.role == Role::Caption));
}

#[test]
fn broadcaster_with_skip_links_and_topic_list() {
    let html = format!(
        r##"<html lang="ar" dir="rtl"><head><title>{TITLE} - أثير نيوز عربي</title><meta property="og:site_name" content="أثير نيوز عربي"></head><body><div id="root"><header role="banner"><div class="bbc-1"><a href="#content">إذهب الى المحتوى</a><nav><ul>{MENU}</ul></nav></div></header><div class="bbc-fa"><main role="main"><div class="bbc-x1"><h1 id="content" tabindex="-1">{TITLE}</h1></div>
        <figure class="bbc-1ka"><div><span class="visually-hidden">صدر الصورة، </span>Getty Images</div><figcaption><span class="visually-hidden">التعليق على الصورة، </span><p>طلاب في قاعة المطالعة</p></figcaption></figure>
        <section role="region" aria-labelledby="article-byline"><ul role="list"><li><span>Author, </span>سمير عوض</li><li><span>Role, </span>أثير نيوز - تونس</li></ul></section><div class="bbc-19j"><time>قبل 3 ساعة</time></div>
        <div dir="rtl" class="bbc-19j"><p dir="rtl"><b>{FIRST}</b></p></div><div dir="rtl" class="bbc-19j"><p dir="rtl">{SECOND}</p></div>
        <section class="bbc-rec" role="region" aria-label="قصص مقترحة"><a class="focusIndicator" href="#end">تخطى قصص مقترحة وواصل القراءة</a><p><strong>قصص مقترحة</strong></p><ul><li><a>انقطاع الماء عن أحياء في الضاحية</a></li><li><a>المنتخب يبدأ معسكره غدا</a></li></ul><p id="end">نهاية قصص مقترحة</p></section>
        <div dir="rtl" class="bbc-19j"><h2 id="x">كيف تستعير؟</h2></div><div dir="rtl" class="bbc-19j"><p>{THIRD}</p></div><div dir="rtl" class="bbc-19j"><p>{FOURTH}</p></div><div dir="rtl" class="bbc-19j"><p>{FIFTH}</p></div>
        <section aria-labelledby="related-topics" class="bbc-topics"><h2 id="related-topics">مواضيع ذات صلة</h2><ul><li><a>تونس</a></li><li><a>كتب</a></li></ul></section></main><aside><h2>اخترنا لكم</h2><ol><li>{TEASERS}</li></ol></aside></div><footer role="contentinfo"><ul><li><a>شروط الاستخدام</a></li></ul><p>© 2018 أثير. أثير ليس مسؤولا عن محتوى المواقع الخارجية.</p></footer></div></body></html>"##
    );
    check(&html, TITLE, &["طلاب في قاعة المطالعة", FIRST, SECOND, "كيف تستعير؟", THIRD, FOURTH, FIFTH]);
}

#[test]
fn network_with_inline_boxes() {
    let html = format!(
        r##"<html dir="rtl" lang="ar"><head><title>{TITLE} | ثقافة | شبكة الأفق</title><meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="شبكة الأفق"></head><body><div class="site-header"><div class="header-logo"><a><span>شبكة الأفق</span></a></div><ul class="header-menu">{MENU}</ul></div><div class="breaking-ticker"><span>عاجل</span><a>هزة أرضية خفيفة شرق البلاد</a></div><div class="container container--content"><main id="main-content-area"><header class="article-header"><div class="topics"><a>ثقافة</a>|<a>كتب</a></div><h1>{TITLE}</h1><p class="article__subhead">أعيد فتحها بعد ترميم طويل شارك فيه متطوعون من المدينة كلها</p></header>
        <figure class="article-featured-image"><img><figcaption>واجهة المكتبة كما بدت صباح الافتتاح (الأفق)</figcaption></figure><div class="article-info-block"><div class="article-author"><a>رنا خليل</a></div><div class="date-simple"><span>14/1/2018</span>-<span>آخر تحديث: 15/1/2018 12:03 م (بتوقيت مكة المكرمة)</span></div><div class="article-social-share"><a>شارك عبر فيسبوك</a></div></div>
        <div class="wysiwyg wysiwyg--all-content"><p>{FIRST}</p><div class="more-on"><h2 class="more-on__heading">اقرأ أيضا</h2><span class="screen-reader-text">list of 2 items</span><ul class="more-on__list"><li><a>سوق الكتب القديمة يعود</a></li><li><a>خمسة كتب تستحق القراءة</a></li></ul><span class="screen-reader-text">end of list</span></div><p>{SECOND}</p><div class="container--ads"><div class="ads__title">Advertisement</div></div><p>{THIRD}</p><div class="newsletter-inline"><h4>اشترك في نشرتنا</h4><p>أهم الأخبار في بريدك كل صباح.</p><input type=email><button>اشترك</button></div><p>{FOURTH}</p><p>{FIFTH}</p><div class="article-source">المصدر: الأفق + وكالات</div></div>
        <div class="article-tags"><span>الكلمات المفتاحية:</span><a>مكتبات</a></div><h3>حول هذه القصة</h3><div class="cards"><article><h3><a>المكتبات العامة تقاوم</a></h3><p class="card-text">تحقيق عن مكتبات صغيرة تفتح أبوابها في القرى رغم ضيق الحال.</p></article></div></main></div><div class="footer-links">من نحن | اتصل بنا | شروط الاستخدام</div></body></html>"##
    );
    check(
        &html,
        TITLE,
        &[
            "أعيد فتحها بعد ترميم طويل شارك فيه متطوعون من المدينة كلها",
            "واجهة المكتبة كما بدت صباح الافتتاح (الأفق)",
            FIRST,
            SECOND,
            THIRD,
            FOURTH,
            FIFTH,
        ],
    );
}

#[test]
fn nineties_table_layout() {
    let html = format!(
        r##"<HTML><HEAD><TITLE>جريدة الضحى</TITLE></HEAD><BODY bgcolor=white><TABLE width=760 align=center><TR><TD colspan=3><FONT size=5>جريدة الضحى</FONT></TD></TR><TR><TD width=120 valign=top><A href=1>الرئيسية</A><BR><A href=2>محليات</A><BR><A href=3>رياضة</A><BR><A href=4>ثقافة</A></TD><TD valign=top><FONT size=4 color=navy><B><H2>{TITLE}</H2></B></FONT><FONT size=3>{FIRST}<P>{SECOND}<P>{THIRD}<P>{FOURTH}<BR>{FIFTH}</FONT><P align=left><A href="javascript:print()">طباعة</A> <A href=m>أرسل إلى صديق</A></TD><TD width=120 valign=top><B>إعلانات</B><BR>{TEASERS}</TD></TR><TR><TD colspan=3 align=center>جميع الحقوق محفوظة لجريدة الضحى 2001</TD></TR></TABLE></BODY></HTML>"##
    );
    check(&html, TITLE, ALL);
}

#[test]
fn asp_page_inside_one_form() {
    let html = format!(
        r##"<html><head><title>صحيفة المرسى | {TITLE}</title></head><body><form name="aspnetForm" method="post" action="news.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="x" /><div id="ctl00_topMenu">{MENU}</div><div id="ctl00_ContentPlaceHolder1_pnlNews"><span id="ctl00_lblTitle" class="NewsTitle">{TITLE}</span><br /><span id="ctl00_lblDate">14/01/2018 09:15 ص</span><div id="ctl00_divText" class="NewsText"><p>{FIRST}</p><p>{SECOND}</p><div>{THIRD}</div><p>{FOURTH}<br></p>{FIFTH}</div><div id="ctl00_pnlTools"><a>طباعة</a><a>حفظ</a><a>إرسال</a></div></div><div class="visitors">عدد الزوار: 12345</div></form></body></html>"##
    );
    check(&html, TITLE, ALL);
}

#[test]
fn page_builder() {
    let widgets: String = ALL
        .iter()
        .map(|text| format!("<div class='elementor-element elementor-widget elementor-widget-text-editor'><div class='elementor-widget-container'><p>{text}</p></div></div>"))
        .collect();
    let html = format!(
        r##"<html><head><title>{TITLE} – دار النخيل</title></head><body class="wp-singular elementor-default elementor-page page-with-sidebar"><header class="elementor-location-header"><nav class="elementor-nav-menu"><ul>{MENU}</ul></nav></header><div data-elementor-type="single-post" class="elementor elementor-location-single post-12 post tag-books category-culture"><section class="elementor-section"><div class="elementor-widget elementor-widget-theme-post-title"><h1 class="elementor-heading-title">{TITLE}</h1></div><div class="elementor-widget elementor-widget-post-info"><ul><li><span>يناير 14, 2018</span></li><li>9:15 ص</li><li>لا توجد تعليقات</li></ul></div><div class="elementor-widget elementor-widget-share-buttons"><div>Facebook</div><div>Twitter</div></div>{widgets}<div class="elementor-widget elementor-widget-heading"><h3>شاركها على مواقع التواصل</h3></div><div class="elementor-widget-posts"><h4>مقالات ذات صلة</h4><article><h3><a>سوق الكتب</a></h3><div class="excerpt"><p>يعود السوق هذا العام بعد غياب طويل، وتشارك فيه خمسون دار نشر من المنطقة.</p></div><a>اقرأ المزيد »</a></article></div></section></div><footer class="elementor-location-footer"><p>دار النخيل. كل الحقوق محفوظة</p></footer></body></html>"##
    );
    check(&html, TITLE, ALL);
}

#[test]
fn headless_site_with_generated_class_names() {
    let body = wrapped("<div class='sc-bdVaJa kQPpnz'><p class='sc-htpNat cVmXkF'>", "</p></div>");
    let html = format!(
        r##"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body><div id="__next"><div class="sc-1 aB"><div class="sc-2 cD">{}</div></div><div class="sc-3 eF"><div class="sc-4"><h1 class="sc-5 gH">{TITLE}</h1><div class="sc-6 iJ"><span>سلمى ناصر</span><span>14 يناير 2018</span></div></div><div class="sc-7 kL">{body}</div><div class="sc-8 mN"><div>قد يهمك أيضا</div><div class="sc-9"><a><div>انقطاع الماء عن أحياء في الضاحية</div><div>قالت الشركة إن العمل جار لإصلاح الأنبوب الرئيسي، وإن الماء يعود مساء.</div></a></div></div></div></div><script id="__NEXT_DATA__" type="application/json">{{"x":1}}</script></body></html>"##,
        "<a>الأخبار</a><a>الرأي</a><a>المجتمع</a>"
    );
    check(&html, TITLE, ALL);
}

#[test]
fn page_drawn_by_a_script_is_read_from_its_metadata() {
    let html = format!(
        r##"<html><head><title>{TITLE} | منصة</title><script type="application/ld+json">{{"@graph":[{{"@type":"WebSite","name":"منصة"}},{{"@type":"Article","headline":"{TITLE}","articleBody":"{FIRST}\n\n{SECOND}"}}]}}</script></head><body><div id="app">جاري التحميل...</div></body></html>"##
    );
    let article = article(&html);
    assert_eq!(article.title.as_deref(), Some(TITLE));
    assert_eq!(article.outline().paragraphs, [FIRST, SECOND]);
}

#[test]
fn wiki_article() {
    let html = format!(
        r##"<html><head><title>مكتبة الواحة - موسوعة</title></head><body class="mediawiki"><div id="content" class="mw-body" role="main"><h1 id="firstHeading" class="firstHeading">مكتبة الواحة</h1><div id="bodyContent" class="vector-body"><div id="siteSub">من موسوعة، الموسوعة الحرة</div><div id="mw-content-text"><div class="mw-parser-output"><div class="hatnote navigation-not-searchable">لمعانٍ أخرى، طالع <a>الواحة (توضيح)</a>.</div><table class="infobox"><tr><th colspan=2>مكتبة الواحة</th></tr><tr><th>التأسيس</th><td>1951</td></tr></table>
        <p><b>مكتبة الواحة</b> مكتبة عامة<sup id="cite_ref-1" class="reference"><a>[1]</a></sup> أسسها <a>أهل المدينة</a> سنة 1951، وفيها <a>مخطوطات</a> نادرة.<sup>[2]</sup></p><div id="toc" class="toc"><h2>محتويات</h2><ul><li><a>1 التاريخ</a></li></ul></div><h2><span class="mw-headline">التاريخ</span><span class="mw-editsection">[<a>عدل</a>]</span></h2><p>{SECOND}</p><ul><li>القاعة الكبرى</li><li><a>قاعة المخطوطات</a></li></ul><table class="wikitable"><tr><th>السنة</th><th>الكتب</th></tr><tr><td>1951</td><td>900</td></tr><tr><td>2018</td><td>40000</td></tr></table><div class="thumb"><div class="thumbinner"><img><div class="thumbcaption">المكتبة سنة 1960</div></div></div><h2><span class="mw-headline">انظر أيضا</span></h2><ul><li><a>مكتبة عامة</a></li></ul><h2>مراجع</h2><div class="reflist"><ol class="references"><li>كتاب المدينة، ص. 12</li></ol></div><div class="navbox">مكتبات</div></div></div><div id="catlinks">تصنيفات: <a>مكتبات</a></div></div></div><div id="mw-navigation"><ul><li>أحداث جارية</li></ul></div><div id="footer"><p>آخر تعديل لهذه الصفحة كان يوم 1 يناير.</p></div></body></html>"##
    );
    let article = article(&html);
    assert_eq!(article.title.as_deref(), Some("مكتبة الواحة"));
    let spoken: Vec<(Role, &str)> =
        article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
    assert_eq!(
        spoken,
        [
            (Role::Body, "مكتبة الواحة مكتبة عامة أسسها أهل المدينة سنة 1951، وفيها مخطوطات نادرة."),
            (Role::Heading { level: 2 }, "التاريخ"),
            (Role::Body, SECOND),
            (Role::ListItem { index: 1, count: 2 }, "القاعة الكبرى"),
            (Role::ListItem { index: 2, count: 2 }, "قاعة المخطوطات"),
            (Role::TableRow, "السنة، الكتب"),
            (Role::TableRow, "1951، 900"),
            (Role::TableRow, "2018، 40000"),
            (Role::Caption, "المكتبة سنة 1960"),
        ]
    );
}

#[test]
fn references_of_a_wiki_are_left_out_wherever_they_stand() {
    let html = format!(
        r##"<html><head><title>مكتبة الواحة - موسوعة</title></head><body class="mediawiki"><div id="content" class="mw-body"><h1 id="firstHeading">مكتبة الواحة</h1><div id="mw-content-text"><div class="mw-parser-output"><p>{FIRST}</p><h2>المراجع</h2><ol class="references"><li>كتاب المدينة، ص. 12، دار النخيل للنشر والتوزيع، الطبعة الثانية، سنة 1998.</li></ol><h2>مصادر</h2><p>{SECOND}</p><h2>وصلات خارجية</h2><ul><li>موقع المكتبة الرسمي، وفيه قائمة بما تملكه من كتب ومخطوطات.</li></ul><h3>هوامش</h3><ul><li>سميت بعد ذلك مكتبة المدينة.</li></ul></div></div></div></body></html>"##
    );
    // Under `مصادر` something is told: the heading is a chapter's.
    check(&html, "مكتبة الواحة", &[FIRST, "مصادر", SECOND]);
}

#[test]
fn text_after_pictures_and_in_odd_containers_is_not_lost() {
    let html = format!(
        r##"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div class="body"><p>{FIRST}</p><p><img src=x></p>وبعد الصورة جاء هذا السطر القصير.<center><img></center><span>{SECOND}</span><p>نعم.</p><pre>{THIRD}</pre><details><summary>تفاصيل الاستعارة</summary>{FOURTH}</details><section><div><div><div>{FIFTH}</div></div></div></section><aside><h4>معلومة</h4><p>بنيت المكتبة أول مرة سنة 1951 على يد أهل المدينة، وكانت غرفة واحدة.</p></aside></div></article></body></html>"##
    );
    check(
        &html,
        TITLE,
        &[
            FIRST,
            "وبعد الصورة جاء هذا السطر القصير.",
            SECOND,
            "نعم.",
            THIRD,
            "تفاصيل الاستعارة",
            FOURTH,
            FIFTH,
            "معلومة",
            "بنيت المكتبة أول مرة سنة 1951 على يد أهل المدينة، وكانت غرفة واحدة.",
        ],
    );
}

#[test]
fn headline_longer_than_the_one_for_search_engines() {
    let html = format!(
        r##"<html><head><title>مكتبة الواحة | النهر</title><meta property="og:title" content="افتتاح مكتبة"></head><body><div class="logo"><h1>النهر</h1></div><div class="news"><h1 class="headline">{TITLE}</h1>{}</div></body></html>"##,
        wrapped("<p>", "</p>")
    );
    check(&html, TITLE, ALL);
}

#[test]
fn comments_without_class_names() {
    let html = format!(
        r##"<html><head><title>{TITLE}</title></head><body><div class="x1"><h1>{TITLE}</h1><div class="x2">{}</div><div class="x3"><h3>التعليقات (2)</h3><div class="x4"><b>زائر</b><div>خبر جميل جدا، وأتمنى أن تفتح مكتبات مثلها في كل مدينة من مدن البلاد.</div></div><div class="x4"><b>قارئ</b><div>شكرا</div></div></div></div></body></html>"##,
        wrapped("<p>", "</p>")
    );
    check(&html, TITLE, ALL);
}

#[test]
fn article_about_furniture_keeps_its_words() {
    let text = [
        "يعتمد كثير من المواقع على ملفات تعريف الارتباط لتتبع زوارها، ويرى خبراء أن القوانين الجديدة ستحد من ذلك قريبا.",
        "شارك في اللقاء ثلاثون خبيرا من عشر دول.",
        "شاهد أيضا عددا من التجارب الناجحة في الجامعة.",
        "المصدر الأول للقلق هو بيع البيانات، كما تقول الباحثة.",
        "إعلان الاستقلال عن الشركات الكبرى، هكذا سمى المشاركون بيانهم الذي وقعوه في ختام اللقاء.",
        "نشرت الجامعة في 2014 دراسة عن الموضوع نفسه.",
    ];
    let body: String = text.iter().map(|text| format!("<p>{text}</p>")).collect();
    check(
        &format!(
            "<html><head><title>من يتتبعنا؟</title></head><body><nav>{MENU}</nav><article><h1>من يتتبعنا؟</h1>{body}</article></body></html>"
        ),
        "من يتتبعنا؟",
        &text,
    );
}

#[test]
fn verses_stay_apart_and_wrapped_lines_do_not() {
    let html = "<html><head><title>قصيدة الماء</title></head><body><h1>قصيدة الماء</h1><div class=poem>يا ماء يا سر الحياة<br>علمتنا معنى النجاة<br>وكنت للأرض السلام</div><p>كتبت هذه القصيدة في صيف طويل جف فيه النهر وغاب المطر عن القرية كلها<br>فخرج الناس يطلبون الماء من بئر بعيدة، وعادوا به عند الغروب.</p></body></html>";
    check(
        html,
        "قصيدة الماء",
        &[
            "يا ماء يا سر الحياة",
            "علمتنا معنى النجاة",
            "وكنت للأرض السلام",
            "كتبت هذه القصيدة في صيف طويل جف فيه النهر وغاب المطر عن القرية كلها فخرج الناس يطلبون الماء من بئر بعيدة، وعادوا به عند الغروب.",
        ],
    );
}

#[test]
fn piece_of_a_page_is_read_too() {
    let article = article(&format!("<p>{FIRST}</p><p>{SECOND}</p>"));
    assert_eq!(article.title, None);
    assert_eq!(article.outline().paragraphs, [FIRST, SECOND]);
}

#[test]
fn edit_links_and_references_without_class_names_are_gone() {
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div><p>{FIRST}<a href='#n1'>[1]</a></p><h2>التاريخ <a>[عدل]</a></h2><p>{SECOND}[12][13] {THIRD}</p><h2>القاعات[عدل | عدل المصدر]</h2><p>{FOURTH}</p></div></body></html>"
    );
    check(&html, TITLE, &[FIRST, "التاريخ", &format!("{SECOND} {THIRD}"), "القاعات", FOURTH]);
}

#[test]
fn next_article_of_an_endless_page_is_not_read() {
    let other = "<article><h1>انقطاع الماء عن أحياء في الضاحية</h1><p>قالت الشركة إن العمل جار لإصلاح الأنبوب الرئيسي، وإن الماء يعود في المساء إلى الأحياء كلها.</p><p>وطلبت من السكان أن يخزنوا ما يكفيهم، وأن يبلغوا عن أي تسرب يرونه في الشوارع.</p></article>";
    let html = format!(
        "<html><head><title>{TITLE} - النهر</title></head><body><main><article><h1>{TITLE}</h1>{}</article>{other}{other}</main></body></html>",
        wrapped("<p>", "</p>")
    );
    check(&html, TITLE, ALL);
}

#[test]
fn boxes_of_the_author_are_kept_whatever_they_are_called() {
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{FIRST}</p><div class='info-box'><p>بنيت المكتبة سنة 1951.</p></div><p>{SECOND}</p><div class='top-quote'>القراءة حياة ثانية.</div><p>{FOURTH}</p></article></body></html>"
    );
    check(&html, TITLE, &[FIRST, "بنيت المكتبة سنة 1951.", SECOND, "القراءة حياة ثانية.", FOURTH]);
}

#[test]
fn lists_that_the_text_announces_are_kept_though_they_are_links() {
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><nav><ul>{MENU}</ul></nav><article><h1>{TITLE}</h1><p>{FIRST}</p><p>وهذه أهم الكتب:</p><ol><li><a href=1>كتاب الحيوان</a></li><li><a href=2>كليلة ودمنة</a></li></ol><p>{SECOND}</p><ul><li><a href=3>انقطاع الماء عن أحياء</a></li><li><a href=4>المنتخب يبدأ معسكره</a></li></ul><p>{FOURTH}</p></article></body></html>"
    );
    let article = check(&html, TITLE, &[FIRST, "وهذه أهم الكتب:", "كتاب الحيوان", "كليلة ودمنة", SECOND, FOURTH]);
    assert_eq!(article.paragraphs[3].role, Role::ListItem { index: 2, count: 2 });
}

#[test]
fn hidden_text_is_not_read_unless_it_is_the_article() {
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class=full style='display: none'>{}</div><div class=x style='display:none'><p>رسالة مخفية لا يراها أحد، ولا يجب أن تقرأ.</p></div></body></html>",
        wrapped("<p>", "</p>")
    );
    check(&html, TITLE, ALL);
}

#[test]
fn entities_and_inline_markup_join_as_they_are_printed() {
    let html = "<html><head><title>عن &laquo;الكتاب&raquo;</title></head><body><h1>عن &laquo;الكتاب&raquo;</h1><p><span class=dropcap>ق</span>ال&nbsp;الكاتب&#1548; إن <b>الحر</b>ف&rlm; أول&hellip; وإن المعنى&#x0020;آخره، وإن القارئ بينهما.</p></body></html>";
    check(html, "عن «الكتاب»", &["قال الكاتب، إن الحرف\u{200f} أول… وإن المعنى آخره، وإن القارئ بينهما."]);
}

#[test]
fn words_over_and_under_the_headline() {
    let html = format!(
        "<html><head><title>{TITLE} | النهر</title><meta property='og:title' content='{TITLE}'></head><body><div class=a><div class=b><p>متابعات</p><h1><span>ثقافة</span> {TITLE}</h1><h2>ترميم طويل شارك فيه متطوعون من المدينة</h2><div>14 يناير 2018</div></div><div class=c>{}</div></div></body></html>",
        wrapped("<p>", "</p>")
    );
    let expect: Vec<&str> =
        std::iter::once("ترميم طويل شارك فيه متطوعون من المدينة").chain(ALL.iter().copied()).collect();
    check(&html, TITLE, &expect);
}

#[test]
fn paragraphs_set_as_headings_are_paragraphs() {
    let html = format!(
        "<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div class=c>{}<div class=share><a>شارك</a></div></div></body></html>",
        wrapped("<h4>", "</h4>")
    );
    let article = check(&html, TITLE, ALL);
    assert_eq!(article.paragraphs[0].role, Role::Body);
}

#[test]
fn hostile_pages_end_in_time() {
    let text = format!("<p>{FIRST}</p>");
    for page in [
        format!("{}{text}", "<div>".repeat(100_000)),
        format!("{}{text}", "<b><i>".repeat(50_000)),
        format!("{}{text}", "<svg><g>".repeat(50_000)),
        format!("{}{text}", "<table><tr><td>".repeat(20_000)),
        format!("<p {}>{FIRST}</p>", "x=y z ".repeat(50_000)),
        format!("{}{}", (0..400).map(|i| format!("<font size={i}>")).collect::<String>(), "<p>نص</p>".repeat(4_000)),
        format!("{text}{}", "<li><a href=#>رابط</a>".repeat(5_000)),
        "<".repeat(50_000) + &text,
        "&".repeat(50_000) + &text,
    ] {
        let started = std::time::Instant::now();
        let _article = read(&page::parse(&page), &page);
        // A second or so each in a debug build; anything quadratic takes minutes.
        assert!(started.elapsed().as_secs() < 30, "{}", page.get(..40).unwrap_or_default());
    }
}
