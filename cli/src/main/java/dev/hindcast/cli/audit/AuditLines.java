package dev.hindcast.cli.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.hindcast.cli.output.CommandException;
import dev.hindcast.proto.audit.v1.ListEntriesResponse;

/**
 * A line of an exported log: the API's own page with one entry, as JSON, so that it names its
 * service.
 */
final class AuditLines {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private AuditLines() {}

  static String print(ListEntriesResponse line) {
    try {
      return PRINTER.print(line);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an entry could not be printed as JSON", e);
    }
  }

  static ListEntriesResponse parse(String text, long number) {
    var line = ListEntriesResponse.newBuilder();
    try {
      JsonFormat.parser().merge(text, line);
    } catch (InvalidProtocolBufferException e) {
      throw new CommandException("line " + number + " is no line of an exported audit log");
    }
    return line.build();
  }
}
