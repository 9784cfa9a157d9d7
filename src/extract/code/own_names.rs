//! Tests of names of somebody's own ([`super::table::Alias`]): packages and modules of the project, language by language.

use super::table::Alias;
use crate::discover::{Language, Tree};
use crate::extract::helm;
use crate::fact::{Fact, Kind};

/// The facts of a project with a name that is like another.
fn facts(language: Language, name: &str, like: &str, files: &[(&str, &str)]) -> Vec<Fact> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let alias = Alias { language, name: name.to_owned(), like: like.to_owned() };
    assert!(super::frontend(language).table.has(like), "{like}");
    let project = crate::analyse_with(&Tree::from_memory(files), &helm::Options::default(), &[alias]);
    project.apps.iter().flat_map(|app| app.facts.iter()).cloned().collect()
}

/// The variables that are read, with their defaults, sorted.
fn reads(language: Language, name: &str, like: &str, files: &[(&str, &str)]) -> Vec<String> {
    let facts = facts(language, name, like, files);
    let reads = facts.iter().filter(|fact| fact.kind == Kind::EnvRead);
    let mut shown: Vec<String> =
        reads.map(|fact| format!("{}={}", fact.subject_text(), fact.value_text())).collect();
    shown.sort();
    shown
}

#[test]
fn python() {
    let app = "from acme.config import get\nimport acme.config\nfrom acme import config as c\nget('A', 'x')\n\
               acme.config.get('B')\nc.get('C')\ndef f(config):\n    config.get('NO')\n";
    let mail = "from .config import get as g\nfrom . import config\ng('D')\nconfig.get('E')\n";
    let own = [
        ("acme/__init__.py", ""),
        ("acme/config.py", "def get(name, default=None):\n    return STORE.get(name, default)\n"),
        ("acme/mail.py", mail),
        ("app.py", app),
    ];
    let reads_of =
        |files: &[(&str, &str)]| reads(Language::Python, "acme.config.get", "os.environ.get", files);
    assert_eq!(reads_of(&own), ["A=x", "B=", "C=", "D=", "E="]);
    assert_eq!(reads_of(&[("app.py", app)]), ["A=x", "B=", "C="]);
    let text = "from acme import Settings\ns = Settings()\ns.get('A')\ndef f(s: Settings):\n    s.get('B')\n";
    let of_instance = reads(Language::Python, "acme.Settings().get", "os.getenv", &[("app.py", text)]);
    assert_eq!(of_instance, ["A=", "B="]);
    let text = "from acme.config import environ\nenviron['A']\n";
    assert_eq!(reads(Language::Python, "acme.config.environ", "os.environ", &[("app.py", text)]), ["A="]);
}

#[test]
fn what_is_made_with_a_name_is_alike() {
    let text = "import acme.web\napp = acme.web.App(__name__)\n@app.route('/health')\ndef health():\n    return ''\n";
    let facts = facts(Language::Python, "acme.web.App", "flask.Flask", &[("app.py", text)]);
    let routes = facts.iter().filter(|fact| fact.kind == Kind::Route);
    assert_eq!(routes.map(Fact::value_text).collect::<Vec<_>>(), ["/health"]);
}

#[test]
fn javascript_and_typescript() {
    let own = [
        ("src/lib/config.ts", "export function getEnv(name: string) { return store[name]; }\n"),
        ("src/lib/mail.ts", "const { getEnv } = require('./config');\ngetEnv('C');\n"),
        ("src/routes/a.ts", "import { getEnv as e } from '@/lib/config';\ne('B');\n"),
        ("src/server.ts", "import { getEnv } from './lib/config.js';\nconst a = getEnv('A') ?? 'x';\n"),
    ];
    let like = "Deno.env.get";
    assert_eq!(reads(Language::TypeScript, "lib/config.getEnv", like, &own), ["A=x", "B=", "C="]);
    let text = "const config = require('@acme/config');\nconfig.getEnv('A');\n";
    assert_eq!(reads(Language::JavaScript, "@acme/config.getEnv", like, &[("a.js", text)]), ["A="]);
    let text = "import env from '@acme/env';\nlisten(env.PORT || 3000);\n";
    assert_eq!(reads(Language::JavaScript, "@acme/env", "process.env", &[("a.js", text)]), ["PORT=3000"]);
}

#[test]
fn go() {
    let own = [
        (
            "config/config.go",
            "package config\n\nfunc Get(name, fallback string) string { return store[name] }\n",
        ),
        ("config/mail.go", "package config\n\nvar b = Get(\"B\", \"\")\n"),
        (
            "main.go",
            "package main\n\nimport \"example.com/shop/config\"\n\nfunc main() { config.Get(\"A\", \"x\") }\n",
        ),
    ];
    let reads_of = |files: &[(&str, &str)]| {
        reads(Language::Go, "example.com/shop/config.Get", "github.com/gobuffalo/envy.Get", files)
    };
    assert_eq!(reads_of(&own), ["A=x", "B="]);
    assert_eq!(reads_of(&own[2..]), ["A=x"]);
}

#[test]
fn ruby() {
    let own = [
        ("app.rb", "Acme::Config.fetch('A', 'x')\n"),
        (
            "lib/acme/config.rb",
            "module Acme\n  class Config\n    def self.fetch(name, fallback)\n      store[name]\n    end\n  end\nend\n",
        ),
        (
            "lib/acme/mail.rb",
            "module Acme\n  class Mail\n    def host = Config.fetch('B', 'y')\n  end\nend\n",
        ),
    ];
    assert_eq!(reads(Language::Ruby, "Acme::Config.fetch", "ENV.fetch", &own), ["A=x", "B=y"]);
}

