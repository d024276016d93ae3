//! First pass: the voice reads a script into a file of samples, measured while it is written.
//!
//! An hour of speech is a third of a gigabyte of samples, so it lies on the disk. Only when all of it is there is it
//! known how loud it is; [`mix`](super::mix) goes on from there. Where music is to stand alone there is silence.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Error, Setup, episode_script::EpisodeScript, music::Clip};
use crate::{
    article::Role,
    audio::{
        self, level,
        loudness::{Loudness, Meter},
        n_samples,
        resample::resample,
    },
    durable,
    note::NoteCode,
    pipeline::{Pipeline, SpeechOptions},
    publish::Chapter,
    render::Uttered,
    structure::read_aloud,
    timeline::Timeline,
};

/// The speech of an article, on the disk.
pub(super) struct Recording {
    pub(super) path: PathBuf,
    pub(super) sample_rate: u32,
    /// Length of the whole, music included.
    pub(super) n_samples: u64,
    /// Of the speech alone.
    pub(super) loudness: Loudness,
    pub(super) beds: Vec<Bed>,
    pub(super) timeline: Timeline,
    pub(super) chapters: Vec<Chapter>,
    /// Utterances that took much more or less time than their text should.
    pub(super) n_doubts: usize,
    pub(super) n_utterances: usize,
    /// How many of them were spoken now, and not kept from before.
    pub(super) n_spoken: usize,
    /// From where on the speech is another voice's, and what brings that one to the loudness of them all, in amplitude;
    /// empty where one voice speaks all.
    pub(super) gains: Vec<(u64, f32)>,
}

/// Music and where it begins.
pub(super) struct Bed {
    pub(super) start: u64,
    pub(super) clip: Clip,
}

/// Below this a sample is silence.
const INAUDIBLE: f32 = 1e-4;

/// What is left of the pause after the last word, so that no player swallows its end.
const TAIL: Duration = Duration::from_millis(100);

/// Between the last word and music that does not lie under it.
const BEFORE_OUTRO: Duration = Duration::from_millis(400);

/// Reads a script aloud into the file `path`. `progress` is called after each utterance with how many are done, how
/// many there are and the seconds of sound so far; when it answers false, the work ends with [`Error::Stopped`].
///
/// # Errors
/// When a model fails, the disk does, or there is nothing to be heard.
///
/// # Blocking
/// Runs the models.
pub(super) fn record(
    script: &EpisodeScript,
    setup: &Setup,
    pipeline: &mut Pipeline,
    path: &Path,
    progress: &mut dyn FnMut(usize, usize, f64) -> bool,
) -> Result<Recording, Error> {
    let sample_rate = setup.sample_rate;
    let speakers = setup.speakers(&SpeechOptions { lexicon: script.lexicon.clone(), ..setup.speech_options.clone() });
    let plan: Vec<_> =
        script.paragraphs.iter().map(|paragraph| read_aloud(paragraph, setup.speech_options.structure)).collect();
    let n_utterances = plan.iter().map(Vec::len).sum();
    let body = script.paragraphs.iter().enumerate().skip(script.n_intro);
    let headings: HashMap<usize, u8> = body
        .filter_map(|(index, paragraph)| match paragraph.role {
            Role::Heading { level } => Some((index, level)),
            _ => None,
        })
        .collect();
    // Music stands before sections; headings within a section are chapters too, without music.
    let section = headings.values().min();

    let mut spool = Spool::create(path, sample_rate)?;
    let mut timeline = Timeline::default();
    let mut beds = Vec::new();
    let mut chapters = Vec::new();
    let (mut n_done, mut n_doubts, mut n_spoken) = (0, 0, 0);
    let mut parts = Parts::default();
    let n_body_end = script.paragraphs.len() - script.n_outro;
    if let Some(clip) = &setup.music.intro {
        beds.push(Bed { start: 0, clip: clip.clone() });
        spool.silence(clip.samples.len() - clip.under)?;
    }
    for (index, utterances) in plan.into_iter().enumerate() {
        if let Some(level) = headings.get(&index) {
            if chapters.is_empty() && index > 0 {
                chapters.push(Chapter { start: 0.0, title: script.title.clone() });
            }
            let start = if chapters.is_empty() { 0.0 } else { spool.seconds() };
            chapters.push(Chapter { start, title: script.paragraphs[index].text.clone() });
            if let Some(clip) = &setup.music.section
                && Some(level) == section
                && index > 0
            {
                beds.push(Bed { start: spool.n_samples, clip: clip.clone() });
                spool.silence(clip.samples.len() - clip.under)?;
            }
        }
        let is_shows_own = index < script.n_intro || index >= n_body_end;
        let speaker = speakers.of(script.paragraphs[index].role, is_shows_own);
        parts.begin(&speaker.speech_options().voice, spool.n_samples, sample_rate)?;
        for utterance in utterances {
            let Uttered { mut speech, is_new } = setup.utterances.speak(&utterance, speaker, pipeline)?;
            n_spoken += usize::from(is_new);
            if speech.samples.sample_rate != sample_rate {
                speech.samples = resample(&speech.samples, sample_rate)?;
            }
            n_doubts += speech.notes.iter().filter(|note| note.code == NoteCode::ImplausibleDuration).count();
            timeline.duration = spool.seconds();
            timeline.push(index, &script.paragraphs[index].text, &utterance.text, &speech);
            // An episode does not begin with the pause after nothing.
            if spool.last_sound.is_some() || !speech.words.is_empty() {
                spool.push(&speech.samples.samples)?;
                parts.push(&speech.samples.samples)?;
            }
            n_done += 1;
            if !progress(n_done, n_utterances, spool.seconds()) {
                return Err(Error::Stopped);
            }
        }
    }
    let speech_end = spool.last_sound.ok_or(Error::NothingToSay)? + 1;
    let loudness = spool.meter.loudness()?;
    let n = |duration| n_samples(duration, sample_rate) as u64;
    let mut end = (speech_end + n(TAIL)).min(spool.n_samples);
    if let Some(clip) = &setup.music.outro {
        let start =
            if clip.under > 0 { speech_end.saturating_sub(clip.under as u64) } else { speech_end + n(BEFORE_OUTRO) };
        end = (start + clip.samples.len() as u64).max(end);
        beds.push(Bed { start, clip: clip.clone() });
    }
    spool.finish()?;
    timeline.duration = seconds(end, sample_rate);
    Ok(Recording {
        path: path.to_owned(),
        sample_rate,
        n_samples: end,
        loudness,
        beds,
        timeline,
        chapters,
        n_doubts,
        n_utterances,
        n_spoken,
        gains: parts.gains()?,
    })
}

