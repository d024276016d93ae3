//! Lists of words by what they speak of, from `data/words.tsv`: a list a row.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::table;
use crate::arabic::clitics;

/// Makes the lists, each with the name that its row has.
macro_rules! lists {
    ($($(#[$meaning:meta])* $list:ident = $name:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum List {
            $($(#[$meaning])* $list,)*
        }

        const NAMES: &[&str] = &[$($name,)*];
    };
}

lists! {
    /// States, bodies and vehicles, which act as persons do.
    Actors = "actors",
    /// Words of a postal address.
    Addresses = "addresses",
    /// What a plus before a number is added to, and no bound of.
    AddedTo = "added_to",
    /// Adjectives that agree with a unit or a currency before them.
    AdjectivesOfMeasure = "adjectives_of_measure",
    /// Verbs that end in ى and are nouns with ي, without that letter, as they stand behind the conjunction ف: فنادى.
    AlifAfterFa = "alif_after_fa",
    /// Common words that end in ى, without it.
    AlifMaqsura = "alif_maqsura",
    /// Participles of amounting, after which a number is their object.
    Amounting = "amounting",
    /// Words that speak of somebody who could bear a name.
    BearersOfNames = "bearers_of_names",
    /// Words after which a long number is an amount and no telephone.
    BeforeAmounts = "before_amounts",
    /// Words before ق and a number, of which no minute is spoken.
    BeforeCenturies = "before_centuries",
    /// Particles after which a clause begins.
    BeforeClause = "before_clause",
    /// Words before a day whose month is not named.
    BeforeDays = "before_days",
    /// Words before how long something took.
    BeforeDurations = "before_durations",
    /// Words before which a verb cannot stand.
    BeforeNoVerb = "before_no_verb",
    /// Parts of books, and what stands before the letter of a page.
    BeforePages = "before_pages",
    /// Particles after which a verb opens a clause and may be a passive.
    BeforePassive = "before_passive",
    /// Words before an hour.
    BeforeTimes = "before_times",
    /// Nouns of undertakings, before the verbal noun of what is undertaken.
    BeforeVerbalNouns = "before_verbal_nouns",
    /// Words right before a stretch of what is counted, whose hyphen may be loose on one side.
    BeforeRanges = "before_ranges",
    /// What may stand before the nouns of who says something.
    BetweenSaying = "between_saying",
    /// Words before a version.
    BeforeVersions = "before_versions",
    /// Words between a part and its whole.
    BeforeWhole = "before_whole",
    /// Words that begin a sentence of news and are no names.
    BeginsSentence = "begins_sentence",
    /// What may have a value below zero, or be one.
    BelowZero = "below_zero",
    /// Broken plurals that stand after hundreds only by mistake.
    BrokenPlurals = "broken_plurals",
    /// Verbal nouns of rising and falling, whose subject stands in their genitive and their measure after it.
    Changes = "changes",
    /// Verbs of rising and falling, after which a share says by how much.
    Changing = "changing",
    /// Parts of a law, a contract or a report that are known by their number.
    Clauses = "clauses",
    /// Nouns that numbers rank, and number more often where no article stands before the number.
    CountedRatherThanRanked = "counted_rather_than_ranked",
    /// Names of currencies, in the forms after a number.
    Currencies = "currencies",
    /// What happens in a year, or is made in one, and is known by it.
    Dated = "dated",
    /// Things whose size is told in inches.
    Devices = "devices",
    /// Official texts and files that are known by their number; the feminines also with their ت, as duals have them.
    Documents = "documents",
    /// Nouns of what appears again and again, also with their ت.
    Editions = "editions",
    /// Elatives that end in ى, with the ي of hasty print.
    ElativesInAlif = "elatives_in_alif",
    /// Stems whose ه is no ending, without the article, that grow from no root of [`List::RootsInHa`].
    EndsInHa = "ends_in_ha",
    /// Words that end in ي and are nothing with ى, without that letter.
    EndsInYa = "ends_in_ya",
    /// Words that end in a hamza behind a long ي.
    EndsInYaAndHamza = "ends_in_ya_hamza",
    /// Ends of words for proportions and results.
    EndsOfProportions = "ends_of_proportions",
    /// What is known by its day, or has one.
    Events = "events",
    /// Nouns that say how often or how far.
    Extents = "extents",
    /// What follows أبو in names that are printed as one word.
    FatherOf = "father_of",
    /// What follows the preposition على and no name.
    FollowsOn = "follows_on",
    /// Bodies whose members are men: `16 من قوات الحدود`.
    Forces = "forces",
    /// Common given names of men.
    GivenNamesOfMen = "given_names_of_men",
    /// Particles that cannot stand without their noun, and so govern into a bracket: `بين (20 و45 سنة)`.
    GovernsIntoBrackets = "governs_into_brackets",
    /// What comes to somebody stands behind these and إلي, as the subject or the object.
    GivesTo = "gives_to",
    /// What is followed by the preposition إلى and by nobody: `متجهة إلي المدينة`.
    GovernsTo = "governs_to",
    /// Who collected hadiths, as his book is called.
    HadithCollections = "hadith_collections",
    /// Words that begin with أ and are nothing with a bare alif, which a prefix of one letter may hide: لاول.
    HamzaAbove = "hamza_above",
    /// The same with إ: كاطلاق.
    HamzaBelow = "hamza_below",
    /// What happens once, in a year.
    HappensOnce = "happens_once",
    /// What is followed by إلى and the place, the thing or the body that it leads to, and not by somebody who comes `to me`.
    HasGoal = "has_goal",
    /// What somebody has and what there is stands behind these, as the subject.
    Having = "having",
    /// Nouns before a definite number that is no rank.
    HeadsOfCardinals = "heads_of_cardinals",
    /// Words before a holy woman's name.
    HolyWomen = "holy_women",
    /// Nouns that only the preposition على stands before, and nobody's name.
    IdiomsWithOn = "idioms_with_on",
    /// What a number that is typed and not counted is of.
    Identifiers = "identifiers",
    /// Stems of words that speak of isotopes.
    IsotopeStems = "isotope_stems",
    /// What is known by its model.
    KindsOfModels = "kinds_of_models",
    /// Verbs of which one thing leads to another.
    LeadsTo = "leads_to",
    /// What stands before the result of one leg.
    Legs = "legs",
    /// Words after which a letter is a name of a thing and not a title: فيتامين د.
    Lettered = "lettered",
    /// Latin letters by their Arabic names, as models have them; those that are Arabic particles too are left out.
    LettersOfModels = "letters_of_models",
    /// Makers and families of aircraft, arms, cars and devices, as Arabic news spells them.
    Makers = "makers",
    /// Verbs whose object is a share of their subject's whole.
    MakesUp = "makes_up",
    /// What has the letter x for its name.
    MarkedByX = "marked_by_x",
    /// What divides the day, after بعد and قبل.
    MarksOfDay = "marks_of_day",
    /// What is measured in metres, so that م is none of an era.
    Measured = "measured",
    /// Measures, after which a letter in brackets is a unit.
    MeasuresInBrackets = "measures_in_brackets",
    /// What of a thing with a model is measured.
    MeasuresOfModels = "measures_of_models",
    /// Measures as they stand before a pronoun.
    MeasuresPossessed = "measures_possessed",
    /// What is named by a number, which may have a letter too.
    NamedByNumber = "named_by_number",
    /// Names of a list of notes.
    NamesOfNotes = "names_of_notes",
    /// Stems of adjectives of relation that news prints every day.
    NisbaStems = "nisba_stems",
    /// Words before two numbers that are no date.
    NoDateAfter = "no_date_after",
    /// Particles that are no noun of a definite number.
    NoHeads = "no_heads",
    /// Short nouns that open nominal sentences with a number: عدد السكان 12 ألفا.
    NominalHeads = "nominal_heads",
    /// How a goal came about, beside its minute.
    NotesOfGoals = "notes_of_goals",
    /// Words between a text and a number that is none of it.
    NoTitle = "no_title",
    /// Nouns that end as the feminine of the past does.
    NounsInTa = "nouns_in_ta",
    /// Nouns that begin with a و of their own.
    NounsInWaw = "nouns_in_waw",
    /// Nouns that begin as an imperfect does.
    NounsInYa = "nouns_in_ya",
    /// What is known by a number in brackets.
    Numbered = "numbered",
    /// What is known by a number in square brackets.
    NumberedInBrackets = "numbered_in_brackets",
    /// Names of things that have a number for their second name.
    NumberedNames = "numbered_names",
    /// Systems, devices and races whose number is a part of their name: `ويندوز 11`.
    NumberedProducts = "numbered_products",
    /// Words for a number that names.
    NumberWords = "number_words",
    /// Words that say when something is open.
    Opening = "opening",
    /// Letters that open a sura.
    OpeningLetters = "opening_letters",
    /// Particles that open a clause, beyond which no verb governs.
    OpensClause = "opens_clause",
    /// Particles that begin a clause of a law after its number.
    OpensNumberedClause = "opens_numbered_clause",
    /// Particles that begin a phrase of their own, and no nouns that govern as they do.
    OpensPhrase = "opens_phrase",
    /// Prepositions of a predicate that stands before its subject: وعلى متنها.
    OpensPredicate = "opens_predicate",
    /// How a match ended; no side has such a name.
    Outcomes = "outcomes",
    /// Words that end in a ه of their own.
    OwnHa = "own_ha",
    /// What is paid or performed.
    Paid = "paid",
    /// Words for a part or all of a definite plural after them.
    Parts = "parts",
    /// Parts of the day after an hour.
    PartsOfDay = "parts_of_day",
    /// Words that speak of telephones.
    Phones = "phones",
    /// Broken plurals whose shape does not tell.
    Plurals = "plurals",
    /// Verbs of pointing, which are followed by إلى.
    PointsTo = "points_to",
    /// Prepositions with a pronoun between a verb of measure and its object: `بلغ العدد فيها`.
    PronounsBetween = "pronouns_between",
    /// Words before the honorific of a prophet.
    Prophets = "prophets",
    /// Words that begin a publisher's name.
    Publishers = "publishers",
    /// Qualities in ة, of which one thing has more than another.
    Qualities = "qualities",
    /// Words after which what is said begins.
    Quotes = "quotes",
    /// Nouns that numbers rank, singular and without article.
    Ranked = "ranked",
    /// Military ranks.
    Ranks = "ranks",
    /// Words before degrees that others have named: `تصل إلى 38`.
    ReachedDegrees = "reached_degrees",
    /// Verbal nouns of reaching, whose subject stands in their genitive and their object after it.
    Reaching = "reaching",
    /// Words that open a remark on who says so, or when: `بلغت الميزانية، وفق التقرير، 450 مليونا`.
    Remarks = "remarks",
    /// Stems of words that tell of a result.
    ResultStems = "results",
    /// Definite words that end in ى by right, without article and that letter.
    RightlyAlifMaqsura = "rightly_alif_maqsura",
    /// Roots whose last radical is ه: a word that grows from one keeps it.
    RootsInHa = "roots_in_ha",
    /// Names that rulers share.
    Rulers = "rulers",
    /// Names that none but rulers bear.
    RulersAlone = "rulers_alone",
    /// Words before a year that three digits print.
    SaysWhen = "says_when",
    /// Words that speak of a service and when it is there.
    Services = "services",
    /// Singulars whose shape is that of a plural.
    SingularsLikePlurals = "singulars_like_plurals",
    /// Stems of words of sport.
    SportStems = "sport_stems",
    /// How words for a part of the day begin.
    StartsOfPartsOfDay = "starts_of_parts_of_day",
    /// Measures that are the subject of a verb before them, though a number after them is their genitive.
    SubjectsOfMeasure = "subjects_of_measure",
    /// Names of suras, in their usual spelling; _ for a space.
    Suras = "suras",
    /// Verbs whose object is a clause with أن.
    Telling = "telling",
    /// Words that tell who has a hadith.
    TellsHadith = "tells_hadith",
    /// Nouns before the hours through which something lasts, which stand in their genitive.
    Throughout = "throughout",
    /// Nouns that say how long.
    TimeNouns = "time_nouns",
    /// Titles before a ruler's name.
    TitlesOfRulers = "titles_of_rulers",
    /// Titles of women, after which a name may stand.
    TitlesOfWomen = "titles_of_women",
    /// What stands right before a clause with أن, as its predicate or by itself, and ends no name of a speaker.
    TopicsOfThat = "topics_of_that",
    /// Top-level domains that are taken for one without www or a scheme: the commonest, and those of Arab countries.
    TopLevelDomains = "top_level_domains",
    /// Signs of units that are words in brackets.
    UnitsLikeWords = "units_like_words",
    /// Units of time in words.
    UnitsOfTime = "units_of_time",
    /// Verbal nouns of form II whose first radical is a hamza, as hasty print has them without it.
    VerbalNounsInHamza = "verbal_nouns_in_hamza",
    /// Verbal nouns of forms V and VI that end in ي, without it; in ى they are verbs.
    VerbalNounsInYa = "verbal_nouns_in_ya",
    /// Verbs that print runs together with ما before them, and that govern no number.
    VerbsAfterMa = "verbs_after_ma",
    /// Nouns that govern a number and are verbs as well without their vowels.
    VerbsAsWell = "verbs_as_well",
    /// Verbs and verbal nouns that are followed by على and can have no man for their subject or object beside them.
    VerbsOnlyWithOn = "verbs_only_with_on",
    /// Verbs that are followed by على and by no name of a man.
    VerbsWithOn = "verbs_with_on",
    /// Days of the week.
    Weekdays = "weekdays",
    /// Words before a woman's title.
    Women = "women",
    /// Words of goals, beside which a number after a name may be its minute.
    WordsOfGoals = "words_of_goals",
    /// Numbers of one word that look alike in every case.
    WordsOfNumbers = "words_of_numbers",
    /// Where somebody is ranked: عالميا.
    WorldRankings = "world_rankings",
}

static WORDS: LazyLock<Vec<HashSet<&'static str>>> = LazyLock::new(|| {
    let words = |name: &str| {
        let row = table::rows(table::WORDS).find(|[listed, _]: &[&str; 2]| *listed == name);
        row.map(|[_, words]| words.split(' ').collect()).unwrap_or_default()
    };
    NAMES.iter().map(|name| words(name)).collect()
});

impl List {
    /// Whether the list has this very word.
    pub(crate) fn has(self, word: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|words| words.contains(word))
    }

    /// Whether the list has this word or what is left of it without a conjunction, a preposition or the article.
    pub(crate) fn has_stem(self, word: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|words| clitics::stems(word).any(|stem| words.contains(stem)))
    }

    /// Whether the list has this word, whatever hamza either is written with.
    pub(crate) fn has_without_hamza(self, word: &str) -> bool {
        let plain = |word: &str| word.replace(['أ', 'إ', 'آ'], "ا");
        WORDS.get(self as usize).is_some_and(|words| words.iter().any(|listed| plain(listed) == plain(word)))
    }

    /// Whether a word begins with one of the list.
    pub(crate) fn begins(self, word: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|starts| starts.iter().any(|start| word.starts_with(start)))
    }

    /// Whether a word ends in one of the list.
    pub(crate) fn ends(self, word: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|ends| ends.iter().any(|end| word.ends_with(end)))
    }

    /// Whether a word contains one of the stems of the list.
    pub(crate) fn has_part_of(self, word: &str) -> bool {
        WORDS.get(self as usize).is_some_and(|stems| stems.iter().any(|stem| word.contains(stem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_its_row_and_every_row_its_list() {
        let mut rows: Vec<&str> = table::rows(table::WORDS).map(|[name, _]: [&str; 2]| name).collect();
        let mut names = NAMES.to_vec();
        rows.sort_unstable();
        names.sort_unstable();
        assert_eq!(rows, names);
    }

    #[test]
    fn words_of_a_list_are_sorted_and_stand_once() {
        for [name, words] in table::rows(table::WORDS) {
            let words: Vec<&str> = words.split(' ').collect();
            assert!(words.is_sorted_by(|word, next| word < next), "{name}: {words:?}");
        }
    }

    #[test]
    fn a_stem_is_found_under_its_clitics() {
        assert!(List::Weekdays.has("الجمعة") && List::Weekdays.has_stem("والجمعة"));
        assert!(!List::Weekdays.has("جمعة"));
    }
}
