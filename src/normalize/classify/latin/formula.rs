//! Chemical formulas: `NaCl`, `CaCO3`, `Na2S`.

use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign::{acronym, key, lookup};

/// Symbols of elements, said letter by letter. A name that could be written so is in the lexicon, or has no small letter.
pub(super) fn classify(place: Cursor) -> Option<Match> {
    let word = place.text();
    let n_elements = elements(word).filter(|_| place.is_latin())?;
    // Na2S: one element with its number, and others after it.
    let (number, next) = (place.ahead(1), place.ahead(2));
    let goes_on = || {
        number.is_number() && number.is_glued() && next.is_latin() && next.is_glued() && elements(next.text()).is_some()
    };
    let has_small = word.chars().any(char::is_lowercase);
    let is_formula = has_small && (lookup(&key(word)).is_none() && n_elements > 1 || goes_on());
    is_formula.then(|| Match::words(1, acronym::letter_by_letter(word, &place.source(1))))
}

/// How many symbols of chemical elements a word is written with, if it is written with nothing else.
fn elements(word: &str) -> Option<usize> {
    const ELEMENTS: &str = "
        H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh
        Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Th U Pu";
    let mut n_elements = 0;
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_pair = rest.chars().nth(1).is_some_and(|second| second.is_ascii_lowercase());
        let length = if is_pair { 2 } else { 1 };
        let symbol = rest.get(..length).filter(|_| first.is_ascii_uppercase())?;
        ELEMENTS.split_whitespace().find(|element| *element == symbol)?;
        n_elements += 1;
        rest = rest.get(length..)?;
    }
    Some(n_elements)
}
