//! `qos`, `lifecycle`, and the policies that the configuration sets for workloads.

use super::Project;

const API: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop, labels: {tier: data-store}}
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 10
      priorityClassName: gold
      initContainers:
        - {name: schema, image: registry.example/schema:1.0.0}
        - name: proxy
          image: registry.example/proxy:1.0.0
          restartPolicy: Always
          startupProbe: {httpGet: {port: 9901, path: /ready}, periodSeconds: 2, failureThreshold: 15}
      containers:
        - name: api
          image: registry.example/api:1.0.0
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
          readinessProbe: {tcpSocket: {port: 8080}}
          lifecycle: {preStop: {exec: {command: [sh, -c, sleep 15]}}}
---
{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: gold}, value: 1000}
";

const REST: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: shop}
spec: {containers: [{name: a}]}
---
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: filled}
spec: {limits: [{type: Container, default: {cpu: 1, memory: 1Gi}}]}
---
apiVersion: v1
kind: Pod
metadata: {name: filled, namespace: filled}
spec: {containers: [{name: a}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: shop}
spec: {template: {spec: {priorityClassName: system-node-critical, containers: [{name: a}]}}}
";

const WEB: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a}]}\n";

fn project() -> Project {
    Project::new(&[("k8s/api.yaml", API), ("k8s/rest.yaml", REST), ("tests/pod.yaml", REST)])
}

