//! What became of each article: JSON for programs, a table for people.

use std::{fmt::Write as _, path::Path};

use jiff::Timestamp;
use serde::Serialize;

use super::{episode_store::TakenBack, source::Unusable};

/// What became of all.
#[derive(Debug, Serialize)]
pub struct Report {
    pub summary: Summary,
    pub articles: Vec<Entry>,
    /// Episodes that were taken back, by request or by the show's policy.
    pub retracted: Vec<Entry>,
    /// Inputs of which nothing could be made.
    pub unusable: Vec<Entry>,
}

/// The whole in numbers.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub rendered: usize,
    pub unchanged: usize,
    pub failed: usize,
    /// Drafts, and articles that are due later.
    pub withheld: usize,
    /// How many of those had an episode, which was taken back.
    pub withdrawn: usize,
    pub retracted: usize,
    /// Episodes that are of another source than before.
    pub renamed: usize,
    /// Utterances of the rendered episodes.
    pub utterances: usize,
    /// How many of them were spoken now; the others were there from before.
    pub spoken: usize,
    /// What a dry run found to do.
    pub to_render: usize,
    /// Articles that were left undone, because the work was stopped.
    pub left: usize,
    /// Of sound that was rendered.
    pub duration: f64,
    /// How long it took.
    pub seconds: f64,
}

/// What became of one article.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Where it was found.
    pub source: String,
    /// What the source is known by ([`Source::guid`](super::Source)).
    #[serde(skip)]
    pub key: String,
    pub guid: String,
    /// Stem of its files.
    pub slug: String,
    #[serde(flatten)]
    pub status: Status,
    /// Why nothing came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// An episode of it was there and was taken back now.
    #[serde(skip)]
    pub was_withdrawn: bool,
    /// What the source of its episode was called before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// How long it took.
    pub seconds: f64,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Status {
    Rendered(Sound),
    /// The episode is there already, made of the same.
    Unchanged,
    Failed,
    /// Its author has not finished it.
    Draft,
    /// It is not rendered before its time.
    Scheduled {
        due: Timestamp,
    },
    /// Its episode was taken back.
    Retracted {
        why: TakenBack,
    },
    /// In a dry run: it is new.
    WouldRender,
    /// In a dry run: it has changed, or is to be made otherwise.
    WouldRenderAgain,
}

/// A finished audio file.
#[derive(Debug, Clone, Serialize)]
pub struct Sound {
    pub file: String,
    pub size_bytes: u64,
    /// In seconds.
    pub duration: f64,
    /// Integrated, in LUFS, as encoded.
    pub loudness: f64,
    /// In dB relative to full scale, as encoded; a lossy codec adds a little.
    pub true_peak: f64,
    /// Utterances that took much more or less time than their text should: worth a listen.
    pub n_doubts: usize,
    pub n_utterances: usize,
    /// How many of its utterances were spoken for it; the others were there from before.
    pub n_spoken: usize,
}

impl Report {
    /// Tells whether a file is a report. What is no file may have no end, and is not read.
    pub fn is_in(path: &Path) -> bool {
        let bytes = path.is_file().then(|| std::fs::read(path).ok()).flatten();
        let read = bytes.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
        read.is_some_and(|report| report["summary"]["rendered"].is_u64() && report["articles"].is_array())
    }

    /// Makes a report of `n_sources` articles, of which `entries` were seen to, in `seconds`.
    pub fn new(
        entries: Vec<Entry>,
        retracted: Vec<Entry>,
        n_sources: usize,
        unusable: &[Unusable],
        seconds: f64,
    ) -> Self {
        let unusable: Vec<Entry> = unusable
            .iter()
            .map(|input| Entry {
                source: input.name.clone(),
                key: input.name.clone(),
                guid: String::new(),
                slug: String::new(),
                status: Status::Failed,
                reason: Some(input.reason.clone()),
                was_withdrawn: false,
                renamed_from: None,
                seconds: 0.0,
            })
            .collect();
        let count = |wanted: fn(&Status) -> bool| entries.iter().filter(|entry| wanted(&entry.status)).count();
        let sounds = || {
            entries.iter().filter_map(|entry| match &entry.status {
                Status::Rendered(sound) => Some(sound),
                _ => None,
            })
        };
        let is_withdrawn = |entry: &&Entry| entry.was_withdrawn;
        let summary = Summary {
            rendered: count(|status| matches!(status, Status::Rendered(_))),
            unchanged: count(|status| matches!(status, Status::Unchanged)),
            failed: count(|status| matches!(status, Status::Failed)) + unusable.len(),
            withheld: count(|status| matches!(status, Status::Draft | Status::Scheduled { .. })),
            withdrawn: entries.iter().filter(is_withdrawn).count(),
            retracted: retracted.len(),
            renamed: entries.iter().filter(|entry| entry.renamed_from.is_some()).count(),
            utterances: sounds().map(|sound| sound.n_utterances).sum(),
            spoken: sounds().map(|sound| sound.n_spoken).sum(),
            to_render: count(|status| matches!(status, Status::WouldRender | Status::WouldRenderAgain)),
            left: n_sources - entries.len(),
            // The sum of nothing is 0, not -0.
            duration: sounds().fold(0.0, |sum, sound| sum + sound.duration),
            seconds,
        };
        Self { summary, articles: entries, retracted, unusable }
    }

