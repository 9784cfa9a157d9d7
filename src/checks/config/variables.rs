//! Names of environment variables: which are set by platforms, which belong to tools, which are alike.

/// Whether platforms, shells, runtimes or CI set the variable, so that no manifest has to.
pub(in crate::checks) fn is_set_by_platform(name: &str) -> bool {
    #[rustfmt::skip]
    let names = [
        "PORT", "HOME", "PATH", "HOSTNAME", "HOST", "USER", "USERNAME", "LOGNAME", "SHELL", "PWD", "OLDPWD", "TMPDIR", "TEMP", "TMP", "TERM", "LANG",
        "LANGUAGE", "TZ", "EDITOR", "VISUAL", "PAGER", "DISPLAY", "CI", "DYNO", "NODE_ENV", "NODE_OPTIONS", "NODE_PATH", "RAILS_ENV",
        "RACK_ENV", "APPDATA", "LOCALAPPDATA", "PROGRAMFILES", "SYSTEMROOT", "COMSPEC", "WINDIR", "USERPROFILE", "INIT_CWD", "COLUMNS",
        "LINES", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "PYTHONPATH", "VIRTUAL_ENV", "GOPATH", "GOROOT", "JAVA_HOME", "CARGO", "OUT_DIR", "K_SERVICE", "K_REVISION", "K_CONFIGURATION",
        "WEBSITE_HOSTNAME", "WEBSITE_SITE_NAME", "INVOCATION_ID", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "SSH_AUTH_SOCK",
        "SSH_CONNECTION", "SOURCE_VERSION", "STACK", "POD_NAME", "POD_NAMESPACE", "POD_IP", "NODE_NAME", "RUST_LOG", "RUST_BACKTRACE",
    ];
    #[rustfmt::skip]
    let families = [
        "KUBERNETES_", "npm_", "NPM_CONFIG_", "GITHUB_", "RUNNER_", "GITLAB_", "CI_", "CIRCLE_", "TRAVIS_", "JENKINS_", "BUILDKITE_", "DRONE_",
        "HEROKU_", "VERCEL", "NETLIFY", "RENDER", "RAILWAY_", "FLY_", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_",
        "AWS_WEB_IDENTITY_", "AWS_ROLE_ARN", "AWS_CONTAINER_", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
        "ECS_", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "GCP_PROJECT", "GAE_", "AZURE_CLIENT_ID", "AZURE_TENANT_ID",
        "AZURE_FEDERATED_", "IDENTITY_", "MSI_", "CARGO_", "LC_", "XDG_", "VSCODE_", "CODESPACE", "GITPOD_", "DEP_", "NIX_",
    ];
    // Kubernetes sets these for every Service of the namespace.
    let service = ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT_80_TCP_ADDR"];
    names.contains(&name)
        || families.iter().any(|family| name.starts_with(family))
        || service.iter().any(|end| name.ends_with(end))
}

/// Whether a framework, runtime, agent or image reads the variable itself, so that the app's code need not mention it.
pub(in crate::checks) fn is_tooling(name: &str) -> bool {
    #[rustfmt::skip]
    let families = [
        "PYTHON", "PIP_", "UV_", "POETRY_", "DJANGO_", "FLASK_", "UVICORN_", "GUNICORN_", "WEB_CONCURRENCY", "CELERY_", "NODE_", "NPM_", "YARN_",
        "PNPM_", "NEXT_", "NUXT_", "VITE_", "REACT_APP_", "VUE_APP_", "GATSBY_", "NITRO_", "PM2_", "PRISMA_", "TS_NODE_", "UV_THREADPOOL_",
        "RAILS_", "RUBY", "BUNDLE_", "GEM_", "PUMA_", "MALLOC_", "LD_", "GLIBC_", "JAVA_", "JDK_", "JVM_", "MAVEN_", "GRADLE_", "SPRING_",
        "SERVER_", "MANAGEMENT_", "LOGGING_", "QUARKUS_", "MICRONAUT_", "GO", "CGO_", "ASPNETCORE_", "DOTNET_", "COREHOST_", "PHP_",
        "COMPOSER_", "APACHE_", "NGINX_", "OTEL_", "DD_", "NEW_RELIC_", "SENTRY_", "ELASTIC_APM_", "DOCKER_", "COMPOSE_", "BUILDKIT_",
        "RUST", "TOKIO_", "ROCKET_", "GF_", "POSTGRES_", "PG", "MYSQL_", "MARIADB_", "MONGO_INITDB_", "REDIS_ARGS", "RABBITMQ_", "KAFKA_",
        "ZOOKEEPER_", "ES_JAVA_OPTS", "MINIO_", "KEYCLOAK_", "KC_", "TRAEFIK_", "GRPC_", "SSL_CERT_", "REQUESTS_CA_", "CURL_CA_", "GIT_",
        "AWS_", "GOOGLE_", "AZURE_", "BOTO_", "S3FS_", "TF_", "ANSIBLE_", "DEBIAN_FRONTEND", "DEBUG", "PUID", "PGID", "UID", "GID", "S6_",
        "TINI_", "SUPERVISOR_", "CHROME_", "PUPPETEER_", "PLAYWRIGHT_", "HF_", "TRANSFORMERS_", "TORCH_", "CUDA_", "NVIDIA_", "OMP_", "MKL_",
    ];
    families.iter().any(|family| name.starts_with(family))
}