/// The parts of an episode that different voices speak, and how loud each voice is.
#[derive(Default)]
struct Parts {
    meters: Vec<(String, Meter)>,
    /// Where each part begins, and which voice speaks it.
    starts: Vec<(u64, usize)>,
}

impl Parts {
    fn begin(&mut self, voice: &str, at: u64, sample_rate: u32) -> Result<(), Error> {
        let known = self.meters.iter().position(|(known, _)| known == voice);
        let voice = match known {
            Some(known) => known,
            None => {
                self.meters.push((voice.to_owned(), Meter::new(sample_rate)?));
                self.meters.len() - 1
            }
        };
        if self.starts.last().is_none_or(|(_, before)| *before != voice) {
            self.starts.push((at, voice));
        }
        Ok(())
    }

    fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        if let Some((_, voice)) = self.starts.last()
            && let Some((_, meter)) = self.meters.get_mut(*voice)
        {
            meter.push(samples)?;
        }
        Ok(())
    }

    /// Returns where each part begins and what brings it to the loudness of the first voice's. A voice that says too
    /// little to be measured is left as it is.
    fn gains(&self) -> Result<Vec<(u64, f32)>, Error> {
        if self.meters.len() < 2 {
            return Ok(Vec::new());
        }
        let loudness = self.meters.iter().map(|(_, meter)| Ok(meter.loudness()?.integrated));
        let loudness = loudness.collect::<Result<Vec<f64>, Error>>()?;
        let aim = loudness.iter().copied().find(|loudness| loudness.is_finite()).unwrap_or_default();
        let gain = |voice: usize| {
            let own = loudness.get(voice).copied().filter(|loudness| loudness.is_finite());
            level::amplitude(own.map_or(0.0, |own| aim - own) as f32)
        };
        Ok(self.starts.iter().map(|(at, voice)| (*at, gain(*voice))).collect())
    }
}

/// Seconds of a number of samples, to a tenth of a millisecond, as in timelines.
pub(super) fn seconds(n_samples: u64, sample_rate: u32) -> f64 {
    (audio::duration(n_samples, sample_rate).as_secs_f64() * 10_000.0).round() / 10_000.0
}

/// A file of samples being written.
struct Spool {
    file: BufWriter<File>,
    path: PathBuf,
    sample_rate: u32,
    n_samples: u64,
    /// Where the last sample is that can be heard.
    last_sound: Option<u64>,
    meter: Meter,
}

impl Spool {
    fn create(path: &Path, sample_rate: u32) -> Result<Self, Error> {
        let file = durable::create_anew(path).map_err(Error::file(path))?;
        let file = BufWriter::with_capacity(1 << 16, file);
        let meter = Meter::new(sample_rate)?;
        Ok(Self { file, path: path.to_owned(), sample_rate, n_samples: 0, last_sound: None, meter })
    }

    fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.meter.push(samples)?;
        if let Some(last) = samples.iter().rposition(|sample| sample.abs() > INAUDIBLE) {
            self.last_sound = Some(self.n_samples + last as u64);
        }
        self.write(samples.iter().copied()).map_err(Error::file(&self.path))
    }

    fn silence(&mut self, n: usize) -> Result<(), Error> {
        self.write(std::iter::repeat_n(0.0, n)).map_err(Error::file(&self.path))
    }

    fn write(&mut self, samples: impl Iterator<Item = f32>) -> io::Result<()> {
        for sample in samples {
            // What is not finite would spread over the whole mix.
            let sample = if sample.is_finite() { sample } else { 0.0 };
            self.file.write_all(&sample.to_le_bytes())?;
            self.n_samples += 1;
        }
        Ok(())
    }

    fn seconds(&self) -> f64 {
        seconds(self.n_samples, self.sample_rate)
    }

    fn finish(mut self) -> Result<(), Error> {
        self.file.flush().map_err(Error::file(&self.path))
    }
}
