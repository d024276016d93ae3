//! Schedules of shows: which runs are over and whose they are, and the processes that make them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use natiq::store::{LetGo, Place, Run, Schedules, Taking};
use tempfile::TempDir;

use super::{Kind, kinds, nodes::Node};
use crate::servers;

/// Longer than any test.
const LONG: Duration = Duration::from_secs(3_600);

/// A time at which a run was due.
fn due(day: i64) -> Timestamp {
    Timestamp::from_second(day * 86_400).unwrap()
}

async fn open(kind: &Kind, lease: Duration) -> Schedules {
    Schedules::open(&kind.place, lease).await.unwrap()
}

async fn take(schedules: &Schedules, day: i64) -> Option<Run> {
    match schedules.take("stories", due(day)).await.unwrap() {
        Taking::Taken(run) => Some(run),
        Taking::Waits | Taking::Over => None,
    }
}

/// Takes a run as soon as it can be taken.
async fn take_at_last(schedules: &Schedules, day: i64) -> Run {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        match take(schedules, day).await {
            Some(run) => return run,
            None => assert!(Instant::now() < until, "it is not to be had within a minute"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_run_is_taken_once_by_whoever_asks() {
    for kind in kinds() {
        let (a, b) = (open(&kind, LONG).await, open(&kind, LONG).await);
        // What was due before it was known is not made up for.
        for schedules in [&a, &b, &a] {
            assert_eq!(schedules.take("stories", due(1)).await.unwrap(), Taking::Over, "{}", kind.name);
        }
        for day in 2..12 {
            let asked: Vec<_> = [&a, &b, &a, &b]
                .into_iter()
                .map(|schedules| {
                    let schedules = schedules.clone();
                    tokio::spawn(async move { schedules.take("stories", due(day)).await.unwrap() })
                })
                .collect();
            let mut taken = Vec::new();
            for asked in asked {
                match asked.await.unwrap() {
                    Taking::Taken(run) => taken.push(run),
                    other => assert_eq!(other, Taking::Waits, "{}", kind.name),
                }
            }
            let [run] = taken.as_slice() else { panic!("{} have run {day} ({})", taken.len(), kind.name) };
            assert_eq!((run.due, run.attempts), (due(day), 1), "{}", kind.name);
            // The next does not begin before this is over.
            assert_eq!(b.take("stories", due(day + 1)).await.unwrap(), Taking::Waits, "{}", kind.name);
            a.let_go(run, LetGo::Over).await.unwrap();
            assert_eq!(b.take("stories", due(day)).await.unwrap(), Taking::Over, "{}", kind.name);
        }
        assert_eq!(b.take("news", due(3)).await.unwrap(), Taking::Over, "another schedule has runs of its own");
    }
}

#[tokio::test]
async fn run_whose_process_died_is_another_s_and_of_those_that_were_missed_the_last_is_made() {
    for kind in kinds() {
        let lease = Duration::from_millis(300);
        let (a, b) = (open(&kind, lease).await, open(&kind, lease).await);
        assert_eq!(take(&a, 1).await, None);
        let first = take(&a, 2).await.unwrap();
        assert!(a.renew(&first).await.unwrap());
        let second = take_at_last(&b, 2).await;
        assert_eq!((second.due, second.attempts), (due(2), 2), "{}", kind.name);
        // What the first still has to say is not listened to.
        assert!(!a.renew(&first).await.unwrap(), "{}", kind.name);
        a.let_go(&first, LetGo::Over).await.unwrap();
        assert!(b.renew(&second).await.unwrap(), "{}", kind.name);
        // Nothing was up until the seventh day.
        let last = take_at_last(&a, 7).await;
        assert_eq!((last.due, last.attempts), (due(7), 1), "{}", kind.name);
        a.let_go(&last, LetGo::Over).await.unwrap();
        for day in 2..=7 {
            assert_eq!(b.take("stories", due(day)).await.unwrap(), Taking::Over, "{} {day}", kind.name);
        }
    }
}

#[tokio::test]
async fn run_that_failed_waits_and_one_that_was_let_go_does_not() {
    for kind in kinds() {
        let schedules = open(&kind, LONG).await;
        assert_eq!(take(&schedules, 1).await, None);
        let run = take(&schedules, 2).await.unwrap();
        schedules.let_go(&run, LetGo::Unfinished).await.unwrap();
        let run = take(&schedules, 2).await.unwrap();
        assert_eq!(run.attempts, 1, "{}", kind.name);
        schedules.let_go(&run, LetGo::After(Duration::from_millis(300))).await.unwrap();
        let run = take_at_last(&schedules, 2).await;
        assert_eq!(run.attempts, 2, "{}", kind.name);
        schedules.let_go(&run, LetGo::After(LONG)).await.unwrap();
        assert_eq!(schedules.take("stories", due(2)).await.unwrap(), Taking::Waits, "{}", kind.name);
        // The next does not wait for it.
        assert_eq!(take(&schedules, 3).await.unwrap().attempts, 1, "{}", kind.name);
    }
}

#[tokio::test]
async fn run_that_is_over_is_not_made_again_where_it_is_copied_to() {
    for (from_kind, to_kind) in kinds().into_iter().zip(kinds().into_iter().rev()) {
        let (from, to) = (open(&from_kind, LONG).await, open(&to_kind, LONG).await);
        let names = format!("{} to {}", from_kind.name, to_kind.name);
        assert_eq!(take(&from, 1).await, None);
        let run = take(&from, 2).await.unwrap();
        from.let_go(&run, LetGo::Over).await.unwrap();
        let runs = from.last_runs().await.unwrap();
        assert_eq!(to.import(runs.clone()).await.unwrap(), 1, "{names}");
        assert_eq!(to.import(runs).await.unwrap(), 0, "{names}");
        assert_eq!(to.take("stories", due(2)).await.unwrap(), Taking::Over, "{names}");
        assert!(take(&to, 3).await.is_some(), "{names}");
    }
}

/// A folder of articles and one for their episodes.
struct Site(TempDir);

impl Site {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("articles")).unwrap();
        std::fs::write(folder.path().join("articles/a.txt"), text).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// Settings of a schedule that was due at the beginning of the year.
    fn schedule(&self, more: &str) -> String {
        let [articles, out] = ["articles", "out"].map(|name| self.path(name));
        format!(
            "[[schedules]]\nname = \"stories\"\ncron = \"0 0 1 1 *\"\ntime_zone = \"Africa/Cairo\"\ninputs = [{articles:?}]\n\
             out = {out:?}\nformat = \"wav\"\n{more}\n"
        )
    }
}

/// Makes a schedule known that has not run since long ago.
fn missed(place: &Place) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let known = runtime.block_on(async {
        let schedules = Schedules::open(place, LONG).await.unwrap();
        schedules.take("stories", due(18_000)).await.unwrap()
    });
    assert_eq!(known, Taking::Over);
}

/// Starts a process that works.
fn worker(folder: TempDir, settings: &str) -> Node {
    Node::run_in(folder, "work", settings, &[("NATIQ_LOG", "info")])
}

fn place(database: &str) -> Place {
    Place { data_dir: "none".into(), database: Some(database.to_owned()), objects: None }
}

fn count(nodes: &[Node], what: &str) -> usize {
    nodes.iter().map(|node| node.log().lines().filter(|line| line.contains(what)).count()).sum()
}

const TEXT: &str = "فتحت المكتبة أبوابها صباح اليوم.";
const BEGINS: &str = "`stories` runs, as was due";
const HAS_RUN: &str = "`stories` has run";
const NEXT: &str = "`stories` runs next at";

#[test]
fn show_that_was_missed_is_rendered_once_by_one_of_the_processes() {
    let Some(server) = servers::postgres() else { return };
    let (site, database) = (Site::with(TEXT), server.database());
    missed(&place(&database));
    let settings = format!("database = \"{database}\"\n{}", site.schedule(""));
    let nodes = [(); 2].map(|()| worker(tempfile::tempdir().unwrap(), &settings));
    for node in &nodes {
        node.until("it waits for the next time", || node.log().contains(NEXT));
    }
    assert_eq!((count(&nodes, BEGINS), count(&nodes, HAS_RUN)), (1, 1));
    assert!(site.path("out/a.wav").is_file());
}

#[test]
fn one_process_needs_no_server() {
    let (site, folder) = (Site::with(TEXT), tempfile::tempdir().unwrap());
    missed(&Place { data_dir: folder.path().join("data"), database: None, objects: None });
    let mut nodes = [worker(folder, &site.schedule(""))];
    nodes[0].until("it waits for the next time", || nodes[0].log().contains(NEXT));
    assert_eq!((count(&nodes, BEGINS), count(&nodes, HAS_RUN)), (1, 1), "{}", nodes[0].log());
    assert!(site.path("out/a.wav").is_file());
    assert!(nodes[0].log().contains("-01-01T00:00:00+02:00[Africa/Cairo]"), "{}", nodes[0].log());
    nodes[0].terminate();
}

#[test]
fn run_of_a_killed_process_is_taken_by_another() {
    let Some(server) = servers::postgres() else { return };
    let (site, database) = (Site::with(TEXT), server.database());
    missed(&place(&database));
    // It is not over before there is such a file.
    let wait = |file: &Path| format!("after = \"while ! test -e '{}'; do sleep 0.1; done\"", file.display());
    let lease = "[http.jobs]\nlease_seconds = 5\n";
    let settings = format!("database = \"{database}\"\n{lease}{}", site.schedule(&wait(&site.path("go"))));
    let a = worker(tempfile::tempdir().unwrap(), &settings);
    a.until("its episode is there", || site.path("out/a.wav").is_file());
    drop(a);
    std::fs::write(site.path("go"), "").unwrap();
    let b = [worker(tempfile::tempdir().unwrap(), &settings)];
    b[0].until("the run is over", || count(&b, HAS_RUN) == 1);
    assert_eq!(count(&b, BEGINS), 1);
}

#[test]
fn run_of_a_process_that_is_stopped_is_another_s_at_once() {
    let Some(server) = servers::postgres() else { return };
    let sentence = |n: usize| format!("فتحت المكتبة رقم {n} أبوابها صباح اليوم وحضر الافتتاح جمع من القراء. ");
    // It takes minutes.
    let (site, database) = (Site::with(&(1..500).map(sentence).collect::<String>()), server.database());
    missed(&place(&database));
    let lease = "[http.jobs]\nlease_seconds = 3600\n";
    let settings = format!("database = \"{database}\"\n{lease}{}", site.schedule(""));
    let mut a = worker(tempfile::tempdir().unwrap(), &settings);
    a.until("it runs", || a.log().contains(BEGINS));
    let took = a.terminate();
    assert!(took < Duration::from_secs(20), "it took {took:?} to stop");
    assert!(!a.log().contains(HAS_RUN));
    let b = worker(tempfile::tempdir().unwrap(), &settings);
    b.until("another goes on", || b.log().contains(BEGINS));
}

#[test]
fn schedule_that_cannot_be_is_found_at_the_start() {
    let site = Site::with(TEXT);
    let refused = |settings: &str| {
        let mut node = worker(tempfile::tempdir().unwrap(), settings);
        node.wait();
        node.log()
    };
    let said = refused(&site.schedule("voice = \"nobody\""));
    assert!(said.contains("natiq: schedule `stories`: voice `nobody` does not exist"), "{said}");
    let said = refused(&site.schedule("").replace("Africa/Cairo", "Cairo"));
    assert!(said.contains("natiq: schedule `stories`: `time_zone` is `Cairo` (expected"), "{said}");
}
