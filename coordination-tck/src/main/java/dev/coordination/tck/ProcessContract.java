package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rule LOCK-02: processes exclude each other as clients of one process do. */
public abstract class ProcessContract extends TckTest {

  /** For subclasses. */
  protected ProcessContract() {}

  @Rule("LOCK-02")
  @Requires(Capability.SEVERAL_PROCESSES)
  @Test
  void aProcessExcludesAnotherUntilItIsKilled() throws IOException {
    Line line = line(LOCK);
    Actor a = connect("A");
    Hold first = line.acquire(a);
    try (OtherProcess other = OtherProcess.start(harness(), "hold", line.path())) {
      eventually(
          () -> "the other process did not join: " + line.contenders(),
          () -> line.contenders().size() == 2);
      line.isHeld(first);
      a.release(first);
      Call<String> report = a.start("hears of the other process", other::readLine);
      long token = Long.parseLong(await(report));
      assertTrue(token > first.fencingToken(), () -> token + " after " + say(first));
      assertEquals(token, line.tokenAt(0));
      assertEquals(Optional.empty(), line.tryNow(a));
      Call<Hold> next = line.enqueue(a);
      other.kill();
      stage()
          .within(
              session(2).plus(stage().promptly()),
              () -> "the killed process still holds: " + line.contenders(),
              next::isDone);
      Hold last = line.granted(next);
      assertTrue(last.fencingToken() > token, () -> say(last) + " after " + token);
      line.isHeld(last);
    }
  }

  @Rule({"LOCK-02", "LOCK-01"})
  @Requires(Capability.SEVERAL_PROCESSES)
  @Test
  void processesTakeTurns(@TempDir Path directory) throws IOException {
    Line line = line(LOCK);
    Actor a = connect("A");
    int each = 25;
    Path number = Files.writeString(directory.resolve("number"), "0");
    try (OtherProcess other =
        OtherProcess.start(harness(), "count", line.path(), number.toString(), "" + each)) {
      assertEquals("ready", a.call("hears of the other process", other::readLine));
      Call<String> report = a.start("hears of the other process", other::readLine);
      Call<@Nullable Void> own =
          a.startRun(
              "counts", () -> OtherProcess.count(a.client().lock(line.path()), number, each));
      await(own);
      assertEquals("done", await(report));
    }
    assertEquals(2 * each, Integer.parseInt(Files.readString(number)), "counted under the lock");
  }
}
