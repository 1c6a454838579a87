/**
 * The configuration under {@code udp}: its properties, how they are read and refused, and
 * the beans that are made of them.
 */
@NullMarked
package io.uppercased.config;

import org.jspecify.annotations.NullMarked;
