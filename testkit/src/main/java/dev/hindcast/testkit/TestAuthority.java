package dev.hindcast.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority for tests; what it issues holds for a day. */
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final Path folder;
  private final X500Name name;
  private final KeyPair keys;
  private final Path certificate;

  private TestAuthority(Path folder, X500Name name, KeyPair keys, Path certificate) {
    this.folder = folder;
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * Where a certificate and its key are, both PEM.
   *
   * @param certificate alone, without the authority's
   */
  public record Issued(Path certificate, Path privateKey) {
    /** Puts this one where another one is, as a renewal does. */
    public void replace(Issued other) {
      try {
        for (var pair :
            new Path[][] {{privateKey, other.privateKey}, {certificate, other.certificate}}) {
          Files.write(pair[1], Files.readAllBytes(pair[0]));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A new authority that keeps its files in a folder. */
  public static TestAuthority create(Path folder, String called) {
    var name = new X500Name("CN=" + called);
    var keys = keys();
    var file = folder.resolve(called + ".pem");
    write(file, certificate(name, keys, name, keys, true));
    return new TestAuthority(folder, name, keys, file);
  }

  /** Its own certificate: what to trust. */
  public Path certificate() {
    return certificate;
  }

  /**
   * A certificate for the names {@code localhost}, {@code 127.0.0.1} and one more, which is its CN
   * too.
   */
  public Issued issue(String called) {
    var own = keys();
    var issued =
        new Issued(
            folder.resolve(called + "-" + SERIAL.get() + ".pem"),
            folder.resolve(called + "-" + SERIAL.get() + ".key"));
    write(issued.certificate(), certificate(name, keys, new X500Name("CN=" + called), own, false));
    write(issued.privateKey(), new PemObject("PRIVATE KEY", own.getPrivate().getEncoded()));
    return issued;
  }

  private static X509Certificate certificate(
      X500Name issuer, KeyPair signer, X500Name subject, KeyPair of, boolean authority) {
    var now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            of.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        var called = subject.toString().substring("CN=".length());
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                Stream.of(
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.dNSName, called),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"))
                    .toArray(GeneralName[]::new)));
      }
      var signature = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signature));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, Object pem) {
    var text = new StringWriter();
    try {
      try (var writer = new JcaPEMWriter(text)) {
        writer.writeObject(pem);
      }
      Files.writeString(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
