//! Ruby's questions to backing services and peers: what waits for an answer.

use super::super::super::table::{Entry, Slot, When, fact};
use crate::fact::Kind;
use Slot::{Arg, Const, Object};

const fn query(names: &'static [&'static str], service: &'static str) -> Entry {
    fact(names, Kind::Query).of(Const(service))
}

pub(super) const ENTRIES: &[Entry] = &[
    query(
        &[
            "ActiveRecord::Base.connection().execute",
            "ActiveRecord::Base.connection().select_value",
            "ActiveRecord::Base.connection().active?",
            "ActiveRecord::Base.connection().verify!",
            "ActiveRecord::Base.connection().exec_query",
            "ActiveRecord::Base.connection.execute",
            "ActiveRecord::Base.connection_pool().with_connection",
            "Sequel.connect().test_connection",
            "Sequel.connect().fetch",
            "?DB.test_connection",
            "?ApplicationRecord.connection().execute",
        ],
        "database",
    ),
    query(&["PG.connect()~.exec", "PG::Connection.new()~.exec", "PG.connect"], "postgres"),
    query(&["Mysql2::Client.new()~.query", "Mysql2::Client.new()~.ping"], "mysql"),
    query(&["Redis.new().ping", "Redis.new().info", "Redis.current().ping"], "redis"),
    query(&["*.ping"], "redis").when(&[When::Has(Object, &["redis", "Redis", "REDIS"])]),
    query(&["Mongo::Client.new()~.command"], "mongodb"),
    query(&["Rails.cache.read", "Rails.cache.write", "Rails.cache.fetch"], "cache"),
    query(
        &[
            "Net::HTTP.get",
            "Net::HTTP.get_response",
            "Faraday.get",
            "HTTParty.get",
            "RestClient.get",
            "HTTP.get",
            "Excon.get",
            "Typhoeus.get",
        ],
        "http",
    )
    .when(&[When::Lacks(Arg(0, ""), &["localhost", "127.0.0.1", "0.0.0.0"])]),
];
