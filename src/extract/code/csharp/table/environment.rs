//! Environment variables, settings, and what passes values through.

use super::super::super::table::{Entry, Meaning, On, Slot, call, entry, fact};
use crate::fact::Kind;
use Slot::Arg;

pub(super) const ENTRIES: &[Entry] = &[
    fact(&["System.Environment.GetEnvironmentVariable"], Kind::EnvRead).of(Arg(0, "variable")),
    // What `configuration` reads: the names have to be known.
    entry(
        On::Base(&[
            "Microsoft.Extensions.Configuration.IConfiguration",
            "Microsoft.Extensions.Configuration.ConfigurationBuilder",
        ]),
        Meaning::Same,
    ),
    call(
        &[
            "int.Parse",
            "long.Parse",
            "bool.Parse",
            "string.Format",
            "System.Convert.ToInt32",
            "System.Convert.ToBoolean",
            "System.Environment.ExpandEnvironmentVariables",
            "System.IO.DirectoryInfo",
            "System.IO.FileInfo",
            "System.IO.Path.GetFullPath",
            "System.Net.IPAddress.Parse",
            "System.Text.Encoding.ASCII.GetBytes",
            "System.Text.Encoding.UTF8.GetBytes",
            "System.Text.Encoding.Unicode.GetBytes",
            "System.Convert.FromBase64String",
            "System.Uri",
            "System.UriBuilder",
        ],
        Meaning::Same,
    ),
    call(
        &[
            "?.Trim",
            "?.TrimEnd",
            "?.TrimStart",
            "?.ToLower",
            "?.ToLowerInvariant",
            "?.ToUpper",
            "?.ToUpperInvariant",
            "?.ConfigureAwait",
        ],
        Meaning::Receiver,
    ),
    call(&["System.IO.Path.Combine", "System.IO.Path.Join"], Meaning::Joins),
    call(
        &[
            "System.IO.Path.GetTempPath",
            "System.IO.Path.GetTempFileName",
            "System.IO.Directory.CreateTempSubdirectory",
        ],
        Meaning::Temporary,
    ),
    call(
        &["System.IO.File.Delete", "System.IO.Directory.Delete", "System.IO.FileInfo().Delete"],
        Meaning::Removes,
    ),
    call(&["System.Environment.Exit", "System.Environment.FailFast"], Meaning::Exits),
];
