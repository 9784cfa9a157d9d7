//! What names of PHP's world mean.
//!
//! A static member is written as a member of its class: `Illuminate\Support\Facades\Storage.disk`.

mod clients;
mod environment;
mod files;
mod keys;
mod laravel;
mod processes;
mod queries;
mod symfony;
mod web;

use super::super::table::Entry;

pub(super) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    clients::DATABASES,
    clients::CACHES,
    clients::QUEUES,
    clients::PEERS,
    clients::CLOUDS,
    files::WRITES,
    files::LOGS,
    keys::SIGNING,
    laravel::ENTRIES,
    symfony::ENTRIES,
    processes::ENTRIES,
    queries::ENTRIES,
    web::ROUTES,
    web::HANDLES,
    web::SERVERS,
    web::STATE,
    web::DEBUG,
];

/// Facades of Laravel under the short names that its files without a namespace use, and names of older versions.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("App", r"Illuminate\Support\Facades\App"),
    ("Cache", r"Illuminate\Support\Facades\Cache"),
    ("Http", r"Illuminate\Support\Facades\Http"),
    ("Route", r"Illuminate\Support\Facades\Route"),
    ("Schedule", r"Illuminate\Support\Facades\Schedule"),
    ("Storage", r"Illuminate\Support\Facades\Storage"),
    ("Artisan", r"Illuminate\Support\Facades\Artisan"),
    (r"Symfony\Component\Routing\Annotation\Route", r"Symfony\Component\Routing\Attribute\Route"),
    ("Predis_Client", r"Predis\Client"),
    ("Elasticsearch\\ClientBuilder", r"Elastic\Elasticsearch\ClientBuilder"),
    (r"PhpAmqpLib\Connection\AMQPConnection", r"PhpAmqpLib\Connection\AMQPStreamConnection"),
    (r"Slim\Factory\AppFactory.createFromContainer", r"Slim\Factory\AppFactory.create"),
];
