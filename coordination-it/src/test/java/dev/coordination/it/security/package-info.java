/** Who may do what, and who is who: digests, certificates and SASL on a real server. */
@NullMarked
package dev.coordination.it.security;

import org.jspecify.annotations.NullMarked;
