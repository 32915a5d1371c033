/** What a gateway does over and over, whatever is asked of it. */
package dev.hindcast.gateway.chore;
