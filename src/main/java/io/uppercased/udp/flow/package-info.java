/**
 * The path of a burst: ingress, admission, transformation, egress; exchanges in flight;
 * the stop of the listeners.
 */
@NullMarked
package io.uppercased.udp.flow;

import org.jspecify.annotations.NullMarked;
