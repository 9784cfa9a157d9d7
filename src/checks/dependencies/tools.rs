//! Programs that code calls and its image may lack.

use std::collections::BTreeMap;

use crate::artefact::command::Command;
use crate::artefact::image::Image;
use crate::artefact::reference::ImageReference;
use crate::artefact::runtime;
use crate::fact::{Fact, Kind};
use crate::parse::dockerfile::{Body, Keyword};
use crate::rule::Pass;
use crate::source::name_of;

/// A program, the packages that bring it, and whether the full images of languages (built on `buildpack-deps`) have it.
struct Tool(&'static str, &'static [&'static str], bool);

const TOOLS: &[Tool] = &[
    Tool("convert", &["imagemagick", "graphicsmagick"], true),
    Tool("magick", &["imagemagick"], false),
    Tool("mogrify", &["imagemagick"], true),
    Tool("identify", &["imagemagick"], true),
    Tool("gm", &["graphicsmagick"], false),
    Tool("ffmpeg", &["ffmpeg"], false),
    Tool("ffprobe", &["ffmpeg"], false),
    Tool("wkhtmltopdf", &["wkhtmltopdf", "wkhtmltox"], false),
    Tool("pdftotext", &["poppler-utils", "poppler"], false),
    Tool("pdftoppm", &["poppler-utils", "poppler"], false),
    Tool("gs", &["ghostscript"], false),
    Tool("pandoc", &["pandoc"], false),
    Tool("libreoffice", &["libreoffice"], false),
    Tool("soffice", &["libreoffice"], false),
    Tool("tesseract", &["tesseract"], false),
    Tool("exiftool", &["exiftool", "libimage-exiftool-perl"], false),
    Tool("git", &["git"], true),
    Tool("curl", &["curl"], true),
    Tool("wget", &["wget"], true),
    Tool("ssh", &["openssh"], true),
    Tool("scp", &["openssh"], true),
    Tool("rsync", &["rsync"], false),
    Tool("zip", &["zip"], false),
    Tool("unzip", &["unzip"], true),
    Tool("pg_dump", &["postgresql"], false),
    Tool("pg_restore", &["postgresql"], false),
    Tool("psql", &["postgresql"], false),
    Tool("mysqldump", &["mysql-client", "default-mysql-client", "mariadb-client"], false),
    Tool("mysql", &["mysql-client", "default-mysql-client", "mariadb-client"], false),
    Tool("redis-cli", &["redis"], false),
    Tool("mongodump", &["mongodb"], false),
    Tool("kubectl", &["kubectl"], false),
    Tool("docker", &["docker"], false),
    Tool("aws", &["awscli"], false),
    Tool("dot", &["graphviz"], false),
    Tool("sendmail", &["sendmail", "postfix", "msmtp"], false),
    Tool("nmap", &["nmap"], false),
    Tool("youtube-dl", &["youtube-dl"], false),
    Tool("yt-dlp", &["yt-dlp"], false),
];

/// Repositories whose full images are built on `buildpack-deps`.
const FULL: [&str; 8] = ["python", "node", "ruby", "golang", "rust", "perl", "openjdk", "buildpack-deps"];

/// Further calls that one finding about a program shows.
const MOST_SHOWN: usize = 8;

/// Code that starts a program which no image of the app is known to have.
pub fn undeclared_system_tool(pass: &mut Pass) {
    let app = pass.app;
    let images: Vec<&Image> = app.images.iter().filter(|image| image.place.is_production()).collect();
    if images.is_empty() {
        return;
    }
    let mut called: BTreeMap<&str, (&Tool, Vec<&Fact>)> = BTreeMap::new();
    for fact in app.production(Kind::Spawn) {
        if let Some(tool) = tool(fact) {
            called.entry(tool.0).or_insert((tool, Vec::new())).1.push(fact);
        }
    }
    for (tool, calls) in called.into_values() {
        let lacking = images.iter().find(|image| lacks(image, tool));
        let Some(image) = lacking.filter(|_| images.iter().all(|image| lacks(image, tool))) else { continue };
        let name = tool.0;
        let base = image.base().map(|base| base.text().to_owned()).unwrap_or_default();
        let finding =
            pass.report(calls[0].span, format!("code calls '{name}', which its image does not install"));
        if let Some(base) = image.base() {
            finding.because(base.span(), format!("'{}' does not bring it", base.text()));
        }
        for call in calls.iter().skip(1).take(MOST_SHOWN) {
            finding.because(call.span, "it is called here too");
        }
        finding.help(format!("Install '{}' in the image built on '{base}'.", tool.1[0]));
    }
}

/// The known program that a fact is about.
fn tool(fact: &Fact) -> Option<&'static Tool> {
    let value = fact.known_value().or_else(|| fact.value.as_ref().map(|value| value.text.as_str()))?;
    let word = value.split_whitespace().next()?;
    let name = name_of(word);
    TOOLS.iter().find(|tool| tool.0 == name && !word.starts_with('.'))
}

/// Whether the image is known not to have the program.
fn lacks(image: &Image, tool: &Tool) -> bool {
    let Some(base) = image.base() else { return true };
    let Some(reference) = ImageReference::parse(&base.arg).filter(|reference| reference.repository.literal)
    else {
        return false;
    };
    brings(&reference, tool) == Some(false) && !installs(image, tool) && !copies(image, tool)
}

/// Whether a base image has the program; `None` where what is in it is not known.
fn brings(base: &ImageReference, tool: &Tool) -> Option<bool> {
    let tag = base.tag.as_ref().map_or("", |tag| tag.text.as_str());
    let (repository, name) = (base.repository.text.as_str(), base.familiar());
    let is_distroless = repository.contains("distroless");
    let language = runtime::language(repository);
    if name.contains('/') && language.is_none() && !is_distroless {
        return None;
    }
    // The image of a database has its clients.
    let is_its_own = tool.1.iter().any(|package| package.starts_with(name_of(name)));
    let is_alpine = tag.contains("alpine") || name == "alpine";
    let is_small = is_alpine || is_distroless || tag.contains("slim") || name == "scratch";
    let in_busybox = is_alpine && matches!(tool.0, "wget" | "unzip");
    match name {
        "php" => Some(tool.0 == "curl" || in_busybox),
        _ if is_small => Some(in_busybox || is_its_own),
        "debian" | "ubuntu" => Some(false),
        _ if FULL.contains(&name) => Some(tool.2),
        _ => (language == Some("dotnet") && name_of(name) != "sdk").then_some(false),
    }
}

/// Whether a command of the final image installs or downloads the program.
fn installs(image: &Image, tool: &Tool) -> bool {
    let commands = image.final_runs().flat_map(|run| &run.commands);
    let mut words = commands.flat_map(Command::arguments);
    words.any(|word| {
        let name = name_of(&word.text);
        !word.literal
            || name == tool.0
            || tool.1.iter().any(|package| {
                name.split(['=', '@', '~']).next().unwrap_or(name).starts_with(package)
                    || name.contains(package)
            })
    })
}

/// Whether the program, or a folder of programs, is copied in.
fn copies(image: &Image, tool: &Tool) -> bool {
    [Keyword::Copy, Keyword::Add].into_iter().flat_map(|keyword| image.of(keyword)).any(|copy| {
        let Body::Copy { sources, destination } = &copy.body else { return false };
        let from = copy.flag("from").is_some();
        sources.iter().chain([destination]).any(|path| {
            let text = path.text().trim_end_matches('/');
            name_of(text) == tool.0
                || (from && (text.ends_with("/bin") || text.ends_with("/usr") || text.is_empty()))
        })
    })
}
