/** Other releases than the ones we build with: of ZooKeeper's server, and of the JDK. */
@NullMarked
package dev.coordination.it.versions;

import org.jspecify.annotations.NullMarked;
