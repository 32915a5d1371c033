/** Paging of list methods. */
package dev.hindcast.platform.page;
