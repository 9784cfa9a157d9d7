//! What parsers of Dockerfiles get wrong, one test for each: the instructions as `BuildKit` reads them, in the notation of
//! its parser tests, and what the file means.

use super::notation::shown;
use super::{Base, Body, Dockerfile, Instruction, Keyword, is_dockerfile, parse};
use crate::source::FileId;

/// The file, which must have these instructions.
fn read(text: &str, expected: &[&str]) -> Dockerfile {
    let file = parse(FileId(0), text);
    let instructions: Vec<String> = file.instructions.iter().map(|own| shown(text, own)).collect();
    assert_eq!(instructions, expected, "{text}");
    file
}

/// The file, in which the builder finds nothing wrong.
fn sound(text: &str, expected: &[&str]) -> Dockerfile {
    let file = read(text, expected);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    file
}

/// Names and bodies of the heredocs.
fn heredocs(instruction: &Instruction) -> Vec<(&str, &str)> {
    instruction.heredocs.iter().map(|own| (own.name.as_str(), own.body.as_str())).collect()
}

/// The known text of a `WORKDIR`.
fn directory(file: &Dockerfile, at: usize) -> Option<&str> {
    let Body::Workdir(path) = &file.instructions[at].body else { return None };
    path.known()
}

#[test]
fn trap_01_byte_order_mark() {
    sound("\u{feff}FROM a\nRUN b", &[r#"(from "a")"#, r#"(run "b")"#]);
    let file = sound("\u{feff}# escape=`\nFROM a\nRUN b `\n c", &[r#"(from "a")"#, r#"(run "b  c")"#]);
    assert_eq!(file.directives.len(), 1);
}

#[test]
fn trap_02_parser_directives() {
    let spaced = "#  Syntax = docker/dockerfile:1\n# ESCAPE=`\n#check=skip=StageNameCasing;error=true\nFROM a\nCOPY b C:\\";
    let file = sound(spaced, &[r#"(from "a")"#, r#"(copy "b" "C:\\")"#]);
    let names: Vec<_> =
        file.directives.iter().map(|own| (own.name.as_str(), own.value.text.as_str())).collect();
    let expected =
        [("syntax", "docker/dockerfile:1"), ("escape", "`"), ("check", "skip=StageNameCasing;error=true")];
    assert_eq!(names, expected);
    for above in ["# a comment\n", "\n", "ARG X\n", "# other=1\n"] {
        let file = parse(FileId(0), &format!("{above}# escape=`\nFROM a\nRUN b \\\n c"));
        let last = file.instructions.last().unwrap();
        assert_eq!((file.directives.len(), last.command().unwrap().shell().unwrap().as_str()), (0, "b  c"));
    }
    let twice = read("# escape=`\n# escape=`\nFROM a", &[r#"(from "a")"#]);
    assert_eq!(twice.errors.len(), 1);
}

#[test]
fn trap_03_checks_skipped_above_an_instruction() {
    let text = "FROM a\n# unrelated\n#\n# check=skip=SecretsUsedInArgOrEnv // a public key\nENV PUBLIC_KEY=b";
    let file = sound(text, &[r#"(from "a")"#, r#"(env "PUBLIC_KEY" "b" "=")"#]);
    let above = &file.comments[file.instructions[1].comments_above.clone()];
    let comments: Vec<&str> = above.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(comments, ["check=skip=SecretsUsedInArgOrEnv // a public key"]);
    assert!(file.directives.is_empty());
}

#[test]
fn trap_04_continuations() {
    let text = "FROM a\nRUN b \\  \n  # comment\n\n  c \\\n# comment\n&& d\nRUN e \\\\\nRUN f \\";
    let expected = [r#"(from "a")"#, r#"(run "b   c && d")"#, r#"(run "e \\\\")"#, r#"(run "f")"#];
    sound(text, &expected);
    let windows = "# escape=`\nFROM a\nRUN dir C:\\\nRUN b `\n c";
    sound(windows, &[r#"(from "a")"#, r#"(run "dir C:\\")"#, r#"(run "b  c")"#]);
}

#[test]
fn trap_05_carriage_returns() {
    let text = "FROM a\r\nRUN b \\\r\n  c\r\nCOPY <<E /d\r\ne\r\nE\r\nUSER f\r\n";
    let file = parse(FileId(0), text);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    assert_eq!(shown(text, &file.instructions[1]), r#"(run "b   c")"#);
    assert_eq!(heredocs(&file.instructions[2]), [("E", "e\r\n")]);
    assert_eq!(shown(text, &file.instructions[3]), r#"(user "f")"#);
}

#[test]
fn trap_06_comments() {
    let text = "FROM a\n   # indented\n\t#also\nRUN b # c\nENV D=#e\n# last";
    let file = sound(text, &[r#"(from "a")"#, r#"(run "b # c")"#, r##"(env "D" "#e" "=")"##]);
    assert_eq!(file.comments.len(), 3);
    assert_eq!(file.instructions[1].comments_above.len(), 2);
}

#[test]
fn trap_07_keywords_have_no_case() {
    let text = "from a As b\nRun c\noNbUiLd cOpY d e\nnonsense f\nUSER g";
    let expected = [
        r#"(from "a" "AS" "b")"#,
        r#"(run "c")"#,
        r#"(onbuild (copy "d" "e"))"#,
        "(nonsense",
        r#"(user "g")"#,
    ];
    assert_eq!(read(text, &expected).errors.len(), 1);
}

#[test]
fn trap_08_flags() {
    let text = "FROM --platform=linux/arm64 a\nRUN --mount=type=cache,target=/b --network=none --security=insecure --device=c d --e\nCOPY --from=f --chown=1:2 --link --parents --exclude=*.g h i\nADD --checksum=sha256:00 --keep-git-dir=true --unpack j k\nCOPY --link -- --l m\nHEALTHCHECK --interval=1s --start-interval=2s --retries=3 CMD n --o";
    let expected = [
        r#"(from ["--platform=linux/arm64"] "a")"#,
        r#"(run ["--mount=type=cache,target=/b" "--network=none" "--security=insecure" "--device=c"] "d --e")"#,
        r#"(copy ["--from=f" "--chown=1:2" "--link" "--parents" "--exclude=*.g"] "h" "i")"#,
        r#"(add ["--checksum=sha256:00" "--keep-git-dir=true" "--unpack"] "j" "k")"#,
        r#"(copy ["--link"] "--l" "m")"#,
        r#"(healthcheck ["--interval=1s" "--start-interval=2s" "--retries=3"] "CMD" "n --o")"#,
    ];
    sound(text, &expected);
}

#[test]
fn trap_09_what_is_not_quite_json() {
    let text = "FROM a\nCMD [\"b\", \"c d\"]\nCMD ['b']\nCMD [\"b\"] c\nCMD [\"b\",]\nENTRYPOINT [ \"e\\u0041\" ]\nCMD []\nENTRYPOINT []\nVOLUME [\"/f\", \"/g h\"]\nCOPY [\"i j\", \"k\"]";
    let expected = [
        r#"(from "a")"#,
        r#"(cmd "b" "c d")"#,
        r#"(cmd "['b']")"#,
        r#"(cmd "[\"b\"] c")"#,
        r#"(cmd "[\"b\",]")"#,
        r#"(entrypoint "eA")"#,
        "(cmd)",
        "(entrypoint)",
        r#"(volume "/f" "/g h")"#,
        r#"(copy "i j" "k")"#,
    ];
    let file = sound(text, &expected);
    let malformed =
        file.instructions.iter().filter(|own| own.command().is_some_and(|own| own.malformed_json));
    assert_eq!(malformed.count(), 3);
}

#[test]
fn trap_10_heredocs() {
    use Keyword::{Copy, From, Onbuild, Run, User};
    let text = "FROM a\nRUN <<EOF\nFROM b\nEOF\nCOPY <<'C' \\\n  <<\"d e\" <<-F /g\n$h\nC\ni\nd e\n\tj\n\tF\nRUN [\"<<EOF\"]\nRUN cat <<<k; echo $((1<<3)) \"<<L\"\nONBUILD RUN cat <<M | tee n\no\nM\nUSER p";
    let file = parse(FileId(0), text);
    assert!(file.errors.is_empty(), "{:?}", file.errors);
    let keywords: Vec<_> = file.instructions.iter().map(|own| own.keyword).collect();
    assert_eq!(keywords, [From, Run, Copy, Run, Run, Onbuild, User]);
    assert_eq!(heredocs(&file.instructions[1]), [("EOF", "FROM b\n")]);
    let copied = &file.instructions[2];
    assert_eq!(heredocs(copied), [("C", "$h\n"), ("d e", "i\n"), ("F", "\tj\n")]);
    let expand: Vec<_> = copied.heredocs.iter().map(|own| (own.expand, own.strip_tabs)).collect();
    assert_eq!(expand, [(false, false), (false, false), (true, true)]);
    assert!(file.instructions[3..5].iter().all(|own| own.heredocs.is_empty()));
    assert_eq!(heredocs(file.instructions[5].onbuild.as_ref().unwrap()), [("M", "o\n")]);
    assert_eq!(
        read("FROM a\nRUN <<EOF\nUSER b", &[r#"(from "a")"#, r#"(run "<<EOF")"#, r#"(user "b")"#])
            .errors
            .len(),
        1
    );
    let spaced = parse(FileId(0), "FROM a\nRUN cat << EOF\nb\nEOF");
    assert_eq!(heredocs(&spaced.instructions[1]), [("EOF", "b\n")]);
}

#[test]
fn trap_11_pairs() {
    let text = "FROM a\nENV B=c D=\"e f\" G=h\\ i J='k'\nENV L  m n='o'\nLABEL p=q \"r s\"=t\nARG U V=w\nENV X=1\nENV X=2 Y=$X\nWORKDIR /$Y";
    let expected = [
        r#"(from "a")"#,
        r#"(env "B" "c" "=" "D" "\"e f\"" "=" "G" "h\\ i" "=" "J" "'k'" "=")"#,
        r#"(env "L" "m n='o'" "")"#,
        r#"(label "p" "q" "=" "\"r s\"" "t" "=")"#,
        r#"(arg "U" "V=w")"#,
        r#"(env "X" "1" "=")"#,
        r#"(env "X" "2" "=" "Y" "$X" "=")"#,
        r#"(workdir "/$Y")"#,
    ];
    assert_eq!(directory(&sound(text, &expected), 7), Some("/1"));
}

#[test]
fn trap_12_substitution() {
    let cases = [
        ("$V", "a.b.c"),
        ("${V}x", "a.b.cx"),
        ("${N:-d}${N-d}", "d"),
        ("${V:+w}${U+w}", "w"),
        ("${V#*.}", "b.c"),
        ("${V##*.}", "c"),
        ("${V%.*}", "a.b"),
        ("${V%%.*}", "a"),
        ("${V/./-}", "a-b.c"),
        ("${V//./-}", "a-b-c"),
        ("${U:-${V%%.*}}", "a"),
        ("\\$V", "$V"),
        ("'$V'", "$V"),
        ("\"$V\"", "a.b.c"),
    ];
    for (written, expected) in cases {
        let text = format!("FROM scratch\nENV V=a.b.c N=\nWORKDIR /{written}\n");
        let file = parse(FileId(0), &text);
        assert!(file.errors.is_empty(), "{written}: {:?}", file.errors);
        assert_eq!(directory(&file, 2), Some(format!("/{expected}").as_str()), "{written}");
    }
    let text = "FROM a\nENV V=1\nRUN b $V ${V:0:1}\nCMD [\"c\", \"$V\"]";
    sound(text, &[r#"(from "a")"#, r#"(env "V" "1" "=")"#, r#"(run "b $V ${V:0:1}")"#, r#"(cmd "c" "$V")"#]);
}

#[test]
fn trap_13_scope_of_arguments_and_names_of_stages() {
    let text = "ARG V=1\nFROM --platform=$BUILDPLATFORM a:$V AS Build\nWORKDIR /$V\nARG V\nWORKDIR /$V\nFROM bUILD\nCOPY --from=build b c\nCOPY --from=0 b c\nRUN --mount=from=BUILD,target=/d e\nFROM later\nFROM f AS later";
    let expected = [
        r#"(arg "V=1")"#,
        r#"(from ["--platform=$BUILDPLATFORM"] "a:$V" "AS" "Build")"#,
        r#"(workdir "/$V")"#,
        r#"(arg "V")"#,
        r#"(workdir "/$V")"#,
        r#"(from "bUILD")"#,
        r#"(copy ["--from=build"] "b" "c")"#,
        r#"(copy ["--from=0"] "b" "c")"#,
        r#"(run ["--mount=from=BUILD,target=/d"] "e")"#,
        r#"(from "later")"#,
        r#"(from "f" "AS" "later")"#,
    ];
    let file = sound(text, &expected);
    assert_eq!(file.stages[0].image.known(), Some("a:1"));
    assert_eq!((directory(&file, 2), directory(&file, 4)), (None, Some("/1")));
    let bases: Vec<_> = file.stages.iter().map(|stage| stage.base).collect();
    assert_eq!(bases, [Base::Image, Base::Stage(0), Base::Image, Base::Image]);
    assert!(file.stages[1].links.iter().all(|link| link.stage == Some(0)));
}

#[test]
fn trap_14_graph_of_stages() {
    let text = "FROM a AS base\nENV B=1\nUSER c\nCMD [\"d\"]\nFROM e AS lost\nFROM base AS web\nENTRYPOINT [\"f\"]\nFROM base";
    let expected = [
        r#"(from "a" "AS" "base")"#,
        r#"(env "B" "1" "=")"#,
        r#"(user "c")"#,
        r#"(cmd "d")"#,
        r#"(from "e" "AS" "lost")"#,
        r#"(from "base" "AS" "web")"#,
        r#"(entrypoint "f")"#,
        r#"(from "base")"#,
    ];
    let file = sound(text, &expected);
    assert_eq!((file.terminal_stages(), file.default_target().unwrap().index), (vec![1, 2, 3], 3));
    assert_eq!(file.reachable_from(3), [true, false, false, true]);
    let (web, last) = (file.effective(2).unwrap(), file.effective(3).unwrap());
    assert_eq!((web.user, web.entrypoint, web.cmd), (Some(2), Some(6), None));
    assert_eq!((last.user, last.entrypoint, last.cmd), (Some(2), None, Some(3)));
}

#[test]
fn trap_15_shell() {
    let text = "FROM a AS base\nRUN b\nSHELL [\"/bin/bash\", \"-c\"]\nRUN c\nFROM base\nCMD d\nSHELL [\"pwsh\", \"-Command\"]\nCMD e\nFROM f\nRUN g";
    let expected = [
        r#"(from "a" "AS" "base")"#,
        r#"(run "b")"#,
        r#"(shell "/bin/bash" "-c")"#,
        r#"(run "c")"#,
        r#"(from "base")"#,
        r#"(cmd "d")"#,
        r#"(shell "pwsh" "-Command")"#,
        r#"(cmd "e")"#,
        r#"(from "f")"#,
        r#"(run "g")"#,
    ];
    let file = sound(text, &expected);
    let shell = |at: usize| file.shell_at(at).map(|words| words[0].text.as_str());
    let shells = [shell(1), shell(3), shell(5), shell(7), shell(9)];
    assert_eq!(shells, [None, Some("/bin/bash"), Some("/bin/bash"), Some("pwsh"), None]);
}

#[test]
fn trap_16_layers() {
    let text = "FROM a\nRUN b\nCOPY c d\nADD e f\nWORKDIR /g\nENV H=i\nUSER j\nEXPOSE 1\nCMD k";
    let expected = [
        r#"(from "a")"#,
        r#"(run "b")"#,
        r#"(copy "c" "d")"#,
        r#"(add "e" "f")"#,
        r#"(workdir "/g")"#,
        r#"(env "H" "i" "=")"#,
        r#"(user "j")"#,
        r#"(expose "1")"#,
        r#"(cmd "k")"#,
    ];
    let file = sound(text, &expected);
    let layers = file.instructions.iter().filter(|own| own.keyword.makes_layer()).map(|own| own.index);
    assert_eq!(layers.collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn trap_17_names_of_files() {
    for name in ["Dockerfile", "Containerfile", "Dockerfile.a", "b.Dockerfile", "c.dockerfile", ".Dockerfile"]
    {
        assert!(is_dockerfile(name), "{name}");
    }
    assert!(!is_dockerfile("Dockerfile.dockerignore"));
}
