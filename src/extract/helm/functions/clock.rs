//! Times in UTC and durations, in the layouts of Go's `time`.

/// Seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Time(pub(super) i64);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// What a layout may say, longer words before shorter ones.
const WORDS: [&str; 31] = [
    "January",
    "Jan",
    "Monday",
    "Mon",
    "MST",
    "2006",
    "-07:00:00",
    "Z07:00:00",
    "-07:00",
    "Z07:00",
    "-0700",
    "Z0700",
    "-07",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "15",
    "PM",
    "pm",
    "__2",
    "002",
    "_2",
    "1",
    "2",
    "3",
    "4",
    "5",
    "Z07",
];

/// The parts of a date.
struct Parts {
    year: i64,
    month: usize,
    day: i64,
    seconds: i64,
    weekday: usize,
}

impl Time {
    fn parts(self) -> Parts {
        let (days, seconds) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        // Years from March on, in cycles of 400 of them.
        let shifted = days.saturating_add(719_468);
        let (cycle, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let in_year = day - (365 * year + year / 4 - year / 100);
        let march = (5 * in_year + 2) / 153;
        let month = if march < 10 { march + 3 } else { march - 9 };
        Parts {
            year: year + cycle * 400 + i64::from(month <= 2),
            month: usize::try_from(month).unwrap_or(1),
            day: in_year - (153 * march + 2) / 5 + 1,
            seconds,
            weekday: usize::try_from((days + 4).rem_euclid(7)).unwrap_or(0),
        }
    }

    fn of(year: i64, month: i64, day: i64, seconds: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
        let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let in_cycle = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + in_year;
        Self((cycle * 146_097 + in_cycle - 719_468) * 86_400 + seconds)
    }

    /// The time in a layout of Go's.
    pub(super) fn format(self, layout: &str) -> String {
        let parts = self.parts();
        let (hour, minute, second) = (parts.seconds / 3_600, parts.seconds / 60 % 60, parts.seconds % 60);
        let half = if hour % 12 == 0 { 12 } else { hour % 12 };
        let (month, day) = (MONTHS[parts.month - 1], DAYS[parts.weekday]);
        let in_year = (self.0 - Self::of(parts.year, 1, 1, 0).0) / 86_400 + 1;
        let mut result = String::new();
        let mut rest = layout;
        while let Some(first) = rest.chars().next() {
            let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) else {
                result.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            };
            rest = &rest[word.len()..];
            let shown = match *word {
                "January" => month.to_owned(),
                "Jan" => month[..3].to_owned(),
                "Monday" => day.to_owned(),
                "Mon" => day[..3].to_owned(),
                "MST" => "UTC".to_owned(),
                "2006" => format!("{:04}", parts.year),
                "06" => format!("{:02}", parts.year.rem_euclid(100)),
                "01" => format!("{:02}", parts.month),
                "1" => parts.month.to_string(),
                "02" => format!("{:02}", parts.day),
                "_2" => format!("{:2}", parts.day),
                "2" => parts.day.to_string(),
                "002" => format!("{in_year:03}"),
                "__2" => format!("{in_year:3}"),
                "15" => format!("{hour:02}"),
                "03" => format!("{half:02}"),
                "3" => half.to_string(),
                "04" => format!("{minute:02}"),
                "4" => minute.to_string(),
                "05" => format!("{second:02}"),
                "5" => second.to_string(),
                "PM" => if hour < 12 { "AM" } else { "PM" }.to_owned(),
                "pm" => if hour < 12 { "am" } else { "pm" }.to_owned(),
                zulu if zulu.starts_with('Z') => "Z".to_owned(),
                zone => zone.replace('-', "+").replace('7', "0"),
            };
            result.push_str(&shown);
        }
        result
    }

    /// The time that a text in that layout says, without zones other than UTC.
    pub(super) fn parse(layout: &str, text: &str) -> Option<Self> {
        let (mut year, mut month, mut day, mut seconds, mut afternoon) = (0, 1, 1, 0, None);
        let (mut layout, mut rest) = (layout, text);
        while let Some(first) = layout.chars().next() {
            let Some(word) = WORDS.iter().find(|word| layout.starts_with(**word)) else {
                layout = &layout[first.len_utf8()..];
                rest = rest.strip_prefix(first)?;
                continue;
            };
            layout = &layout[word.len()..];
            match *word {
                "January" | "Jan" => {
                    let length = if *word == "Jan" { 3 } else { usize::MAX };
                    let at =
                        MONTHS.iter().position(|name| rest.starts_with(&name[..length.min(name.len())]))?;
                    month = i64::try_from(at).ok()? + 1;
                    rest = &rest[length.min(MONTHS[at].len())..];
                }
                "Monday" | "Mon" => {
                    let length = if *word == "Mon" { 3 } else { usize::MAX };
                    let name = DAYS.iter().find(|name| rest.starts_with(&name[..length.min(name.len())]))?;
                    rest = &rest[length.min(name.len())..];
                }
                "MST" => rest = rest.strip_prefix("UTC").or_else(|| rest.strip_prefix("GMT"))?,
                "PM" | "pm" => {
                    let (half, after) = rest.split_at_checked(2)?;
                    afternoon = Some(half.eq_ignore_ascii_case("pm"));
                    rest = after;
                }
                zone if zone.contains("07") => {
                    let utc = zone.replace(['-', 'Z'], "+").replace('7', "0");
                    let zulu = rest.strip_prefix('Z').filter(|_| zone.starts_with('Z'));
                    rest = zulu.or_else(|| rest.strip_prefix(utc.as_str()))?;
                }
                number => {
                    let (least, most) = match number {
                        "2006" => (4, 4),
                        "002" | "__2" => return None,
                        padded if padded.len() == 2 && !padded.starts_with('_') => (2, 2),
                        _ => (1, 2),
                    };
                    rest = if number == "_2" { rest.trim_start_matches(' ') } else { rest };
                    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
                    let value: i64 = (length >= least).then(|| rest[..length].parse().ok())??;
                    rest = &rest[length..];
                    match number {
                        "2006" => year = value,
                        "06" => year = value + if value >= 69 { 1900 } else { 2000 },
                        "01" | "1" => month = value,
                        "02" | "2" | "_2" => day = value,
                        "15" | "03" | "3" => seconds += value * 3_600,
                        "04" | "4" => seconds += value * 60,
                        _ => seconds += value,
                    }
                }
            }
        }
        match afternoon {
            Some(true) if seconds < 43_200 => seconds += 43_200,
            Some(false) if seconds >= 43_200 => seconds -= 43_200,
            _ => {}
        }
        let valid = rest.is_empty() && (1..=12).contains(&month) && (1..=31).contains(&day);
        valid.then(|| Self::of(year, month, day, seconds))
    }
}

/// How Go prints so many seconds: `1h1m1s`.
pub(super) fn duration(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let whole = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (whole / 3_600, whole / 60 % 60, whole % 60);
    match (hours, minutes) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, _) => format!("{sign}{minutes}m{seconds}s"),
        _ => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// The seconds of a duration like `-1.5h10m`.
pub(super) fn parse_duration(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut rest = unsigned;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let number = rest.find(|next: char| !next.is_ascii_digit() && next != '.')?;
        let value: f64 = rest[..number].parse().ok()?;
        rest = &rest[number..];
        let unit = rest.find(|next: char| next.is_ascii_digit() || next == '.').unwrap_or(rest.len());
        seconds += value
            * match &rest[..unit] {
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    (!unsigned.is_empty()).then_some(if text.starts_with('-') { -seconds } else { seconds })
}
