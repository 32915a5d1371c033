package dev.hindcast.policy.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/** A key that an expression selects is not there. Common in traces, so it costs no stack trace. */
final class MissingKeyException extends CelRuntimeException {
  private final String key;

  @SuppressWarnings("NullAway") // the only public constructor takes a cause; there is none
  MissingKeyException(String key) {
    super(null, CelErrorCode.ATTRIBUTE_NOT_FOUND);
    this.key = key;
  }

  String key() {
    return key;
  }

  static String message(String key) {
    return "key '" + key + "' is not present in map.";
  }

  @Override
  public String getMessage() {
    return message(key);
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
