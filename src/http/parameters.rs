//! Query parameters that a route does not have are refused: `?rat=2` would otherwise be heard at the usual rate by
//! somebody who believes they have chosen another.
//!
//! What a route has is what its documentation says. Pages for people and podcasts take whatever comes with a link: sites
//! and podcast directories add parameters of their own to every address they pass on.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use serde_json::Value;

use super::Error;

/// The names of the query parameters, by path and method in lower case. What is not in it takes anything.
static KNOWN: LazyLock<HashMap<String, HashMap<String, Vec<String>>>> = LazyLock::new(|| {
    let document = serde_json::to_value(super::openapi()).unwrap_or_default();
    let paths = document["paths"].as_object().into_iter().flatten();
    let paths = paths.filter(|(path, _)| !path.starts_with("/feeds/"));
    paths.map(|(path, item)| (path.clone(), operations(item))).collect()
});

/// Refuses a request with a query parameter that its route does not have.
pub(super) async fn check(request: Request, next: Next) -> Result<Response, Error> {
    if let Some(query) = request.uri().query().filter(|query| !query.is_empty())
        && let Some(path) = request.extensions().get::<MatchedPath>()
        && let Some(operations) = KNOWN.get(path.as_str())
    {
        let method = match request.method().as_str() {
            "HEAD" => "get".to_owned(),
            other => other.to_ascii_lowercase(),
        };
        // A method that the route does not take is refused as that.
        if let Some(known) = operations.get(&method) {
            check_names(query, known)?;
        }
    }
    Ok(next.run(request).await)
}

fn check_names(query: &str, known: &[String]) -> Result<(), Error> {
    let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    match names.into_iter().find(|name| !known.iter().any(|known| known == name)) {
        None => Ok(()),
        Some(name) => Err(Error::UnknownParameter { name: name.chars().take(64).collect(), known: known.to_vec() }),
    }
}

/// Returns the names of the query parameters of each method of a path.
fn operations(item: &Value) -> HashMap<String, Vec<String>> {
    let names = |operation: &Value| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let names = parameters.filter(|parameter| parameter["in"] == "query").map(|parameter| &parameter["name"]);
        names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    item.as_object().into_iter().flatten().map(|(method, operation)| (method.clone(), names(operation))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> Option<String> {
        let known = ["rate".to_owned(), "voice".to_owned()];
        check_names(query, &known).err().map(|error| error.problem().detail)
    }

    #[test]
    fn parameters_that_there_are() {
        for query in ["rate=2", "rate=2&voice=a", "%72ate=2", "rate", ""] {
            assert_eq!(refused(query), None, "{query}");
        }
    }

    #[test]
    fn parameter_that_there_is_not_is_named_with_those_there_are() {
        for query in ["rat=2", "rate=2&rat=2", "=2", "Rate=2", "%00=1"] {
            assert!(refused(query).is_some_and(|detail| detail.contains("`rate`, `voice`")), "{query}");
        }
        assert!(check_names("a=1", &[]).unwrap_err().to_string().contains("takes none"));
    }

    #[test]
    fn routes_know_their_parameters() {
        assert!(KNOWN["/v1/articles/{id}/segments/{n}"]["get"].contains(&"live".to_owned()));
        assert!(KNOWN["/v1/voices"]["get"].is_empty());
    }
}
