//! How a passage is read.

use serde_json::json;

use super::Service;

#[tokio::test]
async fn every_stage_of_every_word() {
    let service = Service::start().await;
    let answer = service.post_json("/v1/text", &json!({"text": "عام 1987.\nفقرة ثانية."})).await;
    assert_eq!(answer.status, 200);
    let paragraphs = answer.json()["paragraphs"].clone();
    assert_eq!(paragraphs.as_array().unwrap().len(), 2);
    let utterance = &paragraphs[0]["utterances"][0];
    for stage in ["normalized", "diacritized", "phonemes"] {
        assert!(!utterance[stage].as_str().unwrap().is_empty(), "{stage}");
    }
    let tokens = utterance["tokens"].as_array().unwrap();
    let year: Vec<_> = tokens.iter().filter(|token| token["original"] == "1987").collect();
    assert!(year.len() > 2 && year.iter().all(|token| token["rule"] == "year"), "{tokens:?}");
}

#[tokio::test]
async fn what_a_number_could_have_been_is_told_with_it() {
    let service = Service::start().await;
    let answer = service.post_json("/v1/text", &json!({"text": "ذهب 1.250 شخصا في عام 1987."})).await;
    let utterance = answer.json()["paragraphs"][0]["utterances"][0].clone();
    let tokens = utterance["tokens"].as_array().unwrap();
    let told: Vec<_> = tokens.iter().filter(|token| token.get("alternatives").is_some()).collect();
    assert_eq!(told.len(), 1, "{tokens:?}");
    assert_eq!(told[0]["original"], "1.250");
    let other = &told[0]["alternatives"][0];
    assert!(other["text"].as_str().unwrap().contains("فاصل") && other["confidence"].as_f64().unwrap() < 0.5, "{other}");
    let notes = utterance["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "number_ambiguous"), "{notes:?}");
}

#[tokio::test]
async fn what_else_the_marks_of_a_word_could_be_is_told_with_it() {
    let service = Service::start().await;
    let answer = service.post_json("/v1/text", &json!({"text": "علم الرجل في المدينة."})).await;
    let tokens = answer.json()["paragraphs"][0]["utterances"][0]["tokens"].clone();
    let said = tokens[0]["diacritized"].as_str().unwrap();
    let others: Vec<_> = tokens[0]["diacritized_alternatives"].as_array().unwrap().iter().collect();
    assert!(others.len() > 1 && others.iter().all(|other| *other != said), "{tokens}");
    assert!(tokens[2].get("diacritized_alternatives").is_none(), "{tokens}");
}

#[tokio::test]
async fn stages_can_be_handed_in() {
    let service = Service::start().await;
    let post = async |body| service.post_json("/v1/text", &body).await.json()["paragraphs"][0]["utterances"][0].clone();
    let marked = post(json!({"diacritized": "قَالَ نَعَمْ."})).await;
    assert_eq!((&marked["normalized"], &marked["diacritized"]), (&json!("قال نعم"), &json!("قَالَ نَعَمْ")));
    assert!(marked["phonemes"].as_str().unwrap().starts_with("q aː l"));
    let phonemes = post(json!({"phonemes": "q aː l a | n a ʕ a m"})).await;
    assert_eq!(phonemes["phonemes"], "q aː l a | n a ʕ a m");
    let normalized = post(json!({"normalized": "قال نعم"})).await;
    assert_eq!(normalized["normalized"], "قال نعم");
}

#[tokio::test]
async fn passage_that_cannot_be() {
    let service = Service::start().await;
    let post = async |body| service.post_json("/v1/text", &body).await;
    post(json!({})).await.assert_problem(422, "invalid_field");
    post(json!({"text": "نص", "phonemes": "a"})).await.assert_problem(422, "invalid_field");
    post(json!({"phonemes": "p q"})).await.assert_problem(422, "invalid_field");
    post(json!({"text": ""})).await.assert_problem(422, "empty_article");
    post(json!({"text": "كلمة ".repeat(10_000)})).await.assert_problem(413, "article_too_long");
}

#[tokio::test]
async fn reading_is_chosen_for_each_request() {
    let service = Service::start().await;
    let ask = async |reading: serde_json::Value| {
        let answer = service.post_json("/v1/text", &json!({"text": "زار دروكدال Xyloq", "reading": reading})).await;
        assert_eq!(answer.status, 200);
        let utterance = &answer.json()["paragraphs"][0]["utterances"][0];
        (utterance["diacritized"].as_str().unwrap().to_owned(), utterance["normalized"].as_str().unwrap().to_owned())
    };
    let (_, transliterated) = ask(json!({})).await;
    let (_, skipped) = ask(json!({"latin": "skip"})).await;
    let (_, spelt) = ask(json!({"latin": "spell"})).await;
    assert_eq!(skipped, "زار دروكدال");
    assert!(transliterated.split(' ').count() == 3 && spelt.split(' ').count() > 5, "{transliterated} / {spelt}");
    let (marked, _) = ask(json!({"latin": "skip", "lexicon": {"دروكدال": "دُرُوكْدِيل"}})).await;
    assert!(marked.contains("دُرُوكْدِيل"), "{marked}");
}
