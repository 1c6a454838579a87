/**
 * The service under systemd: what it hands over, and what it is told. Nothing here is
 * loaded without it.
 */
@NullMarked
package io.uppercased.udp.systemd;

import org.jspecify.annotations.NullMarked;
