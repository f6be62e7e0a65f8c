package dev.coordination.inmemory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.MalformedDataException;
import dev.coordination.support.Acquisition;
import dev.coordination.support.RecipeContext;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A candidate for a permit. The limit is stored at the path, in decimal digits, by whoever finds
 * none there, or finds nobody in the line; whoever finds another one and somebody in the line must
 * not enter.
 */
final class PermitCandidate extends Candidate<MemoryHold> {

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

  private final int limit;

  /**
   * Creates one that has not been sent yet.
   *
   * @param context for whom and where
   * @param acquisition is told the outcome
   * @param patient whether it waits for others
   * @param limit how many permits there are in its opinion
   */
  PermitCandidate(
      RecipeContext context,
      Acquisition<? super MemoryHold> acquisition,
      boolean patient,
      int limit) {
    super(Place.Kind.SEMAPHORE, context, acquisition, patient);
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  @Override
  MemoryHold newHold(Contender granted, Connection connection) {
    return new MemoryHold(this, connection, granted.token);
  }

  @Override
  void check(Space space) {
    super.check(space);
    BigInteger stored = stored(space.read(path()));
    if (stored != null && !stored.equals(BigInteger.valueOf(limit)) && isUsed(space)) {
      throw new ConfigurationMismatchException(
          "%s: the limit is %s while anybody holds or waits, not %s"
              .formatted(context().path(), stored, limit));
    }
  }

  @Override
  void enter(Contender entering, Space space) {
    byte[] digits = Integer.toString(limit).getBytes(US_ASCII);
    if (!Arrays.equals(digits, space.read(path()))) {
      space.write(path(), digits);
    }
    super.enter(entering, space);
  }

  private boolean isUsed(Space space) {
    return !space.line(place()).isEmpty();
  }

  private @Nullable BigInteger stored(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    String text = new String(bytes, US_ASCII);
    if (!NUMBER.matcher(text).matches()) {
      throw new MalformedDataException(
          context().path() + ": what is stored there is not a number of permits");
    }
    return new BigInteger(text);
  }
}
