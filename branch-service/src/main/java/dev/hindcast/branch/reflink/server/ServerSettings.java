package dev.hindcast.branch.reflink.server;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * The whole configuration of a fork's server: nothing of the parent's files is taken over, only the
 * settings that recovery and the meaning of queries need.
 *
 * @param address it listens on
 * @param port it listens on
 * @param inherited settings of the parent, by name
 * @param libraries preloaded, comma list
 * @param sharedBuffers as PostgreSQL writes sizes
 */
public record ServerSettings(
    String address,
    int port,
    Map<String, String> inherited,
    String libraries,
    String sharedBuffers) {
  /** The superuser that we prepare and measure a fork by, from this machine only. */
  public static final String SUPERUSER = "hindcast_fork_superuser";

  public ServerSettings {
    requireNonNull(address);
    inherited = Map.copyOf(inherited);
    requireNonNull(libraries);
    requireNonNull(sharedBuffers);
  }

  /** {@code postgresql.conf} of a fork that recovers to a position and not further. */
  String file(String lsn) {
    var settings = new TreeMap<>(inherited);
    settings.put("listen_addresses", listen());
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "100");
    settings.put("shared_buffers", sharedBuffers);
    settings.put("huge_pages", "off");
    settings.put("max_worker_processes", "4");
    settings.put("max_parallel_workers", "4");
    settings.put("shared_preload_libraries", libraries);
    settings.put("ssl", "off");
    settings.put("password_encryption", "scram-sha-256");
    // Nothing of a fork outlives a crash of the machine, and nothing needs to.
    settings.put("fsync", "off");
    settings.put("wal_level", "replica");
    settings.put("max_wal_size", "256MB");
    settings.put("min_wal_size", "32MB");
    settings.put("checkpoint_timeout", "30min");
    settings.put("log_destination", "stderr");
    settings.put("logging_collector", "off");
    // It has the parent's system identifier: it must never archive, stream or subscribe.
    settings.put("archive_mode", "off");
    settings.put("archive_command", "");
    settings.put("max_wal_senders", "0");
    settings.put("primary_conninfo", "");
    settings.put("primary_slot_name", "");
    settings.put("max_logical_replication_workers", "0");
    settings.put("restore_command", "false");
    settings.put("recovery_target_lsn", lsn);
    // What begins at the position is out: the first record after the end of the backup.
    settings.put("recovery_target_inclusive", "off");
    settings.put("recovery_target_timeline", "current");
    settings.put("recovery_target_action", "promote");
    settings.put("hot_standby", "off");
    var text = new StringBuilder("# Written by Hindcast when the fork was made.\n");
    settings.forEach(
        (name, value) ->
            text.append(name)
                .append(" = '")
                .append(value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n"))
                .append("'\n"));
    return text.toString();
  }

  // We ourselves come by the loopback.
  private String listen() {
    return isLoopback() ? address : address + ",127.0.0.1";
  }

  private boolean isLoopback() {
    return address.equals("127.0.0.1") || address.equals("localhost");
  }

  /**
   * {@code pg_hba.conf}: the fork's login, from this machine or from wherever the address is
   * reached; ours, from this machine; nobody else.
   */
  String access(String login) {
    return """
        host all %1$s 127.0.0.1/32 scram-sha-256
        host all %2$s %3$s scram-sha-256
        """
        .formatted(SUPERUSER, login, isLoopback() ? "127.0.0.1/32" : "all");
  }
}
