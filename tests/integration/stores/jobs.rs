//! Jobs, requests that are answered once and usage, in every kind of database.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use natiq::store::{
    Counts, DayOfUse, Job, JobNotice, JobState, Jobs, Known, Lease, Limits, NewJob, Once, Outcome, Priority, Progress,
    Stores, WebhookState, today,
};

use super::{LIMITS, kinds};

pub(super) fn new(id: &str, n_articles: usize) -> NewJob {
    NewJob {
        id: id.to_owned(),
        client: String::new(),
        priority: Priority::Normal,
        options: "{}".to_owned(),
        metadata: BTreeMap::from([("k".to_owned(), "v\0".to_owned())]),
        articles: (0..n_articles).map(|n| format!("{{\"text\": \"{n}\"}}")).collect(),
        webhook: Some(("https://cms.example/".to_owned(), "whsec_x".to_owned())),
    }
}

fn done() -> Outcome {
    Outcome::Done { duration: 1.5, size_bytes: 12_000 }
}

async fn get(jobs: &Jobs, id: &str) -> Job {
    jobs.get(id, "").await.unwrap().unwrap()
}

#[tokio::test]
async fn job_is_worked_off_to_its_end() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("a", 2), None).await.unwrap();
        assert_eq!(get(&jobs, "a").await.state, JobState::Queued);
        let first = jobs.next().await.unwrap().unwrap();
        let Lease { job, position, .. } = &first.lease;
        assert_eq!((job.as_str(), *position, first.attempts), ("a", 0, 1), "{}", kind.name);
        assert_eq!((first.source.as_str(), first.options.as_str()), ("{\"text\": \"0\"}", "{}"), "{}", kind.name);
        assert_eq!(get(&jobs, "a").await.state, JobState::Running, "{}", kind.name);
        jobs.note_article(&first.lease, "0c5e").await.unwrap();
        let mut other = first.lease.clone();
        other.position = 1;
        let progress = Progress { done: 2, total: 3 };
        assert!(jobs.renew_lease(&first.lease, progress).await.unwrap());
        assert!(!jobs.renew_lease(&other, progress).await.unwrap());
        assert!(!jobs.finish(&first.lease, done()).await.unwrap());
        assert!(matches!(jobs.due(Duration::ZERO).await.unwrap(), Err(None)));
        let second = jobs.next().await.unwrap().unwrap();
        assert_eq!(second.lease.position, 1);
        assert_eq!(jobs.next().await.unwrap(), None);
        let problem = "{\"code\": \"not_arabic\"}".to_owned();
        assert!(jobs.finish(&second.lease, Outcome::Failed { problem: problem.clone() }).await.unwrap());
        let job = get(&jobs, "a").await;
        assert_eq!((job.state, job.finished_at.is_some(), &*job.metadata["k"]), (JobState::Failed, true, "v\0"));
        assert_eq!((job.articles[0].outcome.clone(), job.articles[0].sequence), (Some(done()), Some(1)));
        assert_eq!((job.articles[0].article.as_deref(), job.articles[0].source.as_str()), (Some("0c5e"), ""));
        assert_eq!(
            (job.articles[1].outcome.clone(), job.articles[1].sequence),
            (Some(Outcome::Failed { problem }), Some(2))
        );
        assert!(jobs.due(Duration::ZERO).await.unwrap().is_ok_and(|due| due.id == "a"), "{}", kind.name);
    }
}

#[tokio::test]
async fn two_jobs_share_the_work_and_what_is_put_back_waits_again() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("long", 9), None).await.unwrap();
        jobs.create(new("short", 1), None).await.unwrap();
        let begun = [jobs.next().await.unwrap().unwrap().lease, jobs.next().await.unwrap().unwrap().lease];
        assert_eq!(begun.each_ref().map(|lease| lease.job.as_str()), ["long", "short"], "{}", kind.name);
        jobs.put_back(&begun[1]).await.unwrap();
        let again = jobs.next().await.unwrap().unwrap();
        assert_eq!((again.lease.job.as_str(), again.attempts), ("short", 1), "{}", kind.name);
    }
}

