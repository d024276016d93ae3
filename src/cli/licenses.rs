//! `natiq licenses`: whose work is in the program, and on what terms.

use std::io::{Write, stdout};

use super::Outcome;

/// What is ours and what is not, with its origin.
const NOTICE: &str = include_str!("../../NOTICE");
/// Our own licences.
const MIT: &str = include_str!("../../LICENSE-MIT");
const APACHE: &str = include_str!("../../LICENSE-APACHE");
/// The licences of the crates that are linked in, collected by `packaging/licenses/collect.py`.
const THIRD_PARTY: &str = include_str!("../../THIRD-PARTY-LICENSES.txt");
/// The licence of the player's font.
const ENGLISH: &str = include_str!("../normalize/foreign/english/LICENSE");
const FONT: &str = include_str!("../http/player/dist/player/noto-naskh-arabic.LICENSE.txt");

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Print the summary alone, without the texts of the licences.
    #[arg(long)]
    summary: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let mut out = stdout().lock();
    writeln!(out, "{NOTICE}")?;
    if arguments.summary {
        return Ok(Outcome::Done);
    }
    let licences = [
        ("Natiq", MIT),
        ("Natiq", APACHE),
        ("voice `ziad`", natiq_voice_ziad::LICENSE),
        ("voices `nadim` and `layla`", natiq_voice_natural::LICENSE),
        ("diacritizer", natiq_diacritizer::LICENSE),
        ("pronunciation of English words", ENGLISH),
        ("Noto Naskh Arabic", FONT),
    ];
    for (what, licence) in licences {
        writeln!(out, "{RULE}\n{what}\n{RULE}\n\n{licence}")?;
    }
    writeln!(out, "{THIRD_PARTY}")?;
    Ok(Outcome::Done)
}

const RULE: &str = "================================================================================";
