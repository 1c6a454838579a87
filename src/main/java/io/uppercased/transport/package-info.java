/**
 * Datagrams from and to a socket, a burst at a time. Knows the JDK only.
 */
@NullMarked
package io.uppercased.transport;

import org.jspecify.annotations.NullMarked;
