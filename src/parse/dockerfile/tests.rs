//! Tests of the Dockerfile parser: the traps of the format, on small files.

use super::*;
use crate::source::Arg;

fn sound(text: &str) -> Dockerfile {
    let file = parse(FileId(0), text);
    assert_eq!(file.errors, [], "{text}");
    file
}

fn errors(text: &str) -> Vec<String> {
    parse(FileId(0), text).errors.into_iter().map(|error| error.message).collect()
}

fn keywords(file: &Dockerfile) -> Vec<Keyword> {
    file.instructions.iter().map(|instruction| instruction.keyword).collect()
}

fn shell(file: &Dockerfile, at: usize) -> &Text {
    file.instructions[at].command().unwrap().shell().unwrap()
}

fn texts(args: &[Arg]) -> Vec<&str> {
    args.iter().map(|arg| arg.text.as_str()).collect()
}

/// The value of the `WORKDIR` after these lines.
fn workdir(text: &str) -> Value {
    let file = sound(text);
    let last = file.instructions.last().unwrap();
    let Body::Workdir(value) = &last.body else { panic!("{last:?}") };
    value.clone()
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_line() {
    let file = sound("\u{feff}# escape=`\nFROM a\n");
    assert_eq!((file.directives.len(), file.instructions[0].keyword_span.range()), (1, 14..18));
}

#[test]
fn directives_stand_only_at_the_top_and_once() {
    let file = sound(
        "#syntax=docker/dockerfile:1\n# Escape = ` \n# check=skip=A;error=true\n# note\n# escape=\\\nFROM a",
    );
    let names: Vec<_> = file.directives.iter().map(|d| (d.name.as_str(), d.value.text.as_str())).collect();
    assert_eq!(names, [("syntax", "docker/dockerfile:1"), ("escape", "`"), ("check", "skip=A;error=true")]);
    assert_eq!(file.comments.len(), 2);
    assert!(sound("# note\n# escape=`\nFROM a").directives.is_empty());
    assert!(sound("\n# escape=`\nFROM a").directives.is_empty());
    assert_eq!(errors("# escape=`\n# escape=`\nFROM a").len(), 1);
    assert_eq!(errors("# escape=x\nFROM a").len(), 1);
}

#[test]
fn comments_above_an_instruction_belong_to_it() {
    let file =
        sound("# a\nFROM a\n# b\n#\n# check=skip=X // why\n\nENV A=b\n  # indented\nRUN x # no comment");
    let above = |at: usize| -> Vec<&str> {
        file.comments[file.instructions[at].comments_above.clone()].iter().map(|c| c.text.as_str()).collect()
    };
    assert_eq!((above(0), above(1), above(2)), (vec!["a"], vec!["check=skip=X // why"], vec!["indented"]));
    assert_eq!(shell(&file, 2).as_str(), "x # no comment");
}

#[test]
fn continued_lines_join_over_comments_and_blank_lines() {
    let text = "FROM a\nRUN one \\  \n# note\n  two \\\n\n   # inner\n   three\\\\\nUSER u\nRUN end \\";
    let file = sound(text);
    assert_eq!(keywords(&file), [Keyword::From, Keyword::Run, Keyword::User, Keyword::Run]);
    let body = shell(&file, 1);
    assert_eq!(body.as_str(), "one   two    three\\\\");
    let two = body.as_str().find("two").unwrap();
    assert_eq!(&text[body.span(two..two + 3).range()], "two");
    assert_eq!(&text[body.span(0..two + 3).range()], "one \\  \n# note\n  two");
    assert_eq!((file.comments.len(), shell(&file, 3).as_str()), (2, "end"));
}

#[test]
fn the_escape_directive_changes_continuation() {
    let file = sound("# escape=`\nFROM a\nCOPY x.txt C:\\\nRUN dir `\n  C:\\");
    assert_eq!(keywords(&file), [Keyword::From, Keyword::Copy, Keyword::Run]);
    assert_eq!(shell(&file, 2).as_str(), "dir   C:\\");
}

#[test]
fn carriage_returns_belong_to_line_breaks() {
    let text = "FROM a\r\nRUN x \\\r\n  y\r\nRUN <<E\r\nz\r\nE\r\nUSER u\r\n";
    let file = sound(text);
    assert_eq!(shell(&file, 1).as_str(), "x   y");
    assert_eq!(file.instructions[2].heredocs[0].body.as_str(), "z\r\n");
    assert_eq!(&text[file.instructions[3].span.range()], "USER u");
}

#[test]
fn keywords_have_no_case_and_unknown_ones_do_not_stop_reading() {
    let file = parse(FileId(0), "from a as B\nfoo bar\nonbuild run x\nCmd y");
    assert_eq!(keywords(&file), [Keyword::From, Keyword::Unknown, Keyword::Onbuild, Keyword::Cmd]);
    assert_eq!(file.errors.len(), 1);
    let registered = file.instructions[2].onbuild.as_ref().unwrap();
    assert_eq!((registered.keyword, registered.span.range()), (Keyword::Run, 28..33));
    assert_eq!(errors("FROM a\nONBUILD ONBUILD RUN x").len(), 1);
}

#[test]
fn flags_end_at_a_lone_double_dash() {
    let text = "FROM --platform=linux/amd64 a\nRUN --mount=type=cache,target=/x,ro --network=none go\nCOPY --link --chown=1:1 -- --a b";
    let file = sound(text);
    let run = &file.instructions[1];
    let mount = run.flag("mount").unwrap();
    assert_eq!(mount.options(), [("type", Some("cache")), ("target", Some("/x")), ("ro", None)]);
    assert_eq!(&text[mount.span.range()], "--mount=type=cache,target=/x,ro");
    assert_eq!((run.flags.len(), shell(&file, 1).as_str()), (2, "go"));
    let Body::Copy { sources, destination } = &file.instructions[2].body else { panic!() };
    assert_eq!((sources[0].text(), destination.text()), ("--a", "b"));
    assert_eq!(file.instructions[2].flag("link").unwrap().value, None);
}

#[test]
fn every_instruction_may_have_flags() {
    let file = sound(
        "FROM a\nHEALTHCHECK --interval=5s --timeout=1s --start-interval=2s --retries=3 CMD curl -f x\nRUN --security=insecure --device=gpu --network=none make\nADD --checksum=sha256:00 --keep-git-dir=true --unpack https://x/y /z\nCOPY --parents --exclude=*.md a b /c/",
    );
    let flags = |at: usize| -> Vec<&str> {
        file.instructions[at].flags.iter().map(|flag| flag.name.as_str()).collect()
    };
    assert_eq!(flags(1), ["interval", "timeout", "start-interval", "retries"]);
    assert_eq!(shell(&file, 1).as_str(), "curl -f x");
    assert_eq!((flags(2), shell(&file, 2).as_str()), (vec!["security", "device", "network"], "make"));
    assert_eq!(flags(3), ["checksum", "keep-git-dir", "unpack"]);
    assert_eq!(flags(4), ["parents", "exclude"]);
}

#[test]
fn the_shell_of_windows_is_no_reason_to_stop() {
    let file = sound(
        "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSHELL [\"powershell\", \"-Command\"]\nRUN Remove-Item C:\\tmp -Recurse\nWORKDIR C:\\app",
    );
    assert_eq!(texts(file.shell_at(2).unwrap()), ["powershell", "-Command"]);
    assert_eq!(shell(&file, 2).as_str(), "Remove-Item C:\\tmp -Recurse");
    let Body::Workdir(directory) = &file.instructions[3].body else { panic!() };
    assert_eq!(directory.known(), Some("C:\\app"));
}

#[test]
fn values_may_be_trimmed_and_replaced() {
    let value = |expression: &str| {
        workdir(&format!("FROM scratch\nENV P=a/b/c.tar.gz\nWORKDIR /{expression}")).text().to_owned()
    };
    assert_eq!(value("${P##*/}"), "/c.tar.gz");
    assert_eq!(value("${P%%.*}"), "/a/b/c");
    assert_eq!(value("${P/b/x}"), "/a/x/c.tar.gz");
    assert_eq!(value("${Q:+x}${P:+y}"), "/y");
}

#[test]
fn what_is_not_json_is_shell_text() {
    let text = "FROM a\nCMD [\"npm\", \"start\"]\nCMD ['npm', 'start']\nCMD [\"npm\", \"start\",]\nRUN [ -f x ] && y\nCMD []\nCMD";
    let file = sound(text);
    let command = |at: usize| file.instructions[at].command().unwrap();
    assert_eq!(texts(command(1).exec().unwrap()), ["npm", "start"]);
    assert_eq!(&text[command(1).exec().unwrap()[1].span.range()], "\"start\"");
    assert!(command(2).malformed_json && command(3).malformed_json && !command(4).malformed_json);
    assert_eq!(command(2).shell().unwrap().as_str(), "['npm', 'start']");
    assert_eq!(command(5).exec(), Some(&[][..]));
    assert_eq!(command(6).shell().unwrap().as_str(), "");
    assert_eq!(errors("FROM a\nCMD [\"a\", 1]").len(), 1);
    assert_eq!(errors("FROM a\nSHELL bash -c").len(), 1);
}

#[test]
fn heredocs_follow_the_joined_line() {
    use Keyword::{Copy, From, Onbuild, Run, User};
    let text = "FROM a\nRUN <<EOF\n#!/bin/sh\nFROM b\nEOF\nRUN cat <<-'A' <<B \\\n  | tee x\n\tone $V\n\tA\ntwo\nB\nCOPY <<f.txt <<g /d/\n1\nf.txt\n2\ng\nONBUILD RUN <<X\nx\nX\nUSER u";
    let file = sound(text);
    assert_eq!(keywords(&file), [From, Run, Run, Copy, Onbuild, User]);
    assert_eq!(shell(&file, 1).as_str(), "#!/bin/sh\nFROM b\n");
    let run = &file.instructions[2];
    assert_eq!(
        (run.heredocs[0].expand, run.heredocs[0].strip_tabs, run.heredocs[1].expand),
        (false, true, true)
    );
    assert_eq!(run.heredocs[0].content().as_str(), "one $V\n");
    let script = shell(&file, 2);
    assert_eq!(script.as_str(), "cat <<-'A' <<B   | tee x\n\tone $V\n\tA\ntwo\nB".replace("\n\tA", "\nA"));
    let two = script.as_str().find("two").unwrap();
    assert_eq!(&text[script.span(two..two + 3).range()], "two");
    let Body::Copy { sources, destination } = &file.instructions[3].body else { panic!() };
    assert_eq!((sources.len(), destination.text()), (0, "/d/"));
    assert_eq!(file.instructions[4].onbuild.as_ref().unwrap().heredocs[0].body.as_str(), "x\n");
    assert!(text[run.span.range()].ends_with("two\nB"));
}

#[test]
fn an_open_heredoc_costs_only_itself() {
    let file = parse(FileId(0), "FROM a\nRUN <<EOF\nUSER u\n");
    assert_eq!((keywords(&file).len(), file.errors.len()), (3, 1));
    assert!(sound("FROM a\nRUN [\"<<EOF\"]\nUSER <<E").instructions[1].heredocs.is_empty());
}

#[test]
fn pairs_in_both_forms() {
    let file =
        sound("FROM a\nENV A=b C=\"d e\" F=g\\ h\nENV old  all 'the' rest\nLABEL \"x.y\"=z\nARG N M=1");
    let pairs = |at: usize| -> Vec<(String, Option<String>)> {
        let (Body::Env(pairs) | Body::Label(pairs) | Body::Arg(pairs)) = &file.instructions[at].body else {
            panic!()
        };
        pairs.iter().map(|p| (p.key.text.clone(), p.value.as_ref().map(|v| v.text().to_owned()))).collect()
    };
    let known = |key: &str, value: &str| (key.to_owned(), Some(value.to_owned()));
    assert_eq!(pairs(1), [known("A", "b"), known("C", "d e"), known("F", "g h")]);
    assert_eq!(pairs(2), [known("old", "all the rest")]);
    assert_eq!(pairs(3), [known("x.y", "z")]);
    assert_eq!(pairs(4), [("N".to_owned(), None), known("M", "1")]);
    assert_eq!(errors("FROM a\nENV A\nENV A=1 b\nENV =x\nLABEL").len(), 4);
}

#[test]
fn one_env_sees_the_environment_before_it() {
    let value = workdir("FROM scratch\nENV A=old\nENV A=new B=$A\nWORKDIR /$A/$B");
    assert_eq!(
        (value.known(), value.variables.as_slice()),
        (Some("/new/old"), &["A".to_owned(), "B".to_owned()][..])
    );
}

#[test]
fn the_shell_expands_commands_itself() {
    let file = sound("FROM a\nENV P=1\nRUN echo $P\nCMD [\"run\", \"$P\"]");
    assert_eq!(shell(&file, 2).as_str(), "echo $P");
    assert_eq!(file.instructions[3].command().unwrap().exec().unwrap()[1].known(), Some("$P"));
}

#[test]
fn global_arguments_reach_only_from_lines() {
    let file = sound(
        "ARG V=20\nARG R\nFROM node:${V}-slim\nWORKDIR /$V\nARG V\nWORKDIR /$V\nFROM $R/x\nFROM --platform=$BUILDPLATFORM y",
    );
    assert_eq!(
        (file.stages[0].image.known(), file.stages[0].image.overridable),
        (Some("node:20-slim"), true)
    );
    let directory = |at: usize| {
        let Body::Workdir(value) = &file.instructions[at].body else { panic!() };
        value
    };
    assert_eq!(directory(3).text(), "/{}");
    assert_eq!((directory(5).known(), directory(5).overridable), (Some("/20"), true));
    assert_eq!((file.stages[1].image.known(), file.stages[1].image.overridable), (None, true));
    let platform = file.instructions[7].flags[0].value.as_ref().unwrap();
    assert_eq!((platform.known(), platform.overridable), (None, false));
}

#[test]
fn values_are_known_as_far_as_the_file_says() {
    assert_eq!(workdir("FROM a\nWORKDIR $HOME/x").text(), "{}/x");
    assert_eq!(workdir("FROM scratch\nWORKDIR /a$HOME").known(), Some("/a"));
    assert_eq!(workdir("FROM a\nARG D\nWORKDIR ${D:-/srv}").known(), Some("/srv"));
    assert_eq!(workdir("FROM a\nARG D=/x\nENV E=$D/y\nWORKDIR $E").known(), Some("/x/y"));
    assert!(workdir("FROM a\nARG D=/x\nENV E=$D/y\nWORKDIR $E").overridable);
    assert_eq!(workdir("FROM a AS b\nENV E=/e\nFROM B\nWORKDIR $E").known(), Some("/e"));
    assert_eq!(errors("FROM a\nWORKDIR ${x").len(), 1);
}

#[test]
fn stages_are_found_by_name_number_and_case() {
    let file = sound(
        "FROM a AS Build\nFROM build AS test\nFROM scratch\nCOPY --from=BUILD x y\nCOPY --from=1 x y\nCOPY --from=nginx x y\nRUN --mount=type=bind,from=test,target=$T x\nCOPY --from=2 x y",
    );
    let bases: Vec<_> = file.stages.iter().map(|stage| stage.base).collect();
    assert_eq!(bases, [Base::Image, Base::Stage(0), Base::Scratch]);
    let links: Vec<_> = file.stages[2].links.iter().map(|link| link.stage).collect();
    assert_eq!(links, [Some(0), Some(1), None, Some(1), None]);
    assert_eq!(file.stage_of(4).unwrap().index, 2);
    assert_eq!(file.stages[1].instructions, 1..2);
}

#[test]
fn terminal_stages_are_those_nothing_else_uses() {
    let file = sound(
        "FROM a AS base\nFROM base AS web\nFROM base AS worker\nFROM b AS lost\nFROM c\nCOPY --from=worker x y",
    );
    assert_eq!(file.terminal_stages(), [1, 3, 4]);
    assert_eq!(file.reachable_from(4), [true, false, true, false, true]);
    assert_eq!(file.default_target().unwrap().index, 4);
}

#[test]
fn images_inherit_along_stages() {
    let text = "FROM a AS base\nWORKDIR /app\nENV A=1 B=2\nCMD [\"x\"]\nEXPOSE 80\nSHELL [\"bash\", \"-c\"]\nUSER u\nFROM base AS child\nWORKDIR sub\nENV B=3\nRUN y\nFROM child\nENTRYPOINT [\"z\"]\nHEALTHCHECK NONE";
    let file = sound(text);
    let child = file.effective(1).unwrap();
    assert_eq!((child.cmd, child.user, child.entrypoint, child.chain), (Some(3), Some(6), None, vec![0, 1]));
    assert_eq!(child.directory.unwrap().known(), Some("/app/sub"));
    let setting = |s: &Setting| {
        (s.pair.key.text.clone(), s.pair.value.as_ref().unwrap().text().to_owned(), s.instruction)
    };
    let env: Vec<_> = child.env.iter().map(setting).collect();
    assert_eq!(env, [("A".to_owned(), "1".to_owned(), 2), ("B".to_owned(), "3".to_owned(), 9)]);
    assert_eq!(sound("FROM scratch\nWORKDIR a").effective(0).unwrap().directory.unwrap().known(), Some("/a"));
    assert_eq!(sound("FROM x\nWORKDIR a").effective(0).unwrap().directory.unwrap().text, "{}/a");
    let last = file.effective(2).unwrap();
    assert_eq!(
        (last.cmd, last.entrypoint, last.healthcheck, last.expose.len()),
        (None, Some(12), Some(13), 1)
    );
    assert_eq!(texts(file.shell_at(10).unwrap()), ["bash", "-c"]);
    assert_eq!(file.shell_at(3), None);
    assert_eq!(file.effective(3), None);
}

#[test]
fn triggers_run_in_the_stages_built_on_theirs() {
    use Keyword::{Arg, Cmd, Copy, From, Onbuild, User, Workdir};
    let text = "FROM a AS base\nARG V=1\nONBUILD USER u\n# why\nONBUILD WORKDIR /$V\nONBUILD COPY --from=0 x y\nFROM base AS child\nARG V=2\nCMD z\nFROM child\nFROM base";
    let file = sound(text);
    let base = [From, Arg, Onbuild, Onbuild, Onbuild];
    let children = [From, User, Workdir, Copy, Arg, Cmd, From, From, User, Workdir, Copy];
    assert_eq!(keywords(&file), [&base[..], &children].concat());
    assert!(file.instructions.iter().enumerate().all(|(at, own)| own.index == at));
    let user = |stage: usize| file.effective(stage).unwrap().user;
    assert_eq!([user(0), user(1), user(2), user(3)], [None, Some(6), Some(6), Some(13)]);
    assert_eq!(file.effective(2).unwrap().directory.unwrap().known(), Some("/1"));
    assert_eq!(&text[file.instructions[6].span.range()], "USER u");
    assert_eq!(file.comments[file.instructions[7].comments_above.clone()][0].text, "why");
    assert_eq!(file.stages[1].links[0].instruction, 8);
    assert_eq!(errors("FROM a AS b\nONBUILD WORKDIR ${x\nFROM b").len(), 1);
    let many = format!("FROM a AS b\n{}{}", "ONBUILD USER u\n".repeat(2_000), "FROM b\n".repeat(2_000));
    assert!(parse(FileId(0), &many).instructions.len() < 10_000);
}

#[test]
fn configuration_is_inherited_along_stages() {
    let file = sound(
        "FROM a AS one\nSTOPSIGNAL SIGINT\nHEALTHCHECK CMD x\nEXPOSE 1\nWORKDIR /w\nUSER u\nSHELL [\"cmd\", \"/S\", \"/C\"]\nFROM one AS two\nEXPOSE 2\nFROM two\nSTOPSIGNAL SIGTERM\nWORKDIR v\nHEALTHCHECK NONE",
    );
    let two = file.effective(1).unwrap();
    assert_eq!((two.stop_signal, two.healthcheck, two.user, two.shell), (Some(1), Some(2), Some(5), Some(6)));
    let last = file.effective(2).unwrap();
    assert_eq!((last.stop_signal, last.healthcheck, last.shell), (Some(10), Some(12), Some(6)));
    assert_eq!(last.directory.unwrap().known(), Some("/w/v"));
    let ports: Vec<&str> = last.expose.iter().map(|(_, port)| port.text()).collect();
    assert_eq!(ports, ["1", "2"]);
}

#[test]
fn platform_arguments_need_a_declaration_in_a_stage() {
    let file = sound(
        "FROM --platform=$TARGETPLATFORM scratch\nWORKDIR /$TARGETARCH\nARG TARGETARCH\nWORKDIR /$TARGETARCH",
    );
    let directory = |at: usize| {
        let Body::Workdir(value) = &file.instructions[at].body else { panic!() };
        value.known()
    };
    assert_eq!((directory(1), directory(3)), (Some("/"), None));
    assert_eq!(file.instructions[0].flags[0].value.as_ref().unwrap().known(), None);
}

#[test]
fn a_command_before_the_entry_point_of_its_stage_stays() {
    let file = sound("FROM a\nCMD [\"x\"]\nENTRYPOINT [\"y\"]");
    assert_eq!(file.effective(0).unwrap().cmd, Some(1));
}

#[test]
fn what_the_builder_refuses_is_said() {
    assert_eq!(errors("RUN x\nUSER y"), ["only ARG may stand before the first FROM"]);
    assert_eq!(errors("FROM a b\nFROM a AS 1x\nFROM").len(), 3);
    assert_eq!(
        errors("FROM a\nCOPY x\nEXPOSE\nRUN\nHEALTHCHECK\nHEALTHCHECK TCP 1\nVOLUME\nWORKDIR").len(),
        7
    );
    assert!(errors("").is_empty());
}

#[test]
fn hostile_files_end_in_time() {
    let files = [
        "ENV a=$a$a\n".repeat(20_000),
        "FROM x AS x\nENV a=b\n".repeat(20_000),
        "RUN <<A <<B\n".repeat(50_000),
        "\\\n".repeat(100_000),
        "ONBUILD ".repeat(50_000),
        format!("CMD {}", "[".repeat(100_000)),
        format!("ENV x=y\nENV a={}", "${x:-".repeat(50_000)),
        format!("FROM scratch\nENV a=aaaaaaaaaaaaaaaa\n{}", "ENV a=$a$a b=${a//a*a*a/x}\n".repeat(2_000)),
    ];
    for text in files {
        let file = parse(FileId(0), &format!("FROM a\n{text}"));
        file.terminal_stages();
    }
}
