//! Jenkinsfiles, declarative and scripted (Pipeline Syntax, Docker Pipeline plugin).

use std::collections::BTreeMap;

use super::{Offer, Pipeline, is_plain_branch};
use crate::artefact::pipeline::{CiImage, Gate};
use crate::extract::{Reader, commands};
use crate::parse::groovy::{self, Kind, Text, Token};
use crate::source::{Arg, Span, join};

/// A block that is open: what it belongs to, and what holds in it.
struct Block<'t> {
    owner: &'t str,
    /// The stage.
    job: Arg,
    folder: String,
    gate: Gate,
}

pub(super) fn read(reader: Reader, pipeline: &mut Pipeline) {
    let tokens = groovy::tokens(reader.text);
    let mut walk = Walk { reader, tokens: &tokens, blocks: Vec::new(), images: BTreeMap::new() };
    for at in 0..tokens.len() {
        walk.token(at, pipeline);
    }
}

struct Walk<'t> {
    reader: Reader<'t>,
    tokens: &'t [Token<'t>],
    blocks: Vec<Block<'t>>,
    /// The images that variables hold.
    images: BTreeMap<&'t str, Arg>,
}

impl<'t> Walk<'t> {
    fn token(&mut self, at: usize, pipeline: &mut Pipeline) {
        match &self.tokens[at].kind {
            Kind::Mark('{') => self.open(at),
            Kind::Mark('}') => {
                self.blocks.pop();
            }
            Kind::Word(word) => self.word(at, word, pipeline),
            Kind::Text(_) | Kind::Mark(_) => {}
        }
    }

    fn open(&mut self, at: usize) {
        let (owner, text) = self.owner(at);
        let outer = self.blocks.last();
        let job = outer.map_or_else(|| Arg::literal("pipeline", self.span(at)), |outer| outer.job.clone());
        let folder = outer.map_or_else(String::new, |outer| outer.folder.clone());
        let gate = outer.map_or_else(Gate::default, |outer| outer.gate.clone());
        let mut block = Block { owner, job, folder, gate };
        match (owner, text) {
            ("stage", Some(name)) => block.job = name,
            ("dir", Some(folder)) => block.folder = join(&block.folder, &folder.text).unwrap_or_default(),
            _ => {}
        }
        self.blocks.push(block);
    }

    /// What a block belongs to, with the text between: `stage('Build') {`, `environment {`.
    fn owner(&self, brace: usize) -> (&'t str, Option<Arg>) {
        let mut before = self.tokens[..brace].iter().enumerate().rev().peekable();
        let mut text = None;
        if before.next_if(|(_, token)| token.kind == Kind::Mark(')')).is_some() {
            let inside = before.by_ref().take_while(|(_, token)| token.kind != Kind::Mark('('));
            text = inside.filter_map(|(at, _)| self.text(at)).last();
        }
        match before.next().map(|(_, token)| &token.kind) {
            Some(Kind::Word(word)) => (word, text),
            _ => ("", text),
        }
    }

    fn word(&mut self, at: usize, word: &'t str, pipeline: &mut Pipeline) {
        let is_called_on = at > 0 && self.tokens[at - 1].kind == Kind::Mark('.');
        let owner = self.blocks.last().map_or("", |block| block.owner);
        match word {
            "sh" if !is_called_on => self.shell(at, pipeline),
            "branch" if owner == "when" || owner == "anyOf" => self.branch(at),
            "image" if owner == "docker" => self.container(at + 1, pipeline),
            "docker" if owner == "agent" => self.container(at + 1, pipeline),
            "build" | "image" if is_called_on && self.is_docker(at) => self.plugin(at, word, pipeline),
            "push" if is_called_on => self.push(at, pipeline),
            _ if owner == "environment" => self.variable(at, word, pipeline),
            _ => {}
        }
    }

    /// `sh 'text'`, `sh(script: 'text', label: 'x')`.
    fn shell(&self, at: usize, pipeline: &mut Pipeline) {
        let mut script = at + 1;
        if self.is_mark(script, '(') {
            script += 1;
        }
        let named = (script..self.tokens.len())
            .take_while(|at| !self.is_mark(*at, ')') && !self.is_mark(*at, '{'))
            .find(|at| self.tokens[*at].kind == Kind::Word("script") && self.is_mark(at + 1, ':'));
        let script = if self.text(script).is_some() { script } else { named.map_or(script, |at| at + 2) };
        let Some(Kind::Text(text)) = self.tokens.get(script).map(|token| &token.kind) else { return };
        let whole = self.inside(text);
        let place = |range| self.reader.span(text.written(range));
        let (job, folder, gate) = match self.blocks.last() {
            Some(block) => (block.job.clone(), block.folder.clone(), block.gate.clone()),
            None => (Arg::literal("pipeline", whole), String::new(), Gate::default()),
        };
        pipeline.shell(&job, &Arg::literal(text.content.as_str(), whole), &place, folder, &[gate]);
    }

    /// `when { branch 'main' }`: the stage around it runs for that branch.
    fn branch(&mut self, at: usize) {
        let Some(branch) = self.text(at + 1).filter(is_plain_branch) else { return };
        for block in self.blocks.iter_mut().rev() {
            if block.owner == "stage" {
                block.gate.branches.push(branch);
                return;
            }
        }
    }

    /// The image of an agent.
    fn container(&self, at: usize, pipeline: &mut Pipeline) {
        if let Some(image) = self.text(at) {
            pipeline.image(&Offer { value: image, is_matrix: false });
        }
    }

