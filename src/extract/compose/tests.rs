//! Compose files as people write them, and what is read from them.

mod combined;

use crate::artefact::compose::ComposeService;
use crate::discover::{Class, Tree, classify, place};
use crate::extract::Harvest;
use crate::fact::{Environment, Fact, Kind};
use crate::source::{Arg, SourceFile, Sources};

fn read(text: &str) -> Harvest {
    read_with(text, &[])
}

fn read_with(text: &str, variables: &[(&str, &str)]) -> Harvest {
    let variables: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let dotenv = variables.join("\n");
    let mut files = vec![("svc/Dockerfile", ""), ("svc/api/Containerfile", ""), ("svc/compose.yaml", text)];
    if !dotenv.is_empty() {
        files.push(("svc/.env", &dotenv));
    }
    read_all(&files)
}

/// What compose files among others say.
fn read_all(files: &[(&str, &str)]) -> Harvest {
    let mut files: Vec<SourceFile> = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let tree =
        Tree::from_memory(files.iter().map(|file| (file.path.clone(), file.text.clone().into_bytes())));
    let sources = Sources::new(files);
    let mut harvest = Harvest::default();
    for (id, file) in sources.iter() {
        let class = classify(&file.path, &file.text, &[]);
        if class == Class::Compose {
            harvest.compose.push((id, place(&file.path, class, &file.text)));
        }
    }
    super::read(&tree, &sources, &mut harvest);
    harvest
}

fn service<'a>(harvest: &'a Harvest, name: &str) -> &'a ComposeService {
    harvest.services.iter().find(|service| service.name.text == name).unwrap()
}

fn show(arg: &Arg) -> String {
    if arg.literal { arg.text.clone() } else { format!("?{}", arg.text) }
}

fn shown(arg: Option<&Arg>) -> String {
    arg.map_or_else(|| "-".to_owned(), show)
}

fn facts(harvest: &Harvest, kind: Kind) -> Vec<&Fact> {
    harvest.facts.iter().filter(|fact| fact.kind == kind).collect()
}

