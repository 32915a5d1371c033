package dev.hindcast.branch.remote.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A contract that lets everything pass would prove nothing. */
class OpenApiContractTest {
  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      paths:
        /things/{id}:
          parameters: [ { name: id, in: path, required: true, schema: { type: string, pattern: "^[a-z]+$" } } ]
          post:
            parameters:
              - { name: hard, in: query, schema: { type: boolean } }
              - { name: Token, in: header, required: true, schema: { type: string } }
            requestBody:
              required: true
              content:
                application/json:
                  schema: { allOf: [ { $ref: "#/components/schemas/Thing" }, { type: object, properties: { note: { type: string } } } ] }
      components:
        schemas:
          Thing:
            type: object
            required: [ size ]
            properties: { size: { type: integer, minimum: 1 }, when: { type: string, nullable: true } }
      """;

  private final OpenApiContract contract =
      OpenApiContract.read(new ByteArrayInputStream(DOCUMENT.getBytes(UTF_8)));

  @Test
  void whatIsInTheDocumentPasses() throws IOException {
    assertThat(
            problems(
                "/things/a",
                Map.of("hard", "true"),
                "{\"size\": 1, \"note\": \"x\", \"when\": null}"))
        .isEmpty();
  }

  @Test
  void whatIsNotDoesNot() throws IOException {
    assertThat(problems("/things/A1", Map.of(), "{\"size\": 1}")).hasSize(1);
    assertThat(problems("/thing/a", Map.of(), "{\"size\": 1}")).hasSize(1);
    assertThat(problems("/things/a", Map.of("hard", "yes"), "{\"size\": 1}")).hasSize(1);
    assertThat(problems("/things/a", Map.of("soft", "true"), "{\"size\": 1}")).hasSize(1);
    assertThat(problems("/things/a", Map.of(), "{\"size\": 0}")).hasSize(1);
    assertThat(problems("/things/a", Map.of(), "{}")).hasSize(1);
    assertThat(problems("/things/a", Map.of(), "{\"size\": 1, \"sise\": 2}")).hasSize(1);
    assertThat(
            contract.problems("POST", "/things/a", Map.of(), Map.of(), MissingNode.getInstance()))
        .hasSize(2);
    assertThat(contract.problems("GET", "/things/a", Map.of(), Map.of(), MissingNode.getInstance()))
        .hasSize(1);
  }

  @Test
  void neonsOwnDocumentRefusesWhatItForbids() throws IOException {
    var neon = VendorDocument.neon();
    assumeThat(neon).as("Neon's document, from its npm package").isPresent();
    var path = "/projects/quiet-river-1/branches";
    var good =
        "{\"branch\": {\"name\": \"a\", \"parent_lsn\": \"0/1\"}, \"endpoints\": [{\"type\":"
            + " \"read_write\"}]}";
    assertThat(neon.get().problems("POST", path, Map.of(), Map.of(), json(good))).isEmpty();
    for (var bad :
        new String[] {
          good.replace("read_write", "writes"),
          good.replace("parent_lsn", "parentLsn"),
          good.replace("\"0/1\"", "1"),
          good.replace("\"type\": \"read_write\"", "")
        }) {
      assertThat(neon.get().problems("POST", path, Map.of(), Map.of(), json(bad)))
          .as(bad)
          .isNotEmpty();
    }
  }

  private java.util.List<String> problems(String path, Map<String, String> query, String body)
      throws IOException {
    return contract.problems("POST", path, query, Map.of("Token", "t"), json(body));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
