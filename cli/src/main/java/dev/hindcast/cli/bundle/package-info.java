/** {@code hindcast bundle}: checking, publishing, listing and comparing bundles. */
package dev.hindcast.cli.bundle;
