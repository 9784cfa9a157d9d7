//! Charts that lie packed in the `charts` folder of another: their files join the tree.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use tar::Archive;

use super::read::{LARGEST, bytes, whole};
use super::{Entry, Origin};
use crate::source::{PACKED, folder_of, join, name_of};

/// The deepest nesting of archives in archives.
const DEEPEST: usize = 4;

/// What the archives of a tree may hold, all together.
struct Budget {
    bytes: u64,
    files: usize,
}

/// The files in the archives of charts among `entries`. An archive that cannot be read takes the reason in its entry.
pub(super) fn unpack(entries: &mut [Entry]) -> Vec<Entry> {
    let mut budget = Budget { bytes: 256 << 20, files: 1 << 16 };
    let has = |path: &str| entries.binary_search_by(|known| known.path.as_str().cmp(path)).is_ok();
    let packed: Vec<usize> = (0..entries.len())
        .filter(|at| chart_around(&entries[*at].path).is_some_and(|chart| has(&chart)))
        .collect();
    let mut unpacked = Vec::new();
    for at in packed {
        match members(&entries[at], &mut budget, 0) {
            Ok(members) => unpacked.extend(members),
            Err(reason) => entries[at].origin = Origin::Closed(reason),
        }
    }
    unpacked
}

/// The `Chart.yaml` of the chart in whose `charts` folder an archive lies.
fn chart_around(path: &str) -> Option<String> {
    let charts = path.ends_with(".tgz").then(|| folder_of(path))?;
    (name_of(charts) == "charts").then(|| join(folder_of(charts), "Chart.yaml"))?
}

/// The files of an archive, at paths below its own. Links, and names that lead out of the archive, are passed over, as Helm does.
fn members(archive: &Entry, budget: &mut Budget, depth: usize) -> Result<Vec<Entry>, String> {
    let packed = bytes(archive)?;
    let stream = GzDecoder::new(packed.as_slice()).take(budget.bytes + 1);
    let mut found = Vec::new();
    let mut tar = Archive::new(stream);
    for member in tar.entries().map_err(|error| broken(&error))? {
        let member = member.map_err(|error| broken(&error))?;
        budget.files = budget.files.checked_sub(1).ok_or(TOO_MUCH)?;
        let size = member.size();
        budget.bytes = budget.bytes.checked_sub(size).ok_or(TOO_MUCH)?;
        if !member.header().entry_type().is_file() || size > LARGEST {
            continue;
        }
        let Some(inner) = member.path().ok().and_then(|path| inner_path(&path)) else { continue };
        let path = format!("{}{PACKED}{inner}", archive.path);
        let text = whole(member, LARGEST)?;
        let entry = Entry { path, origin: Origin::Memory(text.into()) };
        if depth < DEEPEST && chart_around(&inner).is_some() {
            found.extend(members(&entry, budget, depth + 1)?);
        }
        found.push(entry);
    }
    Ok(found)
}

const TOO_MUCH: &str = "with it, the packed charts of the project hold more than is read";

fn broken(error: &std::io::Error) -> String {
    format!("it is no archive of a chart: {error}")
}

fn inner_path(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    (!path.starts_with('/')).then(|| join("", path))?
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use crate::discover::{Content, Tree, read};

    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (path, text) in files {
            let mut header = tar::Header::new_gnu();
            header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(text.len() as u64);
            header.set_cksum();
            tar.append(&header, text.as_bytes()).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap()
    }

    fn paths(archive: Vec<u8>) -> Vec<String> {
        let files = [("a/Chart.yaml", Vec::new()), ("a/charts/b-1.tgz", archive)];
        let tree = Tree::from_memory(files.map(|(path, bytes)| (path.to_owned(), bytes)));
        tree.entries.into_iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn files_of_packed_charts_join_the_tree() {
        let archive = packed(&[("b/Chart.yaml", "name: b"), ("../x", ""), ("/y", ""), ("b/../../z", "")]);
        assert_eq!(paths(archive), ["a/Chart.yaml", "a/charts/b-1.tgz", "a/charts/b-1.tgz!/b/Chart.yaml"]);
    }

    #[test]
    fn what_cannot_be_unpacked_says_so() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let mut header = tar::Header::new_gnu();
        header.set_size(1 << 40);
        header.set_cksum();
        bomb.write_all(header.as_bytes()).unwrap();
        for archive in [b"no archive".to_vec(), bomb.finish().unwrap()] {
            let files = [("Chart.yaml", Vec::new()), ("charts/b.tgz", archive)];
            let tree = Tree::from_memory(files.map(|(path, bytes)| (path.to_owned(), bytes)));
            assert!(matches!(read(&tree.entries[1]), Content::Unreadable(_)));
        }
    }
}
