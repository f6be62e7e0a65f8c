package dev.coordination.it.architecture.bad.zookeeper.engine;

/** Of no use to any transport. */
public class PublicForNobody {}
