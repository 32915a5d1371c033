package dev.hindcast.platform.identity;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;

/** Where an issuer's public keys come from. */
@FunctionalInterface
interface KeySource {
  /** The keys now; blocking. */
  JWKSet fetch() throws IOException;
}
