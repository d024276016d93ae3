//! Pronunciations that stay, and the review, over HTTP.

use natiq::http::{ApiKey, Settings};
use serde_json::{Value, json};

use super::{Answer, Service};

const WORD: &str = "/v1/lexicon/house/%D8%AF%D8%B1%D9%88%D9%83%D8%AF%D8%A7%D9%84";

impl Service {
    async fn change(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let request =
            headers.iter().fold(self.request(method, path), |request, (name, value)| request.header(*name, *value));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(request.header("content-type", "application/json"), body).await.whole().await
    }

    /// How many files of audio are kept, once nothing is added any more.
    async fn settled(&self) -> usize {
        loop {
            let n_kept = self.cached_files().len();
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            if self.cached_files().len() == n_kept {
                return n_kept;
            }
        }
    }

    async fn diacritized(&self, text: &str) -> String {
        let answer = self.post_json("/v1/text", &json!({"text": text})).await;
        answer.json()["paragraphs"][0]["utterances"][0]["diacritized"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn entry_is_put_shown_changed_and_deleted() {
    let service = Service::start().await;
    service.get(WORD).await.assert_problem(404, "entry_not_found");
    let new = json!({"said": "دُرُوكْدِيل", "note": "كما يقول أهله", "set_by": "سارة"});
    let put = service.change("PUT", WORD, &[("if-none-match", "*")], &new).await;
    assert_eq!((put.status.as_u16(), &put.json()["set_by"]), (201, &json!("سارة")), "{put:?}");
    let tag = put.header("etag").to_owned();
    service.change("PUT", WORD, &[("if-none-match", "*")], &new).await.assert_problem(412, "precondition_failed");
    assert!(service.diacritized("زار دروكدال السوق").await.contains("دُرُوكْدِيل"));

    let shown = service.get(WORD).await;
    assert_eq!((shown.header("etag"), &shown.json()["kind"]), (tag.as_str(), &json!("word")));
    assert_eq!(service.get_with(WORD, &[("if-none-match", &tag)]).await.status, 304);
    let other = json!({"said": "دْرُوكْدَالْ"});
    let changed = service.change("PUT", WORD, &[("if-match", &tag)], &other).await;
    assert_eq!(changed.status, 200);
    service.change("PUT", WORD, &[("if-match", &tag)], &new).await.assert_problem(412, "precondition_failed");
    service
        .change("DELETE", WORD, &[("if-match", &tag)], &Value::Null)
        .await
        .assert_problem(412, "precondition_failed");
    let deleted = service.change("DELETE", WORD, &[("if-match", changed.header("etag"))], &Value::Null).await;
    assert_eq!(deleted.status, 204);
    service.change("DELETE", WORD, &[], &Value::Null).await.assert_problem(404, "entry_not_found");
    for cannot in [json!({"said": "word"}), json!({"said": "/p/"}), json!({"said": "كَ", "ending": "shut"})] {
        service.change("PUT", WORD, &[], &cannot).await.assert_problem(422, "invalid_field");
    }
}

#[tokio::test]
async fn whole_lexicon_comes_in_and_goes_out() {
    let service = Service::start().await;
    let put = async |media_type, body: &str, tag: Option<&str>| {
        let mut request = service.request("PUT", "/v1/lexicon/house").header("content-type", media_type);
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        service.send(request, body.to_owned()).await.whole().await
    };
    let first = put("text/tab-separated-values", "داعش\tدَاعِشْ\nAT&T\tإِي تِي\nسوق أهراس\tسُوق أَهْرَاس\n", None).await;
    assert_eq!(first.status, 204, "{first:?}");
    let listed = service.get("/v1/lexicon/house?limit=2").await;
    assert_eq!(listed.header("etag"), first.header("etag"));
    let listed = listed.json();
    assert_eq!((&listed["count"], &listed["may_edit"]), (&json!(3), &json!(true)));
    assert_eq!(listed["entries"].as_array().unwrap().len(), 2);
    let next = listed["next"].as_str().unwrap();
    assert!(next.starts_with("/v1/lexicon/house?limit=2&after="), "{next}");
    let rest = service.get(next).await.json();
    assert_eq!((rest["entries"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    let pls = service.get("/v1/lexicon/house?format=pls").await;
    assert_eq!(pls.header("content-type"), "application/pls+xml");
    assert_eq!(put("application/pls+xml", pls.text(), Some(first.header("etag"))).await.status, 204);
    put("text/plain", "", Some("\"other\"")).await.assert_problem(412, "precondition_failed");
    put("text/plain", "داعش", None).await.assert_problem(422, "invalid_field");
    put("image/png", "", None).await.assert_problem(415, "unsupported_media_type");
    service.get("/v1/lexicon/house?format=doc").await.assert_problem(422, "invalid_field");
    service.get("/v1/lexicon/house?offset=2").await.assert_problem(400, "unknown_parameter");
    assert_eq!(service.get("/v1/lexicon/house").await.json()["count"], 3);
}

#[tokio::test]
async fn only_who_may_changes_the_house() {
    let key = |name: &str, key: &str| ApiKey { name: name.to_owned(), sha256: natiq_sha256(key), listeners: None };
    let settings = Settings {
        keys: vec![key("desk", "one"), key("reader", "two")],
        lexicon_editors: vec!["desk".to_owned()],
        ..Settings::default()
    };
    let service = Service::start_with(settings).await;
    let new = json!({"said": "دُرُوكْدِيل", "set_by": "somebody"});
    let put = async |key: &str| service.change("PUT", WORD, &[("x-api-key", key)], &new).await;
    put("two").await.assert_problem(403, "lexicon_not_allowed");
    let done = put("one").await;
    assert_eq!((done.status.as_u16(), &done.json()["set_by"]), (201, &json!("desk")));
    let listed = service.get_with("/v1/lexicon/house", &[("x-api-key", "two")]).await.json();
    assert_eq!((&listed["count"], &listed["may_edit"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn only_utterances_that_use_an_entry_are_spoken_again() {
    let service = Service::start().await;
    let id = service.give("زار دروكدال السوق اليوم. وأغلق الحارس المكتبة. ثم عاد الناس إلى بيوتهم.").await;
    let audio = format!("/v1/articles/{id}/audio?format=pcm");
    let before = service.get(&audio).await;
    let n_kept = service.settled().await;
    assert!(n_kept > 3, "{n_kept}");
    assert_eq!(service.change("PUT", WORD, &[], &json!({"said": "دُرُوكْدِيلُوسْ"})).await.status, 201);
    let shown = service.get(&format!("/v1/articles/{id}")).await.json();
    assert_eq!(shown["paragraphs"][0]["rendered"], false);
    let after = service.get(&audio).await;
    assert_ne!(before.body, after.body);
    // Who has kept it asks whether it is still the same.
    let segment = format!("/v1/articles/{id}/segments/0?format=wav");
    let first = service.get(&segment).await;
    assert_eq!(first.header("cache-control"), "private, no-cache");
    let again = async || service.get_with(&segment, &[("if-none-match", first.header("etag"))]).await.status.as_u16();
    assert_eq!(again().await, 304);
    // Both parts of one utterance, the whole stream, and the paragraph.
    assert_eq!(service.settled().await, n_kept + 4);
    assert_eq!(service.change("DELETE", WORD, &[], &Value::Null).await.status, 204);
    assert_eq!(again().await, 200);
    assert_eq!(service.get(&audio).await.body, before.body);
    // Nothing was spoken; the paragraph as it was before was not kept as a file yet.
    assert_eq!(service.settled().await, n_kept + 5);
}

#[tokio::test]
async fn article_gets_pronunciations_of_its_own() {
    let service = Service::start().await;
    let id = service.give("زار دروكدال منطقة السوق. وأغلق الحارس المكتبة.").await;
    let add = async |id: &str, entries: Value| {
        service.post_json(&format!("/v1/lexicon/articles/{id}"), &json!({"entries": entries})).await
    };
    let first = add(&id, json!({"دروكدال": {"said": "دُرُوكْدِيلُ", "ending": "sentence"}})).await;
    assert_eq!(first.status, 201, "{first:?}");
    let other = first.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(other, id);
    assert_eq!(first.header("location"), format!("/v1/articles/{other}"));
    let entry = first.json()["entries"][0].clone();
    assert_eq!((&entry["said"], &entry["ending"]), (&json!("دُرُوكْدِيل"), &json!("open")));
    let second = add(&other, json!({"منطقة": {"said": "مِنْطَقَة"}})).await.json();
    assert_eq!(second["entries"].as_array().unwrap().len(), 2);
    let timeline = service.get(&format!("/v1/articles/{other}/timeline")).await;
    assert!(timeline.text().contains("دُرُوكْدِيل"), "{timeline:?}");
    add("none", json!({})).await.assert_problem(404, "article_not_found");
    add(&id, json!({"دا": {"said": "word"}})).await.assert_problem(422, "invalid_field");
}

#[tokio::test]
async fn review_names_the_doubtful_and_takes_answers() {
    let service = Service::start().await;
    let text = "قلب الرجل الصفحة.\nوحضر 1.250 شخصا.";
    let reviewed = service.post_json("/v1/review", &json!({"text": text, "share": 1.0})).await;
    assert_eq!(reviewed.status, 200, "{reviewed:?}");
    let doubtful = reviewed.json()["doubtful"].as_array().unwrap().clone();
    assert!(doubtful.is_sorted_by(|one, other| one["risk"].as_f64() >= other["risk"].as_f64()));
    let number = doubtful.iter().find(|one| one["printed"] == "1.250").unwrap();
    assert_eq!((&number["paragraph"], &number["reasons"][0]), (&json!(1), &json!("number")));
    let answers = json!([{"id": number["id"], "said": number["alternatives"][0]}]);
    let answered = service.post_json("/v1/review", &json!({"text": text, "answers": answers})).await.json();
    let marked = answered["text"].as_str().unwrap();
    assert!(marked.starts_with("قلب الرجل الصفحة.\nوحضر واحد فاصل"), "{marked}");
    assert_eq!(answered["doubtful"].as_array().unwrap().len(), 1);
    let id = service.give(text).await;
    let of_article = service.post_json("/v1/review", &json!({"article": id, "share": 1.0})).await.json();
    assert_eq!(of_article["n_words"], reviewed.json()["n_words"]);
    for (body, status, code) in [
        (json!({}), 422, "invalid_field"),
        (json!({"text": text, "share": 2}), 422, "invalid_field"),
        (json!({"text": text, "answers": [{"id": "none", "said": "كَ"}]}), 422, "invalid_field"),
        (json!({"article": "none"}), 404, "article_not_found"),
    ] {
        service.post_json("/v1/review", &body).await.assert_problem(status, code);
    }
}

fn natiq_sha256(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
