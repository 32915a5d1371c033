package dev.hindcast.branch.branch;

import dev.hindcast.branch.metrics.ForkCount;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.store.ForkHome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Records that tell a test before and after each change. */
public final class InterceptedRecords implements BranchStore {
  private final BranchStore real;
  private final Consumer<String> steps;

  public InterceptedRecords(BranchStore real, Consumer<String> steps) {
    this.real = real;
    this.steps = steps;
  }

  @Override
  public Installation installation() {
    return real.installation();
  }

  @Override
  public Insertion insert(Branch intent, Quotas quotas) {
    steps.accept("insert");
    var insertion = real.insert(intent, quotas);
    steps.accept("inserted");
    return insertion;
  }

  @Override
  public boolean replace(Branch seen, Branch changed) {
    steps.accept("replace");
    var replaced = real.replace(seen, changed);
    steps.accept("replaced");
    return replaced;
  }

  @Override
  public Optional<Branch> find(BranchName name) {
    return real.find(name);
  }

  @Override
  public Optional<Branch> byUid(String uid) {
    return real.byUid(uid);
  }

  @Override
  public List<Branch> page(PageQuery query) {
    return real.page(query);
  }

  @Override
  public List<Branch> expired(Instant now, int limit) {
    return real.expired(now, limit);
  }

  @Override
  public List<Branch> unsettled(Instant before) {
    return real.unsettled(before);
  }

  @Override
  public List<ForkHome> homes() {
    return real.homes();
  }

  @Override
  public List<Branch> ready(String store) {
    return real.ready(store);
  }

  @Override
  public Optional<Instant> hold(String uid, String holder, Instant until, Instant now) {
    return real.hold(uid, holder, until, now);
  }

  @Override
  public List<Branch> unwarned(Instant before, int limit) {
    return real.unwarned(before, limit);
  }

  @Override
  public boolean warn(Branch seen, Instant now) {
    return real.warn(seen, now);
  }

  @Override
  public List<Branch> unmeasured(Instant since, int limit) {
    return real.unmeasured(since, limit);
  }

  @Override
  public void measured(String uid, OptionalLong divergenceBytes, Instant now) {
    real.measured(uid, divergenceBytes, now);
  }

  @Override
  public int forgetGone(Instant before, int limit) {
    return real.forgetGone(before, limit);
  }

  @Override
  public int forgetHolds(Instant now, int limit) {
    return real.forgetHolds(now, limit);
  }

  @Override
  public List<ForkCount> census() {
    return real.census();
  }
}
