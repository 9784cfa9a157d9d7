//! Downloads of a build that nothing compares with what was meant.

use super::downloads;
use crate::artefact::command::Command;
use crate::artefact::image::{Image, Run};
use crate::artefact::layer;
use crate::parse::dockerfile::{Body, Instruction, Keyword};
use crate::rule::Pass;
use crate::source::{Span, name_of};

/// Remote files that an image takes in without a check of their content.
pub fn unverified_download(pass: &mut Pass) {
    let app = pass.app;
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for stage in image.built_stages() {
            for instruction in image.dockerfile.instructions_of(stage) {
                if instruction.keyword == Keyword::Add && instruction.flag("checksum").is_none() {
                    added(pass, image, instruction);
                }
            }
        }
        for run in image.built_runs().filter(|run| !is_checked(image, run)) {
            for (at, command) in run.commands.iter().enumerate() {
                // A script that runs here is what `curl-pipe-shell` tells of.
                let runs = || downloads::runner(&run.commands, at).is_some();
                if let Some((span, what)) = taken_in(&run.commands[at..], command).filter(|_| !runs()) {
                    report(pass, span, what).help(
                        "Compare it with a known checksum in the same RUN ('echo \"<sha256>  <file>\" | sha256sum -c'), or write 'ADD \
                         --checksum=sha256:… <url> <file>'.",
                    );
                }
            }
        }
    }
}

fn report<'p>(pass: &'p mut Pass, span: Span, what: &str) -> &'p mut crate::rule::Finding {
    // A query may hold a key, and does not help to tell what is fetched.
    let what = what.split('?').next().unwrap_or(what).replace("{}", "…");
    pass.report(span, format!("'{what}' enters the image without a check of its content"))
}

fn added(pass: &mut Pass, image: &Image, add: &Instruction) {
    let Body::Copy { sources, .. } = &add.body else { return };
    let checked = image.built_runs().any(|run| {
        run.instruction > add.index && same_stage(image, run.instruction, add.index) && checks(run)
    });
    for source in sources.iter().filter(|source| is_artefact(source.text()) && !checked) {
        report(pass, source.span(), source.text())
            .help("Write 'ADD --checksum=sha256:… <url> <file>': the builder refuses anything else.");
    }
}

/// Whether the content behind an address is something to be used, and not fixed by the address itself.
fn is_artefact(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let is_commit = |part: &str| part.len() == 40 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let host = path.split(['/', ':']).next().unwrap_or("");
    matches!(scheme, "http" | "https" | "ftp")
        && !path.ends_with(".git")
        && !path.split(['/', '-', '.']).any(is_commit)
        && !is_proof(name_of(path))
        && !matches!(host, "localhost" | "127.0.0.1" | "{}")
}

/// Whether a file by its name is a checksum, a signature, a key, or says where a package manager finds packages that it
/// checks itself.
fn is_proof(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let endings = [
        ".asc",
        ".sig",
        ".sign",
        ".gpg",
        ".pgp",
        ".key",
        ".pub",
        ".pem",
        ".crt",
        ".cer",
        ".sha256",
        ".sha512",
        ".sha1",
        ".md5",
        ".sha256sum",
        ".sha512sum",
        ".minisig",
        ".sigstore",
        ".intoto.jsonl",
        ".list",
        ".repo",
        ".sources",
        ".rsa.pub",
    ];
    endings.iter().any(|ending| name.ends_with(ending))
        || ["sha256sums", "sha512sums", "shasums256.txt", "checksums.txt", "keys", "gpg"]
            .contains(&name.as_str())
        || name.contains("checksum")
        || name.contains("keyring")
}

/// Whether a RUN, or a later one of its stage, compares something with a checksum or a signature.
fn is_checked(image: &Image, run: &Run) -> bool {
    image.runs.iter().any(|other| {
        other.instruction >= run.instruction
            && same_stage(image, other.instruction, run.instruction)
            && checks(other)
    })
}

fn same_stage(image: &Image, one: usize, other: usize) -> bool {
    let stage = |at| image.dockerfile.stage_of(at).map(|stage| stage.index);
    stage(one) == stage(other)
}

fn checks(run: &Run) -> bool {
    run.commands.iter().any(is_check)
}

fn is_check(command: &Command) -> bool {
    let has = |words: &[&str]| command.arguments().iter().any(|word| words.contains(&word.text.as_str()));
    match command.name() {
        "sha256sum" | "sha512sum" | "sha1sum" | "sha224sum" | "sha384sum" | "md5sum" | "b2sum" | "shasum"
        | "cksum" | "gpgv" | "minisign" | "signify" | "cosign" | "slsa-verifier" | "sq" | "digest" => true,
        "gpg" | "gpg2" => command.has_flag("--verify") || has(&["--verify", "--decrypt", "-d"]),
        "openssl" => has(&["dgst", "sha256", "sha512", "cms", "smime"]),
        "rpm" | "rpmkeys" => has(&["-K", "--checksig"]),
        "gh" => has(&["attestation"]),
        "jarsigner" | "apksigner" => has(&["-verify", "verify"]),
        _ => false,
    }
}

/// What a command fetches and keeps: a file, or an archive that goes through a pipe to the program that unpacks it.
fn taken_in<'c>(from_here: &[Command], command: &'c Command) -> Option<(Span, &'c str)> {
    if !matches!(command.name(), "curl" | "wget") || command.flow.substitution {
        return None;
    }
    let url = command.arguments().iter().find(|word| word.text.contains("://"))?;
    if !is_artefact(&url.text) || is_query(command) {
        return None;
    }
    let written = layer::downloaded(command).or_else(|| {
        let output =
            command.redirects.iter().find(|redirect| redirect.output && redirect.descriptor != Some(2))?;
        Some(output.target.text.clone()).filter(|path| !path.starts_with('&'))
    });
    let kept =
        written.as_deref().is_some_and(|path| path != "-" && !path.starts_with("/dev/") && !is_setup(path));
    (kept || is_unpacked(from_here)).then_some((url.span, url.text.as_str()))
}

/// Whether a request sends something or only looks.
fn is_query(command: &Command) -> bool {
    let bundle = |text: &str| text.starts_with('-') && !text.starts_with("--") && text.contains('I');
    if command.name() == "curl" && command.arguments().iter().any(|word| bundle(&word.text)) {
        return true;
    }
    ["-I", "--head", "-X", "--request", "-d", "--data", "--spider", "-T", "--upload-file"]
        .iter()
        .any(|flag| command.has_flag(flag))
}

/// Whether a path is that of a key or of a list of package sources.
fn is_setup(path: &str) -> bool {
    let name = name_of(path);
    is_proof(name)
        || [
            "/keyrings/",
            "/etc/apt/",
            "/etc/apk/keys/",
            "/etc/yum.repos.d/",
            "/etc/pki/",
            "/ca-certificates/",
        ]
        .iter()
        .any(|folder| path.contains(folder))
}

/// Whether the output goes through a pipe to a program that unpacks it.
fn is_unpacked(from_here: &[Command]) -> bool {
    let piped = from_here.iter().take_while(|command| command.flow.piped).count();
    let chain = from_here.get(1..=piped).unwrap_or_default();
    piped > 0
        && chain.iter().any(|command| {
            matches!(
                command.name(),
                "tar"
                    | "bsdtar"
                    | "unzip"
                    | "cpio"
                    | "funzip"
                    | "gunzip"
                    | "unxz"
                    | "zstd"
                    | "xz"
                    | "bunzip2"
            )
        })
}
