//! What Ruby code says, concept by concept.

use super::super::tests::{facts_of, said};
use crate::fact::{Environment, Role, Scope};

fn rb(kind: &str, text: &str) -> Vec<String> {
    said("app.rb", kind, text)
}

#[test]
fn reads_of_the_environment_know_their_default() {
    let text = "A = ENV['A']\nB = ENV.fetch('B')\nC = ENV.fetch('C', 'c')\nD = ENV.fetch('D') { 3000 }\nE = ENV['E'] || 'e'\nENV['F'] = 'f'\nENV['G'] ||= 'g'\nH = Integer(ENV.fetch('H', 5))\nI = ENV['I'].presence || 'i'\n";
    assert_eq!(
        rb("env-read", text),
        ["A =", "B! =", "C = c", "D = 3000", "E = e", "G = g", "H = 5", "I = i"]
    );
}

#[test]
fn a_variable_is_required_where_the_program_stops_without_it() {
    let text = "raise 'no' unless ENV['A']\nabort 'no' if ENV['B'].nil?\nraise unless ENV['C'].present?\nputs 1 unless ENV['D']\n";
    assert_eq!(rb("env-read", text), ["A! =", "B! =", "C! =", "D ="]);
}

#[test]
fn settings_of_rails_are_fields() {
    let text = "Rails.application.configure do\n  config.cache_store = :memory_store\n  config.session_store :cookie_store, key: '_x'\n  config.active_storage.service = :local\n  config.active_job.queue_adapter = :async\n  config.action_mailer.delivery_method = :sendmail\n  config.logger = ActiveSupport::Logger.new('log/app.log', 'daily')\n  config.consider_all_requests_local = true\nend\n";
    let of = |kind: &str| said("config/environments/production.rb", kind, text);
    assert_eq!(of("cache-store"), ["memory = memory_store"]);
    assert_eq!(of("session-store"), ["cookie ="]);
    assert_eq!(of("file-write"), ["named = local"]);
    assert_eq!(of("background-work"), ["queue ="]);
    assert_eq!(of("connect"), ["sendmail ="]);
    assert_eq!(
        of("log-sink"),
        ["implied = log/production.log", "given = ~{}", "rotating-file = log/app.log"]
    );
    assert_eq!(of("debug"), ["consider_all_requests_local = true"]);
}

#[test]
fn files_of_an_environment_speak_for_it() {
    let facts = facts_of(&[(
        "config/environments/development.rb",
        "Rails.application.configure do\n  config.cache_store = :memory_store\nend\n",
    )]);
    assert_eq!(facts[0].place.environment, Environment::Development);
}

#[test]
fn the_environment_is_asked_for_in_many_ways() {
    let text = "A = 1 if Rails.env.production?\nB = 1 if ENV['RAILS_ENV'] == 'staging'\nC = 1 if Rails.env.in?(%w[staging production])\nD = 1 if %w[development].include?(Rails.env)\nE = 1 unless Rails.env.local?\n";
    assert_eq!(
        rb("environment-branch", text),
        [
            "~Rails.env = production",
            "~RAILS_ENV = staging",
            "~Rails.env = staging",
            "~Rails.env = production",
            "~Rails.env = development",
            "~Rails.env = development",
            "~Rails.env = test",
        ]
    );
    let text = "if Rails.env.production?\n  Logger.new('a.log')\nelse\n  Logger.new('b.log')\nend\nLogger.new('c.log') unless Rails.env.production?\n";
    let facts = facts_of(&[("app.rb", text)]);
    let role = |path: &str| facts.iter().find(|fact| fact.value_text() == path).map(|fact| fact.place.role);
    assert_eq!(role("a.log"), Some(Role::Production));
    assert_eq!(role("b.log"), Some(Role::Development));
    assert_eq!(role("c.log"), Some(Role::Development));
}

#[test]
fn routes_know_where_they_are_mounted() {
    let text = "Rails.application.routes.draw do\n  get 'up' => 'rails/health#show'\n  get '/health', to: 'h#show'\n  root 'home#index'\n  namespace :api do\n    scope 'v1' do\n      get 'ping', to: 'p#i'\n      resources :users, only: [:index] do\n        get :export, on: :collection\n      end\n    end\n  end\n  mount Sidekiq::Web => '/sidekiq'\nend\n";
    assert_eq!(
        said("config/routes.rb", "route", text),
        [
            "GET = /up",
            "GET = /health",
            "GET = /",
            "GET = /api/v1/ping",
            "PREFIX = /api/v1/users",
            "GET = /api/v1/users/export",
            "PREFIX = /sidekiq",
        ]
    );
}

