//! What XML of .NET says.

use crate::discover::Tree;
use crate::fact::{Fact, Kind};

fn facts_of(files: &[(&str, &str)]) -> Vec<Fact> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let project = crate::analyse(&Tree::from_memory(files));
    project.apps.iter().flat_map(|app| app.facts.iter()).cloned().collect()
}

fn said(path: &str, text: &str) -> Vec<String> {
    let facts = facts_of(&[(path, text)]);
    facts
        .iter()
        .map(|fact| {
            let mark = if fact.value.as_ref().is_some_and(|value| !value.literal) { "~" } else { "" };
            format!("{} {} {mark}{}", fact.kind.name(), fact.subject_text(), fact.value_text())
                .trim()
                .to_owned()
        })
        .collect()
}

#[test]
fn what_the_framework_reads() {
    let text = "\u{feff}<?xml version='1.0'?><configuration>\
        <connectionStrings><add name='Shop' connectionString='Server=db1;Database=shop;User Id=a;Password=oak-93' /></connectionStrings>\
        <appSettings><add key='Mail:ApiKey' value='k3Jx9QpL2mVt7RzW4bNc' /><add key='webpages:Version' value='3.0.0.0' /></appSettings>\
        <system.web><sessionState mode='InProc' /><compilation debug='true' /><customErrors mode='Off' />\
        <machineKey validationKey='AB12' decryptionKey='AutoGenerate,IsolateApps' /></system.web>\
        <system.net><mailSettings><smtp><network host='mail1' password='oak-93-Tin' /></smtp></mailSettings></system.net>\
        <system.serviceModel><client><endpoint address='http://orders/svc' /></client></system.serviceModel>\
        <location><system.webServer><aspNetCore stdoutLogEnabled='true' stdoutLogFile='.\\logs\\out' /></system.webServer></location>\
        </configuration>";
    let mut expected = vec![
        "literal Mail.ApiKey k3Jx9QpL2mVt7RzW4bNc",
        "literal smtp.network.password oak-93-Tin",
        "signing-key machineKey.validationKey AB12",
        "connect mssql Server=db1;Database=shop;User Id=a;Password=oak-93",
        "connect smtp mail1",
        "connect http http://orders/svc",
        "log-sink file .\\logs\\out",
        "session-store memory",
        "debug compilation debug true",
        "debug customErrors mode true",
    ];
    let mut found = said("web/Web.config", text);
    found.sort();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(said("app.config", "[{kernel, [{x, 1}]}].").is_empty());
    let facts = facts_of(&[("web/Web.config", text), ("web/Web.Release.config", "<configuration/>")]);
    assert!(!facts.iter().any(|fact| fact.kind == Kind::Debug));
}

#[test]
fn logging_goes_where_rules_and_loggers_lead() {
    let nlog = "<nlog xmlns='http://www.nlog-project.org/schemas/NLog.xsd' xmlns:xsi='x'><targets async='true'>\
        <target xsi:type='File' name='all' fileName='${basedir}/all.log' maxArchiveFiles='3' />\
        <target xsi:type='File' name='unused' fileName='u.log' />\
        <target xsi:type='BufferingWrapper' name='b'><target xsi:type='file' FileName='b.log' /></target>\
        <target xsi:type='Console' name='c' /></targets>\
        <rules><logger name='*' minlevel='Trace' writeTo='all, b,c' /><logger name='x' writeTo='unused' enabled='false' /></rules></nlog>";
    assert_eq!(
        said("NLog.config", nlog),
        ["log-sink rotating-file ~${basedir}/all.log", "log-sink file b.log", "log-sink stdout"]
    );
    let log4net = "<configuration><log4net><appender name='f' type='log4net.Appender.RollingFileAppender'><file value='logs/a.log' /></appender>\
        <appender name='u' type='log4net.Appender.FileAppender'><param name='File' value='u.log' /></appender>\
        <appender name='o' type='log4net.Appender.FileAppender, log4net'><param name='File' value='o.log' /></appender>\
        <appender name='q' type='log4net.Appender.BufferingForwardingAppender'><appender-ref ref='o' /></appender>\
        <root><level value='INFO' /><appender-ref ref='f' /><appender-ref ref='q' /></root></log4net></configuration>";
    assert_eq!(
        said("svc/log4net.config", log4net),
        ["log-sink rotating-file logs/a.log", "log-sink file o.log"]
    );
}

#[test]
fn logging_of_hosts_is_configured_in_json() {
    let serilog = r#"{"Serilog": {"WriteTo": ["Console", {"Name": "File", "Args": {"path": "logs/a.log", "rollingInterval": "Day"}},
        {"Name": "Async", "Args": {"configure": [{"Name": "File", "Args": {"path": "b.log"}}]}},
        {"Name": "Logger", "Args": {"configureLogger": {"WriteTo": {"x": {"Name": "Seq", "Args": {"serverUrl": "%SEQ%"}}}}}}]}}"#;
    let mut sinks = said("appsettings.json", serilog);
    sinks.retain(|said| said.starts_with("log-sink"));
    assert_eq!(
        sinks,
        [
            "log-sink stdout",
            "log-sink rotating-file logs/a.log",
            "log-sink file b.log",
            "log-sink collector ~%SEQ%"
        ]
    );
    let nlog = r#"{"NLog": {"targets": {"a": {"type": "File", "fileName": "a.log"}, "b": {"type": "File", "fileName": "b.log"}},
        "rules": [{"logger": "*", "writeTo": "a"}]}, "Logging": {"File": {"Path": "app.log"}}}"#;
    assert_eq!(said("api/appsettings.json", nlog), ["log-sink file a.log", "log-sink file app.log"]);
}

#[test]
fn feeds_of_packages_have_credentials() {
    let text = "<configuration><packageSourceCredentials><acme><add key='Username' value='ci' />\
        <add key='ClearTextPassword' value='oak-93-Tin-shed' /></acme></packageSourceCredentials></configuration>";
    assert_eq!(said("nuget.config", text), ["literal acme.Password oak-93-Tin-shed"]);
}

#[test]
fn broken_documents_end() {
    let deep = "<target type='File'>".repeat(20_000);
    for text in [
        format!("<nlog><targets>{deep}"),
        "<configuration><nlog/>".to_owned(),
        format!("<nlog><targets>{deep}{}</targets></nlog>", "</target>".repeat(20_000)),
    ] {
        for path in ["nlog.config", "web.config", "log4net.xml"] {
            said(path, &text);
        }
    }
    let circle = "<log4net><appender name='a' type='x.B'><appender-ref ref='a' /></appender><root><appender-ref ref='a' /></root></log4net>";
    assert!(said("log4net.config", circle).is_empty());
}
