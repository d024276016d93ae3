//! RIFF WAVE with 16-bit samples.
//!
//! The head says how many bytes follow, in 32 bits. For a stream that cannot be known; both sizes are then
//! `FF FF FF FF`, as in OpenAI's answers, which its clients know. FFmpeg takes it to mean "to the end" (and says so in a
//! warning), SoX and Python's `wave` read what there is, Symphonia too but for a last packet that is not full. The Rust
//! crate `hound` refuses it, as an odd number of bytes: it is for files. Other placeholders found in use are worse: 0 is
//! silence to most players, and `7F FF FF FF` is believed.

use super::{Error, Format, pcm};

/// A size that says "unknown", in streams and in files of 4 GiB and more (24 hours at 24 kHz).
const UNKNOWN: u32 = u32::MAX;

/// The bytes of the head after its first size.
const N_AFTER_RIFF_SIZE: u32 = 36;

/// Encodes one stream.
pub(super) struct Encoder {
    sample_rate: u32,
    n_bytes: u64,
}

impl Encoder {
    /// Makes an encoder, and the head of a stream.
    pub(super) fn new(sample_rate: u32) -> Result<(Self, Vec<u8>), Error> {
        if sample_rate > u32::MAX / 2 {
            // The head also has the bytes per second.
            return Err(Error::SampleRate { format: Format::Wav, sample_rate, expected: "at most 2147483647 Hz" });
        }
        Ok((Self { sample_rate, n_bytes: 0 }, head(sample_rate, UNKNOWN, UNKNOWN)))
    }

    /// Appends the samples' bytes.
    pub(super) fn push(&mut self, samples: &[f32], bytes: &mut Vec<u8>) {
        self.n_bytes += samples.len() as u64 * 2;
        pcm::push(samples, bytes);
    }

    /// Returns the head of a file.
    pub(super) fn finish(self) -> Vec<u8> {
        match u32::try_from(self.n_bytes + u64::from(N_AFTER_RIFF_SIZE)) {
            Ok(riff_size) => head(self.sample_rate, riff_size, riff_size - N_AFTER_RIFF_SIZE),
            Err(_) => head(self.sample_rate, UNKNOWN, UNKNOWN),
        }
    }
}

/// The 44 bytes before the samples.
fn head(sample_rate: u32, riff_size: u32, data_size: u32) -> Vec<u8> {
    const INTEGER_SAMPLES: u16 = 1;
    const CHANNELS: u16 = 1;
    const BYTES_PER_SAMPLE: u16 = 2;
    let mut head = Vec::with_capacity(44);
    head.extend(b"RIFF");
    head.extend(riff_size.to_le_bytes());
    head.extend(b"WAVEfmt ");
    head.extend(16_u32.to_le_bytes());
    head.extend(INTEGER_SAMPLES.to_le_bytes());
    head.extend(CHANNELS.to_le_bytes());
    head.extend(sample_rate.to_le_bytes());
    head.extend((sample_rate * u32::from(BYTES_PER_SAMPLE)).to_le_bytes());
    head.extend((CHANNELS * BYTES_PER_SAMPLE).to_le_bytes());
    head.extend((BYTES_PER_SAMPLE * 8).to_le_bytes());
    head.extend(b"data");
    head.extend(data_size.to_le_bytes());
    head
}
