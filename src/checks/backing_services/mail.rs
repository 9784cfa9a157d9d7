//! Mail that the machine itself is to deliver.

use crate::extract::settings;
use crate::fact::Kind;
use crate::judge::{Host, host_kind, host_of};
use crate::rule::Pass;

/// Mail handed to a program of the machine, or to a server on it.
pub fn local_mail_transport(pass: &mut Pass) {
    let app = pass.app;
    for fact in app.production(Kind::Connect) {
        let message = match (fact.subject_text(), fact.known_value()) {
            ("sendmail", _) => "mail is handed to the machine's own 'sendmail'".to_owned(),
            // What a file of settings says can be set otherwise by a deploy.
            ("smtp", Some(address)) if is_loopback(address) && fact.api != settings::API => {
                format!("mail is handed to a server on the machine itself, '{address}'")
            }
            _ => continue,
        };
        pass.report(fact.span, message).help(HELP);
    }
    for fact in app.production(Kind::Spawn) {
        let Some(program) = fact.known_value().and_then(|command| command.split_whitespace().next()) else {
            continue;
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        if matches!(name, "sendmail" | "mail" | "mailx" | "msmtp") {
            pass.report(fact.span, format!("mail is handed to the machine's own '{name}'")).help(HELP);
        }
    }
}

const HELP: &str =
    "Read the address of the mail server from the environment: delivery is an attached resource.";

fn is_loopback(address: &str) -> bool {
    let host = host_of(address).unwrap_or_else(|| address.split(':').next().unwrap_or(address));
    host_kind(host) == Host::Loopback
}
