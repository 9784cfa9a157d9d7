//! What JavaScript and TypeScript code says, concept by concept.

use super::super::tests::{facts_of, said};
use crate::fact::{Kind, Role, Scope};

fn js(kind: &str, text: &str) -> Vec<String> {
    said("src/server.js", kind, text)
}

fn ts(kind: &str, text: &str) -> Vec<String> {
    said("src/server.ts", kind, text)
}

#[test]
fn names_go_through_every_form_of_import() {
    let text = "const { createServer: cs } = require('node:http');\ncs(f).listen(1);\nconst e = require('express');\ne().listen(2);\nasync function f() { const h = await import('http'); h.createServer().listen(3); }";
    assert_eq!(js("listen", text), ["= 1", "= 2", "= 3"]);
    let text = "import express, { Router as R } from 'express';\nimport * as http from 'http';\nconst app = express();\nhttp.createServer(app).listen(1);\nR().get('/a', h);\nimport own from './express';\nown().listen(9);";
    assert_eq!(ts("listen", text), ["= 1"]);
    assert_eq!(ts("route", text), ["GET = /a"]);
}

#[test]
fn reads_of_the_environment_take_every_form() {
    let text = "const { A, B = 2, C: c } = process.env;\nconst d = process.env.D || 'x';\nconst e = process.env['E'] ?? 'y';\nconst f = process.env.F ? Number(process.env.F) : 4;\nprocess.env.W = '1';\ndelete process.env.V;\nDeno.env.get('G');";
    assert_eq!(js("env-read", text), ["A =", "B = 2", "C =", "D = x", "E = y", "F =", "F = 4", "G ="]);
}

#[test]
fn a_variable_is_required_where_the_program_stops_without_it() {
    let text = "if (!process.env.A) throw new Error('A');\nconst b = process.env.B;\nif (b === undefined) { process.exit(1); }\nfor (const name of ['C', 'D']) { if (!process.env[name]) process.exit(1); }\nconst e = process.env.E;";
    assert_eq!(js("env-read", text), ["A! =", "B! =", "C! =", "D! =", "E ="]);
    let text = "import env from 'env-var';\nimport { cleanEnv, str, port } from 'envalid';\nimport { z } from 'zod';\nenv.get('A').required().asString();\ncleanEnv(process.env, { B: str(), C: port({ default: 3 }) });\nconst S = z.object({ D: z.string(), E: z.string().optional() });\nS.parse(process.env);";
    assert_eq!(ts("env-read", text), ["A! =", "B! =", "C = 3", "D! =", "E ="]);
}

#[test]
fn classes_give_their_members() {
    let text = "import { ConfigService } from '@nestjs/config';\nimport Redis from 'ioredis';\nclass A {\n  private readonly cache = new Redis('redis://c');\n  static PORT = 3000;\n  constructor(private readonly config: ConfigService) {}\n  get() { return this.config.getOrThrow('KEY'); }\n}\nenum Host { Main = 'db.internal' }\nnew Redis({ host: Host.Main, port: A.PORT });";
    assert_eq!(ts("env-read", text), ["KEY! ="]);
    assert_eq!(ts("connect", text), ["redis = redis://c", "redis = db.internal"]);
}

#[test]
fn routes_of_decorators_have_their_controllers_path() {
    let text = "import { Controller, Get, Post } from '@nestjs/common';\n@Controller('cats')\nexport class Cats {\n  @Get(':id')\n  one() { require('fs').writeFileSync('a', ''); }\n  @Post()\n  make() {}\n}";
    assert_eq!(ts("route", text), ["GET = /cats/{}", "POST = /cats/"]);
    let facts = facts_of(&[("src/cats.ts", text)]);
    let write = facts.iter().find(|fact| fact.kind.name() == "file-write").unwrap();
    assert_eq!(write.place.scope, Scope::Handler);
}

#[test]
fn chains_and_prefixes_are_routes() {
    let text = "const express = require('express');\nconst app = express();\napp.use('/api', router);\napp.route('/x').get(a).post(b);\nhttp.createServer((req, res) => { if (req.url === '/healthz') res.end(); });";
    assert_eq!(js("route", text), ["PREFIX = /api", "GET = /x", "POST = /x", "ANY = /healthz"]);
}

