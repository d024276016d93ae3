//! When a show is due: a cron expression on the wall clock of a time zone.
//!
//! Where a clock is put forward, a time that it leaves out is due when it has been (02:30 at 03:00); where it is put back, a
//! time that comes twice is due the first time. That is what `cron` itself does. What is due every so often
//! (`*/30 * * * *`) goes by the clock as it stands: left out with the hour that is left out, and twice in the one that comes
//! twice.

use std::cmp::Ordering;

use croner::{
    CivilDate, CivilDateTime, CivilTime, Cron, CronDateTime, Resolution, Weekday,
    errors::CronError,
    parser::{CronParser, Seconds, Year},
};
use jiff::{
    SignedDuration, Timestamp, ZonedDateTime,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// The times at which something is due.
#[derive(Debug, Clone)]
pub struct Timetable {
    cron: Cron,
    time_zone: TimeZone,
}

/// Why there are no such times.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    #[error(
        "`cron` is `{given}` (expected five fields, minute, hour, day of the month, month and day of the week, such as \
         `30 5 * * 1-5`)"
    )]
    Fields { given: String },
    #[error(
        "`cron` is `{given}`: its {field} is `{part}` (expected {expected}; `*` is all of them, `,` `-` and `/` join, \
         span and step)"
    )]
    Field { given: String, field: &'static str, part: String, expected: &'static str },
    #[error("`cron` is `{given}`, a day that never comes (such as 30 February)")]
    Never { given: String },
    #[error("`time_zone` is `{given}` (expected a name of the time zone database, such as `Africa/Cairo`)")]
    TimeZone { given: String },
}

/// The fields of a cron expression, and what is in them.
const FIELDS: [(&str, &str); 5] = [
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of the month", "1 to 31, or `L` for the last"),
    ("month", "1 to 12, or JAN to DEC"),
    ("day of the week", "0 to 7, where 0 and 7 are Sunday, or SUN to SAT"),
];

impl Timetable {
    /// Reads a cron expression of five fields, and the name of the time zone on whose clocks it is.
    ///
    /// # Errors
    /// When one of them is none, or no time is ever due.
    pub fn new(cron: &str, time_zone: &str) -> Result<Self, Error> {
        let given = || cron.to_owned();
        let zone = TimeZone::get(time_zone).map_err(|_| Error::TimeZone { given: time_zone.to_owned() })?;
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let parsed = parser.parse(cron).map_err(|_| {
            let parts: Vec<&str> = cron.split_whitespace().collect();
            let wrong = FIELDS.iter().zip(&parts).enumerate().find(|(at, (_, part))| {
                let mut alone = ["*"; FIELDS.len()];
                alone[*at] = part;
                parser.parse(&alone.join(" ")).is_err()
            });
            match wrong {
                Some((_, (&(field, expected), part))) if parts.len() == FIELDS.len() => {
                    Error::Field { given: given(), field, part: (*part).to_owned(), expected }
                }
                _ => Error::Fields { given: given() },
            }
        })?;
        let timetable = Self { cron: parsed, time_zone: zone };
        match timetable.next(Timestamp::UNIX_EPOCH) {
            Some(_) => Ok(timetable),
            None => Err(Error::Never { given: given() }),
        }
    }

    /// Returns the last time until `now`, it included, at which it was due.
    pub fn latest(&self, now: Timestamp) -> Option<Timestamp> {
        let found = self.cron.find_previous_occurrence(&self.clock(now), true).ok()?;
        Some(found.0.timestamp())
    }

    /// Returns the first time behind `now` at which it is due, as clocks there show it.
    pub fn next(&self, now: Timestamp) -> Option<ZonedDateTime> {
        self.cron.find_next_occurrence(&self.clock(now), false).ok().map(|found| found.0)
    }

    fn clock(&self, now: Timestamp) -> Clock {
        // What is due is due at a whole second.
        let now = Timestamp::from_second(now.as_millisecond().div_euclid(1_000)).unwrap_or(now);
        Clock(now.to_zoned_datetime(self.time_zone.clone()))
    }
}

