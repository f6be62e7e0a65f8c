/** What needs several backends, processes or languages: the shared parts of those tests. */
@NullMarked
package dev.coordination.it;

import org.jspecify.annotations.NullMarked;
