//! What C# code says, concept by concept.

use super::super::tests::said;

#[test]
fn variables_and_settings_are_read() {
    let text = r#"
using System;
var builder = WebApplication.CreateBuilder(args);
var a = Environment.GetEnvironmentVariable("A") ?? "x";
var b = Environment.GetEnvironmentVariable("B") ?? throw new Exception();
var c = builder.Configuration["Mail:Host"];
var d = builder.Configuration.GetConnectionString("Shop");
var e = builder.Configuration.GetSection("Cache").GetValue<int>("Size", 3);
class S(IConfiguration settings) { string X() => settings["Y"]; }
"#;
    assert_eq!(
        said("Program.cs", "env-read", text),
        ["A = x", "B! =", "Mail__Host =", "ConnectionStrings__Shop =", "Cache__Size = 3", "Y ="]
    );
}

#[test]
fn objects_are_instances_of_their_types() {
    let text = r#"
using System.Net.Mail;
class Mailer {
    private readonly SmtpClient client = new("mail.local");
    SmtpClient other = new SmtpClient { Host = "other.local" };
    void Set(SmtpClient third) { third.Host = "third.local"; }
}
"#;
    assert_eq!(
        said("a.cs", "connect", text),
        ["smtp = mail.local", "smtp = other.local", "smtp = third.local"]
    );
}

#[test]
fn routes_have_the_prefix_of_their_controller_or_group() {
    let text = r#"
using Microsoft.AspNetCore.Mvc;
[Route("api/[controller]")]
public class OrdersController : ControllerBase {
    [HttpGet("{id}")] public string Get(int id) => "";
    [HttpPost] public void Post() { System.IO.File.WriteAllText("a.txt", ""); }
    [HttpGet("/live")] public string Live() => "";
}
"#;
    assert_eq!(said("a.cs", "route", text), ["GET = /api/orders/{}", "POST = /api/orders", "GET = /live"]);
    let text = r#"
var app = WebApplication.CreateBuilder(args).Build();
var group = app.MapGroup("/api");
group.MapGet("/x", () => "");
app.MapHealthChecks("/health");
"#;
    assert_eq!(said("a.cs", "route", text), ["GET = /api/x", "GET = /health"]);
}

#[test]
fn strings_are_read_in_all_their_forms() {
    let text = "
class A {
    const string Folder = @\"C:\\data\";
    void M(string id) {
        System.IO.File.WriteAllText(Folder + \"\\\\x\", \"\");
        System.IO.File.WriteAllText($\"/data/{id}.txt\", \"\");
        File.WriteAllText(Path.Combine(\"/data\", id), \"\");
        File.WriteAllText(\"\"\"/raw/x\"\"\", \"\");
        File.WriteAllText(Path.GetTempFileName(), \"\");
    }
}
";
    assert_eq!(
        said("a.cs", "file-write", text),
        [
            "durable = C:\\data\\x",
            "durable = ~/data/{}.txt",
            "durable = ~/data/{}",
            "durable = /raw/x",
            "temporary = ~{}"
        ]
    );
}

#[test]
fn a_discarded_task_is_work_for_later() {
    let text = r"
public class MailController : Controller {
    public async Task Send() {
        await Task.Run(() => Work());
        Task.Run(() => Work());
        _ = Task.Run(Work);
    }
}
";
    assert_eq!(said("a.cs", "background-work", text), ["task =", "task ="]);
}

#[test]
fn extensions_are_known_by_their_name() {
    let text = r#"
builder.Services.AddDistributedMemoryCache();
services.AddSession();
services.AddSignalR().AddStackExchangeRedis("redis:6379");
services.AddDbContext<Shop>(o => o.UseSqlite("Data Source=shop.db"));
if (app.Environment.IsDevelopment()) { app.UseDeveloperExceptionPage(); }
using var scope = app.Services.CreateScope();
scope.ServiceProvider.GetRequiredService<Shop>().Database.Migrate();
Console.CancelKeyPress += (_, e) => Stop();
"#;
    assert_eq!(said("a.cs", "cache-store", text), ["memory ="]);
    assert_eq!(said("a.cs", "session-store", text), ["memory ="]);
    assert_eq!(said("a.cs", "pubsub", text), ["memory =", "redis ="]);
    assert_eq!(said("a.cs", "connect", text), ["sqlite = Data Source=shop.db"]);
    assert_eq!(said("a.cs", "migrate", text), ["Entity Framework ="]);
    assert_eq!(said("a.cs", "signal", text), ["SIGINT = handle"]);
    assert_eq!(said("a.cs", "environment-branch", text), [""; 0]);
}

#[test]
fn static_members_outlive_requests() {
    let text = r"
public class CartController : Controller {
    private static readonly Dictionary<int, int> Carts = new();
    private static int count;
    private readonly List<int> mine = new();
    [HttpPost] public void Add(int id) { Carts[id] = 1; Carts.Add(id, 1); count++; mine.Add(1); }
}
";
    assert_eq!(said("a.cs", "shared-state", text), ["Carts =", "Carts ="]);
}
