//! Opus in Ogg (RFC 6716, RFC 7845), by the pure-Rust `opus-rs`.
//!
//! Time in Ogg Opus is counted at 48 kHz whatever the input had. The decoder drops the *pre-skip* from the start, which
//! is the encoder's look-ahead, and stops at the position the last page states; so exactly the samples that were given
//! are heard, from a stream too, and nothing needs to be patched afterwards.

use ogg::{PacketWriteEndInfo, PacketWriter};
use opus_rs::{Application, OpusEncoder};

use super::{Error, Format, Tags, codec_error, tags::vorbis_comments};
use crate::audio::resample::{Resampler, scaled};

/// Bits for each second, on average: ample for one voice.
const BIT_RATE: i32 = 32_000;

/// How hard the encoder searches, of 0 to 10. From 8 on opus-rs 0.1.40 makes a steady tone up to 7 % quieter and lets it
/// ring on after its end, and speech no better; below 5 speech is worse.
const COMPLEXITY: i32 = 5;

/// Packets for each second, of 20 ms each.
const PACKETS_PER_SECOND: u32 = 50;

/// Packets in the first page with sound: 100 ms, so that a listener need not wait for the sixth.
const N_FIRST_PAGE: usize = 5;

/// Packets in every other page: half a second.
const N_PAGE: usize = 25;

/// The rate in which Ogg Opus counts.
const GRANULE_RATE: u32 = 48_000;

/// The encoder's look-ahead, counted at 48 kHz: 6.5 ms (2.5 ms of overlap and 4 ms of compensation between its modes),
/// as in libopus. The tests find the sound at its place with it.
const PRE_SKIP: u16 = 312;

/// The greatest packet of one frame (RFC 6716, section 3.2.1), with its first byte.
const GREATEST_PACKET: usize = 1_276;

/// Ogg wants a number for each stream of a file; there is one stream, and the same samples give the same bytes.
const SERIAL: u32 = u32::from_le_bytes(*b"ntiq");

/// Encodes one stream.
pub(super) struct Encoder {
    encoder: OpusEncoder,
    writer: PacketWriter<'static, Vec<u8>>,
    /// Present where the input has another rate than the encoder is fed in.
    resampler: Option<Resampler>,
    sample_rate: u32,
    /// The rate in which the encoder is fed: 24,000 Hz or, where there is more to keep, 48,000 Hz.
    codec_rate: u32,
    /// Samples that do not fill a packet yet.
    waiting: Vec<f32>,
    /// Packets in the page being filled, and how many it may have.
    n_in_page: usize,
    page_limit: usize,
    n_packets: u64,
    n_samples: u64,
}

impl Encoder {
    /// Makes an encoder, and the head of a stream: two pages, who it is and what it says about itself.
    pub(super) fn new(sample_rate: u32, tags: &Tags) -> Result<(Self, Vec<u8>), Error> {
        let codec_rate = if sample_rate <= 24_000 { 24_000 } else { 48_000 };
        let resampler = if codec_rate == sample_rate { None } else { Some(Resampler::new(sample_rate, codec_rate)?) };
        let mut encoder = OpusEncoder::new(codec_rate as i32, 1, Application::Audio)
            .map_err(|error| codec_error(Format::Opus, error))?;
        encoder.bitrate_bps = BIT_RATE;
        encoder.complexity = COMPLEXITY;

        let mut writer = PacketWriter::new(Vec::new());
        for header in [id_header(sample_rate), comment_header(tags)] {
            writer
                .write_packet(header, SERIAL, PacketWriteEndInfo::EndPage, 0)
                .map_err(|error| codec_error(Format::Opus, error))?;
        }
        let head = std::mem::take(writer.inner_mut());
        let encoder = Self {
            encoder,
            writer,
            resampler,
            sample_rate,
            codec_rate,
            waiting: Vec::new(),
            n_in_page: 0,
            page_limit: N_FIRST_PAGE,
            n_packets: 0,
            n_samples: 0,
        };
        Ok((encoder, head))
    }

