//! The processor time that this process has used.

use std::fs;

/// Clock ticks a second in what Linux tells about processes (`proc_pid_stat(5)`).
const TICKS: f64 = 100.0;

/// User and system time of the process with all its threads, those that have ended included, in seconds.
pub(crate) fn cpu_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, which may hold anything, ends with the last parenthesis.
    let fields = text.rsplit(')').next().unwrap_or("").split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    if ticks.len() == 2 { ticks.iter().sum::<f64>() / TICKS } else { f64::NAN }
}
