/** The provider {@code lakebase}: branches of a Databricks Lakebase project. */
package dev.hindcast.branch.lakebase;