    /// Returns the articles that were rendered.
    pub fn rendered(&self) -> impl Iterator<Item = (&Entry, &Sound)> {
        self.articles.iter().filter_map(|entry| match &entry.status {
            Status::Rendered(sound) => Some((entry, sound)),
            _ => None,
        })
    }

    /// Tells whether episodes are other than they were before.
    pub fn has_changes(&self) -> bool {
        let Summary { rendered, retracted, withdrawn, .. } = self.summary;
        rendered + retracted + withdrawn > 0
    }

    /// Returns the table: a line for each article that was not simply unchanged, and one for the whole.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for entry in self.articles.iter().chain(&self.retracted).chain(&self.unusable) {
            if entry.is_news() {
                table.push_str(&entry.line());
                table.push('\n');
            }
        }
        let Summary { rendered, unchanged, failed, withheld, retracted, to_render, left, duration, seconds, .. } =
            &self.summary;
        let counts = [
            (rendered, "rendered"),
            (to_render, "to render"),
            (unchanged, "unchanged"),
            (withheld, "withheld"),
            (retracted, "retracted"),
            (failed, "failed"),
            (left, "left undone"),
        ];
        let counts: Vec<_> =
            counts.into_iter().filter(|(n, _)| **n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        table.push_str(&if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") });
        if *rendered > 0 {
            let speed = duration / seconds.max(1e-9);
            let _ =
                write!(table, ": {} of sound in {} ({speed:.0} times real time)", clock(*duration), clock(*seconds));
        }
        table.push('\n');
        table
    }
}

impl Entry {
    /// Tells whether there is something to tell of the article.
    pub fn is_news(&self) -> bool {
        !matches!(self.status, Status::Unchanged) || self.renamed_from.is_some()
    }

    /// Returns what became of the article in one line.
    pub fn line(&self) -> String {
        match &self.renamed_from {
            Some(old) => format!("{}  (was {old})", self.plain_line()),
            None => self.plain_line(),
        }
    }

    fn plain_line(&self) -> String {
        match &self.status {
            Status::Rendered(sound) => {
                let doubts = match sound.n_doubts {
                    0 => String::new(),
                    n => format!("  ({n} utterances of odd length: worth a listen)"),
                };
                format!(
                    "rendered   {:>8} {:>6.1} MB {:>6.1} LUFS {:>5.1} dBTP  {}{doubts}",
                    clock(sound.duration),
                    sound.size_bytes as f64 / 1e6,
                    sound.loudness,
                    sound.true_peak,
                    sound.file
                )
            }
            Status::Unchanged => format!("unchanged  {}", self.slug),
            Status::Failed => format!("failed     {}: {}", self.source, self.reason.as_deref().unwrap_or_default()),
            Status::Draft => format!("draft      {}", self.source),
            Status::Scheduled { due } => format!("scheduled  {} for {due}", self.source),
            Status::Retracted { why: TakenBack::OnRequest } => {
                format!("retracted  {} (`--restore {}` lets it come back)", self.source, self.slug)
            }
            Status::Retracted { why: TakenBack::Gone } => format!("retracted  {}: the article is gone", self.slug),
            Status::Retracted { why: TakenBack::Withheld } => format!("retracted  {}", self.slug),
            Status::WouldRender => format!("new        {} -> {}", self.source, self.slug),
            Status::WouldRenderAgain => format!("changed    {} -> {}", self.source, self.slug),
        }
    }
}

/// Writes seconds as `m:ss` or `h:mm:ss`.
pub fn clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_ends_with_the_whole() {
        let entry = |status, reason: Option<&str>| Entry {
            source: "a.txt".into(),
            key: "a.txt".into(),
            guid: "a.txt".into(),
            slug: "a".into(),
            status,
            reason: reason.map(str::to_owned),
            was_withdrawn: false,
            renamed_from: None,
            seconds: 1.0,
        };
        let sound = Sound {
            file: "a.mp3".into(),
            size_bytes: 1_500_000,
            duration: 3_725.0,
            loudness: -16.02,
            true_peak: -1.8,
            n_doubts: 0,
            n_utterances: 40,
            n_spoken: 40,
        };
        let entries = vec![
            entry(Status::Rendered(sound), None),
            entry(Status::Unchanged, None),
            entry(Status::Failed, Some("input is empty")),
        ];
        let report = Report::new(entries, Vec::new(), 4, &[], 60.0);
        assert_eq!(
            report.table(),
            "rendered    1:02:05    1.5 MB  -16.0 LUFS  -1.8 dBTP  a.mp3\n\
             failed     a.txt: input is empty\n\
             1 rendered, 1 unchanged, 1 failed, 1 left undone: 1:02:05 of sound in 1:00 (62 times real time)\n"
        );
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["articles"][0]["status"], "rendered");
        assert_eq!(json["articles"][0]["file"], "a.mp3");
    }
}
