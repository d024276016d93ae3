//! Audio in an object store that several services share.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use natiq::{
    s3::{Account, Bucket},
    store::{Cache, Dependency, Error, Key, Patience, Place, Stores},
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{LIMITS, nodes::Node};
use crate::servers::{self, Moto, Way};

fn key(name: &str) -> Key {
    Key::of("test").with(name).finish()
}

/// The name of an object.
fn name(key: Key) -> String {
    let key = key.to_string();
    format!("{}/{key}", &key[..2])
}

/// Returns the address of a folder of its own.
fn place() -> String {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    format!("s3://natiq/{}/audio", MADE.fetch_add(1, Ordering::Relaxed))
}

/// The tests may have to wait for each other.
const AT_EASE: Patience = Patience { answer: Duration::from_secs(20), object: Duration::from_secs(20) };

const HASTY: Patience = Patience { answer: Duration::from_millis(250), object: Duration::from_millis(500) };

/// Opens a cache with a folder of its own on a bucket.
async fn cache(place: &str, account: &Account, patience: Patience) -> (Cache, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (cache_in(&folder, place, account, patience).await.unwrap(), folder)
}

async fn cache_in(folder: &TempDir, place: &str, account: &Account, patience: Patience) -> Result<Cache, Error> {
    let (folder, bucket) = (folder.path().to_owned(), Bucket::open(place, account.clone()).unwrap());
    let open = move || Cache::open(&folder, 10_000_000)?.with_objects(&bucket, patience);
    tokio::task::spawn_blocking(open).await.unwrap()
}

/// Fetches something and returns its bytes.
async fn fetched(cache: &Cache, name: &str) -> Option<Vec<u8>> {
    cache.fetch(key(name)).await?;
    cache.get(key(name)).await
}

