/**
 * What tests are written with: clients, services, senders that forge, networks.
 */
@NullMarked
package io.uppercased.udp.testing;

import org.jspecify.annotations.NullMarked;
