/**
 * The transport for Linux: bursts by one system call each way. The only package that
 * calls foreign functions.
 */
@NullMarked
package io.uppercased.udp.transport.linux;

import org.jspecify.annotations.NullMarked;
