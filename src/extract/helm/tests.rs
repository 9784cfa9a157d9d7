use super::Options;
use crate::discover::Tree;
use crate::source::Sources;
use crate::{Rendered, rendered};

/// What a chart with these files renders to; paths are those below the chart.
fn render(files: &[(&str, &str)]) -> Rendered {
    let head = ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.2.3\n");
    let own = files.iter().any(|(path, _)| *path == "Chart.yaml");
    let all = files.iter().chain((!own).then_some(&head));
    let all = all.map(|(path, text)| (format!("chart/{path}"), text.as_bytes().to_vec()));
    rendered(&Tree::from_memory(all), &Options::default(), "")
}

/// What a template prints with these values.
fn print(values: &str, template: &str) -> String {
    let made = render(&[("values.yaml", values), ("templates/a.yaml", template)]);
    assert!(made.unreadable.is_empty(), "{:?}", made.unreadable);
    made.manifests.into_iter().map(|manifest| manifest.rendering.text).collect()
}

/// The reason why a template is not rendered, and the text of its place.
fn failure(values: &str, template: &str) -> (String, String) {
    let made = render(&[("values.yaml", values), ("templates/a.yaml", template)]);
    let note = made.unreadable.first().unwrap();
    let reason = note.message.strip_prefix("this template is not rendered: ").unwrap();
    (reason.to_owned(), made.sources.text(note.span).to_owned())
}

/// The texts of the places where a part of what is rendered was written, and where its values are set.
fn origin(made: &Rendered, part: &str) -> (String, Vec<String>) {
    let manifest = made.manifests.iter().find(|manifest| manifest.rendering.text.contains(part)).unwrap();
    let at = manifest.rendering.text.find(part).unwrap();
    let mut sources: Sources = made.sources.clone();
    let file = sources.add(manifest.rendering.clone());
    let origin = sources.origin(crate::source::Span::new(file, at, at + part.len()));
    let values = origin.values.iter().map(|value| sources.text(*value).to_owned());
    (sources.text(origin.written).to_owned(), values.collect())
}

#[test]
fn white_space_is_that_of_go() {
    assert_eq!(print("", "a: 1\n{{- if true }}\nb: 2\n{{- end }}\nc: 3"), "a: 1\nb: 2\nc: 3");
    assert_eq!(print("", "a: {{- 3 -}} \n b"), "a:3b");
    assert_eq!(print("", "{{/* note */ -}}\na: {{ 1 }}"), "a: 1");
}

#[test]
fn what_values_should_meet_is_told_and_let_go() {
    let made = render(&[
        ("templates/a.yaml", "{{ include \"check\" . }}a: {{ required \"a is needed\" .Values.a | quote }}"),
        (
            "templates/_b.tpl",
            "{{ define \"check\" }}{{ if not .Values.a }}{{ fail \"no a\" }}{{ end }}{{ end }}",
        ),
    ]);
    let notes: Vec<&str> = made.unreadable.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        notes,
        ["this template is rendered without the values that it demands: error calling fail: no a"]
    );
    assert_eq!(made.manifests[0].rendering.text, "a: \"\"");
}

#[test]
fn numbers_and_pipes_may_be_written_as_in_go() {
    assert_eq!(print("", "a: {{ 0x1.8p-1 }} {{ -0x1p4 }} {{ 0x1F }}"), "a: 0.75 -16 31");
    assert_eq!(print("", "a: {{ 1 | quote | }}"), "a: \"1\"");
    assert_eq!(failure("", "a: {{ 1 | | quote }}").0, "missing value for command");
}

#[test]
fn variables_live_as_long_as_their_block() {
    assert_eq!(print("", "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}a: {{ $x }}"), "a: 2");
    assert_eq!(print("", "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}a: {{ $x }}"), "a: 1");
    assert_eq!(
        print("w: b", "{{ with .Values.w }}a: {{ . }}{{ $.Release.Name }}{{ end }}"),
        "a: brelease-name"
    );
    let (reason, _) = failure("", "{{ if true }}{{ $x := 2 }}{{ end }}a: {{ $x }}");
    assert_eq!(reason, "undefined variable \"$x\"");
}

