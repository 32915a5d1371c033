package dev.hindcast.worker.branch.postgres;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import org.reactivestreams.Publisher;

/**
 * A connection whose {@link Loop} is known. What a pool does with it (validating, closing) happens
 * there; who executes a statement has to see to that itself.
 */
final class LoopConnection implements Connection, Wrapped<Connection> {
  private final Connection connection;
  private final Loop loop;

  LoopConnection(Connection connection, Loop loop) {
    this.connection = requireNonNull(connection);
    this.loop = requireNonNull(loop);
  }

  /** The loop of a connection that may be wrapped by a pool. */
  static Loop loopOf(Connection connection) {
    return ((Wrapped<?>) connection).unwrap(LoopConnection.class).loop;
  }

  @Override
  public Connection unwrap() {
    return connection;
  }

  @Override
  public Publisher<Void> close() {
    return loop.onOne(connection.close());
  }

  @Override
  public Publisher<Boolean> validate(ValidationDepth depth) {
    return loop.onOne(connection.validate(depth));
  }

  @Override
  public Publisher<Void> beginTransaction() {
    return loop.onOne(connection.beginTransaction());
  }

  @Override
  public Publisher<Void> beginTransaction(TransactionDefinition definition) {
    return loop.onOne(connection.beginTransaction(definition));
  }

  @Override
  public Publisher<Void> commitTransaction() {
    return loop.onOne(connection.commitTransaction());
  }

  @Override
  public Publisher<Void> rollbackTransaction() {
    return loop.onOne(connection.rollbackTransaction());
  }

  @Override
  public Publisher<Void> createSavepoint(String name) {
    return loop.onOne(connection.createSavepoint(name));
  }

  @Override
  public Publisher<Void> releaseSavepoint(String name) {
    return loop.onOne(connection.releaseSavepoint(name));
  }

  @Override
  public Publisher<Void> rollbackTransactionToSavepoint(String name) {
    return loop.onOne(connection.rollbackTransactionToSavepoint(name));
  }

  @Override
  public Publisher<Void> setAutoCommit(boolean autoCommit) {
    return loop.onOne(connection.setAutoCommit(autoCommit));
  }

  @Override
  public Publisher<Void> setLockWaitTimeout(Duration timeout) {
    return loop.onOne(connection.setLockWaitTimeout(timeout));
  }

  @Override
  public Publisher<Void> setStatementTimeout(Duration timeout) {
    return loop.onOne(connection.setStatementTimeout(timeout));
  }

  @Override
  public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
    return loop.onOne(connection.setTransactionIsolationLevel(level));
  }

  @Override
  public Batch createBatch() {
    return connection.createBatch();
  }

  @Override
  public Statement createStatement(String sql) {
    return connection.createStatement(sql);
  }

  @Override
  public boolean isAutoCommit() {
    return connection.isAutoCommit();
  }

  @Override
  public ConnectionMetadata getMetadata() {
    return connection.getMetadata();
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    return connection.getTransactionIsolationLevel();
  }
}
