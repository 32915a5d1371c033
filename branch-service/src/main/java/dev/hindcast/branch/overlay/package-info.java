/**
 * The provider {@code overlay}: row-level copy-on-write in plain SQL, for any PostgreSQL from 14,
 * without superuser, extension or special disk. A fork is a schema of views over the parent's rows
 * that the cut can see, united with tables for what the branch writes.
 */
package dev.hindcast.branch.overlay;
