//! Turns samples into the bytes of a format, as they come.
//!
//! An [`Encoder`] is given samples in pieces of any size and gives bytes as soon as the codec has them; how the samples
//! were cut leaves no trace in the bytes. It holds a few frames, never the stream, so an hour takes as much memory as a
//! second.
//!
//! # Stream and file
//!
//! At the start of a stream nobody knows its end, yet some formats say at the start how long they are. So the bytes an
//! encoder gives are at first those of an endless stream: sizes are given as unknown. When the end is known,
//! [`Encoder::finish`] gives, beside the last bytes, the *head* as it would have been: it has exactly as many bytes as
//! the first one and takes its place wherever that is still possible (a file, a buffer, a stored segment). [`encode`]
//! and [`write()`] do so; whoever has sent the first bytes already leaves it.
//!
//! | format | head of a stream | head of a file | delay | padding |
//! | --- | --- | --- | --- | --- |
//! | `wav` | sizes `FF FF FF FF` | exact sizes | none | none |
//! | `pcm` | none | none | none | none |
//! | `flac` | length and checksum unknown | samples, MD5, frame sizes | none | none |
//! | `opus` | the same | the same | 6.5 ms, stated as pre-skip | stated by the last page |
//! | `mp3` | delay known, length not | frames, bytes, seek table, delay, padding | 1,105 samples, stated | stated |
//! | `aac` | none | none | 1,024 samples, not stated | up to a frame, not stated |
//!
//! Decoders that heed what is stated (FFmpeg and what is built on it, Symphonia) give back exactly the samples that were
//! given: from every format but `aac` as a file, and from all but `mp3` and `aac` as a stream too. There at most two frames of silence
//! (48 ms at 24 kHz) follow the end.
//!
//! # What happens to samples
//!
//! Samples that are not finite become silence and are counted ([`Encoder::n_not_finite`]): one of them would otherwise
//! poison a codec's memory for the rest of the stream. Peaks above half a decibel below full scale are rounded off
//! ([`crate::audio::level::soften`]). Nothing else is done: no dither (speech at 16 bits needs none, and the same
//! samples give the same bytes), no gain.
//!
//! # Why is AAC encoded by another program?
//!
//! The one library that encodes AAC well (FDK) has terms of its own that are no free licence, so this program cannot
//! promise the format as it does the others. Where FFmpeg is installed, it makes streams (`aac`, in ADTS frames, which say
//! nothing about themselves) and the audiobooks of [`crate::publish::m4b`]. Why not AAC in MP4 as a format of its own? Its
//! table of contents can only be written when all of it is there, so nobody could listen until then.
//!
//! # Why one enum and no trait of codecs?
//!
//! The set of formats is closed and each caller has a [`Format`] in hand, not a codec.

use std::fmt;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::str::FromStr;

use crate::audio::{self, Samples, level};

pub mod aac;
mod adts;
mod flac;
#[cfg(feature = "mp3")]
mod mp3;
mod opus;
mod pcm;
mod tags;
#[cfg(test)]
mod tests;
mod wav;

pub use tags::{Chapter, Picture, PictureError, Tags};

/// A form that audio is sent or stored in. All are mono; those with 16-bit samples have them little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RIFF WAVE with 16-bit samples.
    Wav,
    /// 16-bit samples and nothing else.
    Pcm,
    /// MPEG Layer III at a constant bit rate. Needs the cargo feature `mp3`.
    Mp3,
    /// Opus in Ogg.
    Opus,
    /// FLAC with 16-bit samples.
    Flac,
    /// AAC (low complexity) in ADTS frames. Needs an FFmpeg that is installed.
    Aac,
}

impl Format {
    /// Every format, in the order they are told to people.
    pub const ALL: [Self; 6] = [Self::Wav, Self::Mp3, Self::Opus, Self::Flac, Self::Pcm, Self::Aac];

