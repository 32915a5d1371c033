package dev.hindcast.gateway.relay.grpc;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * One call that is passed on. A message is asked for only when the other side can take it, so a
 * slow caller slows the neighbour and memory stays flat.
 *
 * @param <Q> request
 * @param <A> answer
 */
final class RelayedCall<Q, A> {
  private final ServerCall<Q, A> caller;
  private final ClientCall<Q, A> neighbour;
  private final Object turn = new Object();
  private volatile boolean ended;
  private boolean requestOwed;
  private boolean answerOwed;

  RelayedCall(ServerCall<Q, A> caller, ClientCall<Q, A> neighbour) {
    this.caller = caller;
    this.neighbour = neighbour;
  }

  void start(Metadata headers) {
    neighbour.start(new Answers(), headers);
    caller.request(1);
    neighbour.request(1);
  }

  ServerCall.Listener<Q> requests() {
    return new Requests();
  }

  // Ready may turn true between the question and the note that something is owed: both are one
  // step.
  private void requestNext() {
    synchronized (turn) {
      if (!neighbour.isReady()) {
        requestOwed = true;
        return;
      }
    }
    caller.request(1);
  }

  private void answerNext() {
    synchronized (turn) {
      if (!caller.isReady()) {
        answerOwed = true;
        return;
      }
    }
    neighbour.request(1);
  }

  private final class Requests extends ServerCall.Listener<Q> {
    @Override
    public void onMessage(Q request) {
      neighbour.sendMessage(request);
      requestNext();
    }

    @Override
    public void onHalfClose() {
      neighbour.halfClose();
    }

    @Override
    public void onCancel() {
      end();
    }

    @Override
    public void onComplete() {
      end();
    }

    // The caller may be answered here, without the neighbour: an invalid request.
    private void end() {
      ended = true;
      neighbour.cancel("the caller waits no more", null);
    }

    @Override
    public void onReady() {
      synchronized (turn) {
        if (!answerOwed) {
          return;
        }
        answerOwed = false;
      }
      neighbour.request(1);
    }
  }

  private final class Answers extends ClientCall.Listener<A> {
    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(A answer) {
      caller.sendMessage(answer);
      answerNext();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!ended) {
        // With its cause, a neighbour that cannot be reached would look like a fault of ours.
        caller.close(status.withCause(null), trailers);
      }
    }

    @Override
    public void onReady() {
      synchronized (turn) {
        if (!requestOwed) {
          return;
        }
        requestOwed = false;
      }
      caller.request(1);
    }
  }
}
