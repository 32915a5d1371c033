package dev.hindcast.platform.identity;

import io.grpc.Attributes;
import io.grpc.Grpc;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The names in a client's certificate that TLS has verified. */
public final class CertificateNames {
  private static final int DNS = 2;
  private static final int URI = 6;

  private CertificateNames() {}

  /** As an identity file writes them; empty if the client showed no certificate. */
  public static Set<String> of(Attributes transport) {
    var session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return session == null ? Set.of() : of(session);
  }

  /** As {@link #of(Attributes)}, of a session of TLS. */
  public static Set<String> of(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? names(certificate)
          : Set.of();
    } catch (SSLPeerUnverifiedException noCertificate) {
      return Set.of();
    }
  }

  private static Set<String> names(X509Certificate certificate) {
    var names = new HashSet<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (var name : alternatives) {
          switch ((Integer) name.get(0)) {
            case DNS -> names.add("dns:" + name.get(1));
            case URI -> names.add("uri:" + name.get(1));
            default -> {
              // Addresses and others name machines, not callers.
            }
          }
        }
      }
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add("cn:" + part.getValue());
        }
      }
    } catch (CertificateParsingException | InvalidNameException malformed) {
      return Set.of();
    }
    return Set.copyOf(names);
  }
}
