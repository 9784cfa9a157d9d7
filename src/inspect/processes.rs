//! What runs in containers and on platforms: PID 1, the program, the way between them, and where SIGTERM ends.
//!
//! ```json
//! {
//!   "version": 1,                            fields may be added; a change of meaning raises it
//!   "processes": [{
//!     "origin": "image",                     image, compose, kubernetes, procfile, platform or supervised
//!     "name": "api", "path": …, "line": …,   the image's stage, service, container or process type, and what sets the command
//!     "environment": null, "role": "production",
//!     "ends": false,                         meant to end: a Job, an init container, a release phase
//!     "managed_at": null,                    what starts the process manager, for a supervised process: { "path": …, "line": … }
//!     "form": "exec",                        exec, shell, or broken-exec: an array that is no valid JSON
//!     "not_executable": null,                a whole command line in the place of the program's name
//!     "pid1": "sh",                          null where the image that starts it is not known
//!     "program": "node",                     the program that stays; null where it is not known
//!     "command": "node server.js",
//!     "way": [{                              from what sets the command to the program
//!       "note": "`run.sh` is this script", "path": …, "line": …,
//!       "process": "run.sh",
//!       "stays": "waits"                     replaced, alone (many shells replace themselves), waits, relays
//!     }],
//!     "sigterm": "stops",                    arrives, depends-on-shell, trapped, stops; null where the program is not known
//!     "sigterm_at": "sh",                    the process that gets it first
//!     "beside": [{ "program": "cron", "path": …, "line": … }],             what else is started and stays
//!     "supervised": [{ "program": "web", "path": …, "line": … }],              what a process manager keeps running
//!     "other_programs": ["celery"]           what the scripts start when they are given other arguments
//!   }]
//! }
//! ```
//!
//! The kernel gives PID 1 no default action for signals, so a shell that is PID 1 ignores SIGTERM; a platform's own shell
//! (Procfile) is not PID 1 of anything that the app could see, and signals go to all processes there.

use serde::Serialize;

use super::table::Table;
use super::{Place, Selection};
use crate::app::Project;
use crate::artefact::process::Delivery;
use crate::artefact::start::{Form, HopKind, Origin, Start, Step};
use crate::fact::Role;
use crate::source::{Sources, name_of};

/// The processes of a project.
#[derive(Serialize, Debug)]
pub struct Processes<'a> {
    version: u32,
    processes: Vec<Process<'a>>,
}

#[derive(Serialize, Debug)]
struct Process<'a> {
    origin: &'static str,
    name: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    environment: Option<&'static str>,
    role: &'static str,
    ends: bool,
    managed_at: Option<Place<'a>>,
    form: &'static str,
    not_executable: Option<&'a str>,
    pid1: Option<String>,
    program: Option<&'a str>,
    command: Option<String>,
    way: Vec<Hop<'a>>,
    sigterm: Option<&'static str>,
    sigterm_at: Option<String>,
    beside: Vec<Beside<'a>>,
    supervised: Vec<Beside<'a>>,
    other_programs: Vec<&'a str>,
}

#[derive(Serialize, Debug)]
struct Hop<'a> {
    note: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    process: &'a str,
    stays: &'static str,
}

