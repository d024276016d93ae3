//! The protocol's lines: what speech-dispatcher sends, and how answers, events and audio are written.
//!
//! After "Communication Protocol for Output Modules" in Speech Dispatcher's manual; where that is silent, as its own
//! `module_process.c` does it.

use std::io::{self, Write};

/// What speech-dispatcher asks for; `Set` and the like are followed by lines up to one with a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request<'a> {
    Init,
    Audio,
    LogLevel,
    Set,
    Speak,
    Character,
    Key,
    Icon,
    Stop,
    Pause,
    /// Of this language and variant, where they are given.
    ListVoices(Option<&'a str>, Option<&'a str>),
    /// On or off.
    Debug(bool),
    Quit,
    Unknown,
}

impl<'a> Request<'a> {
    pub(super) fn read(line: &'a str) -> Self {
        let mut words = line.split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some("INIT"), None) => Self::Init,
            (Some("AUDIO"), None) => Self::Audio,
            (Some("LOGLEVEL"), None) => Self::LogLevel,
            (Some("SET"), None) => Self::Set,
            (Some("SPEAK"), None) => Self::Speak,
            (Some("CHAR"), None) => Self::Character,
            (Some("KEY"), None) => Self::Key,
            (Some("SOUND_ICON"), None) => Self::Icon,
            (Some("STOP"), None) => Self::Stop,
            (Some("PAUSE"), None) => Self::Pause,
            (Some("LIST"), Some("VOICES")) => Self::ListVoices(words.next(), words.next()),
            (Some("DEBUG"), Some("ON")) => Self::Debug(true),
            (Some("DEBUG"), Some("OFF")) => Self::Debug(false),
            (Some("QUIT"), None) => Self::Quit,
            _ => Self::Unknown,
        }
    }
}

/// The most bytes of samples that are sent at a time, so that a request is heard between; as in `module_process.c`.
pub(super) const MOST_BYTES: usize = 10_000;

/// Writes to speech-dispatcher. Every call is one whole message: nothing gets in between.
pub(super) struct Wire<W> {
    output: W,
}

impl<W: Write> Wire<W> {
    pub(super) fn new(output: W) -> Self {
        Self { output }
    }

    /// Answers, or tells of an event, in one or more lines.
    pub(super) fn lines(&mut self, lines: &str) -> io::Result<()> {
        self.output.write_all(lines.as_bytes())?;
        self.output.write_all(b"\n")?;
        self.output.flush()
    }

    /// Tells that a mark has been reached. A line break in its name would end the line.
    pub(super) fn mark(&mut self, name: &str) -> io::Result<()> {
        let name = name.replace(['\n', '\r'], " ");
        self.lines(&format!("700-{name}\n700 INDEX MARK"))
    }

    /// Sends 16-bit samples of one channel, at most [`MOST_BYTES`] of them.
    pub(super) fn audio(&mut self, samples: &[i16], sample_rate: u32) -> io::Result<()> {
        let mut message = format!(
            "705-bits=16\n705-num_channels=1\n705-sample_rate={sample_rate}\n705-num_samples={}\n705-big_endian=0\n\
             705-AUDIO\0",
            samples.len()
        )
        .into_bytes();
        for byte in samples.iter().flat_map(|sample| sample.to_le_bytes()) {
            // A line feed would end the line.
            if matches!(byte, b'\n' | ESCAPE) {
                message.extend([ESCAPE, byte ^ 0x20]);
            } else {
                message.push(byte);
            }
        }
        message.extend(b"\n705 AUDIO\n");
        self.output.write_all(&message)?;
        self.output.flush()
    }
}

const ESCAPE: u8 = 0x7d;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_with_and_without_words() {
        assert_eq!(Request::read("LIST VOICES"), Request::ListVoices(None, None));
        assert_eq!(Request::read("LIST VOICES ar none"), Request::ListVoices(Some("ar"), Some("none")));
        assert_eq!(Request::read("DEBUG ON /tmp/log "), Request::Debug(true));
        assert_eq!(Request::read("SPEAK"), Request::Speak);
        assert_eq!(Request::read("SPEAK UP"), Request::Unknown);
        assert_eq!(Request::read(""), Request::Unknown);
    }

    #[test]
    fn audio_has_no_line_feed_inside() {
        let mut written = Vec::new();
        Wire::new(&mut written).audio(&[0x0a7d, 1, -1], 24_000).unwrap();
        let start = written.iter().position(|byte| *byte == 0).unwrap() + 1;
        let end = written.len() - b"\n705 AUDIO\n".len();
        assert_eq!(written[start..end], [0x7d, 0x5d, 0x7d, 0x2a, 1, 0, 0xff, 0xff]);
        assert!(written.starts_with(b"705-bits=16\n") && written.ends_with(b"\n705 AUDIO\n"));
    }

    #[test]
    fn name_of_a_mark_stays_on_its_line() {
        let mut written = Vec::new();
        Wire::new(&mut written).mark("a\nb").unwrap();
        assert_eq!(written, b"700-a b\n700 INDEX MARK\n");
    }
}
