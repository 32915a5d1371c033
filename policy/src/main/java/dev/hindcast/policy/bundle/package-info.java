/** Bundles as their authors write them: files, the parsed form, and what is wrong with it. */
package dev.hindcast.policy.bundle;