/// Whether two names are one name with a slip: a letter left out, added, changed or two swapped, in one of their words.
///
/// Names of a family (`DB_1`, `DB_2`) and names whose differing words are words of their own (`HOST`, `PORT`) are not alike.
pub(super) fn resembles(a: &str, b: &str) -> bool {
    let shortest = a.len().min(b.len());
    if a == b || shortest < 5 || a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) != digits(b) {
        return false;
    }
    let squeezed = |text: &str| text.replace('_', "").to_ascii_uppercase();
    let (plain_a, plain_b) = (squeezed(a), squeezed(b));
    if plain_a == plain_b {
        return true;
    }
    let (words_a, words_b): (Vec<&str>, Vec<&str>) = (a.split('_').collect(), b.split('_').collect());
    if words_a.len() != words_b.len() {
        return distance(&plain_a, &plain_b) <= 1;
    }
    let differing: Vec<(&str, &str)> = words_a.into_iter().zip(words_b).filter(|(a, b)| a != b).collect();
    let [(a, b)] = differing.as_slice() else { return false };
    let longest = a.len().max(b.len());
    if longest <= 3 {
        return is_swap(a, b) || matches!((*a, *b), ("URL", "URI") | ("URI", "URL"));
    }
    let distance = distance(a, b);
    distance <= 2 && longest >= 3 * distance
}

/// Whether two short words have the same letters in another order.
fn is_swap(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

/// The optimal string alignment distance, in characters: insertions, deletions, substitutions, swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let substitution = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = substitution.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_names() {
        for (a, b) in [
            ("DATABSE_URL", "DATABASE_URL"),
            ("ALLOWED_HOST", "ALLOWED_HOSTS"),
            ("REDIS_ULR", "REDIS_URL"),
            ("DATABASEURL", "DATABASE_URL"),
            ("STRIPE_KEY", "STRPIE_KEY"),
        ] {
            assert!(resembles(a, b) && resembles(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("REDIS_HOST", "REDIS_PORT"),
            ("WORKER_1", "WORKER_2"),
            ("DB_URL", "DB_USER"),
            ("APP", "APPS"),
            ("MAX_SIZE", "MIN_SIZE"),
            ("SMTP_HOST", "SMTP_FROM"),
            ("A_B_C", "A_B_D"),
            ("DB_HOST", "DB_HOST"),
            ("API_KEY", "APP_KEY"),
        ] {
            assert!(!resembles(a, b), "{a} {b}");
        }
    }

    #[test]
    fn distances_count_swaps_once() {
        assert_eq!(distance("ulr", "url"), 1);
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("databse", "database"), 1);
    }

    #[test]
    fn platforms_set_their_own() {
        assert!(
            is_set_by_platform("PORT")
                && is_set_by_platform("KUBERNETES_SERVICE_HOST")
                && is_set_by_platform("npm_package_version")
        );
        assert!(!is_set_by_platform("DATABASE_URL") && is_tooling("PYTHONUNBUFFERED"));
    }
}