#[test]
fn rust() {
    let own = [
        ("src/config.rs", "pub fn get(name: &str, fallback: &str) -> String { find(name) }\n"),
        ("src/mail/mod.rs", "mod send;\nuse super::config::*;\nfn f() { get(\"D\", \"w\"); }\n"),
        ("src/mail/send.rs", "use super::super::config;\nfn f() { config::get(\"C\", \"z\"); }\n"),
        (
            "src/main.rs",
            "mod config;\nmod mail;\nuse crate::config::get;\nfn main() { get(\"A\", \"x\"); config::get(\"B\", \"y\"); }\n",
        ),
    ];
    let found = reads(Language::Rust, "crate::config::get", "envmnt::get_or", &own);
    assert_eq!(found, ["A=x", "B=y", "C=z", "D=w"]);
    let text = "use acme::Settings;\nfn f(s: &Settings) { s.read(\"A\", \"x\"); }\n";
    let of_instance =
        reads(Language::Rust, "acme::Settings().read", "envmnt::get_or", &[("src/main.rs", text)]);
    assert_eq!(of_instance, ["A=x"]);
}

#[test]
fn csharp() {
    let own = [
        (
            "Config/Env.cs",
            "namespace Acme.Config;\n\npublic static class Env { public static string Get(string n) => Store[n]; }\n",
        ),
        ("Mail.cs", "namespace Acme.Config.Mail;\n\nclass M { string b = Env.Get(\"B\"); }\n"),
        ("Other.cs", "class F { string c = Acme.Config.Env.Get(\"C\"); string no = Env.Get(\"NO\"); }\n"),
        ("Program.cs", "using Acme.Config;\n\nvar a = Env.Get(\"A\") ?? \"x\";\n"),
    ];
    let like = "System.Environment.GetEnvironmentVariable";
    assert_eq!(reads(Language::CSharp, "Acme.Config.Env.Get", like, &own), ["A=x", "B=", "C="]);
}

#[test]
fn php() {
    let own = [
        ("a.php", "<?php\nuse Acme\\Config\\Env;\n$a = Env::get('A', 'x');\n"),
        ("b.php", "<?php\nnamespace Acme\\Config;\n$b = Env::get('B');\n"),
        ("c.php", "<?php\nnamespace Acme\\Mail;\n$c = \\Acme\\Config\\Env::get('C');\n"),
        ("d.php", "<?php\nnamespace Acme\\Mail;\nuse Acme\\Config\\Env as E;\n$d = E::get('D');\n"),
        (
            "src/Config/Env.php",
            "<?php\nnamespace Acme\\Config;\nclass Env { static function get($n) { return self::$all[$n]; } }\n",
        ),
    ];
    let like = r"Illuminate\Support\Env.get";
    assert_eq!(reads(Language::Php, r"Acme\Config\Env.get", like, &own), ["A=x", "B=", "C=", "D="]);
    let text = "<?php\nnamespace Shop;\nshop_env('A');\n";
    assert_eq!(reads(Language::Php, "shop_env", "getenv", &[("a.php", text)]), ["A="]);
}

#[test]
fn java() {
    let own = [
        (
            "src/main/java/com/acme/App.java",
            "package com.acme;\nimport com.acme.config.Env;\nclass App { String a = Env.get(\"A\"); }\n",
        ),
        (
            "src/main/java/com/acme/All.java",
            "package com.acme;\nimport com.acme.config.*;\nclass All { String b = Env.get(\"B\"); }\n",
        ),
        (
            "src/main/java/com/acme/One.java",
            "package com.acme;\nimport static com.acme.config.Env.get;\nclass One { String c = get(\"C\"); }\n",
        ),
        (
            "src/main/java/com/acme/config/Env.java",
            "package com.acme.config;\nclass Env { static String get(String n) { return all.get(n); } }\n",
        ),
        (
            "src/main/java/com/acme/config/Mail.java",
            "package com.acme.config;\nclass Mail { String d = Env.get(\"D\"); }\n",
        ),
    ];
    let reads_of = |files: &[(&str, &str)]| {
        reads(Language::Java, "com.acme.config.Env.get", "java.lang.System.getenv", files)
    };
    assert_eq!(reads_of(&own), ["A=", "B=", "C=", "D="]);
    assert_eq!(reads_of(&own[..1]), ["A="]);
}

#[test]
fn kotlin() {
    let own = [
        (
            "src/main/kotlin/com/acme/App.kt",
            "package com.acme\nimport com.acme.config.env as e\nval a = e(\"A\") ?: \"x\"\n",
        ),
        (
            "src/main/kotlin/com/acme/config/Env.kt",
            "package com.acme.config\nfun env(n: String): String? = all[n]\n",
        ),
        ("src/main/kotlin/com/acme/config/Mail.kt", "package com.acme.config\nval b = env(\"B\")\n"),
    ];
    assert_eq!(
        reads(Language::Kotlin, "com.acme.config.env", "java.lang.System.getenv", &own),
        ["A=x", "B="]
    );
}

#[test]
fn a_name_is_like_a_pattern_or_what_it_fits() {
    let table = &super::frontend(Language::JavaScript).table;
    for like in ["express().listen", "express", "process.env"] {
        assert!(table.has(like), "{like}");
    }
    assert!(!table.has("expresss") && !table.has("process.envy"));
}
