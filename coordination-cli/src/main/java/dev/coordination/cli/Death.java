package dev.coordination.cli;

/**
 * How a worker was killed, which its own record cannot tell.
 *
 * @param worker who
 * @param killedAt when it was alive at the latest: what is timed begins here
 * @param diedAt when it was dead for sure: until here it may have worked
 */
record Death(String worker, long killedAt, long diedAt) {}
