/** The technology compatibility kit: the contract as JUnit tests, for any backend. */
module dev.coordination.tck {
  requires transitive dev.coordination;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports dev.coordination.tck;

  opens dev.coordination.tck;
}
