package dev.hindcast.cli.audit;

import dev.hindcast.cli.connect.Clients;
import dev.hindcast.proto.audit.v1.ListEntriesRequest;
import dev.hindcast.proto.audit.v1.ListEntriesResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads the logs of all services, page by page. */
final class LogPages {
  private static final int PAGE = 1000;
  private static final int SECONDS = 60;

  private LogPages() {}

  static void read(Clients clients, Consumer<ListEntriesResponse> to) {
    for (var stub : clients.audits()) {
      var request = ListEntriesRequest.newBuilder().setPageSize(PAGE);
      while (true) {
        var page = stub.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).listEntries(request.build());
        to.accept(page);
        // A log that is written all the time ends where it ended when this page was read.
        if (page.getEntriesCount() < PAGE) {
          break;
        }
        request.setAfter(page.getEntries(page.getEntriesCount() - 1).getNumber());
      }
    }
  }
}
