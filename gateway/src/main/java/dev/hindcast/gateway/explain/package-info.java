/** Judging one action again and saying why. */
package dev.hindcast.gateway.explain;
