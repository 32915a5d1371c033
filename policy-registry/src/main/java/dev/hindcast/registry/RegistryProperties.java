package dev.hindcast.registry;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code hindcast.registry.*}: the rules of this registry.
 *
 * @param fourEyes whether {@code production} may be moved to a version only by somebody else than
 *     who published it; takes authentication
 */
@ConfigurationProperties("hindcast.registry")
record RegistryProperties(@Bindable(defaultValue = "false") boolean fourEyes) {}
