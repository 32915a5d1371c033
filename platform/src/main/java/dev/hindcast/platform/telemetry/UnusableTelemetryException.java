package dev.hindcast.platform.telemetry;

/** A setting of the telemetry is wrong: the process does not start. Its message is for a person. */
public final class UnusableTelemetryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableTelemetryException(String message) {
    super(message);
  }

  UnusableTelemetryException(String message, Throwable cause) {
    super(message, cause);
  }
}
