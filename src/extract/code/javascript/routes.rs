//! Routes that a framework takes from the place of a file: Next.js, Nuxt, `SvelteKit`.

use super::super::syntax::File;
use super::super::unit::{Argument, Call, Context, Value};
use crate::source::name_of;

/// The callee under which the table knows a route that a file is.
pub(super) const ROUTE: &str = "framework.route";

/// The route that the file serves by its path, as a call with the path.
pub(super) fn by_path(file: &File) -> Option<Call> {
    let path = route(file.reader.path)?;
    let span = file.reader.span(0..0);
    let value = Value::text(path, span);
    Some(Call {
        callee: ROUTE.to_owned(),
        receiver: None,
        args: vec![Argument { name: None, value }],
        open: false,
        result: None,
        span,
        context: Context::default(),
    })
}

fn route(path: &str) -> Option<String> {
    let name = name_of(path);
    let (stem, extension) = name.rsplit_once('.')?;
    if !matches!(extension, "js" | "ts" | "mjs" | "jsx" | "tsx") {
        return None;
    }
    let folder = path.strip_suffix(name)?.trim_end_matches('/');
    let below = |root: &str| {
        let padded = format!("/{folder}/");
        let at = padded.find(root)?;
        Some(padded[at + root.len()..].trim_matches('/').to_owned())
    };
    let served = match stem {
        // Next.js, app router; SvelteKit.
        "route" => below("/app/")?,
        "+server" => below("/routes/")?,
        // Next.js, pages router; Nuxt.
        _ => {
            let (prefix, inner) = below("/pages/api/")
                .or_else(|| below("/server/api/").filter(|_| stem.split('.').count() <= 2 && is_nuxt(stem)))
                .map(|inner| ("api", inner))?;
            let last = if stem == "index" { String::new() } else { format!("/{}", stem.split('.').next()?) };
            format!("{prefix}/{inner}{last}")
        }
    };
    let parts = served.split('/').filter(|part| !part.is_empty() && !part.starts_with(['(', '@']));
    let parts: Vec<&str> = parts.map(|part| if part.starts_with('[') { "{}" } else { part }).collect();
    Some(format!("/{}", parts.join("/")))
}

/// Nuxt names the method in the file: `users.get.ts`.
fn is_nuxt(stem: &str) -> bool {
    stem.rsplit_once('.')
        .is_some_and(|(_, method)| matches!(method, "get" | "post" | "put" | "patch" | "delete"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_routes_by_their_place() {
        let of = |path: &str| route(path).unwrap_or_default();
        assert_eq!(of("web/src/app/(shop)/api/items/[id]/route.ts"), "/api/items/{}");
        assert_eq!(of("pages/api/health.js"), "/api/health");
        assert_eq!(of("pages/api/users/index.ts"), "/api/users");
        assert_eq!(of("server/api/users.get.ts"), "/api/users");
        assert_eq!(of("src/route.css"), "");
        assert_eq!(of("server/api/client.ts"), "");
    }
}
