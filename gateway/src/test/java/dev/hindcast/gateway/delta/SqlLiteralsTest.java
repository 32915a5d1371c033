package dev.hindcast.gateway.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class SqlLiteralsTest {

  @Test
  void plainTextIsPlain() {
    assertThat(SqlLiterals.text("payments.* 50%")).isEqualTo("'payments.* 50%'");
    assertThat(SqlLiterals.json("a\"b")).isEqualTo("E'\"a\\\\\"b\"'::jsonb");
    assertThat(SqlLiterals.json(null)).isEqualTo("'null'::jsonb");
    assertThat(SqlLiterals.json(new BigDecimal("2.5"))).isEqualTo("'2.5'::jsonb");
  }

  /** No quote ends it, no mark is a parameter, nothing invisible stays so. */
  @Test
  void hostileTextStaysOneLiteral() {
    assertThat(SqlLiterals.text("'; DROP TABLE action; --"))
        .isEqualTo("E'''; DROP TABLE action; --'");
    assertThat(SqlLiterals.text("\\' $1 ?")).isEqualTo("E'\\\\'' \\u00241 \\u003f'");
    assertThat(SqlLiterals.text("\u202e\ud83d\ude00\n")).isEqualTo("E'\\u202e\\U0001f600\\u000a'");
  }
}
