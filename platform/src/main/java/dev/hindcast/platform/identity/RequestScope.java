package dev.hindcast.platform.identity;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** What a request is about. */
public final class RequestScope {
  private static final List<String> NAMES =
      List.of("name", "parent", "branch", "replay", "start.branch");

  private RequestScope() {}

  /**
   * The store that a request is about: its id, or {@value Grant#EVERY_STORE} if it is about all, or
   * if nobody can tell.
   */
  public static String store(Scope.StoreOf scope, Message request, ResourceStores stores) {
    var resource = first(request, scope.fields());
    var parts = resource.split("/", -1);
    if (parts.length < 2 || parts[1].equals("-")) {
      return Grant.EVERY_STORE;
    }
    return switch (parts[0]) {
      case "stores" -> parts[1];
      case "replays" -> stores.storeOfReplay(parts[1]).orElse(Grant.EVERY_STORE);
      default -> Grant.EVERY_STORE;
    };
  }

  /** The resource that a message is about, as far as it says so; else empty. */
  public static String resource(Message message) {
    var own = first(message, NAMES);
    if (!own.isEmpty()) {
      return own;
    }
    var version = message.getDescriptorForType().findFieldByName("version");
    return version != null
            && version.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            && message.hasField(version)
        ? first((Message) message.getField(version), NAMES)
        : "";
  }

  private static String first(Message message, List<String> fields) {
    return fields.stream()
        .map(path -> text(message, path))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String text(Message message, String path) {
    var dot = path.indexOf('.');
    var field =
        message.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
    if (field == null || field.isRepeated()) {
      return "";
    }
    if (dot < 0) {
      return field.getJavaType() == FieldDescriptor.JavaType.STRING
          ? (String) message.getField(field)
          : "";
    }
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && message.hasField(field)
        ? text((Message) message.getField(field), path.substring(dot + 1))
        : "";
  }
}
