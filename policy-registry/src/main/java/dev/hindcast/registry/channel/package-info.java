/** Channels: movable pointers to versions, moved by compare-and-swap only. */
package dev.hindcast.registry.channel;
