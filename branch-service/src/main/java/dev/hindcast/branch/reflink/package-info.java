/**
 * The provider {@code reflink}: forks a live PostgreSQL cluster on the host that it runs on, by
 * sharing its blocks (XFS, Btrfs, or a snapshot command of ZFS, LVM and others). A fork is a folder
 * with a data directory and a server of its own.
 */
package dev.hindcast.branch.reflink;
