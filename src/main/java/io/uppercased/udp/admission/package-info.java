/**
 * Decides by port, source and rate limit whether a sender is answered. Independent of
 * Spring.
 */
@NullMarked
package io.uppercased.udp.admission;

import org.jspecify.annotations.NullMarked;
