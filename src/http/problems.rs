//! What every error code means, in plain words, and what to do about it: the titles of problems and a table of `/docs`.

/// An error code.
pub(super) struct Code {
    pub code: &'static str,
    /// The HTTP status that it comes with; the routes for OpenAI's clients have 400 in place of 422.
    pub status: u16,
    /// What it is, in a few plain words: the `title` of the problem.
    pub title: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

/// Returns what there is to say of a code.
pub(super) fn of(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|known| known.code == code)
}

const fn code(status: u16, code: &'static str, title: &'static str, mend: &'static str) -> Code {
    Code { code, status, title, mend }
}

/// Every code, by status.
pub(super) const CODES: &[Code] = &[
    code(
        400,
        "malformed_request",
        "The request cannot be read",
        "Compare the request with its example; `detail` says where it breaks.",
    ),
    code(
        400,
        "unknown_parameter",
        "The query has a parameter that does not exist here",
        "Correct its name: `detail` lists the ones that the route takes.",
    ),
    code(
        401,
        "api_key_missing",
        "An API key is needed",
        "Send the header `Authorization: Bearer KEY` with a key of the service's operator.",
    ),
    code(
        401,
        "api_key_unknown",
        "This API key is not known",
        "Check the key for missing characters, or ask the operator for a new one.",
    ),
    code(
        403,
        "fetch_off",
        "This service fetches no pages",
        "Send the page itself as `html`, or have the operator set `enabled` under `[http.fetch]`.",
    ),
    code(
        403,
        "host_not_allowed",
        "The service does not go by this name",
        "Ask for it by its own name, or have the operator add the name to `hosts` under `[http]`.",
    ),
    code(
        403,
        "lexicon_not_allowed",
        "This client may not change the lexicon of the house",
        "Have the operator name the key in `lexicon_editors`, or give the pronunciations with the article or the request.",
    ),
    code(
        403,
        "origin_not_allowed",
        "Pages of this site may not use the service",
        "Have the operator add the page's origin to `cors_origins` under `[http]`, or ask from your own server.",
    ),
    code(
        403,
        "webhooks_off",
        "This service sends no webhooks",
        "Watch the job by its link `events`, or have the operator set `enabled` under `[http.webhooks]`.",
    ),
    code(
        404,
        "article_not_found",
        "This article is not here",
        "Give it to `POST /v1/articles`; the longest unused go when there are too many, and keys may be kept apart.",
    ),
    code(
        404,
        "entry_not_found",
        "The lexicon of the house has no such entry",
        "List the entries with `GET /v1/lexicon/house`; an entry goes by what is written, marks left out.",
    ),
    code(
        404,
        "job_not_found",
        "This job is not here",
        "Look it up with the key that gave it; a job that is over goes after some weeks.",
    ),
    code(404, "model_not_found", "There is no such model", "Use the model `natiq`, or leave `model` out."),
    code(404, "not_found", "There is nothing at this address", "Compare the path with the list of routes on `/docs`."),
    code(
        404,
        "segment_not_found",
        "The article has no such paragraph",
        "Take an `index` of the article's `paragraphs`; they count from 0.",
    ),
    code(
        405,
        "method_not_allowed",
        "This address is asked in another way",
        "Use a method that the header `Allow` names.",
    ),
    code(
        408,
        "body_too_slow",
        "The body took too long to arrive",
        "Send it again over a better connection, or in smaller parts.",
    ),
    code(
        409,
        "idempotency_key_in_use",
        "The same request is still being answered",
        "Wait as long as `Retry-After` says and send it again.",
    ),
    code(
        410,
        "stream_changed",
        "The article is read otherwise by now",
        "Ask for its `stream.m3u8` again: its lexicon or headline has changed, and the old stream is not kept any more.",
    ),
    code(
        412,
        "precondition_failed",
        "It was changed meanwhile, or is there already",
        "Ask for it anew, and send what it is to be with the `ETag` that comes with it.",
    ),
    code(413, "article_too_long", "The article is too long", "Give it in parts, each an article of its own."),
    code(413, "body_too_large", "The request is too large", "Send the text without pictures and scripts, or in parts."),
    code(
        415,
        "unsupported_media_type",
        "This kind of content is not taken here",
        "Say what the body is in `Content-Type`; `detail` lists what is taken.",
    ),
    code(
        416,
        "range_not_satisfiable",
        "The file is shorter than the range asked for",
        "Ask within the size that `Content-Range` tells.",
    ),
    code(
        422,
        "damaged",
        "The document is damaged",
        "Open it in the program it comes from, save it anew and send that.",
    ),
    code(422, "empty_article", "There is nothing to read", "Send a text that is not empty."),
    code(
        422,
        "format_not_for_voice",
        "The voice cannot be had in this format",
        "Choose another `format`; FLAC and WAV take every voice.",
    ),
    code(
        422,
        "format_not_in_build",
        "This service was built without the format",
        "Choose another `format`; WAV, Opus and FLAC are always there.",
    ),
    code(
        422,
        "format_not_installed",
        "The service's machine has no encoder of the format",
        "Choose another `format`, which `detail` lists, or have the operator install FFmpeg.",
    ),
    code(
        422,
        "host_not_public",
        "The address is not on the public internet",
        "Check the address, or have the operator permit its network under `networks`.",
    ),
    code(
        422,
        "idempotency_key_reused",
        "The idempotency key came with another request",
        "Make a new key (a UUID) for each new request; send the same body again with the old one.",
    ),
    code(
        422,
        "invalid_field",
        "A field has a value that cannot be",
        "Correct the field that `field` names as `detail` says.",
    ),
    code(
        422,
        "lexicon_full",
        "The lexicon of the house has no room for more",
        "Take entries out that are not needed, or give them with the articles that need them.",
    ),
    code(
        422,
        "no_article",
        "No article was found in this page",
        "Send the address or the page of one article, or its text as `text`.",
    ),
    code(
        422,
        "no_article_text",
        "The page has a headline and no text",
        "The page is drawn by a script: send what the browser shows, or the text.",
    ),
    code(
        422,
        "not_arabic",
        "The text has nothing in Arabic",
        "Send a text in Arabic; passages in Latin letters are read within it.",
    ),
    code(422, "not_text", "The content is not text", "Send text, or a document with its own `Content-Type`."),
    code(
        422,
        "page_not_text",
        "The address leads to something that is no page",
        "Give the address of the article's page.",
    ),
    code(422, "page_of_links", "The page is a list of links to articles", "Give the address of one of the articles."),
    code(422, "page_too_large", "The page is too large to be fetched", "Send the article's text as `text`."),
    code(422, "pauses_out_of_range", "The pauses are out of range", "Choose 0.5 to 3; 1 is as they usually are."),
    code(422, "pitch_out_of_range", "The pitch is out of range", "Choose -6 to 6 semitones."),
    code(
        422,
        "protected",
        "The document is protected",
        "Save it without its password or its protection and send that.",
    ),
    code(422, "rate_out_of_range", "The rate is out of range", "Choose 0.5 to 3; 1 is the voice's own speed."),
    code(422, "ssml_malformed", "The SSML cannot be followed", "Mend the markup where `detail` says."),
    code(422, "unknown_format", "There is no such format", "Choose one of those that `detail` lists."),
    code(422, "unknown_voice", "This voice is not installed", "Choose one that `GET /v1/voices` lists."),
    code(
        422,
        "url_refused",
        "This address is not fetched from",
        "Give an `http` or `https` address of a page that its site lets programs read.",
    ),
    code(
        429,
        "too_many_streams",
        "You have too many streams going",
        "Close one, or wait as long as `Retry-After` says.",
    ),
    code(
        429,
        "too_many_wrong_keys",
        "Too many wrong API keys came from here",
        "Wait as long as `Retry-After` says, and send the right key.",
    ),
    code(
        500,
        "encoding_failed",
        "The audio could not be encoded",
        "Try another `format`, and tell the operator: the service's log says why.",
    ),
    code(
        500,
        "job_given_up",
        "The service ended at this article again and again",
        "Tell the operator: the service's log says why. Give the article alone to see whether it is the cause.",
    ),
    code(
        500,
        "lexicon_failed",
        "The lexicon of the house could not be kept",
        "Tell the operator: the service's log says why; what was there before is still in use.",
    ),
    code(
        500,
        "request_failed",
        "The service failed at this request",
        "Try again, and tell the operator: the service's log says why.",
    ),
    code(
        500,
        "speech_failed",
        "The text could not be spoken",
        "Try again, and tell the operator: the service's log says why.",
    ),
    code(500, "store_failed", "The database failed", "Tell the operator: the service's log says why."),
    code(
        500,
        "voice_failed",
        "The voice failed",
        "Try another voice, and tell the operator: the service's log says why.",
    ),
    code(
        502,
        "fetch_failed",
        "The page could not be fetched",
        "Open the address in a browser; if it works there, send the page as `html`.",
    ),
    code(503, "full", "The service is full", "Wait as long as `Retry-After` says and ask again."),
    code(503, "not_ready", "The service cannot take articles now", "Tell the operator: the service's log says why."),
    code(503, "shutting_down", "The service is being stopped", "Ask again in a while; what was kept is still there."),
    code(
        503,
        "store_unreachable",
        "A server that the service needs is away",
        "Wait as long as `Retry-After` says and ask again; what is heard goes on.",
    ),
    code(504, "fetch_timed_out", "The page did not come in time", "Try again later, or send the page as `html`."),
    code(
        507,
        "storage_full",
        "The disk of the service is full",
        "Tell the operator; what is kept already can still be heard.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes and the statuses that `error.rs` maps errors to, as its source has them.
    fn mapped() -> Vec<(u16, &'static str)> {
        let source = include_str!("error.rs").split("#[cfg(test)]").next().unwrap();
        let mut found: Vec<_> = source
            .match_indices("(S::")
            .filter_map(|(at, _)| {
                let (status, rest) = source[at + "(S::".len()..].split_once(", \"")?;
                let constant = status.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
                Some((number(status), rest.split_once('"')?.0)).filter(|_| constant)
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn number(name: &str) -> u16 {
        let phrase = name.to_ascii_lowercase().replace('_', " ");
        let is_it = |status: &u16| {
            let status = axum::http::StatusCode::from_u16(*status).unwrap();
            status.canonical_reason().is_some_and(|reason| reason.to_ascii_lowercase().replace('-', " ") == phrase)
        };
        (400..600).find(is_it).unwrap_or_else(|| panic!("no status is called {name}"))
    }

    #[test]
    fn every_code_is_explained_and_no_other() {
        let mapped = mapped();
        assert!(mapped.len() > 50, "only {} codes were found in the source", mapped.len());
        let explained: Vec<_> = CODES.iter().map(|code| (code.status, code.code)).collect();
        assert_eq!(
            mapped.iter().filter(|code| !explained.contains(code)).collect::<Vec<_>>(),
            Vec::<&(u16, &str)>::new()
        );
        assert_eq!(
            explained.iter().filter(|code| !mapped.contains(code)).collect::<Vec<_>>(),
            Vec::<&(u16, &str)>::new()
        );
        assert!(explained.is_sorted(), "they are in order");
    }

    #[test]
    fn titles_are_no_names_of_statuses() {
        for Code { code, status, title, mend } in CODES {
            let reason = axum::http::StatusCode::from_u16(*status).unwrap().canonical_reason().unwrap();
            assert!(title != &reason && title.len() > 15 && mend.ends_with('.'), "{code}");
        }
    }
}