#[tokio::test]
async fn article_of_a_higher_priority_is_taken_before_all_of_a_lower() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        for (id, priority) in [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High)] {
            jobs.create(NewJob { priority, ..new(id, 2) }, None).await.unwrap();
            assert_eq!(get(&jobs, id).await.priority, priority, "{}", kind.name);
        }
        let mut order = Vec::new();
        while let Some(work) = jobs.next().await.unwrap() {
            order.push(work.lease.job);
        }
        assert_eq!(order, ["high", "high", "normal", "normal", "low", "low"], "{}", kind.name);
    }
}

#[tokio::test]
async fn cancelled_job_is_over_and_stays_so() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("a", 3), None).await.unwrap();
        let first = jobs.next().await.unwrap().unwrap().lease;
        jobs.finish(&first, done()).await.unwrap();
        let second = jobs.next().await.unwrap().unwrap().lease;
        let job = jobs.cancel("a", "").await.unwrap().unwrap();
        let states: Vec<_> = job.articles.iter().map(|article| article.state).collect();
        assert_eq!(states, [JobState::Done, JobState::Cancelled, JobState::Cancelled], "{}", kind.name);
        assert!(!jobs.renew_lease(&second, Progress::default()).await.unwrap(), "{}", kind.name);
        assert!(!jobs.finish(&second, done()).await.unwrap(), "what comes too late counts no more");
        assert_eq!((get(&jobs, "a").await.state, jobs.next().await.unwrap()), (JobState::Cancelled, None));
        assert!(jobs.delete("a", "").await.unwrap() && jobs.get("a", "").await.unwrap().is_none());
        assert_eq!(jobs.cancel("a", "").await.unwrap(), None);
    }
}

#[tokio::test]
async fn job_of_one_client_is_not_another_s() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        for id in ["a", "b", "c"] {
            jobs.create(NewJob { client: "newsroom".to_owned(), ..new(id, 1) }, None).await.unwrap();
        }
        for odd in ["a", "\0"] {
            assert_eq!(jobs.get(odd, "").await.unwrap(), None);
            assert!(!jobs.delete(odd, "other").await.unwrap() && jobs.cancel(odd, "other").await.unwrap().is_none());
        }
        assert!(jobs.list("", None, None, 10).await.unwrap().jobs.is_empty());
        let first = jobs.list("newsroom", None, None, 2).await.unwrap();
        let second = jobs.list("newsroom", None, first.next, 2).await.unwrap();
        let ids: Vec<_> = first.jobs.iter().chain(&second.jobs).map(|job| job.id.as_str()).collect();
        assert_eq!((ids, second.next), (vec!["c", "b", "a"], None), "{}", kind.name);
        assert!(jobs.list("newsroom", Some(JobState::Done), None, 10).await.unwrap().jobs.is_empty());
    }
}

#[tokio::test]
async fn end_is_told_until_it_is_heard() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("a", 1), None).await.unwrap();
        jobs.cancel("a", "").await.unwrap();
        let minute = Duration::from_secs(60);
        assert!(jobs.due(minute).await.unwrap().is_ok_and(|job| job.webhook.unwrap().secret == "whsec_x"));
        assert!(jobs.due(minute).await.unwrap().is_err_and(|next| next.is_some()), "somebody is telling it");
        jobs.told("a", Err(("status 500".to_owned(), Some(Timestamp::now())))).await.unwrap();
        assert!(jobs.due(minute).await.unwrap().is_ok(), "{}", kind.name);
        jobs.told("a", Ok(())).await.unwrap();
        let webhook = get(&jobs, "a").await.webhook.unwrap();
        assert_eq!((webhook.state, webhook.attempts, webhook.last_error), (WebhookState::Delivered, 2, None));
        assert!(jobs.due(minute).await.unwrap().is_err_and(|next| next.is_none()));
        jobs.sweep(30).await.unwrap();
        assert!(jobs.get("a", "").await.unwrap().is_some(), "{}", kind.name);
        tokio::time::sleep(Duration::from_millis(5)).await;
        jobs.sweep(0).await.unwrap();
        assert!(jobs.get("a", "").await.unwrap().is_none(), "{}", kind.name);
    }
}

