/** Database Lab Engine's API, from version 4.1: the calls that forking needs. */
package dev.hindcast.branch.dblab.http;
