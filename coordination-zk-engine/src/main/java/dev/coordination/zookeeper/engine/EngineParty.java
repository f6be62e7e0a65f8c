package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractParty;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.Roll.Member;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The party of either kind: a node for each member. */
final class EngineParty extends AbstractParty {

  private final EngineClient engine;
  private final PartyKind kind;
  private final String path;

  EngineParty(EngineClient engine, RecipeContext context, PartyKind kind) {
    super(context, engine, engine.callbacks());
    this.engine = engine;
    this.kind = kind;
    this.path = context.storePath();
  }

  @Override
  protected Entry entry(Entrant entrant) {
    return new Node(entrant);
  }

  @Override
  protected View view(boolean named, Onlooker onlooker) {
    return new Sight(named && kind == PartyKind.DEEP, onlooker);
  }

  @Override
  protected CompletableFuture<List<String>> list() {
    return engine
        .read(context(), reads -> names(reads).thenCompose(names -> members(reads, names)))
        .thenApply(kind::identifiers);
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return engine.read(context(), reads -> names(reads).thenApply(List::size));
  }

  private CompletableFuture<List<String>> names(ZnodeSession reads) {
    return reads
        .getChildren(path, null)
        .thenApply(children -> children.names().stream().filter(kind::isMember).toList())
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }

  private CompletableFuture<List<Member>> members(ZnodeSession reads, List<String> names) {
    return kind == PartyKind.DEEP
        ? Roll.read(reads, path, names)
        : CompletableFuture.completedFuture(Roll.unread(names));
  }

  /** The node of this participant, in whatever session. */
  private final class Node implements Entry, Membership.Owner {

    private final Entrant entrant;
    private final Membership membership;

    Node(Entrant entrant) {
      String identifier = context().identifier();
      this.entrant = entrant;
      this.membership =
          new Membership(
              engine, path, id -> kind.node(path, id, identifier), Layout.encode(identifier), this);
    }

    @Override
    public void start() {
      engine.run(membership::join);
    }

    @Override
    public boolean stands() {
      return membership.isMember();
    }

    @Override
    public CompletableFuture<@Nullable Void> withdraw() {
      boolean over = membership.isOverdue();
      CompletableFuture<@Nullable Void> removal = engine.bounded(membership::leave);
      return over ? CompletableFuture.completedFuture(null) : removal;
    }

    @Override
    public void entered() {
      entrant.entered();
    }

    @Override
    public void refused(RuntimeException failure) {
      entrant.refused(failure);
    }
  }

  /** What one onlooker sees. */
  private final class Sight implements View, RollWatch.Owner {

    private final RollWatch watch;
    private final Onlooker onlooker;
    private volatile @Nullable List<String> seen;

    Sight(boolean reading, Onlooker onlooker) {
      this.watch = new RollWatch(engine, path, kind::isMember, reading, this);
      this.onlooker = onlooker;
    }

    @Override
    public void start() {
      watch.start();
    }

    @Override
    public @Nullable List<String> seen() {
      return seen;
    }

    @Override
    public void close() {
      watch.close();
    }

    @Override
    public void seen(List<Member> members) {
      seen = kind.identifiers(members);
      onlooker.changed();
    }

    @Override
    public void refused(RuntimeException failure) {
      onlooker.refused(failure);
    }
  }
}
