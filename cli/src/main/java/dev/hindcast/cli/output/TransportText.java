package dev.hindcast.cli.output;

import static dev.hindcast.cli.output.ErrorText.lines;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What a person reads when a call never came to a server: what is wrong on the way. */
final class TransportText {
  private static final Pattern ADDRESS =
      Pattern.compile("Connection refused: [^/]*/(\\S+:[0-9]+)$");

  private static final String START =
      "fix: start one with `hindcast up`, or name one with --server HOST:PORT";

  private TransportText() {}

  static List<String> of(Status unavailable) {
    String refusal = null;
    for (var cause = unavailable.getCause(); cause != null; cause = cause.getCause()) {
      // Netty's class for it quotes all that came.
      if (cause.getClass().getSimpleName().equals("NotSslRecordException")) {
        return lines(
            "what answers there does not speak TLS",
            List.of(
                "fix: name another port with --server HOST:PORT, or leave out --tls-* and HINDCAST_TLS_*"));
      }
      if (cause instanceof CertificateException) {
        return lines(
            "the server's certificate is not trusted: " + root(cause).getMessage(),
            List.of(
                "fix: give the authority that signed it with --tls-trust FILE or HINDCAST_TLS_TRUST, and call the server by a name that is in it"));
      }
      if (refusal == null && cause instanceof SSLException) {
        refusal = cause.getMessage();
      }
    }
    return refusal == null
        ? other(unavailable)
        : lines(
            "TLS was refused: " + refusal,
            List.of(
                "fix: if the server asks for a certificate, show one with --tls-certificate FILE and --tls-key FILE"));
  }

  private static List<String> other(Status unavailable) {
    var told = unavailable.getCause() == null ? null : unavailable.getCause().getMessage();
    told = told == null ? unavailable.getDescription() : told;
    if (told == null) {
      return lines("no Hindcast answers", List.of(START));
    }
    // Of a refused connection the driver says more than anybody wants, and the address at its end.
    var address = ADDRESS.matcher(told);
    return address.find()
        ? lines("no Hindcast answers at " + address.group(1), List.of(START))
        : lines(
            "no Hindcast answers (" + told + ")",
            List.of(START + "; if that port has TLS, give --tls-trust FILE"));
  }

  private static Throwable root(Throwable thrown) {
    var root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
