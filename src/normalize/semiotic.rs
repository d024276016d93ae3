//! What was printed: values without words, between [`classify`](super::classify) and [`verbalize`](super::verbalize).
//!
//! A value knows which bytes its parts were printed in, and nothing of the grammar around it. What has several sides (a
//! range of money, two years of one life) is a value that holds them.

use std::ops::Range;

use super::grammar::noun::Noun;
use super::grammar::{Case, GREATEST, Gender};
use super::lexicon::currencies::Currency;
use super::output::{Numbering, Rule};
use super::spoken::Spoken;

/// Bytes in the paragraph's text.
pub(crate) type Source = Range<usize>;

/// What a stretch of print is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Semiotic {
    /// Print that a reader does not say: footnote marks, a number that repeats words.
    Unsaid,
    /// Words that stand as they were printed.
    Printed {
        words: Vec<String>,
        source: Source,
    },
    Digits {
        digits: String,
        source: Source,
    },
    Cardinal {
        amount: Amount,
        counted: Counted,
        source: Source,
    },
    AtLeast(AtLeast),
    HundredAndOne(HundredAndOne),
    OfPlural(OfPlural),
    SaidByNoun(SaidByNoun),
    Rank(Rank),
    /// `Gen 3` of a device.
    Generation {
        value: u64,
        source: Source,
    },
    Minute {
        value: u64,
        says_minute: bool,
        source: Source,
        added: Option<(u64, Source)>,
    },
    Decimal {
        amount: Amount,
        counted: Counted,
        source: Source,
    },
    Fraction {
        whole: Option<u64>,
        numerator: u64,
        denominator: u64,
        is_bound: bool,
        /// The noun that the whole number counts, where the part is said after it: `ثلاث ساعات وربع`.
        noun: Option<PrintedNoun>,
        source: Source,
    },
    /// A whole number and a half of a unit or a scale, which was printed as a fraction.
    Half {
        amount: Amount,
        counted: Counted,
        source: Source,
    },
    Power {
        base: u64,
        is_negative: bool,
        exponent: u64,
        source: Source,
    },
    Percent {
        amount: Amount,
        ratio: Ratio,
        number: Source,
        sign: Source,
    },
    Measure(Measure),
    /// `/ساعة` after a unit that was printed in full: what the table says for it.
    Rate {
        said: &'static str,
        source: Source,
    },
    /// `/ليلة`: divided by a noun that has no form of its own.
    ForEach {
        stroke: Source,
        noun: String,
        source: Source,
    },
    /// A unit by its name, as a heading has it.
    UnitName {
        unit: Noun,
        source: Source,
    },
    Money(Money),
    Interval(Interval),
    Score(Score),
    /// Parts of a date in the order they are said.
    Date(Vec<DatePart>),
    /// Years, alone and in spans.
    Years(Vec<YearPart>),
    /// Clock times, alone and in spans.
    Time(Vec<TimePart>),
    Duration(Duration),
    /// How far a time zone is ahead or behind.
    Offset {
        is_ahead: bool,
        hours: u64,
        minutes: u64,
        source: Source,
    },
    Phone {
        plus: Option<Source>,
        groups: Vec<(String, Source)>,
    },
    /// Numbers that name: of laws and files, versions, models.
    Code(Vec<CodePart>),
    /// `14C`: an element, by its name with its vowels, and the number of one of its isotopes.
    Isotope {
        element: &'static str,
        number: u64,
        source: Source,
    },
    /// `ج 2`, `(د 35)`: the part or minute that a letter before a number stands for.
    NumberedPart(NumberedPart),
    /// `[الفتح: 1]`: verses of the Qur'an.
    Citation(Citation),
    /// `الم`: the letters that open a sura.
    OpeningLetters {
        letters: Vec<char>,
        source: Source,
    },
    /// A phrase of a table.
    Phrase {
        vowelled: &'static str,
        rule: Rule,
        source: Source,
    },
    /// Arabic letters that are read by their names.
    Letters {
        letters: Vec<char>,
        source: Source,
    },
    /// Words of a table, a lexicon or the page, with what is known of their vowels.
    Words(Vec<Spoken>),
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// Nothing that agrees with it: a code, a per cent sign, the end of the sentence.
    Nothing,
    /// A printed noun of this gender, which follows at once.
    Printed(Gender),
    /// A printed noun of this gender that stands elsewhere.
    Apart(Gender),
    /// A noun that the reading supplies, which follows at once.
    Supplied(Noun),
}

