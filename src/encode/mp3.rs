//! MPEG Layer III by LAME, at a constant bit rate.
//!
//! Constant, because a player then finds any time in a stream without a table, and because speech gains little from
//! variable rates at this quality. Rates up to 24 kHz are MPEG-2 (frames of 576 samples), those from 32 kHz MPEG-1.
//!
//! Layer III delays the sound and pads its end to a whole frame. The first frame of the file carries no sound but LAME's
//! tag, which says by how much; players that read it drop both. In a stream only the delay is known: there the tag is
//! written here, without a length. Without any tag each paragraph would begin 46 ms late (at 24 kHz), and every
//! highlighted word with it.
//!
//! LAME is LGPL-3.0 and linked statically; the cargo feature `mp3` leaves it out.

use mp3lame_encoder::{Bitrate, Builder, FlushGap, Mode, MonoPcm, Quality, VbrMode, max_required_buffer_size};

use super::{Error, Format, Tags, codec_error, tags::id3};

/// Bits for each second, in thousands, of MPEG-2: ample for one voice.
const KILOBITS_MPEG2: u32 = 64;

/// Bits for each second, in thousands, of MPEG-1, whose band is twice as wide.
const KILOBITS_MPEG1: u32 = 96;

/// Samples that LAME itself puts before the first (`ENCDELAY` in its `encoder.h`). Decoders add 529 of their own.
const ENCODER_DELAY: u32 = 576;

/// What LAME multiplies samples by at these bit rates (`scale` in `presets.c`), to have room for peaks. [`crate::audio::level`] has
/// made that room already, so it is undone here: all formats are equally loud.
const LAME_SCALE: f32 = 0.95;

/// Samples given to LAME at once: bounds the buffer it needs for its answer.
const N_PIECE: usize = 8_192;

/// Encodes one stream.
pub(super) struct Encoder {
    lame: mp3lame_encoder::Encoder,
    /// ID3 tags, before the first frame.
    id3: Vec<u8>,
    /// Bytes of the first frame still to be dropped: LAME writes an empty one to keep the place of its tag.
    to_drop: usize,
}

impl Encoder {
    /// Makes an encoder, and the head of a stream: ID3 tags where there is something to say, and the tag frame.
    pub(super) fn new(sample_rate: u32, tags: &Tags) -> Result<(Self, Vec<u8>), Error> {
        let version = Version::of(sample_rate).ok_or(Error::SampleRate {
            format: Format::Mp3,
            sample_rate,
            expected: "16000, 22050, 24000, 32000, 44100 or 48000 Hz",
        })?;
        let lame = lame(sample_rate, version).map_err(|error| codec_error(Format::Mp3, error))?;
        let id3 = id3(tags)?;
        let tag_frame = tag_frame(sample_rate, version);
        let head = [id3.as_slice(), &tag_frame].concat();
        Ok((Self { lame, id3, to_drop: tag_frame.len() }, head))
    }

    /// Appends the frames that the samples fill.
    pub(super) fn push(&mut self, samples: &[f32], bytes: &mut Vec<u8>) -> Result<(), Error> {
        for piece in samples.chunks(N_PIECE) {
            let piece: Vec<f32> = piece.iter().map(|sample| sample / LAME_SCALE).collect();
            let start = bytes.len();
            bytes.reserve(max_required_buffer_size(piece.len()));
            self.lame.encode_to_vec(MonoPcm(&piece), bytes).map_err(|error| codec_error(Format::Mp3, error))?;
            self.drop_placeholder(bytes, start);
        }
        Ok(())
    }

    /// Appends the last frames, and returns the head of a file.
    pub(super) fn finish(mut self, bytes: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        let start = bytes.len();
        bytes.reserve(max_required_buffer_size(0));
        self.lame.flush_to_vec::<FlushGap>(bytes).map_err(|error| codec_error(Format::Mp3, error))?;
        self.drop_placeholder(bytes, start);

        let mut tag_frame = Vec::with_capacity(self.lame.lame_tag_size());
        self.lame
            .lame_tag_encode_to_vec(&mut tag_frame)
            .ok_or_else(|| codec_error(Format::Mp3, "LAME gave no tag frame"))?;
        Ok([self.id3, tag_frame].concat())
    }

    /// Drops what there is, from `start` on, of the empty frame.
    fn drop_placeholder(&mut self, bytes: &mut Vec<u8>, start: usize) {
        let n = self.to_drop.min(bytes.len() - start);
        bytes.drain(start..start + n);
        self.to_drop -= n;
    }
}

/// The two kinds of Layer III in use here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Mpeg1,
    Mpeg2,
}

impl Version {
    fn of(sample_rate: u32) -> Option<Self> {
        match sample_rate {
            32_000 | 44_100 | 48_000 => Some(Self::Mpeg1),
            16_000 | 22_050 | 24_000 => Some(Self::Mpeg2),
            _ => None,
        }
    }

    fn kilobits(self) -> u32 {
        match self {
            Self::Mpeg1 => KILOBITS_MPEG1,
            Self::Mpeg2 => KILOBITS_MPEG2,
        }
    }
}

