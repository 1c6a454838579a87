/**
 * The transport for every platform: a call for each datagram.
 */
@NullMarked
package io.uppercased.transport.nio;

import org.jspecify.annotations.NullMarked;
