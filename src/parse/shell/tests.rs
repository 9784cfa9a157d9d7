//! Tests of the shell parser on small scripts.

use super::*;

fn names(script: &Script) -> Vec<&str> {
    script.commands.iter().map(|command| command.argv.first().map_or("", |word| word.text.as_str())).collect()
}

fn only(text: &str) -> SimpleCommand {
    let script = parse(text);
    assert_eq!((script.commands.len(), &script.errors), (1, &vec![]), "{text}");
    script.commands.into_iter().next().unwrap()
}

fn sound(text: &str) -> Script {
    let script = parse(text);
    assert_eq!(script.errors, [], "{text}");
    script
}

#[test]
fn words_lose_quotes_and_keep_places() {
    let text = r#"echo 'a b'"c $X d"\ e $'f\n' "$(date)" ~/é*"#;
    let command = parse(text).commands.into_iter().next().unwrap();
    assert_eq!(command.texts(), ["echo", "a bc {} d e", "f\n", "{}", "~/é*"]);
    assert_eq!(&text[command.argv[1].span.clone()], r#"'a b'"c $X d"\ e"#);
    let literal: Vec<_> = command.argv.iter().map(|word| word.literal).collect();
    assert_eq!(literal, [true, false, true, false, true]);
}

#[test]
fn expansions_show_name_default_and_quoting() {
    let command =
        only(r#"exec app "$@" $* ${DB_PASSWORD:-postgres} "${A:=$B}" ${#C} ${!D} ${E%%.*} ${F[0]} $1x"#);
    let parameters: Vec<_> = command.argv.iter().flat_map(Word::all_parameters).collect();
    let seen: Vec<_> = parameters.iter().map(|e| (e.name.as_str(), e.operator, e.quoted)).collect();
    assert_eq!(
        seen,
        [
            ("@", Operator::Plain, true),
            ("*", Operator::Plain, false),
            ("DB_PASSWORD", Operator::Default, false),
            ("A", Operator::Assign, true),
            ("B", Operator::Plain, true),
            ("C", Operator::Length, false),
            ("D", Operator::Indirect, false),
            ("E", Operator::Transform, false),
            ("F", Operator::Plain, false),
            ("1", Operator::Plain, false),
        ]
    );
    assert_eq!(command.argv[4].parameters[0].default().unwrap().known(), Some("postgres"));
    assert!(command.exec);
}

#[test]
fn lists_and_pipelines_keep_their_connectors() {
    use Connector::{And, Or, Pipe, Start, Then};
    let script = sound("a && b || c; d | e |& f & ! g\nh");
    let seen: Vec<_> =
        script.commands.iter().map(|c| (c.connector, c.pipeline_position, c.last_in_pipeline)).collect();
    assert_eq!(
        seen,
        [
            (Start, 0, true),
            (And, 0, true),
            (Or, 0, true),
            (Then, 0, false),
            (Pipe, 1, false),
            (Pipe, 2, true),
            (Then, 0, true),
            (Then, 0, true)
        ]
    );
    let background: Vec<_> = script.commands.iter().map(|c| c.background).collect();
    assert_eq!(background, [false, false, false, true, true, true, false, false]);
    assert!(script.commands[6].negated && script.commands[7].is_last);
}

#[test]
fn assignments_and_declarations() {
    let script = sound("A=1 B=\"$C\" run\nexport D=${E:-x} F\nG=(a 'b c')\nH+=z\nI[0]=y");
    assert_eq!(names(&script), ["run", "export", "", "", ""]);
    let of = |at: usize| -> Vec<_> {
        script.commands[at].assignments.iter().map(|a| (a.name.as_str(), a.value.text.as_str())).collect()
    };
    assert_eq!(of(0), [("A", "1"), ("B", "{}")]);
    assert_eq!(of(1), [("D", "{}")]);
    assert_eq!(script.commands[1].texts(), ["export", "D={}", "F"]);
    assert_eq!(script.commands[2].assignments[0].elements.as_ref().map(Vec::len), Some(2));
    assert!(script.commands[3].assignments[0].append);
    assert_eq!(of(4), [("I", "y")]);
}

#[test]
fn redirections_and_heredocs() {
    use RedirectOp::{Append, DuplicateOutput, HereString, Read, WriteBoth};
    let text = "cat <<EOF >>/var/log/x 2>&1; next\nvalue $X\n\tEOF\nEOF\ncat <<-'E'\n\t$Y\n\tE\napp &>out >&2 <<<s <in\n";
    let script = sound(text);
    assert_eq!(names(&script), ["cat", "next", "cat", "app"]);
    let first = &script.commands[0].redirects;
    let body = first[0].heredoc.as_ref().unwrap();
    assert_eq!(&text[body.body.clone()], "value $X\n\tEOF\n");
    assert_eq!((body.expand, body.word.text.as_str()), (true, "value {}\n\tEOF\n"));
    assert_eq!((first[1].op, first[1].target.text.as_str()), (Append, "/var/log/x"));
    assert_eq!((first[2].fd, first[2].op), (Some(2), DuplicateOutput));
    let second = script.commands[2].redirects[0].heredoc.as_ref().unwrap();
    assert_eq!((second.expand, second.strip_tabs, second.word.literal), (false, true, true));
    let ops: Vec<_> = script.commands[3].redirects.iter().map(|r| r.op).collect();
    assert_eq!(ops, [WriteBoth, DuplicateOutput, HereString, Read]);
}

#[test]
fn heredocs_in_substitutions_and_before_pipes() {
    let script = sound("x=$(cat <<E | tr a b\nin $(who)\nE\n)\ncat <<F > f | last\nbody\nF\n");
    assert_eq!(names(&script), ["", "cat", "tr", "who", "cat", "last"]);
    assert!(script.commands[3].in_command_substitution);
    assert_eq!(script.commands[4].redirects.len(), 2);
}

#[test]
fn conditions_guard_their_branches() {
    let text = "if [ \"$M\" = 1 ]; then migrate; elif x; then y; else z; fi\ncase \"$1\" in a|b) one ;; *) two;; esac\nexec \"$@\"";
    let script = sound(text);
    assert_eq!(names(&script), ["[", "migrate", "x", "y", "z", "one", "two", "exec"]);
    let migrate = &script.commands[1];
    let guard = script.guards_of(migrate).next().unwrap();
    assert_eq!((guard.kind, &text[guard.condition.clone()]), (GuardKind::If, "[ \"$M\" = 1 ]"));
    assert_eq!(script.commands[0].condition, Some(GuardKind::If));
    assert!(migrate.conditional && !script.commands[0].conditional && script.commands[2].conditional);
    let one = script.guards_of(&script.commands[5]).next().unwrap();
    assert_eq!(&text[one.condition.clone()], "a|b");
    assert_eq!(&text[one.subject.clone().unwrap()], "\"$1\"");
    let last: Vec<_> = script.commands.iter().filter(|c| c.is_last).map(|c| c.name()).collect();
    assert_eq!(last, [Some("exec")]);
}

#[test]
fn the_last_command_is_the_last_of_each_branch() {
    let script = sound("a; if b; then c; exec d; else case x in y) e;; esac; fi");
    let last: Vec<_> = script.commands.iter().filter(|c| c.is_last).filter_map(SimpleCommand::name).collect();
    assert_eq!(last, ["exec", "e"]);
    let script = sound("a || b && c || d");
    let last: Vec<_> = script.commands.iter().filter(|c| c.is_last).filter_map(SimpleCommand::name).collect();
    assert_eq!(last, ["c", "d"]);
}

#[test]
fn loops_functions_and_subshells() {
    let text = "main() { local a=1; while read -r l; do step; done <in; wait; }\nfunction other { x; }\n\
                (cd y && z) &\nfor f in $(ls) b; do use; done\nuntil nc -z db 1; do sleep 1; done\nmain \"$@\"";
    let script = sound(text);
    assert_eq!(
        names(&script),
        ["local", "read", "step", "wait", "x", "cd", "z", "ls", "use", "nc", "sleep", "main"]
    );
    let at = |at: usize| &script.commands[at];
    assert_eq!(at(0).function.as_deref(), Some("main"));
    assert_eq!(at(1).condition, Some(GuardKind::While));
    assert!(at(2).loop_body && at(3).is_last && !at(3).loop_body);
    assert!(at(5).in_subshell && at(6).background);
    assert!(at(7).in_command_substitution && at(8).loop_body);
    assert_eq!(at(9).condition, Some(GuardKind::Until));
    assert!(at(11).is_last && at(11).function.is_none());
    assert_eq!(script.function("main").unwrap().commands, 0..4);
    assert_eq!(script.block_redirects.len(), 1);
}

#[test]
fn tests_and_arithmetic_are_commands() {
    let script = sound("[[ $a =~ ^(x|y)$ && -f b ]] && c; ((i > 1)) || d; e $((1 + $F)) $( (g) )");
    assert_eq!(names(&script), ["[[", "c", "((", "d", "e", "g"]);
    assert_eq!(script.commands[4].argv[1].parameters[0].name, "F");
}

#[test]
fn comments_joined_lines_and_carriage_returns() {
    let script = sound("#!/bin/sh\r\na b#c \\\r\n  d # e\r\nf");
    assert_eq!(script.commands[0].texts(), ["a", "b#c", "d"]);
    assert_eq!((script.comments.len(), names(&script)), (2, vec!["a", "f"]));
    assert_eq!(only("one\\\ntwo").texts(), ["onetwo"]);
}

#[test]
fn templates_are_unknown_values() {
    let command = only("deploy ${{ inputs.a == 'x' && 'y' }} '${{ b }}' \"-${{c}}\" {{ .Values.d | quote }}");
    assert_eq!(command.texts(), ["deploy", "{}", "{}", "-{}", "{}"]);
    let names: Vec<_> =
        command.argv.iter().flat_map(|word| &word.parameters).map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["inputs.a == 'x' && 'y'", "b", "c", ".Values.d | quote"]);
    assert_eq!(only("docker ps --format '{{.ID}}'").argv[3].known(), Some("{{.ID}}"));
}

#[test]
fn substitutions_of_all_forms() {
    let script = sound("a `b \\`x\\` c` \"$(d \"$(e)\")\" <(f) >(g) ${h:-$(i)}");
    assert_eq!(names(&script), ["a", "b", "d", "e", "f", "g", "i"]);
    assert!(
        script.commands[1..].iter().all(|c| c.in_command_substitution && c.connector == Connector::Start)
    );
}

#[test]
fn broken_scripts_are_read_as_far_as_they_go() {
    let script = parse("fi\na; ) b\nif c; then d\ne");
    assert_eq!(names(&script), ["a", "b", "c", "d", "e"]);
    assert_eq!(script.errors.len(), 3);
    for text in [
        "'", "\"", "`", "$(", "${", "$((", "<<E", "case", "case x", "for", "if", "f()", "{", "(", "[[",
        "x=(", "<", "&&",
    ] {
        parse(text);
        parse(&format!("{text}é\n{text}"));
    }
    assert!(!parse("echo 'open").errors.is_empty());
}

#[test]
fn depth_is_bounded() {
    for opening in [
        "(",
        "{ ",
        "$(",
        "${a:-",
        "\"$(",
        "if ",
        "while ",
        "`",
        "f() ",
        "case x in a) ",
        "$((",
        "<(",
        "! ",
        "x=(",
    ] {
        let script = parse(&opening.repeat(20_000));
        drop(script);
    }
}
