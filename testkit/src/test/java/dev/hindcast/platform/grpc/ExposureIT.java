package dev.hindcast.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hindcast.testkit.Services;
import dev.hindcast.testkit.TestAuthority;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.core.value.MapPropertyResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may stand open, and what must be asked for in so many words. */
class ExposureIT {
  private static final Map<String, Object> EVERYWHERE = Map.of("grpc.server.host", "0.0.0.0");

  @TempDir Path folder;
  private final Map<String, Object> issued = new HashMap<>();

  @Test
  void offLoopbackNothingStartsWithoutTls() {
    assertThatThrownBy(() -> start(EVERYWHERE))
        .isInstanceOf(InsecureException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("HINDCAST_TLS_CERTIFICATE")
        .hasMessageContaining("--insecure");
  }

  @Test
  void norWithoutKnowingItsCallers() {
    assertThatThrownBy(() -> start(with(EVERYWHERE, tls())))
        .isInstanceOf(InsecureException.class)
        .hasMessageContaining("HINDCAST_AUTH_IDENTITY_FILE")
        .hasMessageContaining("--insecure");
  }

  @Test
  void unlessItIsToldSo() {
    start(with(EVERYWHERE, Map.of("hindcast.insecure", "true")));
  }

  @Test
  void withBothItStartsAndAnswersOverTlsOnly() throws IOException {
    var identities = folder.resolve("identities");
    Files.writeString(identities, "# none yet\n");
    var secured =
        with(with(EVERYWHERE, tls()), Map.of("hindcast.auth.identity-file", identities.toString()));
    try (var service = Services.serve("nothing", secured)) {
      var plain = Channels.plaintext(service.target());
      var channel = new ServiceChannels(setup(tls())).open(service.target());
      try {
        var _ = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        assertThatThrownBy(
                () ->
                    HealthGrpc.newBlockingStub(plain)
                        .check(HealthCheckRequest.getDefaultInstance()))
            .isInstanceOf(StatusRuntimeException.class);
      } finally {
        channel.shutdownNow();
        plain.shutdownNow();
      }
    }
  }

  @Test
  void aClientNeverCallsAnotherMachineInPlaintextUnlessItIsToldSo() {
    assertThatThrownBy(() -> new ServiceChannels(setup(Map.of())).open("gateway:7400"))
        .isInstanceOf(InsecureException.class)
        .hasMessageContaining("gateway:7400")
        .hasMessageContaining("HINDCAST_TLS_TRUST")
        .hasMessageContaining("--insecure");
    new ServiceChannels(setup(Map.of("hindcast.insecure", "true")))
        .open("gateway:7400")
        .shutdownNow();
    new ServiceChannels(setup(Map.of())).open("127.0.0.1:7400").shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7400,true",
    "localhost:7400,true",
    "[::1]:7400,true",
    "127.8.8.8:1,true",
    "dns:///localhost:7400,true",
    "gateway:7400,false",
    "10.0.0.1:7400,false",
    "0.0.0.0:7400,false",
    "127.0.0.1.example.org:7400,false",
    "localhost.example.org:1,false",
    "dns://8.8.8.8/localhost:7400,false",
    "unix:/tmp/x,false",
    "[::]:7400,false"
  })
  void loopbackIsWhatCannotBeAnythingElse(String target, boolean loopback) {
    assertThat(Loopback.isTarget(target)).isEqualTo(loopback);
  }

  private Map<String, Object> tls() {
    if (issued.isEmpty()) {
      var authority = TestAuthority.create(folder, "authority");
      var own = authority.issue("service");
      issued.put("hindcast.tls.certificate", own.certificate().toString());
      issued.put("hindcast.tls.private-key", own.privateKey().toString());
      issued.put("hindcast.tls.trust", authority.certificate().toString());
    }
    return issued;
  }

  private static SecuritySetup setup(Map<String, Object> properties) {
    return SecuritySetup.of(new MapPropertyResolver(properties));
  }

  private static void start(Map<String, Object> properties) {
    Services.serve("nothing", properties).close();
  }

  private static Map<String, Object> with(
      Map<String, ? extends Object> first, Map<String, ? extends Object> second) {
    var all = new HashMap<String, Object>(first);
    all.putAll(second);
    return all;
  }
}
