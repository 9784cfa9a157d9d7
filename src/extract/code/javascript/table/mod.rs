//! What JavaScript's names mean.

mod clients;
mod environment;
mod files;
mod keys;
mod mappers;
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
    state::SESSIONS,
    state::PLUGGED,
    state::CACHES,
    state::FAN_OUT,
    state::LIMITS,
    clients::STORES,
    clients::PEERS,
    clients::EMBEDDED,
    keys::SIGNING,
    mappers::ENTRIES,
    files::WRITES,
    files::LOGS,
    processes::ENTRIES,
    queries::ENTRIES,
];

/// Other names under which packages publish the same thing.
pub(super) const ALIASES: &[(&str, &str)] = &[
    // Modules.
    ("fs/promises", "fs.promises"),
    ("fs-extra", "fs"),
    ("graceful-fs", "fs"),
    ("node-fetch", "fetch"),
    ("undici.fetch", "fetch"),
    ("cross-fetch", "fetch"),
    ("express.default", "express"),
    ("process.process", "process"),
    ("@fastify/session", "fastify-session"),
    ("zod/v4", "zod"),
    // Exports.
    ("zod.z", "zod"),
    ("fs.promises.default", "fs.promises"),
    ("fastify.fastify", "fastify"),
    ("fastify.Fastify", "fastify"),
    ("ioredis.Redis", "ioredis"),
    ("ioredis.default", "ioredis"),
    ("koa-router", "@koa/router"),
    ("express.Application", "express"),
    ("express.Express", "express"),
    ("@nestjs/platform-express.NestExpressApplication", "@nestjs/core.NestFactory.create"),
    ("@nestjs/common.INestApplication", "@nestjs/core.NestFactory.create"),
    ("pino.pino", "pino"),
    ("pino.default", "pino"),
    ("winston.default", "winston"),
    ("mongodb.MongoClient.connect", "mongodb.MongoClient"),
    ("pg.default.Pool", "pg.Pool"),
    ("pg.default.Client", "pg.Client"),
    ("mysql2/promise.createPool", "mysql2.createPool"),
    ("mysql2/promise.createConnection", "mysql2.createConnection"),
    ("bull.default", "bull"),
    ("keyv.Keyv", "keyv"),
    ("@nestjs/platform-fastify.NestFastifyApplication", "@nestjs/core.NestFactory.create"),
    ("node-cron.default", "node-cron"),
    ("cron.default", "cron"),
    ("knex.knex", "knex"),
    ("knex.Knex", "knex"),
    ("axios.default", "axios"),
    ("mongoose.default", "mongoose"),
    ("better-sqlite3.default", "better-sqlite3"),
    ("child_process.default", "child_process"),
    ("express-session.default", "express-session"),
    ("http.default", "http"),
    ("https.default", "https"),
    ("envalid.default", "envalid"),
    ("env-var.default", "env-var"),
    ("convict.default", "convict"),
    ("multer.default", "multer"),
    ("amqplib/callback_api", "amqplib"),
    ("@apollo/server/standalone", "@apollo/server"),
    ("apollo-server-express", "apollo-server"),
    ("apollo-server-core", "apollo-server"),
    ("moleculer.default", "moleculer"),
    ("node-schedule.default", "node-schedule"),
    ("socket.io-redis", "@socket.io/redis-adapter"),
];
