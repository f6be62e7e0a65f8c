package dev.coordination.zookeeper.engine.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;

/** The requests that a client library has not had an answer to, in order. */
final class Outbox {

  private final Queue<Call> unanswered = new ArrayDeque<>();
  private final Queue<Call> unsent = new ArrayDeque<>();

  /** Keeps a request until there is a connection. */
  void keep(Call call) {
    unsent.add(call);
  }

  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  List<Call> takeUnsent() {
    var taken = new ArrayList<>(unsent);
    unsent.clear();
    return taken;
  }

  void sent(Call call) {
    unanswered.add(call);
  }

  /** Takes out the request that a reply belongs to: the oldest one. */
  Call answered(Delivery.Reply reply) {
    Call call = unanswered.remove();
    if (call != reply.call()) {
      throw new IllegalStateException("Replies out of order: " + reply + " for " + call.request);
    }
    return call;
  }

  /** Takes out everything that will have no answer, but the library's own requests. */
  List<Call> takeAll() {
    var taken = new ArrayList<>(unanswered);
    unanswered.clear();
    taken.removeIf(call -> !call.request.kind().isUsers());
    taken.addAll(takeUnsent());
    return taken;
  }

  /** Returns the reads without answer that ask for a watch of a node, or of its children. */
  List<Call> watching(String path, boolean children) {
    return Stream.concat(unanswered.stream(), unsent.stream())
        .filter(call -> call.watch != null && call.request.path().equals(path))
        .filter(call -> (call.request.kind() == RequestKind.GET_CHILDREN) == children)
        .toList();
  }

  void append(StringBuilder key) {
    key.append(unanswered.size()).append(',').append(unsent.size()).append(' ');
  }
}