    /// Returns its name, as in the command line and in requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Pcm => "pcm",
            Self::Mp3 => "mp3",
            Self::Opus => "opus",
            Self::Flac => "flac",
            Self::Aac => "aac",
        }
    }

    /// Returns the extension its files have, without a dot.
    pub fn extension(self) -> &'static str {
        self.name()
    }

    /// Returns the format that a file's extension (without a dot, in any case) stands for.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "wav" | "wave" => Some(Self::Wav),
            "pcm" | "raw" => Some(Self::Pcm),
            "mp3" => Some(Self::Mp3),
            "opus" | "ogg" | "oga" => Some(Self::Opus),
            "flac" => Some(Self::Flac),
            "aac" => Some(Self::Aac),
            _ => None,
        }
    }

    /// Returns the format that a file's name stands for by its extension.
    pub fn from_path(path: &Path) -> Option<Self> {
        Self::from_extension(path.extension()?.to_str()?)
    }

    /// Returns the media type for `Content-Type`. Bare samples do not say what they are, so theirs does.
    pub fn media_type(self, sample_rate: u32) -> String {
        match self {
            Self::Wav => "audio/wav".to_owned(),
            // The type registered for raw samples, audio/L16, is big-endian; speech services send this one.
            Self::Pcm => {
                format!("audio/pcm;rate={sample_rate};channels=1;bits=16;encoding=signed-integer;endian=little")
            }
            Self::Mp3 => "audio/mpeg".to_owned(),
            Self::Opus => "audio/ogg; codecs=opus".to_owned(),
            Self::Flac => "audio/flac".to_owned(),
            Self::Aac => "audio/aac".to_owned(),
        }
    }

    /// Checks that it can be encoded: that this build has its codec, or the system the program that has it.
    ///
    /// # Errors
    /// [`Error::NotInBuild`], or [`Error::Aac`] with what is to be installed.
    pub fn check(self) -> Result<(), Error> {
        match self {
            Self::Mp3 if cfg!(not(feature = "mp3")) => Err(Error::NotInBuild(self)),
            Self::Aac if !aac::Ffmpeg::is_installed() => {
                Err(aac::Error::NotInstalled(io::ErrorKind::NotFound.into()).into())
            }
            _ => Ok(()),
        }
    }

    /// Tells whether it can be encoded.
    pub fn is_available(self) -> bool {
        self.check().is_ok()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("format `{0}` does not exist (there are `wav`, `mp3`, `opus`, `flac`, `pcm` and, with FFmpeg, `aac`)")]
pub struct UnknownFormat(pub String);

