package dev.hindcast.branch.remote.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * What an engine answered.
 *
 * @param body missing node if there was none
 */
public record Answer(int status, JsonNode body) {
  private static final Pattern CODE = Pattern.compile("[A-Za-z_]{1,60}");

  public Answer {
    requireNonNull(body);
  }

  /** Whether it was done. */
  public boolean isGood() {
    return status >= 200 && status < 300;
  }

  /** The status and the engine's short code of a refusal; never its text. */
  public String refusal() {
    var code = body.path("code").asText();
    return "HTTP " + status + (CODE.matcher(code).matches() ? " " + code : "");
  }

  /** The body of a good answer; else a fault. */
  public JsonNode require(Call call) {
    if (!isGood()) {
      throw new IllegalStateException(call + " is refused: " + refusal());
    }
    return body;
  }

  /** Never shows the body: it may hold passwords. */
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
