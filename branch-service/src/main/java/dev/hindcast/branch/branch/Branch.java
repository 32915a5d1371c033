package dev.hindcast.branch.branch;

import static java.util.Objects.requireNonNull;

import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The record of a branch. Immutable: a change makes another, which the store takes only if nothing
 * else changed meanwhile.
 *
 * @param uid unique for all time, lower-case letters and digits
 * @param provider that forks it
 * @param requestValues what the creating call asked for
 * @param provision once it was made
 * @param updateTime of the last change of state
 * @param deletion once it is to go
 * @param failure why it could not be made, for a person; with CREATING: it is being undone
 * @param bundles at most one a role
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
    Optional<Provision> provision,
    Instant createTime,
    Instant updateTime,
    Instant expireTime,
    Optional<Deletion> deletion,
    String failure,
    List<LoadedBundle> bundles,
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
    requireNonNull(provision);
    createTime = createTime.truncatedTo(ChronoUnit.MICROS); // as the store keeps them
    updateTime = updateTime.truncatedTo(ChronoUnit.MICROS);
    expireTime = expireTime.truncatedTo(ChronoUnit.MICROS);
    requireNonNull(deletion);
    requireNonNull(failure);
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
        Optional.empty(),
        now,
        now,
        now.plus(wanted.ttl()),
        Optional.empty(),
        "",
        List.of(),
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

  /** Whether it was made and its time is not over, whatever the sweeper did so far. */
  public boolean isUsable(Instant now) {
    return state == BranchState.READY && now.isBefore(expireTime);
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
    var word =
        (state == BranchState.READY && !now.isBefore(expireTime)) || isExpired()
            ? "EXPIRED"
            : state == BranchState.READY ? BranchState.DELETED.name() : state.name();
    return new FailureException(new Failure.BranchNotUsable(name.toString(), word));
  }

  private boolean isExpired() {
    return deletion.map(Deletion::cause).filter(DeleteCause.EXPIRED::equals).isPresent();
  }

  /** The fork, once it was made. */
  public Optional<Fork> fork() {
    return provision.map(made -> new Fork(forkName(), made.point(), made.handle()));
  }

  /** The same, by somebody who takes the work on again. */
  public Branch touched(Instant now) {
    return with(state, provision, now, expireTime, deletion, failure, bundles);
  }

  /** From here on nobody may finish the creation; what it made is removed. */
  Branch undoing(String why, Instant now) {
    return with(state, provision, now, expireTime, deletion, why, bundles);
  }

  /** Whether the creation goes on. */
  public boolean isBeingMade() {
    return state == BranchState.CREATING && failure.isEmpty();
  }

  Branch ready(Provision made, Instant now) {
    return with(BranchState.READY, Optional.of(made), now, expireTime, deletion, failure, bundles);
  }

  /** Nothing of it is left. */
  public Branch failed(String why, Instant now) {
    return with(BranchState.FAILED, provision, now, expireTime, deletion, why, bundles);
  }

  Branch deleting(DeleteCause cause, Instant now) {
    var intent = Optional.of(new Deletion(cause, Optional.empty()));
    return with(BranchState.DELETING, provision, now, expireTime, intent, failure, bundles);
  }

  Branch deleted(Instant now) {
    var done = deletion.map(intent -> new Deletion(intent.cause(), Optional.of(now)));
    return with(BranchState.DELETED, provision, now, expireTime, done, failure, bundles);
  }

  Branch expiring(Instant at) {
    return with(state, provision, updateTime, at, deletion, failure, bundles);
  }

  Branch loaded(LoadedBundle bundle) {
    var all = new ArrayList<>(bundles);
    all.removeIf(other -> other.role() == bundle.role());
    all.add(bundle);
    all.sort(Comparator.comparing(LoadedBundle::role));
    return with(state, provision, updateTime, expireTime, deletion, failure, all);
  }

  private Branch with(
      BranchState state,
      Optional<Provision> provision,
      Instant updateTime,
      Instant expireTime,
      Optional<Deletion> deletion,
      String failure,
      List<LoadedBundle> bundles) {
    return new Branch(
        name,
        uid,
        state,
        provider,
        owner,
        requestId,
        requestValues,
        provision,
        createTime,
        updateTime,
        expireTime,
        deletion,
        failure,
        bundles,
        revision + 1,
        position);
  }
}
