package dev.hindcast.branch.branch;

import dev.hindcast.branch.branch.BranchStore.PageQuery;
import dev.hindcast.branch.bundle.BundleCheck;
import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.BundleRole;
import dev.hindcast.branch.provider.TableCoverage;
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
import java.util.function.Function;

/** What callers do with branches, apart from making them. */
@Singleton
public final class BranchService {
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

  /** A branch, with its usage as long as it has a fork. */
  public ObservedBranch get(BranchName name) {
    var branch = require(name);
    var usage =
        branch.state() == BranchState.READY
            ? branch.fork().flatMap(fork -> providers.of(name.store()).usage(fork))
            : Optional.<Usage>empty();
    return observed(branch, usage.orElse(Usage.unknown()));
  }

  /** A branch, with how well it holds each table. */
  public ObservedBranch observed(Branch branch) {
    return observed(branch, Usage.unknown());
  }

  private ObservedBranch observed(Branch branch, Usage usage) {
    var tables =
        branch.state() == BranchState.READY
            ? branch.fork().map(providers.of(branch.name().store())::tables).orElse(List.of())
            : List.<TableCoverage>of();
    return new ObservedBranch(branch, usage, tables);
  }

  /** One page, newest first. */
  public BranchPage list(BranchFilter filter, int pageSize, String token) {
    filter.store().ifPresent(stores::require);
    var size = PageToken.size(pageSize);
    var before = position(PageToken.decode(token, filter.text()));
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

  private static long position(PageToken token) {
    try {
      return token.isFirst() ? Long.MAX_VALUE : Long.parseLong(token.position());
    } catch (NumberFormatException e) {
      throw new FailureException(
          new Failure.InvalidPageToken("it is malformed: send the one you got, or none"), e);
    }
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
          if (!providers.of(name.store()).extend(fork, later)) {
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
      if (until.isAfter(branch.endTime()) && !providers.of(name.store()).extend(fork, until)) {
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
    // Whoever records last has also written last: a lost race writes again.
    return change(
        name,
        "",
        branch -> {
          var now = clock.instant();
          var fork = branch.requireUsable(now);
          var time = branch.loadTime(now);
          var file = new BundleFile(role, bundle.name(), version, bundle.digest(), archive, time);
          if (!providers.of(name.store()).load(fork, file)) {
            throw branch.unusable(now);
          }
          return branch.loaded(
              new LoadedBundle(role, bundle.name(), version, bundle.digest(), time));
        });
  }

  /** What opens a usable branch. */
  public BranchLogin connect(BranchName name) {
    var fork = require(name).requireUsable(clock.instant());
    return providers.of(name.store()).connect(fork);
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
