//! What a command costs.

use std::path::Path;
use std::process::{Command, Stdio};

/// What a run cost.
pub(crate) struct Cost {
    /// User and system time of the command, in seconds.
    pub seconds: f64,
    /// The largest resident set.
    pub mebibytes: f64,
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} CPU s, {:.0} MiB at most", self.seconds, self.mebibytes)
    }
}

/// User and system time and the largest resident set of a command, as GNU time tells them.
pub(crate) fn measure(folder: &Path, command: &[&str]) -> Cost {
    let mut time = Command::new("/usr/bin/time");
    let time = time.args(["-f", "%U %S %M"]).args(command).current_dir(folder).stdout(Stdio::null());
    let text = String::from_utf8_lossy(&time.output().unwrap().stderr).into_owned();
    let numbers: Vec<f64> =
        text.lines().next_back().unwrap_or("").split(' ').filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [user, system, kibibytes] => Cost { seconds: user + system, mebibytes: kibibytes / 1024.0 },
        _ => Cost { seconds: f64::NAN, mebibytes: f64::NAN },
    }
}
