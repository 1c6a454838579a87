/**
 * The way of a burst through the service: ingress, admission, transformation, egress.
 */
@NullMarked
package io.uppercased.udp.flow;

import org.jspecify.annotations.NullMarked;
