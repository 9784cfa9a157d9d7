//! Platform files as people write them, and the facts they come to.

use crate::discover::{Class, classify};
use crate::extract::{Harvest, Reader};
use crate::fact::{Kind, Place};

fn harvest(path: &str, text: &str) -> Harvest {
    let class = classify(path, text, &[]);
    assert!(matches!(class, Class::Procfile | Class::Platform(_) | Class::Hcl), "{class:?}");
    let place = Place::default();
    let reader = Reader::of_test(path, text, &place, &[]);
    let mut harvest = Harvest::default();
    super::extract(reader, class, &mut harvest);
    harvest
}

fn read(path: &str, text: &str) -> Vec<String> {
    let harvest = harvest(path, text);
    assert!(harvest.unreadable.is_empty(), "{:?}", harvest.unreadable);
    let shown = harvest.facts.iter().map(|fact| {
        if fact.kind == Kind::Start {
            assert_eq!(&text[fact.span.range()], fact.value_text());
        }
        let value = fact.value.as_ref().map_or("-", |value| &value.text);
        let environment = fact.place.environment.name();
        format!("{} {} {} {value} {environment}", fact.kind.name(), fact.api, fact.subject_text())
            .trim_end()
            .to_owned()
    });
    shown.collect()
}

#[test]
fn procfiles() {
    let facts = read("Procfile", "web: bin/app --port $PORT\nrelease: ./migrate\n");
    assert_eq!(facts, ["start web procfile bin/app --port $PORT", "start release procfile ./migrate"]);
}