#[test]
fn guards_tell_what_is_for_development() {
    let text = "const isProd = process.env.NODE_ENV === 'production';\nif (!isProd) { app.listen(1); }\nif (process.env.NODE_ENV === 'development') { app.listen(2); } else { app.listen(3); }\nswitch (process.env.NODE_ENV) { case 'test': app.listen(4); }";
    let facts = facts_of(&[("src/server.js", text)]);
    let role = |port: &str| {
        let listens = |fact: &&crate::fact::Fact| fact.kind.name() == "listen" && fact.value_text() == port;
        facts.iter().find(listens).map(|fact| fact.place.role)
    };
    assert_eq!(role("1"), Some(Role::Development));
    assert_eq!(role("2"), Some(Role::Development));
    assert_eq!(role("3"), Some(Role::Production));
    assert_eq!(role("4"), Some(Role::Test));
}

#[test]
fn state_of_the_process_is_seen() {
    let text = "const session = require('express-session');\nconst Store = require('connect-redis').default;\napp.use(session({ secret: 's' }));\napp.use(session({ store: new Store({}) }));\nconst { Server } = require('socket.io');\nnew Server(http);\nconst seen = new Map();\napp.get('/a', (req, res) => { seen.set(req.ip, 1); });";
    assert_eq!(js("session-store", text), ["memory =", "redis ="]);
    assert_eq!(js("pubsub", text), ["memory ="]);
    assert_eq!(js("shared-state", text), ["seen ="]);
}

#[test]
fn options_and_fields_name_databases() {
    let text = "const { DataSource } = require('typeorm');\nnew DataSource({ type: 'postgres', host: 'db', synchronize: true });\nmodule.exports = { production: { dialect: 'mysql', host: process.env.H } };\nrequire('knex')({ client: 'pg', connection: { host: 'k' } });\nconst Database = require('better-sqlite3');\nnew Database(':memory:');";
    assert_eq!(js("connect", text), ["postgres = db", "mysql = ~${H}", "postgres = k", "sqlite = :memory:"]);
    assert_eq!(js("schema-sync", text), ["typeorm = synchronize"]);
}

#[test]
fn logs_files_and_programs() {
    let text = "const winston = require('winston');\nnew winston.transports.File({ filename: 'a.log' });\nnew winston.transports.File({ filename: 'b.log', maxFiles: 5 });\nconst util = require('util');\nconst run = util.promisify(require('child_process').exec);\nrun('convert a b');\nrequire('child_process').spawn('ffmpeg', []);\nconst multer = require('multer');\nmulter({ dest: 'uploads/' });\nmulter({ storage: multer.memoryStorage() });";
    assert_eq!(js("log-sink", text), ["file = a.log", "rotating-file = b.log"]);
    assert_eq!(js("spawn", text), ["shell = convert a b", "argv = ffmpeg"]);
    assert_eq!(js("file-write", text), ["upload = uploads/"]);
}

#[test]
fn signals_of_a_list_are_each_handled() {
    let text = "['SIGTERM', 'SIGINT'].forEach(s => process.on(s, () => server.close()));\nprocess.once('SIGHUP', () => {});\nprocess.on('exit', f);";
    assert_eq!(js("signal", text), ["SIGTERM = handle", "SIGINT = handle", "SIGHUP = ignore"]);
}

#[test]
fn every_dialect_is_read() {
    assert_eq!(said("src/a.tsx", "env-read", "const a = <b>{process.env.A}</b>;"), ["A ="]);
    assert_eq!(said("src/a.mts", "env-read", "const a = process.env.A as string;"), ["A ="]);
    assert_eq!(said("src/a.jsx", "env-read", "const a = <b c={import.meta.env.VITE_A}/>;"), ["VITE_A ="]);
    assert_eq!(said("src/a.cjs", "env-read", "exports.a = process.env.A!;"), ["A ="]);
}

#[test]
fn schemas_and_classes_describe_variables() {
    let text = "const Joi = require('joi');\nconst shape = Joi.object().keys({ A: Joi.string().required(), B: Joi.number().default(3), C: Joi.string() }).unknown();\nshape.prefs({ errors: {} }).validate(process.env);";
    assert_eq!(js("env-read", text), ["A! =", "B = 3", "C ="]);
    let text = "const convict = require('convict');\nmodule.exports = convict({ port: { default: 80, env: 'PORT' }, db: { host: { default: 'db', env: 'DB_HOST' }, key: { default: null, env: 'KEY' }, size: { default: 3 } } });";
    assert_eq!(js("env-read", text), ["PORT = 80", "DB_HOST = db", "KEY! ="]);
    let text = "import { plainToInstance } from 'class-transformer';\nimport { IsNumber, IsOptional, IsString } from 'class-validator';\nclass Variables {\n  @IsString() URL: string;\n  @IsNumber()\n  PORT: number = 3000;\n  @IsOptional() @IsString()\n  NAME: string;\n  HOST?: string;\n  other: string;\n}\nclass Order { ID: string; }\nexport const validate = (config) => plainToInstance(Variables, config);";
    assert_eq!(ts("env-read", text), ["URL! =", "PORT = 3000", "NAME =", "HOST ="]);
    let text = "import { ConfigService } from '@nestjs/config';\nfunction f(config: ConfigService) { config.get('A', { infer: true }); config.get('B', 'x', { infer: true }); }";
    assert_eq!(ts("env-read", text), ["A =", "B = x"]);
    assert_eq!(
        ts("env-read", "import { env } from 'prisma/config';\nenv('DATABASE_URL');"),
        ["DATABASE_URL! ="]
    );
}

