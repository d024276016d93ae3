//! What the tags, roles and class names of a page say about its parts: which are furniture, whatever they hold.
//!
//! Names are chosen by people and lie: `content-with-sidebar` holds the article, every widget of a page builder is a
//! `widget`. So nothing is removed by its name alone; [`Furniture`] says how much running text it takes to save it.

use std::collections::HashMap;

use super::noise;
use super::page::Element;

/// How sure it is that an element is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// Goes with everything in it, unless it holds most of the page's running text.
    Sure,
    /// Goes unless it holds running text.
    Likely,
}

/// Says whether an element and all in it is left out before anything is looked at.
pub(super) fn is_skipped(element: &scraper::node::Element) -> bool {
    #[rustfmt::skip]
    const TAGS: &[&str] = &[
        "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map", "img",
        "picture", "input", "textarea", "select", "button", "datalist", "progress", "meter", "applet", "frame", "frameset",
        "noframes", "noembed", "param", "source", "track", "link", "meta", "title", "base", "head", "area", "rp", "rt", "rtc",
        "amp-ad", "amp-embed", "amp-analytics", "amp-sidebar", "amp-iframe", "amp-consent", "amp-social-share", "amp-youtube",
        "amp-video", "amp-img", "amp-pixel", "amp-sticky-ad", "amp-auto-ads", "amp-user-notification", "amp-script", "amp-state",
        "amp-facebook-comments", "amp-audio", "amp-next-page",
    ];
    #[rustfmt::skip]
    const NAMES: &[&str] = &[
        "mw-editsection", "mw-cite-backlink", "noprint", "screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden",
        "adsbygoogle", "mermaid", "mw-jump-link", "mw-empty-elt", "navbox", "infobox", "catlinks", "printfooter", "reflist",
    ];
    // The head is skipped for its text only; what it says is read by `metadata`.
    let tag = element.name();
    if tag == "head" {
        return false;
    }
    !matches!(tag, "p" | "div" | "span" | "a" | "li" | "td" | "strong" | "b") && TAGS.contains(&tag)
        || element.classes().any(|class| {
            NAMES.contains(&class)
                || tag == "sup" && matches!(class, "reference" | "footnote-ref")
                || tag == "ol" && class == "references"
        })
}

/// Says whether a tag is a form control.
pub(super) fn is_control(tag: &str) -> bool {
    matches!(tag, "input" | "textarea" | "select" | "button")
}

/// Says whether an element begins a new block of text.
pub(super) fn is_block(element: &scraper::node::Element) -> bool {
    #[rustfmt::skip]
    const TAGS: &[&str] = &[
        "address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
        "hgroup", "hr", "html", "iframe", "legend", "li", "main", "marquee", "menu", "nav", "ol", "p", "pre", "search", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video", "audio", "object", "textarea", "optgroup",
        "option", "ins-block",
    ];
    let tag = element.name();
    !matches!(tag, "span" | "a" | "strong" | "b" | "i" | "em" | "font" | "u") && TAGS.contains(&tag)
        // Custom elements are containers, and so is whatever an inline style makes a block.
        || tag.contains('-')
        || tag != "a" && element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:block"))
}

/// Splits names into words: lower case, camel case and punctuation apart; each name begins anew after a space, its
/// words joined by `-`.
pub(super) fn words(names: &str) -> String {
    let mut words = String::with_capacity(names.len() + 8);
    // Generated class lists can be very long, and their ends say nothing.
    for name in names.split_whitespace().take(40) {
        if !words.is_empty() {
            words.push(' ');
        }
        let start = words.len();
        if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) && name.len() <= 80 {
            words.push_str(name);
            continue;
        }
        let splits = is_camel_case(name);
        let mut was_lower = false;
        for c in name.chars().take(80) {
            if c.is_alphanumeric() {
                if c.is_uppercase() && was_lower && splits {
                    words.push('-');
                }
                was_lower = c.is_lowercase() || c.is_ascii_digit();
                words.extend(c.to_lowercase());
            } else {
                if words.len() > start && !words.ends_with('-') {
                    words.push('-');
                }
                was_lower = false;
            }
        }
    }
    words
}

/// Says whether a name is written in camel case: `topAd` is, the made-up `mwAdE` is not, for no word is so short.
fn is_camel_case(name: &str) -> bool {
    let mut lengths = vec![0usize];
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && was_lower || !c.is_alphanumeric() {
            lengths.push(0);
        }
        was_lower = c.is_lowercase() || c.is_ascii_digit();
        if let Some(length) = lengths.last_mut().filter(|_| c.is_alphanumeric()) {
            *length += 1;
        }
    }
    let n_short = lengths.iter().filter(|length| (1..=2).contains(*length)).count();
    n_short == 0 || n_short == 1 && lengths.len() <= 2 && !name.ends_with('_')
}

