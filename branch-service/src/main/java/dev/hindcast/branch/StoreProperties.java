package dev.hindcast.branch;

import dev.hindcast.branch.store.TraceStore;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import dev.hindcast.platform.secret.Secret;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code hindcast.branch.stores.<id>.*}: one trace store.
 *
 * @param id its id in {@code stores/<id>}
 * @param url JDBC URL of the database that holds it
 * @param user the service's login there; what it needs stands at {@link
 *     dev.hindcast.branch.overlay.postgres.OverlayProvider}
 * @param password its password, or {@code file:/path} or {@code env:NAME} that holds it
 * @param poolSize connections at most
 * @param provider that forks it
 * @param options of that provider, {@code options.<name>}
 */
@EachProperty("hindcast.branch.stores")
record StoreProperties(
    @Parameter String id,
    String url,
    String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "10") int poolSize,
    @Bindable(defaultValue = "overlay") String provider,
    @Nullable @MapFormat(keyFormat = StringConvention.HYPHENATED) Map<String, Object> options) {

  TraceStore store() {
    return new TraceStore(
        id,
        provider,
        new DatabaseSettings(url, user, Secret.read(password), poolSize),
        options == null ? Map.of() : named(options));
  }

  /**
   * The options by name. A variable does not tell {@code pin-wait} from {@code pin.wait}, so it
   * comes as both; the second one, a map, is nobody's.
   */
  private static Map<String, String> named(Map<String, Object> options) {
    return options.entrySet().stream()
        .filter(option -> !(option.getValue() instanceof Map))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, o -> o.getValue().toString()));
  }
}