#[tokio::test]
async fn request_that_is_answered_once() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        let once = Once { client: "a".into(), route: "jobs", key: "k".into(), fingerprint: "1".into() };
        assert_eq!(jobs.known(&once).await.unwrap(), Known::New);
        assert_eq!(jobs.create(new("j", 1), Some(once.clone())).await.unwrap(), Known::New);
        let again = jobs.create(new("k", 1), Some(once.clone())).await.unwrap();
        assert_eq!(again, Known::Answered("j".to_owned()), "{}", kind.name);
        let changed = Once { fingerprint: "2".into(), ..once.clone() };
        assert_eq!(jobs.create(new("l", 1), Some(changed)).await.unwrap(), Known::Other, "{}", kind.name);
        assert_eq!(jobs.list("", None, None, 10).await.unwrap().jobs.len(), 1, "{}", kind.name);
        assert_eq!(jobs.known(&once).await.unwrap(), Known::Answered("j".to_owned()));
        assert_eq!(jobs.known(&Once { fingerprint: "2".into(), ..once.clone() }).await.unwrap(), Known::Other);
        assert_eq!(jobs.known(&Once { client: "b".into(), ..once.clone() }).await.unwrap(), Known::New);
        let other = Once { route: "articles", ..once.clone() };
        assert_eq!(jobs.known(&other).await.unwrap(), Known::New);
        jobs.remember(other.clone(), "x").await.unwrap();
        jobs.remember(other.clone(), "y").await.unwrap();
        assert_eq!(jobs.known(&other).await.unwrap(), Known::Answered("y".to_owned()), "{}", kind.name);
        let changed = Once { fingerprint: "2".into(), ..other.clone() };
        assert_eq!(jobs.remember(changed, "z").await.unwrap(), Known::Other, "{}", kind.name);
        // What was taken away is made anew by the same request, once.
        jobs.forget(&once, "x").await.unwrap();
        assert_eq!(jobs.known(&once).await.unwrap(), Known::Answered("j".to_owned()), "{}", kind.name);
        jobs.forget(&once, "j").await.unwrap();
        assert_eq!(jobs.create(new("k", 1), Some(once.clone())).await.unwrap(), Known::New, "{}", kind.name);
    }
}

#[tokio::test]
async fn use_is_counted_by_client_and_day() {
    for kind in kinds() {
        let usage = kind.open().await.jobs.usage();
        usage.add("a", Counts { requests: 1, characters: 100, ..Counts::default() });
        usage.write_down().await.unwrap();
        usage.add("a", Counts { requests: 1, speech_ms: 1_500, ..Counts::default() });
        usage.add("b", Counts { jobs: 1, ..Counts::default() });
        let counts = Counts { requests: 2, characters: 100, speech_ms: 1_500, ..Counts::default() };
        let of_a = DayOfUse { client: "a".to_owned(), day: today(), counts };
        assert_eq!(usage.of(Some("a"), today(), today()).await.unwrap(), [of_a], "{}", kind.name);
        assert_eq!(usage.of(None, today(), today()).await.unwrap().len(), 2);
        let yesterday = today().yesterday().unwrap();
        assert!(usage.of(None, yesterday, yesterday).await.unwrap().is_empty());
        // An address is forgotten, a key is not.
        usage.forget_others(vec!["a".to_owned()], today()).await.unwrap();
        assert_eq!(usage.of(None, today(), today()).await.unwrap().len(), 2);
        usage.forget_others(vec!["a".to_owned()], today().tomorrow().unwrap()).await.unwrap();
        let left: Vec<_> = usage.of(None, today(), today()).await.unwrap().into_iter().map(|day| day.client).collect();
        assert_eq!(left, ["a"], "{}", kind.name);
    }
}