#[test]
fn short_and_long_syntax_mean_the_same() {
    let harvest = read(
        "
services:
  a:
    build: ./api
    env_file: .env
    environment: [A=1, B, 'C=x=y']
    ports: ['127.0.0.1:8080:80/udp', '3000', '9000-9010:90', '${PORT:-5000}:5000', '[::1]:1:2']
    volumes: ['./src:/app/src:ro', 'data:/var/lib/data', /anonymous, 'C:\\x:/y', '${D}/z:/z']
    depends_on: [db]
  b:
    build: {context: api, dockerfile: ../Dockerfile, target: run, args: {V: 1}}
    env_file: [{path: .env, required: false}, other.env]
    environment: {A: 1, B: , C: x=y}
    ports: [{target: 80, published: '8080', host_ip: 127.0.0.1, protocol: UDP}]
    volumes:
      - {type: bind, source: ./src, target: /app/src, read_only: true}
      - {type: tmpfs, target: /tmp}
    depends_on: {db: {condition: service_healthy}}
",
    );
    let (a, b) = (service(&harvest, "a"), service(&harvest, "b"));
    let build = a.build.as_ref().unwrap();
    assert_eq!(build.context.as_deref(), Some("svc/api"));
    assert_eq!(build.dockerfile.as_deref(), Some("svc/api/Containerfile"));
    let build = b.build.as_ref().unwrap();
    assert_eq!(
        (build.context.as_deref(), build.dockerfile.as_deref()),
        (Some("svc/api"), Some("svc/Dockerfile"))
    );
    assert_eq!(shown(build.target.as_ref()), "run");
    for service in [a, b] {
        let variables: Vec<_> =
            service.environment.iter().map(|(name, value)| (show(name), shown(value.as_ref()))).collect();
        let wanted = [("A", "1"), ("B", "-"), ("C", "x=y")];
        assert_eq!(variables, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let port = &service.ports[0];
        assert_eq!((shown(port.published.as_ref()), show(&port.target)), ("8080".into(), "80".into()));
        assert_eq!((shown(port.host_ip.as_ref()), port.protocol.as_str()), ("127.0.0.1".into(), "udp"));
        let volume = &service.volumes[0];
        assert_eq!((volume.bind, volume.read_only, show(&volume.target)), (true, true, "/app/src".into()));
    }
    assert_eq!(b.volumes.len(), 1);
    let ports: Vec<_> =
        a.ports.iter().map(|port| (shown(port.published.as_ref()), show(&port.target))).collect();
    let wanted = [("8080", "80"), ("-", "3000"), ("-", "90"), ("?5000", "5000"), ("1", "2")];
    assert_eq!(ports, wanted.map(|(published, target)| (published.to_owned(), target.to_owned())));
    let volumes: Vec<_> =
        a.volumes.iter().map(|volume| (shown(volume.source.as_ref()), volume.bind)).collect();
    let wanted = [("./src", true), ("data", false), ("-", false), ("C:\\x", true), ("?{}/z", true)];
    assert_eq!(volumes, wanted.map(|(source, bind)| (source.to_owned(), bind)));
    assert_eq!(a.depends_on[0].condition, None);
    assert_eq!(shown(b.depends_on[0].condition.as_ref()), "service_healthy");
}

#[test]
fn texts_are_split_like_shell_words() {
    let text = r#"
services:
  a:
    command: sh -c "a \"b\" 'c'" 'd\e' f\ g $$H ${I:-j}k "" && l
    entrypoint: [tini, --]
    image: x
"#;
    let harvest = read(text);
    let command = service(&harvest, "a").command.as_ref().unwrap();
    let words: Vec<_> = command.words.iter().map(show).collect();
    assert_eq!(words, ["sh", "-c", "a \"b\" 'c'", "d\\e", "f g", "$H", "?jk", "", "&&", "l"]);
    let written: Vec<_> = command.words.iter().map(|word| &text[word.span.range()]).collect();
    assert_eq!(written[2], r#""a \"b\" 'c'""#);
    assert_eq!(written[6], "${I:-j}k");
}

#[test]
fn layers_of_one_file_are_merged() {
    let harvest = read(
        "
x-common: &common
  restart: always
  environment: &env
    SHARED: yes
services:
  base:
    image: acme/base:1
    environment: {A: base, B: base}
    ports: ['80:80']
    volumes: ['./a:/data', './b:/other']
    command: base
  web:
    <<: *common
    extends: base
    environment:
      <<: *env
      A: own
    ports: !override ['81:80']
    volumes: ['./c:/data']
    command: !reset null
  again:
    extends: {service: again}
  else:
    extends: {file: ../common.yml, service: job}
",
    );
    let web = service(&harvest, "web");
    let variables: Vec<_> = web
        .environment
        .iter()
        .map(|(name, value)| format!("{}={}", show(name), shown(value.as_ref())))
        .collect();
    assert_eq!(variables, ["B=base", "A=own", "SHARED=yes"]);
    assert_eq!(shown(web.restart.as_ref()), "always");
    assert_eq!(web.ports.len(), 1);
    let volumes: Vec<_> = web.volumes.iter().map(|volume| shown(volume.source.as_ref())).collect();
    assert_eq!(volumes, ["./c", "./b"]);
    assert!(web.command.is_none());
    // What an anchor provides belongs to the service that uses it.
    assert!(harvest.handed.iter().any(|(place, fact)| *place == web.span && fact.subject_text() == "SHARED"));
    let other = service(&harvest, "else");
    assert!(other.elsewhere && !other.is_partial());
}

#[test]
fn services_speak_in_facts() {
    let harvest = read(
        "
services:
  db:
    image: postgres:${PG:-16}-alpine
    environment: {POSTGRES_PASSWORD: '${PW:?needed}', URL: 'pg://${HOST:-db}/x'}
    profiles: [dev]
    expose: [5432, 53/udp]
  cache:
    image: '${REGISTRY}/redis:7.2'
  own:
    image: acme/own:1
    build: .
",
    );
    let images: Vec<_> = facts(&harvest, Kind::Image)
        .iter()
        .map(|fact| (shown(fact.subject.as_ref()), shown(fact.value.as_ref())))
        .collect();
    assert_eq!(
        images,
        [("postgres".into(), "?16-alpine".into()), ("?{}/redis".to_owned(), "7.2".to_owned())]
    );
    let backing: Vec<_> = facts(&harvest, Kind::Backing)
        .iter()
        .map(|fact| (shown(fact.subject.as_ref()), shown(fact.value.as_ref())))
        .collect();
    assert_eq!(backing, [("postgres".to_owned(), "?16".to_owned()), ("redis".to_owned(), "7.2".to_owned())]);
    let reads: Vec<_> = facts(&harvest, Kind::EnvRead)
        .iter()
        .map(|fact| (fact.subject_text(), shown(fact.value.as_ref()), fact.required))
        .collect();
    let wanted = [("PG", "16", false), ("PW", "-", true), ("HOST", "db", false), ("REGISTRY", "-", false)];
    assert_eq!(reads, wanted.map(|(name, value, required)| (name, value.to_owned(), required)));
    let exposed: Vec<_> =
        facts(&harvest, Kind::Expose).iter().map(|fact| (fact.subject_text(), fact.value_text())).collect();
    assert_eq!(exposed, [("tcp", "5432"), ("udp", "53")]);
    assert!(
        facts(&harvest, Kind::Expose).iter().all(|fact| fact.place.environment == Environment::Development)
    );
}

#[test]
fn old_and_odd_files_are_read() {
    let harvest =
        read("web:\n  build: .\n  dockerfile: Dockerfile.web\ndb:\n  image: postgres\nnotes: [1]\n");
    assert_eq!(harvest.services.len(), 2);
    let build = service(&harvest, "web").build.as_ref().unwrap();
    assert_eq!(build.dockerfile.as_deref(), Some("svc/Dockerfile.web"));
    let harvest = read(
        "
services:
  a: {image: x, healthcheck: {test: [NONE]}, deploy: {restart_policy: {}, replicas: 3, mode: replicated}}
  b: {image: y, healthcheck: {disable: true}, build: 'https://github.com/a/b.git'}
  c: nothing
  d:
",
    );
    let a = service(&harvest, "a");
    assert!(a.healthcheck.is_none() && a.healthcheck_off.is_some() && a.swarm.is_some());
    assert_eq!((shown(a.restart.as_ref()), a.replica_count()), ("any".to_owned(), Some(3)));
    let build = service(&harvest, "b").build.as_ref().unwrap();
    assert_eq!((build.context.as_deref(), build.dockerfile.as_deref()), (None, None));
    assert_eq!(harvest.services.len(), 2);
}

#[test]
fn the_env_file_fills_the_structure_but_not_the_environment() {
    let text = "services:\n  a:\n    image: ${IMAGE}:${TAG:-1}\n    environment: {PW: '${PW}', O: '${TAG:+on}'}\n    ports: ['$PORT:80']\n";
    let harvest =
        read_with(text, &[("IMAGE", "postgres"), ("TAG", "16"), ("PW", "secret"), ("PORT", "8080")]);
    let a = service(&harvest, "a");
    let reference = a.reference.as_ref().unwrap();
    assert_eq!(
        (show(&reference.repository), shown(reference.tag.as_ref())),
        ("?postgres".into(), "?16".into())
    );
    assert_eq!(shown(a.ports[0].published.as_ref()), "?8080");
    assert_eq!(shown(a.environment[0].1.as_ref()), "?{}");
    assert_eq!(facts(&harvest, Kind::EnvRead).iter().filter(|fact| fact.value.is_some()).count(), 1);
}

#[test]
fn any_cut_of_a_file_is_read() {
    let text = "x: &é {A: \"é${B:-é}\"}\nservices:\n  é:\n    <<: *é\n    extends: é\n    ports: ['é:${é', '1:2/']\n    \
                command: é 'é\\é \"\n    volumes: [':', 'é:é:é']\n    build: {context: é}\n    image: é:é@é\n";
    for (at, _) in text.char_indices() {
        read(&text[at..]);
        for (_, fact) in read(&text[..at]).handed {
            assert!(text.get(fact.span.range()).is_some());
        }
    }
}

#[test]
fn later_documents_are_laid_over_earlier_ones() {
    let harvest = read(
        "
services:
  web: {image: shop:1, environment: {A: 1, B: 2}}
  db: {image: postgres:16}
---
services:
  web: {restart: always, environment: {B: 3}}
",
    );
    assert_eq!(harvest.services.len(), 2);
    let web = service(&harvest, "web");
    assert_eq!((shown(web.image.as_ref()), shown(web.restart.as_ref())), ("shop:1".into(), "always".into()));
    let variables: Vec<_> =
        web.environment.iter().map(|(name, value)| (show(name), shown(value.as_ref()))).collect();
    assert_eq!(variables, [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "3".to_owned())]);
}

#[test]
fn secrets_and_configs_come_from_variables_files_and_texts() {
    let text = "
services: {web: {image: shop}}
secrets:
  a: {environment: TOKEN}
  b: {file: ../secrets/b.txt}
  c: {external: true}
  d: {file: /etc/d}
configs:
  e: {content: \"x=${X}\"}
  f: {file: ../secrets/b.txt}
";
    let files = [("svc/compose.yaml", text), ("svc/.env", "X=k3Jx9"), ("secrets/b.txt", "k3Jx9\n")];
    let harvest = read_all(&files);
    let said: Vec<_> = [Kind::EnvRead, Kind::Literal]
        .into_iter()
        .flat_map(|kind| facts(&harvest, kind))
        .filter(|fact| fact.subject_text() != "X")
        .map(|fact| (fact.api.as_str(), fact.subject_text(), fact.value_text(), fact.required))
        .collect();
    assert_eq!(
        said,
        [
            ("compose", "TOKEN", "", true),
            ("file:compose-secret", "b", "k3Jx9", false),
            ("file:compose-content", "e", "x={}", false)
        ]
    );
}
