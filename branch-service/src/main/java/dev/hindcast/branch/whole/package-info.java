/** Forks that are whole database servers, whatever engine made them. */
package dev.hindcast.branch.whole;
