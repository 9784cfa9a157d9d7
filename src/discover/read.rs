//! Reads one file: decodes it, or says why not.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Entry, Origin};

/// Files over this size, in bytes, are not read: what people write by hand is smaller.
pub(super) const LARGEST: u64 = 4 * 1024 * 1024;

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// Text; bytes that are not UTF-8 became replacement characters.
    Text(String),
    /// Bytes that are no text.
    Binary,
    /// It could not be read, and why.
    Unreadable(String),
}

/// Why a pipe, socket or device is not read.
pub(super) const SPECIAL: &str = "it is no regular file";

/// Reads a file. Text may be UTF-8, or UTF-16 with a byte order mark; a NUL byte near the start makes it binary.
pub fn read(entry: &Entry) -> Content {
    bytes(entry).map_or_else(Content::Unreadable, decode)
}

/// The bytes of a file.
///
/// # Errors
/// Where it cannot be read, and why.
pub fn bytes(entry: &Entry) -> Result<Vec<u8>, String> {
    match &entry.origin {
        Origin::Memory(bytes) => Ok(bytes.to_vec()),
        Origin::Closed(reason) => Err(reason.clone()),
        Origin::Disk(path) => from_disk(path),
    }
}

/// The bytes of a file on disk. What was a regular file when it was listed may be something else by now, or grow while it is read.
fn from_disk(path: &Path) -> Result<Vec<u8>, String> {
    let meta = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !meta.is_file() {
        return Err(SPECIAL.to_owned());
    }
    if meta.len() > LARGEST {
        return Err(too_large(meta.len(), LARGEST));
    }
    whole(File::open(path).map_err(|error| error.to_string())?, LARGEST)
}

/// All bytes of a stream, up to a limit.
///
/// # Errors
/// A reason where reading fails or the limit is exceeded.
pub fn whole(stream: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 <= limit { Ok(bytes) } else { Err(too_large(limit + 1, limit)) }
}

fn too_large(size: u64, limit: u64) -> String {
    format!("it has {} KiB; files over {} KiB are not read", size.div_ceil(1024), limit / 1024)
}

fn decode(bytes: Vec<u8>) -> Content {
    if let Some(text) = utf16(&bytes) {
        return Content::Text(text);
    }
    let head = &bytes[..bytes.len().min(8192)];
    if head.contains(&0) {
        return Content::Binary;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Content::Text(text)
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let decode: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| decode([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(decode(b"a\xffb".to_vec()), Content::Text("a\u{fffd}b".to_owned()));
        assert_eq!(decode(b"\x7fELF\0".to_vec()), Content::Binary);
        assert_eq!(decode(b"\xff\xfea\0b\0".to_vec()), Content::Text("\u{feff}ab".to_owned()));
    }
}
