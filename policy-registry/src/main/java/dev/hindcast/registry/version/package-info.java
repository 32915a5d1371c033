/** Versions of bundles: checking, publishing, finding and comparing them. */
package dev.hindcast.registry.version;
