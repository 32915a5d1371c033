/** What an operator sees of the work that is left: counted when somebody asks. */
package dev.hindcast.gateway.gauge;
