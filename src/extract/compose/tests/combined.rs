//! Files that are given to compose together.

use super::{read_all, service, shown};
use crate::artefact::compose::ComposeService;
use crate::extract::Harvest;

/// The service of that name which stands in the file of that number, in the order of the paths.
fn at<'a>(harvest: &'a Harvest, file: u32, name: &str) -> &'a ComposeService {
    harvest.services.iter().find(|it| it.span.file.0 == file && it.name.text == name).unwrap()
}

const BASE: &str = "services:
  web:
    build: {context: app, args: {A: 1}}
    command: run
    environment: {A: base, B: base}
    ports: ['80:80']
    volumes: ['./src:/src', 'data:/data', '/:/host', '${PWD}/lib:/lib']
    deploy: {replicas: 2}
    logging: {driver: syslog}
  db: {image: 'postgres:16'}
";

#[test]
fn overrides_are_merged_key_by_key() {
    let harvest = read_all(&[
        ("compose.yaml", BASE),
        (
            "compose.override.yaml",
            "services:
  web:
    build: {target: dev, args: {B: 2}}
    command:
    environment: [A=own, 'B']
    ports: !override ['81:80']
    volumes: ['./other:/src']
    deploy: {replicas: !reset null}
    logging:
",
        ),
    ]);
    let web = at(&harvest, 0, "web");
    let build = web.build.as_ref().unwrap();
    assert_eq!((build.context.as_deref(), shown(build.target.as_ref())), (Some("app"), "dev".into()));
    assert_eq!(build.args.len(), 2);
    assert!(web.command.is_none() && web.replicas.is_none());
    let variables: Vec<_> =
        web.environment.iter().map(|(name, value)| (&*name.text, shown(value.as_ref()))).collect();
    assert_eq!(variables, [("A", "own".into()), ("B", "-".to_owned())]);
    let ports: Vec<_> = web.ports.iter().map(|port| shown(port.published.as_ref())).collect();
    assert_eq!(ports, ["81"]);
    let mounts: Vec<_> = web.volumes.iter().map(|volume| volume.host.as_deref()).collect();
    assert_eq!(mounts, [Some("other"), None, None, Some("lib")]);
    assert_eq!(shown(web.logging_driver.as_ref()), "syslog");
    assert_eq!(web.layers, [at(&harvest, 1, "web").span]);
}

#[test]
fn commands_and_settings_name_files_that_go_together() {
    let prod = "services:\n  web: {image: acme/web, volumes: ['./conf:/conf']}\n";
    let holders = [
        ("Makefile", "up:\n\tdocker compose -f docker/base.yml -f deploy/prod-compose.yml up\n"),
        (".env", "COMPOSE_FILE=docker/base.yml:deploy/prod-compose.yml"),
        (
            ".devcontainer/devcontainer.json",
            "{\"dockerComposeFile\": [\"../docker/base.yml\", \"../deploy/prod-compose.yml\"]}",
        ),
        ("compose.yaml", "include:\n  - path: [docker/base.yml, deploy/prod-compose.yml]\n"),
    ];
    for holder in holders {
        let harvest = read_all(&[("docker/base.yml", BASE), ("deploy/prod-compose.yml", prod), holder]);
        let web = harvest
            .services
            .iter()
            .find(|service| service.image.is_some() && service.name.text == "web")
            .unwrap();
        assert_eq!(web.layers.len(), 1, "{}", holder.0);
        assert_eq!(shown(web.ports[0].published.as_ref()), "80");
    }
    let harvest = read_all(&[("docker/base.yml", BASE), ("deploy/prod-compose.yml", prod), holders[0]]);
    let web = harvest
        .services
        .iter()
        .find(|service| service.image.is_some() && service.name.text == "web")
        .unwrap();
    assert_eq!(web.volumes[0].host.as_deref(), Some("docker/conf"));
}

#[test]
fn services_extend_those_of_other_files() {
    let harvest = read_all(&[
        (
            "compose.yaml",
            "services:\n  web:\n    extends: {file: common/compose.yaml, service: app}\n    depends_on: [db]\n  again:\n    extends: {file: compose.yaml, service: again}\n",
        ),
        (
            "common/compose.yaml",
            "include: [db.compose.yaml]\nservices:\n  app:\n    extends: root\n    env_file: [{path: app.env, required: false}]\n  root:\n    build: ..\n    restart: always\n",
        ),
        ("common/db.compose.yaml", "services:\n  db: {image: 'postgres:16'}\n"),
    ]);
    let web = at(&harvest, 2, "web");
    assert_eq!(web.build.as_ref().unwrap().context.as_deref(), Some(""));
    assert_eq!(shown(web.restart.as_ref()), "always");
    let file = &web.env_files[0];
    assert_eq!((file.file.as_deref(), file.required), (Some("common/app.env"), false));
    assert_eq!(web.layers.len(), 2);
    assert_eq!(at(&harvest, 0, "app").companions, [at(&harvest, 1, "db").span.file]);
}

#[test]
fn open_services_are_completed_by_the_file_beside_or_above() {
    let open = "services:\n  web: {restart: always}\n  model: {provider: {type: model}}\n";
    let harvest = read_all(&[
        ("docker-compose.yml", BASE),
        ("docker-compose.tools.yml", "services:\n  tool: {image: x}\n"),
        ("docker-compose.prod.yml", open),
        ("deploy/compose.yml", open),
    ]);
    for file in [0, 1] {
        assert!(at(&harvest, file, "web").build.is_some());
        assert!(!at(&harvest, file, "model").is_partial());
    }
    assert_eq!(service(&harvest, "tool").layers, []);
}
