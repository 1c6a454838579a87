/**
 * The configuration under {@code udp}: its properties, their checks, and the beans made
 * from them.
 */
@NullMarked
package io.uppercased.udp.autoconfigure;

import org.jspecify.annotations.NullMarked;