    /// Appends the pages that the samples fill.
    pub(super) fn push(&mut self, samples: &[f32], bytes: &mut Vec<u8>) -> Result<(), Error> {
        self.n_samples += samples.len() as u64;
        match &mut self.resampler {
            Some(resampler) => self.waiting.extend(resampler.push(samples)?),
            None => self.waiting.extend_from_slice(samples),
        }
        self.encode_waiting()?;
        bytes.append(self.writer.inner_mut());
        Ok(())
    }

    /// Appends the last page.
    pub(super) fn finish(mut self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(resampler) = self.resampler.take() {
            self.waiting.extend(resampler.finish()?);
            self.encode_waiting()?;
        }
        // The last samples leave the encoder one look-ahead later. As it is not zero, there is always a packet still to
        // come, which can carry the mark of the end.
        let end = scaled(self.n_samples, self.sample_rate, GRANULE_RATE) + u64::from(PRE_SKIP);
        let n_packets = end.div_ceil(u64::from(GRANULE_RATE / PACKETS_PER_SECOND));
        while self.n_packets < n_packets {
            let mut frame = std::mem::take(&mut self.waiting);
            frame.resize(self.n_frame(), 0.0);
            let is_last = self.n_packets + 1 == n_packets;
            self.encode_packet(&frame, is_last.then_some(end))?;
        }
        bytes.append(self.writer.inner_mut());
        Ok(())
    }

    /// Samples in a packet, at the rate of the encoder.
    fn n_frame(&self) -> usize {
        (self.codec_rate / PACKETS_PER_SECOND) as usize
    }

    /// Encodes the whole frames among the samples that wait.
    fn encode_waiting(&mut self) -> Result<(), Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut frames = waiting.chunks_exact(self.n_frame());
        for frame in &mut frames {
            self.encode_packet(frame, None)?;
        }
        self.waiting = frames.remainder().to_vec();
        Ok(())
    }

    /// Encodes one frame into the page; `end` is given with the last frame and is the position where the stream ends.
    fn encode_packet(&mut self, frame: &[f32], end: Option<u64>) -> Result<(), Error> {
        let mut packet = [0; GREATEST_PACKET];
        let n =
            self.encoder.encode(frame, frame.len(), &mut packet).map_err(|error| codec_error(Format::Opus, error))?;
        self.n_packets += 1;
        self.n_in_page += 1;
        let position = end.unwrap_or(self.n_packets * u64::from(GRANULE_RATE / PACKETS_PER_SECOND));
        let ends = if end.is_some() {
            PacketWriteEndInfo::EndStream
        } else if self.n_in_page == self.page_limit {
            self.n_in_page = 0;
            self.page_limit = N_PAGE;
            PacketWriteEndInfo::EndPage
        } else {
            PacketWriteEndInfo::NormalPacket
        };
        let packet = packet.get(..n).unwrap_or(&packet).to_vec();
        self.writer.write_packet(packet, SERIAL, ends, position).map_err(|error| codec_error(Format::Opus, error))
    }
}

/// The identification header (RFC 7845, section 5.1).
fn id_header(sample_rate: u32) -> Vec<u8> {
    const VERSION: u8 = 1;
    const CHANNELS: u8 = 1;
    const GAIN: i16 = 0;
    const MAPPING_MONO_OR_STEREO: u8 = 0;
    let mut header = b"OpusHead".to_vec();
    header.extend([VERSION, CHANNELS]);
    header.extend(PRE_SKIP.to_le_bytes());
    header.extend(sample_rate.to_le_bytes());
    header.extend(GAIN.to_le_bytes());
    header.push(MAPPING_MONO_OR_STEREO);
    header
}

/// The comment header (RFC 7845, section 5.2).
fn comment_header(tags: &Tags) -> Vec<u8> {
    [b"OpusTags".to_vec(), vorbis_comments(tags, Format::Opus)].concat()
}
