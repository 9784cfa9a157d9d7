//! The model of layers on small images.

use super::*;
use crate::app::Project;
use crate::discover::Tree;

fn project(files: &[(&str, &str)]) -> Project {
    let owned = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    crate::analyse(&Tree::from_memory(owned))
}

/// Runs `look` on the layers of the only image.
fn with<T>(files: &[(&str, &str)], look: impl FnOnce(&Layers) -> T) -> T {
    let project = project(files);
    let image = project.apps.iter().flat_map(|app| &app.images).next().expect("an image");
    look(&Layers::of(&project.sources, image))
}

fn added(layers: &Layers) -> Vec<String> {
    let shipped = layers.shipped().flat_map(|layer| layer.adds.iter().map(move |add| (layer, add)));
    shipped
        .map(|(layer, add)| {
            let origin = match &add.origin {
                Origin::File(path) => format!("file {path}"),
                Origin::Folder(path) => format!("folder {path} of {}", layers.files(layer, add).len()),
                other => format!("{other:?}").to_lowercase(),
            };
            format!("{} {origin}", add.path)
        })
        .collect()
}

#[test]
fn copies_are_resolved_in_the_context() {
    let dockerfile = "\
FROM debian:12
WORKDIR /srv
COPY package*.json ./
COPY src lib/
COPY config/app.toml /etc/app.conf
COPY --exclude=*.md docs /docs
COPY <<EOF /etc/motd
hello
EOF
ADD vendor.tar.gz /opt
ADD https://example.org/a/tool.zip?x=1 /opt/
ARG VERSION
ADD https://example.org/tool-$VERSION.jar /opt/tool.jar
";
    let files = [
        ("Dockerfile", dockerfile),
        (".dockerignore", "src/tests\n"),
        ("package.json", "{}"),
        ("package-lock.json", "{}"),
        ("src/a.js", ""),
        ("src/tests/b.js", ""),
        ("config/app.toml", ""),
        ("docs/a.md", ""),
        ("docs/a.png", "x"),
        ("vendor.tar.gz", "x"),
    ];
    let expected = [
        "/srv made",
        "/srv/package-lock.json file package-lock.json",
        "/srv/package.json file package.json",
        "/srv/lib folder src of 1",
        "/etc/app.conf file config/app.toml",
        "/docs folder docs of 1",
        "/etc/motd made",
        "/opt archive",
        "/opt/tool.zip download",
        "/opt/tool.jar download",
    ];
    assert_eq!(with(&files, added), expected);
}

#[test]
fn copies_from_a_stage_are_followed() {
    let dockerfile = "\
FROM debian:12 AS build
WORKDIR /src
COPY . .
RUN make
RUN rm -rf docs
FROM scratch
COPY --from=build /src/conf/a.toml /etc/
COPY --from=build /src/conf /conf
COPY --from=build /src/docs /docs
COPY --from=build /src/out/app /app
COPY --from=busybox /bin/sh /bin/
";
    let files = [("Dockerfile", dockerfile), ("conf/a.toml", ""), ("docs/b.md", "")];
    with(&files, |layers| {
        let expected = [
            "/etc/a.toml file conf/a.toml",
            "/conf folder conf of 1",
            "/docs unknown",
            "/app unknown",
            "/bin unknown",
        ];
        assert_eq!(added(layers), expected);
        let exact: Vec<bool> = layers.shipped().flat_map(|layer| &layer.adds).map(|add| add.exact).collect();
        assert_eq!(exact, [true, false, false, false, false], "what make writes is not known");
    });
}

#[test]
fn commands_are_read() {
    let dockerfile = "\
FROM debian:12
RUN cd /opt && curl -fsSLo a.zip https://example.org/a && tar -xzf b.tgz -C /usr/local && mkdir x && echo y > /etc/y
RUN curl -o /tmp/gone https://example.org/gone && rm /tmp/gone
RUN git clone --depth 1 https://example.org/r/tool.git /tool && wget https://example.org/z.deb
RUN --mount=type=cache,target=/cache curl -o /cache/f https://example.org/f && rm -rf /cache/*
RUN rm -rf /opt/a.zip && mv /tool /t && find / -name '*.pyc' -delete
RUN touch ~/of-root
USER app
RUN touch ~/of-somebody
RUN chown -R a:b /srv && chmod +x /run.sh && sed -i s/a/b/ /etc/y
";
    with(&[("Dockerfile", dockerfile)], |layers| {
        assert_eq!(
            added(layers),
            [
                "/opt/a.zip download",
                "/usr/local archive",
                "/opt/x made",
                "/etc/y made",
                "/tool download",
                "/t made",
                "/root/of-root made",
            ]
        );
        let removed: Vec<_> = layers.shipped().flat_map(|layer| &layer.removes).collect();
        let paths: Vec<&str> = removed.iter().map(|removal| removal.path.as_str()).collect();
        assert_eq!(paths, ["/tmp/gone", "/opt/a.zip", "/tool", "/"]);
        assert!(removed[3].fits("/x/a.pyc") && !removed[3].fits("/x/a.py"));
        let rewritten: Vec<_> = layers.shipped().flat_map(|layer| &layer.rewrites).collect();
        let paths: Vec<_> = rewritten.iter().map(|change| (change.path.as_str(), change.recursive)).collect();
        assert_eq!(paths, [("/srv", true), ("/run.sh", false), ("/etc/y", false)]);
    });
}

#[test]
fn causes_are_told() {
    let dockerfile = "\
FROM debian:12 AS build
ARG VERSION
ARG HIDDEN=1
ENV HIDDEN=2
COPY a-$VERSION.txt /a
RUN make
FROM build
COPY --from=busybox:1 /bin/sh /sh
ADD https://example.org/x /x
";
    with(&[("Dockerfile", dockerfile)], |layers| {
        let told = |cause: &Cause| match cause {
            Cause::Context(path, _) => path.clone(),
            Cause::Address(value) => value.text().to_owned(),
            Cause::Argument(pair) => format!("ARG {}", pair.key.text),
            Cause::Stage(stage) => format!("stage {stage}"),
            Cause::Image(image) => image.clone(),
        };
        let causes: Vec<Vec<String>> =
            layers.shipped().map(|layer| layer.causes.iter().map(told).collect()).collect();
        assert_eq!(causes[0], ["debian:12"]);
        assert_eq!(causes[2], ["ARG VERSION"]);
        assert_eq!(causes[3], ["busybox:1"]);
        assert_eq!(causes[4], ["https://example.org/x"]);
    });
}

#[test]
fn mounts_keep_files_out_of_the_layer() {
    let text = "FROM x\nRUN --mount=type=cache,target=/root/.cache --mount=type=secret,target=/s a\n";
    let dockerfile = crate::parse::dockerfile::parse(crate::source::FileId(0), text);
    let run = &dockerfile.instructions[1];
    assert!(is_mounted(run, "/root/.cache/pip") && has_cache(run));
    assert!(!is_mounted(run, "/root") && !is_mounted(run, "/s"));
}
