/** Who did what to which resource when: an append-only log whose entries hold each other. */
package dev.hindcast.platform.audit;
