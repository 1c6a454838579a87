/**
 * Receives and sends datagrams in bursts, and defines why a datagram is dropped. Depends
 * only on the JDK and on the transformer's {@code Exchange}.
 */
@NullMarked
package io.uppercased.udp.transport;

import org.jspecify.annotations.NullMarked;