#[test]
fn range_goes_over_lists_maps_and_numbers() {
    let values = "l: [u, v]\nm: {b: 2, a: 1}";
    assert_eq!(print(values, "{{ range .Values.l }}{{ . }},{{ end }}"), "u,v,");
    assert_eq!(print(values, "{{ range $i, $v := .Values.l }}{{ $i }}{{ $v }},{{ end }}"), "0u,1v,");
    assert_eq!(print(values, "{{ range $k, $v := .Values.m }}{{ $k }}{{ $v }},{{ end }}"), "a1,b2,");
    assert_eq!(print(values, "{{ range 3 }}{{ . }}{{ end }}"), "012");
    assert_eq!(print(values, "{{ range .Values.none }}x{{ else }}none{{ end }}"), "none");
    let template =
        "{{ range .Values.l }}{{ if eq . \"u\" }}{{ continue }}{{ end }}{{ . }}{{ break }}{{ end }}";
    assert_eq!(print(values, template), "v");
}

#[test]
fn conditions_chain_and_short_circuit() {
    let template = "{{ if .Values.a }}a{{ else if .Values.b }}b{{ else }}c{{ end }}";
    assert_eq!(print("a: 0\nb: [1]", template), "b");
    assert_eq!(print("a: {}", template), "c");
    assert_eq!(print("", "{{ with .Values.a }}a{{ else with .Chart.Name }}{{ . }}{{ end }}"), "shop");
    assert_eq!(print("", "a: {{ and .Values.x .Values.x.y }}{{ or 1 (fail \"never\") }}"), "a: 1");
}

#[test]
fn what_is_missing_is_nothing_and_has_no_fields() {
    assert_eq!(print("", "a: {{ .Values.x }}b{{ (.Values.x).y }}"), "a: b");
    assert_eq!(print("", "{{ $x := .Values.x }}a: {{ $x.y.z }}"), "a:");
    let (reason, place) = failure("", "a: b\nc: {{ .Values.x.y }}");
    assert_eq!(reason, "nil pointer evaluating interface {}.y");
    assert_eq!(place, "{{ .Values.x.y }}");
    let (reason, place) = failure("x: text", "{{ .Values.x.y }}");
    assert_eq!(
        (reason.as_str(), place.as_str()),
        ("can't evaluate field y in type interface {}", "{{ .Values.x.y }}")
    );
}

#[test]
fn numbers_of_values_print_as_in_go() {
    let template = "{{ .Values.a }} {{ .Values.b }} {{ .Values.c }} {{ .Values.d }} {{ .Values.e }}";
    assert_eq!(print("a: 8080\nb: 1000000\nc: 1.5\nd: 010\ne: 'no'", template), "8080 1e+06 1.5 8 no");
}

#[test]
fn every_part_knows_where_it_was_written() {
    let made = render(&[
        ("values.yaml", "tag: latest\nenv: {MODE: dev}\nprobe: {path: /up, port: 80}\n"),
        (
            "templates/_h.tpl",
            "{{ define \"env\" }}\n- name: {{ keys .env | first }}\n  value: {{ .env.MODE }}\n{{ end }}{{ define \"name\" }}x-{{ .Chart.Name }}{{ end }}{{ define \"pass\" }}{{ toYaml . }}{{ end }}",
        ),
        (
            "templates/a.yaml",
            "kind: Pod\nname: {{ include \"name\" . }}\nimage: \"shop:{{ .Values.tag }}\"\nenv:{{ include \"env\" .Values }}\nprobe: {{ include \"pass\" .Values.probe | nindent 2 }}",
        ),
    ]);
    let passed = "{{ include \"pass\" .Values.probe | nindent 2 }}";
    assert_eq!(origin(&made, "/up"), (passed.to_owned(), vec!["/up".to_owned()]));
    assert_eq!(origin(&made, "kind: Pod").0, "kind: Pod");
    assert_eq!(origin(&made, "latest"), ("{{ .Values.tag }}".to_owned(), vec!["latest".to_owned()]));
    // What a helper makes on one line is the action's; a block has the places of the helper's lines.
    assert_eq!(origin(&made, "x-shop"), ("{{ include \"name\" . }}".to_owned(), vec!["shop".to_owned()]));
    assert_eq!(origin(&made, "value: ").0, "value: ");
    assert_eq!(origin(&made, "dev"), ("{{ .env.MODE }}".to_owned(), vec!["dev".to_owned()]));
}

#[test]
fn templates_in_values_point_at_the_values() {
    let made = render(&[
        ("values.yaml", "host: 'db.{{ .Release.Name }}'\n"),
        ("templates/a.yaml", "host: {{ tpl .Values.host . }}"),
    ]);
    let (written, values) = origin(&made, "release-name");
    assert_eq!(written, "{{ tpl .Values.host . }}");
    assert_eq!(values, ["db.{{ .Release.Name }}"]);
}

