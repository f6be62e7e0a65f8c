/**
 * Distributed coordination recipes as pure interfaces: what they promise, never how a store keeps
 * the promise.
 */
module dev.coordination {
  requires static org.jspecify;

  exports dev.coordination;
  exports dev.coordination.spi;

  uses dev.coordination.spi.CoordinationProvider;
}
