package dev.coordination.inmemory;

import dev.coordination.support.AbstractDoubleBarrier;
import dev.coordination.support.RecipeContext;

/** A participant of the double barrier: a guest while it is there. */
final class MemoryDoubleBarrier extends AbstractDoubleBarrier {

  private final MemoryClient client;
  private final int parties;

  MemoryDoubleBarrier(RecipeContext context, MemoryClient client, int parties) {
    super(context, client);
    this.client = client;
    this.parties = parties;
  }

  @Override
  protected Stay stay() {
    return new Guest(client, context().storePath(), context().identifier(), parties);
  }
}
