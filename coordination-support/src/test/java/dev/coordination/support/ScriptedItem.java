package dev.coordination.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A found item whose removal a test decides, and that remembers what was asked of it. */
final class ScriptedItem implements FoundItem {

  final CompletableFuture<Boolean> removal = new CompletableFuture<>();
  final List<String> asked = new ArrayList<>();
  private final byte[] payload;

  ScriptedItem(String payload) {
    this.payload = payload.getBytes(UTF_8);
  }

  @Override
  public byte[] payload() {
    return payload;
  }

  @Override
  public synchronized CompletableFuture<Boolean> remove() {
    asked.add("remove");
    return removal;
  }

  @Override
  public synchronized void leave() {
    asked.add("leave");
  }

  @Override
  public synchronized void passOn() {
    asked.add("pass on");
  }

  @Override
  public synchronized void passOnIfRemoved() {
    asked.add("pass on if removed");
  }
}
