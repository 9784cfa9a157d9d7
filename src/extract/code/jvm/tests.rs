//! Java's and Kotlin's concepts, one test each.

use super::super::tests::{facts_of, said};
use crate::fact::{Kind, Role, Scope};

fn java(kind: &str, body: &str) -> Vec<String> {
    said("src/main/java/a/App.java", kind, body)
}

fn kotlin(kind: &str, body: &str) -> Vec<String> {
    said("src/main/kotlin/a/App.kt", kind, body)
}

#[test]
fn variables_are_read_with_their_defaults() {
    let code = "package a;\nimport java.util.*;\nclass App {\n String a = System.getenv(\"A\");\n \
                String b = System.getenv().getOrDefault(\"B\", \"1\");\n \
                String c = Optional.ofNullable(System.getenv(\"C\")).orElse(\"2\");\n \
                String d = System.getenv(\"D\") != null ? System.getenv(\"D\") : \"3\";\n \
                String e = Objects.requireNonNull(System.getenv(\"E\"));\n \
                String f = System.getProperty(\"F\");\n}";
    assert_eq!(java("env-read", code), ["A =", "B = 1", "C = 2", "D =", "D = 3", "E! ="]);
}

#[test]
fn kotlins_operators_give_defaults_and_demand() {
    let code = "val a = System.getenv(\"A\") ?: \"1\"\nval b = System.getenv(\"B\")!!\n\
                val c = System.getenv(\"C\") ?: error(\"C is not set\")\nval d = System.getenv()[\"D\"]\n\
                val e by lazy { System.getenv(\"E\")?.toInt() ?: 5 }";
    assert_eq!(kotlin("env-read", code), ["A = 1", "B! =", "C! =", "D =", "E = 5"]);
}

#[test]
fn placeholders_are_variables_or_properties() {
    let code = "import org.springframework.beans.factory.annotation.Value;\nclass App {\n \
                @Value(\"${DB_URL:jdbc:h2:mem:x}\") String url;\n @Value(\"${app.secret:k3Jx9QpL}\") String secret;\n \
                App(@Value(\"${API_KEY}\") String key) { }\n}";
    assert_eq!(java("env-read", code), ["DB_URL = jdbc:h2:mem:x", "API_KEY! ="]);
    assert_eq!(java("literal", code).last().unwrap(), "app.secret = k3Jx9QpL");
    let code = "import org.springframework.beans.factory.annotation.Value\n\
                class App(@Value(\"\\${A:b}\") val a: String, @param:Value($$\"${C}\") val c: String)";
    assert_eq!(kotlin("env-read", code), ["A = b", "C! ="]);
}

#[test]
fn routes_have_the_prefix_of_their_class() {
    let code = "import org.springframework.web.bind.annotation.*;\n@RestController\n@RequestMapping(\"/api\")\n\
                class App {\n @GetMapping(\"/x/{id}\") String x() { return \"\"; }\n\
                @RequestMapping(value = \"/y\", method = RequestMethod.POST) void y() { }\n @PutMapping void z() { }\n}";
    let routes = ["PREFIX = /api", "GET = /api/x/{}", "POST = /api/y", "PUT = /api"];
    assert_eq!(java("route", code), routes);
    assert_eq!(
        kotlin("route", "import io.ktor.server.routing.*\nfun f() { routing { get(\"/x\") { } } }"),
        ["GET = /x"]
    );
}

#[test]
fn routes_have_the_prefix_of_the_blocks_around_them() {
    let code = "import io.ktor.server.routing.*\nfun f() { routing { route(\"/api\") { get { }\n route(\"v1/\") { get(\"/x/{id}\") { } }\n\
                post(\"y\") { } }\n get(\"/z\") { } } }";
    assert_eq!(kotlin("route", code), ["GET = /api", "GET = /api/v1/x/{}", "POST = /api/y", "GET = /z"]);
    let code = "import static io.javalin.apibuilder.ApiBuilder.*;\nclass App { void f() { path(\"users\", () -> { get(App::all); \
                post(\"new\", App::make); }); } }";
    assert_eq!(java("route", code).last().unwrap(), "POST = /users/new");
}

#[test]
fn interfaces_of_clients_serve_nothing() {
    let code = "import org.springframework.web.bind.annotation.*;\nimport org.springframework.cloud.openfeign.FeignClient;\n\
                @FeignClient(name = \"orders\")\ninterface App { @GetMapping(\"/x\") String x(); }";
    assert!(java("route", code).is_empty());
}

#[test]
fn annotations_the_grammar_takes_for_expressions_are_the_class_s() {
    let code = "import org.springframework.web.bind.annotation.*\n@RestController\n@RequestMapping(\"/api\")\n\
                class App {\n @GetMapping(\"/x\")\n fun x() = 1\n}\n";
    assert_eq!(kotlin("route", code), ["PREFIX = /api", "GET = /api/x"]);
}

