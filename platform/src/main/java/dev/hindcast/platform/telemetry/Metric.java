package dev.hindcast.platform.telemetry;

import static dev.hindcast.platform.telemetry.Metric.Kind.COUNTER;
import static dev.hindcast.platform.telemetry.Metric.Kind.GAUGE;
import static dev.hindcast.platform.telemetry.Metric.Kind.HISTOGRAM;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of Hindcast: its name, and what it means when it looks wrong. Nobody else names one.
 *
 * <p>An attribute has few values, known before anything happens or set by the operator: never the
 * name of a replay, a workflow, a rule or a caller. Gauges that count what the control database
 * holds are told by every process of a service alike: take the greatest, not the sum.
 */
public enum Metric {
  // Replays: told by the gateway.
  REPLAYS_STARTED(
      "hindcast.replays.started",
      COUNTER,
      "{replay}",
      "Replays started, each of a pass counted. Starts without ends mean that nobody judges: look at the workers.",
      "mode"),
  REPLAYS_ENDED(
      "hindcast.replays.ended",
      COUNTER,
      "{replay}",
      "Replays ended by result; a pass that fails or is cancelled counts once. Any result but succeeded and cancelled is a failure whose cause GetReplay tells; audit_failed is a defect to report.",
      "result"),
  REPLAYS_OPEN(
      "hindcast.replays.open",
      GAUGE,
      "{replay}",
      "Replays that are running, paused or following their store. One that runs for hours keeps its branch and the store's old rows: see whether its shards move.",
      "state"),
  SHARDS(
      "hindcast.replay.shards",
      GAUGE,
      "{shard}",
      "Shards of running replays. Pending ones without leased ones mean no free worker; poisoned ones failed in every attempt and fail their replay.",
      "state"),
  BACKLOG(
      "hindcast.replay.backlog",
      GAUGE,
      "s",
      "Work of one worker that is left in all open shards, at the pace seen so far. Divide by the workers for the time to wait; if it grows, add workers."),
  SHARDS_RETURNED(
      "hindcast.replay.shards.returned",
      COUNTER,
      "{shard}",
      "Shards taken back unfinished and tried again. lease_expired and worker_gone: workers die or hang; branch_unreachable: the fork's database; branch_full: its login has fewer connections than the workers want; audit_failed: a defect; shutdown and paused are harmless.",
      "cause"),
  ACTIONS_MERGED(
      "hindcast.replay.actions",
      COUNTER,
      "{action}",
      "Actions in committed shards, each counted once whatever was retried. Zero while shards are leased: workers are stuck or their results are refused."),
  CHANGES_MERGED(
      "hindcast.replay.changes",
      COUNTER,
      "{change}",
      "Changed decisions stored. As many as actions: the candidate changes everything, and storing it all is what takes the time."),
  MERGE_DURATION(
      "hindcast.replay.merge.duration",
      HISTOGRAM,
      "s",
      "Time to store a batch of changes or to commit a shard. Above a second the control database holds up the workers; stale results come of lost leases, misfit ones of lost batches.",
      "operation",
      "result"),
  FOLLOW_LAG(
      "hindcast.follow.lag",
      GAUGE,
      "s",
      "Age of the newest moment up to which the slowest followed store was cut into slices. Grows when the store cannot be read or the workers do not keep up."),
  FOLLOW_WAITING(
      "hindcast.follow.waiting",
      GAUGE,
      "{action}",
      "Actions that arrived in followed stores and are not judged yet. Grows when workers judge less than agents do: add workers."),
  WORKERS(
      "hindcast.workers",
      GAUGE,
      "{worker}",
      "Workers connected to this gateway; the sum is all. Zero while shards are pending: workers are down, or cannot reach or may not call the gateway."),
  WORKER_SLOTS(
      "hindcast.worker.slots",
      GAUGE,
      "{slot}",
      "Slots of the workers connected to this gateway. None free with a growing backlog: add workers; free ones with pending shards: look at the gateway's log.",
      "state"),
  CHORES_FAILED(
      "hindcast.gateway.chores.failed",
      COUNTER,
      "{run}",
      "Background runs of a gateway that failed and are tried again. A steady rate means that leases, ends of replays or promotions are not looked after: mostly the control database.",
      "chore"),

  // Gates and promotions: told by the gateway.
  GATE_VERDICTS(
      "hindcast.gate.verdicts",
      COUNTER,
      "{gate}",
      "Gates evaluated over a diff. A failed gate does its work; many at once mean that somebody tries until it passes.",
      "result"),
  PROMOTIONS(
      "hindcast.promotions",
      COUNTER,
      "{promotion}",
      "Promotions by result. refused: production moved since the fork, so fork and replay again; gates_failed: the candidate breaks a gate.",
      "result"),
  PROMOTIONS_PENDING(
      "hindcast.promotions.pending",
      GAUGE,
      "{promotion}",
      "Promotions on record that are not carried out yet. More than zero for minutes: the registry or the branch-service does not answer the gateway."),

