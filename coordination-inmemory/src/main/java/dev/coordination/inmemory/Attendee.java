package dev.coordination.inmemory;

/**
 * A member of a party as everybody may see it.
 *
 * @param token names the entry; the order of joining
 * @param identifier under which the member is listed
 * @param data that the member has left with its entry, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record Attendee(long token, String identifier, byte[] data) {}
