use super::*;

/// `service host port user password database`, `-` for what is absent.
fn show(value: &str) -> String {
    let Some(found) = connection_string(value) else { return "none".to_owned() };
    let password = found.password.map_or("-", |range| &value[range]);
    let text = |part: Option<&str>| part.unwrap_or("-").to_owned();
    let parts = [
        found.service.to_owned(),
        found.host.to_owned(),
        text(found.port),
        text(found.user),
        password.to_owned(),
        text(found.database),
    ];
    parts.join(" ")
}

#[test]
fn urls_are_taken_apart() {
    let cases = [
        (
            "postgres://app:pw@db.internal:5432/orders?sslmode=require",
            "postgres db.internal 5432 app pw orders",
        ),
        ("postgresql+psycopg2://app@db/orders", "postgres db - app - orders"),
        ("db+postgresql://app:pw@db/orders", "postgres db - app pw orders"),
        ("mysql://root@127.0.0.1", "mysql 127.0.0.1 - root - -"),
        ("mongodb+srv://u:p@cluster0.abc.mongodb.net/app", "mongodb cluster0.abc.mongodb.net - u p app"),
        ("mongodb://a:1,b:2/app?replicaSet=x", "mongodb a 1 - - app"),
        ("redis://:p%40ss@cache:6379/0", "redis cache 6379 - p%40ss 0"),
        ("rediss://cache", "redis cache - - - -"),
        ("amqp://guest:guest@mq:5672//", "amqp mq 5672 guest guest /"),
        ("nats://n1:4222", "nats n1 4222 - - -"),
        ("smtp://mail:25", "smtp mail 25 - - -"),
        ("ldaps://dir.corp", "ldap dir.corp - - - -"),
        ("s3://bucket/key", "s3 bucket - - - key"),
        ("sqlite:///app.db", "sqlite  - - - app.db"),
        ("sqlite:////var/app.db", "sqlite  - - - /var/app.db"),
        ("postgres://u:p/w#1@h/d", "postgres h - u p/w#1 d"),
        ("postgres://[::1]:5432/d", "postgres ::1 5432 - - d"),
        ("postgres://{}:{}@{}/d", "postgres {} - {} {} d"),
        ("postgres:///app?host=/var/run/postgresql", "none"),
        ("postgresql:///app", "postgres  - - - app"),
        ("http://elasticsearch:9200", "elasticsearch elasticsearch 9200 - - -"),
        ("https://user:pw@search.acme.io/x", "http search.acme.io - user pw x"),
        ("http://host/@user:pw@x", "none"),
        ("https://api.acme.io/v1", "none"),
        ("https://sqs.eu-west-1.amazonaws.com/1/q", "sqs sqs.eu-west-1.amazonaws.com - - - 1/q"),
        ("jdbc:postgresql://db:5432/orders?user=app&password=pw", "postgres db 5432 app pw orders"),
        ("jdbc:sqlserver://db:1433;databaseName=o;user=sa;password=pw", "mssql db 1433 sa pw o"),
        ("jdbc:oracle:thin:app/pw@//db:1521/XE", "oracle db 1521 app pw XE"),
        ("jdbc:oracle:thin:@db:1521:XE", "oracle db 1521 - - XE"),
        ("jdbc:h2:mem:test", "h2  - - - mem:test"),
        ("jdbc:sqlite:app.db", "sqlite  - - - app.db"),
        ("r2dbc:pool:postgresql://db/o", "postgres db - - - o"),
        ("app:pw@tcp(db:3306)/orders?parseTime=true", "mysql db 3306 app pw orders"),
        ("mysql:host=db;dbname=orders", "mysql db - - - orders"),
    ];
    for (value, wanted) in cases {
        assert_eq!(show(value), wanted, "{value}");
    }
}

#[test]
fn pairs_are_taken_apart() {
    let cases = [
        ("Server=db;Database=o;User Id=sa;Password=pw;", "mssql db - sa pw o"),
        ("Data Source=tcp:db,1433;Initial Catalog=o;Integrated Security=true", "mssql db 1433 - - o"),
        ("Host=db;Username=app;Password=pw;Database=o", "postgres db - app pw o"),
        ("Server=db;Port=3306;Uid=root;Pwd=pw;Database=o", "mysql db 3306 root pw o"),
        ("Driver={ODBC Driver 18 for SQL Server};Server=db;UID=sa;PWD=pw", "mssql db - sa pw -"),
        ("host=db port=5432 dbname=o user=app password=pw", "postgres db 5432 app pw o"),
        ("cache:6379,password=pw,ssl=True", "redis cache 6379 - pw -"),
        (
            "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=a2V5;EndpointSuffix=core.windows.net",
            "s3 acct - acct a2V5 -",
        ),
        (
            "Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=k=",
            "amqp bus.servicebus.windows.net - root k= -",
        ),
    ];
    for (value, wanted) in cases {
        assert_eq!(show(value), wanted, "{value}");
    }
}

#[test]
fn other_texts_are_no_connection_strings() {
    for value in [
        "",
        "postgres://",
        "redis://",
        "sqlite://",
        "https://example.com",
        "Connecting to redis://x failed",
        "key=value",
        "a=b;c=d",
        "width=device-width, initial-scale=1",
        "host: localhost",
        "user:pass",
        "git://github.com/a/b",
        "é://é@é",
        "text/html; charset=utf-8",
        "mysql:8.0",
        "postgres:16",
        "redis:7",
        "sqlite",
        "max-age=1; path=/; domain=x",
    ] {
        assert_eq!(show(value), "none", "{value}");
    }
}

#[test]
fn connections_are_found_within_commands() {
    let text = "wait && psql \"postgres://app:pw@db/o\" -c 'x' --cache=redis://c:6379, https://docs";
    let found: Vec<_> =
        find_connections(text).into_iter().map(|(range, c)| (&text[range], c.service)).collect();
    assert_eq!(found, [("postgres://app:pw@db/o", "postgres"), ("redis://c:6379", "redis")]);
}

#[test]
fn any_cut_of_a_string_is_read() {
    for text in ["jdbc:postgresql://ü:ö@[é]:1/d?password=é&x", "Sérver=é;Password=ö", "ü:é@tcp(é:1)/é"]
    {
        for (at, _) in text.char_indices() {
            for cut in [&text[at..], &text[..at]] {
                if let Some(range) = connection_string(cut).and_then(|c| c.password) {
                    assert!(cut.get(range).is_some());
                }
                find_connections(cut);
            }
        }
    }
}
