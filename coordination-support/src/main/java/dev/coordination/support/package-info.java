/**
 * For authors of backends: what every backend needs and no store decides. The state machine of
 * holds, deadlines, path rules, serial listeners, the blocking faces of asynchronous requests, and
 * client views. Nothing here touches a store.
 */
@NullMarked
package dev.coordination.support;

import org.jspecify.annotations.NullMarked;
