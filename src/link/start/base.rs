//! What base images bring along: their ENTRYPOINT, and the CMD that holds where the image sets none.

use crate::artefact::image::Image;
use crate::artefact::official::is_official;
use crate::artefact::reference::ImageReference;
use crate::source::{Arg, Span, name_of};

/// The ENTRYPOINT that an image inherits from its external base, as far as it is known: each of the distroless images of a
/// language starts its interpreter (their `BUILD` files set it), those of linuxserver.io and others on s6-overlay `/init`. The
/// entrypoint scripts of the Docker Official Images all end in `exec "$@"`, so that they are left out.
pub(super) fn entrypoint(image: &Image, span: Span) -> Vec<Arg> {
    let reference = image.base().and_then(|base| ImageReference::parse(&base.arg));
    let name = reference.as_ref().map_or("", |reference| reference.repository.text.as_str());
    if name.starts_with("linuxserver/") || name.contains("/linuxserver/") || name.contains("s6-overlay") {
        return words(&["/init"], span);
    }
    let Some((_, language)) = name.split_once("distroless/") else { return Vec::new() };
    let language = language.split('-').next().unwrap_or("").trim_end_matches(|c: char| c.is_ascii_digit());
    let interpreter: &[&str] = match language {
        "nodejs" => &["/nodejs/bin/node"],
        "python" => &["/usr/bin/python3"],
        "java" => &["/usr/bin/java", "-jar"],
        _ => &[],
    };
    words(interpreter, span)
}

/// The command that the external base starts where the image sets neither CMD nor ENTRYPOINT (the `CMD` of the Dockerfiles of
/// the Docker Official Images).
pub(super) fn command(image: &Image) -> Option<Vec<Arg>> {
    let base = image.base()?;
    let inherited = entrypoint(image, base.span());
    if !inherited.is_empty() {
        return Some(inherited).filter(|words| words[0].text == "/init");
    }
    let reference = ImageReference::parse(&base.arg)?;
    let (name, tag) = (reference.familiar(), reference.tag.as_ref().map_or("", |tag| tag.text.as_str()));
    if !is_official(name_of(name)) || name.contains('/') && !name.starts_with("library/") {
        return None;
    }
    let program: &[&str] = match name_of(name) {
        "nginx" => &["nginx", "-g", "daemon off;"],
        "httpd" => &["httpd-foreground"],
        "caddy" => &["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"],
        "haproxy" => &["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
        "php" | "wordpress" | "nextcloud" | "drupal" | "joomla" if tag.contains("fpm") => &["php-fpm"],
        "php" if tag.contains("apache") => &["apache2-foreground"],
        "wordpress" | "nextcloud" | "drupal" | "joomla" if !tag.contains("cli") => &["apache2-foreground"],
        "postgres" => &["postgres"],
        "mysql" | "percona" => &["mysqld"],
        "mariadb" => &["mariadbd"],
        "mongo" => &["mongod"],
        "redis" => &["redis-server"],
        "memcached" => &["memcached"],
        "rabbitmq" => &["rabbitmq-server"],
        "tomcat" => &["catalina.sh", "run"],
        "jetty" => &["java", "-jar", "/usr/local/jetty/start.jar"],
        _ => return None,
    };
    Some(words(program, base.span()))
}

fn words(texts: &[&str], span: Span) -> Vec<Arg> {
    texts.iter().map(|text| Arg::literal(*text, span)).collect()
}
