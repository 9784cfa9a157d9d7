use super::*;
use crate::extract::commands;
use crate::source::{FileId, Span};

/// What a line of shell text installs: `locked`, the better command, or the names, those without a version in brackets.
fn show(text: &str) -> String {
    let commands = commands::of_shell(text, &|range| Span::new(FileId(0), range.start, range.end));
    let Some(install) = commands.first().and_then(of) else { return "-".to_owned() };
    match &install.what {
        What::Locked => "locked".to_owned(),
        What::Unlocked(better) | What::Updated(better) => (*better).to_owned(),
        What::Named(names) => {
            let show = |name: &&Arg| {
                if is_open(&install, name) { format!("[{}]", name.text) } else { name.text.clone() }
            };
            names.iter().map(show).collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn commands_of_node() {
    let cases = [
        ("npm ci --omit=dev", "locked"),
        ("npm --prefix web install --production", "npm ci"),
        ("npm i -g pnpm@9 typescript @angular/cli", "pnpm@9 [typescript] [@angular/cli]"),
        ("npm install --omit dev", "npm ci"),
        ("npm install ./libs/a", "./libs/a"),
        ("npm run build", "-"),
        ("npm --version", "-"),
        ("yarn", "yarn install --frozen-lockfile"),
        ("yarn --frozen-lockfile", "locked"),
        ("yarn install --immutable", "locked"),
        ("yarn build", "-"),
        ("yarn global add serve", "[serve]"),
        ("pnpm i --frozen-lockfile --prod", "locked"),
        ("pnpm install --frozen-lockfile=false", "pnpm install --frozen-lockfile"),
        ("pnpm fetch --prod", "locked"),
        ("corepack prepare pnpm@latest --activate", "[pnpm@latest]"),
        ("corepack enable", "-"),
        (
            "npm install --cpu x64 x/y x/y#v1 git+https://a/b.git a.tgz file:../a",
            "[x/y] x/y#v1 [git+https://a/b.git] a.tgz file:../a",
        ),
        ("npm install a@npm:b a@npm:b@1", "[a@npm:b] a@npm:b@1"),
        ("npm install a$VERSION $PACKAGE", "a{} {}"),
        ("pnpm i -g serve", "[serve]"),
        ("bun install", "bun install --frozen-lockfile"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn commands_of_python() {
    let cases = [
        ("pip install -r requirements.txt", "locked"),
        (
            "python3 -m pip install --no-cache-dir flask 'redis>=5' uvicorn==0.30 x~=1",
            "[flask] [redis>=5] uvicorn==0.30 x~=1",
        ),
        ("pip3.12 install -t /deps .", "locked"),
        ("pip install -c constraints.txt flask", "-"),
        ("pip install -cconstraints.txt flask", "-"),
        ("PIP_CONSTRAINT=constraints.txt pip install flask", "-"),
        ("uv tool install ruff@latest", "[ruff@latest]"),
        ("uv tool install --from ruff==0.6 ruff", "-"),
        ("pipx inject poetry a b==1", "[a] b==1"),
        ("poetry self add a", "[a]"),
        ("pip install git+https://github.com/a/b", "[git+https://github.com/a/b]"),
        ("pip install git+https://github.com/a/b@v1", "git+https://github.com/a/b@v1"),
        ("pip install $PACKAGES", "{}"),
        ("pip wheel --wheel-dir /wheels uwsgi -r requirements.txt", "[uwsgi]"),
        ("uv sync --no-dev", "uv sync --locked"),
        ("uv sync --frozen", "locked"),
        ("uv pip install --system gunicorn", "[gunicorn]"),
        ("uv tool install ruff@0.6", "ruff@0.6"),
        ("poetry install --only main", "locked"),
        ("uv pip install --python-preference system -r requirements.txt", "locked"),
        ("poetry update", "poetry install"),
        ("pipenv install --system", "pipenv install --deploy"),
        ("pipenv install --system --deploy", "locked"),
        ("pdm install --prod", "pdm sync"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn commands_of_other_languages() {
    let cases = [
        ("bundle install --jobs 4", "bundle config set frozen true && bundle install"),
        ("BUNDLE_FROZEN=1 bundle", "locked"),
        ("bundle exec rake", "-"),
        ("gem install bundler rake", "[bundler] [rake]"),
        ("gem install rake -v 13.0", "-"),
        ("gem install pg:1.5 -- --with-pg-config true", "pg:1.5"),
        ("composer install --no-dev", "locked"),
        ("composer update --no-dev", "composer install"),
        ("composer global require x/y z/w:^1", "[x/y] z/w:^1"),
        ("composer require x/y '^1' z/w", "[z/w]"),
        ("pecl install -o -f redis xdebug-3.4.0 apcu-stable", "[redis] xdebug-3.4.0 [apcu-stable]"),
        ("gem i rake:13.0 puma", "rake:13.0 [puma]"),
        ("cargo install --git https://a/b", "[https://a/b]"),
        ("cargo install --git https://a/b --rev 1 c", "-"),
        ("cargo build --release", "cargo build --locked"),
        ("cargo +nightly build --locked", "locked"),
        ("cargo install --path .", "cargo install --locked --path"),
        ("cargo install sqlx-cli trunk@0.20", "[sqlx-cli] trunk@0.20"),
        ("cargo install sqlx-cli --version 0.8", "-"),
        ("go mod download", "locked"),
        ("go mod tidy", "go mod download"),
        ("go install ./cmd/shop", "-"),
        ("go install github.com/a/b@latest", "[github.com/a/b@latest]"),
        ("go install github.com/a/b@v1.2.0", "github.com/a/b@v1.2.0"),
        ("go get -d ./... a.org/b a.org/c@v1 a.org/d/...", "[a.org/b] a.org/c@v1"),
        ("go run a.org/b@latest x.org/y@latest", "[a.org/b@latest]"),
        ("go run ./cmd/shop", "-"),
        ("go get -u ./...", "go mod download"),
        ("go build -o /shop .", "-"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text), expected, "{text}");
    }
}
