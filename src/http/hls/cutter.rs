//! MP3 cut into segments, between frames.

/// Frames of the first segment, so that the first sound is there soon, and of the others, in seconds.
const FIRST_SECONDS: u64 = 2;
pub(super) const SECONDS: u64 = 6;

/// Cuts a stream of MP3 into segments, between frames.
pub(super) struct Cutter {
    sample_rate: u32,
    bytes: Vec<u8>,
    /// Bytes of whole frames at the start of `bytes`, and the samples in them.
    whole: usize,
    samples: u64,
    /// Samples in the segments before.
    before: u64,
    /// Whether the head of the file has been dropped: its tags belong into no segment.
    headless: bool,
}

/// A segment, as it is served.
pub(super) struct Segment {
    pub(super) bytes: Vec<u8>,
    pub(super) samples: u64,
}

impl Cutter {
    pub(super) fn new(sample_rate: u32) -> Self {
        Self { sample_rate, bytes: Vec::new(), whole: 0, samples: 0, before: 0, headless: false }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if !self.headless {
            let Some(head) = head_length(&self.bytes) else { return };
            self.bytes.drain(..head);
            self.headless = true;
        }
    }

    /// Returns the next segment, once there are frames enough for it.
    pub(super) fn cut(&mut self) -> Option<Segment> {
        if !self.headless {
            return None;
        }
        let seconds = if self.before == 0 { FIRST_SECONDS } else { SECONDS };
        while self.samples < seconds * u64::from(self.sample_rate) {
            let frame = Frame::parse(self.bytes.get(self.whole..)?)?;
            if self.bytes.len() < self.whole + frame.length {
                return None;
            }
            self.whole += frame.length;
            self.samples += frame.samples;
        }
        self.rest()
    }

    /// Returns the frames that are left, at the end of the stream.
    pub(super) fn rest(&mut self) -> Option<Segment> {
        if self.samples == 0 {
            return None;
        }
        let mut bytes = timestamp_tag(self.before * 90_000 / u64::from(self.sample_rate));
        bytes.extend(self.bytes.drain(..self.whole));
        let samples = std::mem::take(&mut self.samples);
        self.whole = 0;
        self.before += samples;
        Some(Segment { bytes, samples })
    }
}

/// A frame of MPEG Layer III, by its header.
struct Frame {
    /// Bytes, header included.
    length: usize,
    samples: u64,
}

impl Frame {
    /// Reads the four bytes of a frame's header; `None` where they are not there or no such header.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let &[sync, kind, rates, ..] = bytes else { return None };
        bytes.get(3)?;
        // Eleven bits of sync, then version (11 is MPEG-1, 10 MPEG-2), then layer (01 is III).
        if sync != 0xff || kind & 0b1110_0110 != 0b1110_0010 {
            return None;
        }
        let version = kind >> 3 & 0b11;
        const MPEG1: [u32; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
        const MPEG2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let (kilobits, sample_rates, samples) = match version {
            0b11 => (MPEG1, [44_100, 48_000, 32_000], 1_152),
            0b10 => (MPEG2, [22_050, 24_000, 16_000], 576),
            0b00 => (MPEG2, [11_025, 12_000, 8_000], 576),
            _ => return None,
        };
        let kilobits = *kilobits.get(usize::from(rates >> 4)).filter(|&&kilobits| kilobits > 0)?;
        let sample_rate = sample_rates.get(usize::from(rates >> 2 & 0b11))?;
        let padding = u32::from(rates >> 1 & 1);
        let length = samples / 8 * kilobits * 1_000 / sample_rate + padding;
        Some(Self { length: length as usize, samples: u64::from(samples) })
    }
}

/// Returns how many bytes the tags at the start of a file take (ID3, and the frame without sound that says how long the
/// file is); `None` while that cannot be told yet.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let id3 = match bytes.get(..10)? {
        [b'I', b'D', b'3', _, _, _, size @ ..] => {
            10 + size.iter().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f))
        }
        _ => 0,
    };
    let frame = Frame::parse(bytes.get(id3..)?)?;
    let first = bytes.get(id3..id3 + frame.length)?;
    let is_tag = first.windows(4).take(64).any(|window| matches!(window, b"Xing" | b"Info"));
    Some(if is_tag { id3 + frame.length } else { id3 })
}

/// Returns the ID3 tag that a segment of packed audio must begin with: its time, in 90 kHz (RFC 8216 section 3.4).
fn timestamp_tag(time: u64) -> Vec<u8> {
    const OWNER: &[u8] = b"com.apple.streaming.transportStreamTimestamp\0";
    // Both sizes are below 128, so that their last seven bits hold them.
    let frame_size = OWNER.len() as u8 + 8;
    let mut tag = b"ID3\x04\0\0\0\0\0".to_vec();
    tag.push(frame_size + 10);
    tag.extend(b"PRIV\0\0\0");
    tag.push(frame_size);
    tag.extend([0, 0]);
    tag.extend(OWNER);
    // A clock of 33 bits.
    tag.extend((time & ((1 << 33) - 1)).to_be_bytes());
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of 64 kb/s at 24 kHz.
    fn frame(fill: u8) -> Vec<u8> {
        let mut frame = vec![fill; 192];
        frame[..4].copy_from_slice(&[0xff, 0xf3, 0x84, 0xc4]);
        frame
    }

    #[test]
    fn header_of_mpeg_2() {
        let frame = Frame::parse(&frame(0)).unwrap();
        assert_eq!((frame.length, frame.samples), (192, 576));
    }

    #[test]
    fn header_of_mpeg_1() {
        let frame = Frame::parse(&[0xff, 0xfb, 0x90, 0x00]).unwrap();
        assert_eq!((frame.length, frame.samples), (417, 1_152));
    }

    #[test]
    fn what_is_no_header() {
        for bytes in [&[0xff, 0xf3][..], &[0, 0, 0, 0], &[0xff, 0xf3, 0xf4, 0], &[0xff, 0xf3, 0x0c, 0], b"ID3\x04"] {
            assert!(Frame::parse(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn frames_are_cut_whole_and_none_is_lost() {
        let mut tag = frame(0);
        tag[13..17].copy_from_slice(b"Info");
        let frames: Vec<u8> = (0..500u32).flat_map(|i| frame((i % 200) as u8)).collect();
        let stream = [b"ID3\x04\0\0\0\0\0\x02xx".as_slice(), &tag, &frames].concat();
        let mut cutter = Cutter::new(24_000);
        let mut segments = Vec::new();
        for chunk in stream.chunks(1_001) {
            cutter.push(chunk);
            while let Some(segment) = cutter.cut() {
                segments.push(segment);
            }
        }
        segments.extend(cutter.rest());
        let seconds: Vec<f64> = segments.iter().map(|segment| segment.samples as f64 / 24_000.0).collect();
        assert_eq!(seconds[0], 2.016);
        assert!((seconds[1] - 6.0).abs() < 0.03);
        let tag_length = timestamp_tag(0).len();
        let joined: Vec<u8> = segments.iter().flat_map(|segment| segment.bytes[tag_length..].to_vec()).collect();
        assert!(joined == frames);
    }

    #[test]
    fn time_of_a_segment() {
        let tag = timestamp_tag(90_000);
        assert_eq!(tag.len(), 10 + usize::from(tag[9]));
        assert_eq!(tag[tag.len() - 8..], 90_000u64.to_be_bytes());
    }
}
