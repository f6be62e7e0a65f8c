package dev.coordination.zookeeper.testkit;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What passes a proxy, counted, and what of it is to be lost. Used with the proxy's lock held. */
final class Traffic {

  private final Map<Integer, Integer> requests = new TreeMap<>();
  private int writes;
  private long activity;
  private int loseWriteIn;
  private int loseReplyIn;
  private boolean loseNextRequest;
  private boolean loseNextReply;

  /** No path of ZooKeeper's ends like this. */
  private String leftOut = "\0";

  void loseWrite(int n) {
    loseWriteIn = n;
  }

  void loseReplyOfWrite(int n) {
    loseReplyIn = n;
  }

  void loseNextRequest() {
    loseNextRequest = true;
  }

  void loseNextReply() {
    loseNextReply = true;
  }

  void leaveOut(String pathSuffix) {
    leftOut = pathSuffix;
  }

  Map<Integer, Integer> requests() {
    return Map.copyOf(requests);
  }

  int writes() {
    return writes;
  }

  long activity() {
    return activity;
  }

  /** A connection began or ended. */
  void connectionChanged() {
    activity++;
  }

  /** A request arrives: tells whether it is to be lost. */
  boolean loses(Request request) {
    count(request);
    if (loseNextRequest && !request.isHousekeeping()) {
      loseNextRequest = false;
      return true;
    }
    if (!request.write()) {
      return false;
    }
    writes++;
    return loseWriteIn > 0 && --loseWriteIn == 0;
  }

  private void count(Request request) {
    if (request.isPing() || isLeftOut(request)) {
      return;
    }
    activity++;
    if (!request.isHousekeeping()) {
      requests.merge(request.opcode(), 1, Integer::sum);
    }
  }

  /** A reply to a request arrives: tells whether it is to be lost. */
  boolean losesReply(Request request, byte[] reply) {
    if (loseNextReply && !request.isHousekeeping()) {
      loseNextReply = false;
      return true;
    }
    return request.write() && loseReplyIn > 0 && request.succeeded(reply) && --loseReplyIn == 0;
  }

  /** A reply to the request passes, or an event; null for the answer to a ping. */
  void replied(@Nullable Request request) {
    if (request != null && !isLeftOut(request)) {
      activity++;
    }
  }

  private boolean isLeftOut(Request request) {
    return request.path().endsWith(leftOut);
  }
}
