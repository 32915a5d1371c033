package dev.hindcast.branch.remote.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.AnnotationKeyword;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A vendor's OpenAPI 3.0 document, strictly: paths, methods, parameters and bodies must be in it,
 * and nothing that is not.
 */
public final class OpenApiContract {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V4,
          builder ->
              builder
                  .metaSchema(
                      JsonMetaSchema.builder(OpenApi30.getInstance())
                          .unknownKeywordFactory((word, context) -> new AnnotationKeyword(word))
                          .build())
                  .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));

  private final JsonNode document;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  private OpenApiContract(JsonNode document) {
    this.document = document;
  }

  /** Reads a document in YAML. */
  public static OpenApiContract read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a document in YAML. */
  public static OpenApiContract read(InputStream in) {
    try {
      var options = new org.yaml.snakeyaml.LoaderOptions();
      options.setCodePointLimit(32 << 20);
      var factory =
          com.fasterxml.jackson.dataformat.yaml.YAMLFactory.builder()
              .loaderOptions(options)
              .build();
      return new OpenApiContract(new YAMLMapper(factory).readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with a request; empty if nothing is. */
  public List<String> problems(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      JsonNode body) {
    // A template without variables wins, as OpenAPI says.
    for (var literal : List.of(true, false)) {
      for (var entry : document.path("paths").properties()) {
        if (!entry.getKey().contains("{") != literal) {
          continue;
        }
        var match = pattern(entry.getKey()).matcher(path);
        if (match.matches() && entry.getValue().has(method.toLowerCase(java.util.Locale.ROOT))) {
          var problems = new ArrayList<String>();
          var operation = entry.getValue().path(method.toLowerCase(java.util.Locale.ROOT));
          var inPath = new java.util.TreeMap<String, String>();
          variables(entry.getKey())
              .forEach(name -> inPath.put(name, match.group(inPath.size() + 1)));
          parameters(entry.getValue(), operation, inPath, query, headers, problems);
          body(method + " " + entry.getKey(), operation, body, problems);
          return problems;
        }
      }
    }
    return List.of("no such operation");
  }

  private void parameters(
      JsonNode item,
      JsonNode operation,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> headers,
      List<String> problems) {
    var known = new HashSet<String>();
    for (var list : List.of(item.path("parameters"), operation.path("parameters"))) {
      for (var declared : list) {
        var parameter = resolved(declared);
        var name = parameter.path("name").asText();
        var values =
            switch (parameter.path("in").asText()) {
              case "path" -> path;
              case "query" -> query;
              case "header" -> headers;
              case String _ -> Map.<String, String>of();
            };
        if (parameter.path("in").asText().equals("query")) {
          known.add(name);
        }
        var value = values.get(name);
        if (value == null) {
          if (parameter.path("required").asBoolean()) {
            problems.add(name + " is missing");
          }
        } else {
          validate(
                  "parameter " + name + parameter.path("schema"),
                  parameter.path("schema"),
                  typed(parameter.path("schema"), value))
              .forEach(problem -> problems.add(name + ": " + problem));
        }
      }
    }
    query.keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> problems.add("there is no parameter " + name));
  }

  private void body(
      String operationName, JsonNode operation, JsonNode body, List<String> problems) {
    var declared = resolved(operation.path("requestBody"));
    if (declared.isMissingNode()) {
      if (!body.isMissingNode()) {
        problems.add("there is no body");
      }
      return;
    }
    if (body.isMissingNode()) {
      if (declared.path("required").asBoolean()) {
        problems.add("the body is missing");
      }
      return;
    }
    var contents = declared.path("content");
    var content =
        contents.has("application/json") ? contents.path("application/json") : contents.path("*/*");
    var schema = content.path("schema");
    problems.addAll(validate(operationName, schema, body));
    unknown(schema, body, "", problems);
  }

  private List<String> validate(String key, JsonNode schema, JsonNode value) {
    var root = JSON.objectNode();
    root.set("components", document.path("components"));
    root.putArray("allOf").add(schema);
    return compiled.computeIfAbsent(key, k -> SCHEMAS.getSchema(root)).validate(value).stream()
        .map(Object::toString)
        .toList();
  }

  /** OpenAPI allows properties that it does not name; a misspelt one would slip through. */
  private void unknown(JsonNode schema, JsonNode value, String place, List<String> problems) {
    if (value.isArray()) {
      value.forEach(item -> unknown(resolved(schema).path("items"), item, place + "[]", problems));
    }
    if (!value.isObject()) {
      return;
    }
    var properties = JSON.objectNode();
    if (collect(schema, properties)) {
      return;
    }
    for (var field : value.properties()) {
      if (!properties.has(field.getKey())) {
        problems.add("there is no property " + place + "." + field.getKey());
      } else {
        unknown(
            properties.path(field.getKey()),
            field.getValue(),
            place + "." + field.getKey(),
            problems);
      }
    }
  }

  /** Whether any property goes; otherwise those that do. */
  private boolean collect(JsonNode declared, ObjectNode properties) {
    var schema = resolved(declared);
    schema.path("properties").properties().forEach(p -> properties.set(p.getKey(), p.getValue()));
    var isOpen =
        schema.has("additionalProperties") && !schema.path("additionalProperties").isBoolean();
    for (var combined : List.of("allOf", "oneOf", "anyOf")) {
      for (var part : schema.path(combined)) {
        isOpen |= collect(part, properties);
      }
    }
    return isOpen;
  }

  private JsonNode resolved(JsonNode node) {
    var at = node;
    while (at.has("$ref")) {
      at = document.at(at.path("$ref").asText().substring(1));
    }
    return at;
  }

  private JsonNode typed(JsonNode declared, String value) {
    return switch (resolved(declared).path("type").asText()) {
      case "integer" ->
          value.matches("-?[0-9]{1,18}")
              ? JSON.numberNode(Long.parseLong(value))
              : JSON.textNode(value);
      case "boolean" ->
          Set.of("true", "false").contains(value)
              ? JSON.booleanNode(Boolean.parseBoolean(value))
              : JSON.textNode(value);
      case String _ -> JSON.textNode(value);
    };
  }

  private static List<String> variables(String template) {
    return Pattern.compile("\\{([^}]+)}").matcher(template).results().map(r -> r.group(1)).toList();
  }

  /** Ids of snapshots hold slashes: only a last variable after {@code snapshot/} may. */
  private static Pattern pattern(String template) {
    var open = template.startsWith("/snapshot/{");
    return Pattern.compile(template.replaceAll("\\{[^}]+}", open ? "(.+)" : "([^/]+)"));
  }
}
