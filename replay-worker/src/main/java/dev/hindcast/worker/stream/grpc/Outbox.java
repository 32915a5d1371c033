package dev.hindcast.worker.stream.grpc;

import dev.hindcast.proto.worker.v1.WorkRequest;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Sends messages one at a time and only while the transport is ready; a stream observer is neither
 * thread-safe nor bounded. What waits here is bounded by the senders, who wait for acks.
 * Thread-safe.
 */
final class Outbox {
  private final Queue<WorkRequest> waiting = new ArrayDeque<>();
  private ClientCallStreamObserver<WorkRequest> stream;
  private WorkRequest heartbeat;
  private boolean begun;
  private boolean completing;
  private boolean closed;

  synchronized void open(ClientCallStreamObserver<WorkRequest> to) {
    stream = to;
  }

  synchronized void send(WorkRequest message) {
    if (!closed && !completing) {
      waiting.add(message);
      flush();
    }
  }

  /**
   * A newer heartbeat replaces one that still waits, and overtakes all but the stream's first
   * message: before hello there is nothing to renew.
   */
  synchronized void heartbeat(WorkRequest message) {
    if (!closed && !completing && begun) {
      heartbeat = message;
      flush();
    }
  }

  /** Sends what waits as the transport gets ready. */
  synchronized void flush() {
    if (closed || stream == null) {
      return;
    }
    while (stream.isReady() && heartbeat != null) {
      stream.onNext(heartbeat);
      heartbeat = null;
    }
    while (stream.isReady() && !waiting.isEmpty()) {
      stream.onNext(waiting.remove());
      begun = true;
    }
    if (completing && waiting.isEmpty()) {
      closed = true;
      stream.onCompleted();
    }
  }

  /** Ends the stream after the last message that waits. */
  synchronized void complete() {
    completing = true;
    flush();
  }

  /** The stream has ended: what waits is lost. */
  synchronized void drop() {
    closed = true;
    heartbeat = null;
    waiting.clear();
  }
}