#[tokio::test]
async fn article_of_a_node_that_is_silent_is_taken_over_and_nobody_else_s() {
    for kind in kinds().into_iter().filter(|kind| kind.place.database.is_some()) {
        let Stores { jobs: a, .. } = kind.open().await;
        let (Stores { jobs: b, .. }, _folder) = kind.open_elsewhere(LIMITS).await;
        a.create(new("j", 1), None).await.unwrap();
        let held = a.next().await.unwrap().unwrap().lease;
        for _ in 0..6 {
            tokio::time::sleep(LIMITS.job_lease / 3).await;
            assert!(a.renew_lease(&held, Progress::default()).await.unwrap());
            assert_eq!(b.next().await.unwrap(), None, "it is held");
        }
        tokio::time::sleep(LIMITS.job_lease * 2).await;
        let work = b.next().await.unwrap().unwrap();
        assert_eq!((work.lease.position, work.attempts), (0, 2));
        assert!(!a.renew_lease(&held, Progress::default()).await.unwrap(), "it is another's");
        assert!(!a.finish(&held, done()).await.unwrap(), "it is another's");
        a.put_back(&held).await.unwrap();
        a.retry(&held, Duration::ZERO).await.unwrap();
        assert_eq!(a.next().await.unwrap(), None, "it was not its to put back");
        assert!(b.finish(&work.lease, done()).await.unwrap());
        assert_eq!(get(&a, "j").await.state, JobState::Done);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_nodes_take_each_article_once_and_end_each_job_once() {
    for kind in kinds().into_iter().filter(|kind| kind.place.database.is_some()) {
        let (mut nodes, mut folders) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            let (Stores { jobs, .. }, folder) =
                kind.open_elsewhere(Limits { job_lease: Duration::from_secs(60), ..LIMITS }).await;
            nodes.push(jobs);
            folders.push(folder);
        }
        for n in 0..10 {
            nodes[0].create(new(&format!("j{n}"), 12), None).await.unwrap();
        }
        let work = |jobs: Jobs| async move {
            let (mut taken, mut ended) = (Vec::new(), Vec::new());
            while let Some(work) = jobs.next().await.unwrap() {
                assert_eq!(work.attempts, 1);
                if jobs.finish(&work.lease, done()).await.unwrap() {
                    ended.push(work.lease.job.clone());
                }
                taken.push((work.lease.job, work.lease.position));
            }
            (taken, ended)
        };
        let tasks: Vec<_> =
            nodes.iter().flat_map(|jobs| [jobs.clone(), jobs.clone()]).map(|jobs| tokio::spawn(work(jobs))).collect();
        let (mut taken, mut ended) = (Vec::new(), Vec::new());
        for task in tasks {
            let (more, ends) = task.await.unwrap();
            taken.extend(more);
            ended.extend(ends);
        }
        let n_taken = taken.len();
        taken.sort();
        taken.dedup();
        assert_eq!((n_taken, taken.len()), (120, 120));
        ended.sort();
        assert_eq!(ended, (0..10).map(|n| format!("j{n}")).collect::<Vec<_>>(), "each ends once");
    }
}

#[tokio::test]
async fn who_takes_an_article_twice_finishes_it_by_the_second_taking_alone() {
    for kind in kinds().into_iter().filter(|kind| kind.place.database.is_some()) {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("j", 1), None).await.unwrap();
        let first = jobs.next().await.unwrap().unwrap().lease;
        // It was cut off for long, and the first task does not know it yet.
        tokio::time::sleep(LIMITS.job_lease + Duration::from_millis(200)).await;
        let second = jobs.next().await.unwrap().unwrap().lease;
        assert_eq!((&first.job, first.position), (&second.job, second.position));
        assert!(!jobs.renew_lease(&first, Progress::default()).await.unwrap());
        assert!(!jobs.finish(&first, done()).await.unwrap(), "the first taking ended");
        jobs.put_back(&first).await.unwrap();
        jobs.note_article(&first, "0c5e").await.unwrap();
        let job = get(&jobs, "j").await;
        assert_eq!((job.articles[0].state, job.articles[0].article.as_deref()), (JobState::Running, None));
        assert!(jobs.renew_lease(&second, Progress::default()).await.unwrap());
        assert!(jobs.finish(&second, done()).await.unwrap());
    }
}

