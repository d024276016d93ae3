//! What became of each article: JSON for programs, a table for people.

use std::fmt::Write as _;

use serde::Serialize;

use super::source::Unusable;

/// What became of all.
#[derive(Debug, Serialize)]
pub struct Report {
    pub summary: Summary,
    pub articles: Vec<Entry>,
    /// Inputs of which nothing could be made.
    pub unusable: Vec<Entry>,
}

/// The whole in numbers.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub rendered: usize,
    pub unchanged: usize,
    pub failed: usize,
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
    pub guid: String,
    /// Stem of its files.
    pub slug: String,
    #[serde(flatten)]
    pub status: Status,
    /// Why nothing came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
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
}

impl Report {
    /// Makes a report of `n_sources` articles, of which `entries` were seen to, in `seconds`.
    pub fn new(entries: Vec<Entry>, n_sources: usize, unusable: &[Unusable], seconds: f64) -> Self {
        let unusable: Vec<Entry> = unusable
            .iter()
            .map(|input| Entry {
                source: input.name.clone(),
                guid: String::new(),
                slug: String::new(),
                status: Status::Failed,
                reason: Some(input.reason.clone()),
                seconds: 0.0,
            })
            .collect();
        let count = |wanted: fn(&Status) -> bool| entries.iter().filter(|entry| wanted(&entry.status)).count();
        let duration = entries.iter().map(|entry| match &entry.status {
            Status::Rendered(sound) => sound.duration,
            _ => 0.0,
        });
        let summary = Summary {
            rendered: count(|status| matches!(status, Status::Rendered(_))),
            unchanged: count(|status| matches!(status, Status::Unchanged)),
            failed: count(|status| matches!(status, Status::Failed)) + unusable.len(),
            to_render: count(|status| matches!(status, Status::WouldRender | Status::WouldRenderAgain)),
            left: n_sources - entries.len(),
            // The sum of nothing is 0, not -0.
            duration: duration.fold(0.0, |sum, seconds| sum + seconds),
            seconds,
        };
        Self { summary, articles: entries, unusable }
    }

    /// Returns the table: a line for each article that was not simply unchanged, and one for the whole.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for entry in self.articles.iter().chain(&self.unusable) {
            if !matches!(entry.status, Status::Unchanged) {
                table.push_str(&entry.line());
                table.push('\n');
            }
        }
        let Summary { rendered, unchanged, failed, to_render, left, duration, seconds } = &self.summary;
        let counts = [
            (rendered, "rendered"),
            (to_render, "to render"),
            (unchanged, "unchanged"),
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
    /// Returns what became of the article in one line.
    pub fn line(&self) -> String {
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
            guid: "a.txt".into(),
            slug: "a".into(),
            status,
            reason: reason.map(str::to_owned),
            seconds: 1.0,
        };
        let sound = Sound {
            file: "a.mp3".into(),
            size_bytes: 1_500_000,
            duration: 3_725.0,
            loudness: -16.02,
            true_peak: -1.8,
            n_doubts: 0,
        };
        let entries = vec![
            entry(Status::Rendered(sound), None),
            entry(Status::Unchanged, None),
            entry(Status::Failed, Some("input is empty")),
        ];
        let report = Report::new(entries, 4, &[], 60.0);
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
