/**
 * The transport for every platform: a call for each datagram.
 */
@NullMarked
package io.uppercased.udp.transport.nio;

import org.jspecify.annotations.NullMarked;