  // Workers.
  WORKER_ACTIONS(
      "hindcast.worker.actions",
      COUNTER,
      "{action}",
      "Actions of finished shards: judged, audited, unpulled because no changed rule touches them, or not_replayable. Many not_replayable ones: arguments are not recorded, and the diff is blind there.",
      "handling"),
  WORKER_ROWS(
      "hindcast.worker.rows",
      COUNTER,
      "{row}",
      "Rows read from branches. Far more than actions judged: shards are retried, or history is read again for each shard."),
  WORKER_CHANGES(
      "hindcast.worker.changes",
      COUNTER,
      "{change}",
      "Changed decisions by kind, of all candidates. error_gained: a rule of the candidate fails on real arguments; explain one of those changes.",
      "kind"),
  RULE_ERRORS(
      "hindcast.worker.rule.errors",
      COUNTER,
      "{error}",
      "Evaluation errors of rules that skip on error. On the candidate: it meets arguments it was not written for; on the baseline: so does production.",
      "side"),
  SHARD_DURATION(
      "hindcast.worker.shard.duration",
      HISTOGRAM,
      "s",
      "Time of a shard from its start to its end. Long ones with much backpressure wait for the gateway, long ones without wait for the branch. revoked: the lease was lost on the way.",
      "result"),
  BACKPRESSURE(
      "hindcast.worker.backpressure.time",
      COUNTER,
      "s",
      "Time in which shards stood still because the gateway had not acknowledged their batches. Near one second a second and slot: the gateway's database is the bottleneck, more workers do not help."),
  STREAMS(
      "hindcast.worker.streams",
      COUNTER,
      "{stream}",
      "Streams to gateways that ended. unanswered ones mean a wrong address, certificate or token; many answered ones mean gateways that restart.",
      "result"),

  // Forks: told by the branch-service.
  FORKS(
      "hindcast.branch.forks",
      GAUGE,
      "{branch}",
      "Live branches. Deleting or creating ones that stay: the store does not let go or does not fork; see the branch-service's log.",
      "store",
      "state"),
  OLDEST_FORK(
      "hindcast.branch.oldest.age",
      GAUGE,
      "s",
      "Age of the oldest live branch. Days: somebody extends it or holds it, and the store cannot clean up what it still sees.",
      "store"),
  DIVERGENCE(
      "hindcast.branch.divergence",
      GAUGE,
      "By",
      "What the live branches hold themselves, as measured last. Near the budget of the store: branches will be ended, or delete some.",
      "store"),
  FORK_DURATION(
      "hindcast.branch.creation",
      HISTOGRAM,
      "s",
      "Time that a provider took to make a fork. Forks are copies on write: more than seconds means a slow engine, or a store that waits for a lock.",
      "store",
      "provider"),
  ORPHANS_REMOVED(
      "hindcast.branch.orphans.removed",
      COUNTER,
      "{branch}",
      "Forks removed because no record owned them. A few after a crash are normal; a steady rate means that two installations share a store.",
      "store"),
  SWEEPS(
      "hindcast.branch.sweeps",
      COUNTER,
      "{sweep}",
      "Runs of a sweep that came to their end. Not rising: expired branches stay; the control database or a store does not answer.",
      "sweep"),
  SWEPT(
      "hindcast.branch.swept",
      COUNTER,
      "{branch}",
      "Branches that a sweep ended or finished. Many by budget: branches diverge more than the store allows; raise the budget or use shorter TTLs.",
      "sweep"),

  // Bundles: told by the policy-registry.
  VERSIONS_PUBLISHED(
      "hindcast.registry.versions",
      COUNTER,
      "{version}",
      "Versions published: created, or known because the same files were there. Only known ones: a pipeline publishes without a change.",
      "result"),
  VERSIONS_REJECTED(
      "hindcast.registry.rejections",
      COUNTER,
      "{bundle}",
      "Bundles that were not published, by what was wrong first. Many: authors do not run `hindcast bundle lint`; too_large: raise nothing, split the bundle.",
      "reason"),
  CHANNEL_MOVES(
      "hindcast.registry.channel.moves",
      COUNTER,
      "{move}",
      "Attempts to move a channel. elsewhere: two people or pipelines move it at once; four_eyes: an author tried to activate an own version.",
      "channel",
      "result"),
  ACTIVATIONS(
      "hindcast.registry.activations",
      COUNTER,
      "{attempt}",
      "Attempts to record in a trace store what production runs now. unavailable or refused ones that go on: replays take an old baseline for the active one.",
      "store",
      "result"),
  ACTIVATIONS_PENDING(
      "hindcast.registry.activations.pending",
      GAUGE,
      "{activation}",
      "Bundles whose last move of production a trace store has not recorded. More than zero for minutes: that store or the branch-service does not answer, or refuses.",
      "store"),

