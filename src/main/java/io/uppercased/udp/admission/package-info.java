/**
 * Whether a sender may ask: ports, sources and the rate limit. Knows no Spring.
 */
@NullMarked
package io.uppercased.udp.admission;

import org.jspecify.annotations.NullMarked;
