package dev.coordination;

/**
 * The hold of a leader: one term of office.
 *
 * <p>Its {@link #fencingToken} is the term, which increases from leader to leader.
 *
 * @see LeaderElection
 */
public interface Leadership extends Hold {}
