//! Go's frontend, concept by concept.

use super::super::tests::{facts_of, said};
use crate::fact::Kind;

fn go(kind: &str, text: &str) -> Vec<String> {
    said("main.go", kind, &format!("package main\n{text}"))
}

#[test]
fn variables_are_read_by_calls_and_by_the_functions_that_wrap_them() {
    let text = r#"
import ("os"; "strconv")
func env(key, fallback string) string {
	if value, ok := os.LookupEnv(key); ok { return value }
	return fallback
}
func number(key string, fallback int) int {
	text := env(key, "")
	if value, err := strconv.Atoi(text); err == nil { return value }
	return fallback
}
func main() {
	a := os.Getenv("A")
	if a == "" { a = "x" }
	use(a, env("B", "y"), number("C", 5))
	if os.Getenv("D") == "" { panic("D is missing") }
}"#;
    assert_eq!(go("env-read", text), ["A = x", "B = y", "C = 5", "D! ="]);
}

#[test]
fn functions_of_other_packages_read_for_their_callers() {
    let facts = facts_of(&[
        ("go.mod", "module acme.io/shop\n"),
        (
            "internal/env/env.go",
            "package env\nimport \"os\"\nfunc Must(key string) string {\n\tv := os.Getenv(key)\n\tif v == \"\" { panic(key) }\n\treturn v\n}",
        ),
        (
            "main.go",
            "package main\nimport \"acme.io/shop/internal/env\"\nvar url = env.Must(\"DATABASE_URL\")",
        ),
    ]);
    let read = facts.iter().find(|fact| fact.kind == Kind::EnvRead).unwrap();
    assert!(read.required && read.subject_text() == "DATABASE_URL");
}

#[test]
fn fields_with_tags_are_variables() {
    let text = r#"
type Config struct {
	Port int `env:"PORT" envDefault:"8080"`
	Key string `json:"key" env:"KEY,required"`
	Database struct {
		Host string `env:"HOST, default=localhost"`
	} `envPrefix:"DB_"`
	Skipped string `env:"-"`
	Other string `arg:"--other,env:OTHER" default:"x"`
}"#;
    let mut read = go("env-read", text);
    read.sort();
    assert_eq!(read, ["DB_HOST = localhost", "KEY! =", "OTHER = x", "PORT = 8080"]);
    let text = r#"
import "github.com/kelseyhightower/envconfig"
type Config struct {
	LogLevel string `default:"info" split_words:"true"`
	DSN string `envconfig:"URL" required:"true"`
}
func load() { var c Config; envconfig.Process("shop", &c) }"#;
    assert_eq!(go("env-read", text), ["SHOP_LOG_LEVEL = info", "SHOP_URL! ="]);
}

#[test]
fn options_and_keys_have_variables() {
    let text = r#"
import ("github.com/urfave/cli/v2"; "github.com/spf13/viper")
var flags = []cli.Flag{
	&cli.StringFlag{Name: "addr", Value: ":8080", EnvVars: []string{"ADDR"}},
}
func load() {
	viper.SetEnvPrefix("shop")
	viper.AutomaticEnv()
	viper.BindEnv("token", "TOKEN")
	use(viper.GetString("db.host"))
}"#;
    assert_eq!(go("env-read", text), ["ADDR = :8080", "TOKEN =", "SHOP_DB_HOST ="]);
}

#[test]
fn listeners_are_known_by_their_address() {
    let text = r#"
import ("net/http"; "net"; "github.com/gin-gonic/gin"; "fmt"; "os")
func main() {
	http.ListenAndServe(":8080", nil)
	s := &http.Server{Addr: fmt.Sprintf("%s:%d", "0.0.0.0", 9090)}
	s.ListenAndServe()
	net.Listen("tcp", "127.0.0.1:7070")
	net.Listen("unix", "/run/x.sock")
	gin.Default().Run()
	http.ListenAndServe(os.Getenv("ADDR"), nil)
}"#;
    let found = go("listen", text);
    assert_eq!(found, ["= 8080", "0.0.0.0 = 9090", "127.0.0.1 = 7070", "=", "="]);
    assert_eq!(go("server", text).len(), 4);
    assert_eq!(go("env-read", text), ["PORT = 8080", "ADDR ="]);
}

