package dev.coordination.cli;

import dev.coordination.Hold;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What CMD is told of where it runs, in its environment.
 *
 * @param path where
 * @param identifier who we are there
 * @param fencingToken the token of what is held, or null if nothing is
 */
record Surroundings(String path, String identifier, @Nullable Long fencingToken) {

  private static final String TOKEN = "COORD_FENCING_TOKEN";

  static Surroundings of(Hold hold) {
    return new Surroundings(hold.path(), hold.identifier(), hold.fencingToken());
  }

  /** Tells it; a token of somebody else's, under whom we run, is not told along with our path. */
  void tell(Map<String, String> environment) {
    environment.put("COORD_PATH", path);
    environment.put("COORD_IDENTIFIER", identifier);
    environment.remove(TOKEN);
    if (fencingToken != null) {
      environment.put(TOKEN, fencingToken.toString());
    }
  }
}
