package dev.hindcast.bench;

import com.google.protobuf.ByteString;
import dev.hindcast.bench.TraceDrawing.Sent;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A picture of a replay's trace, from what running services send. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = {
      "Receives OTLP until a command has sent its trace and nothing more came for a while; draws it.",
      "Run the services and `hindcast test` with OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:PORT."
    })
final class TracePicture implements Callable<Integer> {
  private static final String COMMAND = "hindcast test";

  @Parameters(paramLabel = "FILE", description = "SVG file to write.")
  private Path file = Path.of("trace.svg");

  @Option(
      names = "--port",
      defaultValue = "4317",
      description = "Port to receive on (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--silence",
      defaultValue = "10",
      description = "Seconds without a span after which it draws (default: ${DEFAULT-VALUE}).")
  private int silence;

  @Option(
      names = "--shards",
      defaultValue = "6",
      description = "Shards to show at most (default: ${DEFAULT-VALUE}).")
  private int shards;

  private final List<Sent> spans = new CopyOnWriteArrayList<>();
  private volatile long last = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    var server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(new Receiver())
            .build()
            .start();
    System.out.println("receiving on 127.0.0.1:" + port);
    while (command().isEmpty() || System.nanoTime() - last < TimeUnit.SECONDS.toNanos(silence)) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    var _ = server.shutdownNow();
    Files.writeString(file, new TraceDrawing(spans).svg(command().getFirst(), shards));
    System.out.println(spans.size() + " spans came; drawn: " + file);
    return 0;
  }

  private List<ByteString> command() {
    return spans.stream()
        .map(Sent::span)
        .filter(span -> span.getName().equals(COMMAND))
        .map(io.opentelemetry.proto.trace.v1.Span::getTraceId)
        .toList();
  }

  private final class Receiver extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> observer) {
      last = System.nanoTime();
      for (var resource : request.getResourceSpansList()) {
        var service = service(resource.getResource().getAttributesList());
        for (var scope : resource.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> spans.add(new Sent(service, span)));
        }
      }
      observer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }

    private static String service(List<KeyValue> attributes) {
      return attributes.stream()
          .filter(pair -> pair.getKey().equals("service.name"))
          .map(pair -> pair.getValue().getStringValue())
          .findFirst()
          .orElse("");
    }
  }
}
