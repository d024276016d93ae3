//! Articles in every kind of database.

use std::collections::BTreeMap;

use natiq::{
    article::{Article, Paragraph, Role},
    store::{Heard, HeardPlan, Key, Limits, Page, PlanKey, Record, Revision, Stores},
};

use super::{LIMITS, kinds};

pub(super) fn article(text: &str) -> Article {
    Article {
        title: Some("عنوان".to_owned()),
        title_source: 0..10,
        byline: None,
        paragraphs: vec![
            Paragraph::new(Role::Body, text.to_owned(), 12..12 + text.len()),
            Paragraph::new(Role::ListItem { index: 1, count: 2 }, "بند".to_owned(), 80..86),
        ],
    }
}

fn ids(page: &Page) -> Vec<&str> {
    page.articles.iter().map(|listed| listed.id.as_str()).collect()
}

#[tokio::test]
async fn kept_through_a_restart() {
    for kind in kinds() {
        let Stores { articles, claim, .. } = kind.open().await;
        let mut record = Record::new(&article("نص")).with_lexicon("فاس\tفَاس\n".to_owned());
        record.metadata.insert("قسم".to_owned(), "محليات".to_owned());
        let record = articles.put(record).await.unwrap();
        drop((articles, claim));
        let Stores { articles, .. } = kind.open().await;
        let found = articles.get(&record.id, "").await.unwrap().unwrap();
        assert_eq!((&found.paragraphs, &found.metadata), (&record.paragraphs, &record.metadata), "{}", kind.name);
        assert_eq!((found.paragraphs[0].text.as_str(), &found.lexicon), ("عنوان", &record.lexicon), "{}", kind.name);
        assert_eq!(found.created_at.as_millisecond(), record.created_at.as_millisecond(), "{}", kind.name);
        articles.check().await.unwrap();
    }
}

#[tokio::test]
async fn same_article_is_the_same_record_and_its_notes_are_replaced() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        let notes = |value: &str| BTreeMap::from([("k".to_owned(), value.to_owned())]);
        let noted = |value: &str| Record { metadata: notes(value), ..Record::new(&article("نص")) };
        let first = articles.put(noted("1")).await.unwrap();
        let again = articles.put(Record::new(&article("نص"))).await.unwrap();
        assert_eq!((&first.id, first.created_at.as_millisecond()), (&again.id, again.created_at.as_millisecond()));
        assert_eq!(again.metadata, notes("1"), "{}", kind.name);
        assert_eq!(articles.put(noted("2")).await.unwrap().metadata, notes("2"), "{}", kind.name);
        assert_ne!(first.id, Record::new(&article("نص آخر")).id);
    }
}

#[tokio::test]
async fn listed_page_by_page_and_found_by_how_words_begin() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        let mut given = Vec::new();
        for text in ["فتحت المكتبة أبوابها", "جرى السباق في المدينة", "مكتبات المدينة ومدارسها"]
        {
            given.push(articles.put(Record::new(&article(text))).await.unwrap().id);
        }
        let first = articles.list("", None, None, 2).await.unwrap();
        assert_eq!(ids(&first), [&given[2], &given[1]], "{}", kind.name);
        let second = articles.list("", None, first.next, 2).await.unwrap();
        assert_eq!((ids(&second), second.next), (vec![given[0].as_str()], None), "{}", kind.name);
        assert_eq!(
            (first.articles[0].title.as_deref(), first.articles[0].n_paragraphs),
            (Some("عنوان"), 3),
            "{}",
            kind.name
        );
        for (query, found) in [
            ("مكتب", vec![2, 0]),
            ("المَكْتَبَة", vec![0]),
            ("مدين جرى", vec![1]),
            ("عنوان", vec![2, 1, 0]),
            ("لا يوجد", vec![]),
            ("\"*- ()", vec![]),
            ("مطر\" OR title:* NEAR(", vec![]),
            ("' & | ! :* \\", vec![]),
        ] {
            let page = articles.list("", Some(query), None, 10).await.unwrap();
            let expect: Vec<&str> = found.iter().map(|&n: &usize| given[n].as_str()).collect();
            assert_eq!(ids(&page), expect, "{}: `{query}`", kind.name);
        }
        assert!(articles.list("other", None, None, 2).await.unwrap().articles.is_empty());
    }
}

