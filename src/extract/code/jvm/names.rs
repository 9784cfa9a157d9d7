//! How names of the JVM's languages become fully qualified: imports, what needs none, and what is the project's own.

use super::super::syntax::File;
use super::super::syntax::grammar::Binding;
use crate::discover::jvm::package_of;
use crate::source::folder_of;

/// Classes of `java.lang`, which needs no import, that the table or a type is about.
const IMPLICIT: &[(&str, &str)] = &[
    ("Boolean", "java.lang.Boolean"),
    ("Integer", "java.lang.Integer"),
    ("Long", "java.lang.Long"),
    ("Process", "java.lang.Process"),
    ("ProcessBuilder", "java.lang.ProcessBuilder"),
    ("Runnable", "java.lang.Runnable"),
    ("Runtime", "java.lang.Runtime"),
    ("String", "java.lang.String"),
    ("System", "java.lang.System"),
    ("Thread", "java.lang.Thread"),
    ("ThreadLocal", "java.lang.ThreadLocal"),
];

/// Classes of packages that are imported whole which the code beside the table asks for.
const SPOKEN_OF: &[&str] = &[
    "io.micronaut.http.annotation.Controller",
    "java.net.InetSocketAddress",
    "java.util.Arrays",
    "java.util.List",
    "java.util.Objects",
    "java.util.Set",
    "io.javalin.apibuilder.ApiBuilder.path",
    "io.ktor.server.routing.route",
    "jakarta.servlet.http.HttpServlet",
    "org.springframework.context.annotation.Profile",
    "org.springframework.stereotype.Controller",
    "org.springframework.web.bind.annotation.RestController",
    "org.springframework.web.socket.handler.BinaryWebSocketHandler",
    "org.springframework.web.socket.handler.TextWebSocketHandler",
    "spark.Spark.path",
];

/// Endings of the names of source files.
const EXTENSIONS: [&str; 2] = ["java", "kt"];

/// The canonical name of a class that needs no import.
pub(super) fn implicit(name: &str) -> Option<&'static str> {
    IMPLICIT.iter().find(|(known, _)| *known == name).map(|(_, canonical)| *canonical)
}

/// The canonical name of what an import names, marked where it is the project's own.
pub(super) fn canonical(file: &File, path: &str) -> String {
    let own = is_own(file, path) && !file.table.is_taught(path);
    if own { format!("?{}", last(path)) } else { path.to_owned() }
}

/// The canonical name of what a configuration names in the package of the file, where it needs no import.
pub(super) fn beside(file: &File, name: &str) -> Option<String> {
    let whole = file.table.has_own_names().then(|| format!("{}.{name}", package_of(file.reader.text)))?;
    file.table.is_taught(&whole).then_some(whole)
}

/// The names that an import of all that a package or class holds binds: those of them that the table is about.
pub(super) fn all_of<'t>(file: &File<'t>, package: &str) -> Vec<Binding<'t>> {
    let binding = |name| Binding { name, canonical: format!("{package}.{name}") };
    if is_own(file, package) {
        let members = file.table.members_of(package).into_iter().map(binding);
        return members.filter(|binding| file.table.is_taught(&binding.canonical)).collect();
    }
    let spoken_of = SPOKEN_OF.iter().filter_map(|name| name.strip_prefix(package)?.strip_prefix('.'));
    file.table.members_of(package).into_iter().chain(spoken_of).map(binding).collect()
}

/// Whether a name is that of a package, class or member of the project: a file of this source root declares it, or it starts as
/// this file's own package does.
pub(super) fn is_own(file: &File, path: &str) -> bool {
    if ["java.", "javax.", "jakarta.", "kotlin.", "kotlinx."].iter().any(|known| path.starts_with(known)) {
        return false;
    }
    declares(file, path) || shares_package(file, path)
}

/// Whether the source root that this file stands in has a file for that class, or for the class that it is a member of.
fn declares(file: &File, path: &str) -> bool {
    let Some(root) = source_root(file) else { return false };
    let outer = path.rsplit_once('.').map_or("", |(outer, _)| outer);
    [path, outer].iter().filter(|path| path.contains('.')).any(|path| {
        let path = path.replace('.', "/");
        EXTENSIONS.iter().any(|extension| file.reader.exists(&format!("{root}{path}.{extension}")))
    })
}

/// The folder that this file's package starts in, with a slash at its end.
fn source_root<'f>(file: &File<'f>) -> Option<&'f str> {
    let package = package_of(file.reader.text).replace('.', "/");
    let folder = folder_of(file.reader.path);
    folder.strip_suffix(package.as_str()).filter(|root| root.is_empty() || root.ends_with('/'))
}

/// Whether the first parts of the name are those of this file's package: what an organisation calls its own.
fn shares_package(file: &File, path: &str) -> bool {
    let package = package_of(file.reader.text);
    let parts = if package.split('.').count() < 3 { 2 } else { 3 };
    let mut own = package.split('.').take(parts);
    let mut other = path.split('.');
    !package.is_empty() && own.all(|part| other.next() == Some(part))
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
