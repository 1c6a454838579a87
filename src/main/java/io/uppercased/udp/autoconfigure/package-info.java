/**
 * The configuration under {@code udp}: its properties, how they are read and refused, and
 * the beans that are made of them.
 */
@NullMarked
package io.uppercased.udp.autoconfigure;

import org.jspecify.annotations.NullMarked;
