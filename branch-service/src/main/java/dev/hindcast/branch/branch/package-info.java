/** Branches: their record, their life, and what is done with them. */
package dev.hindcast.branch.branch;
