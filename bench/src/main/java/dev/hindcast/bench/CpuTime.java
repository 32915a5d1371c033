package dev.hindcast.bench;

import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processor time of processes of this machine, by process id: what something costs, whoever else is
 * at work. The operating system tells it in steps of ten milliseconds.
 */
record CpuTime(Map<Long, Duration> processes) {

  static CpuTime of(List<Long> processes) {
    Map<Long, Duration> all = new HashMap<>();
    for (long pid : processes) {
      ProcessHandle.of(pid)
          .flatMap(process -> process.info().totalCpuDuration())
          .ifPresent(time -> all.put(pid, time));
    }
    return new CpuTime(all);
  }

  /** Of the server's processes that serve workers now. */
  static CpuTime ofBackends(DatabaseSettings superuser) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (var connection =
            DriverManager.getConnection(superuser.url(), superuser.user(), superuser.password());
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'hindcast-replay-worker'")) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return of(pids);
  }

  /** What these processes have used since; one that is new has used all of its own. */
  double microsSince(CpuTime before) {
    return processes.entrySet().stream()
        .mapToDouble(
            process ->
                process
                        .getValue()
                        .minus(before.processes.getOrDefault(process.getKey(), Duration.ZERO))
                        .toNanos()
                    / 1e3)
        .sum();
  }
}
