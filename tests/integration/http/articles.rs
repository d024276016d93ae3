//! `POST /v1/articles` and `GET /v1/articles/{id}`.

use serde_json::json;

use super::{SHORT, Service};

#[tokio::test]
async fn text_as_json_comes_back_as_paragraphs_with_links() {
    let service = Service::start().await;
    let answer = service.post_json("/v1/articles", &json!({"title": "خبر", "text": "فقرة أولى.\nفقرة ثانية."})).await;
    assert_eq!(answer.status, 201);
    let article = answer.json();
    let id = article["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), format!("/v1/articles/{id}"));
    let texts: Vec<_> = article["paragraphs"].as_array().unwrap().iter().map(|p| p["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["خبر", "فقرة أولى.", "فقرة ثانية."]);
    assert_eq!(article["paragraphs"][0]["role"], json!({"kind": "heading", "level": 1}));
    assert_eq!(article["paragraphs"][2]["index"], 2);
    assert_eq!(article["links"]["audio"], format!("/v1/articles/{id}/audio"));
    for link in article["links"].as_object().unwrap().values() {
        assert_eq!(service.get(link.as_str().unwrap()).await.status, 200, "{link}");
    }
    let shown = service.get(&format!("/v1/articles/{id}")).await.json();
    assert_eq!(shown["title"], "خبر");
    assert_eq!(shown["created_at"], article["created_at"]);
}

#[tokio::test]
async fn same_article_is_the_same_id_however_it_is_given() {
    let service = Service::start().await;
    let first = service.give(SHORT).await;
    assert_eq!(service.give(SHORT).await, first);
    assert_eq!(service.post_json("/v1/articles", &json!({"text": SHORT})).await.json()["id"], first.as_str());
    assert_ne!(service.give(&SHORT.replace("مساء", "ليلا")).await, first);
}

#[tokio::test]
async fn page_is_read_without_the_site_around_it() {
    let service = Service::start().await;
    let page = "<html><head><title>موقع</title></head><body><nav><a href='/'>الرئيسية</a></nav><article><h1>وصول \
                القطار</h1><p>وصل القطار إلى المدينة في الموعد المحدد، ونزل منه المسافرون جميعا إلى الرصيف الكبير \
                حيث كان الناس ينتظرون.</p><p>وقال مدير المحطة إن القطار سيعود غدا في الموعد نفسه، وإن التذاكر \
                متوفرة في الشباك وعلى الموقع.</p></article><footer>حقوق النشر محفوظة</footer></body></html>";
    let answer = service.post("/v1/articles", "text/html", page).await;
    assert_eq!(answer.status, 201);
    assert!(answer.text().contains("وصل القطار") && !answer.text().contains("حقوق النشر"));
}

#[tokio::test]
async fn code_is_left_out_where_that_is_wanted() {
    let service = Service::start().await;
    let markdown = "نكتب السطر في الملف:\n\n```rust\nlet x = 1;\n```\n\nثم نحفظه ونخرج.\n";
    let html = "<article><p>نكتب السطر في الملف ونحفظه كما هو:</p><pre><code>let x = 1;</code></pre><p>ثم نخرج من البرنامج ونعود إليه غدا، فنجد فيه كل ما كتبناه اليوم.</p></article>";
    for (kind, body) in [("text/markdown", markdown), ("text/html", html)] {
        let with = service.post("/v1/articles", kind, body).await;
        assert!(with.text().contains("let x") && with.text().contains("\"code\""), "{}", with.text());
        let without = service.post("/v1/articles?skip_code=true", kind, body).await;
        assert_eq!(without.status, 201);
        assert!(!without.text().contains("let x") && without.text().contains("نكتب السطر"), "{}", without.text());
    }
    let body = json!({"html": html, "skip_code": true});
    assert!(!service.post_json("/v1/articles", &body).await.text().contains("let x"));
    // Nothing but code is nothing to hear.
    let only = service.post("/v1/articles?skip_code=true", "text/markdown", "```\nlet س = x;\n```\n").await;
    assert_eq!(only.status, 422);
}

#[tokio::test]
async fn charset_of_the_request_is_heeded() {
    let service = Service::start().await;
    let (windows_1256, _, _) = encoding_rs::WINDOWS_1256.encode("وصل القطار إلى المدينة.");
    let answer = service.post("/v1/articles", "text/plain; charset=windows-1256", windows_1256.to_vec()).await;
    assert_eq!(answer.status, 201);
    assert!(answer.text().contains("وصل القطار إلى المدينة."), "{}", answer.text());
}

#[tokio::test]
async fn voice_and_rate_are_in_the_links() {
    let service = Service::start().await;
    let article = service.post_json("/v1/articles", &json!({"text": SHORT, "rate": 1.5, "voice": "ziad"})).await.json();
    assert!(article["links"]["audio"].as_str().unwrap().ends_with("/audio?voice=ziad&rate=1.5"));
    assert!(article["paragraphs"][0]["audio"].as_str().unwrap().ends_with("/segments/0?voice=ziad&rate=1.5"));
}

#[tokio::test]
async fn choices_of_reading_are_in_the_links_of_a_body_that_is_the_article() {
    let service = Service::start().await;
    let post = async |media_type: &str, body: &str| {
        let path = "/v1/articles?pauses=1.5&structure=announce";
        let article = service.post(path, media_type, body.to_owned()).await.json();
        article["links"]["audio"].as_str().unwrap().split_once('?').unwrap().1.to_owned()
    };
    assert_eq!(post("text/plain", "وصل القطار.").await, "structure=announce&pauses=1.5");
    // What the body says goes before what the query says.
    let json = json!({"text": "وصل القطار.", "reading": {"pauses": 2}}).to_string();
    assert_eq!(post("application/json", &json).await, "structure=announce&pauses=2");
}

#[tokio::test]
async fn choices_of_reading_are_in_the_links_and_a_lexicon_is_kept() {
    let service = Service::start().await;
    let plain = service.give("زار دروكدال Xyloq المدينة.").await;
    let body = json!({
        "text": "زار دروكدال Xyloq المدينة.",
        "reading": {"latin": "skip", "lexicon": {"دروكدال": "دُرُوكْدِيل"}},
    });
    let article = service.post_json("/v1/articles", &body).await.json();
    assert_ne!(article["id"], plain.as_str());
    assert_eq!(article["lexicon"], json!({"دروكدال": "دُرُوكْدِيل"}));
    let link = |name: &str| article["links"][name].as_str().unwrap().to_owned();
    assert!(link("audio").ends_with("/audio?latin=skip"));
    // Heard the same way on every route.
    let timeline = service.get(&link("timeline")).await;
    assert!(timeline.text().contains("دُرُوكْدِيل"), "{}", timeline.text());
    let events = service.get(&link("events")).await;
    assert!(events.text().contains("دُرُوكْدِيل") && events.text().contains("/segments/0?latin=skip"));
    let cues = |timeline: &serde_json::Value| timeline["cues"].as_array().unwrap().clone();
    let words = |timeline| cues(timeline).iter().map(|cue| cue["words"].as_array().unwrap().len()).sum::<usize>();
    let unlike = service.get(&format!("/v1/articles/{plain}/timeline")).await;
    assert!(!unlike.text().contains("دُرُوكْدِيل"));
    assert_eq!(words(&timeline.json()) + 1, words(&unlike.json()));
    let folder = service.stop().await;
    let service = Service::start_in(folder, super::engine::shared(), natiq::http::Settings::default()).await;
    assert_eq!(service.get(&link("self")).await.json()["lexicon"], article["lexicon"]);
}

#[tokio::test]
async fn lexicon_that_cannot_be() {
    let entries: serde_json::Map<_, _> = (0..1_001).map(|i| (format!("ك{i}"), json!("كَ"))).collect();
    for lexicon in
        [json!({"كلمة": "two words"}), json!({"": ""}), json!({"#": "كَ"}), json!({"كلمة": "كَ\nل\tلَ"}), entries.into()]
    {
        let body = json!({"text": "نص", "reading": {"lexicon": lexicon}}).to_string();
        check("application/json", body, 422, "invalid_field").await;
    }
}

#[tokio::test]
async fn what_is_spoken_already_is_shown() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    assert_eq!(service.get(&format!("/v1/articles/{id}/segments/1")).await.status, 200);
    // Speech is kept a moment after it was sent.
    for _ in 0..100 {
        let paragraphs = service.get(&format!("/v1/articles/{id}")).await.json()["paragraphs"].clone();
        assert_eq!(paragraphs[2]["rendered"], false);
        if paragraphs[1]["rendered"] == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a paragraph that was heard is not said to be rendered");
}

#[tokio::test]
async fn articles_and_audio_survive_a_restart() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let path = format!("/v1/articles/{id}/segments/1?format=flac");
    let first = service.get(&path).await;
    let folder = service.stop().await;
    let service = Service::start_in(folder, super::engine::shared(), natiq::http::Settings::default()).await;
    let again = service.get(&path).await;
    assert_eq!((again.status, again.header("etag")), (first.status, first.header("etag")));
    assert!(again.body == first.body);
    assert!(service.get("/metrics").await.text().contains("natiq_cache_hits 1"));
}

/// Gives something that is no article and checks how it is refused.
async fn check(media_type: &str, body: impl Into<axum::body::Bytes>, status: u16, code: &str) {
    let service = Service::start().await;
    service.post("/v1/articles", media_type, body).await.assert_problem(status, code);
    assert_eq!(service.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn nothing_at_all() {
    check("text/plain", "", 422, "empty_article").await;
    check("text/plain", " \n\t ", 422, "empty_article").await;
    check("application/json", r#"{"text": ""}"#, 422, "empty_article").await;
}

#[tokio::test]
async fn five_megabytes() {
    check("text/plain", "كلمة ".repeat(700_000), 413, "body_too_large").await;
}

#[tokio::test]
async fn too_many_characters() {
    let settings = natiq::http::Settings { max_article_characters: 20, ..Default::default() };
    let service = Service::start_with(settings).await;
    service.post("/v1/articles", "text/plain", SHORT).await.assert_problem(413, "article_too_long");
}

#[tokio::test]
async fn binary() {
    let picture = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 300], &[255; 300]].concat();
    check("text/plain", picture, 422, "not_text").await;
}

#[tokio::test]
async fn text_without_one_arabic_letter() {
    check("text/plain", "Nothing to read here. 123", 422, "not_arabic").await;
}

#[tokio::test]
async fn page_with_a_headline_alone() {
    let page = "<html><head><title>محصول القمح يعود</title></head><body><div id=app></div></body></html>";
    check("text/html", page, 422, "no_article_text").await;
}

#[tokio::test]
async fn page_of_links() {
    let card = |n: usize| {
        format!(
            "<div><h3><a href=/{n}>خبر رقم {n} عن الواحة</a></h3><p>ملخص قصير عن الخبر رقم {n} في القرية.</p></div>"
        )
    };
    let cards: String = (0..6).map(card).collect();
    let page = format!("<html><head><title>صحيفة الواحة</title></head><body>{cards}</body></html>");
    check("text/html", page, 422, "page_of_links").await;
}

#[tokio::test]
async fn malformed_json() {
    check("application/json", r#"{"text": "#, 400, "malformed_request").await;
    check("application/json", "", 400, "malformed_request").await;
    check("application/json", r#"{"text": "نص"} {}"#, 400, "malformed_request").await;
}

#[tokio::test]
async fn json_that_is_no_article() {
    check("application/json", r#"{"text": 5}"#, 422, "invalid_field").await;
    check("application/json", r#"{"text": "نص", "html": "نص"}"#, 422, "invalid_field").await;
    check("application/json", r#"{"txt": "نص"}"#, 422, "invalid_field").await;
    check("application/json", r#"{}"#, 422, "invalid_field").await;
}

#[tokio::test]
async fn voice_or_rate_that_cannot_be() {
    check("application/json", r#"{"text": "نص", "voice": "nobody"}"#, 422, "unknown_voice").await;
    check("application/json", r#"{"text": "نص", "rate": 0}"#, 422, "rate_out_of_range").await;
    check("application/json", r#"{"text": "نص", "rate": 100}"#, 422, "rate_out_of_range").await;
}

#[tokio::test]
async fn other_media_types() {
    check("application/pdf", "%PDF-1.7", 415, "unsupported_media_type").await;
    check("application/x-www-form-urlencoded", "text=x", 415, "unsupported_media_type").await;
    check("text/plain; charset=klingon", "نص", 415, "unsupported_media_type").await;
}

#[tokio::test]
async fn article_that_nobody_gave() {
    let service = Service::start().await;
    for path in ["", "/audio", "/segments/0", "/timeline", "/events", "/stream.m3u8"] {
        service.get(&format!("/v1/articles/nothing{path}")).await.assert_problem(404, "article_not_found");
    }
}
