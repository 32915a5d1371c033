/** What the tests of all modules share. Test scope only. */
package dev.hindcast.testkit;
