/**
 * The configuration under {@code udp}: its properties, their checks, the beans made from
 * them, and what to change if the start fails.
 */
@NullMarked
package io.uppercased.udp.autoconfigure;

import org.jspecify.annotations.NullMarked;