/// Splits an id into words, as [`words`] does. Most ids are anchors: on a heading, or as percent-encoded text, they are
/// the author's words and say nothing of what the element is for.
pub(super) fn id_words(id: &str, tag: &str) -> String {
    let is_encoded = id.contains('%') || id.contains(".D8") || id.contains(".D9");
    let is_heading = matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    if is_encoded || is_heading { String::new() } else { words(id) }
}

/// Says whether an element has one of these words in one of its names.
pub(super) fn has_word(element: &Element, wanted: &[&str]) -> bool {
    let is_short = element.id.split('-').count() <= 2;
    element.names.split([' ', '-']).any(|word| wanted.contains(&word))
        || is_short && element.id.split('-').any(|word| wanted.contains(&word))
}

/// Says whether an element has one of these names, each in full.
pub(super) fn has_name(element: &Element, wanted: &[&str]) -> bool {
    element.names.split(' ').any(|name| wanted.contains(&name)) || wanted.contains(&element.id.as_str())
}

/// Judges an element by tag, role, label and names.
pub(super) fn judge(element: &Element) -> Option<Furniture> {
    match element.tag.as_str() {
        "nav" | "menu" | "dialog" | "marquee" => return Some(Furniture::Sure),
        "footer" => return Some(Furniture::Sure),
        "aside" | "form" | "fieldset" | "address" | "time" => return Some(Furniture::Likely),
        // Their classes describe the whole page: `single has-sidebar comments-open`.
        "" | "html" | "body" | "main" => return None,
        _ => {}
    }
    match element.role.as_str() {
        "navigation" | "search" | "menu" | "menubar" | "dialog" | "alertdialog" | "contentinfo" | "toolbar"
        | "tablist" => {
            return Some(Furniture::Sure);
        }
        "complementary" | "banner" | "alert" | "status" => return Some(Furniture::Likely),
        _ => {}
    }
    if !element.label.is_empty() && (noise::is_furniture(&element.label) || noise::opens(&element.label).is_some()) {
        return Some(Furniture::Sure);
    }
    if element.is_hidden {
        return Some(Furniture::Sure);
    }
    // An article's classes name its categories and features.
    if element.tag == "article" {
        return None;
    }
    element.named
}

/// What names say of the elements that have them. Pages repeat their names, so each is judged once.
#[derive(Default)]
pub(super) struct Names {
    classes: HashMap<String, Option<Furniture>>,
    ids: HashMap<String, Option<Furniture>>,
}

impl Names {
    /// Judges an element by its classes, in words, and where they say nothing by its id.
    pub(super) fn judge(&mut self, classes: &str, id: &str) -> Option<Furniture> {
        let judge_classes =
            |classes: &str| classes.split(' ').filter_map(judge_name).max_by_key(|found| *found == Furniture::Sure);
        known(&mut self.classes, classes, judge_classes).or_else(|| known(&mut self.ids, id, judge_id))
    }
}

fn known(
    verdicts: &mut HashMap<String, Option<Furniture>>,
    names: &str,
    judge: impl Fn(&str) -> Option<Furniture>,
) -> Option<Furniture> {
    if names.is_empty() {
        return None;
    }
    if let Some(verdict) = verdicts.get(names) {
        return *verdict;
    }
    let verdict = judge(names);
    verdicts.insert(names.to_owned(), verdict);
    verdict
}

/// Judges an id: all of its words must say what furniture says. `share-buttons` does, `social-impact` is a chapter.
fn judge_id(id: &str) -> Option<Furniture> {
    #[rustfmt::skip]
    const NEUTRAL: &[&str] = &[
        "post", "article", "entry", "page", "site", "main", "box", "area", "section", "wrapper", "wrap", "container", "list", "block",
        "bar", "inner", "outer", "the", "top", "left", "right", "news", "holder", "div", "panel", "region", "form", "js", "mobile",
    ];
    let words = || id.split('-').filter(|word| !word.is_empty());
    words().all(|word| NEUTRAL.contains(&word) || judge_name(word).is_some()).then(|| judge_name(id)).flatten()
}

