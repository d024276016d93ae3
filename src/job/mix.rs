//! Second pass: speech and music to one stream, at the loudness of the show, encoded.
//!
//! How loud a gain makes it is known exactly; how much the limiter takes away from that is not, so the result is measured
//! and the gain corrected before anything is encoded. Reading the samples again costs a hundredth of speaking them.

use std::{
    fs::File,
    io::{BufReader, Read, Write},
    time::Duration,
};

use super::{Error, recording::Recording};
use crate::{
    audio::{
        level,
        loudness::{Limiter, Loudness, Meter},
    },
    durable::PartialFile,
    encode::{self, Encoder, Format, Tags},
};

/// What an episode's sound is to be like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// In LUFS.
    pub(super) loudness: f64,
    /// In dB relative to full scale.
    pub(super) true_peak: f64,
    pub(super) format: Format,
}

/// How close to its target the loudness is brought, in LU.
const TOLERANCE: f64 = 0.05;

/// How often the gain is corrected at most; the second correction is already below the tolerance.
const CORRECTIONS: usize = 4;

/// Speech so short that it has no integrated loudness is taken to be this loud beside its music, in LUFS.
const SHORT_SPEECH: f64 = -23.0;

/// Samples that are mixed at once.
const N_BLOCK: usize = 8_192;

/// How far below its ceiling a peak must stay for the format to keep it there: what a codec gives back has peaks of its
/// own. Over 200 episodes of our voice FFmpeg found MP3 peaks up to 1.5 dB above what was encoded; Opus was looked at in a
/// few files only and is given the same room, as is AAC.
fn headroom(format: Format) -> f64 {
    match format {
        Format::Wav | Format::Pcm | Format::Flac => 0.1,
        Format::Mp3 | Format::Opus | Format::Aac => 2.0,
    }
}

/// Mixes, levels and encodes a recording into a file; returns what was measured before encoding.
///
/// # Errors
/// When the disk or the codec fails.
///
/// # Blocking
/// Reads the recording several times and encodes it.
pub(super) fn mix_and_encode(
    recording: &Recording,
    target: Target,
    tags: &Tags,
    file: &mut PartialFile,
) -> Result<Loudness, Error> {
    let ceiling = level::amplitude((target.true_peak - headroom(target.format)) as f32);
    let is_plain = recording.beds.is_empty() && recording.gains.is_empty();
    let unity = if is_plain { recording.loudness } else { measure(recording, None)? };
    let mut gain = if unity.integrated.is_finite() { target.loudness - unity.integrated } else { 0.0 };
    let mut result = measure(recording, Some((gain, ceiling)))?;
    for _ in 0..CORRECTIONS {
        let error = target.loudness - result.integrated;
        if !error.is_finite() || error.abs() <= TOLERANCE {
            break;
        }
        gain += error;
        result = measure(recording, Some((gain, ceiling)))?;
    }

    let path = file.path().to_owned();
    let mut encoder = Encoder::new(target.format, recording.sample_rate, tags)?;
    leveled(recording, gain, ceiling, &mut |samples| {
        let bytes = encoder.push(samples)?;
        file.write_all(&bytes).map_err(Error::file(&path))
    })?;
    encoder.finish()?.write(file, 0).map_err(Error::file(&path))?;
    Ok(result)
}

/// Returns the chapters of a file: each ends where the next begins.
pub(super) fn chapters(recording: &Recording) -> Vec<encode::Chapter> {
    let ends = recording.chapters.iter().skip(1).map(|next| next.start).chain([recording.timeline.duration]);
    let chapter = |(chapter, end): (&crate::publish::Chapter, f64)| encode::Chapter {
        start: Duration::from_secs_f64(chapter.start),
        end: Duration::from_secs_f64(end),
        title: chapter.title.clone(),
    };
    recording.chapters.iter().zip(ends).map(chapter).collect()
}

fn measure(recording: &Recording, leveling: Option<(f64, f32)>) -> Result<Loudness, Error> {
    let mut meter = Meter::new(recording.sample_rate)?;
    let mut push = |samples: &[f32]| Ok(meter.push(samples)?);
    match leveling {
        None => mixed(recording, &mut push)?,
        Some((gain, ceiling)) => leveled(recording, gain, ceiling, &mut push)?,
    }
    Ok(meter.loudness()?)
}

/// Gives the mix, with a gain in dB and limited, piece by piece.
fn leveled(
    recording: &Recording,
    gain: f64,
    ceiling: f32,
    push: &mut dyn FnMut(&[f32]) -> Result<(), Error>,
) -> Result<(), Error> {
    let gain = level::amplitude(gain as f32);
    let mut limiter = Limiter::new(recording.sample_rate, ceiling)?;
    mixed(recording, &mut |samples| {
        let louder: Vec<f32> = samples.iter().map(|sample| sample * gain).collect();
        push(&limiter.push(&louder)?)
    })?;
    push(&limiter.finish()?)
}

/// Gives speech and music together, piece by piece.
fn mixed(recording: &Recording, push: &mut dyn FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error> {
    let path = &recording.path;
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(Error::file(path))?);
    let speech = recording.loudness.integrated;
    let speech = if speech.is_finite() { speech } else { SHORT_SPEECH };
    let mut at = 0;
    let mut bytes = Vec::new();
    while at < recording.n_samples {
        let n = (recording.n_samples - at).min(N_BLOCK as u64);
        bytes.clear();
        file.by_ref().take(n * 4).read_to_end(&mut bytes).map_err(Error::file(path))?;
        let (samples, _) = bytes.as_chunks::<4>();
        let mut block: Vec<f32> = samples.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        for (i, (start, gain)) in recording.gains.iter().enumerate() {
            let end = recording.gains.get(i + 1).map_or(recording.n_samples, |(next, _)| *next);
            let (from, to) = (at.max(*start), (at + block.len() as u64).min(end));
            if from < to {
                block[(from - at) as usize..(to - at) as usize].iter_mut().for_each(|sample| *sample *= gain);
            }
        }
        // Music goes on after the last sample of the speech.
        block.resize(n as usize, 0.0);
        for bed in &recording.beds {
            let gain = bed.clip.gain_beside(speech);
            let from = at.max(bed.start);
            let to = (at + n).min(bed.start + bed.clip.samples.len() as u64);
            for position in from..to {
                block[(position - at) as usize] += gain * bed.clip.samples[(position - bed.start) as usize];
            }
        }
        push(&block)?;
        at += n;
    }
    Ok(())
}
