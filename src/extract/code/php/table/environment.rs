//! How PHP code reads the environment, and functions that return what they are given.

use super::super::super::table::{Entry, Meaning, On, Slot, call, entry, fact};
use crate::fact::Kind;
use Slot::Arg;

pub(super) const ENTRIES: &[Entry] = &[
    entry(On::Element(&["$_ENV", "$_SERVER"]), Meaning::Fact(Kind::EnvRead)),
    fact(&["getenv"], Kind::EnvRead).of(Arg(0, "name")),
    fact(&["env", r"Illuminate\Support\Env.get", "getenv_docker"], Kind::EnvRead)
        .of(Arg(0, "key"))
        .value(Arg(1, "default")),
    call(&[r"Illuminate\Support\Env.getOrFail"], Meaning::EnvDemand).of(Arg(0, "key")),
    // phpdotenv: `$dotenv->required('X')` stops where it is missing.
    call(
        &[
            r"Dotenv\Dotenv.createImmutable().required",
            r"Dotenv\Dotenv.createMutable().required",
            r"Dotenv\Dotenv.createUnsafeImmutable().required",
        ],
        Meaning::EnvDemand,
    )
    .of(Arg(0, "variables")),
    call(
        &[
            "trim",
            "rtrim",
            "ltrim",
            "strtolower",
            "strtoupper",
            "intval",
            "floatval",
            "boolval",
            "strval",
            "filter_var",
            "rawurlencode",
            "urlencode",
            "addslashes",
            "realpath",
            "json_decode",
            "collect",
            "parse_url",
            "value",
            "ucfirst",
            "stripslashes",
            "base64_encode",
            "array_filter",
            "mb_strtolower",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "storage_path",
            "base_path",
            "public_path",
            "app_path",
            "database_path",
            "config_path",
            "resource_path",
        ],
        Meaning::Joins,
    ),
    call(&["sys_get_temp_dir", "tempnam", "tmpfile", "get_temp_dir", "wp_tempnam"], Meaning::Temporary),
    call(
        &[
            "unlink",
            "rmdir",
            r"Symfony\Component\Filesystem\Filesystem().remove",
            r"Illuminate\Support\Facades\File.delete",
            r"Illuminate\Support\Facades\Storage.delete",
            "wp_delete_file",
        ],
        Meaning::Removes,
    ),
    call(&["die", "exit", "wp_die", "abort"], Meaning::Exits),
];
