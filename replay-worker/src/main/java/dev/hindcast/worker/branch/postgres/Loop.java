package dev.hindcast.worker.branch.postgres;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/**
 * A thread that reads from connections, and the only one that may touch them. The driver (1.1.1)
 * takes rows out of its buffer on whichever thread asks for them, and empties the buffer on the one
 * that notices that the server is gone. The queue is made for one reader: two at once may break it,
 * and then who empties it never ends.
 *
 * @param resources what the driver reads with: this one thread
 * @param scheduler the same thread
 */
record Loop(LoopResources resources, Scheduler scheduler) {
  /** Processes have one thread a core for it, as with the driver's own. */
  private static final List<Loop> LOOPS =
      IntStream.range(0, Math.max(4, Runtime.getRuntime().availableProcessors()))
          .mapToObj(Loop::started)
          .toList();

  private static final AtomicInteger NEXT = new AtomicInteger();

  private static Loop started(int number) {
    var resources = LoopResources.create("branch-" + number, 1, true);
    var thread = resources.onClient(LoopResources.DEFAULT_NATIVE).next();
    return new Loop(resources, Schedulers.fromExecutorService(thread, "branch-" + number));
  }

  /** One after the other. */
  static Loop next() {
    return LOOPS.get(Math.floorMod(NEXT.getAndIncrement(), LOOPS.size()));
  }

  static List<Loop> all() {
    return LOOPS;
  }

  /** Whatever is done to it is done on this thread: subscribing, requests and cancelling. */
  <T> Flux<T> on(Publisher<T> work) {
    return Flux.from(work).cancelOn(scheduler).subscribeOn(scheduler, true);
  }

  /** As {@link #on}, for what has one result at most. */
  <T> Mono<T> onOne(Publisher<T> work) {
    return Mono.from(work).cancelOn(scheduler).subscribeOn(scheduler);
  }
}
