//! FLAC with 16-bit samples (RFC 9639), by the pure-Rust `flacenc`.
//!
//! The frames are flacenc's; the head is written here, since its writer wants the whole stream in memory. In a stream
//! the head leaves open how many samples there are, their MD5 and the sizes of the frames, as the format allows.

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, StreamInfo};
use flacenc::error::{Verified, Verify};
use flacenc::source::{Context, Fill, FrameBuf};

use super::{
    Error, Format, Tags, codec_error,
    tags::{flac_picture, vorbis_comments},
};
use crate::audio::level;

/// Samples in a frame: libFLAC's default and within the streamable subset at every rate up to 48 kHz. At 24 kHz a
/// frame sounds for 171 ms, which is what a listener waits for the first one.
const BLOCK: usize = 4_096;

/// The highest rate that 20 bits hold and every decoder takes.
const GREATEST_RATE: u32 = 655_350;

/// Encodes one stream.
pub(super) struct Encoder {
    config: Verified<flacenc::config::Encoder>,
    info: StreamInfo,
    /// The frame being encoded.
    frame: FrameBuf,
    /// Counts samples and keeps their MD5.
    context: Context,
    /// Samples that do not fill a frame yet.
    waiting: Vec<i32>,
    sample_rate: u32,
    n_frames: usize,
    smallest_frame: usize,
    greatest_frame: usize,
    comments: Vec<u8>,
    picture: Option<Vec<u8>>,
}

impl Encoder {
    /// Makes an encoder, and the head of a stream.
    pub(super) fn new(sample_rate: u32, tags: &Tags) -> Result<(Self, Vec<u8>), Error> {
        if sample_rate > GREATEST_RATE {
            return Err(Error::SampleRate { format: Format::Flac, sample_rate, expected: "at most 655350 Hz" });
        }
        let config = flacenc::config::Encoder::default()
            .into_verified()
            .map_err(|(_, error)| codec_error(Format::Flac, error))?;
        let info = StreamInfo::new(sample_rate as usize, 1, 16).map_err(|error| codec_error(Format::Flac, error))?;
        let frame = FrameBuf::with_size(1, BLOCK).map_err(|error| codec_error(Format::Flac, error))?;
        let encoder = Self {
            config,
            info,
            frame,
            context: Context::new(16, 1),
            waiting: Vec::with_capacity(BLOCK),
            sample_rate,
            n_frames: 0,
            smallest_frame: 0,
            greatest_frame: 0,
            comments: vorbis_comments(tags, Format::Flac),
            picture: tags.picture.as_ref().map(flac_picture),
        };
        let head = encoder.head(0, [0; 16]);
        Ok((encoder, head))
    }

    /// Appends the frames that the samples fill.
    pub(super) fn push(&mut self, mut samples: &[f32], bytes: &mut Vec<u8>) -> Result<(), Error> {
        while !samples.is_empty() {
            let (taken, rest) = samples.split_at(samples.len().min(BLOCK - self.waiting.len()));
            self.waiting.extend(taken.iter().map(|&sample| i32::from(level::to_i16(sample))));
            samples = rest;
            if self.waiting.len() == BLOCK {
                self.encode_frame(bytes)?;
            }
        }
        Ok(())
    }

    /// Appends the last frame, and returns the head of a file.
    pub(super) fn finish(mut self, bytes: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        if !self.waiting.is_empty() {
            self.encode_frame(bytes)?;
        }
        Ok(self.head(self.context.total_samples() as u64, self.context.md5_digest()))
    }

    /// Encodes what is waiting as one frame.
    fn encode_frame(&mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        self.context.fill_interleaved(&self.waiting).map_err(|error| codec_error(Format::Flac, error))?;
        self.frame.fill_interleaved(&self.waiting).map_err(|error| codec_error(Format::Flac, error))?;
        self.waiting.clear();
        let frame = flacenc::encode_fixed_size_frame(&self.config, &self.frame, self.n_frames, &self.info)
            .map_err(|error| codec_error(Format::Flac, error))?;
        let mut sink = ByteSink::new();
        frame.write(&mut sink).map_err(|error| codec_error(Format::Flac, error))?;
        let frame = sink.as_slice();
        self.smallest_frame = if self.n_frames == 0 { frame.len() } else { self.smallest_frame.min(frame.len()) };
        self.greatest_frame = self.greatest_frame.max(frame.len());
        self.n_frames += 1;
        bytes.extend_from_slice(frame);
        Ok(())
    }

    /// The marker, the stream info (RFC 9639, section 8.2), the picture (section 8.8) and the comments (section 8.6).
    /// Zeros mean "unknown".
    fn head(&self, n_samples: u64, md5: [u8; 16]) -> Vec<u8> {
        // Each block begins with its kind, and the length of what follows in three bytes.
        const STREAM_INFO: [u8; 4] = [0, 0, 0, 34];
        const LAST_BLOCK: u32 = 0x80 << 24;
        const VORBIS_COMMENT: u32 = 4 << 24;
        const PICTURE: u32 = 6 << 24;
        const BITS_PER_SAMPLE_LESS_ONE: u64 = 15;
        // More than 36 bits of samples (33 days at 24 kHz) are left unknown.
        let n_samples = if n_samples < 1 << 36 { n_samples } else { 0 };
        let mut head = b"fLaC".to_vec();
        head.extend(STREAM_INFO);
        head.extend((BLOCK as u16).to_be_bytes());
        head.extend((BLOCK as u16).to_be_bytes());
        head.extend(&(self.smallest_frame as u32).to_be_bytes()[1..]);
        head.extend(&(self.greatest_frame as u32).to_be_bytes()[1..]);
        // 20 bits of rate, 3 of channels less one (none), 5 of bits per sample less one, 36 of samples.
        let packed = u64::from(self.sample_rate) << 44 | BITS_PER_SAMPLE_LESS_ONE << 36 | n_samples;
        head.extend(packed.to_be_bytes());
        head.extend(md5);
        if let Some(picture) = &self.picture {
            head.extend((PICTURE | picture.len() as u32).to_be_bytes());
            head.extend(picture);
        }
        head.extend((LAST_BLOCK | VORBIS_COMMENT | self.comments.len() as u32).to_be_bytes());
        head.extend(&self.comments);
        head
    }
}
