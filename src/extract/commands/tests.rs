use super::*;

fn commands(text: &str) -> Vec<Command> {
    of_file(FileId(0), text)
}

fn names(text: &str) -> Vec<String> {
    commands(text).iter().map(|command| command.name().to_owned()).collect()
}

fn words(texts: &[&str]) -> Vec<Arg> {
    texts.iter().map(|text| Arg::literal(*text, Span::start_of(FileId(0)))).collect()
}

#[test]
fn programs_stand_behind_wrappers() {
    let cases = [
        ("exec gosu app tini -g -- npm start", "npm"),
        ("env -u A B=1 timeout -k 5 30s curl x", "curl"),
        ("poetry run python -m uvicorn app:app", "uvicorn"),
        ("uv run --with x gunicorn app", "gunicorn"),
        ("wait-for-it.sh db:5432 -t 30 -- ./app", "app"),
        ("wait-for-it.sh db:5432", "wait-for-it.sh"),
        ("poetry install", "poetry"),
        ("exec \"$@\"", "{}"),
        ("sudo -u web A=b nice -n 5 ruby x.rb", "ruby"),
        ("env", "env"),
        ("npx prisma migrate deploy", "prisma"),
        ("/usr/bin/dumb-init /opt/app/run", "run"),
    ];
    for (text, name) in cases {
        assert_eq!(names(text), [name], "{text}");
    }
    let command = commands("exec env NODE_ENV=production npm ci").remove(0);
    assert_eq!(command.assignments[0].0.text, "NODE_ENV");
    assert!(command.flow.exec);
}

#[test]
fn inner_scripts_follow_their_shell_with_their_own_places() {
    let text = "a; bash -euo pipefail -c 'npm ci && exec node x' &";
    let commands = commands(text);
    let shown: Vec<_> =
        commands.iter().map(|c| (c.name(), &text[c.span.range()], c.flow.background)).collect();
    assert_eq!(shown[0], ("a", "a", false));
    assert_eq!((shown[1].0, shown[1].2), ("bash", true));
    assert_eq!(shown[2..], [("npm", "npm ci", true), ("node", "exec node x", true)]);
    assert_eq!(names("su - web -c \"echo \\\"x\\\"; date\""), ["su", "echo", "date"]);
    assert_eq!(names("sh ./run.sh -c x"), ["sh"]);
    assert_eq!(names("bash <<EOF\nmake\nEOF\n"), ["bash", "make"]);
    assert_eq!(names("cat <<EOF >x\nmake\nEOF\n"), ["cat"]);
    let words = of_words(&words(&["/bin/sh", "-c", "migrate && exec server"]), Span::start_of(FileId(0)));
    assert_eq!(words.iter().map(Command::name).collect::<Vec<_>>(), ["sh", "migrate", "server"]);
    assert!(words[2].flow.exec && words[2].flow.last && !words[1].flow.last);
    assert!(of_words(&[], Span::start_of(FileId(0))).is_empty());
}

#[test]
fn scripts_in_scripts_end() {
    let mut text = "x\n".to_owned();
    for at in 0..40 {
        text = format!("bash <<E{at}\n{text}E{at}\n");
    }
    assert_eq!(names(&text).len(), DEEPEST + 1);
    let text = "sh -c \"sh -c 'sh -c \\\"sh -c x\\\"'\"";
    assert!(names(text).len() > 2);
}

#[test]
fn conditions_reach_what_they_govern() {
    let conditional =
        |text: &str| -> Vec<bool> { commands(text).iter().map(|c| c.flow.conditional).collect() };
    assert_eq!(conditional("apt-get update && apt-get install x"), [false, false]);
    assert_eq!(conditional("[ -f x ] && a && b; c"), [false, true, true, false]);
    assert_eq!(conditional("a || b && c"), [false, true, false]);
    assert_eq!(conditional("test -f x && { a; b; }; c"), [false, true, true, false]);
    assert_eq!(conditional("a || { b; c; } && d"), [false, true, true, false]);
    assert_eq!(conditional("if a; then b; fi; c"), [false, true, false]);
    assert_eq!(conditional("( a && b ) ; { c; } && d"), [false, false, false, false]);
}

#[test]
fn streams_of_blocks_are_those_of_their_commands() {
    let commands = commands("{ a; b 2>&1 >y; } >x 2>/dev/null; c &>>z <<E\nE\n");
    let shown: Vec<Vec<_>> = commands
        .iter()
        .map(|c| c.redirects.iter().map(|r| (r.descriptor, r.target.text.as_str())).collect())
        .collect();
    assert_eq!(shown[0], [(Some(1), "x"), (Some(2), "/dev/null")]);
    assert_eq!(shown[1], [(Some(2), "&1"), (Some(1), "y")]);
    assert_eq!(shown[2], [(None, "z")]);
}

#[test]
fn expansions_carry_their_defaults() {
    let command = commands("export A=${B:-c} D=${E?}").remove(0);
    let shown: Vec<_> =
        command.expansions.iter().map(|e| (e.name.as_str(), e.default.as_deref(), e.required)).collect();
    assert_eq!(shown, [("B", Some("c"), false), ("E", None, true)]);
}