#[test]
fn qos_shows_classes_and_the_order_of_eviction() {
    let run = project().run(&["qos"]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    let expected = "\
WORKLOAD        NAMESPACE  CLASS       WHAT KEEPS IT FROM THE NEXT CLASS             PLACE
Deployment/api  shop       Burstable   schema: no limits.cpu, no limits.memory       k8s/api.yaml:3
                                       proxy: no limits.cpu, no limits.memory
                                       api: no limits.cpu, memory request 128Mi, limit 256Mi
";
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let output = squeezed(&run.output);
    assert!(output.starts_with(&squeezed(expected)), "{}", run.output);
    for line in [
        "Pod/filled filled Guaranteed (relies on LimitRange defaults) k8s/rest.yaml:13",
        "1 Pod/bare shop BestEffort 0 always: it requests no memory",
        "2 Deployment/api shop Burstable 1000 (gold) if it uses more than 128Mi",
        "3 Pod/filled filled Guaranteed 0 never: its limit is its request",
        "never DaemonSet/agent shop BestEffort 2000001000 (system-node-critical) system-critical pods are not evicted",
    ] {
        assert!(output.contains(line), "{line}\n{}", run.output);
    }
    assert!(!run.output.contains("tests/"), "{}", run.output);
}

#[test]
fn qos_json_is_for_programs() {
    let run = project().run(&["qos", "--format", "json", "--root", ".", "k8s/api.yaml"]);
    let json: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    assert_eq!(json["version"], 1);
    let expected = serde_json::json!([{
        "kind": "Deployment", "api_version": "apps/v1", "namespace": "shop", "name": "api",
        "environment": null, "role": "production", "path": "k8s/api.yaml", "line": 3,
        "qos_class": "Burstable", "next_class": "Guaranteed",
        "obstacles": [
            {"container": "schema", "field": "resources.limits.cpu", "problem": "missing", "path": "k8s/api.yaml", "line": 10},
            {"container": "schema", "field": "resources.limits.memory", "problem": "missing", "path": "k8s/api.yaml", "line": 10},
            {"container": "proxy", "field": "resources.limits.cpu", "problem": "missing", "path": "k8s/api.yaml", "line": 11},
            {"container": "proxy", "field": "resources.limits.memory", "problem": "missing", "path": "k8s/api.yaml", "line": 11},
            {"container": "api", "field": "resources.limits.cpu", "problem": "missing", "path": "k8s/api.yaml", "line": 18},
            {"container": "api", "field": "resources.limits.memory", "problem": "differs", "request": "128Mi", "limit": "256Mi",
             "path": "k8s/api.yaml", "line": 18},
        ],
        "limit_ranges": [], "priority_class": "gold", "priority": 1000, "memory_request": 134_217_728_u64,
        "exceeds_requests": "may", "eviction_rank": 1,
    }]);
    assert_eq!(json["workloads"], expected);
}

#[test]
fn qos_shows_all_manifests_on_demand() {
    let files = [
        ("base/web.yaml", WEB),
        ("base/kustomization.yaml", "resources: [web.yaml]\npatches: [{path: patch.yaml}]\n"),
        ("base/patch.yaml", WEB),
        ("tests/pod.yaml", WEB),
    ];
    let project = Project::new(&files);
    let count = |arguments: &[&str]| {
        let json: serde_json::Value = serde_json::from_str(&project.run(arguments).output).unwrap();
        json["workloads"].as_array().unwrap().len()
    };
    assert_eq!(count(&["qos", "--format", "json"]), 1);
    assert_eq!(count(&["qos", "--format", "json", "--all"]), 3);
}

#[test]
fn what_cannot_be_read_is_said() {
    let project = Project::new(&[("k8s/a.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a\n")]);
    let run = project.run(&["qos"]);
    assert_eq!((run.code, run.output.as_str()), (0, "no workloads\n"));
    assert!(run.errors.starts_with("warning: k8s/a.yaml:"), "{}", run.errors);
    assert_eq!(project.run(&["qos", "nowhere"]).code, 2);
}

#[test]
fn lifecycle_tells_how_pods_start_and_stop() {
    let run = project().run(&["lifecycle", "Deployment/api"]);
    assert_eq!(run.code, 0, "{}", run.errors);
    assert_eq!(
        run.output,
        "\
Deployment/api  k8s/api.yaml:3
  start
    1. init 'schema': runs to its end before the next starts
    2. sidecar 'proxy': the next starts when its startup probe has succeeded
       startup: GET /ready on 9901, first after 0 (default), every 2, timeout 1 (default), 15 failures: gives up after 30 s
    3. main 'api': starts with all other main containers
       readiness: connects to 8080, first after 0 (default), every 10 (default), timeout 1 (default), 3 (default) failures: gives up after 30 s
  stop
    grace period: 10 s, from the deletion to SIGKILL
    main 'api'
       preStop: 15 s
       SIGTERM (default)
       SIGKILL 0 s later
    sidecar 'proxy', when the main containers have ended
       SIGTERM (default)
       SIGKILL with what is left of the grace period
  problem: preStop of 'api' sleeps 15 s of a grace period of 10 s: the kubelet adds 2 s once, then kills (k8s/api.yaml:20)
"
    );
}

#[test]
fn lifecycle_json_marks_defaults() {
    let run = project().run(&["lifecycle", "--format", "json", "api"]);
    let json: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let workload = &json["workloads"][0];
    assert_eq!(workload["start"][1]["startup"]["seconds"], 30);
    assert_eq!(workload["start"][1]["startup"]["period"], serde_json::json!({"value": 2, "default": false}));
    assert_eq!(
        workload["start"][2]["readiness"]["timeout"],
        serde_json::json!({"value": 1, "default": true})
    );
    assert_eq!(workload["stop"]["grace"], serde_json::json!({"value": 10, "default": false, "line": 7}));
    assert_eq!(workload["stop"]["containers"][0]["left"], 0);
    assert_eq!(workload["problems"].as_array().unwrap().len(), 1);
}

#[test]
fn lifecycle_knows_the_image_of_the_repository() {
    let project = Project::new(&[
        (
            "Dockerfile",
            "FROM node:22-slim\nCOPY app.js /app.js\nSTOPSIGNAL SIGINT\nCMD node /app.js && echo done\n",
        ),
        ("app.js", "require('http').createServer().listen(8080)\n"),
        (
            "k8s.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {template: {spec: {containers: [{name: app, image: app}]}}}\n",
        ),
        ("skaffold.yaml", "apiVersion: skaffold/v2\nkind: Config\nbuild: {artifacts: [{image: app}]}\n"),
    ]);
    let run = project.run(&["lifecycle", "app"]);
    assert!(run.output.contains("SIGINT (from the image)"), "{}", run.output);
}

#[test]
fn api_versions_are_judged_for_the_release_of_the_cluster() {
    let job = "kind: CronJob\nmetadata: {name: j}\nspec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: j, image: 'j:1'}]}}}}}\n";
    let project = Project::new(&[
        ("old.yaml", &format!("apiVersion: batch/v1beta1\n{job}")),
        ("new.yaml", &format!("apiVersion: batch/v1\n{job}")),
    ]);
    let check = |config: &str| {
        project.write("twelvecheck.toml", config.as_bytes());
        let found = project.run(&["--select", "deprecated-api-version", "--format", "concise"]).output;
        found.lines().take_while(|line| line.contains("deprecated-api")).collect::<Vec<_>>().join("\n")
    };
    let at = |place: &str, level: &str, text: &str| {
        format!("{place}.yaml:1:13: {level}[deprecated-api-version] '{text}")
    };
    assert_eq!(check(""), at("old", "error", "batch/v1beta1' of CronJob/j is gone since Kubernetes 1.25"));
    let gone = "batch/v1beta1' of CronJob/j is gone since Kubernetes 1.25, and the cluster has 1.29";
    assert_eq!(check("[kubernetes]\nversion = '1.29.3'\n"), at("old", "error", gone));
    let deprecated = "batch/v1beta1' of CronJob/j is deprecated: Kubernetes 1.25 removes it";
    assert_eq!(check("[kubernetes]\nversion = 'v1.24'\n"), at("old", "note", deprecated));
    let early = "batch/v1' of CronJob/j is served since Kubernetes 1.21 only, and the cluster has 1.20";
    assert_eq!(check("[kubernetes]\nversion = '1.20'\n"), at("new", "error", early));
}

#[test]
fn charts_are_shown_with_the_values_that_are_named() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  terminationGracePeriodSeconds: {{ .Values.grace }}\n  containers:\n    - {name: web, image: \"web:1\", resources: {limits: {{ toJson .Values.limits }}}}\n";
    let project = Project::new(&[
        ("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
        ("chart/values.yaml", "grace: 10\nlimits: {}\n"),
        ("chart/templates/pod.yaml", pod),
        ("live.yaml", "grace: 45\nlimits: {cpu: 1, memory: 1Gi}\n"),
    ]);
    let class = |arguments: &[&str]| project.run(arguments).output.contains("Guaranteed");
    assert!(!class(&["qos"]) && class(&["qos", "--helm-values", "live.yaml"]));
    let lifecycle = project.run(&["lifecycle", "--helm-values", "live.yaml"]);
    assert!(lifecycle.output.contains("45"), "{}{}", lifecycle.output, lifecycle.errors);
}

#[test]
fn lifecycle_asks_for_a_workload_that_exists() {
    let run = project().run(&["lifecycle", "apy"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.errors, "error: unknown workload 'apy'; did you mean 'api'?\n");
    assert!(project().run(&["lifecycle", "k8s"]).output.contains("DaemonSet/agent"));
}

#[test]
fn a_policy_demands_a_class() {
    let project = project();
    let policy = "[[qos]]\nmatch = { kind = 'Deploy*', namespace = 'shop', labels = { tier = 'data*' } }\nrequire = 'Guaranteed'\n";
    let check = |config: &str| {
        project.write("twelvecheck.toml", config.as_bytes());
        project.run(&["--select", "qos-class-too-low", "--format", "concise"])
    };
    let found = check(policy);
    let expected = "k8s/api.yaml:3:18: warning[qos-class-too-low] pods of Deployment/api are 'Burstable', but twelvecheck.toml:3 requires Guaranteed";
    assert!(found.output.starts_with(expected), "{}{}", found.output, found.errors);
    let clean = check(&policy.replace("Guaranteed", "Burstable"));
    assert!(!clean.output.contains("api.yaml"), "{}", clean.output);
    let elsewhere = check(&policy.replace("'shop'", "'other'"));
    assert!(!elsewhere.output.contains("api.yaml"), "{}", elsewhere.output);
    let wrong = check("[[qos]]\nmatch = { kinds = 'Pod' }\nrequire = 'Burstable'\n");
    assert_eq!(wrong.code, 2);
    assert_eq!(wrong.errors, "error: twelvecheck.toml:2:11: unknown key 'kinds'; did you mean 'kind'?\n");
}

#[test]
fn processes_are_followed_to_the_program() {
    let project = Project::new(&[
        (
            "Dockerfile",
            "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nENTRYPOINT [\"./run.sh\"]\nCMD [\"web\"]\n",
        ),
        (
            "run.sh",
            "#!/bin/sh\n. ./lib.sh\nprepare\nif [ \"${1#-}\" != \"$1\" ]; then set -- web \"$@\"; fi\ncase \"$1\" in\n  web) exec gunicorn app ;;\n  worker) exec celery ;;\nesac\nexec \"$@\"\n",
        ),
        ("lib.sh", "prepare() { ./migrate.py; }\n"),
        ("Procfile", "web: make serve\n"),
        ("Makefile", "APP := app\nserve:\n\t@exec uvicorn $(APP)\n"),
        (
            "compose.yaml",
            "services:\n  a: {build: ., init: true, command: worker}\n  b: {build: ., entrypoint: [sh, -c, 'sleep 1; exec flask run']}\n",
        ),
        (
            "base/Dockerfile",
            "FROM debian\nCOPY <<EOF /start\n#!/bin/sh\ntrue\nnode x.js\nEOF\nCMD [\"/start\"]\n",
        ),
        ("proxy/Dockerfile", "FROM nginx:1.27\nCOPY . /etc/nginx\n"),
    ]);
    let run = project.run(&["processes", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let rows: Vec<String> = report["processes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|process| {
            ["path", "name", "pid1", "program", "sigterm"].map(|key| text(&process[key])).join(" ")
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Dockerfile . gunicorn gunicorn arrives",
            "Procfile web - uvicorn arrives",
            "base/Dockerfile base start node stops",
            "compose.yaml a docker-init celery arrives",
            "compose.yaml b flask flask arrives",
            "proxy/Dockerfile proxy nginx nginx arrives",
        ],
        "{}",
        run.output
    );
    let table = project.run(&["processes", "base"]).output;
    assert!(table.contains("stops at start"), "{table}");
    assert!(!table.contains("gunicorn"), "{table}");
    assert_eq!(project.run(&["processes", "lib.sh"]).output, "no processes\n");
}

#[test]
fn init_processes_signal_their_child_or_all() {
    let project = Project::new(&[
        (
            "a/Dockerfile",
            "FROM node:22\nENTRYPOINT [\"dumb-init\", \"--\"]\nCMD [\"sh\", \"-c\", \"a; node b\"]\n",
        ),
        (
            "b/Dockerfile",
            "FROM node:22\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"sh\", \"-c\", \"a; node b\"]\n",
        ),
        (
            "c/Dockerfile",
            "FROM node:22\nENTRYPOINT [\"tini\", \"-g\", \"--\"]\nCMD [\"sh\", \"-c\", \"a; node b\"]\n",
        ),
        ("d/Dockerfile", "FROM node:22\nCMD [\"npx\", \"serve\"]\n"),
        ("e/Dockerfile", "FROM python:3\nCMD [\"uv\", \"run\", \"app\"]\n"),
        ("f/Dockerfile", "FROM python:3\nCMD [\"bash\", \"-c\", \"a; app\"]\n"),
    ]);
    let run = project.run(&["processes", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.output).unwrap();
    let of = |key: &str| {
        let all = report["processes"].as_array().unwrap().iter();
        all.map(|process| process[key].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("pid1"), ["dumb-init", "tini", "tini", "npx", "uv", "bash"]);
    assert_eq!(of("sigterm"), ["arrives", "stops", "arrives", "stops", "arrives", "depends-on-shell"]);
}

#[test]
fn scripts_that_grow_without_end_are_left() {
    let lines = "A=$A$A$A\nset -- \"$@\" \"$@\"\nf\n".repeat(300);
    let script = format!("#!/bin/sh\nA=xx\nf() {{ f; f; }}\n{lines}$A\nexec \"$@\"\n");
    let project = Project::new(&[
        ("Dockerfile", "FROM debian\nCOPY run.sh /\nENTRYPOINT [\"/run.sh\"]\nCMD [\"app\"]\n"),
        ("run.sh", &script),
    ]);
    let run = project.run(&["processes"]);
    assert!(run.output.contains("Dockerfile:3"), "{}{}", run.output, run.errors);
}
