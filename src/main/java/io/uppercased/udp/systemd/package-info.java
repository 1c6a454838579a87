/**
 * Support for systemd: inherited sockets, notifications, watchdog.
 */
@NullMarked
package io.uppercased.udp.systemd;

import org.jspecify.annotations.NullMarked;
