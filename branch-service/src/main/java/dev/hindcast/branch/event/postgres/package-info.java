/** Events as rows of the control database. */
package dev.hindcast.branch.event.postgres;