#[test]
fn an_environment_with_values_of_its_own_is_rendered_too() {
    let made = render(&[
        ("values.yaml", "a: {b: 1, c: 2}\n"),
        ("values-prod.yaml", "a: {b: 3}\n"),
        ("values-dev.yaml", "a: {b: 1}\n"),
        ("values/staging.yaml", "a: {c: null}\n"),
        ("templates/a.yaml", "x: {{ .Values.a.b }}{{ .Values.a.c }}"),
    ]);
    let texts: Vec<_> = made
        .manifests
        .iter()
        .map(|manifest| (manifest.rendering.text.as_str(), manifest.place.environment.name()))
        .collect();
    assert_eq!(texts, [("x: 12", ""), ("x: 32", "production"), ("x: 1", "staging")]);
}

#[test]
fn subcharts_get_their_values_and_globals() {
    let head = "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: db, condition: store.use, alias: store}\n- {name: other, condition: other.use}\n";
    let made = render(&[
        ("Chart.yaml", head),
        ("values.yaml", "global: {g: 1}\nstore: {x: 2}\nother: {use: false}\n"),
        ("charts/db/Chart.yaml", "name: db\nversion: 1.0.0\n"),
        ("charts/db/values.yaml", "x: 0\nz: 3\n"),
        (
            "charts/db/templates/a.yaml",
            "a: {{ .Values.x }}{{ .Values.z }}{{ .Values.global.g }}{{ .Chart.Name }} {{ .Template.Name }}",
        ),
        ("charts/other/Chart.yaml", "name: other\nversion: 1.0.0\n"),
        ("charts/other/templates/a.yaml", "a: off"),
    ]);
    let texts: Vec<_> = made.manifests.iter().map(|manifest| manifest.rendering.text.as_str()).collect();
    assert_eq!(texts, ["a: 231store shop/charts/store/templates/a.yaml"]);
}

#[test]
fn a_missing_dependency_is_one_note() {
    let made = render(&[
        (
            "Chart.yaml",
            "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- {name: common, version: 2.x.x}\n",
        ),
        ("templates/a.yaml", "a: {{ include \"common.a\" . }}"),
        ("templates/b.yaml", "a: {{ include \"common.b\" . }}"),
        ("templates/c.yaml", "a: c"),
    ]);
    assert_eq!(made.manifests.len(), 1);
    let notes: Vec<_> =
        made.unreadable.iter().map(|note| (made.sources.text(note.span), note.message.as_str())).collect();
    assert_eq!(notes[0].0, "common");
    assert!(notes[1].1.contains("no template \"common."), "{notes:?}");
    assert_eq!(notes.len(), 2);
}

#[test]
fn templates_change_the_values_of_those_before_them_in_the_alphabet() {
    let made = render(&[
        ("values.yaml", "x: 1"),
        ("templates/a.yaml", "a: {{ .Values.x }}"),
        ("templates/b.yaml", "b: {{ .Values.x }}{{ $_ := set .Values \"x\" 2 }}"),
        ("templates/c.yaml", "c: {{ .Values.x }}"),
    ]);
    let texts = made.manifests.iter().map(|manifest| manifest.rendering.text.as_str());
    assert_eq!(texts.collect::<Vec<_>>(), ["a: 2", "b: 1", "c: 1"]);
}

/// A chart in the form in which Helm packs it.
fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let stream = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(stream);
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn a_packed_subchart_is_the_users_as_far_as_they_set_its_values() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db}\nspec:\n  template:\n    spec:\n      containers:\n        - name: db\n          image: {{ .Values.image }}\n";
    let archive = packed(&[
        ("db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 2.0.0\n"),
        ("db/values.yaml", "image: db:latest\n"),
        ("db/templates/a.yaml", deployment),
    ]);
    let found = |values: &str| {
        let head =
            "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - name: db\n    version: 2.x.x\n";
        let files = [
            ("chart/Chart.yaml", head.as_bytes().to_vec()),
            ("chart/charts/db-2.0.0.tgz", archive.clone()),
            ("chart/values.yaml", values.as_bytes().to_vec()),
        ];
        let tree = Tree::from_memory(files.map(|(path, bytes)| (path.to_owned(), bytes)));
        let project = crate::analyse(&tree);
        let rules = crate::rule::registry::builtin().unwrap();
        let findings = crate::rule::engine::run(&rules.iter().collect::<Vec<_>>(), &project);
        let shown = |finding: crate::rule::Finding| {
            let path = project.sources.path(finding.span.file);
            format!("{} {path} {}", finding.rule, project.sources.text(finding.span))
        };
        findings.into_iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(found(""), [""; 0]);
    assert_eq!(found("db: {image: 'shop:latest'}"), ["mutable-image-tag chart/values.yaml shop:latest"]);
}

