package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.Leadership;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The recipes that grant an exclusive hold: what the rules on holds and waits are run against. */
@SuppressWarnings("ImmutableEnumChecker") // none of them has any state
enum HoldRecipe implements Recipe {
  LOCK(LockRecipe.PLAIN),
  ELECTION(new Candidacy()),
  WRITE_LOCK(LockRecipe.WRITE),

  /** The first in line reads, everybody behind writes. */
  READ_LOCK(LockRecipe.withOneReader(true)),

  /** The second in line reads, and so waits to read. */
  WAITING_READ_LOCK(LockRecipe.withOneReader(false)),

  /** With one permit. */
  SEMAPHORE(new PermitRecipe(1));

  /** {@code every}, or the names of some, separated by commas. */
  private static final String CHOICE = "coordination.tck.recipes";

  /** What stands for the others where tests take real time, if nothing was chosen. */
  private static final List<HoldRecipe> REPRESENTATIVES = List.of(LOCK, SEMAPHORE);

  @SuppressWarnings("ImmutableEnumChecker") // without state
  private final Recipe recipe;

  HoldRecipe(Recipe recipe) {
    this.recipe = recipe;
  }

  /** Those to be tested: all of them, but few where time is real, unless it was chosen. */
  static List<HoldRecipe> chosen(boolean virtualTime) {
    String choice = System.getProperty(CHOICE, "");
    if (choice.isEmpty()) {
      return virtualTime ? List.of(values()) : REPRESENTATIVES;
    }
    return choice.equals("every")
        ? List.of(values())
        : Arrays.stream(choice.split(",")).map(HoldRecipe::valueOf).toList();
  }

  @Override
  public Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return recipe.acquire(client, path);
  }

  @Override
  public Optional<? extends Hold> tryNow(CoordinationClient client, String path)
      throws InterruptedException {
    return recipe.tryNow(client, path);
  }

  @Override
  public Optional<? extends Hold> tryFor(CoordinationClient client, String path, Duration timeout)
      throws InterruptedException {
    return recipe.tryFor(client, path, timeout);
  }

  @Override
  public CompletableFuture<? extends Hold> async(CoordinationClient client, String path) {
    return recipe.async(client, path);
  }

  @Override
  public List<String> contenders(CoordinationClient client, String path) {
    return recipe.contenders(client, path);
  }

  @Override
  public List<String> visible(List<String> line) {
    return recipe.visible(line);
  }

  @Override
  public Stake stake() {
    return recipe.stake();
  }

  @Override
  public int limit() {
    return recipe.limit();
  }

  @Override
  public Recipe behind(List<Contender> line) {
    return recipe.behind(line);
  }

  @Override
  public List<Contender> line(StoreInspector store, String path) {
    return recipe.line(store, path);
  }

  @Override
  public void delete(StoreInspector store, String path, int position) {
    recipe.delete(store, path, position);
  }

  @Override
  public void deleteAll(StoreInspector store, String path) {
    recipe.deleteAll(store, path);
  }

  private record Candidacy() implements Recipe {

    @Override
    public Leadership acquire(CoordinationClient client, String path) throws InterruptedException {
      return client.election(path).campaign();
    }

    @Override
    public Optional<Leadership> tryNow(CoordinationClient client, String path)
        throws InterruptedException {
      return tryFor(client, path, Duration.ZERO);
    }

    @Override
    public Optional<Leadership> tryFor(CoordinationClient client, String path, Duration timeout)
        throws InterruptedException {
      return client.election(path).tryCampaign(timeout);
    }

    @Override
    public CompletableFuture<Leadership> async(CoordinationClient client, String path) {
      return client.election(path).campaignAsync();
    }

    @Override
    public List<String> contenders(CoordinationClient client, String path) {
      return client.election(path).contenders();
    }
  }
}
