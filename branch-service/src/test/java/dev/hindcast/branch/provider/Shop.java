package dev.hindcast.branch.provider;

import static dev.hindcast.branch.provider.StoreUnderTest.run;
import static dev.hindcast.branch.provider.StoreUnderTest.texts;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A small shop beside the traces: tables of every kind that change in production. */
final class Shop {
  static final List<String> KEYED = List.of("account", "\"order\"", "parcel");

  private Shop() {}

  static void create(StoreUnderTest store) throws SQLException {
    try (var connection = store.open()) {
      run(
          connection,
          """
          CREATE SCHEMA shop;
          CREATE TABLE shop.account (
            id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            owner   varchar(40) NOT NULL UNIQUE,
            balance numeric(12, 2) NOT NULL CHECK (balance >= 0),
            note    text,
            tags    text[] NOT NULL DEFAULT '{}',
            data    json);
          CREATE TABLE shop."order" (
            id         serial PRIMARY KEY,
            account_id bigint NOT NULL REFERENCES shop.account ON DELETE CASCADE,
            quantity   int NOT NULL DEFAULT 1,
            price      numeric(8, 2) NOT NULL,
            total      numeric GENERATED ALWAYS AS (quantity * price) STORED,
            placed_at  timestamptz NOT NULL DEFAULT now());
          CREATE INDEX order_account ON shop."order" (account_id);
          CREATE TABLE shop.visit (page text, at timestamptz NOT NULL DEFAULT now());
          CREATE TABLE shop.parcel (id int, day date, state text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
          CREATE TABLE shop.parcel_old PARTITION OF shop.parcel FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
          CREATE TABLE shop.parcel_new PARTITION OF shop.parcel FOR VALUES FROM ('2020-01-01') TO ('2040-01-01');
          CREATE UNLOGGED TABLE shop.cache (key text PRIMARY KEY, value text);
          CREATE VIEW shop.rich AS SELECT id, owner, balance FROM shop.account WHERE balance > 100;
          CREATE VIEW shop.rich_order AS SELECT o.id, r.owner, o.total FROM shop."order" o JOIN shop.rich r ON r.id = o.account_id;
          CREATE SCHEMA billing;
          CREATE TABLE billing.account (number int PRIMARY KEY, due numeric);
          INSERT INTO shop.account (owner, balance, data) SELECT 'owner' || i, 100, '{"a":  1}' FROM generate_series(1, 40) AS i;
          INSERT INTO shop."order" (account_id, quantity, price) SELECT 1 + i % 40, i, 10 FROM generate_series(1, 100) AS i;
          INSERT INTO shop.visit (page) SELECT '/' || i FROM generate_series(1, 5) AS i;
          INSERT INTO shop.parcel SELECT i, CASE WHEN i % 2 = 0 THEN date '2010-05-05' ELSE '2030-05-05' END, 'packed' FROM generate_series(1, 20) AS i;
          INSERT INTO billing.account VALUES (1, 5), (2, 6)""");
    }
  }

  /** Every row of the tables that can be pinned, as text. */
  static List<String> contents(Connection connection, String prefix) throws SQLException {
    var all = new ArrayList<String>();
    for (var table : KEYED) {
      all.addAll(
          texts(
              connection,
              "SELECT '%2$s ' || t::text FROM %1$s%2$s AS t ORDER BY t.id, t::text"
                  .formatted(prefix, table)));
    }
    return all;
  }
}
