package dev.hindcast.platform.tls;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.netty.buffer.ByteBufAllocator;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** TLS of the JDK's HTTP server, with the files and the reloading of every other port. */
public final class HttpsSetup extends HttpsConfigurator {
  private final ReloadingSslContext context;

  private HttpsSetup(ReloadingSslContext context) {
    super(new Reloading(context));
    this.context = context;
  }

  /**
   * As the settings say.
   *
   * @throws IllegalArgumentException if the files cannot be used now
   */
  public static HttpsSetup of(TlsSettings settings, InstantSource clock) {
    return new HttpsSetup(ReloadingSslContext.forHttpServer(settings, clock));
  }

  /** The server would else switch off what the context asks of clients. */
  @Override
  public void configure(HttpsParameters parameters) {
    parameters.setSSLParameters(context.newEngine(ByteBufAllocator.DEFAULT).getSSLParameters());
  }

  /** The server asks for the context once, and for an engine with every connection. */
  private static final class Reloading extends SSLContext {
    private Reloading(ReloadingSslContext context) {
      super(new Engines(context), jdk().getProvider(), "TLS");
    }
  }

  private static SSLContext jdk() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Engines extends SSLContextSpi {
    private final ReloadingSslContext context;

    private Engines(ReloadingSslContext context) {
      this.context = context;
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return context.newEngine(ByteBufAllocator.DEFAULT);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return context.newEngine(ByteBufAllocator.DEFAULT);
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("it is set up already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return jdk().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return jdk().getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return context.sessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return context.sessionContext();
    }
  }
}
