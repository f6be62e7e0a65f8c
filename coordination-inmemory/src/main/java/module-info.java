/** The recipes of {@code dev.coordination} in one JVM, with virtual time and faults on demand. */
module dev.coordination.inmemory {
  requires transitive dev.coordination;
  requires dev.coordination.support;
  requires static org.jspecify;
  requires org.slf4j;

  exports dev.coordination.inmemory;

  provides dev.coordination.spi.CoordinationProvider with
      dev.coordination.inmemory.InMemoryProvider;
}
