//! `natiq speak --play`: the platform's own player, which is handed the sound as it is made.
//!
//! Why no library that speaks to the sound system itself? On Linux such a one takes ALSA's headers to build and its
//! library to start, and a server has neither. Whoever hears anything at all has one of these players.
//!
//! That a player is there does not mean that it plays: `paplay` is there without a sound server, an older `pw-play` knows
//! no bare samples. So what was handed over is kept for the first seconds, and the next player begins anew with it.

use std::{
    env,
    fs::{self, File},
    io::{self, Read, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
    time::Duration,
};

use anyhow::{Context, bail};

use crate::{
    encode::{Encoder, Format, Tags},
    lock::lock,
};

/// A player, in the order in which they are tried: those of the sound server first, since others may find the device taken.
struct Player {
    program: &'static str,
    input: Input,
    /// Returns the arguments for samples at this rate, in Hz.
    arguments: fn(u32) -> Vec<String>,
    /// What it says when it failed and ends as if it had not.
    quiet_failure: Option<&'static str>,
}

/// What a player takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    /// Bare samples on its standard input: 16 bits, little-endian, mono.
    Samples,
    /// A WAV file on its standard input.
    Wav,
    /// The name of a WAV file, as its last argument. It is heard only when all of it is there.
    File,
}

#[cfg(not(target_os = "macos"))]
const PLAYERS: &[Player] = &[PW_PLAY, PAPLAY, APLAY, FFPLAY, MPV];
#[cfg(target_os = "macos")]
const PLAYERS: &[Player] = &[FFPLAY, MPV, AFPLAY];

#[cfg(not(target_os = "macos"))]
const PW_PLAY: Player = Player {
    program: "pw-play",
    input: Input::Samples,
    arguments: |rate| words(&["--raw", "--rate", &rate.to_string(), "--channels", "1", "--format", "s16", "-"]),
    quiet_failure: None,
};
#[cfg(not(target_os = "macos"))]
const PAPLAY: Player = Player {
    program: "paplay",
    input: Input::Samples,
    arguments: |rate| words(&["--raw", &format!("--rate={rate}"), "--channels=1", "--format=s16le"]),
    quiet_failure: None,
};
#[cfg(not(target_os = "macos"))]
const APLAY: Player = Player {
    program: "aplay",
    input: Input::Samples,
    arguments: |rate| words(&["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", &rate.to_string(), "-"]),
    quiet_failure: None,
};
const FFPLAY: Player = Player {
    program: "ffplay",
    input: Input::Wav,
    arguments: |_| words(&["-nodisp", "-autoexit", "-loglevel", "error", "-i", "-"]),
    quiet_failure: Some("audio open failed"),
};
const MPV: Player = Player {
    program: "mpv",
    input: Input::Wav,
    arguments: |_| words(&["--no-terminal", "--force-window=no", "--no-video", "-"]),
    quiet_failure: None,
};
#[cfg(target_os = "macos")]
const AFPLAY: Player = Player { program: "afplay", input: Input::File, arguments: |_| Vec::new(), quiet_failure: None };

/// How much sound is kept for the next player, in seconds. A player that fails does so at its start.
const KEPT_SECONDS: usize = 10;

/// How often it is looked whether a player has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Sound being played.
pub(super) struct Playback {
    sample_rate: u32,
    silencer: Silencer,
    /// Those that have not been tried.
    players: std::vec::IntoIter<&'static Player>,
    running: Option<Running>,
    /// All the samples so far; `None` once there were too many to keep.
    kept: Option<Vec<f32>>,
    /// What the players said that failed.
    failures: Vec<String>,
}

/// A player at work.
struct Running {
    player: &'static Player,
    encoder: Encoder,
    out: Output,
}

enum Output {
    Player { stdin: ChildStdin, stderr: JoinHandle<String> },
    File { file: File, path: PathBuf },
}

/// Ends the sound at once, from another thread. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Silencer {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// No other player is to begin.
    is_silenced: bool,
    /// The player at work.
    child: Option<Child>,
}

