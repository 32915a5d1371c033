/** The recorded actions that are judged, and the JSON values inside them. */
package dev.hindcast.policy.action;