impl Semiotic {
    /// What a number does whose phrase has a case that the sentence shows: it has what it counts, beside it or apart
    /// (`احتجز 4 من السائقين`), or what it ranks. A bare number may be a name, which looks to be in the genitive of the noun
    /// before it; where it is not it may count what was named before.
    pub(crate) fn numbering(&self, guessed: Case) -> Option<Numbering> {
        match self {
            Self::Cardinal { amount, counted, .. } | Self::Decimal { amount, counted, .. } => {
                let is_amount = guessed != Case::Genitive && amount.sign.is_none() && amount.whole > 10;
                let counts = amount.scale.is_some() || !matches!(counted, Counted::Nothing) || is_amount;
                counts.then_some(Numbering::Counts)
            }
            Self::HundredAndOne(_) | Self::OfPlural(_) | Self::Percent { .. } | Self::Measure(_) | Self::Money(_) => {
                Some(Numbering::Counts)
            }
            Self::Rank(rank) => match rank.kind {
                RankKind::Ordinal => Some(Numbering::Ranks(rank.gender)),
                RankKind::Cardinal { is_bound: false, is_definite: true } => Some(Numbering::Tells(rank.gender)),
                RankKind::Cardinal { .. } | RankKind::Decade => None,
            },
            _ => None,
        }
    }
}

impl Counted {
    pub(crate) fn gender(&self) -> Gender {
        match self {
            Self::Nothing => Gender::Masculine,
            Self::Printed(gender) | Self::Apart(gender) => *gender,
            Self::Supplied(noun) => noun.gender,
        }
    }

    /// Whether what is counted follows at once.
    pub(crate) fn follows(&self) -> bool {
        matches!(self, Self::Printed(_) | Self::Supplied(_))
    }
}

/// `5+ سنوات`, `18+`: what is counted and more.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AtLeast {
    pub value: u64,
    pub number: Source,
    /// The printed noun, its gender, and the bytes of the plus and it.
    pub noun: Option<(String, Gender)>,
    pub plus: Source,
}

/// `101 زائر`: a hundred or a thousand, and one or two of the printed noun.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HundredAndOne {
    pub value: u64,
    pub noun: PrintedNoun,
    pub source: Source,
}

/// `110 آية`: three to ten, after a hundred or not, of a noun that was printed in the singular.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OfPlural {
    pub value: u64,
    /// The plural, without marks, and the gender of its singular.
    pub plural: &'static str,
    pub gender: Gender,
    pub number: Source,
    pub noun: Source,
}

/// A noun as it was printed, without its marks, and its gender.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PrintedNoun {
    pub text: String,
    pub word: String,
    pub gender: Gender,
}

/// One or two of a printed singular, which are said by the noun.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SaidByNoun {
    pub is_two: bool,
    pub noun: PrintedNoun,
    pub source: Source,
    /// The adjective of a dual, and its bytes.
    pub adjective: Option<(String, Source)>,
    /// `1.5 ساعة`: numerator and denominator of what it is more.
    pub more: Option<(u64, u64)>,
}

