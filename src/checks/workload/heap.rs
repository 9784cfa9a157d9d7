//! Heaps that do not fit into the container's memory.

use crate::artefact::qos::amount;
use crate::artefact::quantity::Quantity;
use crate::rule::{Pass, Severity};
use crate::source::Arg;

/// A heap that a flag or variable asks for.
struct Heap<'a> {
    /// The flag or variable, as it names itself.
    flag: &'static str,
    /// The size as written.
    text: &'a str,
    /// The size in bytes.
    bytes: u64,
    /// The value that holds it.
    place: &'a Arg,
    /// The share of the limit, in percent, from which too little is left for everything else.
    ceiling: u128,
}

/// A heap larger than the memory limit, or so near to it that nothing is left beside it.
pub fn heap_exceeds_limit(pass: &mut Pass) {
    let (app, project) = (pass.app, pass.project);
    for workload in app.workloads.iter().filter(|workload| workload.is_production()) {
        for container in &workload.pod.containers {
            let effective = project.effective(workload, container);
            let Some(limit) = effective.limit("memory") else { continue };
            let Some(bytes) = amount(limit.value).map(Quantity::units).filter(|bytes| *bytes > 0) else {
                continue;
            };
            let variables = container.env.iter().filter_map(|var| Some((&var.name, var.value.as_ref()?)));
            let words = [&container.command, &container.args];
            let words = words.into_iter().flatten().flat_map(|(_, words)| words);
            compare(pass, heaps(words, variables), limit.value, bytes);
        }
    }
    for service in app.platform_services.iter().filter(|service| service.place.is_production()) {
        let Some((limit, bytes)) = service.memory.as_ref().zip(service.memory_in_bytes()) else { continue };
        let variables = service.environment.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let words = [&service.entrypoint, &service.command];
        let words = words.into_iter().flatten().flat_map(|field| &field.words);
        compare(pass, heaps(words, variables), limit, bytes);
    }
}

/// Reports the heaps that do not fit into that many bytes.
fn compare(pass: &mut Pass, heaps: Vec<Heap>, limit: &Arg, bytes: u128) {
    for heap in heaps {
        let share = u128::from(heap.bytes) * 100 / bytes;
        let over = u128::from(heap.bytes) > bytes;
        if !over && share <= heap.ceiling {
            continue;
        }
        let (flag, text, limit_text) = (heap.flag, heap.text, &limit.text);
        let message = if over {
            format!("{flag} '{text}' is more than the container's memory limit '{limit_text}'")
        } else {
            format!("{flag} '{text}' is {share} % of the container's memory limit '{limit_text}'")
        };
        let finding = pass.report(heap.place.span, message);
        finding.because(limit.span, "the limit");
        if !over {
            finding.severity(Severity::Warning);
        }
        finding.help(
            "the heap is not all a process needs (threads, buffers, code): keep it at about three quarters of \
             the limit, or give it as a share such as `-XX:MaxRAMPercentage=75`",
        );
    }
}

fn heaps<'a>(
    words: impl Iterator<Item = &'a Arg>,
    variables: impl Iterator<Item = (&'a Arg, &'a Arg)>,
) -> Vec<Heap<'a>> {
    let mut found: Vec<Heap> = words.flat_map(flags).collect();
    for (name, value) in variables {
        if name.text == "GOMEMLIMIT" {
            found.extend(go_limit(value));
        } else {
            found.extend(flags(value));
        }
    }
    found
}

/// The flags of the JVM and of Node in a command or in a variable such as `JAVA_OPTS`; of a repeated flag the last.
fn flags(place: &Arg) -> Vec<Heap<'_>> {
    let words: Vec<&str> = place.text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).collect();
    let mut found: Vec<Heap> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let heap =
            |flag, text, bytes: Option<u64>| Some(Heap { flag, text, bytes: bytes?, place, ceiling: 90 });
        let java = [("-Xmx", "-Xmx"), ("-XX:MaxHeapSize", "-XX:MaxHeapSize="), ("-XX:MaxRAM", "-XX:MaxRAM=")];
        let next = java.into_iter().find_map(|(flag, prefix)| {
            let text = word.strip_prefix(prefix)?;
            // The heap is a share of MaxRAM: all of the limit is right, more is not.
            let heap = heap(flag, text, java_size(text))?;
            Some(if flag == "-XX:MaxRAM" { Heap { ceiling: 100, ..heap } } else { heap })
        });
        let next = next.or_else(|| {
            let option = word.strip_prefix("--max")?.replace('_', "-");
            let rest = option.strip_prefix("-old-space-size")?;
            let text = match rest.strip_prefix('=') {
                Some(_) => word.split_once('=')?.1,
                None => words.get(at + 1).filter(|_| rest.is_empty())?,
            };
            heap("--max-old-space-size", text, text.parse::<u64>().ok()?.checked_mul(1 << 20))
        });
        if let Some(next) = next {
            found.retain(|known| known.flag != next.flag);
            found.push(next);
        }
    }
    found
}

/// A size as the JVM reads it: bytes, or with `k`, `m`, `g`, `t` powers of 1024.
fn java_size(text: &str) -> Option<u64> {
    let shift = match text.bytes().last()?.to_ascii_lowercase() {
        b'k' => 10,
        b'm' => 20,
        b'g' => 30,
        b't' => 40,
        _ => 0,
    };
    let digits = if shift > 0 { &text[..text.len() - 1] } else { text };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// `GOMEMLIMIT`: bytes, or with `KiB`, `MiB`, `GiB`, `TiB` (package runtime). It counts all of Go's memory, not the heap
/// alone, so that little headroom is enough.
fn go_limit(place: &Arg) -> Option<Heap<'_>> {
    let text = place.text.trim();
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0)];
    let (digits, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, shift)))
        .unwrap_or((text, 0));
    let bytes = digits.parse::<u64>().ok()?.checked_mul(1 << shift)?;
    Some(Heap { flag: "GOMEMLIMIT", text, bytes, place, ceiling: 95 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn sizes(text: &str) -> Vec<(&'static str, u64)> {
        let arg = Arg::literal(text, Span::start_of(FileId(0)));
        flags(&arg).iter().map(|heap| (heap.flag, heap.bytes)).collect()
    }

    #[test]
    fn flags_are_read_as_their_runtimes_do() {
        assert_eq!(sizes("-Xms64m -Xmx1g -Xmx2G"), [("-Xmx", 2 << 30)]);
        assert_eq!(sizes("exec java '-XX:MaxHeapSize=512' -jar a.jar"), [("-XX:MaxHeapSize", 512)]);
        assert_eq!(sizes("node --max-old-space-size=10"), [("--max-old-space-size", 10 << 20)]);
        assert_eq!(sizes("--max_old_space_size 10"), [("--max-old-space-size", 10 << 20)]);
        assert!(sizes("-Xmx -Xmx99999999999999999999g -Xmxé --max-old-space-size").is_empty());
    }

    #[test]
    fn go_counts_bytes() {
        let arg = |text: &str| Arg::literal(text, Span::start_of(FileId(0)));
        assert_eq!(go_limit(&arg("2750MiB")).map(|heap| heap.bytes), Some(2750 << 20));
        assert_eq!(go_limit(&arg("1000")).map(|heap| heap.bytes), Some(1000));
        assert!(go_limit(&arg("off")).is_none());
    }
}
