//! Everything from SQLite to PostgreSQL and back.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use jiff::civil::Date;
use natiq::store::{
    Copied, Counts, DayOfUse, Heard, HeardPlan, Job, Key, Known, Once, Outcome, Place, PlanKey, Record, Revision,
    Stores, copy, today,
};

use super::{Kind, LIMITS, articles::article, jobs::new, kinds};
use crate::servers;

/// A plan with its paragraph and its speech.
type Plan = (PlanKey, Option<usize>, Vec<Key>);

/// What can be asked of stores.
#[derive(Debug, PartialEq)]
struct Everything {
    articles: Vec<(Record, Vec<String>, Vec<Plan>)>,
    found: Vec<String>,
    jobs: Vec<Job>,
    known: Known,
    usage: Vec<DayOfUse>,
}

fn once() -> Once {
    Once { client: "a".into(), route: "jobs", key: "k".into(), fingerprint: "1".into() }
}

async fn everything(stores: &Stores) -> Everything {
    let mut articles = Vec::new();
    for owner in ["", "a"] {
        for listed in stores.articles.list(owner, None, None, 100).await.unwrap().articles {
            let record = stores.articles.get(&listed.id, owner).await.unwrap().unwrap();
            let Heard { mut speech_options, plans } = stores.articles.heard(&listed.id).await.unwrap();
            speech_options.sort();
            let mut plans: Vec<_> = plans.into_iter().map(|plan| (plan.key, plan.paragraph, plan.speech)).collect();
            plans.sort_by_key(|(key, paragraph, _)| (*key.as_bytes(), *paragraph));
            let created_at = jiff::Timestamp::from_millisecond(record.created_at.as_millisecond()).unwrap();
            articles.push((Record { created_at, ..record }, speech_options, plans));
        }
    }
    let found = stores.articles.list("", Some("مكتبه"), None, 100).await.unwrap();
    Everything {
        articles,
        found: found.articles.into_iter().map(|listed| listed.id).collect(),
        jobs: stores.jobs.list("", None, None, 100).await.unwrap().jobs,
        known: stores.jobs.known(&once()).await.unwrap(),
        usage: stores.jobs.usage().of(None, Date::constant(2000, 1, 1), today()).await.unwrap(),
    }
}

#[tokio::test]
async fn everything_comes_back_from_a_server_as_it_was() {
    let mut kinds = kinds();
    if kinds.len() < 2 {
        return;
    }
    kinds.push(super::kinds().swap_remove(0));
    let (first, server, back) = (kinds[0].open().await, kinds[1].open().await, kinds[2].open().await);
    for n in 0..120 {
        let mut record = Record::new(&article(&format!("فتحت المكتبة رقم {n} أبوابها\0")));
        record.metadata = BTreeMap::from([("n".to_owned(), n.to_string())]);
        let record = if n % 3 == 0 { record.with_owner("a".to_owned()) } else { record };
        let id = first.articles.put(record).await.unwrap().id;
        let plan = HeardPlan {
            paragraph: (n % 2 == 0).then_some(n),
            key: PlanKey::from_bytes([7; 32]),
            speech: vec![Key::of("a").finish(), Key::of("b").finish()],
        };
        first.articles.note_heard(&id, "?rate=2", plan).await.unwrap();
        if n == 1 {
            let revision = Revision { title: Some("عنوان آخر".to_owned()), ..Revision::default() };
            first.articles.revise(&id, "", revision).await.unwrap().unwrap();
        }
    }
    for (n, id) in ["finished", "begun", "cancelled", "waiting"].into_iter().enumerate() {
        first.jobs.create(new(id, n + 1), (n == 0).then(once)).await.unwrap();
    }
    let work = first.jobs.next().await.unwrap().unwrap();
    first.jobs.note_article(&work.lease, "0c5e").await.unwrap();
    first.jobs.finish(&work.lease, Outcome::Done { duration: 1.25, size_bytes: 7 }).await.unwrap();
    let begun = first.jobs.next().await.unwrap().unwrap().lease;
    assert_eq!(begun.job, "begun");
    let problem = "{}".to_owned();
    first.jobs.finish(&begun, Outcome::Failed { problem }).await.unwrap();
    first.jobs.cancel("cancelled", "").await.unwrap();
    first.jobs.told("cancelled", Err(("status 500".to_owned(), None))).await.unwrap();
    let usage = first.jobs.usage();
    usage.add("a", Counts { requests: 3, articles: 2, characters: 1_000, speech_ms: 5, jobs: 1 });
    usage.write_down().await.unwrap();
    let before = everything(&first).await;
    assert_eq!((before.articles.len(), before.jobs.len(), before.found.len()), (120, 4, 80));

    let whole = Copied { n_articles: 120, n_jobs: 4, n_requests: 1, n_days_of_use: 1 };
    assert_eq!(copy(&first, &server, |_| ()).await.unwrap(), whole);
    assert_eq!(everything(&server).await, before);
    // A second copy brings nothing, and counts nothing twice.
    assert_eq!(copy(&first, &server, |_| ()).await.unwrap(), Copied { n_days_of_use: 1, ..Copied::default() });
    assert_eq!(everything(&server).await, before);
    assert_eq!(copy(&server, &back, |_| ()).await.unwrap(), whole);
    assert_eq!(everything(&back).await, before);
    // What waited still does, with its text.
    let work = back.jobs.next().await.unwrap().unwrap();
    assert_eq!((work.lease.job.as_str(), work.lease.position, work.source.as_str()), ("begun", 1, "{\"text\": \"1\"}"));
    // What was revised stays revised when it is given again.
    let again = back.articles.put(Record::new(&article("فتحت المكتبة رقم 1 أبوابها\0"))).await.unwrap();
    assert_eq!(again.title.as_deref(), Some("عنوان آخر"));
}

#[tokio::test]
async fn database_that_is_far_away_is_waited_for_seldom() {
    let Some(server) = servers::postgres() else { return };
    let (address, n_waits) = server.far_away();
    let waits = || n_waits.swap(0, Ordering::SeqCst);
    let embedded: [Kind; 3] = std::array::from_fn(|_| kinds().swap_remove(0));
    let place = Place { database: Some(address), ..embedded[1].place.clone() };
    let far = Stores::open(&place, LIMITS).await.unwrap();
    let (here, back) = (embedded[0].open().await, embedded[2].open().await);
    const ARTICLES: usize = 200;
    const JOBS: usize = 20;
    for n in 0..ARTICLES {
        let id = here.articles.put(Record::new(&article(&format!("فتحت المكتبة رقم {n} أبوابها")))).await.unwrap().id;
        let key = PlanKey::from_bytes([7; 32]);
        let plan = HeardPlan { paragraph: None, key, speech: vec![Key::of("a").finish()] };
        here.articles.note_heard(&id, "?rate=2", plan).await.unwrap();
    }
    for n in 0..JOBS {
        here.jobs.create(new(&n.to_string(), 20), None).await.unwrap();
    }
    let before = everything(&here).await;
    waits();
    let copied = copy(&here, &far, |_| ()).await.unwrap();
    let up = waits();
    assert_eq!((copied.n_articles, copied.n_jobs), (ARTICLES, JOBS));
    assert_eq!(copy(&far, &back, |_| ()).await.unwrap().n_articles, ARTICLES);
    let down = waits();
    assert_eq!(everything(&back).await, before);
    assert!(up < 250 && down < 250, "{up} up, {down} down");
}
