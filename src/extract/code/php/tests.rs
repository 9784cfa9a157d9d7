//! Tests of the PHP frontend.

use super::super::tests::{facts_of, said};

fn facts(kind: &str, text: &str) -> Vec<String> {
    said("app.php", kind, &format!("<?php\n{text}"))
}

#[test]
fn reads_are_found_with_their_defaults() {
    let reads = |text: &str| facts("env-read", text);
    assert_eq!(reads("$a = getenv('A');"), ["A ="]);
    assert_eq!(reads("$a = getenv('A') ?: 'x';"), ["A = x"]);
    assert_eq!(reads("$a = $_ENV['A'] ?? 'x';"), ["A = x"]);
    assert_eq!(reads("$a = $_SERVER['A'] ?? null; $b = $_SERVER['HTTP_HOST'];"), ["A ="]);
    assert_eq!(
        reads("return ['host' => env('DB_HOST', '127.0.0.1'), 'port' => (int) env('P')];"),
        ["DB_HOST = 127.0.0.1", "P ="]
    );
    assert_eq!(reads("$_ENV['A'] = 'x'; putenv('B=1');"), [] as [&str; 0]);
    assert_eq!(reads("function need($n) { $v = getenv($n); return $v; }\n$a = need('A');"), ["A ="]);
    assert_eq!(reads("if (!getenv('A')) { throw new Exception('no'); }"), ["A! ="]);
    assert_eq!(reads("namespace X;\n$a = \\getenv('A');"), ["A ="]);
}

#[test]
fn clients_are_named_by_their_class() {
    let clients = |text: &str| facts("connect", text);
    assert_eq!(clients("$r = new Redis(); $r->connect('cache.acme.io', 6379);"), ["redis = cache.acme.io"]);
    assert_eq!(
        clients(
            "namespace A;\nuse Predis\\Client as C;\nclass X { private C $c; function f() { $this->c = new C(['host' => 'r1']); } }"
        ),
        ["redis = r1"]
    );
    assert_eq!(
        clients("$p = new PDO('mysql:host=db1;dbname=x', $u, $p);"),
        ["mysql = mysql:host=db1;dbname=x"]
    );
    assert_eq!(clients("const HOST = 'db2';\nmysqli_connect(HOST, 'u', 'p');"), ["mysql = db2"]);
    assert_eq!(clients("define('HOST', 'db3');\nmysqli_connect(HOST, 'u', 'p');"), ["mysql = db3"]);
    assert_eq!(clients("namespace A;\n$r = new Redis(); $r->connect('x');"), [] as [&str; 0]);
    assert_eq!(clients("mail($to, $subject, $text);"), ["sendmail ="]);
}

#[test]
fn routes_are_read_from_calls_and_attributes() {
    let routes = |text: &str| facts("route", text);
    assert_eq!(
        routes("use Illuminate\\Support\\Facades\\Route;\nRoute::get('/users/{id}', [A::class, 'show']);"),
        ["GET = /users/{}"]
    );
    assert_eq!(
        routes(
            "namespace App;\nuse Symfony\\Component\\Routing\\Annotation\\Route;\nclass A extends AbstractController {\n#[Route('/x', methods: ['GET'])]\npublic function x() {}\n}"
        ),
        ["GET = /x"]
    );
    assert_eq!(
        routes("use Slim\\Factory\\AppFactory;\n$app = AppFactory::create();\n$app->post('/a', $f);"),
        ["POST = /a"]
    );
}

#[test]
fn branches_on_the_environment_are_seen() {
    let branches = |text: &str| facts("environment-branch", text);
    assert_eq!(branches("if (getenv('APP_ENV') === 'production') { f(); }"), ["~APP_ENV = production"]);
    assert_eq!(branches("if (app()->environment('local', 'staging')) { f(); }").len(), 2);
    assert_eq!(branches("if ($this->app->isProduction()) { f(); }").len(), 1);
}

#[test]
fn an_array_that_a_file_returns_is_facts_by_key() {
    let files = [(
        "config/database.php",
        "<?php\nreturn ['connections' => ['mysql' => ['driver' => 'mysql', 'host' => 'db.acme.io']]];",
    )];
    let facts = facts_of(&files);
    let connect = facts.iter().find(|fact| fact.kind.name() == "connect").unwrap();
    assert_eq!((connect.subject_text(), connect.value_text()), ("mysql", "db.acme.io"));
}
