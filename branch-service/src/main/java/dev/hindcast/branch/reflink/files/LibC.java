package dev.hindcast.branch.reflink.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The few calls of the C library that Java has no words for. Linux only. */
public final class LibC {
  static final int ENOENT = 2;
  static final int EXDEV = 18;
  static final int EINVAL = 22;
  static final int ENOTTY = 25;
  static final int EOPNOTSUPP = 95;
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  private static final int O_CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option AFTER_TWO = Linker.Option.firstVariadicArg(2);
  private static final MethodHandle OPEN =
      handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), AFTER_TWO);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      handle("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), AFTER_TWO);
  private static final MethodHandle FCHOWN =
      handle("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle KILL =
      handle("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private LibC() {}

  /** What a call said, with the number of the error. */
  static final class CallException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    private CallException(String call, int errno) {
      super(call + " failed with error " + errno);
      this.errno = errno;
    }

    int errno() {
      return errno;
    }
  }

  @FunctionalInterface
  private interface Call {
    int with(MemorySegment state) throws Throwable;
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    var all = java.util.Arrays.copyOf(options, options.length + 1);
    all[options.length] = ERRNO;
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor, all);
  }

  private static int call(String what, Call call) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(Linker.Option.captureStateLayout());
      var result = call.with(state);
      if (result < 0) {
        throw new CallException(what, (int) ERRNO_VALUE.get(state, 0L));
      }
      return result;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(what, e);
    }
  }

  /** An open file descriptor, not inherited by child processes. */
  static int open(Path file, int flags, int mode) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocateFrom(file.toString());
      return call(
          "open of " + file, state -> (int) OPEN.invokeExact(state, name, flags | O_CLOEXEC, mode));
    }
  }

  static void close(int descriptor) throws IOException {
    var _ = call("close", state -> (int) CLOSE.invokeExact(state, descriptor));
  }

  static void ioctl(int descriptor, long request, long argument) throws IOException {
    var _ = call("ioctl", state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
  }

  static void fchown(int descriptor, int user, int group) throws IOException {
    var _ = call("fchown", state -> (int) FCHOWN.invokeExact(state, descriptor, user, group));
  }

  /** Sends a signal; false if there is no such process. */
  public static boolean kill(long pid, int signal) {
    if (pid <= 1) {
      throw new IllegalArgumentException("not a process of ours: " + pid);
    }
    try {
      var _ = call("kill", state -> (int) KILL.invokeExact(state, (int) pid, signal));
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Memory for a call, as an address. */
  static MemorySegment allocate(Arena arena, long bytes) {
    return arena.allocate(bytes, ValueLayout.JAVA_LONG.byteAlignment());
  }
}
