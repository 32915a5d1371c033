/** What remote engines ask of the store's database and of a fork before it is prepared. */
package dev.hindcast.branch.remote.postgres;