#[test]
fn puma_says_where_it_listens() {
    let text =
        "port ENV.fetch('PORT') { 3000 }\nbind 'tcp://127.0.0.1:9292'\npidfile 'tmp/server.pid'\ndaemonize\n";
    let of = |kind: &str| said("config/puma.rb", kind, text);
    assert_eq!(of("listen"), ["0.0.0.0 = ~${PORT:-3000}", "127.0.0.1 = 9292"]);
    assert_eq!(of("pid-file"), ["= tmp/server.pid"]);
    assert_eq!(of("daemonize"), ["puma ="]);
}

#[test]
fn clients_and_files_are_known() {
    let text = "r = Redis.new(url: ENV['REDIS_URL'] || 'redis://localhost')\nBunny.new('amqp://mq')\nSequel.connect('postgres://db/x')\n@x ||= Mysql2::Client.new(host: 'db')\nclass ReportsController < ApplicationController\n  def create\n    File.write(Rails.root.join('public', 'r.csv'), x)\n    Dir.mktmpdir { |dir| File.open(File.join(dir, 'a'), 'w') }\n  end\nend\n";
    assert_eq!(
        rb("connect", text),
        [
            "redis = ~${REDIS_URL:-redis://localhost}",
            "amqp = amqp://mq",
            "postgres = postgres://db/x",
            "mysql = db"
        ]
    );
    assert_eq!(rb("file-write", text), ["durable = public/r.csv", "temporary = ~{}/a"]);
    let facts = facts_of(&[("app.rb", text)]);
    assert!(facts.iter().any(|fact| fact.kind.name() == "file-write" && fact.place.scope == Scope::Handler));
}

#[test]
fn requests_change_what_outlives_them() {
    let text = "class A < ApplicationController\n  CARTS = {}\n  @@hits = 0\n  @@latest = nil\n  def show\n    @@hits += 1\n    CARTS[params[:id]] = 1\n    @@latest = params[:id]\n    $last = 2\n    @mine = 3\n    local = []\n    local << 1\n  end\nend\n";
    assert_eq!(rb("shared-state", text), ["CARTS =", "@@latest =", "$last ="]);
}

#[test]
fn programs_signals_and_daemons() {
    let text = "system('git pull')\nsystem('convert', a)\n`ffmpeg -i x`\nOpen3.capture3('pandoc', 'x')\ntrap('TERM') { exit }\nSignal.trap(:TERM) { }\n%w[INT HUP].each { |s| trap(s) { stop } }\nProcess.daemon\n";
    assert_eq!(
        rb("spawn", text),
        ["shell = git pull", "shell = convert", "shell = ffmpeg -i x", "argv = pandoc"]
    );
    assert_eq!(rb("signal", text), ["SIGTERM = handle", "SIGTERM = ignore", "SIGINT = handle"]);
    assert_eq!(rb("daemonize", text), ["Process.daemon ="]);
}

#[test]
fn heredocs_that_the_parser_cannot_hold_are_refused() {
    let long = format!("x = <<~{0}\n ENV['A']\n{0}\n", "E".repeat(300));
    let quoted = format!("x = <<~'{}\n ENV['A']\n", "E".repeat(300));
    let many =
        format!("f({})\nENV['A']\n", (0..200).map(|at| format!("<<A{at}")).collect::<Vec<_>>().join(", "));
    let nested = format!("x = <<A\n{}ENV['A']\n", "#{\"".repeat(400));
    for text in [long, quoted, many, nested] {
        let tree = crate::discover::Tree::from_memory([("a.rb".to_owned(), text.into_bytes())]);
        let project = crate::analyse(&tree);
        assert!(project.apps.iter().all(|app| app.facts.iter().next().is_none()));
        assert_eq!(project.unreadable.len(), 1);
    }
}

#[test]
fn blocks_passed_on_at_the_end_of_a_line_are_understood() {
    let text = "def a(b, **c, &)\n  link b, **c, data: {\n    x: ENV['A']\n  }, &\nend\nENV['B']\n";
    assert_eq!(rb("env-read", text), ["A =", "B ="]);
    let tree = crate::discover::Tree::from_memory([("a.rb".to_owned(), text.as_bytes().to_vec())]);
    assert!(crate::analyse(&tree).unreadable.is_empty());
}
