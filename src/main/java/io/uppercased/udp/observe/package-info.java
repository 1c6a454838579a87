/**
 * What an operator sees: meters, health, the {@code udp} endpoint, and the warnings of
 * drops, loops and hanging listeners.
 */
@NullMarked
package io.uppercased.udp.observe;

import org.jspecify.annotations.NullMarked;
