/**
 * The replay worker: pulls shards of recorded actions out of branches over R2DBC, judges each with
 * baseline and candidate, and streams the changed decisions to a gateway. It serves nothing and
 * keeps nothing: any number of workers may run, and any may die.
 */
@Configuration
@Requires(property = RunningService.SERVICE, value = Application.SERVICE)
package dev.hindcast.worker;

import dev.hindcast.platform.service.RunningService;
import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
