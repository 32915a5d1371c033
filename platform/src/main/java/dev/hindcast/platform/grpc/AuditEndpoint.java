package dev.hindcast.platform.grpc;

import com.google.protobuf.Timestamp;
import dev.hindcast.platform.audit.AuditEntry;
import dev.hindcast.platform.audit.AuditLog;
import dev.hindcast.platform.page.PageToken;
import dev.hindcast.proto.audit.v1.AuditEntry.Kind;
import dev.hindcast.proto.audit.v1.AuditServiceGrpc.AuditServiceImplBase;
import dev.hindcast.proto.audit.v1.ListEntriesRequest;
import dev.hindcast.proto.audit.v1.ListEntriesResponse;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** {@code hindcast.audit.v1.AuditService}, in every service that keeps a log. */
@Singleton
@Requires(beans = AuditLog.class)
final class AuditEndpoint extends AuditServiceImplBase {
  private final AuditLog log;

  AuditEndpoint(AuditLog log) {
    this.log = log;
  }

  @Override
  public void listEntries(ListEntriesRequest request, StreamObserver<ListEntriesResponse> call) {
    // The head first: the entries then reach it, or the page is full.
    var head = log.head();
    var entries = log.read(request.getAfter(), PageToken.size(request.getPageSize()));
    var answer =
        ListEntriesResponse.newBuilder()
            .setService(log.service())
            .setHeadNumber(head.number())
            .setHeadHash(head.hash());
    entries.forEach(entry -> answer.addEntries(message(entry)));
    call.onNext(answer.build());
    call.onCompleted();
  }

  private static dev.hindcast.proto.audit.v1.AuditEntry message(AuditEntry entry) {
    var fact = entry.fact();
    return dev.hindcast.proto.audit.v1.AuditEntry.newBuilder()
        .setNumber(entry.number())
        .setEntryTime(
            Timestamp.newBuilder()
                .setSeconds(entry.time().getEpochSecond())
                .setNanos(entry.time().getNano()))
        .setKind(
            switch (fact.kind()) {
              case ATTEMPT -> Kind.KIND_ATTEMPT;
              case OUTCOME -> Kind.KIND_OUTCOME;
              case DENIAL -> Kind.KIND_DENIAL;
            })
        .setAttempt(fact.attempt())
        .setSubject(fact.subject())
        .setOnBehalfOf(fact.onBehalfOf())
        .setMethod(fact.method())
        .setResource(fact.resource())
        .setDetail(fact.detail())
        .setCode(fact.code())
        .setSuppressedCount(fact.suppressed())
        .setPreviousHash(entry.previousHash())
        .setHash(entry.hash())
        .build();
  }
}
