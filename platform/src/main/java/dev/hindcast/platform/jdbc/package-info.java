/** Plain SQL over JDBC: a small runner, pools, migrations, and what driver errors become. */
package dev.hindcast.platform.jdbc;
