/**
 * The transport for every platform, with one call for each datagram.
 */
@NullMarked
package io.uppercased.udp.transport.nio;

import org.jspecify.annotations.NullMarked;
