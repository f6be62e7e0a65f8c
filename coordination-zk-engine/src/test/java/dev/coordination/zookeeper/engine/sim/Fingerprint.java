package dev.coordination.zookeeper.engine.sim;

/**
 * A running hash of a history, 128 bits wide: wide enough that two histories met in one exploration
 * never share it by chance.
 */
final class Fingerprint {

  private long first = 0xcbf29ce484222325L;
  private long second = 0x9e3779b97f4a7c15L;

  Fingerprint add(long value) {
    first = mix(first ^ value) * 0x100000001b3L;
    second = mix(second + value * 0xff51afd7ed558ccdL);
    return this;
  }

  Fingerprint add(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      first = (first ^ text.charAt(i)) * 0x100000001b3L;
      second = (Long.rotateLeft(second, 7) + text.charAt(i)) * 0xc4ceb9fe1a85ec53L;
    }
    return add(text.length());
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 29);
  }

  static Execution.Key of(CharSequence text) {
    var hash = new Fingerprint().add(text);
    return new Execution.Key(mix(hash.first), mix(hash.second));
  }

  void append(StringBuilder key) {
    key.append(first).append(',').append(second);
  }
}