impl Silencer {
    /// Ends the player that is at work, and leaves no process behind; no other begins.
    pub(super) fn silence(&self) {
        let mut state = self.lock();
        state.is_silenced = true;
        if let Some(child) = &mut state.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Starts a player.
    fn start(&self, command: &mut Command) -> anyhow::Result<(Option<ChildStdin>, Option<std::process::ChildStderr>)> {
        // Ctrl-C at the terminal is for us, who end it: ended by itself, it would look as if it had failed.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut state = self.lock();
        if state.is_silenced {
            bail!("stopped");
        }
        let child = state.child.insert(command.spawn()?);
        Ok((child.stdin.take(), child.stderr.take()))
    }

    /// Waits for the end of the player.
    fn wait(&self) -> io::Result<ExitStatus> {
        loop {
            if let Some(child) = &mut self.lock().child
                && let Some(status) = child.try_wait()?
            {
                return Ok(status);
            }
            std::thread::sleep(LOOK);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// Returns the players that this machine has, best first.
pub(super) fn installed() -> Vec<&'static str> {
    PLAYERS.iter().filter(|player| is_on_path(player.program)).map(|player| player.program).collect()
}

impl Playback {
    /// Looks for a player.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) fn open(sample_rate: u32) -> anyhow::Result<Self> {
        let players: Vec<_> = PLAYERS.iter().filter(|player| is_on_path(player.program)).collect();
        if players.is_empty() {
            let known: Vec<_> = PLAYERS.iter().map(|player| format!("`{}`", player.program)).collect();
            bail!("no player is installed (install one of {}, or name a file with `-o FILE`)", known.join(", "));
        }
        let players = players.into_iter();
        let silencer = Silencer::default();
        Ok(Self { sample_rate, silencer, players, running: None, kept: Some(Vec::new()), failures: Vec::new() })
    }

    /// Returns what ends the sound at once.
    pub(super) fn silencer(&self) -> Silencer {
        self.silencer.clone()
    }

    /// Plays samples after those before; waits while the player has enough.
    ///
    /// # Errors
    /// Where every player failed, or one did so late.
    pub(super) fn push(&mut self, samples: &[f32]) -> anyhow::Result<()> {
        if let Some(kept) = &mut self.kept {
            kept.extend(samples);
        }
        let handed_over = match &mut self.running {
            Some(running) => running.push(samples),
            None => self.start()?.push(samples),
        };
        if handed_over.is_err() {
            self.begin_anew()?;
        }
        if self.kept.as_ref().is_some_and(|kept| kept.len() > KEPT_SECONDS * self.sample_rate as usize) {
            self.kept = None;
        }
        Ok(())
    }

    /// Waits until all has been heard.
    ///
    /// # Errors
    /// As [`Playback::push`].
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        while let Some(running) = self.running.take() {
            let program = running.player.program;
            match running.finish(&self.silencer) {
                Ok(()) => return Ok(()),
                Err(said) => {
                    self.failures.push(format!("`{program}` {said}"));
                    self.begin_anew()?;
                }
            }
        }
        Ok(())
    }

    /// Starts the next player.
    fn start(&mut self) -> anyhow::Result<&mut Running> {
        for player in self.players.by_ref() {
            match Running::start(player, self.sample_rate, &self.silencer) {
                Ok(running) => return Ok(self.running.insert(running)),
                Err(error) => self.failures.push(format!("`{}` did not start: {error}", player.program)),
            }
        }
        bail!("could not play: {} (name a file with `-o FILE`)", self.failures.join("; "))
    }

    /// Has the next player begin with the first sample, until one takes all there is.
    fn begin_anew(&mut self) -> anyhow::Result<()> {
        loop {
            if let Some(running) = self.running.take() {
                let program = running.player.program;
                let said = running.finish(&self.silencer).err().unwrap_or_else(|| "stopped".to_owned());
                self.failures.push(format!("`{program}` {said}"));
            }
            let Some(kept) = self.kept.take() else {
                bail!("could not go on playing: {} (name a file with `-o FILE`)", self.failures.join("; "));
            };
            let handed_over = self.start()?.push(&kept);
            self.kept = Some(kept);
            if handed_over.is_ok() {
                return Ok(());
            }
        }
    }
}

impl Running {
    fn start(player: &'static Player, sample_rate: u32, silencer: &Silencer) -> anyhow::Result<Self> {
        let format = if player.input == Input::Samples { Format::Pcm } else { Format::Wav };
        let encoder = Encoder::new(format, sample_rate, &Tags::default())?;
        if player.input == Input::File {
            let path = env::temp_dir().join(format!("natiq-{}.wav", std::process::id()));
            let file = File::options().write(true).create_new(true).open(&path);
            let file = file.with_context(|| format!("could not write `{}`", path.display()))?;
            return Ok(Self { player, encoder, out: Output::File { file, path } });
        }
        let mut command = Command::new(player.program);
        command.args((player.arguments)(sample_rate));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let (Some(stdin), Some(mut stderr)) = silencer.start(&mut command)? else {
            bail!("its standard input is not to be had");
        };
        let stderr = std::thread::spawn(move || {
            let mut said = Vec::new();
            // What cannot be read is not shown.
            let _ = stderr.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        Ok(Self { player, encoder, out: Output::Player { stdin, stderr } })
    }

    fn push(&mut self, samples: &[f32]) -> anyhow::Result<()> {
        let bytes = self.encoder.push(samples)?;
        match &mut self.out {
            Output::Player { stdin, .. } => stdin.write_all(&bytes)?,
            Output::File { file, .. } => file.write_all(&bytes)?,
        }
        Ok(())
    }

    /// Hands over the end and waits until it has been heard; returns what went wrong.
    fn finish(self, silencer: &Silencer) -> Result<(), String> {
        let Self { player, encoder, out } = self;
        let finished = encoder.finish().map_err(|error| error.to_string())?;
        match out {
            Output::Player { mut stdin, stderr } => {
                // A player that is gone says by its exit code why.
                let _ = stdin.write_all(&finished.tail);
                drop(stdin);
                let status = silencer.wait().map_err(|error| error.to_string())?;
                let said = stderr.join().unwrap_or_default();
                let is_silent = player.quiet_failure.is_some_and(|failure| said.contains(failure));
                if status.success() && !is_silent { Ok(()) } else { Err(failure(&said, &status.to_string())) }
            }
            Output::File { mut file, path } => {
                let played = finished.write(&mut file, 0).and_then(|()| {
                    drop(file);
                    let mut command = Command::new(player.program);
                    command.arg(&path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
                    let (_, stderr) = silencer.start(&mut command).map_err(io::Error::other)?;
                    let mut said = String::new();
                    // What cannot be read is not shown.
                    let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut said));
                    Ok((silencer.wait()?, said))
                });
                let _ = fs::remove_file(&path);
                let (status, said) = played.map_err(|error: io::Error| error.to_string())?;
                if status.success() { Ok(()) } else { Err(failure(&said, &status.to_string())) }
            }
        }
    }
}

/// Returns the last line that a player said, which with most of them is the reason; otherwise how it ended.
fn failure(said: &str, status: &str) -> String {
    match said.lines().map(str::trim).rfind(|line| !line.is_empty()) {
        Some(line) => format!("said «{line}»"),
        None => format!("failed ({status})"),
    }
}

/// Tells whether a program is in one of the folders that are searched for programs.
pub(super) fn is_on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
