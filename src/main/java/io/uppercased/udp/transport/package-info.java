/**
 * Datagrams from and to a socket, a burst at a time. Knows the JDK only, and what a
 * transformer may ask.
 */
@NullMarked
package io.uppercased.udp.transport;

import org.jspecify.annotations.NullMarked;
