//! Numbers that rank, and minutes of play.

use super::words::say;
use super::year::era_of_century;
use crate::arabic::clitics;
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{NumberedPart, Rank, RankKind, Source};
use crate::normalize::spoken::Spoken;

pub(super) fn rank(rank: Rank, agreement: Agreement) -> Vec<Spoken> {
    let words = match rank.kind {
        RankKind::Ordinal => number::ordinal(rank.value, rank.gender, agreement.case, agreement.is_sure),
        RankKind::Cardinal { is_bound, is_definite } => {
            let form = agreement.apart(rank.gender);
            number::cardinal(rank.value, Form { construct: is_bound, definite: is_definite, ..form })
        }
        RankKind::Decade => decade(rank.value),
    };
    let mut spoken = say(words, Rule::Ordinal, &rank.source);
    spoken.extend(rank.era.map(|(era, source)| Spoken::vowelled(era_of_century(era), Rule::Ordinal, &source)));
    if let Some((value, era, source)) = rank.other {
        let mut words = number::ordinal(value, Gender::Masculine, Case::Genitive, false);
        words.push(era_of_century(era).to_owned());
        spoken.extend(Spoken::words(words, Rule::Ordinal, &source));
    }
    spoken.extend(added(rank.added));
    spoken
}

/// The generation of a device by its rank.
pub(super) fn generation(value: u64, source: &Source, agreement: Agreement) -> Vec<Spoken> {
    let mut words = vec!["الْجِيل".to_owned()];
    words.extend(number::ordinal(value, Gender::Masculine, agreement.case, false));
    say(words, Rule::Ordinal, source)
}

/// `(45')`: a minute of play.
pub(super) fn minute(value: u64, says_minute: bool, source: &Source, more: Option<(u64, Source)>) -> Vec<Spoken> {
    let mut words = if says_minute { vec!["الدَّقِيقَة".to_owned()] } else { Vec::new() };
    words.extend(number::ordinal(value, Gender::Feminine, Case::Genitive, false));
    let mut spoken = say(words, Rule::Ordinal, source);
    spoken.extend(added(more));
    spoken
}

/// The part or minute that a letter before a number stands for.
pub(super) fn numbered_part(part: NumberedPart, agreement: Agreement) -> Vec<Spoken> {
    let NumberedPart { noun, noun_source, value, gender, is_sure, source, added: more, era } = part;
    let mut spoken: Vec<Spoken> = Spoken::phrase(noun, Rule::Abbreviation, &noun_source).collect();
    let rank = number::ordinal(value, gender, agreement.case, is_sure);
    spoken.extend(Spoken::words(rank, Rule::Abbreviation, &source));
    spoken.extend(added(more));
    spoken.extend(era.map(|(era, source)| Spoken::vowelled(era_of_century(era), Rule::Abbreviation, &source)));
    spoken
}

/// The minutes added to a minute of play.
fn added(added: Option<(u64, Source)>) -> Vec<Spoken> {
    let Some((minutes, source)) = added else { return Vec::new() };
    let mut words = vec!["زَائِد".to_owned()];
    words.extend(number::cardinal(minutes, Form::plain(Case::Genitive)));
    say(words, Rule::Ordinal, &source)
}

/// `التسعينيات`: the years of a ten.
fn decade(value: u64) -> Vec<String> {
    const DECADES: [&str; 10] =
        ["", "", "عِشْرِينِيَّات", "ثَلَاثِينِيَّات", "أَرْبَعِينِيَّات", "خَمْسِينِيَّات", "سِتِّينِيَّات", "سَبْعِينِيَّات", "ثَمَانِينِيَّات", "تِسْعِينِيَّات"];
    let decade = usize::try_from(value / 10).ok().and_then(|ten| DECADES.get(ten));
    decade.map(|decade| clitics::definite(decade)).into_iter().collect()
}
