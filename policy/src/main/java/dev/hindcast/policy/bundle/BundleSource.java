package dev.hindcast.policy.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of a bundle: relative path to bytes, sorted. Immutable. Two sources with the same files
 * have the same {@link #digest()}, whatever archive they came from.
 */
public final class BundleSource {

  /** The file every bundle has. */
  public static final String MANIFEST = "bundle.yaml";

  /** A bundle is text written by people; a megabyte of it in one file is a mistake. */
  public static final int MAX_FILE_BYTES = 1 << 20;

  /** All files together, unpacked. Bounds what a small archive can blow up to. */
  public static final int MAX_TOTAL_BYTES = 8 << 20;

  public static final int MAX_FILES = 500;

  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

  private final SortedMap<String, byte[]> files;
  private final String digest;

  private BundleSource(SortedMap<String, byte[]> files) {
    this.files = files;
    this.digest = digestOf(files);
  }

  /**
   * @throws BundleTooLargeException if a limit is exceeded
   * @throws IllegalArgumentException if a path is not a plain relative path
   */
  public static BundleSource of(Map<String, byte[]> files) {
    if (files.size() > MAX_FILES) {
      throw new BundleTooLargeException("files of a bundle", MAX_FILES, files.size());
    }
    SortedMap<String, byte[]> copy = new TreeMap<>();
    long total = 0;
    files.forEach((path, content) -> copy.put(checkPath(path), content.clone()));
    for (Map.Entry<String, byte[]> file : copy.entrySet()) {
      checkSize(file.getKey(), file.getValue().length);
      total += file.getValue().length;
    }
    checkTotal(total);
    return new BundleSource(copy);
  }

  /** A bundle of one file. */
  public static BundleSource ofManifest(String yaml) {
    return of(Map.of(MANIFEST, yaml.getBytes(UTF_8)));
  }

  /**
   * @throws BundleTooLargeException if a limit is exceeded
   * @throws IllegalArgumentException if the bytes are no tar.gz, an entry is not a plain file or
   *     folder, or a path leaves the bundle
   */
  public static BundleSource fromTarGz(byte[] archive) {
    return of(BundleArchive.unpack(archive));
  }

  /** The same bytes for the same files: no times, no owners, sorted. */
  public byte[] toTarGz() {
    return BundleArchive.pack(files);
  }

  /**
   * Lower-case hex SHA-256 over path, length and content of every file in the order of their paths.
   */
  public String digest() {
    return digest;
  }

  public Iterable<String> paths() {
    return Collections.unmodifiableSet(files.keySet());
  }

  /** A copy of the bytes of one file. */
  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  /** A file read as UTF-8. */
  public Optional<String> text(String path) {
    return Optional.ofNullable(files.get(path)).map(content -> new String(content, UTF_8));
  }

  static String checkPath(String path) {
    if (path.length() > 200 || !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "not a plain relative path inside the bundle (letters, digits, . _ - and /): "
              + path.substring(0, Math.min(path.length(), 200)));
    }
    return path;
  }

  static void checkSize(String path, long bytes) {
    if (bytes > MAX_FILE_BYTES) {
      throw new BundleTooLargeException("bytes of " + path, MAX_FILE_BYTES, bytes);
    }
  }

  static void checkTotal(long bytes) {
    if (bytes > MAX_TOTAL_BYTES) {
      throw new BundleTooLargeException("bytes of a bundle, unpacked", MAX_TOTAL_BYTES, bytes);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundleSource source && digest.equals(source.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "BundleSource[" + String.join(", ", files.keySet()) + " sha256:" + digest + "]";
  }

  private static String digestOf(SortedMap<String, byte[]> files) {
    MessageDigest sha = sha256();
    sha.update("hindcast bundle v1\n".getBytes(UTF_8));
    files.forEach(
        (path, content) -> {
          byte[] name = path.getBytes(UTF_8);
          sha.update(ByteBuffer.allocate(4).putInt(name.length).flip());
          sha.update(name);
          sha.update(ByteBuffer.allocate(8).putLong(content.length).flip());
          sha.update(content);
        });
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
