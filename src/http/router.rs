//! Every route.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::Response,
};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use utoipa::{OpenApi, openapi::OpenApi as Document};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    App, Error, articles, audio, clients, docs, events, feeds, hls, job_events, jobs, lexicon, library, openai,
    operations, origin, parameters, player, review, segments, text, timeline, usage, voices,
};

/// Makes the service of an [`App`].
pub fn router(app: App) -> Router {
    let (open, guarded) = all_routes();
    let (guarded, _) = guarded.split_for_parts();
    let (open, _) = open.split_for_parts();
    let guarded = guarded
        .layer(middleware::from_fn(parameters::check))
        .layer(middleware::from_fn_with_state(app.clone(), clients::admit));
    open.layer(middleware::from_fn(parameters::check))
        .merge(guarded)
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(middleware::from_fn_with_state(app.clone(), origin::check))
        .layer(middleware::from_fn(openai::dialect))
        .layer(middleware::from_fn_with_state(app.clone(), security_headers))
        .layer(cors(&app.settings().cors_origins))
        .layer(middleware::from_fn_with_state(app.clone(), operations::observe))
        .with_state(app)
}

/// Returns the OpenAPI document of every route.
pub fn openapi() -> Document {
    let (open, guarded) = all_routes();
    let mut document = Api::openapi();
    document.merge(open.into_openapi());
    document.merge(guarded.into_openapi());
    document
}

/// Returns the routes that anybody may ask, and those for clients with a key (where keys are needed).
fn all_routes() -> (OpenApiRouter<App>, OpenApiRouter<App>) {
    let open = OpenApiRouter::new()
        // For people.
        .route("/", axum::routing::get(player::file))
        .route("/read/{id}", axum::routing::get(player::file))
        .route("/library", axum::routing::get(player::file))
        .route("/player/{file}", axum::routing::get(player::file))
        .route("/worker.js", axum::routing::get(player::file))
        .route("/embed.js", axum::routing::get(player::file))
        .route("/docs", axum::routing::get(docs::page))
        .route("/openapi.json", axum::routing::get(docs::document))
        // For podcast apps.
        .routes(routes!(feeds::show))
        // For whoever keeps the service running.
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready));
    let guarded = OpenApiRouter::new()
        // For listeners.
        .routes(routes!(articles::create, library::list))
        .routes(routes!(articles::show, library::change, library::delete))
        .routes(routes!(audio::show))
        .routes(routes!(segments::show))
        .routes(routes!(timeline::show))
        .routes(routes!(events::show))
        .routes(routes!(hls::playlist))
        .routes(routes!(hls::segment))
        .routes(routes!(voices::list))
        // For those who do not wait.
        .routes(routes!(jobs::create, jobs::list))
        .routes(routes!(jobs::show, jobs::delete))
        .routes(routes!(jobs::cancel))
        .routes(routes!(job_events::show))
        // For those who prepare texts.
        .routes(routes!(text::show))
        .routes(routes!(review::review))
        .routes(routes!(lexicon::list, lexicon::replace))
        .routes(routes!(lexicon::show, lexicon::put, lexicon::remove))
        .routes(routes!(lexicon::add_to_article))
        // For clients of OpenAI's API.
        .routes(routes!(openai::speech))
        .routes(routes!(voices::list_for_speech))
        .routes(routes!(openai::models))
        .routes(routes!(openai::model))
        // For whoever keeps the service running.
        .routes(routes!(usage::show))
        .routes(routes!(operations::metrics));
    (open, guarded)
}

/// What the document says beside the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Natiq",
        description = "Arabic articles, spoken. Errors are problems (RFC 9457) with a stable `code`; those of the routes \
                       under `/v1/audio` and `/v1/models` have the shape that OpenAI's clients expect. API keys say who \
                       may use the service; unless its operator keeps them apart (`separate_keys`), an article that was \
                       given with one key is found with every other by whoever has the same text, for its id is a \
                       digest of it. Requests for a host that is not the service's, and those of pages whose origin it \
                       was not told of, are refused with 403.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "articles", description = "Articles and how they sound"),
        (name = "jobs", description = "Articles that are spoken while nobody waits"),
        (name = "voices", description = "Who reads them"),
        (name = "text", description = "How they are read"),
        (name = "lexicon", description = "Pronunciations that stay"),
        (name = "feeds", description = "Podcasts and talking books"),
        (name = "openai", description = "For clients of OpenAI's API"),
        (name = "operations", description = "For whoever keeps the service running"),
    ),
    components(schemas(events::ArticleEvent, job_events::JobEvent)),
    modifiers(&Keys),
)]
struct Api;

/// Tells of API keys.
struct Keys;

impl utoipa::Modify for Keys {
    fn modify(&self, document: &mut Document) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        // Either: where the service asks for no keys, none is needed.
        document.security =
            Some(vec![SecurityRequirement::new("key", std::iter::empty::<String>()), SecurityRequirement::default()]);
    }
}

async fn no_route(request: Request) -> Error {
    Error::NoRoute(request.uri().path().chars().take(200).collect())
}

async fn no_method(request: Request) -> Error {
    let path = request.uri().path().chars().take(200).collect();
    Error::Method { method: request.method().to_string(), path }
}

async fn security_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let resource_policy = origin::resource_policy(app.settings(), request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(player::CONTENT_POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(resource_policy));
    response
}

fn cors(origins: &[String]) -> CorsLayer {
    let layer = CorsLayer::new();
    if origins.is_empty() {
        return layer;
    }
    let origin = match origins.iter().any(|origin| origin == "*") {
        true => AllowOrigin::from(Any),
        // What is no header value is no origin of any page.
        false => AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok())),
    };
    layer
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::RANGE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::IF_RANGE,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::CONTENT_RANGE,
            header::ACCEPT_RANGES,
            header::RETRY_AFTER,
            HeaderName::from_static("x-natiq-rate"),
            HeaderName::from_static("idempotent-replayed"),
        ])
        .max_age(std::time::Duration::from_secs(3_600))
}
