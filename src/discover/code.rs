//! What source files are for, by the conventions of their languages.

use super::place::{is_about_settings, is_tooling_folder};
use super::{Language, jvm};
use crate::fact::Role;
use crate::source::{folder_of, name_of};

/// What a source file is for that stands in no folder that tells; `name` is in lower case.
pub(super) fn role(path: &str, name: &str, language: Language, text: &str) -> Role {
    if matches!(language, Language::Java | Language::Kotlin) {
        return jvm::role(path, text);
    }
    let folder = folder_of(path);
    let lower = folder.to_ascii_lowercase();
    let parts = || lower.split('/');
    if parts().any(|part| is_tooling_folder(part) || part.starts_with('.')) || is_build_config(name) {
        return Role::Tooling;
    }
    // Deeper down it is a layer of the app.
    if parts().next().is_some_and(|top| matches!(top, "infra" | "infrastructure")) {
        return Role::Tooling;
    }
    let stem = name.split('.').next().unwrap_or("");
    let is_dev_server = matches!(stem, "dev" | "devserver" | "dev-server" | "dev_server");
    if is_dev_server && !is_about_settings(name_of(&lower)) {
        return Role::Development;
    }
    match language {
        Language::Python => {
            // Invoke reads `tasks.py`, which is also where an app has its background tasks.
            let runs_tasks = name == "tasks.py" && text.contains("invoke");
            if runs_tasks
                || matches!(name, "setup.py" | "noxfile.py" | "fabfile.py")
                || parts().any(|part| matches!(part, "migrations" | "alembic" | "versions"))
            {
                return Role::Tooling;
            }
        }
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let seeds = matches!(stem, "seed" | "seeds" | "seeder") || stem.ends_with("-seed");
            if seeds || parts().any(|part| matches!(part, "migrations" | "seeders" | "seeds" | "seed")) {
                return Role::Tooling;
            }
            if is_client(&lower, name, language, text) {
                return Role::Client;
            }
        }
        Language::Go => return go_role(name, &lower, text),
        Language::CSharp => {
            let tests =
                |part: &str| ["tests", ".test", "unittest", "specs"].iter().any(|end| part.ends_with(end));
            if parts().any(tests) || stem.ends_with("tests") {
                return Role::Test;
            }
            let is_tool = parts().any(|part| matches!(part, "migrations" | "build"));
            // The command line of Entity Framework makes its contexts with these.
            let is_tool = is_tool || text.contains("IDesignTimeDbContextFactory");
            if is_tool || parts().next().is_some_and(|top| matches!(top, "util" | "utils")) {
                return Role::Tooling;
            }
            let of_clients =
                ["Microsoft.Maui", "MauiApp", "CommunityToolkit.Mvvm", "System.Windows", "Avalonia"];
            if of_clients.iter().any(|library| text.contains(library)) {
                return Role::Client;
            }
        }
        Language::Ruby => {
            let runs_tasks = name.ends_with(".rake") || matches!(name, "rakefile" | "capfile");
            let of_people = |part: &str| {
                matches!(part, "bin" | "tasks" | "migrate" | "post_migrate" | "seeds" | "generators")
            };
            if runs_tasks || parts().any(of_people) || matches!(name, "seeds.rb" | "schema.rb" | "deploy.rb")
            {
                return Role::Tooling;
            }
        }
        Language::Php => {
            if is_of_framework(text) {
                return Role::Vendored;
            }
            if is_php_tooling(&lower, name) || is_console_command(text) {
                return Role::Tooling;
            }
            if parts().any(|part| {
                matches!(
                    part,
                    "lang" | "language" | "languages" | "translations" | "locale" | "locales" | "i18n"
                )
            }) {
                return Role::Documentation;
            }
        }
        Language::Java | Language::Kotlin => {}
        Language::Rust => {
            // What a macro writes is part of the code that calls it, and says nothing by itself.
            let expands = text.contains("#[proc_macro");
            if name == "build.rs" || expands || parts().any(|part| part == "xtask") {
                return Role::Tooling;
            }
        }
    }
    Role::Production
}

/// The role of a file of Go by its build constraint: <https://pkg.go.dev/cmd/go#hdr-Build_constraints>.
fn go_role(name: &str, folder: &str, text: &str) -> Role {
    let head = text.lines().take_while(|line| !line.starts_with("package "));
    let constraints =
        head.filter_map(|line| line.strip_prefix("//go:build ").or_else(|| line.strip_prefix("// +build ")));
    for constraint in constraints {
        let mut words = constraint.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '!'));
        let role = words.find_map(|word| match word {
            "ignore" | "tools" | "mage" => Some(Role::Tooling),
            "test" | "integration" | "e2e" | "acceptance" | "testtools" => Some(Role::Test),
            _ => None,
        });
        if let Some(role) = role {
            return role;
        }
    }
    let imports = text.find("\nfunc ").map_or(text, |end| &text[..end]);
    if ["\"testing\"\n", "\"github.com/stretchr/testify/"].iter().any(|tests| imports.contains(tests)) {
        return Role::Test;
    }
    match name {
        "magefile.go" | "tools.go" => Role::Tooling,
        // A step of a versioned migration changes the schema on purpose.
        _ if folder
            .split('/')
            .any(|part| matches!(part, "magefiles" | "mage" | "migrate" | "migration" | "migrations")) =>
        {
            Role::Tooling
        }
        _ if name.starts_with("mock_") || name.ends_with("_mock.go") || name.ends_with("_mocks.go") => {
            Role::Test
        }
        _ => Role::Production,
    }
}