/// A number that ranks, or a definite one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rank {
    pub value: u64,
    pub kind: RankKind,
    pub gender: Gender,
    pub source: Source,
    /// The era of a century.
    pub era: Option<(Era, Source)>,
    /// The century of the other calendar, with its era.
    pub other: Option<(u64, Era, Source)>,
    /// Minutes added to a minute of play.
    pub added: Option<(u64, Source)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RankKind {
    Ordinal,
    /// A cardinal, in the construct where its noun follows.
    Cardinal {
        is_bound: bool,
        is_definite: bool,
    },
    /// `التسعينيات`
    Decade,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NumberedPart {
    /// The noun that the letter stands for, with the vowels that it has here.
    pub noun: &'static str,
    pub noun_source: Source,
    pub value: u64,
    pub gender: Gender,
    /// Whether the case of the number is that of the noun for certain.
    pub is_sure: bool,
    pub source: Source,
    pub added: Option<(u64, Source)>,
    /// The era of a century.
    pub era: Option<(Era, Source)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Citation {
    /// The words of the sura's name, as printed.
    pub name: Vec<(String, Source)>,
    /// The numbers of its verses; at least one.
    pub verses: Vec<(u64, Source)>,
    /// Whether two verses are the ends of a range.
    pub is_range: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ratio {
    PerCent,
    PerMille,
}

/// An amount of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub amount: Amount,
    pub unit: Noun,
    /// Minutes and seconds of arc after degrees.
    pub arc: Vec<(u64, ArcPart)>,
    pub direction: Option<Direction>,
    pub layout: Layout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArcPart {
    Minute,
    Second,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    North,
    South,
    East,
    West,
}

/// Where a number and what it counts were printed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Layout {
    /// In the order they are said.
    Ordered { number: Source, noun: Source },
    /// The sign first, or in one another.
    Whole(Source),
}

impl Layout {
    /// The bytes of both.
    pub(crate) fn whole(&self) -> Source {
        match self {
            Self::Ordered { number, noun } => number.start..noun.end.max(number.end),
            Self::Whole(source) => source.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Money {
    pub amount: Amount,
    pub currency: Currency,
    pub layout: Layout,
}

/// From one amount to another, of the same thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Interval {
    pub from: Amount,
    pub to: Amount,
    /// The gender that the first number has.
    pub gender: Gender,
    pub counted: Counted,
    pub ratio: Option<Ratio>,
    /// Whether it is said with `من` before it.
    pub opens: bool,
    /// Whether `بين` stands before it, so that the two are joined by `و`.
    pub is_between: bool,
    pub first: Source,
    pub joint: Source,
    pub last: Source,
}

/// Two numbers against each other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Score {
    pub first: Option<(u64, Source)>,
    pub joint: Joint,
    /// The bytes of the joint where they are not those of the second number.
    pub joint_source: Option<Source>,
    pub second: Amount,
    pub last: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    Against,
    To,
    Over,
    /// `IP68/69`: one or the other.
    Or,
    Times,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DatePart {
    Day {
        value: u64,
        gender: Gender,
        place: DayPlace,
        source: Source,
    },
    /// The bracket before the first of two ends of a life.
    From(Source),
    To(Source),
    Of(Source),
    /// The name of a month with its vowels, in the bytes of what shows it.
    Month {
        name: &'static str,
        source: Source,
    },
    /// A word of the name of a month as it was printed; the vowels of its name, where these are its letters.
    MonthWord {
        text: String,
        vowelled: Option<&'static str>,
        source: Source,
    },
    /// A year that `عام` introduces.
    Year {
        value: u64,
        is_introduced: bool,
        source: Source,
    },
    Era {
        era: Era,
        source: Source,
    },
    Weekday {
        name: &'static str,
        source: Source,
    },
}

/// Where a day stands among those of its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayPlace {
    /// It has the case of the date.
    First,
    /// Genitive, after `إلى` or `بين`.
    Last,
    /// Genitive, joined by `و`.
    Joined,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    Christian,
    Hijri,
    Judicial,
    BeforeChrist,
    AfterChrist,
    BeforeHijra,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum YearPart {
    From(Source),
    To(Source),
    Year { value: u64, gender: Gender, is_joined: bool, era: Option<Era>, source: Source },
    Era { era: Era, source: Source },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TimePart {
    Clock {
        clock: Clock,
        has_period: bool,
        is_joined: bool,
        source: Source,
    },
    Period {
        period: Period,
        source: Source,
    },
    To(Source),
    /// `الدقيقة 1:23`: the minute of a recording, or where there is none the second, by its rank, and seconds after it.
    Moment {
        rank: u64,
        seconds: u64,
        source: Source,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub hour: u64,
    pub minute: Option<u64>,
    pub second: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Morning,
    Noon,
    Evening,
}

/// What the digits after the point of a second count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartOfSecond {
    Tenth,
    Hundredth,
    Thousandth,
}

/// How long something took.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Duration {
    pub hours: u64,
    pub minutes: u64,
    pub seconds: u64,
    /// Hundredths or thousandths of the last second.
    pub part: Option<(u64, PartOfSecond)>,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CodePart {
    Number {
        digits: String,
        source: Source,
    },
    /// The stroke and the number after it.
    Over {
        digits: String,
        source: Source,
    },
    /// A letter, which is said by its name.
    Letter {
        letter: char,
        source: Source,
    },
    /// The stroke and the year after it.
    OfYear {
        year: u64,
        source: Source,
    },
    Year {
        year: u64,
        source: Source,
    },
    Era {
        era: Era,
        source: Source,
    },
    Point(Source),
    Pause(Source),
    /// The word for a version that a letter stands for.
    Version(Source),
}

/// A printed number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Amount {
    /// The sign before it.
    pub sign: Option<Sign>,
    /// The whole part.
    pub whole: u64,
    /// The digits of the whole part as printed, without separators.
    pub digits: String,
    /// The digits after the decimal sign, if any.
    pub fraction: Option<String>,
    /// The word of scale after it (a thousand, a million …), if any.
    pub scale: Option<Scale>,
}

/// What a sign before a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Minus,
    Plus,
    PlusOrMinus,
    /// A plus before what is counted: `+100 متجر`.
    MoreThan,
    /// The same after words that have said it.
    MoreThanSaid,
}

/// A word of scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    pub unit: ScaleUnit,
    /// Whether the plural was printed, which stays one after a decimal (`9.7 مليارات`).
    pub is_plural: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScaleUnit {
    Thousand,
    Million,
    Milliard,
    /// The milliard by its English name.
    Billion,
    Trillion,
}

impl ScaleUnit {
    pub(crate) fn value(self) -> u64 {
        match self {
            Self::Thousand => 1_000,
            Self::Million => 1_000_000,
            Self::Milliard | Self::Billion => 1_000_000_000,
            Self::Trillion => 1_000_000_000_000,
        }
    }
}

impl Amount {
    /// A whole number with nothing around it.
    pub(crate) fn of(whole: u64) -> Self {
        Self { sign: None, whole, digits: whole.to_string(), fraction: None, scale: None }
    }

    /// The number without a fraction, times its scale, where it is a whole number that can be said as one.
    pub(crate) fn integer(&self) -> Option<u64> {
        let scale = self.scale.map_or(1, |scale| scale.unit.value());
        let fraction = self.fraction.as_deref().unwrap_or_default().trim_end_matches('0');
        if fraction.is_empty() {
            // A thousand milliards is not said as a trillion: the printed word stays.
            let stays = self.scale.is_some() && self.whole >= 1000;
            return self.whole.checked_mul(scale).filter(|&product| product <= GREATEST && !stays);
        }
        // 2.5 ألف is two thousand five hundred.
        if scale != 1000 || fraction.len() > 3 || self.whole >= 1000 {
            return None;
        }
        let thousandths = format!("{fraction:0<3}").parse::<u64>().ok()?;
        Some(self.whole * 1000 + thousandths)
    }

    /// Whether a zero stands first (`05`, `007`), so that the digits are a code or a part of a date.
    pub(crate) fn has_leading_zero(&self) -> bool {
        self.digits.len() > 1 && self.digits.starts_with('0')
    }

    /// Whether the decimals are a half.
    pub(crate) fn is_half(&self) -> bool {
        self.fraction.as_deref().is_some_and(|fraction| fraction.trim_end_matches('0') == "5")
    }

    /// Whether neither a sign nor a word of scale belongs to it.
    pub(crate) fn is_plain(&self) -> bool {
        self.sign.is_none() && self.scale.is_none()
    }

    /// Three digits after a sign that were taken for thousands, as decimals.
    pub(crate) fn with_decimals(self) -> Self {
        let whole = self.whole / 1000;
        Self { whole, digits: whole.to_string(), fraction: Some(format!("{:03}", self.whole % 1000)), ..self }
    }

    /// Thousandths of the number before its scale, for comparison.
    pub(crate) fn thousandths(&self) -> u128 {
        let fraction = format!("{:0<3}", self.fraction.as_deref().unwrap_or_default());
        u128::from(self.whole) * 1000 + fraction.get(..3).and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }
}
