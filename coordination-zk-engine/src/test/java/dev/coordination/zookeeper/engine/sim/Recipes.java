package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The way to the recipes above a client library: all that they are told passes here, in order. */
final class Recipes {

  private final SessionListener listener;
  private final Executor delivery;

  Recipes(SessionListener listener, Executor delivery) {
    this.listener = listener;
    this.delivery = delivery;
  }

  void established(ZnodeSession session, long sentNanos) {
    delivery.execute(() -> listener.established(session, sentNanos));
  }

  void suspended(ZnodeSession session) {
    delivery.execute(() -> listener.suspended(session));
  }

  void resumed(ZnodeSession session, long sentNanos) {
    delivery.execute(() -> listener.resumed(session, sentNanos));
  }

  void ended(ZnodeSession session) {
    delivery.execute(() -> listener.ended(session));
  }

  void answer(Call call, Answer answer) {
    delivery.execute(() -> call.answer(answer));
  }

  void failure(Call call, Code code) {
    delivery.execute(() -> call.fail(code));
  }

  void event(List<Consumer<NodeEvent>> watches, NodeEvent event) {
    watches.forEach(watch -> delivery.execute(() -> watch.accept(event)));
  }
}
