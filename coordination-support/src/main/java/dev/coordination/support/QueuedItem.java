package dev.coordination.support;

/**
 * An item as a queue's store has it.
 *
 * @param id what names it in the store
 * @param priority a number from 0 to 999; lower is served first
 * @param payload its bytes, not to be changed
 */
public record QueuedItem(String id, int priority, byte[] payload) {}