    /// `docker.build('name', '-f Dockerfile context')` and `docker.image('name').inside { … }`.
    fn plugin(&mut self, at: usize, verb: &str, pipeline: &mut Pipeline) {
        let Some(name) = self.text(at + 2).filter(|_| self.is_mark(at + 1, '(')) else { return };
        let assigned = at.checked_sub(4).filter(|to| self.is_mark(to + 1, '='));
        if let Some(Kind::Word(variable)) = assigned.map(|to| &self.tokens[to].kind) {
            self.images.insert(variable, name.clone());
        }
        if verb == "image" {
            let used = if self.is_mark(at + 3, ')') { self.tokens.get(at + 5) } else { None };
            match used.map(|token| &token.kind) {
                Some(Kind::Word("inside")) => pipeline.image(&Offer { value: name, is_matrix: false }),
                Some(Kind::Word("withRun" | "run")) => {
                    pipeline.service(&Offer { value: name, is_matrix: false });
                }
                _ => {}
            }
            return;
        }
        let options = self.text(at + 4).filter(|_| self.is_mark(at + 3, ','));
        let mut argv = vec![
            Arg::literal("docker", name.span),
            Arg::literal("build", name.span),
            Arg::literal("-t", name.span),
            name.clone(),
        ];
        match &options {
            Some(options) => argv.extend(options.text.split_whitespace().map(|word| Arg {
                text: word.to_owned(),
                literal: !word.contains("{}"),
                span: options.span,
            })),
            None => argv.push(Arg::literal(".", name.span)),
        }
        let folder = self.blocks.last().map_or("", |block| block.folder.as_str());
        pipeline.commands(&commands::of_words(&argv, name.span), folder, &[]);
    }

    /// `app.push('tag')` of an image that a variable holds; without a tag the one it was built with.
    fn push(&self, at: usize, pipeline: &mut Pipeline) {
        if !self.is_mark(at + 1, '(') {
            return;
        }
        let holder = at.checked_sub(2).and_then(|at| match self.tokens[at].kind {
            Kind::Word(word) => self.images.get(word),
            _ => None,
        });
        let (image, tag) = (holder.cloned(), self.text(at + 2));
        let span = tag.as_ref().map_or_else(|| self.span(at), |tag| tag.span);
        let reference = match (image, tag) {
            (Some(image), Some(tag)) => {
                let after = image.text.rfind('/').map_or(0, |slash| slash + 1);
                let name =
                    image.text[after..].split(':').next().map_or(image.text.len(), |name| after + name.len());
                let text = format!("{}:{}", &image.text[..name], tag.text);
                Arg { literal: !text.contains("{}"), text, span }
            }
            (Some(image), None) if self.is_mark(at + 2, ')') => Arg { span, ..image },
            _ => Arg::computed("{}", span),
        };
        pipeline.harvest.ci_images.push(CiImage::pushed(vec![reference], span));
    }

    /// `NAME = 'value'` of an environment block.
    fn variable(&self, at: usize, name: &str, pipeline: &mut Pipeline) {
        if self.is_mark(at + 1, '=') {
            let span = self.span(at);
            let value = self.text(at + 2).unwrap_or_else(|| Arg::computed("{}", span));
            pipeline.variable(Arg::literal(name, span), Some(value));
        }
    }

    /// Whether the method at a token is one of the global variable `docker`.
    fn is_docker(&self, at: usize) -> bool {
        at.checked_sub(2).is_some_and(|at| self.tokens[at].kind == Kind::Word("docker"))
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    /// The string at a token, with `{}` for what is filled in.
    fn text(&self, at: usize) -> Option<Arg> {
        let Kind::Text(text) = &self.tokens.get(at)?.kind else { return None };
        let known = super::put_variables(&text.content, |made, _| made.push_str("{}"));
        Some(Arg { literal: !known.contains("{}"), text: known, span: self.inside(text) })
    }

    fn inside(&self, text: &Text) -> Span {
        self.reader.span(text.inside.clone())
    }

    fn span(&self, at: usize) -> Span {
        let token = &self.tokens[at];
        let length = match &token.kind {
            Kind::Word(word) => word.len(),
            Kind::Mark(mark) => mark.len_utf8(),
            Kind::Text(text) => text.inside.len(),
        };
        self.reader.span(token.at..token.at + length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::facts;

    #[test]
    fn steps_services_runtimes_and_variables() {
        let text = "pipeline {\n  agent { docker { image 'node:20' } }\n  environment { CI = 'true'\n TAG = \"v${env.X}\" }\n  stages {\n    \
            stage('Test') {\n      agent { docker 'python:3.12' }\n      when { branch 'main' }\n      steps {\n        \
            sh 'npm ci'\n        dir('web') { sh(label: 'x', script: \"make ${env.A}\") }\n        script {\n          \
            docker.image('postgres:15').withRun('-e A=b') { c -> docker.image('golang:1.22').inside { sh '''go test''' } }\n        }\n      \
            }\n    }\n  }\n}\n";
        assert_eq!(
            facts("Jenkinsfile", text),
            [
                "runtime node 20 ci",
                "env-provide CI true ci",
                "env-provide TAG v{} ci",
                "runtime python 3.12 ci",
                "ci-step Test npm ci ci",
                "ci-step Test make ${env_A} ci",
                "backing postgres 15 ci",
                "runtime go 1.22 ci",
                "ci-step Test go test ci",
            ]
        );
    }

    #[test]
    fn any_cut_is_read() {
        let text = "node { stage('é') { sh(script: \"é ${é}\") ; app = docker.build('é', \"é\"); app.push('é') } environment { É = 'é' } }";
        for (at, _) in text.char_indices() {
            facts("Jenkinsfile", &text[at..]);
            facts("Jenkinsfile", &text[..at]);
        }
    }
}