#[test]
fn a_call_with_a_type_and_one_argument_is_a_call() {
    let code = "import org.springframework.web.client.RestTemplate\n\
                class App(val rest: RestTemplate) { fun f() = rest.getForObject<String>(\"http://a/b\") }";
    assert_eq!(kotlin("connect", code), ["http = http://a/b"]);
}

#[test]
fn declared_types_tell_what_values_do_not() {
    let code = "import javax.sql.*;\nimport redis.clients.jedis.*;\nclass App {\n JedisPool pool = Pools.make();\n \
                void f(com.mongodb.client.MongoDatabase db) { pool.getResource(); db.runCommand(null); }\n // ping\n}";
    assert_eq!(java("query", code), ["redis =", "mongodb ="]);
}

#[test]
fn names_come_through_wildcards_and_static_imports() {
    let code = "import java.util.logging.*;\nimport static java.lang.System.getenv;\n\
                class App { void f() { new FileHandler(\"a.log\"); getenv(\"A\"); } }";
    assert_eq!(java("log-sink", code), ["file = a.log"]);
    assert_eq!(java("env-read", code), ["A ="]);
}

#[test]
fn strings_with_names_in_them_are_not_known() {
    let code = "import java.io.File\nfun f(name: String) { File(\"data/$name.txt\").writeText(\"x\") }";
    assert_eq!(kotlin("file-write", code), ["durable = ~data/{}.txt"]);
}

#[test]
fn what_the_class_keeps_is_shared_where_it_lasts() {
    let code = "import java.util.*;\nimport org.springframework.web.bind.annotation.*;\nclass App {\n \
                static Map<String, String> all = new HashMap<>();\n Map<String, String> own = new HashMap<>();\n \
                @PostMapping(\"/x\") void x(Map<String, String> given) { all.put(\"a\", \"b\"); own.put(\"a\", \"b\"); given.put(\"a\", \"b\"); }\n}";
    assert_eq!(java("shared-state", code), ["all ="]);
    let socket = "import java.util.*;\nimport org.springframework.web.socket.*;\nimport org.springframework.web.socket.handler.TextWebSocketHandler;\n\
                  class App extends TextWebSocketHandler { final Set<WebSocketSession> open = new HashSet<>();\n\
                  public void afterConnectionEstablished(WebSocketSession session) { open.add(session); } }";
    assert_eq!(java("shared-state", socket), ["open ="]);
    let controller = code.replace("class App", "@RestController class App");
    assert_eq!(java("shared-state", &controller), ["all =", "own ="]);
}

#[test]
fn profiles_of_developers_make_development_code() {
    let code = "import org.springframework.context.annotation.Profile;\nimport java.util.logging.FileHandler;\n\
                @Profile(\"dev\") class App { void f() { new FileHandler(\"a.log\"); } }";
    let facts = facts_of(&[("src/main/java/a/App.java", code)]);
    let sink = facts.iter().find(|fact| fact.kind == Kind::LogSink).unwrap();
    assert_eq!(sink.place.role, Role::Development);
}

#[test]
fn handlers_are_known_by_annotations_and_bases() {
    let code = "import javax.servlet.http.*;\nimport java.io.*;\nclass App extends HttpServlet {\n \
                protected void doPost(HttpServletRequest request, HttpServletResponse response) {\n \
                new FileWriter(\"x\"); }\n}";
    let facts = facts_of(&[("src/main/java/a/App.java", code)]);
    let write = facts.iter().find(|fact| fact.kind == Kind::FileWrite).unwrap();
    assert_eq!(write.place.scope, Scope::Handler);
}

#[test]
fn attributes_of_property_classes_are_variables_with_defaults() {
    let code = "import org.springframework.boot.context.properties.ConfigurationProperties;\n\
                @ConfigurationProperties(\"acme.search\")\nclass App { String hosts = \"http://localhost:9200\"; }";
    assert_eq!(java("env-read", code), ["ACME_SEARCH_HOSTS = http://localhost:9200"]);
    assert!(java("literal", code).is_empty());
}

#[test]
fn types_may_end_with_a_comma() {
    let code = "class App(\n  val a: Map<\n    String,\n    List<Int>,\n  >,\n) {\n  val port = System.getenv(\"PORT\")\n}\n";
    assert!(
        super::kotlin::masked(code)
            .is_some_and(|masked| masked.len() == code.len() && masked.contains("List<Int> \n"))
    );
    assert_eq!(kotlin("env-read", code), ["PORT ="]);
}

#[test]
fn annotations_that_the_end_of_the_file_cuts_off_have_an_end() {
    for end in ["@B(a ", "@B", "@B(\r", "class C { @set:B(1"] {
        let text = format!("val port = System.getenv(\"PORT\")\n@A\nval a = 1\n\n{end}");
        assert_eq!(said("a.kt", "env-read", &text), ["PORT ="]);
    }
}