#[test]
fn plugins_of_fastify_keep_state() {
    let text = "import Fastify from 'fastify';\nimport session from '@fastify/session';\nimport limit from '@fastify/rate-limit';\nconst app = Fastify();\napp.register(session, { secret: k });\napp.register(session, { secret: k, store });\napp.register(limit, { max: 1 });\napp.register(limit, { max: 1, redis });";
    assert_eq!(ts("session-store", text), ["memory ="]);
    assert_eq!(ts("rate-limit", text), ["memory =", "redis ="]);
}

#[test]
fn nest_on_fastify_listens_to_itself_only() {
    let text = "import { NestFactory } from '@nestjs/core';\nimport { FastifyAdapter } from '@nestjs/platform-fastify';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule, new FastifyAdapter());\n  await app.listen(1);\n  await app.listen(2, '0.0.0.0');\n  await app.listen(3, config.host);\n  const own = await NestFactory.create(AppModule);\n  await own.listen(4);\n}";
    assert_eq!(ts("listen", text), ["localhost = 1", "0.0.0.0 = 2", "= 3", "= 4"]);
}

#[test]
fn transports_of_nest_are_services() {
    let text = "import { ClientsModule, Transport } from '@nestjs/microservices';\nClientsModule.register([{ name: 'A', transport: Transport.RMQ, options: { urls: ['amqp://mq'] } }, { name: 'B', transport: Transport.TCP }]);";
    assert_eq!(ts("connect", text), ["amqp = amqp://mq"]);
}

#[test]
fn mappers_say_where_their_data_is() {
    let text = "import { drizzle } from 'drizzle-orm/better-sqlite3';\nimport { drizzle as remote } from 'drizzle-orm/libsql';\ndrizzle('a.db');\ndrizzle(client);\nremote({ connection: { url: 'libsql://db' } });";
    assert_eq!(ts("connect", text), ["sqlite = a.db"]);
    let text = "import { Knex } from 'knex';\nexport const config: { [name: string]: Knex.Config } = { development: { client: 'sqlite3', connection: { filename: 'b.db' } }, production: { client: 'pg', connection: { host: process.env.H } } };\nclass A { constructor(private readonly knex: Knex) {}\n up() { return this.knex.migrate.up(); } }";
    assert_eq!(ts("connect", text), ["sqlite = b.db", "postgres = ~${H}"]);
    assert_eq!(ts("migrate", text), ["knex ="]);
    let facts = facts_of(&[("src/db.ts", text)]);
    let environments = facts.iter().filter(|fact| fact.kind.name() == "connect");
    let environments: Vec<&str> = environments.map(|fact| fact.place.environment.name()).collect();
    assert_eq!(environments, ["development", "production"]);
}

#[test]
fn what_requests_come_to_is_followed_through_the_project() {
    let controller = "import { Controller, Post } from '@nestjs/common';\nimport { FilesService } from './files.service';\n@Controller('files')\nexport class FilesController {\n  constructor(private readonly files: FilesService) {}\n  @Post() add(body) { return this.files.save(body); }\n}";
    let service = "import * as fs from 'fs';\nexport class FilesService {\n  save(file) { fs.writeFileSync('data/' + file.name, file.data); }\n  report() { fs.writeFileSync('report.txt', ''); }\n}";
    let facts = facts_of(&[("src/files.controller.ts", controller), ("src/files.service.ts", service)]);
    let of = |kind: Kind| facts.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.span);
    let [first, _] = of(Kind::FileWrite).collect::<Vec<_>>()[..] else { panic!("two files are written") };
    assert_eq!(of(Kind::RouteWrite).collect::<Vec<_>>(), [first]);
}