#[test]
fn other_shells_have_no_commands() {
    let parse = |text: &str| {
        let dockerfile = crate::parse::dockerfile::parse(FileId(0), text);
        let last = dockerfile.instructions.last().unwrap();
        of_instruction(&dockerfile, last).map(|commands| commands.len())
    };
    assert_eq!(parse("FROM x\nSHELL [\"powershell\", \"-Command\"]\nRUN Get-Item x; exit 1\n"), Some(0));
    assert_eq!(parse("FROM x\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a && \\\n  b\n"), Some(2));
    assert_eq!(parse("FROM x\nRUN <<EOF\n#!/usr/bin/env python\nprint(1)\nEOF\n"), Some(0));
    assert_eq!(parse("FROM x\nRUN <<EOF\na\nb\nEOF\n"), Some(2));
    assert_eq!(parse("FROM x\nUSER y\n"), None);
}

/// The commands of a script that is started with these words; those of arms it does not take in brackets.
fn started(text: &str, parameters: &[&str]) -> Vec<String> {
    let script = of_script(FileId(0), &format!("#!/bin/sh\n{text}"), &words(parameters)).unwrap();
    let shown = |command: &Command| {
        if command.flow.untaken { format!("[{}]", command.line()) } else { command.line() }
    };
    script.iter().map(shown).collect()
}

#[test]
fn a_known_parameter_chooses_the_arm() {
    let text = "case \"$1\" in web|'') exec puma;; w*) work;; *) exec \"$@\";; esac";
    assert_eq!(started(text, &["web"]), ["exec puma", "[work]", "[exec {}]"]);
    assert_eq!(started(text, &[]), ["exec puma", "[work]", "[exec {}]"]);
    assert_eq!(started(text, &["worker"]), ["[exec puma]", "work", "[exec {}]"]);
    assert_eq!(started(text, &["bash"]), ["[exec puma]", "[work]", "exec bash"]);
    assert_eq!(started("case $2 in a) x;; b) y;; esac", &["a"]), ["[x]", "[y]"]);
    assert_eq!(started("set -e; case $1 in a) x;; b) y;; esac", &["a"]), ["set -e", "x", "[y]"]);
    assert_eq!(started("shift; case $1 in a) x;; b) y;; esac", &["a", "b"]), ["shift", "[x]", "y"]);
}

#[test]
fn functions_get_the_words_of_their_call() {
    assert_eq!(started("run() { exec \"$@\"; }; run node x.js", &[]), ["exec node x.js"]);
    assert_eq!(started("as() { gosu app $1; }; as ./server", &[]), ["gosu app ./server"]);
    assert_eq!(started("f() { shift; \"$@\"; }; f a b", &[]), ["shift", "b"]);
    let script = of_script(FileId(0), "#!/bin/sh\nmain() { exec \"$@\"; }\nmain \"$@\"\n", &[]).unwrap();
    assert_eq!(script[0].expansions.len(), 1, "what the call passes on is still known: {:?}", script[0]);
    let script =
        of_script(FileId(0), "#!/bin/sh\nas() { gosu app \"$@\"; }\nas tini -- ./server\n", &[]).unwrap();
    assert_eq!(script[0].name(), "server");
}

#[test]
fn conditions_over_parameters_are_decided() {
    let official = "if [ \"${1#-}\" != \"$1\" ]; then set -- redis-server \"$@\"; fi\nexec \"$@\"";
    assert_eq!(started(official, &["--port", "1"]).last().unwrap(), "exec redis-server --port 1");
    assert_eq!(started(official, &["sh"]).last().unwrap(), "exec sh");
    let first = "if [ \"${1:0:1}\" = '-' ]; then a; elif [ \"$1\" = x ]; then b; else c; fi";
    let taken = |parameters: &[&str]| {
        let run = started(first, parameters);
        run.into_iter().filter(|line| line.len() == 1).collect::<Vec<_>>().concat()
    };
    assert_eq!([taken(&["-v"]), taken(&["x"]), taken(&["y"])], ["a", "b", "c"]);
}

#[test]
fn variables_name_the_program() {
    assert_eq!(started("CMD='gunicorn app'; exec $CMD", &[]), ["exec gunicorn app"]);
    assert_eq!(started("cmd=(gunicorn app); exec \"${cmd[@]}\"", &[]), ["exec gunicorn app"]);
    assert_eq!(started("exec ${CMD:-gunicorn app} --x", &[]), ["exec gunicorn app --x"]);
    assert_eq!(started("H=/opt/x; \"$H/bin/run\" a", &[]), ["/opt/x/bin/run a"]);
}

#[test]
fn nothing_runs_behind_exec() {
    assert_eq!(started("a; exec b; c", &[]), ["a", "exec b", "[c]"]);
    assert_eq!(started("if [ $# -gt 0 ]; then exec \"$@\"; fi; b", &["a"]).last().unwrap(), "[b]");
    assert_eq!(started("[ $# -eq 0 ] && set -- web; exec \"$@\"", &[]).last().unwrap(), "exec web");
    assert_eq!(started("if x; then exec a; fi; b", &[]), ["x", "exec a", "b"]);
    assert_eq!(started("( exec a ); b", &[]), ["exec a", "b"]);
}
