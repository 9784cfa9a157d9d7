//! The table of programs that start another program given in their arguments.

/// How a wrapper's command line leads to the program it starts.
pub(super) struct Wrapper {
    /// Its names.
    pub(super) names: &'static [&'static str],
    /// Words of which one must follow the name for it to wrap; empty if none is needed.
    pub(super) subcommands: &'static [&'static str],
    /// Options whose value is the next word.
    pub(super) valued: &'static [&'static str],
    /// Options with which it only answers a question.
    pub(super) queries: &'static [&'static str],
    /// How many operands of its own stand before the program.
    pub(super) operands: usize,
    /// Whether `NAME=value` words may stand before the program.
    pub(super) assignments: bool,
    /// Whether the program is always what follows `--`.
    pub(super) needs_dashes: bool,
}

/// A wrapper that takes options without values only.
const PLAIN: Wrapper = Wrapper {
    names: &[],
    subcommands: &[],
    valued: &[],
    queries: &[],
    operands: 0,
    assignments: false,
    needs_dashes: false,
};

/// All known wrappers; the first entry that fits counts.
pub(super) const WRAPPERS: &[Wrapper] = &[
    Wrapper { names: &["exec"], valued: &["-a"], ..PLAIN },
    Wrapper { names: &["command"], queries: &["-v", "-V"], ..PLAIN },
    Wrapper {
        names: &["env", "cross-env", "cross-env-shell"],
        valued: &["-u", "--unset", "-C", "--chdir"],
        queries: &["-S", "--split-string"],
        assignments: true,
        ..PLAIN
    },
    // Init processes.
    Wrapper { names: &["tini", "tini-static", "docker-init"], valued: &["-p", "-e"], ..PLAIN },
    Wrapper { names: &["dumb-init"], valued: &["-r", "--rewrite"], ..PLAIN },
    Wrapper { names: &["catatonit", "pid1", "init", "my_init", "with-contenv", "busybox"], ..PLAIN },
    // User switchers.
    Wrapper {
        names: &["gosu", "su-exec", "setuidgid", "s6-setuidgid", "s6-applyuidgid"],
        operands: 1,
        ..PLAIN
    },
    Wrapper {
        names: &["sudo", "doas"],
        valued: &["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group"],
        queries: &["-l", "-v", "-k", "-K", "-e"],
        assignments: true,
        ..PLAIN
    },
    Wrapper {
        names: &["setpriv"],
        valued: &[
            "--reuid",
            "--regid",
            "--ruid",
            "--euid",
            "--rgid",
            "--egid",
            "--groups",
            "--inh-caps",
            "--ambient-caps",
            "--bounding-set",
            "--securebits",
            "--pdeathsig",
        ],
        ..PLAIN
    },
    Wrapper {
        names: &["runuser"],
        valued: &["-u", "-g", "-G"],
        queries: &["-c", "--command", "-", "-l"],
        ..PLAIN
    },
    Wrapper {
        names: &["chpst"],
        valued: &[
            "-u", "-U", "-b", "-e", "-/", "-n", "-l", "-L", "-m", "-d", "-o", "-p", "-f", "-c", "-r", "-t",
        ],
        ..PLAIN
    },
    // Process attributes and environments.
    Wrapper { names: &["s6-setlock"], valued: &["-t", "-d"], operands: 1, ..PLAIN },
    Wrapper {
        names: &["s6-notifyoncheck"],
        valued: &["-3", "-c", "-d", "-n", "-s", "-T", "-t", "-w"],
        ..PLAIN
    },
    Wrapper { names: &["nice"], valued: &["-n", "--adjustment"], ..PLAIN },
    Wrapper { names: &["ionice"], valued: &["-c", "-n", "-t"], queries: &["-p"], ..PLAIN },
    Wrapper { names: &["chrt", "taskset"], queries: &["-p"], operands: 1, ..PLAIN },
    Wrapper { names: &["time"], valued: &["-f", "-o"], ..PLAIN },
    Wrapper { names: &["timeout"], valued: &["-k", "-s", "--kill-after", "--signal"], operands: 1, ..PLAIN },
    Wrapper { names: &["stdbuf"], valued: &["-i", "-o", "-e"], ..PLAIN },
    Wrapper {
        names: &["nohup", "setsid", "catchsegv", "unbuffer", "numactl", "dbus-run-session", "eatmydata"],
        ..PLAIN
    },
    Wrapper { names: &["xvfb-run"], valued: &["-n", "-s", "-e", "-f", "-p", "-w", "--server-args"], ..PLAIN },
    // Configuration and secrets.
    Wrapper {
        names: &["doppler", "infisical", "op", "teller", "dotenvx", "bws"],
        subcommands: &["run"],
        needs_dashes: true,
        ..PLAIN
    },
    Wrapper { names: &["chamber", "aws-vault"], subcommands: &["exec"], needs_dashes: true, ..PLAIN },
    Wrapper { names: &["dotenv"], valued: &["-e", "-f", "-v", "-c", "-p"], ..PLAIN },
    Wrapper { names: &["env-cmd"], valued: &["-f", "--file", "-e", "--environments"], ..PLAIN },
    // Waiting for a backing service.
    Wrapper {
        names: &["wait-for-it.sh", "wait-for-it", "wait-for.sh", "wait-for", "wait4ports"],
        needs_dashes: true,
        ..PLAIN
    },
    Wrapper {
        names: &["dockerize"],
        valued: &[
            "-wait",
            "-timeout",
            "-wait-retry-interval",
            "-template",
            "-stdout",
            "-stderr",
            "-poll",
            "-env",
        ],
        ..PLAIN
    },
    // Language environments.
    Wrapper {
        names: &["uv"],
        subcommands: &["run"],
        valued: &[
            "--with",
            "--python",
            "-p",
            "--env-file",
            "--group",
            "--extra",
            "--package",
            "--project",
            "--directory",
            "--only-group",
            "--no-group",
            "--index-url",
        ],
        ..PLAIN
    },
    Wrapper {
        names: &["conda", "mamba", "micromamba"],
        subcommands: &["run"],
        valued: &["-n", "--name", "-p", "--prefix", "--cwd"],
        ..PLAIN
    },
    Wrapper { names: &["poetry", "pipenv", "pdm", "rye", "hatch", "pixi"], subcommands: &["run"], ..PLAIN },
    Wrapper { names: &["bundle", "bundler", "rbenv", "pyenv"], subcommands: &["exec"], ..PLAIN },
    Wrapper {
        names: &["npx", "bunx", "pnpx"],
        valued: &["-p", "--package"],
        queries: &["-c", "--call"],
        ..PLAIN
    },
    Wrapper {
        names: &["pnpm", "yarn", "npm", "bun"],
        subcommands: &["exec", "dlx", "x"],
        valued: &["--package", "-p"],
        queries: &["-c", "--call"],
        ..PLAIN
    },
    // Instrumentation.
    Wrapper { names: &["newrelic-admin"], subcommands: &["run-program"], ..PLAIN },
    Wrapper { names: &["ddtrace-run", "opentelemetry-instrument", "elasticapm-run"], ..PLAIN },
];
