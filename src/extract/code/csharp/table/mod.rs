//! What .NET's names mean. A name that starts with `?.` is a method that extends whatever object it is called on.

mod clients;
mod environment;
mod files;
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
    state::ENTRIES,
    clients::DATABASES,
    clients::QUEUES,
    clients::PEERS,
    clients::KEYS,
    files::WRITES,
    files::LOGS,
    processes::ENTRIES,
    queries::ENTRIES,
];

/// Namespaces of the names in the entries.
#[rustfmt::skip]
pub(super) const NAMESPACES: &[&str] = &[
    "Amazon.S3",
    "Azure.Messaging.ServiceBus",
    "Azure.Storage.Blobs",
    "Confluent.Kafka",
    "Elastic.Clients.Elasticsearch",
    "Grpc.Net.Client",
    "LiteDB",
    "MailKit.Net.Imap",
    "MailKit.Net.Smtp",
    "Microsoft.AspNetCore",
    "Microsoft.AspNetCore.Builder",
    "Microsoft.AspNetCore.Hosting",
    "Microsoft.AspNetCore.Http",
    "Microsoft.AspNetCore.Mvc",
    "Microsoft.AspNetCore.Server.Kestrel.Core",
    "Microsoft.Azure.Cosmos",
    "Microsoft.Data.SqlClient",
    "Microsoft.Data.Sqlite",
    "Microsoft.Extensions.Caching.Distributed",
    "Microsoft.Extensions.Caching.Memory",
    "Microsoft.Extensions.Configuration",
    "Microsoft.Extensions.Hosting",
    "Microsoft.IdentityModel.Tokens",
    "MongoDB.Driver",
    "MySqlConnector",
    "NATS.Client",
    "NLog.Targets",
    "Nest",
    "Npgsql",
    "Oracle.ManagedDataAccess.Client",
    "Quartz.Impl",
    "RabbitMQ.Client",
    "SendGrid",
    "Serilog",
    "StackExchange.Redis",
    "System",
    "System.Collections.Concurrent",
    "System.Data.SQLite",
    "System.Diagnostics",
    "System.IO",
    "System.Net",
    "System.Net.Http",
    "System.Net.Mail",
    "System.Net.Sockets",
    "System.Reflection",
    "System.Runtime.Caching",
    "System.Runtime.InteropServices",
    "System.Security.Cryptography",
    "System.Text",
    "System.Threading",
    "System.Threading.Channels",
    "System.Threading.RateLimiting",
    "System.Threading.Tasks",
    "System.Timers",
    "log4net.Appender",
];

/// Other names of the same thing.
pub(super) const ALIASES: &[(&str, &str)] = &[
    (
        "Microsoft.Extensions.Configuration.IConfigurationRoot",
        "Microsoft.Extensions.Configuration.IConfiguration",
    ),
    (
        "Microsoft.Extensions.Configuration.IConfigurationManager",
        "Microsoft.Extensions.Configuration.IConfiguration",
    ),
    (
        "Microsoft.Extensions.Configuration.IConfigurationSection",
        "Microsoft.Extensions.Configuration.IConfiguration",
    ),
    ("System.Data.SqlClient.SqlConnection", "Microsoft.Data.SqlClient.SqlConnection"),
    (
        "System.Data.SqlClient.SqlConnectionStringBuilder",
        "Microsoft.Data.SqlClient.SqlConnectionStringBuilder",
    ),
    ("MySql.Data.MySqlClient.MySqlConnection", "MySqlConnector.MySqlConnection"),
    ("RabbitMQ.Client.IConnectionFactory", "RabbitMQ.Client.ConnectionFactory"),
    (
        "Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder",
        "Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder",
    ),
    ("Microsoft.Extensions.Hosting.IHostedService", "Microsoft.Extensions.Hosting.BackgroundService"),
    ("System.Threading.Channels.Channel.CreateBounded", "System.Threading.Channels.Channel.CreateUnbounded"),
];
