package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server answers to a {@link Request}. */
sealed interface Answer {

  /** Appends a text that only equal answers share. */
  void append(StringBuilder text);

  /** Says it in words, for people. */
  default String brief() {
    return "ok";
  }

  record Failed(Code code, int index) implements Answer {
    @Override
    public void append(StringBuilder text) {
      text.append(code).append(index);
    }

    @Override
    public String brief() {
      return code + (index > 0 ? " at " + index : "");
    }
  }

  record Done() implements Answer {
    @Override
    public void append(StringBuilder text) {
      text.append("done");
    }
  }

  record Made(Created created) implements Answer {
    @Override
    public void append(StringBuilder text) {
      Answer.append(text.append(created.path()), created.stat());
    }

    @Override
    public String brief() {
      return created.path() + " @" + created.stat().czxid();
    }
  }

  record Changed(NodeStat stat) implements Answer {
    @Override
    public void append(StringBuilder text) {
      Answer.append(text.append("set"), stat);
    }

    @Override
    public String brief() {
      return "version " + stat.version();
    }
  }

  record Found(@Nullable NodeStat stat) implements Answer {
    @Override
    public void append(StringBuilder text) {
      Answer.append(text.append("found"), stat);
    }

    @Override
    public String brief() {
      return stat == null ? "absent" : "there @" + stat.czxid();
    }
  }

  record Read(NodeData node) implements Answer {
    @Override
    public void append(StringBuilder text) {
      Answer.append(text.append(Arrays.toString(node.data())), node.stat());
    }
  }

  record Listed(Children children) implements Answer {
    @Override
    public void append(StringBuilder text) {
      Answer.append(text.append(children.names()), children.stat());
    }

    @Override
    public String brief() {
      return children.names().toString();
    }
  }

  record Applied(List<OpResult> results) implements Answer {
    @Override
    public void append(StringBuilder text) {
      results.forEach(result -> Answer.append(text.append(result.path()), result.stat()));
    }
  }

  /** The session that the server opened or goes on with; id 0 says that it has expired. */
  record Connected(long sessionId, Duration timeout) implements Answer {
    @Override
    public void append(StringBuilder text) {
      text.append("session").append(sessionId).append(timeout);
    }

    @Override
    public String brief() {
      return sessionId == 0 ? "expired" : "session " + Long.toHexString(sessionId);
    }
  }

  /** Appends all numbers of a stat; a record's own text takes its time. */
  static void append(StringBuilder text, @Nullable NodeStat stat) {
    if (stat == null) {
      text.append('-');
      return;
    }
    text.append(':').append(stat.czxid()).append(',').append(stat.mzxid()).append(',');
    text.append(stat.pzxid()).append(',').append(stat.version()).append(',');
    text.append(stat.cversion()).append(',').append(stat.numChildren()).append(',');
    text.append(stat.ephemeralOwner());
  }
}