/// Judges one class name or id.
fn judge_name(name: &str) -> Option<Furniture> {
    #[rustfmt::skip]
    const SURE: &[&str] = &[
        "share", "sharing", "shares", "sharethis", "shareaholic", "sharedaddy", "addthis", "addtoany", "a2a", "socials", "social",
        "sociallinks", "related", "relatedposts", "relatednews", "relatedarticles", "recommended", "recommendations", "recommendation",
        "recommend", "outbrain", "taboola", "mgid", "comments", "comment", "commentlist", "commentform", "disqus", "respond", "cookie",
        "cookies", "consent", "gdpr", "newsletter", "subscribe", "subscription", "paywall", "login", "signin", "signup", "breadcrumb",
        "breadcrumbs", "crumbs", "nav", "navbar", "navigation", "navbox", "menu", "submenu", "sidebar", "ad", "ads", "adv", "advert",
        "adverts", "advertisement", "advertising", "adsense", "adslot", "adsbygoogle", "adbox", "dfp", "sponsor", "sponsored", "promo",
        "promotion", "promoted", "tagcloud", "taglist", "pagination", "pager", "pagenav", "copyright", "ticker", "breaking", "toolbar",
        "popup", "modal", "lightbox", "trending", "mostread", "mostpopular", "mostviewed", "toc", "infobox", "catlinks", "sitesub",
        "printfriendly", "rating", "ratings", "fontsize", "textsize", "hatnote", "reflist", "printfooter", "readmore", "loadmore",
        "reply", "replies", "discussion", "signature", "userinfo", "avatar", "reactions", "authorbio", "authorbox", "footer", "masthead", "appstore",
        "readalso", "seealso", "sitenav", "topbar", "skiplink", "postnav", "nextprev", "emoji", "widgetarea",
        "feedback", "survey", "quiz", "poll", "nodecontrols", "postdetails", "skip", "tts",
    ];
    #[rustfmt::skip]
    const SURE_NAMES: &[&str] = &[
        "post-tags", "entry-tags", "tags-links", "article-tags", "author-box", "author-bio", "about-author", "post-author-box", "app-download",
        "load-more", "read-more", "most-read", "most-popular", "most-viewed", "read-also", "see-also", "font-size", "text-size", "next-post",
        "prev-post", "you-may-like", "also-read", "mw-navigation", "mw-panel", "site-sub", "jump-to-nav", "content-sub",
    ];
    #[rustfmt::skip]
    const LIKELY: &[&str] = &[
        "tags", "tag", "date", "time", "timestamp", "published", "pubdate", "updated", "meta", "postmeta", "postinfo", "metadata",
        "byline", "author", "authors", "credit", "credits", "source", "category", "categories", "kicker", "teaser", "teasers", "notice",
        "notification", "banner", "widget", "widgets", "popular", "views", "hits", "counter", "reading", "readtime", "icons", "tools",
        "actions", "buttons", "print", "more", "next", "prev", "previous", "search", "register", "registration", "download", "app", "apps",
        "links", "social", "follow", "info", "infos", "thumbs", "carousel", "slider", "headerbar", "labels", "sticky", "overlay",
        "archive", "vote", "votes", "likes", "thanks", "posthead", "mbox", "ambox", "metabox", "bio", "about",
        "recent", "latest", "hot", "live", "urgent", "brk", "player", "audio", "listen", "speech", "lang", "languages",
        "resizer", "zoom", "jump", "siteinfo", "stats", "box-more", "inline-more", "cta", "subscribebox", "clap", "claps",
    ];
    // In names of three words and more these tell of looks: `bt-bb-size-small`, `margin-top-20`.
    const LOOKS: &[&str] = &["top", "bottom", "size", "font"];
    // What these begin is a statement about the page or a page builder's wrapper.
    #[rustfmt::skip]
    const STATEMENTS: &[&str] = &["has", "with", "no", "without", "is", "elementor", "wp", "vc", "col", "tag", "category", "format", "type", "status"];
    // A container called content is one, whatever else it is called: `social-content`, `widget-content` too, mostly.
    let mut words = name.split('-').filter(|word| !word.is_empty());
    let first = words.next()?;
    let all = || name.split('-').filter(|word| !word.is_empty());
    let n_words = all().count();
    if STATEMENTS.contains(&first) && n_words > 1 {
        let is_wordpress_part = first == "wp" && all().any(|word| matches!(word, "comments" | "related" | "share"));
        let is_tag_list = first == "tag" && all().any(|word| matches!(word, "list" | "cloud" | "links"));
        return (is_wordpress_part || is_tag_list).then_some(Furniture::Sure);
    }
    if all().any(|word| SURE.contains(&word)) || SURE_NAMES.contains(&name) {
        return Some(Furniture::Sure);
    }
    // Compounds written as one word: `socialsharing`, `newslettersignup`.
    const STEMS: &[&str] =
        &["share", "sharing", "social", "comment", "newsletter", "breadcrumb", "sidebar", "advert", "related"];
    let is_compound =
        |word: &str| word.len() > 8 && STEMS.iter().any(|stem| word.starts_with(stem) || word.ends_with(stem));
    let is_likely = |word: &str| LIKELY.contains(&word) || is_compound(word) || n_words <= 2 && LOOKS.contains(&word);
    all().any(is_likely).then_some(Furniture::Likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<Furniture>) {
        assert_eq!(words(name).split(' ').filter_map(judge_name).next(), expect, "{name}");
    }

    #[test]
    fn names_of_furniture_are_known_in_every_spelling() {
        check("shareButtons", Some(Furniture::Sure));
        check("share-buttons", Some(Furniture::Sure));
        check("post__related", Some(Furniture::Sure));
        check("comment_list", Some(Furniture::Sure));
        check("entry-meta", Some(Furniture::Likely));
    }

    #[test]
    fn statements_about_the_page_are_not_its_parts() {
        check("has-sidebar", None);
        check("no-comments", None);
        check("tag-politics", None);
        check("elementor-widget-heading", None);
        check("entry-content", None);
    }
}