/// A time on the clocks of a zone, for the search of times that are due.
#[derive(Debug, Clone)]
struct Clock(ZonedDateTime);

impl CronDateTime for Clock {
    fn to_civil(&self) -> CivilDateTime {
        let part = |number: i8| u32::from(number.unsigned_abs());
        let zoned = &self.0;
        CivilDateTime::new(
            CivilDate::from_parts_unchecked(zoned.year().into(), part(zoned.month()), part(zoned.day())),
            CivilTime::from_parts_unchecked(part(zoned.hour()), part(zoned.minute()), part(zoned.second())),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday(self.0.weekday().to_sunday_zero_offset().unsigned_abs().into())
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let part = |number: u32| i8::try_from(number).map_err(|_| CronError::InvalidTime);
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let (month, day) = (part(civil.month())?, part(civil.day())?);
        let (hour, minute, second) = (part(civil.hour())?, part(civil.minute())?, part(civil.second())?);
        let civil = DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| CronError::InvalidDate)?;
        let zoned = self.0.time_zone().to_ambiguous_zoned_datetime(civil);
        let found = |zoned: Result<ZonedDateTime, jiff::Error>| zoned.map(Self).map_err(|_| CronError::InvalidTime);
        Ok(match zoned.offset() {
            AmbiguousOffset::Unambiguous { .. } => Resolution::Single(found(zoned.unambiguous())?),
            AmbiguousOffset::Fold { .. } => {
                Resolution::Ambiguous(found(zoned.clone().earlier())?, found(zoned.later())?)
            }
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(SignedDuration::from_secs(seconds)).ok().map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.timestamp().cmp(&other.0.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first `n` times behind `from`, as clocks show them.
    fn due(cron: &str, time_zone: &str, from: &str, n: usize) -> Vec<String> {
        let timetable = Timetable::new(cron, time_zone).unwrap();
        let from: Timestamp = from.parse().unwrap();
        let times = std::iter::successors(timetable.next(from), |last| timetable.next(last.timestamp()));
        times.take(n).map(|time| time.strftime("%m-%d %H:%M %:z").to_string()).collect()
    }

    #[test]
    fn weekday_is_due_on_weekdays() {
        // 29 November 2026 is a Sunday.
        assert_eq!(
            due("30 5 * * 1-5", "UTC", "2026-11-26T12:00:00Z", 3),
            ["11-27 05:30 +00:00", "11-30 05:30 +00:00", "12-01 05:30 +00:00"]
        );
        assert_eq!(
            due("0 6 * * SUN,THU", "Africa/Cairo", "2026-11-26T12:00:00Z", 2),
            ["11-29 06:00 +02:00", "12-03 06:00 +02:00"]
        );
    }

    #[test]
    fn day_that_a_month_does_not_have_is_left_out_and_the_last_is_every_month_s() {
        assert_eq!(
            due("0 9 31 * *", "UTC", "2026-01-31T09:00:00Z", 3),
            ["03-31 09:00 +00:00", "05-31 09:00 +00:00", "07-31 09:00 +00:00"]
        );
        assert_eq!(
            due("0 9 L * *", "UTC", "2027-12-31T09:00:00Z", 3),
            ["01-31 09:00 +00:00", "02-29 09:00 +00:00", "03-31 09:00 +00:00"]
        );
        assert_eq!(due("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", 1), ["02-29 00:00 +00:00"]);
    }

    #[test]
    fn time_that_a_clock_leaves_out_is_due_when_it_has_been() {
        // In Egypt the clock goes from 23:59 on Thursday to 01:00 on the last Friday of April.
        assert_eq!(
            due("30 0 * * *", "Africa/Cairo", "2026-04-22T12:00:00Z", 3),
            ["04-23 00:30 +02:00", "04-24 01:00 +03:00", "04-25 00:30 +03:00"]
        );
        // In Lebanon at midnight of the last Sunday of March.
        assert_eq!(
            due("15 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", 2),
            ["03-29 01:00 +03:00", "03-30 00:15 +03:00"]
        );
    }

    #[test]
    fn time_that_comes_twice_is_due_once() {
        // In Egypt the last Thursday of October has 25 hours: from 23:59 the clock goes back to 23:00.
        assert_eq!(
            due("30 23 * * *", "Africa/Cairo", "2026-10-29T12:00:00Z", 2),
            ["10-29 23:30 +03:00", "10-30 23:30 +02:00"]
        );
        // In Morocco it goes back by an hour for Ramadan, and forward behind it.
        assert_eq!(
            due("30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00:00Z", 2),
            ["02-15 02:30 +01:00", "02-16 02:30 +00:00"]
        );
        // What is due every half an hour goes by the clock.
        assert_eq!(
            due("*/30 * * * *", "Africa/Cairo", "2026-10-29T19:45:00Z", 5),
            [
                "10-29 23:00 +03:00",
                "10-29 23:30 +03:00",
                "10-29 23:00 +02:00",
                "10-29 23:30 +02:00",
                "10-30 00:00 +02:00"
            ]
        );
    }

    /// Whoever looks back from any time finds the last of those that were found looking ahead.
    #[test]
    fn latest_time_is_the_last_of_those_that_came() {
        for zone in ["Africa/Cairo", "Africa/Casablanca", "America/Santiago"] {
            for cron in ["0 0 * * *", "30 0 * * *", "30 23 * * *", "30 2 * * *", "*/20 * * * *", "0 9 1 * *"] {
                let timetable = Timetable::new(cron, zone).unwrap();
                let begin: Timestamp = "2026-01-15T00:00:00Z".parse().unwrap();
                let mut came = timetable.latest(begin).unwrap();
                let mut next = timetable.next(begin).unwrap().timestamp();
                for step in 0..365 * 15 {
                    let now = begin + SignedDuration::from_mins(97 * step);
                    while next <= now {
                        came = next;
                        next = timetable.next(next).unwrap().timestamp();
                        assert!(next > came);
                    }
                    assert_eq!(timetable.latest(now), Some(came), "{cron} in {zone} at {now}");
                }
            }
        }
    }

    #[test]
    fn due_time_itself_is_the_latest_and_the_next_is_behind_it() {
        let timetable = Timetable::new("0 9 * * *", "UTC").unwrap();
        let nine: Timestamp = "2026-11-29T09:00:00Z".parse().unwrap();
        assert_eq!(timetable.latest(nine), Some(nine));
        assert_eq!(timetable.latest(nine + SignedDuration::from_millis(250)), Some(nine));
        let before = nine - SignedDuration::from_millis(1);
        assert_eq!(timetable.latest(before), Some(nine - SignedDuration::from_hours(24)));
        assert_eq!(timetable.next(before).unwrap().timestamp(), nine);
        assert_eq!(timetable.next(nine).unwrap().timestamp(), nine + SignedDuration::from_hours(24));
    }

    #[test]
    fn what_is_wrong_is_said_by_its_field() {
        let message = |cron, zone| Timetable::new(cron, zone).unwrap_err().to_string();
        assert!(
            message("61 5 * * *", "UTC").starts_with("`cron` is `61 5 * * *`: its minute is `61` (expected 0 to 59;")
        );
        assert!(message("0 5 * * FRY", "UTC").contains("its day of the week is `FRY` (expected 0 to 7, where"));
        assert!(message("0 24 * * *", "UTC").contains("its hour is `24`"));
        for fields in ["", "5 30", "0 30 5 * * *", "0 5 * * * 2026", "half past five"] {
            assert!(message(fields, "UTC").contains("expected five fields"), "{fields}: {}", message(fields, "UTC"));
        }
        assert!(message("0 5 30 2 *", "UTC").contains("never comes"));
        assert!(message("0 5 * * *", "Cairo").starts_with("`time_zone` is `Cairo` (expected a name"));
    }
}
