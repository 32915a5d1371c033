package dev.hindcast.platform.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A chain of certificates and the key of its first. */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  KeyPairFiles {
    chain = List.copyOf(chain);
  }

  /** Reads both files; refuses a key of another certificate, as two files are never one step. */
  static KeyPairFiles read(Path certificate, Path privateKey)
      throws IOException, GeneralSecurityException {
    var pair = new KeyPairFiles(certificates(certificate), key(privateKey));
    if (!pair.matches()) {
      throw new GeneralSecurityException(
          "the key in " + privateKey + " is not that of the certificate in " + certificate);
    }
    return pair;
  }

  static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      var certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new GeneralSecurityException("there is no certificate in " + file);
      }
      return certificates;
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    var pem = PRIVATE_KEY.matcher(Files.readString(file, ISO_8859_1));
    if (pem.find()) {
      for (var algorithm : List.of("EC", "RSA")) {
        try {
          var der = Base64.getMimeDecoder().decode(pem.group(1));
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // Of the other kind, or broken. The text of the exception might quote the key.
          continue;
        }
      }
    }
    throw new GeneralSecurityException(
        file + " holds no usable key: it must be PKCS #8 in PEM, RSA or EC, not encrypted");
  }

  private boolean matches() throws GeneralSecurityException {
    var algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    var probe = "hindcast".getBytes(US_ASCII);
    var signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(probe);
    var signature = signer.sign();
    var verifier = Signature.getInstance(algorithm);
    try {
      verifier.initVerify(chain.getFirst().getPublicKey());
      verifier.update(probe);
      return verifier.verify(signature);
    } catch (GeneralSecurityException otherKindOfKey) {
      return false;
    }
  }
}
