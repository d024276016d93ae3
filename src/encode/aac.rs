//! AAC, by the FFmpeg that is installed: as files in MP4, and ([`adts`](super::adts)) as streams.
//!
//! The library that encodes AAC best (FDK) has terms of its own that are no free licence, and no crate encodes it well.
//! FFmpeg has an encoder of its own, is a package of every system, and stays a program of its own: nothing of it is built
//! in. Where it is missing, the error says what there is instead.

use std::{
    ffi::OsStr,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

/// In bits a second: as much as one voice needs at the rates of speech.
const BIT_RATE: u32 = 64_000;

/// What there is in its place.
const OTHERS: &str = if cfg!(feature = "mp3") { "`mp3`, `opus`, `flac` or `wav`" } else { "`opus`, `flac` or `wav`" };

/// Why there is no AAC.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("AAC is encoded by FFmpeg, which is not installed (install `ffmpeg`, or choose {OTHERS})")]
    NotInstalled(#[source] io::Error),
    #[error("FFmpeg failed: {said}")]
    Failed { said: String },
    #[error("could not exchange sound with FFmpeg")]
    Pipe(#[from] io::Error),
}

/// The FFmpeg that is installed.
#[derive(Debug, Clone)]
pub struct Ffmpeg {
    program: PathBuf,
}

impl Ffmpeg {
    /// Finds it.
    ///
    /// # Errors
    /// [`Error::NotInstalled`] where it is not, or does not start.
    pub fn find() -> Result<Self, Error> {
        Self::at(Path::new("ffmpeg"))
    }

    /// Takes it to be there: that it is not is told when it is started.
    pub(super) fn installed() -> Self {
        Self { program: "ffmpeg".into() }
    }

    /// Tells whether there is a program of its name, which takes less than to start it.
    pub fn is_installed() -> bool {
        let is_in = |folder: PathBuf| folder.join("ffmpeg").is_file() || folder.join("ffmpeg.exe").is_file();
        std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(is_in))
    }

    fn at(program: &Path) -> Result<Self, Error> {
        let status = Command::new(program).arg("-version").stdin(Stdio::null()).stdout(Stdio::null()).status();
        match status.map_err(Error::NotInstalled)? {
            status if status.success() => Ok(Self { program: program.to_owned() }),
            status => Err(Error::NotInstalled(io::Error::other(format!("it ended with {status}")))),
        }
    }

    /// Begins to decode a file to one channel at a rate in Hz.
    ///
    /// # Errors
    /// When FFmpeg does not start.
    pub fn decode(&self, path: &Path, sample_rate: u32) -> Result<Decoding, Error> {
        let rate = sample_rate.to_string();
        let output = ["-map", "0:a:0", "-ac", "1", "-ar", &rate, "-f", "f32le", "pipe:1"].map(OsStr::new);
        let arguments = [&[OsStr::new("-i"), path.as_os_str()], &output[..]].concat();
        Ok(Decoding { child: self.start(&arguments, Stdio::null(), Stdio::piped())? })
    }

    /// Begins an audiobook (MP4 with the brand of audiobooks) in the place of the file `path`.
    ///
    /// # Errors
    /// When FFmpeg does not start.
    pub fn encode(&self, path: &Path, sample_rate: u32) -> Result<Encoding, Error> {
        let (rate, bit_rate) = (sample_rate.to_string(), BIT_RATE.to_string());
        let input = ["-f", "f32le", "-ar", &rate, "-ac", "1", "-i", "pipe:0", "-c:a", "aac", "-b:a", &bit_rate];
        // What tells when it was made would make every file another.
        let output = ["-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1", "-brand", "M4B "];
        let place = [OsStr::new("-f"), OsStr::new("ipod"), OsStr::new("-y"), path.as_os_str()];
        let arguments = [&input.map(OsStr::new)[..], &output.map(OsStr::new)[..], &place[..]].concat();
        let mut child = self.start(&arguments, Stdio::piped(), Stdio::null())?;
        let input = child.stdin.take();
        Ok(Encoding { child, input })
    }

    /// Begins a stream (ADTS) of samples at a rate in Hz: 32-bit floating point, little-endian.
    pub(super) fn stream(&self, sample_rate: u32) -> Result<Child, Error> {
        let (rate, bit_rate) = (sample_rate.to_string(), BIT_RATE.to_string());
        // Nothing is found out about the input first, and frames are given out one by one.
        let input =
            ["-probesize", "32", "-analyzeduration", "0", "-f", "f32le", "-ar", &rate, "-ac", "1", "-i", "pipe:0"];
        let output = ["-c:a", "aac", "-b:a", &bit_rate, "-fflags", "+bitexact", "-flags:a", "+bitexact"];
        let place = ["-flush_packets", "1", "-f", "adts", "pipe:1"];
        let arguments = [&input[..], &output[..], &place[..]].concat();
        let arguments: Vec<&OsStr> = arguments.into_iter().map(OsStr::new).collect();
        self.start(&arguments, Stdio::piped(), Stdio::piped())
    }

    fn start(&self, arguments: &[&OsStr], stdin: Stdio, stdout: Stdio) -> Result<Child, Error> {
        let mut command = Command::new(&self.program);
        // Ctrl-C at a terminal is for us, who end it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.args(["-hide_banner", "-nostdin", "-loglevel", "error"]).args(arguments);
        command.stdin(stdin).stdout(stdout).stderr(Stdio::piped()).spawn().map_err(Error::NotInstalled)
    }
}

/// A file being decoded: 32-bit floating point samples, little-endian.
pub struct Decoding {
    child: Child,
}

impl Decoding {
    /// Reads samples into a buffer; 0 bytes are the end.
    ///
    /// # Errors
    /// When the pipe breaks.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let Some(output) = &mut self.child.stdout else { return Ok(0) };
        Ok(output.read(buffer)?)
    }

    /// Sees that all of it was decoded.
    ///
    /// # Errors
    /// [`Error::Failed`] when it was not.
    pub fn finish(mut self) -> Result<(), Error> {
        end(&mut self.child)
    }
}

