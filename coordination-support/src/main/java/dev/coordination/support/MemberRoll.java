package dev.coordination.support;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a list of members means to one of them.
 *
 * <p>A member's data is its identifier, a line feed, and the digest of its configuration. One whose
 * data is not of this form is of another kind of client, which does not say what it divides. The
 * oldest member that does say it is right; others who differ from it do not count.
 *
 * @param members the identifiers of those who count, each once, in the order of their code points
 * @param self what names the own membership; empty while there is none
 * @param hasElder whether an older member has the same identifier
 * @param fits whether the own configuration is that of the oldest member
 */
record MemberRoll(List<String> members, String self, boolean hasElder, boolean fits) {

  /** {@return what a member joins with} */
  static String data(String identifier, String digest) {
    return identifier + "\n" + digest;
  }

  /** Reads a list of members, which is in the order in which they joined. */
  static MemberRoll of(List<PartitionMember> listed, String digest) {
    String agreed =
        listed.stream().flatMap(member -> digest(member).stream()).findFirst().orElse(digest);
    List<String> members =
        listed.stream()
            .filter(member -> digest(member).orElse(agreed).equals(agreed))
            .map(PartitionMember::identifier)
            .distinct()
            .sorted(DivisibleItems.BY_CODE_POINTS)
            .toList();
    Optional<PartitionMember> self = listed.stream().filter(PartitionMember::self).findFirst();
    return new MemberRoll(
        members,
        self.map(PartitionMember::node).orElse(""),
        self.isPresent() && hasElder(listed, self.get()),
        self.isEmpty() || agreed.equals(digest));
  }

  private static boolean hasElder(List<PartitionMember> listed, PartitionMember self) {
    return listed.stream()
        .takeWhile(member -> !member.self())
        .anyMatch(member -> member.identifier().equals(self.identifier()));
  }

  private static Optional<String> digest(PartitionMember member) {
    int end = member.data().indexOf('\n');
    boolean says = end >= 0 && Objects.equals(member.data().substring(0, end), member.identifier());
    return says ? Optional.of(member.data().substring(end + 1)) : Optional.empty();
  }
}
