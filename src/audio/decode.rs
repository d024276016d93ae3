//! Decodes what producers bring along: music, chimes, recordings. By Symphonia.
//!
//! What comes out is one channel, however many there were: the mean of all, so that nothing gets louder.

use std::io::{Cursor, ErrorKind};
use std::time::Duration;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::TrackType;
use symphonia::core::formats::probe::Hint;
use symphonia::core::io::MediaSourceStream;

use super::{Samples, n_samples};

/// The longest recording taken: it is held in memory whole.
pub const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Why bytes could not be decoded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are no audio that is known here.
    #[error("not an audio file (expected MP3, WAV, FLAC, Ogg Vorbis or AAC in MP4)")]
    Unknown(#[source] SymphoniaError),
    /// There is a container, without a track of sound in it.
    #[error("the file has no sound in it")]
    NoSound,
    /// The sound is damaged, or in a codec that is not known here.
    #[error("the sound does not decode")]
    Malformed(#[source] SymphoniaError),
    /// It is longer than [`LONGEST`].
    #[error("limit reached: more than {} minutes of sound", LONGEST.as_secs() / 60)]
    TooLong,
}

/// Decodes a whole file to one channel, at the rate it has. `extension`, without a dot, helps to tell what it is.
///
/// # Errors
///
/// When it is no sound that is known here, is damaged, or longer than [`LONGEST`].
pub fn decode(bytes: Vec<u8>, extension: Option<&str>) -> Result<Samples, Error> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut hint = Hint::new();
    if let Some(extension) = extension {
        hint.with_extension(extension);
    }
    let mut format = symphonia::default::get_probe()
        .probe(&hint, source, Default::default(), Default::default())
        .map_err(Error::Unknown)?;
    let track = format.default_track(TrackType::Audio).ok_or(Error::NoSound)?;
    let track_id = track.id;
    let parameters = track.codec_params.as_ref().and_then(|codec| codec.audio()).ok_or(Error::NoSound)?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(Error::Malformed)?;

    let mut sound = Samples::default();
    let mut piece: Vec<f32> = Vec::new();
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) if packet.track_id == track_id => packet,
            Ok(Some(_)) => continue,
            Ok(None) => break,
            // The end of a stream that did not say where it ends.
            Err(SymphoniaError::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(Error::Malformed(error)),
        };
        let decoded = match decoder.decode(&packet) {
            Ok(decoded) => decoded,
            // One damaged packet among good ones is passed over, as players do.
            Err(SymphoniaError::DecodeError(_)) => continue,
            Err(error) => return Err(Error::Malformed(error)),
        };
        sound.sample_rate = decoded.spec().rate();
        let n_channels = decoded.spec().channels().count().max(1);
        decoded.copy_to_vec_interleaved(&mut piece);
        sound.samples.extend(piece.chunks(n_channels).map(|frame| frame.iter().sum::<f32>() / n_channels as f32));
        if sound.samples.len() > n_samples(LONGEST, sound.sample_rate) {
            return Err(Error::TooLong);
        }
    }
    if sound.samples.is_empty() {
        return Err(Error::NoSound);
    }
    Ok(sound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{Format, Tags, encode};

    /// What our encoders write comes back as it was: length, place and level.
    fn check(format: Format) {
        let tone = |i: usize| 0.25 * (std::f32::consts::TAU * 440.0 * i as f32 / 24_000.0).sin();
        let sound = Samples { samples: (0..24_000).map(tone).collect(), sample_rate: 24_000 };
        let decoded = decode(encode(&sound, format, &Tags::default()).unwrap(), Some(format.extension())).unwrap();
        assert_eq!(decoded.sample_rate, 24_000);
        assert_eq!(decoded.samples.len(), sound.samples.len());
        let middle = 6_000..18_000;
        let error = decoded.samples[middle.clone()].iter().zip(&sound.samples[middle]).map(|(a, b)| (a - b).abs());
        assert!(error.fold(0.0, f32::max) < 0.02);
    }

    #[test]
    fn wav_and_flac_come_back() {
        check(Format::Wav);
        check(Format::Flac);
    }

    #[cfg(feature = "mp3")]
    #[test]
    fn mp3_comes_back() {
        check(Format::Mp3);
    }

    #[test]
    fn channels_are_mixed_to_their_mean() {
        // A WAV of two channels, left at half of full scale, right silent.
        let mut wav =
            encode(&Samples { samples: vec![0.0; 2_000], sample_rate: 24_000 }, Format::Wav, &Tags::default()).unwrap();
        wav[22] = 2; // channels
        wav[28..32].copy_from_slice(&(24_000_u32 * 4).to_le_bytes());
        wav[32] = 4; // bytes of a frame
        for frame in wav[44..].chunks_exact_mut(4) {
            frame[..2].copy_from_slice(&16_384_i16.to_le_bytes());
        }
        let decoded = decode(wav, None).unwrap();
        assert_eq!(decoded.samples.len(), 1_000);
        assert!(decoded.samples.iter().all(|sample| (sample - 0.25).abs() < 1e-4));
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        assert!(matches!(decode(b"this is a text, not a sound".to_vec(), Some("mp3")), Err(Error::Unknown(_))));
        assert!(decode(Vec::new(), None).is_err());
    }
}
