//! `layers`: what the layers of an image add, waste and depend on.

use super::Project;

const DOCKERFILE: &str = "\
FROM node:22 AS build
WORKDIR /src
COPY package.json .
RUN npm ci
COPY . .
RUN npm run build

FROM node:22 AS unused
RUN echo nothing

FROM node:22-slim AS runtime
ARG COMMIT
WORKDIR /app
COPY --chmod=755 start.sh /
COPY docs /app/docs
COPY --from=build /src/dist /app/dist
RUN apt-get update && apt-get install -y gcc && rm -rf docs/drafts
RUN apt-get purge -y gcc && chown -R node /app
CMD [\"/start.sh\"]
";

fn project() -> Project {
    Project::new(&[
        ("Dockerfile", DOCKERFILE),
        (".dockerignore", "docs/hidden.md\n"),
        ("package.json", "{}"),
        ("start.sh", "#!/bin/sh\nexec node server.js\n"),
        ("server.js", "1\n"),
        ("docs/a.md", "12345"),
        ("docs/hidden.md", "1234567"),
        ("docs/drafts/b.md", "123"),
    ])
}

#[test]
fn layers_are_shown_in_order() {
    let run = project().run(&["layers", "Dockerfile"]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    let squeezed = run.output.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "Dockerfile:11, stage 'runtime', built in '.' without what '.dockerignore' names",
        "15 COPY docs /app/docs /app/docs: 2 files from the repository 8 an edit in docs",
        "16 COPY --from=build /src/dist /app/dist /app/dist from stage 'build' ? stage 'build'",
        "packages: gcc",
        "ARG COMMIT",
        "gcc: removed on line 18",
        "docs/drafts: removed on line 17 (3 bytes)",
        "/app: new owner on line 18 (8 bytes)",
        "An edit of the source rebuilds from line 15: COPY docs /app/docs",
        "stage 'build' (Dockerfile:1) is reached from line 16; an edit rebuilds it from line 5: COPY . .",
        "stage 'unused' (Dockerfile:8) is not reached: the build leaves it out",
        "38 bytes of the repository are added; 11 bytes are copies that later layers hide; the size of 4 layers is not known.",
    ] {
        assert!(squeezed.contains(part), "{part}\n{}", run.output);
    }
}

#[test]
fn layers_json_is_for_programs() {
    let run = project().run(&["layers", "--format", "json", "--target", "build"]);
    let json: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(json["version"], 1);
    let image = &json["images"][0];
    assert_eq!((&image["target"], &image["line"]), (&"build".into(), &1.into()));
    assert_eq!((&image["context"], &image["ignore_file"]), (&".".into(), &".dockerignore".into()));
    let expected = serde_json::json!({
        "instruction": "COPY package.json .", "path": "Dockerfile", "line": 3, "stage": 0,
        "adds": [{"path": "/src/package.json", "files": 1, "from": "the repository"}],
        "packages": [], "bytes": 2, "runs_anew": ["an edit in package.json"], "wasted": [],
    });
    assert_eq!(image["layers"][2], expected);
    assert_eq!(image["edit_rebuilds_from"]["line"], 5);
    assert_eq!(image["bytes"]["unknown_layers"], 3);
}

#[test]
fn what_is_not_there_is_said() {
    let project = project();
    let run = project.run(&["layers", "--target", "biuld"]);
    assert_eq!(run.code, 2);
    assert!(run.errors.contains("biuld") && run.errors.contains("build"), "{}", run.errors);
    assert_eq!(project.run(&["layers", "nowhere"]).code, 2);
    assert_eq!(project.run(&["layers", "docs"]).output, "no images\n");
    let broken = Project::new(&[("Dockerfile", "FROM debian:12\nRUNN x\nRUN <<EOF\n")]);
    let run = broken.run(&["layers"]);
    assert!(run.code == 0 && run.errors.starts_with("warning: Dockerfile:2"), "{}", run.errors);
}
