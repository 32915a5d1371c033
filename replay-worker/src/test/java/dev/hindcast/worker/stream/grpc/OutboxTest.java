package dev.hindcast.worker.stream.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hindcast.proto.worker.v1.WorkRequest;
import dev.hindcast.proto.worker.v1.WorkRequest.MessageCase;
import io.grpc.stub.ClientCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Transport transport = new Transport();
  private final Outbox outbox = new Outbox();

  @Test
  void helloIsFirstHoweverLongTheConnectionTakes() {
    outbox.open(transport);
    outbox.send(WorkProtos.hello("one", 1, false));
    outbox.heartbeat(WorkProtos.heartbeat(List.of(), 1));
    transport.ready = true;
    outbox.flush();
    outbox.send(WorkProtos.offer(1));
    outbox.heartbeat(WorkProtos.heartbeat(List.of(), 1));
    assertThat(transport.sent)
        .containsExactly(MessageCase.HELLO, MessageCase.OFFER, MessageCase.HEARTBEAT);
  }

  @Test
  void aHeartbeatOvertakesWhatWaits() {
    outbox.open(transport);
    transport.ready = true;
    outbox.send(WorkProtos.hello("one", 1, false));
    transport.ready = false;
    outbox.send(WorkProtos.offer(1));
    outbox.heartbeat(WorkProtos.heartbeat(List.of(), 1));
    transport.ready = true;
    outbox.flush();
    assertThat(transport.sent)
        .containsExactly(MessageCase.HELLO, MessageCase.HEARTBEAT, MessageCase.OFFER);
  }

  /** A transport that is ready when the test says so. */
  private static final class Transport extends ClientCallStreamObserver<WorkRequest> {
    private final List<MessageCase> sent = new ArrayList<>();
    private boolean ready;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(WorkRequest message) {
      sent.add(message.getMessageCase());
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void cancel(String message, Throwable cause) {}
  }
}