#[test]
fn routes_have_methods_and_prefixes() {
    let text = r#"
import ("net/http"; "github.com/gin-gonic/gin"; "github.com/go-chi/chi/v5")
func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", item)
	mux.Handle("/static/", files)
	mux.HandleFunc("/{$}", home)
	api := gin.Default().Group("/api")
	api.GET("/users/:id", user)
	r := chi.NewRouter()
	r.Post("/orders", order)
}"#;
    let found = go("route", text);
    assert_eq!(
        found,
        [
            "GET = /items/{}",
            "PREFIX = /static/",
            "ANY = /",
            "PREFIX = /api",
            "GET = /api/users/{}",
            "POST = /orders"
        ]
    );
}

#[test]
fn types_and_constants_are_found_in_other_files_of_the_package() {
    let facts = facts_of(&[
        (
            "a/server.go",
            "package a\nimport \"database/sql\"\nconst port = \"8080\"\ntype server struct { db *sql.DB }",
        ),
        (
            "a/health.go",
            "package a\nimport \"net/http\"\nfunc (s *server) health(w http.ResponseWriter, r *http.Request) { s.db.Ping() }\nfunc run() { http.ListenAndServe(\":\" + port, nil) }",
        ),
    ]);
    let value = |kind| facts.iter().find(|fact| fact.kind == kind).map(|fact| fact.api.clone());
    assert_eq!(value(Kind::Query).as_deref(), Some("database/sql.DB().Ping"));
    let listen = facts.iter().find(|fact| fact.kind == Kind::Listen).unwrap();
    assert_eq!(listen.known_value(), Some("8080"));
}

#[test]
fn signals_are_told_one_by_one() {
    let text = r#"
import ("os"; "os/signal"; "syscall"; "context")
func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGHUP)
}"#;
    assert_eq!(go("signal", text), ["SIGINT = handle", "SIGTERM = handle", "SIGHUP = ignore"]);
}

#[test]
fn requests_change_what_the_file_holds() {
    let text = r#"
import "net/http"
var carts = map[string]int{}
var last string
func add(w http.ResponseWriter, r *http.Request) (err error) {
	carts[r.PathValue("user")] = 1
	last = "a"
	_, err = w.Write(nil)
	seen := map[string]int{}
	seen["a"] = 1
	return
}
func fill() { carts["b"] = 1 }"#;
    assert_eq!(go("shared-state", text), ["carts =", "last ="]);
}

#[test]
fn other_programs_files_and_logs() {
    let text = r#"
import ("os"; "os/exec"; "context"; "log"; "gopkg.in/natefinch/lumberjack.v2")
func work(ctx context.Context) {
	exec.CommandContext(ctx, "ffmpeg", "-i", "x")
	exec.Command("sh", "-c", "ls | wc")
	os.WriteFile("data/a.json", nil, 0o600)
	f, err := os.OpenFile("b.txt", os.O_RDONLY, 0)
	use(f, err)
	log.SetOutput(&lumberjack.Logger{Filename: "/var/log/a.log"})
}"#;
    assert_eq!(go("spawn", text), ["argv = ffmpeg", "shell = ls | wc"]);
    assert_eq!(go("file-write", text), ["durable = data/a.json"]);
    assert_eq!(go("log-sink", text), ["rotating-file = /var/log/a.log"]);
}

#[test]
fn clients_are_known_by_driver_and_options() {
    let text = r#"
import ("database/sql"; "github.com/redis/go-redis/v9"; "github.com/jackc/pgx/v5/pgxpool"; "gorm.io/driver/mysql")
func open() {
	sql.Open("pgx", "postgres://db/a")
	redis.NewClient(&redis.Options{Addr: "cache:6379"})
	pgxpool.New(ctx, "postgres://db/b")
	mysql.Open("u:p@tcp(db:3306)/c")
}"#;
    assert_eq!(
        go("connect", text),
        [
            "postgres = postgres://db/a",
            "redis = cache:6379",
            "postgres = postgres://db/b",
            "mysql = u:p@tcp(db:3306)/c"
        ]
    );
}

