//! Environment variables, and what passes values through.

use super::super::super::table::{Entry, Meaning, Slot, call, fact};
use crate::fact::Kind;
use Slot::{Along, Arg, First, Item, Key};

const FIRST: Slot = Arg(0, "");

pub(super) const ENTRIES: &[Entry] = &[
    fact(&["os.Getenv", "os.LookupEnv", "syscall.Getenv"], Kind::EnvRead).of(FIRST),
    fact(&["github.com/gobuffalo/envy.Get"], Kind::EnvRead).of(FIRST).value(Arg(1, "")),
    call(&["github.com/gobuffalo/envy.MustGet"], Meaning::EnvDemand).of(FIRST),
    // Variables of Viper are settled when the whole file is known.
    fact(
        &[
            "github.com/spf13/viper.AutomaticEnv",
            "github.com/spf13/viper.BindEnv",
            "github.com/spf13/viper.Viper().AutomaticEnv",
            "github.com/spf13/viper.Viper().BindEnv",
        ],
        Kind::EnvRead,
    ),
    call(
        &[
            "?string",
            "?int",
            "?int32",
            "?int64",
            "?uint16",
            "?uint",
            "?uint64",
            "strconv.Atoi",
            "strconv.Itoa",
            "strconv.FormatInt",
            "strconv.ParseBool",
            "strconv.ParseFloat",
            "strconv.ParseInt",
            "strconv.ParseUint",
            "strings.Fields",
            "strings.Replace",
            "strings.ReplaceAll",
            "strings.Split",
            "strings.ToLower",
            "strings.ToUpper",
            "strings.Trim",
            "strings.TrimPrefix",
            "strings.TrimRight",
            "strings.TrimLeft",
            "strings.TrimSpace",
            "strings.TrimSuffix",
            "fmt.Sprint",
            "net/url.Parse",
            "net/url.QueryEscape",
            "net/url.PathEscape",
            "os.ExpandEnv",
            "path.Clean",
            "path/filepath.Abs",
            "path/filepath.Clean",
            "path/filepath.FromSlash",
            "path/filepath.ToSlash",
            "time.ParseDuration",
            "bytes.TrimSpace",
            "github.com/lib/pq.ParseURL",
            "github.com/redis/go-redis.ParseURL",
            "github.com/rabbitmq/amqp091-go.ParseURI",
            "github.com/jackc/pgx.ParseConfig",
            "github.com/jackc/pgx.ParseURI",
            "github.com/jackc/pgx/pgxpool.ParseConfig",
            "github.com/go-sql-driver/mysql.ParseDSN",
            "github.com/spf13/cast.ToString",
            "github.com/spf13/cast.ToInt",
            "github.com/mitchellh/go-homedir.Expand",
        ],
        Meaning::Same,
    ),
    call(&["path.Join", "path/filepath.Join", "net/url.JoinPath"], Meaning::Joins),
    call(
        &["os.CreateTemp", "os.MkdirTemp", "os.TempDir", "github.com/spf13/afero.TempDir"],
        Meaning::Temporary,
    ),
    call(&["os.Remove", "os.RemoveAll"], Meaning::Removes),
    call(
        &[
            "?panic",
            "os.Exit",
            "log.Fatal",
            "log.Fatalf",
            "log.Fatalln",
            "log.Panic",
            "log.Panicf",
            "log.Panicln",
            "github.com/sirupsen/logrus.Fatal",
            "github.com/sirupsen/logrus.Fatalf",
            "github.com/sirupsen/logrus.Panic",
            "github.com/golang/glog.Fatal",
            "github.com/golang/glog.Fatalf",
            "k8s.io/klog.Fatal",
            "k8s.io/klog.Fatalf",
            "*.Fatal",
            "*.Fatalf",
            "*.Fatalln",
        ],
        Meaning::Exits,
    ),
];

/// Flags that a variable can stand in for.
pub(super) const FLAGS: &[Entry] = &[
    fact(URFAVE, Kind::EnvRead)
        .of(First(&[Item(&Key("EnvVars"), 0), Slot::Of(&Key("Sources"), &FIRST), Key("EnvVar")]))
        .value(Key("Value")),
    fact(&["github.com/alecthomas/kingpin~.Envar", "gopkg.in/alecthomas/kingpin~.Envar"], Kind::EnvRead)
        .of(FIRST)
        .value(Along("Default", &FIRST)),
    call(&["?.Default"], Meaning::Defaults),
    call(&["?.Required"], Meaning::Demands),
];

const URFAVE: &[&str] = &[
    "github.com/urfave/cli.StringFlag",
    "github.com/urfave/cli.IntFlag",
    "github.com/urfave/cli.Int64Flag",
    "github.com/urfave/cli.UintFlag",
    "github.com/urfave/cli.Uint64Flag",
    "github.com/urfave/cli.BoolFlag",
    "github.com/urfave/cli.BoolTFlag",
    "github.com/urfave/cli.DurationFlag",
    "github.com/urfave/cli.Float64Flag",
    "github.com/urfave/cli.PathFlag",
    "github.com/urfave/cli.StringSliceFlag",
    "github.com/urfave/cli.IntSliceFlag",
    "github.com/urfave/cli.StringMapFlag",
    "github.com/urfave/cli.GenericFlag",
];
