/**
 * Servers as they are in production: each a process of its own, killed when a test says so, alone
 * or as an ensemble, of the release that we build with or of an older one.
 */
@NullMarked
package dev.coordination.it.servers;

import org.jspecify.annotations.NullMarked;
