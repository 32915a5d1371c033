package dev.hindcast.branch.remote;

import dev.hindcast.branch.provider.BranchLogin;
import dev.hindcast.branch.provider.BranchProvider;
import dev.hindcast.branch.provider.BundleFile;
import dev.hindcast.branch.provider.Capabilities;
import dev.hindcast.branch.provider.Cut;
import dev.hindcast.branch.provider.Fork;
import dev.hindcast.branch.provider.ForkName;
import dev.hindcast.branch.provider.ForkOutcome;
import dev.hindcast.branch.provider.ForkPoint;
import dev.hindcast.branch.provider.ForkRequest;
import dev.hindcast.branch.provider.Installation;
import dev.hindcast.branch.provider.LoadedBundle;
import dev.hindcast.branch.provider.Proof;
import dev.hindcast.branch.provider.Release;
import dev.hindcast.branch.provider.TableCoverage;
import dev.hindcast.branch.provider.Usage;
import dev.hindcast.branch.remote.http.UnsureException;
import dev.hindcast.branch.remote.postgres.DataPlane;
import dev.hindcast.branch.remote.postgres.StoreMoment;
import dev.hindcast.branch.store.postgres.StoreDatabases;
import dev.hindcast.branch.whole.postgres.WholeDatabase;
import dev.hindcast.platform.failure.Failure;
import dev.hindcast.platform.failure.FailureException;
import dev.hindcast.platform.jdbc.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A provider whose forks are made by an engine elsewhere.
 *
 * <p>A fork is there when the engine has made it, it answers {@code SELECT 1}, it was made safe
 * inside, and its users' login opens it. Each step is found done or done again, whoever began it:
 * names are made of the uid alone. The engine's own time to live, where it has one, ends a fork an
 * hour after the service would have.
 */
public abstract class RemoteProvider implements BranchProvider {
  private static final Duration BACKSTOP = Duration.ofHours(1);
  private static final int CREATE_ATTEMPTS = 5;

  private final StoreDatabases stores;
  private final WholeDatabase whole;
  private final Patience patience;
  private final Engines engines;
  private final Turns turns = new Turns();

  /**
   * A provider.
   *
   * @param patience with forks that are being made or deleted
   */
  protected RemoteProvider(
      StoreDatabases stores, WholeDatabase whole, Patience patience, Engines engines) {
    this.stores = stores;
    this.whole = whole;
    this.patience = patience;
    this.engines = engines;
  }

  private RemoteEngine engine(String store) {
    return engines.of(store).engine();
  }

  private String project(String store) {
    return engines.of(store).project();
  }

  @Override
  public Capabilities capabilities(String store) {
    var offer = engine(store).offer();
    return new Capabilities(
        offer.cuts(),
        offer.pointInTime(),
        offer.timeToLive(),
        offer.reset(),
        true,
        true,
        true,
        offer.divergenceBytes(),
        true,
        Proof.UNPROVEN, // the engine's word, never measured by this process
        false);
  }

  @Override
  public ForkOutcome fork(ForkRequest request) {
    var store = request.name().store();
    var engine = engine(store);
    if (!engine.offer().cuts().contains(request.cut().kind())) {
      return new ForkOutcome.Refused(
          name() + " forks at " + engine.offer().cuts() + " only; choose one of these");
    }
    return turns.take(project(store), () -> made(engine, request));
  }

  private ForkOutcome made(RemoteEngine engine, ForkRequest request) {
    var now = StoreMoment.of(stores.jdbc(request.name().store()));
    var name = current(engine, request.name()).map(RemoteBranch::name);
    // Found: it may have been begun before transactions ended that are not in it.
    var horizon =
        name.isEmpty() && request.cut() instanceof Cut.Now
            ? now.horizon()
            : WholeDatabase.noHorizon();
    if (name.isEmpty()) {
      var first = RemoteName.of(request.installation(), request.name());
      var refusal = created(engine, first, request, now);
      if (refusal.isPresent()) {
        return new ForkOutcome.Refused(refusal.get());
      }
      name = Optional.of(first);
    }
    var branch = ready(engine, name.get());
    var login = prepared(engine, branch, request, horizon);
    return new ForkOutcome.Forked(
        new Fork(
            request.name(),
            new ForkPoint(
                branch.lsn(),
                "",
                branch.time(),
                now.systemIdentifier(),
                engine.offer().pointInTime()),
            new RemoteHandle(branch.name(), request.installation(), login.url()).toString()));
  }

  /**
   * Creating is not idempotent at every engine: after a call whose fate nobody knows, and after a
   * refusal that may be due to an earlier call's success, what is there decides.
   */
  private Optional<String> created(
      RemoteEngine engine, RemoteName branch, ForkRequest request, Moment now) {
    for (int attempt = 1; attempt <= CREATE_ATTEMPTS; attempt++) {
      try {
        var refusal = engine.create(branch, request, now, request.expireTime().plus(BACKSTOP));
        return engine.branch(branch).isPresent() ? Optional.empty() : refusal;
      } catch (UnsureException e) {
        if (engine.branch(branch).isPresent()) {
          return Optional.empty();
        }
      }
    }
    throw new FailureException(new Failure.DependencyUnavailable(name()));
  }