#[tokio::test]
async fn revised_article_keeps_its_id_and_is_found_by_its_new_words() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        let id = articles.put(Record::new(&article("نص"))).await.unwrap().id;
        let revision = Revision {
            title: Some("افتتاح المكتبة".to_owned()),
            byline: Some(Some("سلمى".to_owned())),
            metadata: BTreeMap::from([("k".to_owned(), Some("v".to_owned()))]),
        };
        assert!(articles.revise(&id, "other", revision.clone()).await.unwrap().is_none(), "{}", kind.name);
        let revised = articles.revise(&id, "", revision).await.unwrap().unwrap();
        assert_eq!((revised.id.as_str(), revised.paragraphs[0].text.as_str()), (id.as_str(), "افتتاح المكتبة"));
        let again = articles.put(Record::new(&article("نص"))).await.unwrap();
        assert_eq!((again.title.as_deref(), again.byline.as_deref()), (Some("افتتاح المكتبة"), Some("سلمى")));
        assert_eq!(again.metadata["k"], "v");
        for (query, n) in [("مكتبه", 1), ("عنوان", 0), ("نص", 1)] {
            assert_eq!(articles.list("", Some(query), None, 9).await.unwrap().articles.len(), n, "{query}");
        }
        let none = Revision { metadata: BTreeMap::from([("k".to_owned(), None)]), ..Revision::default() };
        assert!(articles.revise(&id, "", none).await.unwrap().unwrap().metadata.is_empty(), "{}", kind.name);
    }
}

#[tokio::test]
async fn article_that_goes_leaves_no_words_and_no_manners() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open_with(Limits { articles: 1, ..LIMITS }).await;
        let first = articles.put(Record::new(&article("فتحت المكتبة أبوابها"))).await.unwrap();
        let speech = vec![Key::of("a").finish(), Key::of("b").finish()];
        let plan = HeardPlan { paragraph: Some(3), key: PlanKey::from_bytes([7; 32]), speech: speech.clone() };
        articles.note_heard(&first.id, "?rate=2", plan.clone()).await.unwrap();
        articles.note_heard(&first.id, "?rate=2", plan.clone()).await.unwrap();
        articles.note_heard("nothing", "?rate=2", plan.clone()).await.unwrap();
        articles.note_heard(&first.id, "?rate=2", HeardPlan { paragraph: None, ..plan.clone() }).await.unwrap();
        let Heard { speech_options, plans } = articles.heard(&first.id).await.unwrap();
        assert_eq!(speech_options, ["?rate=2"], "{}", kind.name);
        assert_eq!(plans.iter().map(|plan| plan.paragraph).collect::<Vec<_>>(), [None, Some(3)], "{}", kind.name);
        assert!(plans.iter().all(|found| found.key == plan.key && found.speech == speech), "{}", kind.name);
        let passages = [
            ("المكتبة أبوابها.", "?rate=2", true),
            ("كتبة أبوابها", "?rate=2", false),
            ("أبوابها المكتبة", "?rate=2", false),
            ("…", "?rate=2", false),
            ("المكتبة", "?rate=1", false),
            ("فتحت", "?rate=2", true),
        ];
        let asked: Vec<_> = passages.iter().map(|(text, options, _)| (text.to_string(), options.to_string())).collect();
        let found = articles.has_passages(asked.clone(), "").await.unwrap();
        assert_eq!(found, passages.map(|(.., is_there)| is_there), "{}", kind.name);
        assert_eq!(articles.has_passages(asked, "a").await.unwrap(), [false; 6], "{}", kind.name);
        // It goes for one that is given after it: there is room for one.
        articles.put(Record::new(&article("جرى السباق"))).await.unwrap();
        assert_eq!(articles.get(&first.id, "").await.unwrap(), None, "{}", kind.name);
        let passage = vec![("المكتبة أبوابها.".to_owned(), "?rate=2".to_owned())];
        assert_eq!(articles.has_passages(passage, "").await.unwrap(), [false], "{}", kind.name);
        assert!(articles.heard(&first.id).await.unwrap().plans.is_empty(), "{}", kind.name);
        assert!(articles.list("", Some("المكتبة"), None, 9).await.unwrap().articles.is_empty(), "{}", kind.name);
    }
}

