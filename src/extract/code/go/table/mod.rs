//! What Go's names mean.

mod clients;
mod environment;
mod files;
mod keys;
mod processes;
mod queries;
mod routes;
mod state;
mod web;

use super::super::table::Entry;

/// The entries by theme.
pub(in crate::extract::code::go) const PARTS: &[&[Entry]] = &[
    environment::ENTRIES,
    environment::FLAGS,
    web::LISTENERS,
    web::SERVERS,
    routes::ENTRIES,
    routes::HANDLERS,
    clients::DATABASES,
    clients::QUEUES,
    clients::PEERS,
    clients::EMBEDDED,
    files::WRITES,
    files::LOGS,
    state::ENTRIES,
    keys::ENTRIES,
    processes::ENTRIES,
    queries::ENTRIES,
];

/// Other names of the same thing: moved packages, and functions that return an instance of a type.
pub(in crate::extract::code::go) const ALIASES: &[(&str, &str)] = &[
    ("io/ioutil.WriteFile", "os.WriteFile"),
    ("io/ioutil.TempDir", "os.MkdirTemp"),
    ("io/ioutil.TempFile", "os.CreateTemp"),
    ("os.Interrupt", "syscall.SIGINT"),
    ("golang.org/x/sys/unix.SIGTERM", "syscall.SIGTERM"),
    ("golang.org/x/sys/unix.SIGINT", "syscall.SIGINT"),
    ("net/http.NewServeMux()", "net/http.ServeMux()"),
    ("github.com/gin-gonic/gin.Default()", "github.com/gin-gonic/gin.Engine()"),
    ("github.com/gin-gonic/gin.New()", "github.com/gin-gonic/gin.Engine()"),
    ("github.com/gin-gonic/gin.RouterGroup()", "github.com/gin-gonic/gin.Engine()"),
    ("github.com/gin-gonic/gin.IRouter()", "github.com/gin-gonic/gin.Engine()"),
    ("github.com/gin-gonic/gin.IRoutes()", "github.com/gin-gonic/gin.Engine()"),
    ("github.com/labstack/echo.New()", "github.com/labstack/echo.Echo()"),
    ("github.com/labstack/echo.Group()", "github.com/labstack/echo.Echo()"),
    ("github.com/gofiber/fiber.New()", "github.com/gofiber/fiber.App()"),
    ("github.com/gofiber/fiber.Router()", "github.com/gofiber/fiber.App()"),
    ("github.com/gofiber/fiber.Group()", "github.com/gofiber/fiber.App()"),
    ("github.com/go-chi/chi.NewRouter()", "github.com/go-chi/chi.Mux()"),
    ("github.com/go-chi/chi.NewMux()", "github.com/go-chi/chi.Mux()"),
    ("github.com/go-chi/chi.Router()", "github.com/go-chi/chi.Mux()"),
    ("github.com/gorilla/mux.NewRouter()", "github.com/gorilla/mux.Router()"),
    ("github.com/julienschmidt/httprouter.New()", "github.com/julienschmidt/httprouter.Router()"),
    ("github.com/kataras/iris.New()", "github.com/kataras/iris.Application()"),
    ("github.com/kataras/iris.Default()", "github.com/kataras/iris.Application()"),
    ("github.com/kataras/iris.Party()", "github.com/kataras/iris.Application()"),
    ("google.golang.org/grpc.NewServer()", "google.golang.org/grpc.Server()"),
    ("database/sql.Open()", "database/sql.DB()"),
    ("database/sql.OpenDB()", "database/sql.DB()"),
    ("github.com/jmoiron/sqlx.Open()", "github.com/jmoiron/sqlx.DB()"),
    ("github.com/jmoiron/sqlx.MustOpen()", "github.com/jmoiron/sqlx.DB()"),
    ("github.com/jmoiron/sqlx.Connect()", "github.com/jmoiron/sqlx.DB()"),
    ("github.com/jmoiron/sqlx.MustConnect()", "github.com/jmoiron/sqlx.DB()"),
    ("github.com/jmoiron/sqlx.ConnectContext()", "github.com/jmoiron/sqlx.DB()"),
    ("gorm.io/gorm.Open()", "gorm.io/gorm.DB()"),
    ("github.com/jinzhu/gorm.Open()", "gorm.io/gorm.DB()"),
    ("github.com/jinzhu/gorm.DB()", "gorm.io/gorm.DB()"),
    ("github.com/jackc/pgx/pgxpool.New()", "github.com/jackc/pgx/pgxpool.Pool()"),
    ("github.com/jackc/pgx/pgxpool.NewWithConfig()", "github.com/jackc/pgx/pgxpool.Pool()"),
    ("github.com/jackc/pgx/pgxpool.Connect()", "github.com/jackc/pgx/pgxpool.Pool()"),
    ("github.com/jackc/pgx/pgxpool.ConnectConfig()", "github.com/jackc/pgx/pgxpool.Pool()"),
    ("github.com/jackc/pgx.Connect()", "github.com/jackc/pgx.Conn()"),
    ("github.com/go-redis/redis.NewClient", "github.com/redis/go-redis.NewClient"),
    ("github.com/go-redis/redis.NewClusterClient", "github.com/redis/go-redis.NewClusterClient"),
    ("github.com/go-redis/redis.NewUniversalClient", "github.com/redis/go-redis.NewUniversalClient"),
    ("github.com/go-redis/redis.NewFailoverClient", "github.com/redis/go-redis.NewFailoverClient"),
    ("github.com/go-redis/redis.ParseURL", "github.com/redis/go-redis.ParseURL"),
    ("github.com/redis/go-redis.NewClient()", "github.com/redis/go-redis.Client()"),
    ("github.com/redis/go-redis.NewUniversalClient()", "github.com/redis/go-redis.Client()"),
    ("github.com/redis/go-redis.NewClusterClient()", "github.com/redis/go-redis.Client()"),
    ("github.com/redis/go-redis.UniversalClient()", "github.com/redis/go-redis.Client()"),
    ("github.com/go-redis/redis.Client()", "github.com/redis/go-redis.Client()"),
    ("github.com/streadway/amqp.Dial", "github.com/rabbitmq/amqp091-go.Dial"),
    ("github.com/streadway/amqp.DialConfig", "github.com/rabbitmq/amqp091-go.DialConfig"),
    ("github.com/streadway/amqp.DialTLS", "github.com/rabbitmq/amqp091-go.DialTLS"),
    ("github.com/Shopify/sarama.NewConsumerGroup", "github.com/IBM/sarama.NewConsumerGroup"),
    ("github.com/Shopify/sarama.NewConsumer", "github.com/IBM/sarama.NewConsumer"),
    ("github.com/Shopify/sarama.NewSyncProducer", "github.com/IBM/sarama.NewSyncProducer"),
    ("github.com/Shopify/sarama.NewAsyncProducer", "github.com/IBM/sarama.NewAsyncProducer"),
    ("github.com/Shopify/sarama.NewClient", "github.com/IBM/sarama.NewClient"),
    ("github.com/boltdb/bolt.Open", "go.etcd.io/bbolt.Open"),
    ("github.com/coreos/bbolt.Open", "go.etcd.io/bbolt.Open"),
    ("github.com/robfig/cron.New()", "github.com/robfig/cron.Cron()"),
    ("github.com/natefinch/lumberjack.Logger", "gopkg.in/natefinch/lumberjack.Logger"),
    ("github.com/dgrijalva/jwt-go.NewWithClaims()", "github.com/golang-jwt/jwt.Token()"),
    ("github.com/golang-jwt/jwt.NewWithClaims()", "github.com/golang-jwt/jwt.Token()"),
    ("github.com/golang-jwt/jwt.New()", "github.com/golang-jwt/jwt.Token()"),
    ("gopkg.in/alecthomas/kingpin.New()", "github.com/alecthomas/kingpin.Application()"),
    ("github.com/alecthomas/kingpin.New()", "github.com/alecthomas/kingpin.Application()"),
    ("github.com/Sirupsen/logrus.SetOutput", "github.com/sirupsen/logrus.SetOutput"),
    ("github.com/spf13/viper.New()", "github.com/spf13/viper.Viper()"),
];
