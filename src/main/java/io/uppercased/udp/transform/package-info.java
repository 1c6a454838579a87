/**
 * What the service makes of a message. Knows nothing of sockets or of Spring.
 */
@NullMarked
package io.uppercased.udp.transform;

import org.jspecify.annotations.NullMarked;
