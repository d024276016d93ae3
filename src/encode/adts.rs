//! AAC as a stream (ADTS), by the FFmpeg that is installed, one process for each stream.
//!
//! FFmpeg is fed as samples come and read by a thread of its own, so neither waits for the other for ever. When samples
//! were pushed, the frames that they fill are waited for: who listens gets them now, not with the next sentence.
//!
//! The process ends with its stream, whole or dropped; when this process is killed, the end of its input ends it. A signal
//! of the terminal does not reach it, so that streams can end in peace when the service is told to stop.

use std::{
    io::{self, Read, Write},
    process::{Child, ChildStdin},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::{
    Error, Format,
    aac::{self, Ffmpeg},
    codec_error,
};
use crate::lock::lock;

/// The rates there are (ISO/IEC 14496-3, table 1.18), in Hz.
const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// Samples in a frame.
const FRAME: u64 = 1_024;

/// How much sound FFmpeg may hold back: the part of a second. FFmpeg 5.1 holds 1,760 samples at 24 kHz, 73 ms.
const HELD_PART: u32 = 4;

/// How long is waited for frames. An FFmpeg that was late once, which holds more back than we know of, is not waited for
/// again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Encodes one stream.
pub(super) struct Encoder {
    child: Child,
    input: Option<ChildStdin>,
    output: Arc<Output>,
    reader: Option<JoinHandle<()>>,
    n_samples: u64,
    n_held: u64,
    is_late: bool,
    /// Samples as FFmpeg takes them; kept for its allocation.
    ready: Vec<u8>,
}

/// What FFmpeg has given and nobody has taken yet.
#[derive(Default)]
struct Output {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    frames: Frames,
    is_over: bool,
}

/// Counts the frames in bytes that come in pieces.
#[derive(Default)]
struct Frames {
    n_frames: u64,
    /// Of the header that has come in part.
    header: Vec<u8>,
    /// Bytes of the frame that are still to come.
    n_left: usize,
}

/// Bytes of a frame's header that tell how long it is.
const HEADER: usize = 6;

impl Encoder {
    /// Starts FFmpeg.
    pub(super) fn new(sample_rate: u32) -> Result<Self, Error> {
        let format = Format::Aac;
        if !RATES.contains(&sample_rate) {
            return Err(Error::SampleRate {
                format,
                sample_rate,
                expected: "AAC has 13 rates from 7,350 to 96,000 Hz",
            });
        }
        let mut child = Ffmpeg::installed().stream(sample_rate)?;
        let input = child.stdin.take();
        let output = Arc::new(Output::default());
        let reader = child.stdout.take().map(|stdout| {
            let output = output.clone();
            std::thread::spawn(move || output.read_all(stdout))
        });
        let n_held = u64::from(sample_rate / HELD_PART);
        Ok(Self { child, input, output, reader, n_samples: 0, n_held, is_late: false, ready: Vec::new() })
    }

    /// Encodes samples.
    pub(super) fn push(&mut self, samples: &[f32], bytes: &mut Vec<u8>) -> Result<(), Error> {
        self.ready.clear();
        self.ready.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        let Some(input) = &mut self.input else { return Ok(()) };
        if let Err(error) = input.write_all(&self.ready) {
            self.input = None;
            // It has ended, and says why.
            aac::end(&mut self.child)?;
            return Err(codec_error(Format::Aac, error));
        }
        self.n_samples += samples.len() as u64;
        let n_due = self.n_samples.saturating_sub(self.n_held) / FRAME;
        let (given, is_in_time) = self.output.take(if self.is_late { 0 } else { n_due });
        self.is_late |= !is_in_time;
        bytes.extend(given);
        Ok(())
    }

    /// Appends the last bytes.
    pub(super) fn finish(mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        self.input = None;
        if let Some(reader) = self.reader.take() {
            // It does not panic.
            let _ = reader.join();
        }
        let ended = aac::end(&mut self.child);
        // Of nothing at all FFmpeg makes no stream, and some versions call that a failure.
        if self.n_samples > 0 {
            ended?;
        }
        bytes.append(&mut lock(&self.output.state).bytes);
        Ok(())
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.input = None;
        // Its output ends with it, and the thread that reads it.
        aac::stop(&mut self.child);
    }
}

impl Output {
    fn read_all(&self, mut stdout: impl Read) {
        let mut buffer = [0; 1 << 12];
        loop {
            match stdout.read(&mut buffer) {
                Ok(n) if n > 0 => {
                    let bytes = buffer.get(..n).unwrap_or_default();
                    let mut state = lock(&self.state);
                    state.bytes.extend(bytes);
                    state.frames.count(bytes);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // What broke is told by how FFmpeg ends.
                _ => break,
            }
            self.changed.notify_one();
        }
        lock(&self.state).is_over = true;
        self.changed.notify_one();
    }

    /// Takes what there is, once it has so many frames in all or there will be no more; tells whether that was in time.
    fn take(&self, n_frames: u64) -> (Vec<u8>, bool) {
        let until = Instant::now() + PATIENCE;
        let mut state = lock(&self.state);
        while state.frames.n_frames < n_frames && !state.is_over {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return (std::mem::take(&mut state.bytes), false);
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        (std::mem::take(&mut state.bytes), true)
    }
}

impl Frames {
    fn count(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.n_left == 0 {
                let (more, rest) = bytes.split_at(bytes.len().min(HEADER - self.header.len()));
                self.header.extend(more);
                bytes = rest;
                // The length of a frame has 13 bits, from the 31st on, and counts its header.
                if let [_, _, _, first, second, third] = self.header[..] {
                    let length = usize::from(first & 3) << 11 | usize::from(second) << 3 | usize::from(third >> 5);
                    self.n_left = length.saturating_sub(HEADER).max(1);
                    self.header.clear();
                }
            } else {
                let n = bytes.len().min(self.n_left);
                self.n_left -= n;
                bytes = bytes.get(n..).unwrap_or_default();
                self.n_frames += u64::from(self.n_left == 0);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
mod tests {
    use super::super::{Encoder as Stream, Tags, encode};
    use super::*;
    use crate::audio::Samples;

    fn is_there() -> bool {
        let is_there = Ffmpeg::find().is_ok();
        if !is_there {
            eprintln!("SKIPPED: there is no FFmpeg to encode AAC with");
        }
        is_there
    }

    fn tone(n: usize, sample_rate: u32) -> Samples {
        Samples { samples: (0..n).map(|n| 0.3 * (n as f32 * 0.1).sin()).collect(), sample_rate }
    }

    /// Decodes by FFmpeg.
    fn decode(bytes: &[u8], sample_rate: u32) -> Vec<f32> {
        let file = tempfile::Builder::new().suffix(".aac").tempfile().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut decoding = Ffmpeg::find().unwrap().decode(file.path(), sample_rate).unwrap();
        let (mut bytes, mut buffer) = (Vec::new(), [0; 4_096]);
        loop {
            match decoding.read(&mut buffer).unwrap() {
                0 => break,
                n => bytes.extend(&buffer[..n]),
            }
        }
        decoding.finish().unwrap();
        bytes.chunks_exact(4).map(|sample| f32::from_le_bytes(sample.try_into().unwrap())).collect()
    }

    /// How many frames there are in bytes that come one by one.
    fn n_frames(bytes: &[u8]) -> u64 {
        let mut frames = Frames::default();
        bytes.chunks(1).for_each(|byte| frames.count(byte));
        frames.n_frames
    }

    #[test]
    fn every_length_has_its_frames_after_one_of_delay() {
        if !is_there() {
            return;
        }
        for n in [1, 1_023, 1_024, 1_025] {
            let bytes = encode(&tone(n, 24_000), Format::Aac, &Tags::default()).unwrap();
            let least = (n as u64).div_ceil(FRAME) + 1;
            assert!((least..least + 2).contains(&n_frames(&bytes)), "{n}: {} frames", n_frames(&bytes));
        }
    }

    #[test]
    fn sound_comes_out_whole_and_as_loud() {
        if !is_there() {
            return;
        }
        let n = 30_000;
        for sample_rate in [16_000, 22_050, 24_000, 44_100] {
            let decoded = decode(&encode(&tone(n, sample_rate), Format::Aac, &Tags::default()).unwrap(), sample_rate);
            let delayed = n + FRAME as usize;
            assert!((delayed..delayed + 2 * FRAME as usize).contains(&decoded.len()), "{}", decoded.len());
            let loudest = |samples: &[f32]| samples.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
            assert!((0.25..0.4).contains(&loudest(&decoded[8_000..20_000])), "{sample_rate}");
            assert!(loudest(&decoded[n + 900..delayed]) > 0.1, "{sample_rate}: the end is missing");
        }
    }

    #[test]
    fn bytes_do_not_depend_on_how_the_samples_were_cut() {
        if !is_there() {
            return;
        }
        let tone = tone(30_000, 24_000);
        let whole = encode(&tone, Format::Aac, &Tags::default()).unwrap();
        assert_eq!(whole[..2], [0xff, 0xf1]);
        let mut encoder = Stream::new(Format::Aac, 24_000, &Tags::default()).unwrap();
        let mut bytes = Vec::new();
        tone.samples.chunks(1_999).for_each(|piece| bytes.extend(encoder.push(piece).unwrap()));
        let finished = encoder.finish().unwrap();
        bytes.extend(finished.tail);
        assert!(finished.head.is_empty() && bytes == whole);
    }

    #[test]
    fn half_a_second_gives_its_first_quarter_without_more() {
        if !is_there() {
            return;
        }
        let mut encoder = Encoder::new(24_000).unwrap();
        let mut bytes = Vec::new();
        encoder.push(&tone(12_000, 24_000).samples, &mut bytes).unwrap();
        let until = Instant::now() + Duration::from_secs(60);
        // On a busy machine FFmpeg takes its time to start.
        while n_frames(&bytes) < 5 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
            encoder.push(&[], &mut bytes).unwrap();
        }
        assert!(n_frames(&bytes) >= 5, "{} frames", n_frames(&bytes));
    }

    #[test]
    fn nothing_is_a_stream_without_a_frame() {
        if !is_there() {
            return;
        }
        assert!(encode(&tone(0, 24_000), Format::Aac, &Tags::default()).unwrap().is_empty());
    }

    #[test]
    fn rate_that_aac_has_not_is_refused() {
        assert!(matches!(Encoder::new(23_999), Err(Error::SampleRate { .. })));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn stream_that_is_dropped_leaves_no_process() {
        if !is_there() {
            return;
        }
        let mut encoder = Encoder::new(24_000).unwrap();
        encoder.push(&tone(12_000, 24_000).samples, &mut Vec::new()).unwrap();
        let process = std::path::PathBuf::from(format!("/proc/{}", encoder.child.id()));
        assert!(process.exists());
        drop(encoder);
        assert!(!process.exists());
    }
}
