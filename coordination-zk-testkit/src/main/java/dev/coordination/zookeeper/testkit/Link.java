package dev.coordination.zookeeper.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection through the proxy. A thread reads frames from the client, and one from the server;
 * each hands them to a {@link Pipe}, whose thread writes them on. What happens to a frame is
 * decided as it is read, under the proxy's lock.
 *
 * <p>The server is connected when the first frame flows: a client that connects while nothing flows
 * waits, and if it gives up meanwhile the server never hears of it.
 */
final class Link {

  private static final int MAX_FRAME = 64 << 20;

  private final FaultProxy proxy;
  private final Socket client;
  private final Socket server = new Socket();
  private final Pipe toServer;
  private final Pipe toClient;

  /** What the client awaits, oldest first; pings left out. */
  private final List<Request> pending = new ArrayList<>();

  private boolean connectSent;
  private boolean established;

  /**
   * Something was lost: no later request passes, and the link ends when the earlier are answered.
   */
  private boolean ending;

  /** The end is queued: the client hears no more than what is before it. */
  private boolean ended;

  /** Whatever arrives vanishes, without either side being told. */
  private boolean blackHole;

  private boolean closed;

  Link(FaultProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
    toServer = new Pipe(proxy, new Outlet(server, this::connectServer));
    toClient = new Pipe(proxy, new Outlet(client, () -> {}));
  }

  void start() {
    proxy.run("from client", () -> read(client, this::fromClient, this::clientEnded));
    proxy.run("to server", () -> pump(toServer));
    proxy.run("to client", () -> pump(toClient));
  }

  private void connectServer() throws IOException {
    server.connect(proxy.serverAddress());
    proxy.run("from server", () -> read(server, this::fromServer, this::serverEnded));
  }

  /** The way out to one side, opened when the first frame is due. */
  private static final class Outlet implements Pipe.Sink {

    interface Opener {
      void open() throws IOException;
    }

    private final Socket socket;
    private final Opener opener;
    private @Nullable DataOutputStream out;

    Outlet(Socket socket, Opener opener) {
      this.socket = socket;
      this.opener = opener;
    }

    @Override
    public DataOutputStream open() throws IOException {
      if (out == null) {
        opener.open();
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      }
      return out;
    }
  }

  // Threads

  private interface FrameHandler {
    void handle(byte[] body);
  }

  private void read(Socket from, FrameHandler handler, Runnable atEnd) {
    try (var in = new DataInputStream(new BufferedInputStream(from.getInputStream()))) {
      while (true) {
        int length = in.readInt();
        if (length <= 0 || length > MAX_FRAME) {
          throw new IOException("not a frame of ZooKeeper's: length " + length);
        }
        var body = new byte[length];
        in.readFully(body);
        proxy.locked(() -> handler.handle(body));
      }
    } catch (IOException | BufferUnderflowException e) {
      proxy.locked(atEnd);
    }
  }

  private void pump(Pipe pipe) {
    try {
      pipe.pump();
    } catch (IOException e) {
      // the other side has gone: so does the link
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    proxy.locked(this::close);
  }

  // What happens to a frame

  private void fromClient(byte[] body) {
    if (blackHole || ending || closed) {
      return;
    }
    var request = connectSent ? Request.parse(body) : Request.CONNECT;
    connectSent = true;
    if (proxy.traffic().loses(request)) {
      ending = true;
      proxy.lost();
      endWhenAnswered();
      return;
    }
    if (!request.isPing()) {
      pending.add(request);
    }
    toServer.send(body);
  }

  private void fromServer(byte[] body) {
    if (blackHole || ended || closed) {
      return;
    }
    var request = established ? answered(body) : accepted(body);
    if (request != null && proxy.traffic().losesReply(request, body)) {
      ending = true;
      proxy.lost();
      pending.clear();
    } else {
      proxy.traffic().replied(request);
      toClient.send(body);
    }
    endWhenAnswered();
  }

  /**
   * The connect response: protocol, timeout, session id, password; timeout 0 if the session is
   * over.
   */
  private Request accepted(byte[] body) {
    established = true;
    pending.remove(Request.CONNECT);
    var in = ByteBuffer.wrap(body);
    in.getInt();
    int timeoutMillis = in.getInt();
    long id = in.getLong();
    var password = new byte[Math.max(0, in.getInt())];
    in.get(password);
    if (timeoutMillis > 0) {
      proxy.established(new FaultProxy.Session(id, password, timeoutMillis));
    }
    return Request.CONNECT;
  }

  private @Nullable Request answered(byte[] body) {
    int xid = ByteBuffer.wrap(body).getInt();
    if (xid == Request.EVENT.xid()) {
      return Request.EVENT;
    }
    for (var request : pending) {
      if (request.xid() == xid) {
        pending.remove(request);
        return request;
      }
    }
    return null;
  }

  private void endWhenAnswered() {
    if (ending && pending.isEmpty()) {
      end();
    }
  }

  private void clientEnded() {
    if (blackHole || !established) {
      close();
    } else {
      toServer.sendEnd();
    }
  }

  private void serverEnded() {
    if (!blackHole) {
      end();
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      toClient.sendEnd();
    }
  }

  // For the proxy, with its lock held

  boolean isConnected() {
    return established && !blackHole && !ending && !ended;
  }

  int inFlight() {
    return blackHole ? 0 : pending.size();
  }

  boolean isIdle() {
    return blackHole || (pending.isEmpty() && toServer.isEmpty() && toClient.isEmpty());
  }

  boolean isBlackHole() {
    return blackHole;
  }

  /** Loses everything from now on; a link of which the server knows nothing yet just waits. */
  void becomeBlackHole() {
    if (server.isConnected()) {
      blackHole = true;
      toServer.drop();
      toClient.drop();
    }
  }

  void wake() {
    toServer.wake();
    toClient.wake();
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    toServer.close();
    toClient.close();
    closeQuietly(client);
    closeQuietly(server);
    proxy.ended(this);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no more use either way
    }
  }
}
