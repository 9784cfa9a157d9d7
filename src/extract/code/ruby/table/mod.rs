//! What Ruby's names mean.

mod clients;
mod environment;
mod files;
mod keys;
mod processes;
mod queries;
mod state;
mod web;

use super::super::table::Entry;

/// The entries by theme.
pub(super) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    web::LISTENERS,
    web::ROUTES,
    web::SERVERS,
    web::DEBUG,
    state::SESSIONS,
    state::CACHES,
    state::FAN_OUT,
    clients::DATABASES,
    clients::QUEUES,
    clients::PEERS,
    clients::MAIL,
    clients::EMBEDDED,
    keys::SIGNING,
    files::WRITES,
    files::UPLOADS,
    files::LOGS,
    processes::WORK,
    processes::PROGRAMS,
    processes::SIGNALS,
    processes::SCHEMAS,
    queries::ENTRIES,
];

/// Other names under which libraries publish the same thing.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("Rackup::Handler::Puma", "Rack::Handler::Puma"),
    ("Rackup::Handler::WEBrick", "Rack::Handler::WEBrick"),
    ("Rackup::Server", "Rack::Server"),
    ("PGconn", "PG::Connection"),
    ("PGConn", "PG::Connection"),
    ("ActiveSupport::Logger", "Logger"),
    ("ActiveSupport::BufferedLogger", "Logger"),
    ("Ougai::Logger", "Logger"),
    ("MonoLogger", "Logger"),
    ("Elasticsearch::Transport::Client", "Elasticsearch::Client"),
    ("URI.open", "OpenURI.open_uri"),
];
