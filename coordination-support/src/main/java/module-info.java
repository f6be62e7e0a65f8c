/** What backends share: the mechanics of holds, waits, listeners and views; never a store. */
module dev.coordination.support {
  requires transitive dev.coordination;
  requires static org.jspecify;
  requires org.slf4j;

  exports dev.coordination.support;
}
