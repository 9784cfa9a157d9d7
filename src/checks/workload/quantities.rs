//! Quantities that the API server refuses or that cannot be meant.

use crate::artefact::quantity::{Quantity, QuantityError};
use crate::artefact::workload::{Resources, Workload};
use crate::rule::Pass;
use crate::source::Arg;

/// No container runtime starts a process in less memory than this many bytes.
const LEAST_MEMORY: u64 = 1 << 20;
/// From here on a bare number of CPUs is more likely meant as milli-CPUs.
const MANY_CPUS: u64 = 100;
/// No machine has as many CPUs.
const TOO_MANY_CPUS: u64 = 2048;

/// `resources` of a pod and of its containers.
fn all_resources(workload: &Workload) -> impl Iterator<Item = &Resources> {
    let own = workload.pod.containers.iter().filter_map(|container| container.resources.as_ref());
    own.chain(&workload.pod.resources)
}

/// A quantity that is invalid or surely a slip.
pub fn suspicious_quantity(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        for resources in all_resources(workload) {
            for (name, value) in resources.requests.iter().chain(&resources.limits) {
                if let Some((message, help)) = fault(&name.text, value) {
                    pass.report(value.span, message).help(help);
                }
            }
        }
    }
}

/// What is wrong with a quantity, and what to write.
fn fault(resource: &str, value: &Arg) -> Option<(String, String)> {
    let text = value.known()?;
    match Quantity::parse(text) {
        Err(error) => Some((format!("'{text}' is no quantity of {resource}: {error}"), advice(text, &error))),
        Ok(_) if !text.contains(|c: char| c.is_ascii_digit()) => Some((
            format!("{resource} '{text}' has no number, and counts as nothing"),
            "write a number before the suffix".to_owned(),
        )),
        Ok(quantity) if is_bytes(resource) => bytes_fault(resource, text, quantity),
        Ok(quantity) if resource == "cpu" => cpu_fault(text, quantity),
        Ok(_) => None,
    }
}

fn is_bytes(resource: &str) -> bool {
    matches!(resource, "memory" | "ephemeral-storage") || resource.starts_with("hugepages-")
}

fn bytes_fault(resource: &str, text: &str, quantity: Quantity) -> Option<(String, String)> {
    if !quantity.is_positive() {
        return None;
    }
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if text.ends_with(['m', 'u', 'n']) {
        let meaning = match text.as_bytes().last() {
            Some(b'm') => "thousandths",
            Some(b'u') => "millionths",
            _ => "billionths",
        };
        let message = format!("{resource} '{text}' is {number} {meaning} of a byte");
        return Some((message, format!("write `{number}Mi` for mebibytes or `{number}M` for megabytes")));
    }
    let small = resource == "memory" && quantity < Quantity::of_units(LEAST_MEMORY);
    small.then(|| {
        let message = format!("memory '{text}' is {} bytes: no process starts in that", quantity.units());
        (message, format!("write `{number}Mi` if mebibytes are meant"))
    })
}

fn cpu_fault(text: &str, quantity: Quantity) -> Option<(String, String)> {
    let cores = quantity.units();
    let bare = text.bytes().all(|byte| byte.is_ascii_digit());
    // Machines come in multiples of 16 CPUs, slips in round decimal numbers.
    let typed =
        bare && cores >= u128::from(MANY_CPUS) && (!cores.is_multiple_of(16) || cores.is_multiple_of(100));
    let impossible = cores > u128::from(TOO_MANY_CPUS);
    (typed || impossible).then(|| {
        let help = if bare {
            format!("write `{text}m` if thousandths of a CPU are meant")
        } else {
            "cpu is counted in cores, such as `500m` or `2`".to_owned()
        };
        (format!("cpu '{text}' is {cores} whole CPUs"), help)
    })
}

/// What to write instead of a text that is no quantity.
fn advice(text: &str, error: &QuantityError) -> String {
    let QuantityError::Suffix(suffix) = error else {
        return "write a positive number with a suffix, such as `100m` of cpu or `256Mi` of memory"
            .to_owned();
    };
    let number = text.strip_suffix(suffix.as_str()).unwrap_or(text);
    let letter = suffix.trim().chars().next().map_or('M', |letter| letter.to_ascii_uppercase());
    if !matches!(letter, 'K' | 'M' | 'G' | 'T' | 'P' | 'E') {
        return "suffixes are n, u, m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei".to_owned();
    }
    let decimal = if letter == 'K' { 'k' } else { letter };
    format!(
        "write `{number}{letter}i` for powers of two or `{number}{decimal}` for powers of ten; case matters"
    )
}
