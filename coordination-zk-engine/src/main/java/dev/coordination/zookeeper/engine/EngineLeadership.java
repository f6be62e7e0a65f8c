package dev.coordination.zookeeper.engine;

import dev.coordination.Leadership;
import dev.coordination.support.RecipeContext;

/** The hold of a leader. */
final class EngineLeadership extends EngineHold implements Leadership {

  EngineLeadership(
      RecipeContext context, EngineClient engine, Place place, Contender<?> contender) {
    super(context, engine, place, contender);
  }
}
