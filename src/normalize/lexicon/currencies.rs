//! Currencies and their parts, from `data/currencies.tsv` and `data/currency_parts.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use crate::normalize::grammar::noun::Noun;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Currency {
    pub noun: Noun,
    /// Its part, where news mentions it.
    pub part: Option<Part>,
}

/// A part of a currency, and how many decimals print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub noun: Noun,
    pub digits: usize,
    /// Which sign stands before three decimals where the currency is at home; the other one is of thousands there.
    pub point: &'static str,
}

/// The currency by a sign, an ISO 4217 code, or the letters of an abbreviation without their dots.
pub(crate) fn by_name(name: &str) -> Option<&'static Currency> {
    BY_NAME.get(name)
}

/// The part by its name in the table.
fn part(name: &str) -> Option<Part> {
    table::rows(table::CURRENCY_PARTS).find(|row: &[&str; 6]| row[0] == name).and_then(
        |[_, kind, singular, plural, digits, point]| {
            let noun = Noun::of_columns([kind, singular, plural, "", ""])?;
            Some(Part { noun, digits: digits.parse().ok()?, point })
        },
    )
}

/// Currencies by what is printed. `ج` is the pound of Egyptian prices, where it stands after a price.
static BY_NAME: LazyLock<HashMap<&'static str, Currency>> = LazyLock::new(|| {
    let currency = |[names, kind, singular, plural, adjective, tail, part_name]: [&'static str; 7]| {
        let noun = Noun::of_columns([kind, singular, plural, adjective, tail])?;
        Some((names, Currency { noun, part: part(part_name) }))
    };
    table::rows(table::CURRENCIES)
        .filter_map(currency)
        .flat_map(|(names, currency)| names.split(' ').map(move |name| (name, currency)))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_by_currencies_and_known() {
        let named: Vec<&str> =
            table::rows(table::CURRENCIES).map(|row: [&str; 7]| row[6]).filter(|part| !part.is_empty()).collect();
        for name in &named {
            assert!(part(name).is_some(), "{name}");
        }
        for [name, ..] in table::rows::<6>(table::CURRENCY_PARTS) {
            assert!(named.contains(&name), "no currency has {name}");
        }
    }
}
