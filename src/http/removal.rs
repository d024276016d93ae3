//! The audio of an article that is taken away.
//!
//! Audio is found by what it is made of, not by its article. So it is planned again how the article was read, in every
//! manner that it was heard in, and what that leads to is removed: recordings, timelines and streams, which can be made
//! again from the speech of the utterances, and that speech itself, unless another article of the same owner has the
//! utterance too and was heard in the same manner.

use std::sync::Arc;

use axum::{extract::Query, http::Uri};

use super::{
    App, Error,
    app::manner_of,
    audio::{Wanted, tags_of},
    clients::Client,
    hls,
    links::Chosen,
    reading::{ReadingQuery, with_lexicon},
    timeline,
    voices::MannerQuery,
};
use crate::{
    encode::Format,
    lexicon::Scope,
    pipeline::Manner,
    store::{Key, Record},
};

/// Removes the audio of an article that is not kept any more, in the manners that it was heard in; returns the size of
/// what was removed, in bytes.
pub(super) async fn remove_audio(
    app: &App,
    client: &Client,
    article: Arc<Record>,
    heard: Vec<String>,
) -> Result<u64, Error> {
    let (size, remover, client) = (article.size_bytes(), app.clone(), client.clone());
    // What was heard before manners were noted was mostly heard in the usual one.
    let usual = app.manner(None, None, None)?;
    let work = move || {
        let mut manners: Vec<_> = heard.iter().filter_map(|manner| read_manner(&remover, manner)).collect();
        manners.push(usual);
        let mut removed = 0;
        for manner in manners {
            removed += remove(&remover, &client, &article, manner)?;
        }
        Ok(removed)
    };
    app.lanes().run(size, work).await
}

/// Returns the manner that was noted; `None` where its voice is not installed any more.
fn read_manner(app: &App, noted: &str) -> Option<Arc<Manner>> {
    let uri: Uri = format!("/{noted}").parse().ok()?;
    let Query(query) = Query::<MannerQuery>::try_from_uri(&uri).ok()?;
    let Query(reading) = Query::<ReadingQuery>::try_from_uri(&uri).ok()?;
    Some(reading.apply(app.manner(query.voice.as_deref(), query.rate, query.pitch).ok()?))
}

fn remove(app: &App, client: &Client, article: &Record, manner: Arc<Manner>) -> Result<u64, Error> {
    let cache = app.cache();
    let sample_rate = app.sample_rate(&manner)?;
    let noted = Chosen::of(&manner).query("");
    let (house, _) = app.house().current();
    let manner = manner_of(article, with_lexicon(manner, Scope::House, house));
    let tags = tags_of(article);
    let formats = Format::ALL.map(|format| Wanted { format, manner: manner.clone(), sample_rate });
    let mut removed = 0;
    let mut remove_all =
        |keys: &mut dyn Iterator<Item = Key>| removed += keys.map(|key| cache.remove(key)).sum::<u64>();

    let plan = app.plan_now(client, &article.paragraphs, &manner);
    remove_all(&mut formats.iter().map(|wanted| wanted.key("article", &plan, &tags)));
    remove_all(&mut formats.iter().flat_map(|wanted| hls::keys(&plan, wanted, cache)));
    remove_all(&mut timeline::keys(&plan, 0));
    for (index, paragraph) in article.paragraphs.iter().enumerate() {
        let plan = app.plan_now(client, std::slice::from_ref(paragraph), &manner);
        remove_all(&mut formats.iter().map(|wanted| wanted.key("segment", &plan, &tags)));
        remove_all(&mut timeline::keys(&plan, index));
    }

    for (key, text) in plan.utterances().filter(|(key, _)| cache.contains(*key)) {
        if !app.articles().has_passage(text, &noted, &article.owner)? {
            removed += cache.remove(key);
        }
    }
    Ok(removed)
}
