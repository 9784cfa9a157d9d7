//! By which commands and actions CI deploys.

use crate::artefact::command::Command;
use crate::source::name_of;

/// Programs that deploy, with the words that their arguments start with then (one of them).
const COMMANDS: &[(&str, &[&str])] = &[
    ("kubectl", &["apply", "set image", "rollout restart", "replace", "patch"]),
    ("oc", &["apply", "rollout", "set image", "start-build"]),
    ("helm", &["upgrade", "install"]),
    ("helmfile", &["apply", "sync"]),
    ("argocd", &["app sync", "app set"]),
    ("flyctl", &["deploy"]),
    ("fly", &["deploy"]),
    ("heroku", &["container:release", "builds:create"]),
    ("gcloud", &["run deploy", "app deploy", "functions deploy", "run services update"]),
    ("eb", &["deploy"]),
    ("ecs-deploy", &[""]),
    ("serverless", &["deploy"]),
    ("sls", &["deploy"]),
    ("sam", &["deploy"]),
    ("cf", &["push"]),
    ("az", &["webapp deploy", "webapp config", "containerapp update", "webapp up", "functionapp deploy"]),
    ("vercel", &["deploy", "--prod"]),
    ("netlify", &["deploy"]),
    ("railway", &["up"]),
    ("kamal", &["deploy"]),
    ("cap", &[""]),
    ("ansible-playbook", &[""]),
    ("ssh", &[""]),
];

/// Commands of the AWS command line that put out a new release.
const AWS: [&str; 4] = ["update-service", "create-deployment", "update-function-code", "update-environment"];

/// What a command deploys with; `None` where it does something else.
pub(super) fn of_command(command: &Command) -> Option<String> {
    let name = command.name();
    let words: Vec<&str> = command.arguments().iter().map(|word| word.text.as_str()).collect();
    let plain = words.join(" ");
    if name == "aws" {
        let verb = AWS.iter().find(|verb| words.contains(verb))?;
        return Some(format!("aws {verb}"));
    }
    if let Some((_, starts)) = COMMANDS.iter().find(|(known, _)| *known == name) {
        let start = starts.iter().find(|start| says(&words, start))?;
        return Some(format!("{name} {start}").trim_end().to_owned());
    }
    match name {
        "docker" => plain.starts_with("stack deploy").then(|| "docker stack deploy".to_owned()),
        "git" => {
            let pushes = words.first() == Some(&"push") && words.iter().any(|word| is_platform_remote(word));
            pushes.then(|| "git push".to_owned())
        }
        "make" | "just" | "task" | "rake" => {
            words.iter().find(|word| is_deploy(word)).map(|word| format!("{name} {word}"))
        }
        "npm" | "yarn" | "pnpm" => {
            let script = words.iter().find(|word| !word.starts_with('-') && **word != "run")?;
            is_deploy(script).then(|| format!("{name} {script}"))
        }
        _ => {
            let path = command.program().text.as_str();
            let is_script = path.contains('/') || has_script_extension(path);
            (is_script && is_deploy(name)).then(|| name.to_owned())
        }
    }
}

/// How many words of options may stand before the verb of a command.
const FARTHEST: usize = 5;

/// Whether the verb of a command is made of those words: options and their values may stand before it.
fn says(words: &[&str], verb: &str) -> bool {
    let bare: Vec<&str> = words.iter().filter(|word| !word.starts_with('-')).copied().collect();
    let verb: Vec<&str> = verb.split_whitespace().collect();
    let flag = verb.first().is_some_and(|first| first.starts_with('-') && words.contains(first));
    verb.is_empty() || flag || bare.windows(verb.len()).take(FARTHEST).any(|window| window == verb)
}

/// Whether a remote of git is that of a platform, which deploys what is pushed there.
fn is_platform_remote(word: &str) -> bool {
    word.contains("heroku") || word.contains("dokku") || word.contains("clever-cloud")
}

fn has_script_extension(path: &str) -> bool {
    name_of(path)
        .rsplit_once('.')
        .is_some_and(|(_, extension)| matches!(extension, "sh" | "py" | "rb" | "js" | "ts"))
}

/// Whether a name starts with the verb: `deploy`, `deploy-staging.sh`, `deploy:prod`.
fn is_deploy(name: &str) -> bool {
    let rest = name.strip_prefix("deploy");
    rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Actions that deploy an app, by owner and name.
const ACTIONS: [&str; 16] = [
    "akhileshns/heroku-deploy",
    "amondnet/vercel-action",
    "appleboy/ssh-action",
    "appleboy/scp-action",
    "aws-actions/amazon-ecs-deploy-task-definition",
    "azure/aks-deploy",
    "azure/container-apps-deploy-action",
    "azure/functions-action",
    "azure/k8s-deploy",
    "azure/webapps-deploy",
    "digitalocean/app_action",
    "einaregilsson/beanstalk-deploy",
    "google-github-actions/deploy-appengine",
    "google-github-actions/deploy-cloudrun",
    "nwtgck/actions-netlify",
    "superfly/flyctl-actions",
];

/// What an action of GitHub deploys with; `None` where it does something else.
pub(super) fn of_action(action: &str) -> Option<String> {
    let lower = action.to_ascii_lowercase();
    ACTIONS.contains(&lower.as_str()).then(|| action.to_owned())
}

#[cfg(test)]
mod tests {
    use super::of_command;
    use crate::extract::commands;
    use crate::source::FileId;

    #[test]
    fn deployments_are_told_from_other_commands() {
        let means = |text: &str| commands::of_file(FileId(0), text).first().and_then(of_command);
        for text in [
            "kubectl -n web apply -f k8s",
            "kubectl set image deployment/web web=web:1",
            "helm --debug upgrade web ./chart",
            "aws ecs --region eu-west-1 update-service --cluster a",
            "flyctl deploy --remote-only",
            "./scripts/deploy.sh staging",
            "make deploy-production",
            "git push heroku main",
            "npm run deploy:prod",
        ] {
            assert!(means(text).is_some(), "{text}");
        }
        for text in [
            "kubectl get pods",
            "helm lint",
            "git push origin main",
            "make test",
            "npm run deployments",
            "./deployer",
        ] {
            assert!(means(text).is_none(), "{text}");
        }
    }
}
