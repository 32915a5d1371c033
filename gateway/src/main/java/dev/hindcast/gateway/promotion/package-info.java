/**
 * Promotions. The intent is on record before anything is done; every step can be repeated, so
 * whichever gateway finds an unfinished one carries it out.
 */
package dev.hindcast.gateway.promotion;