#[test]
fn heroku() {
    let facts = read(
        "app.json",
        r#"{"name": "a", "addons": ["heroku-postgresql:mini", {"plan": "heroku-redis", "options": {"version": "7"}}],
            "env": {"MODE": {"value": "on"}, "KEY": {"generator": "secret"}, "A": "b"},
            "scripts": {"postdeploy": "bin/seed"},
            "environments": {"test": {"addons": ["heroku-postgresql:in-dyno"]}}}"#,
    );
    let wanted = [
        "env-provide platform MODE on",
        "env-provide platform KEY -",
        "env-provide platform A b",
        "backing platform postgres -",
        "backing platform redis 7",
        "start postdeploy platform bin/seed",
        "backing platform postgres - test",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "heroku.yml",
        "setup:\n  addons: [{plan: cloudamqp}]\n  config: {A: b}\nbuild:\n  docker: {web: Dockerfile}\nrun:\n  web: bin/web\n  \
         worker: {command: [bin/worker], image: web}\nrelease: {command: [bin/migrate], image: web}\n",
    );
    let wanted = [
        "env-provide platform A b",
        "backing platform rabbitmq -",
        "start web platform bin/web",
        "start worker platform bin/worker",
        "start release platform bin/migrate",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn other_platforms() {
    let facts = read(
        "fly.toml",
        "app = 'a'\n[env]\nPORT = '8080'\n[processes]\nweb = \"bin/web\"\n[deploy]\nrelease_command = 'bin/migrate'\n\
         [http_service]\ninternal_port = 8080\n[[services]]\nprotocol = 'udp'\ninternal_port = 53\n",
    );
    let wanted = [
        "env-provide platform PORT 8080",
        "expose platform tcp 8080",
        "expose platform udp 53",
        "start web platform bin/web",
        "start release_command platform bin/migrate",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "render.yaml",
        "services:\n- type: web\n  name: api\n  startCommand: bin/api\n  preDeployCommand: bin/migrate\n  envVars:\n  \
         - {key: PYTHON_VERSION, value: 3.12.1}\n  - {key: DB, fromDatabase: {name: d}}\n- {type: redis, name: c}\n\
         databases:\n- {name: d, postgresMajorVersion: '16'}\n",
    );
    let wanted = [
        "runtime platform python 3.12.1",
        "env-provide platform PYTHON_VERSION 3.12.1",
        "env-provide platform DB -",
        "start api platform bin/api",
        "start preDeployCommand platform bin/migrate",
        "backing platform redis -",
        "backing platform postgres 16",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "app.yaml",
        "runtime: python312\nentrypoint: gunicorn -b :$PORT main:app\nenv_variables:\n  A: b\n",
    );
    let wanted = [
        "start web platform gunicorn -b :$PORT main:app",
        "env-provide platform A b",
        "runtime platform python 3.12",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "railway.json",
        r#"{"deploy": {"startCommand": "bin/web", "preDeployCommand": ["bin/migrate"]}}"#,
    );
    assert_eq!(facts, ["start web platform bin/web", "start preDeployCommand platform bin/migrate"]);
    assert_eq!(read("nixpacks.toml", "[start]\ncmd = 'bin/web'\n"), ["start web platform bin/web"]);
}

#[test]
fn ecs_task_definitions() {
    let facts = read(
        ".aws/task-def.json",
        r#"{"family": "shop", "memory": "1024", "containerDefinitions": [{"name": "web", "image": "<IMAGE1_NAME>",
            "portMappings": [{"containerPort": 8080}], "environment": [{"name": "A", "value": "b"}],
            "secrets": [{"name": "KEY", "valueFrom": "arn:aws:ssm:eu:1:parameter/key"}], "stopTimeout": 20},
            {"name": "cache", "image": "redis:7.2"}]}"#,
    );
    let wanted = [
        "env-provide platform A b",
        "env-provide platform KEY -",
        "expose platform tcp 8080",
        "image platform {} -",
        "image platform redis 7.2",
        "backing platform redis 7.2",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "template.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      \
         ContainerDefinitions:\n      - Name: web\n        Image: !Sub '${Repo}:x'\n        PortMappings: [{ContainerPort: 80}]\n        \
         Environment: [{Name: DB, Value: !GetAtt Db.Endpoint.Address}]\n  Db:\n    Type: AWS::RDS::DBInstance\n    \
         Properties: {Engine: postgres, EngineVersion: '15.4'}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
         Runtime: nodejs20.x\n      Environment: {Variables: {A: b}}\n",
    );
    let wanted = [
        "env-provide platform DB {}",
        "expose platform tcp 80",
        "image platform {} -",
        "backing platform postgres 15.4",
        "runtime platform node 20",
        "env-provide platform A b",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn services_hold_what_rules_ask() {
    let text = r#"{"family": "shop", "containerDefinitions": [
        {"name": "migrate", "image": "shop:1", "command": ["bin/migrate"]},
        {"name": "web", "image": "shop:1", "memoryReservation": 256, "stopTimeout": 20,
         "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]}]}"#;
    let services = harvest("task.json", text).platform_services;
    let shown: Vec<_> = services.iter().map(|service| (service.name.text.as_str(), service.ends)).collect();
    assert_eq!(shown, [("migrate", true), ("web", false)]);
    let web = &services[1];
    assert_eq!((&web.memory, web.grace.as_ref().map(|arg| arg.text.as_str())), (&None, Some("20")));
    let fly = harvest(
        "fly.toml",
        "app = 'a'\nkill_timeout = '1m30s'\n[http_service]\ninternal_port = 80\nmin_machines_running = 2\n\
         [[http_service.checks]]\npath = '/up'\n[mounts]\nsource = 'd'\ndestination = '/data'\n",
    );
    let fly = &fly.platform_services[0];
    assert_eq!(fly.grace.as_ref().map(|arg| arg.text.as_str()), Some("90"));
    assert_eq!(fly.scaled().map(|(_, count)| count), Some(2));
    assert_eq!((fly.checks[0].text.as_str(), fly.disks[0].text.as_str()), ("/up", "/data"));
}

#[test]
fn specs_of_app_platform() {
    let facts = read(
        ".do/app.yaml",
        "name: shop\nservices:\n- name: api\n  source_dir: api\n  http_port: 8080\n  run_command: bin/api\n  envs:\n  \
         - {key: A, value: b}\n  - {key: KEY, type: SECRET, value: 'EV[1:x:y]'}\n  image: {repository: shop, tag: latest}\n\
         databases:\n- {name: db, engine: PG, version: '16'}\n",
    );
    let wanted = [
        "env-provide platform A b",
        "env-provide platform KEY -",
        "expose platform tcp 8080",
        "image platform shop latest",
        "start api platform bin/api",
        "backing platform postgres 16",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn kamal_and_cloud_foundry() {
    let facts = read(
        "config/deploy.yml",
        "service: shop\nimage: me/shop\nservers:\n  web: [10.0.0.1, 10.0.0.2]\n  job:\n    hosts: [10.0.0.3]\n    \
         cmd: bin/jobs\nenv:\n  clear: {A: b}\n  secret: [KEY]\naccessories:\n  db:\n    image: mysql:8.0\n    \
         env: {clear: {MYSQL_ROOT_HOST: '%'}}\n",
    );
    let wanted = [
        "env-provide platform A b",
        "env-provide platform KEY -",
        "start job platform bin/jobs",
        "env-provide platform MYSQL_ROOT_HOST %",
        "image platform mysql 8.0",
        "backing platform mysql 8.0",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "manifest.yml",
        "applications:\n- name: shop\n  memory: 512M\n  instances: 2\n  command: bin/web\n  env: {A: ((a))}\n  processes:\n  \
         - {type: worker, command: bin/work}\n",
    );
    let wanted =
        ["env-provide platform A {}", "start web platform bin/web", "start worker platform bin/work"];
    assert_eq!(facts, wanted);
}

#[test]
fn kamal_destinations_and_tags() {
    let facts = read(
        "config/deploy.staging.yml",
        "<% host = {\n  \"a\" => 1 } %>\nservers:\n  web: [<%= host %>]\n  job:\n    hosts: [<%= host %>]\n    cmd: bin/jobs\nenv:\n  \
         clear: {A: <%= host %>}\n  secret: [SECRET_KEY_BASE]\n",
    );
    let wanted = [
        "env-provide platform A {}",
        "env-provide platform SECRET_KEY_BASE -",
        "start job platform bin/jobs",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn azure_containers() {
    let facts = read(
        "containerapp.yaml",
        "type: Microsoft.App/containerApps\nproperties:\n  configuration: {ingress: {targetPort: 8080}}\n  template:\n    \
         containers:\n    - name: web\n      image: shop:latest\n      env: [{name: A, value: b}, {name: KEY, secretRef: key}]\n",
    );
    let wanted = [
        "env-provide platform A b",
        "env-provide platform KEY -",
        "expose platform tcp 8080",
        "image platform shop latest",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn beanstalk_and_app_runner() {
    let facts = read(
        ".ebextensions/01.config",
        "option_settings:\n  aws:elasticbeanstalk:application:environment:\n    A: b\ncontainer_commands:\n  \
         01_migrate: {command: bin/migrate}\n",
    );
    assert_eq!(facts, ["env-provide platform A b", "start container_commands platform bin/migrate"]);
    let facts = read(
        "apprunner.yaml",
        "version: 1.0\nruntime: python311\nrun:\n  runtime-version: 3.11\n  command: bin/web\n  network: {port: 8000}\n  \
         env: [{name: A, value: b}]\n",
    );
    let wanted = [
        "runtime platform python 3.11",
        "env-provide platform A b",
        "expose platform tcp 8000",
        "start web platform bin/web",
    ];
    assert_eq!(facts, wanted);
    let facts = read(
        "Dockerrun.aws.json",
        r#"{"AWSEBDockerrunVersion": "1", "Image": {"Name": "me/shop:latest"}, "Ports": [{"ContainerPort": "80"}]}"#,
    );
    assert_eq!(facts, ["expose platform tcp 80", "image platform me/shop latest"]);
}

#[test]
fn the_environment_of_developers() {
    let facts = read(
        ".devcontainer/devcontainer.json",
        r#"{"image": "mcr.microsoft.com/devcontainers/python:1-3.12-bookworm", // of developers
            "features": {"ghcr.io/devcontainers/features/node:1": {"version": "20"}}, "containerEnv": {"A": "b"}}"#,
    );
    let wanted = [
        "env-provide platform A b development",
        "runtime platform python 3.12 development",
        "runtime platform node 20 development",
    ];
    assert_eq!(facts, wanted);
}

#[test]
fn broken_files_are_said() {
    let harvest = harvest("task.json", r#"{"family": "x", "containerDefinitions": ["#);
    assert_eq!(harvest.unreadable.len(), 1);
    assert!(harvest.platform_services.is_empty());
}

#[test]
fn terraform() {
    let text = r#"
resource "aws_ecs_task_definition" "web" {
  memory = "1024"
  container_definitions = jsonencode([{
    name = "web", image = "${var.repository}:1.2"
    environment  = [{ name = "A", value = "b" }, { name = "C", value = var.c }]
    secrets      = [{ name = "D", valueFrom = "arn:aws:ssm:d" }]
    portMappings = [{ containerPort = 8080 }]
    stopTimeout  = 60
  }])
}
resource "aws_ecs_service" "web" {
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 3
}
resource "google_cloud_run_v2_service" "api" {
  template {
    scaling { max_instance_count = 4 }
    containers {
      image = "registry.example.org/api:2"
      ports { container_port = 9000 }
      dynamic "env" { for_each = var.env }
      env {
        name = "E"
        value = "f"
      }
      resources { limits = { memory = "512Mi" } }
    }
  }
}
resource "google_sql_database_instance" "db" {
  database_version = "POSTGRES_16"
}
"#;
    let facts = read("infra/main.tf", text);
    let wanted = [
        "env-provide platform A b",
        "env-provide platform C {}",
        "env-provide platform D -",
        "expose platform tcp 8080",
        "image platform {} 1.2",
        "env-provide platform E f",
        "expose platform tcp 9000",
        "image platform registry.example.org/api 2",
        "backing platform postgres 16 production",
    ];
    assert_eq!(facts, wanted);
    let services = harvest("infra/main.tf", text).platform_services;
    let [web, api] = services.as_slice() else { panic!("{services:?}") };
    let shown =
        |arg: &Option<crate::source::Arg>| arg.as_ref().map_or("-".to_owned(), |arg| arg.text.clone());
    assert_eq!([&web.memory, &web.instances, &web.grace].map(shown), ["1024", "3", "60"]);
    assert_eq!([&api.memory, &api.instances, &api.most].map(shown), ["512Mi", "-", "4"]);
    assert_eq!(web.memory_in_bytes(), Some(1 << 30));
    assert_eq!(api.memory_in_bytes(), Some(512 << 20));
    assert!(web.more_variables.is_none() && api.more_variables.is_some());
}

#[test]
fn containers_in_a_heredoc_keep_their_places() {
    let text = "resource \"aws_ecs_task_definition\" \"é\" {\n  container_definitions = <<EOT\n[{\"name\": \"web\", \
                \"image\": \"${var.image}\", \"memory\": ${var.memory}, \"environment\": [{\"name\": \"A\", \"value\": \"b\"}]}]\nEOT\n}\n";
    let services = harvest("main.tf", text).platform_services;
    let (name, given) = &services[0].environment[0];
    assert_eq!(&text[name.span.range()], "\"A\"");
    assert_eq!(&text[given.as_ref().unwrap().span.range()], "\"b\"");
    assert!(services[0].image.as_ref().is_some_and(|image| !image.literal));
    assert!(services[0].memory.as_ref().is_some_and(|memory| !memory.literal));
}

#[test]
fn nomad() {
    let text = r#"
job "shop" {
  group "web" {
    count = 2
    network {
      port "http" { to = 8080 }
      port "admin" { to = 9000 }
    }
    task "migrate" {
      driver = "docker"
      lifecycle { hook = "prestart" }
      config { image = "registry.example.org/shop:1.4" }
    }
    task "web" {
      driver       = "docker"
      kill_timeout = "1m"
      config {
        image   = "registry.example.org/shop:1.4"
        command = "bin/web"
        args    = ["--port", "${NOMAD_PORT_http}"]
        ports   = ["http"]
      }
      env {
        A = "b"
      }
      service {
        check {
          path = "/healthz"
        }
      }
      resources { memory = 256 }
    }
  }
}
"#;
    let services = harvest("jobs/shop.nomad.hcl", text).platform_services;
    let [migrate, web] = services.as_slice() else { panic!("{services:?}") };
    assert!(migrate.ends && !web.ends);
    assert_eq!(web.scaled().map(|(_, count)| count), Some(2));
    assert_eq!(web.grace.as_ref().and_then(crate::source::Arg::known), Some("60"));
    assert_eq!(web.ports.iter().map(|port| port.text.as_str()).collect::<Vec<_>>(), ["8080"]);
    assert_eq!(web.checks.iter().map(|check| check.text.as_str()).collect::<Vec<_>>(), ["/healthz"]);
    let words = &web.command.as_ref().unwrap().words;
    assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["bin/web", "--port", "{}"]);
    assert_eq!(web.memory_in_bytes(), Some(256 << 20));
}