  private DatabaseSettings prepared(
      RemoteEngine engine, RemoteBranch branch, ForkRequest request, String horizon) {
    var login =
        patience.require(
            "the new branch", () -> Optional.of(engine.login(branch)).filter(DataPlane::answers));
    var _ = whole.prepare(login, request, horizon);
    whole.probe(login, request.name());
    return login;
  }

  private RemoteBranch ready(RemoteEngine engine, RemoteName name) {
    return patience.require(name(), () -> engine.branch(name).filter(RemoteBranch::isReady));
  }

  @Override
  public BranchLogin connect(Fork fork) {
    var url = RemoteHandle.parse(fork.handle()).url();
    return whole.login(new DatabaseSettings(url, "", "", 1), fork.name());
  }

  @Override
  public boolean load(Fork fork, BundleFile bundle) {
    var engine = engine(fork.name().store());
    return current(engine, fork.name())
        .map(found -> whole.load(engine.login(found), fork.name(), bundle))
        .orElse(false);
  }

  @Override
  public List<LoadedBundle> bundles(Fork fork) {
    var engine = engine(fork.name().store());
    return current(engine, fork.name())
        .map(branch -> whole.bundles(engine.login(branch), fork.name()))
        .orElse(List.of());
  }

  @Override
  public Optional<Usage> usage(Fork fork) {
    var store = fork.name().store();
    var engine = engine(store);
    return current(engine, fork.name())
        .map(
            branch -> {
              var login = engine.login(branch);
              var written =
                  branch.writtenBytes().isPresent()
                      ? branch.writtenBytes()
                      : grown(login, fork.name());
              return new Usage(
                  written,
                  branch.logicalBytes(),
                  whole.arrived(stores.jdbc(store), login, fork.name()));
            });
  }

  private OptionalLong grown(DatabaseSettings login, ForkName fork) {
    return whole
        .prepared(login, fork)
        .map(prepared -> OptionalLong.of(prepared.grownBytes()))
        .orElse(OptionalLong.empty());
  }

  @Override
  public List<TableCoverage> tables(Fork fork) {
    return List.of();
  }

  @Override
  public Optional<Fork> reset(Fork fork) {
    var store = fork.name().store();
    var engine = engine(store);
    return turns.take(
        project(store),
        () -> current(engine, fork.name()).map(branch -> reset(engine, fork, branch)));
  }

  private Fork reset(RemoteEngine engine, Fork fork, RemoteBranch before) {
    var branch = ready(engine, engine.reset(before).name());
    var handle = RemoteHandle.parse(fork.handle());
    var request =
        new ForkRequest(fork.name(), handle.installation(), new Cut.Now(), before.expireTime());
    var login = prepared(engine, branch, request, WholeDatabase.noHorizon());
    older(engine, fork.name(), branch).forEach(engine::delete);
    var _ =
        patience.require(
            name(),
            () ->
                older(engine, fork.name(), branch).isEmpty()
                    ? Optional.of(true)
                    : Optional.empty());
    return new Fork(
        fork.name(),
        fork.point(),
        new RemoteHandle(branch.name(), handle.installation(), login.url()).toString());
  }

  @Override
  public boolean extend(Fork fork, Instant expireTime) {
    var store = fork.name().store();
    var engine = engine(store);
    return turns.take(
        project(store),
        () ->
            current(engine, fork.name())
                .map(branch -> engine.extend(branch, expireTime.plus(BACKSTOP)))
                .orElse(false));
  }

  @Override
  public Release delete(ForkName fork) {
    var engine = engine(fork.store());
    return turns.take(project(fork.store()), () -> deleted(engine, fork));
  }

  private Release deleted(RemoteEngine engine, ForkName fork) {
    var asked = all(engine, fork).stream().map(engine::delete).toList();
    var gone =
        patience.first(
            () -> all(engine, fork).isEmpty() ? Optional.of(true) : Optional.<Boolean>empty());
    if (gone.isEmpty()) {
      return new Release.Pending(name() + " still shows " + all(engine, fork).size() + " of it");
    }
    return new Release.Released(
        (asked.isEmpty() ? "nothing was left of it" : String.join("; ", asked))
            + "; then "
            + name()
            + " listed nothing of that name");
  }

  @Override
  public List<ForkName> list(Installation installation, String store) {
    var mark = RemoteName.mark(installation, store);
    return engine(store).branches().stream()
        .map(RemoteBranch::name)
        .filter(name -> name.mark().equals(mark))
        .map(name -> new ForkName(store, name.uid()))
        .distinct()
        .toList();
  }

  private static List<RemoteBranch> all(RemoteEngine engine, ForkName fork) {
    return engine.branches().stream()
        .filter(branch -> branch.name().uid().equals(fork.uid()))
        .toList();
  }

  /** The youngest generation: an emulated reset makes it before it deletes the older. */
  private static Optional<RemoteBranch> current(RemoteEngine engine, ForkName fork) {
    return all(engine, fork).stream()
        .filter(branch -> !branch.isDeleted())
        .max(Comparator.comparingInt(branch -> branch.name().generation()));
  }

  private static List<RemoteBranch> older(
      RemoteEngine engine, ForkName fork, RemoteBranch youngest) {
    return all(engine, fork).stream()
        .filter(branch -> branch.name().generation() < youngest.name().generation())
        .toList();
  }
}