  // Ingest: told by the gateway that receives.
  INGEST_RECORDS(
      "hindcast.ingest.records",
      COUNTER,
      "{record}",
      "Spans and decision events received. malformed, unknown_store and value_refused ones are lost: the sender's log has the reason; not_action ones are other telemetry.",
      "source",
      "result"),
  INGEST_DELIVERIES(
      "hindcast.ingest.deliveries",
      COUNTER,
      "{delivery}",
      "Requests' parts for a store. unavailable: the trace store does not answer; full: it is slower than what arrives. Senders repeat both, until their own buffers are full.",
      "store",
      "result"),
  INGEST_ACTIONS(
      "hindcast.ingest.actions",
      COUNTER,
      "{action}",
      "Actions written: new, or known because they came before. Many known ones: senders repeat because answers are late.",
      "store",
      "result"),
  INGEST_WRITE_DURATION(
      "hindcast.ingest.write.duration",
      HISTOGRAM,
      "s",
      "Time to write one batch to a trace store, failures too. Seconds: the store is overloaded, and senders time out and repeat.",
      "store"),
  INGEST_WAITING(
      "hindcast.ingest.waiting",
      GAUGE,
      "{record}",
      "Actions and outcomes that wait to be written. Near the setting hindcast.gateway.ingest.waiting, or before it where they are large (waiting-bytes), deliveries are turned away as full.",
      "store"),

  // Every service.
  AUTH_REFUSALS(
      "hindcast.auth.refusals",
      COUNTER,
      "{call}",
      "Calls with a credential that was not believed. unknown_token and bad_signature in numbers: somebody tries keys; expired_token: a client does not renew its own.",
      "reason"),
  AUTH_DENIALS(
      "hindcast.auth.denials",
      COUNTER,
      "{call}",
      "Calls of known callers that lack the role. A steady rate is a client with a wrong grant; many methods at once is somebody who looks around. The audit log says who.",
      "method"),
  POOL_CONNECTIONS(
      "db.client.connection.count",
      GAUGE,
      "{connection}",
      "Connections of a pool to a database. All used and requests pending: statements are slow, or the pool is too small.",
      "db.client.connection.pool.name",
      "db.client.connection.state"),
  POOL_MAX(
      "db.client.connection.max",
      GAUGE,
      "{connection}",
      "Most connections that a pool opens. Times the processes it must stay below max_connections of the server.",
      "db.client.connection.pool.name"),
  POOL_PENDING(
      "db.client.connection.pending_requests",
      GAUGE,
      "{request}",
      "Threads that wait for a connection now. More than zero for a minute: the pool is too small or the database too slow.",
      "db.client.connection.pool.name"),
  POOL_WAIT(
      "db.client.connection.wait_time",
      HISTOGRAM,
      "s",
      "Time to get a connection of a pool. Milliseconds are a new connection; more means that all are in use.",
      "db.client.connection.pool.name"),
  POOL_TIMEOUTS(
      "db.client.connection.timeouts",
      COUNTER,
      "{timeout}",
      "Waits for a connection that were given up: the call failed as UNAVAILABLE. The database is away or overloaded.",
      "db.client.connection.pool.name");

  /** How it behaves. */
  public enum Kind {
    /** Only rises, from the start of the process. */
    COUNTER,
    /** Is looked at when somebody asks. */
    GAUGE,
    /** How often it was how much. */
    HISTOGRAM
  }

  private final String id;
  private final Kind kind;
  private final String unit;
  private final String help;
  private final List<String> attributes;

  Metric(String id, Kind kind, String unit, String help, String... attributes) {
    this.id = id;
    this.kind = kind;
    this.unit = unit;
    this.help = help;
    this.attributes = List.of(attributes);
  }

  /** Its name in OpenTelemetry. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /** In UCUM, e.g. {@code s}, {@code By}, {@code {shard}}. */
  public String unit() {
    return unit;
  }

  /** What it is, and what a bad value means, for whoever is woken by it. */
  public String help() {
    return help;
  }

  /** Names of its attributes, in the order in which {@link Metrics} takes their values. */
  public List<String> attributes() {
    return attributes;
  }

  /**
   * Its name in Prometheus; of a histogram without {@code _bucket}, {@code _count}, {@code _sum}.
   */
  public String prometheusName() {
    return prometheus(id)
        + switch (unit) {
          case "s" -> "_seconds";
          case "By" -> "_bytes";
          default -> "";
        }
        + (kind == COUNTER ? "_total" : "");
  }

  /** The name of an attribute in Prometheus. */
  public static String prometheus(String name) {
    return name.replace('.', '_').toLowerCase(Locale.ROOT);
  }
}
