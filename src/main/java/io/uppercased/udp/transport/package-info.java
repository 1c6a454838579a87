/**
 * Receives and sends datagrams in bursts. Depends only on the JDK and on the
 * transformer's {@code Exchange}.
 */
@NullMarked
package io.uppercased.udp.transport;

import org.jspecify.annotations.NullMarked;