/// Whether a file of PHP declares a class of a well-known framework, and so is a copy of it.
fn is_of_framework(text: &str) -> bool {
    let namespaces = [
        "Doctrine",
        "GuzzleHttp",
        "Illuminate",
        "Laminas",
        "Monolog",
        "PHPMailer",
        "Predis",
        "Symfony",
        "Twig",
        "Zend",
    ];
    text.lines().take(200).any(|line| {
        let namespace = line.strip_prefix("namespace ").and_then(|name| name.split(['\\', ';', ' ']).next());
        namespace.is_some_and(|first| namespaces.contains(&first)) || line.starts_with("class Swift_")
    })
}

/// Whether a class of PHP is a command that people run and that ends; one that waits for messages or signals is a worker.
fn is_console_command(text: &str) -> bool {
    let bases = [r"Illuminate\Console\Command;", r"Symfony\Component\Console\Command\Command;"];
    let waits = ["consume", "while (true)", "while (1)", "pcntl_", "->wait(", "Server(", "Loop::"];
    text.contains(" extends ")
        && bases.iter().any(|base| text.contains(base))
        && !waits.iter().any(|wait| text.contains(wait))
}

/// Migrations, seeders and the configuration of tools, in PHP.
fn is_php_tooling(folder: &str, name: &str) -> bool {
    let tools = ["rector.php", "ecs.php", "deploy.php", "castor.php", "_ide_helper.php", "scoper.inc.php"];
    let mut parts = folder.split('/');
    tools.contains(&name)
        || name.starts_with(".php")
        || name.starts_with("phpstan")
        || folder.ends_with("database/factories")
        || parts.any(|part| matches!(part, "migrations" | "seeders" | "seeds" | "datafixtures" | "stubs"))
}

/// Configuration of build tools, linters and test runners, written as code.
fn is_build_config(name: &str) -> bool {
    let stem = name.trim_start_matches('.').split('.').next().unwrap_or("");
    let tool = [
        "next",
        "nuxt",
        "gatsby",
        "webpack",
        "rollup",
        "vite",
        "vitest",
        "babel",
        "jest",
        "eslint",
        "prettier",
        "karma",
        "gulpfile",
        "gruntfile",
        "postcss",
        "tailwind",
        "commitlint",
        "cypress",
        "playwright",
        "protractor",
        "metro",
        "tsup",
        "esbuild",
        "svelte",
        "astro",
        "craco",
        "lint-staged",
        "stylelint",
        "release",
        "wdio",
        "codegen",
    ];
    let config =
        name.contains(".config.") || name.contains(".conf.") || name.contains("rc.") || name.starts_with('.');
    matches!(stem, "gulpfile" | "gruntfile" | "setupproxy" | "setuptests" | "setup-jest" | "jest-setup")
        || (config && tool.iter().any(|tool| stem.trim_start_matches('.').starts_with(tool)))
}

/// Whether a script stands below the root component of a page that a bundler builds: beside `src/App.vue`, with the page itself
/// next to `src`, as the templates of Vite, Create React App and Vue CLI lay them out.
pub(super) fn is_of_page(path: &str, text: &str, exists: impl Fn(&str) -> bool) -> bool {
    let mut folder = folder_of(path);
    while !matches!(name_of(folder), "" | "server" | "api" | "backend") {
        let root = ["App.vue", "App.svelte", "App.tsx", "App.jsx", "App.js"]
            .iter()
            .any(|component| exists(&format!("{folder}/{component}")));
        if root {
            let parent = folder_of(folder);
            let beside =
                |page: &str| if parent.is_empty() { page.to_owned() } else { format!("{parent}/{page}") };
            let has_page = ["index.html", "public/index.html"].iter().any(|page| exists(&beside(page)));
            return has_page && !serves(text);
        }
        folder = folder_of(folder);
    }
    false
}

/// Whether script code names what only server processes use.
fn serves(text: &str) -> bool {
    let server = [
        "require('http')",
        "require(\"http\")",
        "express",
        "process.env.PORT",
        "createServer",
        "fastify",
        "koa",
        "@nestjs",
        "node:",
    ];
    server.iter().any(|needle| text.contains(needle))
}

/// Whether script code runs in a browser rather than in a server process.
fn is_client(folder: &str, name: &str, language: Language, text: &str) -> bool {
    let in_client_folder = folder.split('/').any(|part| {
        matches!(
            part,
            "public"
                | "static"
                | "assets"
                | "components"
                | "www"
                | "browser"
                | "webapp"
                | "wwwroot"
                | "hooks"
                | "composables"
        )
    });
    let ui = [
        "document.getElementById",
        "window.",
        "document.querySelector",
        "from 'react'",
        "from \"react\"",
        "from 'vue'",
        "from \"vue\"",
        "@angular/",
        "from 'svelte",
        "from \"svelte",
        "ReactDOM",
        "jQuery",
        "$(document)",
        "'use client'",
        "\"use client\"",
    ];
    let is_ui = ui.iter().any(|needle| text.contains(needle));
    !serves(text) && (in_client_folder || is_ui || language == Language::Tsx || name.ends_with(".jsx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_below_the_root_component_are_of_the_page() {
        let paths = ["index.html", "src/App.vue", "web/src/App.jsx"];
        let of = |path: &str, text: &str| is_of_page(path, text, |wanted| paths.contains(&wanted));
        assert!(of("src/mixins/public.js", "export default {}"));
        assert!(!of("src/server/config.js", "module.exports = {}"));
        assert!(!of("src/app.js", "require('express')"));
        assert!(!of("server/app.js", ""));
        assert!(!of("web/src/a.js", ""));
    }
}
