/**
 * Logs and periodic tasks on threads of their own, so that no thread that receives,
 * answers a probe or stops waits for them.
 */
@NullMarked
package io.uppercased.udp.background;

import org.jspecify.annotations.NullMarked;
