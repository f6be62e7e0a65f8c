package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Roll.Member;
import java.util.Comparator;
import java.util.List;

/**
 * The two kinds of party: where a member's node shows the identifier, and what that makes of a
 * list.
 */
enum PartyKind {
  /** In its data: whatever the identifier, and in the order of joining. */
  DEEP {
    @Override
    String node(String path, String id, String identifier) {
      return Layout.member(path, id);
    }

    @Override
    boolean isMember(String name) {
      return Layout.isMember(name);
    }

    @Override
    String identifier(String name, byte[] data) {
      return Layout.decode(data);
    }

    @Override
    List<String> identifiers(List<Member> members) {
      return members.stream()
          .sorted(Comparator.comparingLong(Member::czxid))
          .map(this::identifier)
          .toList();
    }
  },
  /** In its name: the list of names is all there is to ask for. */
  SHALLOW {
    @Override
    String node(String path, String id, String identifier) {
      return Layout.shallowMember(path, id, identifier);
    }

    @Override
    boolean isMember(String name) {
      return Layout.isShallowMember(name);
    }

    @Override
    String identifier(String name, byte[] data) {
      return Layout.shallowIdentifier(name);
    }

    @Override
    List<String> identifiers(List<Member> members) {
      return members.stream().map(this::identifier).sorted().toList();
    }
  };

  /** {@return the path of a member's node} */
  abstract String node(String path, String id, String identifier);

  /** {@return whether a child of the party's path is a member} */
  abstract boolean isMember(String name);

  /** {@return the identifier of a member, from its node's name or data} */
  abstract String identifier(String name, byte[] data);

  String identifier(Member member) {
    return identifier(member.name(), member.data());
  }

  /** {@return the identifiers of members in the order in which they are listed} */
  abstract List<String> identifiers(List<Member> members);
}
