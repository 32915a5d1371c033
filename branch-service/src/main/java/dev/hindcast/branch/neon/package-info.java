/** The provider {@code neon}: branches of a Neon project, each with a compute of its own. */
package dev.hindcast.branch.neon;