/// Keeps something and shares it.
async fn made(cache: &Cache, name: &str, bytes: &[u8]) {
    cache.put(key(name), bytes.to_vec()).await;
    cache.share(key(name));
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let until = Instant::now() + Duration::from_secs(120);
    while !holds().await {
        assert!(Instant::now() < until, "{what}: not within two minutes");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn figures(cache: &Cache) -> natiq::store::ObjectFigures {
    cache.object_figures().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_makes_another_fetches_and_what_one_takes_away_is_gone() {
    let Some(moto) = servers::moto() else { return };
    let place = place();
    let (a, _of_a) = cache(&place, &moto.account(), AT_EASE).await;
    let (b, _of_b) = cache(&place, &moto.account(), AT_EASE).await;
    assert!(a.fetch(key("a")).await.is_none());
    // Longer than a buffer.
    let sound: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).take(900_000).collect();
    made(&a, "a", &sound).await;
    until("it is there", async || figures(&a).put == 1).await;
    // Many who ask at once ask the store once.
    let all: Vec<_> = (0..50)
        .map(|_| {
            tokio::spawn({
                let b = b.clone();
                async move { fetched(&b, "a").await }
            })
        })
        .collect();
    for one in all {
        assert!(one.await.unwrap().is_some_and(|found| found == sound));
    }
    assert_eq!((figures(&b).hits, figures(&b).misses), (1, 0));
    assert_eq!(figures(&a).misses, 1);
    // What was not shared stays where it was made.
    a.put(key("b"), b"sound".to_vec()).await;
    assert!(b.fetch(key("b")).await.is_none());
    // What is there already is left as it is.
    let (c, _of_c) = cache(&place, &moto.account(), AT_EASE).await;
    made(&c, "a", b"other").await;
    until("it was tried", async || figures(&c).waiting == 0).await;
    assert_eq!(figures(&c).put, 0);
    let (d, _of_d) = cache(&place, &moto.account(), AT_EASE).await;
    assert_eq!(fetched(&d, "a").await.unwrap().len(), 900_000);

    assert_eq!(a.remove_everywhere(key("a")), 900_000);
    until("it is removed", async || figures(&a).waiting == 0).await;
    let (e, _of_e) = cache(&place, &moto.account(), AT_EASE).await;
    assert!(e.fetch(key("a")).await.is_none() && a.get(key("a")).await.is_none());
    assert_eq!(figures(&e).misses, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn store_that_answers_503_is_done_without_and_gets_what_was_made_meanwhile() {
    let Some(moto) = servers::moto() else { return };
    for fault in [Way::Refused, Way::Cut] {
        let (place, proxy) = (place(), moto.proxy());
        let (a, _of_a) = cache(&place, &proxy.account(), AT_EASE).await;
        assert_eq!(a.missing(), None);
        proxy.set(fault);
        let begun = Instant::now();
        for n in 0..200 {
            let name = n.to_string();
            assert!(a.fetch(key(&name)).await.is_none());
            made(&a, &name, name.as_bytes()).await;
            assert_eq!(a.get(key(&name)).await.as_deref(), Some(name.as_bytes()));
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{fault:?}: {:?}", begun.elapsed());
        until("that it is away is known", async || a.missing() == Some(Dependency::Objects)).await;
        let before = figures(&a).failures;
        assert!(before >= 3 && !figures(&a).is_there, "{:?}", figures(&a));
        proxy.set(Way::Open);
        until("it is back", async || a.missing().is_none()).await;
        until("all is there", async || figures(&a).put == 200).await;
        let (b, _of_b) = cache(&place, &moto.account(), AT_EASE).await;
        assert_eq!(fetched(&b, "199").await.as_deref(), Some(b"199".as_slice()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_store_is_waited_for_a_moment_a_few_times_and_still_gets_what_is_made() {
    let Some(moto) = servers::moto() else { return };
    let (place, proxy) = (place(), moto.proxy());
    let (a, _of_a) = cache(&place, &proxy.account(), HASTY).await;
    let (other, _of_other) = cache(&place, &moto.account(), AT_EASE).await;
    made(&other, "there", b"sound").await;
    until("it is there", async || figures(&other).put == 1).await;
    proxy.set(Way::Slow(Duration::from_secs(3)));
    let mut waited = Vec::new();
    for n in 0..50 {
        let begun = Instant::now();
        assert!(a.fetch(key(&if n == 0 { "there".to_owned() } else { n.to_string() })).await.is_none());
        waited.push(begun.elapsed());
    }
    // Three are let down; nobody after them waits at all.
    let n_waited = waited.iter().filter(|time| **time > HASTY.answer / 2).count();
    assert!((1..=5).contains(&n_waited), "{waited:?}");
    assert!(waited.iter().all(|time| *time < HASTY.answer + Duration::from_secs(1)), "{waited:?}");
    assert!(waited[40..].iter().all(|time| *time < HASTY.answer / 2), "{waited:?}");
    assert_eq!(a.missing(), Some(Dependency::Objects));
    made(&a, "mine", b"other").await;
    until("it gets there", async || figures(&a).put == 1).await;
    // What came too late is here for the next.
    until("it came", async || a.contains(key("there"))).await;
    assert_eq!(a.get(key("there")).await.as_deref(), Some(b"sound".as_slice()));
    proxy.set(Way::Open);
    until("it is quick again", async || a.missing().is_none()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_object_is_not_heard_and_gives_way_to_a_whole_one() {
    let Some(moto) = servers::moto() else { return };
    let place = place();
    let bucket = Bucket::open(&place, moto.account()).unwrap();
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let put = |name: String, bytes: Vec<u8>, told: Option<String>| {
        let bucket = bucket.clone();
        let work = move || {
            let mut file = tempfile::tempfile().unwrap();
            std::io::Write::write_all(&mut file, &bytes).unwrap();
            let told: Vec<_> = told.iter().map(|told| ("x-amz-meta-sha256", told.as_str())).collect();
            bucket.put(&name, &file, &digest(&bytes), &told).unwrap();
        };
        tokio::task::spawn_blocking(work)
    };
    // Another's bytes, some of its own, and nothing said about them.
    put(name(key("a")), b"noise".to_vec(), Some(digest(b"sound"))).await.unwrap();
    put(name(key("b")), b"sou".to_vec(), Some(digest(b"sound"))).await.unwrap();
    put(name(key("c")), b"sound".to_vec(), None).await.unwrap();
    let (a, _of_a) = cache(&place, &moto.account(), AT_EASE).await;
    for name in ["a", "b", "c"] {
        assert!(a.fetch(key(name)).await.is_none(), "{name}");
        assert!(!a.contains(key(name)), "{name}");
        until("it is removed", async || figures(&a).waiting == 0).await;
        made(&a, name, b"sound").await;
    }
    assert_eq!((figures(&a).corrupt, figures(&a).hits), (3, 0));
    until("whole ones are there", async || figures(&a).put == 3).await;
    let (b, _of_b) = cache(&place, &moto.account(), AT_EASE).await;
    assert_eq!(fetched(&b, "a").await.as_deref(), Some(b"sound".as_slice()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_removed_while_the_store_is_away_is_removed_after_a_restart() {
    let Some(moto) = servers::moto() else { return };
    let (place, proxy) = (place(), moto.proxy());
    let (a, folder) = cache(&place, &proxy.account(), AT_EASE).await;
    made(&a, "a", b"sound").await;
    until("it is there", async || figures(&a).put == 1).await;
    proxy.set(Way::Cut);
    a.remove_everywhere(key("a"));
    drop(a);
    // It starts without the store.
    let a = cache_in(&folder, &place, &proxy.account(), AT_EASE).await.unwrap();
    assert_eq!(a.missing(), Some(Dependency::Objects));
    proxy.set(Way::Open);
    until("it is removed", async || figures(&a).waiting == 0).await;
    let (b, _of_b) = cache(&place, &moto.account(), AT_EASE).await;
    assert!(b.fetch(key("a")).await.is_none());
    assert_eq!(figures(&b).misses, 1);
    assert_eq!(std::fs::read_dir(folder.path().join("removals")).unwrap().count(), 0);
}

#[tokio::test]
async fn bucket_that_is_not_ours_is_a_setting_that_is_wrong() {
    let Some(moto) = servers::moto() else { return };
    let folder = tempfile::tempdir().unwrap();
    let open = async |objects: (&str, Account)| {
        let objects = Some((objects.0.to_owned(), objects.1));
        let place = Place { data_dir: folder.path().to_owned(), database: None, objects };
        Stores::open(&place, LIMITS).await.err().map(|error| error.to_string()).unwrap_or_default()
    };
    let wrong = open(("s3://nobodys/audio", moto.account())).await;
    assert!(wrong.contains("setting `objects`") && wrong.contains("NoSuchBucket"), "{wrong}");
    let wrong = open(("natiq/audio", moto.account())).await;
    assert!(wrong.contains("expected `s3://BUCKET`"), "{wrong}");
    let wrong = open(("s3://natiq/audio", Account::default())).await;
    assert!(wrong.contains("AWS_ACCESS_KEY_ID"), "{wrong}");
    assert_eq!(open(("s3://natiq/audio", Moto::account(moto))).await, "");
}

/// As long as what is shared; `n` makes it another article.
fn text(n: usize) -> String {
    let sentence = "فتحت المكتبة أبوابها صباح اليوم بعد أعوام من الترميم، وحضر الافتتاح جمع كبير من القراء والكتاب. ";
    format!("خبر {n}. {}\n\nوستبقى المكتبة مفتوحة حتى المساء.", sentence.repeat(6))
}

/// Starts a service on a bucket.
fn node(place: &str, account: &Account) -> Node {
    let endpoint = account.endpoint.clone().unwrap();
    let environment = [
        ("AWS_ACCESS_KEY_ID", account.key_id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &account.secret),
        ("AWS_ENDPOINT_URL_S3", &endpoint),
    ];
    Node::start_with(&format!("objects = \"{place}\"\n"), &environment)
}

/// Returns a metric of a service.
fn metric(node: &Node, name: &str) -> u64 {
    let metrics = node.get("/metrics");
    let value = metrics.text().lines().find_map(|line| line.strip_prefix(&format!("natiq_{name} ")));
    value.unwrap_or_else(|| panic!("{name} in {}", metrics.text())).parse().unwrap()
}

#[test]
fn what_one_service_speaks_another_serves_with_the_same_bytes_until_it_is_deleted() {
    let Some(moto) = servers::moto() else { return };
    let place = place();
    let (a, b) = (node(&place, &moto.account()), node(&place, &moto.account()));
    // On a machine that is busy an answer may come too late, and B speaks for itself.
    let mut n_fetched = 0;
    for n in 0..20 {
        let article = a.give(&text(n));
        assert_eq!(b.give(&text(n)), article);
        let before = metric(&a, "objects_put");
        let audio = format!("{article}/audio?format=mp3");
        assert_eq!(a.get(&audio).status, 200);
        a.until("it is there", || metric(&a, "objects_put") > before);
        // The file that is kept, whose head tells how long it is.
        let at_a = a.get(&audio);
        let before = metric(&b, "objects_hits");
        let at_b = b.get(&audio);
        assert_eq!((at_a.status, at_b.status), (200, 200));
        if metric(&b, "objects_hits") > before {
            n_fetched += 1;
            assert!(at_b.body.len() > 50_000 && at_b.body == at_a.body, "{} {}", at_a.body.len(), at_b.body.len());
            assert_eq!(a.ask("DELETE", &article, "").status, 204);
            a.until("it is removed", || metric(&a, "objects_waiting") == 0);
            let c = node(&place, &moto.account());
            c.give(&text(n));
            assert_eq!(c.get(&audio).status, 200);
            assert_eq!(metric(&c, "objects_hits"), 0, "it was not removed");
            break;
        }
        // Made by B, and kept by it.
        b.until("it is kept", || b.get(&audio).body == at_a.body);
    }
    assert_eq!(n_fetched, 1, "B has fetched nothing");
}

#[test]
fn service_starts_and_speaks_without_its_object_store_and_says_what_is_missing() {
    let Some(moto) = servers::moto() else { return };
    let proxy = moto.proxy();
    proxy.set(Way::Refused);
    let a = node(&place(), &proxy.account());
    let ready = a.get("/readyz").json();
    assert_eq!(ready["missing"], serde_json::json!(["the object store"]), "{ready}");
    let article = a.give(&text(0));
    for path in ["audio?format=mp3", "segments/0?format=wav", "timeline"] {
        assert_eq!(a.get(&format!("{article}/{path}")).status, 200, "{path}");
    }
    assert_eq!((metric(&a, "objects_reachable"), metric(&a, "objects_hits")), (0, 0));
    assert!(metric(&a, "objects_failures") > 0);
    proxy.set(Way::Open);
    a.until("it is there again", || a.get("/readyz").json().get("missing").is_none());
    a.until("what was made meanwhile is there", || metric(&a, "objects_put") >= 3);
}

#[test]
fn audio_is_copied_to_a_bucket_and_back() {
    let Some(moto) = servers::moto() else { return };
    let place = place();
    let account = moto.account();
    let bucket = Bucket::open(&place, account.clone()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let audio = folder.path().join("data/audio");
    // More than a page of a list has, which is a thousand.
    let contents = |n: usize| if n == 0 { vec![b'x'; 3_000_000] } else { format!("ID3 sound {n}").into_bytes() };
    {
        let cache = Cache::open(&audio, u64::MAX).unwrap();
        let keep = |name: &str, bytes: &[u8]| {
            let mut writer = cache.writer(key(name));
            writer.append(bytes);
            writer.commit(&[]).unwrap();
        };
        (0..1_100).for_each(|n| keep(&n.to_string(), &contents(n)));
        // Speech of an utterance is sooner made than fetched.
        keep("utterance", b"{\"sample_rate\":24000}\n");
        keep("broken", b"sound");
        let key = key("broken").to_string();
        let mut files = std::fs::read_dir(audio.join(&key[..2])).unwrap().map(|file| file.unwrap().path());
        let is_it = |file: &std::path::PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with(&key);
        let file = files.find(is_it).unwrap();
        std::fs::write(file, b"noise").unwrap();
    }
    let copy = |data_dir: &str, from: &str, to: &str| {
        let config = folder.path().join("natiq.toml");
        std::fs::write(&config, format!("objects = \"{place}\"\n")).unwrap();
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_natiq"))
            .arg("--config")
            .arg(config)
            .arg("--data-dir")
            .arg(folder.path().join(data_dir))
            .args(["store", "copy", from, to])
            .env("AWS_ACCESS_KEY_ID", &account.key_id)
            .env("AWS_SECRET_ACCESS_KEY", &account.secret)
            .env("AWS_ENDPOINT_URL_S3", account.endpoint.as_deref().unwrap())
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout)
    };
    let said = copy("data", "embedded", "server");
    assert!(
        said.contains("copied: 1100 files of audio (3 MB)") && said.contains("1 files of audio are broken"),
        "{said}"
    );
    assert!(copy("data", "embedded", "server").contains("copied: 0 files of audio"));
    assert!(bucket.read(&name(key("7"))).unwrap().is_some());
    assert!(bucket.read(&name(key("utterance"))).unwrap().is_none());
    assert!(bucket.read(&name(key("broken"))).unwrap().is_none());
    let said = copy("other", "server", "embedded");
    assert!(said.contains("copied: 1100 files of audio (3 MB)"), "{said}");
    let cache = Cache::open(&folder.path().join("other/audio"), u64::MAX).unwrap();
    for n in 0..1_100 {
        assert!(cache.read(key(&n.to_string())).is_some_and(|found| found == contents(n)), "{n}");
    }
    assert!(copy("other", "server", "embedded").contains("copied: 0 files of audio"));
}
