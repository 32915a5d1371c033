package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The record of a branch. Immutable: a change makes another, which the store takes only if nothing
 * else changed meanwhile.
 *
 * @param uid unique for all time, lower-case letters and digits
 * @param provider that forks it
 * @param requestValues what the creating call asked for
 * @param cut which moment of the store was asked for
 * @param maxDivergenceBytes what it may hold itself; 0: no budget of its own
 * @param provision once it was made
 * @param updateTime of the last change of state
 * @param holdTime until when somebody keeps it alive beyond {@code expireTime}; no change of the
 *     record: the revision stays
 * @param cause once it is to go
 * @param discard once nothing is left of its fork
 * @param failure why it could not be made, for a person; with CREATING: it is being undone
 * @param divergenceBytes as measured last; no change of the record either
 * @param bundles at most one a role
 * @param loading whether one is being written into it: until that is over, or settled, the fork may
 *     hold another than {@code bundles} says
 * @param revision counts the changes of the record, from 1
 * @param position in the order of creation
 */
public record Branch(
    BranchName name,
    String uid,
    BranchState state,
    String provider,
    String owner,
    Optional<UUID> requestId,
    String requestValues,
    Cut cut,
    long maxDivergenceBytes,
    Optional<Provision> provision,
    Instant createTime,
    Instant updateTime,
    Instant expireTime,
    Optional<Instant> holdTime,
    Optional<DeleteCause> cause,
    Optional<Discard> discard,
    String failure,
    OptionalLong divergenceBytes,
    List<LoadedBundle> bundles,
    boolean loading,
    long revision,
    long position) {
  public Branch {
    requireNonNull(name);
    requireNonNull(uid);
    requireNonNull(state);
    requireNonNull(provider);
    requireNonNull(owner);
    requireNonNull(requestId);
    requireNonNull(requestValues);
    requireNonNull(cut);
    requireNonNull(provision);
    createTime = createTime.truncatedTo(ChronoUnit.MICROS); // as the store keeps them
    updateTime = updateTime.truncatedTo(ChronoUnit.MICROS);
    expireTime = expireTime.truncatedTo(ChronoUnit.MICROS);
    holdTime = holdTime.map(t -> t.truncatedTo(ChronoUnit.MICROS));
    requireNonNull(cause);
    requireNonNull(discard);
    requireNonNull(failure);
    requireNonNull(divergenceBytes);
    bundles = List.copyOf(bundles);
  }

  /** The intent to make a branch, before it is on record. */
  static Branch intent(Creation wanted, String uid, String provider, Instant now) {
    var id = wanted.id().isEmpty() ? "b" + uid.substring(0, 12) : wanted.id();
    return new Branch(
        new BranchName(wanted.store(), id),
        uid,
        BranchState.CREATING,
        provider,
        wanted.owner(),
        wanted.requestId(),
        wanted.values(),
        wanted.cut(),
        wanted.maxDivergenceBytes(),
        Optional.empty(),
        now,
        now,
        now.plus(wanted.ttl()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        OptionalLong.empty(),
        List.of(),
        false,
        1,
        0);
  }

  /** Changes with every change of the record, and differs between branches of one name. */
  public String etag() {
    return uid.substring(0, Math.min(8, uid.length())) + "-" + revision;
  }

  /** How the provider knows it. */
  public ForkName forkName() {
    return new ForkName(name.store(), uid);
  }

  /** When its time is over: at its expiry, or when the last hold runs out if that is later. */
  public Instant endTime() {
    return holdTime.filter(expireTime::isBefore).orElse(expireTime);
  }

  /** Whether it was made and its time is not over, whatever the sweeper did so far. */
  public boolean isUsable(Instant now) {
    return state == BranchState.READY && now.isBefore(endTime());
  }

  /** The fork of a usable branch, or the failure that it is not usable. */
  public Fork requireUsable(Instant now) {
    if (!isUsable(now)) {
      throw unusable(now);
    }
    return fork().orElseThrow();
  }

  /** The failure of a call that needs a usable branch. */
  public FailureException unusable(Instant now) {
    var ended = cause.filter(why -> why == DeleteCause.EXPIRED || why == DeleteCause.OVER_BUDGET);
    var word =
        state == BranchState.READY
            ? (now.isBefore(endTime()) ? BranchState.DELETED.name() : DeleteCause.EXPIRED.name())
            : ended.map(DeleteCause::name).orElse(state.name());
    return new FailureException(new Failure.BranchNotUsable(name.toString(), word));
  }

  /** The failure if somebody relies on a record that has changed since. */
  void requireEtag(String etag) {
    if (!etag.isEmpty() && !etag.equals(etag())) {
      throw new FailureException(new Failure.StateMoved(name.toString(), etag, etag()));
    }
  }

  /** The fork, once it was made. */
  public Optional<Fork> fork() {
    return provision.map(made -> new Fork(forkName(), made.point(), made.handle()));
  }

  /** The same, by somebody who takes the work on again. */
  public Branch touched(Instant now) {
    return edited(edit -> edit.updateTime = now);
  }

  /** The same, by nobody: whoever comes next may take the work on at once. */
  Branch abandoned() {
    return edited(edit -> edit.updateTime = Instant.EPOCH);
  }

  /** From here on nobody may finish the creation; what it made is removed. */
  Branch undoing(String why, Instant now) {
    return edited(
        edit -> {
          edit.failure = why;
          edit.updateTime = now;
        });
  }

  /** Whether the creation goes on. */
  public boolean isBeingMade() {
    return state == BranchState.CREATING && failure.isEmpty();
  }

  Branch ready(Provision made, Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.READY;
          edit.provision = Optional.of(made);
          edit.updateTime = now;
        });
  }

  Branch resetting(Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.RESETTING;
          edit.updateTime = now;
        });
  }

  /** As it was at its fork point; its handle may be another one. */
  Branch reset(Fork fork, Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.READY;
          edit.provision = provision.map(made -> made.at(fork.handle()));
          edit.bundles = List.of();
          edit.loading = false;
          edit.updateTime = now;
        });
  }

  /** Nothing of it is left. */
  public Branch failed(String why, String proof, Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.FAILED;
          edit.failure = why;
          edit.discard = Optional.of(new Discard(proof, now));
          edit.updateTime = now;
        });
  }

  Branch deleting(DeleteCause why, Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.DELETING;
          edit.cause = Optional.of(why);
          edit.updateTime = now;
        });
  }

  Branch deleted(String proof, Instant now) {
    return edited(
        edit -> {
          edit.state = BranchState.DELETED;
          edit.discard = Optional.of(new Discard(proof, now));
          edit.updateTime = now;
        });
  }

  Branch expiring(Instant at) {
    return edited(edit -> edit.expireTime = at);
  }

  /** A bundle is being written into its fork. */
  Branch loading(Instant now) {
    return edited(
        edit -> {
          edit.loading = true;
          edit.updateTime = now;
        });
  }

  /** What really stands in its fork, after a load of which nobody knows how it ended. */
  public Branch holding(List<LoadedBundle> found) {
    return edited(
        edit -> {
          edit.bundles = found;
          edit.loading = false;
        });
  }

  Branch loaded(LoadedBundle bundle) {
    var all = new ArrayList<>(bundles);
    all.removeIf(other -> other.role() == bundle.role());
    all.add(bundle);
    all.sort(Comparator.comparing(LoadedBundle::role));
    return holding(all);
  }

  /** The same record, with what was measured just now. */
  public Branch measured(long bytes) {
    return new Edit(this).done(OptionalLong.of(bytes), revision);
  }

  /** The same record, with its bundles. */
  public Branch withBundles(List<LoadedBundle> loaded) {
    var edit = new Edit(this);
    edit.bundles = loaded;
    return edit.done(divergenceBytes, revision);
  }

  private Branch edited(Consumer<Edit> change) {
    var edit = new Edit(this);
    change.accept(edit);
    return edit.done(divergenceBytes, revision + 1);
  }

  /** What a change may change. */
  private static final class Edit {
    private final Branch seen;
    private BranchState state;
    private Optional<Provision> provision;
    private Instant updateTime;
    private Instant expireTime;
    private Optional<DeleteCause> cause;
    private Optional<Discard> discard;
    private String failure;
    private List<LoadedBundle> bundles;
    private boolean loading;

    private Edit(Branch seen) {
      this.seen = seen;
      state = seen.state;
      provision = seen.provision;
      updateTime = seen.updateTime;
      expireTime = seen.expireTime;
      cause = seen.cause;
      discard = seen.discard;
      failure = seen.failure;
      bundles = seen.bundles;
      loading = seen.loading;
    }

    private Branch done(OptionalLong divergenceBytes, long revision) {
      return new Branch(
          seen.name,
          seen.uid,
          state,
          seen.provider,
          seen.owner,
          seen.requestId,
          seen.requestValues,
          seen.cut,
          seen.maxDivergenceBytes,
          provision,
          seen.createTime,
          updateTime,
          expireTime,
          seen.holdTime,
          cause,
          discard,
          failure,
          divergenceBytes,
          bundles,
          loading,
          revision,
          seen.position);
    }
  }
}
