/** Lakebase through the Databricks SDK: only here are its types seen. */
package dev.hindcast.branch.lakebase.api;
