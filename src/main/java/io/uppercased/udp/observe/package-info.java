/**
 * What an operator sees: meters, health, the {@code udp} endpoint and the start-up line.
 */
@NullMarked
package io.uppercased.udp.observe;

import org.jspecify.annotations.NullMarked;
