/** TLS and mutual TLS of every port and channel, with certificates that may change at any time. */
package dev.hindcast.platform.tls;
