//! `*.gemspec` (RubyGems): the dependencies that it adds, not Ruby.

use super::gemfile::tokens::{Kind, Token, statements};
use super::gemfile::versions;
use super::{Harvest, Reader, push};
use crate::artefact::package::{Ecosystem, Need, Package, Provenance, Requirement};

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let mut package = Package::new(reader.file, Ecosystem::Ruby, reader.place.clone());
    package.library = true;
    for statement in statements(reader) {
        package.dependencies.extend(dependency(&statement));
        if let [_, .., name, mark, value] = statement.as_slice()
            && (name.arg.text.as_str(), mark.arg.text.as_str(), value.kind) == ("name", "=", Kind::Text)
        {
            package.name = Some(value.arg.clone());
            package.anchor = value.arg.span;
        }
    }
    push(reader, package, harvest);
}

/// `spec.add_dependency "name", "~> 1.0"`.
fn dependency(words: &[Token]) -> Option<Requirement> {
    let at = words.iter().position(|word| word.arg.text.starts_with("add_") && word.kind == Kind::Word)?;
    let need = match words[at].arg.text.as_str() {
        "add_dependency" | "add_runtime_dependency" => Need::Run,
        "add_development_dependency" => Need::Develop,
        _ => return None,
    };
    let rest = &words[at + 1..];
    let rest = rest.iter().position(|word| word.kind == Kind::Text).map(|first| &rest[first..])?;
    let (name, last) = (rest.first()?, rest.iter().rfind(|word| word.kind == Kind::Text)?);
    Some(Requirement {
        name: name.arg.clone(),
        version: versions(&rest[1..]),
        need,
        from: Provenance::Registry,
        span: words[at].arg.span.to(last.arg.span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::packages::testing::harvest;

    #[test]
    fn dependencies_of_a_specification() {
        let text = "Gem::Specification.new do |s|\n  s.name = 'shop'\n  s.add_dependency 'rack', '>= 2', '< 4'\n  \
            s.add_runtime_dependency(\"pg\")\n  s.add_development_dependency 'rspec'\nend\n";
        let found = harvest("shop.gemspec", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package
            .dependencies
            .iter()
            .map(|r| (r.name.text.as_str(), r.need, r.version.as_ref().map_or("", |v| &v.text)))
            .collect();
        assert_eq!(
            shown,
            [("rack", Need::Run, ">= 2, < 4"), ("pg", Need::Run, ""), ("rspec", Need::Develop, "")]
        );
        assert_eq!((package.name.as_ref().unwrap().text.as_str(), package.library), ("shop", true));
    }
}
