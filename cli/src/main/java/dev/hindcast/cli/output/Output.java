package dev.hindcast.cli.output;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintWriter;
import java.util.List;

/** The two streams of a command: answers on one, everything about their making on the other. */
public final class Output {
  private final PrintWriter answers;
  private final PrintWriter notes;
  private final Format format;

  /** What answers look like. */
  public enum Format {
    TABLE,
    JSON
  }

  /** Over two streams. */
  public Output(PrintWriter answers, PrintWriter notes, Format format) {
    this.answers = requireNonNull(answers);
    this.notes = requireNonNull(notes);
    this.format = requireNonNull(format);
  }

  /** Whether answers are JSON. */
  public boolean json() {
    return format == Format.JSON;
  }

  /** Prints an answer: the message itself as JSON, or the lines that tell it to a person. */
  public void answer(MessageOrBuilder message, List<String> lines) {
    if (json()) {
      json(message);
    } else {
      lines(lines);
    }
  }

  /** Prints an answer of several messages: a JSON list of them, or the lines. */
  public void answer(List<? extends MessageOrBuilder> messages, List<String> lines) {
    if (!json()) {
      lines(lines);
      return;
    }
    answers.println("[");
    for (int i = 0; i < messages.size(); i++) {
      answers.print(printed(messages.get(i)));
      answers.println(i < messages.size() - 1 ? "," : "");
    }
    answers.println("]");
    answers.flush();
  }

  /** Prints lines of an answer. */
  public void lines(List<String> lines) {
    lines.forEach(answers::println);
    answers.flush();
  }

  /** Prints a line of an answer. */
  public void line(String line) {
    lines(List.of(line));
  }

  /** Prints a message as proto3 JSON. */
  public void json(MessageOrBuilder message) {
    answers.println(printed(message));
    answers.flush();
  }

  private static String printed(MessageOrBuilder message) {
    try {
      return JsonFormat.printer().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message could not be printed as JSON", e);
    }
  }

  /**
   * Prints one of many answers: as JSON in a line of its own, {@code {"<kind>": …}}, or the line
   * that tells it to a person.
   */
  public void item(String kind, MessageOrBuilder message, String line) {
    items(kind, message, List.of(line));
  }

  /** Prints one of many answers that takes a person more than a line. */
  public void items(String kind, MessageOrBuilder message, List<String> lines) {
    if (!json()) {
      lines(lines);
      return;
    }
    try {
      line(
          "{\"%s\":%s}"
              .formatted(
                  kind, JsonFormat.printer().omittingInsignificantWhitespace().print(message)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message could not be printed as JSON", e);
    }
  }

  /** Says something beside the answer, on standard error. */
  public void note(String line) {
    notes.println(line);
    notes.flush();
  }

  /** A display of progress on standard error. */
  public ProgressLine progress() {
    return new ProgressLine(notes, Terminal.interactive(), System::nanoTime);
  }
}
