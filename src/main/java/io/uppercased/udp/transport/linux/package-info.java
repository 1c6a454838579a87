/**
 * The transport for Linux: bursts by one system call each way. The only package that
 * calls foreign functions, so also those for systemd and for mapped files are here.
 */
@NullMarked
package io.uppercased.udp.transport.linux;

import org.jspecify.annotations.NullMarked;