/// Why samples could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// This build was made without the codec.
    #[error("format `{0}` is not part of this build (build with the cargo feature `{0}`)")]
    NotInBuild(Format),
    /// The codec does not know the sample rate.
    #[error("format `{format}` cannot hold {sample_rate} Hz ({expected})")]
    SampleRate {
        /// The format that was asked for.
        format: Format,
        /// The rate in Hz that was asked for.
        sample_rate: u32,
        /// Which rates would do.
        expected: &'static str,
    },
    /// The codec failed; a fault of ours or of its.
    #[error("format `{format}` could not be encoded")]
    Codec {
        /// The format being encoded.
        format: Format,
        /// What the codec says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// FFmpeg is not installed, or has failed.
    #[error(transparent)]
    Aac(#[from] aac::Error),
    /// Samples could not be brought to a rate that the codec knows.
    #[error("samples could not be resampled")]
    Resample(#[from] audio::Error),
    /// The bytes could not be written.
    #[error("audio could not be written")]
    Write(#[from] io::Error),
}

/// Encodes one stream.
pub struct Encoder {
    codec: Codec,
    /// The head of the stream, until the first bytes are asked for.
    head: Vec<u8>,
    /// Samples made ready for the codec; kept for its allocation.
    ready: Vec<f32>,
    n_not_finite: u64,
}

/// The end of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The last bytes, to be appended to those before.
    pub tail: Vec<u8>,
    /// The first bytes anew, now that the length is known: of the same number as before, and so to be written over
    /// them. Empty where there is nothing to change.
    pub head: Vec<u8>,
}

/// Samples that are made ready for the codec at a time: two thirds of a second.
const N_READY: usize = 16_384;

impl Encoder {
    /// Makes an encoder for mono samples of a rate in Hz.
    ///
    /// # Errors
    ///
    /// When the build lacks the codec or the codec does not know the rate.
    pub fn new(format: Format, sample_rate: u32, tags: &Tags) -> Result<Self, Error> {
        if sample_rate == 0 {
            return Err(Error::SampleRate { format, sample_rate, expected: "it must be above zero" });
        }
        let (codec, head) = match format {
            Format::Wav => wav::Encoder::new(sample_rate).map(|(codec, head)| (Codec::Wav(codec), head)),
            Format::Pcm => Ok((Codec::Pcm, Vec::new())),
            #[cfg(feature = "mp3")]
            Format::Mp3 => mp3::Encoder::new(sample_rate, tags).map(|(codec, head)| (Codec::Mp3(codec), head)),
            #[cfg(not(feature = "mp3"))]
            Format::Mp3 => Err(Error::NotInBuild(Format::Mp3)),
            Format::Opus => {
                opus::Encoder::new(sample_rate, tags).map(|(codec, head)| (Codec::Opus(Box::new(codec)), head))
            }
            Format::Flac => {
                flac::Encoder::new(sample_rate, tags).map(|(codec, head)| (Codec::Flac(Box::new(codec)), head))
            }
            Format::Aac => adts::Encoder::new(sample_rate).map(|codec| (Codec::Aac(Box::new(codec)), Vec::new())),
        }?;
        Ok(Self { codec, head, ready: Vec::new(), n_not_finite: 0 })
    }

    /// Takes samples and returns the bytes that are ready; the first call returns the head, whatever it is given.
    ///
    /// # Errors
    ///
    /// When the codec fails. The stream is then broken and cannot go on.
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<u8>, Error> {
        let mut bytes = std::mem::take(&mut self.head);
        // Piece by piece, so that what a stream keeps is not as large as its longest utterance.
        for piece in samples.chunks(N_READY) {
            self.ready.clear();
            self.ready.extend(piece.iter().map(|&sample| level::soften(sample)));
            self.n_not_finite += piece.iter().filter(|sample| !sample.is_finite()).count() as u64;
            match &mut self.codec {
                Codec::Wav(codec) => codec.push(&self.ready, &mut bytes),
                Codec::Pcm => pcm::push(&self.ready, &mut bytes),
                #[cfg(feature = "mp3")]
                Codec::Mp3(codec) => codec.push(&self.ready, &mut bytes)?,
                Codec::Opus(codec) => codec.push(&self.ready, &mut bytes)?,
                Codec::Flac(codec) => codec.push(&self.ready, &mut bytes)?,
                Codec::Aac(codec) => codec.push(&self.ready, &mut bytes)?,
            }
        }
        // Room that codecs asked for and did not use: what is not taken at once lies in memory.
        bytes.shrink_to_fit();
        Ok(bytes)
    }

    /// Returns how many samples so far were not finite and became silence.
    pub fn n_not_finite(&self) -> u64 {
        self.n_not_finite
    }

    /// Ends the stream. Without a sample it is a valid stream of no duration.
    ///
    /// # Errors
    ///
    /// When the codec fails.
    pub fn finish(self) -> Result<Finished, Error> {
        let mut tail = self.head;
        let head = match self.codec {
            Codec::Wav(codec) => codec.finish(),
            Codec::Pcm => Vec::new(),
            #[cfg(feature = "mp3")]
            Codec::Mp3(codec) => codec.finish(&mut tail)?,
            Codec::Opus(codec) => {
                codec.finish(&mut tail)?;
                Vec::new()
            }
            Codec::Flac(codec) => codec.finish(&mut tail)?,
            Codec::Aac(codec) => {
                codec.finish(&mut tail)?;
                Vec::new()
            }
        };
        Ok(Finished { tail, head })
    }
}

/// Encodes a whole stretch, with the exact head of a file.
///
/// # Errors
///
/// As [`Encoder::new`] and [`Encoder::push`].
pub fn encode(samples: &Samples, format: Format, tags: &Tags) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::new(format, samples.sample_rate, tags)?;
    let mut bytes = encoder.push(&samples.samples)?;
    let finished = encoder.finish()?;
    bytes.extend(finished.tail);
    if let Some(head) = bytes.get_mut(..finished.head.len()) {
        head.copy_from_slice(&finished.head);
    }
    Ok(bytes)
}

/// Encodes pieces one after another to a file, and goes back to its start for the exact head.
///
/// Each piece is written as soon as it is there; the file is whole when this returns. Returns how many samples were not
/// finite and became silence.
///
/// # Errors
///
/// As [`Encoder::new`] and [`Encoder::push`], and when the file cannot be written.
pub fn write(
    file: &mut (impl Write + Seek),
    pieces: impl IntoIterator<Item = impl AsRef<[f32]>>,
    sample_rate: u32,
    format: Format,
    tags: &Tags,
) -> Result<u64, Error> {
    let start = file.stream_position()?;
    let mut encoder = Encoder::new(format, sample_rate, tags)?;
    for piece in pieces {
        file.write_all(&encoder.push(piece.as_ref())?)?;
    }
    let n_not_finite = encoder.n_not_finite();
    encoder.finish()?.write(file, start)?;
    Ok(n_not_finite)
}

impl Finished {
    /// Writes the last bytes to a file that holds all the others, and the exact head over the first one, which began
    /// at `start`. Leaves the file at its end.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, file: &mut (impl Write + Seek), start: u64) -> io::Result<()> {
        file.write_all(&self.tail)?;
        if !self.head.is_empty() {
            file.seek(SeekFrom::Start(start))?;
            file.write_all(&self.head)?;
            file.seek(SeekFrom::End(0))?;
        }
        file.flush()
    }
}

enum Codec {
    Wav(wav::Encoder),
    Pcm,
    #[cfg(feature = "mp3")]
    Mp3(mp3::Encoder),
    Opus(Box<opus::Encoder>),
    Flac(Box<flac::Encoder>),
    Aac(Box<adts::Encoder>),
}

/// Wraps what a codec says. Only its words are kept: errors of some codecs cannot pass between threads, those of others
/// are strings to begin with.
fn codec_error(format: Format, said: impl fmt::Display) -> Error {
    Error::Codec { format, source: said.to_string().into() }
}
