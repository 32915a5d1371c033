/** The provider {@code dblab}: thin clones of Database Lab Engine, on ZFS or LVM. */
package dev.hindcast.branch.dblab;
