//! A thousand Dockerfiles: CPU seconds of a whole run, and the ratio to hadolint on the same files.
//!
//! `cargo bench --bench dockerfiles` needs GNU time; with `hadolint` on the path it measures that too, in turn, so that a change
//! of the machine's speed meets both. The median of the pairs is what to quote. `KEEP=FOLDER` only writes the files there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints what it measured, and stops where it fails"
)]

#[path = "measure/cost.rs"]
mod cost;
#[path = "measure/median.rs"]
mod median;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cost::measure;
use median::median;

const FILES: usize = 1_000;
const PAIRS: usize = 5;

fn main() {
    if let Some(folder) = std::env::var_os("KEEP") {
        write_tree(&PathBuf::from(folder));
        return;
    }
    let tree = tempfile::tempdir().unwrap();
    let paths = write_tree(tree.path());
    let ours = [env!("CARGO_BIN_EXE_twelvecheck"), "--isolated", "--pedantic", "--format", "json"];
    let mut theirs = vec!["hadolint", "--no-fail", "--format", "json"];
    theirs.extend(paths.iter().map(String::as_str));
    let is_there = Command::new("hadolint").arg("--version").stdout(Stdio::null()).status().is_ok();

    let (mut own, mut other, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let seconds = measure(tree.path(), &ours).seconds;
        own.push(seconds);
        if is_there {
            let of_hadolint = measure(tree.path(), &theirs).seconds;
            other.push(of_hadolint);
            ratios.push(of_hadolint / seconds);
        }
    }
    println!("{FILES} Dockerfiles: {:.2} CPU s (median of {PAIRS})", median(&mut own));
    if is_there {
        println!("hadolint on them: {:.2} CPU s", median(&mut other));
        println!("hadolint / twelvecheck: {:.1} times the CPU (median of the pairs)", median(&mut ratios));
    } else {
        println!("hadolint is not on the path: no ratio");
    }
}

/// One Dockerfile for each service, of the four kinds in turn; gives their paths.
fn write_tree(root: &Path) -> Vec<String> {
    let write = |at: usize| {
        let folder = format!("service-{at}");
        std::fs::create_dir_all(root.join(&folder)).unwrap();
        let path = format!("{folder}/Dockerfile");
        let text = TEMPLATES[at % TEMPLATES.len()].replace("{at}", &at.to_string());
        std::fs::write(root.join(&path), text).unwrap();
        path
    };
    (0..FILES).map(write).collect()
}

const TEMPLATES: [&str; 4] = [PYTHON, NODE, GO, PHP];

const PYTHON: &str = r"# syntax=docker/dockerfile:1
ARG PYTHON=3.12
FROM python:${PYTHON}-slim AS base
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    SERVICE=service-{at}
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl libpq5 \
    && rm -rf /var/lib/apt/lists/*

FROM base AS build
RUN apt-get update && apt-get install -y build-essential libpq-dev
WORKDIR /src
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt && pip install gunicorn

FROM base
RUN groupadd --system app && useradd --system --gid app --create-home app
COPY --from=build /install /usr/local
WORKDIR /app
COPY . .
RUN python manage.py collectstatic --noinput
USER app
EXPOSE 8000
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD gunicorn --bind 0.0.0.0:8000 shop{at}.wsgi
";

const NODE: &str = r#"FROM node:22-alpine AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci

FROM node:22-alpine AS build
WORKDIR /app
ARG NEXT_PUBLIC_URL=https://shop{at}.example.com
ARG SENTRY_AUTH_TOKEN
ENV NEXT_PUBLIC_URL=$NEXT_PUBLIC_URL NEXT_TELEMETRY_DISABLED=1
COPY --from=deps /app/node_modules ./node_modules
COPY . .
RUN npm run build

FROM node:22-alpine
RUN apk add curl && npm install -g pm2
ENV NODE_ENV=production
WORKDIR /app
RUN addgroup -S nodejs && adduser -S next -G nodejs
COPY --from=build --chown=next:nodejs /app/.next/standalone ./
COPY --from=build --chown=next:nodejs /app/public ./public
USER next
EXPOSE 3000
ENTRYPOINT ["./docker-entrypoint.sh"]
CMD ["node", "server.js"]
"#;

const GO: &str = r#"FROM golang AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && go install github.com/pressly/goose/v3/cmd/goose@latest
COPY . .
RUN <<EOF
set -e
CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.version={at}" -o /out/service-{at} ./cmd/server
if [ -d migrations ]; then
  cp -r migrations /out/
fi
EOF

FROM alpine:latest
RUN apk update && apk add ca-certificates tzdata
COPY --from=build /out /usr/local/bin
USER 65532
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/service-{at}"]
"#;

const PHP: &str = r#"FROM composer:2.7 AS vendor
WORKDIR /app
COPY composer.json composer.lock ./
RUN composer install --no-dev --no-scripts --prefer-dist

FROM php:8.3-apache
RUN set -eux; \
    savedAptMark="$(apt-mark showmanual)"; \
    apt-get update; \
    apt-get install -y --no-install-recommends libicu-dev libpng-dev libzip-dev; \
    docker-php-ext-configure gd --with-jpeg; \
    docker-php-ext-install -j "$(nproc)" gd intl pdo_mysql zip; \
    pecl install redis-6.1.0; \
    docker-php-ext-enable redis; \
    apt-mark auto '.*' > /dev/null; \
    apt-mark manual $savedAptMark; \
    apt-get purge -y --auto-remove; \
    rm -rf /var/lib/apt/lists/*
RUN a2enmod rewrite && sed -ri -e 's!/var/www/html!/var/www/html/public!g' /etc/apache2/sites-available/*.conf
COPY --from=vendor /app/vendor ./vendor
COPY . .
RUN chown -R www-data:www-data storage && ln -sf /dev/stdout storage/logs/shop-{at}.log
VOLUME ["/var/www/html/storage"]
"#;
