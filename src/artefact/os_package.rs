//! What a command asks of an operating system's package manager: `apt-get`, `apk`, `dnf`, `zypper` and their kin.

use super::command::Command;
use crate::source::Arg;

/// A family of package managers that keep their data in the same places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Manager {
    /// `apt-get`, `apt`, `aptitude`.
    Apt,
    /// `apk`.
    Apk,
    /// `dnf`, `yum`, `microdnf`, `tdnf`.
    Dnf,
    /// `zypper`.
    Zypper,
}

impl Manager {
    /// The family of a program.
    pub fn of(program: &str) -> Option<Self> {
        Some(match program {
            "apt-get" | "apt" | "aptitude" => Self::Apt,
            "apk" => Self::Apk,
            "dnf" | "dnf5" | "yum" | "microdnf" | "tdnf" => Self::Dnf,
            "zypper" => Self::Zypper,
            _ => return None,
        })
    }

    /// Options whose value is the next word.
    fn valued(self) -> &'static [&'static str] {
        match self {
            Self::Apt => {
                &["-o", "-t", "-c", "--option", "--target-release", "--default-release", "--config-file"]
            }
            Self::Apk => &[
                "-t",
                "-X",
                "-p",
                "--virtual",
                "--repository",
                "--root",
                "--keys-dir",
                "--repositories-file",
            ],
            Self::Dnf => &[
                "-c",
                "-x",
                "--enablerepo",
                "--disablerepo",
                "--setopt",
                "--installroot",
                "--exclude",
                "--releasever",
            ],
            Self::Zypper => &["-r", "-t", "-R", "--repo", "--type", "--root", "--from"],
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Action {
    /// Fetch the index of packages.
    Refresh,
    /// Install packages.
    Install,
    /// Install newer versions of what is there.
    Upgrade,
    /// Remove packages.
    Remove,
    /// Remove downloaded files.
    Clean,
}

/// A call of a package manager.
#[derive(Clone, Debug)]
pub struct Transaction<'a> {
    /// The package manager.
    pub manager: Manager,
    /// What is asked for.
    pub action: Action,
    /// The packages as written; empty where none are named.
    pub packages: Vec<&'a Arg>,
    /// The name under which `apk add --virtual` groups what it installs.
    pub group: Option<&'a str>,
}

impl<'a> Transaction<'a> {
    /// What a command asks for; `None` if it asks for nothing that changes anything.
    pub fn of(command: &'a Command) -> Option<Self> {
        let manager = Manager::of(command.name())?;
        let mut verb = None;
        let mut packages = Vec::new();
        let mut arguments = command.arguments().iter();
        while let Some(argument) = arguments.next() {
            let text = argument.text.as_str();
            if manager.valued().contains(&text) {
                arguments.next();
            } else if text.starts_with('-') && text.len() > 1 {
            } else if verb.is_none() {
                verb = Some(text);
            } else {
                packages.push(argument);
            }
        }
        let verb = verb?;
        let action = action(manager, verb, packages.first().map(|package| package.text.as_str()))?;
        if matches!(verb, "build-dep" | "builddep") {
            // What is named is not installed, but what it takes to build it.
            packages.clear();
        }
        let group =
            command.option("--virtual").or_else(|| command.option("-t")).filter(|_| manager == Manager::Apk);
        Some(Self { manager, action, packages, group })
    }
}

fn action(manager: Manager, verb: &str, first: Option<&str>) -> Option<Action> {
    Some(match (manager, verb) {
        (Manager::Apt | Manager::Apk, "update")
        | (Manager::Dnf, "makecache")
        | (Manager::Zypper, "ref" | "refresh") => Action::Refresh,
        (Manager::Apk, "add")
        | (Manager::Zypper, "in" | "install")
        | (Manager::Apt, "install" | "build-dep" | "reinstall")
        | (
            Manager::Dnf,
            "install" | "in" | "reinstall" | "rei" | "groupinstall" | "localinstall" | "builddep",
        ) => Action::Install,
        (Manager::Dnf, "group") if first == Some("install") => Action::Install,
        (Manager::Apt, "upgrade" | "dist-upgrade" | "full-upgrade" | "safe-upgrade")
        | (Manager::Apk, "upgrade")
        | (
            Manager::Dnf,
            "update" | "upgrade" | "up" | "distro-sync" | "update-minimal" | "upgrade-minimal" | "up-min",
        )
        | (Manager::Zypper, "up" | "update" | "dup" | "dist-upgrade" | "patch") => Action::Upgrade,
        (Manager::Apt, "remove" | "purge" | "autoremove" | "auto-remove" | "autopurge")
        | (Manager::Apk, "del")
        | (Manager::Dnf, "remove" | "rm" | "erase" | "autoremove" | "groupremove")
        | (Manager::Zypper, "rm" | "remove") => Action::Remove,
        (Manager::Apt, "clean" | "autoclean" | "distclean" | "dist-clean")
        | (Manager::Dnf | Manager::Zypper, "clean" | "cc") => Action::Clean,
        (Manager::Apk, "cache") if matches!(first, Some("clean" | "purge")) => Action::Clean,
        _ => return None,
    })
}

/// A package's bare name: without version (`=1.2`, `~=1`), release (`/stable`), repository (`@edge`) and architecture (`:i386`).
pub fn bare_name(package: &str) -> &str {
    let end = package.find(['=', '~', '<', '>', '/', '@', ':']).unwrap_or(package.len());
    &package[..end]
}

/// Whether a package is only there to compile or link other software.
pub fn is_build_tool(package: &str) -> bool {
    is_compiler(package) || is_header_package(package)
}

/// Whether a package is a compiler, or a tool that drives one.
pub fn is_compiler(package: &str) -> bool {
    let name = bare_name(package);
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    matches!(
        base,
        "build-essential"
            | "build-base"
            | "base-devel"
            | "alpine-sdk"
            | "gcc"
            | "g++"
            | "gcc-c++"
            | "gfortran"
            | "gcc-gfortran"
            | "clang"
            | "cmake"
            | "cmake3"
            | "meson"
            | "ninja-build"
            | "autoconf"
            | "automake"
            | "bison"
            | "flex"
            | "nasm"
            | "yasm"
            | "rustc"
            | "cargo"
            | "rustup"
            | "golang"
            | "golang-go"
            | "maven"
            | "gradle"
            | "ghc"
            | "dpkg-dev"
            | "Development Tools"
            | "@development-tools"
    ) || is_development_kit(name)
}

/// A Java or .NET development kit, as opposed to the runtime of the same version.
fn is_development_kit(name: &str) -> bool {
    let java = name.starts_with("openjdk") || name.starts_with("java-") || name.starts_with("temurin");
    name.starts_with("dotnet-sdk")
        || (java && (name.ends_with("-jdk") || name.ends_with("-jdk-headless") || name.ends_with("-devel")))
        || matches!(name, "default-jdk" | "default-jdk-headless" | "openjdk-jdk")
}

/// Whether a package holds headers to compile against (`libpq-dev`, `openssl-devel`, `linux-headers`).
pub fn is_header_package(package: &str) -> bool {
    let name = bare_name(package);
    name.ends_with("-dev")
        || name.ends_with("-devel")
        || name == "linux-headers"
        || name.starts_with("linux-headers-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::commands;
    use crate::source::FileId;

    fn shown(text: &str) -> Option<(Manager, Action, Vec<String>)> {
        let commands = commands::of_file(FileId(0), text);
        let found = Transaction::of(commands.first()?)?;
        Some((
            found.manager,
            found.action,
            found.packages.iter().map(|package| package.text.clone()).collect(),
        ))
    }

    #[test]
    fn options_are_no_packages() {
        let some = |manager, action, packages: &[&str]| {
            Some((manager, action, packages.iter().map(|text| (*text).to_owned()).collect()))
        };
        assert_eq!(
            shown("apt-get -qq -o A::B=1 install -y -t stable --no-install-recommends gcc=4:1 curl/stable"),
            some(Manager::Apt, Action::Install, &["gcc=4:1", "curl/stable"])
        );
        assert_eq!(
            shown("sudo apk --no-cache add --virtual .build gcc"),
            some(Manager::Apk, Action::Install, &["gcc"])
        );
        assert_eq!(shown("yum -y update"), some(Manager::Dnf, Action::Upgrade, &[]));
        assert_eq!(shown("zypper -n ref"), some(Manager::Zypper, Action::Refresh, &[]));
        assert_eq!(shown("apt-cache show x"), None);
        assert_eq!(shown("apt-get"), None);
    }

    #[test]
    fn build_tools_are_told_from_what_runs() {
        for package in [
            "gcc",
            "g++-12",
            "gcc=4:10",
            "libpq-dev",
            "python3-dev",
            "openjdk-17-jdk",
            "clang-14",
            "linux-headers",
        ] {
            assert!(is_build_tool(package), "{package}");
        }
        for package in
            ["libpq5", "openjdk-17-jre-headless", "git", "curl", "libgcc", "libstdc++", "gcompat", "make"]
        {
            assert!(!is_build_tool(package), "{package}");
        }
    }
}