#[tokio::test]
async fn article_that_is_tried_again_waits_for_its_time_and_counts() {
    for kind in kinds() {
        let Stores { jobs, .. } = kind.open().await;
        jobs.create(new("a", 2), None).await.unwrap();
        let first = jobs.next().await.unwrap().unwrap().lease;
        jobs.retry(&first, Duration::from_millis(700)).await.unwrap();
        assert_eq!(get(&jobs, "a").await.articles[0].state, JobState::Queued, "{}", kind.name);
        let second = jobs.next().await.unwrap().unwrap().lease;
        assert_eq!((second.position, jobs.next().await.unwrap()), (1, None), "{}: others do not wait", kind.name);
        tokio::time::sleep(Duration::from_millis(800)).await;
        let again = jobs.next().await.unwrap().unwrap();
        assert_eq!((again.lease.position, again.attempts), (0, 2), "{}", kind.name);
        jobs.finish(&second, done()).await.unwrap();
        assert!(jobs.finish(&again.lease, done()).await.unwrap(), "{}", kind.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_request_that_reaches_many_nodes_at_once_makes_one_job() {
    for kind in kinds().into_iter().filter(|kind| kind.place.database.is_some()) {
        let Stores { jobs: a, .. } = kind.open().await;
        let (Stores { jobs: b, .. }, _folder) = kind.open_elsewhere(LIMITS).await;
        for round in 0..10 {
            let once =
                Once { client: String::new(), route: "jobs", key: format!("k{round}"), fingerprint: "1".to_owned() };
            let give = |n: usize, jobs: &Jobs| {
                let (jobs, once) = (jobs.clone(), once.clone());
                tokio::spawn(async move { jobs.create(new(&format!("j{round}-{n}"), 3), Some(once)).await.unwrap() })
            };
            let given: Vec<_> = (0..6).map(|n| give(n, if n % 2 == 0 { &a } else { &b })).collect();
            let mut answers = Vec::new();
            for given in given {
                answers.push(given.await.unwrap());
            }
            assert_eq!(answers.iter().filter(|known| **known == Known::New).count(), 1, "{answers:?}");
            let Known::Answered(made) = a.known(&once).await.unwrap() else { panic!("it is not known") };
            let others = answers.iter().filter(|known| **known != Known::New);
            assert!(others.clone().all(|known| *known == Known::Answered(made.clone())), "{answers:?}");
            assert_eq!(b.list("", None, None, 100).await.unwrap().jobs.len(), round + 1);
        }
    }
}

#[tokio::test]
async fn what_one_node_does_to_a_job_the_others_hear_and_see() {
    for kind in kinds() {
        let Stores { jobs: a, .. } = kind.open().await;
        if kind.place.database.is_none() {
            assert!(a.notices().is_none(), "there are no others");
            continue;
        }
        let (Stores { jobs: b, .. }, _folder) = kind.open_elsewhere(LIMITS).await;
        let (mut at_a, mut at_b) = (a.notices().unwrap(), b.notices().unwrap());
        // Until it is listened to.
        for n in 0.. {
            a.create(new(&format!("first {n}"), 1), None).await.unwrap();
            if tokio::time::timeout(Duration::from_millis(300), at_b.recv()).await.is_ok() {
                break;
            }
            assert!(n < 100, "nothing is heard");
        }
        let work = a.next().await.unwrap().unwrap();
        let job = work.lease.job.clone();
        a.renew_lease(&work.lease, Progress { done: 2, total: 9 }).await.unwrap();
        assert_eq!(get(&b, &job).await.articles[0].progress, Some(Progress { done: 2, total: 9 }));
        a.cancel(&job, "").await.unwrap();
        assert_eq!(get(&b, &job).await.articles[0].progress, None);
        a.delete(&job, "").await.unwrap();
        let mut heard = Vec::new();
        while heard.iter().filter(|notice| **notice == JobNotice::Changed(job.clone())).count() < 3 {
            let notice = tokio::time::timeout(Duration::from_secs(20), at_b.recv()).await;
            heard.push(notice.unwrap_or_else(|_| panic!("only {heard:?} was heard")).unwrap());
        }
        assert!(heard.contains(&JobNotice::Progress(job)), "{heard:?}");
        assert!(at_a.try_recv().is_err(), "its own deeds are no news");
    }
}
