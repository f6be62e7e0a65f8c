package dev.coordination.support;

/**
 * One member of those who divide a set, as the store has it.
 *
 * @param node what names this membership, and no other one ever
 * @param identifier under which name it joined
 * @param data what it joined with, as text; of another client's kind, whatever that has
 * @param self whether it is the participant that asks, as it stands now
 */
public record PartitionMember(String node, String identifier, String data, boolean self) {}
