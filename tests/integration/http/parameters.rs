//! Query parameters that do not exist.

use super::{SHORT, Service};

#[tokio::test]
async fn parameter_that_does_not_exist_is_refused_on_every_route() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let document = service.get("/openapi.json").await.json();
    let mut n_routes = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        if path.starts_with("/feeds/") {
            continue;
        }
        let path = path.replace("{id}", &id).replace("{n}", "0").replace("{voice}", "ziad").replace("{rate}", "1");
        let path = path.replace("{file}", "0.mp3").replace("{model}", "natiq").replace("{entry}", "%D9%86%D8%B5");
        for method in item.as_object().unwrap().keys() {
            let request = service.request(&method.to_uppercase(), &format!("{path}?rat=2"));
            let answer = service.send(request, "").await.whole().await;
            // The routes of OpenAI's clients tell it in their own shape.
            assert!(answer.status == 400 && answer.text().contains("unknown_parameter"), "{method} {path}: {answer:?}");
            assert!(answer.text().contains("`rat`"), "{answer:?}");
            n_routes += 1;
        }
    }
    assert!(n_routes > 15, "only {n_routes} routes");
    let refused = service.get(&format!("/v1/articles/{id}/audio?rat=2")).await;
    refused.assert_problem(400, "unknown_parameter");
    assert!(refused.text().contains("`rate`"), "{refused:?}");
}

#[tokio::test]
async fn pages_take_what_comes_with_a_link() {
    let service = Service::start().await;
    for path in ["/?utm_source=x", "/docs?fbclid=1", "/library?a=b"] {
        assert_eq!(service.get(path).await.status, 200, "{path}");
    }
}
