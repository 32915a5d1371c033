package dev.hindcast.platform.identity;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** What a request is about. */
public final class RequestScope {
  private static final List<String> NAMES = List.of("name", "parent", "branch", "replay");

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
    for (var name : fields) {
      var field = message.getDescriptorForType().findFieldByName(name);
      if (field != null
          && field.getJavaType() == FieldDescriptor.JavaType.STRING
          && !field.isRepeated()) {
        var value = (String) message.getField(field);
        if (!value.isEmpty()) {
          return value;
        }
      }
    }
    return "";
  }
}
