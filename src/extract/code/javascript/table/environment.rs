//! Environment variables, and what passes values through.

use super::super::super::table::{Entry, Meaning, On, Slot, When, call, entry, fact};
use crate::fact::Kind;
use Slot::{Along, Arg, First, Key, Object, Of};

/// The keys of an object's schema, at the end of a chain of methods: `Joi.object().keys({…}).unknown()`.
const SHAPE: Slot =
    First(&[Along("keys", &Arg(0, "schema")), Along("object", &Arg(0, "schema")), Arg(0, "schema")]);

pub(super) const ENTRIES: &[Entry] = &[
    // Reads.
    entry(On::Member(&["process.env", "import.meta.env", "Bun.env"]), Meaning::Fact(Kind::EnvRead)),
    fact(&["Deno.env.get"], Kind::EnvRead).of(Arg(0, "key")),
    fact(&["env-var.get", "env-var.from().get"], Kind::EnvRead).of(Arg(0, "name")),
    // A second argument without a third can be options: `get("PORT", { infer: true })`.
    fact(&["@nestjs/config.ConfigService().get"], Kind::EnvRead).of(Arg(0, "key")).when(&[
        When::IsCapitals(Arg(0, "key")),
        When::Present(Key("infer")),
        When::Absent(Arg(2, "options")),
    ]),
    fact(&["@nestjs/config.ConfigService().get"], Kind::EnvRead)
        .of(Arg(0, "key"))
        .value(Arg(1, "default"))
        .when(&[When::IsCapitals(Arg(0, "key"))]),
    call(&["@nestjs/config.ConfigService().getOrThrow"], Meaning::EnvDemand)
        .of(Arg(0, "key"))
        .when(&[When::IsCapitals(Arg(0, "key"))]),
    // <https://www.prisma.io/docs/orm/reference/prisma-config-reference>: it throws where the variable is missing.
    call(&["prisma/config.env"], Meaning::EnvDemand).of(Arg(0, "name")),
    fact(&["nconf.get"], Kind::EnvRead).of(Arg(0, "key")).when(&[When::IsCapitals(Arg(0, "key"))]),
    call(&["?.required"], Meaning::Demands),
    call(&["?.default"], Meaning::Defaults),
    // Schemas of the environment.
    call(&["envalid.cleanEnv"], Meaning::EnvSchema).value(Arg(1, "specs")),
    call(&["zod.object().parse", "zod.object().safeParse", "zod.object()~.parse"], Meaning::EnvSchema)
        .value(Of(&Object, &SHAPE))
        .when(&[When::Is(Arg(0, "data"), &["process.env", "import.meta.env"])]),
    call(&["joi.object().validate", "joi.object()~.validate"], Meaning::EnvSchema)
        .value(Of(&Object, &SHAPE))
        .when(&[When::Is(Arg(0, "value"), &["process.env"])]),
    call(&["@nestjs/config.ConfigModule.forRoot"], Meaning::EnvSchema)
        .value(Of(&Key("validationSchema"), &SHAPE)),
    call(&["convict"], Meaning::EnvSchema).value(Arg(0, "schema")),
    call(&["@t3-oss/env-nextjs.createEnv", "@t3-oss/env-core.createEnv"], Meaning::EnvSchema)
        .value(Key("server")),
    // What returns its argument, or its receiver, in another form.
    call(
        &[
            "Number",
            "String",
            "Boolean",
            "parseInt",
            "parseFloat",
            "Number.parseInt",
            "Number.parseFloat",
            "BigInt",
            "Object.freeze",
            "Object.assign",
            "JSON.parse",
            "encodeURIComponent",
            "util.promisify",
            "stoppable",
            "http-shutdown",
            "encodeURI",
            "Buffer.from",
            "path.normalize",
            "url.parse",
            "URL",
            "url.URL",
            "defineConfig",
            "convict",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "?.toString",
            "?.trim",
            "?.toLowerCase",
            "?.toUpperCase",
            "?.asString",
            "?.asPortNumber",
            "?.asInt",
            "?.asIntPositive",
            "?.asFloat",
            "?.asBool",
            "?.asUrlString",
            "?.asUrlObject",
            "?.asArray",
            "?.split",
            "?.replace",
        ],
        Meaning::Receiver,
    ),
    call(&["path.join", "path.resolve", "path.posix.join"], Meaning::Joins),
    call(
        &[
            "os.tmpdir",
            "tmp.dirSync",
            "tmp.fileSync",
            "tmp.file",
            "tmp.dir",
            "tmp-promise.file",
            "tmp-promise.dir",
            "tempy.file",
            "tempy.directory",
            "tempy.temporaryFile",
            "tempy.temporaryDirectory",
            "fs.mkdtemp",
            "fs.mkdtempSync",
            "fs.promises.mkdtemp",
            "temp-dir",
        ],
        Meaning::Temporary,
    ),
    call(
        &[
            "fs.unlink",
            "fs.unlinkSync",
            "fs.rm",
            "fs.rmSync",
            "fs.rmdir",
            "fs.promises.unlink",
            "fs.promises.rm",
            "fs.remove",
            "fs.removeSync",
            "rimraf",
            "del",
        ],
        Meaning::Removes,
    ),
    call(&["process.exit", "process.abort", "Deno.exit"], Meaning::Exits),
];
