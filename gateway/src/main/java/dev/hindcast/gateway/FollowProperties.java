package dev.hindcast.gateway;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * {@code hindcast.gateway.follow.*}.
 *
 * @param interval about how often a following replay looks for what arrived, at least 10 ms
 * @param longest after which it stops by itself
 */
@ConfigurationProperties("hindcast.gateway.follow")
record FollowProperties(
    @Bindable(defaultValue = "1s") Duration interval,
    @Bindable(defaultValue = "24h") Duration longest) {

  FollowProperties {
    if (interval.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException("hindcast.gateway.follow.interval is at least 10ms");
    }
    if (!longest.isPositive()) {
      throw new IllegalArgumentException("hindcast.gateway.follow.longest is more than nothing");
    }
  }
}