#[test]
fn keys_are_variables_wherever_they_are_read() {
    let facts = facts_of(&[
        (
            "config/load.go",
            "package config\nimport \"github.com/spf13/viper\"\nfunc Load() {\n\tviper.SetEnvPrefix(\"shop\")\n\tviper.AutomaticEnv()\n\tviper.SetDefault(\"db.host\", \"db\")\n}",
        ),
        (
            "store/open.go",
            "package store\nimport \"github.com/spf13/viper\"\nfunc open() { use(viper.GetString(\"db.host\"), viper.GetString(\"db.name\")) }",
        ),
        (
            "other/own.go",
            "package other\nimport \"github.com/spf13/viper\"\nfunc open() { v := viper.New(); use(v.GetString(\"db.user\")) }",
        ),
    ]);
    let read = facts.iter().filter(|fact| fact.kind == Kind::EnvRead);
    let mut read: Vec<String> =
        read.map(|fact| format!("{} = {}", fact.subject_text(), fact.value_text())).collect();
    read.sort();
    assert_eq!(read, ["SHOP_DB_HOST = db", "SHOP_DB_HOST = db", "SHOP_DB_NAME = "]);
}

#[test]
fn connections_that_are_kept_by_name_are_those_of_one_process() {
    let hub = r#"
import "github.com/gorilla/websocket"
type client struct {
	conn *websocket.Conn
}
type hub struct {
	clients map[uint][]*client // by user
}"#;
    assert_eq!(go("pubsub", hub), ["memory ="]);
    let brokered = format!("{hub}\nfunc (h *hub) run() {{ sub := rdb.Subscribe(ctx, \"all\"); use(sub) }}");
    assert_eq!(go("pubsub", &brokered), [""; 0]);
    let names = hub.replace("map[uint][]*client", "map[string]string");
    assert_eq!(go("pubsub", &names), [""; 0]);
}

#[test]
fn clocks_of_minutes_and_hours_plan_work() {
    let text = r#"
import "time"
func run() {
	sweep := time.NewTicker(10 * time.Minute)
	ping := time.NewTicker(5 * time.Second)
	use(sweep, ping)
}"#;
    assert_eq!(go("schedule", text).len(), 1);
}

#[test]
fn maps_that_are_declared_by_their_type_are_state() {
    let text = r#"
import ("net/http"; "sync")
var carts map[string]int
var orders sync.Map
func add(w http.ResponseWriter, r *http.Request) {
	carts[r.PathValue("user")] = 1
	orders.Store(r.PathValue("id"), 1)
	orders.Delete("x")
}"#;
    assert_eq!(go("shared-state", text), ["carts =", "orders ="]);
}

#[test]
fn a_file_is_kept_unless_the_same_one_is_removed() {
    let text = |removed: &str| {
        format!(
            "import (\"os\"; \"net/http\")\nfunc add(w http.ResponseWriter, r *http.Request) {{\n\told, name := r.PathValue(\"a\"), r.PathValue(\"b\")\n\tos.WriteFile(dir+name, nil, 0o600)\n\tos.Remove({removed})\n}}"
        )
    };
    assert_eq!(go("file-write", &text("dir+old")), ["durable = ~{}"]);
    assert_eq!(go("file-write", &text("dir+name")), ["temporary = ~{}"]);
}

#[test]
fn requests_write_what_the_functions_write_that_their_handlers_call() {
    let facts = facts_of(&[
        ("go.mod", "module acme.io/shop\n"),
        (
            "web/handler.go",
            "package web\nimport \"github.com/gin-gonic/gin\"\nfunc (h *Handler) Save(c *gin.Context) { h.store.Save(c.Param(\"id\")) }",
        ),
        (
            "store/store.go",
            "package store\nimport \"os\"\nfunc (s *Store) Save(name string) { os.WriteFile(\"/data/\"+name, nil, 0o600) }\nfunc Export(name string) { os.WriteFile(\"/data/\"+name, nil, 0o600) }",
        ),
    ]);
    let of = |kind: Kind| facts.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.span);
    let [first, _] = of(Kind::FileWrite).collect::<Vec<_>>()[..] else { panic!("two files are written") };
    assert_eq!(of(Kind::RouteWrite).collect::<Vec<_>>(), [first]);
}

#[test]
fn an_engine_can_be_the_default_of_a_setting() {
    let text = r#"
import "github.com/spf13/viper"
func load() {
	viper.SetDefault("database.driver", "sqlite")
	viper.SetDefault("mode", "fast")
	DatabaseType.setDefault("sqlite3")
}"#;
    assert_eq!(go("connect", text), ["sqlite = sqlite", "sqlite = sqlite3"]);
}
