/**
 * Receives and sends datagrams in bursts, and keeps the state of each: received, replied,
 * sent, or dropped for a reason. Depends only on the JDK and on the transformer's
 * {@code Exchange}.
 */
@NullMarked
package io.uppercased.udp.transport;

import org.jspecify.annotations.NullMarked;