#[tokio::test]
async fn longest_unused_go_beyond_the_limit() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open_with(Limits { articles: 2, ..LIMITS }).await;
        let mut ids = Vec::new();
        for text in ["أول", "ثان", "أول", "ثالث"] {
            ids.push(articles.put(Record::new(&article(text))).await.unwrap().id);
        }
        assert_eq!(articles.get(&ids[1], "").await.unwrap(), None, "{}", kind.name);
        assert!(
            articles.get(&ids[0], "").await.unwrap().is_some() && articles.get(&ids[3], "").await.unwrap().is_some()
        );
    }
}

#[tokio::test]
async fn article_of_one_key_is_not_found_with_another_and_taken_away_by_its_own() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        let owned = |owner: &str| Record::new(&article("نص")).with_owner(owner.to_owned());
        let (of_a, of_b) = (owned("a"), owned("b"));
        assert!(of_a.id != of_b.id && of_a.id != Record::new(&article("نص")).id);
        articles.put(of_a.clone()).await.unwrap();
        assert_eq!(articles.get(&of_a.id, "a").await.unwrap().unwrap().owner, "a");
        for other in ["b", ""] {
            assert_eq!(articles.get(&of_a.id, other).await.unwrap(), None);
            assert!(!articles.delete(&of_a.id, other).await.unwrap());
        }
        assert!(articles.delete(&of_a.id, "a").await.unwrap() && !articles.delete(&of_a.id, "a").await.unwrap());
        assert_eq!(articles.get(&of_a.id, "a").await.unwrap(), None, "{}", kind.name);
    }
}

#[tokio::test]
async fn odd_text_and_odd_ids_are_data() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        // No database's text has all of these: U+0000, a lone accent, an emoji, a word longer than an index takes, quotes.
        let odd = format!("أ\0ب \u{301} 🌧 {} ' \" \\ {{}} %s", "س".repeat(5_000));
        let mut given = article(&odd);
        given.title = Some("ع\0نوان".to_owned());
        given.byline = Some("\0".to_owned());
        let mut record = Record::new(&given);
        record.metadata.insert("\0".to_owned(), "\0'".to_owned());
        let id = articles.put(record.clone()).await.unwrap().id;
        let found = articles.get(&id, "").await.unwrap().unwrap();
        assert_eq!((found.title, found.byline, found.paragraphs), (record.title, record.byline, record.paragraphs));
        assert_eq!(found.metadata, record.metadata, "{}", kind.name);
        assert_eq!(articles.list("", Some(&"س".repeat(5_000)), None, 9).await.unwrap().articles.len(), 1);
        for odd in ["0", "'; DROP TABLE articles; --", "\0", "", "%"] {
            assert_eq!(articles.get(odd, "").await.unwrap(), None, "{}", kind.name);
            assert!(!articles.delete(odd, "").await.unwrap() && articles.heard(odd).await.unwrap().plans.is_empty());
            assert!(articles.revise(odd, "", Revision::default()).await.unwrap().is_none(), "{}", kind.name);
        }
    }
}

#[tokio::test]
async fn article_of_more_words_than_an_index_takes_is_kept() {
    for kind in kinds() {
        let Stores { articles, .. } = kind.open().await;
        let text: String = (0..120_000).map(|n| format!("ك{n:x}ك ")).collect();
        let record = articles.put(Record::new(&article(&text))).await.unwrap();
        assert_eq!(articles.get(&record.id, "").await.unwrap().unwrap().paragraphs, record.paragraphs);
        assert_eq!(articles.list("", Some("ك100ك"), None, 9).await.unwrap().articles.len(), 1, "{}", kind.name);
    }
}
