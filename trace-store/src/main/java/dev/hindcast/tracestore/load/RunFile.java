package dev.hindcast.tracestore.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads the numbered lines of one file, gzipped or plain: its first two bytes tell. */
final class RunFile implements AutoCloseable {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final String NUL = "\\u0000";

  private final BufferedReader reader;
  private long number;
  private boolean stripped;

  private RunFile(BufferedReader reader) {
    this.reader = reader;
  }

  static RunFile open(Path path) throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      InputStream in = isGzip(raw) ? new GZIPInputStream(raw, 1 << 16) : raw;
      return new RunFile(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** The next line, null at the end. NUL escapes are taken out: {@code jsonb} refuses them. */
  String next() throws IOException {
    var line = reader.readLine();
    number++;
    stripped = false;
    if (line == null || !line.contains(NUL)) {
      return line;
    }
    var clean = withoutNul(line);
    stripped = clean.length() != line.length();
    return clean;
  }

  /** The number of the line that {@link #next} returned last, from 1. */
  long number() {
    return number;
  }

  /** Whether NUL characters were taken out of it. */
  boolean stripped() {
    return stripped;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Takes out the escape of U+0000, but not an escaped backslash before the letters "u0000". */
  static String withoutNul(String line) {
    var clean = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c != '\\' || i + 1 == line.length()) {
        clean.append(c);
      } else if (line.startsWith(NUL, i)) {
        i += NUL.length() - 1;
      } else {
        clean.append(c).append(line.charAt(++i));
      }
    }
    return clean.toString();
  }

  private static boolean isGzip(BufferedInputStream in) throws IOException {
    in.mark(2);
    var magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC;
  }
}