/// A LAME encoder for one voice.
fn lame(sample_rate: u32, version: Version) -> Result<mp3lame_encoder::Encoder, mp3lame_encoder::BuildError> {
    let mut builder = Builder::new().ok_or(mp3lame_encoder::BuildError::NoMem)?;
    builder.set_num_channels(1)?;
    builder.set_mode(Mode::Mono)?;
    builder.set_sample_rate(sample_rate)?;
    builder.set_output_sample_rate(std::num::NonZeroU32::new(sample_rate))?;
    builder.set_vbr_mode(VbrMode::Off)?;
    builder.set_brate(match version {
        Version::Mpeg1 => Bitrate::Kbps96,
        Version::Mpeg2 => Bitrate::Kbps64,
    })?;
    // Over seven minutes of our voice's speech this takes half the work of `Nice`, and the waveform is nearer to the
    // original in every band (by 0.1 to 2 dB), DNSMOS the same (3.41); what shapes the noise wins nothing where a voice has
    // so many bits.
    builder.set_quality(Quality::Ok)?;
    builder.set_to_write_vbr_tag(true)?;
    builder.build()
}

/// The first frame of a stream: a frame of silence to decoders that do not know it, with LAME's tag inside. Of the tag
/// it has what is known at the start, which is the delay; it leaves out how many frames and bytes follow.
///
/// The layout is that of the "Mp3 Info Tag rev 1", as LAME 3.100 writes it in `VbrTag.c`.
fn tag_frame(sample_rate: u32, version: Version) -> Vec<u8> {
    // 11 bits of sync, 2 of version, 2 of layer (III is 1), 1 for "no checksum".
    let (sync, rates, n_side_information, bytes_per_kilobit) = match version {
        Version::Mpeg1 => ([0xFF, 0xFB], [44_100, 48_000, 32_000], 17, 144_000),
        Version::Mpeg2 => ([0xFF, 0xF3], [22_050, 24_000, 16_000], 9, 72_000),
    };
    // 4 bits of bit rate (by the tables of the standard), 2 of sample rate, no padding.
    let bit_rate_index: u8 = match version {
        Version::Mpeg1 => 7,
        Version::Mpeg2 => 8,
    };
    let rate_index = rates.iter().position(|&rate| rate == sample_rate).unwrap_or(0) as u8;
    const MONO_ORIGINAL: u8 = 0b1100_0100;
    // Of the optional fields (frames, bytes, seek table, quality) only one is there. FFmpeg, and the browsers built on it,
    // take a tag without frames and bytes for a frame of sound: the sound would then come 576 samples late. A count of
    // frames would be believed as the duration; a count of bytes is only compared with the file's, to detect damage.
    const HAS_BYTES: u32 = 2;
    const UNKNOWN: u32 = u32::MAX;
    const CONSTANT_BIT_RATE: u8 = 1;

    let mut frame = vec![sync[0], sync[1], bit_rate_index << 4 | rate_index << 2, MONO_ORIGINAL];
    frame.resize(frame.len() + n_side_information, 0);
    frame.extend(b"Info");
    frame.extend(HAS_BYTES.to_be_bytes());
    frame.extend(UNKNOWN.to_be_bytes());
    frame.extend(b"LAME3.100");
    frame.push(CONSTANT_BIT_RATE);
    // Lowpass, peak, two gains, flags: not stated.
    frame.extend([0; 1 + 4 + 2 + 2 + 1]);
    frame.push(version.kilobits() as u8);
    // 12 bits of delay, 12 of padding, which is not known.
    frame.extend(&(ENCODER_DELAY << 12).to_be_bytes()[1..]);
    // Noise shaping, gain, preset, length and checksum of the music: not stated.
    frame.extend([0; 1 + 1 + 2 + 4 + 2]);
    frame.extend(crc16(&frame).to_be_bytes());
    frame.resize((bytes_per_kilobit * version.kilobits() / sample_rate) as usize, 0);
    frame
}

/// The checksum at the end of LAME's tag: CRC-16 with the polynomial 0x8005, bits reversed, from zero.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The frame written here and the one LAME writes agree in everything both state.
    fn check_tag_frame(sample_rate: u32) {
        let (mut encoder, head) = Encoder::new(sample_rate, &Tags::default()).unwrap();
        let mut bytes = Vec::new();
        encoder.push(&vec![0.1; sample_rate as usize], &mut bytes).unwrap();
        let exact = encoder.finish(&mut bytes).unwrap();
        assert_eq!(head.len(), exact.len(), "the exact head takes the place of the first");
        assert_eq!(bytes[..4], head[..4], "the frames that follow have the same header");
        assert_eq!(exact[..4], head[..4]);

        let info = head.windows(4).position(|four| four == b"Info").unwrap();
        assert_eq!(exact[info..info + 4], *b"Info");
        // LAME also states frames, a table and the quality: 4, 100 and 4 bytes more.
        let (ours, lames) = (&head[info + 12..], &exact[info + 120..]);
        assert_eq!(ours[..9], lames[..9], "encoder");
        assert_eq!(ours[9], lames[9], "kind of bit rate");
        assert_eq!(ours[20], lames[20], "bit rate");
        assert_eq!(ours[21..22], lames[21..22], "delay");
        assert_eq!(ours[22] & 0xF0, lames[22] & 0xF0, "delay");
        let checksum = info + 120 + 34;
        assert_eq!(crc16(&exact[..checksum]).to_be_bytes(), exact[checksum..checksum + 2]);
    }

    #[test]
    fn tag_frame_is_as_lame_writes_it() {
        for sample_rate in [16_000, 22_050, 24_000, 32_000, 44_100, 48_000] {
            check_tag_frame(sample_rate);
        }
    }
}
