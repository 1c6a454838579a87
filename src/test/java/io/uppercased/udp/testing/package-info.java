/**
 * Helpers for tests: clients, servers, senders of forged datagrams, network namespaces.
 */
@NullMarked
package io.uppercased.udp.testing;

import org.jspecify.annotations.NullMarked;
