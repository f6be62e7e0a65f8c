package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Group;
import dev.coordination.zookeeper.engine.Look.Crowd;
import dev.coordination.zookeeper.engine.Look.Found;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes what an inspection tells of nodes. */
final class Told {

  private final List<Group> groups = new ArrayList<>();

  /** Adds those in a role, if there are any; the role's entries may be fewer than there are. */
  Told group(String role, int size, List<Entry> entries) {
    if (size > 0) {
      groups.add(new Group(role, size, entries));
    }
    return this;
  }

  Told group(String role, List<Entry> entries) {
    return group(role, entries.size(), entries);
  }

  Told group(String role, Crowd crowd, Function<Found, Entry> entry) {
    return group(role, crowd.size(), crowd.first().stream().map(entry).toList());
  }

  List<Group> groups() {
    return groups;
  }

  /** What somebody holds: the node's czxid is the token. */
  static Entry held(String parent, Found found, @Nullable String identifier, Fact... facts) {
    return entry(parent, found, null, identifier, true, facts);
  }

  /** Somebody who holds nothing. */
  static Entry there(String parent, Found found, @Nullable String identifier, Fact... facts) {
    return entry(parent, found, null, identifier, false, facts);
  }

  static Entry entry(
      String parent,
      Found found,
      @Nullable String subject,
      @Nullable String identifier,
      boolean held,
      Fact... facts) {
    return new Entry(
        parent + "/" + found.name(),
        subject,
        identifier,
        held ? found.stat().czxid() : null,
        time(found.stat().ctime()),
        List.of(facts));
  }

  static Fact fact(String name, Object value) {
    return new Fact(name, value);
  }

  static Fact malformed(String why) {
    return fact("malformed", why);
  }

  static Fact malformed(MalformedDataException why) {
    return malformed(String.valueOf(why.getMessage()));
  }

  static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
