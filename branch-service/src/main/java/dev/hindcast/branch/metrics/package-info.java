/** The numbers that an operator watches. */
package dev.hindcast.branch.metrics;
