package dev.hindcast.platform.identity;

/** Why a credential is not believed. */
public enum Refusal {
  NO_TOKEN("send the metadata `authorization: Bearer TOKEN`; `hindcast token create` makes one"),
  UNKNOWN_TOKEN("the token is none that this server knows"),
  EXPIRED_TOKEN("the token has expired: get a new one"),
  NOT_BEFORE("the token is not valid yet: compare the clocks"),
  WRONG_ISSUER("the token was issued by another issuer than the one this server believes"),
  WRONG_AUDIENCE("the token is for another audience than this server"),
  WRONG_ALGORITHM("the token is signed in a way that this server does not accept"),
  BAD_SIGNATURE("the token's signature does not hold"),
  BAD_TOKEN("the token is malformed, or lacks a subject, an expiry or a role");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  /** For the caller: says what to do, never what the token was. */
  public String text() {
    return text;
  }
}