/// The environments in which `a: {{ .Values.a }}` is rendered, with what it prints, where the chart lies in `deploy/chart`.
fn environments(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let chart = [
        ("deploy/chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
        ("deploy/chart/values.yaml", "a: 0\n"),
        ("deploy/chart/templates/a.yaml", "a: {{ .Values.a }}{{ .Values.b }}"),
    ];
    let all = chart.iter().chain(files).map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let made = rendered(&Tree::from_memory(all), &Options::default(), "");
    let pair = |manifest: crate::extract::Manifest| {
        (manifest.place.environment.name().to_owned(), manifest.rendering.text)
    };
    made.manifests.into_iter().map(pair).collect()
}

#[test]
fn values_files_are_for_the_environments_that_they_name() {
    let wanted = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        [("", "a: 0")].iter().chain(pairs).map(pair).collect()
    };
    for path in [
        "deploy/chart/values_prod.yaml",
        "deploy/chart/prod.values.yml",
        "deploy/chart/values/prod-eu.yaml",
        "deploy/chart/environments/prod/values.yaml",
        "deploy/envs/prod.yaml",
        "deploy/prod/values.yaml",
    ] {
        assert_eq!(environments(&[(path, "a: 1")]), wanted(&[("production", "a: 1")]), "{path}");
    }
    assert_eq!(environments(&[("deploy/chart/values-eu.yaml", "a: 1")]), wanted(&[("", "a: 1")]));
    // It is for another chart.
    assert_eq!(environments(&[("deploy/chart/values-eu.yaml", "replicas: 1")]), wanted(&[]));
    assert_eq!(environments(&[("prometheus/values-prod.yaml", "grafana: 1")]), wanted(&[]));
    let workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: helm upgrade -i shop deploy/chart -f base.yaml --values=over.staging.yaml\n";
    let files =
        [(".github/workflows/a.yml", workflow), ("base.yaml", "{a: 1, b: 2}"), ("over.staging.yaml", "a: 3")];
    assert_eq!(environments(&files), wanted(&[("staging", "a: 32")]));
}

#[test]
fn files_and_capabilities_have_methods() {
    let made = render(&[
        ("conf/a.conf", "x = 1\ny = 2\n"),
        (".helmignore", "secret*\n"),
        ("secret.conf", "no"),
        (
            "templates/a.yaml",
            "{{ .Files.Get \"conf/a.conf\" | indent 2 }}|{{ .Files.Get \"secret.conf\" }}|{{ (.Files.Glob \"conf/*\").AsConfig }}|{{ range .Files.Lines \"conf/a.conf\" }}{{ . }},{{ end }}|{{ .Capabilities.APIVersions.Has \"apps/v1\" }} {{ .Capabilities.KubeVersion.Minor }}",
        ),
    ]);
    assert_eq!(
        made.manifests[0].rendering.text,
        "  x = 1\n  y = 2\n  ||a.conf: |\n  x = 1\n  y = 2|x = 1,y = 2,|true 35"
    );
}

#[test]
fn braces_outside_charts_are_no_templates() {
    let files = [("a/deploy.yaml".to_owned(), b"kind: ConfigMap\nx: '{{ .a }}'\n".to_vec())];
    let made = rendered(&Tree::from_memory(files), &Options::default(), "");
    assert!(made.manifests.is_empty() && made.unreadable.is_empty());
}

#[test]
fn lines_of_files_lead_to_their_file() {
    let made = render(&[
        ("files/a.yaml", "kind: Pod\nmetadata:\n  name: web\n"),
        ("templates/a.yaml", "{{ .Files.Get \"files/a.yaml\" }}"),
        ("templates/b.yaml", "items:\n  - {{ .Files.Get \"files/a.yaml\" | nindent 4 }}"),
    ]);
    assert_eq!(origin(&made, "name: web").1, ["name: web"]);
    assert_eq!(origin(&made, "    kind: Pod\n    metadata:").1, ["kind: Pod\nmetadata:"]);
}
