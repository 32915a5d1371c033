/** Changed decisions: their rows, and listing them and the workflows they break. */
package dev.hindcast.gateway.change;