impl Drop for Decoding {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// A file being encoded.
pub struct Encoding {
    child: Child,
    input: Option<ChildStdin>,
}

impl Encoding {
    /// Takes samples: 32-bit floating point, little-endian.
    ///
    /// # Errors
    /// [`Error::Failed`] when FFmpeg takes no more.
    pub fn write(&mut self, samples: &[u8]) -> Result<(), Error> {
        let Some(input) = &mut self.input else { return Ok(()) };
        match input.write_all(samples) {
            // It has ended, and says why.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.input = None;
                end(&mut self.child)?;
                Err(error.into())
            }
            result => Ok(result?),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`Error::Failed`] when it could not be written.
    pub fn finish(mut self) -> Result<(), Error> {
        self.input = None;
        end(&mut self.child)
    }
}

impl Drop for Encoding {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Waits for the end of FFmpeg, which says little.
pub(super) fn end(child: &mut Child) -> Result<(), Error> {
    let mut said = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut said)?;
    }
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(Error::Failed { said: last.map_or_else(|| status.to_string(), |line| line.trim().to_owned()) })
}

/// Ends FFmpeg where it still runs, so that no process is left behind.
pub(super) fn stop(child: &mut Child) {
    if matches!(child.try_wait(), Ok(None)) {
        // It may have ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
    }
}

#[cfg(test)]
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
mod tests {
    use super::*;

    #[test]
    fn missing_program_is_told_with_what_there_is_instead() {
        let message = Ffmpeg::at(Path::new("/none/ffmpeg")).unwrap_err().to_string();
        assert!(message.contains("install `ffmpeg`, or choose `mp3`"), "{message}");
    }

    #[test]
    fn sound_goes_in_and_comes_out_as_long_as_it_was() {
        let Ok(ffmpeg) = Ffmpeg::find() else {
            eprintln!("SKIPPED: there is no FFmpeg to encode AAC with");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tone.m4b");
        let tone: Vec<u8> = (0..48_000).flat_map(|n| (0.3 * (n as f32 * 0.1).sin()).to_le_bytes()).collect();
        let mut encoding = ffmpeg.encode(&path, 24_000).unwrap();
        tone.chunks(10_001).for_each(|piece| encoding.write(piece).unwrap());
        encoding.finish().unwrap();
        let mut decoding = ffmpeg.decode(&path, 24_000).unwrap();
        let (mut n_bytes, mut buffer) = (0, [0; 4_096]);
        loop {
            match decoding.read(&mut buffer).unwrap() {
                0 => break,
                n => n_bytes += n,
            }
        }
        decoding.finish().unwrap();
        // The end of the last frame, of 1,024 samples, may be silence.
        assert!((48_000..49_100).contains(&(n_bytes / 4)), "{} samples", n_bytes / 4);
        assert_eq!(&std::fs::read(&path).unwrap()[4..12], b"ftypM4B ");
    }

    #[test]
    fn file_that_is_no_sound_is_told() {
        let Ok(ffmpeg) = Ffmpeg::find() else {
            eprintln!("SKIPPED: there is no FFmpeg to decode with");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.mp3");
        std::fs::write(&path, "no sound").unwrap();
        let mut decoding = ffmpeg.decode(&path, 24_000).unwrap();
        assert_eq!(decoding.read(&mut [0; 64]).unwrap(), 0);
        assert!(matches!(decoding.finish(), Err(Error::Failed { .. })));
    }
}