#[derive(Serialize, Debug)]
struct Beside<'a> {
    program: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Processes<'a> {
    /// Of everything that the selected files start.
    pub fn of(project: &'a Project, selection: &Selection) -> Self {
        let starts = project.apps.iter().flat_map(|app| &app.starts);
        let mut found: Vec<&Start> = starts
            .filter(|start| selection.all || start.place.role.is_own())
            .filter(|start| selection.covers(&project.sources, start.span))
            .collect();
        found.sort_by_key(|start| (start.span, start.origin));
        Self {
            version: 1,
            processes: found.into_iter().map(|start| Process::of(&project.sources, start)).collect(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As a table.
    pub fn table(&self) -> String {
        if self.processes.is_empty() {
            return "no processes\n".to_owned();
        }
        let mut table = Table::new(&["PROCESS", "PID 1", "PROGRAM", "SIGTERM", "WAY"]);
        for process in &self.processes {
            table.row(process.row());
        }
        table.render()
    }
}

impl<'a> Process<'a> {
    fn of(sources: &'a Sources, start: &'a Start) -> Self {
        let main = start.main().filter(|_| start.unsplit.is_none());
        let program = main.filter(|_| start.is_whole).and_then(program_of);
        let first = first_process(sources, start);
        let at = if start.init.is_some() {
            start.parents().next().map(|hop| hop.process.clone())
        } else {
            first.clone()
        };
        let hop = |hop: &'a crate::artefact::start::Hop| Hop {
            note: &hop.note,
            place: Place::of(sources, hop.span),
            process: &hop.process,
            stays: stays(hop.kind),
        };
        let is_platform = matches!(start.origin, Origin::Procfile | Origin::Platform);
        let is_first = !is_platform && start.manager.is_none();
        Self {
            origin: start.origin.name(),
            name: &start.name,
            place: Place::of(sources, start.span),
            environment: Some(start.place.environment.name()).filter(|name| !name.is_empty()),
            role: Role::name(start.place.role),
            ends: start.ends,
            managed_at: start.manager.map(|manager| Place::of(sources, manager)),
            form: match start.form {
                Form::Exec => "exec",
                Form::Shell => "shell",
                Form::BrokenExec => "broken-exec",
            },
            not_executable: start.unsplit.as_ref().map(|word| word.text.as_str()),
            pid1: first.clone().filter(|_| is_first),
            program,
            command: program.and(main).map(|main| main.command.line().trim().replace("{}", "…")),
            way: main.map(|main| main.via.iter().map(hop).collect()).unwrap_or_default(),
            sigterm: start.delivery().filter(|_| program.is_some()).map(|delivery| match delivery {
                Delivery::Stops | Delivery::DependsOnShell if is_platform => "arrives",
                Delivery::Arrives => "arrives",
                Delivery::DependsOnShell => "depends-on-shell",
                Delivery::Trapped => "trapped",
                Delivery::Stops => "stops",
            }),
            sigterm_at: at.or_else(|| program.map(str::to_owned)),
            beside: start
                .beside()
                .filter_map(|step| {
                    Some(Beside { program: program_of(step)?, place: Place::of(sources, step.command.span) })
                })
                .collect(),
            supervised: start
                .supervised
                .iter()
                .map(|child| Beside { program: &child.text, place: Place::of(sources, child.span) })
                .collect(),
            other_programs: others(start),
        }
    }

    fn row(&self) -> Vec<String> {
        let unknown = || "?".to_owned();
        let mut programs = vec![self.program.map_or_else(unknown, str::to_owned)];
        programs.extend(
            self.beside.iter().map(|beside| format!("beside it {} ({})", beside.program, beside.place)),
        );
        programs
            .extend(self.supervised.iter().map(|child| format!("runs {} ({})", child.program, child.place)));
        let at = self.sigterm_at.as_deref().unwrap_or("?");
        let signal = match self.sigterm {
            Some("arrives") => "arrives".to_owned(),
            Some("trapped") => format!("a trap of {at} gets it"),
            Some("depends-on-shell") => format!("arrives if {at} replaces itself"),
            Some(_) => format!("stops at {at}"),
            None => unknown(),
        };
        let broken = self.not_executable.map(|word| format!("no program is called '{word}'"));
        let way = self.way.iter().map(|hop| format!("{}: {}", hop.place, hop.note));
        let way: Vec<String> = broken.into_iter().chain(way).collect();
        vec![
            format!("{} {}\n  {}", self.origin, self.name, self.place),
            self.pid1.clone().unwrap_or_else(|| {
                if matches!(self.origin, "procfile" | "platform" | "supervised") {
                    String::new()
                } else {
                    unknown()
                }
            }),
            programs.join("\n"),
            if self.ends { "ends by itself".to_owned() } else { signal },
            way.join("\n"),
        ]
    }
}

fn stays(kind: HopKind) -> &'static str {
    match kind {
        HopKind::Replaced => "replaced",
        HopKind::LoneShell => "alone",
        HopKind::Shell | HopKind::Runner => "waits",
        HopKind::Relay => "relays",
    }
}

/// The process with which the container begins; `None` if it is not known.
fn first_process(sources: &Sources, start: &Start) -> Option<String> {
    if let Some(init) = start.init {
        let word = name_of(sources.text(init).trim_matches(['"', '\''])).to_owned();
        return Some(match start.origin {
            Origin::Compose if word == "true" => "docker-init".to_owned(),
            Origin::Kubernetes if word == "true" => "pause".to_owned(),
            _ => word,
        });
    }
    if !start.is_whole || start.unsplit.is_some() {
        return None;
    }
    let between = start.parents().next().map(|hop| hop.process.clone());
    between.or_else(|| start.main().and_then(program_of).map(str::to_owned))
}

/// The name of the program, if all of it is known.
fn program_of(step: &Step) -> Option<&str> {
    Some(step.command.name()).filter(|name| !name.is_empty() && !name.contains("{}"))
}

/// The programs that other arguments start, each once.
fn others(start: &Start) -> Vec<&str> {
    let own = start.main().and_then(program_of);
    let run = start.others.iter().filter(|step| step.command.flow.exec && !step.is_small());
    let mut names: Vec<&str> = run.filter_map(program_of).filter(|name| Some(*name) != own).collect();
    names.sort_unstable();
    names.dedup();
    names
}
