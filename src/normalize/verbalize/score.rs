//! Two numbers against each other.

use super::amount;
use super::words::say;
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Counted, Joint, Score};
use crate::normalize::spoken::Spoken;

pub(super) fn score(score: Score, agreement: Agreement) -> Vec<Spoken> {
    let first =
        score.first.map(|(value, source)| say(number::cardinal(value, agreement.plain()), Rule::Score, &source));
    let mut spoken = first.unwrap_or_default();
    let joint = Spoken::vowelled(
        match score.joint {
            Joint::Against => "مُقَابِلَ",
            Joint::To => "إِلَى",
            Joint::Over => "عَلَى",
            Joint::Or => "أَوْ",
            Joint::Times => "فِي",
        },
        Rule::Score,
        score.joint_source.as_ref().unwrap_or(&score.last),
    );
    spoken.push(joint);
    let case = if matches!(score.joint, Joint::Or) { agreement.case } else { Case::Genitive };
    let second = amount::amount(&score.second, &Counted::Nothing, Agreement { case, is_definite: false, ..agreement });
    spoken.extend(Spoken::words(second, Rule::Score, &score.last));
    spoken
}
