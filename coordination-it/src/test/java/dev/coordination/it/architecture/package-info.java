/**
 * How the parts may depend on each other, and what none of them may do. {@code Rules} says it,
 * {@code ArchitectureTest} holds the product to it, {@code RulesTest} shows that each can fail on
 * what lies in {@code bad}.
 */
@NullMarked
package dev.coordination.it.architecture;

import org.jspecify.annotations.NullMarked;
