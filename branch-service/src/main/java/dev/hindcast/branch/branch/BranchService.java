package dev.hindcast.branch.branch;

import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.branch.bundle.BundleCheck;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.store.Providers;
import dev.hindcast.branch.store.TraceStores;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.page.PageToken;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers do with branches, apart from making them. */
@Singleton
public final class BranchService {
  private static final Logger log = LoggerFactory.getLogger(BranchService.class);

  private final BranchStore branches;
  private final BranchRemoval removal;
  private final TraceStores stores;
  private final Providers providers;
  private final Clock clock;

  /** All parts are safe for several threads. */
  public BranchService(
      BranchStore branches,
      BranchRemoval removal,
      TraceStores stores,
      Providers providers,
      Clock clock) {
    this.branches = branches;
    this.removal = removal;
    this.stores = stores;
    this.providers = providers;
    this.clock = clock;
  }

  /** A branch, with its usage as long as it has a fork; what does not answer now is not known. */
  public ObservedBranch get(BranchName name) {
    var branch = require(name);
    return asked(
            branch,
            (provider, fork) ->
                new ObservedBranch(
                    branch, provider.usage(fork).orElse(Usage.unknown()), provider.tables(fork)))
        .orElseGet(() -> new ObservedBranch(branch, Usage.unknown(), List.of()));
  }

  /** A branch, with how well it holds each table. */
  public ObservedBranch observed(Branch branch) {
    var tables = asked(branch, BranchProvider::tables).orElse(List.of());
    return new ObservedBranch(branch, Usage.unknown(), tables);
  }

  /** What its provider says of the fork of a ready branch, if there is one and it answers. */
  private <T> Optional<T> asked(Branch branch, BiFunction<BranchProvider, Fork, T> question) {
    if (branch.state() != BranchState.READY) {
      return Optional.empty();
    }
    try {
      return branch.fork().map(fork -> question.apply(provider(branch), fork));
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.DependencyUnavailable) {
        log.warn("{} is on record, but its store does not answer", branch.name(), e);
        return Optional.empty();
      }
      throw e;
    }
  }

  private BranchProvider provider(Branch branch) {
    return providers.of(branch.name().store(), branch.provider());
  }

  /** One page, newest first. */
  public BranchPage list(BranchFilter filter, int pageSize, String token) {
    filter.store().ifPresent(stores::require);
    var size = PageToken.size(pageSize);
    var before = PageToken.decode(token, filter.text()).number(Long.MAX_VALUE);
    var found =
        branches.page(
            new PageQuery(
                filter.store(),
                filter.wanted(),
                filter.owner(),
                filter.createdBefore(),
                before,
                size + 1));
    if (found.size() <= size) {
      return new BranchPage(found, "");
    }
    var page = found.subList(0, size);
    var next = new PageToken(Long.toString(page.getLast().position()));
    return new BranchPage(page, next.encode(filter.text()));
  }

  /** Moves the expiry of a usable branch to some time from now. */
  public Branch extend(BranchName name, Duration ttl, String etag) {
    return extend(name, now -> now.plus(ttl), etag);
  }

  /** Moves the expiry of a usable branch. */
  public Branch extend(BranchName name, Instant expireTime, String etag) {
    return extend(name, now -> expireTime, etag);
  }

  private Branch extend(BranchName name, Function<Instant, Instant> expiry, String etag) {
    return change(
        name,
        etag,
        branch -> {
          var now = clock.instant();
          var fork = branch.requireUsable(now);
          var changed = branch.expiring(allowed(expiry.apply(now), now));
          // The engine first: a crash in between leaves it with the later end, never the earlier.
          var later =
              changed.endTime().isBefore(branch.endTime()) ? branch.endTime() : changed.endTime();
          if (!provider(branch).extend(fork, later)) {
            throw branch.unusable(now);
          }
          return changed;
        });
  }

  /**
   * Keeps a usable branch alive for some time from now, whatever its expiry; never shortens
   * anything.
   *
   * @return until when it is held by anybody
   */
  public Instant hold(BranchName name, String holder, Duration atLeast) {
    while (true) {
      var branch = require(name);
      var now = clock.instant();
      var fork = branch.requireUsable(now);
      var until = now.plus(atLeast);
      if (until.isAfter(branch.endTime()) && !provider(branch).extend(fork, until)) {
        throw branch.unusable(now);
      }
      var held = branches.hold(branch.uid(), holder, until, now);
      if (held.isPresent()) {
        return held.get();
      }
    }
  }

  private static Instant allowed(Instant expireTime, Instant now) {
    if (!expireTime.isAfter(now)) {
      throw new FailureException(
          new Failure.InvalidRequest("expire_time", "must lie in the future"));
    }
    var ttl = Duration.between(now, expireTime);
    if (ttl.compareTo(BranchLimits.MAX_TTL) > 0) {
      throw new FailureException(
          new Failure.LimitExceeded(
              "seconds to live", BranchLimits.MAX_TTL.toSeconds(), ttl.toSeconds()));
    }
    return expireTime;
  }

  /** Ends a branch and returns when nothing of it is left; one that is gone stays as it is. */
  public Branch delete(BranchName name, DeleteCause cause, String etag) {
    while (true) {
      var branch = require(name);
      switch (branch.state()) {
        case DELETED, FAILED -> {
          return branch;
        }
        case CREATING, READY, RESETTING -> {
          branch.requireEtag(etag);
          var intended = removal.intend(branch, cause);
          if (intended.isPresent()) {
            return released(removal.finish(intended.get()));
          }
        }
        case DELETING -> {
          return released(removal.finish(branch));
        }
      }
    }
  }

  private static Branch released(Branch branch) {
    if (branch.state().isLive()) {
      throw new FailureException(
          new Failure.DependencyUnavailable("the removal of " + branch.name()));
    }
    return branch;
  }

  /** Writes a bundle into a usable branch: in place of the baseline, or as the newest candidate. */
  public Branch load(BranchName name, BundleRole role, byte[] archive, String version) {
    var bundle = BundleCheck.accept(archive, version);
    while (true) {
      var seen = require(name);
      var now = clock.instant();
      var fork = seen.requireUsable(now);
      // The intent first: from here until the end nobody relies on what is on record.
      var intent = seen.loading(now);
      if (branches.replace(seen, intent)) {
        var time = intent.loadTime(now);
        var file = new BundleFile(role, bundle.name(), version, bundle.digest(), archive, time);
        if (!provider(intent).load(fork, file)) {
          throw intent.unusable(now);
        }
        // Whoever records last has also written last: a lost race writes again.
        var loaded =
            intent.loaded(new LoadedBundle(role, bundle.name(), version, bundle.digest(), time));
        if (branches.replace(intent, loaded)) {
          return loaded;
        }
      }
    }
  }

  /** What opens a usable branch. */
  public BranchLogin connect(BranchName name) {
    var branch = require(name);
    return provider(branch).connect(branch.requireUsable(clock.instant()));
  }

  private Branch change(BranchName name, String etag, Function<Branch, Branch> step) {
    while (true) {
      var seen = require(name);
      seen.requireEtag(etag);
      var changed = step.apply(seen);
      if (branches.replace(seen, changed)) {
        return changed;
      }
    }
  }

  private Branch require(BranchName name) {
    return branches
        .find(name)
        .orElseThrow(() -> new FailureException(new Failure.ResourceNotFound(name.toString())));
  }
}
