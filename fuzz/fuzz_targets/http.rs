//! What a client sends, byte for byte, to a service that speaks silence. It may refuse; it must not fail.
//!
//! Needs what `natiq setup` provides, for the voice is checked when the service starts.

#![no_main]
#![allow(clippy::unwrap_used, reason = "a harness that cannot start has nothing to fuzz")]

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, OnceLock},
    time::Duration,
};

use natiq::{
    audio::Samples,
    config::Config,
    http::{self, Settings},
    pipeline::{self, SpeechOptions, Pipeline, Speech, Stages},
    utterance::Utterance,
    voice::Catalog,
    worker::{Pool, Speaker},
};

/// Takes text through the real rooms, and speaks a tenth of a second of silence for each utterance.
struct Silent(Pipeline);

impl Speaker for Silent {
    fn speak(&mut self, utterance: &Utterance, _: &SpeechOptions) -> Result<Speech, pipeline::Error> {
        let samples = Samples::pause(Duration::from_millis(100), 24_000);
        Ok(Speech::wordless(samples, utterance))
    }

    fn stages(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Stages, pipeline::Error> {
        self.0.stages(utterance, speech_options)
    }
}

struct Service {
    address: SocketAddr,
    pool: Pool,
    _folder: tempfile::TempDir,
    _threads: tokio::runtime::Runtime,
}

fn service() -> &'static Service {
    static SERVICE: OnceLock<Service> = OnceLock::new();
    SERVICE.get_or_init(|| {
        // Without Rust's own beginning of a program nobody has done this, and a client that is gone would end the process.
        // SAFETY: no handler is installed, the signal is ignored from here on.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
        let runtime = Config::default().provision().runtime(&mut |line| eprintln!("{line}")).unwrap();
        let catalog = Arc::new(Catalog::load(&[], &runtime).unwrap());
        let voices = catalog.clone();
        let pool =
            Pool::start(1, 64, move || Pipeline::open(runtime.clone(), voices.clone()).map(Silent)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let house = natiq::lexicon::House::open(folder.path().join("lexicon.tsv")).unwrap();
        let app = http::app(pool.clone(), catalog, &Settings::default(), folder.path(), house).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let threads = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        threads.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            http::serve(listener, app, std::future::pending()).await
        });
        Service { address, pool, _folder: folder, _threads: threads }
    })
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let service = service();
    let mut client = TcpStream::connect(service.address).unwrap();
    client.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let _ = client.write_all(bytes);
    let mut answer = Vec::new();
    // Who says that it has sent all is taken for gone. A request that is not whole and a stream that goes on, such as
    // events, are left after a while.
    let _ = client.take(1 << 20).read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/1.1 500"), "{}", String::from_utf8_lossy(&answer));
    assert_eq!(service.pool.health().replaced, 0, "a worker broke");
});
